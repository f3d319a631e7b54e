use super::{Day, Refused, Scope, Span, Tally, Use, store};
use db::{Read, Write};
use kernel::{Id, Outcome, kinds};

/// How many days the ledger reaches back.
pub const KEPT: u32 = 400;

/// Adds what was counted to what is written down.
pub fn record(tx: &mut Write<'_>, uses: &[Use]) -> Outcome<()> {
    store::add_operations(tx, uses)?;
    store::add_refusals(tx, uses)?;
    store::add_addresses(tx, uses)
}

/// Calls of all apps on that day.
pub fn calls_of_all(tx: &mut Read<'_>, day: Day) -> Outcome<i64> {
    store::calls_of_all(tx, day)
}

/// Calls of the app on that day, for all merchants.
pub fn calls_on(tx: &mut Read<'_>, app: &Id<kinds::App>, day: Day) -> Outcome<i64> {
    store::calls_on(tx, app, day)
}

/// Everything of these days in one sum.
pub fn total(tx: &mut Read<'_>, scope: Scope<'_>, span: Span) -> Outcome<Tally> {
    let mut total = Tally::default();
    by_operation(tx, scope, span)?.iter().for_each(|(_, tally)| total += tally);
    Ok(total)
}

/// The sums of the app's last calls, at least `wanted` of them where there were as many: whole days, the newest first, so
/// that the last of the days may bring more.
pub fn last_calls(tx: &mut Read<'_>, app: &Id<kinds::App>, wanted: i64) -> Outcome<Tally> {
    let today = Day::of(tx.now);
    let mut total = Tally::default();
    for (_, tally) in by_day(tx, Scope::App(app), Span::until(today, KEPT))?.iter().rev() {
        if total.calls >= wanted {
            break;
        }
        total += tally;
    }
    Ok(total)
}

/// Each operation that was called, by its name.
pub fn by_operation(tx: &mut Read<'_>, scope: Scope<'_>, span: Span) -> Outcome<Vec<(String, Tally)>> {
    match scope {
        Scope::App(app) => store::operations_of_app(tx, app, span),
        Scope::Grant(app, merchant) => store::operations_of_grant(tx, app, merchant, span),
    }
}

/// Each day on which there were calls, oldest first.
pub fn by_day(tx: &mut Read<'_>, scope: Scope<'_>, span: Span) -> Outcome<Vec<(Day, Tally)>> {
    match scope {
        Scope::App(app) => store::days_of_app(tx, app, span),
        Scope::Grant(app, merchant) => store::days_of_grant(tx, app, merchant, span),
    }
}

/// Every day of the span, oldest first, also those without calls.
pub fn every_day(tx: &mut Read<'_>, scope: Scope<'_>, span: Span) -> Outcome<Vec<(Day, Tally)>> {
    let mut known = by_day(tx, scope, span)?.into_iter().peekable();
    Ok(span.days().map(|day| known.next_if(|(next, _)| *next == day).unwrap_or((day, Tally::default()))).collect())
}

/// Refusals by code, the most frequent first.
pub fn refusals(tx: &mut Read<'_>, scope: Scope<'_>, span: Span) -> Outcome<Vec<Refused>> {
    match scope {
        Scope::App(app) => store::refusals_of_app(tx, app, span),
        Scope::Grant(app, merchant) => store::refusals_of_grant(tx, app, merchant, span),
    }
}

/// From where the app called for this merchant, the most frequent first.
pub fn addresses(
    tx: &mut Read<'_>,
    app: &Id<kinds::App>,
    merchant: &Id<kinds::Merchant>,
    span: Span,
) -> Outcome<Vec<(String, i64)>> {
    store::addresses(tx, app, merchant, span)
}

/// Deletes up to `limit` rows of each kind that are older than [`KEPT`] days; how many that were.
pub fn sweep(tx: &mut Write<'_>, limit: u32) -> Outcome<u64> {
    let before = Day::of(tx.now).before(KEPT);
    store::sweep(tx, before, limit)
}

/// Whether the app has called for the merchant with success, as far back as the ledger reaches.
pub fn has_called(tx: &mut Read<'_>, app: &Id<kinds::App>, merchant: &Id<kinds::Merchant>) -> Outcome<bool> {
    store::has_called(tx, app, merchant)
}

/// For how many merchants each app has called since that day, the day included. Apps without calls are not named.
pub fn merchants_by_app(tx: &mut Read<'_>, from: Day) -> Outcome<Vec<(Id<kinds::App>, i64)>> {
    store::merchants_by_app(tx, from)
}

/// The same of one app.
pub fn merchants_of(tx: &mut Read<'_>, app: &Id<kinds::App>, from: Day) -> Outcome<i64> {
    store::merchants_of(tx, app, from)
}
