//! PostgreSQL: a few threads, each with a connection of its own.

use crate::{
    Bind, Context, OpenError, Randomness, Read, Row, Value, Work, Write, migrations, transaction::Connection, value::Bound,
};
use crossbeam_channel::{Receiver, Sender, unbounded};
use kernel::{Fault, Outcome};
use postgres::{Client, NoTls, Statement, error::SqlState, fallible_iterator::FallibleIterator, types::ToSql};
use rand::{RngExt, rngs::StdRng};
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    thread,
    time::Duration,
};

/// A write that collides is run again so many times before its caller is told that we could not.
const TRIES: u32 = 20;
/// After so many collisions a write waits until it has this process's connections to itself.
const TRIES_TOGETHER: u32 = 3;

#[derive(Clone)]
pub(crate) struct Postgres {
    requests: Sender<Request>,
    url: Arc<str>,
}

pub(crate) enum Request {
    Read(Box<dyn Work>),
    Write(Box<dyn Work>),
}

/// A connection with the statements it has prepared.
pub(crate) struct Link {
    client: Client,
    statements: HashMap<&'static str, Statement>,
    /// What the database last said, kept so that a collision can be told from a real error once a rule has returned.
    last_error: Option<SqlState>,
}

impl Postgres {
    pub(crate) fn open(
        url: &str,
        connections: usize,
        context: Arc<Context>,
        randomness: Randomness,
    ) -> Result<Postgres, OpenError> {
        // Whoever opens may stand inside an async runtime, which the blocking client does not bear.
        let first = thread::scope(|scope| scope.spawn(|| connect_and_migrate(url)).join());
        let first = first.unwrap_or_else(|_| Err(OpenError::Other("connecting to PostgreSQL panicked".to_owned())))?;
        let (requests, waiting) = unbounded();
        let turn = Arc::new(RwLock::new(()));
        let mut link = Some(first);
        for thread in 0..connections.max(1) {
            let (context, waiting, url, rng) = (context.clone(), waiting.clone(), url.to_owned(), randomness.rng(thread as u64));
            let (link, turn) = (link.take(), turn.clone());
            thread::Builder::new()
                .name("db-postgres".to_owned())
                .spawn(move || serve(link, &url, &context, &waiting, &turn, rng))
                .map_err(|error| OpenError::Other(error.to_string()))?;
        }
        Ok(Postgres { requests, url: url.into() })
    }

    pub(crate) fn submit(&self, request: Request) {
        // When the threads are gone the work is dropped with its reply, and the caller is told so.
        drop(self.requests.send(request));
    }

    pub(crate) fn prepare(&self, sql: &str) -> Result<(), String> {
        // Asked from tests that may stand inside an async runtime, which the blocking client does not bear.
        let (url, sql) = (self.url.clone(), sql.to_owned());
        let asked = thread::spawn(move || {
            let mut link = connect(&url).map_err(|error| error.to_string())?;
            link.client.prepare(&sql).map(drop).map_err(|error| describe(&error))
        });
        asked.join().unwrap_or_else(|_| Err("preparing panicked".to_owned()))
    }
}

fn connect_and_migrate(url: &str) -> Result<Link, OpenError> {
    let mut link = connect(url).map_err(|error| OpenError::Unreachable(error.to_string()))?;
    migrations::run_on_postgres(&mut link.client)?;
    Ok(link)
}

fn connect(url: &str) -> Result<Link, postgres::Error> {
    Ok(Link { client: Client::connect(url, NoTls)?, statements: HashMap::new(), last_error: None })
}

fn serve(mut link: Option<Link>, url: &str, context: &Context, waiting: &Receiver<Request>, turn: &RwLock<()>, mut rng: StdRng) {
    while let Ok(request) = waiting.recv() {
        if link.as_ref().is_none_or(|link| link.client.is_closed()) {
            link = connect(url).inspect_err(|error| tracing::error!(error = describe(error), "cannot reach PostgreSQL")).ok();
        }
        let mut work = match (&mut link, request) {
            (Some(link), Request::Read(mut work)) => {
                if let Err(fault) = read(link, context, work.as_mut()) {
                    work.failed(fault);
                }
                work
            }
            (Some(link), Request::Write(mut work)) => {
                if let Err(fault) = write(link, context, work.as_mut(), turn, &mut rng) {
                    work.failed(fault);
                }
                work
            }
            (None, Request::Read(mut work) | Request::Write(mut work)) => {
                work.failed(Fault::new("PostgreSQL cannot be reached"));
                work
            }
        };
        if link.as_ref().is_some_and(|link| link.client.is_closed()) {
            link = None;
            work.failed(Fault::new("the connection to PostgreSQL was lost"));
        }
        work.answer();
    }
}

fn read(link: &mut Link, context: &Context, work: &mut dyn Work) -> Result<(), Fault> {
    begin(link, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")?;
    work.run_read(&mut Read::new(context, Connection::Postgres(link)));
    link.client.batch_execute("ROLLBACK").map_err(|error| Fault::because("closing a read transaction", error))
}

#[expect(clippy::disallowed_methods, reason = "nothing tells when a collision is over, so each waits for a moment of its own")]
fn write(link: &mut Link, context: &Context, work: &mut dyn Work, turn: &RwLock<()>, rng: &mut StdRng) -> Result<(), Fault> {
    for attempt in 1..=TRIES {
        let is_settled = if attempt <= TRIES_TOGETHER {
            let _with_others = turn.read().unwrap_or_else(PoisonError::into_inner);
            try_to_write(link, context, work, rng)?
        } else {
            let _alone = turn.write().unwrap_or_else(PoisonError::into_inner);
            try_to_write(link, context, work, rng)?
        };
        if is_settled {
            return Ok(());
        }
        // Apart by chance, so that two that collided do not meet again.
        thread::sleep(Duration::from_micros(rng.random_range(0..1_000 * u64::from(attempt))));
    }
    Err(Fault::new("a change collided with others too often"))
}

/// False when it collided with another write, and nothing of it was kept.
fn try_to_write(link: &mut Link, context: &Context, work: &mut dyn Work, rng: &mut StdRng) -> Result<bool, Fault> {
    begin(link, "BEGIN ISOLATION LEVEL SERIALIZABLE")?;
    link.last_error = None;
    let mut tx = Write::new(context, Connection::Postgres(link), rng);
    let keep = work.run_write(&mut tx);
    let changes = tx.changes;
    let collided = link.last_error.as_ref().is_some_and(is_collision);
    if !keep || collided {
        link.client.batch_execute("ROLLBACK").map_err(|error| Fault::because("undoing a write", error))?;
        return Ok(!collided);
    }
    let committed = link.client.batch_execute("COMMIT");
    if committed.as_ref().is_err_and(|error| error.code().is_some_and(is_collision)) {
        return Ok(false);
    }
    // Told also when the connection was lost: the commit may have come through, and a copy that is read again is no harm.
    context.tell(&changes);
    committed.map(|()| true).map_err(|error| Fault::because("committing", error))
}

fn begin(link: &mut Link, sql: &str) -> Result<(), Fault> {
    link.client.batch_execute(sql).map_err(|error| Fault::because("opening a transaction", error))
}

fn is_collision(state: &SqlState) -> bool {
    *state == SqlState::T_R_SERIALIZATION_FAILURE || *state == SqlState::T_R_DEADLOCK_DETECTED
}

fn describe(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
}

impl Link {
    fn statement(&mut self, sql: &'static str) -> Outcome<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = match self.client.prepare(sql) {
            Ok(statement) => statement,
            Err(error) => return Err(self.fault(sql, error).into()),
        };
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }

    fn run(&mut self, statement: &Statement, sql: &'static str, values: &[Bound<'_>]) -> Outcome<u64> {
        let values: Vec<_> = values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        self.client.execute(statement, &values).map_err(|error| self.fault(sql, error).into())
    }

    fn fault(&mut self, sql: &'static str, error: postgres::Error) -> Fault {
        self.last_error = error.code().cloned();
        Fault::because(format!("running {sql}"), error)
    }
}

pub(crate) fn each(
    link: &mut Link,
    sql: &'static str,
    binds: &[&dyn Bind],
    take: &mut dyn FnMut(&Row<'_>) -> Outcome<()>,
) -> Outcome<()> {
    let statement = link.statement(sql)?;
    let values: Vec<_> = binds.iter().map(|bind| bind.bind()).collect();
    let error = {
        match link.client.query_raw(&statement, &values) {
            Err(error) => error,
            Ok(mut rows) => loop {
                match rows.next() {
                    Ok(Some(row)) => take(&Row::Postgres(&row))?,
                    Ok(None) => return Ok(()),
                    Err(error) => break error,
                }
            },
        }
    };
    Err(link.fault(sql, error).into())
}

pub(crate) fn execute(link: &mut Link, sql: &'static str, binds: &[&dyn Bind]) -> Outcome<u64> {
    let statement = link.statement(sql)?;
    let values: Vec<_> = binds.iter().map(|bind| bind.bind()).collect();
    link.run(&statement, sql, &values)
}

pub(crate) fn execute_many(link: &mut Link, sql: &'static str, rows: &[Vec<Value>]) -> Outcome<u64> {
    let statement = link.statement(sql)?;
    let mut touched = 0;
    for row in rows {
        let values: Vec<_> = row.iter().map(Bind::bind).collect();
        touched += link.run(&statement, sql, &values)?;
    }
    Ok(touched)
}
