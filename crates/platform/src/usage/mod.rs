//! How much apps call: calls by app, merchant and day. The gateway counts in memory and writes sums; a crash loses at most
//! what was counted since the last second.

mod model;
mod rules;
mod store;

pub use model::{Day, Use};
pub use rules::{calls_of_all, calls_on, has_called, merchants_by_app, merchants_of, record};
