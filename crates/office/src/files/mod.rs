//! A file somebody handed in: evidence for a review, or a logo. It belongs to one party (a developer, a merchant, an app);
//! its kind is decided by its content, never by its name. Contents never change.

mod model;
mod rules;
mod store;

pub use model::{File, MediaType, Upload};
pub use rules::{MAX_BYTES, check, find, keep, list_for, open};
