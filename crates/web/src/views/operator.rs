//! The operator console.

use super::{
    documents::{Document, document_samples},
    samples,
    trade::Event,
};
use crate::{form::FormView, query::Pager, templates::View};
use kernel::Time;
use platform::{
    app_categories::Strategy,
    approvals::{CaseKind, StateKind},
    apps::{Stage, StageChange},
};
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Home {
    pub queues: Vec<QueueFacts>,
    pub totals: HomeTotals,
    pub recent: Vec<Recent>,
}

#[derive(Clone, Debug, Serialize)]
pub struct QueueFacts {
    pub kind: &'static str,
    pub open: i64,
    pub oldest: Option<Time>,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct HomeTotals {
    pub developers: i64,
    pub merchants: i64,
    pub apps: i64,
    pub apps_online: i64,
    pub grants: i64,
    pub calls_today: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Recent {
    pub id: String,
    pub at: Time,
    pub actor: String,
    pub action: String,
    pub subject: String,
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Cases {
    pub items: Vec<CaseItem>,
    #[serde(flatten)]
    pub pager: Pager,
    pub filter: CaseFilter,
    pub filtered: bool,
    pub kinds: Vec<&'static str>,
    pub states: Vec<&'static str>,
    pub filter_error: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CaseItem {
    pub id: String,
    pub kind: &'static str,
    pub state: &'static str,
    pub title: String,
    pub subtitle: Option<String>,
    pub opened: Time,
    pub decided: Option<Time>,
    pub decided_by: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct CaseFilter {
    pub kind: String,
    pub state: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct CasePage {
    pub case: CaseFacts,
    pub facts_shown: Vec<ShownFact>,
    pub permissions_asked: Vec<String>,
    pub documents: Vec<Document>,
    pub history: Vec<Event>,
    pub may_decide: bool,
    pub stale: Option<Stale>,
    pub subject_url: Option<String>,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CaseFacts {
    pub id: String,
    pub kind: &'static str,
    pub state: &'static str,
    pub title: String,
    pub opened: Time,
    pub opened_by: String,
    pub decided: Option<Time>,
    pub decided_by: Option<String>,
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ShownFact {
    pub label: String,
    pub value: String,
    pub mono: bool,
}

/// Somebody else decided after this page was loaded.
#[derive(Clone, Debug, Serialize)]
pub struct Stale {
    pub state: &'static str,
    pub by: String,
    pub at: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct Developers {
    pub items: Vec<DeveloperItem>,
    #[serde(flatten)]
    pub pager: Pager,
    #[serde(flatten)]
    pub filter: StatusFilter,
}

/// What every register is filtered by.
#[derive(Clone, Debug, Serialize)]
pub struct StatusFilter {
    pub filter: Status,
    pub filtered: bool,
    pub statuses: Vec<&'static str>,
    pub filter_error: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Status {
    pub status: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct DeveloperItem {
    pub id: String,
    pub name: String,
    pub legal_name: String,
    pub kind: &'static str,
    pub country: String,
    pub state: &'static str,
    pub apps: i64,
    pub registered: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct DeveloperPage {
    pub developer: DeveloperFacts,
    pub members: Vec<MemberItem>,
    pub apps: Vec<DeveloperApp>,
    pub categories: Vec<DeveloperCategory>,
    pub cases: Vec<PartyCase>,
    pub documents: Vec<Document>,
}

#[derive(Clone, Debug, Serialize)]
pub struct DeveloperFacts {
    pub id: String,
    pub kind: &'static str,
    pub legal_name: String,
    pub display_name: String,
    pub country: String,
    pub registration_no: String,
    pub website: Option<String>,
    pub phone: String,
    pub state: &'static str,
    pub reason: Option<String>,
    pub submitted: Time,
    pub decided: Option<Time>,
}

#[derive(Clone, Debug, Serialize)]
pub struct MemberItem {
    pub name: String,
    pub email: String,
    pub email_verified: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct DeveloperApp {
    pub id: String,
    pub name: String,
    pub logo_url: Option<String>,
    pub category: String,
    pub stage: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub struct DeveloperCategory {
    pub name: String,
    pub state: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub struct PartyCase {
    pub id: String,
    pub kind: &'static str,
    pub state: &'static str,
    pub opened: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct Merchants {
    pub items: Vec<MerchantItem>,
    #[serde(flatten)]
    pub pager: Pager,
    #[serde(flatten)]
    pub filter: StatusFilter,
}

#[derive(Clone, Debug, Serialize)]
pub struct MerchantItem {
    pub id: String,
    pub name: String,
    pub legal_name: String,
    pub country: String,
    pub currency: String,
    pub state: &'static str,
    pub orders: i64,
    pub apps: i64,
    pub registered: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct MerchantPage {
    pub merchant: MerchantFacts,
    pub counts: MerchantCounts,
    pub members: Vec<MemberItem>,
    pub grants: Vec<MerchantGrant>,
    pub cases: Vec<PartyCase>,
    pub documents: Vec<Document>,
}

#[derive(Clone, Debug, Serialize)]
pub struct MerchantFacts {
    pub id: String,
    pub store_name: String,
    pub legal_name: String,
    pub licence_no: String,
    pub country: String,
    pub timezone: String,
    pub currency: String,
    pub state: &'static str,
    pub reason: Option<String>,
    pub submitted: Time,
    pub decided: Option<Time>,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct MerchantCounts {
    pub orders: i64,
    pub products: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct MerchantGrant {
    pub app_id: String,
    pub app: String,
    pub logo_url: Option<String>,
    pub developer: String,
    pub since: Time,
    pub last_used: Option<Time>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Apps {
    pub items: Vec<AppItem>,
    #[serde(flatten)]
    pub pager: Pager,
    #[serde(flatten)]
    pub filter: StatusFilter,
}

#[derive(Clone, Debug, Serialize)]
pub struct AppItem {
    pub id: String,
    pub name: String,
    pub logo_url: Option<String>,
    pub developer: String,
    pub category: String,
    pub stage: &'static str,
    pub authorised: i64,
    pub created: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct AppPage {
    pub app: AppFacts,
    pub changes: Vec<&'static str>,
    pub may_change: bool,
    pub history: Vec<Event>,
    pub form: Option<FormView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct AppFacts {
    pub id: String,
    pub name: String,
    pub logo_url: Option<String>,
    pub client_id: String,
    pub developer: String,
    pub developer_id: String,
    pub category: String,
    pub stage: &'static str,
    pub stage_reason: Option<String>,
    pub stage_since: Time,
    pub redirect_uri: String,
    pub permissions: Vec<String>,
    pub authorised: i64,
    pub is_whitelisting: bool,
    pub created: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct Categories {
    pub items: Vec<CategoryItem>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CategoryItem {
    pub id: String,
    pub name: String,
    pub description: String,
    pub strategy: &'static str,
    pub access_test_minutes: u64,
    pub access_online_minutes: u64,
    pub permissions: Vec<String>,
    pub developers: i64,
    pub apps: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct CategoryPage {
    pub category: CategoryFacts,
    pub strategies: Vec<&'static str>,
    pub permissions: Vec<PermissionBox>,
    pub form: FormView,
}

#[derive(Clone, Debug, Serialize)]
pub struct CategoryFacts {
    pub id: String,
    pub name: String,
    pub apps: i64,
    pub version: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct PermissionBox {
    pub value: &'static str,
    pub checked: bool,
}

/// The fields of a category that are typed.
pub const CATEGORY_FIELDS: &[&str] = &[
    "name_en",
    "name_zh",
    "description_en",
    "description_zh",
    "strategy",
    "access_minutes_test",
    "access_minutes_online",
    "refresh_days",
    "drain_seconds",
    "retry_seconds",
    "refresh_fixed",
    "needs_dpop",
    "permissions",
];

// === samples ===

const STATES: [&str; 4] = ["registered", "approved", "rejected", "suspended"];

fn some(text: &str) -> Option<String> {
    Some(samples::text(text))
}

fn case_kinds() -> Vec<&'static str> {
    CaseKind::ALL.into_iter().map(CaseKind::as_str).collect()
}

fn case_states() -> Vec<&'static str> {
    StateKind::ALL.into_iter().map(StateKind::as_str).collect()
}

fn events(text: &str) -> Vec<Event> {
    vec![
        Event { title: samples::text(text), at: samples::time(), by: some(text), text: some(text) },
        Event { title: samples::text(text), at: samples::time(), by: None, text: None },
    ]
}

fn filter(is_filtered: bool, statuses: &[&'static str]) -> StatusFilter {
    StatusFilter {
        filter: Status { status: statuses.first().map(|status| samples::text(status)).unwrap_or_default() },
        filtered: is_filtered,
        statuses: statuses.to_vec(),
        filter_error: is_filtered.then(|| samples::text(samples::HOSTILE)),
    }
}

fn members(text: &str) -> Vec<MemberItem> {
    [true, false]
        .map(|email_verified| MemberItem { name: samples::text(text), email: samples::text(text), email_verified })
        .to_vec()
}

fn cases() -> Vec<PartyCase> {
    let case = |kind, state| PartyCase { id: samples::text("case_p1"), kind, state, opened: samples::time() };
    case_kinds().into_iter().flat_map(|kind| case_states().into_iter().map(move |state| case(kind, state))).collect()
}

impl View for Home {
    const TEMPLATE: &'static str = "operator/home.html";

    fn samples() -> Vec<Home> {
        let queue = |open: i64| {
            let facts = |kind| QueueFacts { kind, open, oldest: (open > 0).then(samples::time) };
            case_kinds().into_iter().map(facts).collect()
        };
        let recent = |text: &str| Recent {
            id: samples::text("aud_p1"),
            at: samples::time(),
            actor: samples::text(text),
            action: samples::text("approvals.approved"),
            subject: samples::text("dev_p1"),
            reason: some(text),
        };
        let totals = HomeTotals { developers: 12, merchants: 3, apps: 9, apps_online: 1, grants: 4, calls_today: 5000 };
        let mut all = samples::texts(|text| Home { queues: queue(3), totals, recent: vec![recent(text)] });
        all.push(Home { queues: queue(0), totals: HomeTotals::default(), recent: Vec::new() });
        all
    }
}

impl View for Cases {
    const TEMPLATE: &'static str = "operator/cases.html";

    fn samples() -> Vec<Cases> {
        let item = |text: &str, kind, state: &'static str| CaseItem {
            id: samples::text("case_p1"),
            kind,
            state,
            title: samples::text(text),
            subtitle: some(text),
            opened: samples::time(),
            decided: (state != "open").then(samples::time),
            decided_by: (state != "open" && state != "withdrawn").then(|| samples::text(text)),
        };
        let cases = |items, filtered| Cases {
            items,
            pager: samples::pager(),
            filter: CaseFilter { kind: samples::text("merchant"), state: samples::text("open") },
            filtered,
            kinds: case_kinds(),
            states: case_states(),
            filter_error: filtered.then(|| samples::text(samples::HOSTILE)),
        };
        let each = |text: &str| {
            case_kinds()
                .into_iter()
                .flat_map(|kind| case_states().into_iter().map(move |state| (kind, state)))
                .map(|(kind, state)| item(text, kind, state))
                .collect()
        };
        let mut all = samples::texts(|text| cases(each(text), true));
        all.extend([cases(Vec::new(), true), cases(Vec::new(), false)]);
        all
    }
}

impl View for CasePage {
    const TEMPLATE: &'static str = "operator/case.html";

    fn samples() -> Vec<CasePage> {
        let case = |text: &str, kind, state: &'static str, is_full: bool| CasePage {
            case: CaseFacts {
                id: samples::text("case_p1"),
                kind,
                state,
                title: samples::text(text),
                opened: samples::time(),
                opened_by: samples::text(text),
                decided: (state != "open").then(samples::time),
                decided_by: matches!(state, "approved" | "rejected").then(|| samples::text(text)),
                reason: (state == "rejected").then(|| samples::text(text)),
            },
            facts_shown: [true, false]
                .map(|mono| ShownFact { label: samples::text(text), value: samples::text(text), mono })
                .to_vec(),
            permissions_asked: if is_full { samples::permissions() } else { Vec::new() },
            documents: if is_full { document_samples(text) } else { Vec::new() },
            history: events(text),
            may_decide: is_full,
            stale: (is_full && state != "open").then(|| Stale { state, by: samples::text(text), at: samples::time() }),
            subject_url: is_full.then(|| samples::text("/operator/developers/dev_p1")),
            form: is_full.then(|| samples::form(text, &["reason"])).flatten(),
        };
        let mut all = Vec::new();
        for kind in case_kinds() {
            all.extend(samples::texts(|text| case(text, kind, "open", true)));
            for state in case_states() {
                all.extend([true, false].map(|is_full| case("Stock Pilot", kind, state, is_full)));
            }
        }
        all
    }
}

impl View for Developers {
    const TEMPLATE: &'static str = "operator/developers.html";

    fn samples() -> Vec<Developers> {
        let item = |text: &str, state, kind| DeveloperItem {
            id: samples::text("dev_p1"),
            name: samples::text(text),
            legal_name: samples::text(text),
            kind,
            country: samples::text("CN"),
            state,
            apps: 2,
            registered: samples::time(),
        };
        let list = |items, is_filtered| Developers { items, pager: samples::pager(), filter: filter(is_filtered, &STATES) };
        let each =
            |text: &str| STATES.iter().flat_map(|state| ["company", "individual"].map(|kind| item(text, *state, kind))).collect();
        let mut all = samples::texts(|text| list(each(text), true));
        all.extend([list(Vec::new(), true), list(Vec::new(), false)]);
        all
    }
}

impl View for DeveloperPage {
    const TEMPLATE: &'static str = "operator/developer.html";

    fn samples() -> Vec<DeveloperPage> {
        let page = |text: &str, state, is_full: bool| DeveloperPage {
            developer: DeveloperFacts {
                id: samples::text("dev_p1"),
                kind: if is_full { "company" } else { "individual" },
                legal_name: samples::text(text),
                display_name: samples::text(text),
                country: samples::text("DE"),
                registration_no: samples::text(text),
                website: is_full.then(|| samples::text(text)),
                phone: samples::text(text),
                state,
                reason: matches!(state, "rejected" | "suspended").then(|| samples::text(text)),
                submitted: samples::time(),
                decided: is_full.then(samples::time),
            },
            members: if is_full { members(text) } else { Vec::new() },
            apps: if is_full {
                let app = |stage: Stage| DeveloperApp {
                    id: samples::text("app_p1"),
                    name: samples::text(text),
                    logo_url: None,
                    category: samples::text(text),
                    stage: stage.as_str(),
                };
                Stage::ALL.into_iter().map(app).collect()
            } else {
                Vec::new()
            },
            categories: if is_full {
                ["pending", "active", "rejected"].map(|state| DeveloperCategory { name: samples::text(text), state }).to_vec()
            } else {
                Vec::new()
            },
            cases: if is_full { cases() } else { Vec::new() },
            documents: if is_full { document_samples(text) } else { Vec::new() },
        };
        let mut all = samples::texts(|text| page(text, "rejected", true));
        all.extend(STATES.map(|state| page("Stock Pilot", state, false)));
        all
    }
}

impl View for Merchants {
    const TEMPLATE: &'static str = "operator/merchants.html";

    fn samples() -> Vec<Merchants> {
        let item = |text: &str, state| MerchantItem {
            id: samples::text("mer_p1"),
            name: samples::text(text),
            legal_name: samples::text(text),
            country: samples::text("CN"),
            currency: samples::text("CNY"),
            state,
            orders: 1667,
            apps: 1,
            registered: samples::time(),
        };
        let list = |items, is_filtered| Merchants { items, pager: samples::pager(), filter: filter(is_filtered, &STATES) };
        let mut all = samples::texts(|text| list(STATES.iter().map(|state| item(text, *state)).collect(), true));
        all.extend([list(Vec::new(), true), list(Vec::new(), false)]);
        all
    }
}

impl View for MerchantPage {
    const TEMPLATE: &'static str = "operator/merchant.html";

    fn samples() -> Vec<MerchantPage> {
        let page = |text: &str, state, is_full: bool| MerchantPage {
            merchant: MerchantFacts {
                id: samples::text("mer_p1"),
                store_name: samples::text(text),
                legal_name: samples::text(text),
                licence_no: samples::text(text),
                country: samples::text("CN"),
                timezone: samples::text("Asia/Shanghai"),
                currency: samples::text("CNY"),
                state,
                reason: matches!(state, "rejected" | "suspended").then(|| samples::text(text)),
                submitted: samples::time(),
                decided: is_full.then(samples::time),
            },
            counts: MerchantCounts { orders: 1667, products: 66 },
            members: if is_full { members(text) } else { Vec::new() },
            grants: if is_full {
                let grant = |last_used: bool| MerchantGrant {
                    app_id: samples::text("app_p1"),
                    app: samples::text(text),
                    logo_url: None,
                    developer: samples::text(text),
                    since: samples::time(),
                    last_used: last_used.then(samples::time),
                };
                vec![grant(true), grant(false)]
            } else {
                Vec::new()
            },
            cases: if is_full { cases() } else { Vec::new() },
            documents: if is_full { document_samples(text) } else { Vec::new() },
        };
        let mut all = samples::texts(|text| page(text, "rejected", true));
        all.extend(STATES.map(|state| page("Jade Mountain Tea", state, false)));
        all
    }
}

impl View for Apps {
    const TEMPLATE: &'static str = "operator/apps.html";

    fn samples() -> Vec<Apps> {
        let item = |text: &str, stage| AppItem {
            id: samples::text("app_p1"),
            name: samples::text(text),
            logo_url: None,
            developer: samples::text(text),
            category: samples::text(text),
            stage,
            authorised: 3,
            created: samples::time(),
        };
        let stages: Vec<_> = Stage::ALL.into_iter().map(Stage::as_str).collect();
        let list = |items, is_filtered| Apps { items, pager: samples::pager(), filter: filter(is_filtered, &stages) };
        let mut all = samples::texts(|text| list(stages.iter().map(|stage| item(text, *stage)).collect(), true));
        all.extend([list(Vec::new(), true), list(Vec::new(), false)]);
        all
    }
}

impl View for AppPage {
    const TEMPLATE: &'static str = "operator/app.html";

    fn samples() -> Vec<AppPage> {
        let page = |text: &str, stage: Stage, is_full: bool| AppPage {
            app: AppFacts {
                id: samples::text("app_p1"),
                name: samples::text(text),
                logo_url: None,
                client_id: samples::text("app_p1"),
                developer: samples::text(text),
                developer_id: samples::text("dev_p1"),
                category: samples::text(text),
                stage: stage.as_str(),
                stage_reason: is_full.then(|| samples::text(text)),
                stage_since: samples::time(),
                redirect_uri: samples::text(text),
                permissions: samples::permissions(),
                authorised: 3,
                is_whitelisting: is_full,
                created: samples::time(),
            },
            changes: if is_full { StageChange::ALL.into_iter().map(StageChange::as_str).collect() } else { Vec::new() },
            may_change: is_full,
            history: if is_full { events(text) } else { Vec::new() },
            form: is_full.then(|| samples::form(text, &["change", "reason"])).flatten(),
        };
        let mut all = samples::texts(|text| page(text, Stage::Suspended, true));
        all.extend(Stage::ALL.into_iter().flat_map(|stage| [true, false].map(|is_full| page("Stock Pilot", stage, is_full))));
        all
    }
}

impl View for Categories {
    const TEMPLATE: &'static str = "operator/categories.html";

    fn samples() -> Vec<Categories> {
        let item = |text: &str, strategy: Strategy| CategoryItem {
            id: samples::text("cat_p1"),
            name: samples::text(text),
            description: samples::text(text),
            strategy: strategy.as_str(),
            access_test_minutes: 95,
            access_online_minutes: 43_200,
            permissions: samples::permissions(),
            developers: 2,
            apps: 1,
        };
        let each = |text: &str| Strategy::ALL.into_iter().map(|strategy| item(text, strategy)).collect();
        let mut all = samples::texts(|text| Categories { items: each(text) });
        all.push(Categories { items: Vec::new() });
        all
    }
}

impl View for CategoryPage {
    const TEMPLATE: &'static str = "operator/category.html";

    fn samples() -> Vec<CategoryPage> {
        let boxes = || {
            let known = platform::apis::PERMISSIONS.iter();
            known.map(|permission| PermissionBox { value: permission.name, checked: permission.can_write }).collect()
        };
        samples::texts(|text| CategoryPage {
            category: CategoryFacts { id: samples::text("cat_p1"), name: samples::text(text), apps: 2, version: 3 },
            strategies: Strategy::ALL.into_iter().map(Strategy::as_str).collect(),
            permissions: boxes(),
            form: samples::form(text, CATEGORY_FIELDS).unwrap_or_default(),
        })
    }
}
#[derive(Clone, Debug, Serialize)]
pub struct Settings {
    pub form: Option<FormView>,
    /// Whether staff must use one.
    pub second_factor: bool,
    /// Whether apps with a secret may use a loopback address; asked in production only.
    pub loopback: Option<bool>,
}

impl View for Settings {
    const TEMPLATE: &'static str = "operator/settings.html";

    fn samples() -> Vec<Settings> {
        let refused = |text: &str| samples::form(text, &["second_factor", "loopback"]);
        let mut all = samples::texts(|text| Settings { form: refused(text), second_factor: true, loopback: Some(true) });
        all.push(Settings { form: None, second_factor: false, loopback: None });
        all
    }
}
