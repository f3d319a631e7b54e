//! The least that an answer can cost here: the same server, the request read to its end, nothing done.

use crate::serve;
use axum::{
    Router,
    body::Bytes,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::post,
};
use tokio::net::TcpListener;

/// Of the size that Kontor's answers have.
const PAIR: &str = r#"{"access_token":"kapbarebarebarebarebarebarebarebarebare00","expires_in":2592000,"merchant_id":"mer_p01kap2wsr8gpqjmk1hyvg4e6ta","refresh_token":"krpbarebarebarebarebarebarebarebarebare00","scope":"shops:read products:read stock:read orders:read refunds:read","token_type":"Bearer"}"#;
const ACTIVE: &str = r#"{"active":true,"client_id":"app_p01kap2wsr8gpqjmk1hyvg4e6ta","exp":1766440000,"iat":1763848000,"iss":"http://127.0.0.1:40000","merchant_id":"mer_p01kap2wsr8gpqjmk1hyvg4e6ta","scope":"shops:read products:read stock:read orders:read refunds:read","sub":"mer_p01kap2wsr8gpqjmk1hyvg4e6ta","token_type":"Bearer"}"#;

/// Prints its address and answers until it is stopped.
pub fn run() -> Result<(), String> {
    serve::runtime()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| error.to_string())?;
        println!("http://{}", listener.local_addr().map_err(|error| error.to_string())?);
        let router = Router::new()
            .route(gateway::TOKEN, post(async |_: Bytes| json(PAIR)))
            .route(gateway::INTROSPECT, post(async |_: Bytes| json(ACTIVE)));
        axum::serve(listener, router).await.map_err(|error| error.to_string())
    })
}

fn json(text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, text).into_response()
}
