//! Real data out of a file, into a merchant's own shop: orders or products, as CSV or as NDJSON (docs/import.md).
//!
//! A record is found again by its source's id, so the same file twice changes nothing, and a run that was cut off is
//! finished by running it again. In CSV a record may have many rows, anywhere in the file: the file is read twice, first
//! to find what is wrong, so that a record with a bad row is left out whole, then to store the rest in short transactions.
//! Memory does not grow with the file.

mod cells;
mod check;
mod columns;
mod error;
mod lines;
mod orders;
mod products;
mod records;
mod rows;
mod run;

#[cfg(test)]
mod tests;

pub use columns::{Column, OPTION_PREFIX, ORDER_COLUMNS, PRODUCT_COLUMNS};
pub use error::ImportError;
pub use run::{BadRow, Event, Kind, Options, Progress, Stage, Summary, run};
