//! What is wrong in a file, found before anything of it is stored: rows that cannot be read, and rows that contradict
//! another row of their record. Keeps what it must to tell the two apart, which is little unless much is wrong.

use super::{
    cells::{Bad, Row},
    rows::{Facts, Part, ReadFacts},
};
use commerce::Currency;
use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

/// More records than this with something wrong, and the file is likely not what it was taken for.
pub(super) const MOST_BAD: u64 = 100_000;

pub(super) struct Check {
    facts: ReadFacts,
    /// Hashes of the ids of records that are left out.
    left_out: HashSet<u64>,
    /// The currency of the first row; only records in others are remembered, for most files have but one.
    main: Option<Currency>,
    others: HashMap<u64, Currency>,
    run: Run,
}

/// The rows with one id that stand together.
#[derive(Default)]
struct Run {
    id: String,
    guessed: Vec<String>,
}

impl Check {
    pub fn new(facts: ReadFacts) -> Check {
        Check { facts, left_out: HashSet::new(), main: None, others: HashMap::new(), run: Run::default() }
    }

    /// What is wrong with the row, if anything is; the whole record is then left out.
    pub fn row(&mut self, row: &Row<'_>, id_column: usize) -> Option<Bad> {
        let bad = self.find(row);
        if bad.is_some() {
            self.leave_out(row, id_column);
        }
        bad
    }

    /// Leaves out the record of the row, if its id can be read.
    pub fn leave_out(&mut self, row: &Row<'_>, id_column: usize) {
        if let Some(id) = row.text(id_column) {
            self.left_out.insert(hash(id));
        }
    }

    /// Of a file that has several currencies: a row in the main one whose record was later found to be in another.
    pub fn row_again(&mut self, row: &Row<'_>, id_column: usize) -> Option<Bad> {
        let Ok(Facts { id, currency, .. }) = (self.facts)(row) else { return None };
        let is_contradicted = currency == self.main && self.others.contains_key(&hash(id));
        if !is_contradicted || self.is_left_out(id) {
            return None;
        }
        self.leave_out(row, id_column);
        Some(two_currencies())
    }

    pub fn has_several_currencies(&self) -> bool {
        !self.others.is_empty()
    }

    pub fn is_left_out(&self, id: &str) -> bool {
        !self.left_out.is_empty() && self.left_out.contains(&hash(id))
    }

    /// How many records are left out.
    pub fn left_out(&self) -> u64 {
        self.left_out.len() as u64
    }

    fn find(&mut self, row: &Row<'_>) -> Option<Bad> {
        if row.record.len() != row.header.width {
            let reason =
                format!("has {} columns and the first line {}; quote what contains a comma", row.record.len(), row.header.width);
            return Some(Bad::new("", reason));
        }
        if row.record.as_slice().as_bytes().contains(&0) {
            return Some(Bad::new("", "contains a NUL byte; save the file as CSV in UTF-8"));
        }
        let facts = match (self.facts)(row) {
            Ok(facts) => facts,
            Err(bad) => return Some(bad),
        };
        self.contradicted_currency(&facts).or_else(|| self.run.repeated_part(&facts))
    }

    fn contradicted_currency(&mut self, facts: &Facts<'_>) -> Option<Bad> {
        let currency = facts.currency?;
        let main = *self.main.get_or_insert(currency);
        if currency == main {
            let is_other = self.has_several_currencies() && self.others.contains_key(&hash(facts.id));
            return is_other.then(two_currencies);
        }
        let known = *self.others.entry(hash(facts.id)).or_insert(currency);
        (known != currency).then(two_currencies)
    }
}

impl Run {
    /// Without an id of its own a part that comes again would silently replace the one before it.
    fn repeated_part(&mut self, facts: &Facts<'_>) -> Option<Bad> {
        if self.id != facts.id {
            facts.id.clone_into(&mut self.id);
            self.guessed.clear();
        }
        let Part::Guessed(part) = facts.part else { return None };
        if self.guessed.iter().any(|other| other == part) {
            let field = if facts.currency.is_some() { "line_id" } else { "variant_id" };
            return Some(Bad::new(field, "is blank, and another row of the record has the same sku or title; give each its own"));
        }
        self.guessed.push(part.to_owned());
        None
    }
}

fn two_currencies() -> Bad {
    Bad::new("currency", "is another one than in other rows of the same order; an order has one currency")
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
