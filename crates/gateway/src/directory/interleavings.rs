//! What is held in memory, under interleavings of readers and writers that shuttle chooses: the real [`Held`], with its lock
//! and its maps from shuttle, so that threads can change over before each step. The database is a model: rows that change at
//! one instant, and readers who see a snapshot of them.

use super::{AppStanding, Found, Held, Standing};
use db::Change;
use kernel::{Environment, Id, Kind, Time};
use platform::{
    app_categories::Strategy,
    apps::{App, Stage},
    grants::{AppTokenFacts, Grant, Removal, RemovalSide, TokenFacts},
};
use protocol::Hash;
use rand::{SeedableRng, rngs::StdRng};
use shuttle::{
    future::block_on,
    sync::{Mutex, atomic::AtomicBool, atomic::Ordering},
    thread,
};
use std::{collections::HashMap, hash::Hash as Key, sync::Arc};

const SCHEDULES: usize = 500;
const NOW: Time = Time::from_unix_millis(1_764_000_000_000);
const LATER: Time = Time::from_unix_millis(1_764_000_600_000);
const MERCHANTS: Hash = [1; 32];
const OWN: Hash = [2; 32];

/// What the directory uses of its cache, with room for everything.
pub(super) struct Cache<K, V>(Mutex<HashMap<K, V>>);

impl<K: Key + Eq, V: Clone> Cache<K, V> {
    pub(super) fn new(_: u64) -> Cache<K, V> {
        Cache(Mutex::new(HashMap::new()))
    }

    pub(super) fn get(&self, key: &K) -> Option<V> {
        self.0.lock().unwrap().get(key).cloned()
    }

    pub(super) fn insert(&self, key: K, value: V) {
        self.0.lock().unwrap().insert(key, value);
    }

    pub(super) fn invalidate(&self, key: &K) {
        self.0.lock().unwrap().remove(key);
    }

    pub(super) fn invalidate_all(&self) {
        self.0.lock().unwrap().clear();
    }
}

/// A change that ends what a token can do.
#[derive(Clone, Copy, Debug)]
enum End {
    Token,
    Grant,
    App,
    OwnToken,
}

/// The rows behind one token that a merchant allowed and one of the app's own.
#[derive(Clone)]
struct Rows {
    token: TokenFacts,
    own_token: AppTokenFacts,
    grant: Grant,
    app: App,
}

fn id<K: Kind>(seed: u64) -> Id<K> {
    Id::new(Environment::Production, NOW, &mut StdRng::seed_from_u64(seed))
}

impl Rows {
    fn new() -> Rows {
        let app = App {
            id: id(1),
            slug: "stock-pilot".to_owned(),
            developer: id(2),
            category: id(3),
            name: "Stock Pilot".to_owned(),
            redirect_uris: Vec::new(),
            is_public: false,
            jwks: None,
            logo: None,
            stage: Stage::Online,
            stage_reason: None,
            stage_since: NOW,
            created_at: NOW,
        };
        let grant = Grant {
            id: id(4),
            merchant: id(5),
            app: app.id.clone(),
            permissions: Vec::new(),
            generation: 1,
            strategy: Strategy::AnyMerchant,
            granted_by: id(6),
            granted_at: NOW,
            last_used_at: None,
            expiry_told_at: None,
            removal: None,
        };
        let token =
            TokenFacts { grant: grant.id.clone(), generation: 1, issued_at: NOW, expires_at: LATER, jkt: None, revoked_at: None };
        let own_token = AppTokenFacts { app: app.id.clone(), issued_at: NOW, expires_at: LATER, jkt: None, revoked_at: None };
        Rows { token, own_token, grant, app }
    }

    fn find(&self, hash: &Hash) -> Found {
        let app = Arc::new(self.app.clone());
        if *hash == OWN {
            return Found::App(AppStanding { token: Arc::new(self.own_token.clone()), app });
        }
        Found::Merchant(Standing { token: Arc::new(self.token.clone()), grant: Arc::new(self.grant.clone()), app })
    }

    fn change(&mut self, end: End) -> Change {
        match end {
            End::Token => self.token.revoked_at = Some(NOW),
            End::OwnToken => self.own_token.revoked_at = Some(NOW),
            End::App => self.app.stage = Stage::Suspended,
            End::Grant => {
                self.grant.generation += 1;
                self.grant.removal = Some(Removal { at: NOW, by: "mei".to_owned(), side: RemovalSide::Merchant });
            }
        }
        let hex = |byte: u8| format!("{byte:02x}").repeat(32);
        let (noun, id) = match end {
            End::Token => ("tokens", hex(1)),
            End::OwnToken => ("tokens", hex(2)),
            End::Grant => ("grants", self.grant.id.to_string()),
            End::App => ("apps", self.app.id.to_string()),
        };
        Change { noun, id }
    }
}

struct World {
    rows: Mutex<Rows>,
    held: Held,
    /// The writer has been answered.
    is_answered: AtomicBool,
}

impl World {
    fn new() -> Arc<World> {
        Arc::new(World { rows: Mutex::new(Rows::new()), held: Held::new(), is_answered: AtomicBool::new(false) })
    }

    /// What `db` does: commit, tell, answer.
    fn write(&self, end: End) {
        let change = self.rows.lock().unwrap().change(end);
        self.held.forget(&change);
        self.is_answered.store(true, Ordering::SeqCst);
    }

    /// A call: true when the token opens something.
    fn call(&self, hash: &Hash) -> bool {
        let load = async { Ok(Some(self.rows.lock().unwrap().find(hash))) };
        let found = block_on(self.held.find_or(hash, load)).unwrap().unwrap();
        !found.is_revoked(NOW) && found.app().stage.works()
    }
}

/// Two calls that begin at any time, one change, and one call that begins when the change has been answered.
fn a_confirmed_end_holds(end: End, hash: Hash) {
    let world = World::new();
    let mut tasks = Vec::new();
    for _ in 0..2 {
        let world = world.clone();
        tasks.push(thread::spawn(move || {
            let was_answered = world.is_answered.load(Ordering::SeqCst);
            let works = world.call(&hash);
            assert!(!(was_answered && works), "{end:?}: worked after its end was confirmed");
        }));
    }
    let writer = world.clone();
    tasks.push(thread::spawn(move || {
        writer.write(end);
        assert!(!writer.call(&hash), "{end:?}: worked on the very next call");
    }));
    tasks.into_iter().for_each(|task| task.join().unwrap());
    assert!(!world.call(&hash), "{end:?}: came back");
}

#[test]
fn what_was_ended_is_refused_from_the_very_next_call_whatever_readers_were_at() {
    for (end, hash) in
        [(End::Token, MERCHANTS), (End::Grant, MERCHANTS), (End::App, MERCHANTS), (End::OwnToken, OWN), (End::App, OWN)]
    {
        shuttle::check_random(move || a_confirmed_end_holds(end, hash), SCHEDULES);
        shuttle::check_pct(move || a_confirmed_end_holds(end, hash), SCHEDULES, 3);
    }
}

/// The check above is worth something only if copies are kept at all.
#[test]
fn what_nobody_changed_is_kept() {
    shuttle::check_random(
        || {
            let world = World::new();
            assert!(world.call(&MERCHANTS) && world.call(&OWN));
            assert!(world.held.find(&MERCHANTS).is_some() && world.held.find(&OWN).is_some());
        },
        1,
    );
}
