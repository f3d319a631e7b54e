//! The Wish dialect's socket: its addresses, its parameters in, its envelope out (`dialects::wish`).

use crate::{
    Gateway, answer,
    call::{self, Permitted},
    client, perform,
    uses::{End, Trail},
};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, FromRequest, Path, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use dialects::wish::{self, Code, Fields, OrdersQuery, ProductsQuery, SortBy};
use kernel::{Error, Fault, Outcome, PageRequest, Refusal, RefusalKind, Secret};
use platform::{
    apis::{self, Operation},
    grants::{self, CodeError, CodeExchange, Issued, RefreshError},
};
use protocol::Params;
use serde_json::{Value, json};
use std::sync::Arc;
use trade::{Direction, Query, TimeRange};

const MAX_BODY: usize = 1024 * 1024;
const REQUEST_ID: HeaderName = HeaderName::from_static("wish-request-id");

pub fn router() -> Router<Gateway> {
    Router::new()
        .route("/api/v3/oauth/access_token", get(access_token).post(access_token))
        .route("/api/v3/oauth/refresh_token", get(refresh_token).post(refresh_token))
        .route("/api/v3/oauth/test", get(test))
        .route("/api/v3/orders", get(orders))
        .route("/api/v3/orders/{id}", get(order))
        .route("/api/v3/products", get(products))
        .route("/api/v3/products/{id}", get(product))
        .route("/api/v3/{*rest}", any(no_such_address))
        .layer(DefaultBodyLimit::max(MAX_BODY))
}

/// A call that is not answered with data: Wish's code and a message for the developer.
struct No {
    code: Code,
    message: String,
    /// How the call ended, in our own words.
    end: End,
}

impl No {
    fn new(code: Code, message: impl Into<String>) -> No {
        let end = match code {
            Code::Internal => End::Failed,
            Code::NotFound => End::Refused("wish.not_found"),
            _ => End::Refused("wish.invalid"),
        };
        No { code, message: message.into(), end }
    }
}

/// Our refusals in Wish's codes (wish.md §5).
impl From<Refusal> for No {
    fn from(refusal: Refusal) -> No {
        let code = match refusal.code {
            "token.missing" => Code::TokenMissing,
            "token.expired" => Code::TokenExpired,
            "token.revoked" => Code::TokenRevoked,
            "app.stopped" => Code::Disabled,
            _ => match refusal.kind {
                RefusalKind::Unauthenticated | RefusalKind::Forbidden => Code::Unauthorized,
                RefusalKind::NotFound => Code::NotFound,
                RefusalKind::TooMany => Code::RateLimited,
                RefusalKind::Conflict | RefusalKind::Invalid | RefusalKind::Expired | RefusalKind::TooLarge => {
                    Code::InvalidParameter
                }
            },
        };
        let end = End::refused(&refusal);
        No { code, message: refusal.sentence.into_owned(), end }
    }
}

impl From<Fault> for No {
    fn from(fault: Fault) -> No {
        No::from(Error::from(fault))
    }
}

impl From<Error> for No {
    fn from(error: Error) -> No {
        answer::log_fault(&error);
        match error {
            Error::Refusal(refusal) => No::from(refusal),
            Error::Fault(_) => No::new(Code::Internal, "something went wrong on our side; try again"),
        }
    }
}

fn answered(gateway: &Gateway, outcome: Result<Value, No>) -> Response {
    let (code, body) = match outcome {
        Ok(data) => (Code::Success, wish::envelope(Code::Success, "", data)),
        Err(no) => (no.code, wish::envelope(no.code, &no.message, json!({}))),
    };
    let status = StatusCode::from_u16(code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response();
    if let Ok(id) = HeaderValue::from_str(gateway.new_request_id().as_str()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn no_such_address(State(gateway): State<Gateway>) -> Response {
    answered(&gateway, Err(No::new(Code::InvalidParameter, "there is no such address in this API")))
}

// --- tokens ---

async fn access_token(State(gateway): State<Gateway>, request: Request) -> Response {
    let outcome = redeem(&gateway, request).await;
    answered(&gateway, outcome)
}

async fn refresh_token(State(gateway): State<Gateway>, request: Request) -> Response {
    let outcome = refresh(&gateway, request).await;
    answered(&gateway, outcome)
}

async fn redeem(gateway: &Gateway, request: Request) -> Result<Value, No> {
    let params = token_params(request).await?;
    let [id, secret, code, redirect_uri] =
        required(&params, "authorization_code", ["client_id", "client_secret", "code", "redirect_uri"])?;
    let client = client::authenticate(gateway, &id, Secret::new(secret)).await?.ok_or_else(wrong_client)?;
    let redeemed = gateway.db.write(move |tx| {
        let exchange = CodeExchange { client: client.with(None), code: &code, redirect_uri: Some(&redirect_uri), verifier: None };
        grants::redeem_code(tx, &exchange)
    });
    match redeemed.await? {
        Ok(issued) => Ok(token(&issued)),
        Err(CodeError::Unknown | CodeError::Verifier) => Err(No::new(Code::WrongCode, "wrong authorization code")),
        Err(CodeError::OtherEnvironment) => {
            Err(No::new(Code::WrongCode, "wrong authorization code: it belongs to the other environment"))
        }
        Err(CodeError::Expired) => Err(No::new(Code::CodeExpired, "the authorization code has expired")),
        Err(CodeError::Replayed) => Err(No::new(Code::CodeRedeemed, "the authorization code was redeemed before")),
        Err(CodeError::RedirectMismatch) => Err(wrong_client()),
        Err(CodeError::Unproved) => Err(No::new(Code::Unauthorized, UNPROVED)),
        Err(CodeError::Ended) => {
            Err(No::new(Code::TokenRevoked, "the merchant removed the app, or the app does not work at present"))
        }
    }
}

async fn refresh(gateway: &Gateway, request: Request) -> Result<Value, No> {
    let params = token_params(request).await?;
    let [id, secret, presented] = required(&params, "refresh_token", ["client_id", "client_secret", "refresh_token"])?;
    let client = client::authenticate(gateway, &id, Secret::new(secret)).await?.ok_or_else(wrong_client)?;
    let (keys, presented) = (gateway.keys.clone(), Secret::new(presented));
    let refreshed = gateway.db.write(move |tx| grants::refresh(tx, &keys, &client.with(None), presented.expose(), None));
    match refreshed.await? {
        Ok(issued) => Ok(token(&issued)),
        Err(RefreshError::Unknown) => Err(No::new(Code::Unauthorized, "no such refresh token")),
        Err(RefreshError::OtherEnvironment) => {
            Err(No::new(Code::Unauthorized, "the refresh token belongs to the other environment"))
        }
        Err(RefreshError::Expired) => Err(No::new(Code::Unauthorized, "the refresh token has expired; authorise again")),
        Err(RefreshError::Revoked | RefreshError::Reused) => {
            Err(No::new(Code::Unauthorized, "the refresh token was revoked; authorise again"))
        }
        Err(RefreshError::Scope) => Err(No::new(Code::InvalidParameter, "scope names what was not granted")),
        Err(RefreshError::Unproved) => Err(No::new(Code::Unauthorized, UNPROVED)),
        Err(RefreshError::Ended) => Err(No::new(Code::Disabled, "the app does not work at present")),
    }
}

const UNPROVED: &str = "this app's tokens are bound to a key; ask for them at /oauth/token with a DPoP proof";

fn token(issued: &Issued) -> Value {
    wish::issued(
        issued.access.expose(),
        issued.refresh.expose(),
        issued.access_expires_at,
        issued.merchant.as_str(),
        &issued.permissions,
    )
}

fn wrong_client() -> No {
    No::new(Code::ClientMismatch, "client_id, client_secret or redirect_uri does not match")
}

/// From the query, and for POST from a JSON or form body besides (wish.md §3.2).
async fn token_params(request: Request<Body>) -> Result<Params, No> {
    let malformed = || No::new(Code::InvalidParameter, "the parameters are not well formed");
    let query = request.uri().query().unwrap_or_default().to_owned();
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_json = content_type.starts_with("application/json");
    let body = Bytes::from_request(request, &()).await.map_err(|_| malformed())?;
    let params = if body.is_empty() {
        Params::parse(query.as_bytes()).map_err(|_| malformed())?
    } else if is_json {
        let object: serde_json::Map<String, Value> = serde_json::from_slice(&body).map_err(|_| malformed())?;
        Params::from_json(&object).ok_or_else(malformed)?
    } else {
        Params::parse(&[query.as_bytes(), b"&", &body].concat()).map_err(|_| malformed())?
    };
    match params.repeated() {
        Some(name) => Err(No::new(Code::InvalidParameter, format!("{name} came more than once"))),
        None => Ok(params),
    }
}

fn required<const N: usize>(params: &Params, grant_type: &str, names: [&str; N]) -> Result<[String; N], No> {
    if params.get("grant_type") != Some(grant_type) {
        return Err(No::new(Code::InvalidParameter, format!("grant_type must be {grant_type}")));
    }
    if let Some(missing) = names.iter().find(|name| params.get(name).is_none()) {
        return Err(No::new(Code::InvalidParameter, format!("{missing} is missing")));
    }
    Ok(names.map(|name| params.get(name).unwrap_or_default().to_owned()))
}

// --- data ---

/// Answers one call of an operation, and notes what it left behind.
async fn data(
    gateway: Gateway,
    request: Parts,
    operation: &'static str,
    perform: impl AsyncFnOnce(&Gateway, &Parts, Permitted) -> Result<Value, No>,
) -> Response {
    let Some(operation) = apis::operation(operation) else {
        let fault = Fault::new("the dialect asks for an operation that is not in the catalogue");
        return answered(&gateway, Err(fault.into()));
    };
    let trail = Trail::begin(&request, operation);
    let outcome = match permit(&gateway, &request, operation, &trail).await {
        Ok(by) => perform(&gateway, &request, by).await,
        Err(error) => Err(error.into()),
    };
    let end = outcome.as_ref().map_or_else(|no| no.end, |_| End::Answered);
    gateway.uses.note(&trail, end, gateway.db.clock().now());
    answered(&gateway, outcome)
}

async fn permit(gateway: &Gateway, request: &Parts, operation: &'static Operation, trail: &Arc<Trail>) -> Outcome<Permitted> {
    let caller = call::identify(gateway, request, trail).await?;
    Ok(call::permit(caller, operation)?)
}

fn params(request: &Parts) -> Result<Params, No> {
    let query = request.uri.query().unwrap_or_default();
    Params::parse(query.as_bytes()).map_err(|_| No::new(Code::InvalidParameter, "the query is not well formed"))
}

/// `data` with what `fields=` asks for.
fn picked(params: &Params, data: Value) -> Result<Value, No> {
    match params.get("fields") {
        None => Ok(data),
        Some(text) => {
            let fields =
                Fields::parse(text).map_err(|_| No::new(Code::InvalidParameter, "fields: a comma list such as id,state"))?;
            Ok(fields.pick(data))
        }
    }
}

async fn test(State(gateway): State<Gateway>, request: Parts) -> Response {
    data(gateway, request, "grant.show", async |_, _, by| Ok(json!({"merchant_id": by.merchant()}))).await
}

async fn orders(State(gateway): State<Gateway>, request: Parts) -> Response {
    data(gateway, request, "orders.list", list_orders).await
}

async fn list_orders(gateway: &Gateway, request: &Parts, by: Permitted) -> Result<Value, No> {
    let params = params(request)?;
    let asked = OrdersQuery::parse(&params).map_err(|message| No::new(Code::InvalidParameter, message))?;
    let statuses: Vec<_> = asked.states.iter().flat_map(|state| wish::states_of(state)).copied().collect();
    if statuses.is_empty() && !asked.states.is_empty() {
        return picked(&params, json!([]));
    }
    let query = Query { statuses, ..query(asked.sort, asked.updated, asked.released) };
    // Every order has a line at least, so that so many orders hold enough lines.
    let page = perform::list_orders_with_refunds(gateway, &by, query, PageRequest::first(asked.limit)).await?;
    let lines = page.items.iter().flat_map(|(order, refunds)| wish::orders(order, refunds));
    picked(&params, lines.take(asked.limit as usize).collect())
}

async fn order(State(gateway): State<Gateway>, Path(id): Path<String>, request: Parts) -> Response {
    data(gateway, request, "orders.show", async |gateway, request, by| show_order(gateway, &id, request, by).await).await
}

async fn show_order(gateway: &Gateway, id: &str, request: &Parts, by: Permitted) -> Result<Value, No> {
    let params = params(request)?;
    let missing = || No::new(Code::NotFound, "there is no such order in this store");
    let (order_id, line) = wish::order_of_line(id).ok_or_else(missing)?;
    let (order, refunds) = perform::show_order(gateway, &by, order_id).await?;
    picked(&params, wish::order(&order, line, &refunds).ok_or_else(missing)?)
}

async fn products(State(gateway): State<Gateway>, request: Parts) -> Response {
    data(gateway, request, "products.list", list_products).await
}

async fn list_products(gateway: &Gateway, request: &Parts, by: Permitted) -> Result<Value, No> {
    let params = params(request)?;
    let asked = ProductsQuery::parse(&params).map_err(|message| No::new(Code::InvalidParameter, message))?;
    let query = query(asked.sort, asked.updated, asked.created);
    let page = perform::list_products(gateway, &by, query, PageRequest::first(asked.limit)).await?;
    let products =
        page.items.iter().filter(|product| asked.parent_sku.as_ref().is_none_or(|sku| product.content.source_id == *sku));
    picked(&params, products.map(|product| wish::product(product, None)).collect())
}

async fn product(State(gateway): State<Gateway>, Path(id): Path<String>, request: Parts) -> Response {
    data(gateway, request, "products.show", async |gateway, request, by| show_product(gateway, &id, request, by).await).await
}

async fn show_product(gateway: &Gateway, id: &str, request: &Parts, by: Permitted) -> Result<Value, No> {
    let params = params(request)?;
    let (product, levels) = perform::show_product(gateway, &by, id).await?;
    picked(&params, wish::product(&product, Some(&levels)))
}

fn query<S>(sort: SortBy, updated: (kernel::Time, kernel::Time), created: (kernel::Time, kernel::Time)) -> Query<S> {
    let (sort, direction) = match sort {
        SortBy::UpdatedAscending => (trade::SortBy::Updated, Direction::Ascending),
        SortBy::UpdatedDescending => (trade::SortBy::Updated, Direction::Descending),
        SortBy::BornAscending => (trade::SortBy::Created, Direction::Ascending),
        SortBy::BornDescending => (trade::SortBy::Created, Direction::Descending),
    };
    Query {
        sort,
        direction,
        updated: TimeRange { min: updated.0, max: updated.1 },
        created: TimeRange { min: created.0, max: created.1 },
        statuses: Vec::new(),
    }
}
