//! Orders, products, stock and refunds as their merchant sees them.

use super::samples;
use crate::{query::Pager, templates::View};
use commerce::{Money, OrderStatus, ProductStatus, RefundStatus};
use kernel::Time;
use serde::Serialize;

/// An amount as the filter `money` reads it.
#[derive(Clone, Debug, Serialize)]
pub struct Amount {
    pub minor: i64,
    pub currency: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Orders {
    pub items: Vec<OrderItem>,
    #[serde(flatten)]
    pub pager: Pager,
    pub filter: OrderFilter,
    pub filtered: bool,
    pub statuses: &'static [&'static str],
    pub filter_error: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct OrderFilter {
    pub status: String,
    pub from: String,
    pub to: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct OrderItem {
    pub id: String,
    pub number: String,
    pub status: &'static str,
    pub buyer: String,
    pub total: Amount,
    pub created: Time,
    pub updated: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct OrderPage {
    pub order: OrderFacts,
}

#[derive(Clone, Debug, Serialize)]
pub struct OrderFacts {
    pub id: String,
    pub number: String,
    pub status: &'static str,
    pub created: Time,
    pub updated: Time,
    pub note: Option<String>,
    pub buyer: BuyerFacts,
    pub address: Option<AddressFacts>,
    pub lines: Vec<LineFacts>,
    pub payments: Vec<PaymentFacts>,
    pub fulfilments: Vec<ParcelFacts>,
    pub refunds: Vec<OrderRefund>,
    pub totals: Totals,
    pub timeline: Vec<Event>,
    pub source: Source,
}

#[derive(Clone, Debug, Serialize)]
pub struct BuyerFacts {
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub privacy: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub struct AddressFacts {
    pub name: String,
    pub lines: Vec<String>,
    pub city: String,
    pub region: Option<String>,
    pub postcode: Option<String>,
    pub country: String,
    pub phone: Option<String>,
    pub privacy: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub struct LineFacts {
    pub name: String,
    pub sku: Option<String>,
    pub variant: Option<String>,
    pub quantity: i64,
    pub price: Amount,
    pub total: Amount,
    pub product_url: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PaymentFacts {
    pub method: String,
    pub amount: Amount,
    pub at: Option<Time>,
    pub state: &'static str,
    pub reference: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ParcelFacts {
    pub carrier: Option<String>,
    pub tracking: Option<String>,
    pub tracking_url: Option<String>,
    pub state: &'static str,
    pub at: Option<Time>,
    pub quantity: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct OrderRefund {
    pub id: String,
    pub number: String,
    pub status: &'static str,
    pub amount: Amount,
    pub created: Time,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Totals {
    pub items: Option<Amount>,
    pub shipping: Option<Amount>,
    pub discount: Option<Amount>,
    pub tax: Option<Amount>,
    pub total: Option<Amount>,
    pub refunded: Option<Amount>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Event {
    pub title: String,
    pub at: Time,
    pub by: Option<String>,
    pub text: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Source {
    pub name: String,
    pub id: String,
    pub at: Option<Time>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Products {
    pub items: Vec<ProductItem>,
    #[serde(flatten)]
    pub pager: Pager,
    pub filter: StatusFilter,
    pub filtered: bool,
    pub statuses: &'static [&'static str],
    pub filter_error: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct StatusFilter {
    pub status: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct ProductItem {
    pub id: String,
    pub name: String,
    pub status: &'static str,
    pub variants: usize,
    pub stock: i64,
    pub price: Option<Amount>,
    pub updated: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct ProductPage {
    pub product: ProductFacts,
}

#[derive(Clone, Debug, Serialize)]
pub struct ProductFacts {
    pub id: String,
    pub name: String,
    pub status: &'static str,
    pub description: Option<String>,
    /// Pictures lie elsewhere, and a page of ours loads nothing from elsewhere: none yet.
    pub image_url: Option<String>,
    pub created: Time,
    pub updated: Time,
    pub source: Source,
    pub variants: Vec<VariantFacts>,
}

#[derive(Clone, Debug, Serialize)]
pub struct VariantFacts {
    pub id: String,
    pub name: String,
    pub sku: Option<String>,
    pub price: Amount,
    pub stock: Vec<LevelFacts>,
    pub total: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct LevelFacts {
    pub warehouse: String,
    pub available: i64,
    pub reserved: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Stock {
    pub items: Vec<StockItem>,
    #[serde(flatten)]
    pub pager: Pager,
}

#[derive(Clone, Debug, Serialize)]
pub struct StockItem {
    pub product_id: String,
    pub product: String,
    pub variant: String,
    pub sku: Option<String>,
    pub warehouse: String,
    pub available: i64,
    pub reserved: i64,
    pub updated: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct Refunds {
    pub items: Vec<RefundItem>,
    #[serde(flatten)]
    pub pager: Pager,
    pub filter: StatusFilter,
    pub filtered: bool,
    pub statuses: &'static [&'static str],
    pub filter_error: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct RefundItem {
    pub id: String,
    pub number: String,
    pub status: &'static str,
    pub order_id: Option<String>,
    pub order_number: String,
    pub amount: Amount,
    pub reason: Option<String>,
    pub updated: Time,
}

#[derive(Clone, Debug, Serialize)]
pub struct RefundPage {
    pub refund: RefundFacts,
}

#[derive(Clone, Debug, Serialize)]
pub struct RefundFacts {
    pub id: String,
    pub number: String,
    pub status: &'static str,
    pub order_id: Option<String>,
    pub order_number: String,
    pub amount: Amount,
    pub reason: Option<String>,
    pub note: Option<String>,
    pub created: Time,
    pub updated: Time,
    pub lines: Vec<RefundLineFacts>,
    pub timeline: Vec<Event>,
    pub source: Source,
}

#[derive(Clone, Debug, Serialize)]
pub struct RefundLineFacts {
    pub name: String,
    pub sku: Option<String>,
    pub quantity: i64,
    pub amount: Option<Amount>,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Amount {
        Amount { minor: money.minor, currency: money.currency.to_string() }
    }
}

// === samples ===

pub fn money_sample() -> Amount {
    Amount { minor: 123_450, currency: samples::text("CNY") }
}

pub fn order_item_sample(text: &str, status: &'static str) -> OrderItem {
    OrderItem {
        id: samples::text("ord_p1"),
        number: samples::text(text),
        status,
        buyer: samples::text(text),
        total: money_sample(),
        created: samples::time(),
        updated: samples::time(),
    }
}

fn events(text: &str) -> Vec<Event> {
    let event = |by: bool| Event {
        title: samples::text(text),
        at: samples::time(),
        by: by.then(|| samples::text(text)),
        text: by.then(|| samples::text(text)),
    };
    vec![event(true), event(false)]
}

fn source(text: &str, at: bool) -> Source {
    Source { name: samples::text(text), id: samples::text(text), at: at.then(samples::time) }
}

impl View for Orders {
    const TEMPLATE: &'static str = "merchant/orders.html";

    fn samples() -> Vec<Orders> {
        let orders = |items, filtered| Orders {
            items,
            pager: samples::pager(),
            filter: OrderFilter { status: samples::text("paid"), from: samples::text("2026-01-01"), to: String::new() },
            filtered,
            statuses: OrderStatus::WORDS,
            filter_error: filtered.then(|| samples::text(samples::HOSTILE)),
        };
        let each = |text: &str| OrderStatus::WORDS.iter().map(|status| order_item_sample(text, status)).collect();
        let mut all = samples::texts(|text| orders(each(text), true));
        all.extend([orders(Vec::new(), true), orders(Vec::new(), false)]);
        all
    }
}

impl View for OrderPage {
    const TEMPLATE: &'static str = "merchant/order.html";

    fn samples() -> Vec<OrderPage> {
        let mut all = samples::texts(|text| OrderPage { order: order_sample(text, "clear", "paid") });
        for (privacy, status) in [("encrypted", "shipped"), ("withheld", "closed")] {
            all.push(OrderPage { order: order_sample("A-1001", privacy, status) });
        }
        let bare = OrderFacts {
            note: None,
            address: None,
            lines: Vec::new(),
            payments: Vec::new(),
            fulfilments: Vec::new(),
            refunds: Vec::new(),
            totals: Totals::default(),
            timeline: Vec::new(),
            ..order_sample("A-1002", "clear", "unknown")
        };
        all.push(OrderPage { order: bare });
        all
    }
}

fn order_sample(text: &str, privacy: &'static str, status: &'static str) -> OrderFacts {
    let some = || Some(samples::text(text));
    OrderFacts {
        id: samples::text("ord_p1"),
        number: samples::text(text),
        status,
        created: samples::time(),
        updated: samples::time(),
        note: some(),
        buyer: BuyerFacts { name: samples::text(text), email: some(), phone: some(), privacy },
        address: Some(AddressFacts {
            name: samples::text(text),
            lines: vec![samples::text(text)],
            city: samples::text(text),
            region: some(),
            postcode: some(),
            country: samples::text("CN"),
            phone: some(),
            privacy,
        }),
        lines: vec![LineFacts {
            name: samples::text(text),
            sku: some(),
            variant: some(),
            quantity: 2,
            price: money_sample(),
            total: money_sample(),
            product_url: Some(samples::text("/merchant/products/prod_p1")),
        }],
        payments: ["pending", "paid", "refunded", "failed"]
            .map(|state| PaymentFacts {
                method: samples::text(text),
                amount: money_sample(),
                at: Some(samples::time()),
                state,
                reference: some(),
            })
            .to_vec(),
        fulfilments: ["pending", "shipped", "delivered", "cancelled"]
            .map(|state| ParcelFacts {
                carrier: some(),
                tracking: some(),
                tracking_url: Some(samples::text("https://carrier.example/1")),
                state,
                at: Some(samples::time()),
                quantity: 1,
            })
            .to_vec(),
        refunds: vec![OrderRefund {
            id: samples::text("ref_p1"),
            number: samples::text(text),
            status: "requested",
            amount: money_sample(),
            created: samples::time(),
        }],
        totals: Totals {
            items: Some(money_sample()),
            shipping: Some(money_sample()),
            discount: Some(money_sample()),
            tax: Some(money_sample()),
            total: Some(money_sample()),
            refunded: Some(money_sample()),
        },
        timeline: events(text),
        source: source(text, true),
    }
}

impl View for Products {
    const TEMPLATE: &'static str = "merchant/products.html";

    fn samples() -> Vec<Products> {
        let item = |text: &str, status, price: bool| ProductItem {
            id: samples::text("prod_p1"),
            name: samples::text(text),
            status,
            variants: 3,
            stock: if price { 12 } else { 0 },
            price: price.then(money_sample),
            updated: samples::time(),
        };
        let products = |items, filtered| Products {
            items,
            pager: samples::pager(),
            filter: StatusFilter { status: samples::text("on_sale") },
            filtered,
            statuses: ProductStatus::WORDS,
            filter_error: filtered.then(|| samples::text(samples::HOSTILE)),
        };
        let each = |text: &str| ProductStatus::WORDS.iter().map(|status| item(text, status, *status == "on_sale")).collect();
        let mut all = samples::texts(|text| products(each(text), true));
        all.extend([products(Vec::new(), true), products(Vec::new(), false)]);
        all
    }
}

impl View for ProductPage {
    const TEMPLATE: &'static str = "merchant/product.html";

    fn samples() -> Vec<ProductPage> {
        let product = |text: &str, variants| ProductPage {
            product: ProductFacts {
                id: samples::text("prod_p1"),
                name: samples::text(text),
                status: "on_sale",
                description: Some(samples::text(text)),
                image_url: None,
                created: samples::time(),
                updated: samples::time(),
                source: source(text, false),
                variants,
            },
        };
        let variant = |text: &str, total| VariantFacts {
            id: samples::text("1"),
            name: samples::text(text),
            sku: Some(samples::text(text)),
            price: money_sample(),
            stock: vec![LevelFacts { warehouse: samples::text(text), available: total, reserved: 0 }],
            total,
        };
        let mut all = samples::texts(|text| product(text, vec![variant(text, 4), variant(text, 0)]));
        all.push(product("Tea", Vec::new()));
        all
    }
}

impl View for Stock {
    const TEMPLATE: &'static str = "merchant/stock.html";

    fn samples() -> Vec<Stock> {
        let item = |text: &str, available| StockItem {
            product_id: samples::text("prod_p1"),
            product: samples::text(text),
            variant: samples::text(text),
            sku: (available > 0).then(|| samples::text(text)),
            warehouse: samples::text(text),
            available,
            reserved: 1,
            updated: samples::time(),
        };
        let mut all = samples::texts(|text| Stock { items: vec![item(text, 4), item(text, 0)], pager: samples::pager() });
        all.push(Stock { items: Vec::new(), pager: Pager::default() });
        all
    }
}

impl View for Refunds {
    const TEMPLATE: &'static str = "merchant/refunds.html";

    fn samples() -> Vec<Refunds> {
        let item = |text: &str, status: &'static str| RefundItem {
            id: samples::text("ref_p1"),
            number: samples::text(text),
            status,
            order_id: (status != "unknown").then(|| samples::text("ord_p1")),
            order_number: samples::text(text),
            amount: money_sample(),
            reason: (status != "unknown").then(|| samples::text(text)),
            updated: samples::time(),
        };
        let refunds = |items, filtered| Refunds {
            items,
            pager: samples::pager(),
            filter: StatusFilter { status: samples::text("requested") },
            filtered,
            statuses: RefundStatus::WORDS,
            filter_error: filtered.then(|| samples::text(samples::HOSTILE)),
        };
        let each = |text: &str| RefundStatus::WORDS.iter().map(|status| item(text, status)).collect();
        let mut all = samples::texts(|text| refunds(each(text), true));
        all.extend([refunds(Vec::new(), true), refunds(Vec::new(), false)]);
        all
    }
}

impl View for RefundPage {
    const TEMPLATE: &'static str = "merchant/refund.html";

    fn samples() -> Vec<RefundPage> {
        let refund = |text: &str, lines| RefundPage {
            refund: RefundFacts {
                id: samples::text("ref_p1"),
                number: samples::text(text),
                status: "requested",
                order_id: Some(samples::text("ord_p1")),
                order_number: samples::text(text),
                amount: money_sample(),
                reason: Some(samples::text(text)),
                note: Some(samples::text(text)),
                created: samples::time(),
                updated: samples::time(),
                lines,
                timeline: events(text),
                source: source(text, false),
            },
        };
        let line = |text: &str, amount| RefundLineFacts {
            name: samples::text(text),
            sku: Some(samples::text(text)),
            quantity: 1,
            amount,
        };
        let mut all = samples::texts(|text| refund(text, vec![line(text, Some(money_sample())), line(text, None)]));
        all.push(refund("R-1", Vec::new()));
        all
    }
}
