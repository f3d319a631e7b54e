//! Seals again in the background what older keys have sealed: the part of a key rotation that takes time.
//!
//! The job goes through each sealed column by row, in small batches: read on a snapshot, written one short transaction a
//! batch, a row only if it still holds what was read. It may die anywhere and begin again.

use crate::house::House;
use kernel::{Fault, Outcome};
use office::{
    jobs::{self, Job},
    sealing::{self, SealedColumn},
};
use platform::SEALED;
use serde::{Deserialize, Serialize};
use std::time::Duration;

const BATCH: u32 = 200;
/// After so many batches other jobs get their turn.
const BATCHES_AT_ONCE: u32 = 25;

/// The second pass finds what a process that had not read the new key yet has sealed meanwhile.
const SECOND_PASS_AFTER: Duration = Duration::from_secs(60);

/// How far the job has come: the column, and the last row in it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Progress {
    /// The key that it seals with; another one begins again.
    key: u32,
    column: usize,
    after: String,
    is_second: bool,
}

/// A ring of several keys may have rows under the older ones; a start after a crash goes on with them.
pub async fn enqueue_if_rotated(house: &House) -> Outcome<()> {
    if house.keys.numbers().len() < 2 {
        return Ok(());
    }
    let queued = house.db.write(|tx| {
        jobs::enqueue_single(tx, sealing::RESEAL, tx.now)?;
        tx.announce("jobs", sealing::RESEAL);
        Ok(())
    });
    queued.await
}

pub async fn run(house: &House, job: &Job) -> Outcome<()> {
    let mut progress: Progress = serde_json::from_str::<Option<Progress>>(&job.args)
        .map_err(|error| Fault::because("reading a job", error))?
        .unwrap_or_default();
    for _ in 0..BATCHES_AT_ONCE {
        let key = house.keys.sealing();
        if progress.key != key {
            progress = Progress { key, ..Progress::default() };
        }
        let Some(column) = SEALED.get(progress.column) else { break };
        progress = match step(house, column, &progress.after, BATCH).await? {
            Some(after) => Progress { after, ..progress },
            None => Progress { column: progress.column + 1, after: String::new(), ..progress },
        };
    }
    let is_through = progress.column >= SEALED.len();
    if is_through && progress.is_second {
        return Ok(());
    }
    let wait = if is_through { SECOND_PASS_AFTER } else { Duration::ZERO };
    if is_through {
        progress = Progress { key: progress.key, is_second: true, ..Progress::default() };
    }
    let job = job.clone();
    house.db.write(move |tx| jobs::again(tx, &job, &progress, tx.now + wait)).await
}

/// One batch after `after`; the last row of it, or nothing when no row is left.
pub async fn step(house: &House, column: &'static SealedColumn, after: &str, limit: u32) -> Outcome<Option<String>> {
    let (key, after) = (house.keys.sealing(), after.to_owned());
    let rows = house.db.read(move |tx| (column.batch)(tx, &after, key, limit)).await?;
    let Some(last) = rows.last().map(|row| row.row.clone()) else { return Ok(None) };
    let keys = house.keys.clone();
    house.db.write(move |tx| sealing::replace(tx, &keys, column, &rows)).await?;
    Ok(Some(last))
}
