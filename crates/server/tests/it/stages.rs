//! Where an app stands: the way online with its gate, suspensions in steps, appeals, and hosts that are looked at first.

use crate::{
    client::{Answer, pdf},
    desk::{form, has_form},
    desk_applicant::told,
    house::House,
    people::{Developer, Merchant, Operator},
    wire::{App, encode_pairs},
};
use axum::http::Method;
use kernel::Environment;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3600);

fn standing_of(app: &App) -> String {
    format!("/developer/apps/{}/stage", app.client_id)
}

fn suspension_of(app: &App) -> String {
    format!("/operator/apps/{}/suspension", app.client_id)
}

/// An app with tokens of a merchant, and the people around it.
async fn everybody(house: &House) -> (Developer, Merchant, Operator, App) {
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let mut app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    let mut merchant = house.approved_merchant("Lübeck Tea").await;
    let code = merchant.allows(&app).await;
    app.redeems(&code).await.is(200);
    // What is handed in from now on is the newest.
    house.passes(Duration::from_secs(1));
    (developer, merchant, house.operator().await, app)
}

/// A call that would change something of a store.
async fn writes(app: &App) -> Answer {
    let bearer = format!("Bearer {}", app.access);
    app.calls(Method::POST, "/api/v1/sandbox/orders", &[("authorization", &bearer)], "{\"seed\": 1, \"orders\": 1}").await
}

#[track_caller]
fn refused(answer: &Answer, code: &str) {
    assert_eq!((answer.status.as_u16(), answer.json()["code"].as_str()), (403, Some(code)), "{}", answer.body);
}

async fn settles(operator: &mut Operator, calls: &str, success: &str, reviews_hosts: bool) -> Answer {
    let page = operator.open("/operator/settings").await.is(200);
    let mut form = page.form("/operator/settings/programme").fill("gate_calls", calls).fill("gate_success", success);
    if reviews_hosts {
        form = form.fill("redirect_review", "yes");
    }
    let answer = operator.submit(&form).await;
    operator.follow(answer).await
}

async fn applies_online(developer: &mut Developer, app: &App) -> Answer {
    let page = developer.open(&standing_of(app)).await.is(200);
    developer.submit_and_follow(&form(&page, "/stage/online").fill("reason", "Three stores tried it for a week.")).await
}

async fn suspends(operator: &mut Operator, app: &App, step: &str, read_only_on: &str, off_on: &str) -> Answer {
    let page = operator.open(&suspension_of(app)).await.is(200);
    let begin = form(&page, "/suspension").choose("step", step).fill("read_only_on", read_only_on).fill("off_on", off_on);
    let begin = begin.fill("reason", "Its calls look like scraping.").fill("remedy", "Read only what changed.");
    let answer = operator.submit(&begin).await;
    operator.follow(answer).await
}

async fn changes(operator: &mut Operator, app: &App, change: &str) -> Answer {
    let page = operator.open(&suspension_of(app)).await.is(200);
    let form = form(&page, "/suspension/change").press("change", change).fill("reason", "They asked us to.");
    operator.submit_and_follow(&form).await.is(200)
}

// === going online ===

#[tokio::test]
async fn an_app_goes_online_by_application() {
    let house = House::open().await;
    let (mut developer, _, mut operator, app) = everybody(&house).await;
    applies_online(&mut developer, &app).await.is(200).says("Your application was sent");
    let page = developer.open(&standing_of(&app)).await.is(200);
    page.says("Your application is being reviewed");
    assert!(!has_form(&page, "/stage/online"), "{}", page.text());

    let case = operator.finds_case("Three stores tried it for a week").await;
    operator.submit_and_follow(&form(&case, "/approve")).await.is(200);
    developer.open(&standing_of(&app)).await.is(200).says("This app is online");
    assert_eq!(told(&house, "app_review_approved").await, [developer.email.clone()]);
    operator.open("/operator/audit").await.is(200).says("Moved an app to another stage");
}

#[tokio::test]
async fn the_gate_is_shown_with_live_figures_and_holds() {
    let house = House::open().await;
    let (mut developer, _, mut operator, app) = everybody(&house).await;
    let before = form(&developer.open(&standing_of(&app)).await, "/stage/online").fill("reason", "It is ready.");
    settles(&mut operator, "10", "80", false).await.is(200).says("The settings are saved");

    // Today two that are answered and two that are not.
    for path in ["/api/v1/orders", "/api/v1/products", "/api/v1/orders/ord_nonsense", "/api/v1/orders?color=red"] {
        app.gets(path).await;
    }
    house.rooms.gateway.uses.flush(&house.db).await.unwrap();
    let page = developer.open(&standing_of(&app)).await.is(200);
    let figures = page.all(".stat-value");
    assert_eq!(figures, ["4", "50 %"], "{}", page.text());
    page.says("Not yet").says("10 are needed").says("80 % are needed");
    assert!(!has_form(&page, "/stage/online"), "{}", page.text());
    let held = developer.submit(&before).await.is(409);
    held.says("oing online takes 10 calls of which 80 % are answered; the app has made 4 and 50 % were answered");

    // Tomorrow ten that are answered: the days before no longer count.
    house.passes(20 * Duration::from_secs(3600));
    for _ in 0..10 {
        app.gets("/api/v1/orders").await.is(200);
    }
    house.rooms.gateway.uses.flush(&house.db).await.unwrap();
    let page = developer.open(&standing_of(&app)).await.is(200);
    assert_eq!(page.all(".stat-value"), ["10", "100 %"], "{}", page.text());
    applies_online(&mut developer, &app).await.is(200);
    operator.finds_case("Three stores tried it").await.says("Answered, of a hundred 100");
}

#[tokio::test]
async fn what_is_asked_of_every_app_stays_within_its_limits() {
    let house = House::open().await;
    let mut operator = house.operator().await;
    let page = operator.open("/operator/settings").await.is(200);
    let form = page.form("/operator/settings/programme");
    for (calls, success) in [("100001", "85"), ("-1", "85"), ("many", "85"), ("1000", "101")] {
        operator.submit(&form.clone().fill("gate_calls", calls).fill("gate_success", success)).await.is(400);
    }
    settles(&mut operator, "1000", "85", true).await.is(200);
    let kept = operator.open("/operator/settings").await.is(200).form("/operator/settings/programme");
    assert_eq!((kept.value("gate_calls"), kept.value("gate_success"), kept.value("redirect_review")), ("1000", "85", "yes"));
}

#[tokio::test]
async fn a_rejected_application_names_the_rule_and_leaves_the_app_in_test() {
    let house = House::open().await;
    let (mut developer, _, mut operator, app) = everybody(&house).await;
    applies_online(&mut developer, &app).await.is(200);
    let case = operator.finds_case("Three stores tried it").await;
    operator.submit_and_follow(&form(&case, "/reject").choose("rule", "not_ready")).await.is(200);
    let own = developer.open("/developer/cases").await.is(200).link("/developer/cases/case_");
    let page = developer.open(&own).await.is(200);
    page.says("make it work from beginning to end");
    developer.open(&page.link(&standing_of(&app))).await.is(200).says("Go online");
    house.passes(Duration::from_secs(1));
    applies_online(&mut developer, &app).await.is(200);
}

// === suspending ===

#[tokio::test]
async fn a_suspension_comes_in_steps_on_their_days_and_everybody_is_told() {
    // The sandbox, because there a call can change something.
    let house = House::of(Environment::Sandbox).await;
    let (mut developer, mut merchant, mut operator, mut app) = everybody(&house).await;
    // Online, because there a token outlives the story.
    operator.brings_online(&app).await;
    let code = merchant.allows(&app).await;
    app.redeems(&code).await.is(200);
    suspends(&mut operator, &app, "notice", "2026-11-24", "2026-11-26").await.is(200).says("A suspension is under way");
    house.works().await;
    assert_eq!(told(&house, "app_suspension_notice").await, [developer.email.clone()]);
    assert_eq!(told(&house, "used_app_notice").await, [merchant.email.clone()]);
    merchant.open("/merchant/notices").await.is(200).says("From 24 Nov 2026, 00:00 UTC it may read");
    merchant.open("/merchant/notices?lang=zh").await.is(200).says("2026-11-24 00:00 UTC");
    merchant.open("/merchant/notices?lang=en").await;
    let page = developer.open(&standing_of(&app)).await.is(200);
    page.says("Its calls look like scraping.").says("Read only what changed.").says("24 Nov 2026");
    writes(&app).await.is(200);

    house.passes(DAY);
    house.works().await;
    writes(&app).await.is(200);
    house.passes(DAY);
    house.works().await;
    refused(&writes(&app).await, "app.read_only");
    app.gets("/api/v1/orders").await.is(200);
    assert_eq!(told(&house, "used_app_read_only").await, [merchant.email.clone()]);
    developer.open(&standing_of(&app)).await.is(200).says("Calls that change something are refused");

    // Undone: it does not come again by itself, nor does what would have come after it.
    changes(&mut operator, &app, "undo").await.says("Everything still works");
    writes(&app).await.is(200);
    house.passes(4 * DAY);
    house.works().await;
    assert_eq!(told(&house, "used_app_undone").await, [merchant.email.clone()]);
    assert_eq!(told(&house, "app_suspension_off").await, Vec::<String>::new());
    let page = operator.open(&suspension_of(&app)).await.is(200);
    page.says("Everything still works");

    changes(&mut operator, &app, "lift").await.says("The suspension is lifted");
    assert!(has_form(&operator.open(&suspension_of(&app)).await, "/suspension"), "it can be suspended anew");
}

#[tokio::test]
async fn off_refuses_every_call_and_each_step_can_be_hastened_and_taken_back() {
    let house = House::open().await;
    let (mut developer, merchant, mut operator, app) = everybody(&house).await;
    operator.brings_online(&app).await;
    suspends(&mut operator, &app, "notice", "2026-11-24", "").await.is(200);
    changes(&mut operator, &app, "advance").await.says("The next step holds");
    refused(&writes(&app).await, "app.read_only");
    changes(&mut operator, &app, "advance").await;
    refused(&app.gets("/api/v1/orders").await, "app.stopped");
    developer.open(&format!("/developer/apps/{}", app.client_id)).await.is(200).says("This app is suspended");
    let page = operator.open(&suspension_of(&app)).await.is(200);
    let gone = form(&page, "/suspension/change").fill("reason", "too late");
    assert!(!gone.takes("change", "advance"), "{}", page.text());

    changes(&mut operator, &app, "undo").await;
    app.gets("/api/v1/orders").await.is(200);
    refused(&writes(&app).await, "app.read_only");
    changes(&mut operator, &app, "lift").await.says("The suspension is lifted");
    refused(&writes(&app).await, "sandbox.only");
    house.works().await;
    assert_eq!(told(&house, "used_app_lifted").await, [merchant.email.clone()]);
    // The day of the notice comes all the same, and nothing happens.
    house.passes(4 * DAY);
    house.works().await;
    developer.open(&standing_of(&app)).await.is(200).says("This app is online");
}

#[tokio::test]
async fn an_app_that_was_suspended_in_test_comes_back_to_test() {
    let house = House::open().await;
    let (mut developer, _, mut operator, app) = everybody(&house).await;
    operator.moves_app(&app, "suspend", "its calls look like scraping").await;
    refused(&app.gets("/api/v1/orders").await, "app.stopped");
    operator.moves_app(&app, "resume", "explained").await;
    app.gets("/api/v1/orders").await.is(200);
    developer.open(&standing_of(&app)).await.is(200).says("Apply to go online");
}

#[tokio::test]
async fn a_suspension_without_sense_is_refused() {
    let house = House::open().await;
    let (mut developer, _, mut operator, app) = everybody(&house).await;
    for (step, read_only, off) in [
        ("notice", "", "2026-12-06"),
        ("notice", "2026-11-21", ""),
        ("notice", "2029-01-01", ""),
        ("notice", "2026-12-06", "2026-12-06"),
        ("notice", "2026-11-31", ""),
        ("read_only", "", "2026-11-01"),
    ] {
        suspends(&mut operator, &app, step, read_only, off).await.is(400);
    }
    let page = operator.open(&suspension_of(&app)).await.is(200);
    let begin = form(&page, "/suspension").choose("step", "read_only").fill("reason", "scraping");
    operator.submit(&begin.clone().fill("reason", "")).await.is(400);
    operator.submit_and_follow(&begin).await.is(200);
    operator.submit(&begin).await.is(409).says("under way already");
    developer.open(&standing_of(&app)).await.is(200).says("Calls that change something are refused");

    // An account manager looks, and changes nothing.
    let mut manager = crate::desk::colleague(&house, "Mara", platform::accounts::Role::AccountManager).await;
    let seen = manager.open(&suspension_of(&app)).await.is(200);
    assert!(!has_form(&seen, "/suspension/change"), "{}", seen.text());
    let token = manager.open("/operator/account/password").await.form("/operator/account/password").value("_csrf").to_owned();
    let forged = form(&operator.open(&suspension_of(&app)).await, "/suspension/change").press("change", "lift");
    manager.submit(&forged.fill("reason", "let them be").fill("_csrf", &token)).await.is(403);
    refused(&writes(&app).await, "app.read_only");
}

#[tokio::test]
async fn an_appeal_that_is_won_lifts_the_suspension() {
    let house = House::open().await;
    let (mut developer, merchant, mut operator, app) = everybody(&house).await;
    let page = developer.open(&standing_of(&app)).await.is(200);
    assert!(!has_form(&page, "/stage/appeal"), "nothing to appeal against: {}", page.text());
    suspends(&mut operator, &app, "off", "", "").await.is(200);
    refused(&app.gets("/api/v1/orders").await, "app.stopped");

    let appeal = form(&developer.open(&standing_of(&app)).await, "/stage/appeal");
    developer.submit(&appeal.clone().fill("reason", "unfair")).await.is(400);
    let appeal = appeal.fill("reason", "It was a test of ours that ran away; it is stopped.").attach("file", pdf("log.pdf"));
    developer.submit_and_follow(&appeal).await.is(200).says("Your appeal was sent");
    developer.submit(&appeal).await.is(409);
    developer.open(&standing_of(&app)).await.is(200).says("Your appeal is being reviewed");

    let case = operator.finds_case("a test of ours that ran away").await;
    case.says("Its calls look like scraping.").says("Off").says("log.pdf");
    operator.submit_and_follow(&form(&case, "/approve")).await.is(200);
    app.gets("/api/v1/orders").await.is(200);
    house.works().await;
    assert_eq!(told(&house, "app_suspension_lifted").await, [developer.email.clone()]);
    assert_eq!(told(&house, "used_app_lifted").await, [merchant.email.clone()]);
}

#[tokio::test]
async fn an_appeal_that_is_lost_changes_nothing_and_says_why() {
    let house = House::open().await;
    let (mut developer, _, mut operator, app) = everybody(&house).await;
    suspends(&mut operator, &app, "read_only", "", "").await.is(200);
    let appeal = form(&developer.open(&standing_of(&app)).await, "/stage/appeal");
    developer.submit_and_follow(&appeal.fill("reason", "We did nothing of the kind, ever.")).await.is(200);
    let case = operator.finds_case("nothing of the kind").await;
    operator.submit_and_follow(&form(&case, "/reject").choose("rule", "not_mended")).await.is(200);
    refused(&writes(&app).await, "app.read_only");
    let own = developer.open("/developer/cases").await.is(200).link("/developer/cases/case_");
    developer.open(&own).await.is(200).says("goes on: mend it first");
}

// === redirect hosts ===

async fn changes_redirects(developer: &mut Developer, app: &App, lines: &str) -> Answer {
    let path = format!("/developer/apps/{}", app.client_id);
    let page = developer.open(&path).await.is(200);
    let answer = developer.submit(&form(&page, "/settings").fill("redirect_uri", lines)).await;
    developer.follow(answer).await
}

#[tokio::test]
async fn a_new_redirect_host_waits_for_a_review_where_the_operator_wants_it() {
    let house = House::open().await;
    let (mut developer, mut merchant, mut operator, app) = everybody(&house).await;
    let to = |uri: &str| format!("{}&{}", app.authorize_path(), encode_pairs(&[("redirect_uri", uri)]));
    let old = "https://erp.example/callback";
    settles(&mut operator, "0", "0", true).await.is(200);

    // The same host is no news; another host is.
    let free = format!("{old}\nhttps://erp.example/second");
    changes_redirects(&mut developer, &app, &free).await.is(200);
    merchant.open(&to("https://erp.example/second")).await.is(200).says("Hansa ERP");
    changes_redirects(&mut developer, &app, "https://new.example/cb").await.is(400).says("keep one of the old redirect URLs");
    let both = format!("{old}\nhttps://new.example/cb");
    changes_redirects(&mut developer, &app, &both).await.is(200).says("These hosts are new and are being reviewed");
    merchant.open(&to("https://new.example/cb")).await.is(400).says("has not registered");
    merchant.open(&to(old)).await.is(200);
    // The same form again asks for nothing new.
    changes_redirects(&mut developer, &app, &both).await.is(200);

    let case = operator.finds_case("new.example").await;
    case.says("https://new.example/cb");
    operator.submit_and_follow(&form(&case, "/approve")).await.is(200);
    merchant.open(&to("https://new.example/cb")).await.is(200);
    let page = developer.open(&format!("/developer/apps/{}", app.client_id)).await.is(200);
    assert!(!page.text().contains("are being reviewed"), "{}", page.text());
    assert_eq!(told(&house, "app_review_approved").await, [developer.email.clone()]);
}

#[tokio::test]
async fn a_new_app_has_no_address_until_its_first_host_is_approved() {
    let house = House::open().await;
    let mut operator = house.operator().await;
    settles(&mut operator, "0", "0", true).await.is(200);
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    let mut merchant = house.approved_merchant("Lübeck Tea").await;
    merchant.open(&app.authorize_path()).await.is(400).says("no address yet");
    operator.approves("https://erp.example/callback").await;
    assert!(!merchant.allows(&app).await.is_empty());

    // A rejected host is not there, and the developer reads why.
    house.passes(Duration::from_secs(1));
    let lines = "https://erp.example/callback\nhttps://evil.example/cb";
    changes_redirects(&mut developer, &app, lines).await.is(200);
    let case = operator.finds_case("evil.example").await;
    operator.submit_and_follow(&form(&case, "/reject").choose("rule", "host_not_yours")).await.is(200);
    let own = developer.open("/developer/cases").await.is(200).link("/developer/cases/case_");
    developer.open(&own).await.is(200).says("The host does not belong to you");
    let page = developer.open(&format!("/developer/apps/{}", app.client_id)).await.is(200);
    assert_eq!(form(&page, "/settings").value("redirect_uri"), "https://erp.example/callback");
}

#[tokio::test]
async fn the_sandbox_and_a_platform_without_that_setting_take_new_hosts_at_once() {
    for (environment, is_reviewed) in [(Environment::Sandbox, true), (Environment::Production, false)] {
        let house = House::of(environment).await;
        let (mut developer, mut merchant, mut operator, app) = everybody(&house).await;
        settles(&mut operator, "0", "0", is_reviewed).await.is(200);
        changes_redirects(&mut developer, &app, "https://new.example/cb").await.is(200);
        let code = merchant.allows(&app).await;
        assert!(!code.is_empty());
    }
}
