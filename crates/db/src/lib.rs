//! One handle over SQLite and PostgreSQL.
//!
//! A rule is a plain function over a transaction: [`Db::write`] runs it on a thread that owns a connection, so that a
//! statement costs a function call and no hop between tasks, and so that no network call, password hash or template can
//! slip into an open transaction (nothing there can be awaited). An error undoes all that the rule wrote; an answer is
//! given only after the commit is durable.
//!
//! - SQLite: WAL, one writer thread, a few reader threads. Writes that wait at the same time share one commit (group
//!   commit). When one of them fails after it has written something, all run again, each inside its own savepoint.
//! - PostgreSQL: a few connections; writes are SERIALIZABLE and run again from fresh reads when the database says that
//!   they collided. The rules therefore see the same thing on both: one writer after the other.
//!
//! SQL is one text for both, with `$1` placeholders that first appear in ascending order. Not portable, and therefore not
//! used: JSON functions, `ILIKE`, constraint names, `now()`.

mod migrations;
mod postgresql;
mod row;
mod sqlite;
mod transaction;
mod value;

pub use migrations::MIGRATIONS;
pub use row::{Column, Row};
pub use transaction::{Read, Write};
pub use value::{Bind, Value};

use kernel::{Clock, Environment, Fault, Outcome};
use rand::rngs::StdRng;
use std::{path::PathBuf, sync::Arc, sync::RwLock};
use tokio::sync::oneshot;

/// Where the rows live.
#[derive(Clone, Debug)]
pub enum Location {
    /// A file; made when missing.
    Sqlite(PathBuf),
    /// A `postgres://` address, and how many connections to hold.
    Postgres { url: String, connections: usize },
}

/// A database could not be opened. Each is one clear sentence for the person who started the program.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("cannot write the database {0}: {1}")]
    Unwritable(PathBuf, String),
    #[error(
        "the database has the migration {0}, which this program does not know: it was written by a newer Kontor; start that one"
    )]
    NewerSchema(String),
    #[error("cannot reach PostgreSQL: {0}")]
    Unreachable(String),
    #[error("cannot prepare the database: {0}")]
    Other(String),
}

/// Something that changed, told after the commit to whoever keeps a copy in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The noun: `apps`, `grants`, …
    pub noun: &'static str,
    pub id: String,
}

type Listener = Box<dyn Fn(&[Change]) + Send + Sync>;

/// What every transaction is given besides its connection.
pub(crate) struct Context {
    pub environment: Environment,
    pub clock: Clock,
    listeners: RwLock<Vec<Listener>>,
}

/// Hands out one [`StdRng`] per thread that writes. [`Randomness::System`] is what a running platform uses; a seed makes
/// a test repeatable.
#[derive(Clone, Copy, Debug)]
pub enum Randomness {
    System,
    Seed(u64),
}

#[derive(Clone)]
pub struct Db {
    context: Arc<Context>,
    backend: Backend,
}

#[derive(Clone)]
enum Backend {
    Sqlite(sqlite::Sqlite),
    Postgres(postgresql::Postgres),
}

/// A rule as a worker thread sees it: it runs in a transaction, keeps its answer to itself, and hands it over when told
/// how the commit went.
pub(crate) trait Work: Send {
    /// True when the transaction is to be kept.
    fn run_read(&mut self, tx: &mut Read<'_>);
    fn run_write(&mut self, tx: &mut Write<'_>) -> bool;
    fn failed(&mut self, fault: Fault);
    fn answer(self: Box<Self>);
}

struct Rule<F, T> {
    rule: F,
    outcome: Option<Outcome<T>>,
    reply: Option<oneshot::Sender<Outcome<T>>>,
}

impl Db {
    /// Opens the database and brings its schema up to date.
    pub fn open(location: &Location, environment: Environment, clock: Clock, randomness: Randomness) -> Result<Db, OpenError> {
        let context = Arc::new(Context { environment, clock, listeners: RwLock::new(Vec::new()) });
        let backend = match location {
            Location::Sqlite(path) => Backend::Sqlite(sqlite::Sqlite::open(path, context.clone(), randomness)?),
            Location::Postgres { url, connections } => {
                Backend::Postgres(postgresql::Postgres::open(url, *connections, context.clone(), randomness)?)
            }
        };
        Ok(Db { context, backend })
    }

    pub fn environment(&self) -> Environment {
        self.context.environment
    }

    pub fn clock(&self) -> &Clock {
        &self.context.clock
    }

    /// Calls `listener` after each commit with what it announced, before the writer is answered: whoever got an answer
    /// can rely on every copy in this process being up to date.
    pub fn on_commit(&self, listener: impl Fn(&[Change]) + Send + Sync + 'static) {
        let mut listeners = self.context.listeners.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        listeners.push(Box::new(listener));
    }

    /// Runs `rule` on a snapshot.
    pub async fn read<T: Send + 'static>(&self, rule: impl Fn(&mut Read<'_>) -> Outcome<T> + Send + 'static) -> Outcome<T> {
        let (reply, answer) = oneshot::channel();
        self.submit_read(Box::new(Rule { rule: ReadRule(rule), outcome: None, reply: Some(reply) }));
        answer.await.unwrap_or_else(|_| Err(gone().into()))
    }

    /// Runs `rule` in a transaction of its own and answers when the commit is durable. The rule may run more than once;
    /// only the last run counts.
    pub async fn write<T: Send + 'static>(&self, rule: impl Fn(&mut Write<'_>) -> Outcome<T> + Send + 'static) -> Outcome<T> {
        let (reply, answer) = oneshot::channel();
        self.submit_write(Box::new(Rule { rule: WriteRule(rule), outcome: None, reply: Some(reply) }));
        answer.await.unwrap_or_else(|_| Err(gone().into()))
    }

    /// [`Db::read`] for a command's own thread.
    pub fn read_blocking<T: Send + 'static>(&self, rule: impl Fn(&mut Read<'_>) -> Outcome<T> + Send + 'static) -> Outcome<T> {
        let (reply, answer) = oneshot::channel();
        self.submit_read(Box::new(Rule { rule: ReadRule(rule), outcome: None, reply: Some(reply) }));
        answer.blocking_recv().unwrap_or_else(|_| Err(gone().into()))
    }

    /// [`Db::write`] for a command's own thread.
    pub fn write_blocking<T: Send + 'static>(&self, rule: impl Fn(&mut Write<'_>) -> Outcome<T> + Send + 'static) -> Outcome<T> {
        let (reply, answer) = oneshot::channel();
        self.submit_write(Box::new(Rule { rule: WriteRule(rule), outcome: None, reply: Some(reply) }));
        answer.blocking_recv().unwrap_or_else(|_| Err(gone().into()))
    }

    /// Asks the database to parse `sql` without running it, for the law that every statement prepares on both.
    pub fn prepare(&self, sql: &str) -> Result<(), String> {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.prepare(sql),
            Backend::Postgres(postgres) => postgres.prepare(sql),
        }
    }

    fn submit_read(&self, work: Box<dyn Work>) {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.submit_read(work),
            Backend::Postgres(postgres) => postgres.submit(postgresql::Request::Read(work)),
        }
    }

    fn submit_write(&self, work: Box<dyn Work>) {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.submit_write(work),
            Backend::Postgres(postgres) => postgres.submit(postgresql::Request::Write(work)),
        }
    }
}

fn gone() -> Fault {
    Fault::new("the database has been closed")
}

impl Context {
    pub(crate) fn tell(&self, changes: &[Change]) {
        if changes.is_empty() {
            return;
        }
        let listeners = self.listeners.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        for listener in listeners.iter() {
            listener(changes);
        }
    }
}

impl Randomness {
    #[expect(clippy::disallowed_methods, reason = "the one place where the system's randomness is drawn")]
    pub(crate) fn rng(self, thread: u64) -> StdRng {
        match self {
            Randomness::System => rand::make_rng(),
            Randomness::Seed(seed) => rand::SeedableRng::seed_from_u64(seed.wrapping_add(thread)),
        }
    }
}

// === impl Work ===

struct ReadRule<F>(F);
struct WriteRule<F>(F);

impl<F, T: Send> Work for Rule<ReadRule<F>, T>
where
    F: Fn(&mut Read<'_>) -> Outcome<T> + Send,
{
    fn run_read(&mut self, tx: &mut Read<'_>) {
        self.outcome = Some(guarded(|| (self.rule.0)(tx)));
    }

    fn run_write(&mut self, _: &mut Write<'_>) -> bool {
        unreachable!("a read is never given to a writer")
    }

    fn failed(&mut self, fault: Fault) {
        self.outcome = Some(Err(fault.into()));
    }

    fn answer(mut self: Box<Self>) {
        send(&mut self.reply, &mut self.outcome);
    }
}

impl<F, T: Send> Work for Rule<WriteRule<F>, T>
where
    F: Fn(&mut Write<'_>) -> Outcome<T> + Send,
{
    fn run_read(&mut self, _: &mut Read<'_>) {
        unreachable!("a write is never given to a reader")
    }

    fn run_write(&mut self, tx: &mut Write<'_>) -> bool {
        let outcome = guarded(|| (self.rule.0)(tx));
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        keep
    }

    fn failed(&mut self, fault: Fault) {
        self.outcome = Some(Err(fault.into()));
    }

    fn answer(mut self: Box<Self>) {
        send(&mut self.reply, &mut self.outcome);
    }
}

fn send<T>(reply: &mut Option<oneshot::Sender<Outcome<T>>>, outcome: &mut Option<Outcome<T>>) {
    if let (Some(reply), Some(outcome)) = (reply.take(), outcome.take()) {
        // Who asked may have gone away; what was committed stays.
        drop(reply.send(outcome));
    }
}

/// A panic in one rule is that caller's fault answer, not the end of the thread that serves everybody.
fn guarded<T>(rule: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(rule)).unwrap_or_else(|_| Err(Fault::new("a rule panicked").into()))
}
