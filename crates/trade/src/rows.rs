//! How a row of the one model is told from its repetition, written, and read back.

use crate::ShopRef;
use commerce::{Shop, Stored};
use db::{Read, Row, Write};
use kernel::{Cursor, Fault, Id, Kind, Outcome, Time, kinds};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::ops::AddAssign;

/// What became of the records that were handed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub new: u64,
    pub changed: u64,
    /// Already there letter by letter, or newer there.
    pub same: u64,
}

/// A record as it is stored.
pub(crate) struct Document {
    pub(crate) text: String,
    pub(crate) hash: [u8; 32],
    /// What lists are sorted by: see [`Document::of`].
    pub(crate) updated_at: Time,
    source_updated_at: Option<Time>,
}

/// What is already stored under a record's key.
pub(crate) struct Known {
    id: String,
    hash: Vec<u8>,
    updated_at: Time,
}

enum Step {
    Insert,
    Update { id: String },
    Leave,
}

impl Document {
    /// `born` is when the thing itself came to be: a new record whose source tells of no change stands at that time, so
    /// that an import of years does not end up at one instant.
    pub(crate) fn of(record: &impl Serialize, source_updated_at: Option<Time>, born: Time) -> Outcome<Document> {
        let text = serde_json::to_string(record).map_err(|error| Fault::because("writing a record", error))?;
        let hash = Sha256::digest(text.as_bytes()).into();
        Ok(Document { text, hash, updated_at: source_updated_at.unwrap_or(born), source_updated_at })
    }

    fn is_newer_than(&self, known: &Known) -> bool {
        self.source_updated_at.is_none_or(|at| at >= known.updated_at)
    }
}

/// How the rows of one noun are found, written and told apart.
pub(crate) struct Table<T> {
    pub(crate) find_known: fn(&mut Read<'_>, &ShopRef, &T) -> Outcome<Option<Known>>,
    pub(crate) insert: fn(&mut Write<'_>, &ShopRef, &T, &Document) -> Outcome<()>,
    pub(crate) update: fn(&mut Write<'_>, &str, &T, &Document) -> Outcome<()>,
    pub(crate) source_updated_at: fn(&T) -> Option<Time>,
    /// When the thing itself came to be.
    pub(crate) born: fn(&T) -> Time,
}

/// Stores each record under its key: new ones, and newer ones that say something else than what is there.
pub(crate) fn upsert_many<T: Serialize>(tx: &mut Write<'_>, shop: &ShopRef, records: &[T], table: &Table<T>) -> Outcome<Counts> {
    let mut counts = Counts::default();
    for record in records {
        let mut document = Document::of(record, (table.source_updated_at)(record), (table.born)(record))?;
        let known = (table.find_known)(tx, shop, record)?;
        match counts.step(known, &mut document, tx.now) {
            Step::Insert => (table.insert)(tx, shop, record, &document)?,
            Step::Update { id } => (table.update)(tx, &id, record, &document)?,
            Step::Leave => {}
        }
    }
    Ok(counts)
}

impl Known {
    pub(crate) fn read(row: &Row<'_>) -> Outcome<Known> {
        Ok(Known { id: row.get("id")?, hash: row.get("hash")?, updated_at: row.get("updated_at")? })
    }
}

impl Counts {
    /// Newer wins; what has not changed is left alone.
    fn step(&mut self, known: Option<Known>, document: &mut Document, now: Time) -> Step {
        match known {
            None => {
                self.new += 1;
                Step::Insert
            }
            Some(known) if known.hash != document.hash && document.is_newer_than(&known) => {
                self.changed += 1;
                document.updated_at = document.source_updated_at.unwrap_or(now);
                Step::Update { id: known.id }
            }
            Some(_) => {
                self.same += 1;
                Step::Leave
            }
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.new += other.new;
        self.changed += other.changed;
        self.same += other.same;
    }
}

/// Reads a row whose statement selects `id, shop_id, connection_id, platform, updated_at, first_seen_at, synced_at, version,
/// deleted_at, doc`.
pub(crate) fn stored<K: Kind, T: DeserializeOwned>(merchant: &Id<kinds::Merchant>, row: &Row<'_>) -> Outcome<Stored<K, T>> {
    let doc: String = row.get("doc")?;
    let connection: String = row.get("connection_id")?;
    Ok(Stored {
        id: row.get("id")?,
        merchant_id: merchant.clone(),
        shop_id: row.get("shop_id")?,
        connection_id: Some(connection).filter(|connection| !connection.is_empty()),
        platform: row.get("platform")?,
        updated_at: row.get("updated_at")?,
        first_seen_at: row.get("first_seen_at")?,
        synced_at: row.get("synced_at")?,
        version: row.get("version")?,
        deleted_at: row.get("deleted_at")?,
        content: serde_json::from_str(&doc).map_err(|error| Fault::because("reading a stored record", error))?,
    })
}

pub(crate) fn by_update<K, T>(stored: &Stored<K, T>) -> Cursor {
    Cursor { time: stored.updated_at, id: stored.id.to_string() }
}

impl ShopRef {
    pub(crate) fn own(merchant: &Id<kinds::Merchant>, shop: Id<kinds::Shop>) -> ShopRef {
        ShopRef { merchant: merchant.clone(), shop, connection: String::new(), platform: Shop::OWN_PLATFORM.to_owned() }
    }
}
