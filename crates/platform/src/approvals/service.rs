//! What the operator promises: in how many working hours a kind is decided, and which kinds take two people. And how it is
//! kept: the times of the reviews of the last 90 days.

use super::{CaseKind, Hours, model::Clock, store};
use crate::{
    accounts::{self, Role},
    text::Fields,
};
use db::{Read, Write};
use kernel::{Actor, Outcome, Refusal, Time};
use office::{audit, settings};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{collections::BTreeMap, time::Duration};

const KEY: &str = "approvals.service";
const EDITORS: &[Role] = &[Role::Admin, Role::Owner];
const MAX_TARGET_HOURS: u32 = 2000;
/// How far back review times are looked at.
const TIMES_OF: Duration = Duration::from_secs(90 * 24 * 3600);

/// The operator's settings for the desk. A kind that was never set has its own defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    pub hours: Hours,
    /// By kind.
    kinds: BTreeMap<String, Promise>,
    /// Review times are shown to everybody.
    pub is_public: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Working hours from handing in to the decision.
    pub target_hours: u32,
    /// Approving takes two different people.
    pub four_eyes: bool,
}

/// How long reviews of a kind took, in working time. Waiting for the applicant does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewTimes {
    pub kind: CaseKind,
    pub decided: i64,
    pub median: Option<Duration>,
    /// Nine of ten were decided in this time.
    pub p90: Option<Duration>,
}

impl Service {
    /// With every kind's own defaults.
    pub fn new(hours: Hours, is_public: bool) -> Service {
        Service { hours, is_public, kinds: BTreeMap::new() }
    }

    pub fn of(&self, kind: CaseKind) -> Promise {
        let shipped = Promise { target_hours: kind.target_hours(), four_eyes: kind.four_eyes() };
        self.kinds.get(kind.as_str()).copied().unwrap_or(shipped)
    }

    #[must_use]
    pub fn with(mut self, kind: CaseKind, promise: Promise) -> Service {
        self.kinds.insert(kind.as_str().to_owned(), promise);
        self
    }

    /// When a case of the kind should be decided; nothing while its clock is stopped.
    pub(super) fn due(&self, kind: CaseKind, clock: Clock) -> Option<Time> {
        let target = Duration::from_secs(u64::from(self.of(kind).target_hours) * 3600);
        clock.since.map(|since| self.hours.after(since, target.saturating_sub(clock.spent)))
    }

    fn check(&self) -> Result<Service, Refusal> {
        let mut fields = Fields::new();
        let hours = fields.take(self.hours.check());
        if self.kinds.values().any(|promise| !(1..=MAX_TARGET_HOURS).contains(&promise.target_hours)) {
            fields.refuse("target_hours", "approvals.target_out_of_range", "take 1 to 2000 working hours");
        }
        fields.finish().map(|()| Service { hours, ..self.clone() })
    }
}

pub fn service(tx: &mut Read<'_>) -> Outcome<Service> {
    Ok(settings::get(tx, KEY)?.unwrap_or_default())
}

/// Sets hours, targets and four-eyes. Every open case has its date by the new ones at once.
pub fn change_service(tx: &mut Write<'_>, by: &Actor, new: &Service) -> Outcome<()> {
    accounts::require_operator(tx, by, EDITORS)?;
    let (old, new) = (service(tx)?, new.check()?);
    settings::set(tx, KEY, &new)?;
    let change = audit::Change {
        action: "approvals.service_changed",
        subject: KEY,
        before: Some(json!(old)),
        after: Some(json!(new)),
        ..Default::default()
    };
    audit::record(tx, by, &change)?;
    renew_targets(tx)
}

/// Reckons the date of every open case again: after its promise was changed, and at start, because a release may bring other
/// defaults.
pub fn renew_targets(tx: &mut Write<'_>) -> Outcome<()> {
    let service = service(tx)?;
    for (id, kind, clock) in store::running(tx)? {
        store::set_clock(tx, &id, clock, service.due(kind, clock))?;
    }
    Ok(())
}

/// Of each kind that had a decision in the last 90 days or could have one.
pub fn review_times(tx: &mut Read<'_>) -> Outcome<Vec<ReviewTimes>> {
    let since = tx.now - TIMES_OF;
    CaseKind::ALL.into_iter().map(|kind| review_times_of(tx, kind, since)).collect()
}

fn review_times_of(tx: &mut Read<'_>, kind: CaseKind, since: Time) -> Outcome<ReviewTimes> {
    let decided = store::count_decided(tx, kind, since)?;
    let mut nth = |percent| match rank(decided, percent) {
        Some(rank) => store::nth_review_time(tx, kind, since, rank),
        None => Ok(None),
    };
    Ok(ReviewTimes { kind, decided, median: nth(50)?, p90: nth(90)? })
}

/// The place, from 0, of the smallest of `count` values that `percent` of them do not exceed (nearest rank).
fn rank(count: i64, percent: i64) -> Option<i64> {
    (count > 0).then(|| (count * percent + 99) / 100 - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_the_nearest() {
        let ranks = |percent| [0, 1, 2, 3, 10, 11, 100].map(|count| rank(count, percent));
        assert_eq!(ranks(50), [None, Some(0), Some(0), Some(1), Some(4), Some(5), Some(49)]);
        assert_eq!(ranks(90), [None, Some(0), Some(1), Some(2), Some(8), Some(9), Some(89)]);
    }

    #[test]
    fn a_stopped_clock_has_no_date_and_time_spent_counts() {
        let (service, since) = (Service::default(), "2026-11-23T09:00:00Z".parse().unwrap());
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        let due = |clock| service.due(CaseKind::Developer, clock);
        assert_eq!(due(Clock { since: None, spent: hours(3) }), None);
        assert_eq!(due(Clock { since: Some(since), spent: Duration::ZERO }), "2026-11-24T17:00:00Z".parse().ok());
        assert_eq!(due(Clock { since: Some(since), spent: hours(15) }), "2026-11-23T10:00:00Z".parse().ok());
        assert_eq!(due(Clock { since: Some(since), spent: hours(99) }), Some(since), "it was due before it was stopped");
    }
}
