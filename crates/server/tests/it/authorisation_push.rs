//! Requests that are pushed before the browser comes.

use crate::authorisation_house::{CALLBACK, CHALLENGE, House, VERIFIER, query};
use axum::http::StatusCode;

const USUAL: [(&str, &str); 5] = [
    ("response_type", "code"),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
    ("redirect_uri", CALLBACK),
    ("state", "pushed"),
];

async fn push(house: &House) -> String {
    let reply = house.ask("/oauth/par", &USUAL).await;
    assert_eq!((reply.status, reply.body["expires_in"].as_u64()), (StatusCode::CREATED, Some(60)), "{}", reply.text);
    assert_eq!(reply.header("cache-control"), "no-store");
    reply.body["request_uri"].as_str().unwrap().to_owned()
}

fn asked<'a>(house: &'a House, uri: &'a str) -> [(&'a str, &'a str); 3] {
    // What the query says besides is passed over: the pushed request counts.
    [("client_id", house.app.id.as_str()), ("request_uri", uri), ("state", "forged")]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pushed_request_is_decided_once() {
    let house = House::open().await;
    let uri = push(&house).await;
    assert!(uri.starts_with("urn:ietf:params:oauth:request_uri:"));
    let merchant = house.browser(&house.member).await;
    assert_eq!(merchant.get(&query("/oauth/authorize", &asked(&house, &uri))).await.status, StatusCode::OK);
    let allowed = [asked(&house, &uri).to_vec(), vec![("decision", "allow")]].concat();
    let back = merchant.post("/oauth/authorize", &allowed).await;
    assert_eq!(back.answer("state").as_deref(), Some("pushed"));
    let code = back.answer("code").unwrap();
    let fields = [("grant_type", "authorization_code"), ("code", &code), ("code_verifier", VERIFIER), ("redirect_uri", CALLBACK)];
    house.token(&fields).await.pair();
    let again = merchant.post("/oauth/authorize", &allowed).await;
    assert_eq!((again.status, again.header("location")), (StatusCode::GONE, ""));
    assert_eq!(merchant.get(&query("/oauth/authorize", &asked(&house, &uri))).await.status, StatusCode::GONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pushed_request_waits_a_minute_for_the_browser_and_then_ten_for_the_decision() {
    let house = House::open().await;
    let (late, opened) = (push(&house).await, push(&house).await);
    let merchant = house.browser(&house.member).await;
    house.wait(59);
    assert_eq!(merchant.get(&query("/oauth/authorize", &asked(&house, &opened))).await.status, StatusCode::OK);
    house.wait(1);
    assert_eq!(merchant.get(&query("/oauth/authorize", &asked(&house, &late))).await.status, StatusCode::GONE);
    house.wait(500);
    assert_eq!(merchant.get(&query("/oauth/authorize", &asked(&house, &opened))).await.status, StatusCode::OK);
    house.wait(100);
    assert_eq!(merchant.get(&query("/oauth/authorize", &asked(&house, &opened))).await.status, StatusCode::GONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pushed_request_is_bound_to_its_client() {
    let house = House::open().await;
    let uri = push(&house).await;
    let merchant = house.browser(&house.member).await;
    let theirs = house.ask_as_stranger("/oauth/par", &USUAL).await.body["request_uri"].as_str().unwrap().to_owned();
    for pairs in [
        vec![("client_id", house.app.id.as_str()), ("request_uri", theirs.as_str())],
        vec![("client_id", "app_p00000000000000000000000000"), ("request_uri", uri.as_str())],
        vec![("request_uri", uri.as_str())],
        vec![("client_id", house.app.id.as_str()), ("request_uri", "urn:ietf:params:oauth:request_uri:made-up")],
        vec![("client_id", house.app.id.as_str()), ("request_uri", "https://evil.example/request")],
    ] {
        let page = merchant.get(&query("/oauth/authorize", &pairs)).await;
        assert!(page.status.is_client_error() && page.header("location").is_empty(), "{pairs:?}: {}", page.status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_authorization_endpoint_would_refuse_is_refused_when_it_is_pushed() {
    let house = House::open().await;
    for (name, value, error) in [
        ("redirect_uri", "https://evil.example/", "invalid_request"),
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "moon:read", "invalid_scope"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("resource", "https://other.example", "invalid_target"),
        ("request", "x", "request_not_supported"),
        ("request_uri", "urn:x", "invalid_request"),
        ("dpop_jkt", "short", "invalid_request"),
    ] {
        let kept = USUAL.iter().copied().filter(|(usual, _)| *usual != name);
        let fields: Vec<_> = kept.chain([(name, value)]).collect();
        let reply = house.ask("/oauth/par", &fields).await;
        assert_eq!((reply.status, reply.error()), (StatusCode::BAD_REQUEST, error), "{name}: {}", reply.text);
    }
    assert_eq!(house.form("/oauth/par", &USUAL, &[]).await.status, StatusCode::UNAUTHORIZED);
}
