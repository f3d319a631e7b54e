//! Suspending an app in steps.

use crate::{
    form::FormView,
    templates::View,
    views::{
        samples,
        stages::{StageApp, SuspensionView, app_sample, suspension_sample},
    },
};
use platform::apps::{Stage, SuspensionStep};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct SuspensionPage {
    pub app: StageApp,
    pub suspension: Option<SuspensionView>,
    /// Every step, in order.
    pub steps: Vec<&'static str>,
    pub next_step: Option<&'static str>,
    pub step_before: Option<&'static str>,
    /// Stores that authorised it, which are told.
    pub stores: i64,
    pub may_begin: bool,
    /// The reader's role decides where apps stand.
    pub may_change: bool,
    pub form: Option<FormView>,
}

impl View for SuspensionPage {
    const TEMPLATE: &'static str = "operator/suspension.html";

    fn samples() -> Vec<SuspensionPage> {
        let page = |text: &str, step: Option<SuspensionStep>, may_change: bool| SuspensionPage {
            app: app_sample(text, if step == Some(SuspensionStep::Off) { Stage::Suspended } else { Stage::Online }),
            suspension: step.map(|step| suspension_sample(text, step)),
            steps: SuspensionStep::ALL.into_iter().map(SuspensionStep::as_str).collect(),
            next_step: step.and_then(SuspensionStep::next).map(SuspensionStep::as_str),
            step_before: step.and_then(SuspensionStep::before).map(SuspensionStep::as_str),
            stores: 3,
            may_begin: step.is_none(),
            may_change,
            form: may_change.then(|| samples::form(text, &["step", "reason", "remedy", "read_only_on", "off_on"])).flatten(),
        };
        let mut all = samples::texts(|text| page(text, None, true));
        all.extend(samples::texts(|text| page(text, Some(SuspensionStep::Notice), true)));
        for step in SuspensionStep::ALL {
            all.extend([true, false].map(|may_change| page("Stock Pilot", Some(step), may_change)));
        }
        let retired = SuspensionPage { app: app_sample("Stock Pilot", Stage::Retired), may_begin: false, ..page("", None, true) };
        all.extend([page("Stock Pilot", None, false), SuspensionPage { form: None, ..retired }]);
        all
    }
}
