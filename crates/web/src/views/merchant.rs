//! The merchant console: registration, start page, API settings, test data.

use super::{
    accounts::{ForApp, NoticeView, notice_samples},
    developer::Choice,
    documents::{Document, document_samples},
    samples,
    trade::{OrderItem, order_item_sample},
};
use crate::{form::FormView, templates::View};
use kernel::Time;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Register {
    pub form: Option<FormView>,
    pub signed_in: bool,
    pub next: Option<String>,
    pub for_app: Option<ForApp>,
    #[serde(flatten)]
    pub choices: Choices,
}

/// What a store can choose from.
#[derive(Clone, Debug, Serialize)]
pub struct Choices {
    pub timezones: Vec<Choice>,
    pub currencies: Vec<Choice>,
}

/// What is asked of a merchant.
pub const FIELDS: &[&str] = &["store_name", "legal_name", "licence_no", "country", "timezone", "currency", "licence", "identity"];

#[derive(Clone, Debug, Serialize)]
pub struct Home {
    pub store: HomeStore,
    pub counts: Counts,
    pub next_step: &'static str,
    pub recent: Vec<OrderItem>,
    pub notices: Vec<NoticeView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct HomeStore {
    pub name: String,
    pub state: &'static str,
    pub reason: Option<String>,
    pub email_verified: bool,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Counts {
    pub orders: i64,
    pub to_ship: i64,
    pub products: i64,
    pub refunds_open: i64,
    pub apps: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Registration {
    pub merchant: MerchantFacts,
    pub form: Option<FormView>,
    #[serde(flatten)]
    pub choices: Choices,
}

#[derive(Clone, Debug, Serialize)]
pub struct MerchantFacts {
    pub store_name: String,
    pub legal_name: String,
    pub licence_no: String,
    pub country: String,
    pub timezone: String,
    pub currency: String,
    pub state: &'static str,
    pub email: String,
    pub email_verified: bool,
    pub submitted: Time,
    pub decided: Option<Time>,
    pub reason: Option<String>,
    /// The page of its latest review.
    pub case_url: Option<String>,
    pub documents: Vec<Document>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ApiSettings {
    pub items: Vec<GrantItem>,
    pub deactivated: Vec<EndedGrant>,
}

#[derive(Clone, Debug, Serialize)]
pub struct GrantItem {
    /// The app's id: what the merchant removes is the app,
    pub id: String,
    /// or this grant alone, where the app has several.
    pub grant: Option<String>,
    pub strategy: &'static str,
    pub app: String,
    pub logo_url: Option<String>,
    pub developer: String,
    pub slug: Option<String>,
    pub permissions: Vec<String>,
    pub since: Time,
    pub last_used: Option<Time>,
    pub inactive: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct EndedGrant {
    pub id: String,
    pub app: String,
    pub logo_url: Option<String>,
    pub developer: String,
    pub since: Time,
    pub ended: Time,
    pub ended_by: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct RemoveGrant {
    pub grant: GrantItem,
}

#[derive(Clone, Debug, Serialize)]
pub struct TestData {
    pub form: Option<FormView>,
    pub counts: TestCounts,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct TestCounts {
    pub products: i64,
    pub orders: i64,
}

fn choices_sample(text: &str) -> Choices {
    let choice = |value: &str| vec![Choice { value: samples::text(value), label: samples::text(text) }];
    Choices { timezones: choice("Asia/Shanghai"), currencies: choice("CNY") }
}

fn grant_sample(text: &str, inactive: bool) -> GrantItem {
    GrantItem {
        id: samples::text("app_p1"),
        grant: inactive.then(|| samples::text("gra_p1")),
        strategy: "any_merchant",
        app: samples::text(text),
        logo_url: None,
        developer: samples::text(text),
        slug: inactive.then(|| samples::text("stock-pilot-3f9a2k")),
        permissions: samples::permissions(),
        since: samples::time(),
        last_used: inactive.then(samples::time),
        inactive,
    }
}

impl View for Register {
    const TEMPLATE: &'static str = "merchant/register.html";

    fn samples() -> Vec<Register> {
        let fields: Vec<&str> = FIELDS.iter().copied().chain(["name", "email", "password"]).collect();
        let mut all = samples::texts(|text| Register {
            form: samples::form(text, &fields),
            signed_in: false,
            next: Some(samples::text("/oauth/authorize?client_id=app_p1")),
            for_app: Some(ForApp { name: samples::text(text), logo_url: None }),
            choices: choices_sample(text),
        });
        all.push(Register { form: None, signed_in: true, next: None, for_app: None, choices: choices_sample("") });
        all
    }
}

impl View for Home {
    const TEMPLATE: &'static str = "merchant/home.html";

    fn samples() -> Vec<Home> {
        let home = |text: &str, next_step, state| Home {
            store: HomeStore {
                name: samples::text(text),
                state,
                reason: (state == "rejected").then(|| samples::text(text)),
                email_verified: next_step != "verify",
            },
            counts: Counts { orders: 1667, to_ship: 12, products: 66, refunds_open: 1, apps: 2 },
            next_step,
            recent: if next_step == "none" { vec![order_item_sample(text, "paid")] } else { Vec::new() },
            notices: if next_step == "verify" { Vec::new() } else { notice_samples(text) },
        };
        let mut all = samples::texts(|text| home(text, "fix", "rejected"));
        all.extend(samples::texts(|text| home(text, "none", "approved")));
        for next_step in ["test_data", "add_app", "ship", "refunds"] {
            all.push(home("Jade Mountain Tea", next_step, "approved"));
        }
        all.extend([
            home("玉山茶行", "verify", "registered"),
            home("玉山茶行", "wait", "registered"),
            home("x", "wait", "suspended"),
            home("x", "withdrawn", "withdrawn"),
        ]);
        all
    }
}

impl View for Registration {
    const TEMPLATE: &'static str = "merchant/registration.html";

    fn samples() -> Vec<Registration> {
        let registration = |text: &str, state, form: Option<FormView>| Registration {
            merchant: MerchantFacts {
                store_name: samples::text(text),
                legal_name: samples::text(text),
                licence_no: samples::text(text),
                country: samples::text("CN"),
                timezone: samples::text("Asia/Shanghai"),
                currency: samples::text("CNY"),
                state,
                email: samples::text(text),
                email_verified: state == "approved",
                submitted: samples::time(),
                decided: (state != "registered").then(samples::time),
                reason: matches!(state, "rejected" | "suspended").then(|| samples::text(text)),
                case_url: (state != "suspended").then(|| samples::text("/merchant/cases/case_p1")),
                documents: if state == "registered" { Vec::new() } else { document_samples(text) },
            },
            form,
            choices: choices_sample(text),
        };
        let mut all = samples::texts(|text| registration(text, "rejected", samples::form(text, FIELDS)));
        all.extend(
            ["registered", "approved", "withdrawn", "suspended"].map(|state| registration("Jade Mountain Tea", state, None)),
        );
        all
    }
}

impl View for ApiSettings {
    const TEMPLATE: &'static str = "merchant/settings_api.html";

    fn samples() -> Vec<ApiSettings> {
        let ended = |text: &str| EndedGrant {
            id: samples::text("app_p1"),
            app: samples::text(text),
            logo_url: None,
            developer: samples::text(text),
            since: samples::time(),
            ended: samples::time(),
            ended_by: samples::text(text),
        };
        let mut all = samples::texts(|text| ApiSettings {
            items: vec![grant_sample(text, true), grant_sample(text, false)],
            deactivated: vec![ended(text)],
        });
        all.push(ApiSettings { items: Vec::new(), deactivated: Vec::new() });
        all
    }
}

impl View for RemoveGrant {
    const TEMPLATE: &'static str = "merchant/settings_api_remove.html";

    fn samples() -> Vec<RemoveGrant> {
        let mut all = samples::texts(|text| RemoveGrant { grant: grant_sample(text, true) });
        all.push(RemoveGrant { grant: GrantItem { permissions: Vec::new(), ..grant_sample("Stock Pilot", false) } });
        all
    }
}

impl View for TestData {
    const TEMPLATE: &'static str = "merchant/test_data.html";

    fn samples() -> Vec<TestData> {
        let counts = TestCounts { products: 200, orders: 5000 };
        let mut all =
            samples::texts(|text| TestData { form: samples::form(text, &["seed", "products", "orders", "months"]), counts });
        all.push(TestData { form: None, counts: TestCounts { products: 0, orders: 0 } });
        all
    }
}
