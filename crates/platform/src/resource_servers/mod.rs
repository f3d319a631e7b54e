//! A resource server: a service of the operator's own that is called with our tokens and asks how they stand (RFC 7662).
//!
//! The operator registers it by name and gives it a secret, shown once; a second one lets it change over without a moment in
//! which neither works. Registered, it may ask about any token of its environment, and nothing else; it is no app. Removed,
//! its next question is refused.

mod model;
mod rules;
mod store;

pub use model::{Credential, ResourceSecret, ResourceServer, proved};
pub use rules::{
    MAX_SECRETS, add_secret, credentials, delete_secret, find, list, record_use, register, remove, require, secrets,
};
