//! Suspending in steps. Every step is one write that holds with the next call; the developer is told in it, and the stores
//! by a job, because there may be thousands.

use super::{jobs, rules::checked_reason};
use crate::{
    accounts::{self, Party},
    apps::{self, App, Stage, Suspension, SuspensionStep},
    text::{self, Fields},
};
use db::Write;
use kernel::{Actor, Id, Outcome, Refusal, Time, kinds};
use office::notices::{self, News};
use serde_json::json;
use std::time::Duration;

const MAX_REMEDY: usize = 2000;
/// A notice of more than a year is none.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);

/// How a suspension begins, and when its next steps come.
#[derive(Clone, Debug)]
pub struct NewSuspension {
    /// The first step. What cannot wait begins at *off*.
    pub step: SuspensionStep,
    pub reason: String,
    /// What the developer can do so that it ends; may be empty.
    pub remedy: String,
    /// Needed by a notice, which says from when it gets serious.
    pub read_only_at: Option<Time>,
    pub off_at: Option<Time>,
}

/// Begins a suspension. An app has one at a time.
pub fn suspend(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::App>, new: &NewSuspension) -> Outcome<App> {
    let reason = checked_reason(tx, by, &new.reason)?;
    let app = apps::require(tx, id)?;
    let new = check(new, tx.now)?;
    if !app.stage.works() {
        let sentence = format!("an app in the stage {} cannot be suspended; reload the page", app.stage.as_str());
        return Err(Refusal::conflict("apps.wrong_stage", sentence).into());
    }
    if app.suspension.is_some() && new.step != SuspensionStep::Off {
        let sentence = "a suspension is under way already; go on with it, undo it or lift it";
        return Err(Refusal::conflict("stages.suspended_already", sentence).into());
    }
    let suspension = Suspension {
        remedy: new.remedy,
        read_only_at: new.read_only_at,
        off_at: new.off_at,
        ..Suspension::new(new.step, tx.now, reason.clone())
    };
    go(tx, by, &app, Some(suspension), "apps.suspension_begun", &reason)
}

/// Takes the next step now, before its day.
pub fn advance(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::App>, reason: &str) -> Outcome<App> {
    let reason = checked_reason(tx, by, reason)?;
    let app = apps::require(tx, id)?;
    let next = under_way(&app)?.advanced(tx.now).ok_or_else(no_next_step)?;
    go(tx, by, &app, Some(next), "apps.suspension_advanced", &reason)
}

/// Takes the next step when its day has come; otherwise nothing happens.
pub(super) fn advance_if_due(tx: &mut Write<'_>, id: &Id<kinds::App>) -> Outcome<()> {
    let Some(app) = apps::find(tx, id)? else { return Ok(()) };
    let Some(suspension) = &app.suspension else { return Ok(()) };
    let is_due = suspension.next_at().is_some_and(|at| at <= tx.now);
    if let Some(next) = suspension.advanced(tx.now).filter(|_| is_due) {
        let reason = next.reason.clone();
        go(tx, &Actor::system("stages"), &app, Some(next), "apps.suspension_advanced", &reason)?;
    }
    Ok(())
}

/// Goes back one step. Its dates are gone: what was undone does not come again by itself. Undoing the first step lifts the
/// suspension.
pub fn undo(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::App>, reason: &str) -> Outcome<App> {
    let reason = checked_reason(tx, by, reason)?;
    let app = apps::require(tx, id)?;
    let before = under_way(&app)?.undone(tx.now);
    go(tx, by, &app, before, "apps.suspension_undone", &reason)
}

/// Ends the suspension at whatever step it is.
pub fn lift(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::App>, reason: &str) -> Outcome<App> {
    let reason = checked_reason(tx, by, reason)?;
    let app = apps::require(tx, id)?;
    if !is_suspended(&app) {
        return Err(not_suspended().into());
    }
    go(tx, by, &app, None, "apps.suspension_lifted", &reason)
}

/// A suspension is under way, from its notice on.
pub(super) fn is_suspended(app: &App) -> bool {
    app.suspension.is_some() || app.stage == Stage::Suspended
}

pub(super) fn not_suspended() -> Refusal {
    Refusal::conflict("stages.not_suspended", "no suspension of this app is under way; reload the page to see how it stands")
}

/// The suspension; of an app that was suspended before there were steps, one that is off.
fn under_way(app: &App) -> Result<Suspension, Refusal> {
    let of_old = || {
        let reason = app.stage_reason.clone().unwrap_or_default();
        (app.stage == Stage::Suspended).then(|| Suspension::new(SuspensionStep::Off, app.stage_since, reason))
    };
    app.suspension.clone().or_else(of_old).ok_or_else(not_suspended)
}

fn no_next_step() -> Refusal {
    Refusal::conflict("stages.no_next_step", "the app is switched off already; there is no step after that")
}

/// With the dates that the first step leaves room for, or every field that is wrong.
fn check(new: &NewSuspension, now: Time) -> Result<NewSuspension, Refusal> {
    let mut fields = Fields::new();
    let remedy = fields.take(text::paragraphs("remedy", &new.remedy, 0, MAX_REMEDY));
    let read_only_at = new.read_only_at.filter(|_| new.step == SuspensionStep::Notice);
    let off_at = new.off_at.filter(|_| new.step != SuspensionStep::Off);
    let is_near = |at: Time| at > now && at.since(now) <= LONGEST;
    if new.step == SuspensionStep::Notice && read_only_at.is_none() {
        fields.refuse("read_only_on", "stages.notice_needs_date", "a notice says from when the app may only read; choose a day");
    }
    if read_only_at.is_some_and(|at| !is_near(at)) {
        fields.refuse("read_only_on", "stages.date_out_of_range", "choose a day from tomorrow on, within a year");
    }
    if off_at.is_some_and(|at| !is_near(at)) {
        fields.refuse("off_on", "stages.date_out_of_range", "choose a day from tomorrow on, within a year");
    } else if off_at.zip(read_only_at).is_some_and(|(off, read_only)| off <= read_only) {
        fields.refuse("off_on", "stages.dates_out_of_order", "switching off comes after read only; choose a later day");
    }
    fields.finish()?;
    Ok(NewSuspension { remedy, read_only_at, off_at, ..new.clone() })
}

/// Takes the app to this step, or out of its suspension; tells the developer and, by a job, the stores; and sees to it that
/// the next step comes on its day.
pub(super) fn go(
    tx: &mut Write<'_>,
    by: &Actor,
    before: &App,
    suspension: Option<Suspension>,
    action: &'static str,
    why: &str,
) -> Outcome<App> {
    let app = before.clone().suspended(suspension, why, tx.now);
    apps::save_stage(tx, by, before, &app, action, why)?;
    let members = accounts::members_of(tx, &Party::Developer(app.developer.clone()))?;
    let (step, is_undone) = (app.suspension.as_ref().map(|new| new.step), action == "apps.suspension_undone");
    let code = match step {
        None => "app_suspension_lifted",
        Some(_) if is_undone => "app_suspension_undone",
        Some(SuspensionStep::Notice) => "app_suspension_notice",
        Some(SuspensionStep::ReadOnly) => "app_suspension_read_only",
        Some(SuspensionStep::Off) => "app_suspension_off",
    };
    let args = json!({
        "app": app.name,
        "reason": why,
        "remedy": app.suspension.as_ref().map(|new| new.remedy.as_str()),
        "suspension_step": step,
        "next_at": app.suspension.as_ref().and_then(Suspension::next_at),
    });
    notices::tell(tx, &members, &News { code, args, link: format!("/developer/apps/{}/stage", app.id) })?;
    jobs::tell_stores(tx, &app, is_undone)?;
    if let Some(at) = app.suspension.as_ref().and_then(Suspension::next_at) {
        jobs::advance_at(tx, &app, at)?;
    }
    Ok(app)
}
