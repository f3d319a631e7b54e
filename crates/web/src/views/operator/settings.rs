//! What an operator may settle.

use crate::{form::FormView, templates::View, views::samples};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Settings {
    pub form: Option<FormView>,
    /// Whether staff must use one.
    pub second_factor: bool,
}

impl View for Settings {
    const TEMPLATE: &'static str = "operator/settings.html";

    fn samples() -> Vec<Settings> {
        let mut all = samples::texts(|text| Settings { form: samples::form(text, &["second_factor"]), second_factor: true });
        all.push(Settings { form: None, second_factor: false });
        all
    }
}
