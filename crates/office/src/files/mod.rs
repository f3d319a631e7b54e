//! A file somebody handed in: evidence for a review, or a logo. It belongs to one party (a developer, a merchant, an app);
//! its kind is decided by its content, never by its name. Contents never change.

mod model;
mod picture;
mod rules;
mod store;

pub use model::{File, MediaType, Upload};
pub use picture::{Picture, PictureUse, size_of};
pub use rules::{MAX_BYTES, check, find, keep, keep_picture, list_for, open};
