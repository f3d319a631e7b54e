//! Watching apps.

use crate::{
    form::FormView,
    query::Pager,
    templates::View,
    views::{
        activity::{Activity, activity_sample},
        health::{HealthFacts, health_sample},
        samples,
    },
};
use kernel::Time;
use platform::{apps::Stage, watch::ComplaintReason};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Watch {
    /// The figures are those of so many days.
    pub days: u32,
    pub items: Vec<WatchItem>,
    #[serde(flatten)]
    pub pager: Pager,
}

#[derive(Clone, Debug, Serialize)]
pub struct WatchItem {
    pub id: String,
    pub name: String,
    pub logo_url: Option<String>,
    pub developer: String,
    pub stage: &'static str,
    pub calls: i64,
    pub success: Option<String>,
    pub most: Option<String>,
    pub authentication_failures: i64,
    pub inactive_merchants: i64,
    pub complaints: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct WatchApp {
    pub id: String,
    pub name: String,
    pub developer: String,
    pub stage: &'static str,
    pub health: HealthFacts,
    pub flags: Vec<FlagItem>,
    pub complaints: Vec<ComplaintItem>,
    pub activity: Activity,
}

/// A flag's case.
#[derive(Clone, Debug, Serialize)]
pub struct FlagItem {
    pub flag: &'static str,
    pub url: String,
    pub state: &'static str,
    pub opened: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct ComplaintItem {
    pub store: String,
    pub store_url: String,
    pub by: String,
    pub reason: &'static str,
    pub text: String,
    pub at: Time,
}

/// Both policies, number by number.
#[derive(Clone, Debug, Serialize)]
pub struct WatchPolicy {
    pub numbers: Vec<PolicyNumber>,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PolicyNumber {
    pub name: &'static str,
    pub value: u32,
    pub min: u32,
    pub max: u32,
    /// Of grants that nobody uses.
    pub of_grants: bool,
}

impl View for Watch {
    const TEMPLATE: &'static str = "operator/watch.html";

    fn samples() -> Vec<Watch> {
        let item = |text: &str, stage: Stage| WatchItem {
            id: samples::text("app_p1"),
            name: samples::text(text),
            logo_url: None,
            developer: samples::text(text),
            stage: stage.as_str(),
            calls: 1200,
            success: (stage == Stage::Online).then(|| samples::text("98.9 %")),
            most: (stage == Stage::Online).then(|| samples::text("≤ 30 ms")),
            authentication_failures: 3,
            inactive_merchants: 2,
            complaints: 1,
        };
        let mut all = samples::texts(|text| Watch {
            days: 7,
            items: Stage::ALL.into_iter().map(|stage| item(text, stage)).collect(),
            pager: samples::pager(),
        });
        all.push(Watch { days: 7, items: Vec::new(), pager: Pager::default() });
        all
    }
}

impl View for WatchApp {
    const TEMPLATE: &'static str = "operator/watch_app.html";

    fn samples() -> Vec<WatchApp> {
        let flag = |flag: platform::watch::Flag| FlagItem {
            flag: flag.as_str(),
            url: samples::text("/operator/cases/case_p1"),
            state: "open",
            opened: samples::time(),
        };
        let complaint = |text: &str, reason: ComplaintReason| ComplaintItem {
            store: samples::text(text),
            store_url: samples::text("/operator/merchants/mer_p1"),
            by: samples::text(text),
            reason: reason.as_str(),
            text: samples::text(text),
            at: samples::time(),
        };
        let page = |text: &str, is_full: bool| WatchApp {
            id: samples::text("app_p1"),
            name: samples::text(text),
            developer: samples::text(text),
            stage: "online",
            health: health_sample(is_full),
            flags: if is_full { platform::watch::Flag::ALL.map(flag).to_vec() } else { Vec::new() },
            complaints: if is_full { ComplaintReason::ALL.map(|reason| complaint(text, reason)).to_vec() } else { Vec::new() },
            activity: Activity { addresses: None, ..activity_sample(text, is_full) },
        };
        let mut all = samples::texts(|text| page(text, true));
        all.push(page("Stock Pilot", false));
        all
    }
}

impl View for WatchPolicy {
    const TEMPLATE: &'static str = "operator/watch_policy.html";

    fn samples() -> Vec<WatchPolicy> {
        let numbers = || {
            let number = |name, of_grants| PolicyNumber { name, value: 7, min: 0, max: 400, of_grants };
            vec![number("inactive_days", true), number("error_percent", false)]
        };
        let mut all = samples::texts(|text| WatchPolicy { numbers: numbers(), form: samples::form(text, &["inactive_days"]) });
        all.push(WatchPolicy { numbers: numbers(), form: None });
        all
    }
}
