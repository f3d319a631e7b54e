//! A whole life, from signing up to a lost table, with the log at its most talkative; and then a search for every secret that
//! was used, in everything that was written.
//!
//! A secret is in clear in three places only: in the one answer that gives it, in a mail (links), and in the cookie that the
//! browser keeps. Everywhere else there is its hash, or nothing.

use crate::{
    authorisation_house::{Signer, VERIFIER},
    client::{Browser, encode},
    house::{House, OPERATOR_PASSWORD},
    people::PASSWORD,
    people_passwords::{newest_link, sign_in},
    people_second_factor::sets_up,
    wire::{App, owned},
};
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, Method, header},
    middleware::{Next, from_fn},
    response::Response,
};
use base64::{Engine, prelude::*};
use db::Location;
use protocol::{oauth::JWT_BEARER, sha256};
use serde_json::json;
use std::{
    io,
    sync::{
        Arc, Mutex, MutexGuard, Once, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tracing_subscriber::{Layer, filter::dynamic_filter_fn, layer::SubscriberExt, util::SubscriberInitExt};

// --- what is written ---

/// Said by ourselves, at the lowest level: if it is heard, everything is.
const LOUD: &str = "who whispers is heard";
static LISTENING: AtomicBool = AtomicBool::new(false);
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn log() -> MutexGuard<'static, Vec<u8>> {
    LOG.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Pen;

impl io::Write for Pen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        log().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Everything that any thread says, down to the last detail: rules run on threads of the database. Stories beside this one
/// are written down as well, which does no harm.
fn listens() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let everything = dynamic_filter_fn(|_, _| LISTENING.load(Ordering::Relaxed));
        let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(|| Pen).with_filter(everything);
        tracing_subscriber::registry().with(layer).init();
    });
    LISTENING.store(true, Ordering::Relaxed);
    tracing::callsite::rebuild_interest_cache();
    tracing::trace!("{LOUD}");
}

/// An answer as it left the house.
struct Answered {
    asked: String,
    headers: HeaderMap,
    body: String,
}

type Answers = Arc<Mutex<Vec<Answered>>>;

/// Puts a clerk before the door who writes down every answer.
fn records(house: &mut House) -> Answers {
    let answers = Answers::default();
    let clerk = answers.clone();
    let write_down = move |request: Request, next: Next| {
        let clerk = clerk.clone();
        async move {
            let asked = format!("{} {}", request.method(), request.uri().path());
            let (parts, body) = next.run(request).await.into_parts();
            let bytes = to_bytes(body, usize::MAX).await.unwrap();
            let body = String::from_utf8_lossy(&bytes).into_owned();
            clerk.lock().unwrap().push(Answered { asked, headers: parts.headers.clone(), body });
            Response::from_parts(parts, Body::from(bytes))
        }
    };
    house.router = house.router.clone().layer(from_fn(write_down));
    answers
}

/// Every row of the database: the files themselves, or of PostgreSQL each table in text.
async fn rows(house: &House) -> Vec<u8> {
    match &house.place().location {
        Location::Sqlite(file) => {
            let files: Vec<_> = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path()).collect();
            assert!(files.iter().any(|file| file.to_string_lossy().ends_with("-wal")), "{files:?}");
            files.iter().flat_map(|file| std::fs::read(file).unwrap()).collect()
        }
        Location::Postgres { url, .. } => {
            let url = url.clone();
            std::thread::spawn(move || {
                let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
                let tables = client.query("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'", &[]).unwrap();
                let mut text = String::new();
                for table in tables {
                    let table: String = table.get(0);
                    for row in client.query(&format!("SELECT t::text FROM {table} t"), &[]).unwrap() {
                        text.push_str(row.get(0));
                        text.push('\n');
                    }
                }
                text.into_bytes()
            })
            .join()
            .unwrap()
        }
    }
}

// --- what must not be found there ---

struct Hidden {
    name: &'static str,
    text: String,
    /// Beginnings of what is asked that may be answered with it, in the body or in the address that the answer leads to.
    given_by: &'static [&'static str],
}

#[derive(Default)]
struct Secrets(Vec<Hidden>);

impl Secrets {
    fn note(&mut self, name: &'static str, text: &str, given_by: &'static [&'static str]) {
        assert!(text.len() >= 8, "{name} is too short to be looked for: {text:?}");
        self.0.push(Hidden { name, text: text.to_owned(), given_by });
    }

    /// In clear, or in an encoding that anybody can undo.
    #[track_caller]
    fn are_not_in(&self, place: &str, bytes: &[u8]) {
        for Hidden { name, text, .. } in &self.0 {
            let hex = text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
            let forms = [text.clone(), encode(&owned(&[("", text)]))[1..].to_owned(), hex, BASE64_STANDARD_NO_PAD.encode(text)];
            for form in forms {
                if let Some(at) = find(bytes, form.as_bytes()) {
                    let around = &bytes[at.saturating_sub(200)..(at + form.len() + 50).min(bytes.len())];
                    panic!("{name} ({form}) is in {place}: {}", String::from_utf8_lossy(around));
                }
            }
        }
    }

    #[track_caller]
    fn are_only_where_they_are_given(&self, answers: &[Answered]) {
        for Answered { asked, headers, body } in answers {
            let leads_to = headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap());
            let others = headers.iter().filter(|(name, _)| *name != header::LOCATION && *name != header::SET_COOKIE);
            let others: String = others.map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap())).collect();
            for Hidden { name, text, given_by } in &self.0 {
                let is_given = given_by.iter().any(|beginning| asked.starts_with(beginning)) || asked.contains(text.as_str());
                assert!(!others.contains(text.as_str()), "{name} is in a header of the answer to {asked}: {others}");
                assert!(is_given || !leads_to.contains(text.as_str()), "the answer to {asked} leads to {leads_to} with {name}");
                assert!(is_given || !body.contains(text.as_str()), "{name} is in the answer to {asked}: {body}");
            }
        }
        // A place that may show a secret and never does is a mistake in this list.
        for Hidden { name, text, given_by } in self.0.iter().filter(|hidden| !hidden.given_by.is_empty()) {
            let is_given = |answer: &Answered| {
                let leads_to = answer.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap());
                given_by.iter().any(|beginning| answer.asked.starts_with(beginning))
                    && (answer.body.contains(text.as_str()) || leads_to.contains(text.as_str()))
            };
            assert!(answers.iter().any(is_given), "{name} was never given by {given_by:?}");
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = wanted.first()?;
    let mut from = 0;
    while let Some(place) = bytes[from..].iter().position(|byte| byte == first) {
        let at = from + place;
        if bytes[at..].starts_with(wanted) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

// --- the life ---

const NEW_PASSWORD: &str = "a password for after the reset";
const TOKEN: &[&str] = &["POST /oauth/token"];
const WISH: &[&str] = &["GET /api/v3/oauth/access_token", "POST /api/v3/oauth/refresh_token"];
const GUEST: &str = "guest@friends.example";

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// Everything that can be wrong with a request beside a right secret.
async fn provokes(app: &App, secrets: &[&str]) {
    for secret in secrets {
        for path in ["/oauth/token", "/oauth/revoke", "/oauth/introspect", "/oauth/par"] {
            for grant_type in ["authorization_code", "refresh_token", "client_credentials", "nonsense"] {
                // In every place where it does not belong.
                let pairs = [
                    ("grant_type", grant_type),
                    ("code", secret),
                    ("refresh_token", secret),
                    ("code_verifier", secret),
                    ("scope", secret),
                    ("redirect_uri", secret),
                    ("response_type", secret),
                    ("dpop_jkt", secret),
                ];
                let form = encode(&owned(&pairs));
                let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{secret}", app.client_id)));
                let kind = ("content-type", "application/x-www-form-urlencoded");
                app.calls(Method::POST, path, &[kind, ("authorization", &basic)], &form).await;
                app.calls(Method::POST, path, &[kind, ("dpop", secret)], &form).await;
                app.calls(Method::POST, path, &[("content-type", "text/plain")], &form).await;
                app.calls(Method::POST, path, &[kind, ("authorization", secret)], &format!("{form}&code={secret}")).await;
            }
            let asserted = [("client_assertion", *secret), ("client_assertion_type", JWT_BEARER), ("client_id", secret)];
            let kind = ("content-type", "application/x-www-form-urlencoded");
            app.calls(Method::POST, path, &[kind], &encode(&owned(&asserted))).await;
        }
        for path in ["/api/v1/orders", "/api/v1/grant", "/api/v1/nothing", "/api/v3/orders", "/api/v3/oauth/test"] {
            app.gets_with(path, secret).await;
            app.calls(Method::GET, path, &[("authorization", &format!("DPoP {secret}")), ("dpop", secret)], "").await;
        }
        for path in ["/api/v3/oauth/access_token", "/api/v3/oauth/refresh_token"] {
            let pairs =
                [("client_id", app.client_id.as_str()), ("client_secret", secret), ("code", secret), ("refresh_token", secret)];
            for grant_type in ["authorization_code", "refresh_token", "x"] {
                let query = encode(&owned(&[pairs.as_slice(), &[("grant_type", grant_type), ("redirect_uri", "x")]].concat()));
                app.calls(Method::GET, &format!("{path}?{query}"), &[], "").await;
                app.calls(
                    Method::POST,
                    path,
                    &[("content-type", "application/json")],
                    &format!("{{\"client_secret\": \"{secret}\", x"),
                )
                .await;
            }
        }
    }
}

#[tokio::test]
async fn no_secret_of_a_whole_life_is_written_anywhere_in_clear() {
    listens();
    let mut house = House::open().await;
    let (answers, mut secrets) = (records(&mut house), Secrets::default());
    for password in [PASSWORD, NEW_PASSWORD, OPERATOR_PASSWORD] {
        secrets.note("a password", password, &[]);
    }
    for key in
        house.rooms.keys.to_text().expose().split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|part| part.len() > 20)
    {
        secrets.note("a sealing key", key, &[]);
    }

    // Signing up, and the address proved.
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let email = developer.email.clone();
    let verify = house.read(|tx| office::notices::list_mails(tx, &kernel::PageRequest::first(200))).await;
    assert!(verify.items.iter().any(|mail| mail.code == "verify_email"));
    let mut reader = house.visitor().browser;
    for mail in &verify.items {
        let page = reader.open(&format!("/outbox/{}", mail.id)).await.is(200);
        for link in page.links("a[href*='/verify-email/']") {
            secrets.note("a link that proves an address", last_part(&link), &["GET /outbox/"]);
            reader.open(&format!("/verify-email/{}", last_part(&link))).await;
            reader.open(&format!("/verify-email/{}x", last_part(&link))).await;
        }
    }

    // Signing in: wrong, right, and with a code.
    sign_in(&mut house.visitor().browser, "developer", &email, NEW_PASSWORD).await.is(401);
    sign_in(&mut house.visitor().browser, "developer", "nobody@nowhere.example", PASSWORD).await.is(401);
    let (totp, codes) = sets_up(&house, &mut developer, "developer").await;
    const SET_UP: &[&str] = &["GET /developer/account/authenticator", "POST /developer/account/authenticator"];
    let base32 = totp.to_base32();
    let spaced: Vec<_> = base32.expose().as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    secrets.note("an authenticator's secret", &spaced.join(" "), SET_UP);
    secrets.note("an authenticator's secret as it is scanned", base32.expose(), &[]);
    for code in &codes {
        secrets.note("a recovery code", code, SET_UP);
    }
    house.passes(Duration::from_secs(60));
    for (code, status) in [("zzzz-zzzz-zzzz", 401), (codes[0].as_str(), 303), (codes[0].as_str(), 401)] {
        let mut browser = house.visitor().browser;
        sign_in(&mut browser, "developer", &email, PASSWORD).await.is(303);
        let path = "/developer/sign-in/second-step";
        let form = browser.open(path).await.is(200).form(path).fill("one_time_code", code);
        browser.submit(&form).await.is(status);
    }

    // An app, its secrets and its key.
    let mut app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    secrets.note("the first secret of an app", &app.client_secret, &["POST /developer/apps/new"]);
    let second = developer.adds_secret(&app).await;
    secrets.note("the second secret of an app", &second, &["POST /developer/apps/"]);
    let signer = Signer::ed25519(9);
    let (id, jwks) = (app.client_id.parse().unwrap(), signer.jwks());
    let found = house.read(move |tx| platform::apps::find(tx, &id)).await.unwrap();
    let by = kernel::Actor::system("test");
    house.write(move |tx| platform::apps::change_keys(tx, &by, &found.developer, &found.id, &jwks).map(drop)).await;
    provokes(&app, &[&app.client_secret, &second]).await;

    // A store, and somebody invited into it, who forgets their password.
    let mut merchant = house.approved_merchant("Lübeck Tea").await;
    merchant.has_goods_and_orders(&house).await;
    let form = merchant.open("/merchant/members").await.is(200).form("/merchant/members");
    merchant.submit(&form.fill("email", GUEST).choose("role", "analyst")).await.is(303);
    let join = newest_link(&house, GUEST, "/join/").await.unwrap();
    secrets.note("an invitation", last_part(&join), &["GET /outbox/"]);
    let mut guest = house.visitor().browser;
    let form = guest.open(&join).await.is(200).form(&join).fill("name", "Gu Est");
    guest.submit(&form.clone().fill("password", "short")).await.is(400);
    guest.submit(&form.fill("password", PASSWORD)).await.is(303);
    guest.open(&join).await.is(410);
    let forgot = "/merchant/forgot-password";
    let form = guest.open(forgot).await.is(200).form(forgot).fill("email", GUEST);
    guest.submit(&form).await.is(200);
    house.works().await;
    let reset = newest_link(&house, GUEST, "/reset-password/").await.unwrap();
    secrets.note("a link that sets a password", last_part(&reset), &["GET /outbox/"]);
    let form = guest.open(&reset).await.is(200).form(&reset);
    guest.submit(&form.clone().fill("password", "short")).await.is(400);
    guest.submit(&form.clone().fill("password", NEW_PASSWORD)).await.is(303);
    guest.submit(&form.fill("password", NEW_PASSWORD)).await.is(410);

    // A code with PKCE, tokens, a refresh, its retry and its reuse.
    let consent = "/oauth/authorize";
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(sha256(VERIFIER.as_bytes()));
    let link = format!("{}&code_challenge={challenge}&code_challenge_method=S256", app.authorize_path());
    secrets.note("a verifier of PKCE", VERIFIER, &[]);
    let form = merchant.open(&link).await.is(200).form(consent).press("decision", "allow");
    let code = merchant.submit(&form).await.location_param("code").unwrap();
    secrets.note("a code", &code, &["POST /oauth/authorize"]);
    let exchange = [("grant_type", "authorization_code"), ("code", code.as_str()), ("code_verifier", VERIFIER)];
    app.asks_for_tokens(&[exchange[0], exchange[1], ("code_verifier", &format!("{VERIFIER}x"))]).await.is(400);
    let pair = app.asks_for_tokens(&exchange).await.is(200).json();
    (app.access, app.refresh) =
        (pair["access_token"].as_str().unwrap().to_owned(), pair["refresh_token"].as_str().unwrap().to_owned());
    secrets.note("an access token", &app.access, TOKEN);
    secrets.note("a refresh token", &app.refresh, TOKEN);
    app.gets("/api/v1/orders").await.is(200);
    provokes(&app, &[&code, &app.access, &app.refresh.clone()]).await;
    let spent = app.refresh.clone();
    app.refreshes().await;
    secrets.note("the next refresh token", &app.refresh, TOKEN);
    app.refreshes().await.is(200);
    app.asks_for_tokens(&[("grant_type", "refresh_token"), ("refresh_token", &spent)]).await.is(400);
    app.asks_for_tokens(&exchange).await.is(400);

    // By signed assertion, with a proof.
    let now = house.clock.now().unix_millis() / 1000;
    let base = format!("http://{}", crate::client::HOST);
    let claims = json!({"iss": app.client_id, "sub": app.client_id, "aud": base, "exp": now + 60, "jti": "once and only once"});
    let assertion = signer.sign(&json!({"alg": signer.algorithm()}), &claims);
    secrets.note("an assertion", &assertion, &[]);
    let header = json!({"typ": "dpop+jwt", "alg": signer.algorithm(), "jwk": signer.jwk()});
    let proof = signer.sign(&header, &json!({"htm": "POST", "htu": format!("{base}/oauth/token"), "iat": now, "jti": "1"}));
    secrets.note("a proof", &proof, &[]);
    let pairs = [("grant_type", "client_credentials"), ("client_assertion_type", JWT_BEARER), ("client_assertion", &assertion)];
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let answer = app.calls(Method::POST, "/oauth/token", &[kind, ("dpop", &proof)], &encode(&owned(&pairs))).await.is(200).json();
    let bound = answer["access_token"].as_str().unwrap().to_owned();
    secrets.note("a bound token", &bound, TOKEN);
    app.calls(Method::POST, "/oauth/token", &[kind], &encode(&owned(&pairs))).await.is(401);
    provokes(&app, &[&bound, &assertion, &proof]).await;

    // The Wish dialect, with everything in the query.
    let code = merchant.allows(&app).await;
    secrets.note("another code", &code, &["POST /oauth/authorize"]);
    let own = [("client_id", app.client_id.as_str()), ("client_secret", &second)];
    let redeem = [own[0], own[1], ("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", &app.redirect_uri)];
    let path = format!("/api/v3/oauth/access_token?{}", encode(&owned(&redeem)));
    let data = app.calls(Method::GET, &path, &[], "").await.is(200).json()["data"].clone();
    let [access, refresh] = ["access_token", "refresh_token"].map(|name| data[name].as_str().unwrap().to_owned());
    secrets.note("an access token of Wish", &access, WISH);
    secrets.note("a refresh token of Wish", &refresh, WISH);
    app.gets_with("/api/v3/orders", &access).await.is(200);
    app.calls(Method::GET, &path, &[], "").await.is(400);
    provokes(&app, &[&access, &refresh]).await;

    // Sessions: what the browsers hold, and what their forms carry.
    let mut sessions = Vec::new();
    for answer in answers.lock().unwrap().iter() {
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let (_, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            if value.starts_with("kw") {
                sessions.push(value.to_owned());
            }
        }
    }
    assert!(sessions.len() >= 5, "{sessions:?}");
    for session in &sessions {
        secrets.note("a session", session, &[]);
    }
    let mut garbled = Browser::new(house.router.clone());
    garbled.open(&format!("/developer/sign-in?next=/{}", "x".repeat(50))).await;

    // At last a table is lost, so that every call with a secret is a fault.
    house.works().await;
    let audit = house.read(|tx| office::audit::export(tx, &office::audit::Filter::default(), None, 10_000)).await.0;
    let notices = house.read(|tx| office::notices::list_mails(tx, &kernel::PageRequest::first(200))).await;
    let stored = rows(&house).await;
    let before = answers.lock().unwrap().len();
    house.write(|tx| tx.execute("ALTER TABLE tokens RENAME TO lost_tokens", &[]).map(drop)).await;
    provokes(&app, &[&second, &access, &refresh]).await;
    app.asks_for_tokens(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await.is(500);
    app.gets_with("/api/v1/orders", &bound).await;
    assert!(answers.lock().unwrap().len() > before);
    LISTENING.store(false, Ordering::Relaxed);

    // Forms carry what follows from the session: pages may, nothing else.
    let answers = std::mem::take(&mut *answers.lock().unwrap());
    secrets.are_only_where_they_are_given(&answers);
    let forms =
        sessions.iter().map(|session| BASE64_URL_SAFE_NO_PAD.encode(sha256(format!("form token of {session}").as_bytes())));
    for token in forms {
        secrets.note("a form's token", &token, &[]);
    }
    let written = std::mem::take(&mut *log());
    let words = String::from_utf8_lossy(&written).into_owned();
    assert!(words.contains(LOUD), "the log is not at its most talkative");
    assert!(words.contains("ERROR") && words.contains("a call failed"), "no fault was logged");
    secrets.are_not_in("the log", &written);
    let audit = serde_json::to_string(&audit).unwrap();
    assert!(audit.contains("apps.secret_added") && audit.contains("second_factors.added"), "{audit}");
    secrets.are_not_in("the audit", audit.as_bytes());
    secrets.are_not_in("the facts of a mail or notice", format!("{:?}", notices.items).as_bytes());
    assert!(find(&stored, email.as_bytes()).is_some(), "the rows are not read");
    secrets.are_not_in("the database", &stored);
}
