//! `kontor import`: a merchant's orders or products out of a file, into their own shop here.

use crate::{
    args::{ImportArgs, ImportKind},
    house,
};
use indicatif::{ProgressBar, ProgressStyle};
use kernel::{Environment, Id, Outcome, kinds};
use platform::merchants::{self, Merchant};
use trade::{
    Counts, ShopRef,
    imports::{self, BadRow, Event, Kind, Options, Stage, Summary},
    shops,
};

/// Bad rows are counted beyond this, and no longer shown one by one.
const SHOWN: u64 = 50;

pub fn run(args: &ImportArgs) -> Result<(), String> {
    let id: Id<kinds::Merchant> =
        args.merchant.parse().map_err(|_| format!("{} is not a merchant's id; they look like mer_p01…", args.merchant))?;
    let environment: Environment = id.environment();
    let timezone = jiff::tz::TimeZone::get(&args.timezone)
        .map_err(|_| format!("{} is not a time zone; take an IANA name such as Asia/Shanghai", args.timezone))?;
    let (db, _) = house::open(&args.storage, environment)?;
    let shop =
        db.write_blocking(move |tx| shop_of(&merchants::require_active(tx, &id)?, tx)).map_err(|error| error.to_string())?;

    let size = std::fs::metadata(&args.file).map_err(|error| format!("cannot read {}: {error}", args.file.display()))?.len();
    let bar = progress_bar(size);
    let kind = match args.kind {
        ImportKind::Orders => Kind::Orders,
        ImportKind::Products => Kind::Products,
    };
    let mut shown = 0;
    let mut report = |event: Event| match event {
        Event::Progress(progress) => {
            bar.set_position(progress.bytes_read);
            let doing = match progress.stage {
                Stage::Checking => "checking",
                Stage::Storing => "storing",
            };
            bar.set_message(format!("{doing}, {} rows, {} bad", progress.rows, progress.bad));
        }
        Event::Bad(bad) => {
            shown += 1;
            if shown <= SHOWN {
                bar.suspend(|| eprintln!("{}", sentence(&bad)));
            }
        }
    };
    let done = imports::run(&db, &shop, kind, &args.file, &Options { timezone, strict: args.strict }, &mut report);
    bar.finish_and_clear();
    if shown > SHOWN {
        eprintln!("… and {} more", shown - SHOWN);
    }
    println!("{}", report_of(&done.map_err(|error| error.to_string())?));
    Ok(())
}

fn sentence(bad: &BadRow) -> String {
    let field = if bad.field.is_empty() { "the row".into() } else { bad.field.clone() };
    let skipped = bad.record.as_ref().map(|record| format!("; {record} is skipped")).unwrap_or_default();
    format!("line {}: {field} {}{skipped}", bad.line, bad.reason)
}

fn report_of(done: &Summary) -> String {
    let Summary { rows, bad_rows, left_out, records, stock } = done;
    let mut lines = vec![format!("{rows} rows read, {bad_rows} of them bad; {left_out} records left out")];
    lines.push(format!("records: {} new, {} changed, {} as they were", records.new, records.changed, records.same));
    if *stock != Counts::default() {
        lines.push(format!("stock levels: {} new, {} changed, {} as they were", stock.new, stock.changed, stock.same));
    }
    lines.join("\n")
}

fn shop_of(merchant: &Merchant, tx: &mut db::Write<'_>) -> Outcome<ShopRef> {
    let currency = merchant.currency.parse().map_err(|error| kernel::Fault::because("reading a store's currency", error))?;
    shops::own_shop(tx, &merchant.id, &merchant.name, currency, &merchant.timezone)
}

/// Draws on a terminal alone; in a pipe it is silent.
fn progress_bar(size: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:32} {percent:>3} %  {msg}  {elapsed} of {duration}");
    let bar = ProgressBar::new(size);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
