//! What the hot path needs to know, in memory: tokens by hash, grants and apps by id, and what apps' secrets are recognised
//! by. A call asks the database only for what has not been asked before or has changed since.
//!
//! Every rule announces what it changed; the announcement arrives after the commit and before the writer is answered, so
//! that a removal holds on the very next call. A reader that loaded a row while it was being changed must not put the old
//! one back, not even for a moment: it notes the epoch before it loads, and keeps what it found only if no announcement came
//! since, in one step.

use db::{Change, Db};
use kernel::{Id, Outcome, Time, kinds};
use platform::{
    apps::{self, App, SecretProof},
    grants::{self, AppTokenFacts, Grant, TokenFacts},
    resource_servers::{self, Credential},
};
use protocol::{Hash, KeyRing};
use std::sync::{Arc, PoisonError};

#[cfg(test)]
use interleavings::Cache;
#[cfg(not(test))]
use moka::sync::Cache;
#[cfg(test)]
use shuttle::sync::RwLock;
#[cfg(not(test))]
use std::sync::RwLock;

#[cfg(test)]
mod interleavings;

/// About 100 bytes each.
const TOKENS: u64 = 100_000;
const GRANTS: u64 = 50_000;
const APPS: u64 = 20_000;
const RESOURCE_SERVERS: u64 = 1_000;

#[derive(Clone)]
pub struct Directory {
    db: Db,
    keys: Arc<KeyRing>,
    held: Arc<Held>,
}

struct Held {
    /// Grows with each change. Keeping holds it for reading and forgetting for writing: between the look at it and the
    /// keeping nothing can change, so an old row is not even seen for a moment.
    epoch: RwLock<u64>,
    tokens: Cache<Hash, Arc<TokenFacts>>,
    app_tokens: Cache<Hash, Arc<AppTokenFacts>>,
    grants: Cache<Id<kinds::Grant>, Arc<Grant>>,
    apps: Cache<Id<kinds::App>, Arc<App>>,
    /// What the secrets of a resource server are compared with.
    resource_servers: Cache<Id<kinds::ResourceServer>, Arc<Vec<Credential>>>,
    proofs: Cache<Id<kinds::App>, Proofs>,
}

/// Of an app's live secrets.
type Proofs = Arc<[SecretProof]>;

/// An access token with the grant and the app behind it, as they are now.
#[derive(Clone)]
pub struct Standing {
    pub token: Arc<TokenFacts>,
    pub grant: Arc<Grant>,
    pub app: Arc<App>,
}

/// An app's own access token, with the app as it is now.
#[derive(Clone)]
pub struct AppStanding {
    pub token: Arc<AppTokenFacts>,
    pub app: Arc<App>,
}

/// What an access token stands for.
#[derive(Clone)]
pub enum Found {
    /// An app on behalf of a merchant.
    Merchant(Standing),
    /// An app for itself.
    App(AppStanding),
}

impl Directory {
    /// Listens to the database from now on.
    pub fn new(db: &Db, keys: Arc<KeyRing>) -> Directory {
        let held = Arc::new(Held::new());
        let listening = held.clone();
        db.on_commit(move |changes| changes.iter().for_each(|change| listening.forget(change)));
        Directory { db: db.clone(), keys, held }
    }

    pub async fn find(&self, hash: &Hash) -> Outcome<Option<Found>> {
        let wanted = *hash;
        let load = self.db.read(move |tx| {
            if let Some(token) = grants::find_app_token(tx, &wanted)? {
                let app = apps::find(tx, &token.app)?;
                return Ok(app.map(|app| Found::App(AppStanding { token: Arc::new(token), app: Arc::new(app) })));
            }
            let Some(token) = grants::find_access(tx, &wanted)? else { return Ok(None) };
            let Some(grant) = grants::find(tx, &token.grant)? else { return Ok(None) };
            let Some(app) = apps::find(tx, &grant.app)? else { return Ok(None) };
            let standing = Standing { token: Arc::new(token), grant: Arc::new(grant), app: Arc::new(app) };
            Ok(Some(Found::Merchant(standing)))
        });
        self.held.find_or(hash, load).await
    }

    /// The app as it is now, with what its secrets are recognised by.
    pub async fn client(&self, id: &Id<kinds::App>) -> Outcome<Option<(Arc<App>, Proofs)>> {
        if let (Some(app), Some(proofs)) = (self.held.apps.get(id), self.held.proofs.get(id)) {
            return Ok(Some((app, proofs)));
        }
        let (epoch, wanted, keys) = (self.held.epoch(), id.clone(), self.keys.clone());
        let load = self.db.read(move |tx| {
            let Some(app) = apps::find(tx, &wanted)? else { return Ok(None) };
            let proofs: Proofs = apps::secret_proofs(tx, &keys, &wanted)?.into();
            Ok(Some((Arc::new(app), proofs)))
        });
        let loaded = load.await?;
        if let Some((app, proofs)) = &loaded {
            self.held.keep_if_unchanged(epoch, || {
                self.held.apps.insert(id.clone(), app.clone());
                self.held.proofs.insert(id.clone(), proofs.clone());
            });
        }
        Ok(loaded)
    }

    /// The app as it is now.
    pub async fn app(&self, id: &Id<kinds::App>) -> Outcome<Option<Arc<App>>> {
        if let Some(app) = self.held.apps.get(id) {
            return Ok(Some(app));
        }
        let (epoch, wanted) = (self.held.epoch(), id.clone());
        let loaded = self.db.read(move |tx| apps::find(tx, &wanted)).await?.map(Arc::new);
        if let Some(app) = &loaded {
            self.held.keep_if_unchanged(epoch, || self.held.apps.insert(app.id.clone(), app.clone()));
        }
        Ok(loaded)
    }

    /// What the secrets of a resource server are compared with; nothing when there is no such one.
    pub async fn resource_server(&self, id: &Id<kinds::ResourceServer>) -> Outcome<Arc<Vec<Credential>>> {
        if let Some(credentials) = self.held.resource_servers.get(id) {
            return Ok(credentials);
        }
        let (epoch, wanted) = (self.held.epoch(), id.clone());
        let loaded = Arc::new(self.db.read(move |tx| resource_servers::credentials(tx, &wanted)).await?);
        // A stranger who tries names out must not fill the copy.
        if !loaded.is_empty() {
            self.held.keep_if_unchanged(epoch, || self.held.resource_servers.insert(id.clone(), loaded.clone()));
        }
        Ok(loaded)
    }
}

impl Standing {
    /// The token was revoked or replaced, or the merchant removed the app.
    pub fn is_revoked(&self, now: Time) -> bool {
        self.token.revoked_at.is_some_and(|at| at <= now)
            || self.grant.removal.is_some()
            || self.grant.generation != self.token.generation
    }
}

impl Found {
    pub fn app(&self) -> &Arc<App> {
        match self {
            Found::Merchant(standing) => &standing.app,
            Found::App(standing) => &standing.app,
        }
    }

    pub fn is_expired(&self, now: Time) -> bool {
        self.life().1 <= now
    }

    pub fn is_revoked(&self, now: Time) -> bool {
        match self {
            Found::Merchant(standing) => standing.is_revoked(now),
            Found::App(standing) => standing.token.revoked_at.is_some_and(|at| at <= now),
        }
    }

    /// When it was given, and when it ends.
    pub fn life(&self) -> (Time, Time) {
        match self {
            Found::Merchant(standing) => (standing.token.issued_at, standing.token.expires_at),
            Found::App(standing) => (standing.token.issued_at, standing.token.expires_at),
        }
    }

    /// The key that must be proved beside it.
    pub fn jkt(&self) -> Option<&str> {
        match self {
            Found::Merchant(standing) => standing.token.jkt.as_deref(),
            Found::App(standing) => standing.token.jkt.as_deref(),
        }
    }
}

// === impl Held ===

impl Held {
    fn new() -> Held {
        Held {
            epoch: RwLock::new(0),
            tokens: Cache::new(TOKENS),
            app_tokens: Cache::new(APPS),
            grants: Cache::new(GRANTS),
            apps: Cache::new(APPS),
            resource_servers: Cache::new(RESOURCE_SERVERS),
            proofs: Cache::new(APPS),
        }
    }

    /// What is held, or else what `load` finds. `load` looks at nothing before it is polled.
    async fn find_or(&self, hash: &Hash, load: impl Future<Output = Outcome<Option<Found>>>) -> Outcome<Option<Found>> {
        if let Some(found) = self.find(hash) {
            return Ok(Some(found));
        }
        let epoch = self.epoch();
        let loaded = load.await?;
        if let Some(found) = &loaded {
            self.keep_if_unchanged(epoch, || self.keep(hash, found));
        }
        Ok(loaded)
    }

    fn find(&self, hash: &Hash) -> Option<Found> {
        let app_standing = || {
            let token = self.app_tokens.get(hash)?;
            let app = self.apps.get(&token.app)?;
            Some(Found::App(AppStanding { token, app }))
        };
        self.standing(hash).map(Found::Merchant).or_else(app_standing)
    }

    fn standing(&self, hash: &Hash) -> Option<Standing> {
        let token = self.tokens.get(hash)?;
        let grant = self.grants.get(&token.grant)?;
        let app = self.apps.get(&grant.app)?;
        Some(Standing { token, grant, app })
    }

    fn epoch(&self) -> u64 {
        *self.epoch.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what was loaded since `epoch`, unless something changed since, perhaps one of these.
    fn keep_if_unchanged(&self, epoch: u64, keep: impl FnOnce()) {
        let now = self.epoch.read().unwrap_or_else(PoisonError::into_inner);
        if *now == epoch {
            keep();
        }
    }

    fn keep(&self, hash: &Hash, found: &Found) {
        match found {
            Found::Merchant(standing) => {
                self.tokens.insert(*hash, standing.token.clone());
                self.grants.insert(standing.grant.id.clone(), standing.grant.clone());
            }
            Found::App(standing) => self.app_tokens.insert(*hash, standing.token.clone()),
        }
        self.apps.insert(found.app().id.clone(), found.app().clone());
    }

    fn forget(&self, change: &Change) {
        let mut epoch = self.epoch.write().unwrap_or_else(PoisonError::into_inner);
        *epoch += 1;
        match change.noun {
            "grants" => {
                if let Ok(id) = change.id.parse::<Id<kinds::Grant>>() {
                    self.grants.invalidate(&id);
                }
            }
            "apps" => {
                if let Ok(id) = change.id.parse::<Id<kinds::App>>() {
                    self.apps.invalidate(&id);
                    self.proofs.invalidate(&id);
                }
            }
            "resource_servers" => {
                if let Ok(id) = change.id.parse::<Id<kinds::ResourceServer>>() {
                    self.resource_servers.invalidate(&id);
                }
            }
            "tokens" => match hash_of(&change.id) {
                Some(hash) => {
                    self.tokens.invalidate(&hash);
                    self.app_tokens.invalidate(&hash);
                }
                None => {
                    self.tokens.invalidate_all();
                    self.app_tokens.invalidate_all();
                }
            },
            _ => {}
        }
    }
}

fn hash_of(hex: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    for (byte, place) in hash.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(&hex[place..place + 2], 16).ok()?;
    }
    Some(hash)
}
