//! The stores that a whitelisting app is open to. Its developer names them; the operator may as well.

use super::{Named, store};
use crate::{
    accounts::{self, Role},
    apps::{self, App},
    merchants, text,
};
use db::{Read, Write};
use kernel::{Actor, Id, Outcome, Refusal, kinds};
use office::audit;
use serde_json::json;

const MIN_REASON: usize = 5;
const MAX_REASON: usize = 2000;
const OPERATORS: &[Role] = &[Role::Owner, Role::Admin, Role::Reviewer];

/// Names a store. One that is named already stays as it is. The app's developer does so without, the operator with a
/// reason.
pub fn name_merchant(
    tx: &mut Write<'_>,
    by: &Actor,
    app: &Id<kinds::App>,
    merchant: &Id<kinds::Merchant>,
    reason: Option<&str>,
) -> Outcome<()> {
    let (app, reason) = require(tx, by, app, reason)?;
    let no_such_store = || Refusal::field("merchant", "grants.no_such_store", "no store has this id; ask the store for it");
    let merchant = merchants::find(tx, merchant)?.ok_or_else(no_such_store)?;
    let named = Named { merchant: merchant.id, named_by: by.who.to_string(), named_at: tx.now };
    if store::insert_named(tx, &app.id, &named)? {
        record(tx, by, &app, "apps.merchant_named", &named.merchant, reason.as_deref())?;
    }
    Ok(())
}

/// Takes a store off the list, with a reason where the operator does. What it has authorised stays; it or the developer can
/// remove that.
pub fn unname_merchant(
    tx: &mut Write<'_>,
    by: &Actor,
    app: &Id<kinds::App>,
    merchant: &Id<kinds::Merchant>,
    reason: Option<&str>,
) -> Outcome<()> {
    let (app, reason) = require(tx, by, app, reason)?;
    if store::delete_named(tx, &app.id, merchant)? {
        record(tx, by, &app, "apps.merchant_unnamed", merchant, reason.as_deref())?;
    }
    Ok(())
}

/// The last named first. Whose app it is has been asked before.
pub fn list_named(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Vec<Named>> {
    store::list_named(tx, app)
}

/// The app, for its developer; with a reason, for the operator.
fn require(tx: &mut Read<'_>, by: &Actor, id: &Id<kinds::App>, reason: Option<&str>) -> Outcome<(App, Option<String>)> {
    let app = apps::require(tx, id)?;
    match reason {
        Some(reason) => {
            accounts::require_operator(tx, by, OPERATORS)?;
            Ok((app, Some(text::paragraphs("reason", reason, MIN_REASON, MAX_REASON)?)))
        }
        None => Ok((apps::require_owned(tx, by, &app.developer, id)?, None)),
    }
}

fn record(
    tx: &mut Write<'_>,
    by: &Actor,
    app: &App,
    action: &'static str,
    merchant: &Id<kinds::Merchant>,
    reason: Option<&str>,
) -> Outcome<()> {
    let (subject, party) = (app.id.as_str(), Some(app.developer.as_str()));
    let after = Some(json!({"merchant": merchant}));
    audit::record(tx, by, &audit::Change { action, subject, party, after, reason, ..Default::default() })
}
