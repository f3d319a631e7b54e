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
use protocol::oauth::{ErrorCode, is_our_api};
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
    let value = |name: &str| params.get(name).map(str::to_owned);
    // RFC 9449 §10.1: a proof beside the push names the key as well.
    if value("dpop_jkt").is_some_and(|named| jkt.as_ref().is_some_and(|proved| *proved != named)) {
        return refuse(ErrorCode::InvalidDpopProof, "dpop_jkt names another key than the proof");
    }
    let asked = AuthorizationRequest {
        client_id: Some(client.app.id.to_string()),
        redirect_uri: value("redirect_uri"),
        response_type: value("response_type"),
        scope: value("scope"),
        state: value("state"),
        code_challenge: value("code_challenge"),
        code_challenge_method: value("code_challenge_method"),
        dpop_jkt: value("dpop_jkt").or(jkt),
        request_uri: None,
        has_foreign_resource: !params.all("resource").all(|resource| is_our_api(&gateway.base_url, resource)),
        has_foreign_response_mode: params.get("response_mode").is_some_and(|mode| mode != "query"),
        is_repeated: false,
        has_request_object: params.has("request"),
        is_bare: false,
    };
    match gateway.db.write(move |tx| grants::push(tx, &asked)).await {
        Ok(Ok(pushed)) => Ok(pushed),
        Ok(Err(redirected)) => refuse(redirected.error, redirected.description),
        Err(Error::Refusal(refusal)) if refusal.code == "grants.redirect_mismatch" => {
            refuse(ErrorCode::InvalidRequest, "redirect_uri is not one that the app has registered")
        }
        Err(Error::Refusal(refusal)) if refusal.code == "grants.self_use" => {
            refuse(ErrorCode::UnauthorizedClient, "a self-use app is bound by review; ask with grant_type client_credentials")
        }
        Err(error) => Err(error.into()),
    }
}
