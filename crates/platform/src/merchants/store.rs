use super::{Merchant, model::name_key};
use crate::standing::{Standing, StandingKind};
use db::{Read, Row, Write};
use kernel::{Cursor, Id, Outcome, Page, PageRequest, kinds};

/// False when another store has the name.
pub(super) fn insert(tx: &mut Write<'_>, merchant: &Merchant) -> Outcome<bool> {
    let added = tx.execute(
        "INSERT INTO merchants (id, name, name_key, legal_name, licence_no, country, timezone, currency, state, state_reason, \
         state_since, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (name_key) DO NOTHING",
        &[
            &merchant.id,
            &merchant.name,
            &name_key(&merchant.name),
            &merchant.legal_name,
            &merchant.licence_no,
            &merchant.country,
            &merchant.timezone,
            &merchant.currency,
            &merchant.state.kind().as_str(),
            &merchant.state.reason(),
            &merchant.state.since(),
            &merchant.created_at,
        ],
    )?;
    Ok(added == 1)
}

/// False when another store has the name.
pub(super) fn update(tx: &mut Write<'_>, merchant: &Merchant) -> Outcome<bool> {
    let updated = tx.execute(
        "UPDATE merchants SET name = $1, name_key = $2, legal_name = $3, licence_no = $4, country = $5, timezone = $6, \
         currency = $7, state = $8, state_reason = $9, state_since = $10 WHERE id = $11 \
         AND NOT EXISTS (SELECT 1 FROM merchants AS other WHERE other.name_key = $2 AND other.id <> $11)",
        &[
            &merchant.name,
            &name_key(&merchant.name),
            &merchant.legal_name,
            &merchant.licence_no,
            &merchant.country,
            &merchant.timezone,
            &merchant.currency,
            &merchant.state.kind().as_str(),
            &merchant.state.reason(),
            &merchant.state.since(),
            &merchant.id,
        ],
    )?;
    Ok(updated == 1)
}

pub(super) fn find(tx: &mut Read<'_>, id: &Id<kinds::Merchant>) -> Outcome<Option<Merchant>> {
    tx.one(
        "SELECT id, name, legal_name, licence_no, country, timezone, currency, state, state_reason, state_since, created_at \
         FROM merchants WHERE id = $1",
        &[id],
        merchant,
    )
}

pub(super) fn list(tx: &mut Read<'_>, state: Option<StandingKind>, page: &PageRequest) -> Outcome<Page<Merchant>> {
    let start = page.start_descending();
    let rows = tx.all(
        "SELECT id, name, legal_name, licence_no, country, timezone, currency, state, state_reason, state_since, created_at \
         FROM merchants WHERE (created_at < $1 OR (created_at = $1 AND id < $2)) \
         AND (CAST($3 AS TEXT) IS NULL OR state = $3) ORDER BY created_at DESC, id DESC LIMIT $4",
        &[&start.time, &start.id, &state.map(StandingKind::as_str), &page.rows_to_fetch()],
        merchant,
    )?;
    Ok(Page::of(rows, page, |merchant| Cursor { time: merchant.created_at, id: merchant.id.to_string() }))
}

fn merchant(row: &Row<'_>) -> Outcome<Merchant> {
    Ok(Merchant {
        id: row.get("id")?,
        name: row.get("name")?,
        legal_name: row.get("legal_name")?,
        licence_no: row.get("licence_no")?,
        country: row.get("country")?,
        timezone: row.get("timezone")?,
        currency: row.get("currency")?,
        state: Standing::from_row(row)?,
        created_at: row.get("created_at")?,
    })
}

pub(super) fn count(tx: &mut Read<'_>) -> Outcome<i64> {
    tx.number("SELECT count(*) AS n FROM merchants", &[])
}
