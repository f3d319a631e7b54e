//! The other side of the desk: what an applicant sees of a review, answers, and takes back.

use crate::{
    client::{pdf, png},
    desk::{colleague, form, has_form},
    house::House,
    people::Developer,
};
use kernel::PageRequest;
use office::notices;
use platform::accounts::Role;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn own_case(developer: &mut Developer) -> String {
    developer.open("/developer/cases").await.is(200).link("/developer/cases/case_")
}

/// Who was sent a mail with this code.
async fn told(house: &House, code: &'static str) -> Vec<String> {
    let mails = house.read(|tx| notices::list_mails(tx, &PageRequest::first(200))).await.items;
    mails.into_iter().filter(|mail| mail.code == code).map(|mail| mail.recipient).collect()
}

#[tokio::test]
async fn a_question_stops_the_clock_and_the_answer_starts_it_again() {
    let house = House::open().await;
    let (mut operator, mut developer) = (house.operator().await, house.developer("Hansa GmbH"));
    developer.registers().await;
    house.passes(Duration::from_secs(1));
    let mut second = house.developer("Pearl GmbH");
    second.registers().await;
    let (own, other) = (own_case(&mut developer).await, own_case(&mut second).await);
    developer.open(&own).await.is(200).says("It is the next one in the queue").says("24 Nov 2026, 17:00 UTC");
    second.open(&other).await.is(200).says("It is number 2 in the queue");

    // Asked, the first steps aside and its clock stands still, however long the answer takes.
    let case = operator.finds_case("Hansa GmbH").await;
    let ask = form(&case, "/ask").fill("message", "Which register is this number from?").attach("file", png("marked.png"));
    operator.submit_and_follow(&ask).await.is(200).says("waiting for the applicant");
    assert_eq!(told(&house, "case_question").await, [developer.email.clone()]);
    second.open(&other).await.is(200).says("It is the next one in the queue");
    house.passes(10 * DAY);
    let overdue = operator.open("/operator/cases?clock=overdue").await.is(200);
    assert!(overdue.text().contains("Pearl GmbH") && !overdue.text().contains("Hansa GmbH"), "{}", overdue.text());
    operator.open("/operator/cases?clock=waiting").await.is(200).says("Hansa GmbH").says("Waiting for the applicant");

    let page = developer.open(&own).await.is(200);
    page.says("The operator has a question").says("Which register is this number from?");
    assert!(!page.text().contains("Op Erator"), "who of the operator's people asked is not told: {}", page.text());
    let file = developer.visit(&page.link("/developer/files/")).await.is(200);
    assert_eq!(file.headers["content-type"], "image/png");
    let empty = developer.submit(&form(&page, "/answer").fill("message", " ")).await.is(400);
    empty.says("This is needed");
    let answer = form(&page, "/answer").fill("message", "The register of Lübeck.").attach("file", pdf("extract.pdf"));
    developer.submit_and_follow(&answer).await.is(200).says("The register of Lübeck.").says("3 Dec 2026, 17:00 UTC");
    assert_eq!(told(&house, "case_answer").await, ["operator@kontor.example"]);

    let case = operator.finds_case("Hansa GmbH").await;
    case.says("The register of Lübeck.").says("extract.pdf");
    let file = operator.visit(&case.links(".message a").pop().unwrap()).await.is(200);
    assert_eq!(file.body.as_bytes(), pdf("extract.pdf").bytes);
    assert_eq!(file.headers["x-content-type-options"], "nosniff");
    assert!(file.headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'self'"));
    house.passes(7 * DAY);
    operator.open("/operator/cases?clock=overdue").await.is(200).says("Hansa GmbH");
    developer.open(&own).await.is(200).says("It should have been decided by");
}

#[tokio::test]
async fn an_answer_reaches_the_reviewer_who_has_the_case_and_nobody_else() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    let mut li = colleague(&house, "Li", Role::Reviewer).await;
    colleague(&house, "Ling", Role::Reviewer).await;
    let case = li.finds_case("Hansa GmbH").await;
    li.submit_and_follow(&form(&case, "/claim")).await.is(200);
    let own = own_case(&mut developer).await;
    let page = developer.open(&own).await.is(200);
    page.says("A reviewer is at it now");
    developer.submit_and_follow(&form(&page, "/answer").fill("message", "One more thing.")).await.is(200);
    assert_eq!(told(&house, "case_answer").await, ["li@kontor.example"]);
}

#[tokio::test]
async fn what_was_withdrawn_is_not_decided_and_can_be_handed_in_again() {
    let house = House::open().await;
    let (mut operator, mut developer) = (house.operator().await, house.developer("Hansa GmbH"));
    developer.registers().await;
    let approve = form(&operator.finds_case("Hansa GmbH").await, "/approve");
    let own = own_case(&mut developer).await;
    let withdraw = form(&developer.open(&own).await.is(200), "/withdraw");
    let page = developer.submit_and_follow(&withdraw).await.is(200);
    page.says("You have withdrawn this");
    assert!(!has_form(&page, "/withdraw") && !has_form(&page, "/answer"), "{}", page.text());
    developer.submit(&withdraw).await.is(409);
    operator.submit(&approve).await.is(409).says("This case was withdrawn after you had opened the page");
    developer.open("/developer").await.is(200).says("Your registration is withdrawn");

    house.passes(Duration::from_secs(1));
    let profile = developer.open("/developer/profile").await.is(200);
    developer.submit_and_follow(&profile.form("/developer/profile")).await.is(200);
    operator.finds_case("Hansa GmbH").await.says("None of the facts changed");
    operator.approves("Hansa GmbH").await;

    // A store and a wish for a category alike.
    let mut merchant = house.merchant("Lübeck Tea");
    merchant.registers().await;
    let own = merchant.open("/merchant/cases").await.is(200).link("/merchant/cases/case_");
    let withdraw = form(&merchant.open(&own).await.is(200), "/withdraw");
    merchant.submit_and_follow(&withdraw).await.is(200).says("You have withdrawn this");
    house.passes(Duration::from_secs(1));
    let page = merchant.open("/merchant/registration").await.is(200);
    merchant.submit_and_follow(&page.form("/merchant/registration")).await.is(200);
    operator.approves("Lübeck Tea").await;
    house.passes(Duration::from_secs(1));
    let page = developer.open("/developer/categories").await.is(200);
    let wish = page.form("/developer/categories/ask").fill("need", "for kiosks on ferries");
    developer.submit_and_follow(&wish).await.is(200);
    let own = own_case(&mut developer).await;
    let withdraw = form(&developer.open(&own).await.is(200).says("for kiosks on ferries").clone(), "/withdraw");
    developer.submit_and_follow(&withdraw).await.is(200).says("You have withdrawn this");
    developer.submit_and_follow(&wish).await.is(200);
}

#[tokio::test]
async fn a_case_of_somebody_else_is_not_there() {
    let house = House::open().await;
    let (mut developer, mut other) = (house.developer("Hansa GmbH"), house.developer("Pearl GmbH"));
    developer.registers().await;
    other.registers().await;
    let own = own_case(&mut developer).await;
    let case = developer.open(&own).await.is(200);
    let theirs = own_case(&mut other).await;
    let token = form(&other.open(&theirs).await, "/withdraw").value("_csrf").to_owned();
    other.open(&own).await.is(404);
    let letter = form(&case, "/answer").fill("message", "hello?").fill("_csrf", &token);
    other.submit(&letter).await.is(404);
    other.submit(&form(&case, "/withdraw").fill("_csrf", &token)).await.is(404);
    developer.open(&own).await.is(200).says("Waiting for the operator");
}
