//! A merchant: a store that trades here, as its owner registered it.
//!
//! Submitted → Active ⇄ Suspended, Submitted → Rejected or Withdrawn → Submitted again. Any account registers one store, with its
//! business licence and the owner's identity document, and becomes its owner. No two stores have the same name, whatever
//! its case and spacing. Account managers decide the case; after a rejection an owner or admin hands in corrected facts,
//! which is a new case. The operator's admins suspend and reinstate. Only an active merchant authorises apps. Every step
//! is told to the members by page and mail.

mod model;
mod rules;
mod store;

pub use crate::standing::{Standing, StandingKind};
pub use model::{Documents, Merchant, NewMerchant};
pub use rules::{count, decide, find, list, register, reinstate, require, require_active, resubmit, suspend, withdraw};
