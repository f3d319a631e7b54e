//! Stars and words of merchants, answers of developers, and what the operator takes down.

use crate::{
    client::Answer,
    house::House,
    people::{Developer, Merchant},
    store::{STOCK, lists},
    wire::App,
};
use kernel::{Actor, Id, kinds};
use platform::accounts::{self, Party, Role};

const PRAISE: &str = "It found forty kettles that we had lost.";

struct Scene {
    house: House,
    app: App,
    developer: Developer,
    merchant: Merchant,
}

/// A listed app that has worked for a merchant.
async fn scene() -> Scene {
    let house = House::open().await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    lists(&house, &app, &STOCK).await;
    let mut merchant = house.approved_merchant("Lübeck Tea").await;
    let mut caller = app.clone();
    let code = merchant.allows_listed(&caller).await;
    caller.redeems(&code).await.is(200);
    caller.gets("/api/v1/orders").await.is(200);
    house.rooms.gateway.uses.flush(&house.db).await.unwrap();
    Scene { house, app, developer, merchant }
}

impl Merchant {
    /// [`Merchant::allows`], where the consent page may call the app as the store does.
    async fn allows_listed(&mut self, app: &App) -> String {
        let page = self.open(&app.authorize_path()).await.is(200);
        let answer = self.browser.submit(&page.form("/oauth/authorize").press("decision", "allow")).await;
        answer.location_param("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
    }

    async fn reviews(&mut self, app: &App, stars: &str, text: &str) -> Answer {
        let path = format!("/merchant/apps/{}/review", app.client_id);
        let page = self.open(&path).await.is(200);
        let form = page.form(&path).choose("stars", stars).fill("text", text);
        self.submit_and_follow(&form).await
    }
}

impl Scene {
    async fn page(&self) -> Answer {
        let mut visitor = self.house.visitor();
        let path = visitor.open("/apps").await.is(200).link("/apps/stock");
        visitor.open(&path).await.is(200)
    }

    async fn merchant_id(&self) -> Id<kinds::Merchant> {
        self.merchant.id(&self.house).await
    }

    async fn operator_page(&self) -> String {
        format!("/operator/apps/{}/reviews/{}", self.app.client_id, self.merchant_id().await)
    }

    async fn hides(&self, reason: &str) -> Answer {
        let (mut operator, path) = (self.house.operator().await, self.operator_page().await);
        let page = operator.open(&path).await.is(200);
        operator.submit_and_follow(&page.form(&format!("{path}/hide")).fill("reason", reason)).await
    }
}

#[tokio::test]
async fn a_merchant_reviews_what_it_used_and_everybody_reads_it() {
    let mut scene = scene().await;
    scene.page().await.says("No reviews yet");
    scene.merchant.reviews(&scene.app, "4", PRAISE).await.is(200).says("Your review is saved");
    let page = scene.page().await;
    page.says("Lübeck Tea").says(PRAISE).says("4.0").says("one review");
    let data: serde_json::Value = serde_json::from_str(&page.all("script[type='application/ld+json']")[0]).unwrap();
    assert_eq!(data["aggregateRating"]["ratingValue"], "4.0");
    scene.house.visitor().open("/").await.says("4.0");
    scene.developer.open("/developer/notices").await.says("Lübeck Tea reviewed Stock Pilot");

    // Changing it makes no second one.
    scene.merchant.reviews(&scene.app, "2", "On second thoughts it lost ten again.").await.is(200);
    let page = scene.page().await;
    page.says("2.0").says("one review").says("On second thoughts").says("changed");
    assert!(!page.text().contains(PRAISE));

    // A second store counts by itself.
    let mut other = scene.house.approved_merchant("Kiel Coffee").await;
    let mut caller = scene.app.clone();
    let code = other.allows_listed(&caller).await;
    caller.redeems(&code).await.is(200);
    caller.gets("/api/v1/orders").await.is(200);
    scene.house.rooms.gateway.uses.flush(&scene.house.db).await.unwrap();
    other.reviews(&scene.app, "5", "Quiet, quick and right.").await.is(200);
    scene.page().await.says("3.5").says("2 reviews");
}

#[tokio::test]
async fn who_has_not_used_an_app_cannot_review_it() {
    let scene = scene().await;
    let mut other = scene.house.approved_merchant("Kiel Coffee").await;
    let path = format!("/merchant/apps/{}/review", scene.app.client_id);
    let page = other.open(&path).await.is(200);
    page.says("Use the app first");
    assert!(page.forms(&path).is_empty());
    // Having added it is not having used it.
    other.allows_listed(&scene.app).await;
    let (id, app) = (other.id(&scene.house).await, scene.app.client_id.parse::<Id<kinds::App>>().unwrap());
    let new = platform::reviews::NewReview { stars: 5, text: "Never tried it, sounds fine.".to_owned() };
    let refused = scene.house.db.write(move |tx| platform::reviews::write(tx, &Actor::system("story"), &id, &app, &new)).await;
    assert_eq!(refused.unwrap_err().refusal().unwrap().code, "reviews.not_used");
    scene.house.visitor().open(&path).await.says("Sign in");
}

#[tokio::test]
async fn nobody_reviews_an_app_of_their_own() {
    let mut scene = scene().await;
    let (app, merchant) = (scene.app.client_id.parse::<Id<kinds::App>>().unwrap(), scene.merchant_id().await);
    scene
        .house
        .write(move |tx| {
            let developer = platform::apps::find(tx, &app)?.unwrap().developer;
            let account = accounts::members(tx, &Party::Merchant(merchant.clone()))?.remove(0).account;
            accounts::add_member(tx, &Actor::system("story"), &Party::Developer(developer), &account.id, Role::Admin)
        })
        .await;
    scene.merchant.reviews(&scene.app, "5", "The best app that I ever wrote.").await.is(403);
    scene.page().await.says("No reviews yet");
}

#[tokio::test]
async fn a_refused_review_says_why_and_keeps_what_was_typed() {
    let mut scene = scene().await;
    let path = format!("/merchant/apps/{}/review", scene.app.client_id);
    let page = scene.merchant.open(&path).await.is(200);
    let refused = scene.merchant.submit(&page.form(&path).choose("stars", "3").fill("text", "short")).await.is(400);
    refused.says("at least 10 characters").says("short");
    let long = "x".repeat(2001);
    scene.merchant.submit(&page.form(&path).choose("stars", "3").fill("text", &long)).await.is(400);
    scene.merchant.submit(&page.form(&path).fill("text", PRAISE)).await.is(400).says("one to five stars");
    scene.merchant.reviews(&scene.app, "1", "<script>alert('x')</script> & \"more\"").await.is(200);
    let shown = scene.page().await;
    assert!(!shown.body.contains("<script>alert"), "{}", shown.body);
    shown.says("<script>alert('x')</script> & \"more\"");
}

#[tokio::test]
async fn the_developer_answers_once_and_may_say_it_better() {
    let mut scene = scene().await;
    scene.merchant.reviews(&scene.app, "2", "It lost ten kettles.").await.is(200);
    let list = format!("/developer/apps/{}/reviews", scene.app.client_id);
    let link = scene.developer.open(&list).await.is(200).says("It lost ten kettles.").link(&format!("{list}/mer_"));
    for text in ["We found them: they were pots.", "We found them, and mended it."] {
        let page = scene.developer.open(&link).await.is(200);
        let answered = scene.developer.submit_and_follow(&page.form(&link).fill("answer", text)).await.is(200);
        answered.says("Your answer is published").says(text);
    }
    let page = scene.page().await;
    page.says("Answer from Hansa GmbH").says("We found them, and mended it.");
    assert!(!page.text().contains("they were pots"));
    assert_eq!(page.all(".review-answer").len(), 1);
    let told = scene.merchant.open("/merchant/notices").await.text();
    assert_eq!(told.matches("Stock Pilot answered your review").count(), 1, "{told}");

    // Another developer has no business with it.
    let mut other = scene.house.approved_developer("Pearl GmbH").await;
    other.open(&link).await.is(404);
    other.open(&list).await.is(404);
    let page = scene.developer.open(&link).await;
    scene.developer.submit(&page.form(&link).fill("answer", "no")).await.is(400);
}

#[tokio::test]
async fn what_the_operator_hides_is_shown_and_counted_nowhere_until_it_is_shown_again() {
    let mut scene = scene().await;
    scene.merchant.reviews(&scene.app, "1", "Ask me at 555 0100, Anna Weber of Elm Road.").await.is(200);
    scene.hides("no").await.is(400).says("at least 5 characters");
    scene.hides("it names a person").await.is(200).says("The review is hidden");

    let page = scene.page().await;
    assert!(!page.body.contains("Anna Weber") && !page.body.contains("aggregateRating"), "{}", page.body);
    page.says("No reviews yet");
    let told = crate::client::call(&scene.house.router, axum::http::Method::GET, "/api/v1/apps", &[], "").await;
    assert!(told.json()["data"][0]["rating"].is_null(), "{}", told.body);
    // Both sides are told, and read the reason where the review was.
    scene.developer.open("/developer/notices").await.says("was hidden").says("it names a person");
    scene.merchant.open("/merchant/notices").await.says("was hidden");
    let own = scene.merchant.open(&format!("/merchant/apps/{}/review", scene.app.client_id)).await.is(200);
    own.says("it names a person").says("has hidden this review");
    // It can be mended and stays hidden; hiding it twice is refused; it cannot be answered.
    scene.merchant.reviews(&scene.app, "1", "It lost ten kettles, I hear.").await.is(200);
    assert!(!scene.page().await.text().contains("ten kettles"));
    let path = scene.operator_page().await;
    let mut operator = scene.house.operator().await;
    let page = operator.open(&path).await.is(200);
    assert!(page.forms(&format!("{path}/hide")).is_empty());
    let link = format!("/developer/apps/{}/reviews/{}", scene.app.client_id, scene.merchant_id().await);
    assert!(scene.developer.open(&link).await.is(200).forms(&link).is_empty());

    operator.submit_and_follow(&page.form(&format!("{path}/show"))).await.is(200).says("shown again");
    scene.page().await.says("It lost ten kettles, I hear.").says("1.0");
    scene.merchant.open("/merchant/notices").await.says("is shown again");
    operator.open("/operator/audit?action=reviews.hidden").await.is(200).says("Hid a review").says("it names a person");
    operator.open("/operator/audit?action=reviews.shown").await.is(200).says("Showed a hidden review again");
}
