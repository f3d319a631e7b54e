use super::suspension::{self, NewSuspension};
use crate::{
    accounts::{self, Party, Role},
    apps::{self, App, StageChange, SuspensionStep},
    text,
};
use db::Write;
use kernel::{Actor, Id, Outcome, kinds};
use office::notices::{self, News};
use serde_json::json;

const MIN_REASON: usize = 5;
const MAX_REASON: usize = 2000;
/// Who decides where an app stands.
const DECIDERS: &[Role] = &[Role::Owner, Role::Admin, Role::Reviewer];

/// The operator moves the app to another stage and says why; the developer is told. Suspending this way takes no steps: it
/// is for what cannot wait.
pub fn change_stage(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::App>, change: StageChange, reason: &str) -> Outcome<App> {
    match change {
        StageChange::Suspend => {
            let at_once = NewSuspension {
                step: SuspensionStep::Off,
                reason: reason.to_owned(),
                remedy: String::new(),
                read_only_at: None,
                off_at: None,
            };
            suspension::suspend(tx, by, id, &at_once)
        }
        StageChange::Resume => suspension::lift(tx, by, id, reason),
        StageChange::BringOnline | StageChange::TakeOffline | StageChange::Retire => {
            let (reason, app) = (checked_reason(tx, by, reason)?, apps::require(tx, id)?);
            let app = step(tx, by, &app, change, &reason)?;
            let members = accounts::members_of(tx, &Party::Developer(app.developer.clone()))?;
            let args = json!({"app": app.name, "stage": app.stage.as_str(), "reason": reason});
            let link = format!("/developer/apps/{}", app.id);
            notices::tell(tx, &members, &News { code: "app_stage_changed", args, link })?;
            Ok(app)
        }
    }
}

/// The reason, for somebody who decides where apps stand.
pub(super) fn checked_reason(tx: &mut Write<'_>, by: &Actor, reason: &str) -> Outcome<String> {
    accounts::require_operator(tx, by, DECIDERS)?;
    Ok(text::paragraphs("reason", reason, MIN_REASON, MAX_REASON)?)
}

/// Moves an app that is not suspended and does not become so. Whoever leaves for good leaves their suspension behind.
pub(super) fn step(tx: &mut Write<'_>, by: &Actor, before: &App, change: StageChange, reason: &str) -> Outcome<App> {
    let suspension = match change {
        StageChange::TakeOffline | StageChange::Retire => None,
        StageChange::BringOnline | StageChange::Suspend | StageChange::Resume => before.suspension.clone(),
    };
    let app = App {
        stage: before.stage.after(change)?,
        stage_reason: Some(reason.to_owned()),
        stage_since: tx.now,
        suspension,
        ..before.clone()
    };
    apps::save_stage(tx, by, before, &app, "apps.stage_changed", reason)?;
    Ok(app)
}
