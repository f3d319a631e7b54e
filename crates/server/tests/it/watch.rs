//! Watching apps: figures, complaints, flags, and what is done about them.

use crate::{house::House, people::Merchant, wire::App};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Looks at all apps as the job does every few minutes.
async fn looks(house: &House) {
    house.write(|tx| office::jobs::enqueue_single(tx, "watch.flags", tx.now)).await;
    house.passes(Duration::from_secs(300));
    house.works().await;
}

async fn sets(house: &House, numbers: &[(&str, &str)]) {
    let mut operator = house.operator().await;
    let mut form = operator.open("/operator/settings/watch").await.is(200).form("/operator/settings/watch");
    for (name, value) in numbers {
        form = form.fill(name, value);
    }
    operator.submit_and_follow(&form).await.is(200);
}

async fn complains(merchant: &mut Merchant, app: &App, reason: &str, text: &str) -> crate::client::Answer {
    let path = format!("/merchant/settings/api/{}", app.client_id);
    let form = merchant.open(&path).await.is(200).form(&format!("{path}/complain")).choose("reason", reason).fill("text", text);
    merchant.submit_and_follow(&form).await
}

async fn flagged(house: &House) -> Vec<String> {
    let mut operator = house.operator().await;
    operator.open("/operator/cases?kind=policy_flag&state=open").await.is(200).links("a[href^='/operator/cases/case_']")
}

#[tokio::test]
async fn calls_that_do_not_succeed_open_one_case_with_the_figures_and_the_developer_answers_there() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    sets(&house, &[("min_calls", "10"), ("error_percent", "40")]).await;
    for _ in 0..6 {
        app.gets("/api/v1/orders").await.is(200);
    }
    for _ in 0..4 {
        app.gets("/api/v1/orders?limit=none").await.is(400);
    }
    house.writes_down_uses().await;
    looks(&house).await;
    assert!(flagged(&house).await.is_empty(), "40 of 100 are not more than 40");
    app.gets("/api/v1/orders?limit=none").await.is(400);
    house.writes_down_uses().await;
    looks(&house).await;
    looks(&house).await;
    let cases = flagged(&house).await;
    assert_eq!(cases.len(), 1, "{cases:?}");
    let mut operator = house.operator().await;
    operator.open(&cases[0]).await.is(200).says("Too many calls do not succeed").says("Hansa ERP").says("11");

    let mut developer = house.developer("Hansa ERP GmbH");
    developer.signs_in().await.is(200);
    let case = cases[0].replace("/operator/", "/developer/");
    let shown = developer.open(&case).await.is(200);
    shown.says("Too many calls do not succeed");
    assert!(shown.forms(&format!("{case}/withdraw")).is_empty(), "{}", shown.text());
    let form = shown.form(&format!("{case}/answer")).fill("message", "A client of ours sent a wrong limit; it is mended.");
    developer.submit_and_follow(&form).await.is(200);

    let form = operator.open(&cases[0]).await.is(200).form(&format!("{}/reject", cases[0])).choose("rule", "mended");
    operator.submit_and_follow(&form).await.is(200);
    looks(&house).await;
    assert!(flagged(&house).await.is_empty(), "a flag rests after it was closed");
    house.passes(6 * DAY);
    looks(&house).await;
    assert!(flagged(&house).await.is_empty());
}

#[tokio::test]
async fn tokens_that_no_longer_hold_raise_a_flag() {
    let house = House::open().await;
    let (app, mut merchant) = house.authorised().await;
    sets(&house, &[("authentication_failures", "3")]).await;
    merchant.removes(&app).await.is(200);
    for _ in 0..3 {
        app.gets("/api/v1/orders").await.is(401);
    }
    house.writes_down_uses().await;
    looks(&house).await;
    let cases = flagged(&house).await;
    assert_eq!(cases.len(), 1);
    house.operator().await.open(&cases[0]).await.is(200).says("Too many calls with tokens that no longer hold");
}

#[tokio::test]
async fn complaints_are_read_by_the_operator_counted_for_the_developer_and_raise_a_flag() {
    let house = House::open().await;
    let (app, mut merchant) = house.authorised().await;
    sets(&house, &[("complaints", "1")]).await;
    complains(&mut merchant, &app, "too_much_data", "short").await.is(400);
    complains(&mut merchant, &app, "too_much_data", "It lists all orders every minute.").await.is(200);
    complains(&mut merchant, &app, "other", "And once more, at once.").await.is(409).says("within a day");

    let shown = house.operator().await.open(&format!("/operator/watch/{}", app.client_id)).await.is(200);
    shown.says("It lists all orders every minute.").says("Lübeck Tea").says("It takes more data than it needs");
    let mut developer = house.developer("Hansa ERP GmbH");
    developer.signs_in().await.is(200);
    let shown = developer.open(&format!("/developer/apps/{}/health", app.client_id)).await.is(200);
    shown.says("It takes more data than it needs");
    assert!(!shown.text().contains("every minute") && !shown.text().contains("Lübeck"), "{}", shown.text());

    looks(&house).await;
    assert_eq!(flagged(&house).await.len(), 1);
}

#[tokio::test]
async fn who_has_never_let_an_app_in_cannot_complain_about_it() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    let mut other = house.approved_merchant("Bergen Fish").await;
    other.open(&format!("/merchant/settings/api/{}", app.client_id)).await.is(404);
    let (store, id) = (other.id(&house).await, app.client_id.parse().unwrap());
    let account = house
        .read(move |tx| Ok(platform::accounts::members_of(tx, &platform::accounts::Party::Merchant(store.clone()))?.remove(0)))
        .await
        .account;
    let (store, by) = (other.id(&house).await, kernel::Actor { who: kernel::Who::Account(account), address: None });
    let reason = platform::watch::ComplaintReason::Other;
    let refused = house.db.write(move |tx| platform::watch::complain(tx, &by, &store, &id, reason, "It is not even here.")).await;
    assert_eq!(refused.unwrap_err().refusal().map(|refusal| refusal.code), Some("grants.not_found"));
}

#[tokio::test]
async fn a_flagged_app_is_suspended_from_its_case_and_stops_at_once() {
    let house = House::open().await;
    let (app, mut merchant) = house.authorised().await;
    let mut operator = house.operator().await;
    operator.brings_online(&app).await;
    sets(&house, &[("complaints", "1")]).await;
    complains(&mut merchant, &app, "wrong_data", "It changed the prices of my orders.").await.is(200);
    looks(&house).await;
    let case = flagged(&house).await.remove(0);
    let shown = operator.open(&case).await.is(200);
    let form = shown.form(&format!("{case}/act")).press("measure", "suspend");
    operator.submit_and_follow(&form).await.is(400);
    app.gets("/api/v1/orders").await.is(200);
    let form =
        shown.form(&format!("{case}/act")).press("measure", "suspend").fill("measure_reason", "Stores report changed prices.");
    operator.submit_and_follow(&form).await.is(200).says("Done.");
    assert_eq!(app.gets("/api/v1/orders").await.is(403).json()["code"], "app.stopped");
    assert!(flagged(&house).await.is_empty());
    // Whoever comes too late changes nothing.
    let late = operator.submit_and_follow(&form).await;
    assert_eq!(late.status.as_u16(), 409, "{}", late.text());
}

#[tokio::test]
async fn an_app_that_stores_let_in_and_that_does_not_call_is_flagged() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    house.operator().await.brings_online(&app).await;
    app.gets("/api/v1/orders").await.is(200);
    house.writes_down_uses().await;
    house.passes(59 * DAY);
    looks(&house).await;
    assert!(flagged(&house).await.is_empty());
    house.passes(DAY);
    looks(&house).await;
    let cases = flagged(&house).await;
    assert_eq!(cases.len(), 1);
    house.operator().await.open(&cases[0]).await.is(200).says("Does not call").says("Stores that let it in");
}

#[tokio::test]
async fn a_flagged_app_is_taken_off_the_store_from_its_case_and_goes_on_working() {
    let house = House::open().await;
    let (app, mut merchant) = house.authorised().await;
    let mut operator = house.operator().await;
    operator.brings_online(&app).await;
    house.lists(&app, "Hansa ERP").await;
    let page = house.visitor().open("/").await.is(200).link("/apps/hansa");
    sets(&house, &[("complaints", "1")]).await;
    complains(&mut merchant, &app, "misleading", "It promised invoices and has none.").await.is(200);
    looks(&house).await;
    let case = flagged(&house).await.remove(0);
    let form = operator.open(&case).await.is(200).form(&format!("{case}/act"));
    let form = form.press("measure", "delist").fill("measure_reason", "The description promises what it does not do.");
    operator.submit_and_follow(&form).await.is(200).says("Done.");
    house.visitor().open(&page).await.is(404);
    assert!(!house.visitor().open("/").await.text().contains("Hansa ERP"));
    app.gets("/api/v1/orders").await.is(200);
}
