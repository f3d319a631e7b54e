//! The part of an address after `?`. What a page does not know it says, and never passes over in silence.

use kernel::{Cursor, PageRequest, Refusal, Time};
use std::str::FromStr;

/// Rows on a page of a list.
const ROWS: u32 = 25;
const MAX_VALUE: usize = 200;

/// The pairs of a query; `lang`, which every page knows, is taken out before.
#[derive(Clone, Debug, Default)]
pub struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    pub fn parse(text: &str) -> Query {
        let pairs = url::form_urlencoded::parse(text.as_bytes()).into_owned();
        Query { pairs: pairs.filter(|(name, _)| name != "lang").collect() }
    }

    pub fn all_names_known(&self, known: &[&str]) -> Result<(), Refusal> {
        for (place, (name, value)) in self.pairs.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                return Err(refuse("query.unknown_parameter", format!("this page knows no parameter {}", cut(name))));
            }
            if self.pairs[..place].iter().any(|(earlier, _)| earlier == name) {
                return Err(refuse("query.repeated_parameter", format!("the parameter {name} is given twice")));
            }
            if value.chars().any(char::is_control) || value.chars().count() > MAX_VALUE && name != "next" && name != "after" {
                return Err(self.garbled(name));
            }
        }
        Ok(())
    }

    pub fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.text(name).is_some())
    }

    /// Not given and given empty (as a filter form sends it) are the same.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(found, _)| found == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    pub fn parsed<T: FromStr>(&self, name: &'static str) -> Result<Option<T>, Refusal> {
        self.text(name).map(|text| text.parse().map_err(|_| self.garbled(name))).transpose()
    }

    /// One of a few words.
    pub fn one_of<T>(&self, name: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Refusal> {
        self.text(name).map(|text| parse(text).ok_or_else(|| self.garbled(name))).transpose()
    }

    /// The first instant of a day, UTC.
    pub fn day(&self, name: &'static str) -> Result<Option<Time>, Refusal> {
        let day = self.text(name).map(|text| match text.len() {
            10 => format!("{text}T00:00:00Z").parse().map_err(|_| self.garbled(name)),
            _ => Err(self.garbled(name)),
        });
        day.transpose()
    }

    pub fn page(&self) -> Result<PageRequest, Refusal> {
        Ok(PageRequest { limit: ROWS, after: self.parsed::<Cursor>("after")? })
    }

    /// `path` with the same filters, for another shape of the same list.
    pub fn link(&self, path: &str) -> String {
        self.address(path, None)
    }

    /// Links of a pager: to the first page unless this is it, and to the next if there is one. Filters stay.
    pub fn pager(&self, path: &str, next: Option<&Cursor>) -> Pager {
        Pager {
            first_url: self.text("after").map(|_| self.address(path, None)),
            next_url: next.map(|next| self.address(path, Some(next))),
        }
    }

    fn address(&self, path: &str, after: Option<&Cursor>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.pairs.iter().filter(|(name, value)| name != "after" && !value.is_empty()) {
            query.append_pair(name, value);
        }
        if let Some(after) = after {
            query.append_pair("after", &after.to_string());
        }
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    fn garbled(&self, name: &str) -> Refusal {
        refuse(
            "query.unknown_value",
            format!("the parameter {name} has a value that this page does not know; go back to the list and choose again"),
        )
    }
}

/// Both of a list's links, flattened into its view.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Pager {
    pub first_url: Option<String>,
    pub next_url: Option<String>,
}

fn refuse(code: &'static str, sentence: String) -> Refusal {
    Refusal::invalid(code, sentence)
}

fn cut(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pager_keeps_the_filters() {
        let query = Query::parse("status=paid&after=x&lang=zh&from=");
        let next = Cursor { time: Time::MIN, id: "ord".to_owned() };
        let pager = query.pager("/merchant/orders", Some(&next));
        assert_eq!(pager.first_url.as_deref(), Some("/merchant/orders?status=paid"));
        assert_eq!(pager.next_url, Some(format!("/merchant/orders?status=paid&after={next}")));
    }

    #[test]
    fn what_a_page_does_not_know_it_says() {
        assert!(Query::parse("status=paid").all_names_known(&["status"]).is_ok());
        assert!(Query::parse("stauts=paid").all_names_known(&["status"]).is_err());
        assert!(Query::parse("status=paid&status=shipped").all_names_known(&["status"]).is_err());
        assert!(Query::parse("after=%%%").page().is_err());
        assert!(Query::parse("from=2026-02-30").day("from").is_err());
        assert!(Query::parse("from=").day("from").unwrap().is_none());
    }
}
