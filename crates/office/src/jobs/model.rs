use kernel::{Id, Time, kinds};
use std::time::Duration;

#[derive(Clone, Debug)]
pub struct Job {
    pub id: Id<kinds::Job>,
    /// What to do: `mail.send`, `tokens.sweep`.
    pub kind: String,
    /// JSON.
    pub args: String,
    pub run_at: Time,
    /// Runs begun, this one included.
    pub attempts: u32,
}

/// A claimed job that was not finished in this time is taken up again: whoever held it has died.
pub(super) const LEASE: Duration = Duration::from_secs(300);

/// Half a minute, then twice as long each time, an hour at the most.
pub(super) fn backoff(attempts: u32) -> Duration {
    Duration::from_secs(30 << attempts.saturating_sub(1).min(7)).min(Duration::from_secs(3600))
}
