//! The one model: shops, goods, stock, orders and what follows them, as every rule, page, dialect and table knows them.
//! Pure types; the JSON that serde gives them is the native API's.
//!
//! Money is whole minor units and an ISO 4217 currency; times are UTC; each enum has `unknown`, with the source's own word
//! beside it; what a source hides is marked and never invented.

pub mod money;
pub mod order;
pub mod privacy;
pub mod product;
pub mod refund;
pub mod shop;
pub mod stock;

pub use money::{Currency, Money, MoneyError};
pub use order::{
    Address, Buyer, Fulfillment, FulfillmentEvent, FulfillmentStatus, LineQuantity, Order, OrderLine, OrderStatus, Payment,
    Total, TotalKind,
};
pub use privacy::Privacy;
pub use product::{Product, ProductOption, ProductStatus, Variant};
pub use refund::{Refund, RefundKind, RefundLine, RefundStatus};
pub use shop::{Shop, ShopKind, Warehouse};
pub use stock::InventoryLevel;
