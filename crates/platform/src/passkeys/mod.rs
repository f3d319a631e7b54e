//! Passkeys: keys that a device keeps and unlocks by finger, face or PIN (WebAuthn). One signs in without a password and
//! counts as two factors.
//!
//! A person has at most ten, by names of their own. What is stored is the public key as the library reads it, found by the
//! hash of the credential's id; nothing of it is secret. Whether a device's answer is right is checked before the
//! transaction, where the challenge is known; that it counts once is noted in the transaction.

mod model;
mod rules;
mod store;

pub use model::{NewPasskey, Passkey};
pub use rules::{MAX, WAITS, add, answer_once, find_by_credential, list, note_use, refuse_answered, remove, stale, sweep};
