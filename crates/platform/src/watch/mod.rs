//! How apps behave: their health from what the gateway counted, complaints of merchants, and flags.
//!
//! A flag is raised when a figure is beyond the operator's policy. It opens a case at the desk by itself, one at a time for
//! each app and flag, with the figures as evidence; the developer is told and can answer there. From the case an operator
//! takes the app off the store or suspends it, closes it as dealt with, or dismisses it. A flag that was closed rests for a
//! while before it can be raised again.
//!
//! A merchant complains about an app that the store has, or has had, authorised. The developer sees how many complained and
//! why, the operator every word.

mod complaints;
mod flags;
mod health;
mod model;
mod policy;
mod store;

pub use complaints::{complain, list_complaints};
pub use flags::{Raised, act, decide, not_withdrawable, raise, raised, subject};
pub use health::{DAYS, health};
pub use model::{Complaint, ComplaintReason, Flag, Health, Measure};
pub use policy::{Policy, policy, set_policy};
