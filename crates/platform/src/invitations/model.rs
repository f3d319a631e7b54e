use crate::accounts::{Party, Role};
use kernel::{Id, Time, kinds};
use std::time::Duration;

/// How long the link in the mail can be used.
pub(super) const LIFE: Duration = Duration::from_secs(7 * 24 * 3600);
/// Enough for a company, too few to send mail to everybody.
pub(super) const MAX_OPEN: i64 = 50;

#[derive(Clone, Debug)]
pub struct Invitation {
    pub id: Id<kinds::Invitation>,
    pub party: Party,
    /// Lower case.
    pub email: String,
    pub role: Role,
    pub invited_by: Id<kinds::Account>,
    pub created_at: Time,
    pub expires_at: Time,
}

#[derive(Clone, Debug)]
pub struct NewInvitation {
    pub party: Party,
    /// What the party is called, for the mail.
    pub party_name: String,
    pub email: String,
    pub role: Role,
    /// The address that the sealed link completes.
    pub page: &'static str,
}
