//! The Wish v3 dialect, as its clients know it (facts: `dialects/wish`). Status and code of each answer are part of the wire.

use crate::{
    client::Answer,
    house::House,
    people::Merchant,
    wire::{App, encode_pairs},
};
use axum::http::Method;
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A Wish client: it knows paths, parameters and the envelope, and nothing of ours.
struct WishClient {
    app: App,
}

impl WishClient {
    async fn get(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let query = encode_pairs(pairs);
        self.app.calls(Method::GET, &format!("/api/v3/{path}?{query}"), &[], "").await
    }

    async fn get_as(&self, token: &str, path: &str) -> Answer {
        self.app.calls(Method::GET, &format!("/api/v3/{path}"), &[("authorization", &format!("Bearer {token}"))], "").await
    }

    fn exchange<'a>(&'a self, code: &'a str) -> Vec<(&'a str, &'a str)> {
        vec![
            ("client_id", &self.app.client_id),
            ("client_secret", &self.app.client_secret),
            ("code", code),
            ("grant_type", "authorization_code"),
            ("redirect_uri", &self.app.redirect_uri),
        ]
    }

    fn refresh<'a>(&'a self, token: &'a str) -> Vec<(&'a str, &'a str)> {
        vec![
            ("client_id", &self.app.client_id),
            ("client_secret", &self.app.client_secret),
            ("refresh_token", token),
            ("grant_type", "refresh_token"),
        ]
    }

    /// Redeems a code and keeps the pair.
    async fn redeems(&mut self, code: &str) -> Value {
        let data = succeeded(&self.get("oauth/access_token", &self.exchange(code)).await);
        self.app.access = data["access_token"].as_str().unwrap().to_owned();
        self.app.refresh = data["refresh_token"].as_str().unwrap().to_owned();
        data
    }

    async fn lists(&self, path: &str) -> Vec<Value> {
        succeeded(&self.get_as(&self.app.access, path).await).as_array().unwrap().clone()
    }
}

/// The envelope of success; its data.
#[track_caller]
fn succeeded(answer: &Answer) -> Value {
    let envelope = answer.json();
    assert_eq!((answer.status.as_u16(), envelope["code"].as_i64()), (200, Some(0)), "{}", answer.body);
    assert!(envelope["message"].is_string(), "{}", answer.body);
    assert!(answer.headers.contains_key("wish-request-id"), "{:?}", answer.headers);
    envelope["data"].clone()
}

#[track_caller]
fn failed(answer: &Answer, status: u16, code: i64) {
    let envelope = answer.json();
    assert_eq!((answer.status.as_u16(), envelope["code"].as_i64()), (status, Some(code)), "{}", answer.body);
    assert!(envelope["message"].as_str().is_some_and(|message| message.len() > 5), "{}", answer.body);
    assert_eq!(envelope["data"], json!({}), "{}", answer.body);
    assert!(answer.headers.contains_key("wish-request-id"), "{:?}", answer.headers);
}

/// Through the bare link: `client_id` and nothing else.
async fn allows_by_bare_link(merchant: &mut Merchant, app: &App) -> String {
    let page = merchant.open(&format!("/v3/oauth/authorize?client_id={}", app.client_id)).await.is(200);
    let answer = merchant.submit(&page.form("/v3/oauth/authorize").press("decision", "allow")).await;
    let location = answer.location().unwrap();
    assert!(location.starts_with("https://erp.example/callback?"), "{location}");
    answer.location_param("code").unwrap()
}

async fn client(house: &House) -> (WishClient, Merchant) {
    let app = house.app("Hansa ERP").await;
    let mut merchant = house.approved_merchant("Lübeck Tea").await;
    merchant.has_goods_and_orders(house).await;
    (WishClient { app }, merchant)
}

async fn authorised(house: &House) -> (WishClient, Merchant) {
    let (mut wish, mut merchant) = client(house).await;
    let code = allows_by_bare_link(&mut merchant, &wish.app).await;
    wish.redeems(&code).await;
    (wish, merchant)
}

#[tokio::test]
async fn a_code_is_exchanged_by_get_and_the_answer_is_wishs() {
    let house = House::open().await;
    let (mut wish, mut merchant) = client(&house).await;
    let code = allows_by_bare_link(&mut merchant, &wish.app).await;
    let data = wish.redeems(&code).await;
    let names: BTreeSet<_> = data.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, BTreeSet::from(["access_token", "expiry_time", "merchant_id", "refresh_token", "scopes"]));
    assert_eq!(data["merchant_id"], merchant.id(&house).await.as_str());
    assert!(data["scopes"].as_array().unwrap().contains(&json!("orders:read")), "{data}");
    let expiry: kernel::Time = data["expiry_time"].as_str().unwrap().parse().unwrap();
    assert!(expiry > house.clock.now(), "{data}");
    assert_eq!(succeeded(&wish.get_as(&wish.app.access, "oauth/test").await), json!({"merchant_id": data["merchant_id"]}));
}

#[tokio::test]
async fn a_code_is_exchanged_by_post_as_json_or_form_too() {
    let house = House::open().await;
    let (wish, mut merchant) = client(&house).await;
    for is_json in [true, false] {
        let code = allows_by_bare_link(&mut merchant, &wish.app).await;
        let pairs = wish.exchange(&code);
        let (kind, body) = if is_json {
            let object: serde_json::Map<_, _> = pairs.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
            ("application/json", Value::Object(object).to_string())
        } else {
            ("application/x-www-form-urlencoded", encode_pairs(&pairs))
        };
        let answer = wish.app.calls(Method::POST, "/api/v3/oauth/access_token", &[("content-type", kind)], &body).await;
        assert!(succeeded(&answer)["access_token"].is_string());
    }
}

#[tokio::test]
async fn a_refresh_by_get_gives_a_new_pair_and_ends_the_old_access_token() {
    let house = House::open().await;
    let (wish, _) = authorised(&house).await;
    let (access, refresh) = (wish.app.access.clone(), wish.app.refresh.clone());
    let data = succeeded(&wish.get("oauth/refresh_token", &wish.refresh(&refresh)).await);
    assert_ne!(data["access_token"], json!(access));
    assert_ne!(data["refresh_token"], json!(refresh));
    house.passes(Duration::from_secs(60));
    failed(&wish.get_as(&access, "oauth/test").await, 400, 1008);
    succeeded(&wish.get_as(data["access_token"].as_str().unwrap(), "oauth/test").await);

    // The clients in the field send the old bearer along, and POST forms as well.
    let body = encode_pairs(&wish.refresh(data["refresh_token"].as_str().unwrap()));
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("authorization", &format!("Bearer {access}"))];
    let answer = wish.app.calls(Method::POST, "/api/v3/oauth/refresh_token", &headers, &body).await;
    succeeded(&answer);
}

#[tokio::test]
async fn each_wrong_exchange_has_its_own_code() {
    let house = House::open().await;
    let (mut wish, mut merchant) = client(&house).await;
    let code = allows_by_bare_link(&mut merchant, &wish.app).await;
    let without = |name: &str, pairs: Vec<(&str, &str)>| -> Vec<(String, String)> {
        pairs.into_iter().filter(|(key, _)| *key != name).map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
    };
    for name in ["client_id", "client_secret", "code", "grant_type", "redirect_uri"] {
        let left = without(name, wish.exchange(&code));
        let pairs: Vec<_> = left.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        failed(&wish.get("oauth/access_token", &pairs).await, 400, 1001);
    }
    let with = |name: &'static str, value: &'static str| -> Vec<(String, String)> {
        let mut pairs = without(name, wish.exchange(&code));
        pairs.push((name.to_owned(), value.to_owned()));
        pairs
    };
    let cases = [
        ("grant_type", "password", 1001),
        ("client_id", "app_p01k9zzzzzzzzzzzzzzzzzzzzzz", 10001),
        ("client_secret", "wrong", 10001),
        ("redirect_uri", "https://erp.example/other", 10001),
        ("code", "wrong", 10008),
    ];
    for (name, value, expected) in cases {
        let changed = with(name, value);
        let pairs: Vec<_> = changed.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        failed(&wish.get("oauth/access_token", &pairs).await, 400, expected);
    }
    // None of these used the code up.
    wish.redeems(&code).await;
    failed(&wish.get("oauth/access_token", &wish.exchange(&code)).await, 400, 10002);

    let late = allows_by_bare_link(&mut merchant, &wish.app).await;
    house.passes(Duration::from_secs(300));
    failed(&wish.get("oauth/access_token", &wish.exchange(&late)).await, 400, 10004);

    let other = house.app("Other ERP").await;
    let foreign = allows_by_bare_link(&mut merchant, &other).await;
    failed(&wish.get("oauth/access_token", &wish.exchange(&foreign)).await, 400, 10008);
}

#[tokio::test]
async fn each_wrong_refresh_has_its_own_code() {
    let house = House::open().await;
    let (wish, _) = authorised(&house).await;
    failed(&wish.get("oauth/refresh_token", &wish.refresh("nonsense")).await, 400, 1006);
    let mut other = wish.app.clone();
    other.client_secret = "wrong".to_owned();
    let other = WishClient { app: other };
    failed(&other.get("oauth/refresh_token", &other.refresh(&wish.app.refresh)).await, 400, 10001);
    failed(&wish.get("oauth/refresh_token", &[("grant_type", "refresh_token")]).await, 400, 1001);
}

#[tokio::test]
async fn each_wrong_token_has_its_own_code() {
    let house = House::open().await;
    let (wish, mut merchant) = authorised(&house).await;
    failed(&wish.get("oauth/test", &[]).await, 401, 1012);
    failed(&wish.get("orders", &[]).await, 401, 1012);
    failed(&wish.get_as("nonsense", "orders").await, 400, 1006);
    failed(&wish.get_as("7f80aabbccddeeff00112233445566778899", "orders").await, 400, 1006);
    house.passes(31 * DAY);
    failed(&wish.get_as(&wish.app.access, "orders").await, 400, 1007);
    let data = succeeded(&wish.get("oauth/refresh_token", &wish.refresh(&wish.app.refresh)).await);
    let access = data["access_token"].as_str().unwrap();
    succeeded(&wish.get_as(access, "orders").await);
    merchant.signs_in().await.is(200);
    merchant.removes(&wish.app).await.is(200);
    failed(&wish.get_as(access, "orders").await, 400, 1008);
    failed(&wish.get_as(access, "oauth/test").await, 400, 1008);
}

#[tokio::test]
async fn orders_are_the_merchants_and_look_as_wishs_do() {
    let house = House::open().await;
    let (wish, _) = authorised(&house).await;
    let orders = wish.lists("orders?limit=500").await;
    assert!(orders.len() > 20, "{}", orders.len());
    let allowed = ["APPROVED", "SHIPPED", "REFUNDED", "REQUIRE_REVIEW", "DECLINED"];
    for order in &orders {
        assert!(allowed.contains(&order["state"].as_str().unwrap()), "{order}");
        for name in ["id", "transaction_id", "released_at", "updated_at"] {
            assert!(order[name].is_string(), "{name}: {order}");
        }
        assert!(order["order_payment"]["general_payment_details"]["product_quantity"].is_i64(), "{order}");
        let price = &order["order_payment"]["general_payment_details"]["product_price"];
        assert!(price["amount"].is_number() && price["currency_code"].is_string(), "{order}");
    }
    // One of Wish's orders is one line; each is found again by its id.
    for order in orders.iter().take(3) {
        let found = succeeded(&wish.get_as(&wish.app.access, &format!("orders/{}", order["id"].as_str().unwrap())).await);
        assert_eq!(&found, order);
    }
    failed(&wish.get_as(&wish.app.access, "orders/nonsense").await, 400, 90001);
}

#[tokio::test]
async fn a_client_that_pages_by_inclusive_bounds_sees_every_order_once() {
    let house = House::open().await;
    let (wish, _) = authorised(&house).await;
    let all: BTreeSet<String> =
        wish.lists("orders?limit=500").await.iter().map(|order| order["id"].as_str().unwrap().to_owned()).collect();

    let mut seen = BTreeSet::new();
    let mut bound = String::from("2000-01-01T00:00:00.000Z");
    loop {
        let query = encode_pairs(&[("sort_by", "updated_at.asc"), ("limit", "20"), ("updated_at_min", &bound)]);
        let page = wish.lists(&format!("orders?{query}")).await;
        let times: Vec<_> = page.iter().map(|order| order["updated_at"].as_str().unwrap().to_owned()).collect();
        assert!(times.is_sorted(), "{times:?}");
        let fresh = page.iter().filter(|order| seen.insert(order["id"].as_str().unwrap().to_owned())).count();
        if fresh == 0 {
            break;
        }
        bound = times.last().unwrap().clone();
    }
    assert_eq!(seen, all);
}

#[tokio::test]
async fn lists_take_wishs_parameters_and_refuse_others_values() {
    let house = House::open().await;
    let (wish, _) = authorised(&house).await;
    let newest_first: Vec<_> =
        wish.lists("orders").await.iter().map(|order| order["updated_at"].as_str().unwrap().to_owned()).collect();
    assert!(newest_first.iter().rev().is_sorted() && newest_first.len() <= 50, "{newest_first:?}");
    for states in ["states=SHIPPED&states=REFUNDED", "states=SHIPPED,REFUNDED"] {
        let orders = wish.lists(&format!("orders?limit=500&{states}")).await;
        assert!(!orders.is_empty());
        assert!(orders.iter().all(|order| ["SHIPPED", "REFUNDED"].contains(&order["state"].as_str().unwrap())), "{orders:?}");
    }
    let released: Vec<_> = wish
        .lists("orders?sort_by=released_at.asc")
        .await
        .iter()
        .map(|order| order["released_at"].as_str().unwrap().to_owned())
        .collect();
    assert!(released.is_sorted(), "{released:?}");
    for wrong in [
        "limit=0",
        "limit=501",
        "limit=ten",
        "states=LOST",
        "sort_by=total",
        "sort_by=updated_at.sideways",
        "updated_at_min=yesterday",
        "released_at_max=31.12.2026",
    ] {
        failed(&wish.get_as(&wish.app.access, &format!("orders?{wrong}")).await, 400, 1001);
    }
}

#[tokio::test]
async fn fields_cut_an_answer_down_to_what_is_asked() {
    let house = House::open().await;
    let (wish, _) = authorised(&house).await;
    let first = &wish.lists("orders?limit=1&fields=id").await[0];
    assert_eq!(first.as_object().unwrap().keys().collect::<Vec<_>>(), ["id"]);
    let nested = &wish
        .lists("orders?limit=1&fields=state,order_payment/general_payment_details(product_quantity,product_price/amount)")
        .await[0];
    let details = &nested["order_payment"]["general_payment_details"];
    assert!(details["product_quantity"].is_i64() && details["product_price"]["amount"].is_number(), "{nested}");
    assert!(nested["state"].is_string() && nested.get("id").is_none(), "{nested}");
    assert_eq!(details["product_price"].as_object().unwrap().len(), 1, "{nested}");
    let starred = &wish.lists("orders?limit=1&fields=product_information/*").await[0];
    assert!(starred["product_information"]["sku"].is_string() && starred.as_object().unwrap().len() == 1, "{starred}");
}

#[tokio::test]
async fn products_are_listed_without_variations_and_shown_with_them() {
    let house = House::open().await;
    let (wish, _) = authorised(&house).await;
    let products = wish.lists("products?limit=1000").await;
    assert!(products.len() >= 5, "{}", products.len());
    assert!(
        products.iter().all(|product| product["name"].is_string() && product.get("variations").is_none_or(Value::is_null)),
        "{products:?}"
    );
    let id = products[0]["id"].as_str().unwrap();
    let found = succeeded(&wish.get_as(&wish.app.access, &format!("products/{id}")).await);
    assert!(!found["variations"].as_array().unwrap().is_empty(), "{found}");
    failed(&wish.get_as(&wish.app.access, "products?limit=1001").await, 400, 1001);
    failed(&wish.get_as(&wish.app.access, "products/nonsense").await, 400, 90001);
}

#[tokio::test]
async fn what_wish_does_not_have_is_answered_in_its_envelope() {
    let house = House::open().await;
    let (wish, _) = authorised(&house).await;
    for path in ["nothing", "orders/a/b/c", "oauth/nothing"] {
        let answer = wish.get_as(&wish.app.access, path).await;
        assert_eq!(answer.status.as_u16() / 100, 4, "{path}: {answer:?}");
        assert_ne!(answer.json()["code"], json!(0), "{path}: {}", answer.body);
    }
}
