//! A developer applies for an app to go online. Who falls short of the gate is told so at once, with the figures, and
//! nobody has to look at it; who meets it is put before a reviewer.

use super::{gate, rules, suspension::is_suspended};
use crate::{
    accounts::Party,
    approvals::{self, CaseKind, CaseState, NewCase, Verdict},
    apps::{self, App, Stage, StageChange},
    text,
};
use db::{Read, Write};
use kernel::{Actor, Fault, Id, Outcome, Refusal, kinds};
use serde_json::json;

const MIN_REASON: usize = 5;
const MAX_REASON: usize = 2000;

/// How an app stands on its way online.
#[derive(Clone, Debug)]
pub struct GoLive {
    pub figures: gate::Figures,
    /// The application that is being reviewed.
    pub case: Option<Id<kinds::Case>>,
    pub may_apply: bool,
}

impl GoLive {
    pub fn of(tx: &mut Read<'_>, app: &App) -> Outcome<GoLive> {
        let figures = gate::figures(tx, app)?;
        let case = approvals::find_open(tx, app.id.as_str(), CaseKind::GoLive)?.map(|case| case.id);
        let is_free = !is_suspended(app) && app.stage.after(StageChange::BringOnline).is_ok();
        let may_apply = figures.is_met() && case.is_none() && is_free;
        Ok(GoLive { figures, case, may_apply })
    }
}

/// Applies, and says why the app is ready.
pub fn apply_online(
    tx: &mut Write<'_>,
    by: &Actor,
    owner: &Id<kinds::Developer>,
    id: &Id<kinds::App>,
    reason: &str,
) -> Outcome<()> {
    let app = apps::require_owned(tx, by, owner, id)?;
    let reason = text::paragraphs("reason", reason, MIN_REASON, MAX_REASON)?;
    app.stage.after(StageChange::BringOnline)?;
    if is_suspended(&app) {
        let sentence = "a suspension is under way; it must end before the app goes online";
        return Err(Refusal::conflict("stages.suspended_now", sentence).into());
    }
    let figures = gate::figures(tx, &app)?;
    figures.require()?;
    let case = NewCase {
        kind: CaseKind::GoLive,
        subject: app.id.to_string(),
        party: Party::Developer(app.developer.clone()),
        title: app.name.clone(),
        reason: Some(reason),
        facts: json!({
            "app": app.name,
            "app_id": app.id,
            "calls": figures.tally.calls,
            "calls_refused": figures.tally.refused,
            "success_percent": figures.success_percent(),
        }),
        before: None,
        files: Vec::new(),
    };
    approvals::open_case(tx, by, case)?;
    apps::tell_of_review(tx, &app, CaseKind::GoLive, None)
}

/// Closes the case. Approved, the app is online with this write.
pub fn decide_go_live(tx: &mut Write<'_>, by: &Actor, case: &Id<kinds::Case>, verdict: &Verdict) -> Outcome<App> {
    let case = approvals::close(tx, by, case, verdict)?;
    let mut app = apps::require(tx, &case.subject_id()?)?;
    match case.state {
        // Somebody may have brought it online by hand meanwhile.
        CaseState::Approved { .. } if app.stage == Stage::Online => {}
        CaseState::Approved { .. } => {
            let reason = case.reason.as_deref().unwrap_or_default();
            app = rules::step(tx, by, &app, StageChange::BringOnline, reason)?;
        }
        CaseState::Rejected { .. } => {}
        CaseState::Open | CaseState::Withdrawn { .. } => return Err(Fault::new("a decided case is not decided").into()),
    }
    apps::tell_of_review(tx, &app, CaseKind::GoLive, Some(&case.state))?;
    Ok(app)
}
