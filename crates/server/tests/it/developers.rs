//! Developers: registering, being reviewed, applying for a category, making apps.

use crate::{
    client::{Upload, pdf, png},
    house::House,
};
use axum::http::Method;

#[tokio::test]
async fn a_developer_goes_from_nothing_to_an_app_and_the_operator_decides_on_the_way() {
    let house = House::open().await;
    let (mut operator, mut developer) = (house.operator().await, house.developer("Hansa GmbH"));
    developer.registers().await;

    // The queue shows the case with its evidence.
    house.passes(std::time::Duration::from_secs(3 * 24 * 3600));
    operator.open("/operator/cases").await.is(200).says("3 days");
    let case = operator.finds_case("Hansa GmbH").await;
    case.says("register.pdf");
    let document = operator.visit(&case.links("a[href*='/files/']").remove(0)).await.is(200);
    assert_eq!(document.headers["content-type"], "application/pdf");
    assert_eq!(document.body.as_bytes(), pdf("register.pdf").bytes);

    // Rejected with a reason, which the developer reads on the page and by mail.
    operator.rejects("Hansa GmbH", "the register's extract is older than a year").await;
    house.works().await;
    developer.open("/developer").await.is(200).says("the register's extract is older than a year");
    let outbox = developer.open("/outbox").await.is(200);
    let newest = outbox.links("a[href^='/outbox/']").remove(0);
    developer.open(&newest).await.is(200).says("the register's extract is older than a year");

    // Handed in again, and approved.
    let page = developer.open("/developer/profile").await.is(200);
    let form = page.form("/developer/profile").fill("legal_name", "Hansa Software GmbH").attach("documents", pdf("new.pdf"));
    developer.submit_and_follow(&form).await.is(200);
    operator.approves("Hansa Software GmbH").await;
    developer.open("/developer").await.is(200);

    // A category, then an app.
    let page = developer.open("/developer/apps/new").await.is(200);
    assert!(page.forms("/developer/apps/new").is_empty(), "no app without a category");
    developer.applies_for("Commercial Developer").await;
    developer.open("/developer/categories").await.is(200).says("Commercial Developer");
    operator.approves("Commercial Developer").await;
    let app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    assert!(app.client_id.starts_with("app_p"), "{}", app.client_id);

    // The secret was shown once.
    let page = developer.open(&format!("/developer/apps/{}", app.client_id)).await.is(200);
    assert!(!page.body.contains(&app.client_secret));
    page.says(&app.client_id);
    developer.open("/developer/apps").await.is(200).says("Hansa ERP");
}

#[tokio::test]
async fn a_rejected_or_waiting_developer_can_not_apply_or_create() {
    let house = House::open().await;
    let (mut operator, mut developer) = (house.operator().await, house.developer("Hansa GmbH"));
    developer.registers().await;
    let approved = {
        let mut other = house.approved_developer("Other GmbH").await;
        other.open("/developer/apps/new").await.form("/developer/apps/new")
    };
    let page = developer.open("/developer/categories").await.is(200);
    assert!(page.links("a[href$='/apply']").is_empty(), "{}", page.text());
    operator.rejects("Hansa GmbH", "no such company in the register").await;
    let page = developer.open("/developer/categories").await.is(200);
    assert!(page.links("a[href$='/apply']").is_empty(), "{}", page.text());

    // Nor by sending the form of somebody who may.
    let token = developer.open("/developer/profile").await.form("/developer/profile").value("_csrf").to_owned();
    let form = approved.fill("name", "ERP").fill("redirect_uri", "https://erp.example/callback").fill("_csrf", &token);
    let answer = developer.submit(&form).await;
    assert!(matches!(answer.status.as_u16(), 403 | 409), "{} {}", answer.status, answer.text());
    assert!(house.read(|tx| platform::apps::list(tx, None, &kernel::PageRequest::first(10))).await.items.is_empty());
}

#[tokio::test]
async fn an_app_has_two_secrets_at_most_and_one_at_least() {
    let house = House::open().await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    let address = format!("/developer/apps/{}", app.client_id);
    let page = developer.open(&address).await.is(200);
    assert!(page.links("a[href$='/delete']").is_empty(), "the only secret offers no deletion");
    let add = page.form(&format!("{address}/secrets"));
    developer.adds_secret(&app).await;
    let page = developer.open(&address).await.is(200);
    assert!(page.forms(&format!("{address}/secrets")).is_empty(), "two secrets offer no third");
    developer.submit(&add).await.is(409);
    developer.deletes_first_secret(&app).await.is(200);
    let page = developer.open(&address).await.is(200);
    assert!(page.links("a[href$='/delete']").is_empty(), "{}", page.text());
}

#[tokio::test]
async fn one_app_per_category_and_settings_can_be_changed() {
    let house = House::open().await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    let page = developer.open("/developer/apps/new").await.is(200);
    assert!(page.forms("/developer/apps/new").is_empty(), "{}", page.text());

    let address = format!("/developer/apps/{}", app.client_id);
    let page = developer.open(&address).await.is(200);
    let form =
        page.form(&format!("{address}/settings")).fill("name", "Hansa ERP 2").fill("redirect_uri", "https://erp.example/new");
    developer.submit_and_follow(&form.attach("logo", png("logo.png"))).await.is(200).says("Hansa ERP 2");
    for wrong in [
        "http://erp.example/callback",
        "https://erp.example/#fragment",
        "javascript:alert(1)",
        "/callback",
        "https://user@erp.example/",
    ] {
        let page = developer.open(&address).await.is(200);
        let answer = developer.submit(&page.form(&format!("{address}/settings")).fill("redirect_uri", wrong)).await.is(400);
        assert_eq!(answer.form(&format!("{address}/settings")).value("redirect_uri"), wrong, "what was typed stays");
        assert!(!answer.all("#field-redirect_uri-error").is_empty(), "{wrong}: {}", answer.text());
    }
    let page = developer.open(&address).await.is(200);
    let fake = Upload { name: "logo.png".to_owned(), bytes: b"<svg onload=alert(1)>".to_vec() };
    developer.submit(&page.form(&format!("{address}/settings")).attach("logo", fake)).await.is(400);
    developer.open(&address).await.is(200).says("https://erp.example/new");
}

#[tokio::test]
async fn nobody_reads_another_developers_app_or_documents() {
    let house = House::open().await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    let mut stranger = house.approved_developer("Other GmbH").await;
    stranger.visit(&format!("/developer/apps/{}", app.client_id)).await.is(404);
    let file = developer.open("/developer/profile").await.is(200).links("a[href^='/developer/files/']").remove(0);
    developer.visit(&file).await.is(200);
    stranger.visit(&file).await.is(404);
    house.visitor().visit(&file).await.is(303);
}

#[tokio::test]
async fn every_change_is_written_down() {
    let house = House::open().await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    let mut operator = house.operator().await;
    let audit = operator.open("/operator/audit").await.is(200);
    let entries =
        house.read(|tx| office::audit::list(tx, &office::audit::Filter::default(), &kernel::PageRequest::first(200))).await;
    let actions: Vec<_> = entries.items.iter().rev().map(|entry| entry.action.as_str()).collect();
    for action in ["accounts.registered", "developers.registered", "approvals.opened", "approvals.approved", "apps.created"] {
        assert!(actions.contains(&action), "{action}: {actions:?}");
    }
    assert!(audit.text().len() > 200, "{}", audit.text());
    let written = format!("{entries:?}");
    assert!(!written.contains(crate::people::PASSWORD) && !written.contains("argon2"), "{written}");
}

#[tokio::test]
async fn a_console_speaks_the_language_that_is_asked_for() {
    let house = House::open().await;
    let mut visitor = house.visitor();
    let page = visitor.open("/developer/sign-in?lang=zh").await.is(200);
    assert!(page.body.contains("lang=\"zh"), "{}", &page.body[..200]);
    assert!(page.text().chars().filter(|letter| ('\u{4e00}'..'\u{9fff}').contains(letter)).count() > 10, "{}", page.text());
    // It is remembered, and can be taken back.
    assert!(visitor.open("/developer/register").await.is(200).body.contains("lang=\"zh"));
    assert!(visitor.open("/developer/register?lang=en").await.is(200).body.contains("lang=\"en"));
    assert_eq!(visitor.visit("/?lang=tlh").await.status.as_u16(), 400);
    let router = &house.router;
    let answer = crate::client::call(router, Method::GET, "/", &[("accept-language", "zh-CN,zh;q=0.9,en;q=0.5")], "").await;
    assert!(answer.body.contains("lang=\"zh"));
}

#[tokio::test]
async fn a_developer_whom_no_category_fits_asks_for_one_and_is_answered() {
    let house = House::open().await;
    let (mut operator, mut developer) = (house.operator().await, house.approved_developer("Hansa GmbH").await);
    let ask = |page: &crate::client::Answer| {
        page.form("/developer/categories/ask").fill("need", "Our scales weigh parcels and only write weights.")
    };
    let page = developer.open("/developer/categories").await.is(200);
    developer.submit_and_follow(&ask(&page)).await.is(200);
    // Sent twice, it stands in the queue once.
    developer.submit(&ask(&page)).await.is(409);
    operator.finds_case("Hansa GmbH").await.says("Our scales weigh parcels");
    house.passes(std::time::Duration::from_secs(60));
    operator.rejects("Hansa GmbH", "weights belong to shipments; the commercial category covers them").await;
    house.works().await;
    developer.open("/developer/notices").await.is(200).says("declined");
    let outbox = developer.open("/outbox").await.is(200);
    let newest = outbox.links("a[href^='/outbox/']").remove(0);
    developer.open(&newest).await.is(200).says("the commercial category covers them");
}
