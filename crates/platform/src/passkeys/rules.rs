use super::{NewPasskey, Passkey, store};
use crate::{
    accounts::{self, Account},
    text,
};
use db::{Read, Write};
use kernel::{Actor, Id, Outcome, Refusal, kinds};
use office::audit;
use protocol::Hash;
use serde_json::json;
use std::time::Duration;

pub const MAX: usize = 10;
/// How long a question waits for its answer.
pub const WAITS: Duration = Duration::from_secs(5 * 60);
const MAX_NAME: usize = 60;

/// Keeps the public key of a device whose answer was found right.
pub fn add(tx: &mut Write<'_>, by: &Actor, account: &Account, new: &NewPasskey) -> Outcome<Id<kinds::Passkey>> {
    let new = NewPasskey { name: text::required("name", &new.name, MAX_NAME)?, ..new.clone() };
    if store::list(tx, &account.id)?.len() >= MAX {
        return Err(Refusal::conflict("passkeys.too_many", "you have ten passkeys; remove one that you no longer use").into());
    }
    let id = store::insert(tx, &account.id, &new)?;
    let id = id.ok_or_else(|| Refusal::conflict("passkeys.known", "this device has a passkey here already; use that one"))?;
    record(tx, by, &account.id, "passkeys.added", &id, &new.name)?;
    accounts::tell_of(tx, account.clone(), "passkey_added")?;
    Ok(id)
}

/// The account's own, oldest first.
pub fn list(tx: &mut Read<'_>, account: &Id<kinds::Account>) -> Outcome<Vec<Passkey>> {
    store::list(tx, account)
}

pub fn find_by_credential(tx: &mut Read<'_>, credential: &Hash) -> Outcome<Option<Passkey>> {
    store::find_by_credential(tx, credential)
}

/// Somebody signed in with it; `key` is what the library makes of it afterwards. False when it was removed meanwhile.
pub fn note_use(tx: &mut Write<'_>, id: &Id<kinds::Passkey>, key: &str) -> Outcome<bool> {
    store::note_use(tx, id, key)
}

/// Notes that the question was answered, in the transaction that believes the answer: one that was overheard is worth
/// nothing, also at another process.
pub fn answer_once(tx: &mut Write<'_>, question: &Hash) -> Outcome<()> {
    let expires_at = tx.now + WAITS;
    if store::insert_question(tx, question, expires_at)? { Ok(()) } else { Err(stale().into()) }
}

/// Says that the answer came before sooner than the counter of a device does, which many devices do not have.
pub fn refuse_answered(tx: &mut Read<'_>, question: &Hash) -> Outcome<()> {
    if store::has_question(tx, question)? { Err(stale().into()) } else { Ok(()) }
}

pub fn stale() -> Refusal {
    Refusal::expired("passkeys.stale", "this page waited too long or was used already; try again")
}

/// Deletes up to `limit` questions that can no longer be answered; how many went.
pub fn sweep(tx: &mut Write<'_>, limit: u32) -> Outcome<u64> {
    let now = tx.now;
    store::delete_questions(tx, now, limit)
}

/// Nobody signs in with it any more. One that is gone is a success.
pub fn remove(tx: &mut Write<'_>, by: &Actor, account: &Account, id: &Id<kinds::Passkey>) -> Outcome<()> {
    let Some(passkey) = store::list(tx, &account.id)?.into_iter().find(|passkey| passkey.id == *id) else { return Ok(()) };
    store::delete(tx, &account.id, id)?;
    record(tx, by, &account.id, "passkeys.removed", id, &passkey.name)?;
    accounts::tell_of(tx, account.clone(), "passkey_removed")
}

fn record(
    tx: &mut Write<'_>,
    by: &Actor,
    account: &Id<kinds::Account>,
    action: &'static str,
    id: &Id<kinds::Passkey>,
    name: &str,
) -> Outcome<()> {
    let after = Some(json!({"passkey": id, "name": name}));
    audit::record(tx, by, &audit::Change { action, subject: account.as_str(), after, ..Default::default() })
}
