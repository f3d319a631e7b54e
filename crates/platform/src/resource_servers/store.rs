use super::{Credential, ResourceSecret, ResourceServer};
use db::{Read, Row, Value, Write};
use kernel::{Id, Outcome, Time, kinds};
use protocol::Hash;

pub(super) fn insert(tx: &mut Write<'_>, server: &ResourceServer) -> Outcome<()> {
    tx.execute(
        "INSERT INTO resource_servers (id, name, registered_by, registered_at) VALUES ($1, $2, $3, $4)",
        &[&server.id, &server.name, &server.registered_by, &server.registered_at],
    )?;
    Ok(())
}

pub(super) fn delete(tx: &mut Write<'_>, id: &Id<kinds::ResourceServer>) -> Outcome<()> {
    tx.execute("DELETE FROM resource_server_secrets WHERE server_id = $1", &[id])?;
    tx.execute("DELETE FROM resource_servers WHERE id = $1", &[id])?;
    Ok(())
}

pub(super) fn find(tx: &mut Read<'_>, id: &Id<kinds::ResourceServer>) -> Outcome<Option<ResourceServer>> {
    tx.one("SELECT id, name, registered_by, registered_at FROM resource_servers WHERE id = $1", &[id], server)
}

pub(super) fn list(tx: &mut Read<'_>) -> Outcome<Vec<ResourceServer>> {
    tx.all("SELECT id, name, registered_by, registered_at FROM resource_servers ORDER BY id DESC LIMIT 100", &[], server)
}

pub(super) fn count(tx: &mut Read<'_>) -> Outcome<i64> {
    tx.number("SELECT count(*) AS n FROM resource_servers", &[])
}

fn server(row: &Row<'_>) -> Outcome<ResourceServer> {
    Ok(ResourceServer {
        id: row.get("id")?,
        name: row.get("name")?,
        registered_by: row.get("registered_by")?,
        registered_at: row.get("registered_at")?,
    })
}

// --- secrets ---

pub(super) fn insert_secret(
    tx: &mut Write<'_>,
    server: &Id<kinds::ResourceServer>,
    secret: &ResourceSecret,
    hash: &Hash,
) -> Outcome<()> {
    tx.execute(
        "INSERT INTO resource_server_secrets (id, server_id, hash, hint, created_at) VALUES ($1, $2, $3, $4, $5)",
        &[&secret.id, server, hash, &secret.hint, &secret.created_at],
    )?;
    Ok(())
}

pub(super) fn delete_secret(tx: &mut Write<'_>, id: &Id<kinds::ResourceSecret>) -> Outcome<()> {
    tx.execute("DELETE FROM resource_server_secrets WHERE id = $1", &[id])?;
    Ok(())
}

/// Oldest first.
pub(super) fn secrets(tx: &mut Read<'_>, server: &Id<kinds::ResourceServer>) -> Outcome<Vec<ResourceSecret>> {
    tx.all(
        "SELECT id, hint, created_at, last_used_at FROM resource_server_secrets WHERE server_id = $1 ORDER BY id",
        &[server],
        |row| {
            Ok(ResourceSecret {
                id: row.get("id")?,
                hint: row.get("hint")?,
                created_at: row.get("created_at")?,
                last_used_at: row.get("last_used_at")?,
            })
        },
    )
}

pub(super) fn credentials(tx: &mut Read<'_>, server: &Id<kinds::ResourceServer>) -> Outcome<Vec<Credential>> {
    tx.all("SELECT id, hash FROM resource_server_secrets WHERE server_id = $1 ORDER BY id", &[server], |row| {
        Ok(Credential { secret: row.get("id")?, hash: row.get("hash")? })
    })
}

pub(super) fn record_use(tx: &mut Write<'_>, uses: &[(Id<kinds::ResourceSecret>, Time)]) -> Outcome<()> {
    let row = |(id, at): &(Id<kinds::ResourceSecret>, Time)| vec![Value::Int(at.unix_millis()), Value::Text(id.to_string())];
    let rows: Vec<_> = uses.iter().map(row).collect();
    let sql =
        "UPDATE resource_server_secrets SET last_used_at = $1 WHERE id = $2 AND (last_used_at IS NULL OR last_used_at < $1)";
    tx.execute_many(sql, &rows)?;
    Ok(())
}
