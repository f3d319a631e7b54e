//! The operator's own services that ask how tokens stand.

use crate::{form::FormView, templates::View, views::samples};
use kernel::Time;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct ResourceServers {
    pub items: Vec<ResourceServerFacts>,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ResourceServerFacts {
    pub id: String,
    pub name: String,
    pub registered: Time,
    pub registered_by: String,
    pub last_used: Option<Time>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ResourceServerView {
    pub server: ResourceServerFacts,
    pub secrets: Vec<ResourceSecretItem>,
    pub may_add: bool,
    pub may_delete: bool,
    /// The text of a secret that was just made.
    pub new_secret: Option<String>,
    pub curl: String,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ResourceSecretItem {
    pub id: String,
    pub hint: String,
    pub created: Time,
    pub last_used: Option<Time>,
}

#[derive(Clone, Debug, Serialize)]
pub struct RemoveResourceServer {
    pub server: ResourceServerFacts,
}

fn server_sample(text: &str, last_used: Option<Time>) -> ResourceServerFacts {
    ResourceServerFacts {
        id: samples::text("rs_p1"),
        name: samples::text(text),
        registered: samples::time(),
        registered_by: samples::text(text),
        last_used,
    }
}

impl View for ResourceServers {
    const TEMPLATE: &'static str = "operator/resource_servers.html";

    fn samples() -> Vec<ResourceServers> {
        let mut all = samples::texts(|text| ResourceServers {
            items: vec![server_sample(text, Some(samples::time())), server_sample(text, None)],
            form: samples::form(text, &["name"]),
        });
        all.push(ResourceServers { items: Vec::new(), form: None });
        all
    }
}

impl View for ResourceServerView {
    const TEMPLATE: &'static str = "operator/resource_server.html";

    fn samples() -> Vec<ResourceServerView> {
        let secret = |text: &str, last_used| ResourceSecretItem {
            id: samples::text("rsec_p1"),
            hint: samples::text(text),
            created: samples::time(),
            last_used,
        };
        let mut all = samples::texts(|text| ResourceServerView {
            server: server_sample(text, Some(samples::time())),
            secrets: vec![secret(text, Some(samples::time())), secret(text, None)],
            may_add: false,
            may_delete: true,
            new_secret: Some(samples::text(text)),
            curl: samples::text(text),
            form: samples::form(text, &[]),
        });
        all.push(ResourceServerView {
            server: server_sample("Search service", None),
            secrets: vec![secret("kps_Ab3", None)],
            may_add: true,
            may_delete: false,
            new_secret: None,
            curl: samples::text("curl"),
            form: None,
        });
        all
    }
}

impl View for RemoveResourceServer {
    const TEMPLATE: &'static str = "operator/resource_server_remove.html";

    fn samples() -> Vec<RemoveResourceServer> {
        let mut all = samples::texts(|text| RemoveResourceServer { server: server_sample(text, Some(samples::time())) });
        all.push(RemoveResourceServer { server: server_sample("Search service", None) });
        all
    }
}
