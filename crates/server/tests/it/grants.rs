//! Allowing an app, its codes and tokens, and taking the permission back.

use crate::{
    client::Answer,
    house::House,
    people::Merchant,
    wire::{App, encode_pairs},
};
use axum::http::{Method, StatusCode};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);

#[track_caller]
fn refused_as(answer: Answer, status: u16, error: &str) {
    assert_eq!((answer.status.as_u16(), answer.json()["error"].as_str()), (status, Some(error)), "{}", answer.body);
}

#[track_caller]
fn problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status.as_u16(), answer.json()["code"].as_str()), (status, Some(code)), "{}", answer.body);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert!(answer.json()["request_id"].as_str().unwrap().starts_with("req_"), "{}", answer.body);
    assert!(answer.json()["detail"].as_str().unwrap().len() > 15, "{}", answer.body);
}

async fn app_and_merchant(house: &House) -> (App, Merchant) {
    (house.app("Hansa ERP").await, house.approved_merchant("Lübeck Tea").await)
}

#[tokio::test]
async fn an_allowed_app_reads_orders_until_it_is_removed() {
    let house = House::open().await;
    let (mut app, mut merchant) = app_and_merchant(&house).await;
    merchant.has_goods_and_orders(&house).await;
    let code = merchant.allows(&app).await;
    let tokens = app.redeems(&code).await.is(200).json();
    assert!(tokens["access_token"].as_str().unwrap().starts_with("kap_"), "{tokens}");
    assert_eq!((tokens["token_type"].as_str(), tokens["scope"].is_string()), (Some("Bearer"), true), "{tokens}");
    assert!(!app.gets("/api/v1/orders").await.is(200).json()["data"].as_array().unwrap().is_empty());

    merchant.removes(&app).await.is(200).says(&app.name);
    problem(&app.gets("/api/v1/orders").await, 401, "token.revoked");
    refused_as(app.refreshes().await, 400, "invalid_grant");

    // Allowed again, new tokens work and the old ones stay dead.
    let old = app.clone();
    let code = merchant.allows(&app).await;
    app.redeems(&code).await.is(200);
    app.gets("/api/v1/orders").await.is(200);
    problem(&old.gets("/api/v1/orders").await, 401, "token.revoked");
}

#[tokio::test]
async fn the_page_of_orders_and_the_api_tell_the_same_orders() {
    let house = House::open().await;
    let (app, mut merchant) = house.authorised().await;
    let told = app.gets_all("/api/v1/orders", 7).await;
    let mut shown = Vec::new();
    let mut page = merchant.open("/merchant/orders").await.is(200);
    loop {
        shown.extend(
            page.links("table a[href^='/merchant/orders/ord_']")
                .iter()
                .map(|link| link.trim_start_matches("/merchant/orders/").to_owned()),
        );
        let Some(next) = page.links("nav.pager > a").into_iter().next() else { break };
        page = merchant.open(&next).await.is(200);
    }
    let told: Vec<_> = told.iter().map(|order| order["id"].as_str().unwrap().to_owned()).collect();
    assert!(told.len() > 20, "{}", told.len());
    assert_eq!(told, shown);
}

#[tokio::test]
async fn who_is_not_signed_in_signs_in_on_the_way_and_lands_on_the_consent_page() {
    let house = House::open().await;
    let (app, merchant) = app_and_merchant(&house).await;
    let mut visitor = house.visitor();
    for link in [app.authorize_path(), format!("/v3/oauth/authorize?client_id={}", app.client_id)] {
        visitor.forget_cookies();
        let page = visitor.open(&link).await.is(200);
        page.says(&app.name);
        let form = page.form("/merchant/sign-in").fill("email", &merchant.email).fill("password", crate::people::PASSWORD);
        let consent = visitor.submit_and_follow(&form).await.is(200);
        consent.says("Lübeck Tea");
        let answer = visitor
            .submit(
                &consent
                    .forms("/")
                    .into_iter()
                    .find(|form| form.action().contains("authorize"))
                    .unwrap()
                    .press("decision", "allow"),
            )
            .await;
        assert!(answer.location().unwrap().starts_with("https://erp.example/callback?"), "{answer:?}");
        assert!(answer.location_param("code").is_some());
    }
}

#[tokio::test]
async fn who_has_no_account_yet_registers_on_the_way_and_lands_on_the_consent_page() {
    let house = House::open().await;
    let app = house.app("Hansa ERP").await;
    let mut merchant = house.merchant("Lübeck Tea");
    let page = merchant.open(&app.authorize_path()).await.is(200);
    let link = page.link("/merchant/register");
    let page = merchant.open(&link).await.is(200);
    // The app's request is not lost on the way: it waits for the review, and says so.
    merchant.registers_at(&page).await.is(200).says("is being looked at").says("you can decide about Hansa ERP");
    house.operator().await.approves("Lübeck Tea").await;
    let code = merchant.allows(&app).await;
    assert!(!code.is_empty());
}

#[tokio::test]
async fn the_state_comes_back_and_so_does_the_issuer() {
    let house = House::open().await;
    let (app, mut merchant) = app_and_merchant(&house).await;
    let page = merchant.open(&app.authorize_path()).await.is(200);
    let answer = merchant.submit(&page.form("/oauth/authorize").press("decision", "allow")).await;
    assert_eq!(answer.location_param("state").as_deref(), Some("remember me"));
    assert_eq!(answer.location_param("iss").as_deref(), Some("http://127.0.0.1:8080"));
}

#[tokio::test]
async fn a_merchant_who_denies_sends_the_app_an_error_and_gives_nothing() {
    let house = House::open().await;
    let (app, mut merchant) = app_and_merchant(&house).await;
    let answer = merchant.denies(&app).await;
    assert_eq!(answer.location_param("error").as_deref(), Some("access_denied"));
    assert_eq!(answer.location_param("state").as_deref(), Some("remember me"));
    let settings = merchant.open("/merchant/settings/api").await.is(200);
    assert!(!settings.text().contains("Hansa ERP"), "{}", settings.text());
}

#[tokio::test]
async fn an_unknown_client_or_another_redirect_is_shown_and_never_redirected() {
    let house = House::open().await;
    let (app, mut merchant) = app_and_merchant(&house).await;
    let id = app.client_id.clone();
    let somebody_else = format!("{}0", &id[..id.len() - 1]);
    let of_the_sandbox = id.replacen("app_p", "app_s", 1);
    let queries = [
        "response_type=code".to_owned(),
        "response_type=code&client_id=".to_owned(),
        "response_type=code&client_id=nonsense".to_owned(),
        "response_type=code&client_id=%F0%9F%92%A3%00".to_owned(),
        format!("response_type=code&client_id={somebody_else}"),
        format!("response_type=code&client_id={of_the_sandbox}"),
        format!("response_type=code&client_id={id}&redirect_uri=https%3A%2F%2Fevil.example%2F"),
        format!("response_type=code&client_id={id}&redirect_uri=https%3A%2F%2Ferp.example%2Fcallback%2F"),
        format!("response_type=code&client_id={id}&client_id={id}"),
    ];
    for query in queries {
        for door in ["/oauth/authorize", "/v3/oauth/authorize"] {
            let answer = merchant.visit(&format!("{door}?{query}")).await;
            assert!(answer.status.is_client_error() && answer.location().is_none(), "{door}?{query}: {answer:?}");
            assert!(answer.text().len() > 40, "{door}?{query}: {}", answer.text());
        }
    }
    let answer = merchant.visit(&format!("/oauth/authorize?response_type=code&client_id={of_the_sandbox}")).await;
    assert!(answer.text().to_lowercase().contains("sandbox"), "{}", answer.text());
}

#[tokio::test]
async fn what_is_wrong_beyond_client_and_redirect_goes_back_to_the_app() {
    let house = House::open().await;
    let (app, mut merchant) = app_and_merchant(&house).await;
    let id = &app.client_id;
    let cases = [
        (format!("client_id={id}"), "invalid_request"),
        (format!("client_id={id}&response_type=token"), "unsupported_response_type"),
        (format!("client_id={id}&response_type=code&scope=everything"), "invalid_scope"),
        (format!("client_id={id}&response_type=code&code_challenge=abc&code_challenge_method=plain"), "invalid_request"),
        (format!("client_id={id}&response_type=code&code_challenge=abc&code_challenge_method=S256"), "invalid_request"),
    ];
    for (query, error) in cases {
        let answer = merchant.visit(&format!("/oauth/authorize?{query}&state=s1")).await;
        assert_eq!(answer.location_param("error").as_deref(), Some(error), "{query}");
        assert_eq!(answer.location_param("state").as_deref(), Some("s1"), "{query}");
    }
}

#[tokio::test]
async fn a_code_works_once_and_its_replay_ends_what_it_gave() {
    let house = House::open().await;
    let (mut app, mut merchant) = app_and_merchant(&house).await;
    let code = merchant.allows(&app).await;
    app.redeems(&code).await.is(200);
    app.gets("/api/v1/orders").await.is(200);
    refused_as(app.redeems(&code).await, 400, "invalid_grant");
    problem(&app.gets("/api/v1/orders").await, 401, "token.revoked");
    refused_as(app.refreshes().await, 400, "invalid_grant");
}

#[tokio::test]
async fn a_code_is_good_for_five_minutes() {
    let house = House::open().await;
    let (mut app, mut merchant) = app_and_merchant(&house).await;
    let code = merchant.allows(&app).await;
    house.passes(5 * MINUTE - Duration::from_secs(1));
    app.redeems(&code).await.is(200);
    let code = merchant.allows(&app).await;
    house.passes(5 * MINUTE);
    refused_as(app.redeems(&code).await, 400, "invalid_grant");
}

#[tokio::test]
async fn a_code_of_one_app_gives_another_app_nothing_and_is_not_used_up() {
    let house = House::open().await;
    let (mut app, mut merchant) = app_and_merchant(&house).await;
    let mut other = house.app("Other ERP").await;
    let code = merchant.allows(&app).await;
    refused_as(other.redeems(&code).await, 400, "invalid_grant");
    app.redeems(&code).await.is(200);
}

#[tokio::test]
async fn a_redirect_uri_that_was_named_must_be_named_again() {
    let house = House::open().await;
    let (app, mut merchant) = app_and_merchant(&house).await;
    let named = format!("{}&redirect_uri={}", app.authorize_path(), "https%3A%2F%2Ferp.example%2Fcallback");
    for (redirect_uri, status) in
        [(None, 400), (Some("https://erp.example/other"), 400), (Some("https://erp.example/callback"), 200)]
    {
        let page = merchant.open(&named).await.is(200);
        let answer = merchant.submit(&page.form("/oauth/authorize").press("decision", "allow")).await;
        let code = answer.location_param("code").unwrap();
        let mut pairs = vec![("grant_type", "authorization_code"), ("code", &code)];
        pairs.extend(redirect_uri.map(|uri| ("redirect_uri", uri)));
        let answer = app.asks_for_tokens(&pairs).await;
        assert_eq!(answer.status.as_u16(), status, "{redirect_uri:?}: {}", answer.body);
    }
}

#[tokio::test]
async fn pkce_is_held_to_in_both_directions() {
    let house = House::open().await;
    let (app, mut merchant) = app_and_merchant(&house).await;
    let verifier = "a-verifier-of-forty-three-letters-and-more-0123456789";
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    let with_challenge = format!("{}&code_challenge={challenge}&code_challenge_method=S256", app.authorize_path());
    let wrong = "another-verifier-of-forty-three-letters-0123456789";
    let cases = [
        (&with_challenge, Some(verifier), 200),
        (&with_challenge, Some(wrong), 400),
        (&with_challenge, None, 400),
        (&app.authorize_path(), Some(verifier), 400),
    ];
    for (path, verifier, status) in cases {
        let page = merchant.open(path).await.is(200);
        let answer = merchant.submit(&page.form("/oauth/authorize").press("decision", "allow")).await;
        let code = answer.location_param("code").unwrap();
        let mut pairs = vec![("grant_type", "authorization_code"), ("code", &code)];
        pairs.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        let answer = app.asks_for_tokens(&pairs).await;
        assert_eq!(answer.status.as_u16(), status, "{verifier:?}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_refresh_ends_the_old_pair_and_a_lost_answer_is_given_again() {
    let house = House::open().await;
    let (mut app, _) = house.authorised().await;
    let first = app.clone();
    let answer = app.refreshes().await.is(200).json();
    assert_ne!(first.access, app.access);
    house.passes(MINUTE);
    problem(&first.gets("/api/v1/orders").await, 401, "token.revoked");
    app.gets("/api/v1/orders").await.is(200);

    // The answer was lost: the same request gives the identical pair.
    let again = first.clone().refreshes().await.is(200).json();
    assert_eq!((&again["access_token"], &again["refresh_token"]), (&answer["access_token"], &answer["refresh_token"]));

    // The successor was used, so the old one now is a thief's.
    app.refreshes().await.is(200);
    refused_as(first.clone().refreshes().await, 400, "invalid_grant");
    problem(&app.gets("/api/v1/orders").await, 401, "token.revoked");
    refused_as(app.refreshes().await, 400, "invalid_grant");
}

#[tokio::test]
async fn eight_refreshes_at_once_leave_one_working_pair() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let mut app = app.clone();
        asked.spawn(async move { app.refreshes().await.is(200).json() });
    }
    let answers = asked.join_all().await;
    assert!(answers.iter().all(|answer| answer["access_token"] == answers[0]["access_token"]), "{answers:?}");
    let access = answers[0]["access_token"].as_str().unwrap();
    app.gets_with("/api/v1/orders", access).await.is(200);
}

#[tokio::test]
async fn an_access_token_of_an_online_app_lasts_thirty_days() {
    let house = House::open().await;
    let (mut app, mut merchant) = app_and_merchant(&house).await;
    house.operator().await.brings_online(&app).await;
    let code = merchant.allows(&app).await;
    let tokens = app.redeems(&code).await.is(200).json();
    assert_eq!(tokens["expires_in"].as_u64(), Some(30 * 24 * 3600), "{tokens}");
    house.passes(30 * DAY - Duration::from_secs(1));
    app.gets("/api/v1/orders").await.is(200);
    house.passes(Duration::from_secs(1));
    problem(&app.gets("/api/v1/orders").await, 401, "token.expired");
    app.refreshes().await.is(200);
    app.gets("/api/v1/orders").await.is(200);
}

#[tokio::test]
async fn a_suspended_app_is_stopped_at_once_and_goes_on_when_it_is_resumed() {
    let house = House::open().await;
    let (mut app, _) = house.authorised().await;
    let mut operator = house.operator().await;
    operator.moves_app(&app, "suspend", "its calls look like scraping").await;
    problem(&app.gets("/api/v1/orders").await, 403, "app.stopped");
    refused_as(app.refreshes().await, 400, "invalid_grant");
    operator.moves_app(&app, "resume", "explained").await;
    app.gets("/api/v1/orders").await.is(200);
    app.refreshes().await.is(200);
}

#[tokio::test]
async fn the_wrong_or_deleted_secret_proves_nothing_and_either_live_one_does() {
    let house = House::open().await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let mut merchant = house.approved_merchant("Lübeck Tea").await;
    let mut app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    let first = app.client_secret.clone();
    // Ids of one millisecond have no order, and the page lists the older secret first.
    house.passes(MINUTE);
    let second = developer.adds_secret(&app).await;
    assert_ne!(first, second);
    for secret in [&first, &second] {
        app.client_secret.clone_from(secret);
        let code = merchant.allows(&app).await;
        app.redeems(&code).await.is(200);
    }
    developer.deletes_first_secret(&app).await.is(200);
    let code = merchant.allows(&app).await;
    for wrong in [first.as_str(), "", "nonsense", "密钥", &second[..second.len() - 1]] {
        wrong.clone_into(&mut app.client_secret);
        let answer = app.redeems(&code).await;
        assert!(matches!(answer.status.as_u16(), 400 | 401), "{wrong}: {answer:?}");
        assert_eq!(
            answer.json()["error"],
            if wrong.is_empty() { answer.json()["error"].clone() } else { "invalid_client".into() }
        );
    }
    app.client_secret = second;
    app.redeems(&code).await.is(200);
}

#[tokio::test]
async fn the_token_endpoint_refuses_what_it_does_not_understand() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    refused_as(app.asks_for_tokens(&[]).await, 400, "invalid_request");
    refused_as(app.asks_for_tokens(&[("grant_type", "password")]).await, 400, "unsupported_grant_type");
    refused_as(app.asks_for_tokens(&[("grant_type", "authorization_code")]).await, 400, "invalid_request");
    refused_as(app.asks_for_tokens(&[("grant_type", "authorization_code"), ("code", "nonsense")]).await, 400, "invalid_grant");
    refused_as(
        app.asks_for_tokens(&[("grant_type", "refresh_token"), ("refresh_token", "nonsense")]).await,
        400,
        "invalid_grant",
    );
    refused_as(
        app.asks_for_tokens(&[("grant_type", "refresh_token"), ("grant_type", "refresh_token")]).await,
        400,
        "invalid_request",
    );
    let body =
        encode_pairs(&[("client_id", &app.client_id), ("client_secret", &app.client_secret), ("grant_type", "refresh_token")]);
    let json = app.calls(Method::POST, "/oauth/token", &[("content-type", "application/json")], "{}").await;
    refused_as(json, 400, "invalid_request");
    let in_address = app
        .calls(Method::POST, &format!("/oauth/token?{body}"), &[("content-type", "application/x-www-form-urlencoded")], "")
        .await;
    refused_as(in_address, 400, "invalid_request");
    let answer = app.calls(Method::GET, "/oauth/token", &[], "").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn answers_with_tokens_are_not_kept_by_anybody_on_the_way() {
    let house = House::open().await;
    let (mut app, _) = house.authorised().await;
    let answer = app.refreshes().await.is(200);
    assert_eq!(answer.headers["cache-control"], "no-store");
    let words = format!("{:?}", answer.headers);
    assert!(!words.contains("set-cookie"), "{words}");
}

#[tokio::test]
async fn every_kind_of_bad_token_is_told_apart() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    let access = app.access.clone();
    let mut mistyped = access.clone();
    let last = if mistyped.pop() == Some('a') { 'b' } else { 'a' };
    mistyped.push(last);
    let other = {
        let sandbox = House::of(kernel::Environment::Sandbox).await;
        sandbox.authorised().await.0.access
    };
    let none = app.calls(Method::GET, "/api/v1/orders", &[], "").await;
    problem(&none, 401, "token.missing");
    assert!(none.headers["www-authenticate"].to_str().unwrap().starts_with("Bearer"), "{none:?}");
    for (token, code) in [
        ("", "token.malformed"),
        ("nonsense", "token.malformed"),
        (&access[..access.len() - 3], "token.malformed"),
        (&mistyped, "token.checksum"),
        (&other, "token.other_environment"),
        (&app.refresh, "token.malformed"),
    ] {
        let answer = app.gets_with("/api/v1/orders", token).await;
        assert_eq!((answer.status.as_u16(), answer.json()["code"].as_str()), (401, Some(code)), "{token}: {}", answer.body);
    }
    let answer = app.gets_with("/api/v1/orders", &other).await;
    assert!(answer.json()["detail"].as_str().unwrap().contains("sandbox"), "{}", answer.body);
}
