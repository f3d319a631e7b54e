use super::{NewPasskey, Passkey};
use db::{Read, Row, Write};
use kernel::{Id, Outcome, Time, kinds};
use protocol::Hash;

/// `None` when the credential is known already, of whomever.
pub(super) fn insert(tx: &mut Write<'_>, account: &Id<kinds::Account>, new: &NewPasskey) -> Outcome<Option<Id<kinds::Passkey>>> {
    let (id, now): (Id<kinds::Passkey>, _) = (tx.new_id(), tx.now);
    let added = tx.execute(
        "INSERT INTO passkeys (id, account_id, credential, name, passkey, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (credential) DO NOTHING",
        &[&id, account, &new.credential, &new.name, &new.key, &now],
    )?;
    Ok((added == 1).then_some(id))
}

/// Oldest first.
pub(super) fn list(tx: &mut Read<'_>, account: &Id<kinds::Account>) -> Outcome<Vec<Passkey>> {
    tx.all(
        "SELECT id, account_id, name, passkey, created_at, last_used_at FROM passkeys WHERE account_id = $1 ORDER BY id LIMIT 100",
        &[account],
        passkey,
    )
}

pub(super) fn find_by_credential(tx: &mut Read<'_>, credential: &Hash) -> Outcome<Option<Passkey>> {
    tx.one(
        "SELECT id, account_id, name, passkey, created_at, last_used_at FROM passkeys WHERE credential = $1",
        &[credential],
        passkey,
    )
}

pub(super) fn note_use(tx: &mut Write<'_>, id: &Id<kinds::Passkey>, key: &str) -> Outcome<bool> {
    let now = tx.now;
    Ok(tx.execute("UPDATE passkeys SET last_used_at = $1, passkey = $2 WHERE id = $3", &[&now, &key, id])? == 1)
}

/// False when it was gone already, or somebody else's.
pub(super) fn delete(tx: &mut Write<'_>, account: &Id<kinds::Account>, id: &Id<kinds::Passkey>) -> Outcome<bool> {
    Ok(tx.execute("DELETE FROM passkeys WHERE account_id = $1 AND id = $2", &[account, id])? == 1)
}

fn passkey(row: &Row<'_>) -> Outcome<Passkey> {
    Ok(Passkey {
        id: row.get("id")?,
        account: row.get("account_id")?,
        name: row.get("name")?,
        key: row.get("passkey")?,
        created_at: row.get("created_at")?,
        last_used_at: row.get("last_used_at")?,
    })
}

// --- answers ---

/// True for the one whose answer counts.
pub(super) fn insert_question(tx: &mut Write<'_>, question: &Hash, expires_at: Time) -> Outcome<bool> {
    let sql = "INSERT INTO used_passkey_questions (hash, expires_at) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";
    Ok(tx.execute(sql, &[question, &expires_at])? == 1)
}

pub(super) fn has_question(tx: &mut Read<'_>, question: &Hash) -> Outcome<bool> {
    Ok(tx.number("SELECT count(*) AS n FROM used_passkey_questions WHERE hash = $1", &[question])? > 0)
}

pub(super) fn delete_questions(tx: &mut Write<'_>, before: Time, limit: u32) -> Outcome<u64> {
    tx.execute(
        "DELETE FROM used_passkey_questions WHERE hash IN (SELECT hash FROM used_passkey_questions WHERE expires_at < $1 LIMIT $2)",
        &[&before, &limit],
    )
}
