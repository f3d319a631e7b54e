//! Introspection (RFC 7662): an app asks how a token of its own stands. Whatever is not its own, or does not work, is
//! `{"active": false}` and nothing else.

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
    apps::App,
    grants::{self, Grant},
};
use protocol::{Token, TokenKind, oauth::ErrorCode};
use serde_json::{Value, json};

pub async fn answer(State(gateway): State<Gateway>, request: Request) -> Response {
    match introspect(&gateway, request).await {
        Ok(body) => no_store(Json(body).into_response()),
        Err(no) => no.into_response(),
    }
}

async fn introspect(gateway: &Gateway, request: Request) -> Result<Value, No> {
    let asked = request::read(gateway, INTROSPECT, request).await?;
    if asked.client.app.is_public {
        // §2.1: without proof of who asks, tokens could be tried out here.
        return refuse(ErrorCode::InvalidClient, "a public app cannot introspect: it cannot prove that it is itself");
    }
    let Some(token) = asked.params.get("token") else {
        return refuse(ErrorCode::InvalidRequest, "token is missing");
    };
    let app = asked.client.app;
    let found = match Token::parse(token, TokenKind::Access) {
        Ok(parsed) if parsed.environment == gateway.db.environment() => access(gateway, &app, &parsed).await?,
        _ => refresh(gateway, &app, token).await?,
    };
    Ok(found.unwrap_or_else(|| json!({"active": false})))
}

async fn access(gateway: &Gateway, app: &App, token: &Token) -> Outcome<Option<Value>> {
    let now = gateway.db.clock().now();
    let Some(found) = gateway.directory.find(&token.hash()).await? else { return Ok(None) };
    if found.app().id != app.id || found.is_revoked(now) || found.is_expired(now) || !found.app().stage.works() {
        return Ok(None);
    }
    let (issued_at, expires_at) = found.life();
    let mut body = match &found {
        Found::Merchant(standing) => of_merchant(gateway, &standing.app, &standing.grant, issued_at, expires_at),
        Found::App(_) => facts(gateway, &app.id, app.id.as_str(), issued_at, expires_at),
    };
    body["token_type"] = json!(token_type(found.jkt().is_some()));
    bind(&mut body, found.jkt());
    Ok(Some(body))
}

async fn refresh(gateway: &Gateway, app: &App, token: &str) -> Outcome<Option<Value>> {
    let (wanted, token) = (app.id.clone(), kernel::Secret::new(token));
    let found = gateway.db.read(move |tx| grants::find_live_refresh(tx, &wanted, token.expose())).await?;
    Ok(found.map(|found| {
        let mut body = of_merchant(gateway, app, &found.grant, found.issued_at, found.expires_at);
        bind(&mut body, found.jkt.as_deref());
        body
    }))
}

fn of_merchant(gateway: &Gateway, app: &App, grant: &Grant, issued_at: Time, expires_at: Time) -> Value {
    let mut body = facts(gateway, &grant.app, grant.merchant.as_str(), issued_at, expires_at);
    body["scope"] = json!(grant.open_to(app).join(" "));
    body["merchant_id"] = json!(grant.merchant);
    body
}

fn facts(gateway: &Gateway, app: &Id<kinds::App>, subject: &str, issued_at: Time, expires_at: Time) -> Value {
    json!({
        "active": true,
        "client_id": app,
        "sub": subject,
        "iss": &*gateway.base_url,
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
