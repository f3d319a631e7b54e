//! Where the operator wants it, a host that an app has not used before is looked at before a code is sent there. The case
//! holds the URLs that wait; the app does not have them until it is approved.

use super::{App, programme, redirect, rules, store};
use crate::{
    accounts::Party,
    approvals::{self, CaseKind, CaseState, NewCase, Verdict},
};
use db::{Read, Write};
use kernel::{Actor, Environment, Fault, Id, Outcome, Refusal, kinds};
use serde_json::json;

/// The URLs that wait for a review.
pub fn waiting_redirects(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Vec<String>> {
    let case = approvals::find_open(tx, app.as_str(), CaseKind::RedirectHost)?;
    Ok(case.as_ref().map(waiting_in).unwrap_or_default())
}

/// Parts what was typed into what may be used at once and what has to wait: hosts that none of `known` has.
pub(super) fn part(tx: &mut Read<'_>, known: &[String], typed: Vec<String>) -> Outcome<(Vec<String>, Vec<String>)> {
    let is_reviewed = tx.environment == Environment::Production && programme::programme(tx)?.redirect_review;
    let hosts: Vec<_> = known.iter().map(|known| redirect::host(known)).collect();
    let is_free = |uri: &String| !is_reviewed || redirect::is_loopback(uri) || hosts.contains(&redirect::host(uri));
    Ok(typed.into_iter().partition(is_free))
}

/// Puts the URLs that wait before a reviewer. An app has one such case at a time; the same URLs again change nothing.
pub(super) fn request(tx: &mut Write<'_>, by: &Actor, app: &App, waiting: &[String]) -> Outcome<()> {
    if waiting.is_empty() || waiting_redirects(tx, &app.id)? == waiting {
        return Ok(());
    }
    let mut hosts: Vec<_> = waiting.iter().filter_map(|uri| redirect::host(uri)).collect();
    hosts.sort();
    hosts.dedup();
    let case = NewCase {
        kind: CaseKind::RedirectHost,
        subject: app.id.to_string(),
        party: Party::Developer(app.developer.clone()),
        title: format!("{} · {}", app.name, hosts.join(", ")),
        reason: None,
        facts: json!({"app": app.name, "app_id": app.id, "hosts": hosts, "redirect_uris": waiting}),
        before: None,
        files: Vec::new(),
    };
    approvals::open_case(tx, by, case)?;
    rules::tell_of_review(tx, app, CaseKind::RedirectHost, None)
}

/// Closes the case. Approved, the app has exactly the URLs that the case names, after those that it has.
pub fn decide_redirects(tx: &mut Write<'_>, by: &Actor, case: &Id<kinds::Case>, verdict: &Verdict) -> Outcome<App> {
    let case = approvals::close(tx, by, case, verdict)?;
    let mut app = rules::require(tx, &case.subject_id()?)?;
    match case.state {
        CaseState::Approved { .. } => {
            let before = rules::settings(&app);
            let all = [app.redirect_uris.clone(), waiting_in(&case)].concat();
            let may_loop_back = app.is_public || rules::is_loopback_allowed(tx)?;
            app.redirect_uris = rules::check_redirects(&all, may_loop_back)?;
            store::update_settings(tx, &app)?;
            rules::record(tx, by, &app, "apps.redirect_added", Some(before), Some(rules::settings(&app)), None)?;
            tx.announce("apps", &app.id);
        }
        CaseState::Rejected { .. } => {}
        CaseState::Open | CaseState::Withdrawn { .. } => return Err(Fault::new("a decided case is not decided").into()),
    }
    rules::tell_of_review(tx, &app, CaseKind::RedirectHost, Some(&case.state))?;
    Ok(app)
}

/// An app that works keeps an address to be answered at while new ones wait.
pub(super) fn require_one_meanwhile(free: &[String]) -> Result<(), Refusal> {
    if !free.is_empty() {
        return Ok(());
    }
    let sentence = "the new host is reviewed first; keep one of the old redirect URLs until it is approved";
    Err(Refusal::field("redirect_uri", "apps.redirect_needed_meanwhile", sentence))
}

fn waiting_in(case: &approvals::Case) -> Vec<String> {
    let uris = case.facts.get("redirect_uris").and_then(|uris| uris.as_array());
    uris.into_iter().flatten().filter_map(|uri| uri.as_str().map(str::to_owned)).collect()
}
