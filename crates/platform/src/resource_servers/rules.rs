use super::{Credential, ResourceSecret, ResourceServer, store};
use crate::{
    accounts::{self, Role},
    text,
};
use db::{Read, Write};
use kernel::{Actor, Id, Outcome, Refusal, Secret, Time, kinds};
use office::audit;
use protocol::{Token, TokenKind};
use serde_json::{Value, json};

/// Two, so that one can be exchanged for the other.
pub const MAX_SECRETS: usize = 2;
const MAX_NAME: usize = 80;
/// More than any operator runs.
const MAX_SERVERS: i64 = 100;
const REGISTRARS: &[Role] = &[Role::Owner, Role::Admin, Role::Security];

/// Registers a service with its first secret, whose text is given here and never again.
pub fn register(tx: &mut Write<'_>, by: &Actor, name: &str) -> Outcome<(ResourceServer, Secret)> {
    accounts::require_operator(tx, by, REGISTRARS)?;
    let name = text::required("name", name, MAX_NAME)?;
    if store::count(tx)? >= MAX_SERVERS {
        let sentence = "there are a hundred resource servers already; remove one that is no longer used";
        return Err(Refusal::conflict("resource_servers.limit", sentence).into());
    }
    let server = ResourceServer { id: tx.new_id(), name, registered_by: by.who.to_string(), registered_at: tx.now };
    store::insert(tx, &server)?;
    let (secret, text) = insert_secret(tx, &server.id)?;
    let after = json!({"name": server.name, "secret": secret.id, "hint": secret.hint});
    record(tx, by, &server.id, "resource_servers.registered", None, Some(after))?;
    Ok((server, text))
}

/// Adds a second secret; its text is given here and never again.
pub fn add_secret(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::ResourceServer>) -> Outcome<Secret> {
    accounts::require_operator(tx, by, REGISTRARS)?;
    require(tx, id)?;
    if store::secrets(tx, id)?.len() >= MAX_SECRETS {
        let sentence = "a resource server has at most two live secrets; delete one first";
        return Err(Refusal::conflict("resource_servers.secret_limit", sentence).into());
    }
    let (secret, text) = insert_secret(tx, id)?;
    record(tx, by, id, "resource_servers.secret_added", None, Some(json!({"secret": secret.id, "hint": secret.hint})))?;
    tx.announce("resource_servers", id);
    Ok(text)
}

/// Deletes a secret: it stops working with this write. Deleting one that is already gone changes nothing; the last one
/// stays.
pub fn delete_secret(
    tx: &mut Write<'_>,
    by: &Actor,
    id: &Id<kinds::ResourceServer>,
    secret: &Id<kinds::ResourceSecret>,
) -> Outcome<()> {
    accounts::require_operator(tx, by, REGISTRARS)?;
    let live = store::secrets(tx, id)?;
    let Some(found) = live.iter().find(|live| live.id == *secret) else { return Ok(()) };
    if live.len() == 1 {
        let sentence = "this is its only secret; add another one before you delete it, or remove the resource server";
        return Err(Refusal::conflict("resource_servers.last_secret", sentence).into());
    }
    store::delete_secret(tx, secret)?;
    let before = json!({"secret": found.id, "hint": found.hint});
    record(tx, by, id, "resource_servers.secret_deleted", Some(before), None)?;
    tx.announce("resource_servers", id);
    Ok(())
}

/// Takes the service away: its next question is refused.
pub fn remove(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::ResourceServer>) -> Outcome<()> {
    accounts::require_operator(tx, by, REGISTRARS)?;
    let server = require(tx, id)?;
    store::delete(tx, id)?;
    record(tx, by, id, "resource_servers.removed", Some(json!({"name": server.name})), None)?;
    tx.announce("resource_servers", id);
    Ok(())
}

/// The last registered first.
pub fn list(tx: &mut Read<'_>) -> Outcome<Vec<ResourceServer>> {
    store::list(tx)
}

pub fn find(tx: &mut Read<'_>, id: &Id<kinds::ResourceServer>) -> Outcome<Option<ResourceServer>> {
    store::find(tx, id)
}

/// The service, or that there is none.
pub fn require(tx: &mut Read<'_>, id: &Id<kinds::ResourceServer>) -> Outcome<ResourceServer> {
    let none = || Refusal::not_found("resource_servers.not_found", "there is no such resource server; somebody removed it");
    store::find(tx, id)?.ok_or_else(|| none().into())
}

/// Live secrets, oldest first.
pub fn secrets(tx: &mut Read<'_>, id: &Id<kinds::ResourceServer>) -> Outcome<Vec<ResourceSecret>> {
    store::secrets(tx, id)
}

/// What its secrets are compared with; nothing when there is no such service.
pub fn credentials(tx: &mut Read<'_>, id: &Id<kinds::ResourceServer>) -> Outcome<Vec<Credential>> {
    store::credentials(tx, id)
}

/// Writes down when secrets were last used, summed up by the gateway.
pub fn record_use(tx: &mut Write<'_>, uses: &[(Id<kinds::ResourceSecret>, Time)]) -> Outcome<()> {
    store::record_use(tx, uses)
}

fn insert_secret(tx: &mut Write<'_>, server: &Id<kinds::ResourceServer>) -> Outcome<(ResourceSecret, Secret)> {
    let environment = tx.environment;
    let token = Token::generate(TokenKind::ClientSecret, environment, tx.rng());
    let secret = ResourceSecret { id: tx.new_id(), hint: token.hint(), created_at: tx.now, last_used_at: None };
    store::insert_secret(tx, server, &secret, &token.hash())?;
    Ok((secret, Secret::new(token.expose())))
}

fn record(
    tx: &mut Write<'_>,
    by: &Actor,
    id: &Id<kinds::ResourceServer>,
    action: &'static str,
    before: Option<Value>,
    after: Option<Value>,
) -> Outcome<()> {
    audit::record(tx, by, &audit::Change { action, subject: id.as_str(), before, after, ..Default::default() })
}
