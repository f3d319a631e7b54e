//! How an app does: its developer's page.

use super::activity::{Activity, activity_sample};
use crate::{templates::View, views::samples};
use kernel::Time;
use platform::watch::ComplaintReason;
use serde::Serialize;

/// Figures beside what the app did.
#[derive(Clone, Debug, Serialize)]
pub struct HealthFacts {
    pub merchants: i64,
    pub inactive_merchants: i64,
    pub authentication_failures: i64,
    pub complaints: i64,
    pub by_reason: Vec<ComplaintCount>,
    pub last_call: Option<Time>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ComplaintCount {
    pub reason: &'static str,
    pub merchants: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct AppHealth {
    pub id: String,
    pub name: String,
    pub stage: &'static str,
    pub health: HealthFacts,
    pub activity: Activity,
}

pub fn health_sample(is_full: bool) -> HealthFacts {
    let count = |reason: ComplaintReason| ComplaintCount { reason: reason.as_str(), merchants: 2 };
    HealthFacts {
        merchants: 120,
        inactive_merchants: 4,
        authentication_failures: 17,
        complaints: if is_full { 12 } else { 0 },
        by_reason: if is_full { ComplaintReason::ALL.map(count).to_vec() } else { Vec::new() },
        last_call: is_full.then(samples::time),
    }
}

impl View for AppHealth {
    const TEMPLATE: &'static str = "developer/app_health.html";

    fn samples() -> Vec<AppHealth> {
        let page = |text: &str, is_full: bool| AppHealth {
            id: samples::text("app_p1"),
            name: samples::text(text),
            stage: "online",
            health: health_sample(is_full),
            activity: Activity { addresses: None, ..activity_sample(text, is_full) },
        };
        let mut all = samples::texts(|text| page(text, true));
        all.push(page("Stock Pilot", false));
        all
    }
}
