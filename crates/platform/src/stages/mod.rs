//! Where an app stands, and how it gets elsewhere: Test → (the developer applies, with the gate's figures) → Online →
//! Suspended, Offline or Retired.
//!
//! A suspension comes in steps: notice with a day → read only → off. Steps come by themselves on their day; the operator's
//! reviewers begin, hasten, undo and lift them. The developer is told at each with what to do, and so is every store that
//! authorised the app. The developer may appeal, which is decided at the desk; won, the suspension is lifted.

mod appeal;
mod gate;
mod go_live;
pub mod jobs;
mod rules;
mod suspension;

pub use appeal::{appeal, decide_appeal};
pub use gate::{Figures, figures, gate_of};
pub use go_live::{GoLive, apply_online, decide_go_live};
pub use rules::change_stage;
pub use suspension::{NewSuspension, advance, lift, suspend, undo};
