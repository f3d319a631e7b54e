//! Introspection (RFC 7662): an app asks how a token of its own stands, a resource server of the operator's how any does.
//! Whatever is not theirs to know, or does not work, is `{"active": false}` and nothing else.

use super::{
    INTROSPECT,
    request::{self, No, no_store, refuse},
    token::token_type,
};
use crate::{Gateway, directory::Found};
use axum::{
    Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use kernel::{Id, Outcome, Time, kinds};
use platform::{
    grants::{self, Grant},
    resource_servers,
};
use protocol::{Token, TokenKind, oauth::ErrorCode, request::Claim};
use serde_json::{Value, json};

pub async fn answer(State(gateway): State<Gateway>, request: Request) -> Response {
    match introspect(&gateway, request).await {
        Ok(body) => no_store(Json(body).into_response()),
        Err(no) => no.into_response(),
    }
}

async fn introspect(gateway: &Gateway, request: Request) -> Result<Value, No> {
    let (headers, request) = request::claimed(request).await?;
    let params = request.params.clone();
    let of = match resource_server(gateway, &request.claim).await? {
        Asker::ResourceServer => None,
        Asker::Refused => return refuse(ErrorCode::InvalidClient, "no resource server has this id and secret"),
        Asker::App => Some(request::prove(gateway, INTROSPECT, &headers, request).await?.client.app),
    };
    if of.as_ref().is_some_and(|app| app.is_public) {
        // §2.1: without proof of who asks, tokens could be tried out here.
        return refuse(ErrorCode::InvalidClient, "a public app cannot introspect: it cannot prove that it is itself");
    }
    let Some(token) = params.get("token") else {
        return refuse(ErrorCode::InvalidRequest, "token is missing");
    };
    let of = of.map(|app| app.id.clone());
    let found = match Token::parse(token, TokenKind::Access) {
        Ok(parsed) if parsed.environment == gateway.db.environment() => access(gateway, of.as_ref(), &parsed).await?,
        _ => refresh(gateway, of, token).await?,
    };
    Ok(found.unwrap_or_else(|| json!({"active": false})))
}

enum Asker {
    App,
    ResourceServer,
    /// It names itself a resource server and does not prove it.
    Refused,
}

/// A resource server proves itself by its secret; any other is an app.
async fn resource_server(gateway: &Gateway, claim: &Claim) -> Outcome<Asker> {
    let Claim::Secret { id, secret } = claim else { return Ok(Asker::App) };
    let Ok(id) = id.parse::<Id<kinds::ResourceServer>>() else { return Ok(Asker::App) };
    let credentials = gateway.directory.resource_server(&id).await?;
    let Some(proved) = resource_servers::proved(&credentials, secret.expose()) else { return Ok(Asker::Refused) };
    gateway.uses.note_asked(proved, gateway.db.clock().now());
    Ok(Asker::ResourceServer)
}

/// `of` is the app that asks; a resource server is told of any.
async fn access(gateway: &Gateway, of: Option<&Id<kinds::App>>, token: &Token) -> Outcome<Option<Value>> {
    let now = gateway.db.clock().now();
    let Some(found) = gateway.directory.find(&token.hash()).await? else { return Ok(None) };
    let app = &found.app().id;
    if of.is_some_and(|of| of != app) || found.is_revoked(now) || found.is_expired(now) || !found.app().stage.works() {
        return Ok(None);
    }
    let (issued_at, expires_at) = found.life();
    let mut body = match &found {
        Found::Merchant(standing) => of_merchant(gateway, &standing.grant, issued_at, expires_at),
        Found::App(_) => facts(gateway, app, app.as_str(), issued_at, expires_at),
    };
    body["token_type"] = json!(token_type(found.jkt().is_some()));
    bind(&mut body, found.jkt());
    Ok(Some(body))
}

async fn refresh(gateway: &Gateway, of: Option<Id<kinds::App>>, token: &str) -> Outcome<Option<Value>> {
    let token = kernel::Secret::new(token);
    let found = gateway.db.read(move |tx| grants::find_live_refresh(tx, of.as_ref(), token.expose())).await?;
    Ok(found.map(|found| {
        let mut body = of_merchant(gateway, &found.grant, found.issued_at, found.expires_at);
        bind(&mut body, found.jkt.as_deref());
        body
    }))
}

fn of_merchant(gateway: &Gateway, grant: &Grant, issued_at: Time, expires_at: Time) -> Value {
    let mut body = facts(gateway, &grant.app, grant.merchant.as_str(), issued_at, expires_at);
    body["scope"] = json!(grant.permissions.join(" "));
    body["merchant_id"] = json!(grant.merchant);
    body
}

fn facts(gateway: &Gateway, app: &Id<kinds::App>, subject: &str, issued_at: Time, expires_at: Time) -> Value {
    json!({
        "active": true,
        "client_id": app,
        "sub": subject,
        "iss": &*gateway.base_url,
        "aud": &*gateway.base_url,
        "iat": issued_at.unix_millis() / 1000,
        "exp": expires_at.unix_millis() / 1000,
    })
}

/// RFC 9449 §6.2.
fn bind(body: &mut Value, jkt: Option<&str>) {
    if let Some(jkt) = jkt {
        body["cnf"] = json!({"jkt": jkt});
    }
}
