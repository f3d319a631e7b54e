//! Tokens that are bound to a key of the app (DPoP).

use crate::authorisation_house::{BASE, House, Plan, Reply, Signer, VERIFIER};
use axum::http::{Method, StatusCode};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use platform::grants::AuthorizationRequest;
use protocol::sha256;
use serde_json::{Value, json};

/// A proof for this request; `change` may spoil it.
fn proof(house: &House, signer: &Signer, method: &str, path: &str, token: Option<&str>, jti: &str) -> (Value, Value) {
    let header = json!({"typ": "dpop+jwt", "alg": signer.algorithm(), "jwk": signer.jwk()});
    let mut claims = json!({"htm": method, "htu": format!("{BASE}{path}"), "iat": house.now(), "jti": jti});
    if let Some(token) = token {
        claims["ath"] = json!(BASE64_URL_SAFE_NO_PAD.encode(sha256(token.as_bytes())));
    }
    (header, claims)
}

async fn redeem(house: &House, signer: &Signer, jti: &str) -> Reply {
    let code = house.code().await;
    let (header, claims) = proof(house, signer, "POST", "/oauth/token", None, jti);
    let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), ("code_verifier", VERIFIER)];
    house.ask_with("/oauth/token", &fields, &[("dpop", &signer.sign(&header, &claims))]).await
}

async fn call(house: &House, token: &str, proof: &str) -> Reply {
    let headers = [("authorization", format!("DPoP {token}")), ("dpop", proof.to_owned())];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    house.send(Method::GET, "/api/v1/grant", &headers, Vec::new()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bound_token_serves_only_who_proves_the_key() {
    let house = House::open().await;
    let signer = Signer::es256(7);
    let reply = redeem(&house, &signer, "1").await;
    assert_eq!(reply.body["token_type"], "DPoP", "{}", reply.text);
    let (access, _) = reply.pair();
    let sign = |signer: &Signer, jti: &str| {
        let (header, claims) = proof(&house, signer, "GET", "/api/v1/grant", Some(&access), jti);
        signer.sign(&header, &claims)
    };
    let good = sign(&signer, "2");
    assert_eq!(call(&house, &access, &good).await.status, StatusCode::OK);
    assert_eq!(call(&house, &access, &good).await.body["code"], "token.bad_proof", "a proof serves once");
    assert_eq!(call(&house, &access, &sign(&Signer::es256(8), "3")).await.body["code"], "token.unproved");
    let bearer = house.call("/api/v1/grant", &access).await;
    assert_eq!((bearer.status, &bearer.body["code"]), (StatusCode::UNAUTHORIZED, &json!("token.unproved")));
    assert!(bearer.header("www-authenticate").starts_with("DPoP "), "{}", bearer.header("www-authenticate"));
    let facts = house.ask("/oauth/introspect", &[("token", &access)]).await.body;
    assert_eq!(facts["token_type"], "DPoP");
    assert!(facts["cnf"]["jkt"].as_str().unwrap().len() == 43);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_for_something_else_is_refused() {
    let house = House::open().await;
    let signer = Signer::ed25519(7);
    let (access, _) = redeem(&house, &signer, "1").await.pair();
    for (number, (claim, value)) in [
        ("htm", json!("POST")),
        ("htu", json!(format!("{BASE}/api/v1/orders"))),
        ("htu", json!("https://evil.example/api/v1/grant")),
        ("ath", json!("x")),
        ("ath", Value::Null),
        ("iat", json!(house.now() - 61)),
        ("iat", json!(house.now() + 61)),
        ("iat", Value::Null),
        ("jti", json!("")),
    ]
    .into_iter()
    .enumerate()
    {
        let (header, mut claims) = proof(&house, &signer, "GET", "/api/v1/grant", Some(&access), &format!("x{number}"));
        claims[claim] = value.clone();
        let reply = call(&house, &access, &signer.sign(&header, &claims)).await;
        assert_eq!(reply.body["code"], "token.bad_proof", "{claim} {value}: {}", reply.text);
    }
    for (name, value) in [("typ", json!("JWT")), ("alg", json!("none")), ("alg", json!("ES256")), ("jwk", Value::Null)] {
        let (mut header, claims) = proof(&house, &signer, "GET", "/api/v1/grant", Some(&access), "y");
        header[name] = value.clone();
        let reply = call(&house, &access, &signer.sign(&header, &claims)).await;
        assert_eq!(reply.body["code"], "token.bad_proof", "{name} {value}");
    }
    for nonsense in ["", "x", "a.b.c"] {
        assert_eq!(call(&house, &access, nonsense).await.status, StatusCode::UNAUTHORIZED);
    }
    let (header, mut claims) = proof(&house, &signer, "GET", "/api/v1/grant", Some(&access), "ahead");
    claims["iat"] = json!(house.now() + 10);
    assert_eq!(call(&house, &access, &signer.sign(&header, &claims)).await.status, StatusCode::OK, "ten seconds are borne");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_bound_to_nothing_does_not_pretend() {
    let house = House::open().await;
    let (access, _) = house.pair().await;
    let headers = [("authorization", format!("DPoP {access}"))];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    let reply = house.send(Method::GET, "/api/v1/grant", &headers, Vec::new()).await;
    assert_eq!(reply.body["code"], "token.not_bound");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_category_may_ask_for_proofs_of_all_its_apps() {
    let house = House::with(Plan { needs_dpop: true, ..Plan::default() }).await;
    let code = house.code().await;
    let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), ("code_verifier", VERIFIER)];
    assert_eq!(house.token(&fields).await.error(), "invalid_dpop_proof");
    assert_eq!(house.token(&[("grant_type", "client_credentials")]).await.error(), "invalid_dpop_proof");
    let signer = Signer::es256(7);
    let (header, claims) = proof(&house, &signer, "POST", "/oauth/token", None, "1");
    house.ask_with("/oauth/token", &fields, &[("dpop", &signer.sign(&header, &claims))]).await.pair();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_bound_stays_bound_when_it_is_refreshed() {
    for is_public in [true, false] {
        let house = House::with(Plan { is_public, ..Plan::default() }).await;
        let signer = Signer::es256(7);
        let (_, refresh) = redeem(&house, &signer, "1").await.pair();
        assert_eq!(house.refresh(&refresh).await.error(), "invalid_dpop_proof");
        let with = |signer: Signer, jti: &'static str| {
            let (house, refresh) = (&house, refresh.clone());
            async move {
                let (header, claims) = proof(house, &signer, "POST", "/oauth/token", None, jti);
                let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
                house.ask_with("/oauth/token", &fields, &[("dpop", &signer.sign(&header, &claims))]).await
            }
        };
        let other = with(Signer::es256(8), "2").await;
        assert_eq!(other.status == StatusCode::OK, !is_public, "a public app keeps its key: {}", other.text);
        if is_public {
            with(Signer::es256(7), "3").await.pair();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_may_be_bound_to_a_key_before_it_is_given() {
    let house = House::open().await;
    let signer = Signer::ed25519(7);
    let canonical = format!("{{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":{}}}", signer.jwk()["x"]);
    let jkt = BASE64_URL_SAFE_NO_PAD.encode(sha256(canonical.as_bytes()));
    let code = house.code_for(AuthorizationRequest { dpop_jkt: Some(jkt), ..house.request() }).await;
    let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), ("code_verifier", VERIFIER)];
    assert_eq!(house.token(&fields).await.error(), "invalid_dpop_proof");
    for (number, (other, is_right)) in [(Signer::ed25519(8), false), (signer, true)].into_iter().enumerate() {
        let (header, claims) = proof(&house, &other, "POST", "/oauth/token", None, &number.to_string());
        let reply = house.ask_with("/oauth/token", &fields, &[("dpop", &other.sign(&header, &claims))]).await;
        assert_eq!(reply.status == StatusCode::OK, is_right, "{}", reply.text);
    }
}
