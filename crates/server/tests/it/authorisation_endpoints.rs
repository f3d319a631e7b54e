//! Revocation, introspection, metadata, and what every endpoint makes of bad input.

use crate::authorisation_house::{BASE, House};
use axum::http::{Method, StatusCode};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;

const ENDPOINTS: [&str; 4] = ["/oauth/token", "/oauth/revoke", "/oauth/introspect", "/oauth/par"];
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_refresh_token_ends_the_family() {
    let house = House::open().await;
    let (access, refresh) = house.pair().await;
    assert_eq!(house.call("/api/v1/grant", &access).await.status, StatusCode::OK);
    let reply = house.ask("/oauth/revoke", &[("token", &refresh), ("token_type_hint", "access_token")]).await;
    assert_eq!((reply.status, reply.text.as_str(), reply.header("cache-control")), (StatusCode::OK, "", "no-store"));
    assert_eq!(house.call("/api/v1/grant", &access).await.body["code"], "token.revoked", "on the very next call");
    assert_eq!(house.refresh(&refresh).await.error(), "invalid_grant");
    assert_eq!(house.audited("grants.tokens_revoked").await, 1);
    assert!(house.grant().await.unwrap().removal.is_none(), "the merchant's permission stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_access_token_ends_alone() {
    let house = House::open().await;
    let (access, refresh) = house.pair().await;
    assert_eq!(house.call("/api/v1/grant", &access).await.status, StatusCode::OK);
    assert_eq!(house.ask("/oauth/revoke", &[("token", &access)]).await.status, StatusCode::OK);
    assert_eq!(house.call("/api/v1/grant", &access).await.body["code"], "token.revoked");
    house.refresh(&refresh).await.pair();
}

#[tokio::test(flavor = "multi_thread")]
async fn revoking_what_is_unknown_or_another_apps_changes_nothing() {
    let house = House::open().await;
    let (access, refresh) = house.pair().await;
    for unknown in ["nonsense", "kap_00000000000000000000000000000000000000", "用"] {
        assert_eq!(house.ask("/oauth/revoke", &[("token", unknown)]).await.status, StatusCode::OK, "{unknown}");
    }
    for token in [&access, &refresh] {
        assert_eq!(house.ask_as_stranger("/oauth/revoke", &[("token", token)]).await.status, StatusCode::OK);
    }
    assert_eq!(house.call("/api/v1/grant", &access).await.status, StatusCode::OK);
    assert_eq!(house.ask("/oauth/revoke", &[]).await.error(), "invalid_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_asks_how_its_tokens_stand() {
    let house = House::open().await;
    let (access, refresh) = house.pair().await;
    let reply = house.ask("/oauth/introspect", &[("token", &access)]).await;
    let expected = json!({
        "active": true,
        "scope": house.category.permissions.join(" "),
        "client_id": house.app.id,
        "sub": house.merchant,
        "merchant_id": house.merchant,
        "iss": BASE,
        "aud": BASE,
        "iat": house.now(),
        "exp": house.now() + 24 * 3600,
        "token_type": "Bearer",
    });
    assert_eq!(reply.body, expected);
    assert_eq!(reply.header("cache-control"), "no-store");
    let reply = house.ask("/oauth/introspect", &[("token", &refresh), ("token_type_hint", "refresh_token")]).await;
    assert_eq!((&reply.body["active"], &reply.body["exp"]), (&json!(true), &json!(house.now() + 365 * 24 * 3600)));
    assert!(reply.body.get("token_type").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_work_or_is_another_apps_is_inactive_and_nothing_else() {
    let house = House::open().await;
    let (access, refresh) = house.pair().await;
    let (new_access, _) = house.refresh(&refresh).await.pair();
    let nothing = json!({"active": false});
    for dead in [access.as_str(), refresh.as_str(), "nonsense", &house.secret] {
        assert_eq!(house.ask("/oauth/introspect", &[("token", dead)]).await.body, nothing);
    }
    assert_eq!(house.ask_as_stranger("/oauth/introspect", &[("token", &new_access)]).await.body, nothing);
    assert_eq!(house.ask("/oauth/introspect", &[("token", &new_access)]).await.body["active"], true);
    house.wait(24 * 3600);
    assert_eq!(house.ask("/oauth/introspect", &[("token", &new_access)]).await.body, nothing);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_metadata_tells_the_truth() {
    let house = House::open().await;
    let metadata = house.get("/.well-known/oauth-authorization-server").await.body;
    assert_eq!(metadata["issuer"], BASE);
    for endpoint in ["token", "revocation", "introspection", "pushed_authorization_request"] {
        let address = metadata[format!("{endpoint}_endpoint")].as_str().unwrap();
        let reply = house.form(address.strip_prefix(BASE).unwrap(), &[], &[]).await;
        assert_eq!((reply.status, reply.error()), (StatusCode::UNAUTHORIZED, "invalid_client"), "{address}");
    }
    assert_eq!(metadata["code_challenge_methods_supported"], json!(["S256"]));
    for grant_type in metadata["grant_types_supported"].as_array().unwrap() {
        let reply = house.token(&[("grant_type", grant_type.as_str().unwrap())]).await;
        assert_ne!(reply.error(), "unsupported_grant_type", "{grant_type}");
    }
    assert_eq!(house.token(&[("grant_type", "password")]).await.error(), "unsupported_grant_type");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_endpoint_refuses_bad_input_in_the_words_of_the_rfc() {
    let house = House::open().await;
    let fields = format!("client_id={}&client_secret={}&token=x", house.app.id, house.secret);
    for path in ENDPOINTS {
        let refused = async |path: &str, headers: &[(&str, &str)], body: &[u8]| {
            let reply = house.send(Method::POST, path, headers, body.to_vec()).await;
            assert_eq!(reply.header("cache-control"), "no-store", "{path}");
            assert!(reply.header("content-type").starts_with("application/json"), "{path}");
            assert!(!reply.text.contains(&house.secret), "{path}");
            (reply.status.as_u16(), reply.error().to_owned())
        };
        let invalid = (400, "invalid_request".to_owned());
        let body = fields.as_bytes();
        assert_eq!(refused(path, &[("content-type", "application/json")], b"{}").await, invalid, "{path}: JSON");
        assert_eq!(refused(path, &[], body).await, invalid, "{path}: no content type");
        let in_query = format!("{path}?{fields}");
        assert_eq!(refused(&in_query, &[FORM], body).await, invalid, "{path}: credentials in the query");
        let twice = format!("{fields}&token=y");
        assert_eq!(refused(path, &[FORM], twice.as_bytes()).await, invalid, "{path}: a repeated parameter");
        assert_eq!(refused(path, &[FORM], b"a=%ff").await, invalid, "{path}: no UTF-8");
        assert_eq!(refused(path, &[FORM], "a=1&".repeat(200).as_bytes()).await, invalid, "{path}: too many");
        let long = "x".repeat(65 * 1024);
        assert_eq!(refused(path, &[FORM], long.as_bytes()).await, (413, "invalid_request".to_owned()), "{path}: too long");
        let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{}", house.app.id, house.secret)));
        let both = refused(path, &[FORM, ("authorization", &basic)], body).await;
        assert_eq!(both, invalid, "{path}: header and body");
        let doubled = refused(path, &[FORM, ("authorization", &basic), ("authorization", &basic)], b"token=x").await;
        assert_eq!(doubled, invalid, "{path}: two headers");
        let proofs = refused(path, &[FORM, ("dpop", "a"), ("dpop", "b")], body).await;
        assert_eq!(proofs, (400, "invalid_dpop_proof".to_owned()), "{path}: two proofs");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_is_not_proved_is_told_how_to_come_again() {
    let house = House::open().await;
    let id = house.app.id.as_str();
    for path in ENDPOINTS {
        for credentials in ["Basic !!!", "Basic", "Bearer x", "Basic OjE=", "Basic dXNlcjpwYXNz"] {
            let reply = house.form(path, &[("token", "x")], &[("authorization", credentials)]).await;
            assert_eq!((reply.status, reply.error()), (StatusCode::UNAUTHORIZED, "invalid_client"), "{path}: {credentials}");
            assert_eq!(reply.header("www-authenticate"), "Basic realm=\"kontor\"");
        }
        for fields in [vec![("client_id", id), ("client_secret", "wrong")], vec![("client_id", id)], vec![("client_secret", "x")]]
        {
            let reply = house.form(path, &fields, &[]).await;
            assert_eq!((reply.status, reply.error()), (StatusCode::UNAUTHORIZED, "invalid_client"), "{path}: {fields:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_our_own_api_is_a_target_of_tokens() {
    let house = House::open().await;
    let (_, refresh) = house.pair().await;
    let ask = |resource: &'static str| {
        let (house, refresh) = (&house, refresh.clone());
        async move { house.token(&[("grant_type", "refresh_token"), ("refresh_token", &refresh), ("resource", resource)]).await }
    };
    assert_eq!(ask("https://other.example").await.error(), "invalid_target");
    ask("http://127.0.0.1:8080/api/v1").await.pair();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wish_dialect_keeps_its_documented_get() {
    let house = House::open().await;
    let (_, refresh) = house.pair().await;
    let path = format!(
        "/api/v3/oauth/refresh_token?grant_type=refresh_token&client_id={}&client_secret={}&refresh_token={refresh}",
        house.app.id, house.secret
    );
    assert_eq!(house.get(&path).await.body["code"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bearer_token_that_is_no_text_is_malformed_and_not_missing() {
    let house = House::open().await;
    let reply = house.call("/api/v1/grant", "kap_\u{e4}\u{1f511}").await;
    assert_eq!((reply.status, &reply.body["code"]), (StatusCode::UNAUTHORIZED, &json!("token.malformed")), "{}", reply.text);
}
