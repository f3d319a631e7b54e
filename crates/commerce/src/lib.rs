//! The one model: what a shop, a product, its stock, an order and a refund are, wherever they come from. Pure types and
//! their transitions; nothing here does IO or reads a clock.
//!
//! The JSON of these types is the JSON of the native API and of the rows that `trade` keeps: names in `snake_case`, times
//! RFC 3339 in UTC, money as decimal text with its currency, a field that is not known left out. Ids *inside* an
//! aggregate (of a line, a variant, a fulfilment) are the source's own text; only the aggregate as a whole has an id of
//! this house, in [`Stored`].

mod money;
mod order;
mod privacy;
mod product;
mod refund;
mod shop;
mod stock;
mod stored;
mod words;

pub use money::{Currency, MalformedMoney, Money};
pub use order::{
    Address, Buyer, Fulfillment, FulfillmentEvent, FulfillmentLine, FulfillmentMethod, FulfillmentStatus, Invoice, LineStatus,
    Order, OrderFulfillment, OrderKind, OrderLine, OrderStatus, Payment, PaymentKind, PaymentStatus, Quantity, RefundState,
    Total, TotalKind,
};
pub use privacy::{Personal, Privacy};
pub use product::{Barcode, BundlePart, Choice, Dimensions, Product, ProductOption, ProductStatus, Variant, VariantStatus};
pub use refund::{Refund, RefundKind, RefundLine, RefundStatus, ReturnParcel};
pub use shop::{AuthStatus, Shop, ShopKind, Warehouse, WarehouseKind};
pub use stock::{InventoryLevel, StockChange, StockMode};
pub use stored::{Stored, StoredLevel, StoredOrder, StoredProduct, StoredRefund, StoredShop};
pub use words::UnknownWord;
