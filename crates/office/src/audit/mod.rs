//! The audit: who did what to which thing, from where and why. Rows are only ever added.
//!
//! The operator reads all of it; a developer or merchant the entries whose `party` they are.

mod model;
mod rules;
mod store;

pub use model::{Change, Entry, Filter};
pub use rules::{list, record};
