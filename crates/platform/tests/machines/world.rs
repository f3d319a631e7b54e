//! The real rules over a real SQLite file, which can be left in the middle of a transaction.

use crate::model::{Access, Policy};
use db::{Db, Location, Randomness, Read, Write};
use kernel::{Actor, Clock, Environment, Fault, Id, Outcome, Time, kinds};
use office::{
    files::{MediaType, Upload},
    notices::Language,
};
use platform::{
    accounts::{self, NewAccount, Role, password},
    app_categories::{self, AppCategory},
    approvals::{self, Verdict},
    apps::{self, App, NewApp},
    category_changes,
    developers::{self, DeveloperKind, NewDeveloper},
    grants::{self, AuthorizationRequest, Client, CodeError, CodeExchange, Issued, RefreshError},
    merchants::{self, Documents, NewMerchant},
};
use protocol::{KeyRing, Token, TokenKind};
use rand::{SeedableRng, rngs::StdRng};
use std::{
    cell::{Cell, RefCell},
    fs,
    path::Path,
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};
use tempfile::TempDir;

const START: Time = Time::from_unix_millis(1_764_000_000_000);
const FILE: &str = "kontor.db";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub access: String,
    pub refresh: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Owner,
    /// Another developer's app, which came by the token.
    Stranger,
}

/// The process dies in the middle of a step. What is on the disk then is taken while the transaction is open, or when it
/// has been committed and nothing has been tidied up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crash {
    BeforeCommit,
    AfterCommit,
}

/// Who is there.
#[derive(Clone)]
struct People {
    operator: Actor,
    member: Actor,
    merchant: Id<kinds::Merchant>,
    category: AppCategory,
    /// The one that keeps a secret, and the public one, with who speaks for each.
    apps: [(Actor, App); 2],
    stranger: App,
}

pub struct World {
    db: Db,
    folder: TempDir,
    clock: Clock,
    keys: Arc<KeyRing>,
    people: People,
    owner: Actor,
    app: App,
    crash: Cell<Option<Crash>>,
    /// What the crash left.
    image: RefCell<Option<TempDir>>,
    leaves_no_trace: Cell<bool>,
    /// Each opening draws other tokens.
    seed: u64,
}

impl World {
    pub fn new(policy: &Policy) -> World {
        static FURNISHED: OnceLock<(Vec<u8>, People)> = OnceLock::new();
        let (file, people) = FURNISHED.get_or_init(|| {
            let folder = folder();
            let people = open(folder.path(), &Clock::manual(START), 1).write_blocking(furnish).unwrap();
            (whole(folder.path()), people)
        });
        let (folder, clock, people) = (folder(), Clock::manual(START), people.clone());
        fs::write(folder.path().join(FILE), file).unwrap();
        let db = open(folder.path(), &clock, 2);
        let category = AppCategory {
            retry: policy.retry,
            drain: policy.drain,
            access_test: policy.access,
            access_online: policy.access,
            refresh_test: policy.refresh,
            refresh_online: policy.refresh,
            refresh_fixed: policy.refresh_fixed,
            ..people.category.clone()
        };
        let operator = people.operator.clone();
        db.write_blocking(move |tx| category_changes::change(tx, &operator, &category)).unwrap();
        let (owner, app) = people.apps[usize::from(policy.is_public)].clone();
        World {
            db,
            folder,
            clock,
            keys: Arc::new(keys()),
            people,
            owner,
            app,
            crash: Cell::new(None),
            image: RefCell::new(None),
            leaves_no_trace: Cell::new(false),
            seed: 2,
        }
    }

    pub fn now(&self) -> Time {
        self.clock.now()
    }

    pub fn wait(&self, time: Duration) {
        self.clock.advance(time);
    }

    // --- dying ---

    pub fn crash_in_next(&self, crash: Option<Crash>) {
        self.crash.set(crash);
    }

    /// Goes on with what the crash left, if there was one.
    pub fn come_back(&mut self) {
        if let Some(left) = self.image.take() {
            self.seed += 1;
            self.db = open(left.path(), &self.clock, self.seed);
            self.folder = left;
        }
        self.crash.set(None);
    }

    /// Asks what would be answered, and undoes it.
    pub fn without_a_trace<T>(&self, ask: impl FnOnce() -> T) -> T {
        self.leaves_no_trace.set(true);
        let answer = ask();
        self.leaves_no_trace.set(false);
        answer
    }

    /// Runs the rule as the platform does, with the accidents that were ordered.
    fn write<T: Send + 'static>(&self, rule: impl Fn(&mut Write<'_>) -> Outcome<T> + Send + 'static) -> Outcome<T> {
        if self.leaves_no_trace.get() {
            let answer = Arc::new(Mutex::new(None));
            let heard = answer.clone();
            let undone = self.db.write_blocking(move |tx| -> Outcome<()> {
                *heard.lock().unwrap() = Some(rule(tx));
                Err(Fault::new("only asked").into())
            });
            assert!(undone.is_err());
            let answer = answer.lock().unwrap().take();
            return answer.unwrap();
        }
        match self.crash.take() {
            None => self.db.write_blocking(rule),
            Some(Crash::AfterCommit) => {
                let answer = self.db.write_blocking(rule);
                *self.image.borrow_mut() = Some(image(self.folder.path()));
                answer
            }
            Some(Crash::BeforeCommit) => {
                let (from, left) = (self.folder.path().to_owned(), Arc::new(Mutex::new(None)));
                let taken = left.clone();
                let answer = self.db.write_blocking(move |tx| {
                    let answer = rule(tx);
                    *taken.lock().unwrap() = Some(image(&from));
                    answer
                });
                *self.image.borrow_mut() = left.lock().unwrap().take();
                answer
            }
        }
    }

    fn read<T: Send + 'static>(&self, rule: impl Fn(&mut Read<'_>) -> Outcome<T> + Send + 'static) -> T {
        self.db.read_blocking(rule).unwrap()
    }

    // --- what people and apps do ---

    /// The merchant's member allows the app; the code.
    pub fn authorise(&self) -> String {
        let (by, merchant) = (self.people.member.clone(), self.people.merchant.clone());
        let request = AuthorizationRequest {
            client_id: Some(self.app.id.to_string()),
            response_type: Some("code".to_owned()),
            code_challenge: Some(CHALLENGE.to_owned()),
            code_challenge_method: Some("S256".to_owned()),
            ..AuthorizationRequest::default()
        };
        let allowed = self.write(move |tx| grants::allow(tx, &by, &merchant, &request)).unwrap();
        allowed.unwrap().code.expose().to_owned()
    }

    pub fn exchange(&self, who: Who, code: &str, is_right: bool, redirect: Option<&'static str>) -> Result<Pair, CodeError> {
        let (app, code) = (self.client(who), code.to_owned());
        let redeemed = self.write(move |tx| {
            let client = Client { app: &app, secret: None, jkt: None };
            let verifier = Some(if is_right { VERIFIER } else { "a-verifier-that-somebody-made-up-somewhere-else" });
            grants::redeem_code(tx, &CodeExchange { client, code: &code, redirect_uri: redirect, verifier })
        });
        redeemed.unwrap().map(Pair::of)
    }

    pub fn refresh(&self, who: Who, presented: &str) -> Result<Pair, RefreshError> {
        let (app, keys, presented) = (self.client(who), self.keys.clone(), presented.to_owned());
        let refreshed =
            self.write(move |tx| grants::refresh(tx, &keys, &Client { app: &app, secret: None, jkt: None }, &presented, None));
        refreshed.unwrap().map(Pair::of)
    }

    pub fn give_back(&self, who: Who, presented: &str) {
        let (app, presented) = (self.client(who), presented.to_owned());
        self.write(move |tx| grants::revoke(tx, &Client { app: &app, secret: None, jkt: None }, &presented)).unwrap();
    }

    /// The merchant takes the permission away, or the developer gives it back; false when there never was one.
    pub fn remove(&self, is_merchant: bool) -> bool {
        let (people, owner, app) = (self.people.clone(), self.owner.clone(), self.app.clone());
        let removed = self.write(move |tx| match is_merchant {
            true => grants::remove(tx, &people.member, &people.merchant, &app.id),
            false => grants::remove_by_app(tx, &owner, &app.developer, &app.id, &people.merchant),
        });
        removed.is_ok()
    }

    pub fn sweep(&self) {
        while self.write(|tx| grants::sweep(tx, 100)).unwrap() > 0 {}
        let mut after = None;
        loop {
            after = self.write(move |tx| grants::sweep_dead(tx, after.as_ref(), 100)).unwrap();
            if after.is_none() {
                return;
            }
        }
    }

    // --- what is true ---

    /// As the gateway judges it.
    pub fn access(&self, access: &str) -> Option<Access> {
        let hash = Token::parse(access, TokenKind::Access).unwrap().hash();
        let now = self.now();
        self.read(move |tx| {
            let Some(token) = grants::find_access(tx, &hash)? else { return Ok(None) };
            let grant = grants::find(tx, &token.grant)?.unwrap();
            let is_ended = grant.removal.is_some() || grant.generation != token.generation;
            Ok(Some(match () {
                () if is_ended || token.revoked_at.is_some_and(|at| at <= now) => Access::Revoked,
                () if token.expires_at <= now => Access::Expired,
                () => Access::Works,
            }))
        })
    }

    /// As introspection tells it.
    pub fn is_live(&self, refresh: &str) -> bool {
        let (app, refresh) = (self.app.id.clone(), refresh.to_owned());
        self.read(move |tx| grants::find_live_refresh(tx, Some(&app), &refresh)).is_some()
    }

    fn client(&self, who: Who) -> App {
        match who {
            Who::Owner => self.app.clone(),
            Who::Stranger => self.people.stranger.clone(),
        }
    }
}

impl Pair {
    fn of(issued: Issued) -> Pair {
        Pair { access: issued.access.expose().to_owned(), refresh: issued.refresh.expose().to_owned() }
    }
}

fn keys() -> KeyRing {
    KeyRing::generate(&mut StdRng::seed_from_u64(7))
}

/// In memory where the system offers it: what a crash leaves is copied, so no disk is needed to be true to it.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

fn open(folder: &Path, clock: &Clock, seed: u64) -> Db {
    Db::open(&Location::Sqlite(folder.join(FILE)), Environment::Production, clock.clone(), Randomness::Seed(seed)).unwrap()
}

/// What is on the disk at this moment: the database and its log, without the memory that processes share.
fn image(from: &Path) -> TempDir {
    let to = folder();
    for name in [FILE.to_owned(), format!("{FILE}-wal")] {
        if from.join(&name).exists() {
            fs::copy(from.join(&name), to.path().join(&name)).unwrap();
        }
    }
    to
}

/// The database as one file, its log written back.
fn whole(folder: &Path) -> Vec<u8> {
    let copy = image(folder);
    let connection = rusqlite::Connection::open(copy.path().join(FILE)).unwrap();
    connection.pragma_update(None, "journal_mode", "DELETE").unwrap();
    drop(connection);
    fs::read(copy.path().join(FILE)).unwrap()
}

// --- furnishing ---

fn furnish(tx: &mut Write<'_>) -> Outcome<People> {
    app_categories::ensure_shipped(tx)?;
    let id = accounts::ensure_operator(tx, "wei@kontor.example", "Li Wei", &password::dummy_hash(), Role::Owner)?;
    let operator = actor(id);
    let member = person(tx, "mei@tea.example")?;
    let merchant = store(tx, &operator, &member)?;
    let category = app_categories::find_by_slug(tx, "commercial-developer")?.unwrap();
    let apps = [
        developer_with_app(tx, &operator, "ada@erp.example", &category, false)?,
        developer_with_app(tx, &operator, "bob@desk.example", &category, true)?,
    ];
    let (_, stranger) = developer_with_app(tx, &operator, "eve@stranger.example", &category, false)?;
    Ok(People { operator, member, merchant, category, apps, stranger })
}

fn actor(id: Id<kinds::Account>) -> Actor {
    Actor { who: kernel::Who::Account(id), address: None }
}

fn person(tx: &mut Write<'_>, email: &str) -> Outcome<Actor> {
    let password_hash = password::dummy_hash();
    let new = NewAccount { email: email.to_owned(), name: "Mei Lin".to_owned(), language: Language::English, password_hash };
    let visitor = Actor { who: kernel::Who::Visitor, address: None };
    Ok(actor(accounts::register(tx, &visitor, &new)?.id))
}

fn store(tx: &mut Write<'_>, operator: &Actor, member: &Actor) -> Outcome<Id<kinds::Merchant>> {
    let new = NewMerchant {
        name: "Jade Mountain Tea".to_owned(),
        legal_name: "Jade Mountain Tea Ltd".to_owned(),
        licence_no: "91350000".to_owned(),
        country: "CN".to_owned(),
        timezone: "Asia/Shanghai".to_owned(),
        currency: "CNY".to_owned(),
    };
    let documents = Documents { licence: Some(document()), identity: Some(document()) };
    let merchant = merchants::register(tx, member, member.account().unwrap(), &new, &documents)?;
    let case = approvals::history(tx, merchant.id.as_str())?.remove(0).id;
    merchants::decide(tx, operator, &case, &Verdict::Approve)?;
    Ok(merchant.id)
}

fn developer_with_app(
    tx: &mut Write<'_>,
    operator: &Actor,
    email: &str,
    category: &AppCategory,
    is_public: bool,
) -> Outcome<(Actor, App)> {
    let owner = person(tx, email)?;
    let new = NewDeveloper {
        kind: DeveloperKind::Company,
        name: "Pearl Harbour Software".to_owned(),
        legal_name: "Pearl Harbour Software Ltd".to_owned(),
        country: "CN".to_owned(),
        registration_no: "91310000MA1K".to_owned(),
        website: "https://pearl.example".to_owned(),
        phone: "+86 21 5555 0100".to_owned(),
    };
    let developer = developers::register(tx, &owner, owner.account().unwrap(), &new, &[document()])?;
    let case = approvals::history(tx, developer.id.as_str())?.remove(0).id;
    developers::decide(tx, operator, &case, &Verdict::Approve)?;
    let application = app_categories::apply(tx, &owner, &developer.id, &category.id, "we connect warehouses", None)?;
    let case = approvals::history(tx, application.id.as_str())?.remove(0).id;
    app_categories::decide(tx, operator, &case, &Verdict::Approve)?;
    let new = NewApp {
        developer: developer.id,
        category: category.id.clone(),
        name: "Stock Pilot".to_owned(),
        redirect_uris: vec!["https://erp.example/callback".to_owned()],
        is_public,
        logo: None,
    };
    let (app, _) = apps::create(tx, &owner, &keys(), &new)?;
    Ok((owner, app))
}

fn document() -> (Upload, MediaType) {
    (Upload { name: "licence.pdf".to_owned(), bytes: b"%PDF-1.7\n%%EOF\n".to_vec() }, MediaType::Pdf)
}
