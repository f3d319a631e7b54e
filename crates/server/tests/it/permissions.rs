//! The permission groups of an app: what it begins with, requests, is given, and gives back.

use crate::{
    client::{Answer, pdf},
    desk::form,
    desk_applicant::told,
    house::House,
    people::{Developer, Merchant, Operator},
    wire::App,
};
use axum::http::Method;
use kernel::{Id, kinds};
use std::time::Duration;

fn page_of(app: &App) -> String {
    format!("/developer/apps/{}/permissions", app.client_id)
}

/// An app of the category that begins with reading alone.
async fn reader(house: &House) -> (Developer, Operator, App) {
    let (mut operator, mut developer) = (house.operator().await, house.developer("Hansa GmbH"));
    developer.registers().await;
    operator.approves("Hansa GmbH").await;
    developer.applies_for("Individual Developer").await;
    operator.approves("Individual Developer").await;
    let app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    (developer, operator, app)
}

async fn requests(developer: &mut Developer, app: &App, groups: &[&str]) -> Answer {
    let page = developer.open(&page_of(app)).await.is(200);
    let mut request = page.form(&page_of(app));
    for found in page.forms(&page_of(app)) {
        if found.action().ends_with("/permissions") {
            request = found;
        }
    }
    let request = request.fill("reason", "We print parcel labels and report their numbers.").attach("file", pdf("labels.pdf"));
    let request = groups.iter().fold(request, |request, group| request.tick("permissions", group));
    let answer = developer.submit(&request).await;
    developer.follow(answer).await
}

/// Presses the button beside a group that is active.
async fn gives_back(developer: &mut Developer, app: &App, group: &str) -> Answer {
    let page = developer.open(&page_of(app)).await.is(200);
    let given = page.forms(&page_of(app)).into_iter().find(|form| form.value("permission") == group);
    developer.submit_and_follow(&given.unwrap_or_else(|| panic!("{group} is not active: {}", page.text()))).await
}

async fn error_of(merchant: &mut Merchant, app: &App, scope: &str) -> Option<String> {
    let answer = merchant.visit(&format!("{}&scope={scope}", app.authorize_path())).await;
    answer.location().and_then(|_| answer.location_param("error"))
}

#[track_caller]
fn refused(answer: &Answer, code: &str) {
    assert_eq!((answer.status.as_u16(), answer.json()["code"].as_str()), (403, Some(code)), "{}", answer.body);
}

#[tokio::test]
async fn an_app_requests_more_and_stores_are_asked_for_the_difference() {
    let house = House::open().await;
    let (mut developer, mut operator, mut app) = reader(&house).await;
    let mut merchant = house.approved_merchant("Lübeck Tea").await;
    let code = merchant.allows(&app).await;
    let scope = app.redeems(&code).await.is(200).json()["scope"].as_str().unwrap().to_owned();
    assert!(scope.contains("orders:read") && !scope.contains(":write"), "{scope}");
    assert_eq!(error_of(&mut merchant, &app, "orders:write").await.as_deref(), Some("invalid_scope"));

    requests(&mut developer, &app, &["orders:write", "stock:write"]).await.is(200).says("Your request was sent");
    let page = developer.open(&page_of(&app)).await.is(200);
    page.says("A reviewer reads your reason").says("One request is reviewed at a time");
    assert_eq!(page.all(".badge").iter().filter(|badge| *badge == "Requested").count(), 2, "{}", page.text());
    assert_eq!(error_of(&mut merchant, &app, "orders:write").await.as_deref(), Some("invalid_scope"), "not before the decision");

    let case = operator.finds_case("We print parcel labels").await;
    case.says("labels.pdf").says("Mark orders as shipped").says("Has already");
    operator.submit_and_follow(&form(&case, "/approve")).await.is(200);
    assert_eq!(told(&house, "app_review_approved").await, [developer.email.clone()]);
    assert!(!developer.open(&page_of(&app)).await.is(200).text().contains("A reviewer reads your reason"));

    // What the store allowed is as it was; the next time it is asked for the difference.
    let generate = |app: App| async move {
        let bearer = format!("Bearer {}", app.access);
        app.calls(Method::POST, "/api/v1/sandbox/orders", &[("authorization", &bearer)], "{\"seed\": 1}").await
    };
    refused(&generate(app.clone()).await, "permission.missing");
    let consent = merchant.open(&app.authorize_path()).await.is(200);
    let (_, asked) = consent.text().split_once("It also wants").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let (added, kept) = asked.split_once("It has already").unwrap();
    assert!(added.contains("Mark orders as shipped") && added.contains("Set stock levels"), "{added}");
    assert!(kept.contains("Your orders") && !added.contains("Your orders"), "{asked}");
    let code = merchant.allows(&app).await;
    app.redeems(&code).await.is(200);
    refused(&generate(app.clone()).await, "sandbox.only");
}

#[tokio::test]
async fn what_is_given_back_is_closed_on_the_next_call_and_no_longer_asked_for() {
    let house = House::open().await;
    let (app, mut merchant) = house.authorised().await;
    let mut developer = house.developer("Hansa ERP GmbH");
    let page = developer.open("/developer/sign-in").await;
    let sign_in = page.form("/developer/sign-in").fill("email", &developer.email).fill("password", crate::people::PASSWORD);
    developer.submit_and_follow(&sign_in).await.is(200);

    app.gets("/api/v1/orders").await.is(200);
    gives_back(&mut developer, &app, "orders:read").await.is(200).says("Given back");
    refused(&app.gets("/api/v1/orders").await, "permission.inactive");
    app.gets("/api/v1/products").await.is(200);
    let own = app.gets("/api/v1/grant").await.is(200).json();
    assert!(!own["permissions"].as_array().unwrap().iter().any(|group| group == "orders:read"), "{own}");
    let wish = app.gets("/api/v3/orders").await;
    assert_eq!((wish.status.as_u16(), wish.json()["code"].as_i64()), (400, Some(1006)), "{}", wish.body);
    let asked = merchant.open(&app.authorize_path()).await.is(200);
    assert!(!asked.text().contains("Your orders, with buyers"), "{}", asked.text());
    assert_eq!(error_of(&mut merchant, &app, "orders:read").await.as_deref(), Some("invalid_scope"));

    // The same form once more changes nothing; it can be requested again.
    let page = developer.open(&page_of(&app)).await.is(200);
    let again = page.forms(&page_of(&app)).into_iter().find(|form| form.takes("permission", "stock:read")).unwrap();
    developer.submit_and_follow(&again.fill("permission", "orders:read")).await.is(200);
    requests(&mut developer, &app, &["orders:read"]).await.is(200);
    house.operator().await.approves("We print parcel labels").await;
    app.gets("/api/v1/orders").await.is(200);
}

#[tokio::test]
async fn a_rejected_or_withdrawn_request_gives_nothing_and_can_be_made_again() {
    let house = House::open().await;
    let (mut developer, mut operator, app) = reader(&house).await;
    requests(&mut developer, &app, &["orders:write"]).await.is(200);
    let page = developer.open(&page_of(&app)).await.is(200);
    assert_eq!(page.forms(&page_of(&app)).iter().filter(|form| form.action().ends_with("/permissions")).count(), 0);
    let own = page.link("/developer/cases/case_");
    let withdraw = form(&developer.open(&own).await.is(200), "/withdraw");
    developer.submit_and_follow(&withdraw).await.is(200).says("You have withdrawn this");

    house.passes(Duration::from_secs(1));
    requests(&mut developer, &app, &["orders:write", "refunds:write"]).await.is(200);
    let case = operator.finds_case("We print parcel labels").await;
    case.says("What changed since the last try");
    let reject = form(&case, "/reject").choose("rule", "too_much_data");
    operator.submit_and_follow(&reject).await.is(200);
    assert_eq!(told(&house, "app_review_rejected").await, [developer.email.clone()]);
    let own = developer.open("/developer/cases").await.is(200).link("/developer/cases/case_");
    let mend = developer.open(&own).await.is(200).link(&page_of(&app));
    let page = developer.open(&mend).await.is(200);
    assert!(page.all(".check-text").iter().any(|group| group.contains("orders:write")), "{}", page.text());
    requests(&mut developer, &app, &["orders:write"]).await.is(200);
}

#[tokio::test]
async fn only_groups_that_are_offered_can_be_requested_and_only_once_at_a_time() {
    let house = House::open().await;
    let (mut developer, _, app) = reader(&house).await;
    let page = developer.open(&page_of(&app)).await.is(200);
    let request = page.forms(&page_of(&app)).into_iter().find(|form| form.action().ends_with("/permissions")).unwrap();
    let request = request.fill("reason", "We print parcel labels.");
    developer.submit(&request).await.is(400).says("Choose one or more of the permissions");
    for wrong in ["orders:read", "moon:write", "<script>"] {
        developer.submit(&request.clone().fill("permissions", wrong)).await.is(400);
    }
    let right = request.tick("permissions", "orders:write");
    developer.submit(&right.clone().fill("reason", "x")).await.is(400).says("too short");
    developer.submit_and_follow(&right).await.is(200);
    developer.submit(&right).await.is(409).says("being reviewed already");

    let mut other = house.developer("Pearl GmbH");
    other.registers().await;
    other.open(&page_of(&app)).await.is(404);
    let token = other.open("/developer/account/password").await.form("/developer/account/password").value("_csrf").to_owned();
    other.submit(&right.fill("_csrf", &token)).await.is(404);
}

#[tokio::test]
async fn a_change_of_the_category_leaves_the_apps_that_are_there_as_they_are() {
    let house = House::open().await;
    let (mut developer, mut operator, app) = reader(&house).await;
    let list = operator.open("/operator/categories").await.is(200);
    let mut page = None;
    for link in list.links("a[href^='/operator/categories/cat_']") {
        let found = operator.open(&link).await.is(200);
        if found.all("h1").concat().contains("Individual Developer") {
            page = Some(found);
        }
    }
    let edit = page.unwrap().form("/operator/categories/cat_").fill("permissions", "shops:read");
    operator.submit_and_follow(&edit).await.is(200);
    let page = developer.open(&page_of(&app)).await.is(200);
    assert!(page.forms(&page_of(&app)).iter().any(|form| form.value("permission") == "orders:read"), "{}", page.text());
    let id: Id<kinds::App> = app.client_id.parse().unwrap();
    let kept = house.read(move |tx| platform::apps::find(tx, &id)).await.unwrap();
    assert!(kept.may_use("orders:read"));
}
