//! What calls leave behind, summed in memory and written in batches: when each grant was last used, and what each app did
//! each day (`platform::usage`), and when each secret of a resource server was. A call costs one short lock and no write.
//!
//! The memory that this takes is bounded: so many apps and merchants at a time, so many addresses of each; operations and
//! codes of refusals are few by themselves.

use crate::directory::Found;
use axum::{
    extract::ConnectInfo,
    http::{Extensions, request::Parts},
};
use db::Db;
use kernel::{Error, Id, Outcome, Refusal, Time, kinds};
use platform::{
    apis::Operation,
    grants, resource_servers,
    usage::{self, Day, Gate, Tally, Use},
};
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
    time::Instant,
};

/// Apps and merchants that are held until the next writing; about 600 bytes each. Calls of others are not counted, which
/// the log says.
const SUMS: usize = 50_000;
/// Addresses of one app and merchant until the next writing.
const ADDRESSES: usize = 8;

/// One call, as it goes: what is found out about it on the way, to be noted at its end.
pub struct Trail {
    began: Instant,
    operation: &'static Operation,
    address: Option<IpAddr>,
    caller: OnceLock<Found>,
    read: AtomicI64,
    written: AtomicI64,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Answered,
    /// With this code.
    Refused(&'static str),
    /// By our fault.
    Failed,
}

#[derive(Clone, Default)]
pub struct Uses {
    sums: Arc<Mutex<Sums>>,
    asked: Arc<Mutex<HashMap<Id<kinds::ResourceSecret>, Time>>>,
}

#[derive(Default)]
struct Sums {
    by_key: HashMap<Key, Sum>,
    /// Calls that there was no place for.
    lost: u64,
}

type Key = (Id<kinds::App>, Option<Id<kinds::Merchant>>, Day);

#[derive(Default)]
struct Sum {
    /// When each grant was last used; a store allows an app once for each way.
    last: Vec<(Id<kinds::Grant>, Time)>,
    operations: Vec<(&'static str, Tally)>,
    refusals: Vec<(&'static str, &'static str, i64)>,
    addresses: Vec<(Option<IpAddr>, i64)>,
}

// === impl Trail ===

impl Trail {
    /// Where a call comes in.
    pub fn begin(request: &Parts, operation: &'static Operation) -> Arc<Trail> {
        Arc::new(Trail {
            began: Instant::now(),
            operation,
            address: address(&request.extensions),
            caller: OnceLock::new(),
            read: AtomicI64::new(0),
            written: AtomicI64::new(0),
        })
    }

    /// Whose token it is, good or no longer good.
    pub fn found(&self, caller: &Found) {
        // The first finding stands; a call has one caller.
        drop(self.caller.set(caller.clone()));
    }

    /// So many records are handed out.
    pub fn read(&self, records: usize) {
        self.read.fetch_add(i64::try_from(records).unwrap_or(i64::MAX), Relaxed);
    }

    /// So many records were made or changed.
    pub fn wrote(&self, records: u64) {
        self.written.fetch_add(i64::try_from(records).unwrap_or(i64::MAX), Relaxed);
    }
}

/// What a person would call the place: an IPv4 address, and of an IPv6 address the network, in which hosts change theirs.
fn address(extensions: &Extensions) -> Option<IpAddr> {
    let ConnectInfo(address) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(match address.ip().to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    })
}

fn written(address: Option<IpAddr>) -> String {
    match address {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(network)) => format!("{network}/64"),
        None => usage::OTHER.to_owned(),
    }
}

// === impl End ===

impl End {
    pub fn of<T>(outcome: &Outcome<T>) -> End {
        match outcome {
            Ok(_) => End::Answered,
            Err(Error::Refusal(refusal)) => End::refused(refusal),
            Err(Error::Fault(_)) => End::Failed,
        }
    }

    /// By the first field where it is the fields that were refused.
    pub fn refused(refusal: &Refusal) -> End {
        End::Refused(refusal.fields.first().map_or(refusal.code, |field| field.code))
    }
}

// === impl Uses ===

impl Uses {
    /// Counts a call that has ended. Who calls with a token that nobody was given cannot be told, and is not counted.
    pub fn note(&self, trail: &Trail, end: End, at: Time) {
        let Some(caller) = trail.caller.get() else { return };
        let took = trail.began.elapsed();
        let mut call =
            Tally { calls: 1, read: trail.read.load(Relaxed), written: trail.written.load(Relaxed), ..Tally::default() };
        call.note_time(took);
        match end {
            End::Answered => {}
            End::Refused(_) => call.refused = 1,
            End::Failed => call.failed = 1,
        }
        let (app, merchant, grant) = match caller {
            Found::Merchant(standing) => (&standing.grant.app, Some(standing.grant.merchant.clone()), Some(&standing.grant.id)),
            Found::App(standing) => (&standing.app.id, None, None),
        };
        let mut sums = self.lock();
        let Some(sum) = sums.at((app.clone(), merchant, Day::of(at))) else { return };
        // A token that is no longer good is no use of the grant.
        let is_use = !matches!(end, End::Refused(code) if Gate::of(code) == Gate::Identity);
        if let (Some(grant), true) = (grant, is_use) {
            sum.used(grant, at);
        }
        sum.add_operation(trail.operation.name, &call);
        if let End::Refused(code) = end {
            sum.add_refusal(trail.operation.name, code, 1);
        }
        sum.add_address(trail.address, 1);
    }

    /// A resource server asked with this secret.
    pub fn note_asked(&self, secret: &Id<kinds::ResourceSecret>, at: Time) {
        self.asked.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(secret.clone(), at);
    }

    /// Writes down what was noted since the last time. What cannot be written stays for the next time, but for when a
    /// resource server asked: it will ask again.
    pub async fn flush(&self, db: &Db) -> Outcome<()> {
        let asked = std::mem::take(&mut *self.asked.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
        if !asked.is_empty() {
            let asked: Vec<_> = asked.into_iter().collect();
            db.write(move |tx| resource_servers::record_use(tx, &asked)).await?;
        }
        let (sums, lost) = {
            let mut sums = self.lock();
            (std::mem::take(&mut sums.by_key), std::mem::take(&mut sums.lost))
        };
        if lost > 0 {
            tracing::warn!(calls = lost, "calls were not counted: more apps and stores than there is place for");
        }
        if sums.is_empty() {
            return Ok(());
        }
        let used: Vec<_> = sums.values().flat_map(|sum| sum.last.iter().cloned()).collect();
        let uses: Vec<_> = sums.iter().map(|(key, sum)| sum.to_use(key)).collect();
        let written = db.write(move |tx| {
            grants::record_use(tx, &used)?;
            usage::record(tx, &uses)
        });
        if let Err(error) = written.await {
            self.put_back(sums);
            return Err(error);
        }
        Ok(())
    }

    fn put_back(&self, unwritten: HashMap<Key, Sum>) {
        let mut sums = self.lock();
        for (key, unwritten) in unwritten {
            if let Some(sum) = sums.at(key) {
                sum.add(&unwritten);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Sums> {
        self.sums.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Sums {
    /// The sum of the key, if there is one or place for one.
    fn at(&mut self, key: Key) -> Option<&mut Sum> {
        if self.by_key.len() >= SUMS && !self.by_key.contains_key(&key) {
            self.lost += 1;
            return None;
        }
        Some(self.by_key.entry(key).or_default())
    }
}

impl Sum {
    fn used(&mut self, grant: &Id<kinds::Grant>, at: Time) {
        match self.last.iter_mut().find(|(known, _)| known == grant) {
            Some((_, last)) => *last = at.max(*last),
            None => self.last.push((grant.clone(), at)),
        }
    }

    fn add_operation(&mut self, operation: &'static str, more: &Tally) {
        match self.operations.iter_mut().find(|(known, _)| *known == operation) {
            Some((_, tally)) => *tally += more,
            None => self.operations.push((operation, *more)),
        }
    }

    fn add_refusal(&mut self, operation: &'static str, code: &'static str, more: i64) {
        match self.refusals.iter_mut().find(|known| (known.0, known.1) == (operation, code)) {
            Some((_, _, calls)) => *calls += more,
            None => self.refusals.push((operation, code, more)),
        }
    }

    fn add_address(&mut self, address: Option<IpAddr>, more: i64) {
        let is_known = self.addresses.iter().any(|(known, _)| *known == address);
        let address = if is_known || self.addresses.len() < ADDRESSES { address } else { None };
        match self.addresses.iter_mut().find(|(known, _)| *known == address) {
            Some((_, calls)) => *calls += more,
            None => self.addresses.push((address, more)),
        }
    }

    fn add(&mut self, other: &Sum) {
        other.last.iter().for_each(|(grant, at)| self.used(grant, *at));
        other.operations.iter().for_each(|(operation, tally)| self.add_operation(operation, tally));
        other.refusals.iter().for_each(|(operation, code, calls)| self.add_refusal(operation, code, *calls));
        other.addresses.iter().for_each(|(address, calls)| self.add_address(*address, *calls));
    }

    fn to_use(&self, (app, merchant, day): &Key) -> Use {
        Use {
            app: app.clone(),
            merchant: merchant.clone(),
            day: *day,
            operations: self.operations.clone(),
            refusals: self.refusals.clone(),
            addresses: self.addresses.iter().map(|(address, calls)| (written(*address), *calls)).collect(),
        }
    }
}
