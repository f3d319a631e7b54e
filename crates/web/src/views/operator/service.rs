//! What the operator promises to whoever waits.

use super::registers::case_kinds;
use crate::{form::FormView, templates::View, views::samples};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct ServicePage {
    /// Monday first.
    pub days: Vec<WorkingDay>,
    /// `09:00`.
    pub opens: String,
    pub closes: String,
    pub timezone: String,
    pub promises: Vec<PromiseOf>,
    /// Review times are shown to everybody.
    pub is_public: bool,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct WorkingDay {
    pub value: String,
    pub checked: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct PromiseOf {
    pub kind: &'static str,
    pub target_hours: u32,
    pub four_eyes: bool,
}

impl View for ServicePage {
    const TEMPLATE: &'static str = "operator/reviews.html";

    fn samples() -> Vec<ServicePage> {
        let page = |text: &str, form| ServicePage {
            days: (0..7).map(|day| WorkingDay { value: day.to_string(), checked: day < 5 }).collect(),
            opens: samples::text("09:00"),
            closes: samples::text("17:00"),
            timezone: samples::text(text),
            promises: case_kinds()
                .into_iter()
                .map(|kind| PromiseOf { kind, target_hours: 16, four_eyes: kind == "merchant" })
                .collect(),
            is_public: true,
            form,
        };
        let fields = ["days", "opens", "closes", "timezone", "target_hours"];
        let mut all = samples::texts(|text| page(text, samples::form(text, &fields)));
        all.push(page("UTC", None));
        all
    }
}
