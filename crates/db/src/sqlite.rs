//! SQLite: one thread writes, a few read. See the crate's head for why.

use crate::{Bind, Change, Context, OpenError, Randomness, Read, Row, Value, Work, Write, migrations, transaction::Connection};
use crossbeam_channel::{Receiver, Sender, unbounded};
use kernel::{Fault, Outcome};
use rand::rngs::StdRng;
use rusqlite::{CachedStatement, OpenFlags};
use std::{cell::Cell, path::Path, sync::Arc, thread, time::Duration};

#[cfg(test)]
use shuttle::sync::mpsc;
#[cfg(not(test))]
use std::sync::mpsc;

#[cfg(test)]
mod interleavings;

/// Enough to keep both cores of a small machine busy while one thread waits for the disk.
const READERS: usize = 3;
/// So many waiting writes share one commit at the most. More would make the first of them wait too long.
const GROUP: usize = 256;
/// Another process (an import beside a running server) may hold the writer for so long.
const BUSY: Duration = Duration::from_secs(20);
const STATEMENTS: usize = 512;
/// A batch of an import touches index pages all over a large table: with 16 MB they need not be read and written twice, and
/// 16 MB of log between two checkpoints write a page that changed often only once.
const WRITER: &str = "PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000;";

#[derive(Clone)]
pub(crate) struct Sqlite {
    reads: Sender<Box<dyn Work>>,
    writes: mpsc::Sender<Box<dyn Work>>,
    path: Arc<Path>,
}

impl Sqlite {
    pub(crate) fn open(path: &Path, context: Arc<Context>, randomness: Randomness) -> Result<Sqlite, OpenError> {
        let mut writer = connect(path).map_err(|error| OpenError::Unwritable(path.to_owned(), error.to_string()))?;
        migrations::run_on_sqlite(&mut writer, path)?;
        writer.execute_batch(WRITER).map_err(|error| OpenError::Other(error.to_string()))?;

        let (writes, waiting_writes) = mpsc::channel();
        let (reads, waiting_reads) = unbounded();
        for _ in 0..READERS {
            let connection = connect(path).map_err(|error| OpenError::Other(error.to_string()))?;
            let (context, waiting) = (context.clone(), waiting_reads.clone());
            spawn("db-reader", move || read_loop(&connection, &context, &waiting))?;
        }
        let rng = randomness.rng(0);
        spawn("db-writer", move || write_loop(&writer, &context, &waiting_writes, rng))?;
        Ok(Sqlite { reads, writes, path: path.into() })
    }

    pub(crate) fn submit_read(&self, work: Box<dyn Work>) {
        // When the threads are gone the work is dropped with its reply, and the caller is told so.
        drop(self.reads.send(work));
    }

    pub(crate) fn submit_write(&self, work: Box<dyn Work>) {
        drop(self.writes.send(work));
    }

    pub(crate) fn prepare(&self, sql: &str) -> Result<(), String> {
        let connection = connect(&self.path).map_err(|error| error.to_string())?;
        let statement = connection.prepare(sql).map_err(|error| error.to_string())?;
        for place in 1..=statement.parameter_count() {
            let name = statement.parameter_name(place);
            if name != Some(&format!("${place}")) {
                return Err(format!("placeholder {place} is {name:?}: $1, $2, … must first appear in this order"));
            }
        }
        Ok(())
    }
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<(), OpenError> {
    thread::Builder::new().name(name.to_owned()).spawn(body).map(drop).map_err(|error| OpenError::Other(error.to_string()))
}

fn connect(path: &Path) -> rusqlite::Result<rusqlite::Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = rusqlite::Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // FULL: an answer that was given survives the loss of power, not only of the process.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4000; PRAGMA journal_size_limit = 67108864;",
    )?;
    Ok(connection)
}

fn read_loop(connection: &rusqlite::Connection, context: &Context, waiting: &Receiver<Box<dyn Work>>) {
    while let Ok(mut work) = waiting.recv() {
        if let Err(error) = run(connection, "BEGIN") {
            work.failed(Fault::because("opening a read transaction", error));
        } else {
            work.run_read(&mut Read::new(context, Connection::Sqlite(connection)));
            if let Err(error) = run(connection, "ROLLBACK") {
                tracing::error!(%error, "a read transaction could not be closed");
            }
        }
        work.answer();
    }
}

/// Takes what waits, runs it in one transaction, commits once, then answers all of them.
fn write_loop(connection: &rusqlite::Connection, context: &Context, waiting: &mpsc::Receiver<Box<dyn Work>>, mut rng: StdRng) {
    while let Ok(first) = waiting.recv() {
        let (mut group, mut changes) = (vec![first], Vec::new());
        let result = match run_together(connection, context, &mut rng, (&mut group, &mut changes), waiting) {
            Ok(false) => run_apart(connection, context, &mut rng, (&mut group, &mut changes)),
            Ok(true) => Ok(()),
            Err(error) => Err(error),
        };
        match result {
            // `kontor bench` counts these.
            Ok(()) => tracing::debug!(writes = group.len(), "committed"),
            Err(error) => {
                tracing::error!(%error, "a group of writes could not be committed");
                if !connection.is_autocommit() {
                    drop(run(connection, "ROLLBACK"));
                }
                for work in &mut group {
                    work.failed(Fault::new(format!("the change could not be stored: {error}")));
                }
            }
        }
        // Told also when it failed: how far a commit came is not always known, and a copy that is read again is no harm.
        context.tell(&changes);
        group.into_iter().for_each(Work::answer);
    }
}

/// Runs the first of the group and what waits meanwhile without savepoints: each of those copies every page that is written
/// after it. Most rules that refuse do so before they write. After one that has written something nothing is kept, and all
/// have to run once more: then this says false.
fn run_together(
    connection: &rusqlite::Connection,
    context: &Context,
    rng: &mut StdRng,
    (group, changes): (&mut Vec<Box<dyn Work>>, &mut Vec<Change>),
    waiting: &mpsc::Receiver<Box<dyn Work>>,
) -> rusqlite::Result<bool> {
    run(connection, "BEGIN IMMEDIATE")?;
    let mut place = 0;
    while let Some(work) = group.get_mut(place) {
        let before = connection.total_changes();
        let mut tx = Write::new(context, Connection::Sqlite(connection), rng);
        let keep = work.run_write(&mut tx);
        if keep {
            changes.append(&mut tx.changes);
        }
        // A full disk, say, has ended the transaction by itself.
        let has_ended = connection.is_autocommit();
        if has_ended || (!keep && connection.total_changes() != before) {
            if !has_ended {
                run(connection, "ROLLBACK")?;
            }
            changes.clear();
            return Ok(false);
        }
        place += 1;
        if place < GROUP {
            group.extend(waiting.try_recv());
        }
    }
    run(connection, "COMMIT")?;
    Ok(true)
}

/// Runs each of the group in a savepoint of its own.
fn run_apart(
    connection: &rusqlite::Connection,
    context: &Context,
    rng: &mut StdRng,
    (group, changes): (&mut [Box<dyn Work>], &mut Vec<Change>),
) -> rusqlite::Result<()> {
    run(connection, "BEGIN IMMEDIATE")?;
    for work in group {
        run(connection, "SAVEPOINT work")?;
        let mut tx = Write::new(context, Connection::Sqlite(connection), rng);
        if work.run_write(&mut tx) {
            changes.append(&mut tx.changes);
        } else {
            run(connection, "ROLLBACK TO work")?;
        }
        run(connection, "RELEASE work")?;
    }
    run(connection, "COMMIT")
}

fn run(connection: &rusqlite::Connection, sql: &'static str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute(()).map(drop)
}

fn prepare<'c>(connection: &'c rusqlite::Connection, sql: &'static str) -> Outcome<CachedStatement<'c>> {
    connection.prepare_cached(sql).map_err(|error| Fault::because(format!("preparing {sql}"), error).into())
}

fn bind_all<'b>(
    statement: &mut CachedStatement<'_>,
    sql: &'static str,
    binds: impl ExactSizeIterator<Item = &'b dyn Bind>,
) -> Outcome<()> {
    if binds.len() != statement.parameter_count() {
        return Err(
            Fault::new(format!("{} values for {} placeholders in {sql}", binds.len(), statement.parameter_count())).into()
        );
    }
    for (place, bind) in binds.enumerate() {
        statement.raw_bind_parameter(place + 1, bind.bind()).map_err(|error| Fault::because("binding a value", error))?;
    }
    Ok(())
}

pub(crate) fn each(
    connection: &rusqlite::Connection,
    sql: &'static str,
    binds: &[&dyn Bind],
    take: &mut dyn FnMut(&Row<'_>) -> Outcome<()>,
) -> Outcome<()> {
    let mut statement = prepare(connection, sql)?;
    bind_all(&mut statement, sql, binds.iter().copied())?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(|error| Fault::because(format!("running {sql}"), error))? {
        take(&Row::Sqlite(row, Cell::new(0)))?;
    }
    Ok(())
}

pub(crate) fn execute(connection: &rusqlite::Connection, sql: &'static str, binds: &[&dyn Bind]) -> Outcome<u64> {
    let mut statement = prepare(connection, sql)?;
    bind_all(&mut statement, sql, binds.iter().copied())?;
    let touched = statement.raw_execute().map_err(|error| Fault::because(format!("running {sql}"), error))?;
    Ok(touched as u64)
}

pub(crate) fn execute_many(connection: &rusqlite::Connection, sql: &'static str, rows: &[Vec<Value>]) -> Outcome<u64> {
    let mut statement = prepare(connection, sql)?;
    let mut touched = 0;
    for row in rows {
        bind_all(&mut statement, sql, row.iter().map(|value| value as &dyn Bind))?;
        touched += statement.raw_execute().map_err(|error| Fault::because(format!("running {sql}"), error))? as u64;
    }
    Ok(touched)
}
