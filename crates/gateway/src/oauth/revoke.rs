//! Revocation (RFC 7009): an app gives a token back.

use super::{
    REVOKE,
    request::{self, No, no_store, refuse},
};
use crate::Gateway;
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use platform::grants;
use protocol::oauth::ErrorCode;

pub async fn answer(State(gateway): State<Gateway>, request: Request) -> Response {
    match revoke(&gateway, request).await {
        Ok(()) => no_store(StatusCode::OK.into_response()),
        Err(no) => no.into_response(),
    }
}

/// The hint of what kind it is may be wrong (§2.1); the token itself says.
async fn revoke(gateway: &Gateway, request: Request) -> Result<(), No> {
    let asked = request::read(gateway, REVOKE, request).await?;
    let Some(token) = asked.params.get("token").map(kernel::Secret::new) else {
        return refuse(ErrorCode::InvalidRequest, "token is missing");
    };
    gateway.db.write(move |tx| grants::revoke(tx, &asked.client.with(None), token.expose())).await?;
    Ok(())
}
