//! The key ring of an environment: a file that only its owner may read, made at the first start.
//!
//! `kontor admin keys rotate` adds a key to the file. A running server looks at the file each second, opens with the new key
//! at once, seals with it a little later (when every process has had the time to read it), and then seals again what older
//! keys have sealed. When `status` shows no rows under an old key, `drop` takes it off the ring.
//!
//! The file is written whole or not at all, so a process that dies at any instant leaves either the old ring or the new one.

use crate::{
    args::{EnvironmentArgs, KeyDropArgs},
    house::{self, House},
    reseal,
};
use kernel::Environment;
use office::sealing;
use protocol::KeyRing;
use rand::rngs::StdRng;
use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio::{sync::watch, time::timeout};

/// Files that may change while the server runs are looked at this often.
pub const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A new key opens at once and seals after so long: by then every process has read it.
const SEALS_AFTER: Duration = Duration::from_secs(5);
/// So long after a change of the file nobody seals with an older key any more.
const SETTLED_AFTER: Duration = Duration::from_secs(30);

pub fn path(data: &Path, environment: Environment) -> PathBuf {
    data.join(format!("{environment}.keys"))
}

pub fn open(data: &Path, environment: Environment) -> Result<KeyRing, String> {
    let path = path(data, environment);
    if let Some(ring) = read(&path)? {
        return Ok(ring);
    }
    // Two that start together must not make two rings.
    let _lock = lock(&path)?;
    if let Some(ring) = read(&path)? {
        return Ok(ring);
    }
    let ring = KeyRing::generate(&mut rng());
    write(&path, &ring)?;
    Ok(ring)
}

fn read(path: &Path) -> Result<Option<KeyRing>, String> {
    match std::fs::read_to_string(path) {
        Ok(text) => match KeyRing::parse(&text) {
            Some(ring) => Ok(Some(ring)),
            None => Err(format!("{} is not a key ring; restore it from a backup", path.display())),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("cannot read the keys {}: {error}", path.display())),
    }
}

fn write(path: &Path, ring: &KeyRing) -> Result<(), String> {
    write_private(path, ring.to_text().expose()).map_err(|error| format!("cannot write the keys {}: {error}", path.display()))
}

/// Held until dropped, and let go by the system when the process dies.
fn lock(path: &Path) -> Result<File, String> {
    let place = path.with_extension("lock");
    let locked = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&place).and_then(|file| {
        file.lock()?;
        Ok(file)
    });
    locked.map_err(|error| format!("cannot lock {}: {error}", place.display()))
}

/// Writes a file that only its owner may read, whole or not at all, and lastingly.
pub fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let unfinished = path.with_extension("new");
    // What a process that died has left may belong to anybody's umask.
    match std::fs::remove_file(&unfinished) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(unfinished, path)?;
    // The rename itself is lasting only with its directory.
    match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => File::open(".")?.sync_all(),
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// Randomness of the system, for what is made before a database is there to hand it out.
#[expect(clippy::disallowed_methods, reason = "the top, where randomness is handed in from")]
pub fn rng() -> StdRng {
    rand::make_rng()
}

// === while the server runs ===

/// What tells one state of a file from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp(u64, u64, SystemTime);

/// Of a file that can be read; a rename gives another one even within the same instant.
pub fn stamp(path: &Path) -> Option<Stamp> {
    let facts = std::fs::metadata(path).ok()?;
    Some(Stamp(facts.ino(), facts.len(), facts.modified().ok()?))
}

/// Takes over what changes in the file, until `stop` says true.
pub async fn watch(house: Arc<House>, path: PathBuf, mut stop: watch::Receiver<bool>) {
    // What the house was opened with may be older than the file already.
    let mut seen = None;
    while !*stop.borrow() {
        let now = stamp(&path);
        if now != seen {
            seen = now;
            if take_over(&house, &path) {
                drop(timeout(SEALS_AFTER, stop.wait_for(|stop| *stop)).await);
                seal_with_newest(&house).await;
            }
        }
        drop(timeout(LOOK_EVERY, stop.changed()).await);
    }
}

/// Opens with the keys of the file from now on; true when there is a newer one to seal with.
fn take_over(house: &House, path: &Path) -> bool {
    match read(path) {
        Ok(Some(ring)) => {
            house.keys.admit(&ring);
            house.keys.numbers().last() != Some(&house.keys.sealing())
        }
        Ok(None) => {
            tracing::error!(path = %path.display(), "the keys are gone; going on with those in memory");
            false
        }
        Err(error) => {
            tracing::error!(%error, "going on with the keys in memory");
            false
        }
    }
}

/// Seals with the newest key, and again what older ones have sealed.
pub async fn seal_with_newest(house: &House) {
    house.keys.seal_with_newest();
    if let Err(error) = reseal::enqueue_if_rotated(house).await {
        tracing::error!(%error, "sealing again could not be queued; it is at the next start");
    }
}

// === commands ===

/// `kontor admin keys rotate`
pub fn rotate(args: &EnvironmentArgs) -> Result<(), String> {
    let ring = add_key(&args.storage.data, args.environment)?;
    println!("key {} is on the ring of {}", ring.sealing(), args.environment);
    println!("a running server takes it over within seconds and seals again in the background; see: kontor admin keys status");
    Ok(())
}

/// Adds a key to the file; the ring as it is now.
pub fn add_key(data: &Path, environment: Environment) -> Result<KeyRing, String> {
    let path = path(data, environment);
    let none = || format!("there is no key ring at {}; name its directory with --data", path.display());
    if !path.exists() {
        return Err(none());
    }
    let _lock = lock(&path)?;
    let ring = read(&path)?.ok_or_else(none)?;
    let ring = ring.with_fresh_key(&mut rng());
    write(&path, &ring)?;
    Ok(ring)
}

/// `kontor admin keys status`
pub fn status(args: &EnvironmentArgs) -> Result<(), String> {
    let (db, keys) = house::open(&args.storage, args.environment)?;
    let counts = db.read_blocking(|tx| sealing::counts(tx, platform::SEALED)).map_err(|error| error.to_string())?;
    let numbers = keys.numbers();
    for number in numbers.iter().rev() {
        let role = if *number == keys.sealing() { "seals" } else { "opens" };
        let rows = counts.get(number).map(Vec::as_slice).unwrap_or_default();
        let total: i64 = rows.iter().map(|(_, rows)| rows).sum();
        let columns: Vec<_> = rows.iter().map(|(column, rows)| format!("{column} {rows}")).collect();
        let columns = if columns.is_empty() { String::new() } else { format!("  ({})", columns.join(", ")) };
        println!("key {number}  {role}  {total} rows{columns}");
    }
    let lost: Vec<_> = counts.keys().filter(|number| !numbers.contains(number)).map(u32::to_string).collect();
    if lost.is_empty() { Ok(()) } else { Err(format!("rows are sealed with keys that are not on the ring: {}", lost.join(", "))) }
}

/// `kontor admin keys drop`
pub fn drop_key(args: &KeyDropArgs) -> Result<(), String> {
    let (data, environment) = (&args.environment.storage.data, args.environment.environment);
    let (db, _) = house::open(&args.environment.storage, environment)?;
    let (path, number) = (path(data, environment), args.key);
    let _lock = lock(&path)?;
    let ring = read(&path)?.ok_or("there is no key ring")?;
    let Some(without) = ring.without(number) else {
        return Err(format!("key {number} is not an older key of the ring; it has {:?} and seals with the last", ring.numbers()));
    };
    if !is_settled(&path) {
        let seconds = SETTLED_AFTER.as_secs();
        return Err(format!("the ring changed less than {seconds} seconds ago: a server may still seal with key {number}; wait"));
    }
    let counts = db.read_blocking(|tx| sealing::counts(tx, platform::SEALED)).map_err(|error| error.to_string())?;
    let left: i64 = counts.get(&number).into_iter().flatten().map(|(_, rows)| rows).sum();
    if left > 0 {
        return Err(format!("{left} rows are still sealed with key {number}; a running server seals them again, see status"));
    }
    write(&path, &without)?;
    println!("key {number} is off the ring of {environment}");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "compared with a file's own time, which is the system's")]
fn is_settled(path: &Path) -> bool {
    let changed = std::fs::metadata(path).and_then(|facts| facts.modified());
    changed.is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age >= SETTLED_AFTER))
}
