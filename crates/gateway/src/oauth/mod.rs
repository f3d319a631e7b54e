//! The endpoints of OAuth 2.0 that apps call themselves: tokens (RFC 6749 §3.2), revocation (RFC 7009), introspection
//! (RFC 7662), pushed requests (RFC 9126), and the metadata that describes them all (RFC 8414). The authorization endpoint,
//! where people decide, is a page.

mod introspect;
mod metadata;
mod push;
mod request;
mod revoke;
mod token;

use crate::Gateway;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

pub const TOKEN: &str = "/oauth/token";
pub const REVOKE: &str = "/oauth/revoke";
pub const INTROSPECT: &str = "/oauth/introspect";
pub const PUSH: &str = "/oauth/par";
pub const METADATA: &str = "/.well-known/oauth-authorization-server";

pub fn router() -> Router<Gateway> {
    Router::new()
        .route(TOKEN, post(token::answer))
        .route(REVOKE, post(revoke::answer))
        .route(INTROSPECT, post(introspect::answer))
        .route(PUSH, post(push::answer))
        .route(METADATA, get(metadata::answer))
        .layer(DefaultBodyLimit::max(request::MAX_BODY))
}
