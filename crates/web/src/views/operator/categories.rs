//! App categories.

use crate::{form::FormView, templates::View, views::samples};
use kernel::Time;
use platform::app_categories::Strategy;
use serde::Serialize;

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
    pub is_retired: bool,
    pub developers: i64,
    pub apps: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct CategoryPage {
    pub category: CategoryFacts,
    pub strategies: Vec<&'static str>,
    pub permissions: Vec<PermissionBox>,
    /// The newest first.
    pub history: Vec<CategoryVersion>,
    pub form: FormView,
}

#[derive(Clone, Debug, Serialize)]
pub struct CategoryFacts {
    pub id: String,
    pub slug: String,
    pub name: String,
    pub apps: i64,
    pub version: i64,
    pub retired: Option<Time>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PermissionBox {
    pub value: &'static str,
    /// An app begins with it.
    pub checked: bool,
    /// It may ask for it.
    pub requestable: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct CategoryVersion {
    pub at: Time,
    pub by: String,
    pub did: String,
    pub edits: Vec<CategoryEdit>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CategoryEdit {
    /// The end of the name of its words.
    pub field: String,
    pub before: String,
    pub after: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct NewCategory {
    pub strategies: Vec<&'static str>,
    pub permissions: Vec<PermissionBox>,
    pub form: FormView,
}

/// What an edit would do, before it is made.
#[derive(Clone, Debug, Serialize)]
pub struct CategoryConfirm {
    pub category: CategoryFacts,
    pub radius: Radius,
    /// What was typed, with the version that it was typed on.
    pub carried: Vec<(String, String)>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Radius {
    pub apps: i64,
    pub merchants: i64,
    pub lost: Vec<String>,
    pub calls_at_most: i64,
    pub shortened: i64,
    pub overfull: Vec<OverfullApp>,
}

#[derive(Clone, Debug, Serialize)]
pub struct OverfullApp {
    pub id: String,
    pub name: String,
    pub merchants: i64,
    pub most: u32,
}

#[derive(Clone, Debug, Serialize)]
pub struct CategoryRetire {
    pub category: CategoryFacts,
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
    "refresh_days_test",
    "refresh_days_online",
    "drain_seconds",
    "retry_seconds",
    "refresh_fixed",
    "needs_dpop",
    "permissions",
    "requestable",
    "max_merchants_test",
    "max_merchants_online",
    "go_live_calls",
    "go_live_percent",
];

// === samples ===

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
            is_retired: strategy == Strategy::SelfUse,
            developers: 2,
            apps: 1,
        };
        let each = |text: &str| Strategy::ALL.into_iter().map(|strategy| item(text, strategy)).collect();
        let mut all = samples::texts(|text| Categories { items: each(text) });
        all.push(Categories { items: Vec::new() });
        all
    }
}

fn facts(text: &str, retired: bool) -> CategoryFacts {
    CategoryFacts {
        id: samples::text("cat_p1"),
        slug: samples::text("logistics"),
        name: samples::text(text),
        apps: 2,
        version: 3,
        retired: retired.then(samples::time),
    }
}

fn boxes() -> Vec<PermissionBox> {
    let known = platform::apis::PERMISSIONS.iter();
    let checked = |can_write: bool| (can_write, !can_write);
    known
        .map(|permission| {
            let (checked, requestable) = checked(permission.can_write);
            PermissionBox { value: permission.name, checked, requestable }
        })
        .collect()
}

impl View for CategoryPage {
    const TEMPLATE: &'static str = "operator/category.html";

    fn samples() -> Vec<CategoryPage> {
        let edit = |text: &str, field: &str| CategoryEdit {
            field: samples::text(field),
            before: samples::text(text),
            after: String::new(),
        };
        let version =
            |text: &str, edits| CategoryVersion { at: samples::time(), by: samples::text(text), did: samples::text(text), edits };
        let page = |text: &str, retired| CategoryPage {
            category: facts(text, retired),
            strategies: Strategy::ALL.into_iter().map(Strategy::as_str).collect(),
            permissions: boxes(),
            history: vec![version(text, EDITED.iter().map(|field| edit(text, field)).collect()), version(text, Vec::new())],
            form: samples::form(text, CATEGORY_FIELDS).unwrap_or_default(),
        };
        let mut all = samples::texts(|text| page(text, false));
        all.push(CategoryPage { history: Vec::new(), ..page("Logistics", true) });
        all
    }
}

/// What can differ between two versions, as its words are called.
const EDITED: &[&str] = &[
    "name-en",
    "name-zh",
    "description-en",
    "description-zh",
    "strategy",
    "access-test-seconds",
    "access-online-seconds",
    "refresh-seconds",
    "refresh-test-seconds",
    "refresh-online-seconds",
    "drain-seconds",
    "retry-seconds",
    "refresh-fixed",
    "needs-dpop",
    "permissions",
    "requestable",
    "max-merchants-test",
    "max-merchants-online",
    "go-live-calls",
    "go-live-percent",
];

impl View for NewCategory {
    const TEMPLATE: &'static str = "operator/category_new.html";

    fn samples() -> Vec<NewCategory> {
        let fields: Vec<&str> = CATEGORY_FIELDS.iter().copied().chain(["slug"]).collect();
        samples::texts(|text| NewCategory {
            strategies: Strategy::ALL.into_iter().map(Strategy::as_str).collect(),
            permissions: boxes(),
            form: samples::form(text, &fields).unwrap_or_default(),
        })
    }
}

impl View for CategoryConfirm {
    const TEMPLATE: &'static str = "operator/category_confirm.html";

    fn samples() -> Vec<CategoryConfirm> {
        let none = Radius { apps: 0, merchants: 0, lost: Vec::new(), calls_at_most: 0, shortened: 0, overfull: Vec::new() };
        let over = |text: &str| OverfullApp { id: samples::text("app_p1"), name: samples::text(text), merchants: 40, most: 10 };
        let confirm = |text: &str, radius| CategoryConfirm {
            category: facts(text, false),
            radius,
            carried: vec![(samples::text("name_en"), samples::text(text)), (samples::text("version"), samples::text("3"))],
        };
        let full = |text: &str| Radius {
            apps: 2,
            merchants: 41,
            lost: samples::permissions(),
            calls_at_most: 12_000,
            shortened: 40,
            overfull: vec![over(text)],
        };
        let mut all = samples::texts(|text| confirm(text, full(text)));
        all.push(confirm("Logistics", none));
        all
    }
}

impl View for CategoryRetire {
    const TEMPLATE: &'static str = "operator/category_retire.html";

    fn samples() -> Vec<CategoryRetire> {
        samples::texts(|text| CategoryRetire { category: facts(text, false) })
    }
}
