//! The register of apps.

use super::registers::{StatusFilter, events, filter};
use crate::{
    form::FormView,
    query::Pager,
    templates::View,
    views::{samples, trade::Event},
};
use kernel::Time;
use platform::apps::{Stage, StageChange};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Apps {
    pub items: Vec<AppItem>,
    #[serde(flatten)]
    pub pager: Pager,
    #[serde(flatten)]
    pub filter: StatusFilter,
}

#[derive(Clone, Debug, Serialize)]
pub struct AppItem {
    pub id: String,
    pub name: String,
    pub logo_url: Option<String>,
    pub developer: String,
    pub category: String,
    pub stage: &'static str,
    pub authorised: i64,
    pub created: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct AppPage {
    pub app: AppFacts,
    pub changes: Vec<&'static str>,
    pub may_change: bool,
    pub store: StoreStanding,
    pub history: Vec<Event>,
    pub form: Option<FormView>,
}

/// Where the app stands in the store.
#[derive(Clone, Debug, Serialize)]
pub struct StoreStanding {
    /// Its page there, when it has one.
    pub url: Option<String>,
    /// A name of it was approved once.
    pub was_listed: bool,
    /// Why the operator took it off.
    pub delisted: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct AppFacts {
    pub id: String,
    pub name: String,
    pub logo_url: Option<String>,
    pub client_id: String,
    pub developer: String,
    pub developer_id: String,
    pub category: String,
    pub stage: &'static str,
    pub stage_reason: Option<String>,
    pub stage_since: Time,
    pub redirect_uri: String,
    pub permissions: Vec<String>,
    pub is_whitelisting: bool,
    pub authorised: i64,
    pub created: Time,
}

// === samples ===

impl View for Apps {
    const TEMPLATE: &'static str = "operator/apps.html";

    fn samples() -> Vec<Apps> {
        let item = |text: &str, stage| AppItem {
            id: samples::text("app_p1"),
            name: samples::text(text),
            logo_url: None,
            developer: samples::text(text),
            category: samples::text(text),
            stage,
            authorised: 3,
            created: samples::time(),
        };
        let stages: Vec<_> = Stage::ALL.into_iter().map(Stage::as_str).collect();
        let list = |items, is_filtered| Apps { items, pager: samples::pager(), filter: filter(is_filtered, &stages) };
        let mut all = samples::texts(|text| list(stages.iter().map(|stage| item(text, *stage)).collect(), true));
        all.extend([list(Vec::new(), true), list(Vec::new(), false)]);
        all
    }
}

impl View for AppPage {
    const TEMPLATE: &'static str = "operator/app.html";

    fn samples() -> Vec<AppPage> {
        let page = |text: &str, stage: Stage, is_full: bool| AppPage {
            app: AppFacts {
                id: samples::text("app_p1"),
                name: samples::text(text),
                logo_url: None,
                client_id: samples::text("app_p1"),
                developer: samples::text(text),
                developer_id: samples::text("dev_p1"),
                category: samples::text(text),
                stage: stage.as_str(),
                stage_reason: is_full.then(|| samples::text(text)),
                stage_since: samples::time(),
                redirect_uri: samples::text(text),
                permissions: samples::permissions(),
                is_whitelisting: is_full,
                authorised: 3,
                created: samples::time(),
            },
            changes: if is_full { StageChange::ALL.into_iter().map(StageChange::as_str).collect() } else { Vec::new() },
            may_change: is_full,
            store: StoreStanding {
                url: is_full.then(|| samples::text("/apps/stock-pilot-3f9a2k")),
                was_listed: is_full,
                delisted: (stage == Stage::Offline).then(|| samples::text(text)),
            },
            history: if is_full { events(text) } else { Vec::new() },
            form: is_full.then(|| samples::form(text, &["change", "reason", "listing_reason"])).flatten(),
        };
        let mut all = samples::texts(|text| page(text, Stage::Suspended, true));
        all.extend(Stage::ALL.into_iter().flat_map(|stage| [true, false].map(|is_full| page("Stock Pilot", stage, is_full))));
        all
    }
}
