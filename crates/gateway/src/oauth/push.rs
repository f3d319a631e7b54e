//! Pushed authorization requests (RFC 9126): what the browser would carry is sent here first, by the app itself.

use super::{
    PUSH,
    request::{self, Asked, No, no_store, refuse},
};
use crate::Gateway;
use axum::{
    Json,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::Error;
use platform::grants::{self, AuthorizationRequest, Pushed};
use protocol::oauth::ErrorCode;
use serde_json::json;

pub async fn answer(State(gateway): State<Gateway>, request: Request) -> Response {
    match push(&gateway, request).await {
        Ok(pushed) => {
            let body = json!({"request_uri": pushed.request_uri, "expires_in": pushed.lifetime.as_secs()});
            no_store((StatusCode::CREATED, Json(body)).into_response())
        }
        Err(no) => no.into_response(),
    }
}

async fn push(gateway: &Gateway, request: Request) -> Result<Pushed, No> {
    let Asked { client, params, jkt } = request::read(gateway, PUSH, request).await?;
    if params.has("request_uri") {
        return refuse(ErrorCode::InvalidRequest, "a pushed request does not name another one");
    }
    let Ok(asked) = AuthorizationRequest::read(&params, &gateway.base_url) else {
        return refuse(ErrorCode::InvalidRequest, "a parameter came more than once");
    };
    // RFC 9449 §10.1: a proof beside the push names the key as well.
    if asked.dpop_jkt.as_ref().is_some_and(|named| jkt.as_ref().is_some_and(|proved| proved != named)) {
        return refuse(ErrorCode::InvalidDpopProof, "dpop_jkt names another key than the proof");
    }
    let dpop_jkt = asked.dpop_jkt.clone().or(jkt);
    let asked = AuthorizationRequest { client_id: Some(client.app.id.to_string()), dpop_jkt, ..asked };
    match gateway.db.write(move |tx| grants::push(tx, &asked)).await {
        Ok(Ok(pushed)) => Ok(pushed),
        Ok(Err(redirected)) => refuse(redirected.error, redirected.description),
        Err(Error::Refusal(refusal)) if refusal.code == "grants.redirect_mismatch" => {
            refuse(ErrorCode::InvalidRequest, "redirect_uri is not one that the app has registered")
        }
        Err(Error::Refusal(refusal)) if refusal.code == "grants.redirect_loopback" => {
            refuse(ErrorCode::InvalidRequest, "redirect_uri must be https here; http on a loopback address is for public apps")
        }
        Err(Error::Refusal(refusal)) if refusal.code == "grants.self_use" => {
            refuse(ErrorCode::UnauthorizedClient, "a self-use app is bound by review; ask with grant_type client_credentials")
        }
        Err(error) => Err(error.into()),
    }
}
