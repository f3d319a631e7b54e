use kernel::{Id, Time, kinds};
use std::{ops::AddAssign, time::Duration};

const MILLIS: i64 = 24 * 60 * 60 * 1000;

/// The most network addresses that are kept apart of one app, merchant and day; the others are [`OTHER`].
pub const ADDRESSES: i64 = 50;
/// Addresses beyond [`ADDRESSES`], and those that are not known.
pub const OTHER: &str = "other";

/// Upper bounds, in milliseconds, of the groups that calls are counted in by how long they took; the last group has none.
pub const BOUNDS: [u64; 7] = [1, 3, 10, 30, 100, 300, 1000];

/// A UTC day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(pub(super) i64);

/// Days, both ends included.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub first: Day,
    pub last: Day,
}

/// Whose calls.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// All that the app did.
    App(&'a Id<kinds::App>),
    /// What it did for one merchant.
    Grant(&'a Id<kinds::App>, &'a Id<kinds::Merchant>),
}

/// How many calls there were, how they ended, what they touched and how long they took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub calls: i64,
    /// Of the calls, those that were refused.
    pub refused: i64,
    /// Of the calls, those that failed by our fault.
    pub failed: i64,
    /// Records handed out.
    pub read: i64,
    /// Records made or changed.
    pub written: i64,
    /// Calls by how long they took, see [`BOUNDS`].
    pub took: [i64; BOUNDS.len() + 1],
}

/// What one app did for one merchant, or for itself, on one day.
#[derive(Clone, Debug)]
pub struct Use {
    pub app: Id<kinds::App>,
    pub merchant: Option<Id<kinds::Merchant>>,
    pub day: Day,
    pub operations: Vec<(&'static str, Tally)>,
    /// Operation, code of the refusal, calls.
    pub refusals: Vec<(&'static str, &'static str, i64)>,
    /// Each address as it is written down, with its calls.
    pub addresses: Vec<(String, i64)>,
}

/// Calls that were refused for the same reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub code: String,
    pub calls: i64,
}

/// Which step of a call refused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Who calls: a token that has expired, was revoked or is not proved.
    Identity,
    /// What the caller may do.
    Permission,
    /// What was asked for.
    Request,
}

// === impl Day ===

impl Day {
    pub fn of(time: Time) -> Day {
        Day(time.unix_millis().div_euclid(MILLIS))
    }

    /// Its first instant.
    pub fn start(self) -> Time {
        Time::from_unix_millis(self.0 * MILLIS)
    }

    /// So many days before it.
    pub fn before(self, days: u32) -> Day {
        Day(self.0 - i64::from(days))
    }
}

impl Span {
    /// The day and those before it, `days` in all.
    pub fn until(last: Day, days: u32) -> Span {
        Span { first: last.before(days.saturating_sub(1)), last }
    }

    /// Every day of it, oldest first.
    pub fn days(self) -> impl Iterator<Item = Day> {
        (self.first.0..=self.last.0).map(Day)
    }
}

// === impl Tally ===

impl Tally {
    pub fn succeeded(&self) -> i64 {
        self.calls - self.refused - self.failed
    }

    /// In thousandths; nothing where nobody called.
    pub fn success_permille(&self) -> Option<i64> {
        (self.calls > 0).then(|| self.succeeded() * 1000 / self.calls)
    }

    /// Counts one call's time.
    pub fn note_time(&mut self, took: Duration) {
        let group = BOUNDS.iter().position(|bound| took <= Duration::from_millis(*bound)).unwrap_or(BOUNDS.len());
        self.took[group] += 1;
    }

    /// The milliseconds within which `percent` of the calls were answered: the upper bound of their group. Nothing where
    /// no call's time is known, and `None` in it where they took longer than the last bound.
    pub fn within(&self, percent: i64) -> Option<Option<u64>> {
        let known: i64 = self.took.iter().sum();
        let wanted = (known * percent + 99) / 100;
        let mut counted = 0;
        let group = self.took.iter().position(|calls| {
            counted += calls;
            counted >= wanted
        });
        group.filter(|_| known > 0).map(|group| BOUNDS.get(group).copied())
    }
}

impl AddAssign<&Tally> for Tally {
    fn add_assign(&mut self, other: &Tally) {
        self.calls += other.calls;
        self.refused += other.refused;
        self.failed += other.failed;
        self.read += other.read;
        self.written += other.written;
        for (mine, theirs) in self.took.iter_mut().zip(other.took) {
            *mine += theirs;
        }
    }
}

// === impl Gate ===

impl Gate {
    /// By the noun of the refusal's code.
    pub fn of(code: &str) -> Gate {
        match code.split('.').next() {
            Some("token") if code != "token.no_merchant" => Gate::Identity,
            Some("token" | "permission" | "app") => Gate::Permission,
            _ => Gate::Request,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Gate::Identity => "identity",
            Gate::Permission => "permission",
            Gate::Request => "request",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_calls_lie_within_the_bound_of_their_group() {
        let mut tally = Tally::default();
        assert_eq!(tally.within(50), None);
        for took in [0, 1, 1, 2, 2, 2, 9, 9, 25, 5000] {
            tally.note_time(Duration::from_millis(took));
        }
        assert_eq!(tally.took, [3, 3, 2, 1, 0, 0, 0, 1]);
        assert_eq!(
            [50, 80, 90, 95].map(|percent| tally.within(percent)),
            [Some(Some(3)), Some(Some(10)), Some(Some(30)), Some(None)]
        );
    }

    #[test]
    fn a_span_holds_both_of_its_ends() {
        let today = Day::of(Time::from_unix_millis(MILLIS * 20_000 + 5));
        assert_eq!(Span::until(today, 3).days().map(|day| day.0).collect::<Vec<_>>(), [19_998, 19_999, 20_000]);
        assert_eq!(Day::of(today.start()), today);
    }

    #[test]
    fn each_refusal_has_its_gate() {
        let gates = ["token.expired", "token.no_merchant", "permission.missing", "app.stopped", "params.unknown"].map(Gate::of);
        assert_eq!(gates, [Gate::Identity, Gate::Permission, Gate::Permission, Gate::Permission, Gate::Request]);
    }
}
