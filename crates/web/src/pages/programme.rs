//! What the operator tells everybody about how the programme runs.

use super::{Answer, facts};
use crate::{
    views::programme::{PublicTimes, TimesOf},
    visit::{Visit, Visitor},
};
use platform::approvals::{self, ReviewTimes};

/// How long reviews take, if the operator shows it.
pub async fn review_times(visitor: Visitor) -> Answer {
    visitor.query().all_names_known(&[])?;
    let (service, times) = visitor
        .web
        .db
        .read(|tx| {
            let service = approvals::service(tx)?;
            let times = if service.is_public { approvals::review_times(tx)? } else { Vec::new() };
            Ok((service, times))
        })
        .await?;
    let rows = times.iter().map(|times| times_of(&visitor, times, service.of(times.kind).target_hours)).collect();
    visitor.show(&PublicTimes { is_public: service.is_public, rows })
}

/// A kind's times in words.
pub fn times_of(visit: &Visit, times: &ReviewTimes, target_hours: u32) -> TimesOf {
    TimesOf {
        kind: times.kind.as_str(),
        decided: times.decided,
        target_hours,
        median: times.median.map(|median| facts::work(visit, median)),
        p90: times.p90.map(|p90| facts::work(visit, p90)),
    }
}
