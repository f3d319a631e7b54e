//! The token endpoint (RFC 6749 §3.2).

use super::{
    TOKEN,
    request::{self, Asked, No, no_store, refuse},
};
use crate::Gateway;
use axum::{
    Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use platform::grants::{self, CodeError, CodeExchange, Issued, IssuedAlone, OwnTokenError, RefreshError};
use protocol::oauth::ErrorCode;
use serde_json::{Value, json};

pub async fn answer(State(gateway): State<Gateway>, request: Request) -> Response {
    match exchange(&gateway, request).await {
        Ok(body) => no_store(Json(body).into_response()),
        Err(no) => no.into_response(),
    }
}

async fn exchange(gateway: &Gateway, request: Request) -> Result<Value, No> {
    let asked = request::read(gateway, TOKEN, request).await?;
    request::check_resource(gateway, &asked.params)?;
    match asked.params.get("grant_type") {
        Some("authorization_code") => redeem(gateway, asked).await,
        Some("refresh_token") => refresh(gateway, asked).await,
        Some("client_credentials") => issue_alone(gateway, asked).await,
        Some(_) => {
            let description = "grant_type must be authorization_code, refresh_token or client_credentials";
            refuse(ErrorCode::UnsupportedGrantType, description)
        }
        None => refuse(ErrorCode::InvalidRequest, "grant_type is missing"),
    }
}

const UNPROVED: &str = "send a DPoP proof made with the key that this is bound to";
const STOPPED: &str = "the app does not work at present";

async fn redeem(gateway: &Gateway, asked: Asked) -> Result<Value, No> {
    let Asked { client, params, jkt } = asked;
    let Some(code) = params.get("code").map(str::to_owned) else {
        return refuse(ErrorCode::InvalidRequest, "code is missing");
    };
    let redirect_uri = params.get("redirect_uri").map(str::to_owned);
    let verifier = params.get("code_verifier").map(str::to_owned);
    let redeemed = gateway.db.write(move |tx| {
        let exchange = CodeExchange {
            client: client.with(jkt.as_deref()),
            code: &code,
            redirect_uri: redirect_uri.as_deref(),
            verifier: verifier.as_deref(),
        };
        grants::redeem_code(tx, &exchange)
    });
    let description = match redeemed.await? {
        Ok(issued) => return Ok(pair(&issued)),
        Err(CodeError::Unknown) => "no such code was given to this client",
        Err(CodeError::OtherEnvironment) => "the code belongs to the other environment; call its address",
        Err(CodeError::Expired) => "the code has expired; codes live five minutes",
        Err(CodeError::Replayed) => "the code was redeemed before; what it gave has been revoked",
        Err(CodeError::RedirectMismatch) => "redirect_uri is not the one that the code was asked for with",
        Err(CodeError::Verifier) => "code_verifier does not match the code_challenge",
        Err(CodeError::Unproved) => return refuse(ErrorCode::InvalidDpopProof, UNPROVED),
        Err(CodeError::Ended) => "the merchant removed the app, or the app does not work at present",
    };
    refuse(ErrorCode::InvalidGrant, description)
}

async fn refresh(gateway: &Gateway, asked: Asked) -> Result<Value, No> {
    let Asked { client, params, jkt } = asked;
    let Some(presented) = params.get("refresh_token").map(kernel::Secret::new) else {
        return refuse(ErrorCode::InvalidRequest, "refresh_token is missing");
    };
    let (keys, scope) = (gateway.keys.clone(), params.get("scope").map(str::to_owned));
    let refreshed = gateway
        .db
        .write(move |tx| grants::refresh(tx, &keys, &client.with(jkt.as_deref()), presented.expose(), scope.as_deref()));
    let description = match refreshed.await? {
        Ok(issued) => return Ok(pair(&issued)),
        Err(RefreshError::Unknown) => "no such refresh token was given to this client",
        Err(RefreshError::OtherEnvironment) => "the refresh token belongs to the other environment; call its address",
        Err(RefreshError::Expired) => "the refresh token has expired; the merchant must authorise the app again",
        Err(RefreshError::Revoked) => "the refresh token was revoked; the merchant must authorise the app again",
        Err(RefreshError::Reused) => "the refresh token was used before; all tokens of this authorisation have been revoked",
        Err(RefreshError::Scope) => {
            return refuse(
                ErrorCode::InvalidScope,
                "the scope names a permission that was not granted; authorise again for more",
            );
        }
        Err(RefreshError::Unproved) => return refuse(ErrorCode::InvalidDpopProof, UNPROVED),
        Err(RefreshError::Ended) => STOPPED,
    };
    refuse(ErrorCode::InvalidGrant, description)
}

async fn issue_alone(gateway: &Gateway, asked: Asked) -> Result<Value, No> {
    let Asked { client, params, jkt } = asked;
    if params.has("scope") {
        return refuse(ErrorCode::InvalidScope, "permissions belong to merchants; leave scope out");
    }
    match gateway.db.write(move |tx| grants::issue_alone(tx, &client.with(jkt.as_deref()))).await? {
        Ok(issued) => Ok(alone(&issued)),
        Err(OwnTokenError::Public) => {
            refuse(ErrorCode::UnauthorizedClient, "a public app cannot prove that it is itself; let a merchant authorise it")
        }
        Err(OwnTokenError::Unbound) => {
            let description = "the app is not bound to its owner's store yet; ask for it on the app's page";
            refuse(ErrorCode::UnauthorizedClient, description)
        }
        Err(OwnTokenError::Unproved) => refuse(ErrorCode::InvalidDpopProof, UNPROVED),
        Err(OwnTokenError::Ended) => refuse(ErrorCode::UnauthorizedClient, STOPPED),
    }
}

fn pair(issued: &Issued) -> Value {
    json!({
        "access_token": issued.access.expose(),
        "token_type": token_type(issued.is_bound),
        "expires_in": issued.access_expires_at.since(issued.issued_at).as_secs(),
        "refresh_token": issued.refresh.expose(),
        "scope": issued.permissions.join(" "),
        "merchant_id": issued.merchant,
    })
}

fn alone(issued: &IssuedAlone) -> Value {
    let mut body = json!({
        "access_token": issued.access.expose(),
        "token_type": token_type(issued.is_bound),
        "expires_in": issued.expires_in.as_secs(),
    });
    if let Some(grant) = &issued.grant {
        body["scope"] = json!(grant.permissions.join(" "));
        body["merchant_id"] = json!(grant.merchant);
    }
    body
}

pub fn token_type(is_bound: bool) -> &'static str {
    if is_bound { "DPoP" } else { "Bearer" }
}
