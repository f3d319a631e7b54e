//! What apps do, day by day: calls by operation with what they read and wrote, refusals by code, network addresses. The
//! gateway counts in memory and writes sums; a crash loses at most what was counted since the last second.
//!
//! A merchant sees what an app did in their store, a developer the totals of their own apps, the operator everything; who
//! asks has been asked before. Days older than [`KEPT`] are swept.

mod model;
mod rules;
mod store;

pub use model::{ADDRESSES, BOUNDS, Day, Gate, OTHER, Refused, Scope, Span, Tally, Use};
pub use rules::{
    KEPT, addresses, by_day, by_operation, calls_of_all, calls_on, every_day, has_called, last_calls, merchants_by_app,
    merchants_of, record, refusals, sweep, total,
};
