//! What orders and products have in common when rows of a file become records.

use super::{
    cells::{Read, Row},
    columns::{Column, Header},
};
use commerce::Currency;
use csv::StringRecord;
use jiff::tz::TimeZone;
use kernel::Time;

/// What must be known of a row to tell whether it fits the others.
pub(super) struct Facts<'a> {
    /// The id of the order or product.
    pub id: &'a str,
    /// When every row of the record must have the same one.
    pub currency: Option<Currency>,
    /// The id of the line or variant, and where it came from.
    pub part: Part<'a>,
}

#[derive(Clone, Copy)]
pub(super) enum Part<'a> {
    /// Somebody chose it: a row with the same one says more about the same part.
    Named(&'a str),
    /// It stands in for one, so a second row with it means a second part.
    Guessed(&'a str),
}

impl<'a> Part<'a> {
    pub fn id(self) -> &'a str {
        match self {
            Part::Named(id) | Part::Guessed(id) => id,
        }
    }
}

/// Rows of a file that are stored together, in groups that have the same id.
pub(super) struct Batch {
    pub header: Header,
    pub known: &'static [Column],
    pub zone: TimeZone,
    pub records: Vec<StringRecord>,
    pub groups: Vec<Group>,
}

pub(super) struct Group {
    pub id: String,
    /// Places among the records.
    pub rows: Vec<usize>,
}

impl Batch {
    pub fn rows<'a>(&'a self, group: &'a Group) -> impl Iterator<Item = Row<'a>> {
        group.rows.iter().map(|place| self.row(&self.records[*place]))
    }

    pub fn row<'a>(&'a self, record: &'a StringRecord) -> Row<'a> {
        Row { record, header: &self.header, known: self.known, zone: &self.zone }
    }
}

/// Writes a row's cells over what is known, unless the row is the older of the two: then it only fills what is blank.
/// An age that is not told counts as older than any that is.
pub(super) struct Pen {
    is_newer: bool,
    /// Whether anything was written.
    pub has_written: bool,
}

impl Pen {
    pub fn new(row: Option<Time>, known: Option<Time>) -> Pen {
        Pen { is_newer: row >= known, has_written: row >= known }
    }

    pub fn writes(&mut self, is_blank: bool) -> bool {
        let writes = self.is_newer || is_blank;
        self.has_written |= writes;
        writes
    }

    pub fn put<T>(&mut self, slot: &mut Option<T>, value: Option<T>) {
        if let Some(value) = value
            && self.writes(slot.is_none())
        {
            *slot = Some(value);
        }
    }

    pub fn text(&mut self, slot: &mut Option<String>, value: Option<&str>) {
        if let Some(value) = value
            && self.writes(slot.is_none())
        {
            // What is the same already costs no copy: rows of one record repeat each other.
            if slot.as_deref() != Some(value) {
                *slot = Some(value.to_owned());
            }
        }
    }

    /// For what is never blank.
    pub fn over<T>(&mut self, slot: &mut T, value: Option<T>) {
        if let Some(value) = value
            && self.writes(false)
        {
            *slot = value;
        }
    }
}

/// How a kind of record reads a row: each row of a file is read once by this before any is stored.
pub(super) type ReadFacts = for<'a> fn(&Row<'a>) -> Read<Facts<'a>>;
