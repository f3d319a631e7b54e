//! What an app may ask for and where it stands, for its developer.

use super::samples;
use crate::{form::FormView, templates::View};
use kernel::Time;
use platform::apps::{Stage, SuspensionStep};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct AppPermissions {
    pub app: StageApp,
    pub active: Vec<String>,
    pub requested: Vec<String>,
    pub inactive: Vec<String>,
    /// The review of what is requested.
    pub case_url: Option<String>,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct StageApp {
    pub id: String,
    pub name: String,
    pub stage: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub struct AppStage {
    pub app: StageApp,
    pub since: Time,
    pub reason: Option<String>,
    /// The stage allows it.
    pub may_go_online: bool,
    /// And the gate does, and no application waits.
    pub may_apply: bool,
    pub gate: GateView,
    pub online_case_url: Option<String>,
    pub suspension: Option<SuspensionView>,
    pub appeal_case_url: Option<String>,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct GateView {
    pub calls_needed: u32,
    pub success_needed: u32,
    pub calls: i64,
    /// Of a hundred; nothing without a call.
    pub success: Option<i64>,
    pub has_enough_calls: bool,
    pub has_the_rate: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct SuspensionView {
    pub step: &'static str,
    pub since: Time,
    pub reason: String,
    pub remedy: String,
    pub read_only_at: Option<Time>,
    pub off_at: Option<Time>,
}

// === samples ===

pub fn app_sample(text: &str, stage: Stage) -> StageApp {
    StageApp { id: samples::text("app_p1"), name: samples::text(text), stage: stage.as_str() }
}

pub fn suspension_sample(text: &str, step: SuspensionStep) -> SuspensionView {
    let has_dates = step == SuspensionStep::Notice;
    SuspensionView {
        step: step.as_str(),
        since: samples::time(),
        reason: samples::text(text),
        remedy: if step == SuspensionStep::Off { String::new() } else { samples::text(text) },
        read_only_at: has_dates.then(samples::time),
        off_at: has_dates.then(samples::time),
    }
}

impl View for AppPermissions {
    const TEMPLATE: &'static str = "developer/app_permissions.html";

    fn samples() -> Vec<AppPermissions> {
        let (all, third) = (samples::permissions(), samples::permissions().len() / 3);
        let page = |text: &str, is_waiting: bool| AppPermissions {
            app: app_sample(text, Stage::Online),
            active: all[..third].to_vec(),
            requested: if is_waiting { all[third..2 * third].to_vec() } else { Vec::new() },
            inactive: all[2 * third..].to_vec(),
            case_url: is_waiting.then(|| samples::text("/developer/cases/case_p1")),
            form: (!is_waiting).then(|| samples::form(text, &["permissions", "reason", "file"])).flatten(),
        };
        let mut views = samples::texts(|text| page(text, false));
        views.push(page("Stock Pilot", true));
        views.push(AppPermissions {
            active: all.clone(),
            requested: Vec::new(),
            inactive: Vec::new(),
            ..page("Stock Pilot", true)
        });
        views.push(AppPermissions { active: Vec::new(), ..page("Stock Pilot", false) });
        views
    }
}

impl View for AppStage {
    const TEMPLATE: &'static str = "developer/app_stage.html";

    fn samples() -> Vec<AppStage> {
        let page = |text: &str, stage: Stage, is_full: bool| AppStage {
            app: app_sample(text, stage),
            since: samples::time(),
            reason: is_full.then(|| samples::text(text)),
            may_go_online: matches!(stage, Stage::Test | Stage::Offline),
            may_apply: !is_full && stage == Stage::Test,
            gate: GateView {
                calls_needed: if is_full { 1000 } else { 0 },
                success_needed: 85,
                calls: if is_full { 420 } else { 0 },
                success: is_full.then_some(71),
                has_enough_calls: !is_full,
                has_the_rate: !is_full,
            },
            online_case_url: (is_full && stage == Stage::Test).then(|| samples::text("/developer/cases/case_p1")),
            suspension: (stage == Stage::Suspended).then(|| suspension_sample(text, SuspensionStep::Off)),
            appeal_case_url: (is_full && stage == Stage::Suspended).then(|| samples::text("/developer/cases/case_p1")),
            form: is_full.then(|| samples::form(text, &["reason", "file"])).flatten(),
        };
        let mut all = samples::texts(|text| page(text, Stage::Suspended, true));
        all.extend(samples::texts(|text| AppStage {
            appeal_case_url: None,
            suspension: Some(suspension_sample(text, SuspensionStep::Notice)),
            ..page(text, Stage::Online, true)
        }));
        all.extend(Stage::ALL.into_iter().flat_map(|stage| [true, false].map(|is_full| page("Stock Pilot", stage, is_full))));
        all.push(AppStage { may_apply: false, online_case_url: None, ..page("Stock Pilot", Stage::Test, true) });
        all
    }
}
