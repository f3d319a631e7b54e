use super::{Health, store};
use crate::{
    grants,
    usage::{self, Day, Gate, Refused, Scope, Span, Tally},
};
use db::Read;
use kernel::{Id, Outcome, kinds};

/// The days that a page of health looks back.
pub const DAYS: u32 = 30;

/// How the app did in the last `days` days, today included. Whose app it is has been asked before.
pub fn health(tx: &mut Read<'_>, app: &Id<kinds::App>, days: u32) -> Outcome<Health> {
    let span = Span::until(Day::of(tx.now), days);
    let scope = Scope::App(app);
    let operations = usage::by_operation(tx, scope, span)?;
    let mut total = Tally::default();
    operations.iter().for_each(|(_, tally)| total += tally);
    let refusals = usage::refusals(tx, scope, span)?;
    Ok(Health {
        total,
        days: usage::every_day(tx, scope, span)?,
        operations,
        authentication_failures: authentication_failures(&refusals),
        refusals,
        merchants: grants::count_active(tx, app)?,
        inactive_merchants: grants::idle::count_inactive(tx, app)?,
        complaints: store::count_by_reason(tx, app, span.first.start())?,
        last_call: grants::idle::last_used(tx, app)?,
    })
}

pub(super) fn authentication_failures(refusals: &[Refused]) -> i64 {
    refusals.iter().filter(|refused| Gate::of(&refused.code) == Gate::Identity).map(|refused| refused.calls).sum()
}
