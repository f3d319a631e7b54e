//! App categories: what apps of a kind may do, and for how long.

use crate::{
    form::{Form, FormView},
    links,
    pages::{Answer, identified, registering::Wrong},
    views::operator::{Categories, CategoryFacts, CategoryItem, CategoryPage, PermissionBox},
    visit::Operator,
};
use axum::{extract::Path, http::StatusCode};
use kernel::{Id, Outcome, Refusal, kinds};
use platform::{
    apis,
    app_categories::{self, AppCategory, Strategy},
    apps::{self},
    text,
};
use std::time::Duration;

pub async fn category_list(visitor: Operator) -> Answer {
    visitor.query().all_names_known(&[])?;
    let language = visitor.language;
    let items = visitor.web.db.read(move |tx| {
        let mut items = Vec::new();
        for category in app_categories::list(tx)? {
            let apps = apps::count_of_category(tx, &category.id)?;
            items.push(CategoryItem {
                id: category.id.to_string(),
                name: category.name(language).to_owned(),
                description: category.description(language).to_owned(),
                strategy: category.strategy.as_str(),
                access_test_minutes: category.access_test.as_secs() / 60,
                access_online_minutes: category.access_online.as_secs() / 60,
                permissions: category.permissions,
                developers: app_categories::count_active(tx, &category.id)?,
                apps,
            });
        }
        Ok(items)
    });
    visitor.show(&Categories { items: items.await? })
}

pub async fn category(visitor: Operator, Path(id): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_category(&visitor, &id, StatusCode::OK, None).await
}

async fn show_category(visitor: &Operator, id: &str, status: StatusCode, sent: Option<(&Form, FormView)>) -> Answer {
    let id: Id<kinds::Category> = identified(id)?;
    let (category, apps) = visitor
        .web
        .db
        .read(move |tx| {
            let category = app_categories::require(tx, &id)?;
            Ok((category, apps::count_of_category(tx, &id)?))
        })
        .await?;
    let (chosen, version, mut form) = match sent {
        // A refused edit keeps the version that it began from: reloading the page is what takes over the other's edit.
        Some((form, view)) => (form.all("permissions"), form.text("version").parse().unwrap_or(category.version), view),
        None => (category.permissions.clone(), category.version, filled(&category)),
    };
    // No box ticked is a field all the same.
    for field in ["permissions", "refresh_fixed", "needs_dpop"] {
        form.fields.entry(field.to_owned()).or_default();
    }
    let permissions = apis::PERMISSIONS.iter().map(|permission| PermissionBox {
        value: permission.name,
        checked: chosen.iter().any(|chosen| chosen == permission.name),
    });
    let view = CategoryPage {
        category: CategoryFacts { id: category.id.to_string(), name: category.name(visitor.language).to_owned(), apps, version },
        strategies: Strategy::ALL.into_iter().map(Strategy::as_str).collect(),
        permissions: permissions.collect(),
        form,
    };
    visitor.show_with(status, &view)
}

fn filled(category: &AppCategory) -> FormView {
    FormView::filled(&[
        ("name_en", &category.name_en),
        ("name_zh", &category.name_zh),
        ("description_en", &category.description_en),
        ("description_zh", &category.description_zh),
        ("strategy", category.strategy.as_str()),
        ("access_minutes_test", &(category.access_test.as_secs() / 60).to_string()),
        ("access_minutes_online", &(category.access_online.as_secs() / 60).to_string()),
        ("refresh_days", &(category.refresh.as_secs() / 86_400).to_string()),
        ("drain_seconds", &category.drain.as_secs().to_string()),
        ("retry_seconds", &category.retry.as_secs().to_string()),
        ("refresh_fixed", if category.refresh_fixed { "yes" } else { "" }),
        ("needs_dpop", if category.needs_dpop { "yes" } else { "" }),
    ])
}

pub async fn update_category(visitor: Operator, Path(id): Path<String>, form: Form) -> Answer {
    match try_to_update(&visitor, &id, &form).await {
        Ok(()) => Ok(visitor.go_saying(links::OPERATOR_CATEGORIES, "flash-category-saved")),
        Err(error) => {
            let (status, view) = form.refused(&visitor, error)?;
            show_category(&visitor, &id, status, Some((&form, view))).await
        }
    }
}

async fn try_to_update(visitor: &Operator, id: &str, form: &Form) -> Outcome<()> {
    let id: Id<kinds::Category> = identified(id)?;
    let mut wrong = Wrong::default();
    let mut length = |field: &'static str, unit: u64| {
        let number = form.text(field).parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
        let sentence = "give a whole number";
        Duration::from_secs(
            wrong.take(number.ok_or_else(|| Refusal::field(field, "fields.not_a_number", sentence))).unwrap_or_default(),
        )
    };
    let (access_test, access_online) = (length("access_minutes_test", 60), length("access_minutes_online", 60));
    let (refresh, drain, retry) = (length("refresh_days", 86_400), length("drain_seconds", 1), length("retry_seconds", 1));
    let strategy = wrong.take(Strategy::parse(&form.text("strategy")).ok_or_else(|| text::unknown_choice("strategy")));
    let version = form.text("version").parse::<i64>();
    let version =
        wrong.take(version.map_err(|_| Refusal::invalid("forms.malformed", "the form could not be read; load the page again")));
    wrong.finish()?;
    let edited = AppCategory {
        id,
        slug: String::new(),
        name_en: form.text("name_en"),
        name_zh: form.text("name_zh"),
        description_en: form.text("description_en"),
        description_zh: form.text("description_zh"),
        strategy: strategy.unwrap_or(Strategy::AnyMerchant),
        access_test,
        access_online,
        refresh,
        drain,
        retry,
        refresh_fixed: form.text("refresh_fixed") == "yes",
        needs_dpop: form.text("needs_dpop") == "yes",
        permissions: form.all("permissions"),
        version: version.unwrap_or_default(),
    };
    let by = visitor.actor();
    visitor.web.db.write(move |tx| app_categories::update(tx, &by, &edited).map(drop)).await
}
