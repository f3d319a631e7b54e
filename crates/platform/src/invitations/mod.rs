//! Invitations to work for a party: by mail, to one address, for seven days.
//!
//! Owners and admins of the party invite, into roles that they may give. Only somebody with the address that was invited can
//! accept, and only while whoever invited may still give that role. An invitation that was accepted or withdrawn is
//! deleted; inviting the same address again ends the link of before.

mod model;
mod rules;
mod store;

pub use model::{Invitation, NewInvitation};
pub use rules::{MAIL, accept, find, gone, invite, list, sweep, withdraw};
