use super::{
    Case, CaseKind, CaseState, Decider, Evidence, EvidenceKind, Filter, NewCase, Queue, StateKind, Verdict,
    model::{self, Clock},
    service, store, thread,
};
use crate::accounts::{self, Party, Role};
use db::{Read, Write};
use kernel::{Actor, Fault, Id, Outcome, Page, PageRequest, Refusal, kinds};
use office::{
    audit,
    files::{self, File, MediaType, Upload},
};
use serde_json::json;
use std::time::Duration;

/// A claim lapses by itself, so that nobody's holiday holds up a case. Claiming again renews it.
const CLAIM: Duration = Duration::from_secs(4 * 3600);
/// Who may decide on, and take, what a colleague has claimed.
const OVER_CLAIMS: &[Role] = &[Role::Admin, Role::Owner];

// === opening ===

/// Puts a case into the queue. Refuses a second open case about the same subject.
pub fn open_case(tx: &mut Write<'_>, by: &Actor, new: NewCase) -> Outcome<Case> {
    if store::find_open(tx, &new.subject)?.is_some() {
        let sentence = "this is being reviewed already; wait for the decision";
        return Err(Refusal::conflict("approvals.already_open", sentence).into());
    }
    let clock = Clock::default().started(tx.now);
    let due_at = service::service(tx)?.due(new.kind, clock);
    let id = store::insert(tx, &new, due_at)?;
    let change = audit::Change {
        action: "approvals.opened",
        subject: &new.subject,
        party: Some(new.party.as_str()),
        after: Some(json!({"case": id})),
        ..Default::default()
    };
    audit::record(tx, by, &change)?;
    tx.announce("cases", &id);
    Ok(Case {
        id,
        kind: new.kind,
        party: new.party.as_str().to_owned(),
        subject: new.subject,
        title: new.title,
        state: CaseState::Open,
        reason: new.reason,
        facts: new.facts,
        before: new.before,
        files: new.files,
        opened_at: tx.now,
        claim: None,
        first_approval: None,
        clock,
        due_at,
        waiting_since: None,
    })
}

/// Keeps checked uploads of `party` as evidence for a case that is about to be opened.
pub fn keep_evidence(
    tx: &mut Write<'_>,
    party: &Party,
    kind: EvidenceKind,
    uploads: &[(Upload, MediaType)],
) -> Outcome<Vec<Evidence>> {
    let keep = |(upload, media_type): &(Upload, MediaType)| {
        let file = files::keep(tx, party.as_str(), upload, *media_type)?;
        Ok(Evidence { kind, file })
    };
    uploads.iter().map(keep).collect()
}

// === looking ===

pub fn find(tx: &mut Read<'_>, id: &Id<kinds::Case>) -> Outcome<Option<Case>> {
    store::find(tx, id)
}

/// The case, or that there is none.
pub fn require(tx: &mut Read<'_>, id: &Id<kinds::Case>) -> Outcome<Case> {
    store::find(tx, id)?.ok_or_else(|| model::no_such_case().into())
}

/// The case if it is of this party; a case of another does not exist here.
pub fn require_own(tx: &mut Read<'_>, party: &Party, id: &Id<kinds::Case>) -> Outcome<Case> {
    let found = store::find(tx, id)?.filter(|case| case.party == party.as_str());
    found.ok_or_else(|| model::no_such_case().into())
}

/// Open cases alone: the longest waiting first. Anything else: what moved last first.
pub fn list(tx: &mut Read<'_>, filter: &Filter, page: &PageRequest) -> Outcome<Page<Case>> {
    match filter.state {
        Some(StateKind::Open) => store::list_open(tx, filter, page),
        Some(_) | None => store::list_latest(tx, filter, page),
    }
}

/// What a party has asked for, newest first.
pub fn list_of(tx: &mut Read<'_>, party: &Party, page: &PageRequest) -> Outcome<Page<Case>> {
    store::list_of(tx, party.as_str(), page)
}

/// What waits, for each kind of case.
pub fn counts(tx: &mut Read<'_>) -> Outcome<Vec<Queue>> {
    CaseKind::ALL.into_iter().map(|kind| store::count_open(tx, kind)).collect()
}

/// The place of an open case in the queue of its kind, from 1. Cases that wait for their applicants stand aside.
pub fn position(tx: &mut Read<'_>, case: &Case) -> Outcome<i64> {
    Ok(store::count_before(tx, case)? + 1)
}

/// Every case about the subject, newest first.
pub fn history(tx: &mut Read<'_>, subject: &str) -> Outcome<Vec<Case>> {
    store::history(tx, subject)
}

/// The case about the same that was closed before this one was opened, if it led to nothing: what a resubmission is held
/// against.
pub fn earlier_try(tx: &mut Read<'_>, case: &Case) -> Outcome<Option<Case>> {
    let history = store::history(tx, &case.subject)?;
    let mut before = history.into_iter().skip_while(|found| found.id != case.id).skip(1).filter(|found| found.kind == case.kind);
    Ok(before.next().filter(|found| matches!(found.state, CaseState::Rejected { .. } | CaseState::Withdrawn { .. })))
}

/// A file of the case with its contents, evidence or out of a message, for whoever may see the case.
pub fn open_evidence(tx: &mut Read<'_>, case: &Case, file: &Id<kinds::File>) -> Outcome<Option<(File, Vec<u8>)>> {
    let is_evidence = case.files.iter().any(|evidence| evidence.file == *file);
    if !is_evidence && !thread::messages(tx, &case.id)?.iter().any(|message| message.file.as_ref() == Some(file)) {
        return Ok(None);
    }
    let (found, bytes) = (files::find(tx, &case.party, file)?, files::open(tx, &case.party, file)?);
    Ok(found.zip(bytes))
}

/// Whether this person may decide on cases of this kind; the page asks before it shows the buttons.
pub fn may_decide(tx: &mut Read<'_>, account: &Id<kinds::Account>, kind: CaseKind) -> Outcome<bool> {
    let role = accounts::role_in(tx, account, &Party::Operator)?;
    Ok(role.is_some_and(|role| kind.deciders().contains(&role)))
}

// === claiming ===

/// Takes a case, for four hours. Again renews it. What a colleague has claimed only an admin takes over.
pub fn claim(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Case>) -> Outcome<()> {
    let case = require_workable(tx, by, id)?;
    let until = tx.now + CLAIM;
    store::set_claim(tx, id, Some((&by.who.to_string(), until)))?;
    record(tx, by, "approvals.claimed", &case, None)
}

/// Gives a claimed case back to all. That nobody has claimed it is a success.
pub fn release(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Case>) -> Outcome<()> {
    let case = require_workable(tx, by, id)?;
    if case.claim_at(tx.now).is_none() {
        return Ok(());
    }
    store::set_claim(tx, id, None)?;
    record(tx, by, "approvals.released", &case, None)
}

/// An open case that this person may work on: in the role, and not while a colleague is at it.
pub(super) fn require_workable(tx: &mut Read<'_>, by: &Actor, id: &Id<kinds::Case>) -> Outcome<Case> {
    let case = require(tx, id)?;
    accounts::require_operator(tx, by, case.kind.deciders())?;
    case.state.require_open()?;
    let actor = by.who.to_string();
    let Some(claim) = case.claim_at(tx.now).filter(|claim| claim.by.actor != actor) else { return Ok(case) };
    if accounts::require_operator(tx, by, OVER_CLAIMS).is_ok() {
        return Ok(case);
    }
    let until = claim.until.format("%H:%M UTC", &jiff::tz::TimeZone::UTC);
    let sentence = format!("{} has claimed this case until {until}; ask them to release it", claim.by.called());
    Err(Refusal::conflict("approvals.claimed", sentence).into())
}

// === deciding ===

/// Whether this approval is the first of the two that the kind takes. Then it is noted, and the case stays open and
/// unclaimed for somebody else.
pub fn note_first_approval(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Case>) -> Outcome<bool> {
    let case = require_workable(tx, by, id)?;
    if case.first_approval.is_some() || !service::service(tx)?.of(case.kind).four_eyes {
        return Ok(false);
    }
    store::set_first_approval(tx, id, &by.who.to_string())?;
    store::set_claim(tx, id, None)?;
    record(tx, by, "approvals.approved_first", &case, None)?;
    Ok(true)
}

/// Closes an open case with a verdict. Called by the noun that the case is about, which applies the verdict in the same
/// transaction. Refuses whoever may not decide, a rejection that does not say why, a case that is no longer open or is
/// claimed by a colleague, and of a kind that takes two people the approval of one.
pub fn close(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Case>, verdict: &Verdict) -> Outcome<Case> {
    let mut case = require_workable(tx, by, id)?;
    let verdict = match verdict {
        Verdict::Approve => {
            require_second_pair(tx, by, &case)?;
            Verdict::Approve
        }
        Verdict::Reject(rejection) => Verdict::Reject(rejection.check(case.kind, &case.facts)?),
    };
    let decider = decider(tx, by)?;
    case.state = case.state.decided(tx.now, decider, &verdict)?;
    let took = case.clock.spent_until(&service::service(tx)?.hours, tx.now);
    finish(tx, by, case, Some(took))
}

fn require_second_pair(tx: &mut Read<'_>, by: &Actor, case: &Case) -> Outcome<()> {
    if !service::service(tx)?.of(case.kind).four_eyes {
        return Ok(());
    }
    let Some(first) = &case.first_approval else {
        let sentence = "approving this takes two people, and nobody has approved it yet";
        return Err(Refusal::conflict("approvals.second_needed", sentence).into());
    };
    if first.by.actor == by.who.to_string() {
        let sentence = "you have approved this already; it takes a second person, so leave it to a colleague";
        return Err(Refusal::conflict("approvals.same_person", sentence).into());
    }
    Ok(())
}

/// Takes an open case back. Called by the noun that the case is about, or by the desk where the noun keeps nothing; both
/// know who may.
pub fn withdraw(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Case>) -> Outcome<Case> {
    let mut case = require(tx, id)?;
    case.state = case.state.withdrawn(tx.now)?;
    finish(tx, by, case, None)
}

fn finish(tx: &mut Write<'_>, by: &Actor, case: Case, took: Option<Duration>) -> Outcome<Case> {
    if !store::close(tx, &case.id, &case.state, took)? {
        return Err(Fault::new("an open case could not be closed").into());
    }
    let (action, rejection) = match &case.state {
        CaseState::Open => return Err(Fault::new("a case was closed as open").into()),
        CaseState::Approved { .. } => ("approvals.approved", None),
        CaseState::Rejected { rejection, .. } => ("approvals.rejected", Some(rejection)),
        CaseState::Withdrawn { .. } => ("approvals.withdrawn", None),
    };
    let change = audit::Change {
        action,
        subject: &case.subject,
        party: Some(&case.party),
        before: None,
        after: Some(match rejection {
            Some(rejection) => json!({"case": case.id, "rule": rejection.rule}),
            None => json!({"case": case.id}),
        }),
        reason: rejection.map(|rejection| rejection.text.as_str()).filter(|text| !text.is_empty()),
    };
    audit::record(tx, by, &change)?;
    tx.announce("cases", &case.id);
    Ok(Case { claim: None, due_at: None, waiting_since: None, clock: Clock { since: None, ..case.clock }, ..case })
}

/// Writes down that somebody tried what they may not. In a transaction of its own: the one that refused left nothing.
pub fn note_refused(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Case>) -> Outcome<()> {
    let case = require(tx, id)?;
    let after = Some(json!({"case": case.id, "kind": case.kind.as_str()}));
    // The applicant is not told of it: nothing happened to the case.
    let change = audit::Change { action: "approvals.refused", subject: &case.subject, after, ..Default::default() };
    audit::record(tx, by, &change)
}

// === parts ===

pub(super) fn record(
    tx: &mut Write<'_>,
    by: &Actor,
    action: &'static str,
    case: &Case,
    file: Option<&Id<kinds::File>>,
) -> Outcome<()> {
    let after = match file {
        Some(file) => json!({"case": case.id, "file": file}),
        None => json!({"case": case.id}),
    };
    let (subject, party) = (case.subject.as_str(), Some(case.party.as_str()));
    audit::record(tx, by, &audit::Change { action, subject, party, after: Some(after), ..Default::default() })?;
    tx.announce("cases", &case.id);
    Ok(())
}

fn decider(tx: &mut Read<'_>, by: &Actor) -> Outcome<Decider> {
    let name = match by.account() {
        Some(account) => accounts::find(tx, account)?.map(|account| account.name),
        None => None,
    };
    Ok(Decider { actor: by.who.to_string(), name })
}
