use super::*;
use crate::{Counts, Query, ShopRef, orders, products, shops, stock};
use commerce::{Currency, Money, Order, OrderFulfillment, OrderStatus, PaymentStatus, Personal, StoredOrder, TotalKind};
use db::{Db, Location, Randomness};
use jiff::tz::TimeZone;
use kernel::{Clock, Environment, Id, PageRequest, Time, kinds};
use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

/// A shop on a fresh database, and a place for files; gone when dropped.
struct House {
    folder: PathBuf,
    db: Db,
    clock: Clock,
    shop: ShopRef,
}

impl House {
    fn new() -> House {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("kontor-imports-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let clock = Clock::manual("2026-11-22T18:49:21Z".parse().unwrap());
        let location = Location::Sqlite(folder.join("shop.db"));
        let db = Db::open(&location, Environment::Production, clock.clone(), Randomness::Seed(1)).unwrap();
        let shop = db
            .write_blocking(|tx| {
                let merchant: Id<kinds::Merchant> = tx.new_id();
                shops::own_shop(tx, &merchant, "Northbeam", Currency::CNY, "Asia/Shanghai")
            })
            .unwrap();
        House { folder, db, clock, shop }
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn import(&self, kind: Kind, content: impl AsRef<[u8]>) -> (Summary, Vec<BadRow>) {
        let (result, bad) = self.try_import(kind, "data.csv", content, false);
        (result.unwrap(), bad)
    }

    fn try_import(
        &self,
        kind: Kind,
        name: &str,
        content: impl AsRef<[u8]>,
        strict: bool,
    ) -> (Result<Summary, ImportError>, Vec<BadRow>) {
        self.clock.advance(std::time::Duration::from_secs(60));
        let options = Options { timezone: TimeZone::get("Asia/Shanghai").unwrap(), strict };
        let mut bad = Vec::new();
        let result = run(&self.db, &self.shop, kind, &self.file(name, content), &options, &mut |event| match event {
            Event::Bad(row) => bad.push(row),
            Event::Progress(progress) => assert!(progress.bytes_read <= progress.bytes_total),
        });
        (result, bad)
    }

    fn orders(&self) -> Vec<StoredOrder> {
        let merchant = self.shop.merchant.clone();
        let list = move |tx: &mut db::Read<'_>| orders::list(tx, &merchant, &Query::default(), &PageRequest::first(100_000));
        let mut orders = self.db.read_blocking(list).unwrap().items;
        orders.sort_by(|left, right| left.content.source_id.cmp(&right.content.source_id));
        orders
    }

    fn order(&self, id: &str) -> Order {
        self.orders().into_iter().map(|stored| stored.content).find(|order| order.source_id == id).unwrap()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

fn time(text: &str) -> Option<Time> {
    Some(text.parse().unwrap())
}

fn new(count: u64) -> Counts {
    Counts { new: count, ..Counts::default() }
}

fn same(count: u64) -> Counts {
    Counts { same: count, ..Counts::default() }
}

const HEADER: &str = "order_id,created_at,updated_at,paid_at,currency,status,buyer_name,buyer_phone,ship_city,line_id,sku,title,\
                      quantity,unit_price,discount,shipping,carrier,tracking_no,option:颜色\n";

fn two_orders() -> String {
    format!(
        "{HEADER}\
         A1,2026-11-01 08:00:00,2026-11-02 08:00:00,2026-11-01 08:05:00,CNY,shipped,王芳,138****1234,杭州市,1,MUG-R,\"杯子, 红 ☕\",2,19.90,1.80,6,顺丰,SF1,红\n\
         A1,2026-11-01 08:00:00,2026-11-02 08:00:00,2026-11-01 08:05:00,CNY,shipped,王芳,138****1234,杭州市,2,POT,壶,,59,,6,顺丰,SF1,\n\
         A2,2026-11-01T09:00:00+01:00,,,EUR,,Zoë,,,,BAG,Bag,1,10.00,,,,,\n"
    )
}

#[test]
fn rows_become_orders_that_add_up() {
    let house = House::new();
    let (summary, bad) = house.import(Kind::Orders, two_orders());
    assert_eq!((bad, summary.rows, summary.records), (vec![], 3, new(2)));
    let order = house.order("A1");
    assert_eq!(order.created_at, "2026-11-01T00:00:00Z".parse().unwrap());
    assert_eq!(order.source_updated_at, time("2026-11-02T00:00:00Z"));
    assert_eq!(order.status, OrderStatus::Shipped);
    assert_eq!(order.lines.len(), 2);
    assert_eq!(order.lines[0].title, "杯子, 红 ☕");
    assert_eq!(order.lines[0].options[0].value, "红");
    assert_eq!(order.total(), Money::new(3980 - 180 + 5900 + 600, Currency::CNY));
    assert_eq!(order.total_of(TotalKind::Paid), Some(order.total()));
    assert_eq!(order.payment_status, PaymentStatus::Paid);
    assert_eq!(order.fulfillments.len(), 1);
    assert_eq!((order.fulfillments[0].lines.len(), order.fulfillment_status), (2, OrderFulfillment::Fulfilled));
    assert_eq!(order.buyer.phone, Some(Personal::Masked("138****1234".to_owned())));
    let order = house.order("A2");
    assert_eq!(order.created_at, "2026-11-01T08:00:00Z".parse().unwrap());
    assert_eq!((order.status, order.payment_status), (OrderStatus::PendingPayment, PaymentStatus::Unpaid));
    assert_eq!(order.lines[0].id, "BAG");
}

#[test]
fn the_same_file_again_changes_nothing() {
    let house = House::new();
    house.import(Kind::Orders, two_orders());
    let before = house.orders();
    let (summary, _) = house.import(Kind::Orders, two_orders());
    assert_eq!(summary.records, same(2));
    assert_eq!(house.orders(), before);
}

#[test]
fn rows_of_an_order_find_each_other_wherever_they_stand() {
    let mut rows = Vec::new();
    for order in 0..1_200 {
        for line in 0..3 {
            let at = format!("2026-10-{:02} {:02}:00:00", order % 28 + 1, line);
            rows.push(format!("B{order},{at},{at},,CNY,paid,,,,{line},S{line},Thing,1,{}.00,,,,,\n", line + 1));
        }
    }
    let together = House::new();
    together.import(Kind::Orders, format!("{HEADER}{}", rows.concat()));
    // One line of each order after the other: every batch meets orders that are stored already.
    let scattered: String = (0..3).flat_map(|line| rows.iter().skip(line).step_by(3).map(String::as_str)).collect();
    let apart = House::new();
    let (summary, _) = apart.import(Kind::Orders, format!("{HEADER}{scattered}"));
    assert_eq!(summary.records.new, 1_200);
    let contents = |house: &House| house.orders().into_iter().map(|order| order.content).collect::<Vec<_>>();
    assert_eq!(contents(&apart).len(), 1_200);
    for (left, right) in contents(&apart).iter().zip(contents(&together)) {
        // What is told once for the order comes from the newest row, so only lines could differ.
        assert_eq!((&left.lines, &left.totals, left.source_updated_at), (&right.lines, &right.totals, right.source_updated_at));
    }
    let before = apart.orders();
    let (summary, _) = apart.import(Kind::Orders, format!("{HEADER}{scattered}"));
    assert_eq!((summary.records.new, summary.records.changed), (0, 0));
    let (summary, _) = apart.import(Kind::Orders, format!("{HEADER}{}", rows.concat()));
    assert_eq!((summary.records.new, summary.records.changed), (0, 0));
    assert_eq!(apart.orders(), before);
}

#[test]
fn rows_of_one_order_that_disagree_settle_in_the_first_run() {
    let house = House::new();
    let header = "order_id,created_at,currency,status,line_id,title,unit_price\n";
    let row = |order, line, status| format!("M{order},2026-11-01 08:00:0{line},CNY,{status},{line},Lamp,1\n");
    let rows: String = (0..1_300).map(|order| row(order, 1, "paid") + &row(order, 2, "shipped")).collect();
    let (summary, _) = house.import(Kind::Orders, format!("{header}{rows}"));
    assert_eq!(summary.records, new(1_300));
    assert_eq!(house.order("M499").status, OrderStatus::Shipped);
    let (summary, _) = house.import(Kind::Orders, format!("{header}{rows}"));
    assert_eq!(summary.records, same(1_300));
}

#[test]
fn the_newer_row_counts_and_a_blank_says_nothing() {
    let house = House::new();
    let header = "order_id,created_at,updated_at,currency,status,buyer_name,title,unit_price\n";
    let row = |updated: &str, status: &str, name: &str, price: &str| {
        format!("{header}C1,2026-11-01 08:00:00,{updated},CNY,{status},{name},Lamp,{price}\n")
    };
    house.import(Kind::Orders, row("2026-11-03 08:00:00", "shipped", "", "12.00"));
    house.import(Kind::Orders, row("2026-11-02 08:00:00", "paid", "Ava", "11.00"));
    let order = house.order("C1");
    assert_eq!((order.status, order.total().minor), (OrderStatus::Shipped, 1200));
    assert_eq!(order.buyer.name, Some(Personal::Clear("Ava".to_owned())));
    house.import(Kind::Orders, row("2026-11-04 08:00:00", "", "", "13.00"));
    let order = house.order("C1");
    assert_eq!((order.status, order.total().minor), (OrderStatus::Shipped, 1300));
    assert_eq!(order.buyer.name, Some(Personal::Clear("Ava".to_owned())));
}

#[test]
fn a_bad_row_is_told_with_its_line_and_its_order_is_left_out_whole() {
    let house = House::new();
    let header = "order_id,created_at,currency,title,quantity,unit_price\r\n";
    let rows = "G1,2026-11-01 08:00:00,CNY,\"a\r\nb\",1,1\r\n\
                \r\n\
                G2,2026-11-01 08:00:00,CNY,First,1,1\r\n\
                G2,2026-13-01 08:00:00,CNY,Second,1,1\r\n\
                G3,2026-11-01 08:00:00,CNY,Lamp,0,1\r\n\
                G4,2026-11-01 08:00:00,CNY,Lamp,1,1.234\r\n\
                G5,2026-11-01 08:00:00,yuan,Lamp,1,1\r\n\
                ,2026-11-01 08:00:00,CNY,Lamp,1,1\r\n\
                G6,2026-11-01 08:00:00,CNY,,1,1\r\n\
                G7,2026-11-01 08:00:00,CNY,Lamp,1\r\n\
                G8,2026-11-01 08:00:00,CNY,Lamp,1,-1\r\n\
                G9,2026-11-01 08:00:00,CNY,Lamp,1,1\r\n";
    let (summary, bad) = house.import(Kind::Orders, format!("{header}{rows}"));
    let told: Vec<_> = bad.iter().map(|row| (row.line, row.field.as_ref(), row.record.as_deref())).collect();
    assert_eq!(
        told,
        [
            (6, "created_at", Some("G2")),
            (7, "quantity", Some("G3")),
            (8, "unit_price", Some("G4")),
            (9, "currency", Some("G5")),
            (10, "order_id", None),
            (11, "title", Some("G6")),
            (12, "", Some("G7")),
            (13, "unit_price", Some("G8")),
        ],
        "{bad:#?}"
    );
    assert_eq!((summary.bad_rows, summary.left_out, summary.records), (8, 7, new(2)));
    let ids: Vec<_> = house.orders().into_iter().map(|order| order.content.source_id).collect();
    assert_eq!(ids, ["G1", "G9"]);
}

#[test]
fn a_bad_row_far_behind_its_order_still_leaves_it_out() {
    let house = House::new();
    let header = "order_id,created_at,currency,line_id,title,unit_price\n";
    let mut rows: String = (0..2_000).map(|order| format!("H{order},2026-11-01 08:00:00,CNY,1,Lamp,1\n")).collect();
    rows.push_str("H0,2026-11-01 08:00:00,CNY,2,Lamp,dear\nH1,2026-11-01 08:00:00,EUR,2,Lamp,1\n");
    let (summary, bad) = house.import(Kind::Orders, format!("{header}{rows}"));
    assert_eq!(summary.records, new(1_998));
    assert_eq!(bad.iter().map(|row| row.line).collect::<Vec<_>>(), [2_002, 3]);
}

#[test]
fn strict_writes_nothing_when_anything_is_bad() {
    let house = House::new();
    let content = two_orders().replace("59,,6", "59.999,,6");
    let (result, bad) = house.try_import(Kind::Orders, "data.csv", &content, true);
    assert!(matches!(result, Err(ImportError::Strict { bad: 1 })), "{result:?}");
    assert_eq!((bad[0].line, bad[0].field.as_ref()), (3, "unit_price"));
    assert!(house.orders().is_empty());
    let (result, _) = house.try_import(Kind::Orders, "data.csv", two_orders(), true);
    assert_eq!(result.unwrap().records, new(2));
}

#[test]
fn bytes_that_are_not_text_and_rows_without_end_are_bad_rows() {
    let house = House::new();
    let header = "\u{feff}order_id,created_at,currency,title,unit_price\n";
    let row = |id: &str, title: &[u8]| [id.as_bytes(), b",2026-11-01 08:00:00,CNY,", title, b",1\n"].concat();
    let long = vec![b'x'; 3 * 1024 * 1024];
    let content = [
        header.as_bytes(),
        &row("I1", b"Lamp"),
        &row("I2", b"Lamp \xff"),
        &row("I3", &long),
        &row("I4", "😀 \u{202e}abc <b>".as_bytes()),
        &row("I5", b"with \"quotes\" inside"),
        &row("I6", b"\"open"),
        &row("I7", &long[..500_000]),
        &row("I8", &long[..700_000]),
        &row("I9", b"a\0b"),
        &row("J1", b"Lamp"),
    ]
    .concat();
    let (summary, bad) = house.import(Kind::Orders, content);
    assert_eq!(bad.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 4, 7, 10], "{bad:#?}");
    assert_eq!(summary.records, new(6));
    assert_eq!(house.order("I4").lines[0].title, "😀 \u{202e}abc <b>");
    assert_eq!(house.order("I5").lines[0].title, "with \"quotes\" inside");
}

#[test]
fn a_quote_that_is_never_closed_costs_its_own_row_only() {
    let house = House::new();
    let header = "order_id,created_at,currency,title,unit_price,line_id\n";
    let row = |id: &str, title: &str| format!("{id},2026-11-01 08:00:00,CNY,{title},1,1\n");
    let content = [header.to_owned(), row("L1", "\"two\nlines\""), row("L2", "\"open"), row("L3", "Lamp"), row("L4", "Lamp")];
    let (summary, bad) = house.import(Kind::Orders, content.concat());
    assert_eq!(summary.records, new(3), "{bad:#?}");
    assert_eq!((bad.len(), bad[0].line, bad[0].record.as_deref()), (1, 4, Some("L2")));
}

#[test]
fn a_line_without_an_id_of_its_own_never_replaces_another() {
    let house = House::new();
    let header = "order_id,created_at,currency,sku,title,unit_price\n";
    let row = "K1,2026-11-01 08:00:00,CNY,S,Lamp,1\n";
    let (summary, bad) = house.import(Kind::Orders, format!("{header}{row}{row}"));
    assert_eq!((summary.records, bad[0].field.as_ref()), (Counts::default(), "line_id"));
}

#[test]
fn a_file_as_a_whole_can_be_refused() {
    let house = House::new();
    let refused = |content: &str| house.try_import(Kind::Orders, "data.csv", content, false).0.unwrap_err().to_string();
    let sentence = refused("order_id,creted_at,currency,title,unit_price\n");
    assert!(sentence.contains("creted_at") && sentence.contains("created_at, updated_at"), "{sentence}");
    let sentence = refused("order_id,currency,title\n");
    assert!(sentence.ends_with("add created_at, unit_price"), "{sentence}");
    assert!(refused("order_id,order_id,created_at,currency,title,unit_price\n").contains("order_id stands twice"));
    assert!(refused("").contains("is empty"));
    assert!(refused(&"x".repeat(2 * 1024 * 1024)).contains("the first line"));
    let options = Options { timezone: TimeZone::UTC, strict: false };
    let result = run(&house.db, &house.shop, Kind::Orders, &house.folder, &options, &mut |_| {});
    assert!(matches!(result, Err(ImportError::NotAFile(_))));
    let result = run(&house.db, &house.shop, Kind::Orders, &house.folder.join("gone"), &options, &mut |_| {});
    assert!(matches!(result, Err(ImportError::Unreadable { .. })));
    let (summary, _) = house.import(Kind::Orders, "order_id,created_at,currency,title,unit_price\n");
    assert_eq!(summary, Summary::default());
}

#[test]
fn products_come_with_variants_and_stock() {
    let house = House::new();
    let content = "product_id,title,brand,category,tags,variant_id,sku,price,currency,stock,option:Colour,option:Size\n\
                   P1,Jacket,Northbeam,Outdoor > Clothing,new|gift,,J-R-M,149.00,USD,7,Red,M\n\
                   P1,Jacket,Northbeam,Outdoor > Clothing,new|gift,,J-R-L,159.00,USD,0,Red,L\n\
                   P2,Mug,,,,,,9,USD,,,\n";
    let (summary, bad) = house.import(Kind::Products, content);
    assert_eq!((bad, summary.records, summary.stock), (vec![], new(2), new(2)));
    let shop = house.shop.clone();
    let find = move |tx: &mut db::Read<'_>| {
        let products = products::find_by_source(tx, &shop, &["P1"])?;
        let levels = stock::list_of_product(tx, &products[0])?;
        Ok((products[0].content.clone(), levels.into_iter().map(|level| level.content.available).collect::<Vec<_>>()))
    };
    let (product, levels) = house.db.read_blocking(find.clone()).unwrap();
    assert_eq!(product.category_path, ["Outdoor", "Clothing"]);
    assert_eq!(product.options[1].values, ["M", "L"]);
    assert_eq!(product.max_price, Some(Money::new(15_900, Currency::USD)));
    assert_eq!(levels.iter().sum::<i64>(), 7);
    let (summary, _) = house.import(Kind::Products, content);
    assert_eq!((summary.records, summary.stock), (same(2), Counts::default()));
    let (summary, _) = house.import(Kind::Products, content.replace(",7,", ",5,"));
    assert_eq!((summary.records, summary.stock.changed), (same(2), 1));
    assert_eq!(house.db.read_blocking(find).unwrap().1.iter().sum::<i64>(), 5);
}

#[test]
fn ndjson_replaces_what_is_there() {
    let house = House::new();
    house.import(Kind::Orders, two_orders());
    let mut order = house.order("A1");
    order.lines.truncate(1);
    order.source_updated_at = time("2026-11-09T00:00:00Z");
    let order = order.settled(None);
    let line = serde_json::to_string(&order).unwrap();
    let content = format!("{line}\n\nnot json\n{{\"source_id\":\"\"}}\n{}\n", line.replacen("CNY", "EUR", 1));
    let (result, bad) = house.try_import(Kind::Orders, "data.ndjson", &content, true);
    assert!(matches!(result, Err(ImportError::Strict { bad: 3 })), "{result:?}");
    assert_eq!(bad.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 4, 5]);
    assert_eq!(house.order("A1").lines.len(), 2);
    // Without a name that tells, the first letter does.
    let summary = house.try_import(Kind::Orders, "data", &content, false).0.unwrap();
    assert_eq!((summary.bad_rows, summary.records.changed), (3, 1));
    assert_eq!(house.order("A1"), order);
    assert_eq!(house.try_import(Kind::Orders, "data.jsonl", &line, true).0.unwrap().records, same(1));
}

#[test]
fn the_page_on_imports_names_every_column_with_its_sentence() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/import.md")).unwrap();
    for (heading, columns) in [("## Columns of orders", ORDER_COLUMNS), ("## Columns of products", PRODUCT_COLUMNS)] {
        let table: String = columns
            .iter()
            .map(|column| {
                let required = if column.is_required { " required " } else { " " };
                format!("| `{}` |{required}| {} |\n", column.name, column.about)
            })
            .collect();
        let wanted = format!("{heading}\n\n| column | | what stands in it |\n|---|---|---|\n{table}");
        assert!(page.contains(&wanted), "docs/import.md should have:\n{wanted}");
    }
}
