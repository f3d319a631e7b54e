//! Listings: written, looked at by checks and people, and shown by the store as far as they were approved.

use crate::{
    client::{Answer, Upload, picture, png},
    house::House,
    internet::Internet,
    people::{Developer, Operator},
    wire::App,
};
use kernel::{Environment, Id, kinds};
use platform::listings::{self, Field, FieldState};
use std::time::Duration;

const ABOUT: &str = "Brings the orders and the stock of many shops into one place.";

/// A developer with an app that is online and not listed.
async fn online(house: &House) -> (Developer, App) {
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    house.operator().await.brings_online(&app).await;
    (developer, app)
}

fn editor(app: &App) -> String {
    format!("/developer/apps/{}/listing", app.client_id)
}

/// Fills texts of the editor and presses a button.
async fn writes(developer: &mut Developer, app: &App, texts: &[(&str, &str)], then: &str) -> Answer {
    let page = developer.open(&editor(app)).await.is(200);
    let form = texts.iter().fold(page.form(&editor(app)), |form, (name, text)| form.fill(name, text));
    let form = if form.takes("then", then) { form.press("then", then) } else { form };
    developer.submit_and_follow(&form).await
}

/// What the store needs, handed in.
async fn hands_in(developer: &mut Developer, app: &App) {
    let texts = [("name_en", "Hansa ERP"), ("description_en", ABOUT), ("website", "https://erp.example")];
    writes(developer, app, &texts, "").await.is(200);
    writes(developer, app, &[], "submit").await.is(200).says("Handed in");
}

/// Approves every change of a listing that waits.
async fn approves_all(operator: &mut Operator) {
    for link in operator.open("/operator/cases?kind=listing_change").await.is(200).links("a[href^='/operator/cases/case_']") {
        let case = operator.open(&link).await.is(200);
        if let Some(form) = case.forms(&format!("{link}/approve")).into_iter().next() {
            operator.submit_and_follow(&form).await.is(200);
        }
    }
}

async fn state(house: &House, app: &App, field: Field) -> FieldState {
    let id: Id<kinds::App> = app.client_id.parse().unwrap();
    house
        .read(move |tx| {
            let app = platform::apps::find(tx, &id)?.unwrap();
            Ok(listings::find(tx, &app)?.field(field).state.clone())
        })
        .await
}

/// Where the app's page in the store is, if it has one.
async fn in_store(house: &House, app: &App) -> Option<String> {
    let id: Id<kinds::App> = app.client_id.parse().unwrap();
    let live = house.read(move |tx| {
        let app = platform::apps::find(tx, &id)?.unwrap();
        listings::live(tx, &app)
    });
    live.await.map(|live| format!("/apps/{}", live.slug))
}

#[tokio::test]
async fn an_app_stands_in_the_store_once_what_is_required_was_approved() {
    let house = House::open().await;
    let (mut operator, (mut developer, app)) = (house.operator().await, online(&house).await);
    developer.open(&editor(&app)).await.is(200).says("Description: write it, hand it in, and have it approved.");
    hands_in(&mut developer, &app).await;
    assert_eq!(in_store(&house, &app).await, None, "nobody has approved anything");
    operator.open("/operator/cases").await.is(200).says("Website");
    approves_all(&mut operator).await;
    let page = in_store(&house, &app).await.expect("everything required is live");
    house.visitor().open(&page).await.is(200).says("Hansa ERP").says(ABOUT);
    assert_eq!(house.visitor().open("/").await.is(200).link("/apps/hansa"), page);
    developer.open("/developer/notices").await.is(200).says("Website of Hansa ERP is live");
    developer.open(&editor(&app)).await.is(200).says("In the store").link(&page);

    // What the operator asks for more takes it off at once.
    let policy = "/operator/settings/listings";
    let form = operator.open(policy).await.is(200).form(policy);
    operator.submit_and_follow(&form.clone().choose("required", "logo")).await.is(200);
    house.visitor().open(&page).await.is(404);
    operator.submit_and_follow(&form).await.is(200);
    house.visitor().open(&page).await.is(200);
}

#[tokio::test]
async fn what_is_live_stays_while_a_change_is_reviewed_and_after_it_was_rejected() {
    let house = House::open().await;
    let (mut operator, (mut developer, app)) = (house.operator().await, online(&house).await);
    house.lists(&app, "Hansa ERP").await;
    let page = in_store(&house, &app).await.unwrap();
    writes(&mut developer, &app, &[("description_en", "Something else altogether, and of forty letters or more.")], "").await;
    writes(&mut developer, &app, &[], "submit:description").await.is(200);
    house.visitor().open(&page).await.is(200).says(ABOUT);

    let case = operator.finds_case("Something else altogether").await;
    case.says(ABOUT);
    let form = case.forms("/operator/cases/").into_iter().find(|form| form.action().ends_with("/reject")).unwrap();
    operator.submit_and_follow(&form.choose("rule", "misleading").fill("reason", "it brings no orders")).await.is(200);
    house.visitor().open(&page).await.is(200).says(ABOUT);
    let editor = developer.open(&editor(&app)).await.is(200);
    editor.says("Describe what it does").says("it brings no orders").says("Something else altogether");
    developer.open("/developer/notices").await.is(200).says("Description of Hansa ERP was rejected");

    // A deletion is a change like any other.
    writes(&mut developer, &app, &[("website", "")], "").await.is(200);
    writes(&mut developer, &app, &[], "submit:website").await.is(200);
    house.visitor().open(&page).await.is(200);
    approves_all(&mut operator).await;
    house.visitor().open(&page).await.is(404);
    assert_eq!(in_store(&house, &app).await, None, "a website is required");
}

#[tokio::test]
async fn approving_publishes_what_the_reviewer_saw_and_not_what_was_typed_since() {
    let house = House::open().await;
    let (mut operator, (mut developer, app)) = (house.operator().await, online(&house).await);
    hands_in(&mut developer, &app).await;
    let case = operator.finds_case(ABOUT).await;
    let unseen = "Typed after it was handed in, and seen by no reviewer at all.";
    let page = writes(&mut developer, &app, &[("description_en", unseen)], "").await.is(200);
    page.says("You have changed it since").says(ABOUT).says(unseen);

    let form = case.forms("/operator/cases/").into_iter().find(|form| form.action().ends_with("/approve")).unwrap();
    operator.submit_and_follow(&form).await.is(200);
    approves_all(&mut operator).await;
    let shown = house.visitor().open(&in_store(&house, &app).await.unwrap()).await.is(200);
    shown.says(ABOUT);
    assert!(!shown.body.contains(unseen));
    assert_eq!(state(&house, &app, Field::Description).await, FieldState::Draft, "the new text waits for its own review");
}

#[tokio::test]
async fn handing_in_twice_opens_one_case_and_withdrawing_gives_the_draft_back() {
    let house = House::open().await;
    let (mut developer, app) = online(&house).await;
    let texts = [("description_en", ABOUT), ("website", "https://erp.example")];
    writes(&mut developer, &app, &texts, "").await.is(200);
    let form = developer.open(&editor(&app)).await.is(200).form(&editor(&app)).press("then", "submit");
    developer.submit(&form).await.is(303);
    developer.submit(&form).await.is(303);
    let cases = house.read(platform::approvals::counts).await;
    let open = cases.iter().find(|queue| queue.kind == platform::approvals::CaseKind::ListingChange).unwrap().open;
    assert_eq!(open, 3, "name, description, website");

    let form = developer.open(&editor(&app)).await.is(200).form(&editor(&app)).press("then", "withdraw:website");
    developer.submit_and_follow(&form).await.is(200).says("Taken out of review");
    developer.submit(&form).await.is(409).says("not being reviewed any more");
    assert_eq!(state(&house, &app, Field::Website).await, FieldState::Draft);
    assert_eq!(developer.open(&editor(&app)).await.form(&editor(&app)).value("website"), "https://erp.example");
    writes(&mut developer, &app, &[], "submit:website").await.is(200);
    assert!(matches!(state(&house, &app, Field::Website).await, FieldState::InReview { .. }));
}

/// The law of the store: every public page and file is asked, and none knows what nobody approved.
#[tokio::test]
async fn nothing_that_was_not_approved_is_served_to_the_public() {
    let house = House::open().await;
    let (mut operator, (mut developer, app)) = (house.operator().await, online(&house).await);
    house.lists(&app, "Hansa ERP").await;
    let page = in_store(&house, &app).await.unwrap();

    // One marker for each field and state: rejected, in review, and only written.
    for round in ["rejected", "reviewed", "drafted"] {
        let text = |field: &str| format!("{round}{field}marker");
        let about = format!("{} {}", text("description"), "x".repeat(40));
        let texts = [
            ("name_en", text("name")),
            ("name_zh", text("namezh")),
            ("value_proposition_en", text("value")),
            ("value_proposition_zh", text("valuezh")),
            ("description_en", about.clone()),
            ("description_zh", about.replace("description", "descriptionzh")),
            ("website", format!("https://{}.example", text("website"))),
        ];
        let editing = developer.open(&editor(&app)).await.is(200);
        let form = texts.iter().fold(editing.form(&editor(&app)), |form, (name, text)| form.fill(name, text));
        let form = form.attach("logo", png(&format!("{round}.png"))).attach("screenshots", picture(round, 640, 400));
        developer.submit_and_follow(&form).await.is(200);
        if round == "drafted" {
            break;
        }
        writes(&mut developer, &app, &[], "submit").await.is(200).says("Handed in");
        if round == "rejected" {
            for link in operator.open("/operator/cases?kind=listing_change").await.links("a[href^='/operator/cases/case_']") {
                let case = operator.open(&link).await.is(200);
                let Some(form) = case.forms(&format!("{link}/reject")).into_iter().next() else { continue };
                operator.submit_and_follow(&form.fill("reason", "not like this")).await.is(200);
            }
        }
    }
    let editing = developer.open(&editor(&app)).await.is(200);
    let images: Vec<String> =
        editing.body.split("/images/").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
    assert!(images.len() >= 2, "{images:?}");
    let seen = developer.open(&format!("{}/preview", editor(&app))).await.is(200);
    assert!(seen.body.contains("draftednamemarker") && seen.body.contains("draftedwebsitemarker"), "the developer sees it");

    let slug = page.trim_start_matches("/apps/").to_owned();
    let mut asked = 0;
    for door in web::doors().list().iter().filter(|door| door.access == web::Access::Public && door.method == "GET") {
        if door.path.starts_with("/outbox") || door.path.starts_with("/assets") {
            continue;
        }
        let path = door.path.replace("{slug}", &slug).replace("{app}", &app.client_id).replace("{file}", &images[0]);
        for query in ["", "?lang=zh", "?q=marker", "?q=draftednamemarker"] {
            let answer = house.visitor().visit(&format!("{path}{query}")).await;
            assert!(!answer.status.is_server_error(), "{path}{query}: {}", answer.body);
            // A page may repeat what was searched for.
            let body = answer.body.replace("draftednamemarker", if query.contains("drafted") { "" } else { "draftednamemarker" });
            for marker in ["rejected", "reviewed", "drafted"] {
                let found = body
                    .match_indices(marker)
                    .find(|(at, _)| body[*at..].chars().take(40).collect::<String>().contains("marker"));
                assert!(found.is_none(), "{path}{query} shows what is {marker}: {}", &body[found.unwrap().0..]);
            }
            // So may the page that says that there is nothing.
            for image in images.iter().filter(|image| !path.contains(image.as_str())) {
                assert!(!body.contains(image.as_str()), "{path}{query} names the image {image}");
            }
            asked += 1;
        }
    }
    assert!(asked > 20, "only {asked} addresses were asked");
    for image in &images {
        house.visitor().visit(&format!("/logos/{}/{image}", app.client_id)).await.is(404);
    }
    house.visitor().open(&page).await.is(200).says("Hansa ERP").says(ABOUT);
}

#[tokio::test]
async fn pictures_are_refused_by_what_they_are_and_what_was_typed_stays() {
    let house = House::open().await;
    let (mut developer, app) = online(&house).await;
    let upload = |name: &str, bytes: &[u8]| Upload { name: name.to_owned(), bytes: bytes.to_vec() };
    let svg = upload("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
    for (wrong, words) in [
        (svg, "SVG drawing can hold scripts"),
        (upload("logo.png", b"GIF89a<html>"), "This is not a picture"),
        (picture("small.png", 511, 511), "at least 512 pixels"),
        (picture("wide.png", 800, 600), "square"),
        (picture("vast.png", 9000, 1), "smaller than 8000"),
        (upload("logo.png", &png("cut.png").bytes[..100]), "cut short or damaged"),
    ] {
        let page = developer.open(&editor(&app)).await.is(200);
        let form = page.form(&editor(&app)).fill("value_proposition_en", "Typed before the picture").attach("logo", wrong);
        let answer = developer.submit(&form).await.is(400);
        answer.says(words);
        assert_eq!(answer.form(&editor(&app)).value("value_proposition_en"), "Typed before the picture");
    }

    // What hides behind a picture is not kept with it.
    let mut polyglot = png("logo.png");
    polyglot.bytes.extend(b"<script>alert('hidden')</script>");
    let form = developer.open(&editor(&app)).await.is(200).form(&editor(&app)).attach("logo", polyglot);
    let page = developer.submit_and_follow(&form).await.is(200);
    let image =
        page.body.split("src=\"").find_map(|rest| rest.starts_with("/developer/apps/").then(|| rest.split('"').next().unwrap()));
    let shown = developer.visit(image.unwrap()).await.is(200);
    assert_eq!(shown.headers["content-type"], "image/png");
    assert!(!shown.body.contains("hidden"));

    // Six screenshots and no seventh.
    for number in 0..6 {
        let form = developer.open(&editor(&app)).await.is(200).form(&editor(&app));
        developer.submit_and_follow(&form.attach("screenshots", picture(&number.to_string(), 640, 400))).await.is(200);
    }
    assert_eq!(developer.open(&editor(&app)).await.all("input[name='screenshots']").len(), 0, "there is room for no other");
}

#[tokio::test]
async fn servers_are_asked_by_a_job_and_private_ones_are_never_connected() {
    let internet = Internet::default()
        .with("erp.example", "93.184.216.34", "HTTP/1.1 200 OK")
        .with("moved.example", "93.184.216.35", "HTTP/1.1 301 Moved\r\nLocation: https://127.0.0.1/")
        .with("broken.example", "93.184.216.36", "HTTP/1.1 500 Oops")
        .with("inside.example", "10.1.2.3", "HTTP/1.1 200 OK");
    let connected = internet.connected.clone();
    let house = House::on_the(internet, Environment::Production).await;
    let (mut developer, app) = online(&house).await;

    let checks = |page: &Answer, id: &str| page.all("#looks li").into_iter().find(|line| line.contains(id)).unwrap_or_default();
    for (website, passes, words) in [
        ("https://erp.example", true, "(erp.example: 200)"),
        ("https://moved.example", true, "(moved.example: 301)"),
        ("https://broken.example", false, "(broken.example: 500)"),
        ("https://nowhere.example", false, "no address"),
    ] {
        let page = writes(&mut developer, &app, &[("website", website)], "").await.is(200);
        assert!(checks(&page, "check.website.answers").starts_with("Checking"), "{}", page.text());
        house.works().await;
        let line = checks(&developer.open(&editor(&app)).await.is(200), "check.website.answers");
        assert!(line.contains(words) && line.starts_with(if passes { "In order" } else { "Not in order" }), "{line}");
    }
    let line = checks(&developer.open(&editor(&app)).await.is(200), "check.redirect_host.resolves");
    assert!(line.starts_with("In order"), "{line}");

    writes(&mut developer, &app, &[("website", "https://inside.example")], "").await.is(200);
    house.works().await;
    let line = checks(&developer.open(&editor(&app)).await.is(200), "check.website.private");
    assert!(line.starts_with("Not in order") && line.contains("inside.example"), "{line}");
    writes(&mut developer, &app, &[], "submit:website").await.is(409).says("check.website.private");
    assert!(connected.lock().unwrap().iter().all(|address| address.ip().to_string().starts_with("93.")), "{connected:?}");

    // What can be seen without asking anybody is refused at once.
    for private in ["https://localhost/", "https://127.0.0.1/", "https://192.168.1.1/", "https://[::1]/", "https://db.internal/"]
    {
        let answer = writes(&mut developer, &app, &[("website", private)], "").await.is(400);
        answer.says("not on the public internet");
        assert_eq!(answer.form(&editor(&app)).value("website"), private);
    }
    let settings = format!("/developer/apps/{}", app.client_id);
    let form = developer.open(&settings).await.is(200).form(&format!("{settings}/settings"));
    developer
        .submit(&form.clone().fill("redirect_uri", "https://10.0.0.1/callback"))
        .await
        .is(400)
        .says("not on the public internet");
    developer.submit(&form.fill("redirect_uri", "http://127.0.0.1:9000/callback")).await.is(400);
}

#[tokio::test]
async fn in_the_sandbox_apps_may_live_on_the_developers_own_machine() {
    let house = House::of(Environment::Sandbox).await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let app = developer.creates_app("Hansa ERP", "http://127.0.0.1:9000/callback").await;
    writes(&mut developer, &app, &[("website", "http://localhost:9000")], "").await.is(200).says("Saved");
    writes(&mut developer, &app, &[("website", "https://192.168.1.1")], "").await.is(400);
}

#[tokio::test]
async fn a_support_address_is_verified_by_the_link_that_is_sent_there() {
    let house = House::open().await;
    let (mut developer, app) = online(&house).await;
    writes(&mut developer, &app, &[("support_email", "help@erp.example")], "").await.is(200).says("not verified");
    writes(&mut developer, &app, &[], "submit:support_email").await.is(409).says("check.support_email.verified");
    writes(&mut developer, &app, &[], "verify").await.is(200).says("A link was sent");
    writes(&mut developer, &app, &[], "verify").await.is(429).says("a moment ago");

    let mut visitor = house.visitor();
    let mut mail = None;
    for link in visitor.open("/outbox").await.is(200).links("a[href^='/outbox/']") {
        let opened = visitor.open(&link).await.is(200);
        if opened.text().contains("Is this the support address of Hansa ERP?") {
            mail = Some(opened);
        }
    }
    let mail = mail.expect("a mail asks whether the address is right");
    mail.says("help@erp.example");
    let link = mail.links("a[href*='/verify-support-email/']").remove(0);
    let path = link[link.find("/verify-support-email/").unwrap()..].to_owned();
    visitor.open(&format!("{}x", &path[..path.len() - 2])).await.is(404);
    visitor.open(&path).await.is(200).says("The address is verified");
    visitor.open(&path).await.is(200);
    writes(&mut developer, &app, &[], "submit:support_email").await.is(200).says("Handed in");

    // Another address has to be verified anew.
    writes(&mut developer, &app, &[], "withdraw:support_email").await.is(200);
    writes(&mut developer, &app, &[("support_email", "other@erp.example")], "").await.is(200);
    writes(&mut developer, &app, &[], "submit:support_email").await.is(409);
    house.passes(Duration::from_secs(8 * 86_400));
    writes(&mut developer, &app, &[], "verify").await;
    visitor.open(&path).await.is(410).says("expired");
}

#[tokio::test]
async fn names_that_look_like_anothers_and_forbidden_words_are_told_before_a_person_looks() {
    let house = House::open().await;
    let other = house.app("Stock Pilot").await;
    house.operator().await.brings_online(&other).await;
    house.lists(&other, "Stock Pilot").await;
    let (mut developer, app) = online(&house).await;

    for name in ["stock  pilot", "STOCK-PILOT", "St\u{43e}ck Pil\u{43e}t"] {
        writes(&mut developer, &app, &[("name_en", name)], "").await.is(200);
        writes(&mut developer, &app, &[], "submit:name").await.is(409).says("An automatic check fails");
    }
    developer
        .open(&editor(&app))
        .await
        .is(200)
        .says("mixes letters of several scripts")
        .says("Another app has a name that looks like");

    let mut operator = house.operator().await;
    let policy = "/operator/settings/listings";
    let form = operator.open(policy).await.is(200).form(policy).fill("forbidden_words", "Guaranteed\n最低价\n\nguaranteed");
    operator.submit_and_follow(&form).await.is(200);
    assert_eq!(operator.open(policy).await.form(policy).value("forbidden_words"), "guaranteed\n最低价");
    let about = "全网最低价，欢迎使用。".repeat(5);
    writes(&mut developer, &app, &[("name_en", "Hansa ERP"), ("description_zh", &about)], "").await.is(200).says("最低价");
    writes(&mut developer, &app, &[], "submit:description").await.is(409);
    writes(&mut developer, &app, &[], "submit:name").await.is(200).says("Handed in");
    let case = operator.finds_case("Hansa ERP").await;
    case.says("check.name.unique").says("No other app is called this");
}

#[tokio::test]
async fn the_operator_takes_an_app_off_the_store_and_puts_it_back() {
    let house = House::open().await;
    let (mut operator, (mut developer, app)) = (house.operator().await, online(&house).await);
    house.lists(&app, "Hansa ERP").await;
    let (page, address) = (in_store(&house, &app).await.unwrap(), format!("/operator/apps/{}", app.client_id));
    let action = format!("{address}/listing");
    let form = operator.open(&address).await.is(200).form(&action).press("listing", "delist");
    operator.submit(&form.clone().fill("listing_reason", "")).await.is(400);
    operator.submit_and_follow(&form.clone().fill("listing_reason", "sells what it has not")).await.is(200);
    house.visitor().open(&page).await.is(404);
    assert!(!house.visitor().open("/").await.is(200).body.contains(&page));
    developer.open(&editor(&app)).await.is(200).says("took this app off the store").says("sells what it has not");
    operator.submit(&form.fill("listing_reason", "once more")).await.is(409);
    let form = operator.open(&address).await.is(200).form(&action).press("listing", "relist");
    operator.submit_and_follow(&form.fill("listing_reason", "it has them now")).await.is(200);
    house.visitor().open(&page).await.is(200);
}

#[tokio::test]
async fn hostile_texts_are_shown_as_text_and_nobody_reaches_anothers_listing() {
    let house = House::open().await;
    let (mut operator, (mut developer, app)) = (house.operator().await, online(&house).await);
    let script = "<script>alert(1)</script> \"'{{ 7*7 }} and so on, for forty letters at the least";
    for wrong in ["a\u{202e}b", "a\u{7f}b"] {
        writes(&mut developer, &app, &[("name_en", wrong)], "").await.is(400);
    }
    let texts = [("name_en", "<b>Pearl</b>"), ("value_proposition_en", "<img src=x onerror=y>"), ("description_en", script)];
    writes(&mut developer, &app, &texts, "").await.is(200);
    writes(&mut developer, &app, &[("website", "https://erp.example/\"><script>")], "").await.is(200);
    writes(&mut developer, &app, &[], "submit").await.is(200);
    for link in operator.open("/operator/cases?kind=listing_change").await.links("a[href^='/operator/cases/case_']") {
        harmless(&operator.open(&link).await.is(200));
    }
    approves_all(&mut operator).await;
    let page = house.visitor().open(&in_store(&house, &app).await.unwrap()).await.is(200);
    page.says("<b>Pearl</b>").says("{{ 7*7 }}");
    for page in [page, developer.open(&editor(&app)).await.is(200), house.visitor().open("/").await.is(200)] {
        harmless(&page);
    }

    let mut stranger = house.approved_developer("Stranger Ltd").await;
    let form = developer.open(&editor(&app)).await.is(200).form(&editor(&app));
    let token = stranger.open("/developer/profile").await.form("/developer/sign-out").value("_csrf").to_owned();
    stranger.submit(&form.fill("_csrf", &token).fill("name_en", "Taken over")).await.is(404);
    for address in [editor(&app), format!("{}/preview", editor(&app))] {
        stranger.visit(&address).await.is(404);
    }
    for link in [format!("/operator/apps/{}/listing", app.client_id), "/operator/settings/listings".to_owned()] {
        assert!(matches!(stranger.visit(&link).await.status.as_u16(), 403 | 405), "{link}");
    }
}

#[track_caller]
fn harmless(page: &Answer) {
    for markup in ["<script>alert", "<img src=x", "<b>Pearl"] {
        assert!(!page.body.contains(markup), "{markup}: {}", page.body);
    }
}
