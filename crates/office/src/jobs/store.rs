use super::Job;
use db::{Read, Row, Write};
use kernel::{Id, Outcome, Time, kinds};

pub(super) fn insert(tx: &mut Write<'_>, kind: &str, args: &str, single: Option<&str>, run_at: Time) -> Outcome<()> {
    let id: Id<kinds::Job> = tx.new_id();
    tx.execute(
        "INSERT INTO jobs (id, kind, args, single, run_at, attempts) VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (single) DO NOTHING",
        &[&id, &kind, &args, &single, &run_at],
    )?;
    Ok(())
}

pub(super) fn due(tx: &mut Read<'_>, limit: u32) -> Outcome<Vec<Job>> {
    let now = tx.now;
    tx.all(
        "SELECT id, kind, args, run_at, attempts FROM jobs WHERE run_at <= $1 ORDER BY run_at, id LIMIT $2",
        &[&now, &limit],
        job,
    )
}

pub(super) fn reschedule(tx: &mut Write<'_>, job: &Job, run_at: Time, error: Option<&str>) -> Outcome<()> {
    tx.execute(
        "UPDATE jobs SET run_at = $1, attempts = $2, last_error = $3 WHERE id = $4",
        &[&run_at, &job.attempts, &error, &job.id],
    )?;
    Ok(())
}

pub(super) fn delete(tx: &mut Write<'_>, id: &Id<kinds::Job>) -> Outcome<()> {
    tx.execute("DELETE FROM jobs WHERE id = $1", &[id])?;
    Ok(())
}

pub(super) fn waiting(tx: &mut Read<'_>) -> Outcome<(i64, Option<Time>)> {
    let now = tx.now;
    let due = tx.number("SELECT count(*) AS n FROM jobs WHERE run_at <= $1", &[&now])?;
    let next = tx.one("SELECT min(run_at) AS next FROM jobs", &[], |row| row.get("next"))?;
    Ok((due, next.flatten()))
}

fn job(row: &Row<'_>) -> Outcome<Job> {
    Ok(Job {
        id: row.get("id")?,
        kind: row.get("kind")?,
        args: row.get("args")?,
        run_at: row.get("run_at")?,
        attempts: row.get("attempts")?,
    })
}
