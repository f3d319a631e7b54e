//! Grants: seen and ended from both sides, asked for more, open to named stores only, or bound to the owner's own.

use crate::authorisation_house::{CHALLENGE, House, Plan, person, query, store};
use axum::http::StatusCode;
use kernel::Error;
use platform::{
    accounts::{self, Party, Role},
    app_categories::Strategy,
    approvals::{self, CaseKind, Rejection, Verdict},
    grants::{self, AuthorizationRequest},
};
use serde_json::json;

fn link(house: &House, scope: &str) -> String {
    let mut pairs = vec![
        ("client_id", house.app.id.as_str()),
        ("response_type", "code"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    if !scope.is_empty() {
        pairs.push(("scope", scope));
    }
    query("/oauth/authorize", &pairs)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_developer_sees_the_stores_and_gives_one_up() {
    let house = House::open().await;
    let (access, refresh) = house.pair().await;
    assert_eq!(house.call("/api/v1/grant", &access).await.status, StatusCode::OK);
    let developer = house.browser(&house.owner).await;
    let stores = format!("/developer/apps/{}/stores", house.app.id);
    let page = developer.get(&stores).await;
    assert!(page.text.contains("Jade Mountain Tea") && page.text.contains(house.merchant.as_str()), "{}", page.text);
    let remove = format!("{stores}/{}/remove", house.merchant);
    assert!(developer.get(&remove).await.text.contains("Give up access to Jade Mountain Tea?"));
    assert_eq!(developer.post(&remove, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.call("/api/v1/grant", &access).await.body["code"], "token.revoked", "on the very next call");
    assert_eq!(house.refresh(&refresh).await.error(), "invalid_grant");
    assert_eq!(developer.post(&remove, &[]).await.status, StatusCode::SEE_OTHER, "once more changes nothing");
    assert_eq!(house.audited("grants.removed").await, 1);
    let merchant = house.browser(&house.member).await;
    assert!(merchant.get("/merchant/notices").await.text.contains("gave up"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_gives_up_or_sees_the_stores_of_an_app() {
    let house = House::open().await;
    house.pair().await;
    let stranger = house.write(|tx| person(tx, "eve@evil.example")).await;
    let (owner, app, merchant) = (house.developer.clone(), house.app.id.clone(), house.merchant.clone());
    let removed = house.db.write(move |tx| grants::remove_by_app(tx, &stranger, &owner, &app, &merchant)).await;
    assert!(matches!(removed, Err(Error::Refusal(refusal)) if refusal.code == "accounts.not_allowed"));
    assert!(house.grant().await.unwrap().removal.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_merchant_removes_the_app_and_may_let_it_in_again() {
    let house = House::open().await;
    let (access, _) = house.pair().await;
    let merchant = house.browser(&house.member).await;
    let remove = format!("/merchant/settings/api/{}/remove", house.app.id);
    assert_eq!(merchant.post(&remove, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.call("/api/v1/grant", &access).await.body["code"], "token.revoked");
    let (again, _) = house.pair().await;
    assert_eq!(house.call("/api/v1/grant", &again).await.status, StatusCode::OK);
    assert_eq!(house.call("/api/v1/grant", &access).await.status, StatusCode::UNAUTHORIZED, "old tokens stay dead");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_wants_more_asks_for_the_difference() {
    let house = House::open().await;
    let merchant = house.browser(&house.member).await;
    let first = merchant.get(&link(&house, "orders:read")).await;
    assert!(!first.text.contains("It also wants"), "the first time all of it is new");
    house.code_for(AuthorizationRequest { scope: Some("orders:read".to_owned()), ..house.request() }).await;
    let more = merchant.get(&link(&house, "orders:read stock:write")).await;
    let (added, kept) = more.text.split_once("It has already").unwrap_or_else(|| panic!("{}", more.text));
    let (_, added) = added.split_once("It also wants").unwrap();
    assert!(added.contains("stock") && !added.to_lowercase().contains("orders"), "{added}");
    assert!(kept.to_lowercase().contains("orders"));

    let id = house.app.id.as_str();
    let denied = merchant
        .post("/oauth/authorize", &[("client_id", id), ("response_type", "code"), ("scope", "stock:write"), ("decision", "deny")])
        .await;
    assert_eq!(denied.answer("error").as_deref(), Some("access_denied"));
    let grant = house.grant().await.unwrap();
    assert_eq!((grant.permissions, grant.removal.is_none()), (vec!["orders:read".to_owned()], true), "the old grant is kept");
    house.code_for(AuthorizationRequest { scope: Some("orders:read stock:write".to_owned()), ..house.request() }).await;
    assert_eq!(house.grant().await.unwrap().permissions, ["stock:write", "orders:read"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whitelisting_app_is_open_to_named_stores_only() {
    let house = House::with(Plan { strategy: Some(Strategy::Whitelisted), ..Plan::default() }).await;
    let merchant = house.browser(&house.member).await;
    let closed = merchant.get(&link(&house, "")).await;
    assert_eq!((closed.status, closed.header("location")), (StatusCode::FORBIDDEN, ""));
    assert!(closed.text.contains("open to named stores only"), "{}", closed.text);
    let (by, store_id, request) = (house.member.clone(), house.merchant.clone(), house.request());
    let allowed = house.db.write(move |tx| grants::allow(tx, &by, &store_id, &request).map(drop)).await;
    assert!(matches!(allowed, Err(Error::Refusal(refusal)) if refusal.code == "grants.not_named"));

    let developer = house.browser(&house.owner).await;
    let stores = format!("/developer/apps/{}/stores", house.app.id);
    assert_eq!(developer.post(&stores, &[("merchant", "nonsense")]).await.status, StatusCode::BAD_REQUEST);
    let named = developer.post(&stores, &[("merchant", house.merchant.as_str())]).await;
    assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.text);
    assert!(developer.get(&stores).await.text.contains("Jade Mountain Tea"));
    assert_eq!(merchant.get(&link(&house, "")).await.status, StatusCode::OK);
    let (access, _) = house.pair().await;
    assert_eq!(house.grant().await.unwrap().strategy, Strategy::Whitelisted);

    let unname = format!("{stores}/{}/unname", house.merchant);
    assert_eq!(developer.post(&unname, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(merchant.get(&link(&house, "")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(house.call("/api/v1/grant", &access).await.status, StatusCode::OK, "what was allowed stays until it is removed");
    let stranger = house.write(|tx| person(tx, "eve@evil.example")).await;
    let (app, store_id) = (house.app.id.clone(), house.merchant.clone());
    let by_stranger = house.db.write(move |tx| grants::name_merchant(tx, &stranger, &app, &store_id, None)).await;
    assert!(matches!(by_stranger, Err(Error::Refusal(refusal)) if refusal.code == "accounts.not_allowed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_self_use_app_is_bound_by_review_and_needs_no_redirect() {
    let house = House::with(Plan { strategy: Some(Strategy::SelfUse), ..Plan::default() }).await;
    let merchant = house.browser(&house.member).await;
    assert_eq!(merchant.get(&link(&house, "")).await.status, StatusCode::FORBIDDEN, "there is nothing to allow");
    assert_eq!(house.token(&[("grant_type", "client_credentials")]).await.error(), "unauthorized_client");

    let developer = house.browser(&house.owner).await;
    let bind = format!("/developer/apps/{}/bind", house.app.id);
    let fields = [("merchant", house.merchant.as_str()), ("reason", "it is our own tea shop")];
    assert_eq!(developer.post(&bind, &fields).await.status, StatusCode::BAD_REQUEST, "not a store of theirs");
    let (operator, owner) = (house.operator.clone(), house.owner.clone());
    let own = house.write(move |tx| store(tx, &operator, &owner, "Pearl Harbour Goods")).await;
    let fields = [("merchant", own.as_str()), ("reason", "it is our own shop")];
    assert_eq!(developer.post(&bind, &[fields[0], ("reason", "")]).await.status, StatusCode::BAD_REQUEST);
    let asked = developer.post(&bind, &fields).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    assert_eq!(developer.post(&bind, &fields).await.status, StatusCode::CONFLICT, "it is being reviewed");

    let filter = approvals::Filter { kind: Some(CaseKind::SelfUseBinding), ..Default::default() };
    let cases = house.db.read(move |tx| approvals::list(tx, &filter, &kernel::PageRequest::first(10))).await.unwrap().items;
    let case = format!("/operator/cases/{}", cases[0].id);
    let operator = house.browser(&house.operator).await;
    assert!(operator.get(&case).await.text.contains("Pearl Harbour Goods"));
    assert_eq!(operator.post(&format!("{case}/approve"), &[]).await.status, StatusCode::SEE_OTHER);

    let reply = house.token(&[("grant_type", "client_credentials")]).await;
    let (access, refresh) = reply.pair();
    assert_eq!((&reply.body["merchant_id"], refresh.as_str()), (&json!(own), ""));
    let grant = house.call("/api/v1/grant", &access).await;
    assert_eq!((grant.status, &grant.body["merchant_id"]), (StatusCode::OK, &json!(own)));
    assert_eq!(house.call("/api/v1/orders", &access).await.status, StatusCode::OK);
    assert_eq!(developer.post(&bind, &fields).await.status, StatusCode::CONFLICT, "it is bound already");

    let remove = format!("/merchant/settings/api/{}/remove", house.app.id);
    assert_eq!(developer.post(&remove, &[]).await.status, StatusCode::SEE_OTHER, "the owner speaks for the store too");
    assert_eq!(house.call("/api/v1/grant", &access).await.body["code"], "token.revoked");
    assert_eq!(house.token(&[("grant_type", "client_credentials")]).await.error(), "unauthorized_client");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_binding_gives_nothing_and_says_why() {
    let house = House::with(Plan { strategy: Some(Strategy::SelfUse), ..Plan::default() }).await;
    let (by, member) = (house.member.clone(), house.owner.clone());
    let (owner, app, merchant) = (house.developer.clone(), house.app.id.clone(), house.merchant.clone());
    let operator = house.operator.clone();
    house
        .write(move |tx| {
            let party = Party::Merchant(merchant.clone());
            accounts::add_member(tx, &by, &party, member.account().unwrap(), Role::Admin)?;
            let binding = grants::binding::request(tx, &member, &owner, &app, &merchant, "it is our own shop")?;
            let case = approvals::history(tx, binding.id.as_str())?.remove(0).id;
            let verdict = Verdict::Reject(Rejection::other("the licence names somebody else"));
            grants::binding::decide(tx, &operator, &case, &verdict)
        })
        .await;
    assert_eq!(house.token(&[("grant_type", "client_credentials")]).await.error(), "unauthorized_client");
    let page = house.browser(&house.owner).await.get(&format!("/developer/apps/{}/stores", house.app.id)).await;
    assert!(page.text.contains("the licence names somebody else"), "{}", page.text);
}

/// The operator changes the strategy of the category: what was allowed before stays beside what is allowed now.
#[tokio::test(flavor = "multi_thread")]
async fn a_merchant_has_one_grant_for_each_strategy_and_removes_one_or_all() {
    let house = House::open().await;
    let (open, _) = house.pair().await;
    house.strategy(Strategy::Whitelisted).await;
    let (by, app, merchant_id) = (house.operator.clone(), house.app.id.clone(), house.merchant.clone());
    house.write(move |tx| grants::name_merchant(tx, &by, &app, &merchant_id, Some("a pilot store"))).await;
    let merchant = house.browser(&house.member).await;
    let asked = merchant.get(&link(&house, "")).await;
    assert!(!asked.text.contains("It has already"), "what was allowed under the other strategy is not of this one");
    let (named, _) = house.pair().await;
    assert_eq!(house.call("/api/v1/grant", &open).await.status, StatusCode::OK, "neither replaces the other");
    assert_eq!(house.call("/api/v1/grant", &named).await.status, StatusCode::OK);

    let api = merchant.get("/merchant/settings/api").await;
    assert!(api.text.contains("Each store agrees") && api.text.contains("Named stores agree"), "{}", api.text);
    let (merchant_id, app) = (house.merchant.clone(), house.app.id.clone());
    let live = house.db.read(move |tx| grants::live_of_pair(tx, &merchant_id, &app)).await.unwrap();
    let of = |strategy| live.iter().find(|grant| grant.strategy == strategy).unwrap().id.clone();
    let one = format!("/merchant/settings/api/grants/{}/remove", of(Strategy::AnyMerchant));
    assert!(merchant.get(&one).await.text.contains("Remove the app altogether"));
    let stranger = house.browser(&house.owner).await;
    assert_ne!(stranger.post(&one, &[]).await.status, StatusCode::SEE_OTHER, "only who gave it");
    assert_eq!(merchant.post(&one, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.call("/api/v1/grant", &open).await.body["code"], "token.revoked");
    assert_eq!(house.call("/api/v1/grant", &named).await.status, StatusCode::OK, "the other one stays");

    house.strategy(Strategy::AnyMerchant).await;
    let (open, _) = house.pair().await;
    let all = format!("/merchant/settings/api/{}/remove", house.app.id);
    assert_eq!(merchant.post(&all, &[]).await.status, StatusCode::SEE_OTHER);
    for token in [open, named] {
        assert_eq!(house.call("/api/v1/grant", &token).await.body["code"], "token.revoked", "with the app all of it is gone");
    }
    assert_eq!(house.audited("grants.removed").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_names_stores_and_says_why() {
    let house = House::with(Plan { strategy: Some(Strategy::Whitelisted), ..Plan::default() }).await;
    let operator = house.browser(&house.operator).await;
    let merchant = house.browser(&house.member).await;
    let stores = format!("/operator/apps/{}/stores", house.app.id);
    assert!(operator.get(&format!("/operator/apps/{}", house.app.id)).await.text.contains(&stores));
    assert!(operator.get(&stores).await.text.contains("No store is named"));
    let store_id = house.merchant.as_str();
    for (id, reason, says) in [
        ("nonsense", "a pilot store", "looks like mer_"),
        ("mer_p0000000000000000000000000000", "a pilot store", "looks like mer_"),
        ("mer_p00000000000000000000000000", "a pilot store", "No store has this id"),
        (store_id, "", "aria-invalid"),
    ] {
        let refused = operator.post(&stores, &[("merchant", id), ("reason", reason)]).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{id}");
        assert!(refused.text.contains(says), "{id}: {}", refused.text);
    }
    let named = operator.post(&stores, &[("merchant", store_id), ("reason", "a pilot store")]).await;
    assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.text);
    assert!(operator.get(&stores).await.text.contains("Jade Mountain Tea"));
    assert_eq!(merchant.get(&link(&house, "")).await.status, StatusCode::OK);

    let unname = format!("{stores}/{store_id}/unname");
    assert!(operator.get(&unname).await.text.contains("Take Jade Mountain Tea off the list?"));
    assert_eq!(operator.post(&unname, &[("reason", "")]).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(operator.post(&unname, &[("reason", "the pilot is over")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(operator.get(&unname).await.header("location"), stores, "who comes later sees the list");
    assert_eq!(merchant.get(&link(&house, "")).await.status, StatusCode::FORBIDDEN);
    let audit = house.browser(&house.owner).await.get("/developer/audit").await;
    assert!(audit.text.contains("the pilot is over"), "the developer reads why: {}", audit.text);
    assert_eq!(merchant.post(&stores, &[("merchant", store_id), ("reason", "let us in")]).await.status, StatusCode::FORBIDDEN);
}
