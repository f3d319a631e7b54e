//! Forms come from our own pages. Two locks: the browser says where a form was sent from, and each form of a session
//! carries a token that only that session's pages can know.

use axum::http::{HeaderMap, header};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use kernel::Refusal;
use protocol::{Token, sha256};

pub const FIELD: &str = "_csrf";

/// Follows from the session's token, which nobody but its browser holds (we keep only the hash of it), so that nothing
/// has to be stored and whoever reads our database cannot make one.
pub fn token(session: &Token) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(sha256(format!("form token of {}", session.expose()).as_bytes()))
}

pub fn check_token(session: &Token, given: &str) -> Result<(), Refusal> {
    // Compared by hash, so that the time it takes says nothing about the token.
    if sha256(token(session).as_bytes()) == sha256(given.as_bytes()) {
        Ok(())
    } else {
        Err(Refusal::forbidden(
            "forms.stale",
            "this form belongs to another session; go back, load the page again and send it again",
        ))
    }
}

/// Refuses what a browser sends for another site. A client that is no browser says neither and has no session to abuse.
pub fn check_origin(headers: &HeaderMap) -> Result<(), Refusal> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let foreign =
        || Refusal::forbidden("forms.foreign", "this form was sent from another site; open the page here and send it from there");
    let host = text(header::HOST.as_str()).unwrap_or_default();
    match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        // A page without referrer has the origin "null"; the browser's own word then decides.
        (Some("same-origin" | "none"), None | Some("null")) => Ok(()),
        (Some("same-origin" | "none") | None, Some(origin)) if is_host(origin, host) => Ok(()),
        (None, None) => Ok(()),
        _ => Err(foreign()),
    }
}

fn is_host(origin: &str, host: &str) -> bool {
    origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_form_from_another_site_is_refused() {
        let home = ("host", "127.0.0.1:8080");
        assert!(check_origin(&headers(&[home])).is_ok());
        assert!(check_origin(&headers(&[home, ("origin", "http://127.0.0.1:8080")])).is_ok());
        assert!(check_origin(&headers(&[home, ("origin", "null"), ("sec-fetch-site", "same-origin")])).is_ok());
        assert!(check_origin(&headers(&[home, ("origin", "null")])).is_err());
        assert!(check_origin(&headers(&[home, ("origin", "http://127.0.0.1:8081")])).is_err());
        assert!(check_origin(&headers(&[home, ("sec-fetch-site", "cross-site")])).is_err());
        assert!(check_origin(&headers(&[home, ("sec-fetch-site", "same-site")])).is_err());
    }
}
