//! From the authorization endpoint to the first tokens.

use crate::authorisation_house::{BASE, CALLBACK, CHALLENGE, House, Plan, VERIFIER, query};
use axum::http::StatusCode;
use kernel::Error;
use platform::{apps, grants::AuthorizationRequest};

fn asked<'a>(house: &'a House, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("client_id", house.app.id.as_str()),
        ("response_type", "code"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("state", "x"),
    ];
    let is_changed = |name: &str| more.iter().any(|(changed, _)| *changed == name);
    let kept = usual.into_iter().filter(|(name, _)| !is_changed(name));
    kept.chain(more.iter().copied().filter(|(_, value)| !value.is_empty())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merchant_allows_and_the_answer_names_its_issuer() {
    let house = House::open().await;
    let merchant = house.browser(&house.member).await;
    let state = "s".repeat(2000);
    let request = asked(&house, &[("state", &state)]);
    let page = merchant.get(&query("/oauth/authorize", &request)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let mut allowed = request.clone();
    allowed.push(("decision", "allow"));
    let back = merchant.post("/oauth/authorize", &allowed).await;
    assert!(back.header("location").starts_with(CALLBACK), "{}", back.header("location"));
    assert_eq!(back.answer("iss").as_deref(), Some(BASE));
    assert_eq!(back.answer("state").as_deref(), Some(state.as_str()), "a long state comes back whole");
    let code = back.answer("code").unwrap();
    let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), ("code_verifier", VERIFIER)];
    let reply = house.token(&fields).await;
    assert_eq!(reply.body["token_type"], "Bearer");
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(house.call("/api/v1/grant", &reply.pair().0).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merchant_denies_and_the_app_is_told() {
    let house = House::open().await;
    let merchant = house.browser(&house.member).await;
    let mut denied = asked(&house, &[]);
    denied.push(("decision", "deny"));
    let back = merchant.post("/oauth/authorize", &denied).await;
    assert_eq!(back.answer("error").as_deref(), Some("access_denied"));
    assert_eq!(back.answer("iss").as_deref(), Some(BASE));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_redirected_before_client_and_address_are_proved() {
    let house = House::open().await;
    let merchant = house.browser(&house.member).await;
    for more in [
        [("client_id", "app_p00000000000000000000000000"), ("redirect_uri", CALLBACK)],
        [("redirect_uri", "https://evil.example/callback"), ("state", "x")],
        [("redirect_uri", "https://erp.example/callback/"), ("state", "x")],
        [("redirect_uri", "https://erp.example/callback/../callback"), ("state", "x")],
        [("redirect_uri", "https://erp.example/callback?more=1"), ("state", "x")],
        [("redirect_uri", "https://erp.example/callback#fragment"), ("state", "x")],
        [("redirect_uri", "https://ERP.example/callback"), ("state", "x")],
        [("redirect_uri", "https://erp.example/callback%2f"), ("state", "x")],
    ] {
        let page = merchant.get(&query("/oauth/authorize", &asked(&house, &more))).await;
        assert!(page.status.is_client_error(), "{more:?}: {}", page.status);
        assert_eq!(page.header("location"), "", "{more:?}");
    }
    for (name, value) in [("client_id", house.app.id.as_str()), ("redirect_uri", CALLBACK)] {
        let twice = [asked(&house, &[]), vec![(name, value), (name, value)]].concat();
        let page = merchant.get(&query("/oauth/authorize", &twice)).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::BAD_REQUEST, ""), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_beyond_that_goes_back_to_the_app() {
    let house = House::open().await;
    let merchant = house.browser(&house.member).await;
    for (more, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("response_type", ""), "invalid_request"),
        (("scope", "moon:read"), "invalid_scope"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge_method", ""), "invalid_request"),
        (("code_challenge", "short"), "invalid_request"),
        (("resource", "https://other.example/"), "invalid_target"),
        (("request", "eyJhbGciOiJub25lIn0.e30."), "request_not_supported"),
        (("response_mode", "fragment"), "invalid_request"),
    ] {
        let back = merchant.get(&query("/oauth/authorize", &asked(&house, &[more]))).await;
        assert_eq!(back.answer("error").as_deref(), Some(error), "{more:?}: {}", back.text);
        assert_eq!(back.answer("iss").as_deref(), Some(BASE));
    }
    for (name, value) in [("state", "y"), ("scope", "orders:read"), ("response_type", "code")] {
        let twice = [asked(&house, &[]), vec![(name, value), (name, value)]].concat();
        let back = merchant.get(&query("/oauth/authorize", &twice)).await;
        assert_eq!(back.answer("error").as_deref(), Some("invalid_request"), "{name}: {}", back.text);
        assert_eq!(back.answer("state").is_some(), name != "state", "of two states neither is sent back");
    }
    let ours = query("/oauth/authorize", &asked(&house, &[("resource", "http://127.0.0.1:8080/api/v1")]));
    assert_eq!(merchant.get(&ours).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_serves_once_and_its_replay_ends_what_it_gave() {
    let house = House::open().await;
    let code = house.code().await;
    let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), ("code_verifier", VERIFIER)];
    let (access, refresh) = house.token(&fields).await.pair();
    assert_eq!(house.call("/api/v1/grant", &access).await.status, StatusCode::OK);
    assert_eq!(house.token(&fields).await.error(), "invalid_grant");
    assert_eq!(house.call("/api/v1/grant", &access).await.body["code"], "token.revoked");
    assert_eq!(house.refresh(&refresh).await.error(), "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_redeem_a_code_at_once_one_gets_tokens() {
    let house = House::open().await;
    let code = house.code().await;
    let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), ("code_verifier", VERIFIER)];
    let (a, b, c, d) = tokio::join!(house.token(&fields), house.token(&fields), house.token(&fields), house.token(&fields));
    let given: Vec<_> = [a, b, c, d].into_iter().filter(|reply| reply.status == StatusCode::OK).collect();
    assert_eq!(given.len(), 1);
    assert_eq!(house.call("/api/v1/grant", &given[0].pair().0).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_bound_to_its_client_its_address_and_its_verifier() {
    let house = House::open().await;
    let named = AuthorizationRequest { redirect_uri: Some(CALLBACK.to_owned()), ..house.request() };
    let code = house.code_for(named).await;
    let redeem = |redirect: Option<&'static str>, verifier: Option<&'static str>| {
        let (house, code) = (&house, code.clone());
        async move {
            let mut fields = vec![("grant_type", "authorization_code"), ("code", code.as_str())];
            fields.extend(redirect.map(|redirect| ("redirect_uri", redirect)));
            fields.extend(verifier.map(|verifier| ("code_verifier", verifier)));
            house.token(&fields).await
        }
    };
    assert_eq!(redeem(None, Some(VERIFIER)).await.error(), "invalid_grant", "the address was named and must be again");
    assert_eq!(redeem(Some("https://erp.example/"), Some(VERIFIER)).await.error(), "invalid_grant");
    assert_eq!(redeem(Some(CALLBACK), None).await.error(), "invalid_grant");
    assert_eq!(redeem(Some(CALLBACK), Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXx")).await.error(), "invalid_grant");
    let fields =
        [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
    assert_eq!(house.ask_as_stranger("/oauth/token", &fields).await.error(), "invalid_grant", "another client");
    redeem(Some(CALLBACK), Some(VERIFIER)).await.pair();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verifier_without_a_challenge_is_a_downgrade_and_is_refused() {
    let house = House::open().await;
    let bare = AuthorizationRequest { code_challenge: None, code_challenge_method: None, ..house.request() };
    let code = house.code_for(bare).await;
    let reply = house.token(&[("grant_type", "authorization_code"), ("code", &code), ("code_verifier", VERIFIER)]).await;
    assert_eq!(reply.error(), "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_ends_after_five_minutes() {
    let house = House::open().await;
    let (first, second) = (house.code().await, house.code().await);
    let redeem = |code: String| {
        let house = &house;
        async move { house.token(&[("grant_type", "authorization_code"), ("code", &code), ("code_verifier", VERIFIER)]).await }
    };
    house.wait(299);
    redeem(first).await.pair();
    house.wait(1);
    assert_eq!(redeem(second).await.error(), "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_has_several_addresses_and_the_first_is_meant_when_none_is_named() {
    let house = House::with(Plan { redirects: vec![CALLBACK, "https://erp.example/second"], ..Plan::default() }).await;
    let merchant = house.browser(&house.member).await;
    let to = |redirect: &'static str| asked(&house, &[("redirect_uri", redirect), ("decision", "allow")]);
    let back = merchant.post("/oauth/authorize", &to("https://erp.example/second")).await;
    assert!(back.header("location").starts_with("https://erp.example/second?code="), "{}", back.header("location"));
    let bare = [("client_id", house.app.id.as_str()), ("decision", "allow")];
    let back = merchant.post("/v3/oauth/authorize", &bare).await;
    assert!(back.header("location").starts_with("https://erp.example/callback?code="), "{}", back.header("location"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_addresses_leaves_codes_that_were_given_alone() {
    let house = House::open().await;
    let named = AuthorizationRequest { redirect_uri: Some(CALLBACK.to_owned()), ..house.request() };
    let code = house.code_for(named).await;
    house.redirect_to(&["https://erp.example/new"]).await;
    assert_eq!(house.audited("apps.settings_changed").await, 1);
    let fields =
        [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
    house.token(&fields).await.pair();
    let merchant = house.browser(&house.member).await;
    let old = merchant.get(&query("/oauth/authorize", &asked(&house, &[("redirect_uri", CALLBACK)]))).await;
    assert_eq!(old.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_added_and_taken_away_one_by_one() {
    let house = House::open().await;
    let (by, owner, id) = (house.owner.clone(), house.developer.clone(), house.app.id.clone());
    let app = house
        .write(move |tx| {
            apps::add_redirect(tx, &by, &owner, &id, "https://erp.example/second")?;
            apps::remove_redirect(tx, &by, &owner, &id, CALLBACK)
        })
        .await;
    assert_eq!(app.redirect_uris, ["https://erp.example/second"]);
    let (by, owner, id) = (house.owner.clone(), house.developer.clone(), house.app.id.clone());
    let last = house.db.write(move |tx| apps::remove_redirect(tx, &by, &owner, &id, "https://erp.example/second")).await;
    assert!(matches!(last, Err(Error::Refusal(refusal)) if refusal.code == "apps.last_redirect"));
    for wrong in ["http://erp.example/", "javascript:alert(1)", "/callback", ""] {
        let (by, owner, id) = (house.owner.clone(), house.developer.clone(), house.app.id.clone());
        let added = house.db.write(move |tx| apps::add_redirect(tx, &by, &owner, &id, wrong)).await;
        assert!(matches!(added, Err(Error::Refusal(_))), "{wrong}");
    }
    assert_eq!((house.audited("apps.redirect_added").await, house.audited("apps.redirect_removed").await), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_developer_types_addresses_one_a_line() {
    let house = House::open().await;
    let developer = house.browser(&house.owner).await;
    let settings = format!("/developer/apps/{}/settings", house.app.id);
    let typed = "https://erp.example/a\r\n\r\n https://erp.example/b \r\nhttps://erp.example/a";
    let saved = developer.post(&settings, &[("name", "Stock Pilot"), ("redirect_uri", typed)]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let id = house.app.id.clone();
    let app = house.db.read(move |tx| apps::find(tx, &id)).await.unwrap().unwrap();
    assert_eq!(app.redirect_uris, ["https://erp.example/a", "https://erp.example/b"]);
    let wrong =
        developer.post(&settings, &[("name", "Stock Pilot"), ("redirect_uri", "https://a.example\nhttp://b.example")]).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let many: Vec<_> = (0..11).map(|number| format!("https://erp.example/{number}")).collect();
    let many = developer.post(&settings, &[("name", "Stock Pilot"), ("redirect_uri", &many.join("\n"))]).await;
    assert_eq!(many.status, StatusCode::BAD_REQUEST);
}
