//! What reviewer and applicant write to each other about an open case. A question stops the clock of the service target; the
//! answer starts it again.

use super::{
    Case, Message,
    model::Side,
    rules::{record, require_own, require_workable},
    service, store,
};
use crate::{
    accounts::{self, Party, Role},
    text,
};
use db::{Read, Write};
use kernel::{Actor, Id, Outcome, Refusal, kinds};
use office::{
    files::{self, MediaType, Upload},
    notices::{self, News, Recipient},
};
use serde_json::json;

const MIN_TEXT: usize = 2;
const MAX_TEXT: usize = 4000;
const MAX_MESSAGES: i64 = 100;
/// Who speaks for an applicant.
const SPEAKERS: &[Role] = &[Role::Owner, Role::Admin];

/// What one of both writes, with a checked file where there is one.
pub struct Letter<'a> {
    pub text: &'a str,
    pub file: Option<&'a (Upload, MediaType)>,
}

/// The thread of a case, oldest first.
pub fn messages(tx: &mut Read<'_>, case: &Id<kinds::Case>) -> Outcome<Vec<Message>> {
    store::messages(tx, case, MAX_MESSAGES)
}

/// A reviewer asks the applicant for more. The clock stands still until they answer.
pub fn ask(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Case>, letter: &Letter<'_>) -> Outcome<()> {
    let case = require_workable(tx, by, id)?;
    let text = write(tx, by, &case, Side::Reviewer, letter)?;
    let hours = service::service(tx)?.hours;
    let (now, clock) = (tx.now, case.clock.stopped(&hours, tx.now));
    store::set_clock(tx, id, clock, None)?;
    store::set_waiting(tx, id, case.waiting_since.or(Some(now)))?;
    let applicant = case.applicant()?;
    let members = accounts::members_of(tx, &applicant)?;
    let link = format!("/{}/cases/{}", applicant.kind(), case.id);
    tell(tx, &members, "case_question", &case, &text, link)
}

/// The applicant answers, or adds something without having been asked. The reviewer who is at it is told, or else all who
/// may decide.
pub fn answer(tx: &mut Write<'_>, by: &Actor, party: &Party, id: &Id<kinds::Case>, letter: &Letter<'_>) -> Outcome<()> {
    let case = require_own(tx, party, id)?;
    accounts::require_member(tx, by, party, SPEAKERS)?;
    case.state.require_open()?;
    let text = write(tx, by, &case, Side::Applicant, letter)?;
    if case.waiting_since.is_some() {
        let clock = case.clock.started(tx.now);
        let due = service::service(tx)?.due(case.kind, clock);
        store::set_clock(tx, id, clock, due)?;
        store::set_waiting(tx, id, None)?;
    }
    let reviewers = reviewers(tx, &case)?;
    tell(tx, &reviewers, "case_answer", &case, &text, format!("/operator/cases/{}", case.id))
}

fn write(tx: &mut Write<'_>, by: &Actor, case: &Case, side: Side, letter: &Letter<'_>) -> Outcome<String> {
    let text = text::paragraphs("message", letter.text, MIN_TEXT, MAX_TEXT)?;
    let account = by.account().ok_or_else(|| Refusal::unauthenticated("approvals.sign_in", "sign in to write"))?;
    if store::messages(tx, &case.id, MAX_MESSAGES)?.len() as i64 >= MAX_MESSAGES {
        let sentence = "this thread is full; decide the case, or withdraw it and hand it in again";
        return Err(Refusal::conflict("approvals.thread_full", sentence).into());
    }
    // Whoever sends it, the file is the applicant's: both sides of the case may open it, and nobody else.
    let file = letter.file.map(|(upload, media_type)| files::keep(tx, &case.party, upload, *media_type)).transpose()?;
    store::insert_message(tx, &case.id, side, account, &text, file.as_ref())?;
    let action = match side {
        Side::Reviewer => "approvals.asked",
        Side::Applicant => "approvals.answered",
    };
    record(tx, by, action, case, file.as_ref())?;
    Ok(text)
}

fn reviewers(tx: &mut Read<'_>, case: &Case) -> Outcome<Vec<Recipient>> {
    let claimant = case.claim_at(tx.now).map(|claim| claim.by.actor.clone());
    let is_told = |member: &accounts::Member| match &claimant {
        Some(claimant) => member.account.id.as_str() == claimant,
        None => case.kind.deciders().contains(&member.role),
    };
    let members = accounts::members(tx, &Party::Operator)?.into_iter().filter(is_told);
    Ok(members.map(|member| accounts::recipient(member.account)).collect())
}

fn tell(tx: &mut Write<'_>, to: &[Recipient], code: &'static str, case: &Case, text: &str, link: String) -> Outcome<()> {
    let args = json!({"case_kind": case.kind.as_str(), "title": case.title, "message": text});
    notices::tell(tx, to, &News { code, args, link })
}
