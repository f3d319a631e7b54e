//! A fresh database for each test: an SQLite file, or a PostgreSQL database cut from a template that was migrated once.

use db::{Db, Location, MIGRATIONS, Randomness};
use kernel::{Clock, Environment, Time};
use postgres::{Client, NoTls};
use std::{
    ffi::OsString,
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

const SERVER: &str = "KONTOR_TEST_POSTGRES";

/// Where a test's rows live; gone when dropped.
pub struct Place {
    pub location: Location,
    kept: Kept,
}

enum Kept {
    Folder { _folder: tempfile::TempDir },
    Database { server: String, name: String },
}

impl Place {
    /// How a command finds the database of production, with its keys in `data`.
    pub fn options(&self, data: &Path) -> Vec<OsString> {
        let mut options = vec!["--data".into()];
        match &self.location {
            Location::Sqlite(file) => options.push(file.parent().unwrap().into()),
            Location::Postgres { url, .. } => options.extend([data.into(), "--production-database".into(), url.into()]),
        }
        options
    }
}

/// A migrated database with nothing in it.
pub fn place() -> Place {
    match std::env::var(SERVER) {
        Ok(server) => cut_from_template(server),
        Err(_) => {
            let folder = tempfile::tempdir().unwrap();
            let location = Location::Sqlite(folder.path().join("production.db"));
            Place { location, kept: Kept::Folder { _folder: folder } }
        }
    }
}

/// An open one, for tests that ask nothing of the house.
pub fn fresh() -> (Db, Place) {
    let place = place();
    let clock = Clock::manual(Time::from_unix_millis(1_764_000_000_000));
    (Db::open(&place.location, Environment::Sandbox, clock, Randomness::Seed(1)).unwrap(), place)
}

fn cut_from_template(server: String) -> Place {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| apart(&server, make_template)).clone();
    let name = format!("kontor_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let sql = format!("CREATE DATABASE {name} TEMPLATE {template}");
    apart(&server, move |admin, _| admin.batch_execute(&sql).unwrap());
    let location = Location::Postgres { url: address(&server, &name), connections: 3 };
    Place { location, kept: Kept::Database { server, name } }
}

/// Named by what is in the migrations, so it is made once a schema and serves every later run on the same server.
fn make_template(admin: &mut Client, server: &str) -> String {
    let mut hasher = DefaultHasher::new();
    MIGRATIONS.hash(&mut hasher);
    let name = format!("kontor_template_{:016x}", hasher.finish());
    // Test processes that start together make it one after the other.
    admin.batch_execute("SELECT pg_advisory_lock(7061)").unwrap();
    if admin.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).unwrap().is_none() {
        let draft = format!("{name}_draft");
        admin.batch_execute(&format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)")).unwrap();
        admin.batch_execute(&format!("CREATE DATABASE {draft}")).unwrap();
        let location = Location::Postgres { url: address(server, &draft), connections: 1 };
        drop(Db::open(&location, Environment::Sandbox, Clock::System, Randomness::System).unwrap());
        // A database cannot be renamed while the migration's connection is still on its way out.
        admin.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", &[&draft]).unwrap();
        admin.batch_execute(&format!("ALTER DATABASE {draft} RENAME TO {name}")).unwrap();
    }
    admin.batch_execute("SELECT pg_advisory_unlock(7061)").unwrap();
    name
}

/// The server's address with another database's name.
fn address(server: &str, name: &str) -> String {
    let (before, after) = server.rsplit_once('/').unwrap();
    let query = after.split_once('?').map_or(String::new(), |(_, query)| format!("?{query}"));
    format!("{before}/{name}{query}")
}

/// On a thread of its own: the blocking client does not bear an async runtime around it.
fn apart<T: Send + 'static>(server: &str, task: impl FnOnce(&mut Client, &str) -> T + Send + 'static) -> T {
    let server = server.to_owned();
    thread::spawn(move || task(&mut Client::connect(&server, NoTls).unwrap(), &server)).join().unwrap()
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Kept::Database { server, name } = &self.kept {
            let sql = format!("DROP DATABASE {name} WITH (FORCE)");
            apart(server, move |admin, _| admin.batch_execute(&sql).unwrap());
        }
    }
}
