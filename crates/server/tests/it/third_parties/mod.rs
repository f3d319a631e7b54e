//! What other people have written, unmodified, against a house that listens: their clients, and a server of theirs that the
//! same is asked of.
//!
//! `crates/server/tests/clients/install` puts them where these stories look; leave them out with `--skip third_parties::`.

mod clients;
mod differences;
mod program;
mod requests;
mod side;

use crate::{
    house::House,
    people::{Developer, Merchant},
    wire::App,
};

const CALLBACK: &str = "https://erp.example/callback";

/// A listening house, three apps, and a store with orders.
struct Scene {
    house: House,
    url: String,
    developer: Developer,
    app: App,
    public: App,
    stranger: App,
    merchant: Merchant,
}

impl Scene {
    async fn new() -> Scene {
        let (house, url) = House::listening().await;
        let mut developer = house.approved_developer("Hansa GmbH").await;
        let app = developer.creates_app("Hansa ERP", CALLBACK).await;
        let public = house.approved_developer("Alster GmbH").await.creates_public_app("Alster Scan", CALLBACK).await;
        let stranger = house.approved_developer("Elbe GmbH").await.creates_app("Elbe Books", CALLBACK).await;
        let mut merchant = house.approved_merchant("Lübeck Tea").await;
        merchant.has_goods_and_orders(&house).await;
        Scene { house, url, developer, app, public, stranger, merchant }
    }

    /// The merchant follows an app's link and allows; where the browser is sent.
    async fn allows(&mut self, link: &str) -> String {
        let path = link.strip_prefix(&self.url).unwrap_or_else(|| panic!("{link} is not ours"));
        let consent = self.merchant.open(path).await.is(200);
        let answer = self.merchant.submit(&consent.form("/oauth/authorize").press("decision", "allow")).await;
        answer.location().unwrap_or_else(|| panic!("{answer:?}"))
    }
}
