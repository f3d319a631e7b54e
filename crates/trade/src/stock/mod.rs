//! Stock at rest: how much there is of each variant, by warehouse or for the whole shop. A row a level.

mod rules;
mod store;

pub use rules::{find, list, list_of_product, upsert_many};
