//! The audit: the operator's of everything, a developer's or merchant's of their own.

use super::{developer::Choice, samples};
use crate::{query::Pager, templates::View};
use kernel::Time;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Audit {
    pub items: Vec<AuditItem>,
    #[serde(flatten)]
    pub pager: Pager,
    pub filter: AuditFilter,
    pub filtered: bool,
    pub filter_error: Option<String>,
    pub export_url: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct AuditItem {
    pub id: String,
    pub at: Time,
    pub actor: String,
    pub actor_id: String,
    /// In words, where there are any.
    pub did: Option<String>,
    pub action: String,
    pub subject: String,
    pub party: Option<String>,
    pub party_name: Option<String>,
    pub reason: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
    pub address: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct AuditFilter {
    pub actor: String,
    pub subject: String,
    pub action: String,
    pub party: String,
    pub from: String,
    pub to: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Own {
    pub items: Vec<OwnItem>,
    #[serde(flatten)]
    pub pager: Pager,
    pub path: &'static str,
    pub export_url: String,
    pub actions: Vec<Choice>,
    pub filter: OwnFilter,
    pub filtered: bool,
    pub filter_error: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct OwnItem {
    pub id: String,
    pub at: Time,
    pub did: Option<String>,
    pub action: String,
    /// Nobody in particular when it was the operator.
    pub by: Option<String>,
    pub address: Option<String>,
    pub subject: String,
    pub subject_id: String,
    pub reason: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct OwnFilter {
    pub subject: String,
    pub action: String,
    pub from: String,
    pub to: String,
}

impl View for Audit {
    const TEMPLATE: &'static str = "operator/audit.html";

    fn samples() -> Vec<Audit> {
        let item = |text: &str, is_full: bool| AuditItem {
            id: samples::text("aud_p1"),
            at: samples::time(),
            actor: samples::text(text),
            actor_id: samples::text(text),
            did: is_full.then(|| samples::text(text)),
            action: samples::text(text),
            subject: samples::text(text),
            party: is_full.then(|| samples::text(text)),
            party_name: is_full.then(|| samples::text(text)),
            reason: is_full.then(|| samples::text(text)),
            before: is_full.then(|| samples::text(text)),
            after: is_full.then(|| samples::text(text)),
            address: is_full.then(|| samples::text(text)),
        };
        let list = |items, filtered| Audit {
            items,
            pager: samples::pager(),
            filter: AuditFilter { actor: samples::text(samples::HOSTILE), ..AuditFilter::default() },
            filtered,
            filter_error: filtered.then(|| samples::text(samples::HOSTILE)),
            export_url: samples::text("/operator/audit.ndjson"),
        };
        let mut all = samples::texts(|text| list(vec![item(text, true), item(text, false)], true));
        all.extend([list(Vec::new(), true), list(Vec::new(), false)]);
        all
    }
}

impl View for Own {
    const TEMPLATE: &'static str = "account/audit.html";

    fn samples() -> Vec<Own> {
        let item = |text: &str, is_full: bool| OwnItem {
            id: samples::text("aud_p1"),
            at: samples::time(),
            did: is_full.then(|| samples::text(text)),
            action: samples::text(text),
            by: is_full.then(|| samples::text(text)),
            address: is_full.then(|| samples::text(text)),
            subject: samples::text(text),
            subject_id: samples::text(text),
            reason: is_full.then(|| samples::text(text)),
            before: is_full.then(|| samples::text(text)),
            after: is_full.then(|| samples::text(text)),
        };
        let list = |items, filtered| Own {
            items,
            pager: samples::pager(),
            path: "/developer/audit",
            export_url: samples::text("/developer/audit.ndjson"),
            actions: vec![Choice { value: samples::text("apps.created"), label: samples::text(samples::HOSTILE) }],
            filter: OwnFilter { subject: samples::text(samples::HOSTILE), ..OwnFilter::default() },
            filtered,
            filter_error: filtered.then(|| samples::text(samples::HOSTILE)),
        };
        let mut all = samples::texts(|text| list(vec![item(text, true), item(text, false)], true));
        all.extend([list(Vec::new(), true), list(Vec::new(), false)]);
        all
    }
}
