//! App categories.

use crate::{form::FormView, templates::View, views::samples};
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
