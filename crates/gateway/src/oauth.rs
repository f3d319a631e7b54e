//! The token endpoint of OAuth 2.0 (RFC 6749 §3.2) and the metadata that describes it (RFC 8414).

use crate::{Gateway, answer, client::Client};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use kernel::Error;
use platform::grants::{self, CodeError, CodeExchange, Issued, RefreshError};
use protocol::{Params, oauth::ErrorCode};
use serde_json::json;

/// Far more than any token request holds.
const MAX_BODY: usize = 64 * 1024;

pub fn router() -> Router<Gateway> {
    Router::new()
        .route("/oauth/token", post(token))
        .route("/.well-known/oauth-authorization-server", get(metadata))
        .layer(DefaultBodyLimit::max(MAX_BODY))
}

async fn metadata(State(gateway): State<Gateway>) -> Json<serde_json::Value> {
    let base: &str = &gateway.base_url;
    Json(json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/oauth/authorize"),
        "token_endpoint": format!("{base}/oauth/token"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": platform::apis::PERMISSIONS.iter().map(|permission| permission.name).collect::<Vec<_>>(),
        "authorization_response_iss_parameter_supported": true,
        "service_documentation": format!("{base}/developer"),
    }))
}

async fn token(State(gateway): State<Gateway>, RawQuery(query): RawQuery, headers: HeaderMap, body: Bytes) -> Response {
    match exchange(&gateway, query.as_deref(), &headers, &body).await {
        Ok(issued) => answered(&issued),
        Err(TokenError::Refused { code, description, by_header }) => refused(code, description, by_header),
        Err(TokenError::Other(error)) => {
            answer::log_fault(&error);
            refused(ErrorCode::ServerError, "something went wrong on our side; try again", false)
        }
    }
}

enum TokenError {
    Refused {
        code: ErrorCode,
        description: &'static str,
        /// The client tried the Authorization header, and is answered there (RFC 6749 §5.2).
        by_header: bool,
    },
    Other(Error),
}

impl From<Error> for TokenError {
    fn from(error: Error) -> TokenError {
        TokenError::Other(error)
    }
}

fn refuse<T>(code: ErrorCode, description: &'static str) -> Result<T, TokenError> {
    Err(TokenError::Refused { code, description, by_header: false })
}

async fn exchange(gateway: &Gateway, query: Option<&str>, headers: &HeaderMap, body: &[u8]) -> Result<Issued, TokenError> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if content_type.split(';').next().map(str::trim) != Some("application/x-www-form-urlencoded") {
        return refuse(ErrorCode::InvalidRequest, "send the parameters as application/x-www-form-urlencoded");
    }
    if query.is_some_and(|query| !query.is_empty()) {
        return refuse(ErrorCode::InvalidRequest, "send the parameters in the body: addresses are logged along the way");
    }
    let Ok(params) = Params::parse(body) else {
        return refuse(ErrorCode::InvalidRequest, "the body is not well formed");
    };
    if params.repeated().is_some() {
        return refuse(ErrorCode::InvalidRequest, "a parameter came more than once");
    }
    let Some(grant_type) = params.get("grant_type") else {
        return refuse(ErrorCode::InvalidRequest, "grant_type is missing");
    };
    let client = client(gateway, headers, &params).await?;
    match grant_type {
        "authorization_code" => redeem(gateway, client, &params).await,
        "refresh_token" => refresh(gateway, client, &params).await,
        _ => refuse(ErrorCode::UnsupportedGrantType, "grant_type must be authorization_code or refresh_token"),
    }
}

/// RFC 6749 §2.3.1: by HTTP Basic, both halves form-encoded, or in the body; never both.
async fn client(gateway: &Gateway, headers: &HeaderMap, params: &Params) -> Result<Client, TokenError> {
    let basic = headers.get(header::AUTHORIZATION).map(|value| basic_credentials(value).ok_or(()));
    let (id, secret, by_header) = match basic {
        Some(Ok((id, secret))) => {
            if params.has("client_secret") {
                return refuse(ErrorCode::InvalidRequest, "send the client secret in the header or in the body, not in both");
            }
            if params.get("client_id").is_some_and(|named| named != id) {
                return refuse(ErrorCode::InvalidRequest, "header and body name different clients");
            }
            (id, secret, true)
        }
        Some(Err(())) => {
            let description = "the Authorization header is not well-formed HTTP Basic";
            return Err(TokenError::Refused { code: ErrorCode::InvalidClient, description, by_header: true });
        }
        None => match (params.get("client_id"), params.get("client_secret")) {
            (Some(id), Some(secret)) => (id.to_owned(), secret.to_owned(), false),
            _ => return refuse(ErrorCode::InvalidClient, "client_id and client_secret are missing"),
        },
    };
    let found = crate::client::authenticate(gateway, &id, &secret).await?;
    let description = "client id or client secret is wrong, or the secret was deleted";
    found.ok_or(TokenError::Refused { code: ErrorCode::InvalidClient, description, by_header })
}

fn basic_credentials(header: &HeaderValue) -> Option<(String, String)> {
    let (scheme, encoded) = header.to_str().ok()?.split_once(' ')?;
    let plain = BASE64_STANDARD.decode(encoded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let plain = String::from_utf8(plain).ok()?;
    let (id, secret) = plain.split_once(':')?;
    let decoded = Params::parse(format!("id={id}&secret={secret}").as_bytes()).ok()?;
    Some((decoded.get("id")?.to_owned(), decoded.get("secret")?.to_owned()))
}

async fn redeem(gateway: &Gateway, client: Client, params: &Params) -> Result<Issued, TokenError> {
    let Some(code) = params.get("code").map(str::to_owned) else {
        return refuse(ErrorCode::InvalidRequest, "code is missing");
    };
    let redirect_uri = params.get("redirect_uri").map(str::to_owned);
    let verifier = params.get("code_verifier").map(str::to_owned);
    let redeemed = gateway.db.write(move |tx| {
        let exchange = CodeExchange {
            app: &client.app,
            secret: &client.secret,
            code: &code,
            redirect_uri: redirect_uri.as_deref(),
            verifier: verifier.as_deref(),
        };
        grants::redeem_code(tx, &exchange)
    });
    let description = match redeemed.await? {
        Ok(issued) => return Ok(issued),
        Err(CodeError::Unknown) => "no such code was given to this client",
        Err(CodeError::OtherEnvironment) => "the code belongs to the other environment; call its address",
        Err(CodeError::Expired) => "the code has expired; codes live five minutes",
        Err(CodeError::Replayed) => "the code was redeemed before; what it gave has been revoked",
        Err(CodeError::RedirectMismatch) => "redirect_uri is not the one that the code was asked for with",
        Err(CodeError::Verifier) => "code_verifier does not match the code_challenge",
        Err(CodeError::Ended) => "the merchant removed the app, or the app does not work at present",
    };
    refuse(ErrorCode::InvalidGrant, description)
}

async fn refresh(gateway: &Gateway, client: Client, params: &Params) -> Result<Issued, TokenError> {
    let Some(presented) = params.get("refresh_token").map(kernel::Secret::new) else {
        return refuse(ErrorCode::InvalidRequest, "refresh_token is missing");
    };
    if params.has("scope") {
        return refuse(ErrorCode::InvalidScope, "a refresh keeps the permissions that were granted; leave scope out");
    }
    let keys = gateway.keys.clone();
    let refreshed = gateway.db.write(move |tx| grants::refresh(tx, &keys, &client.app, &client.secret, presented.expose()));
    let description = match refreshed.await? {
        Ok(issued) => return Ok(issued),
        Err(RefreshError::Unknown) => "no such refresh token was given to this client",
        Err(RefreshError::OtherEnvironment) => "the refresh token belongs to the other environment; call its address",
        Err(RefreshError::Expired) => "the refresh token has expired; the merchant must authorise the app again",
        Err(RefreshError::Revoked) => "the refresh token was revoked; the merchant must authorise the app again",
        Err(RefreshError::Reused) => "the refresh token was used before; all tokens of this authorisation have been revoked",
        Err(RefreshError::Ended) => "the app does not work at present",
    };
    refuse(ErrorCode::InvalidGrant, description)
}

fn answered(issued: &Issued) -> Response {
    let body = Json(json!({
        "access_token": issued.access.expose(),
        "token_type": "Bearer",
        "expires_in": issued.access_expires_at.since(issued.issued_at).as_secs(),
        "refresh_token": issued.refresh.expose(),
        "scope": issued.permissions.join(" "),
        "merchant_id": issued.merchant,
    }));
    no_store(body.into_response())
}

fn refused(code: ErrorCode, description: &str, by_header: bool) -> Response {
    let status = match code {
        ErrorCode::InvalidClient => StatusCode::UNAUTHORIZED,
        ErrorCode::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    };
    let body = Json(json!({"error": code.as_str(), "error_description": description}));
    let mut response = (status, body).into_response();
    if by_header {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"kontor\""));
    }
    no_store(response)
}

/// RFC 6749 §5.1.
pub fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
