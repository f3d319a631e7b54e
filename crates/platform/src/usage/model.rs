use kernel::{Id, Time, kinds};

const MILLIS: i64 = 24 * 60 * 60 * 1000;

/// A UTC day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Day(pub(super) i64);

/// Calls of one app for one merchant on one day.
#[derive(Clone, Debug)]
pub struct Use {
    pub app: Id<kinds::App>,
    pub merchant: Id<kinds::Merchant>,
    pub day: Day,
    pub calls: i64,
    /// Of those, the ones that were not answered with what they asked for.
    pub refused: i64,
}

/// Calls of several days together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub calls: i64,
    pub refused: i64,
}

impl Day {
    pub fn of(time: Time) -> Day {
        Day(time.unix_millis().div_euclid(MILLIS))
    }
}
