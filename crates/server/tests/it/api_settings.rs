//! What a merchant decides about apps: single permissions, removal with open eyes, and access that ends because nobody uses it.

use crate::{house::House, people::Merchant, wire::App};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3600);

fn page(app: &App) -> String {
    format!("/merchant/settings/api/{}", app.client_id)
}

async fn takes_back(merchant: &mut Merchant, app: &App, permission: &str) {
    let shown = merchant.open(&page(app)).await.is(200);
    let forms = shown.forms(&format!("{}/shrink", page(app)));
    let form = forms.into_iter().find(|form| form.takes("permission", permission));
    let form = form.unwrap_or_else(|| panic!("{permission} cannot be taken back: {}", shown.text()));
    merchant.submit_and_follow(&form).await.is(200).says("The permission was taken back");
}

/// Goes through grants as the hourly sweep does.
async fn sweeps(house: &House) {
    house.write(|tx| platform::grants::idle::sweep(tx, None, 100)).await;
}

#[tokio::test]
async fn a_permission_that_was_never_used_is_taken_back_and_holds_on_the_next_call() {
    let house = House::open().await;
    let (app, mut merchant) = house.authorised().await;
    app.gets("/api/v1/orders").await.is(200);
    app.gets("/api/v1/products").await.is(200);
    house.writes_down_uses().await;
    let shown = merchant.open(&page(&app)).await.is(200);
    shown.says("Never used").says("Used");

    takes_back(&mut merchant, &app, "products:read").await;
    let refused = app.gets("/api/v1/products").await.is(403);
    assert_eq!(refused.json()["code"], "permission.missing");
    app.gets("/api/v1/orders").await.is(200);
    let outbox = house.visitor().open("/outbox").await.is(200);
    outbox.says("Lübeck Tea took a permission back from Hansa ERP");
}

#[tokio::test]
async fn the_last_permission_is_taken_back_by_removing_the_app() {
    let house = House::open().await;
    let (app, mut merchant) = house.authorised().await;
    let store = merchant.id(&house).await;
    let id = app.client_id.parse().unwrap();
    let grant = house.read(move |tx| platform::grants::all_of_pair(tx, &store, &id)).await.remove(0);
    let forms = merchant.open(&page(&app)).await.is(200).forms(&format!("{}/shrink", page(&app)));
    let first = forms.into_iter().find(|form| form.takes("permission", &grant.permissions[0])).unwrap();
    for permission in &grant.permissions[1..] {
        takes_back(&mut merchant, &app, permission).await;
    }
    assert!(merchant.open(&page(&app)).await.is(200).forms(&format!("{}/shrink", page(&app))).is_empty());
    // A form from before still refuses.
    merchant.submit_and_follow(&first).await.is(409).says("only permission");
    app.gets("/api/v1/grant").await.is(200);
}

#[tokio::test]
async fn removing_says_what_the_app_did_lately_and_then_who_ended_it() {
    let house = House::open().await;
    let (app, mut merchant) = house.authorised().await;
    app.gets("/api/v1/orders?limit=9").await.is(200);
    house.writes_down_uses().await;
    merchant
        .open(&format!("{}/remove", page(&app)))
        .await
        .is(200)
        .says("In the last 30 days Hansa ERP did this")
        .says("List orders");
    merchant.removes(&app).await.is(200).says("Removed by your store").says("Bao Chen");
    merchant.open(&page(&app)).await.is(200).says("This app has no access any more").says("List orders");
}

#[tokio::test]
async fn an_unused_app_is_marked_told_about_and_ends_by_itself() {
    let house = House::open().await;
    let (app, mut merchant) = house.authorised().await;
    app.gets("/api/v1/orders").await.is(200);
    house.writes_down_uses().await;
    house.passes(91 * DAY);
    merchant.signs_in().await.is(200);
    merchant.open("/merchant/settings/api").await.is(200).says("Not used for long");

    house.passes(244 * DAY);
    sweeps(&house).await;
    assert!(!house.visitor().open("/outbox").await.text().contains("will lose access"), "335 days are not yet more than 335");
    house.passes(DAY);
    sweeps(&house).await;
    sweeps(&house).await;
    let outbox = house.visitor().open("/outbox").await.is(200);
    let told = outbox.text().matches("Hansa ERP will lose access to Lübeck Tea").count();
    assert_eq!(told, 2, "the store and the developer, once each: {}", outbox.text());
    merchant.signs_in().await.is(200);
    merchant.open("/merchant/settings/api").await.is(200).says("Its access ends by itself");

    house.passes(29 * DAY);
    sweeps(&house).await;
    merchant.signs_in().await.is(200);
    merchant.open("/merchant/settings/api").await.is(200).says("Its access ends by itself");
    house.passes(2 * DAY);
    sweeps(&house).await;
    merchant.open("/merchant/settings/api").await.is(200).says("Ended by itself, because it was not used");
    house.visitor().open("/outbox").await.is(200).says("Hansa ERP no longer has access to Lübeck Tea");
    app.gets("/api/v1/grant").await.is(401);
}

#[tokio::test]
async fn one_call_keeps_an_access_that_was_about_to_end() {
    let house = House::open().await;
    let (mut app, mut merchant) = house.authorised().await;
    house.passes(336 * DAY);
    sweeps(&house).await;
    // Its tokens have expired long ago; the merchant lets it in again, and it calls.
    merchant.signs_in().await.is(200);
    let code = merchant.allows(&app).await;
    app.redeems(&code).await.is(200);
    app.gets("/api/v1/orders").await.is(200);
    house.writes_down_uses().await;
    house.passes(31 * DAY);
    sweeps(&house).await;
    merchant.signs_in().await.is(200);
    let shown = merchant.open("/merchant/settings/api").await.is(200);
    assert!(!shown.text().contains("Ended by itself"), "{}", shown.text());
}

#[tokio::test]
async fn the_operator_decides_when_unused_access_ends() {
    let house = House::open().await;
    let (_, mut merchant) = house.authorised().await;
    let mut operator = house.operator().await;
    let settings = operator.open("/operator/settings/watch").await.is(200);
    let form = settings.form("/operator/settings/watch").fill("expire_days", "20").fill("notice_days", "30");
    operator.submit_and_follow(&form).await.is(400).says("A grant ends later than it is told");
    let form = settings.form("/operator/settings/watch").fill("inactive_days", "10").fill("expire_days", "0");
    operator.submit_and_follow(&form).await.is(200);
    house.passes(3000 * DAY);
    sweeps(&house).await;
    merchant.signs_in().await.is(200);
    let shown = merchant.open("/merchant/settings/api").await.is(200);
    shown.says("Not used for long");
    assert!(!shown.text().contains("ends by itself"), "{}", shown.text());
}
