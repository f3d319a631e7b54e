use super::model::State;
use db::{Read, Write};
use kernel::{Id, Outcome, Time, kinds};
use office::sealing::SealedRow;
use protocol::{Hash, Sealed};

pub(super) fn find(tx: &mut Read<'_>, account: &Id<kinds::Account>) -> Outcome<Option<(Sealed, State, i64)>> {
    tx.one("SELECT secret, confirmed_at, last_step FROM authenticators WHERE account_id = $1", &[account], |row| {
        let confirmed_at: Option<Time> = row.get("confirmed_at")?;
        let state = if confirmed_at.is_some() { State::On } else { State::Pending };
        Ok((Sealed::from_bytes(row.get("secret")?), state, row.get("last_step")?))
    })
}

/// False when there is one already.
pub(super) fn insert(tx: &mut Write<'_>, account: &Id<kinds::Account>, secret: &Sealed) -> Outcome<bool> {
    let now = tx.now;
    let added = tx.execute(
        "INSERT INTO authenticators (account_id, secret, created_at, last_step) VALUES ($1, $2, $3, 0) \
         ON CONFLICT (account_id) DO NOTHING",
        &[account, &secret.as_bytes(), &now],
    )?;
    Ok(added == 1)
}

pub(super) fn turn_on(tx: &mut Write<'_>, account: &Id<kinds::Account>) -> Outcome<()> {
    let now = tx.now;
    tx.execute("UPDATE authenticators SET confirmed_at = $1 WHERE account_id = $2", &[&now, account])?;
    Ok(())
}

/// False when this step or a later one was used before.
pub(super) fn use_step(tx: &mut Write<'_>, account: &Id<kinds::Account>, step: i64) -> Outcome<bool> {
    let used =
        tx.execute("UPDATE authenticators SET last_step = $1 WHERE account_id = $2 AND last_step < $1", &[&step, account])?;
    Ok(used == 1)
}

pub(super) fn delete(tx: &mut Write<'_>, account: &Id<kinds::Account>) -> Outcome<bool> {
    Ok(tx.execute("DELETE FROM authenticators WHERE account_id = $1", &[account])? == 1)
}

// === recovery codes ===

pub(super) fn insert_code(tx: &mut Write<'_>, account: &Id<kinds::Account>, hash: &Hash) -> Outcome<()> {
    tx.execute("INSERT INTO recovery_codes (account_id, hash) VALUES ($1, $2)", &[account, hash])?;
    Ok(())
}

/// False when there is no such code, or no longer.
pub(super) fn use_code(tx: &mut Write<'_>, account: &Id<kinds::Account>, hash: &Hash) -> Outcome<bool> {
    Ok(tx.execute("DELETE FROM recovery_codes WHERE account_id = $1 AND hash = $2", &[account, hash])? == 1)
}

pub(super) fn delete_codes(tx: &mut Write<'_>, account: &Id<kinds::Account>) -> Outcome<()> {
    tx.execute("DELETE FROM recovery_codes WHERE account_id = $1", &[account])?;
    Ok(())
}

pub(super) fn count_codes(tx: &mut Read<'_>, account: &Id<kinds::Account>) -> Outcome<i64> {
    tx.number("SELECT count(*) AS n FROM recovery_codes WHERE account_id = $1", &[account])
}

// --- sealing again ---

pub(super) fn count_by_key(tx: &mut Read<'_>) -> Outcome<Vec<(u32, i64)>> {
    tx.all("SELECT substr(secret, 1, 4) AS key, count(*) AS n FROM authenticators GROUP BY substr(secret, 1, 4)", &[], |row| {
        Ok((u32::from_be_bytes(row.get("key")?), row.get("n")?))
    })
}

/// A row is named by its account.
pub(super) fn sealed_otherwise(tx: &mut Read<'_>, after: &str, key: u32, limit: u32) -> Outcome<Vec<SealedRow>> {
    tx.all(
        "SELECT account_id, secret FROM authenticators WHERE account_id > $1 AND substr(secret, 1, 4) <> $2 ORDER BY account_id LIMIT $3",
        &[&after, &key.to_be_bytes(), &limit],
        |row| Ok(SealedRow { row: row.get("account_id")?, sealed: Sealed::from_bytes(row.get("secret")?) }),
    )
}

pub(super) fn replace_sealed(tx: &mut Write<'_>, row: &str, old: &Sealed, new: &Sealed) -> Outcome<bool> {
    let touched = tx.execute(
        "UPDATE authenticators SET secret = $1 WHERE account_id = $2 AND secret = $3",
        &[&new.as_bytes(), &row, &old.as_bytes()],
    )?;
    Ok(touched == 1)
}
