//! The desk: where whatever is reviewed is decided, whichever noun it belongs to. Cases themselves are of `approvals`, which
//! knows none of those nouns; this is the one place that knows them all.

mod rules;

pub use rules::{Decided, approve_alike, decide, withdraw};
