//! What the registers share.

use crate::views::{samples, trade::Event};
use kernel::Time;
use platform::approvals::{CaseKind, StateKind};
use serde::Serialize;

/// What every register is filtered by.
#[derive(Clone, Debug, Serialize)]
pub struct StatusFilter {
    pub filter: Status,
    pub filtered: bool,
    pub statuses: Vec<&'static str>,
    pub filter_error: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Status {
    pub status: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct MemberItem {
    pub name: String,
    pub email: String,
    pub email_verified: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct PartyCase {
    pub id: String,
    pub kind: &'static str,
    pub state: &'static str,
    pub opened: Time,
}

// === samples ===

pub(super) const STATES: [&str; 5] = ["registered", "approved", "rejected", "withdrawn", "suspended"];

pub(super) fn some(text: &str) -> Option<String> {
    Some(samples::text(text))
}

pub(super) fn case_kinds() -> Vec<&'static str> {
    CaseKind::ALL.into_iter().map(CaseKind::as_str).collect()
}

pub(super) fn case_states() -> Vec<&'static str> {
    StateKind::ALL.into_iter().map(StateKind::as_str).collect()
}

/// As pages call them: an open case that waits for its applicant is told apart.
pub(super) fn shown_states() -> Vec<&'static str> {
    case_states().into_iter().chain(["waiting"]).collect()
}

pub(super) fn events(text: &str) -> Vec<Event> {
    vec![
        Event { title: samples::text(text), at: samples::time(), by: some(text), text: some(text) },
        Event { title: samples::text(text), at: samples::time(), by: None, text: None },
    ]
}

pub(super) fn filter(is_filtered: bool, statuses: &[&'static str]) -> StatusFilter {
    StatusFilter {
        filter: Status { status: statuses.first().map(|status| samples::text(status)).unwrap_or_default() },
        filtered: is_filtered,
        statuses: statuses.to_vec(),
        filter_error: is_filtered.then(|| samples::text(samples::HOSTILE)),
    }
}

pub(super) fn members(text: &str) -> Vec<MemberItem> {
    [true, false]
        .map(|email_verified| MemberItem { name: samples::text(text), email: samples::text(text), email_verified })
        .to_vec()
}

pub(super) fn cases() -> Vec<PartyCase> {
    let case = |kind, state| PartyCase { id: samples::text("case_p1"), kind, state, opened: samples::time() };
    case_kinds().into_iter().flat_map(|kind| case_states().into_iter().map(move |state| case(kind, state))).collect()
}
