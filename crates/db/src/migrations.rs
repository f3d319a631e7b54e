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
    ("0010_grants_by_strategy", include_str!("../migrations/0010_grants_by_strategy.sql")),
    ("0011_resource_servers", include_str!("../migrations/0011_resource_servers.sql")),
    ("0012_passkey_answers", include_str!("../migrations/0012_passkey_answers.sql")),
    ("0013_token_indexes", include_str!("../migrations/0013_token_indexes.sql")),
    ("0020_desk", include_str!("../migrations/0020_desk.sql")),
    ("0035_categories", include_str!("../migrations/0035_categories.sql")),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_keep_their_rows_and_tokens_when_the_strategy_becomes_part_of_their_key() {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        let (before, after) = MIGRATIONS.split_at(MIGRATIONS.iter().position(|(name, _)| name.starts_with("0010")).unwrap());
        before.iter().for_each(|(_, sql)| connection.execute_batch(sql).unwrap());
        let rows = "PRAGMA foreign_keys = OFF; \
            INSERT INTO merchants VALUES ('mer_1', 'Tea', 'tea', 'Tea', '1', 'CN', 'UTC', 'CNY', 'approved', NULL, 1, 1); \
            INSERT INTO apps (id, slug, developer_id, category_id, name, redirect_uri, stage, stage_since, created_at) \
            VALUES ('app_1', 'erp', 'dev_1', 'cat_1', 'ERP', 'https://erp.example', 'test', 1, 1); \
            INSERT INTO grants VALUES ('gra_1', 'mer_1', 'app_1', '[]', 3, 'acc_1', 4, 5, NULL, NULL, 'whitelisted'); \
            INSERT INTO tokens (hash, kind, grant_id, generation, family, issued_at, expires_at, jkt) \
            VALUES (x'01', 'access', 'gra_1', 3, x'02', 6, 7, 'key'); \
            INSERT INTO authorization_codes (hash, app_id, grant_id, generation, redirect_uri, redirect_uri_named, created_at, \
            expires_at) VALUES (x'03', 'app_1', 'gra_1', 3, 'https://erp.example', TRUE, 8, 9); \
            PRAGMA foreign_keys = ON;";
        connection.execute_batch(rows).unwrap();
        let tx = connection.transaction().unwrap();
        after.iter().for_each(|(_, sql)| tx.execute_batch(sql).unwrap());
        tx.commit().unwrap();

        let text = |sql: &str| connection.query_row(sql, (), |row| row.get::<_, String>(0)).unwrap();
        let of_grant = "SELECT id || merchant_id || app_id || strategy || generation || granted_by || granted_at || last_used_at \
            FROM grants";
        assert_eq!(text(of_grant), "gra_1mer_1app_1whitelisted3acc_145");
        assert_eq!(text("SELECT grant_id || kind || jkt || issued_at || expires_at FROM tokens"), "gra_1accesskey67");
        assert_eq!(text("SELECT grant_id || redirect_uri || expires_at FROM authorization_codes"), "gra_1https://erp.example9");
        let broken = "SELECT count(*) || '' FROM pragma_foreign_key_check WHERE \"table\" IN ('tokens', 'authorization_codes')";
        assert_eq!(text(broken), "0");
        let other = "PRAGMA foreign_keys = OFF; INSERT INTO grants VALUES \
            ('gra_2', 'mer_1', 'app_1', 'any_merchant', '[]', 1, 'acc_1', 4, NULL, NULL, NULL)";
        connection.execute_batch(other).unwrap();
        let again =
            "INSERT INTO grants VALUES ('gra_3', 'mer_1', 'app_1', 'any_merchant', '[]', 1, 'acc_1', 4, NULL, NULL, NULL)";
        assert!(connection.execute_batch(again).is_err(), "one of each strategy");
    }
}
