//! Words that every other crate shares. Nothing here does IO, reads a clock or draws a random number.

mod actor;
mod environment;
mod error;
mod id;
mod page;
mod secret;
mod time;

pub use actor::{Actor, Who};
pub use environment::Environment;
pub use error::{Error, Fault, FieldRefusal, Outcome, Refusal, RefusalKind};
pub use id::{Id, Kind, MalformedId, kinds};
pub use page::{Cursor, MalformedCursor, Page, PageRequest};
pub use secret::Secret;
pub use time::{Clock, Time};
