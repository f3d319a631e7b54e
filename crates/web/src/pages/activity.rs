//! What an app did, read from the ledger: for a page, and as CSV.

use crate::{
    Web,
    pages::Answer,
    query::Query,
    views::activity::{Activity, AddressRow, DayRow, OperationRow, RefusalRow},
    visit::Visit,
};
use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::IntoResponse,
};
use db::Read;
use futures_util::stream;
use jiff::tz::TimeZone;
use kernel::{Fault, Id, Outcome, Refusal, Time, kinds};
use platform::usage::{self, Day, Gate, Refused, Scope, Span, Tally};

/// The days that a page shows at once.
pub const SHOWN: u32 = 30;
/// Days that an export reads at once: what it holds in memory, however far it reaches.
const BATCH: u32 = 20;
/// The chart's units of a day, and of the busiest day's calls.
const STEP: usize = 10;
const TALLEST: i64 = 100;

/// What the app did for one store, or for all.
#[derive(Clone)]
pub struct Whose {
    pub app: Id<kinds::App>,
    pub merchant: Option<Id<kinds::Merchant>>,
}

/// As the ledger has it.
pub struct Found {
    days: Vec<(Day, Tally)>,
    operations: Vec<(String, Tally)>,
    refusals: Vec<Refused>,
    addresses: Option<Vec<(String, i64)>>,
}

impl Whose {
    fn scope(&self) -> Scope<'_> {
        match &self.merchant {
            Some(merchant) => Scope::Grant(&self.app, merchant),
            None => Scope::App(&self.app),
        }
    }

    fn addresses(&self, tx: &mut Read<'_>, span: Span) -> Outcome<Option<Vec<(String, i64)>>> {
        self.merchant.as_ref().map(|merchant| usage::addresses(tx, &self.app, merchant, span)).transpose()
    }
}

/// The one day that the address names.
pub fn chosen(query: &Query) -> Result<Option<Day>, Refusal> {
    query.all_names_known(&["day"])?;
    Ok(query.day("day")?.map(Day::of))
}

/// The last days, and of the chosen one, or else of all of them, what was done.
pub fn find(tx: &mut Read<'_>, whose: &Whose, day: Option<Day>) -> Outcome<Found> {
    let all = Span::until(Day::of(tx.now), SHOWN);
    let span = day.map_or(all, |day| Span { first: day, last: day });
    Ok(Found {
        days: usage::every_day(tx, whose.scope(), all)?,
        operations: usage::by_operation(tx, whose.scope(), span)?,
        refusals: usage::refusals(tx, whose.scope(), span)?,
        addresses: whose.addresses(tx, span)?,
    })
}

/// `path` is the page's own address; the CSV lies below it.
pub fn view(visit: &Visit, found: &Found, path: &str, day: Option<Day>) -> Activity {
    let mut total = Tally::default();
    found.operations.iter().for_each(|(_, tally)| total += tally);
    let peak = found.days.iter().map(|(_, tally)| tally.calls).max().unwrap_or_default();
    Activity {
        calls: total.calls,
        success: success(&total),
        half: within(&total, 50),
        most: within(&total, 95),
        days: found.days.iter().enumerate().map(|(place, (day, tally))| row(place, *day, tally, peak, path)).collect(),
        width: found.days.len() * STEP,
        peak,
        operations: operations(visit, &found.operations),
        refusals: found.refusals.iter().map(|refused| refusal(visit, refused)).collect(),
        addresses: found.addresses.as_ref().map(|addresses| addresses.iter().map(address).collect()),
        day: day.map(date),
        all_url: path.to_owned(),
        csv_url: format!("{path}/ledger.csv"),
    }
}

fn row(place: usize, day: Day, tally: &Tally, peak: i64, path: &str) -> DayRow {
    let (date, unsuccessful) = (date(day), tally.calls - tally.succeeded());
    // Whatever there was is seen, be it little.
    let units = |calls: i64| if calls == 0 { 0 } else { (calls * TALLEST / peak.max(1)).max(1) };
    DayRow {
        url: format!("{path}?day={date}"),
        calls: tally.calls,
        unsuccessful,
        read: tally.read,
        written: tally.written,
        x: place * STEP,
        good: units(tally.succeeded()),
        bad: units(unsuccessful),
        date,
    }
}

pub fn operations(visit: &Visit, found: &[(String, Tally)]) -> Vec<OperationRow> {
    let row = |(name, tally): &(String, Tally)| OperationRow {
        label: visit.web.languages().word(visit.language, &format!("operation-{}", name.replace(['.', '_'], "-"))),
        name: name.clone(),
        calls: tally.calls,
        unsuccessful: tally.calls - tally.succeeded(),
        read: tally.read,
        written: tally.written,
    };
    found.iter().map(row).collect()
}

fn refusal(visit: &Visit, refused: &Refused) -> RefusalRow {
    RefusalRow {
        words: visit.web.languages().word(visit.language, &format!("refusal-{}", refused.code.replace(['.', '_'], "-"))),
        gate: Gate::of(&refused.code).as_str(),
        code: refused.code.clone(),
        calls: refused.calls,
    }
}

fn address((address, calls): &(String, i64)) -> AddressRow {
    AddressRow { address: (address != usage::OTHER).then(|| address.clone()), calls: *calls }
}

/// "98.5 %".
pub fn success(tally: &Tally) -> Option<String> {
    tally.success_permille().map(|permille| format!("{}.{} %", permille / 10, permille % 10))
}

/// "≤ 30 ms".
pub fn within(tally: &Tally, percent: i64) -> Option<String> {
    let last = usage::BOUNDS[usage::BOUNDS.len() - 1];
    tally.within(percent).map(|bound| bound.map_or_else(|| format!("> {last} ms"), |bound| format!("≤ {bound} ms")))
}

fn date(day: Day) -> String {
    day.start().format("%Y-%m-%d", &TimeZone::UTC)
}

// === CSV ===

const HEAD: &str = "day,kind,name,calls,refused,failed,records_read,records_written\n";

/// Everything that the ledger holds, newest first: lines of operations, of refusals by code, and of addresses where it is of one
/// store.
pub fn csv(visit: &Visit, whose: Whose) -> Answer {
    let name = format!("ledger-{}-{}.csv", whose.app, date(Day::of(visit.now)));
    let mut response = Body::from_stream(lines(visit.web.clone(), whose, visit.now)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    headers.insert(header::CONTENT_DISPOSITION, disposition.map_err(|error| Fault::because("naming an export", error))?);
    Ok(response)
}

/// Batch after batch, each read only when the one before it has been sent. A failure cuts the answer short, which its reader
/// sees, because the end of a whole answer is marked.
fn lines(web: Web, whose: Whose, now: Time) -> impl stream::Stream<Item = Result<Bytes, std::io::Error>> {
    let today = Day::of(now);
    stream::try_unfold(0, move |done: u32| {
        let (web, whose) = (web.clone(), whose.clone());
        async move {
            if done >= usage::KEPT {
                return Ok(None);
            }
            let span = Span::until(today.before(done), BATCH);
            let text = web.db.read(move |tx| batch(tx, &whose, span)).await.map_err(|error| {
                tracing::error!(%error, "an export of a ledger was cut short");
                std::io::Error::other(error.to_string())
            })?;
            let text = if done == 0 { format!("{HEAD}{text}") } else { text };
            Ok(Some((Bytes::from(text), done + BATCH)))
        }
    })
}

/// Names of operations, codes and addresses hold nothing that CSV would have to quote.
fn batch(tx: &mut Read<'_>, whose: &Whose, span: Span) -> Outcome<String> {
    let mut text = String::new();
    for (day, _) in usage::by_day(tx, whose.scope(), span)?.iter().rev() {
        let (date, of_day) = (date(*day), Span { first: *day, last: *day });
        for (name, tally) in usage::by_operation(tx, whose.scope(), of_day)? {
            let Tally { calls, refused, failed, read, written, .. } = tally;
            text += &format!("{date},operation,{name},{calls},{refused},{failed},{read},{written}\n");
        }
        for Refused { code, calls } in usage::refusals(tx, whose.scope(), of_day)? {
            text += &format!("{date},refusal,{code},{calls},{calls},0,0,0\n");
        }
        for (address, calls) in whose.addresses(tx, of_day)?.unwrap_or_default() {
            text += &format!("{date},address,{address},{calls},,,,\n");
        }
    }
    Ok(text)
}
