//! The start page.

use super::registers::{case_kinds, some};
use crate::{
    templates::View,
    views::{
        programme::{TimesOf, times_samples},
        samples,
    },
};
use kernel::Time;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Home {
    pub queues: Vec<QueueFacts>,
    /// How long reviews took in the last 90 days.
    pub times: Vec<TimesOf>,
    pub totals: HomeTotals,
    pub recent: Vec<Recent>,
}

#[derive(Clone, Debug, Serialize)]
pub struct QueueFacts {
    pub kind: &'static str,
    pub open: i64,
    pub overdue: i64,
    pub oldest: Option<Time>,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct HomeTotals {
    pub developers: i64,
    pub merchants: i64,
    pub apps: i64,
    pub apps_online: i64,
    pub grants: i64,
    pub calls_today: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Recent {
    pub id: String,
    pub at: Time,
    pub actor: String,
    pub action: String,
    pub subject: String,
    pub reason: Option<String>,
}

// === samples ===

impl View for Home {
    const TEMPLATE: &'static str = "operator/home.html";

    fn samples() -> Vec<Home> {
        let queue = |open: i64| {
            let facts = |kind| QueueFacts { kind, open, overdue: open / 2, oldest: (open > 0).then(samples::time) };
            case_kinds().into_iter().map(facts).collect()
        };
        let recent = |text: &str| Recent {
            id: samples::text("aud_p1"),
            at: samples::time(),
            actor: samples::text(text),
            action: samples::text("approvals.approved"),
            subject: samples::text("dev_p1"),
            reason: some(text),
        };
        let totals = HomeTotals { developers: 12, merchants: 3, apps: 9, apps_online: 1, grants: 4, calls_today: 5000 };
        let mut all =
            samples::texts(|text| Home { queues: queue(3), times: times_samples(true), totals, recent: vec![recent(text)] });
        all.push(Home { queues: queue(0), times: times_samples(false), totals: HomeTotals::default(), recent: Vec::new() });
        all
    }
}
