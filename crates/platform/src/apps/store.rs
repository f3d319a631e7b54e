use super::{App, AppSecret, Stage};
use db::{Read, Row, Write};
use kernel::{Cursor, Fault, Id, Outcome, Page, PageRequest, Time, kinds};
use office::sealing::SealedRow;
use protocol::{Hash, Sealed};
use std::{iter, time::Duration};

/// False when the developer already has an app in the category.
pub(super) fn insert(tx: &mut Write<'_>, app: &App) -> Outcome<bool> {
    let touched = tx.execute(
        "INSERT INTO apps (id, slug, developer_id, category_id, name, redirect_uri, more_redirects, is_public, logo, stage, stage_reason, \
         stage_since, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
         ON CONFLICT (developer_id, category_id) DO NOTHING",
        &[
            &app.id,
            &app.slug,
            &app.developer,
            &app.category,
            &app.name,
            &app.redirect_uri(),
            &more_redirects(app)?,
            &app.is_public,
            &app.logo,
            &app.stage.as_str(),
            &app.stage_reason,
            &app.stage_since,
            &app.created_at,
        ],
    )?;
    Ok(touched == 1)
}

pub(super) fn update_settings(tx: &mut Write<'_>, app: &App) -> Outcome<()> {
    tx.execute(
        "UPDATE apps SET name = $1, redirect_uri = $2, more_redirects = $3, logo = $4, jwks = $5 WHERE id = $6",
        &[&app.name, &app.redirect_uri(), &more_redirects(app)?, &app.logo, &app.jwks, &app.id],
    )?;
    Ok(())
}

pub(super) fn update_stage(tx: &mut Write<'_>, app: &App) -> Outcome<()> {
    tx.execute(
        "UPDATE apps SET stage = $1, stage_reason = $2, stage_since = $3 WHERE id = $4",
        &[&app.stage.as_str(), &app.stage_reason, &app.stage_since, &app.id],
    )?;
    Ok(())
}

pub(super) fn find(tx: &mut Read<'_>, id: &Id<kinds::App>) -> Outcome<Option<App>> {
    tx.one(
        "SELECT id, slug, developer_id, category_id, name, redirect_uri, more_redirects, is_public, jwks, logo, stage, stage_reason, \
         stage_since, created_at FROM apps WHERE id = $1",
        &[id],
        app,
    )
}

pub(super) fn find_by_slug(tx: &mut Read<'_>, slug: &str) -> Outcome<Option<App>> {
    tx.one(
        "SELECT id, slug, developer_id, category_id, name, redirect_uri, more_redirects, is_public, jwks, logo, stage, stage_reason, \
         stage_since, created_at FROM apps WHERE slug = $1",
        &[&slug],
        app,
    )
}

pub(super) fn list(tx: &mut Read<'_>, stage: Option<Stage>, page: &PageRequest) -> Outcome<Page<App>> {
    let start = page.start_descending();
    let rows = tx.all(
        "SELECT id, slug, developer_id, category_id, name, redirect_uri, more_redirects, is_public, jwks, logo, stage, stage_reason, \
         stage_since, created_at FROM apps WHERE (created_at < $1 OR (created_at = $1 AND id < $2)) AND (CAST($3 AS TEXT) IS NULL OR stage = $3) \
         ORDER BY created_at DESC, id DESC LIMIT $4",
        &[&start.time, &start.id, &stage.map(Stage::as_str), &page.rows_to_fetch()],
        app,
    )?;
    Ok(Page::of(rows, page, |app| Cursor { time: app.created_at, id: app.id.to_string() }))
}

pub(super) fn count(tx: &mut Read<'_>, stage: Option<Stage>) -> Outcome<i64> {
    tx.number("SELECT count(*) AS n FROM apps WHERE (CAST($1 AS TEXT) IS NULL OR stage = $1)", &[&stage.map(Stage::as_str)])
}

pub(super) fn count_of_category(tx: &mut Read<'_>, category: &Id<kinds::Category>) -> Outcome<i64> {
    tx.number("SELECT count(*) AS n FROM apps WHERE category_id = $1", &[category])
}

pub(super) fn list_of_category(tx: &mut Read<'_>, category: &Id<kinds::Category>) -> Outcome<Vec<App>> {
    tx.all(
        "SELECT id, slug, developer_id, category_id, name, redirect_uri, more_redirects, is_public, jwks, logo, stage, stage_reason, \
         stage_since, created_at FROM apps WHERE category_id = $1 ORDER BY id",
        &[category],
        app,
    )
}

pub(super) fn list_owned(tx: &mut Read<'_>, owner: &Id<kinds::Developer>) -> Outcome<Vec<App>> {
    tx.all(
        "SELECT id, slug, developer_id, category_id, name, redirect_uri, more_redirects, is_public, jwks, logo, stage, stage_reason, \
         stage_since, created_at FROM apps WHERE developer_id = $1 ORDER BY id",
        &[owner],
        app,
    )
}

pub(super) fn insert_secret(tx: &mut Write<'_>, app: &Id<kinds::App>, secret: &AppSecret, sealed: &Sealed) -> Outcome<()> {
    tx.execute(
        "INSERT INTO app_secrets (id, app_id, sealed, hint, created_at) VALUES ($1, $2, $3, $4, $5)",
        &[&secret.id, app, &sealed.as_bytes(), &secret.hint, &secret.created_at],
    )?;
    Ok(())
}

/// Those that are neither deleted nor expired.
pub(super) fn live_secrets(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Vec<AppSecret>> {
    let now = tx.now;
    tx.all(
        "SELECT id, hint, created_at, last_used_at, expires_at FROM app_secrets \
         WHERE app_id = $1 AND deleted_at IS NULL AND (expires_at IS NULL OR expires_at > $2) ORDER BY id",
        &[app, &now],
        secret,
    )
}

/// The same, with what they hold.
/// A live secret as it is stored.
pub(super) struct SealedSecret {
    pub(super) id: Id<kinds::AppSecret>,
    pub(super) sealed: Sealed,
    pub(super) expires_at: Option<Time>,
}

pub(super) fn sealed_secrets(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Vec<SealedSecret>> {
    let now = tx.now;
    tx.all(
        "SELECT id, sealed, expires_at FROM app_secrets \
         WHERE app_id = $1 AND deleted_at IS NULL AND (expires_at IS NULL OR expires_at > $2) ORDER BY id",
        &[app, &now],
        |row| {
            let sealed = Sealed::from_bytes(row.get("sealed")?);
            Ok(SealedSecret { id: row.get("id")?, sealed, expires_at: row.get("expires_at")? })
        },
    )
}

pub(super) fn set_secret_expiry(tx: &mut Write<'_>, app: &Id<kinds::App>, id: &Id<kinds::AppSecret>, at: Time) -> Outcome<()> {
    tx.execute("UPDATE app_secrets SET expires_at = $1 WHERE app_id = $2 AND id = $3 AND deleted_at IS NULL", &[&at, app, id])?;
    Ok(())
}

/// Secrets whose time has passed and that still hold their text, with their apps.
pub(super) fn expired_secrets(tx: &mut Read<'_>, limit: u32) -> Outcome<Vec<(Id<kinds::App>, AppSecret)>> {
    let now = tx.now;
    tx.all(
        "SELECT app_id, id, hint, created_at, last_used_at, expires_at FROM app_secrets \
         WHERE deleted_at IS NULL AND expires_at <= $1 ORDER BY id LIMIT $2",
        &[&now, &limit],
        |row| Ok((row.get("app_id")?, secret(row)?)),
    )
}

/// The row stays, without its text, so that the audit can name it.
pub(super) fn delete_secret(tx: &mut Write<'_>, app: &Id<kinds::App>, secret: &Id<kinds::AppSecret>) -> Outcome<()> {
    let (now, nothing): (_, &[u8]) = (tx.now, &[]);
    tx.execute(
        "UPDATE app_secrets SET deleted_at = $1, sealed = $2 WHERE app_id = $3 AND id = $4 AND deleted_at IS NULL",
        &[&now, &nothing, app, secret],
    )?;
    Ok(())
}

pub(super) fn touch_secret(tx: &mut Write<'_>, id: &Id<kinds::AppSecret>) -> Outcome<()> {
    let (now, stale) = (tx.now, tx.now - Duration::from_secs(60));
    tx.execute(
        "UPDATE app_secrets SET last_used_at = $1 WHERE id = $2 AND (last_used_at IS NULL OR last_used_at < $3)",
        &[&now, id, &stale],
    )?;
    Ok(())
}

// --- sealing again ---

pub(super) fn count_by_key(tx: &mut Read<'_>) -> Outcome<Vec<(u32, i64)>> {
    tx.all(
        "SELECT substr(sealed, 1, 4) AS key, count(*) AS n FROM app_secrets WHERE length(sealed) > 0 GROUP BY substr(sealed, 1, 4)",
        &[],
        |row| Ok((u32::from_be_bytes(row.get("key")?), row.get("n")?)),
    )
}

pub(super) fn sealed_otherwise(tx: &mut Read<'_>, after: &str, key: u32, limit: u32) -> Outcome<Vec<SealedRow>> {
    tx.all(
        "SELECT id, sealed FROM app_secrets WHERE id > $1 AND length(sealed) > 0 AND substr(sealed, 1, 4) <> $2 ORDER BY id LIMIT $3",
        &[&after, &key.to_be_bytes(), &limit],
        |row| Ok(SealedRow { row: row.get("id")?, sealed: Sealed::from_bytes(row.get("sealed")?) }),
    )
}

pub(super) fn replace_sealed(tx: &mut Write<'_>, row: &str, old: &Sealed, new: &Sealed) -> Outcome<bool> {
    let touched = tx
        .execute("UPDATE app_secrets SET sealed = $1 WHERE id = $2 AND sealed = $3", &[&new.as_bytes(), &row, &old.as_bytes()])?;
    Ok(touched == 1)
}

fn secret(row: &Row<'_>) -> Outcome<AppSecret> {
    Ok(AppSecret {
        id: row.get("id")?,
        hint: row.get("hint")?,
        created_at: row.get("created_at")?,
        last_used_at: row.get("last_used_at")?,
        expires_at: row.get("expires_at")?,
    })
}

fn app(row: &Row<'_>) -> Outcome<App> {
    let (stage, first, more): (String, String, String) =
        (row.get("stage")?, row.get("redirect_uri")?, row.get("more_redirects")?);
    let more: Vec<String> = serde_json::from_str(&more).map_err(|error| Fault::because("reading an app", error))?;
    Ok(App {
        id: row.get("id")?,
        slug: row.get("slug")?,
        developer: row.get("developer_id")?,
        category: row.get("category_id")?,
        name: row.get("name")?,
        redirect_uris: iter::once(first).chain(more).collect(),
        is_public: row.get("is_public")?,
        jwks: row.get("jwks")?,
        logo: row.get("logo")?,
        stage: Stage::parse(&stage).ok_or_else(|| Fault::new("a stored app has an unknown stage"))?,
        stage_reason: row.get("stage_reason")?,
        stage_since: row.get("stage_since")?,
        created_at: row.get("created_at")?,
    })
}

/// The first redirect URI has a column of its own.
fn more_redirects(app: &App) -> Outcome<String> {
    let more = app.redirect_uris.get(1..).unwrap_or_default();
    serde_json::to_string(more).map_err(|error| Fault::because("writing an app", error).into())
}

/// False when the app's assertion of this name came before.
pub(super) fn insert_assertion(tx: &mut Write<'_>, hash: &Hash, expires_at: Time) -> Outcome<bool> {
    let sql = "INSERT INTO used_assertions (hash, expires_at) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";
    Ok(tx.execute(sql, &[hash, &expires_at])? == 1)
}

pub(super) fn delete_assertions(tx: &mut Write<'_>, before: Time, limit: u32) -> Outcome<u64> {
    tx.execute(
        "DELETE FROM used_assertions WHERE hash IN (SELECT hash FROM used_assertions WHERE expires_at < $1 LIMIT $2)",
        &[&before, &limit],
    )
}
