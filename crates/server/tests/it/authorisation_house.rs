//! The house of the authorisation stories: an operator, a developer with an app, a merchant, and ways to ask for tokens.

use crate::database;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use base64::{Engine, prelude::*};
use db::{Db, Location, Randomness, Write};
use kernel::{Actor, Clock, Environment, Id, Outcome, Time, Who, kinds};
use office::{
    files::{MediaType, Upload},
    notices::Language,
};
use platform::{
    accounts::{self, NewAccount, Role, password},
    app_categories::{self, AppCategory, Strategy},
    approvals::{self, Verdict},
    apps::{self, App, NewApp, SettingsChange},
    category_changes,
    developers::{self, DeveloperKind, NewDeveloper},
    grants::{self, AuthorizationRequest, Grant},
    merchants::{self, Documents, NewMerchant},
};
use protocol::{KeyRing, sha256};
use rand::{SeedableRng, rngs::StdRng};
use serde_json::Value;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::net::TcpListener;
use tower::ServiceExt;

pub const BASE: &str = "http://127.0.0.1:8080";
pub const CALLBACK: &str = "https://erp.example/callback";
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const DAY: Duration = Duration::from_secs(24 * 3600);

pub struct House {
    pub db: Db,
    pub keys: Arc<KeyRing>,
    pub operator: Actor,
    /// Speaks for the developer.
    pub owner: Actor,
    pub developer: Id<kinds::Developer>,
    /// Speaks for the store.
    pub member: Actor,
    pub merchant: Id<kinds::Merchant>,
    pub category: AppCategory,
    pub app: App,
    /// Empty for a public app.
    pub secret: String,
    /// Another developer's app and its secret.
    stranger: (App, String),
    router: Router,
    pub place: database::Place,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
    pub text: String,
}

/// What is asked for in which way; what differs from the usual app is said by the story.
#[derive(Clone, Default)]
pub struct Plan {
    pub is_public: bool,
    pub redirects: Vec<&'static str>,
    pub strategy: Option<Strategy>,
    pub drain: u64,
    pub retry: Option<u64>,
    pub refresh_fixed: bool,
    pub needs_dpop: bool,
    /// How many connections to hold, where the database is PostgreSQL.
    pub connections: Option<usize>,
}

impl House {
    pub async fn open() -> House {
        House::with(Plan::default()).await
    }

    pub async fn with(plan: Plan) -> House {
        let clock = Clock::manual(Time::from_unix_millis(1_764_000_000_000));
        let keys = Arc::new(KeyRing::generate(&mut StdRng::seed_from_u64(7)));
        House::in_place(database::place(), clock, keys, plan).await
    }

    pub async fn in_place(place: database::Place, clock: Clock, keys: Arc<KeyRing>, plan: Plan) -> House {
        // The blocking client of PostgreSQL does not bear an async runtime around it.
        let mut location = place.location.clone();
        if let (Location::Postgres { connections, .. }, Some(asked)) = (&mut location, plan.connections) {
            *connections = asked;
        }
        let open = move || Db::open(&location, Environment::Production, clock, Randomness::Seed(7)).unwrap();
        let db = std::thread::spawn(open).join().unwrap();
        let address = server::house::Address {
            base_url: BASE.to_owned(),
            other_base_url: "http://127.0.0.1:8081".to_owned(),
            operator_name: "Hanse Market".to_owned(),
            is_demo: true,
        };
        let house = server::house::House::new(db.clone(), keys.clone(), &address, None).unwrap();
        let ring = keys.clone();
        let made = db.write(move |tx| furnish(tx, &ring, &plan)).await.unwrap();
        let (operator, owner, member, merchant, category, (app, secret), stranger) = made;
        House {
            router: house.router(),
            developer: app.developer.clone(),
            db,
            keys,
            operator,
            owner,
            member,
            merchant,
            category,
            app,
            secret,
            stranger,
            place,
        }
    }

    /// Listens on a real port; its address.
    pub async fn listens(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = self.router.clone().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}")
    }

    pub fn wait(&self, seconds: u64) {
        self.db.clock().advance(Duration::from_secs(seconds));
    }

    pub fn now(&self) -> i64 {
        self.db.clock().now().unix_millis() / 1000
    }

    pub async fn write<T: Send + 'static>(&self, rule: impl Fn(&mut Write<'_>) -> Outcome<T> + Send + 'static) -> T {
        self.db.write(rule).await.unwrap()
    }

    /// The usual authorization request.
    pub fn request(&self) -> AuthorizationRequest {
        AuthorizationRequest {
            client_id: Some(self.app.id.to_string()),
            response_type: Some("code".to_owned()),
            code_challenge: Some(CHALLENGE.to_owned()),
            code_challenge_method: Some("S256".to_owned()),
            ..AuthorizationRequest::default()
        }
    }

    /// The merchant's member allows what is asked.
    pub async fn code(&self) -> String {
        self.code_for(self.request()).await
    }

    pub async fn code_for(&self, request: AuthorizationRequest) -> String {
        let (by, merchant) = (self.member.clone(), self.merchant.clone());
        let authorized = self.write(move |tx| grants::allow(tx, &by, &merchant, &request)).await.unwrap();
        authorized.code.expose().to_owned()
    }

    /// Allowed and redeemed: access and refresh token.
    pub async fn pair(&self) -> (String, String) {
        let code = self.code().await;
        let reply = self.token(&[("grant_type", "authorization_code"), ("code", &code), ("code_verifier", VERIFIER)]).await;
        reply.pair()
    }

    pub async fn refresh(&self, refresh: &str) -> Reply {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await
    }

    /// Proves itself by its secret in the body, or only says who it is.
    pub async fn token(&self, fields: &[(&str, &str)]) -> Reply {
        self.ask("/oauth/token", fields).await
    }

    pub async fn ask(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.ask_with(path, fields, &[]).await
    }

    pub async fn ask_with(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Reply {
        let mut all = fields.to_vec();
        all.push(("client_id", self.app.id.as_str()));
        if !self.secret.is_empty() {
            all.push(("client_secret", &self.secret));
        }
        self.form(path, &all, headers).await
    }

    /// Another developer's app asks.
    pub async fn ask_as_stranger(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let (app, secret) = &self.stranger;
        let mut all = fields.to_vec();
        all.extend([("client_id", app.id.as_str()), ("client_secret", secret)]);
        self.form(path, &all, &[]).await
    }

    /// Nothing but these fields.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Reply {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend(headers);
        self.send(Method::POST, path, &all, body.into_bytes()).await
    }

    pub async fn call(&self, path: &str, token: &str) -> Reply {
        self.send(Method::GET, path, &[("authorization", &format!("Bearer {token}"))], Vec::new()).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], Vec::new()).await
    }

    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let text = String::from_utf8_lossy(&to_bytes(body, usize::MAX).await.unwrap()).into_owned();
        assert!(!parts.status.is_server_error(), "{path}: {} {text}", parts.status);
        Reply { status: parts.status, headers: parts.headers, body: serde_json::from_str(&text).unwrap_or_default(), text }
    }

    /// A browser in which somebody is signed in.
    pub async fn browser(&self, who: &Actor) -> Browser<'_> {
        Browser { house: self, session: self.session(who).await }
    }

    /// Signs somebody in.
    pub async fn session(&self, who: &Actor) -> String {
        let by = who.clone();
        let session =
            self.write(move |tx| accounts::open_session(tx, &by, by.account().unwrap(), "test", accounts::Proof::Password)).await;
        session.expose().to_owned()
    }

    pub async fn grant(&self) -> Option<Grant> {
        let (merchant, app, strategy) = (self.merchant.clone(), self.app.id.clone(), self.category.strategy);
        self.db.read(move |tx| grants::find_of_merchant(tx, &merchant, &app, strategy)).await.unwrap()
    }

    pub async fn audited(&self, action: &'static str) -> usize {
        let filter = office::audit::Filter { action: Some(action.to_owned()), ..Default::default() };
        let page = kernel::PageRequest::first(100);
        self.db.read(move |tx| office::audit::list(tx, &filter, &page)).await.unwrap().items.len()
    }

    /// The operator changes how merchants authorise the apps of the category.
    pub async fn strategy(&self, strategy: Strategy) {
        let (by, id) = (self.operator.clone(), self.category.id.clone());
        let change = move |tx: &mut Write<'_>| {
            let category = app_categories::require(tx, &id)?;
            category_changes::change(tx, &by, &AppCategory { strategy, ..category })
        };
        self.write(change).await;
    }

    /// The operator decides whether apps with a secret may be answered on a loopback address.
    pub async fn loopback(&self, allowed: bool) {
        let by = self.operator.clone();
        self.write(move |tx| apps::allow_loopback(tx, &by, allowed)).await;
    }

    /// The developer changes the redirect URIs.
    pub async fn redirect_to(&self, redirects: &'static [&'static str]) {
        let (by, owner, id) = (self.owner.clone(), self.developer.clone(), self.app.id.clone());
        let redirect_uris = redirects.iter().map(|uri| (*uri).to_owned()).collect();
        let change = SettingsChange { name: self.app.name.clone(), redirect_uris, logo: None };
        self.write(move |tx| apps::change_settings(tx, &by, &owner, &id, &change)).await;
    }
}

impl Reply {
    pub fn error(&self) -> &str {
        self.body["error"].as_str().unwrap_or_default()
    }

    /// The pair of tokens that was given.
    pub fn pair(&self) -> (String, String) {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        let text = |name: &str| self.body[name].as_str().unwrap_or_default().to_owned();
        (text("access_token"), text("refresh_token"))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The parameters that the browser is sent back with.
    pub fn answer(&self, name: &str) -> Option<String> {
        let url = url::Url::parse(self.header("location")).ok()?;
        url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
    }
}

pub struct Browser<'h> {
    house: &'h House,
    session: String,
}

impl Browser<'_> {
    pub async fn get(&self, path: &str) -> Reply {
        let cookie = format!("kontor_production={}", self.session);
        self.house.send(Method::GET, path, &[("cookie", &cookie)], Vec::new()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let cookie = format!("kontor_production={}", self.session);
        let token = form_token(&self.session);
        let mut all = fields.to_vec();
        all.push(("_csrf", &token));
        self.house.form(path, &all, &[("cookie", &cookie)]).await
    }
}

/// What a form of this session carries.
pub fn form_token(session: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(sha256(format!("form token of {session}").as_bytes()))
}

pub fn query(path: &str, pairs: &[(&str, &str)]) -> String {
    format!("{path}?{}", url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
}

type Made = (Actor, Actor, Actor, Id<kinds::Merchant>, AppCategory, (App, String), (App, String));

fn furnish(tx: &mut Write<'_>, keys: &KeyRing, plan: &Plan) -> Outcome<Made> {
    app_categories::ensure_shipped(tx)?;
    let id = accounts::ensure_operator(tx, "wei@kontor.example", "Li Wei", &password::dummy_hash(), Role::Owner)?;
    let operator = actor(id);
    let (owner, member) = (person(tx, "ada@erp.example")?, person(tx, "mei@tea.example")?);
    let merchant = store(tx, &operator, &member, "Jade Mountain Tea")?;

    let category = app_categories::find_by_slug(tx, "commercial-developer")?.unwrap();
    let category = category_changes::change(
        tx,
        &operator,
        &AppCategory {
            strategy: plan.strategy.unwrap_or(Strategy::AnyMerchant),
            drain: Duration::from_secs(plan.drain),
            retry: plan.retry.map_or(DAY, Duration::from_secs),
            refresh_fixed: plan.refresh_fixed,
            needs_dpop: plan.needs_dpop,
            ..category
        },
    )?;
    let app = app(tx, &operator, &owner, keys, &category, plan)?;
    let eve = person(tx, "eve@stranger.example")?;
    let stranger = self::app(tx, &operator, &eve, keys, &category, &Plan::default())?;
    Ok((operator, owner, member, merchant, category, app, stranger))
}

/// A developer who has been approved, with an app and its secret.
fn app(
    tx: &mut Write<'_>,
    operator: &Actor,
    owner: &Actor,
    keys: &KeyRing,
    category: &AppCategory,
    plan: &Plan,
) -> Outcome<(App, String)> {
    let new = NewDeveloper {
        kind: DeveloperKind::Company,
        name: "Pearl Harbour Software".to_owned(),
        legal_name: "Pearl Harbour Software Ltd".to_owned(),
        country: "CN".to_owned(),
        registration_no: "91310000MA1K".to_owned(),
        website: "https://pearl.example".to_owned(),
        phone: "+86 21 5555 0100".to_owned(),
    };
    let developer = developers::register(tx, owner, owner.account().unwrap(), &new, &[document()])?;
    let case = approvals::history(tx, developer.id.as_str())?.remove(0).id;
    developers::decide(tx, operator, &case, &Verdict::Approve)?;
    let application = app_categories::apply(tx, owner, &developer.id, &category.id, "we connect warehouses", None)?;
    let case = approvals::history(tx, application.id.as_str())?.remove(0).id;
    app_categories::decide(tx, operator, &case, &Verdict::Approve)?;
    let redirects: &[&str] = if plan.redirects.is_empty() { &[CALLBACK] } else { &plan.redirects };
    let new = NewApp {
        developer: developer.id,
        category: category.id.clone(),
        name: "Stock Pilot".to_owned(),
        redirect_uris: redirects.iter().map(|uri| (*uri).to_owned()).collect(),
        is_public: plan.is_public,
        logo: None,
    };
    let (app, secret) = apps::create(tx, owner, keys, &new)?;
    Ok((app, secret.map(|secret| secret.expose().to_owned()).unwrap_or_default()))
}

/// A store that has been approved.
pub fn store(tx: &mut Write<'_>, operator: &Actor, member: &Actor, name: &str) -> Outcome<Id<kinds::Merchant>> {
    let new = NewMerchant {
        name: name.to_owned(),
        legal_name: format!("{name} Ltd"),
        licence_no: "91350000".to_owned(),
        country: "CN".to_owned(),
        timezone: "Asia/Shanghai".to_owned(),
        currency: "CNY".to_owned(),
    };
    let documents = Documents { licence: Some(document()), identity: Some(document()) };
    let merchant = merchants::register(tx, member, member.account().unwrap(), &new, &documents)?;
    let case = approvals::history(tx, merchant.id.as_str())?.remove(0).id;
    merchants::decide(tx, operator, &case, &Verdict::Approve)?;
    Ok(merchant.id)
}

pub fn person(tx: &mut Write<'_>, email: &str) -> Outcome<Actor> {
    let password_hash = password::dummy_hash();
    let new = NewAccount { email: email.to_owned(), name: "Mei Lin".to_owned(), language: Language::English, password_hash };
    let visitor = Actor { who: Who::Visitor, address: None };
    Ok(actor(accounts::register(tx, &visitor, &new)?.id))
}

fn actor(id: Id<kinds::Account>) -> Actor {
    Actor { who: Who::Account(id), address: None }
}

fn document() -> (Upload, MediaType) {
    (Upload { name: "licence.pdf".to_owned(), bytes: b"%PDF-1.7\n%%EOF\n".to_vec() }, MediaType::Pdf)
}

/// A key that signs: P-256 or Ed25519.
pub enum Signer {
    Es256(p256::ecdsa::SigningKey),
    Ed25519(ed25519_dalek::SigningKey),
}

impl Signer {
    pub fn es256(seed: u8) -> Signer {
        Signer::Es256(p256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap())
    }

    pub fn ed25519(seed: u8) -> Signer {
        Signer::Ed25519(ed25519_dalek::SigningKey::from_bytes(&[seed; 32]))
    }

    pub fn jwk(&self) -> Value {
        let text = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        match self {
            Signer::Es256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                serde_json::json!({"kty": "EC", "crv": "P-256", "x": text(point.x().unwrap()), "y": text(point.y().unwrap())})
            }
            Signer::Ed25519(key) => {
                serde_json::json!({"kty": "OKP", "crv": "Ed25519", "x": text(key.verifying_key().as_bytes())})
            }
        }
    }

    pub fn jwks(&self) -> String {
        serde_json::json!({"keys": [self.jwk()]}).to_string()
    }

    /// RFC 7638.
    pub fn thumbprint(&self) -> String {
        // serde_json writes members in the order of their names, as the thumbprint wants them.
        BASE64_URL_SAFE_NO_PAD.encode(sha256(self.jwk().to_string().as_bytes()))
    }

    pub fn algorithm(&self) -> &'static str {
        match self {
            Signer::Es256(_) => "ES256",
            Signer::Ed25519(_) => "EdDSA",
        }
    }

    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let text = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", text(header), text(claims));
        let signature = match self {
            Signer::Es256(key) => {
                let signature: p256::ecdsa::Signature = p256::ecdsa::signature::Signer::sign(key, signed.as_bytes());
                signature.to_bytes().to_vec()
            }
            Signer::Ed25519(key) => ed25519_dalek::Signer::sign(key, signed.as_bytes()).to_bytes().to_vec(),
        };
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }
}
