//! A code beside the password.

use crate::{
    client::{Answer, Browser},
    house::House,
    people::PASSWORD,
    people_passwords::sign_in,
};
use protocol::{TotpSecret, totp};
use std::time::Duration;

/// The secret as the page tells it.
fn secret(page: &Answer) -> TotpSecret {
    let text = page.all("#copy-authenticator").remove(0).replace(' ', "");
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes() {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == letter).unwrap();
        bits = bits << 5 | value as u32;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    TotpSecret::from_bytes(bytes)
}

/// What the phone shows now.
fn code(house: &House, secret: &TotpSecret) -> String {
    secret.code(totp::step(house.clock.now()))
}

/// Sets one up; the secret and the recovery codes.
pub(crate) async fn sets_up(house: &House, browser: &mut Browser, console: &str) -> (TotpSecret, Vec<String>) {
    let path = format!("/{console}/account/authenticator");
    let page = browser.open(&path).await.is(200);
    let secret = secret(&page);
    let form = page.form(&path).fill("one_time_code", &code(house, &secret));
    let shown = browser.submit(&form).await.is(200);
    let codes = shown.all("#code-recovery").remove(0).split_whitespace().map(str::to_owned).collect();
    (secret, codes)
}

async fn gives(browser: &mut Browser, console: &str, code: &str) -> Answer {
    let path = format!("/{console}/sign-in/second-step");
    let form = browser.open(&path).await.is(200).form(&path).fill("one_time_code", code);
    browser.submit(&form).await
}

#[tokio::test]
async fn an_authenticator_is_set_up_and_asked_for_at_the_next_sign_in() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    let page = developer.open("/developer/account/authenticator").await.is(200);
    assert!(page.body.contains("<svg class=\"qr\"") && !page.body.contains("style="), "the picture needs no style");
    let again = developer.open("/developer/account/authenticator").await.is(200);
    assert_eq!(page.all("#copy-authenticator"), again.all("#copy-authenticator"), "two windows show one secret");
    let wrong = page.form("/developer/account/authenticator").fill("one_time_code", "000000");
    developer.submit(&wrong).await.is(401).says("This code is not right");

    let (secret, codes) = sets_up(&house, &mut developer, "developer").await;
    assert_eq!(codes.len(), 10);
    developer.open("/developer/account/security").await.is(200).says("10 recovery codes left");
    developer.open("/developer/notices").await.says("An authenticator app was added");

    let mut elsewhere = house.visitor().browser;
    let answer = sign_in(&mut elsewhere, "developer", &developer.email, PASSWORD).await.is(303);
    assert_eq!(answer.location().unwrap(), "/developer/sign-in/second-step");
    elsewhere.visit("/developer").await.is(303);
    house.passes(Duration::from_secs(30));
    gives(&mut elsewhere, "developer", "12345").await.is(401);
    gives(&mut elsewhere, "developer", &code(&house, &secret)).await.is(303);
    elsewhere.open("/developer").await.is(200);
}

#[tokio::test]
async fn a_code_works_once_and_an_old_one_not_at_all() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    let (secret, _) = sets_up(&house, &mut developer, "developer").await;
    let mut browser = house.visitor().browser;
    sign_in(&mut browser, "developer", &developer.email, PASSWORD).await.is(303);
    // The code that set it up is used.
    gives(&mut browser, "developer", &code(&house, &secret)).await.is(401);
    house.passes(Duration::from_secs(60));
    let current = code(&house, &secret);
    let mut thief = browser.clone();
    gives(&mut browser, "developer", &current).await.is(303);
    gives(&mut thief, "developer", &current).await.is(401).says("was used before");
    // Nor one from before the accepted one, though its time has not run out.
    gives(&mut thief, "developer", &secret.code(totp::step(house.clock.now()) - 1)).await.is(401);
}

#[tokio::test]
async fn guessing_codes_meets_the_delay_and_the_password_is_not_enough() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    let (secret, _) = sets_up(&house, &mut developer, "developer").await;
    house.passes(Duration::from_secs(60));
    let mut thief = house.visitor().browser;
    sign_in(&mut thief, "developer", &developer.email, PASSWORD).await.is(303);
    for _ in 0..4 {
        gives(&mut thief, "developer", "000000").await.is(401);
    }
    gives(&mut thief, "developer", &code(&house, &secret)).await.is(429);
    // Beginning again does not forget the failures.
    sign_in(&mut house.visitor().browser, "developer", &developer.email, PASSWORD).await.is(429);
    house.passes(Duration::from_secs(31));
    gives(&mut thief, "developer", &code(&house, &secret)).await.is(303);
}

#[tokio::test]
async fn the_first_step_waits_ten_minutes_and_not_for_another_password() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    let (secret, _) = sets_up(&house, &mut developer, "developer").await;
    let mut browser = house.visitor().browser;
    assert_eq!(browser.visit("/developer/sign-in/second-step").await.is(303).location().unwrap(), "/developer/sign-in");
    sign_in(&mut browser, "developer", &developer.email, PASSWORD).await.is(303);
    let form = browser.open("/developer/sign-in/second-step").await.form("/developer/sign-in/second-step");
    house.passes(Duration::from_secs(600));
    let late = browser.submit(&form.fill("one_time_code", &code(&house, &secret))).await.is(303);
    assert_eq!(late.location().unwrap(), "/developer/sign-in");
}

#[tokio::test]
async fn recovery_codes_work_once_each_and_new_ones_end_the_old() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    let (_, codes) = sets_up(&house, &mut developer, "developer").await;
    let mut browser = house.visitor().browser;
    sign_in(&mut browser, "developer", &developer.email, PASSWORD).await.is(303);
    gives(&mut browser, "developer", &codes[0].to_uppercase().replace('-', " ")).await.is(303);
    browser.open("/developer/account/security").await.is(200).says("9 recovery codes left");

    let mut other = house.visitor().browser;
    sign_in(&mut other, "developer", &developer.email, PASSWORD).await.is(303);
    gives(&mut other, "developer", &codes[0]).await.is(401);
    let page = browser.open("/developer/account/security").await;
    let shown = browser.submit(&page.form("/developer/account/recovery-codes")).await.is(200);
    gives(&mut other, "developer", &codes[1]).await.is(401);
    let fresh = shown.all("#code-recovery").remove(0);
    gives(&mut other, "developer", fresh.split_whitespace().next().unwrap()).await.is(303);
}

#[tokio::test]
async fn without_the_app_the_password_is_enough_again() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    sets_up(&house, &mut developer, "developer").await;
    let page = developer.open("/developer/account/authenticator/remove").await.is(200);
    developer.submit_and_follow(&page.form("/developer/account/authenticator/remove")).await.is(200).says("is removed");
    let answer = sign_in(&mut house.visitor().browser, "developer", &developer.email, PASSWORD).await.is(303);
    assert_eq!(answer.location().unwrap(), "/developer");
}

#[tokio::test]
async fn the_operator_requires_it_of_its_people() {
    let house = House::open().await;
    let mut operator = house.operator().await;
    let page = operator.open("/operator/settings").await.is(200);
    let require = page.form("/operator/settings").choose("second_factor", "yes");
    operator.submit(&require).await.is(409).says("Set up a second factor for yourself first");

    let mut other = house.operator().await;
    let (secret, _) = sets_up(&house, &mut operator, "operator").await;
    operator.submit_and_follow(&require).await.is(200).says("The settings are saved");
    operator.open("/operator/cases").await.is(200);

    // Somebody who signed in before, without: a code is asked for, and nothing else is open.
    assert_eq!(other.visit("/operator/cases").await.is(303).location().unwrap(), "/operator/account/authenticator");
    house.passes(Duration::from_secs(60));
    let asked = other.open("/operator/cases").await.is(200);
    let form = asked.form("/operator/account/confirm").fill("proof_code", &code(&house, &secret));
    other.submit_and_follow(&form).await.is(200);
    other.open("/operator/cases").await.is(200);

    // Somebody who has none yet is sent to set it up.
    let hash = platform::accounts::password::hash(&kernel::Secret::new(PASSWORD), &mut rand::rng()).unwrap();
    house
        .write(move |tx| {
            let role = platform::accounts::Role::Reviewer;
            platform::accounts::ensure_operator(tx, "reviewer@kontor.example", "Re Viewer", &hash, role)
        })
        .await;
    let mut reviewer = house.visitor().browser;
    sign_in(&mut reviewer, "operator", "reviewer@kontor.example", PASSWORD).await.is(303);
    reviewer.open("/operator").await.is(200).says("Your operator asks for a second factor");
    reviewer.post_nothing("/operator/cases/case_p01k9zzzzzzzzzzzzzzzzzzzzzz/approve").await.is(303);
    sets_up(&house, &mut reviewer, "operator").await;
    reviewer.open("/operator").await.is(200).says("Review queue");
    // Only some decide about it.
    let page = reviewer.open("/operator/settings").await.is(200);
    reviewer.submit(&page.form("/operator/settings")).await.is(403);
    assert!(house.read(platform::second_factors::is_required_of_staff).await);
}

#[tokio::test]
async fn nothing_secret_of_it_is_stored_in_the_clear() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    let (secret, codes) = sets_up(&house, &mut developer, "developer").await;
    let entries =
        house.read(|tx| office::audit::list(tx, &office::audit::Filter::default(), &kernel::PageRequest::first(200))).await.items;
    let audit = format!("{entries:?}");
    assert!(audit.contains("second_factors.added"), "{audit}");
    assert!(!audit.contains(secret.to_base32().expose()) && codes.iter().all(|code| !audit.contains(code)), "{audit}");
}
