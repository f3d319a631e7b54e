use crate::{
    accounts::{self, Role},
    app_categories,
    approvals::{self, CaseKind, Verdict},
    developers, grants, merchants,
};
use db::Write;
use kernel::{Actor, Id, Outcome, Refusal, kinds};
use office::notices::{self, News};
use serde_json::json;

/// Who speaks for an applicant.
const SPEAKERS: &[Role] = &[Role::Owner, Role::Admin];

/// What became of a case when somebody decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    Closed,
    /// The kind takes two people, and this was the first approval: the case stays open for somebody else.
    FirstOfTwo,
}

/// Decides a case by the rule of its noun. A page, a bulk approval and the API all come here.
pub fn decide(tx: &mut Write<'_>, by: &Actor, case: &Id<kinds::Case>, verdict: &Verdict) -> Outcome<Decided> {
    let kind = approvals::require(tx, case)?.kind;
    if *verdict == Verdict::Approve && approvals::note_first_approval(tx, by, case)? {
        return Ok(Decided::FirstOfTwo);
    }
    match kind {
        CaseKind::Developer => developers::decide(tx, by, case, verdict).map(drop),
        CaseKind::Merchant => merchants::decide(tx, by, case, verdict).map(drop),
        CaseKind::CategoryApplication => app_categories::decide(tx, by, case, verdict).map(drop),
        CaseKind::CategoryRequest => app_categories::answer_request(tx, by, case, verdict),
        CaseKind::SelfUseBinding => grants::binding::decide(tx, by, case, verdict).map(drop),
    }?;
    Ok(Decided::Closed)
}

/// One of several cases that are approved in one go. All are of the kind that was chosen, and the kind allows it; each is
/// decided by its own rule, in a transaction of its own, so that one that is refused holds up no other.
pub fn approve_alike(tx: &mut Write<'_>, by: &Actor, kind: CaseKind, case: &Id<kinds::Case>) -> Outcome<Decided> {
    let found = approvals::require(tx, case)?.kind;
    if found != kind || !kind.bulk() {
        let sentence =
            "only cases of one kind, and only kinds that are alike, are approved in one go; open this one and decide it";
        return Err(Refusal::conflict("approvals.not_alike", sentence).into());
    }
    decide(tx, by, case, &Verdict::Approve)
}

/// The applicant takes an open case back. What was asked for stands as if it had not been asked, and may be asked again.
pub fn withdraw(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Case>) -> Outcome<()> {
    let case = approvals::require(tx, id)?;
    let applicant = case.applicant()?;
    accounts::require_member(tx, by, &applicant, SPEAKERS)?;
    match case.kind {
        CaseKind::Developer => developers::withdraw(tx, by, id),
        CaseKind::Merchant => merchants::withdraw(tx, by, id),
        CaseKind::CategoryApplication => app_categories::withdraw(tx, by, id),
        // Nothing but the case itself was waiting.
        CaseKind::CategoryRequest | CaseKind::SelfUseBinding => approvals::withdraw(tx, by, id).map(drop),
    }?;
    let members = accounts::members_of(tx, &applicant)?;
    let args = json!({"case_kind": case.kind.as_str(), "title": case.title});
    let link = format!("/{}/cases/{}", applicant.kind(), case.id);
    notices::tell(tx, &members, &News { code: "case_withdrawn", args, link })
}
