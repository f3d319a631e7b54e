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
}

impl Day {
    pub fn of(time: Time) -> Day {
        Day(time.unix_millis().div_euclid(MILLIS))
    }
}
