use super::{Delisting, Field, FieldState, ListingField, Value};
use crate::approvals::Rejection;
use db::{Read, Row, Write};
use kernel::{Fault, Id, Outcome, Time, kinds};
use std::collections::HashMap;

/// The row of an app whose name was approved once.
pub(super) struct Head {
    pub(super) app: Id<kinds::App>,
    pub(super) slug: String,
    pub(super) created_at: Time,
    pub(super) listed_since: Option<Time>,
    pub(super) delisting: Option<Delisting>,
}

// --- listings ---

pub(super) fn insert_head(tx: &mut Write<'_>, app: &Id<kinds::App>, slug: &str) -> Outcome<()> {
    let now = tx.now;
    tx.execute(
        "INSERT INTO listings (app_id, slug, created_at) VALUES ($1, $2, $3) ON CONFLICT (app_id) DO NOTHING",
        &[app, &slug, &now],
    )?;
    Ok(())
}

pub(super) fn head(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Option<Head>> {
    tx.one(
        "SELECT app_id, slug, created_at, listed_since, delisted_at, delisted_reason FROM listings WHERE app_id = $1",
        &[app],
        head_of,
    )
}

pub(super) fn online_head_by_slug(tx: &mut Read<'_>, slug: &str) -> Outcome<Option<Head>> {
    tx.one(
        "SELECT app_id, listings.slug, listings.created_at, listed_since, delisted_at, delisted_reason \
         FROM listings JOIN apps ON apps.id = listings.app_id WHERE listings.slug = $1 AND apps.stage = 'online'",
        &[&slug],
        head_of,
    )
}

/// By id, after `after`.
pub(super) fn online_heads(tx: &mut Read<'_>, after: Option<&Id<kinds::App>>, limit: u32) -> Outcome<Vec<Head>> {
    tx.all(
        "SELECT app_id, listings.slug, listings.created_at, listed_since, delisted_at, delisted_reason \
         FROM listings JOIN apps ON apps.id = listings.app_id WHERE app_id > $1 AND apps.stage = 'online' ORDER BY app_id LIMIT $2",
        &[&after.map_or("", Id::as_str), &limit],
        head_of,
    )
}

pub(super) fn set_listed_since(tx: &mut Write<'_>, app: &Id<kinds::App>) -> Outcome<()> {
    let now = tx.now;
    tx.execute("UPDATE listings SET listed_since = $1 WHERE app_id = $2 AND listed_since IS NULL", &[&now, app])?;
    Ok(())
}

/// False when there is no row: nothing of the app has ever been live.
pub(super) fn set_delisting(tx: &mut Write<'_>, app: &Id<kinds::App>, delisting: Option<&Delisting>) -> Outcome<bool> {
    let (at, reason) = (delisting.map(|it| it.at), delisting.map(|it| it.reason.as_str()));
    let touched =
        tx.execute("UPDATE listings SET delisted_at = $1, delisted_reason = $2 WHERE app_id = $3", &[&at, &reason, app])?;
    Ok(touched == 1)
}

fn head_of(row: &Row<'_>) -> Outcome<Head> {
    let (at, reason): (Option<Time>, Option<String>) = (row.get("delisted_at")?, row.get("delisted_reason")?);
    Ok(Head {
        app: row.get("app_id")?,
        slug: row.get("slug")?,
        created_at: row.get("created_at")?,
        listed_since: row.get("listed_since")?,
        delisting: at.zip(reason).map(|(at, reason)| Delisting { at, reason }),
    })
}

// --- fields ---

/// Those that were ever written.
pub(super) fn fields(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Vec<ListingField>> {
    tx.all("SELECT field, draft, state, case_id, rule, reason, live FROM listing_fields WHERE app_id = $1", &[app], field_of)
}

pub(super) fn upsert_field(tx: &mut Write<'_>, app: &Id<kinds::App>, field: &ListingField) -> Outcome<()> {
    let (case, rejection) = match &field.state {
        FieldState::Draft | FieldState::Approved => (None, None),
        FieldState::InReview { case } => (Some(case), None),
        FieldState::Rejected(rejection) => (None, Some(rejection)),
    };
    let (rule, reason) = rejection.map(|it| (&it.rule, &it.text)).unzip();
    let live = field.live.as_ref().map(text).transpose()?;
    tx.execute(
        "INSERT INTO listing_fields (app_id, field, draft, state, case_id, rule, reason, live) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (app_id, field) DO UPDATE SET draft = excluded.draft, state = excluded.state, case_id = excluded.case_id, \
         rule = excluded.rule, reason = excluded.reason, live = excluded.live",
        &[app, &field.field.as_str(), &text(&field.draft)?, &field.state.as_str(), &case, &rule, &reason, &live],
    )?;
    Ok(())
}

pub(super) fn live_values(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Vec<(Field, Value)>> {
    tx.all("SELECT field, live FROM listing_fields WHERE app_id = $1 AND live IS NOT NULL", &[app], live_of)
}

/// Of every app after `after` and up to `last`.
pub(super) fn live_values_between(
    tx: &mut Read<'_>,
    after: Option<&Id<kinds::App>>,
    last: &Id<kinds::App>,
) -> Outcome<HashMap<Id<kinds::App>, Vec<(Field, Value)>>> {
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    tx.each(
        "SELECT app_id, field, live FROM listing_fields WHERE app_id > $1 AND app_id <= $2 AND live IS NOT NULL",
        &[&after.map_or("", Id::as_str), last],
        |row| {
            found.entry(row.get("app_id")?).or_default().push(live_of(row)?);
            Ok(())
        },
    )?;
    Ok(found)
}

fn live_of(row: &Row<'_>) -> Outcome<(Field, Value)> {
    let (field, live): (String, String) = (row.get("field")?, row.get("live")?);
    Ok((named(&field)?, value(&live)?))
}

fn field_of(row: &Row<'_>) -> Outcome<ListingField> {
    let (field, draft, state): (String, String, String) = (row.get("field")?, row.get("draft")?, row.get("state")?);
    let live: Option<String> = row.get("live")?;
    let (rule, reason): (Option<String>, Option<String>) = (row.get("rule")?, row.get("reason")?);
    let rejection = rule.zip(reason).map(|(rule, text)| Rejection { rule, text });
    let state = match (state.as_str(), row.get("case_id")?, rejection) {
        ("draft", None, None) => FieldState::Draft,
        ("in_review", Some(case), None) => FieldState::InReview { case },
        ("approved", None, None) => FieldState::Approved,
        ("rejected", None, Some(rejection)) => FieldState::Rejected(rejection),
        _ => return Err(Fault::new("a stored field of a listing has an impossible state").into()),
    };
    Ok(ListingField { field: named(&field)?, draft: value(&draft)?, state, live: live.as_deref().map(value).transpose()? })
}

fn named(field: &str) -> Outcome<Field> {
    Field::parse(field).ok_or_else(|| Fault::new("a stored listing has an unknown field").into())
}

fn value(json: &str) -> Outcome<Value> {
    serde_json::from_str(json).map_err(|error| Fault::because("reading a listing", error).into())
}

fn text(value: &Value) -> Outcome<String> {
    serde_json::to_string(value).map_err(|error| Fault::because("writing a listing", error).into())
}
