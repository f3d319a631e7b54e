//! What a merchant of the demo says of an app.

use db::Write;
use kernel::{Actor, Fault, Id, Outcome, kinds};
use platform::{
    apps,
    reviews::{self, NewReview},
    usage::{self, Day, Tally, Use},
};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3600);
/// Days on which the reviewing store's data was asked for.
const USED_DAYS: u32 = 21;

/// The store has used the app for three weeks and says how it was; the developer answers.
pub fn write(
    tx: &mut Write<'_>,
    merchant: (&Actor, &Id<kinds::Merchant>),
    developer: &Actor,
    app: &Id<kinds::App>,
) -> Outcome<()> {
    let now = tx.now;
    let owner = apps::find(tx, app)?.ok_or_else(|| Fault::new("an app of the demo is missing"))?.developer;
    let day = |ago: u32| Use {
        app: app.clone(),
        merchant: Some(merchant.1.clone()),
        day: Day::of(now - DAY * ago),
        operations: vec![("orders.list", Tally { calls: 40, read: 1600, ..Tally::default() })],
        refusals: Vec::new(),
        addresses: Vec::new(),
    };
    usage::record(tx, &(0..USED_DAYS).map(day).collect::<Vec<_>>())?;
    let text = "It told us about eleven parcels that stood still in a depot over a weekend. We wrote to the buyers before they wrote to \
                us. I would like it to look at returns as well.";
    reviews::write(tx, merchant.0, merchant.1, app, &NewReview { stars: 4, text: text.to_owned() })?;
    let answer = "Thank you! Returns are what I work on this month.";
    reviews::answer(tx, developer, &owner, app, merchant.1, answer).map(drop)
}
