//! Keyset pages: a list goes on after the last row that was seen, so that its cost does not grow with depth and rows that
//! come or go between two pages neither repeat nor vanish.

use crate::Time;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use std::{fmt, str::FromStr};

/// The place after which a list goes on: the sort time and id of the last row seen. Opaque to whoever carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub time: Time,
    pub id: String,
}

#[derive(Clone, Debug)]
pub struct PageRequest {
    pub limit: u32,
    pub after: Option<Cursor>,
}

#[derive(Clone, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<Cursor>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedCursor;

impl PageRequest {
    pub fn first(limit: u32) -> PageRequest {
        PageRequest { limit, after: None }
    }

    /// One more row than asked for tells whether there is a next page.
    pub fn rows_to_fetch(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// Where a newest-first list goes on: rows with `(time, id) < (start.time, start.id)`.
    pub fn start_descending(&self) -> Cursor {
        self.after.clone().unwrap_or(Cursor { time: Time::MAX, id: String::new() })
    }
}

impl<T> Page<T> {
    /// Cuts rows fetched with [`PageRequest::rows_to_fetch`] to the page and marks its end.
    pub fn of(mut items: Vec<T>, request: &PageRequest, place: impl Fn(&T) -> Cursor) -> Page<T> {
        let limit = request.limit as usize;
        let has_more = items.len() > limit;
        items.truncate(limit);
        let next = if has_more { items.last().map(place) } else { None };
        Page { items, next }
    }

    pub fn map<U>(self, view: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(view).collect(), next: self.next }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = format!("{}.{}", self.time.unix_millis(), self.id);
        out.write_str(&BASE64_URL_SAFE_NO_PAD.encode(plain))
    }
}

impl FromStr for Cursor {
    type Err = MalformedCursor;

    fn from_str(text: &str) -> Result<Cursor, MalformedCursor> {
        let plain = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| MalformedCursor)?;
        let plain = String::from_utf8(plain).map_err(|_| MalformedCursor)?;
        let (millis, id) = plain.split_once('.').ok_or(MalformedCursor)?;
        let millis = millis.parse().map_err(|_| MalformedCursor)?;
        Ok(Cursor { time: Time::from_unix_millis(millis), id: id.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_nonsense_is_refused() {
        let cursor = Cursor { time: Time::from_unix_millis(1_763_837_361_000), id: "ord_p01k9".to_owned() };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "%%%", "bm90aGluZw", "eC55"] {
            assert_eq!(text.parse::<Cursor>(), Err(MalformedCursor), "{text}");
        }
    }
}
