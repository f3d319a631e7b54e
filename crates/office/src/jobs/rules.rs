use super::{Job, model, store};
use db::{Read, Write};
use kernel::{Fault, Outcome, Time};
use rand::RngExt;
use serde::Serialize;
use std::time::Duration;

/// Puts a job into the queue, to run when `run_at` has come.
pub fn enqueue(tx: &mut Write<'_>, kind: &'static str, args: &impl Serialize, run_at: Time) -> Outcome<()> {
    let args = serde_json::to_string(args).map_err(|error| Fault::because("writing a job", error))?;
    store::insert(tx, kind, &args, None, run_at)?;
    tx.announce("jobs", kind);
    Ok(())
}

/// Puts a job into the queue unless one of its kind waits there.
pub fn enqueue_single(tx: &mut Write<'_>, kind: &'static str, run_at: Time) -> Outcome<()> {
    store::insert(tx, kind, "null", Some(kind), run_at)
}

/// Takes jobs whose time has come, for [`model::LEASE`].
pub fn claim(tx: &mut Write<'_>, limit: u32) -> Outcome<Vec<Job>> {
    let lease = tx.now + model::LEASE;
    let mut jobs = store::due(tx, limit)?;
    for job in &mut jobs {
        job.attempts += 1;
        store::reschedule(tx, job, lease, None)?;
    }
    Ok(jobs)
}

pub fn finish(tx: &mut Write<'_>, job: &Job) -> Outcome<()> {
    store::delete(tx, &job.id)
}

/// Puts a job that has done a part, or comes back in time, into the queue again in one write, as the only one of its kind.
pub fn again(tx: &mut Write<'_>, job: &Job, args: &impl Serialize, run_at: Time) -> Outcome<()> {
    let args = serde_json::to_string(args).map_err(|error| Fault::because("writing a job", error))?;
    store::delete(tx, &job.id)?;
    store::insert(tx, &job.kind, &args, Some(&job.kind), run_at)
}

/// Sends the job back to the queue with what went wrong.
pub fn fail(tx: &mut Write<'_>, job: &Job, error: &str) -> Outcome<()> {
    let jitter = Duration::from_millis(tx.rng().random_range(0..10_000));
    let run_at = tx.now + model::backoff(job.attempts) + jitter;
    store::reschedule(tx, job, run_at, Some(error))
}

/// How many jobs are due, and when the next one is.
pub fn waiting(tx: &mut Read<'_>) -> Outcome<(i64, Option<Time>)> {
    store::waiting(tx)
}
