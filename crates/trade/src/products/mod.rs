//! A product at rest, with its variants. Comes and changes as an order does.

mod rules;
mod store;

pub use rules::{count, find, find_by_source, list, upsert_many};
