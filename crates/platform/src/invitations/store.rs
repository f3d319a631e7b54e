use super::Invitation;
use crate::accounts::{Party, Role};
use db::{Read, Row, Write};
use kernel::{Fault, Id, Outcome, kinds};

/// In the place of an older one to the same address.
pub(super) fn upsert(tx: &mut Write<'_>, new: &Invitation) -> Outcome<()> {
    tx.execute(
        "INSERT INTO invitations (id, party_kind, party, email, role, invited_by, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (party, email) DO UPDATE SET id = excluded.id, \
         role = excluded.role, invited_by = excluded.invited_by, created_at = excluded.created_at, \
         expires_at = excluded.expires_at",
        &[
            &new.id,
            &new.party.kind(),
            &new.party.as_str(),
            &new.email,
            &new.role.as_str(),
            &new.invited_by,
            &new.created_at,
            &new.expires_at,
        ],
    )?;
    Ok(())
}

/// One that is still open.
pub(super) fn find(tx: &mut Read<'_>, id: &Id<kinds::Invitation>) -> Outcome<Option<Invitation>> {
    let now = tx.now;
    tx.one(
        "SELECT id, party_kind, party, email, role, invited_by, created_at, expires_at FROM invitations \
         WHERE id = $1 AND expires_at > $2",
        &[id, &now],
        invitation,
    )
}

/// Open ones, newest first.
pub(super) fn list(tx: &mut Read<'_>, party: &Party) -> Outcome<Vec<Invitation>> {
    let now = tx.now;
    tx.all(
        "SELECT id, party_kind, party, email, role, invited_by, created_at, expires_at FROM invitations \
         WHERE party = $1 AND expires_at > $2 ORDER BY created_at DESC, id DESC LIMIT 100",
        &[&party.as_str(), &now],
        invitation,
    )
}

pub(super) fn count(tx: &mut Read<'_>, party: &Party) -> Outcome<i64> {
    let now = tx.now;
    tx.number("SELECT count(*) AS n FROM invitations WHERE party = $1 AND expires_at > $2", &[&party.as_str(), &now])
}

/// False when it was gone already.
pub(super) fn delete(tx: &mut Write<'_>, party: &Party, id: &Id<kinds::Invitation>) -> Outcome<bool> {
    Ok(tx.execute("DELETE FROM invitations WHERE party = $1 AND id = $2", &[&party.as_str(), id])? == 1)
}

pub(super) fn delete_expired(tx: &mut Write<'_>, limit: u32) -> Outcome<u64> {
    let now = tx.now;
    tx.execute(
        "DELETE FROM invitations WHERE id IN (SELECT id FROM invitations WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
        &[&now, &limit],
    )
}

fn invitation(row: &Row<'_>) -> Outcome<Invitation> {
    let (kind, party, role): (String, String, String) = (row.get("party_kind")?, row.get("party")?, row.get("role")?);
    Ok(Invitation {
        id: row.get("id")?,
        party: Party::from_columns(&kind, &party).ok_or_else(|| Fault::new("a stored invitation has an unknown party"))?,
        email: row.get("email")?,
        role: Role::parse(&role).ok_or_else(|| Fault::new("a stored invitation has an unknown role"))?,
        invited_by: row.get("invited_by")?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
    })
}
