use super::{Flag, Measure, Policy, health, policy, store};
use crate::{
    accounts::{self, Party},
    approvals::{self, CaseKind, CaseState, NewCase, Verdict},
    apps::{self, App, Stage, StageChange},
    grants, listings,
    usage::{self, Day, Scope, Span},
};
use db::{Read, Write};
use kernel::{Actor, Fault, Id, Outcome, Page, PageRequest, Refusal, Time, kinds};
use office::notices::{self, News};
use serde_json::{Value, json};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A figure that is beyond the policy, with the evidence.
#[derive(Clone, Debug)]
pub struct Raised {
    pub app: App,
    pub flag: Flag,
    pub facts: Value,
}

/// Looks at a page of all apps. Flags of which a case is open, or was closed lately, are left out.
pub fn raised(tx: &mut Read<'_>, page: &PageRequest) -> Outcome<Page<Raised>> {
    let policy = policy(tx)?;
    let apps = apps::list(tx, None, page)?;
    let mut items = Vec::new();
    for app in apps.items {
        for flag in Flag::ALL {
            let Some(facts) = beyond(tx, &app, flag, &policy)? else { continue };
            if may_raise(tx, &app, flag, &policy)? {
                items.push(Raised { app: app.clone(), flag, facts });
            }
        }
    }
    Ok(Page { items, next: apps.next })
}

/// Opens the case and tells the developer. Nothing happens when somebody was faster.
pub fn raise(tx: &mut Write<'_>, raised: &Raised) -> Outcome<()> {
    let (app, policy) = (&raised.app, policy(tx)?);
    if !may_raise(tx, app, raised.flag, &policy)? {
        return Ok(());
    }
    let party = Party::Developer(app.developer.clone());
    let new = NewCase {
        kind: CaseKind::PolicyFlag,
        subject: subject(&app.id, raised.flag),
        party: party.clone(),
        title: app.name.clone(),
        reason: None,
        facts: raised.facts.clone(),
        before: None,
        files: Vec::new(),
    };
    let case = approvals::open_case(tx, &Actor::system("watch"), new)?;
    let members = accounts::members_of(tx, &party)?;
    let args = json!({"app": app.name, "flag": raised.flag.as_str()});
    notices::tell(tx, &members, &News { code: "policy_flag_raised", args, link: format!("/developer/cases/{}", case.id) })
}

/// Closes the case of a flag. Approved, it was dealt with; rejected, there was nothing in it.
pub fn decide(tx: &mut Write<'_>, by: &Actor, case: &Id<kinds::Case>, verdict: &Verdict) -> Outcome<()> {
    let case = approvals::close(tx, by, case, verdict)?;
    let party = case.applicant()?;
    let (code, reason, rule) = match &case.state {
        CaseState::Approved { .. } => ("policy_flag_closed", String::new(), String::new()),
        CaseState::Rejected { rejection, .. } => ("policy_flag_dismissed", rejection.text.clone(), rejection.rule.clone()),
        CaseState::Open | CaseState::Withdrawn { .. } => return Err(Fault::new("a decided case is not decided").into()),
    };
    let members = accounts::members_of(tx, &party)?;
    let args = json!({"app": case.title, "reason": reason, "rule": rule});
    notices::tell(tx, &members, &News { code, args, link: format!("/developer/cases/{}", case.id) })
}

/// Takes the flagged app off the store or suspends it, and closes the case. The developer is told why by what is done.
pub fn act(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Case>, measure: Measure, reason: &str) -> Outcome<()> {
    let case = approvals::require(tx, id)?;
    if case.kind != CaseKind::PolicyFlag {
        let sentence = "only an app that was flagged is taken off the store or suspended from its case";
        return Err(Refusal::conflict("watch.not_a_flag", sentence).into());
    }
    let app = case.facts.get("app_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let app: Id<kinds::App> = app.ok_or_else(|| Fault::new("a flag names no app"))?;
    approvals::close(tx, by, id, &Verdict::Approve)?;
    match measure {
        Measure::Delist => listings::delist(tx, by, &app, reason),
        Measure::Suspend => apps::change_stage(tx, by, &app, StageChange::Suspend, reason).map(drop),
    }
}

/// The platform opened it, so the developer cannot take it back.
pub fn not_withdrawable() -> Refusal {
    let sentence = "the platform opened this case; answer in it, and wait for the operator to close it";
    Refusal::conflict("watch.not_withdrawable", sentence)
}

/// What the cases of the flag are about.
pub fn subject(app: &Id<kinds::App>, flag: Flag) -> String {
    format!("{app}:{}", flag.as_str())
}

/// No case of it is open, and none was closed within the time that it rests.
fn may_raise(tx: &mut Read<'_>, app: &App, flag: Flag, policy: &Policy) -> Outcome<bool> {
    let rested_since = tx.now - DAY * policy.rest_days;
    Ok(match approvals::history(tx, &subject(&app.id, flag))?.first().map(|case| &case.state) {
        None => true,
        Some(CaseState::Open) => false,
        Some(CaseState::Approved { at, .. } | CaseState::Rejected { at, .. } | CaseState::Withdrawn { at }) => {
            *at <= rested_since
        }
    })
}

/// The evidence, if the figure is beyond the policy.
fn beyond(tx: &mut Read<'_>, app: &App, flag: Flag, policy: &Policy) -> Outcome<Option<Value>> {
    if !app.stage.works() {
        return Ok(None);
    }
    let span = Span::until(Day::of(tx.now), policy.days);
    match flag {
        Flag::Errors => {
            let total = usage::total(tx, Scope::App(&app.id), span)?;
            let unsuccessful = total.calls - total.succeeded();
            let is_beyond = policy.error_percent > 0
                && total.calls >= i64::from(policy.min_calls)
                && unsuccessful * 100 > total.calls * i64::from(policy.error_percent);
            let figures = json!({"calls": total.calls, "refused": total.refused, "failed": total.failed});
            Ok(is_beyond.then(|| facts(app, flag, policy.days, figures)))
        }
        Flag::Authentication => {
            let failures = health::authentication_failures(&usage::refusals(tx, Scope::App(&app.id), span)?);
            let is_beyond = is_reached(failures, policy.authentication_failures);
            Ok(is_beyond.then(|| facts(app, flag, policy.days, json!({"authentication_failures": failures}))))
        }
        Flag::Complaints => {
            let merchants = store::count_merchants(tx, &app.id, span.first.start())?;
            let is_beyond = is_reached(merchants, policy.complaints);
            Ok(is_beyond.then(|| facts(app, flag, policy.days, json!({"complaints": merchants}))))
        }
        Flag::Silent => silent(tx, app, policy),
    }
}

fn silent(tx: &mut Read<'_>, app: &App, policy: &Policy) -> Outcome<Option<Value>> {
    if policy.silent_days == 0 || app.stage != Stage::Online {
        return Ok(None);
    }
    let before = tx.now - DAY * policy.silent_days;
    let last: Option<Time> = grants::idle::last_used(tx, &app.id)?;
    if app.stage_since >= before || last.is_some_and(|last| last >= before) {
        return Ok(None);
    }
    let merchants = grants::count_active(tx, &app.id)?;
    Ok((merchants > 0).then(|| facts(app, Flag::Silent, policy.silent_days, json!({"merchants": merchants, "last_call": last}))))
}

fn is_reached(figure: i64, threshold: u32) -> bool {
    threshold > 0 && figure >= i64::from(threshold)
}

fn facts(app: &App, flag: Flag, days: u32, figures: Value) -> Value {
    let mut facts = json!({"app": app.name, "app_id": app.id, "flag": flag.as_str(), "days": days});
    if let (Some(facts), Value::Object(figures)) = (facts.as_object_mut(), figures) {
        facts.extend(figures);
    }
    facts
}
