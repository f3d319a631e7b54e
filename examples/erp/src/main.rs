//! A small ERP, to show the app's half of an authorisation. It signs its own users in, lets each connect a store on Kontor,
//! and shows that store's orders. `docs/app.md` walks through it; the suite drives it.
//!
//! What every app has to get right is here, and can be copied:
//! - A merchant arrives over our own link (`/connect`, with `state` and PKCE) or over the store's *Add app*, with a code that
//!   nobody here asked for and perhaps without a session. That code is parked on the server, never in an address, carried
//!   through sign-in or sign-up, and exchanged within the five minutes that it lives.
//! - Tokens are kept sealed on disk, the file is written whole or not at all.
//! - One refresh at a time for each store; when its answer is lost the same refresh token is sent again, because the server
//!   then gives the identical answer. A code is never sent twice: to the server that is a theft.

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc};
use axum::{
    Form, Router,
    extract::{Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::map_response,
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use chacha20poly1305::{ChaCha20Poly1305, Key, KeyInit, Nonce, aead::Aead};
use clap::Parser;
use rand::RngExt;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    fs,
    io::{ErrorKind, Write},
    net::SocketAddr,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// A code lives five minutes from the moment the merchant agreed; what it took to get here is already gone.
const CODE_LIFETIME: Duration = Duration::from_secs(285);
/// How long a merchant may take on the consent page.
const ATTEMPT_LIFETIME: Duration = Duration::from_secs(1800);
/// An access token that ends sooner is exchanged before it is used.
const MARGIN_SECONDS: u64 = 60;
/// A refresh whose answer was lost is sent again so often, after 0.2, 0.4, 0.8 and 1.6 seconds.
const REPEATS: u32 = 4;
const SESSION: &str = "erp_session";
const PARKED: &str = "erp_parked";

/// A small ERP that connects to stores on Kontor
#[derive(Clone, Debug, Parser)]
pub struct Config {
    /// Where Kontor is: its issuer, such as http://127.0.0.1:8081
    #[arg(long, value_name = "URL", env = "ERP_KONTOR")]
    pub kontor: String,
    #[arg(long, value_name = "ID", env = "ERP_CLIENT_ID")]
    pub client_id: String,
    #[arg(long, value_name = "SECRET", env = "ERP_CLIENT_SECRET", hide_env_values = true)]
    pub client_secret: String,
    /// Where browsers reach this program; register URL/callback as the app's redirect URL
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:9000")]
    pub url: String,
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9000")]
    pub listen: SocketAddr,
    /// Users and tokens, sealed, and beside them the key
    #[arg(long, value_name = "DIR", default_value = "erp-data")]
    pub data: PathBuf,
}

pub struct Erp {
    config: Config,
    http: ureq::Agent,
    vault: Vault,
    /// In memory: whoever is on the way when we restart begins again.
    sessions: Mutex<HashMap<String, String>>,
    parked: Mutex<HashMap<String, Parked>>,
    attempts: Mutex<HashMap<String, Attempt>>,
    /// One refresh at a time for each user's store.
    flights: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

/// A code that came from the App Store, waiting for its owner to sign in.
struct Parked {
    code: String,
    since: Instant,
}

/// An authorisation that one of our users began here.
struct Attempt {
    user: String,
    verifier: String,
    since: Instant,
}

#[derive(Clone, Default, Serialize, Deserialize)]
struct Stored {
    users: HashMap<String, User>,
}

#[derive(Clone, Serialize, Deserialize)]
struct User {
    password_hash: String,
    store: Option<Store>,
}

/// A connected store with its tokens.
#[derive(Clone, Serialize, Deserialize)]
struct Store {
    merchant: String,
    access: String,
    refresh: String,
    /// Seconds since 1970.
    access_ends: u64,
    /// The authorisation has ended: the merchant removed us, or has to agree anew.
    ended: bool,
}

/// What went wrong, in words for the user.
#[derive(Debug)]
enum Trouble {
    /// Kontor could not be reached, or its answer was lost.
    Lost(String),
    /// The merchant has to connect the store again.
    Ended,
    Refused(String),
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::parse();
    let listener = tokio::net::TcpListener::bind(config.listen).await?;
    println!("the ERP is at {}; its redirect URL is {}", config.url, config.redirect_uri());
    axum::serve(listener, router(Erp::open(config)?)).await?;
    Ok(())
}

impl Config {
    fn redirect_uri(&self) -> String {
        format!("{}/callback", self.url)
    }
}

impl Erp {
    pub fn open(config: Config) -> std::io::Result<Arc<Erp>> {
        let http = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(10))).http_status_as_error(false);
        let vault = Vault::open(&config.data)?;
        Ok(Arc::new(Erp {
            config,
            http: http.build().into(),
            vault,
            sessions: Mutex::default(),
            parked: Mutex::default(),
            attempts: Mutex::default(),
            flights: Mutex::default(),
        }))
    }
}

pub fn router(erp: Arc<Erp>) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/connect", get(connect))
        .route("/callback", get(callback))
        .route("/finish", get(ask_to_finish).post(finish))
        .route("/sign-in", get(sign_in_page))
        .route("/sign-in", post(sign_in))
        .route("/sign-up", post(sign_up))
        .layer(map_response(with_headers))
        .with_state(erp)
}

/// No cache keeps our pages, and no other site learns an address of ours: one of them carries a code.
async fn with_headers(mut response: Response) -> Response {
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

// === pages ===

async fn home(State(erp): State<Arc<Erp>>, headers: HeaderMap) -> Response {
    let Some(user) = erp.user(&headers) else { return go("/sign-in") };
    let Some(store) = erp.vault.read(|stored| stored.users.get(&user).and_then(|user| user.store.clone())) else {
        return page(StatusCode::OK, "<p>No store is connected yet. <a href=\"/connect\">Connect a store</a></p>");
    };
    match erp.orders(&user).await {
        Ok(orders) => {
            let merchant = escape(&store.merchant);
            let rows: String = orders.iter().map(order_row).collect();
            page(StatusCode::OK, &format!("<h2>Orders of {merchant}</h2><table>{rows}</table>"))
        }
        Err(trouble) => trouble.into_response(),
    }
}

fn order_row(order: &Value) -> String {
    let text = |name: &str| escape(order[name].as_str().unwrap_or_default());
    format!("<tr class=\"order\"><td>{}</td><td>{}</td></tr>", text("id"), text("status"))
}

/// Our own link: whoever is not signed in does that first, and comes back.
async fn connect(State(erp): State<Arc<Erp>>, headers: HeaderMap) -> Response {
    let Some(user) = erp.user(&headers) else { return go("/sign-in?next=connect") };
    let (state, verifier) = (random(), random());
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
    let attempt = Attempt { user, verifier, since: Instant::now() };
    {
        let mut attempts = held(&erp.attempts);
        attempts.retain(|_, attempt| attempt.since.elapsed() < ATTEMPT_LIFETIME);
        attempts.insert(state.clone(), attempt);
    }
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", &erp.config.client_id)
        .append_pair("redirect_uri", &erp.config.redirect_uri())
        .append_pair("state", &state)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256")
        .finish();
    go(&format!("{}/oauth/authorize?{query}", erp.config.kontor))
}

#[derive(Deserialize)]
struct Callback {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// Where Kontor sends the merchant's browser.
async fn callback(State(erp): State<Arc<Erp>>, headers: HeaderMap, Query(came): Query<Callback>) -> Response {
    // RFC 9207: an answer of another server is not for us.
    if came.iss.as_deref() != Some(erp.config.kontor.as_str()) {
        return refused("this answer does not come from the marketplace that we work with");
    }
    if came.error.is_some() {
        return page(StatusCode::OK, "<p>The store was not connected. <a href=\"/connect\">Try again</a></p>");
    }
    let Some(code) = came.code else { return refused("there is no code in this answer") };
    let Some(state) = came.state else { return park(&erp, &headers, code) };
    // Begun here: by this very user, and once.
    let attempt = held(&erp.attempts).remove(&state).filter(|attempt| attempt.since.elapsed() < ATTEMPT_LIFETIME);
    match (attempt, erp.user(&headers)) {
        (Some(attempt), Some(user)) if attempt.user == user => erp.exchange(&user, &code, Some(&attempt.verifier)).await,
        _ => refused("this answer belongs to another visit; connect the store again"),
    }
}

/// The merchant comes from the App Store. The code stays on the server; the browser gets a ticket for it.
fn park(erp: &Erp, headers: &HeaderMap, code: String) -> Response {
    let ticket = random();
    {
        let mut parked = held(&erp.parked);
        parked.retain(|_, parked| parked.since.elapsed() < CODE_LIFETIME);
        parked.insert(ticket.clone(), Parked { code, since: Instant::now() });
    }
    let mut response = go(if erp.user(headers).is_some() { "/finish" } else { "/sign-in" });
    erp.set_cookie(&mut response, PARKED, &ticket, CODE_LIFETIME.as_secs());
    response
}

#[derive(Deserialize)]
struct Next {
    next: Option<String>,
}

async fn sign_in_page(State(erp): State<Arc<Erp>>, headers: HeaderMap, Query(next): Query<Next>) -> Response {
    let why = if erp.has_parked(&headers) {
        "<p id=\"parked\">A store on Kontor wants to be connected. Sign in or sign up, and it is.</p>"
    } else {
        ""
    };
    let next = if next.next.as_deref() == Some("connect") { "connect" } else { "" };
    let form = |action: &str, label: &str| {
        format!(
            "<form method=\"post\" action=\"/{action}\"><input type=\"hidden\" name=\"next\" value=\"{next}\">\
             <label>E-mail <input name=\"email\" type=\"email\" required></label> \
             <label>Password <input name=\"password\" type=\"password\" minlength=\"10\" required></label> <button>{label}</button></form>"
        )
    };
    page(StatusCode::OK, &format!("{why}{}{}", form("sign-in", "Sign in"), form("sign-up", "Sign up")))
}

#[derive(Deserialize)]
struct Credentials {
    email: String,
    password: String,
    next: Option<String>,
}

async fn sign_in(State(erp): State<Arc<Erp>>, headers: HeaderMap, Form(given): Form<Credentials>) -> Response {
    let email = given.email.trim().to_lowercase();
    let hash = erp.vault.read(|stored| stored.users.get(&email).map(|user| user.password_hash.clone()));
    let password = given.password.clone();
    let is_right = tokio::task::spawn_blocking(move || hash.is_some_and(|hash| verify(&password, &hash))).await;
    if !is_right.unwrap_or(false) {
        return refused("e-mail or password is wrong");
    }
    erp.enter(&headers, &email, given.next.as_deref()).await
}

async fn sign_up(State(erp): State<Arc<Erp>>, headers: HeaderMap, Form(given): Form<Credentials>) -> Response {
    let email = given.email.trim().to_lowercase();
    if !email.contains('@') || given.password.chars().count() < 10 {
        return refused("give an e-mail address and a password of at least ten characters");
    }
    let password = given.password.clone();
    let hash = match tokio::task::spawn_blocking(move || hash(&password)).await {
        Ok(Some(hash)) => hash,
        _ => return refused("the password could not be kept; try again"),
    };
    let is_new = erp.vault.write(|stored| {
        let is_new = !stored.users.contains_key(&email);
        if is_new {
            stored.users.insert(email.clone(), User { password_hash: hash.clone(), store: None });
        }
        is_new
    });
    match is_new {
        Ok(true) => erp.enter(&headers, &email, given.next.as_deref()).await,
        Ok(false) => refused("there is an account with this address; sign in"),
        Err(error) => Trouble::Refused(error.to_string()).into_response(),
    }
}

/// Somebody who was signed in already is asked first: a link from anywhere must not connect a stranger's store to their account.
async fn ask_to_finish(State(erp): State<Arc<Erp>>, headers: HeaderMap) -> Response {
    match (erp.user(&headers), erp.has_parked(&headers)) {
        (None, _) => go("/sign-in"),
        (Some(_), false) => too_late(),
        (Some(user), true) => page(
            StatusCode::OK,
            &format!(
                "<p>Connect the store to the account {}?</p><form method=\"post\" action=\"/finish\"><button>Connect</button></form>",
                escape(&user)
            ),
        ),
    }
}

async fn finish(State(erp): State<Arc<Erp>>, headers: HeaderMap) -> Response {
    if headers.get(header::ORIGIN).is_some_and(|origin| origin.as_bytes() != erp.config.url.as_bytes()) {
        return refused("this form was sent from another site");
    }
    let Some(user) = erp.user(&headers) else { return go("/sign-in") };
    match erp.take_parked(&headers) {
        Some(code) => erp.exchange(&user, &code, None).await,
        None => too_late(),
    }
}

fn too_late() -> Response {
    page(StatusCode::GONE, "<p>That took longer than five minutes. <a href=\"/connect\">Connect the store</a></p>")
}

// === sessions ===

impl Erp {
    fn user(&self, headers: &HeaderMap) -> Option<String> {
        held(&self.sessions).get(cookie(headers, SESSION)?).cloned()
    }

    /// A fresh session, and on with what the visitor came for.
    async fn enter(&self, headers: &HeaderMap, user: &str, next: Option<&str>) -> Response {
        let session = random();
        held(&self.sessions).insert(session.clone(), user.to_owned());
        let mut response = match self.take_parked(headers) {
            Some(code) => self.exchange(user, &code, None).await,
            None => go(if next == Some("connect") { "/connect" } else { "/" }),
        };
        self.set_cookie(&mut response, SESSION, &session, 12 * 3600);
        self.set_cookie(&mut response, PARKED, "", 0);
        response
    }

    fn has_parked(&self, headers: &HeaderMap) -> bool {
        let parked = held(&self.parked);
        let found = cookie(headers, PARKED).and_then(|ticket| parked.get(ticket));
        found.is_some_and(|parked| parked.since.elapsed() < CODE_LIFETIME)
    }

    fn take_parked(&self, headers: &HeaderMap) -> Option<String> {
        let parked = held(&self.parked).remove(cookie(headers, PARKED)?)?;
        (parked.since.elapsed() < CODE_LIFETIME).then_some(parked.code)
    }

    fn set_cookie(&self, response: &mut Response, name: &str, value: &str, seconds: u64) {
        let secure = if self.config.url.starts_with("https:") { "; Secure" } else { "" };
        let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
        if let Ok(line) = HeaderValue::try_from(line) {
            response.headers_mut().append(header::SET_COOKIE, line);
        }
    }
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().split_once('=').filter(|(found, _)| *found == name))
        .map(|(_, value)| value)
}

// === tokens ===

impl Erp {
    /// Exchanges a code, once. If the answer is lost the code is gone with it: to the server a second try is a theft, so the
    /// merchant agrees again, which is one click.
    async fn exchange(&self, user: &str, code: &str, verifier: Option<&str>) -> Response {
        let mut pairs = vec![("grant_type", "authorization_code"), ("code", code)];
        let redirect_uri = self.config.redirect_uri();
        if let Some(verifier) = verifier {
            // Named in the request, so named here (RFC 6749 §4.1.3).
            pairs.extend([("code_verifier", verifier), ("redirect_uri", &redirect_uri)]);
        }
        let stored = match self.token_endpoint(&pairs).await {
            Ok((200, answer)) => Store::of(&answer).ok_or(Trouble::Refused("the answer holds no tokens".to_owned())),
            Ok((_, answer)) => Err(Trouble::Refused(described(&answer))),
            Err(trouble) => Err(trouble),
        };
        match stored.and_then(|store| self.keep(user, store)) {
            Ok(()) => go("/"),
            Err(trouble) => trouble.into_response(),
        }
    }

    /// The store's orders. An access token that is about to end is exchanged before, one that ended early after.
    async fn orders(&self, user: &str) -> Result<Vec<Value>, Trouble> {
        let mut store = self.store(user)?;
        if store.access_ends <= now() + MARGIN_SECONDS {
            store = self.refresh(user, &store.access).await?;
        }
        let mut answer = self.get("/api/v1/orders?limit=20", &store.access).await?;
        if answer.0 == 401 {
            store = self.refresh(user, &store.access).await?;
            answer = self.get("/api/v1/orders?limit=20", &store.access).await?;
        }
        match answer {
            (200, list) => Ok(list["data"].as_array().cloned().unwrap_or_default()),
            (_, problem) => Err(Trouble::Refused(described(&problem))),
        }
    }

    /// A fresh pair instead of the one with this access token. Whoever waited for another's refresh takes what that one got.
    async fn refresh(&self, user: &str, stale: &str) -> Result<Store, Trouble> {
        let flight = held(&self.flights).entry(user.to_owned()).or_default().clone();
        let _alone = flight.lock().await;
        let store = self.store(user)?;
        if store.access != stale {
            return Ok(store);
        }
        let pairs = [("grant_type", "refresh_token"), ("refresh_token", store.refresh.as_str())];
        let mut repeats = 0;
        loop {
            match self.token_endpoint(&pairs).await {
                Ok((200, answer)) => {
                    let fresh = Store::of(&answer).ok_or(Trouble::Refused("the answer holds no tokens".to_owned()))?;
                    // On disk before it is used: the use of the new pair is what ends the old one for good.
                    self.keep(user, fresh.clone())?;
                    return Ok(fresh);
                }
                Ok((400, answer)) if answer["error"] == "invalid_grant" => {
                    self.keep(user, Store { ended: true, ..store })?;
                    return Err(Trouble::Ended);
                }
                Ok((status, answer)) if status < 500 => return Err(Trouble::Refused(described(&answer))),
                // No answer, or half of one: perhaps the server has done it. The same token again gives the same pair.
                Ok(_) | Err(Trouble::Lost(_)) if repeats < REPEATS => {
                    tokio::time::sleep(Duration::from_millis(200 << repeats)).await;
                    repeats += 1;
                }
                Ok((_, answer)) => return Err(Trouble::Lost(described(&answer))),
                Err(trouble) => return Err(trouble),
            }
        }
    }

    fn store(&self, user: &str) -> Result<Store, Trouble> {
        let store = self.vault.read(|stored| stored.users.get(user).and_then(|user| user.store.clone()));
        store.filter(|store| !store.ended).ok_or(Trouble::Ended)
    }

    fn keep(&self, user: &str, store: Store) -> Result<(), Trouble> {
        let kept = self.vault.write(|stored| {
            if let Some(user) = stored.users.get_mut(user) {
                user.store = Some(store.clone());
            }
        });
        kept.map_err(|error| Trouble::Refused(format!("the tokens could not be kept: {error}")))
    }

    async fn token_endpoint(&self, pairs: &[(&str, &str)]) -> Result<(u16, Value), Trouble> {
        let owned: Vec<(String, String)> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let basic = format!("{}:{}", encode(&self.config.client_id), encode(&self.config.client_secret));
        let (http, url) = (self.http.clone(), format!("{}/oauth/token", self.config.kontor));
        blocking(move || {
            let request = http.post(&url).header("authorization", format!("Basic {}", BASE64_STANDARD.encode(basic)));
            read(request.send_form(owned))
        })
        .await
    }

    async fn get(&self, path: &str, access: &str) -> Result<(u16, Value), Trouble> {
        let (http, url, bearer) = (self.http.clone(), format!("{}{path}", self.config.kontor), format!("Bearer {access}"));
        blocking(move || read(http.get(&url).header("authorization", bearer).call())).await
    }
}

impl Store {
    fn of(answer: &Value) -> Option<Store> {
        let text = |name: &str| answer[name].as_str().map(str::to_owned);
        Some(Store {
            merchant: text("merchant_id")?,
            access: text("access_token")?,
            refresh: text("refresh_token")?,
            access_ends: now() + answer["expires_in"].as_u64()?,
            ended: false,
        })
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Trouble> + Send + 'static) -> Result<T, Trouble> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(Trouble::Refused(error.to_string())))
}

/// Status and JSON; what does not arrive whole is lost.
fn read(answer: Result<axum::http::Response<ureq::Body>, ureq::Error>) -> Result<(u16, Value), Trouble> {
    let mut answer = answer.map_err(|error| Trouble::Lost(error.to_string()))?;
    let text = answer.body_mut().read_to_string().map_err(|error| Trouble::Lost(error.to_string()))?;
    let status = answer.status().as_u16();
    match serde_json::from_str(&text) {
        Ok(json) => Ok((status, json)),
        Err(_) if status >= 500 => Ok((status, Value::Null)),
        Err(error) => Err(Trouble::Lost(error.to_string())),
    }
}

fn described(answer: &Value) -> String {
    let text = ["error_description", "detail", "error"].into_iter().find_map(|name| answer[name].as_str());
    text.unwrap_or("the marketplace did not say why").to_owned()
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        match self {
            Trouble::Lost(why) => page(
                StatusCode::BAD_GATEWAY,
                &format!("<p>The marketplace cannot be reached: {}. Load the page again in a moment.</p>", escape(&why)),
            ),
            Trouble::Ended => {
                page(StatusCode::OK, "<p>The store is no longer connected. <a href=\"/connect\">Connect it again</a></p>")
            }
            Trouble::Refused(why) => refused(&why),
        }
    }
}

// === at rest ===

/// Users and tokens in one sealed file. Small, so it is held whole and written whole.
struct Vault {
    path: PathBuf,
    cipher: ChaCha20Poly1305,
    stored: Mutex<Stored>,
}

impl Vault {
    fn open(data: &Path) -> std::io::Result<Vault> {
        fs::create_dir_all(data)?;
        let cipher = ChaCha20Poly1305::new(&Key::from(key(&data.join("erp.key"))?));
        let path = data.join("erp.sealed");
        let stored = match fs::read(&path) {
            Ok(bytes) => {
                unseal(&cipher, &bytes).ok_or_else(|| std::io::Error::other("erp.sealed and erp.key do not belong together"))?
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Stored::default(),
            Err(error) => return Err(error),
        };
        Ok(Vault { path, cipher, stored: Mutex::new(stored) })
    }

    fn read<T>(&self, look: impl FnOnce(&Stored) -> T) -> T {
        look(&held(&self.stored))
    }

    /// What `change` did counts once it is on disk.
    fn write<T>(&self, change: impl FnOnce(&mut Stored) -> T) -> std::io::Result<T> {
        let mut stored = held(&self.stored);
        let mut changed = stored.clone();
        let answer = change(&mut changed);
        let nonce: [u8; 12] = secret();
        let plain = serde_json::to_vec(&changed).map_err(std::io::Error::other)?;
        let sealed =
            self.cipher.encrypt(&Nonce::from(nonce), plain.as_slice()).map_err(|_| std::io::Error::other("sealing failed"))?;
        write_private(&self.path, &[&nonce[..], &sealed].concat())?;
        *stored = changed;
        Ok(answer)
    }
}

fn unseal(cipher: &ChaCha20Poly1305, bytes: &[u8]) -> Option<Stored> {
    let (nonce, sealed) = bytes.split_first_chunk::<12>()?;
    serde_json::from_slice(&cipher.decrypt(&Nonce::from(*nonce), sealed).ok()?).ok()
}

fn key(path: &Path) -> std::io::Result<[u8; 32]> {
    match fs::read(path) {
        Ok(bytes) => bytes.try_into().map_err(|_| std::io::Error::other("erp.key is no key")),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let key: [u8; 32] = secret();
            write_private(path, &key)?;
            Ok(key)
        }
        Err(error) => Err(error),
    }
}

/// For its owner alone; whole or not at all, and lasting.
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let unfinished = path.with_extension("new");
    let mut file = fs::OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    fs::File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}

// === the small things ===

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn hash(password: &str) -> Option<String> {
    let salt: [u8; 16] = secret();
    let hash: phc::PasswordHash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).ok()?;
    Some(hash.to_string())
}

fn verify(password: &str, hash: &str) -> bool {
    phc::PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// 256 bits that nobody guesses.
fn random() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(secret::<32>())
}

#[expect(clippy::disallowed_methods, reason = "an app of its own draws from its own system")]
fn secret<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill(&mut bytes);
    bytes
}

#[expect(clippy::disallowed_methods, reason = "an app of its own reads its own clock")]
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn go(path: &str) -> Response {
    let location = HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(HeaderName::from_static("location"), location)]).into_response()
}

fn refused(why: &str) -> Response {
    page(StatusCode::BAD_REQUEST, &format!("<p>{}</p>", escape(why)))
}

fn page(status: StatusCode, body: &str) -> Response {
    let frame = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Small ERP</title><h1>Small ERP</h1>";
    (status, Html(format!("{frame}{body}</html>"))).into_response()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
