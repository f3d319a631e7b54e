//! Steps that come on their day, and telling all stores of an app, a hundred in one transaction.

use super::suspension;
use crate::{
    accounts::{self, Party},
    apps::{self, App, SuspensionStep},
    grants,
};
use db::Write;
use kernel::{Cursor, Fault, Id, Outcome, PageRequest, Time, kinds};
use office::{
    jobs,
    notices::{self, News},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;

pub const ADVANCE: &str = "stages.advance";
pub const TELL_STORES: &str = "stages.tell_stores";
const STORES_AT_ONCE: u32 = 100;

/// What the stores of an app are told, and how far that has come.
#[derive(Debug, Serialize, Deserialize)]
struct Tell {
    app: Id<kinds::App>,
    /// None when the suspension was lifted.
    step: Option<SuspensionStep>,
    is_undone: bool,
    next_at: Option<Time>,
    /// The grant that was told last.
    after: Option<String>,
}

pub(super) fn advance_at(tx: &mut Write<'_>, app: &App, at: Time) -> Outcome<()> {
    jobs::enqueue(tx, ADVANCE, &app.id, at)
}

/// Takes the step whose day has come. One that was undone or hastened meanwhile is no longer due, and nothing happens.
pub fn advance(tx: &mut Write<'_>, args: &str) -> Outcome<()> {
    suspension::advance_if_due(tx, &read(args)?)
}

pub(super) fn tell_stores(tx: &mut Write<'_>, app: &App, is_undone: bool) -> Outcome<()> {
    let (step, next_at) =
        app.suspension.as_ref().map(|suspension| (Some(suspension.step), suspension.next_at())).unwrap_or_default();
    let now = tx.now;
    jobs::enqueue(tx, TELL_STORES, &Tell { app: app.id.clone(), step, is_undone, next_at, after: None }, now)
}

/// Tells the next stores, and leaves the rest to another job.
pub fn tell_next_stores(tx: &mut Write<'_>, args: &str) -> Outcome<()> {
    let tell: Tell = read(args)?;
    let Some(app) = apps::find(tx, &tell.app)? else { return Ok(()) };
    let code = match tell.step {
        None => "used_app_lifted",
        Some(_) if tell.is_undone => "used_app_undone",
        Some(SuspensionStep::Notice) => "used_app_notice",
        Some(SuspensionStep::ReadOnly) => "used_app_read_only",
        Some(SuspensionStep::Off) => "used_app_off",
    };
    let after = tell.after.as_deref().map(str::parse::<Cursor>).transpose();
    let after = after.map_err(|_| Fault::new("a job says nothing of how far it came"))?;
    let page = grants::list_of_app(tx, &app.id, &PageRequest { limit: STORES_AT_ONCE, after })?;
    // A store may have allowed the app in more than one way; it is told once of each hundred.
    let stores: BTreeSet<_> =
        page.items.into_iter().filter(|grant| grant.removal.is_none()).map(|grant| grant.merchant).collect();
    for store in stores {
        let members = accounts::members_of(tx, &Party::Merchant(store))?;
        let args = json!({"app": app.name, "suspension_step": tell.step, "next_at": tell.next_at});
        notices::tell(tx, &members, &News { code, args, link: "/merchant/settings/api".to_owned() })?;
    }
    match page.next {
        Some(next) => {
            let now = tx.now;
            jobs::enqueue(tx, TELL_STORES, &Tell { after: Some(next.to_string()), ..tell }, now)
        }
        None => Ok(()),
    }
}

fn read<'a, T: Deserialize<'a>>(args: &'a str) -> Outcome<T> {
    serde_json::from_str(args).map_err(|error| Fault::because("reading a job", error).into())
}
