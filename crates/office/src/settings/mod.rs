//! What the operator has set for the whole platform, as JSON by name. A setting that was never set has its default where
//! it is read.

mod rules;
mod store;

pub use rules::{get, set};
