//! The register of developers.

use super::registers::{MemberItem, PartyCase, STATES, StatusFilter, cases, filter, members};
use crate::{
    query::Pager,
    templates::View,
    views::{
        documents::{Document, document_samples},
        samples,
    },
};
use kernel::Time;
use platform::apps::Stage;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Developers {
    pub items: Vec<DeveloperItem>,
    #[serde(flatten)]
    pub pager: Pager,
    #[serde(flatten)]
    pub filter: StatusFilter,
}

#[derive(Clone, Debug, Serialize)]
pub struct DeveloperItem {
    pub id: String,
    pub name: String,
    pub legal_name: String,
    pub kind: &'static str,
    pub country: String,
    pub state: &'static str,
    pub apps: i64,
    pub registered: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct DeveloperPage {
    pub developer: DeveloperFacts,
    pub members: Vec<MemberItem>,
    pub apps: Vec<DeveloperApp>,
    pub categories: Vec<DeveloperCategory>,
    pub cases: Vec<PartyCase>,
    pub documents: Vec<Document>,
}

#[derive(Clone, Debug, Serialize)]
pub struct DeveloperFacts {
    pub id: String,
    pub kind: &'static str,
    pub legal_name: String,
    pub display_name: String,
    pub country: String,
    pub registration_no: String,
    pub website: Option<String>,
    pub phone: String,
    pub state: &'static str,
    pub reason: Option<String>,
    pub submitted: Time,
    pub decided: Option<Time>,
}

#[derive(Clone, Debug, Serialize)]
pub struct DeveloperApp {
    pub id: String,
    pub name: String,
    pub logo_url: Option<String>,
    pub category: String,
    pub stage: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub struct DeveloperCategory {
    pub name: String,
    pub state: &'static str,
}

// === samples ===

impl View for Developers {
    const TEMPLATE: &'static str = "operator/developers.html";

    fn samples() -> Vec<Developers> {
        let item = |text: &str, state, kind| DeveloperItem {
            id: samples::text("dev_p1"),
            name: samples::text(text),
            legal_name: samples::text(text),
            kind,
            country: samples::text("CN"),
            state,
            apps: 2,
            registered: samples::time(),
        };
        let list = |items, is_filtered| Developers { items, pager: samples::pager(), filter: filter(is_filtered, &STATES) };
        let each =
            |text: &str| STATES.iter().flat_map(|state| ["company", "individual"].map(|kind| item(text, *state, kind))).collect();
        let mut all = samples::texts(|text| list(each(text), true));
        all.extend([list(Vec::new(), true), list(Vec::new(), false)]);
        all
    }
}

impl View for DeveloperPage {
    const TEMPLATE: &'static str = "operator/developer.html";

    fn samples() -> Vec<DeveloperPage> {
        let page = |text: &str, state, is_full: bool| DeveloperPage {
            developer: DeveloperFacts {
                id: samples::text("dev_p1"),
                kind: if is_full { "company" } else { "individual" },
                legal_name: samples::text(text),
                display_name: samples::text(text),
                country: samples::text("DE"),
                registration_no: samples::text(text),
                website: is_full.then(|| samples::text(text)),
                phone: samples::text(text),
                state,
                reason: matches!(state, "rejected" | "suspended").then(|| samples::text(text)),
                submitted: samples::time(),
                decided: is_full.then(samples::time),
            },
            members: if is_full { members(text) } else { Vec::new() },
            apps: if is_full {
                let app = |stage: Stage| DeveloperApp {
                    id: samples::text("app_p1"),
                    name: samples::text(text),
                    logo_url: None,
                    category: samples::text(text),
                    stage: stage.as_str(),
                };
                Stage::ALL.into_iter().map(app).collect()
            } else {
                Vec::new()
            },
            categories: if is_full {
                ["pending", "active", "rejected"].map(|state| DeveloperCategory { name: samples::text(text), state }).to_vec()
            } else {
                Vec::new()
            },
            cases: if is_full { cases() } else { Vec::new() },
            documents: if is_full { document_samples(text) } else { Vec::new() },
        };
        let mut all = samples::texts(|text| page(text, "rejected", true));
        all.extend(STATES.map(|state| page("Stock Pilot", state, false)));
        all
    }
}
