//! Does what waits in the queue, and writes down what was summed up in memory.

use crate::{house::House, reseal};
use db::Write;
use futures_util::future::join_all;
use kernel::{Fault, Id, Outcome, PageRequest, kinds};
use office::{
    jobs::{self, Job},
    notices, sealing,
};
use platform::{accounts, approvals, apps, grants, invitations, listings, passkeys, usage, watch as watching};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Notify, sync::watch, time::timeout};

const SWEEP: &str = "sweep";
const SWEEP_EVERY: Duration = Duration::from_secs(3600);
/// The figures of all apps are held against the operator's policy.
const WATCH: &str = "watch.flags";
const WATCH_EVERY: Duration = Duration::from_secs(300);
/// Apps whose figures are looked at in one transaction.
const WATCHED_AT_ONCE: u32 = 100;
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
    report(house.db.write(|tx| jobs::enqueue_single(tx, WATCH, tx.now + WATCH_EVERY)).await);
    report(reseal::enqueue_if_rotated(&house).await);
    report(house.db.write(approvals::renew_targets).await);
    while !*stop.borrow() {
        report(run_due(&house).await);
        report(house.web.storefront().refresh().await);
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

/// Takes the job out of the queue; its place is then free for the next of its kind, where one waits at a time.
fn finish(tx: &mut Write<'_>, job: &Job) -> Outcome<()> {
    jobs::finish(tx, job)?;
    if job.kind == SWEEP {
        jobs::enqueue_single(tx, SWEEP, tx.now + SWEEP_EVERY)?;
    }
    if job.kind == WATCH {
        jobs::enqueue_single(tx, WATCH, tx.now + WATCH_EVERY)?;
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
        WATCH => look_at_apps(house).await,
        listings::PROBE => probe(house, &job.args).await,
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
        let (subject, text) = web::mail::render(&house.web, &mail, house.db.clock().now());
        post.send(&mail.recipient, subject, text).await?;
    }
    house.db.write(move |tx| notices::mark_sent(tx, &id)).await
}

/// Looks at the servers that a listing names. All of them at once, and each for a few seconds at the most, so that a slow
/// one holds up the queue no longer than that.
async fn probe(house: &House, args: &str) -> Outcome<()> {
    let id: Id<kinds::App> = serde_json::from_str(args).map_err(|error| Fault::because("reading a job", error))?;
    let app = id.clone();
    let (probes, reach) = house.db.read(move |tx| listings::waiting_probes(tx, &app)).await?;
    let results = join_all(probes.iter().map(|probe| listings::probe(&house.outbound, probe, reach))).await;
    let found: Vec<_> = probes.into_iter().zip(results).collect();
    house.db.write(move |tx| found.iter().try_for_each(|(probe, result)| listings::note_probe(tx, &id, probe, result))).await
}

async fn sweep(house: &House) -> Outcome<()> {
    loop {
        let gone = house.db.write(|tx| {
            let tokens = grants::sweep(tx, SWEEP_BATCH)? + apps::sweep(tx, SWEEP_BATCH)?;
            let people = accounts::sweep(tx, SWEEP_BATCH)? + invitations::sweep(tx, SWEEP_BATCH)?;
            let shown = listings::sweep(tx, SWEEP_BATCH)? + usage::sweep(tx, SWEEP_BATCH)?;
            Ok(tokens + people + passkeys::sweep(tx, SWEEP_BATCH)? + shown)
        });
        if gone.await? == 0 {
            break;
        }
    }
    let mut after = None;
    loop {
        after = house.db.write(move |tx| grants::sweep_dead(tx, after.as_ref(), SWEEP_GRANTS)).await?;
        if after.is_none() {
            break;
        }
    }
    let mut after = None;
    loop {
        after = house.db.write(move |tx| grants::idle::sweep(tx, after.as_ref(), SWEEP_GRANTS)).await?;
        if after.is_none() {
            return Ok(());
        }
    }
}

/// Looks while nobody has to wait, and writes only where a case is to be opened.
async fn look_at_apps(house: &House) -> Outcome<()> {
    let mut page = PageRequest::first(WATCHED_AT_ONCE);
    loop {
        let wanted = page.clone();
        let found = house.db.read(move |tx| watching::raised(tx, &wanted)).await?;
        for raised in found.items {
            house.db.write(move |tx| watching::raise(tx, &raised)).await?;
        }
        match found.next {
            Some(next) => page.after = Some(next),
            None => return Ok(()),
        }
    }
}

fn report(outcome: Outcome<()>) {
    if let Err(error) = outcome {
        tracing::error!(%error, "work in the background failed");
    }
}
