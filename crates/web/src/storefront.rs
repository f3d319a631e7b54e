//! The App Store's index in memory. It says which apps are meant and in which order; what is shown of them is read from
//! the database for each page, so that an index that lags can leave an app out and never show what may not be shown.
//!
//! A commit announces the app that it changed; whoever asks next reads that app again first. Once in a while, and at the
//! start, the whole store is walked: this brings in who used what, and what other processes have changed.

use db::{Change, Db, Read};
use kernel::{Id, Outcome, Time, kinds};
use platform::{
    app_categories,
    apps::{self, App},
    developers,
    listings::{self, Live},
    reviews::{self, Rating},
    usage::{self, Day},
};
use search::{Document, Index, Order, Standing};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

const WALK_EVERY: Duration = Duration::from_secs(600);
/// Apps that are read in one transaction.
const BATCH: u32 = 500;
/// Who called in so many days counts as using the app.
const USED_WITHIN: Duration = Duration::from_secs(30 * 24 * 3600);

#[derive(Clone)]
pub struct Storefront {
    db: Db,
    held: Arc<Held>,
}

struct Held {
    index: RwLock<Index>,
    stale: Mutex<Stale>,
    /// One reads at a time, so that an older reading never comes to lie over a newer one.
    reading: tokio::sync::Mutex<()>,
}

/// What must be read again.
#[derive(Default)]
struct Stale {
    apps: HashSet<Id<kinds::App>>,
    /// When the whole store was last walked; nothing when it must be before anything is found.
    walked_at: Option<Time>,
    /// How often a walk became necessary: one during which it did was for nothing.
    doubts: u64,
}

impl Storefront {
    /// Listens to the database from now on.
    pub fn new(db: &Db) -> Storefront {
        let held = Arc::new(Held { index: RwLock::default(), stale: Mutex::default(), reading: tokio::sync::Mutex::default() });
        let listening = held.clone();
        db.on_commit(move |changes| changes.iter().for_each(|change| listening.note(change)));
        Storefront { db: db.clone(), held }
    }

    /// The first `limit` apps that fit the question, best first.
    pub async fn search(
        &self,
        question: &str,
        category: Option<&Id<kinds::Category>>,
        limit: usize,
    ) -> Outcome<Vec<Id<kinds::App>>> {
        self.catch_up().await?;
        let hits = read(&self.held.index).search(question, category, limit);
        Ok(hits.into_iter().map(|hit| hit.app).collect())
    }

    pub async fn list(&self, order: Order, category: Option<&Id<kinds::Category>>) -> Outcome<Vec<Id<kinds::App>>> {
        self.catch_up().await?;
        Ok(read(&self.held.index).list(order, category))
    }

    /// How many apps each category has; one without is not named.
    pub async fn categories(&self) -> Outcome<HashMap<Id<kinds::Category>, usize>> {
        self.catch_up().await?;
        Ok(read(&self.held.index).categories())
    }

    /// Walks the whole store if that is a while ago.
    pub async fn refresh(&self) -> Outcome<()> {
        let now = self.db.clock().now();
        let is_old = lock(&self.held.stale).walked_at.is_none_or(|at| now.since(at) >= WALK_EVERY);
        if is_old { self.walk(now).await } else { Ok(()) }
    }

    async fn catch_up(&self) -> Outcome<()> {
        let (must_walk, has_changed) = {
            let stale = lock(&self.held.stale);
            (stale.walked_at.is_none(), !stale.apps.is_empty())
        };
        if must_walk {
            return self.walk(self.db.clock().now()).await;
        }
        if has_changed { self.read_changed().await } else { Ok(()) }
    }

    async fn read_changed(&self) -> Outcome<()> {
        let _one_at_a_time = self.held.reading.lock().await;
        let changed: Vec<_> = lock(&self.held.stale).apps.drain().collect();
        let wanted = changed.clone();
        let read = self.db.read(move |tx| {
            let mut names = Names::default();
            wanted.iter().map(|app| Ok((app.clone(), document(tx, app, &mut names)?))).collect::<Outcome<Vec<_>>>()
        });
        match read.await {
            Ok(found) => {
                let mut index = write(&self.held.index);
                for (app, document) in found {
                    match document {
                        Some(document) => index.put(&document),
                        None => index.remove(&app),
                    }
                }
                Ok(())
            }
            Err(error) => {
                lock(&self.held.stale).apps.extend(changed);
                Err(error)
            }
        }
    }

    async fn walk(&self, now: Time) -> Outcome<()> {
        let before = lock(&self.held.stale).walked_at;
        let _one_at_a_time = self.held.reading.lock().await;
        let doubts = {
            let mut stale = lock(&self.held.stale);
            if stale.walked_at != before {
                // Somebody else has just come back from it.
                return Ok(());
            }
            stale.apps.clear();
            stale.doubts
        };
        let walked = self.walk_on().await;
        let mut stale = lock(&self.held.stale);
        stale.walked_at = (walked.is_ok() && stale.doubts == doubts).then_some(now);
        walked
    }

    async fn walk_on(&self) -> Outcome<()> {
        let standings = Arc::new(self.db.read(standings).await?);
        let (mut after, mut seen) = (None, HashSet::new());
        loop {
            let standings = standings.clone();
            let batch = self.db.read(move |tx| {
                let (batch, next) = listings::page_of_live(tx, after.as_ref(), BATCH)?;
                let (mut names, mut documents) = (Names::default(), Vec::with_capacity(batch.len()));
                for live in batch {
                    let standing = standings.get(&live.app).copied().unwrap_or_default();
                    if let Some(app) = apps::find(tx, &live.app)? {
                        documents.push(document_of(tx, &app, live, standing, &mut names)?);
                    }
                }
                Ok((documents, next))
            });
            let (documents, next) = batch.await?;
            let mut index = write(&self.held.index);
            for document in documents {
                index.put(&document);
                seen.insert(document.app);
            }
            if next.is_none() {
                index.retain(|app| seen.contains(app));
                return Ok(());
            }
            after = next;
        }
    }
}

impl Held {
    fn note(&self, change: &Change) {
        if !matches!(change.noun, "listings" | "apps" | "reviews") {
            return;
        }
        let mut stale = lock(&self.stale);
        match change.id.parse() {
            Ok(app) => drop(stale.apps.insert(app)),
            // What is required of listings: any of them may have come or gone.
            Err(_) => {
                stale.walked_at = None;
                stale.doubts += 1;
            }
        }
    }
}

// --- reading ---

/// Names that many apps share.
#[derive(Default)]
struct Names {
    categories: HashMap<Id<kinds::Category>, Vec<String>>,
    developers: HashMap<Id<kinds::Developer>, String>,
}

fn document(tx: &mut Read<'_>, id: &Id<kinds::App>, names: &mut Names) -> Outcome<Option<Document>> {
    let Some(app) = apps::find(tx, id)? else { return Ok(None) };
    let Some(live) = listings::live(tx, &app)? else { return Ok(None) };
    let standing = standing(usage::merchants_of(tx, id, used_since(tx.now))?, reviews::rating(tx, id)?);
    document_of(tx, &app, live, standing, names).map(Some)
}

fn document_of(tx: &mut Read<'_>, app: &App, live: Live, standing: Standing, names: &mut Names) -> Outcome<Document> {
    if !names.categories.contains_key(&app.category) {
        let category = app_categories::require(tx, &app.category)?;
        let both = office::notices::Language::ALL.map(|language| category.name(language).to_owned());
        names.categories.insert(app.category.clone(), both.into());
    }
    if !names.developers.contains_key(&app.developer) {
        let name = developers::find(tx, &app.developer)?.map(|developer| developer.name).unwrap_or_default();
        names.developers.insert(app.developer.clone(), name);
    }
    let texts = |texts: &listings::Texts| texts.all().map(str::to_owned).collect();
    Ok(Document {
        app: app.id.clone(),
        category: app.category.clone(),
        names: texts(&live.name),
        value_propositions: live.value_proposition.as_ref().map(texts).unwrap_or_default(),
        descriptions: texts(&live.description),
        developer: names.developers.get(&app.developer).cloned().unwrap_or_default(),
        category_names: names.categories.get(&app.category).cloned().unwrap_or_default(),
        listed_since: live.listed_since,
        standing,
    })
}

fn standings(tx: &mut Read<'_>) -> Outcome<HashMap<Id<kinds::App>, Standing>> {
    let mut standings: HashMap<_, _> = HashMap::new();
    for (app, merchants) in usage::merchants_by_app(tx, used_since(tx.now))? {
        standings.insert(app, standing(merchants, Rating::default()));
    }
    for (app, rating) in reviews::ratings(tx)? {
        let merchants = standings.get(&app).map_or(0, |standing: &Standing| standing.merchants);
        standings.insert(app, standing(i64::from(merchants), rating));
    }
    Ok(standings)
}

fn standing(merchants: i64, rating: Rating) -> Standing {
    let number = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    Standing { merchants: number(merchants), stars: number(rating.stars), reviews: number(rating.reviews) }
}

fn used_since(now: Time) -> Day {
    Day::of(now - USED_WITHIN)
}

// --- locks ---

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
