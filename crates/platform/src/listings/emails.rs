//! Support addresses: a link that is sent there proves that somebody reads it.

use super::{Field, find, store};
use crate::{accounts, apps, listings::Listing};
use db::Write;
use kernel::{Actor, Fault, Id, Outcome, Refusal, kinds};
use office::{
    audit,
    notices::{self, News, Recipient},
};
use serde_json::json;
use std::time::Duration;

/// The code of the mail with the link.
pub const VERIFY_SUPPORT: &str = "verify_support_email";
/// Nobody's mailbox is filled from here.
const AGAIN_AFTER: Duration = Duration::from_secs(120);

/// Sends a link to the support address that the draft names.
pub fn send_link(tx: &mut Write<'_>, by: &Actor, owner: &Id<kinds::Developer>, id: &Id<kinds::App>) -> Outcome<Listing> {
    let app = apps::require_owned(tx, by, owner, id)?;
    let listing = find(tx, &app)?;
    let email = listing.field(Field::SupportEmail).draft.line().filter(|email| !email.is_empty());
    let email = email.map(str::to_owned).ok_or_else(|| {
        Refusal::field("support_email", "listings.no_support_email", "write the support address and save it, then verify it")
    })?;
    let row = store::email(tx, id, &email)?;
    if row.as_ref().is_some_and(|row| row.verified_at.is_some()) {
        return Ok(listing);
    }
    let waited = row.map(|row| tx.now.since(row.sent_at)).filter(|waited| *waited < AGAIN_AFTER);
    if let Some(waited) = waited {
        let sentence = "a link was sent to this address a moment ago; look for it, or wait two minutes";
        return Err(Refusal::too_many("listings.link_just_sent", sentence, AGAIN_AFTER - waited).into());
    }
    store::upsert_email(tx, id, &email)?;
    let account = match by.account() {
        Some(account) => accounts::find(tx, account)?,
        None => None,
    };
    let account = account.ok_or_else(|| Fault::new("nobody asked for a link to a support address"))?;
    let recipient = Recipient { account: account.id, email: email.clone(), language: account.language };
    // Where the link leads is made when the mail is, so that none is ever stored.
    let args = json!({"app": app.name, "app_id": app.id, "email": email});
    notices::mail_only(tx, &[recipient], &News { code: VERIFY_SUPPORT, args, link: "/verify-support-email/{link}".to_owned() })?;
    Ok(listing)
}

/// The link was opened: the address is somebody's who reads it. Again changes nothing.
pub fn confirm(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::App>, email: &str) -> Outcome<()> {
    if !store::verify_email(tx, id, email)? {
        return Ok(());
    }
    let app = apps::require(tx, id)?;
    let change = audit::Change {
        action: "listings.support_email_verified",
        subject: id.as_str(),
        party: Some(app.developer.as_str()),
        after: Some(json!({"support_email": email})),
        ..Default::default()
    };
    audit::record(tx, by, &change)
}
