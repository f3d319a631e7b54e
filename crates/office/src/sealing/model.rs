use db::{Read, Write};
use kernel::Outcome;
use protocol::{Place, Sealed};

/// How many rows are sealed with the key of this number.
pub type RowsOfKey = (u32, i64);

/// A column that holds sealed values.
#[derive(Clone, Copy)]
pub struct SealedColumn {
    pub table: &'static str,
    pub column: &'static str,
    /// Rows by the number of their key; rows without a value do not count.
    pub counts: fn(&mut Read<'_>) -> Outcome<Vec<RowsOfKey>>,
    /// Up to `limit` rows after `after` that are sealed with another key than `key`, by row.
    pub batch: fn(&mut Read<'_>, after: &str, key: u32, limit: u32) -> Outcome<Vec<SealedRow>>,
    /// Puts `new` in the place of `old`; false when the row no longer holds `old`.
    pub replace: fn(&mut Write<'_>, row: &str, old: &Sealed, new: &Sealed) -> Outcome<bool>,
}

#[derive(Clone)]
pub struct SealedRow {
    /// As it stands in [`Place::row`].
    pub row: String,
    pub sealed: Sealed,
}

impl SealedColumn {
    pub fn place<'a>(&self, row: &'a str) -> Place<'a> {
        Place { table: self.table, column: self.column, row }
    }

    /// `app_secrets.sealed`.
    pub fn name(&self) -> String {
        format!("{}.{}", self.table, self.column)
    }
}
