//! What a developer or merchant sees of its own cases, and what both sides of a case are shown alike.

use super::documents::{Document, document_samples};
use crate::{form::FormView, query::Pager, templates::View, views::samples};
use kernel::Time;
use platform::approvals::{CaseKind, StateKind};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct OwnCases {
    pub items: Vec<OwnCaseItem>,
    #[serde(flatten)]
    pub pager: Pager,
}

#[derive(Clone, Debug, Serialize)]
pub struct OwnCaseItem {
    pub url: String,
    pub kind: &'static str,
    /// A state, or `waiting` for the applicant.
    pub state: &'static str,
    pub title: String,
    pub opened: Time,
    pub due: Option<Time>,
    pub decided: Option<Time>,
}

#[derive(Clone, Debug, Serialize)]
pub struct OwnCase {
    pub case: OwnCaseFacts,
    pub console: &'static str,
    pub facts_shown: Vec<ShownFact>,
    pub documents: Vec<Document>,
    pub messages: Vec<MessageView>,
    pub may_write: bool,
    /// Where what was rejected is mended and handed in again.
    pub mend_url: Option<String>,
    /// How long reviews take, where the operator shows it.
    pub times_url: Option<String>,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct OwnCaseFacts {
    pub id: String,
    pub kind: &'static str,
    pub state: &'static str,
    pub title: String,
    pub opened: Time,
    pub decided: Option<Time>,
    pub reason: Option<String>,
    pub position: Option<i64>,
    pub due: Option<Time>,
    pub overdue: bool,
    /// A reviewer has claimed it.
    pub is_read: bool,
    /// One of two people has approved it.
    pub is_half_approved: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct ShownFact {
    pub label: String,
    pub value: String,
    pub mono: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct ChangedFact {
    pub label: String,
    pub old: String,
    pub new: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct MessageView {
    /// `reviewer` or `applicant`.
    pub side: &'static str,
    /// None where the reader is not told who of the operator's people it was.
    pub by: Option<String>,
    pub at: Time,
    pub text: String,
    pub file: Option<Document>,
}

// === samples ===

pub fn shown_facts(text: &str) -> Vec<ShownFact> {
    [true, false].map(|mono| ShownFact { label: samples::text(text), value: samples::text(text), mono }).to_vec()
}

pub fn thread(text: &str) -> Vec<MessageView> {
    let message = |side, by: Option<String>, file| MessageView { side, by, at: samples::time(), text: samples::text(text), file };
    vec![
        message("reviewer", None, None),
        message("reviewer", Some(samples::text(text)), document_samples(text).pop()),
        message("applicant", Some(samples::text(text)), document_samples(text).pop()),
    ]
}

fn kinds() -> impl Iterator<Item = &'static str> {
    CaseKind::ALL.into_iter().map(CaseKind::as_str)
}

fn states() -> impl Iterator<Item = &'static str> {
    StateKind::ALL.into_iter().map(StateKind::as_str).chain(["waiting"])
}

impl View for OwnCases {
    const TEMPLATE: &'static str = "account/cases.html";

    fn samples() -> Vec<OwnCases> {
        let item = |text: &str, kind, state: &'static str| OwnCaseItem {
            url: samples::text("/developer/cases/case_p1"),
            kind,
            state,
            title: samples::text(text),
            opened: samples::time(),
            due: (state == "open").then(samples::time),
            decided: (!matches!(state, "open" | "waiting")).then(samples::time),
        };
        let each = |text: &str| {
            kinds()
                .flat_map(|kind| states().map(move |state| (kind, state)))
                .map(|(kind, state)| item(text, kind, state))
                .collect()
        };
        let mut all = samples::texts(|text| OwnCases { items: each(text), pager: samples::pager() });
        all.push(OwnCases { items: Vec::new(), pager: Pager::default() });
        all
    }
}

impl View for OwnCase {
    const TEMPLATE: &'static str = "account/case.html";

    fn samples() -> Vec<OwnCase> {
        let case = |text: &str, kind, state: &'static str, is_full: bool| OwnCase {
            case: OwnCaseFacts {
                id: samples::text("case_p1"),
                kind,
                state,
                title: samples::text(text),
                opened: samples::time(),
                decided: (!matches!(state, "open" | "waiting")).then(samples::time),
                reason: (state == "rejected").then(|| samples::text(text)),
                position: (state == "open").then_some(3),
                due: (state == "open").then(samples::time),
                overdue: is_full && state == "open",
                is_read: is_full,
                is_half_approved: is_full,
            },
            console: "developer",
            facts_shown: shown_facts(text),
            documents: if is_full { document_samples(text) } else { Vec::new() },
            messages: if is_full { thread(text) } else { Vec::new() },
            may_write: is_full && matches!(state, "open" | "waiting"),
            mend_url: (is_full && state == "rejected").then(|| samples::text("/developer/profile")),
            times_url: is_full.then(|| samples::text("/programme/review-times")),
            form: is_full.then(|| samples::form(text, &["message", "file"])).flatten(),
        };
        let mut all = Vec::new();
        for kind in kinds() {
            all.extend(samples::texts(|text| case(text, kind, "waiting", true)));
            for state in states() {
                all.extend([true, false].map(|is_full| case("Stock Pilot", kind, state, is_full)));
            }
        }
        all
    }
}
