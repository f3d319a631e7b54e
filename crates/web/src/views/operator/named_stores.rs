//! The stores that a whitelisting app is open to, for the operator.

use crate::{form::FormView, templates::View, views::samples};
use kernel::Time;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct NamedStores {
    pub app: NamingApp,
    pub items: Vec<NamedStoreItem>,
    pub may_change: bool,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct NamingApp {
    pub id: String,
    pub name: String,
    /// Where its category does not whitelist, the list lets nobody in and keeps nobody out.
    pub is_whitelisting: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct NamedStoreItem {
    pub id: String,
    pub name: String,
    pub by: String,
    pub since: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct Unname {
    pub app: NamingApp,
    pub store: UnnamedStore,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct UnnamedStore {
    pub id: String,
    pub name: String,
}

fn app_sample(text: &str, is_whitelisting: bool) -> NamingApp {
    NamingApp { id: samples::text("app_p1"), name: samples::text(text), is_whitelisting }
}

impl View for NamedStores {
    const TEMPLATE: &'static str = "operator/app_stores.html";

    fn samples() -> Vec<NamedStores> {
        let item = |text: &str| NamedStoreItem {
            id: samples::text("mer_p1"),
            name: samples::text(text),
            by: samples::text(text),
            since: samples::time(),
        };
        let mut all = samples::texts(|text| NamedStores {
            app: app_sample(text, true),
            items: vec![item(text)],
            may_change: true,
            form: samples::form(text, &["merchant", "reason"]),
        });
        all.push(NamedStores { app: app_sample("Stock Pilot", true), items: Vec::new(), may_change: true, form: None });
        all.push(NamedStores { app: app_sample("Stock Pilot", false), items: vec![item("Tea")], may_change: false, form: None });
        all
    }
}

impl View for Unname {
    const TEMPLATE: &'static str = "operator/app_store_unname.html";

    fn samples() -> Vec<Unname> {
        let unname = |text: &str, form| Unname {
            app: app_sample(text, true),
            store: UnnamedStore { id: samples::text("mer_p1"), name: samples::text(text) },
            form,
        };
        let mut all = samples::texts(|text| unname(text, samples::form(text, &["reason"])));
        all.push(unname("Stock Pilot", None));
        all
    }
}
