//! Does what waits in the queue, and writes down what was summed up in memory.

use crate::{house::House, reseal};
use db::Write;
use kernel::{Fault, Id, Outcome, kinds};
use office::{
    jobs::{self, Job},
    notices, sealing,
};
use platform::{accounts, apps, grants, invitations, passkeys};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Notify, sync::watch, time::timeout};

const SWEEP: &str = "sweep";
const SWEEP_EVERY: Duration = Duration::from_secs(3600);
/// Rows that one sweep deletes in one transaction.
const SWEEP_BATCH: u32 = 1000;
/// Grants whose dead tokens one sweep looks through in one transaction.
const SWEEP_GRANTS: u32 = 100;
const CLAIMED_AT_ONCE: u32 = 16;
/// The queue is looked at this often even when nobody says that something came.
const LOOK_EVERY: Duration = Duration::from_secs(15);
const FLUSH_EVERY: Duration = Duration::from_secs(1);

/// Works until `stop` says true.
pub async fn run(house: Arc<House>, mut stop: watch::Receiver<bool>) {
    let came = Arc::new(Notify::new());
    let notify = came.clone();
    house.db.on_commit(move |changes| {
        if changes.iter().any(|change| change.noun == "jobs") {
            notify.notify_one();
        }
    });
    report(house.db.write(|tx| jobs::enqueue_single(tx, SWEEP, tx.now + SWEEP_EVERY)).await);
    report(reseal::enqueue_if_rotated(&house).await);
    while !*stop.borrow() {
        report(run_due(&house).await);
        tokio::select! {
            _ = timeout(LOOK_EVERY, came.notified()) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Writes down now and then when grants were last used, and a last time at the end.
pub async fn flush(house: Arc<House>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        drop(timeout(FLUSH_EVERY, stop.changed()).await);
        report(house.gateway.uses.flush(&house.db).await);
    }
}

/// Does every job whose time has come. A job that fails goes back to the queue and does not stop the others.
pub async fn run_due(house: &House) -> Outcome<()> {
    loop {
        let due = house.db.write(|tx| jobs::claim(tx, CLAIMED_AT_ONCE)).await?;
        if due.is_empty() {
            return Ok(());
        }
        for job in due {
            match run_one(house, &job).await {
                Ok(()) => house.db.write(move |tx| finish(tx, &job)).await?,
                Err(error) => {
                    tracing::warn!(job.kind, job.attempts, %error, "a job failed and will be tried again");
                    let sentence = error.to_string();
                    house.db.write(move |tx| jobs::fail(tx, &job, &sentence)).await?;
                }
            }
        }
    }
}

/// Takes the job out of the queue; its place is then free for the next sweep, of which one waits at a time.
fn finish(tx: &mut Write<'_>, job: &Job) -> Outcome<()> {
    jobs::finish(tx, job)?;
    if job.kind == SWEEP {
        jobs::enqueue_single(tx, SWEEP, tx.now + SWEEP_EVERY)?;
    }
    Ok(())
}

async fn run_one(house: &House, job: &Job) -> Outcome<()> {
    match job.kind.as_str() {
        notices::SEND => send_mail(house, &job.args).await,
        accounts::RESET_ASKED => {
            let asked = serde_json::from_str(&job.args).map_err(|error| Fault::because("reading a job", error))?;
            house.db.write(move |tx| accounts::send_reset(tx, &asked)).await
        }
        SWEEP => sweep(house).await,
        sealing::RESEAL => reseal::run(house, job).await,
        kind => Err(Fault::new(format!("no such job: {kind}")).into()),
    }
}

/// Without a mail server the mail stays where it can be read: in the outbox.
async fn send_mail(house: &House, args: &str) -> Outcome<()> {
    let id: Id<kinds::Mail> = serde_json::from_str(args).map_err(|error| Fault::because("reading a job", error))?;
    let wanted = id.clone();
    let Some(mail) = house.db.read(move |tx| notices::find_mail(tx, &wanted)).await? else { return Ok(()) };
    if let (Some(post), None) = (&house.post, mail.sent_at) {
        post.send(&mail.recipient, web::mail::render(&house.web, &mail, house.db.clock().now())?).await?;
    }
    house.db.write(move |tx| notices::mark_sent(tx, &id)).await
}

async fn sweep(house: &House) -> Outcome<()> {
    loop {
        let gone = house.db.write(|tx| {
            let tokens = grants::sweep(tx, SWEEP_BATCH)? + apps::sweep(tx, SWEEP_BATCH)?;
            let people = accounts::sweep(tx, SWEEP_BATCH)? + invitations::sweep(tx, SWEEP_BATCH)?;
            Ok(tokens + people + passkeys::sweep(tx, SWEEP_BATCH)?)
        });
        if gone.await? == 0 {
            break;
        }
    }
    let mut after = None;
    loop {
        after = house.db.write(move |tx| grants::sweep_dead(tx, after.as_ref(), SWEEP_GRANTS)).await?;
        if after.is_none() {
            return Ok(());
        }
    }
}

fn report(outcome: Outcome<()>) {
    if let Err(error) = outcome {
        tracing::error!(%error, "work in the background failed");
    }
}
