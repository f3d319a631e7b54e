use super::samples;
use crate::{form::FormView, templates::View};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Consent {
    pub app: ConsentApp,
    pub store: ConsentStore,
    pub permissions_asked: Vec<String>,
    /// Of those, what the app also wants beside what it has, and what it has; empty when it has nothing yet.
    pub added: Vec<String>,
    pub kept: Vec<String>,
    pub access_hours: u64,
    pub return_host: String,
    /// The request, sent back as it came.
    pub hidden: Vec<Hidden>,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ConsentApp {
    pub name: String,
    pub logo_url: Option<String>,
    pub developer: String,
    pub category: String,
    pub stage: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct ConsentStore {
    pub name: String,
    pub email: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Hidden {
    pub name: String,
    pub value: String,
}

/// A store that may not decide yet, or not any more.
#[derive(Clone, Debug, Serialize)]
pub struct Waiting {
    pub app: String,
    pub logo_url: Option<String>,
    pub store: String,
    pub state: &'static str,
    pub reason: Option<String>,
    pub email: String,
    /// Where to look again; nothing when the app's link serves but once.
    pub again_url: Option<String>,
}

/// A request that is shown and never redirected.
#[derive(Clone, Debug, Serialize)]
pub struct Refused {
    pub title: String,
    pub text: String,
    pub code: String,
    pub request_id: String,
    pub facts_shown: Vec<Fact>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    pub label: String,
    pub value: String,
}

impl View for Consent {
    const TEMPLATE: &'static str = "oauth/consent.html";

    fn samples() -> Vec<Consent> {
        let consent = |text: &str, stage: &str, permissions_asked: Vec<String>| Consent {
            app: ConsentApp {
                name: samples::text(text),
                logo_url: (stage == "online").then(|| samples::text("/logos/app_p1/file_p1")),
                developer: samples::text(text),
                category: samples::text(text),
                stage: samples::text(stage),
            },
            store: ConsentStore { name: samples::text(text), email: samples::text(text) },
            added: permissions_asked.iter().take(2).cloned().collect(),
            kept: if stage == "online" { permissions_asked.iter().skip(2).cloned().collect() } else { Vec::new() },
            permissions_asked,
            access_hours: 30,
            return_host: samples::text("127.0.0.1:9000"),
            hidden: vec![Hidden { name: samples::text("state"), value: samples::text(text) }],
            form: (stage == "test").then(|| samples::form(text, &[])).flatten(),
        };
        let mut all = samples::texts(|text| consent(text, "online", samples::permissions()));
        all.push(consent("Stock Pilot", "test", Vec::new()));
        all
    }
}

impl View for Waiting {
    const TEMPLATE: &'static str = "oauth/waiting.html";

    fn samples() -> Vec<Waiting> {
        let waiting = |text: &str, state: &'static str, again: bool| Waiting {
            app: samples::text(text),
            logo_url: again.then(|| samples::text("/logos/app_p1/file_p1")),
            store: samples::text(text),
            state,
            reason: (state != "registered").then(|| samples::text(text)),
            email: samples::text(text),
            again_url: again.then(|| samples::text("/oauth/authorize?client_id=app_p1&state=<x>")),
        };
        let mut all = samples::texts(|text| waiting(text, "registered", true));
        all.extend(samples::texts(|text| waiting(text, "rejected", false)));
        all.push(waiting("Jade Mountain Tea", "suspended", true));
        all
    }
}

impl View for Refused {
    const TEMPLATE: &'static str = "oauth/refused.html";

    fn samples() -> Vec<Refused> {
        let refused = |text: &str, facts_shown| Refused {
            title: samples::text(text),
            text: samples::text(text),
            code: samples::text("grants.unknown_client"),
            request_id: samples::text("req_p1"),
            facts_shown,
        };
        let mut all = samples::texts(|text| refused(text, vec![Fact { label: samples::text(text), value: samples::text(text) }]));
        all.push(refused("", Vec::new()));
        all
    }
}
