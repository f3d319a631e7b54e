//! What people and programs send by mistake or on purpose: a sentence, a code, the same status every time, and nothing lost.

use crate::{
    client::{Answer, Form, Upload, pdf, png},
    house::House,
    wire::App,
};
use axum::http::Method;
use kernel::{Environment, PageRequest};
use std::time::Duration;

const HTML: &str = "<script>alert(1)</script><b onclick=\"x\">fett</b>&amp;'\"{{ 7*7 }}";
const EMOJI: &str = "海港 🚢 مرحبا بالعالم שלום";

#[track_caller]
fn problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status.as_u16(), answer.json()["code"].as_str()), (status, Some(code)), "{}", answer.body);
    assert!(answer.json()["request_id"].as_str().unwrap().starts_with("req_"), "{}", answer.body);
}

/// The page holds the text as text and made no element of it.
#[track_caller]
fn shows_as_text(page: &Answer, text: &str) {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    page.says(&folded);
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
    assert!(page.all("b[onclick]").is_empty());
}

#[tokio::test]
async fn unknown_parameters_and_values_are_refused_with_their_names() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    for query in [
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=ten",
        "limit=1&limit=2",
        "cursor=nonsense",
        "status=lost",
        "updated_min=yesterday",
        "updated_max=2026-13-01T00:00:00Z",
        "colour=blue",
    ] {
        let answer = app.gets(&format!("/api/v1/orders?{query}")).await;
        assert_eq!(answer.status.as_u16(), 400, "{query}: {}", answer.body);
        let name = query.split('=').next().unwrap();
        assert!(answer.body.contains(name), "{query}: {}", answer.body);
        assert!(answer.json()["code"].is_string(), "{query}: {}", answer.body);
    }
}

#[tokio::test]
async fn ids_that_are_none_or_anothers_are_not_found() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    let mut stranger = house.approved_merchant("Somebody Else").await;
    stranger.has_goods_and_orders(&house).await;
    let merchant = stranger.id(&house).await;
    let orders = house.read(move |tx| trade::orders::list(tx, &merchant, &trade::Query::default(), &PageRequest::first(1))).await;
    let foreign = orders.items[0].id.to_string();
    for id in [foreign.as_str(), "nonsense", "ord_p01k9zzzzzzzzzzzzzzzzzzzzzz", "%F0%9F%9A%A2", "..%2f..%2fetc"] {
        let answer = app.gets(&format!("/api/v1/orders/{id}")).await;
        assert_eq!(answer.status.as_u16(), 404, "{id}: {}", answer.body);
        assert!(answer.json()["code"].as_str().unwrap().ends_with("not_found"), "{id}: {}", answer.body);
    }
}

#[tokio::test]
async fn addresses_and_methods_that_do_not_exist_are_answered_in_the_apis_own_form() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    let answer = app.gets("/api/v1/nothing").await;
    assert_eq!(answer.status.as_u16(), 404);
    assert_eq!(answer.headers["content-type"], "application/problem+json", "{}", answer.body);
    let answer = app.calls(Method::DELETE, "/api/v1/orders", &[("authorization", &format!("Bearer {}", app.access))], "").await;
    assert_eq!(answer.status.as_u16(), 405, "{}", answer.body);
    assert_eq!(answer.headers["content-type"], "application/problem+json", "{}", answer.body);
}

async fn posts_to_the_sandbox(house: &House, app: &App, body: &str) -> Answer {
    let _ = house;
    let bearer = format!("Bearer {}", app.access);
    app.calls(Method::POST, "/api/v1/sandbox/orders", &[("authorization", &bearer), ("content-type", "application/json")], body)
        .await
}

#[tokio::test]
async fn a_body_that_is_too_large_or_no_json_is_refused_and_nothing_is_made() {
    let house = House::of(Environment::Sandbox).await;
    let (app, _) = house.authorised().await;
    let before = app.gets_all("/api/v1/orders", 200).await.len();
    let large = format!("{{\"seed\": 1, \"note\": \"{}\"}}", "x".repeat(1024 * 1024));
    let answer = posts_to_the_sandbox(&house, &app, &large).await;
    assert_eq!(answer.status.as_u16(), 413, "{}", answer.body);
    assert!(answer.json()["code"].is_string(), "{}", answer.body);
    for body in ["", "{", "[]", "null", "{\"seed\": \"many\"}", "{\"seed\": -1}", "{\"seed\": 1, \"colour\": \"blue\"}", "\u{0}"]
    {
        let answer = posts_to_the_sandbox(&house, &app, body).await;
        assert_eq!(answer.status.as_u16(), 400, "{body}: {}", answer.body);
        assert!(answer.json()["code"].is_string(), "{body}: {}", answer.body);
    }
    assert_eq!(app.gets_all("/api/v1/orders", 200).await.len(), before);
}

#[tokio::test]
async fn the_same_seed_makes_the_same_test_orders() {
    let house = House::of(Environment::Sandbox).await;
    let mut app = house.app("Hansa ERP").await;
    let mut merchant = house.approved_merchant("Lübeck Tea").await;
    let code = merchant.allows(&app).await;
    app.redeems(&code).await.is(200);
    let answer = posts_to_the_sandbox(&house, &app, r#"{"seed": 7, "orders": 20, "products": 5}"#).await;
    assert!(answer.status.is_success(), "{}", answer.body);
    let first = app.gets_all("/api/v1/orders", 200).await;
    assert_eq!(first.len(), 20);
    house.passes(Duration::from_secs(60));
    let answer = posts_to_the_sandbox(&house, &app, r#"{"seed": 7, "orders": 20, "products": 5}"#).await;
    assert!(answer.status.is_success(), "{}", answer.body);
    assert_eq!(app.gets_all("/api/v1/orders", 200).await, first);
}

#[tokio::test]
async fn production_makes_no_test_data() {
    let house = House::open().await;
    let (app, mut merchant) = house.authorised().await;
    let answer = posts_to_the_sandbox(&house, &app, r#"{"seed": 1}"#).await;
    assert!(matches!(answer.status.as_u16(), 403 | 404), "{}", answer.body);
    merchant.visit("/merchant/test-data").await.is(404);
}

#[tokio::test]
async fn a_document_is_what_its_content_is() {
    let house = House::open().await;
    let cases = [
        ("papers.pdf", b"<html><script>alert(1)</script></html>".to_vec()),
        ("papers.pdf", png("x").bytes),
        ("papers.exe", pdf("x").bytes),
        ("papers.pdf", b"%PDF-1.7 cut off".to_vec()),
        ("papers.png", b"\x89PNG\r\n\x1a\n cut off".to_vec()),
        ("papers.pdf", Vec::new()),
    ];
    for (name, bytes) in cases {
        let mut developer = house.developer("Hansa GmbH");
        let page = developer.open("/developer/register").await.is(200);
        let form = filled_in(&page).attach("documents", Upload { name: name.to_owned(), bytes });
        let answer = developer.submit(&form).await.is(400);
        assert_eq!(answer.form("/developer/register").value("legal_name"), "Hansa GmbH Ltd", "what was typed stays");
        assert!(!answer.all(".field-error").is_empty(), "{name}: {}", answer.text());
    }
    let mut developer = house.developer("Hansa GmbH");
    let page = developer.open("/developer/register").await.is(200);
    let mut large = pdf("large").bytes;
    large.splice(9..9, vec![b' '; 10 * 1024 * 1024]);
    let answer =
        developer.submit(&filled_in(&page).attach("documents", Upload { name: "large.pdf".to_owned(), bytes: large })).await;
    assert!(matches!(answer.status.as_u16(), 400 | 413), "{}", answer.text());
    assert!(house.read(|tx| platform::developers::list(tx, None, &PageRequest::first(10))).await.items.is_empty());
}

fn filled_in(page: &Answer) -> Form {
    page.form("/developer/register")
        .fill("name", "Ada Li")
        .fill("email", "ada@hansa.example")
        .fill("password", crate::people::PASSWORD)
        .fill("kind", "company")
        .fill("legal_name", "Hansa GmbH Ltd")
        .fill("display_name", "Hansa GmbH")
        .fill("country", "DE")
        .fill("registration_no", "HRB 1358")
        .fill("website", "https://dev.example")
        .fill("phone", "+49 451 1358")
}

#[tokio::test]
async fn html_emoji_and_right_to_left_text_are_kept_and_shown_as_text() {
    let house = House::open().await;
    let mut operator = house.operator().await;
    for (place, text) in [HTML, EMOJI].into_iter().enumerate() {
        let mut developer = house.developer(text);
        let page = developer.open("/developer/register").await.is(200);
        let form = filled_in(&page)
            .fill("name", text)
            .fill("email", &format!("ada{place}@hansa.example"))
            .fill("legal_name", text)
            .fill("display_name", text)
            .fill("registration_no", &text.chars().take(20).collect::<String>())
            .attach("documents", Upload { name: format!("{text}.pdf"), ..pdf("x") });
        let home = developer.submit_and_follow(&form).await.is(200);
        shows_as_text(&home, text);
        let case = operator.finds_case(text).await;
        shows_as_text(&case, text);
        let reason = format!("{text} is not a reason");
        operator.rejects(text, &reason).await;
        let home = developer.open("/developer").await.is(200);
        shows_as_text(&home, &reason);
    }
}

#[tokio::test]
async fn hostile_names_of_apps_and_stores_are_text_wherever_others_read_them() {
    let house = House::open().await;
    let name = &HTML[..60];
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let app = developer.creates_app(name, "https://erp.example/callback").await;
    let mut merchant = house.approved_merchant(&format!("Tea {name}")).await;
    house.operator().await.brings_online(&app).await;
    house.lists(&app, name).await;
    let consent = merchant.open(&app.authorize_path()).await.is(200);
    shows_as_text(&consent, name);
    merchant.allows(&app).await;
    for path in ["/merchant/settings/api", "/", "/merchant"] {
        shows_as_text(&merchant.open(path).await.is(200), name);
    }
    shows_as_text(&house.operator().await.open("/operator/apps").await.is(200), name);
    shows_as_text(&house.operator().await.open("/operator/merchants").await.is(200), name);
}

#[tokio::test]
async fn a_name_that_turns_the_direction_of_what_follows_is_refused() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    let page = developer.open("/developer/register").await.is(200);
    for name in ["Hansa\u{202e}HbmG", "Hansa\u{0}GmbH\u{7}", "Hansa\nGmbH"] {
        let form = filled_in(&page).attach("documents", pdf("x")).fill("display_name", name);
        let answer = developer.submit(&form).await.is(400);
        assert!(!answer.all("#field-display_name-error").is_empty(), "{name:?}: {:?}", answer.all(".field-error"));
    }
}

#[tokio::test]
async fn ten_thousand_letters_are_too_many_for_every_field_and_the_form_says_which() {
    let house = House::open().await;
    let long = "名".repeat(10_000);
    let mut developer = house.developer("Hansa GmbH");
    let page = developer.open("/developer/register").await.is(200);
    for field in ["name", "email", "password", "legal_name", "display_name", "registration_no", "website", "phone"] {
        let form = filled_in(&page).attach("documents", pdf("x")).fill(field, &long);
        let answer = developer.submit(&form).await.is(400);
        let marked = answer.all(&format!("#field-{field}-error"));
        assert!(!marked.is_empty(), "{field} is not marked: {:?} {:?}", answer.all(".field-error"), answer.all("[role=alert]"));
    }
    assert!(house.read(|tx| platform::developers::list(tx, None, &PageRequest::first(10))).await.items.is_empty());
}

#[tokio::test]
async fn a_form_sent_twice_does_its_work_once() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    let page = developer.open("/developer/register").await.is(200);
    let form = filled_in(&page).attach("documents", pdf("x"));
    developer.submit(&form).await.is(303);
    let again = developer.submit(&form).await;
    assert!(again.status.is_client_error() || again.status.is_redirection(), "{again:?}");
    assert_eq!(house.read(|tx| platform::developers::list(tx, None, &PageRequest::first(10))).await.items.len(), 1);

    let mut operator = house.operator().await;
    let case = operator.finds_case("Hansa GmbH").await;
    let approve = case.forms("/operator/cases/").into_iter().find(|form| form.action().ends_with("/approve")).unwrap();
    operator.submit(&approve).await.is(303);
    let again = operator.submit(&approve).await;
    assert_eq!(again.status.as_u16(), 409, "{}", again.text());

    developer.browser.forget_cookies();
    let mut developer = house.approved_developer("Second GmbH").await;
    let page = developer.open("/developer/apps/new").await.is(200);
    let form = page.form("/developer/apps/new").fill("name", "ERP").fill("redirect_uri", "https://erp.example/callback");
    let shown = developer.submit_and_follow(&form).await.is(200);
    let again = developer.submit(&form).await;
    assert_eq!(again.status.as_u16(), 409, "{}", again.text());
    let client_id = shown.all("#copy-client-id").remove(0);
    let page = developer.open(&format!("/developer/apps/{client_id}")).await.is(200);
    let add = page.form(&format!("/developer/apps/{client_id}/secrets"));
    developer.submit_and_follow(&add).await.is(200);
    let again = developer.submit(&add).await;
    assert_eq!(again.status.as_u16(), 409, "{}", again.text());

    let app = App::new(house.router.clone(), "ERP", &client_id, "", "https://erp.example/callback");
    let mut merchant = house.approved_merchant("Lübeck Tea").await;
    merchant.allows(&app).await;
    let settings = merchant.open("/merchant/settings/api").await.is(200);
    let link = settings.links("a[href$='/remove']").remove(0);
    let confirm = merchant.open(&link).await.is(200).form(&link);
    merchant.submit_and_follow(&confirm).await.is(200);
    let again = merchant.submit_and_follow(&confirm).await;
    assert!(again.status.is_success() || again.status.as_u16() == 409, "{}", again.text());
}

#[tokio::test]
async fn a_page_that_went_stale_says_who_decided_and_changes_nothing() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    let (mut first, mut second) = (house.operator().await, house.operator().await);
    let stale = second.finds_case("Hansa GmbH").await;
    first.approves("Hansa GmbH").await;
    let reject = stale.forms("/operator/cases/").into_iter().find(|form| form.action().ends_with("/reject")).unwrap();
    let answer = second.submit(&reject.fill("reason", "the papers are blurred")).await;
    assert_eq!(answer.status.as_u16(), 409, "{}", answer.text());
    developer.open("/developer/categories").await.is(200).says("Commercial Developer");
    let developers = house.read(|tx| platform::developers::list(tx, None, &PageRequest::first(10))).await;
    assert!(developers.items[0].state.is_active());
}

#[tokio::test]
async fn a_rejection_needs_a_reason_and_keeps_the_page() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    let mut operator = house.operator().await;
    let case = operator.finds_case("Hansa GmbH").await;
    let reject = case.forms("/operator/cases/").into_iter().find(|form| form.action().ends_with("/reject")).unwrap();
    for reason in ["", "   ", "no"] {
        let answer = operator.submit(&reject.clone().fill("reason", reason)).await;
        assert_eq!(answer.status.as_u16(), 400, "{reason:?}: {}", answer.text());
        assert!(!answer.all(".field-error").is_empty(), "{reason:?}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_form_without_its_token_or_from_another_site_is_refused() {
    let house = House::open().await;
    let mut merchant = house.approved_merchant("Lübeck Tea").await;
    let app = house.app("Hansa ERP").await;
    merchant.allows(&app).await;
    let link = merchant.open("/merchant/settings/api").await.links("a[href$='/remove']").remove(0);
    let confirm = merchant.open(&link).await.form(&link);
    for token in ["", "nonsense"] {
        let answer = merchant.submit(&confirm.clone().fill("_csrf", token)).await;
        assert_eq!(answer.status.as_u16(), 403, "{}", answer.text());
    }
    let mut stranger = house.approved_merchant("Somebody Else").await;
    let answer = stranger.submit(&confirm).await;
    assert_eq!(answer.status.as_u16(), 403, "{}", answer.text());
    merchant.open("/merchant/settings/api").await.says("Hansa ERP");
}

#[tokio::test]
async fn tokens_of_one_environment_are_refused_by_name_in_the_other() {
    let (production, sandbox) = (House::open().await, House::of(Environment::Sandbox).await);
    let (of_production, _) = production.authorised().await;
    let (of_sandbox, mut sandbox_merchant) = sandbox.authorised().await;
    let wrong = of_sandbox.gets_with("/api/v1/orders", &of_production.access).await;
    problem(&wrong, 401, "token.other_environment");
    assert!(wrong.json()["detail"].as_str().unwrap().contains("production"), "{}", wrong.body);
    let wrong = of_production.gets_with("/api/v1/orders", &of_sandbox.access).await;
    problem(&wrong, 401, "token.other_environment");
    assert!(wrong.json()["detail"].as_str().unwrap().contains("sandbox"), "{}", wrong.body);

    // Nor a client, a code or a refresh token.
    let mut lost = App::new(sandbox.router.clone(), "", &of_production.client_id, &of_production.client_secret, "");
    let code = sandbox_merchant.allows(&of_sandbox).await;
    assert_eq!(lost.redeems(&code).await.json()["error"], "invalid_client");
    let answer = of_production.asks_for_tokens(&[("grant_type", "authorization_code"), ("code", &code)]).await;
    assert_eq!(answer.json()["error"], "invalid_grant");
    assert!(
        answer.json()["error_description"].as_str().unwrap().contains("environment") || answer.body.contains("sandbox"),
        "{}",
        answer.body
    );
    let answer = of_production.asks_for_tokens(&[("grant_type", "refresh_token"), ("refresh_token", &of_sandbox.refresh)]).await;
    assert_eq!(answer.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn wrong_passwords_are_slowed_down_and_never_lock_anybody_out() {
    let house = House::open().await;
    let mut merchant = house.merchant("Lübeck Tea");
    merchant.registers().await;
    merchant.forget_cookies();
    let page = merchant.open("/merchant/sign-in").await.is(200);
    let form = page.form("/merchant/sign-in").fill("email", &merchant.email.clone()).fill("password", "not my password");
    let mut slowed = None;
    for _ in 0..12 {
        let answer = merchant.submit(&form).await;
        assert!(matches!(answer.status.as_u16(), 401 | 429), "{answer:?}");
        if answer.status.as_u16() == 429 {
            slowed = Some(answer);
            break;
        }
    }
    let slowed = slowed.expect("nobody slowed the guesses down");
    let wait: u64 = slowed.headers["retry-after"].to_str().unwrap().parse().unwrap();
    house.passes(Duration::from_secs(wait));
    merchant.signs_in().await.is(200).says("Lübeck Tea");
}
