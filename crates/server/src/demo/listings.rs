//! What the store of the demo shows of its apps, and what a merchant says of one.

use db::Write;
use kernel::{Actor, Id, Outcome, kinds};
use platform::{
    approvals::Verdict,
    listings::{self, Field, FieldState, Pictures, Texts, Value},
    reviews::{self, NewReview},
    usage::{self, Day, Use},
};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3600);
/// Days on which the reviewing store's data was asked for.
const USED_DAYS: u32 = 21;

/// English, then Chinese.
pub(super) struct Page {
    name: [&'static str; 2],
    value_proposition: [&'static str; 2],
    description: [&'static str; 2],
    website: &'static str,
}

pub(super) const CANGZHU: Page = Page {
    name: ["Cangzhu ERP", "仓助 ERP"],
    value_proposition: ["Stock, orders and purchasing of all your shops in one place", "多店库存、订单、采购，一个系统管好"],
    description: [
        "Cangzhu brings the orders of all your shops into one list and keeps one stock for all of them.\n\nNew orders arrive by \
         themselves. Picking lists are sorted by shelf, labels are printed in batches, and the tracking number goes back to the shop \
         where the order came from.\n\nWhen stock runs low, Cangzhu proposes what to buy and from whom.",
        "仓助把所有店铺的订单汇总到一处，并统一管理库存。\n\n新订单自动进入；拣货单按货位排序，面单批量打印，运单号自动回传店铺。\n\n\
         库存不足时，仓助会给出采购建议和供应商。",
    ],
    website: "https://cangzhu.example",
};

pub(super) const GLANCE: Page = Page {
    name: ["Parcel Glance", "包裹一览"],
    value_proposition: ["See which parcels are late before your customers do", "先于买家发现延误的包裹"],
    description: [
        "Parcel Glance watches your shipped orders and tells you each morning which ones stand still.\n\nOne quiet page, no \
         settings. It reads orders and changes nothing.",
        "包裹一览跟踪已发货订单，每天早上告诉您哪些包裹停滞不前。\n\n一个页面，无需设置。只读取订单，不做任何修改。",
    ],
    website: "https://parcelglance.example",
};

/// Writes, hands in and approves all of a listing.
pub(super) fn list(
    tx: &mut Write<'_>,
    operator: &Actor,
    owner: (&Actor, &Id<kinds::Developer>),
    app: &Id<kinds::App>,
    page: &Page,
) -> Outcome<()> {
    let (by, developer) = owner;
    let texts = |[en, zh]: [&str; 2]| Value::Texts(Texts::new(en, zh));
    let drafts = vec![
        (Field::Name, texts(page.name)),
        (Field::ValueProposition, texts(page.value_proposition)),
        (Field::Description, texts(page.description)),
        (Field::Website, Value::Line(page.website.to_owned())),
    ];
    listings::save(tx, by, developer, app, drafts, &Pictures::default())?;
    for row in listings::submit(tx, by, developer, app, None)?.fields {
        if let FieldState::InReview { case } = row.state {
            listings::decide(tx, operator, &case, &Verdict::Approve)?;
        }
    }
    Ok(())
}

/// The store has used the app for three weeks and says how it was; the developer answers.
pub(super) fn review(
    tx: &mut Write<'_>,
    merchant: (&Actor, &Id<kinds::Merchant>),
    developer: (&Actor, &Id<kinds::Developer>),
    app: &Id<kinds::App>,
) -> Outcome<()> {
    let now = tx.now;
    let day = |ago: u32| Use { app: app.clone(), merchant: merchant.1.clone(), day: Day::of(now - DAY * ago), calls: 40 };
    usage::record(tx, &(0..USED_DAYS).map(day).collect::<Vec<_>>())?;
    let text = "It told us about eleven parcels that stood still in a depot over a weekend. We wrote to the buyers before they wrote to \
                us. I would like it to look at returns as well.";
    reviews::write(tx, merchant.0, merchant.1, app, &NewReview { stars: 4, text: text.to_owned() })?;
    let answer = "Thank you! Returns are what I work on this month.";
    reviews::answer(tx, developer.0, developer.1, app, merchant.1, answer).map(drop)
}
