//! The operations of the built-in store, whichever way they were asked for.

use crate::{
    Gateway,
    call::Permitted,
    sandbox::{self, Wanted},
};
use commerce::{OrderStatus, ProductStatus, RefundStatus, StoredLevel, StoredOrder, StoredProduct, StoredRefund, StoredShop};
use kernel::{Actor, Id, Outcome, Page, PageRequest, Refusal, Time, Who, kinds};
use serde::{Deserialize, Serialize};
use trade::{Query, TimeRange, orders, products, refunds, shops, stock};

/// Orders with the refunds of each.
pub type OrdersWithRefunds = Page<(StoredOrder, Vec<StoredRefund>)>;

pub async fn list_orders(
    gateway: &Gateway,
    by: &Permitted,
    query: Query<OrderStatus>,
    page: PageRequest,
) -> Outcome<Page<StoredOrder>> {
    let merchant = by.merchant().clone();
    read_page(by, gateway.db.read(move |tx| orders::list(tx, &merchant, &query, &page)).await)
}

pub async fn list_orders_with_refunds(
    gateway: &Gateway,
    by: &Permitted,
    query: Query<OrderStatus>,
    page: PageRequest,
) -> Outcome<OrdersWithRefunds> {
    let merchant = by.merchant().clone();
    let page = gateway
        .db
        .read(move |tx| {
            let orders = orders::list(tx, &merchant, &query, &page)?;
            let mut items = Vec::with_capacity(orders.items.len());
            for order in orders.items {
                let refunds = refunds::list_of_order(tx, &order)?;
                items.push((order, refunds));
            }
            Ok(Page { items, next: orders.next })
        })
        .await;
    read_page(by, page)
}

pub async fn show_order(gateway: &Gateway, by: &Permitted, id: &str) -> Outcome<(StoredOrder, Vec<StoredRefund>)> {
    let (merchant, id) = (by.merchant().clone(), parse::<kinds::Order>(id, no_order)?);
    let order = gateway
        .db
        .read(move |tx| {
            let order = orders::find(tx, &merchant, &id)?.ok_or_else(no_order)?;
            let refunds = refunds::list_of_order(tx, &order)?;
            Ok((order, refunds))
        })
        .await;
    read_one(by, order)
}

pub async fn list_products(
    gateway: &Gateway,
    by: &Permitted,
    query: Query<ProductStatus>,
    page: PageRequest,
) -> Outcome<Page<StoredProduct>> {
    let merchant = by.merchant().clone();
    read_page(by, gateway.db.read(move |tx| products::list(tx, &merchant, &query, &page)).await)
}

/// The product with its stock.
pub async fn show_product(gateway: &Gateway, by: &Permitted, id: &str) -> Outcome<(StoredProduct, Vec<StoredLevel>)> {
    let (merchant, id) = (by.merchant().clone(), parse::<kinds::Product>(id, no_product)?);
    let product = gateway
        .db
        .read(move |tx| {
            let product = products::find(tx, &merchant, &id)?.ok_or_else(no_product)?;
            let levels = stock::list_of_product(tx, &product)?;
            Ok((product, levels))
        })
        .await;
    read_one(by, product)
}

pub async fn list_stock(
    gateway: &Gateway,
    by: &Permitted,
    updated: TimeRange,
    sku: Option<String>,
    page: PageRequest,
) -> Outcome<Page<StoredLevel>> {
    let merchant = by.merchant().clone();
    read_page(by, gateway.db.read(move |tx| stock::list(tx, &merchant, updated, sku.as_deref(), &page)).await)
}

pub async fn show_stock(gateway: &Gateway, by: &Permitted, id: &str) -> Outcome<StoredLevel> {
    let missing = || Refusal::not_found("stock.not_found", "there is no such stock level in this store");
    let (merchant, id) = (by.merchant().clone(), parse::<kinds::StockLevel>(id, missing)?);
    read_one(by, gateway.db.read(move |tx| Ok(stock::find(tx, &merchant, &id)?.ok_or_else(missing)?)).await)
}

pub async fn list_refunds(
    gateway: &Gateway,
    by: &Permitted,
    updated: TimeRange,
    statuses: Vec<RefundStatus>,
    page: PageRequest,
) -> Outcome<Page<StoredRefund>> {
    let merchant = by.merchant().clone();
    read_page(by, gateway.db.read(move |tx| refunds::list(tx, &merchant, updated, &statuses, &page)).await)
}

pub async fn show_refund(gateway: &Gateway, by: &Permitted, id: &str) -> Outcome<StoredRefund> {
    let missing = || Refusal::not_found("refunds.not_found", "there is no such refund in this store");
    let (merchant, id) = (by.merchant().clone(), parse::<kinds::Refund>(id, missing)?);
    read_one(by, gateway.db.read(move |tx| Ok(refunds::find(tx, &merchant, &id)?.ok_or_else(missing)?)).await)
}

pub async fn list_shops(gateway: &Gateway, by: &Permitted, page: PageRequest) -> Outcome<Page<StoredShop>> {
    let merchant = by.merchant().clone();
    read_page(by, gateway.db.read(move |tx| shops::list(tx, &merchant, &page)).await)
}

pub async fn show_shop(gateway: &Gateway, by: &Permitted, id: &str) -> Outcome<StoredShop> {
    let missing = || Refusal::not_found("shops.not_found", "there is no such shop in this store");
    let (merchant, id) = (by.merchant().clone(), parse::<kinds::Shop>(id, missing)?);
    read_one(by, gateway.db.read(move |tx| Ok(shops::find(tx, &merchant, &id)?.ok_or_else(missing)?)).await)
}

/// What `POST /api/v1/sandbox/orders` takes. The same seed and `until` give the same data, whenever it is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Generate {
    seed: u64,
    #[serde(default = "twenty")]
    products: u32,
    #[serde(default = "hundred")]
    orders: u32,
    #[serde(default = "three")]
    months: u32,
    /// RFC 3339; the data ends with the UTC day before. Today when left out.
    until: Option<Time>,
}

fn twenty() -> u32 {
    20
}

fn hundred() -> u32 {
    100
}

fn three() -> u32 {
    3
}

/// What the generator did.
#[derive(Debug, Serialize)]
pub struct Generated {
    pub new: u64,
    pub changed: u64,
    pub same: u64,
    pub until: Time,
}

/// Fills the merchant's own shop with made-up goods and orders; in the sandbox alone.
pub async fn generate_orders(gateway: &Gateway, by: &Permitted, body: &[u8]) -> Outcome<Generated> {
    let asked: Generate = serde_json::from_slice(body).map_err(|error| {
        let sentence =
            format!("the body is not what is asked for here: {error}; send for example {{\"seed\": 1, \"orders\": 100}}");
        Refusal::invalid("body.invalid_json", sentence)
    })?;
    let until = asked.until.unwrap_or(gateway.db.clock().now());
    let wanted = Wanted { seed: asked.seed, products: asked.products, orders: asked.orders, months: asked.months, until };
    let actor = Actor { who: Who::App(by.standing().app.id.clone()), address: None };
    let counts = sandbox::fill(&gateway.db, &actor, by.merchant(), &wanted).await?;
    by.trail.wrote(counts.new + counts.changed);
    Ok(Generated { new: counts.new, changed: counts.changed, same: counts.same, until })
}

/// Notes how many records the page hands out.
fn read_page<T>(by: &Permitted, page: Outcome<Page<T>>) -> Outcome<Page<T>> {
    page.inspect(|page| by.trail.read(page.items.len()))
}

/// Notes that one record is handed out, with what belongs to it.
fn read_one<T>(by: &Permitted, found: Outcome<T>) -> Outcome<T> {
    found.inspect(|_| by.trail.read(1))
}

/// An id that is not one names nothing that is there.
fn parse<K: kernel::Kind>(text: &str, missing: impl Fn() -> Refusal) -> Result<Id<K>, Refusal> {
    text.parse().map_err(|_| missing())
}

fn no_order() -> Refusal {
    Refusal::not_found("orders.not_found", "there is no such order in this store")
}

fn no_product() -> Refusal {
    Refusal::not_found("products.not_found", "there is no such product in this store")
}
