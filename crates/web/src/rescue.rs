//! The one place where a failure becomes a page.

use crate::{templates::View, visit::Visit};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::{Error, Fault, Refusal, RefusalKind};
use serde::Serialize;
use std::sync::Arc;

/// What a handler returns when it has no page to show. It only carries the error: the door that the request came through
/// knows the reader and words it.
#[derive(Debug)]
pub struct Trouble(Error);

/// The error as it travels from the handler to its door.
#[derive(Clone)]
pub(crate) struct Carried(pub Arc<Error>);

/// `templates/public/error.html`
#[derive(Clone, Debug, Serialize)]
pub struct ErrorPage {
    pub status: u16,
    pub title: String,
    pub text: String,
    pub code: Option<String>,
    pub request_id: String,
    pub next: Option<Next>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Next {
    pub label: String,
    pub url: String,
}

pub use gateway::status;

/// The page of an error. A fault is logged here and nowhere else.
pub(crate) fn page(visit: &Visit, error: &Error) -> Response {
    match error {
        Error::Refusal(refusal) => refusal_page(visit, refusal, None),
        Error::Fault(fault) => fault_page(visit, fault),
    }
}

pub(crate) fn refusal_page(visit: &Visit, refusal: &Refusal, next: Option<Next>) -> Response {
    let status = status(refusal.kind);
    visit.note_wait(refusal);
    let view = ErrorPage {
        status: status.as_u16(),
        title: visit.word(title(refusal.kind)),
        text: visit.refusal_words(refusal.code, &refusal.sentence),
        code: Some(refusal.code.to_owned()),
        request_id: visit.request_id.to_string(),
        next,
    };
    visit.show_with(status, &view).unwrap_or_else(|trouble| bare(visit, &trouble.0))
}

fn fault_page(visit: &Visit, fault: &Fault) -> Response {
    tracing::error!(request.id = %visit.request_id, http.path = visit.path(), "a page failed: {fault}");
    let view = ErrorPage {
        status: 500,
        title: visit.word("error-fault-title"),
        text: visit.word("error-fault-text"),
        code: None,
        request_id: visit.request_id.to_string(),
        next: None,
    };
    visit.show_with(StatusCode::INTERNAL_SERVER_ERROR, &view).unwrap_or_else(|trouble| bare(visit, &trouble.0))
}

/// When even the error page fails.
fn bare(visit: &Visit, error: &Error) -> Response {
    tracing::error!(request.id = %visit.request_id, "the error page failed: {error}");
    (StatusCode::INTERNAL_SERVER_ERROR, format!("Something went wrong on our side. Request id: {}\n", visit.request_id))
        .into_response()
}

fn title(kind: RefusalKind) -> &'static str {
    match kind {
        RefusalKind::Unauthenticated => "error-unauthenticated-title",
        RefusalKind::Forbidden => "error-forbidden-title",
        RefusalKind::NotFound => "error-not-found-title",
        RefusalKind::Conflict => "error-conflict-title",
        RefusalKind::Invalid => "error-invalid-title",
        RefusalKind::Expired => "error-expired-title",
        RefusalKind::TooLarge => "error-too-large-title",
        RefusalKind::TooMany => "error-too-many-title",
    }
}

impl<E: Into<Error>> From<E> for Trouble {
    fn from(error: E) -> Trouble {
        Trouble(error.into())
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Carried(Arc::new(self.0)));
        response
    }
}

impl View for ErrorPage {
    const TEMPLATE: &'static str = "public/error.html";

    fn samples() -> Vec<ErrorPage> {
        use crate::views::samples::{HOSTILE, long, text};
        let plain = ErrorPage {
            status: 404,
            title: text("Not here"),
            text: text("there is no such app"),
            code: Some("apps.not_found".to_owned()),
            request_id: text("req_p01k9"),
            next: None,
        };
        let next = Some(Next { label: HOSTILE.to_owned(), url: text("/developer/register") });
        vec![
            plain.clone(),
            ErrorPage { code: None, status: 500, ..plain.clone() },
            ErrorPage { title: HOSTILE.to_owned(), text: long(), next, ..plain },
        ]
    }
}
