use super::{Day, Tally, Use, store};
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

/// The app's calls of its latest days, whole days counted back from now until there are `enough`.
pub fn latest(tx: &mut Read<'_>, app: &Id<kinds::App>, enough: i64) -> Outcome<Tally> {
    let mut sum = Tally::default();
    for day in store::latest_days(tx, app)? {
        sum = Tally { calls: sum.calls + day.calls, refused: sum.refused + day.refused };
        if sum.calls >= enough {
            break;
        }
    }
    Ok(sum)
}
