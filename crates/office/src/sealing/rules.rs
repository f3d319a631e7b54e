use super::{SealedColumn, SealedRow};
use db::{Read, Write};
use kernel::Outcome;
use protocol::KeyRing;
use std::collections::BTreeMap;

/// The job that seals again what older keys have sealed.
pub const RESEAL: &str = "keys.reseal";

/// Rows of each column by the number of their key.
pub fn counts(tx: &mut Read<'_>, columns: &[SealedColumn]) -> Outcome<BTreeMap<u32, Vec<(String, i64)>>> {
    let mut by_key: BTreeMap<u32, Vec<(String, i64)>> = BTreeMap::new();
    for column in columns {
        for (key, rows) in (column.counts)(tx)? {
            by_key.entry(key).or_default().push((column.name(), rows));
        }
    }
    Ok(by_key)
}

/// Seals these rows again with the key that seals now; how many were. A row that cannot be opened is left as it is and
/// told about: it was damaged, or its key was taken off the ring by hand.
pub fn replace(tx: &mut Write<'_>, keys: &KeyRing, column: &SealedColumn, rows: &[SealedRow]) -> Outcome<u64> {
    let mut replaced = 0;
    for SealedRow { row, sealed } in rows {
        let plain = match keys.open(sealed, column.place(row)) {
            Ok(plain) => plain,
            Err(error) => {
                tracing::error!(column = column.name(), row, %error, "a sealed value cannot be opened");
                continue;
            }
        };
        let again = keys.seal(&plain, column.place(row), tx.rng());
        replaced += u64::from((column.replace)(tx, row, sealed, &again)?);
    }
    Ok(replaced)
}
