//! Where somebody is signed in, and ending it.

use crate::{house::House, people::PASSWORD, people_passwords::sign_in};
use std::time::Duration;

#[tokio::test]
async fn somebody_sees_where_they_are_signed_in_and_ends_one_or_all_of_it() {
    let house = House::open().await;
    let mut merchant = house.merchant("Lübeck Tea");
    merchant.registers().await;
    let page = merchant.open("/merchant/account/security").await.is(200);
    assert!(page.forms("/merchant/account/sessions/").is_empty(), "one's own session is ended by signing out");
    page.says("this device");

    let (mut second, mut third) = (house.visitor().browser, house.visitor().browser);
    sign_in(&mut second, "merchant", &merchant.email, PASSWORD).await.is(303);
    house.passes(Duration::from_secs(60));
    sign_in(&mut third, "merchant", &merchant.email, PASSWORD).await.is(303);

    let page = merchant.open("/merchant/account/security").await.is(200);
    let newest = page.forms("/merchant/account/sessions/").remove(0);
    merchant.submit_and_follow(&newest).await.is(200).says("That device is signed out");
    third.visit("/merchant").await.is(303);
    second.open("/merchant").await.is(200);
    // Ended in another window already.
    merchant.submit_and_follow(&newest).await.is(200);

    let page = merchant.open("/merchant/account/security").await.is(200);
    let all = page.form("/merchant/account/other-sessions/end");
    merchant.submit_and_follow(&all).await.is(200).says("1 other device is signed out");
    second.visit("/merchant").await.is(303);
    merchant.open("/merchant").await.is(200);
    merchant.submit_and_follow(&all).await.is(200).says("signed in nowhere else");
}

#[tokio::test]
async fn nobody_ends_the_session_of_another() {
    let house = House::open().await;
    let (mut merchant, mut other) = (house.merchant("Lübeck Tea"), house.merchant("Bergen Fish"));
    merchant.registers().await;
    other.registers().await;
    let mut second = house.visitor().browser;
    sign_in(&mut second, "merchant", &merchant.email, PASSWORD).await.is(303);
    let foreign = merchant.open("/merchant/account/security").await.is(200).forms("/merchant/account/sessions/").remove(0);

    let mut attacker = house.visitor().browser;
    sign_in(&mut attacker, "merchant", &other.email, PASSWORD).await.is(303);
    // With the token of another session the form is refused; with one's own it finds nothing to end.
    attacker.submit(&foreign).await.is(403);
    let own = attacker.open("/merchant/account/password").await.is(200).form("/merchant/account/password");
    attacker.submit(&foreign.fill("_csrf", own.value("_csrf"))).await.is(303);
    second.open("/merchant").await.is(200);
    attacker.post_nothing("/merchant/account/sessions/nonsense/end").await.is(403);
}
