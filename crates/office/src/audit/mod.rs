//! The audit: who did what to which thing, from where and why. Rows are only ever added, and each is chained to the one
//! before it by a hash, so that a row that was changed, taken out or put in later is found.
//!
//! The operator reads all of it; a developer or merchant the entries whose `party` they are.

mod model;
mod rules;
mod store;

pub use model::{Change, Entry, Filter, Line, Mark, Verified};
pub use rules::{export, list, record, verify};
