//! Columns that hold sealed values, and the way from an old key to the newest: how many rows are left under each key, and
//! sealing them again in batches.
//!
//! A noun with a sealed column describes it once as a [`SealedColumn`]; a column that nobody describes would keep its old
//! key for ever (a law of the suite finds those). Sealing again is safe at any time and as often as one likes: a row is
//! replaced only if it still holds what was read, so a row that its own rule changed meanwhile stays as that rule left it.

mod model;
mod rules;

pub use model::{RowsOfKey, SealedColumn, SealedRow};
pub use rules::{RESEAL, counts, replace};
