//! When each grant was last used, summed in memory and written in batches: a call costs no write.

use db::Db;
use kernel::{Id, Outcome, Time, kinds};
use platform::grants;
use std::{collections::HashMap, sync::Arc, sync::Mutex};

#[derive(Clone, Default)]
pub struct Uses(Arc<Mutex<HashMap<Id<kinds::Grant>, Time>>>);

impl Uses {
    pub fn note(&self, grant: &Id<kinds::Grant>, at: Time) {
        let mut uses = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        match uses.get_mut(grant) {
            Some(last) => *last = at.max(*last),
            None => drop(uses.insert(grant.clone(), at)),
        }
    }

    /// Writes down what was noted since the last time.
    pub async fn flush(&self, db: &Db) -> Outcome<()> {
        let uses: Vec<_> = {
            let mut uses = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            std::mem::take(&mut *uses).into_iter().collect()
        };
        if uses.is_empty() {
            return Ok(());
        }
        db.write(move |tx| grants::record_use(tx, &uses)).await
    }
}
