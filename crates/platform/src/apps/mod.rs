//! An app: third-party software that a developer registered in one category. Its id is its client id and its app key.
//!
//! A developer whose registration and category are approved has one app per category. It has up to two live secrets,
//! shown once when they are made; the old one may be given an hour at which it expires by itself, and the last one that lasts
//! cannot be deleted. It works in the stage *Test* at once; where it goes
//! from there is of the noun *stages*.
//!
//! It has the permission groups of its category and may request more ([`permissions`]); in production a redirect URL on a new
//! host can be made to wait for a review ([`redirect_review`]).
//!
//! A public app runs where no secret can be kept: it has neither secret nor keys. Another one may register public keys and
//! sign assertions instead of sending its secret.

mod model;
pub mod permissions;
mod programme;
mod redirect;
pub mod redirect_review;
mod rules;
mod store;
mod suspension;

pub use model::{App, AppSecret, NewApp, SecretProof, SettingsChange, Stage, StageChange};
pub use programme::{Gate, Programme, change_programme, programme};
pub use rules::{
    MAX_SECRETS, SEALED, add_redirect, add_secret, allow_loopback, authenticate, change_keys, change_settings, count,
    count_of_category, create, delete_secret, find, find_by_slug, find_owned, is_loopback_allowed, list, list_online, list_owned,
    open_secrets, remove_redirect, secret_proofs, secrets, sweep, use_assertion,
};
pub(crate) use rules::{require, require_owned, save_stage, tell_of_review, touch_secret};
pub use suspension::{Suspension, SuspensionStep};
