//! How much apps call: calls by app, merchant and day. The gateway counts in memory and writes sums; a crash loses at most
//! what was counted since the last second.

mod model;
mod rules;
mod store;

pub use model::{Day, Tally, Use};
pub use rules::{calls_of_all, calls_on, latest, record};
