//! The writer under interleavings of its callers that shuttle chooses: the real loop on a real SQLite, with its queue from
//! shuttle. How many writes share a commit, and in which order they come, is therefore up to the schedule. The statements
//! are those that every compare-and-set of the rules comes down to.

use super::write_loop;
use crate::{Change, Context, Randomness, Rule, Work, Write, WriteRule};
use kernel::{Clock, Environment, Fault, Outcome, Time};
use shuttle::{
    future::block_on,
    sync::{Mutex, mpsc},
    thread,
};
use std::sync::{Arc, RwLock};
use tokio::sync::oneshot;

const SCHEDULES: usize = 1_000;
const ROWS: &str = "CREATE TABLE tokens (hash TEXT PRIMARY KEY, successor TEXT); INSERT INTO tokens VALUES ('first', NULL); \
    CREATE TABLE kept (id BIGINT PRIMARY KEY, kept_by BIGINT NOT NULL REFERENCES kept (id) DEFERRABLE INITIALLY DEFERRED);";

type Told = Arc<Mutex<Vec<Change>>>;

/// A database whose writer runs until the last of those who ask has gone.
fn open() -> (mpsc::Sender<Box<dyn Work>>, Told, thread::JoinHandle<()>) {
    let told = Told::default();
    let listening = told.clone();
    let listener = move |changes: &[Change]| listening.lock().unwrap().extend_from_slice(changes);
    let (environment, clock) = (Environment::Production, Clock::manual(Time::from_unix_millis(1_764_000_000_000)));
    let context = Context { environment, clock, listeners: RwLock::new(vec![Box::new(listener)]) };
    let (writes, waiting) = mpsc::channel();
    let writer = thread::spawn(move || {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection.execute_batch("PRAGMA foreign_keys = ON").unwrap();
        connection.execute_batch(ROWS).unwrap();
        write_loop(&connection, &context, &waiting, Randomness::Seed(1).rng(0));
    });
    (writes, told, writer)
}

/// As [`crate::Db::write`] does it.
fn ask<T: Send + 'static>(
    writes: &mpsc::Sender<Box<dyn Work>>,
    rule: impl Fn(&mut Write<'_>) -> Outcome<T> + Send + 'static,
) -> Outcome<T> {
    let (reply, answer) = oneshot::channel();
    writes.send(Box::new(Rule { rule: WriteRule(rule), outcome: None, reply: Some(reply) })).unwrap();
    block_on(answer).unwrap()
}

/// Gives the token a successor if it has none; the one it has.
fn refresh(tx: &mut Write<'_>, mine: &str) -> Outcome<String> {
    tx.execute("UPDATE tokens SET successor = $1 WHERE hash = 'first' AND successor IS NULL", &[&mine])?;
    tx.announce("tokens", mine);
    let successor = tx.one("SELECT successor FROM tokens WHERE hash = 'first'", &[], |row| row.get("successor"))?;
    successor.ok_or_else(|| Fault::new("no such token").into())
}

fn has(told: &Told, id: &str) -> bool {
    told.lock().unwrap().iter().any(|change| change.id == id)
}

fn everybody_gets_the_same_successor() {
    let (writes, told, writer) = open();
    let client = |name: String| {
        let (writes, told) = (writes.clone(), told.clone());
        thread::spawn(move || {
            let mine = name.clone();
            let successor = ask(&writes, move |tx| refresh(tx, &mine)).unwrap();
            assert!(has(&told, &name), "who is answered was announced before");
            // Asked again, by whoever lost the answer.
            assert_eq!(ask(&writes, |tx| refresh(tx, "another")).unwrap(), successor);
            successor
        })
    };
    let clients: Vec<_> = (0..3).map(|place| client(format!("client {place}"))).collect();
    let broken = {
        let writes = writes.clone();
        thread::spawn(move || {
            let given_up = |tx: &mut Write<'_>| -> Outcome<()> {
                refresh(tx, "given up")?;
                Err(Fault::new("the rule found something wrong").into())
            };
            assert!(ask(&writes, given_up).is_err());
        })
    };
    drop(writes);
    let successors: Vec<_> = clients.into_iter().map(|client| client.join().unwrap()).collect();
    broken.join().unwrap();
    writer.join().unwrap();
    assert!(successors.iter().all(|successor| *successor == successors[0]), "{successors:?}");
    assert!(successors[0].starts_with("client"), "what was undone gave no successor: {successors:?}");
    assert!(!has(&told, "given up"), "what was undone was not announced");
}

/// A constraint that is looked at by the commit stands for a disk that is full.
fn nobody_in_a_group_that_failed_is_told_that_it_holds() {
    let (writes, told, writer) = open();
    let clients: Vec<_> = (0..3)
        .map(|place: i64| {
            let writes = writes.clone();
            thread::spawn(move || {
                let parent = if place == 0 { 99 } else { place };
                let stored = ask(&writes, move |tx| {
                    tx.announce("kept", place);
                    tx.execute("INSERT INTO kept (id, kept_by) VALUES ($1, $2)", &[&place, &parent])
                });
                let sql = "SELECT count(*) AS n FROM kept WHERE id = $1";
                let found = ask(&writes, move |tx| tx.number(sql, &[&place]));
                // Whoever looks may stand in a group that fails himself.
                if let Ok(found) = found {
                    assert_eq!(stored.is_ok(), found == 1, "client {place}: {stored:?}");
                }
                assert!(place != 0 || stored.is_err());
            })
        })
        .collect();
    drop(writes);
    clients.into_iter().for_each(|client| client.join().unwrap());
    writer.join().unwrap();
    assert!((0..3).all(|place| has(&told, &place.to_string())), "copies are read again whether it was stored or not");
}

#[test]
fn a_token_has_one_successor_however_its_refreshes_meet() {
    shuttle::check_random(everybody_gets_the_same_successor, SCHEDULES);
    shuttle::check_pct(everybody_gets_the_same_successor, SCHEDULES, 3);
}

#[test]
fn a_group_that_cannot_be_committed_is_refused_as_a_whole() {
    shuttle::check_random(nobody_in_a_group_that_failed_is_told_that_it_holds, SCHEDULES);
    shuttle::check_pct(nobody_in_a_group_that_failed_is_told_that_it_holds, SCHEDULES, 3);
}
