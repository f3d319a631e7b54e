use super::{
    Delisting, Field, FieldState, ListingField, Value,
    probes::{Probe, ProbeKind, ProbeResult, Probed},
};
use crate::approvals::Rejection;
use db::{Read, Row, Write};
use kernel::{Fault, Id, Outcome, Time, kinds};
use std::collections::{BTreeSet, HashMap};

/// The row of an app whose name was approved once.
pub(super) struct Head {
    pub(super) app: Id<kinds::App>,
    pub(super) slug: String,
    pub(super) created_at: Time,
    pub(super) listed_since: Option<Time>,
    pub(super) delisting: Option<Delisting>,
}

// --- listings ---

/// What is live of each app.
type LiveValues = HashMap<Id<kinds::App>, Vec<(Field, Value)>>;

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
) -> Outcome<LiveValues> {
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

// --- names ---

/// Another app shows this name, or waits for it to be approved.
pub(super) fn is_name_taken(tx: &mut Read<'_>, app: &Id<kinds::App>, key: &str) -> Outcome<bool> {
    let found = tx.one("SELECT app_id FROM listing_names WHERE name_key = $1 AND app_id <> $2 LIMIT 1", &[&key, app], |row| {
        row.get::<String>("app_id")
    })?;
    Ok(found.is_some())
}

/// In place of those before.
pub(super) fn replace_names(tx: &mut Write<'_>, app: &Id<kinds::App>, keys: &BTreeSet<String>) -> Outcome<()> {
    tx.execute("DELETE FROM listing_names WHERE app_id = $1", &[app])?;
    for key in keys {
        tx.execute("INSERT INTO listing_names (app_id, name_key) VALUES ($1, $2)", &[app, key])?;
    }
    Ok(())
}

// --- probes ---

pub(super) fn probed(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Vec<Probed>> {
    tx.all(
        "SELECT kind, target, asked_at, is_private, is_good, found FROM listing_probes WHERE app_id = $1 ORDER BY asked_at DESC LIMIT 100",
        &[app],
        |row| {
            let (kind, is_private, is_good): (String, _, _) = (row.get("kind")?, row.get("is_private")?, row.get("is_good")?);
            let kind = ProbeKind::parse(&kind).ok_or_else(|| Fault::new("a stored probe has an unknown kind"))?;
            let found: Option<String> = row.get("found")?;
            let result = match (is_private, is_good, found) {
                (Some(is_private), Some(is_good), Some(found)) => Some(ProbeResult { is_private, is_good, found }),
                _ => None,
            };
            Ok(Probed { probe: Probe { kind, target: row.get("target")? }, asked_at: row.get("asked_at")?, result })
        },
    )
}

/// Asked now; an answer of before is forgotten.
pub(super) fn insert_probe(tx: &mut Write<'_>, app: &Id<kinds::App>, probe: &Probe) -> Outcome<()> {
    let now = tx.now;
    tx.execute(
        "INSERT INTO listing_probes (app_id, kind, target, asked_at) VALUES ($1, $2, $3, $4) ON CONFLICT (app_id, kind, target) \
         DO UPDATE SET asked_at = excluded.asked_at, is_private = NULL, is_good = NULL, found = NULL",
        &[app, &probe.kind.as_str(), &probe.target, &now],
    )?;
    Ok(())
}

pub(super) fn answer_probe(tx: &mut Write<'_>, app: &Id<kinds::App>, probe: &Probe, result: &ProbeResult) -> Outcome<bool> {
    let touched = tx.execute(
        "UPDATE listing_probes SET is_private = $1, is_good = $2, found = $3 WHERE app_id = $4 AND kind = $5 AND target = $6",
        &[&result.is_private, &result.is_good, &result.found, app, &probe.kind.as_str(), &probe.target],
    )?;
    Ok(touched == 1)
}

pub(super) fn delete_probes(tx: &mut Write<'_>, before: Time, limit: u32) -> Outcome<u64> {
    tx.execute(
        "DELETE FROM listing_probes WHERE (app_id, kind, target) IN \
         (SELECT app_id, kind, target FROM listing_probes WHERE asked_at < $1 LIMIT $2)",
        &[&before, &limit],
    )
}

// --- support addresses ---

pub(super) struct SupportEmail {
    pub(super) sent_at: Time,
    pub(super) verified_at: Option<Time>,
}

pub(super) fn email(tx: &mut Read<'_>, app: &Id<kinds::App>, email: &str) -> Outcome<Option<SupportEmail>> {
    tx.one("SELECT sent_at, verified_at FROM listing_emails WHERE app_id = $1 AND email = $2", &[app, &email], |row| {
        Ok(SupportEmail { sent_at: row.get("sent_at")?, verified_at: row.get("verified_at")? })
    })
}

pub(super) fn upsert_email(tx: &mut Write<'_>, app: &Id<kinds::App>, email: &str) -> Outcome<()> {
    let now = tx.now;
    tx.execute(
        "INSERT INTO listing_emails (app_id, email, sent_at) VALUES ($1, $2, $3) \
         ON CONFLICT (app_id, email) DO UPDATE SET sent_at = excluded.sent_at",
        &[app, &email, &now],
    )?;
    Ok(())
}

/// False when it was verified before, or nobody asked for it.
pub(super) fn verify_email(tx: &mut Write<'_>, app: &Id<kinds::App>, email: &str) -> Outcome<bool> {
    let now = tx.now;
    let touched = tx.execute(
        "UPDATE listing_emails SET verified_at = $1 WHERE app_id = $2 AND email = $3 AND verified_at IS NULL",
        &[&now, app, &email],
    )?;
    Ok(touched == 1)
}
