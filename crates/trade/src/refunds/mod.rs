//! A refund at rest: money or goods going back for an order of the same shop. Comes and changes as an order does.

mod rules;
mod store;

pub use rules::{count_at, find, list, list_of_order, upsert_many};
