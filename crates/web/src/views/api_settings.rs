//! The apps that a store lets in: all of them, one with what it did, and the step before one loses access.

use super::activity::{Activity, OperationRow, activity_sample, operation_samples};
use crate::{form::FormView, templates::View, views::samples};
use kernel::Time;
use platform::watch::ComplaintReason;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct ApiSettings {
    pub items: Vec<GrantItem>,
    pub deactivated: Vec<EndedGrant>,
}

#[derive(Clone, Debug, Serialize)]
pub struct GrantItem {
    /// The app's id: what the merchant removes is the app,
    pub id: String,
    /// or this grant alone, where the app has several.
    pub grant: Option<String>,
    pub strategy: &'static str,
    pub app: String,
    pub logo_url: Option<String>,
    pub developer: String,
    pub slug: Option<String>,
    pub permissions: Vec<String>,
    pub since: Time,
    /// The member who allowed it.
    pub granted_by: String,
    pub last_used: Option<Time>,
    pub inactive: bool,
    /// When it ends by itself if nothing calls until then, where that was told.
    pub ends: Option<Time>,
}

#[derive(Clone, Debug, Serialize)]
pub struct EndedGrant {
    pub id: String,
    pub app: String,
    pub logo_url: Option<String>,
    pub developer: String,
    pub since: Time,
    pub ended: Time,
    pub ended_by: String,
    /// merchant, developer, expiry
    pub ended_as: &'static str,
}

/// One app, with all that it did.
#[derive(Clone, Debug, Serialize)]
pub struct GrantPage {
    pub grant: GrantItem,
    pub ended: Option<EndedGrant>,
    pub uses: Vec<PermissionUse>,
    pub activity: Activity,
    pub reasons: Vec<&'static str>,
    /// May change what the app may do, and complain.
    pub may_change: bool,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PermissionUse {
    pub name: String,
    pub is_used: bool,
    /// It is not the only one.
    pub may_take: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct RemoveGrant {
    pub grant: GrantItem,
    /// What it did lately, and cannot do any more.
    pub lately: Vec<OperationRow>,
}

fn grant_sample(text: &str, inactive: bool) -> GrantItem {
    GrantItem {
        id: samples::text("app_p1"),
        grant: inactive.then(|| samples::text("gra_p1")),
        strategy: "any_merchant",
        app: samples::text(text),
        logo_url: None,
        developer: samples::text(text),
        slug: inactive.then(|| samples::text("stock-pilot-3f9a2k")),
        permissions: samples::permissions(),
        since: samples::time(),
        granted_by: samples::text(text),
        last_used: inactive.then(samples::time),
        inactive,
        ends: inactive.then(samples::time),
    }
}

fn ended_sample(text: &str, ended_as: &'static str) -> EndedGrant {
    EndedGrant {
        id: samples::text("app_p1"),
        app: samples::text(text),
        logo_url: None,
        developer: samples::text(text),
        since: samples::time(),
        ended: samples::time(),
        ended_by: samples::text(text),
        ended_as,
    }
}

impl View for ApiSettings {
    const TEMPLATE: &'static str = "merchant/settings_api.html";

    fn samples() -> Vec<ApiSettings> {
        let mut all = samples::texts(|text| ApiSettings {
            items: vec![grant_sample(text, true), grant_sample(text, false)],
            deactivated: ["merchant", "developer", "expiry"].map(|side| ended_sample(text, side)).to_vec(),
        });
        all.push(ApiSettings { items: Vec::new(), deactivated: Vec::new() });
        all
    }
}

impl View for GrantPage {
    const TEMPLATE: &'static str = "merchant/settings_api_app.html";

    fn samples() -> Vec<GrantPage> {
        let uses = || {
            let using = |(place, name): (usize, String)| PermissionUse { name, is_used: place % 2 == 0, may_take: place % 3 > 0 };
            samples::permissions().into_iter().enumerate().map(using).collect()
        };
        let page = |text: &str, is_full: bool| GrantPage {
            grant: grant_sample(text, is_full),
            ended: (!is_full).then(|| ended_sample(text, "expiry")),
            uses: uses(),
            activity: activity_sample(text, is_full),
            reasons: ComplaintReason::ALL.map(ComplaintReason::as_str).to_vec(),
            may_change: is_full,
            form: is_full.then(|| samples::form(text, &["reason", "text"])).flatten(),
        };
        let mut all = samples::texts(|text| page(text, true));
        all.push(page("Stock Pilot", false));
        all
    }
}

impl View for RemoveGrant {
    const TEMPLATE: &'static str = "merchant/settings_api_remove.html";

    fn samples() -> Vec<RemoveGrant> {
        let mut all = samples::texts(|text| RemoveGrant { grant: grant_sample(text, true), lately: operation_samples(text) });
        let grant = GrantItem { permissions: Vec::new(), ..grant_sample("Stock Pilot", false) };
        all.push(RemoveGrant { grant, lately: Vec::new() });
        all
    }
}
