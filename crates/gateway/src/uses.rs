//! What calls leave behind, summed in memory and written in batches: when each grant was last used, how often each day, how
//! many of those calls were refused, and when each secret of a resource server was used. A call costs no write.

use crate::directory::Standing;
use db::Db;
use kernel::{Id, Outcome, Time, kinds};
use platform::{
    grants, resource_servers,
    usage::{self, Day, Use},
};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

#[derive(Clone, Default)]
pub struct Uses {
    sums: Arc<Mutex<Sums>>,
    asked: Arc<Mutex<HashMap<Id<kinds::ResourceSecret>, Time>>>,
}

type Sums = HashMap<(Id<kinds::Grant>, Day), Sum>;

struct Sum {
    last: Time,
    usage: Use,
}

/// A call that is under way. It counts when it is over, whichever way it ends: refused, unless somebody said that it was
/// answered.
pub struct Counted {
    uses: Uses,
    standing: Standing,
    at: Time,
    is_answered: AtomicBool,
}

impl Counted {
    pub fn is_answered(&self) {
        self.is_answered.store(true, Ordering::Relaxed);
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.uses.note(&self.standing, self.at, !*self.is_answered.get_mut());
    }
}

impl Uses {
    pub fn count(&self, standing: &Standing, at: Time) -> Counted {
        Counted { uses: self.clone(), standing: standing.clone(), at, is_answered: AtomicBool::new(false) }
    }

    fn note(&self, standing: &Standing, at: Time, is_refused: bool) {
        let (grant, day) = (&standing.grant, Day::of(at));
        let mut sums = self.sums.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let sum = sums.entry((grant.id.clone(), day)).or_insert_with(|| Sum {
            last: at,
            usage: Use { app: grant.app.clone(), merchant: grant.merchant.clone(), day, calls: 0, refused: 0 },
        });
        sum.last = at.max(sum.last);
        sum.usage.calls += 1;
        sum.usage.refused += i64::from(is_refused);
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
        let sums: Vec<_> = {
            let mut sums = self.sums.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            std::mem::take(&mut *sums).into_iter().collect()
        };
        if sums.is_empty() {
            return Ok(());
        }
        let used: Vec<_> = sums.iter().map(|((grant, _), sum)| (grant.clone(), sum.last)).collect();
        let uses: Vec<_> = sums.iter().map(|(_, sum)| sum.usage.clone()).collect();
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

    fn put_back(&self, unwritten: Vec<((Id<kinds::Grant>, Day), Sum)>) {
        let mut sums = self.sums.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        for (key, unwritten) in unwritten {
            match sums.get_mut(&key) {
                Some(sum) => {
                    sum.last = unwritten.last.max(sum.last);
                    sum.usage.calls += unwritten.usage.calls;
                    sum.usage.refused += unwritten.usage.refused;
                }
                None => drop(sums.insert(key, unwritten)),
            }
        }
    }
}
