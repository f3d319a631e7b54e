//! Once more before what weighs most.

use crate::{client::png, house::House, people::PASSWORD};
use std::time::Duration;

const LATER: Duration = Duration::from_secs(10 * 60);

#[tokio::test]
async fn an_old_session_is_asked_again_before_a_secret_and_the_form_goes_on() {
    let house = House::open().await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    let path = format!("/developer/apps/{}/secrets", app.client_id);
    house.passes(LATER);
    let form = developer.open(&format!("/developer/apps/{}", app.client_id)).await.is(200).form(&path);
    let asked = developer.submit(&form).await.is(401);
    asked.says("Is it still you?");
    assert_eq!(asked.all("#copy-secret").len(), 0);
    let wrong = developer.submit(&asked.form(&path).fill("proof_password", "not this one")).await.is(400);
    wrong.says("This is not the password of your account");
    let shown = developer.submit(&wrong.form(&path).fill("proof_password", PASSWORD)).await.is(200);
    assert_eq!(shown.all("#copy-secret").len(), 1);

    // For ten minutes nobody asks again; a page is asked about as well as a form.
    let page = developer.open(&format!("/developer/apps/{}", app.client_id)).await;
    let delete = page.links("a[href$='/delete']").remove(0);
    developer.visit(&delete).await.is(200);
    house.passes(LATER);
    let asked = developer.open(&delete).await.is(200);
    asked.says("Is it still you?");
    let form = asked.form("/developer/account/confirm").fill("proof_password", PASSWORD);
    let page = developer.submit_and_follow(&form).await.is(200);
    developer.submit_and_follow(&page.form(&delete)).await.is(200).says("deleted");
}

#[tokio::test]
async fn a_changed_redirect_keeps_what_was_typed_and_the_chosen_file() {
    let house = House::open().await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    let (page, action) = (format!("/developer/apps/{}", app.client_id), format!("/developer/apps/{}/settings", app.client_id));
    house.passes(LATER);
    let form = developer
        .open(&page)
        .await
        .form(&action)
        .fill("name", "Hansa \"ERP\" & <Söhne>")
        .fill("redirect_uri", "https://erp.example/other")
        .attach("logo", png("logo|1.png"));
    let asked = developer.submit(&form).await.is(401);
    let done = developer.submit_and_follow(&asked.form(&action).fill("proof_password", PASSWORD)).await.is(200);
    done.says("The settings are saved").says("Hansa \"ERP\" & <Söhne>");
    assert_eq!(done.form(&action).value("redirect_uri"), "https://erp.example/other");
    assert!(done.body.contains(&format!("/logos/{}/", app.client_id)), "the logo came along");
}

#[tokio::test]
async fn it_leads_nowhere_else_and_guesses_meet_the_delay() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    house.passes(LATER);
    for next in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
        let encoded: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let page = developer.open(&format!("/developer/account/confirm?next={encoded}")).await.is(200);
        let form = page.form("/developer/account/confirm").fill("proof_password", PASSWORD).fill("next", next);
        assert_eq!(developer.submit(&form).await.is(303).location().unwrap(), "/developer");
    }
    let form = developer.open("/developer/account/confirm").await.is(200).form("/developer/account/confirm");
    for _ in 0..5 {
        developer.submit(&form.clone().fill("proof_password", "guess guess guess")).await.is(400);
    }
    developer.submit(&form.fill("proof_password", PASSWORD)).await.is(429);
}
