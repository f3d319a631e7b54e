//! One case under review.

use super::registers::{case_kinds, events, shown_states, some};
use crate::{
    form::FormView,
    templates::View,
    views::{
        cases::{ChangedFact, MessageView, ShownFact, shown_facts, thread},
        documents::{Document, document_samples},
        samples,
        trade::Event,
    },
};
use kernel::Time;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct CasePage {
    pub case: CaseFacts,
    /// What changed since it was asked for last, where it was asked for before and led to nothing.
    pub since_last: Option<Changes>,
    /// What would change of what holds now, where something does.
    pub of_live: Option<Changes>,
    pub facts_shown: Vec<ShownFact>,
    pub permissions_asked: Vec<String>,
    pub documents: Vec<Document>,
    pub messages: Vec<MessageView>,
    pub history: Vec<Event>,
    /// What a rejection may name.
    pub rules: Vec<RuleChoice>,
    /// The reader's role decides on this kind, and the case is open.
    pub may_decide: bool,
    /// And no colleague is at it, or the reader may take it over.
    pub may_take: bool,
    pub stale: Option<Stale>,
    pub subject_url: Option<String>,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CaseFacts {
    pub id: String,
    pub kind: &'static str,
    /// A state, or `waiting` for the applicant.
    pub state: &'static str,
    pub title: String,
    pub opened: Time,
    pub opened_by: String,
    pub due: Option<Time>,
    pub overdue: bool,
    pub target_hours: u32,
    pub waiting: Option<Time>,
    pub claimed_by: Option<String>,
    pub claimed_until: Option<Time>,
    pub is_mine: bool,
    pub four_eyes: bool,
    /// Who gave the first of two approvals.
    pub first_by: Option<String>,
    pub first_is_mine: bool,
    pub decided: Option<Time>,
    pub decided_by: Option<String>,
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Changes {
    /// When the earlier one was closed, and why.
    pub at: Option<Time>,
    pub reason: Option<String>,
    pub rows: Vec<ChangedFact>,
}

#[derive(Clone, Debug, Serialize)]
pub struct RuleChoice {
    pub value: String,
    pub label: String,
}

/// Somebody else decided after this page was loaded.
#[derive(Clone, Debug, Serialize)]
pub struct Stale {
    pub state: &'static str,
    pub by: String,
    pub at: Time,
}

impl View for CasePage {
    const TEMPLATE: &'static str = "operator/case.html";

    fn samples() -> Vec<CasePage> {
        let changes = |text: &str, is_empty: bool| Changes {
            at: Some(samples::time()),
            reason: some(text),
            rows: if is_empty {
                Vec::new()
            } else {
                vec![ChangedFact { label: samples::text(text), old: String::new(), new: samples::text(text) }]
            },
        };
        let case = |text: &str, kind, state: &'static str, is_full: bool| {
            let is_open = matches!(state, "open" | "waiting");
            CasePage {
                case: CaseFacts {
                    id: samples::text("case_p1"),
                    kind,
                    state,
                    title: samples::text(text),
                    opened: samples::time(),
                    opened_by: samples::text(text),
                    due: (state == "open").then(samples::time),
                    overdue: is_full && state == "open",
                    target_hours: 16,
                    waiting: (state == "waiting").then(samples::time),
                    claimed_by: (is_open && is_full).then(|| samples::text(text)),
                    claimed_until: (is_open && is_full).then(samples::time),
                    is_mine: is_full && text == "Stock Pilot",
                    four_eyes: is_full,
                    first_by: (is_open && is_full).then(|| samples::text(text)),
                    first_is_mine: is_full && text == "Stock Pilot",
                    decided: (!is_open).then(samples::time),
                    decided_by: matches!(state, "approved" | "rejected").then(|| samples::text(text)),
                    reason: (state == "rejected").then(|| samples::text(text)),
                },
                since_last: is_full.then(|| changes(text, false)),
                of_live: is_full.then(|| changes(text, text == "Stock Pilot")),
                facts_shown: shown_facts(text),
                permissions_asked: if is_full { samples::permissions() } else { Vec::new() },
                documents: if is_full { document_samples(text) } else { Vec::new() },
                messages: if is_full { thread(text) } else { Vec::new() },
                history: events(text),
                rules: if is_full {
                    vec![RuleChoice { value: samples::text("name_differs"), label: samples::text(text) }]
                } else {
                    Vec::new()
                },
                may_decide: is_full && is_open,
                may_take: is_full && is_open && text != samples::HOSTILE,
                stale: (is_full && !is_open).then(|| Stale { state, by: samples::text(text), at: samples::time() }),
                subject_url: is_full.then(|| samples::text("/operator/developers/dev_p1")),
                form: is_full.then(|| samples::form(text, &["reason", "rule", "message", "file"])).flatten(),
            }
        };
        let mut all = Vec::new();
        for kind in case_kinds() {
            all.extend(samples::texts(|text| case(text, kind, "open", true)));
            for state in shown_states() {
                all.extend([true, false].map(|is_full| case("Stock Pilot", kind, state, is_full)));
            }
        }
        all
    }
}
