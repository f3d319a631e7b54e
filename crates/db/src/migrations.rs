//! The schema, forward only: each file has one purpose and runs once. One text serves both databases: TEXT, BIGINT,
//! BYTEA and BOOLEAN mean the same to SQLite's affinity rules.

use crate::OpenError;
use std::path::Path;

pub const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_office", include_str!("../migrations/0001_office.sql")),
    ("0002_platform", include_str!("../migrations/0002_platform.sql")),
    ("0003_trade", include_str!("../migrations/0003_trade.sql")),
    ("0004_authorisation", include_str!("../migrations/0004_authorisation.sql")),
    ("0005_people", include_str!("../migrations/0005_people.sql")),
    ("0006_secrets", include_str!("../migrations/0006_secrets.sql")),
    ("0020_desk", include_str!("../migrations/0020_desk.sql")),
    ("0040_listings", include_str!("../migrations/0040_listings.sql")),
    ("0050_reviews", include_str!("../migrations/0050_reviews.sql")),
    ("0061_ledger", include_str!("../migrations/0061_ledger.sql")),
    ("0062_watch", include_str!("../migrations/0062_watch.sql")),
];

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT NOT NULL PRIMARY KEY)";
const DONE: &str = "SELECT name FROM schema_migrations ORDER BY name";
const MARK: &str = "INSERT INTO schema_migrations (name) VALUES ($1)";
/// Two processes that start together migrate one after the other.
const LOCK: &str = "LOCK TABLE schema_migrations IN EXCLUSIVE MODE";

/// The migrations that are still to run, or the one that a newer program has left.
fn pending(done: &[String]) -> Result<Vec<(&'static str, &'static str)>, OpenError> {
    if let Some(unknown) = done.iter().find(|name| MIGRATIONS.iter().all(|(known, _)| known != name)) {
        return Err(OpenError::NewerSchema(unknown.clone()));
    }
    Ok(MIGRATIONS.iter().filter(|(name, _)| done.iter().all(|done| done != name)).copied().collect())
}

pub(crate) fn run_on_sqlite(connection: &mut rusqlite::Connection, path: &Path) -> Result<(), OpenError> {
    let unwritable = |error: rusqlite::Error| OpenError::Unwritable(path.to_owned(), error.to_string());
    let other = |error: rusqlite::Error| OpenError::Other(error.to_string());
    let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(unwritable)?;
    tx.execute_batch(TABLE).map_err(unwritable)?;
    let done: Vec<String> = {
        let mut statement = tx.prepare(DONE).map_err(other)?;
        statement.query_map((), |row| row.get(0)).and_then(Iterator::collect).map_err(other)?
    };
    for (name, sql) in pending(&done)? {
        tx.execute_batch(sql).map_err(|error| OpenError::Other(format!("migration {name}: {error}")))?;
        tx.execute(MARK, (name,)).map_err(other)?;
    }
    tx.commit().map_err(unwritable)
}

pub(crate) fn run_on_postgres(client: &mut postgres::Client) -> Result<(), OpenError> {
    let other = |error: postgres::Error| OpenError::Other(error.to_string());
    client.batch_execute(TABLE).map_err(other)?;
    let mut tx = client.transaction().map_err(other)?;
    tx.batch_execute(LOCK).map_err(other)?;
    let done: Vec<String> = tx.query(DONE, &[]).map_err(other)?.iter().map(|row| row.get(0)).collect();
    for (name, sql) in pending(&done)? {
        tx.batch_execute(sql).map_err(|error| OpenError::Other(format!("migration {name}: {error:?}")))?;
        tx.execute(MARK, &[&name]).map_err(other)?;
    }
    tx.commit().map_err(other)
}
