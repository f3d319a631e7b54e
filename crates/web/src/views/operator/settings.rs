//! What an operator may settle.

use crate::{form::FormView, templates::View, views::samples};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Settings {
    pub form: Option<FormView>,
    /// Whether staff must use one.
    pub second_factor: bool,
    pub programme: ProgrammeFacts,
}

/// What is asked of every app.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ProgrammeFacts {
    pub redirect_review: bool,
    pub gate_calls: u32,
    pub gate_success: u32,
}

impl View for Settings {
    const TEMPLATE: &'static str = "operator/settings.html";

    fn samples() -> Vec<Settings> {
        let programme = |redirect_review| ProgrammeFacts { redirect_review, gate_calls: 1000, gate_success: 85 };
        let fields = ["second_factor", "gate_calls", "gate_success"];
        let mut all = samples::texts(|text| Settings {
            form: samples::form(text, &fields),
            second_factor: true,
            programme: programme(true),
        });
        all.push(Settings { form: None, second_factor: false, programme: programme(false) });
        all
    }
}
