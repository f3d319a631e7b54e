//! What is reviewed.

use super::registers::{case_kinds, case_states, events, some};
use crate::{
    form::FormView,
    query::Pager,
    templates::View,
    views::{
        documents::{Document, document_samples},
        samples,
        trade::Event,
    },
};
use kernel::Time;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Cases {
    pub items: Vec<CaseItem>,
    #[serde(flatten)]
    pub pager: Pager,
    pub filter: CaseFilter,
    pub filtered: bool,
    pub kinds: Vec<&'static str>,
    pub states: Vec<&'static str>,
    pub filter_error: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CaseItem {
    pub id: String,
    pub kind: &'static str,
    pub state: &'static str,
    pub title: String,
    pub subtitle: Option<String>,
    pub opened: Time,
    pub decided: Option<Time>,
    pub decided_by: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct CaseFilter {
    pub kind: String,
    pub state: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct CasePage {
    pub case: CaseFacts,
    pub facts_shown: Vec<ShownFact>,
    pub permissions_asked: Vec<String>,
    pub documents: Vec<Document>,
    pub history: Vec<Event>,
    pub may_decide: bool,
    pub stale: Option<Stale>,
    pub subject_url: Option<String>,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CaseFacts {
    pub id: String,
    pub kind: &'static str,
    pub state: &'static str,
    pub title: String,
    pub opened: Time,
    pub opened_by: String,
    pub decided: Option<Time>,
    pub decided_by: Option<String>,
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ShownFact {
    pub label: String,
    pub value: String,
    pub mono: bool,
}

/// Somebody else decided after this page was loaded.
#[derive(Clone, Debug, Serialize)]
pub struct Stale {
    pub state: &'static str,
    pub by: String,
    pub at: Time,
}

// === samples ===

impl View for Cases {
    const TEMPLATE: &'static str = "operator/cases.html";

    fn samples() -> Vec<Cases> {
        let item = |text: &str, kind, state: &'static str| CaseItem {
            id: samples::text("case_p1"),
            kind,
            state,
            title: samples::text(text),
            subtitle: some(text),
            opened: samples::time(),
            decided: (state != "open").then(samples::time),
            decided_by: (state != "open" && state != "withdrawn").then(|| samples::text(text)),
        };
        let cases = |items, filtered| Cases {
            items,
            pager: samples::pager(),
            filter: CaseFilter { kind: samples::text("merchant"), state: samples::text("open") },
            filtered,
            kinds: case_kinds(),
            states: case_states(),
            filter_error: filtered.then(|| samples::text(samples::HOSTILE)),
        };
        let each = |text: &str| {
            case_kinds()
                .into_iter()
                .flat_map(|kind| case_states().into_iter().map(move |state| (kind, state)))
                .map(|(kind, state)| item(text, kind, state))
                .collect()
        };
        let mut all = samples::texts(|text| cases(each(text), true));
        all.extend([cases(Vec::new(), true), cases(Vec::new(), false)]);
        all
    }
}

impl View for CasePage {
    const TEMPLATE: &'static str = "operator/case.html";

    fn samples() -> Vec<CasePage> {
        let case = |text: &str, kind, state: &'static str, is_full: bool| CasePage {
            case: CaseFacts {
                id: samples::text("case_p1"),
                kind,
                state,
                title: samples::text(text),
                opened: samples::time(),
                opened_by: samples::text(text),
                decided: (state != "open").then(samples::time),
                decided_by: matches!(state, "approved" | "rejected").then(|| samples::text(text)),
                reason: (state == "rejected").then(|| samples::text(text)),
            },
            facts_shown: [true, false]
                .map(|mono| ShownFact { label: samples::text(text), value: samples::text(text), mono })
                .to_vec(),
            permissions_asked: if is_full { samples::permissions() } else { Vec::new() },
            documents: if is_full { document_samples(text) } else { Vec::new() },
            history: events(text),
            may_decide: is_full,
            stale: (is_full && state != "open").then(|| Stale { state, by: samples::text(text), at: samples::time() }),
            subject_url: is_full.then(|| samples::text("/operator/developers/dev_p1")),
            form: is_full.then(|| samples::form(text, &["reason"])).flatten(),
        };
        let mut all = Vec::new();
        for kind in case_kinds() {
            all.extend(samples::texts(|text| case(text, kind, "open", true)));
            for state in case_states() {
                all.extend([true, false].map(|is_full| case("Stock Pilot", kind, state, is_full)));
            }
        }
        all
    }
}
