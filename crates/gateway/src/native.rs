//! Our own API, `/api/v1`: JSON, bearer tokens, keyset pages, problem documents.

use crate::{
    Gateway, answer,
    call::{self, Permitted},
    directory::Found,
    perform,
    uses::{End, Trail},
};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, FromRequest, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{MethodFilter, any, on},
};
use commerce::{OrderStatus, ProductStatus, RefundStatus};
use kernel::{Fault, Id, Outcome, Page, PageRequest, Refusal, Time, kinds};
use platform::apis::{self, Operation};
use protocol::Params;
use serde::Serialize;
use serde_json::json;
use std::{str::FromStr, sync::Arc};
use trade::{Query, TimeRange};

/// An address of our own API, and the operation that it asks for.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    pub method: &'static str,
    /// As axum writes it: `/api/v1/orders/{id}`.
    pub path: &'static str,
    pub operation: &'static str,
}

pub const WAYS: &[Way] = &[
    Way { method: "GET", path: "/api/v1/app", operation: "app.show" },
    Way { method: "GET", path: "/api/v1/grant", operation: "grant.show" },
    Way { method: "GET", path: "/api/v1/shops", operation: "shops.list" },
    Way { method: "GET", path: "/api/v1/shops/{id}", operation: "shops.show" },
    Way { method: "GET", path: "/api/v1/products", operation: "products.list" },
    Way { method: "GET", path: "/api/v1/products/{id}", operation: "products.show" },
    Way { method: "GET", path: "/api/v1/stock", operation: "stock.list" },
    Way { method: "GET", path: "/api/v1/stock/{id}", operation: "stock.show" },
    Way { method: "GET", path: "/api/v1/orders", operation: "orders.list" },
    Way { method: "GET", path: "/api/v1/orders/{id}", operation: "orders.show" },
    Way { method: "GET", path: "/api/v1/refunds", operation: "refunds.list" },
    Way { method: "GET", path: "/api/v1/refunds/{id}", operation: "refunds.show" },
    Way { method: "POST", path: "/api/v1/sandbox/orders", operation: "sandbox.generate_orders" },
];

const MAX_BODY: usize = 1024 * 1024;
const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 200;
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub fn router() -> Router<Gateway> {
    let mut router = Router::new();
    for way in WAYS {
        let method = if way.method == "POST" { MethodFilter::POST } else { MethodFilter::GET };
        let handler = move |State(gateway): State<Gateway>, request: Request| answer(gateway, way, request);
        router = router.route(way.path, on(method, handler).fallback(wrong_method));
    }
    router
        .route("/api/v1", any(no_such_address))
        .route("/api/v1/{*rest}", any(no_such_address))
        .layer(DefaultBodyLimit::max(MAX_BODY))
}

async fn no_such_address(State(gateway): State<Gateway>) -> Response {
    let refusal = Refusal::not_found("api.no_such_address", "there is no such address in this API; the reference lists them all");
    refused(&gateway, refusal)
}

async fn wrong_method(State(gateway): State<Gateway>) -> Response {
    let refusal = Refusal::invalid("api.wrong_method", "this address does not take this method");
    let mut response = refused(&gateway, refusal);
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
}

fn refused(gateway: &Gateway, refusal: Refusal) -> Response {
    let id = gateway.new_request_id();
    marked(answer::problem(&refusal.into(), &id), &id)
}

async fn answer(gateway: Gateway, way: &'static Way, request: Request) -> Response {
    let id = gateway.new_request_id();
    let response = match run(&gateway, way, request).await {
        Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
        Err(error) => answer::problem(&error, &id),
    };
    marked(response, &id)
}

/// Named, and kept out of caches: what was asked for with a token is for nobody else (RFC 6750 §5.3).
fn marked(mut response: Response, id: &Id<kinds::Request>) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

async fn run(gateway: &Gateway, way: &Way, request: Request) -> Outcome<Vec<u8>> {
    let operation = apis::operation(way.operation)
        .ok_or_else(|| Fault::new("an address asks for an operation that is not in the catalogue"))?;
    let (head, content) = request.into_parts();
    let trail = Trail::begin(&head, operation);
    let outcome = perform(gateway, way, operation, (head, content), &trail).await;
    gateway.uses.note(&trail, End::of(&outcome), gateway.db.clock().now());
    outcome
}

async fn perform(
    gateway: &Gateway,
    way: &Way,
    operation: &'static Operation,
    (head, content): (Parts, Body),
    trail: &Arc<Trail>,
) -> Outcome<Vec<u8>> {
    let caller = call::identify(gateway, &head, trail).await?;
    if operation.name == "app.show" {
        known_query(&head, &[])?;
        return write(&app(&call::permit_app(caller)?));
    }
    let by = call::permit(caller, operation)?;
    let id = way.path.ends_with("{id}").then(|| last_segment(head.uri.path()));
    let params = query_of(&head)?;
    let id = id.unwrap_or_default();
    match by.operation.name {
        "grant.show" => write(&grant(&by)),
        "shops.list" => {
            known(&params, &["limit", "cursor"])?;
            list(perform::list_shops(gateway, &by, page(&params)?).await?)
        }
        "shops.show" => write(&perform::show_shop(gateway, &by, &id).await?),
        "products.list" => {
            known(&params, LIST_PARAMS)?;
            let query = query::<ProductStatus>(&params, ProductStatus::WORDS)?;
            list(perform::list_products(gateway, &by, query, page(&params)?).await?)
        }
        "products.show" => write(&perform::show_product(gateway, &by, &id).await?.0),
        "stock.list" => {
            known(&params, &["limit", "cursor", "updated_min", "updated_max", "sku"])?;
            let sku = params.get("sku").map(str::to_owned);
            list(perform::list_stock(gateway, &by, updated(&params)?, sku, page(&params)?).await?)
        }
        "stock.show" => write(&perform::show_stock(gateway, &by, &id).await?),
        "orders.list" => {
            known(&params, LIST_PARAMS)?;
            let query = query::<OrderStatus>(&params, OrderStatus::WORDS)?;
            list(perform::list_orders(gateway, &by, query, page(&params)?).await?)
        }
        "orders.show" => write(&perform::show_order(gateway, &by, &id).await?.0),
        "refunds.list" => {
            known(&params, &["limit", "cursor", "updated_min", "updated_max", "status"])?;
            let statuses = statuses::<RefundStatus>(&params, RefundStatus::WORDS)?;
            list(perform::list_refunds(gateway, &by, updated(&params)?, statuses, page(&params)?).await?)
        }
        "refunds.show" => write(&perform::show_refund(gateway, &by, &id).await?),
        "sandbox.generate_orders" => {
            let body = body(Request::from_parts(head, content)).await?;
            write(&perform::generate_orders(gateway, &by, &body).await?)
        }
        _ => Err(Fault::new("an operation of the catalogue is not performed").into()),
    }
}

fn query_of(head: &Parts) -> Result<Params, Refusal> {
    Params::parse(head.uri.query().unwrap_or_default().as_bytes())
        .map_err(|_| Refusal::invalid("params.malformed", "the query is not well formed"))
}

fn known_query(head: &Parts, names: &[&str]) -> Result<(), Refusal> {
    known(&query_of(head)?, names)
}

/// The token of the Authorization header.
pub struct Credential<'h> {
    pub text: &'h str,
    /// It came as `DPoP` (RFC 9449 §7.1) and not as `Bearer` (RFC 6750 §2.1).
    pub is_proved: bool,
}

impl Credential<'_> {
    /// Another scheme holds none; of a header that came twice neither is believed.
    pub fn of(headers: &HeaderMap) -> Option<Credential<'_>> {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let (first, None) = (values.next()?, values.next()) else { return Some(Credential { text: "", is_proved: false }) };
        // What is no text is no token either, and says so.
        let Ok(first) = first.to_str() else { return Some(Credential { text: "", is_proved: false }) };
        let (scheme, token) = first.split_once(' ')?;
        let is_proved = scheme.eq_ignore_ascii_case("dpop");
        (is_proved || scheme.eq_ignore_ascii_case("bearer")).then(|| Credential { text: token.trim(), is_proved })
    }
}

fn last_segment(path: &str) -> String {
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

async fn body(request: Request<Body>) -> Outcome<Bytes> {
    let body = Bytes::from_request(request, &()).await;
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::too_large("body.too_large", "the body is larger than 1 MiB").into(),
        _ => Refusal::invalid("body.unreadable", "the body could not be read to its end").into(),
    })
}

// --- what was asked for ---

const LIST_PARAMS: &[&str] = &["limit", "cursor", "updated_min", "updated_max", "created_min", "created_max", "status"];

/// A parameter that we do not know was meant to do something: better to say so than to leave it undone.
fn known(params: &Params, names: &[&str]) -> Result<(), Refusal> {
    if let Some(unknown) = params.names().find(|name| !names.contains(name)) {
        let sentence = format!("there is no parameter {unknown:?} here; there are {}", names.join(", "));
        return Err(Refusal::invalid("params.unknown", sentence));
    }
    if let Some(repeated) = params.repeated().filter(|name| *name != "status") {
        return Err(Refusal::invalid("params.repeated", format!("{repeated} came more than once")));
    }
    Ok(())
}

fn page(params: &Params) -> Result<PageRequest, Refusal> {
    let limit =
        match params.get("limit") {
            None => DEFAULT_LIMIT,
            Some(text) => text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit)).ok_or_else(|| {
                Refusal::field("limit", "params.limit", format!("limit is a whole number from 1 to {MAX_LIMIT}"))
            })?,
        };
    let malformed = |_| Refusal::field("cursor", "params.cursor", "cursor is the next_cursor of an earlier page, unchanged");
    let after = params.get("cursor").map(str::parse).transpose().map_err(malformed)?;
    Ok(PageRequest { limit, after })
}

fn query<S: FromStr>(params: &Params, words: &[&str]) -> Result<Query<S>, Refusal> {
    Ok(Query {
        updated: updated(params)?,
        created: TimeRange { min: time(params, "created_min", Time::MIN)?, max: time(params, "created_max", Time::MAX)? },
        statuses: statuses(params, words)?,
        ..Query::default()
    })
}

fn updated(params: &Params) -> Result<TimeRange, Refusal> {
    Ok(TimeRange { min: time(params, "updated_min", Time::MIN)?, max: time(params, "updated_max", Time::MAX)? })
}

fn time(params: &Params, name: &'static str, otherwise: Time) -> Result<Time, Refusal> {
    let Some(text) = params.get(name) else { return Ok(otherwise) };
    // A plus sign in a query arrives as a space.
    text.replace(' ', "+")
        .parse()
        .map_err(|_| Refusal::field(name, "params.time", format!("{name} is an RFC 3339 time such as 2026-11-22T10:49:21Z")))
}

fn statuses<S: FromStr>(params: &Params, words: &[&str]) -> Result<Vec<S>, Refusal> {
    let unknown = |word: &str| {
        let sentence = format!("{word:?} is no status; there are {}", words.join(", "));
        Refusal::field("status", "params.status", sentence)
    };
    params.list("status").into_iter().map(|word| word.parse().map_err(|_| unknown(word))).collect()
}

// --- what is answered ---

#[derive(Serialize)]
struct List<T> {
    data: Vec<T>,
    next_cursor: Option<String>,
}

fn list<T: Serialize>(page: Page<T>) -> Outcome<Vec<u8>> {
    write(&List { data: page.items, next_cursor: page.next.map(|cursor| cursor.to_string()) })
}

fn write(value: &impl Serialize) -> Outcome<Vec<u8>> {
    serde_json::to_vec(value).map_err(|error| Fault::because("writing an answer", error).into())
}

fn grant(by: &Permitted) -> serde_json::Value {
    let standing = by.standing();
    json!({
        "id": standing.grant.id,
        "merchant_id": standing.grant.merchant,
        "app_id": standing.app.id,
        "app_name": standing.app.name,
        "stage": standing.app.stage.as_str(),
        "permissions": standing.grant.permissions,
        "granted_at": standing.grant.granted_at,
        "token_expires_at": standing.token.expires_at,
    })
}

/// What an app may know of itself.
fn app(found: &Found) -> serde_json::Value {
    let app = found.app();
    json!({
        "id": app.id,
        "name": app.name,
        "stage": app.stage.as_str(),
        "is_public": app.is_public,
        "redirect_uris": app.redirect_uris,
        "created_at": app.created_at,
        "token_expires_at": found.life().1,
    })
}
