//! A second factor beside the password: an app that makes codes (an *authenticator*, one a person), and ten *recovery codes*
//! for the day the phone is gone.
//!
//! - An authenticator is *pending* until its first code was typed, and then *on*; its secret is sealed with the key ring.
//! - A code works once: the step of the newest accepted one is remembered, and only later ones are accepted.
//! - A recovery code works once and is deleted when it is used; only hashes are stored. Making new ones ends the old.
//!
//! Everybody decides for themselves, but the operator may require it of its own staff.

mod model;
mod rules;
mod store;

pub use model::Accepted;
pub use rules::{
    SEALED, accept, begin, codes_left, confirm, is_on, is_required_of_staff, remove, renew_codes, require_of_staff, wrong_code,
};
