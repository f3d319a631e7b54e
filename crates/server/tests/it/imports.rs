//! `kontor import`, the real command, on files of every kind.

use crate::{binary::PROGRAM, database::Place, house::House, people::Merchant};
use kernel::PageRequest;
use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// A store, a folder for files, and what the command needs to find the store's database.
struct Desk {
    house: House,
    merchant: String,
    folder: tempfile::TempDir,
}

impl Desk {
    async fn open() -> Desk {
        let house = House::open().await;
        let merchant: Merchant = house.approved_merchant("Lübeck Tea").await;
        let merchant = merchant.id(&house).await.to_string();
        let folder = tempfile::tempdir().unwrap();
        Desk { house, merchant, folder }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn command(&self, kind: &str, file: &Path, options: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .args(["import", "--merchant", &self.merchant, "--kind", kind])
            .args(options)
            .args(self.place().options(&self.folder.path().join("data")));
        command.arg(file).stdin(Stdio::null());
        command
    }

    fn place(&self) -> &Place {
        self.house.place()
    }

    fn imports(&self, kind: &str, file: &Path, options: &[&str]) -> Output {
        self.command(kind, file, options).output().unwrap()
    }

    async fn orders(&self) -> i64 {
        let merchant = self.merchant.parse().unwrap();
        self.house.read(move |tx| trade::orders::count(tx, &merchant)).await
    }
}

#[track_caller]
fn succeeded(output: &Output) -> String {
    let said = said(output);
    assert!(output.status.success(), "{said}");
    said
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

const HEADER: &str = "order_id,status,created_at,updated_at,currency,title,sku,quantity,unit_price,buyer_name,option:Colour\n";

fn row(number: u32) -> String {
    let (day, hour, minute) = (number % 28 + 1, number % 24, number % 60);
    format!(
        "A-{number},paid,2026-05-{day:02} {hour:02}:{minute:02}:00,2026-06-{day:02}T{hour:02}:{minute:02}:00Z,CNY,茶 No {number},TEA-{},{},12.50,李 {number},red\n",
        number % 50,
        number % 5 + 1
    )
}

fn rows(count: u32) -> String {
    let mut text = String::from(HEADER);
    for number in 0..count {
        text.push_str(&row(number));
    }
    text
}

#[tokio::test]
async fn a_hundred_thousand_rows_go_in_and_the_same_file_again_changes_nothing() {
    let desk = Desk::open().await;
    // Over a wire each row waits for its answer, and tells no more about the import.
    let count = if matches!(desk.place().location, db::Location::Sqlite(_)) { 100_000 } else { 20_000 };
    let file = desk.file("orders.csv", &rows(count));
    succeeded(&desk.imports("orders", &file, &["--timezone", "Asia/Shanghai"]));
    assert_eq!(desk.orders().await, i64::from(count));
    let merchant = desk.merchant.parse().unwrap();
    let newest =
        desk.house.read(move |tx| trade::orders::list(tx, &merchant, &trade::Query::default(), &PageRequest::first(200))).await;

    succeeded(&desk.imports("orders", &file, &["--timezone", "Asia/Shanghai"]));
    assert_eq!(desk.orders().await, i64::from(count));
    let merchant = desk.merchant.parse().unwrap();
    let again =
        desk.house.read(move |tx| trade::orders::list(tx, &merchant, &trade::Query::default(), &PageRequest::first(200))).await;
    assert_eq!(format!("{:?}", newest.items), format!("{:?}", again.items));
}

#[tokio::test]
async fn a_changed_row_changes_its_order_and_no_other() {
    let desk = Desk::open().await;
    let file = desk.file("orders.csv", &rows(10));
    succeeded(&desk.imports("orders", &file, &[]));
    let changed = rows(10).replace("A-3,paid,", "A-3,shipped,").replace("2026-06-04T03:03:00Z", "2026-07-04T03:03:00Z");
    let file = desk.file("orders.csv", &changed);
    succeeded(&desk.imports("orders", &file, &[]));
    let merchant = desk.merchant.parse().unwrap();
    let query = trade::Query { statuses: vec![commerce::OrderStatus::Shipped], ..trade::Query::default() };
    let shipped = desk.house.read(move |tx| trade::orders::list(tx, &merchant, &query, &PageRequest::first(200))).await;
    assert_eq!(shipped.items.len(), 1, "{:?}", shipped.items);
    assert_eq!(desk.orders().await, 10);
}

#[tokio::test]
async fn a_bad_row_is_told_by_its_line_and_skipped() {
    let desk = Desk::open().await;
    let mut text = String::from(HEADER);
    text.push_str(&row(1));
    text.push_str("A-2,paid,yesterday,,CNY,tea,T,1,12.50,,\n");
    text.push_str(&row(3));
    text.push_str("A-4,paid,2026-05-01T00:00:00Z,,CNY,tea,T,1,12.505,,\n");
    text.push_str("A-5,paid,2026-05-01T00:00:00Z,,XXXX,tea,T,1,12.50,,\n");
    text.push_str(",paid,2026-05-01T00:00:00Z,,CNY,tea,T,1,12.50,,\n");
    text.push_str("A-7,lost,2026-05-01T00:00:00Z,,CNY,tea,T,1,12.50,,\n");
    text.push_str("A-8,paid,2026-05-01T00:00:00Z,,CNY,tea,T,-1,12.50,,\n");
    text.push_str("A-9,paid,2026-05-01T00:00:00Z\n");
    text.push_str(&row(10));
    let file = desk.file("orders.csv", &text);
    let output = desk.imports("orders", &file, &[]);
    let said = said(&output);
    assert_eq!(desk.orders().await, 3, "{said}");
    for line in [3, 5, 6, 7, 8, 9, 10] {
        assert!(
            said.contains(&format!("line {line}")) || said.contains(&format!(":{line}:")) || said.contains(&format!("{line}:")),
            "line {line} is not told: {said}"
        );
    }
    for reason in ["created_at", "unit_price", "currency", "order_id", "status", "quantity"] {
        assert!(said.contains(reason), "{reason} is not told: {said}");
    }
}

#[tokio::test]
async fn strict_writes_nothing_when_one_row_is_bad() {
    let desk = Desk::open().await;
    let mut text = rows(500);
    text.push_str("A-2000,paid,yesterday,,CNY,tea,T,1,12.50,,\n");
    let file = desk.file("orders.csv", &text);
    let output = desk.imports("orders", &file, &["--strict"]);
    assert!(!output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("502"), "{}", said(&output));
    assert_eq!(desk.orders().await, 0);
    let file = desk.file("orders.csv", &rows(500));
    succeeded(&desk.imports("orders", &file, &["--strict"]));
    assert_eq!(desk.orders().await, 500);
}

#[tokio::test]
async fn a_file_that_is_no_such_file_is_one_sentence_and_nothing_is_written() {
    let desk = Desk::open().await;
    let files = [
        ("orders.csv", "", "empty"),
        ("orders.csv", "name,colour\nx,y\n", "colour"),
        ("orders.csv", "order_id,title\nx,y\n", "created_at"),
        ("orders.csv", "order_id,order_id,created_at,currency,title,unit_price\n", "twice"),
    ];
    for (name, text, word) in files {
        let file = desk.file(name, text);
        let output = desk.imports("orders", &file, &[]);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains(word), "{text:?}: {}", said(&output));
    }
    let missing = desk.folder.path().join("missing.csv");
    let output = desk.imports("orders", &missing, &[]);
    assert!(output.status.code() == Some(1) && said(&output).contains("missing.csv"), "{}", said(&output));
    let file = desk.file("orders.csv", &rows(1));
    for merchant in ["mer_p01k9zzzzzzzzzzzzzzzzzzzzzz", "nonsense"] {
        let stranger = Desk { merchant: merchant.to_owned(), folder: tempfile::tempdir().unwrap(), house: House::open().await };
        let output = stranger.imports("orders", &file, &[]);
        assert!(!output.status.success(), "{merchant}: {}", said(&output));
    }
    assert_eq!(desk.orders().await, 0);
}

#[tokio::test]
async fn a_killed_import_is_simply_run_again() {
    let desk = Desk::open().await;
    let file = desk.file("orders.csv", &rows(30_000));
    for milliseconds in [50, 300, 900] {
        let mut child = desk.command("orders", &file, &[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(milliseconds)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        let stored = desk.orders().await;
        assert!((0..=30_000).contains(&stored), "{stored}");
    }
    succeeded(&desk.imports("orders", &file, &[]));
    assert_eq!(desk.orders().await, 30_000);
}

#[tokio::test]
async fn ndjson_brings_products_and_orders_as_well() {
    let desk = Desk::open().await;
    let mut text = String::new();
    for number in 0..50 {
        writeln!(
            text,
            r#"{{"source_id": "P-{number}", "title": "Tea {number}", "status": "on_sale", "created_at": "2026-05-01T00:00:00Z", "variants": []}}"#
        )
        .unwrap();
    }
    let file = desk.file("products.ndjson", &text);
    let output = desk.imports("products", &file, &[]);
    let told = said(&output);
    let merchant = desk.merchant.parse().unwrap();
    let found =
        desk.house.read(move |tx| trade::products::list(tx, &merchant, &trade::Query::default(), &PageRequest::first(200))).await;
    assert_eq!(found.items.len(), 50, "{told}");
}

#[tokio::test]
async fn what_was_imported_is_what_the_api_tells() {
    let desk = Desk::open().await;
    let file = desk.file("orders.csv", &rows(3));
    succeeded(&desk.imports("orders", &file, &["--timezone", "Asia/Shanghai"]));
    let mut app = desk.house.app("Hansa ERP").await;
    let mut merchant = desk.house.merchant("Lübeck Tea");
    merchant.signs_in().await.is(200);
    let code = merchant.allows(&app).await;
    app.redeems(&code).await.is(200);
    let orders = app.gets_all("/api/v1/orders", 200).await;
    assert_eq!(orders.len(), 3);
    let first = orders.iter().find(|order| order["number"] == "A-0").unwrap_or_else(|| panic!("{orders:?}"));
    assert_eq!(first["created_at"], "2026-04-30T16:00:00.000Z", "{first}");
    assert_eq!(first["lines"][0]["title"], "茶 No 0", "{first}");
    assert_eq!(first["lines"][0]["unit_price"], serde_json::json!({"amount": "12.50", "currency": "CNY"}), "{first}");
}
