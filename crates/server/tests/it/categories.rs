//! App categories in the hands of the operator: made, edited with a look at what it does, limited, retired.

use crate::authorisation_house::{House, Reply, person, query, store};
use axum::http::StatusCode;
use kernel::{Error, Outcome, PageRequest};
use office::notices;
use platform::{
    app_categories::{self, AppCategory, Strategy},
    category_changes::{self, BlastRadius},
    grants,
    usage::{self, Day, Use},
};
use std::time::Duration;

const DAY: u64 = 24 * 3600;

/// The form as the page would send it.
fn form(category: &AppCategory) -> Vec<(&'static str, String)> {
    let most = |most: Option<u32>| most.map(|most| most.to_string()).unwrap_or_default();
    let mut fields = vec![
        ("version", category.version.to_string()),
        ("name_en", category.name_en.clone()),
        ("name_zh", category.name_zh.clone()),
        ("description_en", category.description_en.clone()),
        ("description_zh", category.description_zh.clone()),
        ("strategy", category.strategy.as_str().to_owned()),
        ("access_minutes_test", (category.access_test.as_secs() / 60).to_string()),
        ("access_minutes_online", (category.access_online.as_secs() / 60).to_string()),
        ("refresh_days_test", (category.refresh_test.as_secs() / DAY).to_string()),
        ("refresh_days_online", (category.refresh_online.as_secs() / DAY).to_string()),
        ("drain_seconds", category.drain.as_secs().to_string()),
        ("retry_seconds", category.retry.as_secs().to_string()),
        ("max_merchants_test", most(category.max_merchants_test)),
        ("max_merchants_online", most(category.max_merchants_online)),
        ("go_live_calls", category.gate.calls.to_string()),
        ("go_live_percent", category.gate.percent.to_string()),
    ];
    fields.extend(category.permissions.iter().map(|name| ("permissions", name.clone())));
    fields.extend(category.requestable.iter().map(|name| ("requestable", name.clone())));
    fields
}

fn sent<'f>(fields: &'f [(&'static str, String)], more: &[(&'static str, &'f str)]) -> Vec<(&'static str, &'f str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).chain(more.iter().copied()).collect()
}

async fn now(house: &House) -> AppCategory {
    let id = house.category.id.clone();
    house.db.read(move |tx| app_categories::require(tx, &id)).await.unwrap()
}

async fn radius(house: &House, edited: AppCategory) -> Outcome<BlastRadius> {
    let by = house.operator.clone();
    house.db.read(move |tx| category_changes::blast_radius(tx, &by, &edited)).await
}

async fn change(house: &House, edited: AppCategory) -> AppCategory {
    let by = house.operator.clone();
    house.write(move |tx| category_changes::change(tx, &by, &edited)).await
}

/// What the developer was told.
async fn told(house: &House) -> Vec<String> {
    let account = house.owner.account().unwrap().clone();
    let notices = house.db.read(move |tx| notices::list(tx, &account, &PageRequest::first(20))).await.unwrap();
    notices.items.into_iter().map(|notice| notice.code).collect()
}

fn without(category: &AppCategory, lost: &str) -> AppCategory {
    let permissions = category.permissions.iter().filter(|name| *name != lost).cloned().collect();
    AppCategory { permissions, ..category.clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_makes_a_category_once_and_developers_find_it() {
    let house = House::open().await;
    let operator = house.browser(&house.operator).await;
    assert_eq!(operator.get("/operator/categories/new").await.status, StatusCode::OK);
    let new = AppCategory {
        name_en: "<b>Logistics</b>".to_owned(),
        permissions: vec!["orders:read".to_owned()],
        requestable: vec!["orders:write".to_owned()],
        version: 1,
        ..house.category.clone()
    };
    let fields = form(&new);
    let bad = [("slug", "<b>"), ("max_merchants_test", "99999999999"), ("permissions", "moon:read")];
    let refused = operator
        .post("/operator/categories/new", &sent(&form(&AppCategory { max_merchants_test: None, ..new.clone() }), &bad))
        .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let slug = [("slug", "logistics-3pl")];
    let made = operator.post("/operator/categories/new", &sent(&fields, &slug)).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    let again = operator.post("/operator/categories/new", &sent(&fields, &slug)).await;
    assert!(again.status == StatusCode::BAD_REQUEST && again.text.contains("short name already"), "{}", again.text);
    let category = house.db.read(|tx| app_categories::find_by_slug(tx, "logistics-3pl")).await.unwrap().unwrap();
    assert_eq!((category.version, category.requestable), (1, vec!["orders:write".to_owned()]));

    let page = house.browser(&house.owner).await.get("/developer/categories").await;
    assert!(page.text.contains("&lt;b&gt;Logistics") && !page.text.contains("<b>Logistics"), "{}", page.text);
    assert_ne!(house.browser(&house.owner).await.get("/operator/categories/new").await.status, StatusCode::OK);
    assert_eq!(house.audited("app_categories.created").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_shows_whom_it_hits_before_it_is_made() {
    let house = House::open().await;
    let (access, _) = house.pair().await;
    let orders = "/api/v1/orders";
    assert_eq!(house.call(orders, &access).await.status, StatusCode::OK);
    let use_of = |back: u64, calls| {
        let (app, merchant) = (house.app.id.clone(), house.merchant.clone());
        house.write(move |tx| {
            let day = Day::of(tx.now - Duration::from_secs(back * DAY));
            usage::record(tx, &[Use { app: app.clone(), merchant: merchant.clone(), day, calls }])
        })
    };
    use_of(6, 40).await;
    use_of(7, 1000).await;
    let edited = AppCategory { refresh_test: Duration::from_secs(30 * DAY), ..without(&now(&house).await, "orders:read") };
    let hit = radius(&house, edited.clone()).await.unwrap();
    assert_eq!((hit.apps, hit.merchants, hit.lost.join(" ").as_str()), (2, 1, "orders:read"));
    assert_eq!((hit.calls_at_most, hit.shortened, hit.overfull.len()), (40, 1, 0), "seven days, and the one refresh token");

    let operator = house.browser(&house.operator).await;
    let path = format!("/operator/categories/{}", house.category.id);
    let fields = form(&edited);
    let asked = operator.post(&path, &sent(&fields, &[])).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
    assert!(asked.text.contains("Nothing is saved yet") && asked.text.contains(">40<"), "{}", asked.text);
    assert_eq!(house.call(orders, &access).await.status, StatusCode::OK, "asking changes nothing");

    let sure = sent(&fields, &[("confirmed", "yes")]);
    assert_eq!(operator.post(&path, &sure).await.status, StatusCode::SEE_OTHER);
    let refused = house.call(orders, &access).await;
    assert_eq!((refused.status, refused.body["code"].as_str()), (StatusCode::FORBIDDEN, Some("permission.missing")));
    assert_eq!(house.call("/api/v1/products", &access).await.status, StatusCode::OK, "the others stay");
    let codes = told(&house).await;
    for code in ["category_permissions_taken", "category_tokens_shortened"] {
        assert!(codes.iter().any(|told| told == code), "{code}: {codes:?}");
    }
    for stale in [&sure, &sent(&fields, &[])] {
        assert_eq!(operator.post(&path, stale).await.status, StatusCode::CONFLICT, "sent twice, or from an old version");
    }
    let page = operator.get(&path).await;
    assert!(
        page.text.contains("Changed an app category") && page.text.contains("Refresh token in test, seconds"),
        "{}",
        page.text
    );
    assert_eq!(house.audited("grants.narrowed").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_still_be_asked_for_is_not_taken_away() {
    let house = House::open().await;
    let (access, _) = house.pair().await;
    let category = now(&house).await;
    let edited = AppCategory { requestable: vec!["orders:read".to_owned()], ..without(&category, "orders:read") };
    assert!(radius(&house, edited.clone()).await.unwrap().lost.is_empty());
    assert_eq!(change(&house, edited).await.version, category.version + 1);
    assert_eq!(house.call("/api/v1/orders", &access).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_merchant_more_than_the_limit_is_turned_away_and_the_others_stay() {
    let house = House::open().await;
    let (access, _) = house.pair().await;
    let operator = house.operator.clone();
    let (mia, shop) = house
        .write(move |tx| {
            let mia = person(tx, "mia@lamp.example")?;
            let shop = store(tx, &operator, &mia, "Lamp House")?;
            Ok((mia, shop))
        })
        .await;
    change(&house, AppCategory { max_merchants_test: Some(1), ..now(&house).await }).await;
    let link = query("/oauth/authorize", &[("client_id", house.app.id.as_str()), ("response_type", "code")]);
    let turned: Reply = house.browser(&mia).await.get(&link).await;
    assert_eq!((turned.status, turned.header("location")), (StatusCode::FORBIDDEN, ""));
    assert!(turned.text.contains("when there is a place"), "{}", turned.text);
    let (by, id, request) = (mia.clone(), shop.clone(), house.request());
    let allowed = house.db.write(move |tx| grants::allow(tx, &by, &id, &request).map(drop)).await;
    assert!(matches!(allowed, Err(Error::Refusal(refusal)) if refusal.code == "grants.full"));
    assert_eq!(house.browser(&house.member).await.get(&link).await.status, StatusCode::OK, "who is in may renew");
    assert!(told(&house).await.iter().any(|code| code == "category_limit_lowered"));

    change(&house, AppCategory { max_merchants_test: Some(2), ..now(&house).await }).await;
    let (by, id, request) = (mia.clone(), shop.clone(), house.request());
    assert!(house.write(move |tx| grants::allow(tx, &by, &id, &request)).await.is_ok());
    assert!(told(&house).await.iter().any(|code| code == "app_full"), "the last place is taken");

    let over = radius(&house, AppCategory { max_merchants_test: Some(1), ..now(&house).await }).await.unwrap().overfull;
    assert_eq!(over.iter().map(|app| (app.merchants, app.most)).collect::<Vec<_>>(), [(2, 1)]);
    change(&house, AppCategory { max_merchants_test: Some(1), ..now(&house).await }).await;
    assert_eq!(house.call("/api/v1/grant", &access).await.status, StatusCode::OK, "nobody loses a place");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retired_category_takes_nobody_new_and_its_apps_work_on() {
    let house = House::open().await;
    let (access, refresh) = house.pair().await;
    let operator = house.browser(&house.operator).await;
    let path = format!("/operator/categories/{}", house.category.id);
    assert!(operator.get(&format!("{path}/retire")).await.text.contains("Apps that there are work on"));
    for _ in 0..2 {
        assert_eq!(operator.post(&format!("{path}/retire"), &[]).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(house.audited("app_categories.retired").await, 1, "twice is once");
    assert!(told(&house).await.iter().any(|code| code == "category_retired"));
    assert_eq!(house.call("/api/v1/orders", &access).await.status, StatusCode::OK);
    house.refresh(&refresh).await.pair();
    let (owner, developer, category) = (house.owner.clone(), house.developer.clone(), house.category.id.clone());
    let held = house.db.read(move |tx| app_categories::require_active_application(tx, &developer, &category)).await;
    assert!(matches!(held, Err(Error::Refusal(refusal)) if refusal.code == "app_categories.retired"));
    let (by, developer, category) = (owner, house.developer.clone(), house.category.id.clone());
    let applied = house.db.write(move |tx| app_categories::apply(tx, &by, &developer, &category, "one more app", None).map(drop));
    assert!(matches!(applied.await, Err(Error::Refusal(refusal)) if refusal.code == "app_categories.retired"));

    assert_eq!(operator.post(&format!("{path}/reinstate"), &[]).await.status, StatusCode::SEE_OTHER);
    let (developer, category) = (house.developer.clone(), house.category.id.clone());
    assert!(house.db.read(move |tx| app_categories::require_active_application(tx, &developer, &category)).await.is_ok());
    assert!(operator.get(&path).await.text.contains("Opened an app category again"));
}

#[tokio::test(flavor = "multi_thread")]
async fn refresh_tokens_live_as_long_as_their_stage_says() {
    let house = House::open().await;
    let short = AppCategory { refresh_test: Duration::from_secs(2 * DAY), ..now(&house).await };
    assert_eq!(short.strategy, Strategy::AnyMerchant);
    change(&house, short).await;
    let (_, refresh) = house.pair().await;
    house.wait(2 * DAY - 60);
    let (_, next) = house.refresh(&refresh).await.pair();
    house.wait(2 * DAY);
    assert_eq!(house.refresh(&next).await.error(), "invalid_grant", "the app is in test");
}
