//! The queue of what is reviewed.

use super::registers::{case_kinds, case_states, shown_states, some};
use crate::{query::Pager, templates::View, views::samples};
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
    /// The kind of which the reader may approve several at once.
    pub bulk_kind: Option<&'static str>,
    pub filter_error: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CaseItem {
    pub id: String,
    pub kind: &'static str,
    /// A state, or `waiting` for the applicant.
    pub state: &'static str,
    pub title: String,
    pub subtitle: Option<String>,
    pub opened: Time,
    pub due: Option<Time>,
    pub overdue: bool,
    pub claimed_by: Option<String>,
    /// One of two people has approved it.
    pub is_half_approved: bool,
    pub decided: Option<Time>,
    pub decided_by: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct CaseFilter {
    pub kind: String,
    pub state: String,
    /// `mine`, `unclaimed` or nothing.
    pub claim: String,
    /// `overdue`, `waiting` or nothing.
    pub clock: String,
}

/// What became of several that were approved in one go.
#[derive(Clone, Debug, Serialize)]
pub struct BulkResult {
    pub kind: &'static str,
    pub items: Vec<BulkItem>,
}

#[derive(Clone, Debug, Serialize)]
pub struct BulkItem {
    pub id: String,
    pub title: String,
    /// `approved`, `first` (of two approvals) or `refused`.
    pub outcome: &'static str,
    /// Why it was refused.
    pub words: Option<String>,
}

impl View for Cases {
    const TEMPLATE: &'static str = "operator/cases.html";

    fn samples() -> Vec<Cases> {
        let item = |text: &str, kind, state: &'static str| {
            let is_open = matches!(state, "open" | "waiting");
            CaseItem {
                id: samples::text("case_p1"),
                kind,
                state,
                title: samples::text(text),
                subtitle: some(text),
                opened: samples::time(),
                due: (state == "open").then(samples::time),
                overdue: kind == "merchant" && state == "open",
                claimed_by: is_open.then(|| samples::text(text)),
                is_half_approved: is_open,
                decided: (!is_open).then(samples::time),
                decided_by: (!is_open && state != "withdrawn").then(|| samples::text(text)),
            }
        };
        let cases = |items, filtered: bool| Cases {
            items,
            pager: samples::pager(),
            filter: CaseFilter {
                kind: samples::text("merchant"),
                state: samples::text("open"),
                claim: samples::text("mine"),
                clock: samples::text("overdue"),
            },
            filtered,
            kinds: case_kinds(),
            states: case_states(),
            bulk_kind: filtered.then_some("category_application"),
            filter_error: filtered.then(|| samples::text(samples::HOSTILE)),
        };
        let each = |text: &str| {
            case_kinds()
                .into_iter()
                .flat_map(|kind| shown_states().into_iter().map(move |state| (kind, state)))
                .map(|(kind, state)| item(text, kind, state))
                .collect::<Vec<_>>()
        };
        let mut all = samples::texts(|text| cases(each(text), true));
        all.extend([cases(each("Stock Pilot"), false), cases(Vec::new(), true), cases(Vec::new(), false)]);
        all
    }
}

impl View for BulkResult {
    const TEMPLATE: &'static str = "operator/cases_approved.html";

    fn samples() -> Vec<BulkResult> {
        let item = |text: &str, outcome: &'static str| BulkItem {
            id: samples::text("case_p1"),
            title: samples::text(text),
            outcome,
            words: (outcome == "refused").then(|| samples::text(text)),
        };
        samples::texts(|text| BulkResult {
            kind: "category_application",
            items: ["approved", "first", "refused"].map(|outcome| item(text, outcome)).to_vec(),
        })
    }
}
