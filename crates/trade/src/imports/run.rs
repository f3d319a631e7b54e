use super::{
    ImportError,
    cells::{Bad, MOST_ID_BYTES, Row},
    check::{Check, MOST_BAD},
    columns::{Column, Header, ORDER_COLUMNS, PRODUCT_COLUMNS, place},
    lines::{Line, Lines},
    orders, products,
    records::{Next, Records},
    rows::{Batch, Group, ReadFacts},
};
use crate::{Counts, ShopRef};
use commerce::{Order, Product};
use csv::StringRecord;
use db::{Db, Write};
use jiff::tz::TimeZone;
use kernel::Outcome;
use serde::de::DeserializeOwned;
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    fs::{self, File},
    io::Read,
    path::Path,
    sync::Arc,
};

/// A transaction ends with the record in which it reaches one of these: it is short, and a batch stays small in memory.
const BATCH_RECORDS: usize = 500;
const BATCH_ROWS: usize = 4_000;
const BATCH_BYTES: usize = 4 * 1024 * 1024;
/// So many times larger a batch may grow until the rows of one record that stand together have ended.
const STRETCH: usize = 4;
/// So often, in rows, the person in front is told how far it is.
const TELL: u64 = 2_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Orders,
    Products,
}

#[derive(Clone, Debug)]
pub struct Options {
    /// Of times that have no offset.
    pub timezone: TimeZone,
    /// Writes nothing when anything is wrong.
    pub strict: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading the file through for what is wrong.
    Checking,
    Storing,
}

/// How far the stage is; each begins at the front of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub stage: Stage,
    pub bytes_read: u64,
    pub bytes_total: u64,
    /// Read in this stage, bad ones among them.
    pub rows: u64,
    /// Found in both.
    pub bad: u64,
}

/// A row that is skipped, and with it the record that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// On which it begins, from 1.
    pub line: u64,
    /// The column; empty when it is the row as a whole.
    pub field: Cow<'static, str>,
    /// Goes on after the field: "is blank; it must not be".
    pub reason: Cow<'static, str>,
    /// The id of the order or product that is skipped, when it could be read.
    pub record: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Progress(Progress),
    Bad(BadRow),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub rows: u64,
    pub bad_rows: u64,
    /// Orders or products that were left out because of them, as far as they have an id.
    pub left_out: u64,
    /// Orders or products. A record whose rows lie far apart is counted with each batch that adds to it.
    pub records: Counts,
    /// Levels, of the stock column of products.
    pub stock: Counts,
}

/// Imports the file into the shop. What is already there stays as it is; what is newer in the file is written over it.
///
/// # Errors
/// When the file as a whole cannot be used, when the database fails, and with `strict` when any row is bad. Bad rows are
/// otherwise reported and skipped.
pub fn run(
    db: &Db,
    shop: &ShopRef,
    kind: Kind,
    path: &Path,
    options: &Options,
    report: &mut dyn FnMut(Event),
) -> Result<Summary, ImportError> {
    let unreadable = |cause| ImportError::Unreadable { path: path.to_owned(), cause };
    let facts = fs::metadata(path).map_err(unreadable)?;
    if !facts.is_file() {
        return Err(ImportError::NotAFile(path.to_owned()));
    }
    let is_ndjson = is_ndjson(path).map_err(unreadable)?;
    let mut import = Import { db, shop, kind, path, options, total: facts.len(), report, summary: Summary::default() };
    match (is_ndjson, kind) {
        (false, _) => import.csv()?,
        (true, Kind::Orders) => import.ndjson(check_order, crate::orders::upsert_many)?,
        (true, Kind::Products) => import.ndjson(check_product, crate::products::upsert_many)?,
    }
    Ok(import.summary)
}

/// By the name, else by the first letter.
fn is_ndjson(path: &Path) -> std::io::Result<bool> {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    match extension.as_deref() {
        Some("csv") => Ok(false),
        Some("ndjson" | "jsonl" | "json") => Ok(true),
        _ => {
            let mut start = Vec::new();
            File::open(path)?.take(4_096).read_to_end(&mut start)?;
            let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
            Ok(start.trim_ascii_start().starts_with(b"{"))
        }
    }
}

struct Import<'a> {
    db: &'a Db,
    shop: &'a ShopRef,
    kind: Kind,
    path: &'a Path,
    options: &'a Options,
    total: u64,
    report: &'a mut dyn FnMut(Event),
    summary: Summary,
}

// === impl Import ===

impl Import<'_> {
    fn known(&self) -> (&'static [Column], ReadFacts, usize) {
        match self.kind {
            Kind::Orders => (ORDER_COLUMNS, orders::facts, const { place(ORDER_COLUMNS, "order_id") }),
            Kind::Products => (PRODUCT_COLUMNS, products::facts, const { place(PRODUCT_COLUMNS, "product_id") }),
        }
    }

    fn csv(&mut self) -> Result<(), ImportError> {
        let (known, facts, _) = self.known();
        let mut records = Records::open(self.path)?;
        let header = Header::read(records.header()?.iter(), known)?;
        let mut check = Check::new(facts);
        self.check_csv(records, &header, &mut check)?;
        self.summary.left_out = check.left_out();
        if self.options.strict && self.summary.bad_rows > 0 {
            return Err(ImportError::Strict { bad: self.summary.bad_rows });
        }
        self.store_csv(header, &check)
    }

    /// Reads the whole file and reports what is wrong in it.
    fn check_csv(&mut self, mut records: Records, header: &Header, check: &mut Check) -> Result<(), ImportError> {
        let (known, _, id_column) = self.known();
        let zone = self.options.timezone.clone();
        let mut record = StringRecord::new();
        loop {
            let start = records.byte();
            match records.next(&mut record)? {
                Next::End => break,
                Next::Bad { line, reason } => {
                    let row = Row { record: &record, header, known, zone: &zone };
                    check.leave_out(&row, id_column);
                    self.bad_record(Bad::new("", reason), line, row.text(id_column))?;
                }
                Next::Record => {
                    let row = Row { record: &record, header, known, zone: &zone };
                    if let Some(bad) = check.row(&row, id_column) {
                        self.bad_record(bad, records.line_of(start)?, row.text(id_column))?;
                    }
                }
            }
            self.summary.rows += 1;
            self.tell(Stage::Checking, self.summary.rows, records.byte());
        }
        if !check.has_several_currencies() {
            return Ok(());
        }
        let mut records = Records::open(self.path)?;
        records.header()?;
        loop {
            let start = records.byte();
            match records.next(&mut record)? {
                Next::End => return Ok(()),
                Next::Bad { .. } => {}
                Next::Record => {
                    let row = Row { record: &record, header, known, zone: &zone };
                    if let Some(bad) = check.row_again(&row, id_column) {
                        self.bad_record(bad, records.line_of(start)?, row.text(id_column))?;
                    }
                }
            }
        }
    }

    /// Stores what the check did not leave out.
    fn store_csv(&mut self, header: Header, check: &Check) -> Result<(), ImportError> {
        let (known, _, id_column) = self.known();
        let mut records = Records::open(self.path)?;
        records.header()?;
        let mut gathered =
            Gathered::new(Batch { header, known, zone: self.options.timezone.clone(), records: Vec::new(), groups: Vec::new() });
        let (mut record, mut rows) = (StringRecord::new(), 0);
        loop {
            match records.next(&mut record)? {
                Next::End => break,
                Next::Record => {
                    if gathered.is_full_before(&record, id_column) {
                        gathered = self.store_batch(gathered)?;
                    }
                    gathered.take(&mut record, id_column, check);
                }
                Next::Bad { .. } => {}
            }
            rows += 1;
            self.tell(Stage::Storing, rows, records.byte());
        }
        self.store_batch(gathered)?;
        self.tell_now(Stage::Storing, rows, self.total);
        Ok(())
    }

    fn store_batch(&mut self, gathered: Gathered) -> Result<Gathered, ImportError> {
        if gathered.batch.groups.is_empty() {
            return Ok(gathered);
        }
        let batch = Arc::new(gathered.batch);
        let (shop, kind, rows) = (self.shop.clone(), self.kind, batch.clone());
        let (records, stock) = self.db.write_blocking(move |tx| match kind {
            Kind::Orders => Ok((orders::store(tx, &shop, &rows)?, Counts::default())),
            Kind::Products => products::store(tx, &shop, &rows),
        })?;
        self.summary.records += records;
        self.summary.stock += stock;
        // The thread that wrote may still hold its share of the batch for a moment; what is in it is then made anew.
        let batch = match Arc::try_unwrap(batch) {
            Ok(batch) => Batch { groups: Vec::new(), ..batch },
            Err(batch) => Batch {
                header: batch.header.clone(),
                known: batch.known,
                zone: batch.zone.clone(),
                records: Vec::new(),
                groups: Vec::new(),
            },
        };
        Ok(Gathered::new(batch))
    }

    fn ndjson<T, F>(&mut self, check: fn(&T) -> Result<&str, Bad>, upsert: F) -> Result<(), ImportError>
    where
        T: DeserializeOwned + Send + Sync + 'static,
        F: Fn(&mut Write<'_>, &ShopRef, &[T]) -> Outcome<Counts> + Copy + Send + 'static,
    {
        if self.options.strict {
            self.ndjson_stage(Stage::Checking, check, |_, _| Ok(()))?;
            if self.summary.bad_rows > 0 {
                return Err(ImportError::Strict { bad: self.summary.bad_rows });
            }
            self.summary = Summary::default();
        }
        self.ndjson_stage(Stage::Storing, check, |import, batch| {
            let shop = import.shop.clone();
            import.summary.records += import.db.write_blocking(move |tx| upsert(tx, &shop, &batch))?;
            Ok(())
        })
    }

    fn ndjson_stage<T: DeserializeOwned>(
        &mut self,
        stage: Stage,
        check: fn(&T) -> Result<&str, Bad>,
        store: impl Fn(&mut Self, Vec<T>) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let mut lines = Lines::open(self.path)?;
        let (mut text, mut batch, mut bytes) = (Vec::new(), Vec::new(), 0);
        loop {
            let (line, what) = lines.next(&mut text)?;
            let record = match what {
                Line::End => break,
                Line::TooLong => Err(Bad::new("", "is longer than 1 MiB; shorten it")),
                Line::Text if text.trim_ascii().is_empty() => continue,
                Line::Text => parse(&text, check),
            };
            match record {
                Ok(record) => {
                    bytes += text.len();
                    batch.push(record);
                }
                Err(Bad { field, reason }) => {
                    self.summary.left_out += 1;
                    self.bad(BadRow { line, field, reason, record: None })?;
                }
            }
            self.summary.rows += 1;
            if batch.len() >= BATCH_RECORDS || bytes >= BATCH_BYTES {
                store(self, std::mem::take(&mut batch))?;
                bytes = 0;
            }
            self.tell(stage, self.summary.rows, lines.byte());
        }
        if !batch.is_empty() {
            store(self, batch)?;
        }
        self.tell_now(stage, self.summary.rows, self.total);
        Ok(())
    }

    fn bad_record(&mut self, bad: Bad, line: u64, record: Option<&str>) -> Result<(), ImportError> {
        self.bad(BadRow { line, field: bad.field, reason: bad.reason, record: record.map(str::to_owned) })
    }

    fn bad(&mut self, row: BadRow) -> Result<(), ImportError> {
        self.summary.bad_rows += 1;
        (self.report)(Event::Bad(row));
        if self.summary.bad_rows >= MOST_BAD {
            return Err(ImportError::TooManyBad { bad: self.summary.bad_rows });
        }
        Ok(())
    }

    fn tell(&mut self, stage: Stage, rows: u64, bytes_read: u64) {
        if rows.is_multiple_of(TELL) {
            self.tell_now(stage, rows, bytes_read);
        }
    }

    fn tell_now(&mut self, stage: Stage, rows: u64, bytes_read: u64) {
        let (bytes_total, bad) = (self.total, self.summary.bad_rows);
        (self.report)(Event::Progress(Progress { stage, bytes_read, bytes_total, rows, bad }));
    }
}

/// The batch that is being filled.
struct Gathered {
    batch: Batch,
    by_id: HashMap<String, usize>,
    rows: usize,
    bytes: usize,
}

impl Gathered {
    /// Keeps the batch's records for their memory.
    fn new(batch: Batch) -> Gathered {
        Gathered { batch, by_id: HashMap::new(), rows: 0, bytes: 0 }
    }

    /// Rows of one record that stand together are merged together, so that what the last of them says about the whole
    /// record does not change back and forth with every run.
    fn is_full_before(&self, record: &StringRecord, id_column: usize) -> bool {
        let is_large = |times| self.rows >= BATCH_ROWS * times || self.bytes >= BATCH_BYTES * times;
        let last = self.batch.groups.last().map(|group| group.id.as_str());
        let is_full = self.batch.groups.len() >= BATCH_RECORDS || is_large(1);
        is_full && (last != self.batch.row(record).text(id_column) || is_large(STRETCH))
    }

    /// Takes the row over, unless its record is left out.
    fn take(&mut self, record: &mut StringRecord, id_column: usize, check: &Check) {
        let Some(id) = self.batch.row(record).text(id_column) else { return };
        if record.len() != self.batch.header.width || check.is_left_out(id) {
            return;
        }
        let group = match self.batch.groups.last() {
            Some(last) if last.id == id => self.batch.groups.len() - 1,
            _ => match self.by_id.get(id) {
                Some(place) => *place,
                None => {
                    self.by_id.insert(id.to_owned(), self.batch.groups.len());
                    self.batch.groups.push(Group { id: id.to_owned(), rows: Vec::new() });
                    self.batch.groups.len() - 1
                }
            },
        };
        self.batch.groups[group].rows.push(self.rows);
        self.bytes += record.as_slice().len();
        if self.rows < self.batch.records.len() {
            std::mem::swap(&mut self.batch.records[self.rows], record);
        } else {
            self.batch.records.push(std::mem::take(record));
        }
        self.rows += 1;
    }
}

fn parse<T: DeserializeOwned>(text: &[u8], check: fn(&T) -> Result<&str, Bad>) -> Result<T, Bad> {
    let record: T = serde_json::from_slice(text).map_err(|error| Bad::new("", format!("is not such a record: {error}")))?;
    let id = check(&record)?;
    if id.trim().is_empty() {
        return Err(Bad::new("source_id", "is blank; it must not be"));
    }
    if id.len() > MOST_ID_BYTES {
        return Err(Bad::new("source_id", format!("is longer than {MOST_ID_BYTES} bytes; shorten it")));
    }
    Ok(record)
}

fn check_order(order: &Order) -> Result<&str, Bad> {
    let lines = order.lines.iter().flat_map(|line| [line.unit_price, line.total]);
    if lines.chain(order.totals.iter().map(|total| total.amount)).any(|money| money.currency != order.currency) {
        return Err(Bad::new("currency", "is another one than that of a line or a total; an order has one currency"));
    }
    let mut ids = HashSet::new();
    if !order.lines.iter().all(|line| !line.id.is_empty() && ids.insert(&line.id)) {
        return Err(Bad::new("lines", "have a blank id or one that stands twice; give each its own"));
    }
    without_nul(&[&order.source_id, &order.number])?;
    Ok(&order.source_id)
}

fn check_product(product: &Product) -> Result<&str, Bad> {
    let mut ids = HashSet::new();
    if !product.variants.iter().all(|variant| !variant.id.is_empty() && ids.insert(&variant.id)) {
        return Err(Bad::new("variants", "have a blank id or one that stands twice; give each its own"));
    }
    without_nul(&[&product.source_id, &product.title])?;
    Ok(&product.source_id)
}

/// A column of PostgreSQL cannot hold it.
fn without_nul(texts: &[&str]) -> Result<(), Bad> {
    match texts.iter().any(|text| text.contains('\0')) {
        true => Err(Bad::new("", "contains a NUL character in its id or name; remove it")),
        false => Ok(()),
    }
}
