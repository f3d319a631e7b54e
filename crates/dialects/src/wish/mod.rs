//! Wish, API v3: bearer token, JSON envelope, keyset paging with bounds that include their ends. `facts.md` holds what is
//! known of it.

mod fields;
mod serve;
mod wire;

pub use fields::{Fields, MalformedFields};
pub use serve::{issued, order, orders, product, states_of};
pub use wire::{Code, OrdersQuery, ProductsQuery, SortBy, envelope, line_id, order_of_line, written};
