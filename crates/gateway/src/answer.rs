//! Our own API's way to say no: problem documents (RFC 9457) with a dotted code and the request's id.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kernel::{Error, Fault, Id, Refusal, RefusalKind, kinds};
use serde_json::json;

/// Writes a fault down, once, with everything that is known of its cause. A refusal is an answer, not a fault.
pub fn log_fault(error: &Error) {
    match error {
        Error::Fault(fault) => tracing::error!(%fault, "a call failed"),
        Error::Refusal(_) => {}
    }
}

/// The HTTP status of a refusal, wherever it is answered.
pub fn status(kind: RefusalKind) -> StatusCode {
    match kind {
        RefusalKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        RefusalKind::Forbidden => StatusCode::FORBIDDEN,
        RefusalKind::NotFound => StatusCode::NOT_FOUND,
        RefusalKind::Conflict => StatusCode::CONFLICT,
        RefusalKind::Invalid => StatusCode::BAD_REQUEST,
        RefusalKind::Expired => StatusCode::GONE,
        RefusalKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        RefusalKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
    }
}

/// The problem document for `error`, as the answer to the request `request`.
pub fn problem(error: &Error, request: &Id<kinds::Request>) -> Response {
    match error {
        Error::Refusal(refusal) => refused(refusal, request),
        Error::Fault(fault) => failed(fault, request),
    }
}

fn refused(refusal: &Refusal, request: &Id<kinds::Request>) -> Response {
    let status = status(refusal.kind);
    let fields: Vec<_> =
        refusal.fields.iter().map(|field| json!({"field": field.field, "code": field.code, "detail": field.sentence})).collect();
    let mut body = json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "code": refusal.code,
        "detail": refusal.sentence,
        "request_id": request,
    });
    if !fields.is_empty() {
        body["errors"] = json!(fields);
    }
    let mut response = document(status, &body);
    // RFC 6750 §3: no error code when nothing was presented. RFC 9449 §7.1: what needs a proof says by which algorithms.
    let challenge = match refusal.code {
        "token.missing" => Some("Bearer realm=\"kontor\"".to_owned()),
        "token.no_merchant" => Some("Bearer realm=\"kontor\", error=\"insufficient_scope\"".to_owned()),
        "token.unproved" => Some(format!("{}, error=\"invalid_token\"", dpop())),
        "token.bad_proof" => Some(format!("{}, error=\"invalid_dpop_proof\"", dpop())),
        "permission.missing" | "permission.inactive" => Some("Bearer realm=\"kontor\", error=\"insufficient_scope\"".to_owned()),
        code if code.starts_with("token.") => {
            Some(format!("Bearer realm=\"kontor\", error=\"invalid_token\", error_description=\"{code}\""))
        }
        _ => None,
    };
    if let Some(value) = challenge.and_then(|text| HeaderValue::from_str(&text).ok()) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
    }
    response
}

fn dpop() -> String {
    format!("DPoP realm=\"kontor\", algs=\"{}\"", protocol::jose::ALGORITHMS.join(" "))
}

fn failed(fault: &Fault, request: &Id<kinds::Request>) -> Response {
    tracing::error!(request.id = %request, %fault, "a call failed");
    let body = json!({
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "code": "internal",
        "detail": "something went wrong on our side; try again, and tell us the request id if it stays",
        "request_id": request,
    });
    document(StatusCode::INTERNAL_SERVER_ERROR, &body)
}

fn document(status: StatusCode, body: &serde_json::Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}
