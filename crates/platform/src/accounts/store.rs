use super::{
    Account, Candidate, Member, Membership, NewAccount, Party, PasswordHash, Proof, Role, Session,
    delay::{self, Failures, Subject},
    model::SESSION_LIFE,
};
use db::{Read, Row, Write};
use kernel::{Fault, Id, Outcome, Time, kinds};
use office::notices::Language;
use protocol::Hash;
use std::net::IpAddr;

// === accounts ===

/// The new account's id; `None` when the address is taken.
pub(super) fn insert(tx: &mut Write<'_>, new: &NewAccount) -> Outcome<Option<Id<kinds::Account>>> {
    let (id, now): (Id<kinds::Account>, _) = (tx.new_id(), tx.now);
    let added = tx.execute(
        "INSERT INTO accounts (id, email, name, language, password_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (email) DO NOTHING",
        &[&id, &new.email, &new.name, &new.language.tag(), &new.password_hash.as_str(), &now],
    )?;
    Ok((added == 1).then_some(id))
}

pub(super) fn find(tx: &mut Read<'_>, id: &Id<kinds::Account>) -> Outcome<Option<Account>> {
    tx.one(
        "SELECT id AS account_id, email, name, language, email_verified_at, created_at AS account_created_at FROM accounts \
         WHERE id = $1",
        &[id],
        account,
    )
}

pub(super) fn find_candidate(tx: &mut Read<'_>, email: &str) -> Outcome<Option<Candidate>> {
    tx.one(
        "SELECT id AS account_id, email, name, language, email_verified_at, created_at AS account_created_at, password_hash \
         FROM accounts WHERE email = $1",
        &[&email],
        |row| Ok(Candidate { account: account(row)?, password_hash: PasswordHash::from_column(row.get("password_hash")?) }),
    )
}

pub(super) fn find_password_hash(tx: &mut Read<'_>, id: &Id<kinds::Account>) -> Outcome<Option<PasswordHash>> {
    tx.one("SELECT password_hash FROM accounts WHERE id = $1", &[id], |row| {
        Ok(PasswordHash::from_column(row.get("password_hash")?))
    })
}

/// False when the address was confirmed before.
pub(super) fn confirm_email(tx: &mut Write<'_>, id: &Id<kinds::Account>) -> Outcome<bool> {
    let now = tx.now;
    let confirmed =
        tx.execute("UPDATE accounts SET email_verified_at = $1 WHERE id = $2 AND email_verified_at IS NULL", &[&now, id])?;
    Ok(confirmed == 1)
}

pub(super) fn update_language(tx: &mut Write<'_>, id: &Id<kinds::Account>, language: Language) -> Outcome<()> {
    tx.execute("UPDATE accounts SET language = $1 WHERE id = $2", &[&language.tag(), id])?;
    Ok(())
}

pub(super) fn update_password(tx: &mut Write<'_>, id: &Id<kinds::Account>, hash: &PasswordHash) -> Outcome<()> {
    tx.execute("UPDATE accounts SET password_hash = $1 WHERE id = $2", &[&hash.as_str(), id])?;
    Ok(())
}

// === sessions ===

pub(super) fn insert_session(
    tx: &mut Write<'_>,
    hash: &Hash,
    account: &Id<kinds::Account>,
    address: Option<IpAddr>,
    user_agent: &str,
    proof: Proof,
) -> Outcome<Id<kinds::Session>> {
    let (id, now): (Id<kinds::Session>, _) = (tx.new_id(), tx.now);
    let address = address.map(|address| address.to_string());
    tx.execute(
        "INSERT INTO sessions (id, hash, account_id, created_at, seen_at, expires_at, address, user_agent, proved_at, is_strong) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[&id, hash, account, &now, &now, &(now + SESSION_LIFE), &address, &user_agent, &now, &(proof == Proof::TwoFactors)],
    )?;
    Ok(id)
}

pub(super) fn find_session(tx: &mut Read<'_>, hash: &Hash) -> Outcome<Option<Session>> {
    let now = tx.now;
    tx.one(
        "SELECT sessions.id, sessions.created_at, seen_at, expires_at, address, user_agent, proved_at, is_strong, \
         account_id, email, name, language, email_verified_at, accounts.created_at AS account_created_at \
         FROM sessions JOIN accounts ON accounts.id = sessions.account_id WHERE hash = $1 AND expires_at > $2",
        &[hash, &now],
        session,
    )
}

/// Latest use first.
pub(super) fn list_sessions(tx: &mut Read<'_>, account: &Id<kinds::Account>) -> Outcome<Vec<Session>> {
    let now = tx.now;
    tx.all(
        "SELECT sessions.id, sessions.created_at, seen_at, expires_at, address, user_agent, proved_at, is_strong, \
         account_id, email, name, language, email_verified_at, accounts.created_at AS account_created_at \
         FROM sessions JOIN accounts ON accounts.id = sessions.account_id WHERE account_id = $1 AND expires_at > $2 \
         ORDER BY seen_at DESC, sessions.id DESC LIMIT 100",
        &[account, &now],
        session,
    )
}

pub(super) fn touch_session(tx: &mut Write<'_>, id: &Id<kinds::Session>) -> Outcome<()> {
    let now = tx.now;
    tx.execute(
        "UPDATE sessions SET seen_at = $1, expires_at = $2 WHERE id = $3 AND expires_at > $1",
        &[&now, &(now + SESSION_LIFE), id],
    )?;
    Ok(())
}

pub(super) fn delete_session(tx: &mut Write<'_>, hash: &Hash) -> Outcome<()> {
    tx.execute("DELETE FROM sessions WHERE hash = $1", &[hash])?;
    Ok(())
}

/// A session that was strong stays so.
pub(super) fn prove_session(tx: &mut Write<'_>, id: &Id<kinds::Session>, proof: Proof) -> Outcome<()> {
    let now = tx.now;
    match proof {
        Proof::Password => tx.execute("UPDATE sessions SET proved_at = $1 WHERE id = $2", &[&now, id])?,
        Proof::TwoFactors => tx.execute("UPDATE sessions SET proved_at = $1, is_strong = TRUE WHERE id = $2", &[&now, id])?,
    };
    Ok(())
}

/// False when it was gone already, or somebody else's.
pub(super) fn delete_session_of(tx: &mut Write<'_>, account: &Id<kinds::Account>, id: &Id<kinds::Session>) -> Outcome<bool> {
    Ok(tx.execute("DELETE FROM sessions WHERE account_id = $1 AND id = $2", &[account, id])? == 1)
}

pub(super) fn delete_other_sessions(tx: &mut Write<'_>, account: &Id<kinds::Account>, keep: &Id<kinds::Session>) -> Outcome<u64> {
    tx.execute("DELETE FROM sessions WHERE account_id = $1 AND id <> $2", &[account, keep])
}

/// What was proved with a second factor counts as a password alone once that factor is gone.
pub(super) fn weaken_sessions_of(tx: &mut Write<'_>, account: &Id<kinds::Account>) -> Outcome<()> {
    tx.execute("UPDATE sessions SET is_strong = FALSE WHERE account_id = $1", &[account])?;
    Ok(())
}

pub(super) fn delete_sessions_of(tx: &mut Write<'_>, account: &Id<kinds::Account>) -> Outcome<()> {
    tx.execute("DELETE FROM sessions WHERE account_id = $1", &[account])?;
    Ok(())
}

pub(super) fn delete_expired_sessions(tx: &mut Write<'_>, limit: u32) -> Outcome<u64> {
    let now = tx.now;
    tx.execute(
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
        &[&now, &limit],
    )
}

// === failed sign-ins ===

pub(super) fn find_failures(tx: &mut Read<'_>, subject: &Subject) -> Outcome<Option<Failures>> {
    let forgotten = tx.now - delay::MEMORY;
    tx.one(
        "SELECT failures, last_failed_at FROM sign_in_delays WHERE subject = $1 AND last_failed_at > $2",
        &[&subject.as_str(), &forgotten],
        |row| Ok(Failures { count: row.get("failures")?, last_at: row.get("last_failed_at")? }),
    )
}

pub(super) fn add_failure(tx: &mut Write<'_>, subject: &Subject) -> Outcome<()> {
    let (now, forgotten) = (tx.now, tx.now - delay::MEMORY);
    tx.execute(
        "INSERT INTO sign_in_delays (subject, failures, last_failed_at) VALUES ($1, 1, $2) ON CONFLICT (subject) DO UPDATE \
         SET failures = CASE WHEN sign_in_delays.last_failed_at <= $3 THEN 1 ELSE sign_in_delays.failures + 1 END, \
         last_failed_at = excluded.last_failed_at",
        &[&subject.as_str(), &now, &forgotten],
    )?;
    Ok(())
}

pub(super) fn delete_failures(tx: &mut Write<'_>, subject: &Subject) -> Outcome<()> {
    tx.execute("DELETE FROM sign_in_delays WHERE subject = $1", &[&subject.as_str()])?;
    Ok(())
}

pub(super) fn delete_forgotten_failures(tx: &mut Write<'_>, limit: u32) -> Outcome<u64> {
    let forgotten = tx.now - delay::MEMORY;
    tx.execute(
        "DELETE FROM sign_in_delays WHERE subject IN (SELECT subject FROM sign_in_delays WHERE last_failed_at <= $1 LIMIT $2)",
        &[&forgotten, &limit],
    )
}

// === members ===

/// False when the account is a member already.
pub(super) fn insert_member(tx: &mut Write<'_>, party: &Party, account: &Id<kinds::Account>, role: Role) -> Outcome<bool> {
    let now = tx.now;
    let added = tx.execute(
        "INSERT INTO members (account_id, party_kind, party, role, since) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (account_id, party_kind, party) DO NOTHING",
        &[account, &party.kind(), &party.as_str(), &role.as_str(), &now],
    )?;
    Ok(added == 1)
}

pub(super) fn count_members(tx: &mut Read<'_>, party: &Party) -> Outcome<i64> {
    tx.number("SELECT count(*) AS n FROM members WHERE party = $1", &[&party.as_str()])
}

pub(super) fn memberships(tx: &mut Read<'_>, account: &Id<kinds::Account>) -> Outcome<Vec<Membership>> {
    tx.all(
        "SELECT party_kind, party, role, since FROM members WHERE account_id = $1 \
         ORDER BY chosen_at DESC, since, party LIMIT 200",
        &[account],
        |row| {
            let (kind, party): (String, String) = (row.get("party_kind")?, row.get("party")?);
            let party = Party::from_columns(&kind, &party).ok_or_else(|| Fault::new("a stored member has an unknown party"))?;
            Ok(Membership { party, role: role(row)?, since: row.get("since")? })
        },
    )
}

pub(super) fn choose_party(tx: &mut Write<'_>, account: &Id<kinds::Account>, party: &Party) -> Outcome<bool> {
    let now = tx.now;
    let chosen = tx.execute(
        "UPDATE members SET chosen_at = $1 WHERE account_id = $2 AND party_kind = $3 AND party = $4",
        &[&now, account, &party.kind(), &party.as_str()],
    )?;
    Ok(chosen == 1)
}

pub(super) fn update_role(tx: &mut Write<'_>, account: &Id<kinds::Account>, party: &Party, role: Role) -> Outcome<()> {
    tx.execute(
        "UPDATE members SET role = $1 WHERE account_id = $2 AND party_kind = $3 AND party = $4",
        &[&role.as_str(), account, &party.kind(), &party.as_str()],
    )?;
    Ok(())
}

pub(super) fn delete_member(tx: &mut Write<'_>, account: &Id<kinds::Account>, party: &Party) -> Outcome<()> {
    tx.execute(
        "DELETE FROM members WHERE account_id = $1 AND party_kind = $2 AND party = $3",
        &[account, &party.kind(), &party.as_str()],
    )?;
    Ok(())
}

pub(super) fn count_owners(tx: &mut Read<'_>, party: &Party) -> Outcome<i64> {
    tx.number("SELECT count(*) AS n FROM members WHERE party = $1 AND role = $2", &[&party.as_str(), &Role::Owner.as_str()])
}

pub(super) fn role_in(tx: &mut Read<'_>, account: &Id<kinds::Account>, party: &Party) -> Outcome<Option<Role>> {
    tx.one(
        "SELECT role FROM members WHERE account_id = $1 AND party_kind = $2 AND party = $3",
        &[account, &party.kind(), &party.as_str()],
        role,
    )
}

pub(super) fn members(tx: &mut Read<'_>, party: &Party) -> Outcome<Vec<Member>> {
    tx.all(
        "SELECT role, since, account_id, email, name, language, email_verified_at, created_at AS account_created_at \
         FROM members JOIN accounts ON accounts.id = members.account_id WHERE party = $1 ORDER BY since, account_id LIMIT 1000",
        &[&party.as_str()],
        |row| Ok(Member { account: account(row)?, role: role(row)?, since: row.get("since")? }),
    )
}

// === rows ===

fn account(row: &Row<'_>) -> Outcome<Account> {
    let language: String = row.get("language")?;
    Ok(Account {
        id: row.get("account_id")?,
        email: row.get("email")?,
        name: row.get("name")?,
        language: Language::from_tag(&language).unwrap_or(Language::English),
        email_verified_at: row.get::<Option<Time>>("email_verified_at")?,
        created_at: row.get("account_created_at")?,
    })
}

fn session(row: &Row<'_>) -> Outcome<Session> {
    Ok(Session {
        id: row.get("id")?,
        account: account(row)?,
        created_at: row.get("created_at")?,
        seen_at: row.get("seen_at")?,
        expires_at: row.get("expires_at")?,
        address: row.get("address")?,
        user_agent: row.get("user_agent")?,
        proved_at: row.get("proved_at")?,
        is_strong: row.get("is_strong")?,
    })
}

fn role(row: &Row<'_>) -> Outcome<Role> {
    let text: String = row.get("role")?;
    Role::parse(&text).ok_or_else(|| Fault::new("a stored member has an unknown role").into())
}
