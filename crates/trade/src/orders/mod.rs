//! An order at rest. It comes from a source (an import, a connection, the sandbox's generator) under the source's own id;
//! the same record again changes nothing, a newer one replaces it.
//!
//! The merchant's people read it on the console, and an app with `orders:read` over the wire: the same rows.

mod rules;
mod store;

pub use rules::{count, count_at, find, find_by_source, list, upsert_many};
