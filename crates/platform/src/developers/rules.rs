use super::{Developer, NewDeveloper, store};
use crate::{
    accounts::{self, Party, Role},
    approvals::{self, CaseKind, CaseState, Evidence, NewCase, Verdict},
    standing::{Standing, StandingKind, WrongStanding},
    text,
};
use db::{Read, Write};
use kernel::{Actor, Fault, Id, Outcome, Page, PageRequest, Refusal, kinds};
use office::{
    audit,
    files::{MediaType, Upload},
    notices::{self, News},
};
use serde_json::json;

const MAX_DOCUMENTS: usize = 5;
const MIN_REASON: usize = 5;
const MAX_REASON: usize = 2000;
/// Who speaks for a developer.
const SPEAKERS: &[Role] = &[Role::Owner, Role::Admin];
const SUSPENDERS: &[Role] = &[Role::Admin, Role::Owner];

/// Registers the developer that `account` speaks for, with checked documents, and puts it before the reviewers.
pub fn register(
    tx: &mut Write<'_>,
    by: &Actor,
    account: &Id<kinds::Account>,
    new: &NewDeveloper,
    documents: &[(Upload, MediaType)],
) -> Outcome<Developer> {
    let facts = new.check()?;
    if documents.is_empty() {
        let sentence = "add at least one document that shows who you are";
        return Err(Refusal::field("documents", "developers.documents_missing", sentence).into());
    }
    let parties = accounts::parties_of(tx, account)?;
    if parties.iter().any(|membership| matches!(membership.party, Party::Developer(_))) {
        let sentence = "you are registered as a developer already; open your registration to see how it stands";
        return Err(Refusal::conflict("developers.already_registered", sentence).into());
    }
    let developer = Developer {
        id: tx.new_id(),
        kind: facts.kind,
        name: facts.name,
        legal_name: facts.legal_name,
        country: facts.country,
        registration_no: facts.registration_no,
        website: facts.website,
        phone: facts.phone,
        state: Standing::Submitted { since: tx.now },
        created_at: tx.now,
    };
    store::insert(tx, &developer)?;
    tx.announce("developers", &developer.id);
    record(tx, by, "developers.registered", None, &developer)?;
    accounts::add_member(tx, by, &party(&developer), account, Role::Owner)?;
    submit(tx, by, &developer, documents, Vec::new())?;
    Ok(developer)
}

/// Hands in corrected facts after a rejection. Without new documents the earlier ones stay.
pub fn resubmit(
    tx: &mut Write<'_>,
    by: &Actor,
    id: &Id<kinds::Developer>,
    new: &NewDeveloper,
    documents: &[(Upload, MediaType)],
) -> Outcome<Developer> {
    let old = require(tx, id)?;
    accounts::require_member(tx, by, &party(&old), SPEAKERS)?;
    let facts = new.check()?;
    let state = old.state.clone().resubmitted(tx.now).map_err(wrong_state)?;
    let developer = Developer { state, ..old.clone().with(facts) };
    save(tx, &developer)?;
    record(tx, by, "developers.resubmitted", Some(&old), &developer)?;
    let earlier = approvals::history(tx, id.as_str())?
        .into_iter()
        .find(|case| case.kind == CaseKind::Developer)
        .map(|case| case.files)
        .unwrap_or_default();
    submit(tx, by, &developer, documents, earlier)?;
    Ok(developer)
}

/// Closes the developer's case and applies the verdict.
pub fn decide(tx: &mut Write<'_>, by: &Actor, case: &Id<kinds::Case>, verdict: &Verdict) -> Outcome<Developer> {
    let case = approvals::close(tx, by, case, verdict)?;
    let old = require(tx, &case.subject_id()?)?;
    let (state, code) = match case.state {
        CaseState::Approved { at, .. } => (old.state.clone().approved(at), "developer_approved"),
        CaseState::Rejected { at, ref rejection, .. } => {
            (old.state.clone().rejected(at, rejection.text.clone()), "developer_rejected")
        }
        CaseState::Open | CaseState::Withdrawn { .. } => return Err(Fault::new("a decided case is not decided").into()),
    };
    let developer = Developer { state: state.map_err(wrong_state)?, ..old };
    save(tx, &developer)?;
    tell_of(tx, &developer, code, case.state.rule())?;
    Ok(developer)
}

/// The applicant takes the open case back; they may hand in again whenever they like.
pub fn withdraw(tx: &mut Write<'_>, by: &Actor, case: &Id<kinds::Case>) -> Outcome<()> {
    let case = approvals::withdraw(tx, by, case)?;
    let old = require(tx, &case.subject_id()?)?;
    let state = old.state.clone().withdrawn(tx.now).map_err(wrong_state)?;
    let developer = Developer { state, ..old.clone() };
    save(tx, &developer)?;
    record(tx, by, "developers.withdrawn", Some(&old), &developer)
}

/// Stops an active developer: nothing new can be made, and what is checked against the developer is refused.
pub fn suspend(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Developer>, reason: &str) -> Outcome<Developer> {
    accounts::require_operator(tx, by, SUSPENDERS)?;
    let reason = text::paragraphs("reason", reason, MIN_REASON, MAX_REASON)?;
    let old = require(tx, id)?;
    let state = old.state.clone().suspended(tx.now, reason).map_err(wrong_state)?;
    let developer = Developer { state, ..old.clone() };
    save(tx, &developer)?;
    record(tx, by, "developers.suspended", Some(&old), &developer)?;
    tell(tx, &developer, "developer_suspended")?;
    Ok(developer)
}

pub fn reinstate(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Developer>) -> Outcome<Developer> {
    accounts::require_operator(tx, by, SUSPENDERS)?;
    let old = require(tx, id)?;
    let state = old.state.clone().reinstated(tx.now).map_err(wrong_state)?;
    let developer = Developer { state, ..old.clone() };
    save(tx, &developer)?;
    record(tx, by, "developers.reinstated", Some(&old), &developer)?;
    tell(tx, &developer, "developer_reinstated")?;
    Ok(developer)
}

pub fn find(tx: &mut Read<'_>, id: &Id<kinds::Developer>) -> Outcome<Option<Developer>> {
    store::find(tx, id)
}

/// How many there are, in any standing.
pub fn count(tx: &mut Read<'_>) -> Outcome<i64> {
    store::count(tx)
}

/// Newest first.
pub fn list(tx: &mut Read<'_>, state: Option<StandingKind>, page: &PageRequest) -> Outcome<Page<Developer>> {
    store::list(tx, state, page)
}

/// The developer, or why they may not go on.
pub fn require_active(tx: &mut Read<'_>, id: &Id<kinds::Developer>) -> Outcome<Developer> {
    let developer = require(tx, id)?;
    match developer.not_active() {
        Some(refusal) => Err(refusal.into()),
        None => Ok(developer),
    }
}

/// The developer, or that there is none.
pub fn require(tx: &mut Read<'_>, id: &Id<kinds::Developer>) -> Outcome<Developer> {
    let no_such_developer = || Refusal::not_found("developers.not_found", "there is no such developer");
    store::find(tx, id)?.ok_or_else(|| no_such_developer().into())
}

/// Opens the case, and tells the members that it is there.
fn submit(
    tx: &mut Write<'_>,
    by: &Actor,
    developer: &Developer,
    documents: &[(Upload, MediaType)],
    earlier: Vec<Evidence>,
) -> Outcome<()> {
    if documents.len() > MAX_DOCUMENTS {
        let sentence = "these are too many documents; add at most five";
        return Err(Refusal::field("documents", "developers.too_many_documents", sentence).into());
    }
    let party = party(developer);
    let files = match documents {
        [] => earlier,
        documents => approvals::keep_evidence(tx, &party, developer.kind.evidence(), documents)?,
    };
    let case = NewCase {
        kind: CaseKind::Developer,
        subject: developer.id.to_string(),
        party,
        title: developer.name.clone(),
        reason: None,
        facts: json!(developer.facts()),
        before: None,
        files,
    };
    approvals::open_case(tx, by, case)?;
    tell(tx, developer, "developer_received")
}

fn tell(tx: &mut Write<'_>, developer: &Developer, code: &'static str) -> Outcome<()> {
    tell_of(tx, developer, code, None)
}

/// With the rule that a rejection names, which is worded where the notice is read.
fn tell_of(tx: &mut Write<'_>, developer: &Developer, code: &'static str, rule: Option<&str>) -> Outcome<()> {
    let members = accounts::members_of(tx, &party(developer))?;
    let args = json!({"developer": developer.name, "reason": developer.state.reason(), "rule": rule});
    let link = if developer.state.is_active() { "/developer/categories" } else { "/developer/profile" };
    notices::tell(tx, &members, &News { code, args, link: link.to_owned() })
}

fn save(tx: &mut Write<'_>, developer: &Developer) -> Outcome<()> {
    store::update(tx, developer)?;
    tx.announce("developers", &developer.id);
    Ok(())
}

fn record(tx: &mut Write<'_>, by: &Actor, action: &'static str, before: Option<&Developer>, after: &Developer) -> Outcome<()> {
    let summary = |developer: &Developer| json!({"state": developer.state.kind().as_str(), "facts": developer.facts()});
    let change = audit::Change {
        action,
        subject: after.id.as_str(),
        party: Some(after.id.as_str()),
        before: before.map(summary),
        after: Some(summary(after)),
        reason: after.state.reason(),
    };
    audit::record(tx, by, &change)
}

fn party(developer: &Developer) -> Party {
    Party::Developer(developer.id.clone())
}

fn wrong_state(WrongStanding(kind): WrongStanding) -> Refusal {
    let sentence = format!("the registration is {} and does not allow this; reload the page to see how it stands", kind.as_str());
    Refusal::conflict("developers.wrong_state", sentence)
}
