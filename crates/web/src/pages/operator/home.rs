//! The start page: what waits, how much there is, what was done last.

use crate::{
    pages::{Answer, merchants::person, programme},
    views::operator::{Home, HomeTotals, QueueFacts, Recent},
    visit::Operator,
};
use db::Read;
use kernel::{Outcome, PageRequest};
use office::audit::{self, Entry};
use platform::{
    approvals::{self, Queue},
    apps::{self, Stage},
    developers, grants, merchants,
    usage::{self, Day},
};

const LATEST: u32 = 8;

pub async fn home(visitor: Operator) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (queues, times, service, totals, recent) = visitor
        .web
        .db
        .read(|tx| {
            let entries = audit::list(tx, &audit::Filter::default(), &PageRequest::first(LATEST))?.items;
            let recent = entries.into_iter().map(|entry| recent(tx, entry)).collect::<Outcome<Vec<_>>>()?;
            let (times, service) = (approvals::review_times(tx)?, approvals::service(tx)?);
            Ok((approvals::counts(tx)?, times, service, totals(tx)?, recent))
        })
        .await?;
    let queue =
        |queue: Queue| QueueFacts { kind: queue.kind.as_str(), open: queue.open, overdue: queue.overdue, oldest: queue.oldest };
    let times = times.iter().map(|times| programme::times_of(&visitor, times, service.of(times.kind).target_hours)).collect();
    visitor.show(&Home { queues: queues.into_iter().map(queue).collect(), times, totals, recent })
}

fn totals(tx: &mut Read<'_>) -> Outcome<HomeTotals> {
    Ok(HomeTotals {
        developers: developers::count(tx)?,
        merchants: merchants::count(tx)?,
        apps: apps::count(tx, None)?,
        apps_online: apps::count(tx, Some(Stage::Online))?,
        grants: grants::count_all(tx)?,
        calls_today: usage::calls_of_all(tx, Day::of(tx.now))?,
    })
}

fn recent(tx: &mut Read<'_>, entry: Entry) -> Outcome<Recent> {
    Ok(Recent {
        id: entry.id.to_string(),
        at: entry.at,
        actor: person(tx, &entry.actor)?,
        action: entry.action,
        subject: entry.subject,
        reason: entry.reason,
    })
}
