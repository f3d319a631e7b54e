//! Somebody forgets a password, somebody changes one.

use crate::{
    client::{Answer, Browser},
    house::House,
    people::PASSWORD,
};
use std::time::Duration;

const NEW: &str = "another long password";

/// The link in the newest mail to this address that leads to such a page, as a path.
pub(crate) async fn newest_link(house: &House, email: &str, page: &str) -> Option<String> {
    let mut reader = house.visitor().browser;
    let outbox = reader.open("/outbox").await.is(200);
    for link in outbox.links("a[href^='/outbox/']") {
        let mail = reader.open(&link).await.is(200);
        if !mail.text().contains(email) {
            continue;
        }
        let found = mail.links(&format!("a[href*='{page}']")).into_iter().next();
        if let Some(link) = found {
            return Some(
                link[link.find("/developer").or(link.find("/merchant")).or(link.find("/operator")).unwrap()..].to_owned(),
            );
        }
    }
    None
}

pub(crate) async fn sign_in(browser: &mut Browser, console: &str, email: &str, password: &str) -> Answer {
    let path = format!("/{console}/sign-in");
    let form = browser.open(&path).await.form(&path).fill("email", email).fill("password", password);
    browser.submit(&form).await
}

async fn asks(house: &House, email: &str) -> Answer {
    let mut browser = house.visitor().browser;
    let form = browser.open("/developer/forgot-password").await.is(200).form("/developer/forgot-password").fill("email", email);
    let answer = browser.submit(&form).await;
    house.works().await;
    answer
}

async fn sets(browser: &mut Browser, link: &str, password: &str) -> Answer {
    let form = browser.open(link).await.is(200).form(link).fill("password", password);
    browser.submit(&form).await
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_the_link_in_the_mail_and_every_session_ends() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    asks(&house, &developer.email).await.is(200).says("Look in your mail");
    let link = newest_link(&house, &developer.email, "/reset-password/").await.unwrap();

    let mut browser = house.visitor().browser;
    sets(&mut browser, &link, "short").await.is(400).says("at least 10 characters");
    sets(&mut browser, &link, &developer.email).await.is(400);
    let answer = sets(&mut browser, &link, NEW).await.is(303);
    assert_eq!(answer.location().unwrap(), "/developer/sign-in");
    browser.follow(answer).await.is(200).says("Your new password is set");

    assert_eq!(developer.visit("/developer").await.is(303).location().unwrap(), "/developer/sign-in?next=%2Fdeveloper");
    sign_in(&mut browser, "developer", &developer.email, PASSWORD).await.is(401);
    sign_in(&mut browser, "developer", &developer.email, NEW).await.is(303);
    browser.open("/developer/notices").await.is(200).says("Your password was changed");
}

#[tokio::test]
async fn a_link_works_once_for_an_hour_and_only_whole() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    asks(&house, &developer.email).await.is(200);
    let link = newest_link(&house, &developer.email, "/reset-password/").await.unwrap();
    let mut browser = house.visitor().browser;

    // Two windows with the same link: the second finds it used.
    let second = browser.open(&link).await.is(200).form(&link).fill("password", "yet another password");
    sets(&mut browser, &link, NEW).await.is(303);
    browser.submit(&second).await.is(410).says("was used already");
    browser.open(&link).await.is(410).says("Ask for a new link");

    house.passes(Duration::from_secs(3600));
    asks(&house, &developer.email).await.is(200);
    let link = newest_link(&house, &developer.email, "/reset-password/").await.unwrap();
    house.passes(Duration::from_secs(3600));
    browser.open(&link).await.is(410).says("older than an hour");

    browser.open(&link[..link.len() - 4]).await.is(404).says("not complete");
    browser.open("/developer/reset-password/%00").await.is(404);
    let verify = link.replace("/developer/reset-password/", "/verify-email/");
    browser.open(&verify).await.is(404);
}

#[tokio::test]
async fn nobody_learns_who_has_an_account() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    let strangers = "nobody@nowhere.example";
    for _ in 0..3 {
        let (known, unknown) = (asks(&house, &developer.email).await, asks(&house, strangers).await);
        assert_eq!(known.status, unknown.status);
        assert_eq!(known.text().replace(&developer.email, ""), unknown.text().replace(strangers, ""));
    }
    assert_eq!(newest_link(&house, strangers, "/reset-password/").await, None);
    // Neither mailbox is filled without end, and both are told so alike.
    for email in [developer.email.as_str(), strangers] {
        asks(&house, email).await.is(429).says("Several links were asked for");
    }
    asks(&house, "not an address").await.is(400);
}

#[tokio::test]
async fn changing_a_password_asks_for_the_old_one_and_signs_out_elsewhere() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    let mut elsewhere = house.visitor().browser;
    sign_in(&mut elsewhere, "developer", &developer.email, PASSWORD).await.is(303);

    let form = developer.open("/developer/account/password").await.is(200).form("/developer/account/password");
    let wrong = form.clone().fill("old_password", "not this one").fill("password", NEW);
    developer.submit(&wrong).await.is(400).says("This is not the password of your account");
    let short = form.clone().fill("old_password", PASSWORD).fill("password", "short");
    developer.submit(&short).await.is(400).says("too short");
    elsewhere.open("/developer").await.is(200);

    let right = form.fill("old_password", PASSWORD).fill("password", NEW);
    developer.submit_and_follow(&right).await.is(200).says("Your password is changed");
    elsewhere.visit("/developer").await.is(303);
    developer.open("/developer").await.is(200);
    // The form of another window is about a password that is no more.
    developer.submit(&right).await.is(400);
}

#[tokio::test]
async fn guessing_the_old_password_meets_the_delay() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    let form = developer.open("/developer/account/password").await.is(200).form("/developer/account/password");
    let wrong = form.clone().fill("old_password", "not this one").fill("password", NEW);
    for _ in 0..5 {
        developer.submit(&wrong).await.is(400);
    }
    developer.submit(&form.clone().fill("old_password", PASSWORD).fill("password", NEW)).await.is(429);
    house.passes(Duration::from_secs(31));
    developer.submit(&form.fill("old_password", PASSWORD).fill("password", NEW)).await.is(303);
}

#[tokio::test]
async fn asking_for_a_link_does_the_same_work_whether_there_is_an_account_or_not() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    house.works().await;
    let waiting = || async { house.read(|tx| Ok(office::jobs::waiting(tx)?.0)).await };
    let before = waiting().await;
    for (place, email) in [developer.email.as_str(), "nobody@nowhere.example"].into_iter().enumerate() {
        let mut browser = house.visitor().browser;
        let page = browser.open("/developer/forgot-password").await.is(200);
        browser.submit(&page.form("/developer/forgot-password").fill("email", email)).await.is(200);
        assert_eq!(waiting().await, before + place as i64 + 1, "one job each, and the account is not looked at");
        assert_eq!(newest_link(&house, email, "/reset-password/").await, None);
    }
    house.works().await;
    assert!(newest_link(&house, &developer.email, "/reset-password/").await.is_some());
}
