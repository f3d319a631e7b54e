//! Which permission groups an app may ask stores for: active, requested, or inactive. It begins with those of its category;
//! more are requested with a reason and reviewed, and only the new ones are. It can give one back at any time: the gateway
//! asks this set at each call, so that holds with the next one.

use super::{App, rules, store};
use crate::{
    accounts::Party,
    apis, app_categories,
    approvals::{self, CaseKind, CaseState, EvidenceKind, NewCase, Verdict},
    text,
};
use db::{Read, Write};
use kernel::{Actor, Fault, Id, Outcome, Refusal, kinds};
use office::files::{MediaType, Upload};
use serde_json::json;
use std::slice;

const MIN_REASON: usize = 5;
const MAX_REASON: usize = 2000;

/// Every group that the app has or could have, each in one list, in the catalogue's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    pub active: Vec<String>,
    pub requested: Vec<String>,
    /// The app may request them.
    pub inactive: Vec<String>,
    /// The review of those that are requested.
    pub case: Option<Id<kinds::Case>>,
}

/// Groups that are asked for, why, and a checked file that supports it where there is one.
#[derive(Clone, Debug)]
pub struct PermissionRequest {
    pub permissions: Vec<String>,
    pub reason: String,
    pub file: Option<(Upload, MediaType)>,
}

pub fn groups(tx: &mut Read<'_>, app: &App) -> Outcome<Groups> {
    let category = app_categories::require(tx, &app.category)?;
    let case = approvals::find_open(tx, app.id.as_str(), CaseKind::PermissionRequest)?;
    let asked = case.as_ref().map(requested_in).unwrap_or_default();
    let is_new = |name: &String| !app.permissions.contains(name) && !asked.contains(name);
    let may_have = [category.permissions.clone(), category.requestable()].concat();
    Ok(Groups {
        active: app.permissions.clone(),
        inactive: apis::in_order(&may_have).into_iter().filter(is_new).collect(),
        requested: asked,
        case: case.map(|case| case.id),
    })
}

/// Requests groups beside those that are active, all in one case. An app requests once at a time.
pub fn request_permissions(
    tx: &mut Write<'_>,
    by: &Actor,
    owner: &Id<kinds::Developer>,
    id: &Id<kinds::App>,
    request: &PermissionRequest,
) -> Outcome<()> {
    let app = rules::require_owned(tx, by, owner, id)?;
    let reason = text::paragraphs("reason", &request.reason, MIN_REASON, MAX_REASON)?;
    let groups = groups(tx, &app)?;
    if groups.case.is_some() {
        let sentence = "a request is being reviewed already; wait for the decision, or withdraw it and ask for all at once";
        return Err(Refusal::conflict("apps.permissions_requested", sentence).into());
    }
    let wanted: Vec<String> = groups.inactive.into_iter().filter(|name| request.permissions.contains(name)).collect();
    if wanted.is_empty() || request.permissions.iter().any(|name| !wanted.contains(name)) {
        let sentence = "choose one or more of the permissions that the form offers";
        return Err(Refusal::field("permissions", "apps.permissions_unknown", sentence).into());
    }
    let party = Party::Developer(app.developer.clone());
    let uploads = request.file.as_ref().map(slice::from_ref).unwrap_or_default();
    let files = approvals::keep_evidence(tx, &party, EvidenceKind::Reason, uploads)?;
    let case = NewCase {
        kind: CaseKind::PermissionRequest,
        subject: app.id.to_string(),
        party,
        title: app.name.clone(),
        reason: Some(reason),
        facts: json!({"app": app.name, "app_id": app.id, "permissions": wanted, "has_already": app.permissions}),
        before: None,
        files,
    };
    approvals::open_case(tx, by, case)?;
    rules::tell_of_review(tx, &app, CaseKind::PermissionRequest, None)
}

/// Closes the case. Approved, exactly the groups that the case names are active, beside those that were.
pub fn decide_permissions(tx: &mut Write<'_>, by: &Actor, case: &Id<kinds::Case>, verdict: &Verdict) -> Outcome<App> {
    let case = approvals::close(tx, by, case, verdict)?;
    let mut app = rules::require(tx, &case.subject_id()?)?;
    match case.state {
        CaseState::Approved { .. } => {
            let all = [app.permissions.clone(), requested_in(&case)].concat();
            change(tx, by, &mut app, &all, "apps.permissions_added")?;
        }
        CaseState::Rejected { .. } => {}
        CaseState::Open | CaseState::Withdrawn { .. } => return Err(Fault::new("a decided case is not decided").into()),
    }
    rules::tell_of_review(tx, &app, CaseKind::PermissionRequest, Some(&case.state))?;
    Ok(app)
}

/// The app gives a group back. Its next call that needs it is refused, in every store, and stores are no longer asked for
/// it. Giving back what is not active changes nothing.
pub fn give_back(
    tx: &mut Write<'_>,
    by: &Actor,
    owner: &Id<kinds::Developer>,
    id: &Id<kinds::App>,
    permission: &str,
) -> Outcome<App> {
    let mut app = rules::require_owned(tx, by, owner, id)?;
    let rest: Vec<String> = app.permissions.iter().filter(|name| *name != permission).cloned().collect();
    if rest.len() < app.permissions.len() {
        change(tx, by, &mut app, &rest, "apps.permission_given_back")?;
    }
    Ok(app)
}

fn change(tx: &mut Write<'_>, by: &Actor, app: &mut App, permissions: &[String], action: &'static str) -> Outcome<()> {
    let before = json!({"permissions": app.permissions});
    app.permissions = apis::in_order(permissions);
    store::update_permissions(tx, app)?;
    rules::record(tx, by, app, action, Some(before), Some(json!({"permissions": app.permissions})), None)?;
    tx.announce("apps", &app.id);
    Ok(())
}

fn requested_in(case: &approvals::Case) -> Vec<String> {
    let names = case.facts.get("permissions").and_then(|names| names.as_array());
    names.into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}
