use db::{Read, Write};
use kernel::Outcome;

pub(super) fn find(tx: &mut Read<'_>, key: &str) -> Outcome<Option<String>> {
    tx.one("SELECT value FROM settings WHERE key = $1", &[&key], |row| row.get("value"))
}

pub(super) fn upsert(tx: &mut Write<'_>, key: &str, value: &str) -> Outcome<()> {
    tx.execute(
        "INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        &[&key, &value],
    )?;
    Ok(())
}
