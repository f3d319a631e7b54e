//! An app's two secrets: changing over without a gap, and without having to remember the end of it.

use crate::{client::Answer, house::House, people::Developer, people::PASSWORD, wire::App};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

/// Whether this secret proves the app: a wrong code is then what is wrong.
async fn proves(app: &App, secret: &str) -> bool {
    let app = app.with_secret(secret);
    let answer = app.asks_for_tokens(&[("grant_type", "authorization_code"), ("code", "nonsense")]).await;
    match answer.json()["error"].as_str() {
        Some("invalid_grant") => true,
        Some("invalid_client") => false,
        other => panic!("{other:?} {}", answer.body),
    }
}

async fn page(developer: &mut Developer, app: &App) -> Answer {
    developer.open(&format!("/developer/apps/{}", app.client_id)).await.is(200)
}

/// Adds a secret and lets the old one expire; the answer.
async fn adds(developer: &mut Developer, app: &App, hours: &str) -> Answer {
    let form = page(developer, app).await.form(&format!("/developer/apps/{}/secrets", app.client_id));
    developer.submit_and_follow(&form.fill("expire_hours", hours)).await
}

#[tokio::test]
async fn an_old_secret_expires_when_it_was_told_to() {
    let house = House::open().await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    let old = app.client_secret.clone();
    let new = adds(&mut developer, &app, "5").await.is(200).all("#copy-secret").remove(0);
    assert!(proves(&app, &old).await && proves(&app, &new).await);
    page(&mut developer, &app).await.says("Expires in 5 hours");
    developer.open(&format!("/developer/apps/{}?lang=zh", app.client_id)).await.is(200).says("后失效").says("有效至");
    developer.open("/developer/apps?lang=en").await.is(200);

    house.passes(5 * HOUR - Duration::from_secs(30));
    page(&mut developer, &app).await.says("Expires within a minute");
    assert!(proves(&app, &old).await);
    house.passes(Duration::from_secs(30));
    assert!(!proves(&app, &old).await && proves(&app, &new).await);
    let shown = page(&mut developer, &app).await;
    assert!(!shown.text().contains("Expires"), "{}", shown.text());
    assert!(shown.links("a[href$='/delete']").is_empty(), "an expired secret counts as live");

    // The sweep takes its text away and says so.
    assert_eq!(house.write(|tx| platform::apps::sweep(tx, 10)).await, 1);
    assert_eq!(house.write(|tx| platform::apps::sweep(tx, 10)).await, 0);
    let rows = house.read(|tx| office::sealing::counts(tx, &[platform::apps::SEALED])).await;
    assert_eq!(rows.into_values().flatten().map(|(_, rows)| rows).sum::<i64>(), 1);
    developer.open("/developer/audit?action=apps.secret_expired").await.is(200).says("A secret expired");
    // Its place is free again, for who proves once more who they are.
    let asked = adds(&mut developer, &app, "").await.is(401);
    let path = format!("/developer/apps/{}/secrets", app.client_id);
    developer.submit(&asked.form(&path).fill("proof_password", PASSWORD)).await.is(200);
}

#[tokio::test]
async fn a_third_secret_is_refused_and_so_is_deleting_the_last_one_that_lasts() {
    let house = House::open().await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    let path = format!("/developer/apps/{}/secrets", app.client_id);
    let form = page(&mut developer, &app).await.form(&path);
    for wrong in ["0", "721", "-1", "soon"] {
        let refused = developer.submit(&form.clone().fill("expire_hours", wrong)).await.is(400);
        refused.says("1 to 720 hours");
    }
    house.passes(Duration::from_secs(1));
    developer.submit(&form.clone().fill("expire_hours", "24")).await.is(200);
    developer.submit(&form).await.is(409).says("at most two live secrets");

    // The old one expires by itself: only that one is offered, and the new one cannot be deleted by its address either.
    let shown = page(&mut developer, &app).await;
    let offered = shown.links("a[href$='/delete']");
    assert_eq!(offered.len(), 1, "{}", shown.text());
    let id = app.client_id.parse().unwrap();
    let secrets = house.read(move |tx| platform::apps::secrets(tx, &id)).await;
    let (expiring, lasting) = (&secrets[0], &secrets[1]);
    assert!(offered[0].contains(expiring.id.as_str()) && expiring.expires_at.is_some() && lasting.expires_at.is_none());
    let confirm = developer.open(&format!("{path}/{}/delete", lasting.id)).await.is(200);
    developer.submit(&confirm.form(&path)).await.is(409).says("only secret that lasts");
    let confirm = developer.open(&offered[0]).await.is(200);
    developer.submit_and_follow(&confirm.form(&path)).await.is(200);
    assert!(!proves(&app, &app.client_secret).await);
}

#[tokio::test]
async fn the_page_says_when_a_secret_was_last_used() {
    let house = House::open().await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let mut app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    let mut merchant = house.approved_merchant("Lübeck Tea").await;
    page(&mut developer, &app).await.says("Never");
    let code = merchant.allows(&app).await;
    app.redeems(&code).await.is(200);
    let shown = page(&mut developer, &app).await;
    assert!(!shown.text().contains("Never"), "{}", shown.text());
    assert!(shown.all("table time").len() >= 2, "{}", shown.text());
}
