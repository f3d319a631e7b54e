use crate::{
    Bind, Change, Context, Row, Value,
    postgresql::{self, Link},
    sqlite,
};
use kernel::{Environment, Id, Kind, Outcome, Time};
use rand::rngs::StdRng;
use std::ops::{Deref, DerefMut};

/// A transaction that can only look.
pub struct Read<'c> {
    pub now: Time,
    pub environment: Environment,
    pub(crate) connection: Connection<'c>,
}

/// A transaction that can change rows. It happens at one instant, [`Read::now`], and carries the randomness that ids,
/// codes and tokens are made of.
pub struct Write<'c> {
    read: Read<'c>,
    rng: &'c mut StdRng,
    pub(crate) changes: Vec<Change>,
}

pub(crate) enum Connection<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c mut Link),
}

impl<'c> Read<'c> {
    pub(crate) fn new(context: &Context, connection: Connection<'c>) -> Read<'c> {
        Read { now: context.clock.now(), environment: context.environment, connection }
    }

    /// The first row, if there is one.
    pub fn one<T>(
        &mut self,
        sql: &'static str,
        binds: &[&dyn Bind],
        from: impl Fn(&Row<'_>) -> Outcome<T>,
    ) -> Outcome<Option<T>> {
        let mut found = None;
        self.each(sql, binds, |row| {
            if found.is_none() {
                found = Some(from(row)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Every row. Statements bound their own number of rows.
    pub fn all<T>(&mut self, sql: &'static str, binds: &[&dyn Bind], from: impl Fn(&Row<'_>) -> Outcome<T>) -> Outcome<Vec<T>> {
        let mut rows = Vec::new();
        self.each(sql, binds, |row| {
            rows.push(from(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The number in the column `n` of the only row: `SELECT count(*) AS n …`.
    pub fn number(&mut self, sql: &'static str, binds: &[&dyn Bind]) -> Outcome<i64> {
        Ok(self.one(sql, binds, |row| row.get("n"))?.unwrap_or(0))
    }

    /// Hands each row to `take` as it comes.
    pub fn each(&mut self, sql: &'static str, binds: &[&dyn Bind], mut take: impl FnMut(&Row<'_>) -> Outcome<()>) -> Outcome<()> {
        match &mut self.connection {
            Connection::Sqlite(connection) => sqlite::each(connection, sql, binds, &mut take),
            Connection::Postgres(link) => postgresql::each(link, sql, binds, &mut take),
        }
    }
}

impl<'c> Write<'c> {
    pub(crate) fn new(context: &Context, connection: Connection<'c>, rng: &'c mut StdRng) -> Write<'c> {
        Write { read: Read::new(context, connection), rng, changes: Vec::new() }
    }

    /// How many rows the statement touched.
    pub fn execute(&mut self, sql: &'static str, binds: &[&dyn Bind]) -> Outcome<u64> {
        match &mut self.read.connection {
            Connection::Sqlite(connection) => sqlite::execute(connection, sql, binds),
            Connection::Postgres(link) => postgresql::execute(link, sql, binds),
        }
    }

    /// Runs one statement once for each row of values; how many rows were touched in all.
    pub fn execute_many(&mut self, sql: &'static str, rows: &[Vec<Value>]) -> Outcome<u64> {
        match &mut self.read.connection {
            Connection::Sqlite(connection) => sqlite::execute_many(connection, sql, rows),
            Connection::Postgres(link) => postgresql::execute_many(link, sql, rows),
        }
    }

    pub fn new_id<K: Kind>(&mut self) -> Id<K> {
        Id::new(self.read.environment, self.read.now, self.rng)
    }

    pub fn rng(&mut self) -> &mut StdRng {
        self.rng
    }

    /// Tells, after the commit, everyone who keeps a copy of this row in memory.
    pub fn announce(&mut self, noun: &'static str, id: impl std::fmt::Display) {
        self.changes.push(Change { noun, id: id.to_string() });
    }
}

impl<'c> Deref for Write<'c> {
    type Target = Read<'c>;

    fn deref(&self) -> &Read<'c> {
        &self.read
    }
}

impl<'c> DerefMut for Write<'c> {
    fn deref_mut(&mut self) -> &mut Read<'c> {
        &mut self.read
    }
}
