//! The desk in a real Chromium, in both languages, on a wide window and on a telephone.

use super::{Driver, Locator, PASSWORD, Papers, Window};
use crate::binary::Kontor;

struct Reader<'a> {
    language: &'a str,
    width: u32,
    name: &'a str,
    email: &'a str,
    /// What says that the applicant owes an answer.
    waits: &'a str,
}

#[tokio::test]
async fn a_case_is_taken_asked_about_answered_and_approved() {
    let (kontor, driver, papers) = (Kontor::demo().await, Driver::start().await, Papers::new());
    let english = Reader {
        language: "en",
        width: 1280,
        name: "Hanse Software",
        email: "ada@hanse.example",
        waits: "The operator has a question",
    };
    let chinese =
        Reader {
            language: "zh", width: 390, name: "珠港软件", email: "ada@pearl.example", waits: "平台需要您补充资料"
        };
    for reader in [english, chinese] {
        story(&driver, &kontor, &papers, &reader).await;
    }
}

async fn story(driver: &Driver, kontor: &Kontor, papers: &Papers, reader: &Reader<'_>) {
    let (base, told) = (kontor.url("production"), &kontor.told["production"]["operator"]);
    let developer = window(driver, base, reader).await;
    let operator = window(driver, base, reader).await;
    registers(&developer, papers, reader).await;
    operator.signs_in("operator", told["email"].as_str().unwrap(), told["password"].as_str().unwrap()).await;

    // The queue leads to the case. Looking at it opens no evidence; unfolding a paper does, and is written down.
    operator.open("/operator/cases?kind=developer&claim=unclaimed").await;
    operator.fits().await;
    operator.picture(&format!("desk-queue-{}", reader.language)).await;
    let row = format!("//tr[contains(., '{}')]//a[starts-with(@href, '/operator/cases/case_')]", reader.name);
    let case = operator.client.find(Locator::XPath(&row)).await.unwrap().attr("href").await.unwrap().unwrap();
    operator.open(&case).await;
    operator.send(&format!("{case}/claim")).await;
    operator.find(&format!("form[action='{case}/release']")).await;
    assert_eq!(opened(&operator, &case).await, 0, "nothing was unfolded");
    operator.open(&case).await;
    operator.press("details.evidence > summary").await;
    operator.find("details.evidence[open] iframe").await;
    operator.fits().await;
    operator.picture(&format!("desk-case-{}", reader.language)).await;
    let began = std::time::Instant::now();
    while opened_elsewhere(&operator, &case).await == 0 {
        assert!(began.elapsed() < super::PATIENCE, "the paper that was unfolded was not loaded");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }

    // A question, and the answer with a file. The viewer of the paper takes what is typed while it loads, so it is folded again.
    operator.open(&case).await;
    operator.fill("message", "Which register is this number from?").await;
    operator.send(&format!("{case}/ask")).await;
    let own = case.replace("/operator/", "/developer/");
    developer.open(&own).await;
    developer.sees(reader.waits).await;
    developer.sees("Which register is this number from?").await;
    developer.fits().await;
    developer.picture(&format!("desk-own-case-{}", reader.language)).await;
    developer.fill("message", "The register of Lübeck.").await;
    developer.attach("file", &papers.pdf()).await;
    developer.send(&format!("{own}/answer")).await;
    developer.sees("The register of Lübeck.").await;
    operator.open(&case).await;
    operator.sees("The register of Lübeck.").await;
    operator.send(&format!("{case}/approve")).await;
    operator.find(".flash-good").await;
    assert!(operator.client.find_all(Locator::Css("form[action$='/approve']")).await.unwrap().is_empty());
    operator.open("/operator/settings/reviews").await;
    operator.find("form[action='/operator/settings/reviews']").await;
    operator.fits().await;
    operator.picture(&format!("desk-settings-{}", reader.language)).await;
    for window in [developer, operator] {
        window.close().await;
    }
}

async fn window(driver: &Driver, base: &str, reader: &Reader<'_>) -> Window {
    let window = driver.window(base, reader.width).await;
    window.client.set_window_size(reader.width, 900).await.unwrap();
    window.open(&format!("/?lang={}", reader.language)).await;
    window
}

async fn registers(developer: &Window, papers: &Papers, reader: &Reader<'_>) {
    developer.open("/developer/register").await;
    for (field, text) in [
        ("name", "Ada Li"),
        ("email", reader.email),
        ("password", PASSWORD),
        ("legal_name", reader.name),
        ("display_name", reader.name),
        ("registration_no", "HRB 1358"),
        ("website", "https://hanse.example"),
        ("phone", "+49 451 1358"),
    ] {
        developer.fill(field, text).await;
    }
    developer.choose("kind", "company").await;
    developer.choose("country", "DE").await;
    developer.attach("documents", &papers.pdf()).await;
    developer.send("/developer/register").await;
}

/// How often a paper of the case was opened, as the audit has it.
async fn opened(operator: &Window, case: &str) -> usize {
    let id = case.rsplit('/').next().unwrap();
    operator.open(&format!("/operator/audit?action=approvals.evidence_opened&subject={id}")).await;
    operator.client.find_all(Locator::Css("main tbody tr")).await.unwrap().len()
}

/// The same from a second tab, so that the case stays as it is.
async fn opened_elsewhere(operator: &Window, case: &str) -> usize {
    let here = operator.client.window().await.unwrap();
    let tab = operator.client.new_window(true).await.unwrap();
    operator.client.switch_to_window(tab.handle).await.unwrap();
    let count = opened(operator, case).await;
    operator.client.close_window().await.unwrap();
    operator.client.switch_to_window(here).await.unwrap();
    count
}
