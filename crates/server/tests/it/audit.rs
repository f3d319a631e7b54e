//! Who did what: searched, taken away, and whole.

use crate::{binary::PROGRAM, client::Answer, house::House};
use kernel::{Actor, Environment};
use office::audit;
use serde_json::Value;
use std::{
    path::Path,
    process::{Command, Output},
};

fn lines(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.headers["content-type"], "application/x-ndjson");
    assert!(answer.headers["content-disposition"].to_str().unwrap().starts_with("attachment"), "{:?}", answer.headers);
    answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn actions(answer: &Answer) -> Vec<String> {
    answer.all("tbody td code").into_iter().filter(|code| code.contains('.') && !code.contains('{')).collect()
}

fn kontor(house: &House, data: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.args(["admin", "audit"]).args(words).args(["--environment", "production"]).args(house.place().options(data));
    command.output().unwrap()
}

#[tokio::test]
async fn a_developer_and_a_merchant_read_their_own_and_no_name_of_the_operators_people() {
    let house = House::open().await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    let mut merchant = house.approved_merchant("Lübeck Tea").await;
    merchant.allows(&app).await;

    let page = developer.open("/developer/audit").await.is(200);
    page.says("Created an app").says("Registered as a developer").says("The marketplace");
    assert!(!page.text().contains("Op Erator") && !page.text().contains("grants.allowed"), "{}", page.text());
    developer.open("/developer/audit?lang=zh").await.is(200).says("创建了应用").says("平台");
    developer.open("/developer/audit?lang=en").await.is(200);

    let page = merchant.open("/merchant/audit").await.is(200);
    page.says("Authorised an app").says("Hansa ERP");
    assert!(!page.text().contains("apps.created") && !page.text().contains("Op Erator"), "{}", page.text());

    let page = developer.open("/developer/audit?action=apps.created").await.is(200);
    assert_eq!(actions(&page), ["apps.created"]);
    let page = developer.open(&format!("/developer/audit?subject={}", app.client_id)).await.is(200);
    assert_eq!(actions(&page), ["apps.created"]);
    developer.open("/developer/audit?from=2026-11-22&to=2026-11-22").await.is(200).says("Created an app");
    developer.open("/developer/audit?to=2026-11-21").await.is(200).says("Nothing matches");
    developer.open("/developer/audit?from=yesterday").await.is(400);
    // Whose entries they are is nobody's to choose.
    developer.open(&format!("/developer/audit?party={}", merchant.id(&house).await)).await.is(400);
    developer.open(&format!("/developer/audit.ndjson?party={}", merchant.id(&house).await)).await.is(400);
}

#[tokio::test]
async fn the_operator_searches_by_party_subject_and_days() {
    let house = House::open().await;
    let app = house.app("Hansa ERP").await;
    let merchant = house.approved_merchant("Lübeck Tea").await;
    let mut operator = house.operator().await;
    let page = operator.open(&format!("/operator/audit?party={}", merchant.id(&house).await)).await.is(200);
    page.says("Registered a store").says("Lübeck Tea");
    assert!(!page.text().contains("apps.created"), "{}", page.text());
    let page = operator.open(&format!("/operator/audit?subject={}", app.client_id)).await.is(200);
    assert_eq!(actions(&page), ["apps.created"]);
    operator.open("/operator/audit?from=2026-11-23").await.is(200).says("Nothing matches");
    operator.open("/operator/audit?from=2026-11-22&to=2026-11-22&action=apps.created").await.is(200).says("Created an app");
    // The link to take it away keeps the filter.
    let page = operator.open("/operator/audit?action=apps.created").await.is(200);
    house.passes(std::time::Duration::from_millis(1));
    let taken = operator.visit(&page.link("/operator/audit.ndjson")).await.is(200);
    assert_eq!(lines(&taken).iter().map(|line| line["action"].as_str().unwrap()).collect::<Vec<_>>(), ["apps.created"]);
    house.passes(std::time::Duration::from_millis(1));
    operator.open("/operator/audit?action=audit.exported").await.is(200).says("Exported the audit log");
}

#[tokio::test]
async fn an_export_of_many_batches_holds_each_entry_once_and_in_order() {
    let house = House::open().await;
    let mut developer = house.developer("Hansa GmbH");
    developer.registers().await;
    for _ in 0..13 {
        house.passes(std::time::Duration::from_millis(1));
        let made = house.write(|tx| {
            for _ in 0..100 {
                audit::record(
                    tx,
                    &Actor::system("test"),
                    &audit::Change { action: "test.done", subject: "x", ..Default::default() },
                )?;
            }
            Ok(())
        });
        made.await;
    }
    house.passes(std::time::Duration::from_millis(1));
    let mut operator = house.operator().await;
    house.passes(std::time::Duration::from_millis(1));
    let taken = lines(&operator.visit("/operator/audit.ndjson").await.is(200));
    let numbers: Vec<_> = taken.iter().map(|line| line["seq"].as_i64().unwrap()).collect();
    assert!(numbers.len() > 1300 && numbers == (1..=numbers.len() as i64).collect::<Vec<_>>(), "{numbers:?}");
    assert!(taken.iter().all(|line| line["hash"].as_str().unwrap().len() == 64));

    let own = lines(&developer.visit("/developer/audit.ndjson").await.is(200));
    assert!(!own.is_empty() && own.iter().all(|line| line.get("seq").is_none() && line.get("hash").is_none()), "{own:?}");
    assert!(own.iter().all(|line| line["action"] != "test.done"), "{own:?}");
    house.operator().await.approves("Hansa GmbH").await;
    house.passes(std::time::Duration::from_millis(1));
    let own = lines(&developer.visit("/developer/audit.ndjson?action=approvals.approved").await.is(200));
    assert_eq!((own.len(), &own[0]["actor"], &own[0]["address"]), (1, &Value::from("operator"), &Value::Null));
}

#[tokio::test]
async fn a_row_that_was_changed_behind_the_platforms_back_is_named() {
    let house = House::open().await;
    house.app("Hansa ERP").await;
    let data = tempfile::tempdir().unwrap();
    let whole = kontor(&house, data.path(), &["verify"]);
    assert!(whole.status.success() && String::from_utf8_lossy(&whole.stdout).contains("is whole"), "{whole:?}");
    let taken = kontor(&house, data.path(), &["export", "--action", "apps.created"]);
    let taken = String::from_utf8(taken.stdout).unwrap();
    let line: Value = serde_json::from_str(taken.trim()).unwrap();
    assert_eq!(line["after"]["name"], "Hansa ERP");

    let sql = "UPDATE audit_entries SET reason = 'nothing to see here' WHERE action = 'apps.created'";
    house.write(move |tx| tx.execute(sql, &[]).map(drop)).await;
    let told = kontor(&house, data.path(), &["verify"]);
    let words = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(!told.status.success(), "{told:?}");
    assert!(words.contains(&format!("entry {} ({})", line["seq"], line["id"].as_str().unwrap())), "{words}");
    assert_eq!(house.db.environment(), Environment::Production);
}

#[tokio::test]
async fn a_row_that_was_taken_out_or_put_in_is_found_too() {
    for sql in [
        "DELETE FROM audit_entries WHERE seq = 3",
        "UPDATE audit_entries SET seq = seq + 1000 WHERE seq = 3",
        "UPDATE audit_entries SET at = at + 1 WHERE seq = 3",
        "UPDATE audit_entries SET actor = 'visitor2' WHERE seq = 3",
    ] {
        let house = House::open().await;
        house.developer("Hansa GmbH").registers().await;
        house.write(move |tx| tx.execute(sql, &[]).map(drop)).await;
        let broken = house.read(|tx| audit::verify(tx, &audit::Verified::START, 1000)).await.broken_at;
        assert!(matches!(broken, Some((3 | 4, _))), "{sql}: {broken:?}");
    }
}
