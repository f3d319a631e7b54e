use super::{
    Case, CaseKind, CaseState, Decider, Evidence, EvidenceKind, Filter, NewCase, Queue, StateKind, Verdict, model, store,
};
use crate::accounts::{self, Party};
use db::{Read, Write};
use kernel::{Actor, Fault, Id, Outcome, Page, PageRequest, Refusal, kinds};
use office::{
    audit,
    files::{self, File, MediaType, Upload},
};
use serde_json::json;

/// Puts a case into the queue. Refuses a second open case about the same subject.
pub fn open_case(tx: &mut Write<'_>, by: &Actor, new: NewCase) -> Outcome<Case> {
    if store::find_open(tx, &new.subject)?.is_some() {
        let sentence = "this is being reviewed already; wait for the decision";
        return Err(Refusal::conflict("approvals.already_open", sentence).into());
    }
    let id = store::insert(tx, &new)?;
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

pub fn find(tx: &mut Read<'_>, id: &Id<kinds::Case>) -> Outcome<Option<Case>> {
    store::find(tx, id)
}

/// Open cases alone: the longest waiting first. Anything else: what moved last first.
pub fn list(tx: &mut Read<'_>, filter: &Filter, page: &PageRequest) -> Outcome<Page<Case>> {
    match filter.state {
        Some(StateKind::Open) => store::list_open(tx, filter.kind, page),
        Some(_) | None => store::list_latest(tx, filter, page),
    }
}

/// What waits, for each kind of case.
pub fn counts(tx: &mut Read<'_>) -> Outcome<Vec<Queue>> {
    CaseKind::ALL.into_iter().map(|kind| store::count_open(tx, kind)).collect()
}

/// Every case about the subject, newest first.
pub fn history(tx: &mut Read<'_>, subject: &str) -> Outcome<Vec<Case>> {
    store::history(tx, subject)
}

/// A file of the case with its contents, for whoever may see the case.
pub fn open_evidence(tx: &mut Read<'_>, case: &Case, file: &Id<kinds::File>) -> Outcome<Option<(File, Vec<u8>)>> {
    if !case.files.iter().any(|evidence| evidence.file == *file) {
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

/// Closes an open case with a verdict. Called by the noun that the case is about, which applies the verdict in the same
/// transaction. Refuses whoever may not decide, a rejection without a reason, and a case that is no longer open.
pub fn close(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Case>, verdict: &Verdict) -> Outcome<Case> {
    let mut case = require(tx, id)?;
    accounts::require_operator(tx, by, case.kind.deciders())?;
    let verdict = match verdict {
        Verdict::Approve => Verdict::Approve,
        Verdict::Reject(rejection) => Verdict::Reject(rejection.check(case.kind, &case.facts)?),
    };
    let decider = decider(tx, by)?;
    case.state = case.state.decided(tx.now, decider, &verdict)?;
    finish(tx, by, case)
}

/// Takes an open case back. Called by the noun that the case is about, which knows who may.
pub fn withdraw(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Case>) -> Outcome<Case> {
    let mut case = require(tx, id)?;
    case.state = case.state.withdrawn(tx.now)?;
    finish(tx, by, case)
}

fn finish(tx: &mut Write<'_>, by: &Actor, case: Case) -> Outcome<Case> {
    if !store::close(tx, &case.id, &case.state)? {
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
    Ok(case)
}

/// The case, or that there is none.
pub fn require(tx: &mut Read<'_>, id: &Id<kinds::Case>) -> Outcome<Case> {
    store::find(tx, id)?.ok_or_else(|| model::no_such_case().into())
}

fn decider(tx: &mut Read<'_>, by: &Actor) -> Outcome<Decider> {
    let name = match by.account() {
        Some(account) => accounts::find(tx, account)?.map(|account| account.name),
        None => None,
    };
    Ok(Decider { actor: by.who.to_string(), name })
}
