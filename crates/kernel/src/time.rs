use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::atomic::{AtomicI64, Ordering};
use std::{fmt, ops, str::FromStr, sync::Arc, time::Duration};

/// An instant: milliseconds since 1970-01-01T00:00:00Z. Stored as such, written as RFC 3339 in UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(i64);

/// Where "now" comes from. Handed in at the top; rules are given the instant itself.
#[derive(Clone)]
pub enum Clock {
    System,
    /// Stands still until a test or the sandbox moves it.
    Manual(Arc<AtomicI64>),
}

impl Time {
    pub const MIN: Time = Time(0);
    /// 9999-12-31T23:59:59.999Z: the last instant that RFC 3339 can write.
    pub const MAX: Time = Time(253_402_300_799_999);

    pub const fn from_unix_millis(millis: i64) -> Time {
        Time(millis)
    }

    pub const fn unix_millis(self) -> i64 {
        self.0
    }

    /// Whole time since `earlier`, or zero when that lies ahead.
    pub fn since(self, earlier: Time) -> Duration {
        Duration::from_millis(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }

    pub fn to_timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX })
    }

    /// `format` is strftime's.
    pub fn format(self, format: &str, zone: &TimeZone) -> String {
        self.to_timestamp().to_zoned(zone.clone()).strftime(format).to_string()
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

impl ops::Add<Duration> for Time {
    type Output = Time;
    fn add(self, duration: Duration) -> Time {
        Time(self.0.saturating_add(millis(duration)))
    }
}

impl ops::Sub<Duration> for Time {
    type Output = Time;
    fn sub(self, duration: Duration) -> Time {
        Time(self.0.saturating_sub(millis(duration)))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:.3}", self.to_timestamp())
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl FromStr for Time {
    type Err = jiff::Error;

    /// RFC 3339, any offset.
    fn from_str(text: &str) -> Result<Time, jiff::Error> {
        text.parse::<Timestamp>().map(|at| Time(at.as_millisecond()))
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

// === impl Clock ===

impl Clock {
    pub fn manual(start: Time) -> Clock {
        Clock::Manual(Arc::new(AtomicI64::new(start.0)))
    }

    #[expect(clippy::disallowed_methods, reason = "the one place where the system's clock is read")]
    pub fn now(&self) -> Time {
        match self {
            Clock::System => Time(Timestamp::now().as_millisecond()),
            Clock::Manual(millis) => Time(millis.load(Ordering::SeqCst)),
        }
    }

    /// Moves a manual clock on; the system's goes its own way.
    pub fn advance(&self, by: Duration) {
        if let Clock::Manual(now) = self {
            now.fetch_add(millis(by), Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_written_in_utc_with_milliseconds() {
        let time: Time = "2026-11-22T18:49:21+08:00".parse().unwrap();
        assert_eq!(time.to_string(), "2026-11-22T10:49:21.000Z");
    }
}
