use super::{Day, Use, store};
use db::{Read, Write};
use kernel::{Id, Outcome, kinds};

/// Adds what was counted to what is written down.
pub fn record(tx: &mut Write<'_>, uses: &[Use]) -> Outcome<()> {
    store::add(tx, uses)
}

/// Calls of all apps on that day.
pub fn calls_of_all(tx: &mut Read<'_>, day: Day) -> Outcome<i64> {
    store::calls_of_all(tx, day)
}

/// Calls of the app on that day, for all merchants.
pub fn calls_on(tx: &mut Read<'_>, app: &Id<kinds::App>, day: Day) -> Outcome<i64> {
    store::calls_on(tx, app, day)
}

/// Whether the app has ever called for the merchant.
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
