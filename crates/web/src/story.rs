//! The whole way through the pages, as its people walk it: on a real database, through the real router.

use crate::{Access, Setup, Web, doors, mail, router};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
};
use db::{Db, Location, Randomness};
use kernel::{Clock, Environment, PageRequest, Secret, Time};
use office::notices;
use platform::{
    accounts::{self, Role, password},
    app_categories,
};
use protocol::KeyRing;
use std::sync::{Arc, OnceLock};
use tower::ServiceExt;

const PASSWORD: &str = "three small boats";

struct House {
    web: Web,
    router: Router,
    folder: std::path::PathBuf,
}

/// One browser: cookies and the token of its forms.
struct Person<'h> {
    house: &'h House,
    cookies: Vec<(String, String)>,
}

struct Page {
    status: StatusCode,
    location: String,
    text: String,
    headers: axum::http::HeaderMap,
}

impl House {
    async fn open(environment: Environment) -> House {
        static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("kontor-web-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let clock = Clock::manual(Time::from_unix_millis(1_763_837_361_000));
        let location = Location::Sqlite(folder.join("kontor.sqlite"));
        let db = Db::open(&location, environment, clock, Randomness::Seed(7)).unwrap();
        let keyring = Arc::new(KeyRing::generate(&mut crate::web::rng()));
        let setup = Setup {
            db: db.clone(),
            keyring,
            base_url: "http://127.0.0.1:8080".parse().unwrap(),
            other_base_url: "http://127.0.0.1:8081".parse().unwrap(),
            operator_name: "Hanse Market".to_owned(),
            demo: true,
        };
        static HASH: OnceLock<accounts::PasswordHash> = OnceLock::new();
        let hash = HASH.get_or_init(|| password::hash(&Secret::new(PASSWORD), &mut crate::web::rng()).unwrap());
        db.write(move |tx| {
            app_categories::ensure_shipped(tx)?;
            accounts::ensure_operator(tx, "wei@example.com", "Li Wei", hash, Role::Owner)
        })
        .await
        .unwrap();
        let web = Web::new(setup).unwrap();
        House { router: router(web.clone()), web, folder }
    }

    fn visitor(&self) -> Person<'_> {
        Person { house: self, cookies: Vec::new() }
    }

    async fn operator(&self) -> Person<'_> {
        let mut operator = self.visitor();
        let page = operator.post("/operator/sign-in", &[("email", "wei@example.com"), ("password", PASSWORD)]).await;
        assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/operator"));
        operator
    }

    async fn developer(&self) -> Person<'_> {
        let mut developer = self.visitor();
        let page =
            developer.upload("/developer/register", &developer_fields("ada@example.com"), &[("documents", "paper.png")]).await;
        assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/developer"), "{}", page.text);
        developer
    }

    async fn merchant(&self) -> Person<'_> {
        let mut merchant = self.visitor();
        let files = [("licence", "licence.png"), ("identity", "identity.png")];
        let page = merchant.upload("/merchant/register", &merchant_fields("mei@example.com"), &files).await;
        assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/merchant"), "{}", page.text);
        merchant
    }

    /// The operator approves whatever waits longest.
    async fn approve_next(&self) {
        let mut operator = self.operator().await;
        let queue = operator.get("/operator/cases?state=open").await;
        let case = queue.link("/operator/cases/");
        let page = operator.post(&format!("{case}/approve"), &[]).await;
        assert_eq!((page.status, page.location), (StatusCode::SEE_OTHER, case), "{}", page.text);
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Person<'_> {
    async fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self.csrf();
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields).append_pair("_csrf", &csrf);
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body.finish())).unwrap()).await
    }

    async fn upload(&mut self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str)]) -> Page {
        const PNG: &[u8] = b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82";
        let csrf = self.csrf();
        let mut body = Vec::new();
        for (name, text) in fields.iter().copied().chain([("_csrf", csrf.as_str())]) {
            body.extend(format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n").into_bytes());
        }
        for (name, file) in files {
            let head = format!(
                "--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: image/png\r\n\r\n"
            );
            body.extend([head.as_bytes(), PNG, b"\r\n"].concat());
        }
        body.extend(b"--b--\r\n");
        let request = Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    fn csrf(&self) -> String {
        let session = self.cookies.iter().find(|(name, _)| name == &format!("kontor_{}", self.house.web.environment()));
        let token = session.and_then(|(_, value)| protocol::Token::parse(value, protocol::TokenKind::Session).ok());
        token.map(|token| crate::csrf::token(&token)).unwrap_or_default()
    }

    async fn send(&mut self, mut request: Request<Body>) -> Page {
        let line: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.headers_mut().insert(header::COOKIE, line.join("; ").parse().unwrap());
        request.headers_mut().insert(header::HOST, "127.0.0.1:8080".parse().unwrap());
        let response = self.house.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            let value = rest.split(';').next().unwrap();
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Page {
            status: parts.status,
            location: parts.headers.get(header::LOCATION).map(|at| at.to_str().unwrap().to_owned()).unwrap_or_default(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            headers: parts.headers,
        }
    }
}

impl Page {
    /// The first link that begins so, whole.
    fn link(&self, begin: &str) -> String {
        let marker = format!("href=\"{begin}");
        let rest = self.text.split(&marker).nth(1).unwrap_or_else(|| panic!("no link {begin} in {}", self.text));
        format!("{begin}{}", rest.split('"').next().unwrap())
    }

    /// The text of the element with this id.
    fn element(&self, id: &str) -> String {
        let rest = self.text.split(&format!("id=\"{id}\"")).nth(1).unwrap_or_else(|| panic!("no {id} in {}", self.text));
        rest.split_once('>').unwrap().1.split('<').next().unwrap().to_owned()
    }
}

fn developer_fields(email: &str) -> Vec<(&str, &str)> {
    vec![
        ("name", "Ada Byron"),
        ("email", email),
        ("password", PASSWORD),
        ("kind", "company"),
        ("display_name", "Pearl Harbour Software"),
        ("legal_name", "珠港软件有限公司"),
        ("country", "CN"),
        ("registration_no", "91310000MA1K"),
        ("website", ""),
        ("phone", "+86 21 5555 0100"),
    ]
}

fn merchant_fields(email: &str) -> Vec<(&str, &str)> {
    vec![
        ("name", "Mei Lin"),
        ("email", email),
        ("password", PASSWORD),
        ("store_name", "玉山茶行"),
        ("legal_name", "玉山茶行有限公司"),
        ("licence_no", "91350000"),
        ("country", "CN"),
        ("timezone", "Asia/Shanghai"),
        ("currency", "CNY"),
    ]
}

/// Registers, is approved, gets a category, makes an app.
async fn app_of(house: &House, developer: &mut Person<'_>) -> (String, String) {
    house.approve_next().await;
    let categories = developer.get("/developer/categories").await;
    let apply = categories.link("/developer/categories/");
    let page = developer.post(&apply, &[("reason", "we connect warehouses to many stores")]).await;
    assert_eq!(page.location, "/developer/categories", "{}", page.text);
    house.approve_next().await;
    let form = developer.get("/developer/apps/new").await;
    let category = form.text.split("<option value=\"cat_").nth(1).unwrap().split('"').next().unwrap();
    let category = format!("cat_{category}");
    let fields = [("name", "Stock Pilot"), ("redirect_uri", "https://erp.example/callback"), ("category", category.as_str())];
    let shown = developer.upload("/developer/apps/new", &fields, &[]).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    assert_eq!(shown.headers[header::CACHE_CONTROL], "no-store");
    (shown.element("copy-client-id"), shown.element("copy-secret"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_is_made_authorised_and_removed() {
    let house = House::open(Environment::Sandbox).await;
    let mut developer = house.developer().await;
    assert!(developer.get("/developer").await.text.contains("verify/resend"));
    let (client_id, secret) = app_of(&house, &mut developer).await;
    assert!(secret.starts_with("kss_"), "{secret}");
    for path in
        ["/developer", "/developer/apps", "/developer/profile", "/developer/notices", &format!("/developer/apps/{client_id}")]
    {
        let page = developer.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
        assert!(!page.text.contains(&secret), "{path} shows the secret again");
    }
    let second = developer.post(&format!("/developer/apps/{client_id}/secrets"), &[]).await;
    assert!(second.element("copy-secret").starts_with("kss_"));
    let app = developer.get(&format!("/developer/apps/{client_id}")).await;
    let delete = app.link(&format!("/developer/apps/{client_id}/secrets/"));
    assert_eq!(developer.get(&delete).await.status, StatusCode::OK);
    assert_eq!(developer.post(&delete, &[]).await.location, format!("/developer/apps/{client_id}"));

    // The merchant arrives over the app's link, without an account.
    let ask = format!("/v3/oauth/authorize?client_id={client_id}");
    let mut merchant = house.visitor();
    let page = merchant.get(&ask).await;
    assert!(page.location.starts_with("/merchant/sign-in?next=%2Fv3%2Foauth%2Fauthorize"), "{}", page.location);
    assert!(merchant.get(&page.location).await.text.contains("Stock Pilot"));
    drop(merchant);
    let mut merchant = house.merchant().await;
    let page = merchant.get(&ask).await;
    assert!(page.text.contains("is being looked at") && !page.text.contains("value=\"allow\""), "{}", page.text);
    house.approve_next().await;
    let page = merchant.get(&ask).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("form-action 'self' https://erp.example;"), "{policy}");
    let denied = merchant.post("/v3/oauth/authorize", &[("client_id", client_id.as_str()), ("decision", "deny")]).await;
    assert!(denied.location.starts_with("https://erp.example/callback?error=access_denied"), "{}", denied.location);
    let allowed = merchant.post(&ask, &[("decision", "allow")]).await;
    assert!(allowed.location.starts_with("https://erp.example/callback?code=kcs_"), "{} {}", allowed.location, allowed.text);

    let data = [("seed", "1"), ("products", "20"), ("orders", "40"), ("months", "3")];
    let page = merchant.post("/merchant/test-data", &data).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    for list in ["/merchant/orders", "/merchant/products", "/merchant/refunds"] {
        let page = merchant.get(list).await;
        let first = page.link(&format!("{list}/"));
        let detail = merchant.get(&first).await;
        assert_eq!(detail.status, StatusCode::OK, "{first}: {}", detail.text);
    }
    for path in ["/merchant", "/merchant/stock", "/merchant/registration", "/merchant/orders?status=paid", "/merchant/test-data"]
    {
        assert_eq!(merchant.get(path).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(merchant.get("/merchant/orders?status=payed").await.status, StatusCode::BAD_REQUEST);

    let settings = merchant.get("/merchant/settings/api").await;
    let remove = settings.link("/merchant/settings/api/");
    assert!(merchant.get(&remove).await.text.contains("Stock Pilot"));
    assert_eq!(merchant.post(&remove, &[]).await.location, "/merchant/settings/api");
    // Once more changes nothing.
    assert_eq!(merchant.post(&remove, &[]).await.location, "/merchant/settings/api");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_sees_everything_and_decides_once() {
    let house = House::open(Environment::Production).await;
    let mut developer = house.developer().await;
    let mut operator = house.operator().await;
    let queue = operator.get("/operator/cases").await;
    let case = queue.link("/operator/cases/");
    let page = operator.get(&case).await;
    let evidence = page.link(&format!("{case}/files/"));
    let file = operator.get(&evidence).await;
    assert_eq!((file.status, &file.headers[header::CONTENT_TYPE]), (StatusCode::OK, &"image/png".parse().unwrap()));
    assert!(file.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("sandbox"));
    let blank = operator.post(&format!("{case}/reject"), &[("reason", "")]).await;
    assert_eq!(blank.status, StatusCode::BAD_REQUEST, "a rejection has a reason");
    let rejected = operator.post(&format!("{case}/reject"), &[("reason", "the document is blurred")]).await;
    assert_eq!(rejected.location, case, "{}", rejected.text);
    let late = operator.post(&format!("{case}/approve"), &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("Li Wei"), "says who was quicker");

    let profile = developer.get("/developer/profile").await;
    assert!(profile.text.contains("the document is blurred") && profile.text.contains("name=\"legal_name\""));
    let fields = developer_fields("ada@example.com");
    let page = developer.upload("/developer/profile", &fields[3..], &[("documents", "better.png")]).await;
    assert_eq!(page.location, "/developer/profile", "{}", page.text);
    let (client_id, _) = app_of(&house, &mut developer).await;
    let merchant = house.merchant().await;
    drop(merchant);

    let stage = [("change", "bring_online"), ("reason", "tested in the sandbox")];
    let page = operator.post(&format!("/operator/apps/{client_id}/stage"), &stage).await;
    assert_eq!(page.location, format!("/operator/apps/{client_id}"), "{}", page.text);
    let mut visitor = house.visitor();
    let store = visitor.get("/").await;
    assert_eq!(visitor.get(&store.link("/apps/")).await.status, StatusCode::OK);

    for path in ["/operator", "/operator/developers", "/operator/merchants", "/operator/apps", "/operator/categories"] {
        let page = operator.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
        if path != "/operator" {
            let detail = page.link(&format!("{path}/"));
            assert_eq!(operator.get(&detail).await.status, StatusCode::OK, "{detail}");
        }
    }
    for path in ["/operator/audit", "/operator/audit?actor=visitor", "/operator/cases?state=rejected", "/operator/notices"] {
        assert_eq!(operator.get(path).await.status, StatusCode::OK, "{path}");
    }
    let category = operator.get("/operator/categories").await.link("/operator/categories/cat_");
    let edit = [
        ("version", "1"),
        ("name_en", "Commercial"),
        ("name_zh", "商业"),
        ("description_en", "For many"),
        ("description_zh", "多家"),
        ("strategy", "any_merchant"),
        ("access_minutes_test", "60"),
        ("access_minutes_online", "43200"),
        ("refresh_days_test", "180"),
        ("refresh_days_online", "180"),
        ("drain_seconds", "0"),
        ("retry_seconds", "60"),
        ("permissions", "orders:read"),
    ];
    let page = operator.post(&category, &edit).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("Nothing is saved yet"), "{}", page.text);
    let sure: Vec<_> = edit.into_iter().chain([("confirmed", "yes")]).collect();
    let page = operator.post(&category, &sure).await;
    assert_eq!(page.location, "/operator/categories", "{}", page.text);
    let again = operator.post(&category, &sure).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "the second edit began from an old version");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_proves_the_address() {
    let house = House::open(Environment::Production).await;
    let mut developer = house.developer().await;
    let outbox = developer.get("/outbox").await;
    assert_eq!(outbox.status, StatusCode::OK);
    let mails = house.web.db.read(|tx| notices::list_mails(tx, &PageRequest::first(50))).await.unwrap().items;
    let proof = mails.iter().find(|found| found.code == mail::VERIFY).expect("the mail was sent");
    let page = developer.get(&format!("/outbox/{}", proof.id)).await;
    let link = page.link("http://127.0.0.1:8080/verify-email/");
    let path = link.strip_prefix("http://127.0.0.1:8080").unwrap();
    assert_eq!(developer.get(path).await.status, StatusCode::OK);
    assert_eq!(developer.get(path).await.status, StatusCode::OK, "a second time it says so");
    assert!(!developer.get("/developer").await.text.contains("verify/resend"));
    assert_eq!(developer.get("/verify-email/nonsense").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_keeps_what_was_typed() {
    let house = House::open(Environment::Production).await;
    let mut visitor = house.visitor();
    let hostile = crate::views::samples::HOSTILE;
    let fields =
        [("kind", "company"), ("display_name", hostile), ("email", "not an address"), ("password", "short"), ("legal_name", "")];
    let page = visitor.upload("/developer/register", &fields, &[]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text.contains("&lt;script&gt;") && !page.text.contains("<script>alert"));
    assert!(page.text.matches("aria-invalid").count() >= 5, "{}", page.text);
    assert!(!page.text.contains("value=\"short\""), "passwords are not sent back");
    house.developer().await;
    let twice = visitor.upload("/developer/register", &developer_fields("ada@example.com"), &[("documents", "a.png")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    let attempt = [("email", "ada@example.com"), ("password", "wrong")];
    let wrong = visitor.post("/developer/sign-in", &attempt).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(wrong.text.contains("value=\"ada@example.com\""));
    let mut last = wrong;
    for _ in 0..5 {
        last = visitor.post("/developer/sign-in", &attempt).await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(last.headers.contains_key(header::RETRY_AFTER));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_its_token_or_from_elsewhere_is_refused() {
    let house = House::open(Environment::Production).await;
    let mut developer = house.developer().await;
    let form = |request: axum::http::request::Builder| {
        request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from("_csrf=wrong")).unwrap()
    };
    let page = developer.send(form(Request::post("/developer/sign-out"))).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let page = developer.send(form(Request::post("/developer/sign-in").header("sec-fetch-site", "cross-site"))).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let big = "x".repeat(2 * 1024 * 1024);
    let page = developer.post("/developer/sign-in", &[("email", &big)]).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.headers.contains_key("x-request-id"));
    assert_eq!(developer.get("/nowhere").await.status, StatusCode::NOT_FOUND);
    let garbled = developer.get("/apps/%FF").await;
    assert!(garbled.status == StatusCode::BAD_REQUEST && garbled.text.contains("</html>"), "{}", garbled.text);
    let page = developer.post("/merchant/orders", &[]).await;
    assert!(page.status == StatusCode::METHOD_NOT_ALLOWED && page.text.contains("</html>"), "{}", page.text);
    assert_eq!(developer.get("/developer?lang=xx").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(developer.get("/developer?nonsense=1").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(developer.get("/merchant").await.status, StatusCode::FORBIDDEN);
    let chinese = developer.get("/developer?lang=zh").await;
    assert!(chinese.text.contains("lang=\"zh-CN\""));
    assert!(developer.get("/developer").await.text.contains("lang=\"zh-CN\""), "the choice is remembered");
    assert_eq!(developer.post("/developer/sign-out", &[]).await.location, "/developer/sign-in");
    assert_eq!(developer.get("/developer").await.status, StatusCode::SEE_OTHER);
}

/// The law of routes.
#[tokio::test(flavor = "multi_thread")]
async fn every_door_that_is_not_public_asks_who_is_there() {
    let house = House::open(Environment::Production).await;
    for door in doors().list().iter().filter(|door| door.access != Access::Public) {
        let path: String =
            door.path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect::<Vec<_>>().join("/");
        let mut visitor = house.visitor();
        let page = if door.method == Method::POST { visitor.post(&path, &[]).await } else { visitor.get(&path).await };
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{} {}", door.method, door.path);
        assert!(page.location.contains("/sign-in?next="), "{} {}: {}", door.method, door.path, page.location);
        let first = door.path.split('/').nth(1).unwrap_or_default();
        let expected = match door.access {
            Access::Developer => "developer",
            Access::Merchant => "merchant",
            Access::Operator => "operator",
            Access::Public | Access::SignedIn => first,
        };
        assert_eq!(first, expected, "a door stands in the console of who may come");
    }
}
