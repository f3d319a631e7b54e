use kernel::{Id, Time};
use postgres::types::{IsNull, ToSql, Type, private::BytesMut};
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::sync::Arc;

/// A value on its way to or from a column, owned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Null,
    Int(i64),
    Bool(bool),
    Text(String),
    Bytes(Vec<u8>),
}

/// The same, borrowed: what statements are given.
#[derive(Clone, Copy, Debug)]
pub enum Bound<'a> {
    Null,
    Int(i64),
    Bool(bool),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// What can stand for a `$n`.
pub trait Bind {
    fn bind(&self) -> Bound<'_>;
}

impl Bind for Value {
    fn bind(&self) -> Bound<'_> {
        match self {
            Value::Null => Bound::Null,
            Value::Int(number) => Bound::Int(*number),
            Value::Bool(flag) => Bound::Bool(*flag),
            Value::Text(text) => Bound::Text(text),
            Value::Bytes(bytes) => Bound::Bytes(bytes),
        }
    }
}

impl Bind for i64 {
    fn bind(&self) -> Bound<'_> {
        Bound::Int(*self)
    }
}

impl Bind for i32 {
    fn bind(&self) -> Bound<'_> {
        Bound::Int(i64::from(*self))
    }
}

impl Bind for u32 {
    fn bind(&self) -> Bound<'_> {
        Bound::Int(i64::from(*self))
    }
}

impl Bind for bool {
    fn bind(&self) -> Bound<'_> {
        Bound::Bool(*self)
    }
}

impl Bind for str {
    fn bind(&self) -> Bound<'_> {
        Bound::Text(self)
    }
}

impl Bind for String {
    fn bind(&self) -> Bound<'_> {
        Bound::Text(self)
    }
}

impl Bind for Arc<str> {
    fn bind(&self) -> Bound<'_> {
        Bound::Text(self)
    }
}

impl Bind for [u8] {
    fn bind(&self) -> Bound<'_> {
        Bound::Bytes(self)
    }
}

impl Bind for Vec<u8> {
    fn bind(&self) -> Bound<'_> {
        Bound::Bytes(self)
    }
}

impl<const N: usize> Bind for [u8; N] {
    fn bind(&self) -> Bound<'_> {
        Bound::Bytes(self)
    }
}

impl Bind for Time {
    fn bind(&self) -> Bound<'_> {
        Bound::Int(self.unix_millis())
    }
}

impl<K: kernel::Kind> Bind for Id<K> {
    fn bind(&self) -> Bound<'_> {
        Bound::Text(self.as_str())
    }
}

impl<T: Bind + ?Sized> Bind for &T {
    fn bind(&self) -> Bound<'_> {
        (**self).bind()
    }
}

impl<T: Bind> Bind for Option<T> {
    fn bind(&self) -> Bound<'_> {
        self.as_ref().map_or(Bound::Null, Bind::bind)
    }
}

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Bound::Null => ValueRef::Null,
            Bound::Int(number) => ValueRef::Integer(*number),
            Bound::Bool(flag) => ValueRef::Integer(i64::from(*flag)),
            Bound::Text(text) => ValueRef::Text(text.as_bytes()),
            Bound::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl ToSql for Bound<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Bound::Null => Ok(IsNull::Yes),
            Bound::Int(number) if *ty == Type::INT4 => i32::try_from(*number)?.to_sql(ty, out),
            Bound::Int(number) => number.to_sql(ty, out),
            Bound::Bool(flag) => flag.to_sql(ty, out),
            Bound::Text(text) => text.to_sql(ty, out),
            Bound::Bytes(bytes) => bytes.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}
