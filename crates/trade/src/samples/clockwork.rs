//! When things happen in a sample: by local habits, before the end of the plan, and never two at the same millisecond.

use super::{Plan, dice::Dice, places::Land};
use kernel::Time;
use std::collections::HashSet;

pub(super) const SECOND: i64 = 1_000;
pub(super) const MINUTE: i64 = 60 * SECOND;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// How busy each hour of the local day is.
const HOURS: [u32; 24] = [3, 2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 10, 9, 8, 8, 8, 9, 10, 12, 15, 16, 12, 7];

pub(super) struct Moments {
    /// The last minute before the midnight (UTC) with which the sample ends.
    pub end: i64,
    pub start: i64,
    hours_ahead: i64,
    taken: HashSet<i64>,
}

impl Moments {
    pub fn new(plan: &Plan) -> Moments {
        let end = plan.until.unix_millis().div_euclid(DAY) * DAY - MINUTE;
        let months = i64::from(plan.months.max(1));
        let hours_ahead = Land::of(plan).hours_ahead;
        let taken = HashSet::with_capacity((plan.orders as usize + plan.products as usize) * 2);
        Moments { end, start: end - months * 365 * DAY / 12, hours_ahead, taken }
    }

    /// When somebody orders, from the start to the end: more towards the end, for the shop grows; at the hours when
    /// people are awake; not on the hour.
    pub fn of_an_order(&self, dice: &mut Dice) -> i64 {
        let days = (self.end - self.start) / DAY;
        let grown = 1.0 - dice.fraction().powf(1.35);
        let day = ((grown * days as f64) as i64).clamp(0, days - 1);
        let local_hour = dice.weighted(&HOURS) as i64;
        let at = self.start + day * DAY + (local_hour - self.hours_ahead).rem_euclid(24) * HOUR + dice.between(0, HOUR - 1);
        at.clamp(self.start, self.end)
    }

    /// The first millisecond from `at` on at which nothing else changed. The minute after the end leaves room for them.
    pub fn change(&mut self, at: i64) -> Time {
        let mut at = at.min(self.end);
        while !self.taken.insert(at) {
            at += 1;
        }
        Time::from_unix_millis(at)
    }
}

pub(super) fn time(millis: i64) -> Time {
    Time::from_unix_millis(millis)
}

pub(super) fn millis(time: Time) -> i64 {
    time.unix_millis()
}
