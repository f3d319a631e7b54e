//! The developer console.

use super::{
    accounts::{NoticeView, notice_samples},
    documents::{Document, document_samples},
    samples,
};
use crate::{form::FormView, query::Pager, templates::View};
use kernel::Time;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Register {
    pub form: Option<FormView>,
    pub signed_in: bool,
    pub next: Option<String>,
}

/// What is asked of a developer.
pub const FIELDS: &[&str] =
    &["kind", "legal_name", "display_name", "country", "registration_no", "website", "phone", "documents"];

#[derive(Clone, Debug, Serialize)]
pub struct Home {
    pub developer: HomeDeveloper,
    pub steps: Steps,
    pub next_step: &'static str,
    pub app: Option<HomeApp>,
    pub counts: Counts,
    pub notices: Vec<NoticeView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct HomeDeveloper {
    pub display_name: String,
    pub state: &'static str,
    pub email_verified: bool,
    pub reason: Option<String>,
}

/// Each is "done", "now", "todo" or "bad".
#[derive(Clone, Debug, Serialize)]
pub struct Steps {
    pub registered: &'static str,
    pub reviewed: &'static str,
    pub category: &'static str,
    pub app: &'static str,
    pub call: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub struct HomeApp {
    pub id: String,
    pub name: String,
    pub client_id: String,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Counts {
    pub apps: i64,
    pub authorised: i64,
    pub calls_today: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Profile {
    pub developer: DeveloperFacts,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct DeveloperFacts {
    pub kind: &'static str,
    pub legal_name: String,
    pub display_name: String,
    pub country: String,
    pub registration_no: String,
    pub website: Option<String>,
    pub phone: String,
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
pub struct Categories {
    pub items: Vec<CategoryItem>,
    pub may_apply: bool,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CategoryItem {
    pub id: String,
    pub name: String,
    pub description: String,
    pub strategy: &'static str,
    pub access_test_hours: u64,
    pub access_online_hours: u64,
    pub refresh_days: u64,
    pub permissions: Vec<String>,
    pub state: &'static str,
    pub is_retired: bool,
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Apply {
    pub category: ApplyCategory,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ApplyCategory {
    pub id: String,
    pub name: String,
    pub description: String,
    pub permissions: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Apps {
    pub items: Vec<AppItem>,
    pub may_create: bool,
    #[serde(flatten)]
    pub pager: Pager,
}

#[derive(Clone, Debug, Serialize)]
pub struct AppItem {
    pub id: String,
    pub name: String,
    pub logo_url: Option<String>,
    pub client_id: String,
    pub category: String,
    pub stage: &'static str,
    pub created: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct NewApp {
    pub form: Option<FormView>,
    pub categories: Vec<Choice>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct App {
    pub app: AppFacts,
    pub secrets: Vec<SecretView>,
    pub authorize_url: String,
    pub wish_authorize_url: String,
    pub curl_token: String,
    pub curl_orders: String,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct AppFacts {
    pub id: String,
    pub name: String,
    pub logo_url: Option<String>,
    pub client_id: String,
    pub category: String,
    pub stage: &'static str,
    pub stage_reason: Option<String>,
    pub created: Time,
    /// One a line.
    pub redirect_uri: String,
    pub is_public: bool,
    pub jwks: Option<String>,
    pub permissions: Vec<String>,
    pub authorised: i64,
    pub access_hours: u64,
}

#[derive(Clone, Debug, Serialize)]
pub struct SecretView {
    pub id: String,
    pub hint: String,
    pub created: Time,
    pub last_used: Option<Time>,
    pub expires: Option<Time>,
    /// Less than a minute is left: "expires in just now" is no sentence.
    pub expires_soon: bool,
    /// Another one stays that lasts.
    pub may_delete: bool,
}

/// The one page that ever shows a secret. Not to be cloned, logged or kept.
#[derive(Serialize)]
pub struct SecretShown {
    pub app: HomeApp,
    pub secret: String,
    pub is_first: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct SecretDelete {
    pub app: HomeApp,
    pub secret: SecretView,
}

fn app_sample(text: &str) -> HomeApp {
    HomeApp { id: samples::text("app_p1"), name: samples::text(text), client_id: samples::text("app_p1") }
}

fn secret_sample(last_used: bool) -> SecretView {
    SecretView {
        id: samples::text("sec_p1"),
        hint: samples::text("ksp_3f9k…"),
        created: samples::time(),
        last_used: last_used.then(samples::time),
        expires: last_used.then(|| samples::time() + std::time::Duration::from_secs(23 * 3600)),
        expires_soon: false,
        may_delete: last_used,
    }
}

/// The stores that authorised an app, may authorise it, or own it.
#[derive(Clone, Debug, Serialize)]
pub struct AppStores {
    pub app: StoresApp,
    pub items: Vec<AppStore>,
    pub named: Vec<NamedStore>,
    pub binding: Option<BindingView>,
    pub form: Option<FormView>,
    #[serde(flatten)]
    pub pager: Pager,
}

#[derive(Clone, Debug, Serialize)]
pub struct StoresApp {
    pub id: String,
    pub name: String,
    pub strategy: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub struct AppStore {
    pub id: String,
    pub name: String,
    pub permissions: usize,
    pub since: Time,
    pub last_used: Option<Time>,
    pub ended: Option<Time>,
}

/// The step before access to a store is given up.
#[derive(Clone, Debug, Serialize)]
pub struct GiveUp {
    pub app: GiveUpApp,
    pub store: String,
    pub merchant: String,
    pub last_used: Option<Time>,
}

#[derive(Clone, Debug, Serialize)]
pub struct GiveUpApp {
    pub id: String,
    pub name: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct NamedStore {
    pub id: String,
    pub name: String,
    pub since: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct BindingView {
    pub store: String,
    /// A case's state.
    pub state: &'static str,
    pub reason: Option<String>,
}

impl View for AppStores {
    const TEMPLATE: &'static str = "developer/app_stores.html";

    fn samples() -> Vec<AppStores> {
        let stores = |text: &str, strategy| {
            let item = |ended: Option<Time>| AppStore {
                id: samples::text("mer_p1"),
                name: samples::text(text),
                permissions: 3,
                since: samples::time(),
                last_used: ended,
                ended,
            };
            AppStores {
                app: StoresApp { id: samples::text("app_p1"), name: samples::text(text), strategy },
                items: vec![item(None), item(Some(samples::time()))],
                named: vec![NamedStore { id: samples::text("mer_p1"), name: samples::text(text), since: samples::time() }],
                binding: (strategy == "self_use").then(|| BindingView {
                    store: samples::text(text),
                    state: "rejected",
                    reason: Some(samples::text(text)),
                }),
                form: samples::form(text, &["merchant", "reason"]),
                pager: samples::pager(),
            }
        };
        let mut all = samples::texts(|text| stores(text, "whitelisted"));
        all.extend(samples::texts(|text| stores(text, "self_use")));
        let empty = stores("Stock Pilot", "any_merchant");
        all.push(AppStores { items: Vec::new(), named: Vec::new(), binding: None, form: None, pager: Pager::default(), ..empty });
        all
    }
}

impl View for GiveUp {
    const TEMPLATE: &'static str = "developer/app_store_remove.html";

    fn samples() -> Vec<GiveUp> {
        let give_up = |text: &str, last_used| GiveUp {
            app: GiveUpApp { id: samples::text("app_p1"), name: samples::text(text) },
            store: samples::text(text),
            merchant: samples::text("mer_p1"),
            last_used,
        };
        let mut all = samples::texts(|text| give_up(text, Some(samples::time())));
        all.push(give_up("Stock Pilot", None));
        all
    }
}

impl View for Register {
    const TEMPLATE: &'static str = "developer/register.html";

    fn samples() -> Vec<Register> {
        let fields: Vec<&str> = FIELDS.iter().copied().chain(["name", "email", "password"]).collect();
        let mut all = samples::texts(|text| Register {
            form: samples::form(text, &fields),
            signed_in: false,
            next: Some(samples::text("/developer/apps?x=<y>")),
        });
        all.push(Register { form: None, signed_in: false, next: None });
        all.push(Register { form: None, signed_in: true, next: None });
        all
    }
}

impl View for Home {
    const TEMPLATE: &'static str = "developer/home.html";

    fn samples() -> Vec<Home> {
        let home = |text: &str, next_step, state, step| Home {
            developer: HomeDeveloper {
                display_name: samples::text(text),
                state,
                email_verified: next_step != "verify",
                reason: (state == "rejected").then(|| samples::text(text)),
            },
            steps: Steps { registered: "done", reviewed: step, category: step, app: step, call: "todo" },
            next_step,
            app: matches!(next_step, "call" | "ready").then(|| app_sample(text)),
            counts: if next_step == "ready" {
                Counts { apps: 2, authorised: 1234, calls_today: 98_765 }
            } else {
                Counts::default()
            },
            notices: if next_step == "verify" { Vec::new() } else { notice_samples(text) },
        };
        let mut all = samples::texts(|text| home(text, "fix", "rejected", "bad"));
        for (next_step, state, step) in [
            ("verify", "registered", "todo"),
            ("wait", "registered", "now"),
            ("withdrawn", "withdrawn", "bad"),
            ("category", "approved", "now"),
            ("category_wait", "approved", "now"),
            ("app", "approved", "now"),
            ("call", "approved", "done"),
            ("ready", "approved", "done"),
        ] {
            all.push(home("Stock Pilot GmbH", next_step, state, step));
        }
        all
    }
}

impl View for Profile {
    const TEMPLATE: &'static str = "developer/profile.html";

    fn samples() -> Vec<Profile> {
        let profile = |text: &str, state, form: Option<FormView>| Profile {
            developer: DeveloperFacts {
                kind: if state == "approved" { "company" } else { "individual" },
                legal_name: samples::text(text),
                display_name: samples::text(text),
                country: samples::text("DE"),
                registration_no: samples::text(text),
                website: (state == "approved").then(|| samples::text(text)),
                phone: samples::text(text),
                state,
                email: samples::text(text),
                email_verified: state == "approved",
                submitted: samples::time(),
                decided: (state != "registered").then(samples::time),
                reason: (state == "rejected" || state == "suspended").then(|| samples::text(text)),
                case_url: (state != "suspended").then(|| samples::text("/developer/cases/case_p1")),
                documents: if state == "registered" { Vec::new() } else { document_samples(text) },
            },
            form,
        };
        let mut all = samples::texts(|text| profile(text, "rejected", samples::form(text, FIELDS)));
        all.extend(["registered", "approved", "withdrawn", "suspended"].map(|state| profile("Stock Pilot", state, None)));
        all
    }
}

impl View for Categories {
    const TEMPLATE: &'static str = "developer/categories.html";

    fn samples() -> Vec<Categories> {
        let item = |text: &str, state, strategy| CategoryItem {
            id: samples::text("cat_p1"),
            name: samples::text(text),
            description: samples::text(text),
            strategy,
            access_test_hours: 24,
            access_online_hours: 720,
            refresh_days: 180,
            permissions: samples::permissions(),
            state,
            is_retired: state == "active",
            reason: (state == "rejected").then(|| samples::text(text)),
        };
        let mut all = samples::texts(|text| Categories {
            items: vec![
                item(text, "none", "any_merchant"),
                item(text, "pending", "self_use"),
                item(text, "active", "whitelisted"),
                item(text, "rejected", "any_merchant"),
                item(text, "withdrawn", "any_merchant"),
            ],
            may_apply: true,
            form: samples::form(text, &["need"]),
        });
        all.push(Categories { items: Vec::new(), may_apply: false, form: None });
        all
    }
}

impl View for Apply {
    const TEMPLATE: &'static str = "developer/category_apply.html";

    fn samples() -> Vec<Apply> {
        let apply = |text: &str, form| Apply {
            category: ApplyCategory {
                id: samples::text("cat_p1"),
                name: samples::text(text),
                description: samples::text(text),
                permissions: samples::permissions(),
            },
            form,
        };
        let mut all = samples::texts(|text| apply(text, samples::form(text, &["reason", "file"])));
        all.push(apply("Commercial Developer", None));
        all
    }
}

impl View for Apps {
    const TEMPLATE: &'static str = "developer/apps.html";

    fn samples() -> Vec<Apps> {
        let item = |text: &str, stage| AppItem {
            id: samples::text("app_p1"),
            name: samples::text(text),
            logo_url: None,
            client_id: samples::text("app_p1"),
            category: samples::text(text),
            stage,
            created: samples::time(),
        };
        let stages = || platform::apps::Stage::ALL.into_iter().map(|stage| stage.as_str());
        let mut all = samples::texts(|text| Apps {
            items: stages().map(|stage| item(text, stage)).collect(),
            may_create: true,
            pager: samples::pager(),
        });
        all.extend([true, false].map(|may_create| Apps { items: Vec::new(), may_create, pager: Pager::default() }));
        all
    }
}

impl View for NewApp {
    const TEMPLATE: &'static str = "developer/app_new.html";

    fn samples() -> Vec<NewApp> {
        let mut all = samples::texts(|text| NewApp {
            form: samples::form(text, &["name", "redirect_uri", "category", "logo", "is_public"]),
            categories: vec![Choice { value: samples::text("cat_p1"), label: samples::text(text) }],
        });
        all.push(NewApp { form: None, categories: Vec::new() });
        all
    }
}

impl View for App {
    const TEMPLATE: &'static str = "developer/app.html";

    fn samples() -> Vec<App> {
        let app = |text: &str, stage, secrets| App {
            app: AppFacts {
                id: samples::text("app_p1"),
                name: samples::text(text),
                logo_url: None,
                client_id: samples::text("app_p1"),
                category: samples::text(text),
                stage,
                stage_reason: (stage != "test").then(|| samples::text(text)),
                created: samples::time(),
                redirect_uri: samples::text(text),
                is_public: stage == "test",
                jwks: (stage == "suspended").then(|| samples::text(text)),
                permissions: samples::permissions(),
                authorised: 3,
                access_hours: 720,
            },
            secrets,
            authorize_url: samples::text("http://127.0.0.1:8080/oauth/authorize?response_type=code&client_id=app_p1"),
            wish_authorize_url: samples::text("http://127.0.0.1:8080/v3/oauth/authorize?client_id=app_p1"),
            curl_token: samples::text("curl http://127.0.0.1:8080/oauth/token"),
            curl_orders: samples::text("curl http://127.0.0.1:8080/api/v1/orders"),
            form: (stage == "suspended").then(|| samples::form(text, &["name", "redirect_uri", "logo", "jwks"])).flatten(),
        };
        let mut all = samples::texts(|text| app(text, "suspended", vec![secret_sample(true), secret_sample(false)]));
        for stage in platform::apps::Stage::ALL {
            all.push(app("Stock Pilot", stage.as_str(), vec![secret_sample(false)]));
        }
        all
    }
}

impl View for SecretShown {
    const TEMPLATE: &'static str = "developer/secret_shown.html";

    fn samples() -> Vec<SecretShown> {
        let shown = |text: &str, is_first| SecretShown { app: app_sample(text), secret: samples::text("ksp_0"), is_first };
        let mut all = samples::texts(|text| shown(text, true));
        all.push(shown("Stock Pilot", false));
        all
    }
}

impl View for SecretDelete {
    const TEMPLATE: &'static str = "developer/secret_delete.html";

    fn samples() -> Vec<SecretDelete> {
        let delete = |text: &str, last_used| SecretDelete { app: app_sample(text), secret: secret_sample(last_used) };
        let mut all = samples::texts(|text| delete(text, true));
        all.push(delete("Stock Pilot", false));
        all
    }
}
