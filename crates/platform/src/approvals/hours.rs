//! Working hours, in which the time of a review is counted: nights and weekends of the reviewers are nobody's delay.

use crate::text::{self, Fields};
use jiff::{ToSpan, civil, tz::TimeZone};
use kernel::{Refusal, Time};
use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// Whether it is a working day, Monday first.
    pub days: [bool; 7],
    /// Minutes after midnight, at most 1440.
    pub opens: u32,
    pub closes: u32,
    /// By its IANA name.
    pub timezone: String,
}

const MIDNIGHT: u32 = 24 * 60;

impl Default for Hours {
    /// Monday to Friday, nine to five, UTC: eight hours a day.
    fn default() -> Hours {
        let days = [true, true, true, true, true, false, false];
        Hours { days, opens: 9 * 60, closes: 17 * 60, timezone: "UTC".to_owned() }
    }
}

impl Hours {
    /// The same with the zone as it is written, or every field that is wrong.
    pub(super) fn check(&self) -> Result<Hours, Refusal> {
        let mut fields = Fields::new();
        if !self.days.contains(&true) {
            fields.refuse("days", "approvals.no_working_day", "choose at least one working day");
        }
        if self.opens >= self.closes || self.closes > MIDNIGHT {
            let sentence = "the working day must end after it begins, at midnight at the latest";
            fields.refuse("closes", "approvals.hours_out_of_order", sentence);
        }
        let timezone = fields.take(text::timezone("timezone", &self.timezone));
        fields.finish().map(|()| Hours { timezone, ..self.clone() })
    }

    /// Working time that lies between two instants.
    pub fn between(&self, from: Time, until: Time) -> Duration {
        let shifts = self.shifts(from).take_while(|(opens, _)| *opens < until);
        shifts.map(|(opens, closes)| closes.min(until).since(opens.max(from))).sum()
    }

    /// The instant at which so much working time has passed since `from`. Without any it is `from` itself.
    pub fn after(&self, from: Time, work: Duration) -> Time {
        let mut left = work;
        for (opens, closes) in self.shifts(from) {
            if left.is_zero() {
                return from;
            }
            let begins = opens.max(from);
            let shift = closes.since(begins);
            if shift >= left {
                return begins + left;
            }
            left -= shift;
        }
        Time::MAX
    }

    /// Beginning and end of each working day, from the day of `from` on.
    fn shifts(&self, from: Time) -> impl Iterator<Item = (Time, Time)> {
        // A zone that is gone from the tables counts as UTC rather than as a failure of every review.
        let zone = TimeZone::get(&self.timezone).unwrap_or(TimeZone::UTC);
        let first = from.to_timestamp().to_zoned(zone.clone()).date();
        let (days, opens, closes) = (self.days, i64::from(self.opens), i64::from(self.closes));
        let is_working = move |day: &civil::Date| days[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())];
        first.series(1.day()).filter(is_working).map_while(move |day| {
            let at = |minutes: i64| {
                let wall = day.to_datetime(civil::Time::midnight()).checked_add(minutes.minutes()).ok()?;
                let zoned = wall.to_zoned(zone.clone()).ok()?;
                Some(Time::from_unix_millis(zoned.timestamp().as_millisecond()))
            };
            Some((at(opens)?, at(closes)?))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        text.parse().unwrap()
    }

    fn shanghai() -> Hours {
        Hours { timezone: "Asia/Shanghai".to_owned(), ..Hours::default() }
    }

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn nights_and_weekends_do_not_count() {
        // Friday 16:00 to Monday 10:00.
        let (friday, monday) = (at("2026-11-20T16:00:00+08:00"), at("2026-11-23T10:00:00+08:00"));
        assert_eq!(shanghai().between(friday, monday), 2 * HOUR);
        assert_eq!(shanghai().after(friday, 2 * HOUR), monday);
        let (saturday, sunday) = (at("2026-11-21T12:00:00+08:00"), at("2026-11-22T12:00:00+08:00"));
        assert_eq!(shanghai().between(saturday, sunday), Duration::ZERO);
        assert_eq!(shanghai().after(saturday, HOUR), at("2026-11-23T10:00:00+08:00"));
    }

    #[test]
    fn a_target_that_ends_with_the_day_ends_that_day() {
        let morning = at("2026-11-23T09:00:00+08:00");
        assert_eq!(shanghai().after(morning, 8 * HOUR), at("2026-11-23T17:00:00+08:00"));
        assert_eq!(shanghai().after(morning, 16 * HOUR), at("2026-11-24T17:00:00+08:00"));
        assert_eq!(shanghai().after(morning, Duration::ZERO), morning);
    }

    #[test]
    fn what_is_due_is_due_when_so_much_has_passed_whatever_the_clocks_do() {
        // Clocks go back on Sunday 25 October 2026; a shift over midnight's end is whole all the same.
        let hours = Hours { days: [true; 7], opens: 0, closes: 1440, timezone: "Europe/Berlin".to_owned() };
        let from = at("2026-10-24T12:00:00Z");
        for work in [1, 10, 24, 30, 100].map(|hours| hours * HOUR) {
            assert_eq!(hours.between(from, hours.after(from, work)), work);
            assert_eq!(hours.after(from, work), from + work);
        }
    }

    #[test]
    fn hours_that_never_come_are_refused() {
        let wrong = Hours { days: [false; 7], opens: 600, closes: 600, timezone: "Mars/Olympus".to_owned() };
        let fields: Vec<_> = wrong.check().unwrap_err().fields.iter().map(|field| field.field).collect();
        assert_eq!(fields, ["days", "closes", "timezone"]);
        assert_eq!(shanghai().check(), Ok(shanghai()));
    }
}
