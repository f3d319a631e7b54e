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
}

impl View for Settings {
    const TEMPLATE: &'static str = "operator/settings.html";

    fn samples() -> Vec<Settings> {
        let refused = |text: &str| samples::form(text, &["second_factor", "loopback"]);
        let mut all = samples::texts(|text| Settings { form: refused(text), second_factor: true, loopback: Some(true) });
        all.push(Settings { form: None, second_factor: false, loopback: None });
        all
    }
}
