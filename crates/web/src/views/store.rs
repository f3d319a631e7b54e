use super::{listing::ListingView, samples};
use crate::{query::Pager, templates::View};
use kernel::Time;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Store {
    pub items: Vec<StoreItem>,
    #[serde(flatten)]
    pub pager: Pager,
}

#[derive(Clone, Debug, Serialize)]
pub struct StoreItem {
    pub slug: String,
    pub name: String,
    pub logo_url: Option<String>,
    pub category: String,
    pub developer: String,
    pub added: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct AppPage {
    pub app: AppFacts,
    pub authorize_url: String,
    pub already_added: bool,
    /// Where its developer goes on writing; only of a preview.
    pub edit_url: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct AppFacts {
    pub listing: ListingView,
    pub slug: String,
    pub developer: String,
    pub category: String,
    pub permissions: Vec<String>,
    pub added: Time,
    pub access_hours: u64,
}

impl View for Store {
    const TEMPLATE: &'static str = "public/store.html";

    fn samples() -> Vec<Store> {
        let item = |text: &str, added: bool| StoreItem {
            slug: samples::text("stock-pilot-3f9a2k"),
            name: samples::text(text),
            logo_url: added.then(|| samples::text("/logos/app_p1/file_p1")),
            category: samples::text(text),
            developer: samples::text(text),
            added,
        };
        let mut all = samples::texts(|text| Store { items: vec![item(text, false), item(text, true)], pager: samples::pager() });
        all.push(Store { items: Vec::new(), pager: Pager::default() });
        all
    }
}

impl View for AppPage {
    const TEMPLATE: &'static str = "public/app.html";

    fn samples() -> Vec<AppPage> {
        let page = |text: &str, already_added: bool| AppPage {
            app: AppFacts {
                listing: ListingView::sample(text, already_added),
                slug: samples::text("stock-pilot-3f9a2k"),
                developer: samples::text(text),
                category: samples::text(text),
                permissions: if already_added { samples::permissions() } else { Vec::new() },
                added: samples::time(),
                access_hours: 30,
            },
            authorize_url: samples::text("/oauth/authorize?response_type=code&client_id=app_p1"),
            already_added,
            edit_url: None,
        };
        let mut all = samples::texts(|text| page(text, true));
        all.push(page("", false));
        all.push(AppPage { edit_url: Some(samples::text("/developer/apps/app_p1/listing")), ..page("", false) });
        all
    }
}
