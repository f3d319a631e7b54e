//! The developer says why a suspension should not be. It lands at the same desk as everything else.

use super::suspension::{self, is_suspended, not_suspended};
use crate::{
    accounts::Party,
    approvals::{self, CaseKind, CaseState, EvidenceKind, NewCase, Verdict},
    apps::{self, App},
    text,
};
use db::Write;
use kernel::{Actor, Fault, Id, Outcome, kinds};
use office::files::{MediaType, Upload};
use serde_json::json;
use std::slice;

const MIN_REASON: usize = 20;
const MAX_REASON: usize = 4000;

/// Appeals, with a checked file where there is one. The suspension goes on meanwhile.
pub fn appeal(
    tx: &mut Write<'_>,
    by: &Actor,
    owner: &Id<kinds::Developer>,
    id: &Id<kinds::App>,
    reason: &str,
    file: Option<&(Upload, MediaType)>,
) -> Outcome<()> {
    let app = apps::require_owned(tx, by, owner, id)?;
    let reason = text::paragraphs("reason", reason, MIN_REASON, MAX_REASON)?;
    if !is_suspended(&app) {
        return Err(not_suspended().into());
    }
    let party = Party::Developer(app.developer.clone());
    let files = approvals::keep_evidence(tx, &party, EvidenceKind::Reason, file.map(slice::from_ref).unwrap_or_default())?;
    let suspended_for = app.suspension.as_ref().map(|suspension| &suspension.reason).or(app.stage_reason.as_ref());
    let case = NewCase {
        kind: CaseKind::Appeal,
        subject: app.id.to_string(),
        party,
        title: app.name.clone(),
        reason: Some(reason),
        facts: json!({
            "app": app.name,
            "app_id": app.id,
            "suspension_step": app.suspension.as_ref().map(|suspension| suspension.step),
            "suspended_for": suspended_for,
        }),
        before: None,
        files,
    };
    approvals::open_case(tx, by, case)?;
    apps::tell_of_review(tx, &app, CaseKind::Appeal, None)
}

/// Closes the case. Decided for the developer, the suspension ends with this write; it may have ended before.
pub fn decide_appeal(tx: &mut Write<'_>, by: &Actor, case: &Id<kinds::Case>, verdict: &Verdict) -> Outcome<App> {
    let case = approvals::close(tx, by, case, verdict)?;
    let mut app = apps::require(tx, &case.subject_id()?)?;
    match case.state {
        CaseState::Approved { .. } if is_suspended(&app) => {
            let reason = case.reason.as_deref().unwrap_or_default();
            app = suspension::go(tx, by, &app, None, "apps.suspension_lifted", reason)?;
        }
        CaseState::Approved { .. } | CaseState::Rejected { .. } => {}
        CaseState::Open | CaseState::Withdrawn { .. } => return Err(Fault::new("a decided case is not decided").into()),
    }
    apps::tell_of_review(tx, &app, CaseKind::Appeal, Some(&case.state))?;
    Ok(app)
}
