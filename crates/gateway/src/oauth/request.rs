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
use kernel::Error;
use protocol::{
    Params,
    assertion::AssertionError as Invalid,
    oauth::{ErrorCode, is_our_api},
    request::{Arrived, Claim, ClientRequest},
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

/// Reads a form and finds out which app sent it. `path` is the endpoint's.
pub async fn read(gateway: &Gateway, path: &str, request: Request) -> Result<Asked, No> {
    let (headers, request) = claimed(request).await?;
    prove(gateway, path, &headers, request).await
}

/// Reads a form and who it says it comes from.
pub async fn claimed(mut request: Request) -> Result<(HeaderMap, ClientRequest), No> {
    let (headers, uri) = (std::mem::take(request.headers_mut()), request.uri().clone());
    let body = Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => No::TooLarge,
        _ => No::Refused { code: ErrorCode::InvalidRequest, description: "the body did not arrive whole".to_owned() },
    })?;
    let authorizations: Vec<_> = headers.get_all(header::AUTHORIZATION).iter().map(HeaderValue::as_bytes).collect();
    let content_type = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let arrived = Arrived { content_type, query: uri.query(), authorizations: &authorizations, body: &body };
    let read = ClientRequest::read(&arrived).or_else(|(code, sentence)| refuse(code, sentence))?;
    Ok((headers, read))
}

/// Which app it comes from, and the key that it proved beside it.
pub async fn prove(gateway: &Gateway, path: &str, headers: &HeaderMap, request: ClientRequest) -> Result<Asked, No> {
    let ClientRequest { params, claim } = request;
    let client = client(gateway, path, claim).await?;
    match proof::check(gateway, headers, "POST", path, None) {
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

/// The app that the request says it comes from, if it proves it. A public app only says who it is.
async fn client(gateway: &Gateway, path: &str, claim: Claim) -> Result<Client, No> {
    let (found, description) = match claim {
        Claim::Secret { id, secret } => {
            (client::authenticate(gateway, &id, secret).await?, "client id or client secret is wrong, or the secret was deleted")
        }
        Claim::Assertion { id, assertion } => return asserted(gateway, path, id.as_deref(), &assertion).await,
        Claim::Name(id) => (
            client::public(gateway, &id).await?,
            "no public app has this client id; any other proves itself by its secret or a signed assertion",
        ),
    };
    found.map_or_else(|| refuse(ErrorCode::InvalidClient, description), Ok)
}

async fn asserted(gateway: &Gateway, path: &str, id: Option<&str>, assertion: &str) -> Result<Client, No> {
    let base: &str = &gateway.base_url;
    let (token, here) = (format!("{base}{TOKEN}"), format!("{base}{path}"));
    let description = match client::assert(gateway, id, assertion, &[base, &token, &here]).await? {
        Ok(client) => return Ok(client),
        Err(AssertionError::UnknownClient) => "the assertion's sub is no app with registered keys, or not the client_id",
        Err(AssertionError::Replayed) => "the assertion was used before; sign one with a new jti for each request",
        Err(AssertionError::Invalid(invalid)) => match invalid {
            Invalid::Malformed => "the assertion is not a JWT with iss and sub (both the client id), aud, exp and jti",
            Invalid::Signature => "the assertion is not signed with a registered key by ES256, EdDSA or PS256",
            Invalid::Audience => "the assertion's aud is neither the issuer nor the token endpoint",
            Invalid::Time => "the assertion has expired, is from the future, or lives longer than an hour",
        },
    };
    refuse(ErrorCode::InvalidClient, description)
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
