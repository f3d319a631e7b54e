//! The main story in a real Chromium against the real program: from nothing to an app that reads a merchant's orders and is
//! then removed, in the sandbox and in production.

mod accessibility;

use crate::{
    binary::{Kontor, fetch, free_port, get, try_fetch},
    client::{encode, pdf, png},
    people::PASSWORD,
    wire::owned,
};
use axum::{Router, extract::RawQuery, http::Request, http::header, routing};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tokio::sync::mpsc;

/// For a page to show what it should; on a busy machine Chromium takes its time.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs chromedriver for as long as it is held.
struct Driver {
    child: Child,
    url: String,
}

/// One person's browser window, with a profile of its own.
struct Window {
    client: Client,
    base: String,
    _profile: tempfile::TempDir,
}

impl Driver {
    async fn start() -> Driver {
        let port = free_port();
        let command =
            Command::new("chromedriver").arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let child = command
            .expect("chromedriver is missing: install chromium-driver, or leave these stories out with `--skip browser::`");
        let driver = Driver { child, url: format!("http://127.0.0.1:{port}") };
        let began = Instant::now();
        while try_fetch(Request::get(format!("{}/status", driver.url)).body(Vec::new()).unwrap()).await.is_err() {
            assert!(began.elapsed() < PATIENCE, "chromedriver does not answer");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        driver
    }

    /// Opens a window that looks at one environment.
    async fn window(&self, base: &str, width: u32) -> Window {
        let profile = tempfile::tempdir().unwrap();
        let mut flags: Vec<String> = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--lang=en",
        ]
        .map(str::to_owned)
        .to_vec();
        flags.push(format!("--user-data-dir={}", profile.path().display()));
        flags.push(format!("--window-size={width},900"));
        let capabilities = json!({"browserName": "chrome", "goog:chromeOptions": {"args": flags}});
        let Value::Object(capabilities) = capabilities else { unreachable!() };
        let client = ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&self.url).await.unwrap();
        Window { client, base: base.to_owned(), _profile: profile }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Window {
    async fn open(&self, path: &str) {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        self.client.goto(&url).await.unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    /// Waits until the page shows these words.
    async fn sees(&self, words: &str) {
        let began = Instant::now();
        loop {
            let text = self.text().await;
            if text.contains(words) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{words:?} is not on {}: {text}", self.address().await);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn text(&self) -> String {
        match self.client.find(Locator::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    async fn address(&self) -> String {
        self.client.current_url().await.map(String::from).unwrap_or_default()
    }

    async fn find(&self, css: &str) -> Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{css} on {}: {error}: {}", self.address().await, self.text().await),
        }
    }

    async fn fill(&self, name: &str, text: &str) {
        let field = self.find(&format!("input[name={name}], textarea[name={name}]")).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    async fn choose(&self, name: &str, value: &str) {
        let tag = self.find(&format!("[name={name}]")).await.tag_name().await.unwrap();
        if tag == "select" {
            self.find(&format!("select[name={name}]")).await.select_by_value(value).await.unwrap();
        } else {
            self.find(&format!("input[name={name}][value='{value}']")).await.click().await.unwrap();
        }
    }

    async fn attach(&self, name: &str, file: &Path) {
        self.find(&format!("input[type=file][name={name}]")).await.send_keys(file.to_str().unwrap()).await.unwrap();
    }

    async fn press(&self, css: &str) {
        self.find(css).await.click().await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Presses what leads to another page, and waits until that page has come: to go elsewhere at once would cancel it.
    async fn press_and_go(&self, css: &str) {
        self.client.execute("window.isOld = true", Vec::new()).await.unwrap();
        self.press(css).await;
        self.arrives().await;
    }

    async fn arrives(&self) {
        let began = Instant::now();
        loop {
            let script = "return window.isOld !== true && document.readyState === 'complete'";
            if matches!(self.client.execute(script, Vec::new()).await, Ok(Value::Bool(true))) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "still on {}: {}", self.address().await, self.text().await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Sends the form with this address by its button.
    async fn send(&self, action: &str) {
        self.press_and_go(&format!("form[action='{action}'] button[type=submit]")).await;
    }

    async fn reads(&self, css: &str) -> String {
        self.find(css).await.text().await.unwrap()
    }

    async fn signs_in(&self, console: &str, email: &str, password: &str) {
        self.open(&format!("/{console}/sign-in")).await;
        self.fill("email", email).await;
        self.fill("password", password).await;
        self.send(&format!("/{console}/sign-in")).await;
    }

    /// Goes through the mails to an address and follows the link that confirms the address.
    async fn confirms(&self, email: &str) {
        self.open("/outbox").await;
        let row = format!("//tr[contains(., '{email}')]//a[starts-with(@href, '/outbox/')]");
        self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(&row)).await.unwrap();
        let mut mails = Vec::new();
        for link in self.client.find_all(Locator::XPath(&row)).await.unwrap() {
            mails.push(link.attr("href").await.unwrap().unwrap());
        }
        for mail in mails {
            self.open(&mail).await;
            if !self.client.find_all(Locator::Css("a[href*='/verify-email/']")).await.unwrap().is_empty() {
                return self.press_and_go("a[href*='/verify-email/']").await;
            }
        }
        panic!("no mail to {email} asks to confirm the address");
    }

    /// Keeps a picture where `KONTOR_PICTURES` says, for people to look at.
    async fn picture(&self, name: &str) {
        if let Some(folder) = std::env::var_os("KONTOR_PICTURES") {
            let picture = self.client.screenshot().await.unwrap();
            std::fs::write(PathBuf::from(folder).join(format!("{name}.png")), picture).unwrap();
        }
    }

    /// Nothing sticks out to the right.
    async fn fits(&self) {
        let script = "return [document.documentElement.scrollWidth, window.innerWidth]";
        let widths = self.client.execute(script, Vec::new()).await.unwrap();
        assert!(widths[0].as_u64() <= widths[1].as_u64(), "{} is {widths} wide", self.address().await);
    }

    async fn close(self) {
        self.client.close().await.unwrap();
    }
}

/// The app's own server: hands over the query of each visit to its redirect URL.
async fn callback() -> (String, mpsc::UnboundedReceiver<String>) {
    let (visits, received) = mpsc::unbounded_channel();
    let page = move |RawQuery(query): RawQuery| async move {
        drop(visits.send(query.unwrap_or_default()));
        "thank you"
    };
    let router = Router::new().route("/callback", routing::get(page));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/callback", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, received)
}

async fn code_from(received: &mut mpsc::UnboundedReceiver<String>) -> String {
    let query = tokio::time::timeout(PATIENCE, received.recv()).await.expect("nobody came to the redirect URL").unwrap();
    let code = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "code");
    code.unwrap_or_else(|| panic!("no code in {query}")).1.into_owned()
}

struct Papers {
    folder: tempfile::TempDir,
}

impl Papers {
    fn new() -> Papers {
        let papers = Papers { folder: tempfile::tempdir().unwrap() };
        std::fs::write(papers.pdf(), pdf("register.pdf").bytes).unwrap();
        std::fs::write(papers.png(), png("identity.png").bytes).unwrap();
        papers
    }

    fn pdf(&self) -> PathBuf {
        self.folder.path().join("register.pdf")
    }

    fn png(&self) -> PathBuf {
        self.folder.path().join("identity.png")
    }
}

#[tokio::test]
async fn an_app_is_built_allowed_used_and_removed_in_both_environments() {
    let (kontor, driver, papers) = (Kontor::demo().await, Driver::start().await, Papers::new());
    for environment in ["sandbox", "production"] {
        main_story(&driver, &kontor, environment, &papers).await;
    }
}

async fn main_story(driver: &Driver, kontor: &Kontor, environment: &str, papers: &Papers) {
    let base = kontor.url(environment);
    let (developer, operator) = (driver.window(base, 1280).await, driver.window(base, 1280).await);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let told = &kontor.told[environment]["operator"];
    operator.signs_in("operator", &text(&told["email"]), &text(&told["password"])).await;

    // A developer registers; the operator rejects, with a reason that the developer reads, and approves the next time.
    developer.open("/developer/register").await;
    developer.fill("name", "Ada Li").await;
    developer.fill("email", "ada@hanse.example").await;
    developer.fill("password", PASSWORD).await;
    developer.choose("kind", "company").await;
    developer.fill("legal_name", "Hanse Software GmbH").await;
    developer.fill("display_name", "Hanse Software").await;
    developer.choose("country", "DE").await;
    developer.fill("registration_no", "HRB 1358").await;
    developer.fill("website", "https://hanse.example").await;
    developer.fill("phone", "+49 451 1358").await;
    developer.attach("documents", &papers.pdf()).await;
    developer.send("/developer/register").await;
    developer.confirms("ada@hanse.example").await;
    decide(&operator, "Hanse Software", Some("the extract is older than a year")).await;
    developer.open("/developer").await;
    developer.sees("the extract is older than a year").await;
    developer.open("/developer/profile").await;
    developer.attach("documents", &papers.png()).await;
    developer.send("/developer/profile").await;
    decide(&operator, "Hanse Software", None).await;

    // A category, an app, two secrets, one of them deleted.
    developer.open("/developer/categories").await;
    developer.sees("Commercial Developer").await;
    developer.picture(&format!("{environment}-categories")).await;
    let apply = "//section[.//h2[contains(., 'Commercial Developer')]]//a[contains(@href, '/apply')]";
    developer.client.find(Locator::XPath(apply)).await.unwrap().click().await.unwrap();
    developer.fill("reason", "We connect stores to their bookkeeping.").await;
    developer.attach("file", &papers.pdf()).await;
    developer.press_and_go("main form button[type=submit]").await;
    decide(&operator, "Commercial Developer", None).await;
    let (redirect_uri, mut received) = callback().await;
    developer.open("/developer/apps/new").await;
    developer.fill("name", "Hanse ERP").await;
    developer.fill("redirect_uri", &redirect_uri).await;
    developer.send("/developer/apps/new").await;
    let client_id = developer.reads("#copy-client-id").await;
    let first_secret = developer.reads("#copy-secret").await;
    developer.picture(&format!("{environment}-secret")).await;
    let address = format!("/developer/apps/{client_id}");
    developer.open(&address).await;
    developer.send(&format!("{address}/secrets")).await;
    let second_secret = developer.reads("#copy-secret").await;
    assert_ne!(first_secret, second_secret);
    developer.open(&address).await;
    developer.press_and_go("a[href$='/delete']").await;
    developer.press_and_go("form[action$='/delete'] button[type=submit]").await;
    developer.open(&address).await;
    developer.find(&format!("form[action='{address}/secrets']")).await;
    developer.picture(&format!("{environment}-app")).await;

    // A merchant registers and is approved, opens the app's link with no session, signs in on the way, and allows.
    let merchant = driver.window(base, 1280).await;
    merchant.open("/merchant/register").await;
    merchant.fill("name", "Bao Chen").await;
    merchant.fill("email", "bao@tea.example").await;
    merchant.fill("password", PASSWORD).await;
    merchant.fill("store_name", "Lübeck Tea").await;
    merchant.fill("legal_name", "Lübeck Tea Trading").await;
    merchant.fill("licence_no", "91310000MA1K").await;
    merchant.choose("country", "CN").await;
    merchant.choose("timezone", "Asia/Shanghai").await;
    merchant.choose("currency", "CNY").await;
    merchant.attach("licence", &papers.pdf()).await;
    merchant.attach("identity", &papers.png()).await;
    merchant.send("/merchant/register").await;
    merchant.confirms("bao@tea.example").await;
    decide(&operator, "Lübeck Tea", None).await;
    merchant.client.delete_all_cookies().await.unwrap();
    merchant.open(&format!("/v3/oauth/authorize?client_id={client_id}")).await;
    merchant.fill("email", "bao@tea.example").await;
    merchant.fill("password", PASSWORD).await;
    merchant.send("/merchant/sign-in").await;
    merchant.sees("Hanse ERP").await;
    merchant.picture(&format!("{environment}-consent")).await;
    merchant.press("button[name=decision][value=allow]").await;
    let code = code_from(&mut received).await;

    // The deleted secret proves nothing; the living one does. Orders are what the page shows.
    let body = |secret: &str| {
        encode(&owned(&[
            ("client_id", &client_id),
            ("client_secret", secret),
            ("grant_type", "authorization_code"),
            ("code", &code),
        ]))
    };
    let exchange = |secret: &str| {
        let request =
            Request::post(format!("{base}/oauth/token")).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        fetch(request.body(body(secret).into_bytes()).unwrap())
    };
    assert_eq!(exchange(&first_secret).await.json()["error"], "invalid_client");
    let tokens = exchange(&second_secret).await.is(200).json();
    let access = text(&tokens["access_token"]);
    if environment == "sandbox" {
        merchant.open("/merchant/test-data").await;
        merchant.send("/merchant/test-data").await;
        merchant.open("/merchant/orders").await;
        merchant.find("a[href^='/merchant/orders/ord_']").await;
        merchant.picture("merchant-orders").await;
    }
    let told = get(&format!("{base}/api/v1/orders?limit=10"), Some(&access)).await.is(200).json();
    merchant.open("/merchant/orders").await;
    merchant.find("main").await;
    let mut shown = Vec::new();
    for link in merchant.client.find_all(Locator::Css("main a[href^='/merchant/orders/ord_']")).await.unwrap().iter().take(10) {
        shown.push(link.attr("href").await.unwrap().unwrap().trim_start_matches("/merchant/orders/").to_owned());
    }
    let told: Vec<_> = told["data"].as_array().unwrap().iter().map(|order| text(&order["id"])).collect();
    assert_eq!(told, shown);

    // Removed with a confirm step; the very next call is refused.
    merchant.open("/merchant/settings/api").await;
    merchant.sees("Hanse ERP").await;
    merchant.picture(&format!("{environment}-api-settings")).await;
    merchant.press_and_go("a[href$='/remove']").await;
    merchant.sees("Hanse ERP").await;
    merchant.press_and_go("form[action$='/remove'] button[type=submit]").await;
    assert!(merchant.client.find_all(Locator::Css("a[href$='/remove']")).await.unwrap().is_empty());
    let refused = get(&format!("{base}/api/v1/orders"), Some(&access)).await;
    assert_eq!(refused.json()["code"], "token.revoked", "{}", refused.body);
    for window in [developer, operator, merchant] {
        window.close().await;
    }
}

/// Opens the newest open case of this name, and approves it or rejects it with a reason.
async fn decide(operator: &Window, title: &str, reason: Option<&str>) {
    operator.open("/operator/cases?state=open").await;
    let row = format!("//tr[contains(., '{title}')]//a[starts-with(@href, '/operator/cases/case_')]");
    let found = operator.client.wait().at_most(PATIENCE).for_element(Locator::XPath(&row)).await;
    found.unwrap_or_else(|error| panic!("{title}: {error}")).click().await.unwrap();
    operator.sees(title).await;
    operator.picture("operator-case").await;
    match reason {
        Some(reason) => {
            operator.fill("reason", reason).await;
            operator.press_and_go("form[action$='/reject'] button[type=submit]").await;
        }
        None => operator.press_and_go("form[action$='/approve'] button[type=submit]").await,
    }
    assert!(operator.client.find_all(Locator::Css("form[action$='/approve']")).await.unwrap().is_empty(), "{title} stays open");
}

#[tokio::test]
async fn pages_fit_a_telephone() {
    let (kontor, driver) = (Kontor::demo().await, Driver::start().await);
    let base = kontor.url("production");
    let told = &kontor.told["production"];
    let window = driver.window(base, 390).await;
    // Headless Chromium has a least width of its own; only the device metrics go below it.
    window.client.set_window_size(390, 900).await.unwrap();
    let pages: [(&str, &Value, &[&str]); 3] = [
        (
            "merchant",
            &told["merchants"][0],
            &["/", "/merchant", "/merchant/orders", "/merchant/products", "/merchant/stock", "/merchant/settings/api"],
        ),
        ("developer", &told["developer"], &["/developer", "/developer/apps", "/developer/categories", "/developer/profile"]),
        (
            "operator",
            &told["operator"],
            &["/operator", "/operator/cases", "/operator/apps", "/operator/merchants", "/operator/audit"],
        ),
    ];
    for (console, person, paths) in pages {
        window.client.delete_all_cookies().await.unwrap();
        window.open(&format!("/{console}/register")).await;
        window.fits().await;
        window.signs_in(console, person["email"].as_str().unwrap(), person["password"].as_str().unwrap()).await;
        for path in paths {
            window.open(path).await;
            window.find("main").await;
            window.fits().await;
        }
    }
    window.close().await;
}
