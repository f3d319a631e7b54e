//! Shops' data at rest: the rows and rules of the one model. Every query names the merchant whose rows it may see.

pub mod imports;
mod list;
pub mod orders;
pub mod products;
pub mod refunds;
mod rows;
pub mod samples;
pub mod shops;
pub mod stock;

pub use list::{Direction, Query, SortBy, TimeRange};
pub use rows::Counts;
pub use shops::ShopRef;
