//! One of the two servers that are asked the same: its addresses, its clients, and a merchant with a browser.

use super::CALLBACK;
use crate::{
    authorisation_house::{CHALLENGE, Signer, VERIFIER},
    binary::fetch,
    client::{Answer, encode},
    people::Merchant,
    wire::owned,
};
use axum::http::{Method, Request, header};
use base64::{Engine, prelude::BASE64_STANDARD};
use kernel::Clock;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub const SCOPE: &str = "orders:read";
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// How a client proves itself; there each client has one way, here any serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Nobody,
    Basic,
    Post,
    Signed,
    Public,
    /// Another developer's, by the header.
    Stranger,
}

pub type Pairs<'p> = &'p [(&'p str, &'p str)];

pub struct Side {
    metadata: Value,
    merchant: Person,
    clients: BTreeMap<Role, (String, String)>,
    pub signer: Signer,
    /// How many assertions and proofs have been signed.
    signed: u32,
    /// What was answered to what.
    pub told: Vec<(String, String)>,
}

pub enum Person {
    /// Reads Kontor's pages.
    Reader(Merchant),
    /// Is led to the answer by redirects alone.
    Led(BTreeMap<String, String>),
}

impl Side {
    pub async fn new(issuer: &str, merchant: Person, clients: BTreeMap<Role, (String, String)>) -> Side {
        let request = Request::get(format!("{issuer}/.well-known/oauth-authorization-server"));
        let metadata = fetch(request.body(Vec::new()).unwrap()).await.is(200).json();
        Side { metadata, merchant, clients, signer: Signer::es256(7), signed: 0, told: Vec::new() }
    }

    /// Where an endpoint is, by its name in the metadata; the metadata itself by the name of none.
    pub fn address(&self, endpoint: &str) -> String {
        let text = |name: &str| self.metadata[name].as_str().unwrap_or_else(|| panic!("{name}")).to_owned();
        if endpoint == "metadata" {
            return format!("{}/.well-known/oauth-authorization-server", text("issuer"));
        }
        text(&format!("{endpoint}_endpoint"))
    }

    pub fn id(&self, role: Role) -> &str {
        &self.clients[&role].0
    }

    pub fn secret(&self, role: Role) -> &str {
        &self.clients[&role].1
    }

    pub fn basic(&self, role: Role) -> String {
        format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{}", self.id(role), self.secret(role))))
    }

    pub fn note(&mut self, request: impl Into<String>, answer: &Answer) {
        self.told.push((request.into(), words(answer)));
    }

    // --- the authorization endpoint ---

    /// The usual request; a change replaces a parameter, or leaves it out where it is empty.
    pub fn request(&self, role: Role, changes: Pairs<'_>) -> Vec<(String, String)> {
        let mut request = owned(&[
            ("client_id", self.id(role)),
            ("response_type", "code"),
            ("redirect_uri", CALLBACK),
            ("scope", SCOPE),
            ("state", "remembered"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]);
        for (name, value) in changes {
            request.retain(|(known, _)| known != name);
            request.extend(owned(&[(name, value)]).into_iter().filter(|(_, value)| !value.is_empty()));
        }
        request
    }

    /// The merchant's browser follows the request to the end and agrees, save where the state is `deny`.
    pub async fn authorize(&mut self, request: &[(String, String)]) -> Answer {
        let url = format!("{}?{}", self.address("authorization"), encode(request));
        match &mut self.merchant {
            Person::Led(cookies) => led(cookies, &url).await,
            Person::Reader(merchant) => {
                let issuer = self.metadata["issuer"].as_str().unwrap();
                let page = merchant.open(url.strip_prefix(issuer).unwrap()).await;
                let Some(form) = page.forms("/oauth/authorize").into_iter().next() else { return page };
                let denies = request.contains(&("state".to_owned(), "deny".to_owned()));
                merchant.submit(&form.press("decision", if denies { "deny" } else { "allow" })).await
            }
        }
    }

    pub async fn code(&mut self, role: Role, changes: Pairs<'_>) -> String {
        let request = self.request(role, changes);
        let answer = self.authorize(&request).await;
        answer.location_param("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
    }

    // --- the others ---

    pub fn claims(&mut self) -> Value {
        let (id, issuer) = (self.id(Role::Signed), &self.metadata["issuer"]);
        let now = Clock::System.now().unix_millis() / 1000;
        let claims = json!({"iss": id, "sub": id, "aud": issuer, "iat": now, "exp": now + 60, "jti": format!("{}", self.signed)});
        self.signed += 1;
        claims
    }

    pub fn assertion(&mut self, change: impl FnOnce(&mut Value)) -> String {
        let mut claims = self.claims();
        change(&mut claims);
        self.signer.sign(&json!({"alg": "ES256"}), &claims)
    }

    /// A proof of the key for the token endpoint.
    pub fn proof(&mut self, signer: &Signer, change: impl FnOnce(&mut Value)) -> String {
        let mut claims = self.claims();
        claims = json!({"htm": "POST", "htu": self.address("token"), "iat": claims["iat"], "jti": claims["jti"]});
        change(&mut claims);
        signer.sign(&json!({"typ": "dpop+jwt", "alg": signer.algorithm(), "jwk": signer.jwk()}), &claims)
    }

    pub async fn ask(&mut self, endpoint: &str, role: Role, fields: Pairs<'_>) -> Answer {
        self.ask_with(endpoint, role, fields, &[]).await
    }

    /// The client proves itself and asks.
    pub async fn ask_with(&mut self, endpoint: &str, role: Role, fields: Pairs<'_>, headers: Pairs<'_>) -> Answer {
        let (mut all, mut heads) = (owned(fields), owned(headers));
        let assertion = if role == Role::Signed { self.assertion(|_| ()) } else { String::new() };
        match role {
            Role::Nobody => {}
            Role::Basic | Role::Stranger => heads.push(("authorization".to_owned(), self.basic(role))),
            Role::Post => all.extend(owned(&[("client_id", self.id(role)), ("client_secret", self.secret(role))])),
            Role::Public => all.extend(owned(&[("client_id", self.id(role))])),
            Role::Signed => all.extend(owned(&[("client_assertion_type", ASSERTION), ("client_assertion", &assertion)])),
        }
        let mut heads: Vec<_> = heads.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        heads.push(FORM);
        self.send(Method::POST, &self.address(endpoint), &heads, encode(&all).into_bytes()).await
    }

    pub async fn send(&self, method: Method, url: &str, headers: Pairs<'_>, body: Vec<u8>) -> Answer {
        let request = Request::builder().method(method).uri(url);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        fetch(request.body(body).unwrap()).await
    }

    pub async fn redeem(&mut self, role: Role, code: &str, changes: Pairs<'_>) -> Answer {
        self.redeem_with(role, code, changes, &[]).await
    }

    pub async fn redeem_with(&mut self, role: Role, code: &str, changes: Pairs<'_>, headers: Pairs<'_>) -> Answer {
        let mut fields =
            vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
        for (name, value) in changes {
            fields.retain(|(known, _)| known != name);
            fields.extend(Some((*name, *value)).filter(|(_, value)| !value.is_empty()));
        }
        self.ask_with("token", role, &fields, headers).await
    }

    pub async fn refresh(&mut self, role: Role, token: &str, more: Pairs<'_>) -> Answer {
        let fields = [&[("grant_type", "refresh_token"), ("refresh_token", token)], more].concat();
        self.ask("token", role, &fields).await
    }

    /// Access and refresh token.
    pub async fn pair(&mut self, role: Role) -> (String, String) {
        let code = self.code(role, &[]).await;
        pair(&self.redeem(role, &code, &[]).await)
    }
}

pub fn pair(answer: &Answer) -> (String, String) {
    let tokens = answer.json();
    let text = |name: &str| tokens[name].as_str().unwrap_or_else(|| panic!("no {name}: {answer:?}")).to_owned();
    (text("access_token"), text("refresh_token"))
}

/// Follows redirects on the other server, cookies in hand.
async fn led(cookies: &mut BTreeMap<String, String>, url: &str) -> Answer {
    let mut url = url::Url::parse(url).unwrap();
    for _ in 0..10 {
        let cookie = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let request = Request::get(url.as_str()).header(header::COOKIE, cookie).header(header::ACCEPT, "text/html");
        let answer = fetch(request.body(Vec::new()).unwrap()).await;
        for line in answer.headers.get_all(header::SET_COOKIE) {
            let (name, value) = line.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            cookies.insert(name.to_owned(), value.to_owned());
        }
        match answer.location() {
            Some(location) if !location.starts_with(CALLBACK) => url = url.join(&location).unwrap(),
            _ => return answer,
        }
    }
    panic!("redirects go round: {url}")
}

/// What counts in an answer: the status, the error's code, how to come again, whether it may be kept; or where the browser is
/// sent with what.
fn words(answer: &Answer) -> String {
    if answer.location().is_some_and(|location| location.starts_with(CALLBACK)) {
        let url = url::Url::parse(&answer.location().unwrap()).unwrap();
        let (place, text) = url.fragment().map_or(("", url.query().unwrap_or_default()), |text| (" in the fragment", text));
        let params: BTreeMap<_, _> = url::form_urlencoded::parse(text.as_bytes()).collect();
        let outcome = params.get("error").map_or("a code", |error| error);
        assert!(params.contains_key("error") || params.contains_key("code"), "{answer:?}");
        assert!(params.contains_key("iss"), "{answer:?}");
        return format!("sent back: {outcome}{place}");
    }
    let value = |name: header::HeaderName| answer.headers.get(name).map_or("", |value| value.to_str().unwrap());
    if value(header::CONTENT_TYPE).starts_with("text/html") {
        return format!("page {}", answer.status.as_u16());
    }
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let mut words = answer.status.as_u16().to_string();
    let outcome = [body["error"].as_str(), body["active"].as_bool().map(|active| if active { "active" } else { "inactive" })];
    words.extend(outcome.into_iter().flatten().map(|outcome| format!(" {outcome}")));
    for challenge in answer.headers.get_all(header::WWW_AUTHENTICATE) {
        words += &format!(", {}", challenge.to_str().unwrap().split(' ').next().unwrap());
    }
    words + if value(header::CACHE_CONTROL).contains("no-store") { "" } else { ", may be kept" }
}
