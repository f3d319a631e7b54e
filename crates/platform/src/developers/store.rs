use super::{Developer, DeveloperKind};
use crate::standing::{Standing, StandingKind};
use db::{Read, Row, Write};
use kernel::{Cursor, Fault, Id, Outcome, Page, PageRequest, kinds};

pub(super) fn insert(tx: &mut Write<'_>, developer: &Developer) -> Outcome<()> {
    tx.execute(
        "INSERT INTO developers (id, kind, name, legal_name, country, registration_no, website, phone, state, state_reason, \
         state_since, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &[
            &developer.id,
            &developer.kind.as_str(),
            &developer.name,
            &developer.legal_name,
            &developer.country,
            &developer.registration_no,
            &developer.website,
            &developer.phone,
            &developer.state.kind().as_str(),
            &developer.state.reason(),
            &developer.state.since(),
            &developer.created_at,
        ],
    )?;
    Ok(())
}

pub(super) fn update(tx: &mut Write<'_>, developer: &Developer) -> Outcome<()> {
    tx.execute(
        "UPDATE developers SET kind = $1, name = $2, legal_name = $3, country = $4, registration_no = $5, website = $6, \
         phone = $7, state = $8, state_reason = $9, state_since = $10 WHERE id = $11",
        &[
            &developer.kind.as_str(),
            &developer.name,
            &developer.legal_name,
            &developer.country,
            &developer.registration_no,
            &developer.website,
            &developer.phone,
            &developer.state.kind().as_str(),
            &developer.state.reason(),
            &developer.state.since(),
            &developer.id,
        ],
    )?;
    Ok(())
}

pub(super) fn find(tx: &mut Read<'_>, id: &Id<kinds::Developer>) -> Outcome<Option<Developer>> {
    tx.one(
        "SELECT id, kind, name, legal_name, country, registration_no, website, phone, state, state_reason, state_since, created_at \
         FROM developers WHERE id = $1",
        &[id],
        developer,
    )
}

pub(super) fn list(tx: &mut Read<'_>, state: Option<StandingKind>, page: &PageRequest) -> Outcome<Page<Developer>> {
    let start = page.start_descending();
    let rows = tx.all(
        "SELECT id, kind, name, legal_name, country, registration_no, website, phone, state, state_reason, state_since, created_at \
         FROM developers WHERE (created_at < $1 OR (created_at = $1 AND id < $2)) \
         AND (CAST($3 AS TEXT) IS NULL OR state = $3) ORDER BY created_at DESC, id DESC LIMIT $4",
        &[&start.time, &start.id, &state.map(StandingKind::as_str), &page.rows_to_fetch()],
        developer,
    )?;
    Ok(Page::of(rows, page, |developer| Cursor { time: developer.created_at, id: developer.id.to_string() }))
}

fn developer(row: &Row<'_>) -> Outcome<Developer> {
    let kind: String = row.get("kind")?;
    Ok(Developer {
        id: row.get("id")?,
        kind: DeveloperKind::parse(&kind).ok_or_else(|| Fault::new("a stored developer has an unknown kind"))?,
        name: row.get("name")?,
        legal_name: row.get("legal_name")?,
        country: row.get("country")?,
        registration_no: row.get("registration_no")?,
        website: row.get("website")?,
        phone: row.get("phone")?,
        state: Standing::from_row(row)?,
        created_at: row.get("created_at")?,
    })
}

pub(super) fn count(tx: &mut Read<'_>) -> Outcome<i64> {
    tx.number("SELECT count(*) AS n FROM developers", &[])
}
