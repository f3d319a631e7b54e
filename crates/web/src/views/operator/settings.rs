//! What an operator may settle.

use crate::{form::FormView, templates::View, views::samples};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Settings {
    pub form: Option<FormView>,
    /// Whether staff must use one.
    pub second_factor: bool,
    /// Whether apps with a secret may use a loopback address; asked in production only.
    pub loopback: Option<bool>,
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
        let refused = |text: &str| samples::form(text, &["second_factor", "loopback", "gate_calls", "gate_success"]);
        let mut all = samples::texts(|text| Settings {
            form: refused(text),
            second_factor: true,
            loopback: Some(true),
            programme: programme(true),
        });
        all.push(Settings { form: None, second_factor: false, loopback: None, programme: programme(false) });
        all
    }
}
