//! A developer: the company or person who makes apps, as they registered with the operator.
//!
//! Submitted → Active ⇄ Suspended, Submitted → Rejected or Withdrawn → Submitted again. Any account registers one developer, with at
//! least one document, and becomes its owner. Reviewers decide the case; after a rejection an owner or admin hands in
//! corrected facts, which is a new case. The operator's admins suspend and reinstate. Only an active developer applies for
//! categories and makes apps. Every step is told to the members by page and mail.

mod model;
mod rules;
mod store;

pub use crate::standing::{Standing, StandingKind};
pub use model::{Developer, DeveloperKind, NewDeveloper};
pub use rules::{count, decide, find, list, register, reinstate, require, require_active, resubmit, suspend, withdraw};
