//! An app: third-party software that a developer registered in one category. Its id is its client id and its app key.
//!
//! A developer whose registration and category are approved has one app per category. It has up to two live secrets,
//! shown once when they are made; the old one may be given an hour at which it expires by itself, and the last one that lasts
//! cannot be deleted. It works in the stage *Test* at once; the operator
//! brings it online, suspends it or takes it offline, each with a reason that the developer reads.
//!
//! A public app runs where no secret can be kept: it has neither secret nor keys. Another one may register public keys and
//! sign assertions instead of sending its secret.

mod model;
mod redirect;
mod rules;
mod store;

pub use model::{App, AppSecret, NewApp, SecretProof, SettingsChange, Stage, StageChange};
pub use rules::{
    MAX_SECRETS, SEALED, add_redirect, add_secret, allow_loopback, authenticate, change_keys, change_settings, change_stage,
    count, count_of_category, create, delete_secret, find, find_by_slug, find_owned, is_loopback_allowed, list, list_of_category,
    list_online, list_owned, open_secrets, remove_redirect, secret_proofs, secrets, sweep, use_assertion,
};
pub(crate) use rules::{require, require_owned, touch_secret};
