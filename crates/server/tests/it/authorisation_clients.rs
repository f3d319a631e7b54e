//! How apps prove themselves: public ones by PKCE, others by secret or signed assertion; and what they get for themselves.

use crate::authorisation_house::{BASE, House, Plan, Reply, Signer, VERIFIER, query};
use axum::http::StatusCode;
use kernel::Error;
use platform::{apps, grants::AuthorizationRequest};
use serde_json::{Value, json};

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

// --- public apps ---

#[tokio::test(flavor = "multi_thread")]
async fn a_public_app_has_no_secret_and_needs_pkce() {
    let house = House::with(Plan { is_public: true, ..Plan::default() }).await;
    assert_eq!(house.secret, "");
    let (access, refresh) = house.pair().await;
    assert_eq!(house.call("/api/v1/grant", &access).await.status, StatusCode::OK);
    house.refresh(&refresh).await.pair();

    let merchant = house.browser(&house.member).await;
    let bare = [("client_id", house.app.id.as_str()), ("response_type", "code")];
    assert_eq!(merchant.get(&query("/oauth/authorize", &bare)).await.answer("error").as_deref(), Some("invalid_request"));
    assert_eq!(merchant.get(&query("/v3/oauth/authorize", &bare[..1])).await.answer("error").as_deref(), Some("invalid_request"));
    let (by, owner, id, keys) = (house.owner.clone(), house.developer.clone(), house.app.id.clone(), house.keys.clone());
    let added = house.db.write(move |tx| apps::add_secret(tx, &by, &keys, &owner, &id, None).map(drop)).await;
    assert!(matches!(added, Err(Error::Refusal(refusal)) if refusal.code == "apps.public"));
    let page = house.browser(&house.owner).await.get(&format!("/developer/apps/{}", house.app.id)).await;
    assert_eq!(page.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_app_gets_nothing_for_its_name_alone() {
    let house = House::with(Plan { is_public: true, ..Plan::default() }).await;
    let (access, _) = house.pair().await;
    assert_eq!(house.token(&[("grant_type", "client_credentials")]).await.error(), "unauthorized_client");
    assert_eq!(house.ask("/oauth/introspect", &[("token", &access)]).await.error(), "invalid_client");
    let made_up = [("grant_type", "client_credentials"), ("client_id", house.app.id.as_str()), ("client_secret", "")];
    assert_eq!(house.form("/oauth/token", &made_up, &[]).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(house.ask("/oauth/revoke", &[("token", &access)]).await.status, StatusCode::OK, "it may give its own back");
    assert_eq!(house.call("/api/v1/grant", &access).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_app_may_ask_again_for_a_lost_answer_for_a_minute() {
    let house = House::with(Plan { is_public: true, ..Plan::default() }).await;
    let (_, refresh) = house.pair().await;
    let first = house.refresh(&refresh).await.pair();
    house.wait(59);
    assert_eq!(house.refresh(&refresh).await.pair(), first);
    house.wait(1);
    assert_eq!(house.refresh(&refresh).await.error(), "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_app_answers_on_any_loopback_port_and_another_on_its_own_only() {
    for is_public in [true, false] {
        let house = House::with(Plan { is_public, ..Plan::default() }).await;
        house.loopback(true).await;
        house.redirect_to(&["http://127.0.0.1/callback"]).await;
        house.loopback(false).await;
        let merchant = house.browser(&house.member).await;
        let to = "http://127.0.0.1:50123/callback";
        let page = merchant
            .get(&query(
                "/oauth/authorize",
                &[
                    ("client_id", house.app.id.as_str()),
                    ("response_type", "code"),
                    ("redirect_uri", to),
                    ("code_challenge", crate::authorisation_house::CHALLENGE),
                    ("code_challenge_method", "S256"),
                ],
            ))
            .await;
        assert_eq!(page.status == StatusCode::OK, is_public, "{}", page.text);
        house.loopback(true).await;
        if is_public {
            let request = AuthorizationRequest { redirect_uri: Some(to.to_owned()), ..house.request() };
            let code = house.code_for(request).await;
            let fields = [("grant_type", "authorization_code"), ("code", &code), ("code_verifier", VERIFIER)];
            assert_eq!(house.token(&fields).await.error(), "invalid_grant", "the port belongs to the code");
            house.token(&[fields[0], fields[1], fields[2], ("redirect_uri", to)]).await.pair();
        }
    }
}

/// Production takes `http` on a loopback address of public apps only, unless the operator allows it.
#[tokio::test(flavor = "multi_thread")]
async fn in_production_an_app_with_a_secret_is_not_answered_over_http() {
    const LOOPBACK: &str = "http://127.0.0.1:9100/callback";
    let house = House::open().await;
    let developer = house.browser(&house.owner).await;
    let settings = format!("/developer/apps/{}/settings", house.app.id);
    let change = [("name", "Stock Pilot"), ("redirect_uri", LOOPBACK)];
    let refused = developer.post(&settings, &change).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.text.contains("for public apps"), "{}", refused.text);

    let operator = house.browser(&house.operator).await;
    assert!(operator.get("/operator/settings").await.text.contains("name=\"loopback\""));
    assert_eq!(operator.post("/operator/settings", &[("loopback", "yes")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(developer.post(&settings, &change).await.status, StatusCode::SEE_OTHER);
    let merchant = house.browser(&house.member).await;
    let id = house.app.id.as_str();
    let address = query("/oauth/authorize", &[("client_id", id), ("response_type", "code")]);
    assert_eq!(merchant.get(&address).await.status, StatusCode::OK);
    let code = house.code().await;

    assert_eq!(operator.post("/operator/settings", &[]).await.status, StatusCode::SEE_OTHER);
    let closed = merchant.get(&address).await;
    assert_eq!((closed.status, closed.header("location")), (StatusCode::BAD_REQUEST, ""), "shown and never redirected");
    assert!(closed.text.contains("tell its developer"), "{}", closed.text);
    assert_eq!(house.ask("/oauth/par", &[("response_type", "code")]).await.error(), "invalid_request");
    let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), ("code_verifier", VERIFIER)];
    house.token(&fields).await.pair();
    assert_eq!(house.audited("settings.changed").await, 2);
}

// --- signed assertions ---

async fn register(house: &House, jwks: String) -> Result<(), Error> {
    let (by, owner, id) = (house.owner.clone(), house.developer.clone(), house.app.id.clone());
    house.db.write(move |tx| apps::change_keys(tx, &by, &owner, &id, &jwks).map(drop)).await
}

fn claims(house: &House, jti: &str) -> Value {
    json!({
        "iss": house.app.id, "sub": house.app.id, "aud": format!("{BASE}/oauth/token"),
        "iat": house.now(), "exp": house.now() + 60, "jti": jti,
    })
}

async fn assert_with(house: &House, signer: &Signer, claims: &Value) -> Reply {
    let assertion = signer.sign(&json!({"alg": signer.algorithm()}), claims);
    send_assertion(house, &assertion).await
}

async fn send_assertion(house: &House, assertion: &str) -> Reply {
    let fields = [("grant_type", "client_credentials"), ("client_assertion_type", ASSERTION), ("client_assertion", assertion)];
    house.form("/oauth/token", &fields, &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_proves_itself_by_a_signed_assertion_once() {
    let house = House::open().await;
    for signer in [Signer::es256(7), Signer::ed25519(7)] {
        register(&house, signer.jwks()).await.unwrap();
        let name = signer.algorithm();
        let first = claims(&house, name);
        assert_eq!(assert_with(&house, &signer, &first).await.status, StatusCode::OK, "{name}");
        assert_eq!(assert_with(&house, &signer, &first).await.error(), "invalid_client", "its jti has served");
        let mut issuer = claims(&house, &format!("{name} to the issuer"));
        issuer["aud"] = json!([BASE]);
        assert_eq!(assert_with(&house, &signer, &issuer).await.status, StatusCode::OK);
    }
    assert_eq!(house.audited("apps.keys_changed").await, 2);
    house.wait(3600);
    while house.write(|tx| apps::sweep(tx, 1)).await > 0 {}
    let kept = house.db.read(|tx| tx.number("SELECT count(*) AS n FROM used_assertions", &[])).await.unwrap();
    assert_eq!(kept, 0, "names are forgotten once the assertions have expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_may_differ_by_ten_seconds_and_not_by_a_minute() {
    let house = House::open().await;
    let signer = Signer::ed25519(7);
    register(&house, signer.jwks()).await.unwrap();
    let now = house.now();
    for (number, (claim, at, is_taken)) in [
        ("iat", now + 10, true),
        ("nbf", now + 10, true),
        ("exp", now - 9, true),
        ("iat", now + 61, false),
        ("nbf", now + 61, false),
        ("exp", now - 61, false),
        ("exp", now + 24 * 3600, false),
    ]
    .into_iter()
    .enumerate()
    {
        let mut claims = claims(&house, &number.to_string());
        claims[claim] = json!(at);
        let reply = assert_with(&house, &signer, &claims).await;
        assert_eq!(reply.status == StatusCode::OK, is_taken, "{claim} {}: {}", at - now, reply.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_that_is_not_whole_or_not_ours_proves_nothing() {
    let house = House::open().await;
    let signer = Signer::es256(7);
    register(&house, signer.jwks()).await.unwrap();
    for (claim, value) in [
        ("aud", json!("https://other.example")),
        ("aud", json!([])),
        ("iss", json!("somebody")),
        ("sub", json!("app_p00000000000000000000000000")),
        ("jti", json!("")),
        ("jti", json!("x".repeat(300))),
        ("jti", Value::Null),
        ("exp", Value::Null),
        ("exp", json!("soon")),
        ("exp", json!(1e300)),
    ] {
        let mut wrong = claims(&house, "once");
        wrong[claim] = value.clone();
        let reply = assert_with(&house, &signer, &wrong).await;
        assert_eq!((reply.status, reply.error()), (StatusCode::UNAUTHORIZED, "invalid_client"), "{claim} {value}");
    }
    let good = claims(&house, "good");
    assert_eq!(assert_with(&house, &Signer::es256(8), &good).await.error(), "invalid_client", "another's key");
    assert_eq!(assert_with(&house, &Signer::ed25519(7), &good).await.error(), "invalid_client", "another algorithm");
    for header in [json!({"alg": "none"}), json!({"alg": "HS256"}), json!({"alg": "ES256", "crit": ["x"]})] {
        assert_eq!(send_assertion(&house, &signer.sign(&header, &good)).await.error(), "invalid_client", "{header}");
    }
    for nonsense in ["", "x", "a.b.c", "....", "用.用.用", &"x".repeat(10_000)] {
        assert!(send_assertion(&house, nonsense).await.status.is_client_error(), "{nonsense}");
    }
    let assertion = signer.sign(&json!({"alg": "ES256"}), &good);
    let fields = [("grant_type", "client_credentials"), ("client_assertion", assertion.as_str())];
    assert_eq!(house.form("/oauth/token", &fields, &[]).await.error(), "invalid_request", "the type is missing");
    let two = [fields[0], fields[1], ("client_assertion_type", ASSERTION), ("client_secret", &house.secret)];
    assert_eq!(house.form("/oauth/token", &two, &[]).await.error(), "invalid_request", "two proofs");
    assert_eq!(send_assertion(&house, &assertion).await.status, StatusCode::OK, "none of these used it up");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_public_keys_are_registered_and_a_page_keeps_what_was_typed() {
    let house = House::open().await;
    let developer = house.browser(&house.owner).await;
    let path = format!("/developer/apps/{}/keys", house.app.id);
    let mut private = Signer::ed25519(7).jwk();
    private["d"] = json!("AAAA");
    for wrong in ["{}", "[]", "{\"keys\":[]}", "用", &json!({"keys": [private]}).to_string()] {
        let page = developer.post(&path, &[("jwks", wrong)]).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let saved = developer.post(&path, &[("jwks", &Signer::ed25519(7).jwks())]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert_eq!(developer.post(&path, &[("jwks", "")]).await.status, StatusCode::SEE_OTHER);
    let reply = assert_with(&house, &Signer::ed25519(7), &claims(&house, "x")).await;
    assert_eq!(reply.error(), "invalid_client", "the keys were taken away");
}

// --- an app's own tokens ---

#[tokio::test(flavor = "multi_thread")]
async fn an_app_asks_for_itself_and_gets_no_refresh_token() {
    let house = House::open().await;
    let reply = house.token(&[("grant_type", "client_credentials")]).await;
    let (access, refresh) = reply.pair();
    assert_eq!((refresh.as_str(), reply.body["expires_in"].as_i64()), ("", Some(3600)));
    let app = house.call("/api/v1/app", &access).await;
    assert_eq!(app.status, StatusCode::OK, "{}", app.text);
    assert_eq!((&app.body["id"], &app.body["name"]), (&json!(house.app.id), &json!("Stock Pilot")));
    let orders = house.call("/api/v1/orders", &access).await;
    assert_eq!((orders.status, &orders.body["code"]), (StatusCode::FORBIDDEN, &json!("token.no_merchant")));
    assert!(orders.header("www-authenticate").contains("insufficient_scope"));
    let facts = house.ask("/oauth/introspect", &[("token", &access)]).await.body;
    assert_eq!((&facts["active"], &facts["sub"], facts.get("merchant_id")), (&json!(true), &json!(house.app.id), None));
    assert_eq!(house.ask("/oauth/revoke", &[("token", &access)]).await.status, StatusCode::OK);
    assert_eq!(house.call("/api/v1/app", &access).await.body["code"], "token.revoked");
    let scoped = house.token(&[("grant_type", "client_credentials"), ("scope", "orders:read")]).await;
    assert_eq!(scoped.error(), "invalid_scope");
    let merchants = house.pair().await.0;
    assert_eq!(house.call("/api/v1/app", &merchants).await.status, StatusCode::OK, "any token may ask whose it is");
}

#[tokio::test(flavor = "multi_thread")]
async fn so_many_own_tokens_work_and_the_oldest_ends() {
    let house = House::open().await;
    let (oldest, _) = house.token(&[("grant_type", "client_credentials")]).await.pair();
    assert_eq!(house.call("/api/v1/app", &oldest).await.status, StatusCode::OK);
    for _ in 0..49 {
        house.wait(1);
        house.token(&[("grant_type", "client_credentials")]).await.pair();
    }
    assert_eq!(house.call("/api/v1/app", &oldest).await.status, StatusCode::OK);
    house.wait(1);
    house.token(&[("grant_type", "client_credentials")]).await.pair();
    assert_eq!(house.call("/api/v1/app", &oldest).await.status, StatusCode::UNAUTHORIZED);
    let kept = house.db.read(|tx| tx.number("SELECT count(*) AS n FROM app_tokens", &[])).await.unwrap();
    assert_eq!(kept, 50, "an app that asks before each call fills no table");
}
