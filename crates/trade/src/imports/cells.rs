//! One row's cells, read into what they mean.

use super::columns::{Column, Header};
use commerce::{Currency, Money, Personal};
use csv::StringRecord;
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use kernel::Time;
use std::borrow::Cow;

/// Longer ids do not fit an index of PostgreSQL.
pub(super) const MOST_ID_BYTES: usize = 500;
pub(super) const MOST_PIECES: i64 = 1_000_000;

/// What is wrong with a row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bad {
    pub field: Cow<'static, str>,
    pub reason: Cow<'static, str>,
}

pub(super) type Read<T> = Result<T, Bad>;

impl Bad {
    pub fn new(field: impl Into<Cow<'static, str>>, reason: impl Into<Cow<'static, str>>) -> Bad {
        Bad { field: field.into(), reason: reason.into() }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub record: &'a StringRecord,
    pub header: &'a Header,
    pub known: &'static [Column],
    pub zone: &'a TimeZone,
}

impl<'a> Row<'a> {
    /// The cell's text; a blank one says nothing.
    pub fn text(&self, column: usize) -> Option<&'a str> {
        let text = self.record.get(self.header.place(column)?)?.trim();
        if text.is_empty() { None } else { Some(text) }
    }

    pub fn required(&self, column: usize) -> Read<&'a str> {
        self.text(column).ok_or_else(|| self.bad(column, "is blank; it must not be"))
    }

    pub fn id(&self, column: usize) -> Read<&'a str> {
        self.checked_id(column, self.required(column)?)
    }

    pub fn checked_id(&self, column: usize, id: &'a str) -> Read<&'a str> {
        if id.len() > MOST_ID_BYTES {
            return Err(self.bad(column, format!("is longer than {MOST_ID_BYTES} bytes; shorten it")));
        }
        Ok(id)
    }

    pub fn time(&self, column: usize) -> Read<Option<Time>> {
        self.parsed(column, |text| time(text, self.zone))
    }

    pub fn required_time(&self, column: usize) -> Read<Time> {
        let text = self.required(column)?;
        time(text, self.zone).map_err(|reason| self.bad(column, reason))
    }

    pub fn currency(&self, column: usize) -> Read<Currency> {
        let text = self.required(column)?;
        text.parse().map_err(|error| self.bad(column, format!("{error}")))
    }

    /// An amount, not below zero.
    pub fn money(&self, column: usize, currency: Currency) -> Read<Option<Money>> {
        self.parsed(column, |text| {
            let money = Money::parse(text, currency).map_err(|error| format!("{}: {error}", quoted(text)))?;
            if money.minor < 0 {
                return Err(format!("{} is below zero; write what is taken off as a positive amount", quoted(text)));
            }
            Ok(money)
        })
    }

    pub fn required_money(&self, column: usize, currency: Currency) -> Read<Money> {
        self.required(column)?;
        Ok(self.money(column, currency)?.unwrap_or(Money::zero(currency)))
    }

    pub fn whole(&self, column: usize, least: i64, most: i64) -> Read<Option<i64>> {
        self.parsed(column, |text| match text.parse() {
            Ok(number) if (least..=most).contains(&number) => Ok(number),
            _ => Err(format!("{} is not a whole number from {least} to {most}", quoted(text))),
        })
    }

    pub fn word<T: std::str::FromStr<Err = commerce::UnknownWord>>(&self, column: usize) -> Read<Option<T>> {
        self.parsed(column, |text| text.parse().map_err(|error| format!("{error}")))
    }

    /// What was chosen in this row, by the names of the `option:` columns.
    pub fn options(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let Row { record, header, .. } = *self;
        header.options.iter().filter_map(move |(name, place)| {
            let value = record.get(*place)?.trim();
            if value.is_empty() { None } else { Some((name.as_str(), value)) }
        })
    }

    pub fn bad(&self, column: usize, reason: impl Into<Cow<'static, str>>) -> Bad {
        Bad { field: self.known[column].name.into(), reason: reason.into() }
    }

    fn parsed<T>(&self, column: usize, parse: impl FnOnce(&str) -> Result<T, String>) -> Read<Option<T>> {
        self.text(column).map(parse).transpose().map_err(|reason| self.bad(column, reason))
    }
}

/// What a person may be told by a cell: stars mean that the source hides a part.
pub(super) fn personal(text: &str) -> Personal {
    if text.contains('*') { Personal::Masked(text.to_owned()) } else { Personal::Clear(text.to_owned()) }
}

/// RFC 3339 with its offset, or a local time of `zone`.
fn time(text: &str, zone: &TimeZone) -> Result<Time, String> {
    let bytes = text.as_bytes();
    let has_offset = match bytes {
        [.., b'Z' | b'z'] => true,
        [.., b'+' | b'-', _, _, b':', _, _] => bytes.len() > 16,
        _ => false,
    };
    let instant = if has_offset {
        text.parse::<Timestamp>().ok()
    } else if bytes.len() >= 19 {
        // An hour that the clocks skip or repeat is taken as its first, as RFC 5545 says.
        text.parse::<DateTime>().ok().and_then(|local| local.to_zoned(zone.clone()).ok()).map(|zoned| zoned.timestamp())
    } else {
        None
    };
    let time = instant.map(|instant| Time::from_unix_millis(instant.as_millisecond()));
    match time {
        Some(time) if (Time::MIN..=Time::MAX).contains(&time) => Ok(time),
        Some(_) => Err(format!("{} is not between the years 1970 and 9999", quoted(text))),
        None => Err(format!("{} is not a time like 2026-11-22T18:49:21Z or 2026-11-22 18:49:21", quoted(text))),
    }
}

/// The cell in a report: all on one line, and not the whole of a long one.
pub(super) fn quoted(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    if short.len() < text.len() { format!("{short:?}…") } else { format!("{short:?}") }
}
