//! What the store shows of an app: six fields and its screenshots, each reviewed by itself.
//!
//! A field has a *draft*, which the developer edits at any time, and a *live* value, which the store shows. Draft → In
//! review → Approved or Rejected; withdrawing or editing makes it Draft again. While a change is reviewed the live value
//! stays; approving publishes what was handed in with the case, never what has been typed since. An empty value is a
//! deletion and is reviewed like any other change.
//!
//! An app stands in the store when it is online, its name and whatever else the operator requires is live, and the
//! operator has not taken it off the store. The app itself works before any of it is approved.
//!
//! Owners and admins of the developer edit, reviewers decide.

mod checks;
mod emails;
mod live;
mod model;
mod names;
mod policy;
mod probes;
mod rules;
mod store;

pub use checks::{CHECKS, Check, CheckState, checks};
pub use emails::{VERIFY_SUPPORT, confirm as confirm_support_email, send_link};
pub use live::{is_live_image, live, live_by_slug, page_of_live};
pub use model::{Delisting, Field, FieldState, Listing, ListingField, Live, Submitted, Texts, Value};
pub use policy::{Policy, policy, set_policy};
pub use probes::{PROBE, Probe, ProbeKind, ProbeResult, note as note_probe, probe, sweep, waiting as waiting_probes};
pub use rules::{
    MAX_SCREENSHOTS, Pictures, check_again, decide, delist, find, relist, save, submit, submitted, take_back, withdraw,
};
