use kernel::{Error, Fault, Id, Kind, Outcome, Time};
use postgres::types::{FromSql, Type};
use rusqlite::types::ValueRef;

/// A row of an answer; columns are taken by name.
pub enum Row<'r> {
    /// With the place of the column that is probably taken next.
    Sqlite(&'r rusqlite::Row<'r>, std::cell::Cell<usize>),
    Postgres(&'r postgres::Row),
}

/// A column's value as either database hands it over.
pub enum Cell<'r> {
    Null,
    Int(i64),
    Bool(bool),
    Text(&'r str),
    Bytes(&'r [u8]),
}

/// What a column can be read as.
pub trait Column: Sized {
    fn read(cell: Cell<'_>) -> Option<Self>;
}

impl Row<'_> {
    /// The column's value. A column of another type or name is our own fault, never the caller's.
    pub fn get<T: Column>(&self, column: &str) -> Outcome<T> {
        let cell = match self {
            Row::Sqlite(row, next) => {
                let place = place(row, column, next.get()).map_err(|error| fault(column, error))?;
                next.set(place + 1);
                sqlite_cell(row.get_ref(place).map_err(|error| fault(column, error))?)
            }
            Row::Postgres(row) => row.try_get::<_, Cell<'_>>(column).map_err(|error| fault(column, error))?,
        };
        T::read(cell).ok_or_else(|| Error::Fault(Fault::new(format!("column {column} holds a value of another type"))))
    }
}

fn fault(column: &str, error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Fault::because(format!("reading column {column}"), error).into()
}

/// Columns are mostly taken in the order they stand in, and looking a name up costs more than reading its value.
fn place(row: &rusqlite::Row<'_>, column: &str, guess: usize) -> rusqlite::Result<usize> {
    match row.as_ref().column_name(guess) {
        Ok(name) if name == column => Ok(guess),
        _ => row.as_ref().column_index(column),
    }
}

fn sqlite_cell(value: ValueRef<'_>) -> Cell<'_> {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Int(number),
        ValueRef::Text(text) => std::str::from_utf8(text).map_or(Cell::Bytes(text), Cell::Text),
        ValueRef::Blob(bytes) => Cell::Bytes(bytes),
        ValueRef::Real(_) => Cell::Null,
    }
}

impl<'r> FromSql<'r> for Cell<'r> {
    fn from_sql(ty: &Type, raw: &'r [u8]) -> Result<Cell<'r>, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match *ty {
            Type::BOOL => Cell::Bool(bool::from_sql(ty, raw)?),
            Type::INT8 => Cell::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Cell::Int(i64::from(i32::from_sql(ty, raw)?)),
            Type::BYTEA => Cell::Bytes(raw),
            _ => Cell::Text(<&str>::from_sql(ty, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Cell<'r>, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Cell::Null)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::BOOL | Type::INT8 | Type::INT4 | Type::BYTEA | Type::TEXT | Type::VARCHAR | Type::NAME)
    }
}

impl Column for i64 {
    fn read(cell: Cell<'_>) -> Option<i64> {
        match cell {
            Cell::Int(number) => Some(number),
            _ => None,
        }
    }
}

impl Column for u32 {
    fn read(cell: Cell<'_>) -> Option<u32> {
        i64::read(cell).and_then(|number| number.try_into().ok())
    }
}

impl Column for i32 {
    fn read(cell: Cell<'_>) -> Option<i32> {
        i64::read(cell).and_then(|number| number.try_into().ok())
    }
}

impl Column for bool {
    fn read(cell: Cell<'_>) -> Option<bool> {
        match cell {
            Cell::Bool(flag) => Some(flag),
            Cell::Int(number) => Some(number != 0),
            _ => None,
        }
    }
}

impl Column for String {
    fn read(cell: Cell<'_>) -> Option<String> {
        match cell {
            Cell::Text(text) => Some(text.to_owned()),
            _ => None,
        }
    }
}

impl Column for Vec<u8> {
    fn read(cell: Cell<'_>) -> Option<Vec<u8>> {
        match cell {
            Cell::Bytes(bytes) => Some(bytes.to_vec()),
            _ => None,
        }
    }
}

impl<const N: usize> Column for [u8; N] {
    fn read(cell: Cell<'_>) -> Option<[u8; N]> {
        match cell {
            Cell::Bytes(bytes) => bytes.try_into().ok(),
            _ => None,
        }
    }
}

impl Column for Time {
    fn read(cell: Cell<'_>) -> Option<Time> {
        i64::read(cell).map(Time::from_unix_millis)
    }
}

impl<K: Kind> Column for Id<K> {
    fn read(cell: Cell<'_>) -> Option<Id<K>> {
        match cell {
            Cell::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

impl<T: Column> Column for Option<T> {
    fn read(cell: Cell<'_>) -> Option<Option<T>> {
        match cell {
            Cell::Null => Some(None),
            cell => T::read(cell).map(Some),
        }
    }
}
