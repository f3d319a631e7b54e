//! The stores that a whitelisting app is open to. Its developer names them; the operator may as well.

use super::{Named, store};
use crate::{
    accounts::{self, Role},
    apps::{self, App},
    merchants,
};
use db::{Read, Write};
use kernel::{Actor, Id, Outcome, kinds};
use office::audit;
use serde_json::json;

const OPERATORS: &[Role] = &[Role::Owner, Role::Admin, Role::Reviewer];

/// Names a store. One that is named already stays as it is.
pub fn name_merchant(tx: &mut Write<'_>, by: &Actor, app: &Id<kinds::App>, merchant: &Id<kinds::Merchant>) -> Outcome<()> {
    let app = require(tx, by, app)?;
    let merchant = merchants::require(tx, merchant)?;
    let named = Named { merchant: merchant.id, named_by: by.who.to_string(), named_at: tx.now };
    if store::insert_named(tx, &app.id, &named)? {
        record(tx, by, &app, "apps.merchant_named", &named.merchant)?;
    }
    Ok(())
}

/// Takes a store off the list. What it has authorised stays; it or the developer can remove that.
pub fn unname_merchant(tx: &mut Write<'_>, by: &Actor, app: &Id<kinds::App>, merchant: &Id<kinds::Merchant>) -> Outcome<()> {
    let app = require(tx, by, app)?;
    if store::delete_named(tx, &app.id, merchant)? {
        record(tx, by, &app, "apps.merchant_unnamed", merchant)?;
    }
    Ok(())
}

/// The last named first. Whose app it is has been asked before.
pub fn list_named(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Vec<Named>> {
    store::list_named(tx, app)
}

fn require(tx: &mut Read<'_>, by: &Actor, id: &Id<kinds::App>) -> Outcome<App> {
    let app = apps::require(tx, id)?;
    if accounts::require_operator(tx, by, OPERATORS).is_err() {
        apps::require_owned(tx, by, &app.developer, id)?;
    }
    Ok(app)
}

fn record(tx: &mut Write<'_>, by: &Actor, app: &App, action: &'static str, merchant: &Id<kinds::Merchant>) -> Outcome<()> {
    let (subject, party) = (app.id.as_str(), Some(app.developer.as_str()));
    let after = Some(json!({"merchant": merchant}));
    audit::record(tx, by, &audit::Change { action, subject, party, after, ..Default::default() })
}
