//! What the endpoints have in common: a form in, read strictly; who sends it; a refusal in the RFC's words out.

use super::TOKEN;
use crate::{
    Gateway, answer,
    client::{self, AssertionError, Client},
    proof,
};
use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use kernel::Error;
use protocol::{
    Params,
    oauth::{ErrorCode, JWT_BEARER, is_our_api},
};
use serde_json::json;

/// Far more than any request here holds.
pub const MAX_BODY: usize = 64 * 1024;

/// A request that was read and whose sender is known.
pub struct Asked {
    pub client: Client,
    pub params: Params,
    /// The key that was proved beside it.
    pub jkt: Option<String>,
}

/// A request that is not answered with what it asked for.
pub enum No {
    Refused {
        code: ErrorCode,
        description: String,
    },
    /// The body is larger than any that we take.
    TooLarge,
    Other(Error),
}

impl From<Error> for No {
    fn from(error: Error) -> No {
        No::Other(error)
    }
}

pub fn refuse<T>(code: ErrorCode, description: impl Into<String>) -> Result<T, No> {
    Err(No::Refused { code, description: description.into() })
}

/// Reads a form, once each parameter, and finds out who sent it. `path` is the endpoint's.
pub async fn read(gateway: &Gateway, path: &str, mut request: Request) -> Result<Asked, No> {
    let (headers, has_query) =
        (std::mem::take(request.headers_mut()), request.uri().query().is_some_and(|query| !query.is_empty()));
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return refuse(ErrorCode::InvalidRequest, "send the parameters as application/x-www-form-urlencoded");
    }
    if has_query {
        return refuse(ErrorCode::InvalidRequest, "send the parameters in the body: addresses are logged along the way");
    }
    let body = Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => No::TooLarge,
        _ => No::Refused { code: ErrorCode::InvalidRequest, description: "the body did not arrive whole".to_owned() },
    })?;
    let Ok(params) = Params::parse(&body) else {
        return refuse(ErrorCode::InvalidRequest, "the body is not well formed");
    };
    // RFC 6749 §3.2; only `resource` may come more than once (RFC 8707 §2).
    if params.names().any(|name| name != "resource" && params.all(name).nth(1).is_some()) {
        return refuse(ErrorCode::InvalidRequest, "a parameter came more than once");
    }
    let client = client(gateway, path, &headers, &params).await?;
    let jkt = proof::check(gateway, &headers, "POST", path, None);
    match jkt {
        Ok(jkt) => Ok(Asked { client, params, jkt }),
        Err(refused) => refuse(ErrorCode::InvalidDpopProof, refused.sentence()),
    }
}

/// Our tokens are for our own API (RFC 8707).
pub fn check_resource(gateway: &Gateway, params: &Params) -> Result<(), No> {
    if params.all("resource").all(|resource| is_our_api(&gateway.base_url, resource)) {
        return Ok(());
    }
    refuse(ErrorCode::InvalidTarget, "tokens are given for this platform's own API only")
}

/// By HTTP Basic, both halves form-encoded, or in the body (RFC 6749 §2.3.1), or by a signed assertion (RFC 7523 §2.2);
/// never by two of them. A public app only says who it is.
async fn client(gateway: &Gateway, path: &str, headers: &HeaderMap, params: &Params) -> Result<Client, No> {
    let mut authorizations = headers.get_all(header::AUTHORIZATION).iter();
    let basic = authorizations.next().map(|value| basic_credentials(value).ok_or(()));
    if authorizations.next().is_some() {
        return refuse(ErrorCode::InvalidRequest, "send one Authorization header");
    }
    let is_asserted = params.has("client_assertion") || params.has("client_assertion_type");
    if usize::from(basic.is_some()) + usize::from(params.has("client_secret")) + usize::from(is_asserted) > 1 {
        return refuse(ErrorCode::InvalidRequest, "prove the client in one way: header, client_secret or client_assertion");
    }
    let named = params.get("client_id");
    let found = match (basic, params.get("client_secret")) {
        (Some(Err(())), _) => return refuse(ErrorCode::InvalidClient, "the Authorization header is not well-formed HTTP Basic"),
        (Some(Ok((id, _))), _) if named.is_some_and(|named| named != id) => {
            return refuse(ErrorCode::InvalidRequest, "header and body name different clients");
        }
        (Some(Ok((id, secret))), _) => client::authenticate(gateway, &id, &secret).await?,
        (None, _) if is_asserted => return asserted(gateway, path, params).await,
        (None, Some(secret)) => client::authenticate(gateway, named.unwrap_or_default(), secret).await?,
        (None, None) => {
            let Some(id) = named else { return refuse(ErrorCode::InvalidClient, "client_id and client_secret are missing") };
            let found = client::public(gateway, id).await?;
            let description = "no public app has this client id; any other proves itself by its secret or a signed assertion";
            return found.map_or_else(|| refuse(ErrorCode::InvalidClient, description), Ok);
        }
    };
    let description = "client id or client secret is wrong, or the secret was deleted";
    found.map_or_else(|| refuse(ErrorCode::InvalidClient, description), Ok)
}

async fn asserted(gateway: &Gateway, path: &str, params: &Params) -> Result<Client, No> {
    let (Some(JWT_BEARER), Some(assertion)) = (params.get("client_assertion_type"), params.get("client_assertion")) else {
        let description = format!("send client_assertion with client_assertion_type {JWT_BEARER}");
        return refuse(ErrorCode::InvalidRequest, description);
    };
    let base: &str = &gateway.base_url;
    let (token, here) = (format!("{base}{TOKEN}"), format!("{base}{path}"));
    let description = match client::assert(gateway, params.get("client_id"), assertion, &[base, &token, &here]).await? {
        Ok(client) => return Ok(client),
        Err(AssertionError::Malformed) => "the assertion is not a JWT with iss and sub (both the client id), aud, exp and jti",
        Err(AssertionError::UnknownClient) => "the assertion's sub is no app with registered keys, or not the client_id",
        Err(AssertionError::Signature) => "the assertion is not signed with a registered key by ES256, EdDSA or PS256",
        Err(AssertionError::Audience) => "the assertion's aud is neither the issuer nor the token endpoint",
        Err(AssertionError::Time) => "the assertion has expired, is from the future, or lives longer than an hour",
        Err(AssertionError::Replayed) => "the assertion was used before; sign one with a new jti for each request",
    };
    refuse(ErrorCode::InvalidClient, description)
}

fn basic_credentials(header: &HeaderValue) -> Option<(String, String)> {
    let (scheme, encoded) = header.to_str().ok()?.split_once(' ')?;
    let plain = BASE64_STANDARD.decode(encoded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let plain = String::from_utf8(plain).ok()?;
    let (id, secret) = plain.split_once(':')?;
    let decoded = Params::parse(format!("id={id}&secret={secret}").as_bytes()).ok()?;
    Some((decoded.get("id")?.to_owned(), decoded.get("secret")?.to_owned()))
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        let (status, code, description) = match self {
            No::Refused { code: ErrorCode::InvalidClient, description } => {
                (StatusCode::UNAUTHORIZED, ErrorCode::InvalidClient, description)
            }
            No::Refused { code, description } => (StatusCode::BAD_REQUEST, code, description),
            No::TooLarge => {
                let description = "the body is larger than 64 KiB".to_owned();
                (StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::InvalidRequest, description)
            }
            // A refusal that the endpoint did not expect is the request's fault all the same.
            No::Other(Error::Refusal(refusal)) => (StatusCode::BAD_REQUEST, ErrorCode::InvalidRequest, ascii(&refusal.sentence)),
            No::Other(error) => {
                answer::log_fault(&error);
                let description = "something went wrong on our side; try again".to_owned();
                (StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::ServerError, description)
            }
        };
        let mut response = (status, Json(json!({"error": code.as_str(), "error_description": description}))).into_response();
        if status == StatusCode::UNAUTHORIZED {
            // RFC 9110 §15.5.2: a 401 says how to come again.
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"kontor\""));
        }
        no_store(response)
    }
}

/// RFC 6749 §5.2 allows nothing else in a description.
fn ascii(text: &str) -> String {
    text.chars().filter(|letter| (' '..='~').contains(letter) && !['"', '\\'].contains(letter)).collect()
}

/// RFC 6749 §5.1.
pub fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
