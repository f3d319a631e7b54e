use super::{AppCategory, ApplicationState, CategoryApplication, Gate, Strategy};
use db::{Read, Row, Write};
use kernel::{Fault, Id, Outcome, Time, kinds};
use std::time::Duration;

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

// === categories ===

/// False when there is one with this slug.
pub(super) fn insert(tx: &mut Write<'_>, category: &AppCategory) -> Outcome<bool> {
    let added = tx.execute(
        "INSERT INTO app_categories (id, slug, name_en, name_zh, description_en, description_zh, strategy, access_minutes_test, \
         access_minutes_online, refresh_days_test, refresh_days_online, drain_seconds, retry_seconds, refresh_fixed, needs_dpop, \
         permissions, requestable, max_merchants_test, max_merchants_online, go_live_calls, go_live_percent, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) ON CONFLICT (slug) DO NOTHING",
        &[
            &category.id,
            &category.slug,
            &category.name_en,
            &category.name_zh,
            &category.description_en,
            &category.description_zh,
            &category.strategy.as_str(),
            &units(category.access_test, MINUTE),
            &units(category.access_online, MINUTE),
            &units(category.refresh_test, DAY),
            &units(category.refresh_online, DAY),
            &units(category.drain, 1),
            &units(category.retry, 1),
            &category.refresh_fixed,
            &category.needs_dpop,
            &list_text(&category.permissions)?,
            &list_text(&category.requestable)?,
            &category.max_merchants_test,
            &category.max_merchants_online,
            &category.gate.calls,
            &category.gate.percent,
            &category.version,
        ],
    )?;
    Ok(added == 1)
}

/// Stores the edit as the next version; false when the version it was made from is no longer the stored one.
pub(super) fn update(tx: &mut Write<'_>, category: &AppCategory) -> Outcome<bool> {
    let updated = tx.execute(
        "UPDATE app_categories SET name_en = $1, name_zh = $2, description_en = $3, description_zh = $4, strategy = $5, \
         access_minutes_test = $6, access_minutes_online = $7, refresh_days_test = $8, refresh_days_online = $9, \
         drain_seconds = $10, retry_seconds = $11, refresh_fixed = $12, needs_dpop = $13, permissions = $14, requestable = $15, \
         max_merchants_test = $16, max_merchants_online = $17, go_live_calls = $18, go_live_percent = $19, \
         version = version + 1 WHERE id = $20 AND version = $21",
        &[
            &category.name_en,
            &category.name_zh,
            &category.description_en,
            &category.description_zh,
            &category.strategy.as_str(),
            &units(category.access_test, MINUTE),
            &units(category.access_online, MINUTE),
            &units(category.refresh_test, DAY),
            &units(category.refresh_online, DAY),
            &units(category.drain, 1),
            &units(category.retry, 1),
            &category.refresh_fixed,
            &category.needs_dpop,
            &list_text(&category.permissions)?,
            &list_text(&category.requestable)?,
            &category.max_merchants_test,
            &category.max_merchants_online,
            &category.gate.calls,
            &category.gate.percent,
            &category.id,
            &category.version,
        ],
    )?;
    Ok(updated == 1)
}

pub(super) fn find(tx: &mut Read<'_>, id: &Id<kinds::Category>) -> Outcome<Option<AppCategory>> {
    tx.one(
        "SELECT id, slug, name_en, name_zh, description_en, description_zh, strategy, access_minutes_test, access_minutes_online, \
         refresh_days_test, refresh_days_online, drain_seconds, retry_seconds, refresh_fixed, needs_dpop, permissions, requestable, \
         max_merchants_test, max_merchants_online, go_live_calls, go_live_percent, retired_at, version FROM app_categories WHERE id = $1",
        &[id],
        category,
    )
}

pub(super) fn find_by_slug(tx: &mut Read<'_>, slug: &str) -> Outcome<Option<AppCategory>> {
    tx.one(
        "SELECT id, slug, name_en, name_zh, description_en, description_zh, strategy, access_minutes_test, access_minutes_online, \
         refresh_days_test, refresh_days_online, drain_seconds, retry_seconds, refresh_fixed, needs_dpop, permissions, requestable, \
         max_merchants_test, max_merchants_online, go_live_calls, go_live_percent, retired_at, version FROM app_categories WHERE slug = $1",
        &[&slug],
        category,
    )
}

pub(super) fn list(tx: &mut Read<'_>) -> Outcome<Vec<AppCategory>> {
    tx.all(
        "SELECT id, slug, name_en, name_zh, description_en, description_zh, strategy, access_minutes_test, access_minutes_online, \
         refresh_days_test, refresh_days_online, drain_seconds, retry_seconds, refresh_fixed, needs_dpop, permissions, requestable, \
         max_merchants_test, max_merchants_online, go_live_calls, go_live_percent, retired_at, version FROM app_categories ORDER BY slug LIMIT 200",
        &[],
        category,
    )
}

/// Retires it, or takes that back; each is a version of its own.
pub(super) fn set_retired(tx: &mut Write<'_>, id: &Id<kinds::Category>, since: Option<Time>) -> Outcome<()> {
    tx.execute("UPDATE app_categories SET retired_at = $1, version = version + 1 WHERE id = $2", &[&since, id])?;
    Ok(())
}

// === applications ===

/// False when the developer has applied for this category before.
pub(super) fn insert_application(tx: &mut Write<'_>, application: &CategoryApplication) -> Outcome<bool> {
    let added = tx.execute(
        "INSERT INTO category_applications (id, developer_id, category_id, state, reason, state_reason, state_since, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (developer_id, category_id) DO NOTHING",
        &[
            &application.id,
            &application.developer,
            &application.category,
            &application.state.as_str(),
            &application.reason,
            &application.state.reason(),
            &application.state.since(),
            &application.created_at,
        ],
    )?;
    Ok(added == 1)
}

pub(super) fn update_application(tx: &mut Write<'_>, application: &CategoryApplication) -> Outcome<()> {
    tx.execute(
        "UPDATE category_applications SET state = $1, reason = $2, state_reason = $3, state_since = $4 WHERE id = $5",
        &[
            &application.state.as_str(),
            &application.reason,
            &application.state.reason(),
            &application.state.since(),
            &application.id,
        ],
    )?;
    Ok(())
}

pub(super) fn find_application(tx: &mut Read<'_>, id: &Id<kinds::CategoryApplication>) -> Outcome<Option<CategoryApplication>> {
    tx.one(
        "SELECT id, developer_id, category_id, state, reason, state_reason, state_since, created_at FROM category_applications \
         WHERE id = $1",
        &[id],
        application,
    )
}

pub(super) fn find_application_of(
    tx: &mut Read<'_>,
    developer: &Id<kinds::Developer>,
    category: &Id<kinds::Category>,
) -> Outcome<Option<CategoryApplication>> {
    tx.one(
        "SELECT id, developer_id, category_id, state, reason, state_reason, state_since, created_at FROM category_applications \
         WHERE developer_id = $1 AND category_id = $2",
        &[developer, category],
        application,
    )
}

pub(super) fn list_applications(tx: &mut Read<'_>, developer: &Id<kinds::Developer>) -> Outcome<Vec<CategoryApplication>> {
    tx.all(
        "SELECT id, developer_id, category_id, state, reason, state_reason, state_since, created_at FROM category_applications \
         WHERE developer_id = $1 ORDER BY created_at, id LIMIT 200",
        &[developer],
        application,
    )
}

// === rows ===

fn category(row: &Row<'_>) -> Outcome<AppCategory> {
    let (permissions, requestable): (String, String) = (row.get("permissions")?, row.get("requestable")?);
    let strategy: String = row.get("strategy")?;
    Ok(AppCategory {
        id: row.get("id")?,
        slug: row.get("slug")?,
        name_en: row.get("name_en")?,
        name_zh: row.get("name_zh")?,
        description_en: row.get("description_en")?,
        description_zh: row.get("description_zh")?,
        strategy: Strategy::parse(&strategy).ok_or_else(|| Fault::new("a stored category has an unknown strategy"))?,
        access_test: duration(row, "access_minutes_test", MINUTE)?,
        access_online: duration(row, "access_minutes_online", MINUTE)?,
        refresh_test: duration(row, "refresh_days_test", DAY)?,
        refresh_online: duration(row, "refresh_days_online", DAY)?,
        drain: duration(row, "drain_seconds", 1)?,
        retry: duration(row, "retry_seconds", 1)?,
        refresh_fixed: row.get("refresh_fixed")?,
        needs_dpop: row.get("needs_dpop")?,
        permissions: list_of(&permissions)?,
        requestable: list_of(&requestable)?,
        max_merchants_test: row.get("max_merchants_test")?,
        max_merchants_online: row.get("max_merchants_online")?,
        gate: Gate { calls: row.get("go_live_calls")?, percent: row.get("go_live_percent")? },
        retired_at: row.get("retired_at")?,
        version: row.get("version")?,
    })
}

fn application(row: &Row<'_>) -> Outcome<CategoryApplication> {
    let (state, since): (String, _) = (row.get("state")?, row.get("state_since")?);
    let reason: Option<String> = row.get("state_reason")?;
    let state = match (state.as_str(), reason) {
        ("pending", None) => ApplicationState::Pending { since },
        ("active", None) => ApplicationState::Active { since },
        ("withdrawn", None) => ApplicationState::Withdrawn { since },
        ("rejected", Some(reason)) => ApplicationState::Rejected { since, reason },
        _ => return Err(Fault::new("a stored application has an impossible state").into()),
    };
    Ok(CategoryApplication {
        id: row.get("id")?,
        developer: row.get("developer_id")?,
        category: row.get("category_id")?,
        state,
        reason: row.get("reason")?,
        created_at: row.get("created_at")?,
    })
}

fn list_of(text: &str) -> Outcome<Vec<String>> {
    serde_json::from_str(text).map_err(|error| Fault::because("reading a category", error).into())
}

fn list_text(names: &[String]) -> Outcome<String> {
    serde_json::to_string(names).map_err(|error| Fault::because("writing a category", error).into())
}

fn units(duration: Duration, seconds: u64) -> i64 {
    i64::try_from(duration.as_secs() / seconds).unwrap_or(i64::MAX)
}

fn duration(row: &Row<'_>, column: &str, seconds: u64) -> Outcome<Duration> {
    let units: u32 = row.get(column)?;
    Ok(Duration::from_secs(u64::from(units) * seconds))
}

pub(super) fn count_active(tx: &mut Read<'_>, category: &Id<kinds::Category>) -> Outcome<i64> {
    tx.number("SELECT count(*) AS n FROM category_applications WHERE category_id = $1 AND state = 'active'", &[category])
}
