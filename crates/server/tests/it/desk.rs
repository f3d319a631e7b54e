//! The desk: claims, the clock, four eyes, differences, several at once, and who may.

use crate::{
    client::{Answer, Form},
    house::House,
    people::{Developer, Operator, PASSWORD},
};
use kernel::{Actor, PageRequest, Secret, Time};
use office::{audit, notices::Language};
use platform::accounts::{self, NewAccount, Party, Role};
use rand::{SeedableRng, rngs::StdRng};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Somebody else who works for the operator, signed in.
pub async fn colleague(house: &House, name: &str, role: Role) -> Operator {
    let email = format!("{}@kontor.example", name.to_lowercase());
    let password_hash = accounts::password::hash(&Secret::new(PASSWORD), &mut StdRng::seed_from_u64(3)).unwrap();
    let (name, address) = (name.to_owned(), email.clone());
    house
        .write(move |tx| {
            let new = NewAccount {
                email: address.clone(),
                name: name.clone(),
                language: Language::English,
                password_hash: password_hash.clone(),
            };
            let by = Actor::system("test");
            let account = accounts::register(tx, &by, &new)?;
            accounts::confirm_email(tx, &by, &account.id)?;
            accounts::add_member(tx, &by, &Party::Operator, &account.id, role)
        })
        .await;
    let mut operator = Operator { browser: house.visitor().browser };
    let page = operator.open("/operator/sign-in").await.is(200);
    let form = page.form("/operator/sign-in").fill("email", &email).fill("password", PASSWORD);
    operator.submit_and_follow(&form).await.is(200);
    operator
}

/// The form of a case's page that ends so.
#[track_caller]
pub fn form(case: &Answer, ending: &str) -> Form {
    let found = case.forms("/").into_iter().find(|form| form.action().ends_with(ending));
    found.unwrap_or_else(|| panic!("no form {ending}: {}", case.text()))
}

pub fn has_form(case: &Answer, ending: &str) -> bool {
    case.forms("/").iter().any(|form| form.action().ends_with(ending))
}

/// Sets what the form of the review settings offers.
pub async fn settles(operator: &mut Operator, change: impl Fn(Form) -> Form) -> Answer {
    let page = operator.open("/operator/settings/reviews").await.is(200);
    let form = change(page.form("/operator/settings/reviews"));
    let answer = operator.submit(&form).await;
    operator.follow(answer).await
}

async fn waiting_developer(house: &House, name: &str) -> Developer {
    let mut developer = house.developer(name);
    developer.registers().await;
    developer
}

#[tokio::test]
async fn a_claimed_case_is_left_to_whoever_has_it_until_it_is_released_or_lapses() {
    let house = House::open().await;
    let _developer = waiting_developer(&house, "Hansa GmbH").await;
    let (mut li, mut ling) = (colleague(&house, "Li", Role::Reviewer).await, colleague(&house, "Ling", Role::Reviewer).await);
    let seen_before = form(&ling.finds_case("Hansa GmbH").await, "/approve");
    let link = li.open("/operator/cases").await.is(200).link("/operator/cases/case_");
    let case = li.open(&link).await.is(200);
    li.submit_and_follow(&form(&case, "/claim")).await.is(200).says("You have taken this case");

    let page = ling.open(&link).await.is(200);
    page.says("Li has taken this case");
    assert!(!has_form(&page, "/approve") && !has_form(&page, "/claim"), "{}", page.text());
    ling.submit(&seen_before).await.is(409).says("Li has claimed this case until 12:00 UTC");
    li.open("/operator/cases?claim=mine").await.is(200).says("Hansa GmbH");
    let none = ling.open("/operator/cases?claim=unclaimed").await.is(200);
    assert!(!none.text().contains("Hansa GmbH"), "{}", none.text());

    // Released, it is anybody's; claimed and left alone, it is so after four hours.
    let case = li.open(&link).await.is(200);
    let case = li.submit_and_follow(&form(&case, "/release")).await.is(200);
    case.says("Nobody has taken this case");
    li.submit_and_follow(&form(&case, "/claim")).await.is(200);
    house.passes(4 * HOUR - Duration::from_secs(1));
    assert!(!has_form(&ling.open(&link).await.is(200), "/approve"));
    house.passes(Duration::from_secs(1));
    let page = ling.finds_case("Hansa GmbH").await;
    ling.submit_and_follow(&form(&page, "/claim")).await.is(200).says("You have taken this case");

    // An owner may decide over a claim.
    house.operator().await.approves("Hansa GmbH").await.says("Approved by Op Erator");
}

#[tokio::test]
async fn a_kind_with_four_eyes_takes_two_people() {
    let house = House::open().await;
    let mut developer = waiting_developer(&house, "Hansa GmbH").await;
    let mut operator = house.operator().await;
    settles(&mut operator, |form| form.tick("four_eyes_developer", "yes")).await.is(200).says("The settings are saved");
    let (mut li, mut ling) = (colleague(&house, "Li", Role::Reviewer).await, colleague(&house, "Ling", Role::Reviewer).await);

    let case = li.finds_case("Hansa GmbH").await;
    case.says("Approving takes two people");
    let approve = form(&case, "/approve");
    let noted = li.submit_and_follow(&approve).await.is(200);
    noted.says("You have approved; a colleague gives the second approval");
    assert!(!has_form(&noted, "/approve"), "{}", noted.text());
    li.submit(&approve).await.is(409).says("You have approved this already");
    let waits = developer.open("/developer/cases").await.is(200).link("/developer/cases/case_");
    developer.open(&waits).await.is(200).says("One of two reviewers has approved it");

    let case = ling.finds_case("Hansa GmbH").await;
    case.says("Li has approved; yours is the second approval");
    ling.submit_and_follow(&form(&case, "/approve")).await.is(200).says("Approved by Ling");
    developer.open(&waits).await.is(200).says("Approved");
}

#[tokio::test]
async fn one_person_is_enough_to_reject() {
    let house = House::open().await;
    let mut developer = waiting_developer(&house, "Hansa GmbH").await;
    let mut operator = house.operator().await;
    settles(&mut operator, |form| form.tick("four_eyes_developer", "yes")).await.is(200);
    operator.rejects("Hansa GmbH", "no such company in the register").await.says("Rejected by Op Erator");
    developer.open("/developer").await.is(200).says("no such company in the register");
}

#[tokio::test]
async fn a_resubmission_shows_first_what_changed() {
    let house = House::open().await;
    let (mut operator, mut developer) = (house.operator().await, waiting_developer(&house, "Hansa GmbH").await);
    let case = operator.finds_case("Hansa GmbH").await;
    let reject = form(&case, "/reject").choose("rule", "website").fill("reason", "it does not answer");
    operator.submit_and_follow(&reject).await.is(200).says("Website: it does not answer");
    house.passes(Duration::from_secs(1));
    developer.open("/developer/profile").await.is(200).says("Website: it does not answer");

    let page = developer.open("/developer/profile").await.is(200);
    let again = page
        .form("/developer/profile")
        .fill("website", "https://hansa.example")
        .attach("documents", crate::client::png("new.png"));
    developer.submit_and_follow(&again).await.is(200);
    let case = operator.finds_case("Hansa GmbH").await;
    case.says("What changed since the last try");
    assert_eq!(case.all("del"), ["https://dev.example"]);
    assert_eq!(case.all("ins"), ["https://hansa.example"]);
    assert!(case.all("details").iter().any(|folded| folded.contains("HRB 1358")), "what stayed is folded: {}", case.text());
    assert!(case.all(".evidence").iter().any(|paper| paper.contains("new.png") && paper.contains("New")), "{}", case.text());
}

#[tokio::test]
async fn a_ready_reason_says_how_to_mend_it_in_the_readers_language() {
    let house = House::open().await;
    let (mut operator, mut developer) = (house.operator().await, waiting_developer(&house, "Hansa GmbH").await);
    let case = operator.finds_case("Hansa GmbH").await;
    let reject = form(&case, "/reject");
    house.passes(Duration::from_secs(1));
    operator.submit(&reject.clone().fill("rule", "moon_phase").fill("reason", "it wanes")).await.is(400);
    operator.submit_and_follow(&reject.choose("rule", "document_unreadable")).await.is(200).says("A document cannot be read");
    house.works().await;
    let link = developer.open("/developer/cases").await.is(200).link("/developer/cases/case_");
    let page = developer.open(&link).await.is(200);
    page.says("hand in a sharp scan").says("Mend it and hand it in again");
    assert_eq!(page.links("a[href='/developer/profile'].button-primary").len(), 1);
    developer.open(&format!("{link}?lang=zh")).await.is(200).says("请上传完整清晰的扫描件或照片");
    developer.open("/developer?lang=zh").await.is(200).says("请上传完整清晰的扫描件或照片");
    let mail = developer.open("/outbox?lang=en").await.is(200).links("a[href^='/outbox/']").remove(0);
    developer.open(&mail).await.is(200).says("hand in a sharp scan");
}

#[tokio::test]
async fn several_alike_are_approved_in_one_go_each_by_its_own_rule() {
    let house = House::open().await;
    let mut operator = house.operator().await;
    let mut applicants = Vec::new();
    for name in ["Hansa GmbH", "Pearl GmbH", "Alster GmbH"] {
        let mut developer = waiting_developer(&house, name).await;
        operator.approves(name).await;
        house.passes(Duration::from_secs(1));
        developer.applies_for("Commercial Developer").await;
        applicants.push(developer);
    }
    let queue = operator.open("/operator/cases?kind=category_application").await.is(200);
    let mut chosen = queue.form("/operator/cases/approve");
    for link in queue.links("a[href^='/operator/cases/case_']") {
        chosen = chosen.tick("case", link.rsplit('/').next().unwrap());
    }
    // One of them is taken back before the form is sent.
    let own = applicants[1].open("/developer/cases").await.is(200).link("/developer/cases/case_");
    let case = applicants[1].open(&own).await.is(200);
    applicants[1].submit_and_follow(&form(&case, "/withdraw")).await.is(200).says("You have withdrawn this");

    let result = operator.submit(&chosen).await.is(200);
    assert_eq!(result.all("td .badge"), ["Approved", "Refused", "Approved"], "{}", result.text());
    result.says("The applicant withdrew this case");
    for (place, expected) in [(0, "Active"), (1, "Withdrawn"), (2, "Active")] {
        applicants[place].open("/developer/categories").await.is(200).says(expected);
    }
    // Registrations are not alike.
    assert!(operator.open("/operator/cases?kind=developer").await.is(200).forms("/operator/cases/approve").is_empty());
    waiting_developer(&house, "Trave GmbH").await;
    let other = operator.open("/operator/cases?kind=developer").await.is(200).link("/operator/cases/case_");
    let forged = chosen.fill("kind", "developer").fill("case", other.rsplit('/').next().unwrap());
    operator.submit(&forged).await.is(200).says("only kinds that are alike");
}

#[tokio::test]
async fn whoever_has_not_the_role_is_refused_and_written_down() {
    let house = House::open().await;
    let _developer = waiting_developer(&house, "Hansa GmbH").await;
    let (mut operator, mut manager) = (house.operator().await, colleague(&house, "Mara", Role::AccountManager).await);
    let case = operator.finds_case("Hansa GmbH").await;
    let link = manager.open("/operator/cases").await.is(200).link("/operator/cases/case_");
    let seen = manager.open(&link).await.is(200);
    assert!(seen.forms("/operator/cases/").is_empty(), "{}", seen.text());
    let token = manager.open("/operator/account/password").await.form("/operator/account/password").value("_csrf").to_owned();
    for ending in ["/approve", "/reject", "/claim", "/release", "/ask"] {
        let mut forged = form(&case, if ending == "/release" { "/claim" } else { ending }).fill("_csrf", &token);
        if ending == "/release" {
            forged = forged.sent_to(&format!("{link}/release"));
        } else if ending == "/ask" {
            forged = forged.fill("message", "who are you?");
        }
        manager.submit(&forged).await.is(403);
    }
    let written = house.read(|tx| audit::list(tx, &audit::Filter::default(), &PageRequest::first(50))).await.items;
    let refused: Vec<_> = written.iter().filter(|entry| entry.action == "approvals.refused").collect();
    assert_eq!(refused.len(), 5);
    assert!(refused.iter().all(|entry| entry.party.is_none()), "the applicant is not told of it");
    operator.open("/operator/audit").await.is(200).says("Was refused a decision");
    manager.open("/operator/settings/reviews").await.is(200);
    let forged = operator.open("/operator/settings/reviews").await.form("/operator/settings/reviews").fill("_csrf", &token);
    manager.submit(&forged).await.is(403);
}

#[tokio::test]
async fn two_who_decide_at_once_leave_one_decision() {
    let house = House::open().await;
    let _developer = waiting_developer(&house, "Hansa GmbH").await;
    let (mut li, mut ling) = (colleague(&house, "Li", Role::Reviewer).await, colleague(&house, "Ling", Role::Reviewer).await);
    let approve = form(&li.finds_case("Hansa GmbH").await, "/approve");
    let reject = form(&ling.finds_case("Hansa GmbH").await, "/reject").fill("reason", "the papers are blurred");
    let (first, second) = tokio::join!(li.submit(&approve), ling.submit(&reject));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let late = if first.status.as_u16() == 409 { first } else { second };
    late.says("was quicker");
}

#[tokio::test]
async fn working_hours_and_targets_move_the_dates_of_open_cases() {
    let house = House::open().await;
    let _developer = waiting_developer(&house, "Hansa GmbH").await;
    let mut operator = house.operator().await;
    // A Sunday morning; sixteen hours of Monday and Tuesday.
    operator.open("/operator/cases").await.is(200).says("24 Nov 2026, 17:00 UTC");
    let wrong = settles(&mut operator, |form| form.fill("opens", "18:00").fill("timezone", "Mars/Olympus")).await.is(400);
    wrong.says("The working day must end after it begins");
    let every_day = |form: Form| {
        let form = form.tick("days", "5").tick("days", "6").fill("opens", "00:00").fill("closes", "00:00");
        form.fill("timezone", "asia/shanghai").fill("target_developer", "12")
    };
    settles(&mut operator, every_day).await.is(200).says("Asia/Shanghai");
    operator.open("/operator/cases").await.is(200).says("22 Nov 2026, 20:00 UTC");
    house.passes(DAY);
    operator.open("/operator").await.is(200).says("1 overdue");
    operator.open("/operator/cases?clock=overdue").await.is(200).says("Hansa GmbH").says("Overdue");
}

#[tokio::test]
async fn review_times_are_shown_to_everybody_only_when_that_is_switched_on() {
    let house = House::open().await;
    let (mut operator, mut visitor) = (house.operator().await, house.visitor().browser);
    // Monday nine o'clock, then four decisions after one to four working hours.
    house.passes("2026-11-23T09:00:00Z".parse::<Time>().unwrap().since(house.clock.now()));
    let names = ["Hansa GmbH", "Pearl GmbH", "Alster GmbH", "Trave GmbH"];
    for name in names {
        waiting_developer(&house, name).await;
    }
    for name in names {
        house.passes(HOUR);
        operator.approves(name).await;
    }
    visitor.open("/programme/review-times").await.is(200).says("Review times are not shown here");
    let home = operator.open("/operator").await.is(200);
    let row = home.all("tr").into_iter().find(|row| row.starts_with("Developer registration")).unwrap();
    assert_eq!(row, "Developer registration 16 working hours 4 2 working hours 4 working hours");

    settles(&mut house.operator().await, |form| form.tick("is_public", "yes")).await.is(200);
    let page = visitor.open("/programme/review-times").await.is(200);
    assert!(page.all("tr").contains(&row), "{}", page.text());
    house.passes(91 * DAY);
    let later = visitor.open("/programme/review-times").await.is(200);
    assert!(later.all("tr").iter().any(|row| row.starts_with("Developer registration 16 working hours 0")), "{}", later.text());
}
