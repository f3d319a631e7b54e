//! What an app did: a chart and a table by day, operations, refusals, addresses. Part of several pages.

use crate::views::samples;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Activity {
    pub calls: i64,
    /// "98.5 %"; nothing where nobody called.
    pub success: Option<String>,
    /// "≤ 30 ms": within this half of the calls were answered, and within `most` 95 of a hundred.
    pub half: Option<String>,
    pub most: Option<String>,
    pub days: Vec<DayRow>,
    /// Width of the chart in its own units.
    pub width: usize,
    /// The calls of the busiest day.
    pub peak: i64,
    pub operations: Vec<OperationRow>,
    pub refusals: Vec<RefusalRow>,
    /// Nothing where the page is not about one store.
    pub addresses: Option<Vec<AddressRow>>,
    /// The one day that was chosen.
    pub day: Option<String>,
    pub all_url: String,
    pub csv_url: String,
}

/// A day: figures, and its bar of at most 100 units. What succeeded stands below what did not.
#[derive(Clone, Debug, Serialize)]
pub struct DayRow {
    /// `2026-11-22`, UTC.
    pub date: String,
    pub url: String,
    pub calls: i64,
    pub unsuccessful: i64,
    pub read: i64,
    pub written: i64,
    pub x: usize,
    pub good: i64,
    pub bad: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct OperationRow {
    pub name: String,
    /// In words, where there are some.
    pub label: Option<String>,
    pub calls: i64,
    pub unsuccessful: i64,
    pub read: i64,
    pub written: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct RefusalRow {
    pub code: String,
    pub words: Option<String>,
    pub gate: &'static str,
    pub calls: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct AddressRow {
    /// Nothing for all the others.
    pub address: Option<String>,
    pub calls: i64,
}

/// Full, and without a single call.
pub fn activity_sample(text: &str, is_full: bool) -> Activity {
    let day = |number: usize| DayRow {
        date: format!("2026-11-{number:02}"),
        url: samples::text("/merchant/settings/api/app_p1?day=2026-11-22"),
        calls: 1200,
        unsuccessful: 12,
        read: 60_000,
        written: 3,
        x: number * 10,
        good: 88,
        bad: 12,
    };
    let some = |value: &str| is_full.then(|| samples::text(value));
    Activity {
        calls: if is_full { 36_000 } else { 0 },
        success: some("98.9 %"),
        half: some("≤ 3 ms"),
        most: some("> 1000 ms"),
        days: (0..30)
            .map(
                |number| if is_full { day(number) } else { DayRow { calls: 0, unsuccessful: 0, good: 0, bad: 0, ..day(number) } },
            )
            .collect(),
        width: 300,
        peak: if is_full { 1200 } else { 0 },
        operations: if is_full { operation_samples(text) } else { Vec::new() },
        refusals: if is_full { refusal_samples(text) } else { Vec::new() },
        addresses: is_full.then(|| vec![AddressRow { address: some(text), calls: 5 }, AddressRow { address: None, calls: 1 }]),
        day: some("2026-11-22"),
        all_url: samples::text("/merchant/settings/api/app_p1"),
        csv_url: samples::text("/merchant/settings/api/app_p1/ledger.csv"),
    }
}

pub fn operation_samples(text: &str) -> Vec<OperationRow> {
    let row = |label: Option<String>| OperationRow {
        name: samples::text("orders.list"),
        label,
        calls: 900,
        unsuccessful: 3,
        read: 45_000,
        written: 0,
    };
    vec![row(Some(samples::text(text))), row(None)]
}

fn refusal_samples(text: &str) -> Vec<RefusalRow> {
    let row = |words: Option<String>, gate| RefusalRow { code: samples::text("token.expired"), words, gate, calls: 9 };
    vec![row(Some(samples::text(text)), "identity"), row(None, "permission"), row(None, "request")]
}
