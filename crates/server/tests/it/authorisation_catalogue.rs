//! Titles of the public catalogues that no other story holds (docs/conformance.md).

use crate::authorisation_house::{BASE, CALLBACK, CHALLENGE, House, Signer, VERIFIER, query};
use axum::http::{Method, StatusCode};
use base64::{Engine, prelude::*};
use platform::{apps, grants::AuthorizationRequest};
use protocol::{oauth::JWT_BEARER, sha256};
use serde_json::json;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn asked(house: &House) -> Vec<(&str, &str)> {
    let challenge = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
    [[("client_id", house.app.id.as_str()), ("response_type", "code")], challenge].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_endpoints_of_apps_take_post_alone() {
    let house = House::open().await;
    for path in ["/oauth/token", "/oauth/revoke", "/oauth/introspect", "/oauth/par"] {
        for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH] {
            let fields = query(path, &[("client_id", house.app.id.as_str()), ("client_secret", &house.secret)]);
            assert_eq!(
                house.send(method.clone(), &fields, &[], Vec::new()).await.status,
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {path}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parameter_that_nobody_knows_is_passed_over() {
    let house = House::open().await;
    let merchant = house.browser(&house.member).await;
    let more = [asked(&house), vec![("from_the_future", "1"), ("nonce", "n".repeat(2000).leak())]].concat();
    assert_eq!(merchant.get(&query("/oauth/authorize", &more)).await.status, StatusCode::OK);
    let pushed = house.ask("/oauth/par", &[&more[1..], &[("claims", "{}")]].concat()).await;
    assert_eq!(pushed.status, StatusCode::CREATED, "{}", pushed.text);
    let code = house.code().await;
    let fields = [("grant_type", "authorization_code"), ("code", &code), ("code_verifier", VERIFIER), ("from_the_future", "1")];
    house.token(&fields).await.pair();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_a_state_is_answered_without_one_and_the_order_of_its_scope_does_not_matter() {
    let house = House::open().await;
    let merchant = house.browser(&house.member).await;
    for scope in ["orders:read products:read", "products:read orders:read"] {
        let allowed = [asked(&house), vec![("scope", scope), ("decision", "allow")]].concat();
        let back = merchant.post("/oauth/authorize", &allowed).await;
        assert_eq!((back.answer("state"), back.answer("error")), (None, None), "{scope}");
        let code = back.answer("code").unwrap();
        let reply = house.token(&[("grant_type", "authorization_code"), ("code", &code), ("code_verifier", VERIFIER)]).await;
        reply.pair();
        let mut given: Vec<_> = reply.body["scope"].as_str().unwrap().split(' ').collect();
        given.sort_unstable();
        assert_eq!(given, ["orders:read", "products:read"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_stands_in_the_query_and_no_code_can_be_smuggled_into_it() {
    let house = House::open().await;
    let merchant = house.browser(&house.member).await;
    for redirect_uri in [
        "https://erp.example/callback?code=forged",
        "https://erp.example/callback?code=forged&state=x",
        "https://erp.example/callback%3Fcode=forged",
    ] {
        let smuggled = [asked(&house), vec![("redirect_uri", redirect_uri)]].concat();
        let page = merchant.get(&query("/oauth/authorize", &smuggled)).await;
        assert!(page.status.is_client_error() && page.header("location").is_empty(), "{redirect_uri}");
    }
    let allowed =
        [asked(&house), vec![("state", "x&code=forged#code=forged"), ("code", "forged"), ("decision", "allow")]].concat();
    let back = merchant.post("/oauth/authorize", &allowed).await;
    let location = back.header("location");
    assert!(location.starts_with(CALLBACK) && !location.contains('#'), "{location}");
    assert_eq!(location.matches("code=").count(), 1, "{location}");
    assert_eq!(back.answer("state").as_deref(), Some("x&code=forged#code=forged"));
    // No 307: a browser would send the form on, to the app.
    assert_eq!(back.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verifier_that_is_short_or_long_or_strange_does_not_match_its_own_challenge() {
    let house = House::open().await;
    let (long, strange) = ("v".repeat(129), format!("{}+/", "v".repeat(43)));
    for verifier in ["short", &VERIFIER[..42], &long, &strange] {
        let code_challenge = Some(BASE64_URL_SAFE_NO_PAD.encode(sha256(verifier.as_bytes())));
        let code = house.code_for(AuthorizationRequest { code_challenge, ..house.request() }).await;
        let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), ("code_verifier", verifier)];
        assert_eq!(house.token(&fields).await.error(), "invalid_grant", "{verifier}");
    }
    let code = house.code().await;
    assert_eq!(house.token(&[("grant_type", "authorization_code"), ("code", &code)]).await.error(), "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_proves_itself_by_http_basic() {
    let house = House::open().await;
    let basic = format!("bAsIc {}", BASE64_STANDARD.encode(format!("{}:{}", house.app.id, house.secret)));
    let code = house.code().await;
    let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), ("code_verifier", VERIFIER)];
    house.form("/oauth/token", &fields, &[("authorization", &basic)]).await.pair();
    // Without any proof neither a code nor a refresh token is worth anything.
    let (code, (_, refresh)) = (house.code().await, house.pair().await);
    for fields in
        [[fields[0], ("code", &code), fields[2]], [("grant_type", "refresh_token"), ("refresh_token", &refresh), fields[2]]]
    {
        let named = [fields.to_vec(), vec![("client_id", house.app.id.as_str())]].concat();
        for fields in [&fields[..], &named] {
            let reply = house.form("/oauth/token", fields, &[]).await;
            assert_eq!((reply.status, reply.error()), (StatusCode::UNAUTHORIZED, "invalid_client"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_taken_in_the_header_alone_and_its_answer_stays_out_of_caches() {
    let house = House::open().await;
    let (access, _) = house.pair().await;
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let reply =
            house.send(Method::GET, "/api/v1/grant", &[("authorization", &format!("{scheme} {access}"))], Vec::new()).await;
        assert_eq!(reply.status, StatusCode::OK, "{scheme}");
        assert_eq!(reply.header("cache-control"), "no-store");
    }
    let in_query = house.get(&query("/api/v1/grant", &[("access_token", &access)])).await;
    assert_eq!(in_query.status, StatusCode::UNAUTHORIZED);
    assert_eq!(in_query.header("cache-control"), "no-store");
    let body = format!("access_token={access}").into_bytes();
    assert_eq!(house.send(Method::POST, "/api/v1/sandbox/orders", &[FORM], body).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pushed_request_may_be_opened_again_until_it_is_decided_and_takes_no_address_from_outside() {
    let house = House::open().await;
    let usual = [("response_type", "code"), ("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
    let uri = house.ask("/oauth/par", &usual).await.body["request_uri"].as_str().unwrap().to_owned();
    let token = uri.rsplit(':').next().unwrap();
    assert!(protocol::Token::parse(token, protocol::TokenKind::PushedRequest).is_ok(), "{token}");
    let merchant = house.browser(&house.member).await;
    let asked = [("client_id", house.app.id.as_str()), ("request_uri", &uri)];
    for _ in 0..2 {
        assert_eq!(merchant.get(&query("/oauth/authorize", &asked)).await.status, StatusCode::OK);
    }
    let outside = [asked.to_vec(), vec![("redirect_uri", "https://evil.example/"), ("decision", "allow")]].concat();
    let back = merchant.post("/oauth/authorize", &outside).await;
    assert!(back.header("location").starts_with(CALLBACK), "{}", back.header("location"));
    // The request itself is not taken from the address of the push.
    let in_query = house.ask(&query("/oauth/par", &[("request_uri", &uri)]), &usual).await;
    assert_eq!((in_query.status, in_query.error()), (StatusCode::BAD_REQUEST, "invalid_request"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_by_another_algorithm_is_refused_whatever_its_key() {
    let house = House::open().await;
    let signer = Signer::es256(7);
    let (by, owner, id, jwks) = (house.owner.clone(), house.developer.clone(), house.app.id.clone(), signer.jwks());
    house.write(move |tx| apps::change_keys(tx, &by, &owner, &id, &jwks).map(drop)).await;
    for algorithm in ["RS256", "HS256", "ES384", "none", "None", "", "ES256K"] {
        let claims = json!({"iss": house.app.id, "sub": house.app.id, "aud": BASE, "exp": house.now() + 60, "jti": algorithm});
        let assertion = signer.sign(&json!({"alg": algorithm}), &claims);
        let fields =
            [("grant_type", "client_credentials"), ("client_assertion_type", JWT_BEARER), ("client_assertion", &assertion)];
        assert_eq!(house.form("/oauth/token", &fields, &[]).await.error(), "invalid_client", "{algorithm}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_without_a_whole_key_or_with_a_secret_one_is_refused() {
    let house = House::open().await;
    let signer = Signer::ed25519(7);
    let claims = json!({"htm": "POST", "htu": format!("{BASE}/oauth/token"), "iat": house.now(), "jti": "1"});
    let (whole, short) = (signer.jwk(), BASE64_URL_SAFE_NO_PAD.encode([7; 21]));
    for (name, value) in
        [("x", json!(short)), ("x", json!("")), ("d", json!("AA")), ("crv", json!("Ed448")), ("kty", json!("oct"))]
    {
        let mut jwk = whole.clone();
        jwk[name] = value.clone();
        let proof = signer.sign(&json!({"typ": "dpop+jwt", "alg": "EdDSA", "jwk": jwk}), &claims);
        let reply = house.ask_with("/oauth/token", &[("grant_type", "client_credentials")], &[("dpop", &proof)]).await;
        assert_eq!((reply.status, reply.error()), (StatusCode::BAD_REQUEST, "invalid_dpop_proof"), "{name} {value}");
    }
}
