//! One request, as a handler sees it: who asks, from where, in which language, and how to answer.
//!
//! The argument list of a handler names who may come: [`Visitor`], [`SignedIn`], [`Developer`], [`Merchant`], [`Operator`].
//! The door has checked it and looked the person up before; a handler cannot forget to.

use crate::{
    Web,
    flash::Flash,
    query::Query,
    rescue::Trouble,
    session::Signed,
    templates::{self, View},
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    response::{Html, IntoResponse, Response},
};
use kernel::{Actor, Environment, Fault, Id, Outcome, Refusal, Time, Who, kinds};
use office::notices::Language;
use platform::{
    accounts::{Account, Party, Role, Session},
    developers, merchants,
};
use serde::Serialize;
use std::{
    net::IpAddr,
    ops::Deref,
    sync::{Arc, OnceLock},
    time::Duration,
};

/// Which face of the platform an address belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Console {
    Store,
    Developer,
    Merchant,
    Operator,
}

/// What is known about a request before its handler runs. Cheap to clone.
#[derive(Clone)]
pub struct Visit {
    pub web: Web,
    facts: Arc<Facts>,
}

#[derive(Clone)]
pub struct Facts {
    pub request_id: Id<kinds::Request>,
    pub now: Time,
    pub language: Language,
    pub console: Console,
    pub method: Method,
    pub uri: Uri,
    /// Where this page, or the form that led to it, can be loaded again.
    pub readable_path: String,
    pub address: Option<IpAddr>,
    pub user_agent: String,
    pub signed: Option<Signed>,
    pub flash: Option<Flash>,
    /// What the second step of signing in is bound to, as the browser sent it.
    pub second_step: Option<String>,
    /// How long to wait, when this visit was refused because it came too often.
    pub wait: OnceLock<Duration>,
}

/// Anybody.
pub struct Visitor(Visit);

/// Somebody with an account, whatever it belongs to.
pub struct SignedIn {
    pub account: Account,
    pub session: Session,
    visit: Visit,
}

/// A member of a developer.
pub struct Developer {
    pub account: Account,
    pub developer: developers::Developer,
    visit: Visit,
}

/// A member of a merchant.
pub struct Merchant {
    pub account: Account,
    pub merchant: merchants::Merchant,
    visit: Visit,
}

/// Whoever works for a party of the console that the address is in.
pub struct Member {
    pub account: Account,
    pub party: Party,
    pub party_name: String,
    pub role: Role,
    visit: Visit,
}

/// Somebody who works for the operator.
pub struct Operator {
    pub account: Account,
    pub session: Session,
    visit: Visit,
}

/// `page` in every template.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    pub lang: &'static str,
    pub other_lang_url: String,
    pub environment: Environment,
    pub other_environment_url: String,
    pub console: &'static str,
    pub path: String,
    pub account: Option<PageAccount>,
    pub csrf: String,
    pub flash: Option<Flash>,
    pub demo: bool,
    pub operator_name: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct PageAccount {
    pub name: String,
    pub email: String,
    pub party_name: Option<String>,
    /// The other parties that the reader works for in this console.
    pub others: Vec<OtherParty>,
    pub unread: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct OtherParty {
    pub id: String,
    pub name: String,
}

impl Console {
    /// The store is everybody's and has no accounts of its own.
    pub const WITH_ACCOUNTS: [Console; 3] = [Console::Developer, Console::Merchant, Console::Operator];

    pub fn of(path: &str) -> Console {
        match path.split('/').nth(1) {
            Some("developer") => Console::Developer,
            Some("merchant") => Console::Merchant,
            Some("operator") => Console::Operator,
            _ => Console::Store,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Console::Store => "store",
            Console::Developer => "developer",
            Console::Merchant => "merchant",
            Console::Operator => "operator",
        }
    }

    pub fn home(self) -> &'static str {
        match self {
            Console::Store => "/",
            Console::Developer => "/developer",
            Console::Merchant => "/merchant",
            Console::Operator => "/operator",
        }
    }

    /// The store has no sign-in of its own: who uses it is a merchant.
    pub fn sign_in(self) -> &'static str {
        match self {
            Console::Developer => "/developer/sign-in",
            Console::Store | Console::Merchant => "/merchant/sign-in",
            Console::Operator => "/operator/sign-in",
        }
    }
}

impl Visit {
    pub(crate) fn new(web: Web, facts: Facts) -> Visit {
        Visit { web, facts: Arc::new(facts) }
    }

    /// The same visit on a page that wears another console's frame than its address says.
    pub fn in_console(&self, console: Console) -> Visit {
        let facts = Facts { console, ..self.facts.as_ref().clone() };
        Visit { web: self.web.clone(), facts: Arc::new(facts) }
    }

    pub fn path(&self) -> &str {
        self.uri.path()
    }

    pub fn query(&self) -> Query {
        Query::parse(self.uri.query().unwrap_or_default())
    }

    /// The reader asked for a language in the address; it is remembered.
    pub(crate) fn query_has_language(&self) -> bool {
        url::form_urlencoded::parse(self.uri.query().unwrap_or_default().as_bytes())
            .any(|(name, value)| name == "lang" && value == self.language.tag())
    }

    /// Whom the audit names.
    pub fn actor(&self) -> Actor {
        let who = self.signed.as_ref().map_or(Who::Visitor, |signed| Who::Account(signed.account.id.clone()));
        Actor { who, address: self.address }
    }

    pub fn word(&self, key: &str) -> String {
        self.web.word(self.language, key)
    }

    /// A refusal in the reader's language. In English its own sentence, which may name the facts of this very case; in
    /// another language the words of its code, or the English sentence where there are none.
    pub fn refusal_words(&self, code: &str, sentence: &str) -> String {
        let key = format!("refusal-{}", code.replace(['.', '_'], "-"));
        let words = match self.language {
            Language::English => None,
            Language::Chinese => self.web.languages().word(self.language, &key),
        };
        words.unwrap_or_else(|| {
            let mut letters = sentence.chars();
            let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
            format!("{first}{}.", letters.as_str())
        })
    }

    /// Whatever page answers a refusal says how long to wait, where the refusal does.
    pub(crate) fn note_wait(&self, refusal: &Refusal) {
        if let Some(wait) = refusal.retry_after {
            // The first one counts: a visit is refused once.
            self.wait.get_or_init(|| wait);
        }
    }

    pub fn show<V: View>(&self, view: &V) -> Result<Response, Trouble> {
        self.show_with(StatusCode::OK, view)
    }

    pub fn show_with<V: View>(&self, status: StatusCode, view: &V) -> Result<Response, Trouble> {
        Ok(self.page_of(status, view)?)
    }

    /// [`Visit::show_with`] for whoever is no handler.
    pub fn page_of<V: View>(&self, status: StatusCode, view: &V) -> Outcome<Response> {
        let (page, view) = (templates::value(self.page()), templates::value(view));
        let text = self.web.templates().render(self.language, V::TEMPLATE, page, view, self.now)?;
        let mut response = (status, Html(text)).into_response();
        if let Some(wait) = self.wait.get().filter(|_| status == StatusCode::TOO_MANY_REQUESTS) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
        }
        Ok(response)
    }

    /// The page after a form (Post, Redirect, Get).
    pub fn go(&self, path: &str) -> Response {
        let location = HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static("/"));
        (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
    }

    /// [`Visit::go`], and one sentence there.
    pub fn go_saying(&self, path: &str, key: &str) -> Response {
        self.go_with(path, Flash { kind: "good".to_owned(), text: self.word(key) })
    }

    pub fn go_with(&self, path: &str, flash: Flash) -> Response {
        let mut response = self.go(path);
        response.headers_mut().append(header::SET_COOKIE, flash.cookie(&self.web));
        response
    }

    pub fn page(&self) -> Page {
        let (web, signed) = (&self.web, self.signed.as_ref());
        let other_home = web.other_base_url().as_str().trim_end_matches('/');
        Page {
            lang: self.language.tag(),
            other_lang_url: self.other_language_url(),
            environment: web.environment(),
            other_environment_url: format!("{other_home}{}", self.console.home()),
            console: self.console.name(),
            path: self.path().to_owned(),
            account: signed.map(|signed| PageAccount {
                name: signed.account.name.clone(),
                email: signed.account.email.clone(),
                party_name: signed.party_name(self.console, web.operator_name()),
                others: signed.others_in(self.console),
                unread: signed.unread,
            }),
            csrf: signed.map(|signed| crate::csrf::token(&signed.token)).unwrap_or_default(),
            flash: self.flash.clone(),
            demo: web.is_demo(),
            operator_name: web.operator_name().to_owned(),
        }
    }

    fn other_language_url(&self) -> String {
        let other = Language::ALL.into_iter().find(|language| *language != self.language).unwrap_or(self.language);
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if self.method != Method::POST {
            let pairs = url::form_urlencoded::parse(self.uri.query().unwrap_or_default().as_bytes());
            query.extend_pairs(pairs.filter(|(name, _)| name != "lang"));
        }
        query.append_pair("lang", other.tag());
        format!("{}?{}", self.readable_path, query.finish())
    }
}

impl Deref for Visit {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

// === who may come ===

macro_rules! leads_to_visit {
    ($($name:ident),*) => {
        $(impl Deref for $name {
            type Target = Visit;

            fn deref(&self) -> &Visit {
                &self.visit
            }
        })*
    };
}

leads_to_visit!(SignedIn, Developer, Merchant, Member, Operator);

impl Deref for Visitor {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.0
    }
}

fn visit_of(parts: &Parts) -> Result<Visit, Trouble> {
    parts.extensions.get::<Visit>().cloned().ok_or_else(|| Fault::new("a handler was reached past its door").into())
}

fn signed_of(visit: &Visit) -> Result<&Signed, Trouble> {
    visit.signed.as_ref().ok_or_else(closed)
}

/// The door let somebody in whom its handler does not expect.
fn closed() -> Trouble {
    Fault::new("a door and its handler disagree about who may come").into()
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visitor, Trouble> {
        visit_of(parts).map(Visitor)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<SignedIn, Trouble> {
        let visit = visit_of(parts)?;
        let signed = signed_of(&visit)?;
        Ok(SignedIn { account: signed.account.clone(), session: signed.session.clone(), visit })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Developer {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Developer, Trouble> {
        let visit = visit_of(parts)?;
        let signed = signed_of(&visit)?;
        let developer = signed.developer.clone().ok_or_else(closed)?;
        Ok(Developer { account: signed.account.clone(), developer, visit })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Merchant {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Merchant, Trouble> {
        let visit = visit_of(parts)?;
        let signed = signed_of(&visit)?;
        let merchant = signed.merchant.clone().ok_or_else(closed)?;
        Ok(Merchant { account: signed.account.clone(), merchant, visit })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Operator {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Operator, Trouble> {
        let visit = visit_of(parts)?;
        let signed = signed_of(&visit)?;
        if !signed.is_operator {
            return Err(closed());
        }
        Ok(Operator { account: signed.account.clone(), session: signed.session.clone(), visit })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Member {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Member, Trouble> {
        let visit = visit_of(parts)?;
        let signed = signed_of(&visit)?;
        let (party, party_name) = match visit.console {
            Console::Developer => {
                signed.developer.as_ref().map(|developer| (Party::Developer(developer.id.clone()), developer.name.clone()))
            }
            Console::Store | Console::Merchant => {
                signed.merchant.as_ref().map(|merchant| (Party::Merchant(merchant.id.clone()), merchant.name.clone()))
            }
            Console::Operator => signed.is_operator.then(|| (Party::Operator, visit.web.operator_name().to_owned())),
        }
        .ok_or_else(closed)?;
        let role = signed.roles.iter().find(|(found, _)| *found == party).map(|(_, role)| *role).ok_or_else(closed)?;
        Ok(Member { account: signed.account.clone(), party, party_name, role, visit })
    }
}
