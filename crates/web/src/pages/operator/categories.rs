//! App categories: what apps of a kind may do, for how long, and what an edit would do before it is made.

use super::categories_form::{boxes, filled, strategies, typed, with_boxes};
use crate::{
    form::{Form, FormView},
    links,
    pages::{Answer, audit::did, identified, merchants::person},
    views::operator::{
        Categories, CategoryConfirm, CategoryEdit, CategoryFacts, CategoryItem, CategoryPage, CategoryVersion, OverfullApp,
        Radius,
    },
    visit::Operator,
};
use axum::{extract::Path, http::StatusCode};
use db::Read;
use kernel::{Id, Outcome, PageRequest, kinds};
use office::audit::{self, Entry};
use platform::{
    app_categories::{self, AppCategory},
    apps,
    category_changes::{self, BlastRadius},
};
use serde_json::Value;

/// How many versions the page shows; the audit has all of them.
const VERSIONS: u32 = 20;
/// Of what is written down of a version, what is no change to be read.
const UNSAID: &[&str] = &["slug", "version", "retired_at"];

pub async fn list(visitor: Operator) -> Answer {
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
                is_retired: category.retired_at.is_some(),
                developers: app_categories::count_active(tx, &category.id)?,
                apps,
            });
        }
        Ok(items)
    });
    visitor.show(&Categories { items: items.await? })
}

pub async fn show(visitor: Operator, Path(id): Path<String>) -> Answer {
    visitor.query().all_names_known(&[])?;
    show_one(&visitor, &id, StatusCode::OK, None).await
}

async fn show_one(visitor: &Operator, id: &str, status: StatusCode, sent: Option<(&Form, FormView)>) -> Answer {
    let id: Id<kinds::Category> = identified(id)?;
    let (category, apps, entries) = visitor
        .web
        .db
        .read(move |tx| {
            let category = app_categories::require(tx, &id)?;
            let filter = audit::Filter { subject: Some(id.to_string()), ..audit::Filter::default() };
            let entries = audit::list(tx, &filter, &PageRequest::first(VERSIONS))?.items;
            let entries = entries.into_iter().map(|entry| with_name(tx, entry)).collect::<Outcome<Vec<_>>>()?;
            Ok((category, apps::count_of_category(tx, &id)?, entries))
        })
        .await?;
    let (given, requestable, version, form) = match sent {
        // A refused edit keeps the version that it began from: reloading the page is what takes over the other's edit.
        Some((form, view)) => {
            let version = form.text("version").parse().unwrap_or(category.version);
            (form.all("permissions"), form.all("requestable"), version, view)
        }
        None => (category.permissions.clone(), category.requestable.clone(), category.version, filled(&category)),
    };
    let history = entries.into_iter().map(|(by, entry)| CategoryVersion {
        at: entry.at,
        by,
        did: did(&visitor.web, visitor.language, &entry.action).unwrap_or(entry.action),
        edits: edits(entry.before.as_deref(), entry.after.as_deref()),
    });
    let view = CategoryPage {
        category: facts(visitor, &category, apps, version),
        strategies: strategies(),
        permissions: boxes(&given, &requestable),
        history: history.collect(),
        form: with_boxes(form),
    };
    visitor.show_with(status, &view)
}

pub fn facts(visitor: &Operator, category: &AppCategory, apps: i64, version: i64) -> CategoryFacts {
    CategoryFacts {
        id: category.id.to_string(),
        slug: category.slug.clone(),
        name: category.name(visitor.language).to_owned(),
        apps,
        version,
        retired: category.retired_at,
    }
}

fn with_name(tx: &mut Read<'_>, entry: Entry) -> Outcome<(String, Entry)> {
    Ok((person(tx, &entry.actor)?, entry))
}

/// What differs between two versions as they were written down; nothing of the first one, which has none before it.
fn edits(before: Option<&str>, after: Option<&str>) -> Vec<CategoryEdit> {
    let facts = |text: Option<&str>| text.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let (Some(Value::Object(before)), Some(Value::Object(after))) = (facts(before), facts(after)) else { return Vec::new() };
    let is_said = |field: &str| !UNSAID.contains(&field);
    let changed = after.iter().filter(|(field, new)| is_said(field) && before.get(*field).is_some_and(|old| old != *new));
    changed
        .map(|(field, new)| CategoryEdit {
            field: field.replace('_', "-"),
            before: before.get(field).map(said).unwrap_or_default(),
            after: said(new),
        })
        .collect()
}

fn said(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(said).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// Shows what the edit would do; sent again from there, it is made.
pub async fn update(visitor: Operator, Path(id): Path<String>, form: Form) -> Answer {
    let made = match form.text("confirmed") == "yes" {
        true => try_to_update(&visitor, &id, &form).await.map(|()| None),
        false => try_to_ask(&visitor, &id, &form).await.map(Some),
    };
    match made {
        Ok(None) => Ok(visitor.go_saying(links::OPERATOR_CATEGORIES, "flash-category-saved")),
        Ok(Some(question)) => visitor.show(&question),
        Err(error) => {
            let (status, view) = form.refused(&visitor, error)?;
            show_one(&visitor, &id, status, Some((&form, view))).await
        }
    }
}

async fn try_to_ask(visitor: &Operator, id: &str, form: &Form) -> Outcome<CategoryConfirm> {
    let id: Id<kinds::Category> = identified(id)?;
    let (by, edited) = (visitor.actor(), typed(form, id.clone())?);
    let read = visitor.web.db.read(move |tx| {
        let radius = category_changes::blast_radius(tx, &by, &edited)?;
        Ok((app_categories::require(tx, &id)?, radius))
    });
    let (category, radius) = read.await?;
    let carried = form.pairs().into_iter().filter(|(name, _)| !matches!(name.as_str(), "_csrf" | "confirmed"));
    Ok(CategoryConfirm {
        category: facts(visitor, &category, radius.apps, radius.version),
        radius: shown(radius),
        carried: carried.collect(),
    })
}

fn shown(radius: BlastRadius) -> Radius {
    let app = |over: category_changes::Overfull| OverfullApp {
        id: over.app.to_string(),
        name: over.name,
        merchants: over.merchants,
        most: over.most,
    };
    Radius {
        apps: radius.apps,
        merchants: radius.merchants,
        lost: radius.lost,
        calls_at_most: radius.calls_at_most,
        shortened: radius.shortened,
        overfull: radius.overfull.into_iter().map(app).collect(),
    }
}

async fn try_to_update(visitor: &Operator, id: &str, form: &Form) -> Outcome<()> {
    let (by, edited) = (visitor.actor(), typed(form, identified(id)?)?);
    visitor.web.db.write(move |tx| category_changes::change(tx, &by, &edited).map(drop)).await
}
