//! Every address that the pages answer, with who may come: one table, which also does what it says. A request passes its
//! door before its handler runs: request id, language, who is signed in, may they come here, does the form come from our
//! own page; and after it: failures become pages, and the answer gets its headers.

use crate::{
    Web,
    cookies::Cookie,
    csrf,
    flash::Flash,
    form::{Form, Size},
    headers,
    links::{self, Each},
    pages::confirm,
    rescue::{self, Carried, Trouble},
    session::{self, Signed},
    visit::{Console, Facts, Visit},
};
use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, MatchedPath, Request},
    handler::Handler,
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::{FromFnLayer, Next, from_fn},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use kernel::{Error, Fault, Id, Refusal};
use office::notices::Language;
use std::{
    any::Any,
    collections::BTreeSet,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, OnceLock},
};
use tower_http::catch_panic::CatchPanicLayer;

/// Who may come through a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Public,
    SignedIn,
    Developer,
    Merchant,
    Operator,
}

impl Access {
    /// Anybody, in each console.
    pub fn public(_: Console) -> Access {
        Access::Public
    }

    /// Anybody with an account, in each console.
    pub fn signed_in(_: Console) -> Access {
        Access::SignedIn
    }

    /// Whoever works for a party of the console.
    pub fn member(console: Console) -> Access {
        match console {
            Console::Developer => Access::Developer,
            Console::Store | Console::Merchant => Access::Merchant,
            Console::Operator => Access::Operator,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Door {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    /// Asks for a proof of the last ten minutes that it is still the same person.
    pub is_weighty: bool,
    /// Of a door that takes a form.
    body: Option<Size>,
}

#[derive(Default)]
pub struct Doors {
    doors: Vec<(Door, MethodRouter<Web>)>,
}

impl Doors {
    #[must_use]
    pub fn get<T: 'static>(mut self, path: &'static str, access: Access, handler: impl Handler<T, Web>) -> Doors {
        self.doors.push((Door { method: Method::GET, path, access, is_weighty: false, body: None }, get(handler)));
        self
    }

    #[must_use]
    pub fn post<T: 'static>(mut self, path: &'static str, access: Access, size: Size, handler: impl Handler<T, Web>) -> Doors {
        self.doors.push((Door { method: Method::POST, path, access, is_weighty: false, body: Some(size) }, post(handler)));
        self
    }

    /// The doors of these addresses ask once more who it is, unless they were told within ten minutes.
    #[must_use]
    pub fn weighty(mut self, paths: &[&str]) -> Doors {
        for (door, _) in self.doors.iter_mut().filter(|(door, _)| paths.contains(&door.path)) {
            door.is_weighty = true;
        }
        self
    }

    /// Only the forms of a page that one may look at without.
    #[must_use]
    pub fn weighty_posts(mut self, each: Each) -> Doors {
        let paths = [each.developer, each.merchant, each.operator];
        for (door, _) in self.doors.iter_mut().filter(|(door, _)| door.body.is_some() && paths.contains(&door.path)) {
            door.is_weighty = true;
        }
        self
    }

    #[must_use]
    pub fn weighty_each(self, pages: &[Each]) -> Doors {
        let paths: Vec<_> = pages.iter().flat_map(|each| [each.developer, each.merchant, each.operator]).collect();
        self.weighty(&paths)
    }

    /// A page that each console has, open to whom `access` says there.
    #[must_use]
    pub fn get_each<T: 'static>(self, each: Each, access: impl Fn(Console) -> Access, handler: impl Handler<T, Web>) -> Doors {
        Console::WITH_ACCOUNTS
            .into_iter()
            .fold(self, |doors, console| doors.get(each.of(console), access(console), handler.clone()))
    }

    #[must_use]
    pub fn post_each<T: 'static>(self, each: Each, access: impl Fn(Console) -> Access, handler: impl Handler<T, Web>) -> Doors {
        Console::WITH_ACCOUNTS
            .into_iter()
            .fold(self, |doors, console| doors.post(each.of(console), access(console), Size::Texts, handler.clone()))
    }

    /// Every door, for the law that each names who may come.
    pub fn list(&self) -> Vec<Door> {
        self.doors.iter().map(|(door, _)| door.clone()).collect()
    }

    pub fn router(self, web: Web) -> Router {
        let readable = self.doors.iter().filter(|(door, _)| door.method == Method::GET).map(|(door, _)| door.path);
        let readable: Arc<BTreeSet<&'static str>> = Arc::new(readable.collect());
        let mut router = Router::new();
        for (door, handler) in self.doors {
            let path = door.path;
            router = router.route(path, handler.layer(CatchPanicLayer::custom(panicked)).layer(gate(&web, door, &readable)));
        }
        let (missing, wrong_verb) = (gate(&web, nowhere(), &readable), gate(&web, nowhere(), &readable));
        router.method_not_allowed_fallback(cannot_do_that.layer(wrong_verb)).fallback(nothing_here.layer(missing)).with_state(web)
    }
}

fn nowhere() -> Door {
    Door { method: Method::GET, path: "", access: Access::Public, is_weighty: false, body: None }
}

async fn nothing_here() -> Trouble {
    Refusal::not_found("pages.not_found", "there is no page at this address; check it, or begin at the start page").into()
}

async fn cannot_do_that() -> Response {
    let refusal = Refusal::invalid("pages.wrong_method", "this address answers another method; open the page and use its form");
    let mut response = Trouble::from(refusal).into_response();
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    Trouble::from(Fault::new("a handler panicked")).into_response()
}

type Passing = Pin<Box<dyn Future<Output = Response> + Send>>;

/// The door as a layer around its handler.
fn gate(
    web: &Web,
    door: Door,
    readable: &Arc<BTreeSet<&'static str>>,
) -> FromFnLayer<impl Fn(Request, Next) -> Passing + Clone + Send + Sync + 'static, (), (Request,)> {
    let (web, door, readable) = (web.clone(), Arc::new(door), readable.clone());
    from_fn(move |request: Request, next: Next| -> Passing {
        let (web, door, readable) = (web.clone(), door.clone(), readable.clone());
        Box::pin(async move { pass(&web, &door, &readable, request, next).await })
    })
}

/// The whole way of a request for a page.
async fn pass(web: &Web, door: &Door, readable: &BTreeSet<&'static str>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let (visit, arrived) = arrive(web, door, readable, &parts).await;
    let mut response = match arrived {
        Ok(()) => match enter(&visit, door, parts, body).await {
            Ok(request) => next.run(request).await,
            Err(turned_away) => *turned_away,
        },
        Err(error) => rescue::page(&visit, &error),
    };
    if let Some(Carried(error)) = response.extensions_mut().remove::<Carried>() {
        let status = response.status();
        response = rescue::page(&visit, &error);
        if status == StatusCode::METHOD_NOT_ALLOWED {
            *response.status_mut() = status;
        }
    }
    if is_bare_refusal(&response) {
        let refusal =
            Refusal::invalid("pages.malformed_address", "this address could not be read; check it, or begin at the start page");
        response = rescue::refusal_page(&visit, &refusal, None);
    }
    headers::finish(&visit, &mut response);
    response
}

/// The framework refuses an address that is no text before a handler sees it, in a line of its own.
fn is_bare_refusal(response: &Response) -> bool {
    let is_plain = response.headers().get(header::CONTENT_TYPE).is_some_and(|found| found.as_bytes().starts_with(b"text/plain"));
    response.status() == StatusCode::BAD_REQUEST && is_plain
}

/// Looks up who it is. There always is a visit, since even a failure is answered in somebody's language.
async fn arrive(web: &Web, door: &Door, readable: &BTreeSet<&'static str>, request: &Parts) -> (Visit, Result<(), Error>) {
    let (headers, now) = (&request.headers, web.db.clock().now());
    let console = Console::of(request.uri.path());
    // Style sheets and icons are the same for everybody.
    let session = if door.path == links::ASSET { Ok(None) } else { session::look_up(web, headers).await };
    let (signed, trouble) = match session {
        Ok(signed) => (signed, None),
        Err(error) => (None, Some(error)),
    };
    let (language, unknown) = choose_language(web, request, signed.as_ref());
    if let (Some(signed), true) = (&signed, unknown.is_none()) {
        remember_language(web, request, signed, language).await;
    }
    let facts = Facts {
        request_id: Id::new(web.environment(), now, &mut crate::web::rng()),
        now,
        language,
        console,
        method: request.method.clone(),
        uri: request.uri.clone(),
        readable_path: readable_path(request, readable, console),
        address: request.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip()),
        user_agent: text(headers, &header::USER_AGENT).chars().take(300).collect(),
        signed,
        flash: Flash::read(web, headers),
        second_step: Cookie::SecondStep.read(web, headers).map(str::to_owned),
        wait: OnceLock::new(),
    };
    let result = match (trouble, unknown) {
        (Some(error), _) => Err(error),
        (None, Some(refusal)) => Err(refusal.into()),
        (None, None) => Ok(()),
    };
    (Visit::new(web.clone(), facts), result)
}

/// Lets the request in, with its form read, or answers for the handler.
async fn enter(visit: &Visit, door: &Door, mut parts: Parts, body: Body) -> Result<Request, Box<Response>> {
    let refuse = |refusal: Refusal| Box::new(rescue::refusal_page(visit, &refusal, None));
    if door.body.is_some() {
        csrf::check_origin(&parts.headers).map_err(refuse)?;
    }
    admit(visit, door.access)?;
    if door.is_weighty && door.body.is_none() {
        confirm::before_page(visit)?;
    }
    if let Some(size) = door.body {
        let mut form = Form::read(&parts.headers, body, size, visit.web.form_memory()).await.map_err(refuse)?;
        // Signing in is how one gets a token; until then the browser's word about the form's origin has to do.
        if let Some(signed) = visit.signed.as_ref().filter(|_| !door.path.ends_with("/sign-in")) {
            csrf::check_token(&signed.token, form.find(csrf::FIELD)).map_err(refuse)?;
        }
        if door.is_weighty {
            confirm::before_form(visit, &mut form, size).await?;
        }
        parts.extensions.insert(form);
    }
    parts.extensions.insert(visit.clone());
    Ok(Request::from_parts(parts, Body::empty()))
}

fn admit(visit: &Visit, access: Access) -> Result<(), Box<Response>> {
    if access == Access::Public {
        return Ok(());
    }
    let Some(signed) = &visit.signed else {
        let here = match visit.uri.query() {
            Some(query) if visit.method != Method::POST => format!("{}?{query}", visit.readable_path),
            _ => visit.readable_path.clone(),
        };
        return Err(Box::new(visit.go(&links::with_next(visit.console.sign_in(), &here))));
    };
    let (is_member, code, sentence, register) = match access {
        Access::Public | Access::SignedIn => return Ok(()),
        Access::Developer => (
            signed.developer.is_some(),
            "members.not_a_developer",
            "this account belongs to no developer; register as a developer first",
            Some(("sign-in-register-developer", links::DEVELOPER_REGISTER)),
        ),
        Access::Merchant => (
            signed.merchant.is_some(),
            "members.not_a_merchant",
            "this account belongs to no store; register your store first",
            Some(("sign-in-register-merchant", links::MERCHANT_REGISTER)),
        ),
        Access::Operator => (
            signed.is_operator,
            "members.not_an_operator",
            "this account does not work for the operator; ask the operator to add you",
            None,
        ),
    };
    if is_member && access == Access::Operator && signed.lacks_second_factor {
        return Err(Box::new(visit.go_with(
            links::AUTHENTICATOR.operator,
            Flash { kind: "info".to_owned(), text: visit.word("flash-second-factor-required") },
        )));
    }
    if is_member {
        return Ok(());
    }
    let next = register.map(|(key, url)| rescue::Next { label: visit.word(key), url: url.to_owned() });
    Err(Box::new(rescue::refusal_page(visit, &Refusal::forbidden(code, sentence), next)))
}

/// `?lang=`, else the cookie that it left, else the account's, else the browser's.
fn choose_language(web: &Web, request: &Parts, signed: Option<&Signed>) -> (Language, Option<Refusal>) {
    let mut wished = None;
    let mut unknown = None;
    for (name, value) in url::form_urlencoded::parse(request.uri.query().unwrap_or_default().as_bytes()) {
        if name == "lang" {
            wished = Language::ALL.into_iter().find(|language| language.tag() == value);
            if wished.is_none() {
                let sentence = "this page speaks English (lang=en) and Chinese (lang=zh)";
                unknown = Some(Refusal::invalid("query.unknown_language", sentence));
            }
        }
    }
    let headers = &request.headers;
    let kept = || Cookie::Language.read(web, headers).and_then(Language::from_tag);
    let accepted = || {
        let tags = text(headers, &header::ACCEPT_LANGUAGE).split(',').filter_map(|tag| tag.split(';').next());
        tags.map(|tag| tag.trim().to_ascii_lowercase()).find_map(|tag| Language::from_tag(&tag))
    };
    let account = || signed.map(|signed| signed.account.language);
    (wished.or_else(kept).or_else(account).or_else(accepted).unwrap_or(Language::English), unknown)
}

/// Whoever switches the language of the pages switches that of their mails.
async fn remember_language(web: &Web, request: &Parts, signed: &Signed, language: Language) {
    let is_asked =
        request.uri.query().is_some_and(|query| url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "lang"));
    if is_asked && signed.account.language != language {
        let account = signed.account.id.clone();
        let changed = web.db.write(move |tx| platform::accounts::change_language(tx, &account, language)).await;
        if let Err(error) = changed {
            tracing::warn!(account.id = %signed.account.id, "the language of an account could not be kept: {error}");
        }
    }
}

fn readable_path(request: &Parts, readable: &BTreeSet<&'static str>, console: Console) -> String {
    let has_page = || request.extensions.get::<MatchedPath>().is_some_and(|path| readable.contains(path.as_str()));
    if request.method != Method::POST || has_page() { request.uri.path().to_owned() } else { console.home().to_owned() }
}

fn text<'h>(headers: &'h HeaderMap, name: &header::HeaderName) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
