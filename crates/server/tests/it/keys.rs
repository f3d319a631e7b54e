//! The keys that secrets are sealed with: rotated while they are used, cut short anywhere, dropped when nothing needs them.

use crate::{
    binary::{self, Kontor, PROGRAM},
    house::House,
    wire::App,
};
use axum::http::{Request, header};
use base64::{Engine, prelude::BASE64_STANDARD};
use kernel::Environment;
use office::sealing;
use platform::SEALED;
use protocol::{Place, Sealed};
use rand::{SeedableRng, rngs::StdRng};
use server::{keys, reseal};
use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt,
    process::{Command, Output},
    time::{Duration, SystemTime},
};

/// Rows by the number of their key.
async fn rows(house: &House) -> BTreeMap<u32, i64> {
    let counts = house.read(|tx| sealing::counts(tx, SEALED)).await;
    counts.into_iter().map(|(key, rows)| (key, rows.into_iter().map(|(_, rows)| rows).sum())).collect()
}

/// Every row of every column opens.
async fn all_open(house: &House) {
    let keys = house.rooms.keys.clone();
    let opened = house.read(move |tx| {
        let mut opened = 0;
        for column in SEALED {
            for row in (column.batch)(tx, "", u32::MAX, 10_000)? {
                keys.open(&row.sealed, column.place(&row.row))
                    .unwrap_or_else(|error| panic!("{} {}: {error}", column.name(), row.row));
                opened += 1;
            }
        }
        Ok(opened)
    });
    let counted: i64 = rows(house).await.into_values().sum();
    assert_eq!(opened.await, counted);
}

fn rotate(house: &House) {
    let mut rng = StdRng::seed_from_u64(9);
    house.rooms.keys.admit(&house.rooms.keys.with_fresh_key(&mut rng));
}

async fn proves(app: &App) -> bool {
    let answer = app.asks_for_tokens(&[("grant_type", "authorization_code"), ("code", "nonsense")]).await;
    answer.json()["error"] == "invalid_grant"
}

#[tokio::test]
async fn secrets_and_lost_answers_hold_while_the_keys_are_rotated() {
    let house = House::open().await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let mut app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    let mut merchant = house.approved_merchant("Lübeck Tea").await;
    let code = merchant.allows(&app).await;
    app.redeems(&code).await.is(200);
    let before = app.clone();
    let answer = app.refreshes().await.is(200).json();
    assert_eq!(rows(&house).await, BTreeMap::from([(1, 2)]));

    // A new key opens and does not seal yet.
    rotate(&house);
    assert_eq!((house.rooms.keys.numbers(), house.rooms.keys.sealing()), (vec![1, 2], 1));
    assert!(proves(&app).await);

    // It seals; old rows and new ones stand side by side.
    keys::seal_with_newest(&house.rooms).await;
    let second = developer.adds_secret(&app).await;
    assert_eq!(rows(&house).await, BTreeMap::from([(1, 2), (2, 1)]));
    let with_second = app.with_secret(&second);
    assert!(proves(&app).await && proves(&with_second).await);
    assert_eq!(before.clone().refreshes().await.is(200).json(), answer, "the lost answer, sealed with the old key");

    house.works().await;
    assert_eq!(rows(&house).await, BTreeMap::from([(2, 3)]));
    all_open(&house).await;
    assert!(proves(&app).await && proves(&with_second).await);
    assert_eq!(before.clone().refreshes().await.is(200).json(), answer, "the lost answer, sealed again");

    // Nothing needs the old key any more.
    house.rooms.keys.admit(&house.rooms.keys.without(1).unwrap());
    assert!(proves(&app).await && proves(&with_second).await);
    app.refreshes().await.is(200);
}

#[tokio::test]
async fn sealing_again_goes_on_after_it_was_cut_short_anywhere() {
    let house = House::open().await;
    let app = house.app("Hansa ERP").await;
    let (id, keys) = (app.client_id.clone(), house.rooms.keys.clone());
    house
        .write(move |tx| {
            for number in 0..450 {
                let row = format!("sec_p{number:026}");
                let place = Place { table: "app_secrets", column: "sealed", row: &row };
                let sealed = keys.seal(format!("secret {number}").as_bytes(), place, tx.rng());
                let now = tx.now;
                tx.execute(
                    "INSERT INTO app_secrets (id, app_id, sealed, hint, created_at, deleted_at) VALUES ($1, $2, $3, $4, $5, $6)",
                    &[&row, &id, &sealed.as_bytes(), &"x", &now, &now],
                )?;
            }
            Ok(())
        })
        .await;
    rotate(&house);
    house.rooms.keys.seal_with_newest();
    // The process dies after one batch, before its job is told of it.
    let after = reseal::step(&house.rooms, &SEALED[0], "", 100).await.unwrap().unwrap();
    assert_eq!(rows(&house).await, BTreeMap::from([(1, 351), (2, 100)]));
    all_open(&house).await;
    // And again, after reading a batch that somebody else has sealed meanwhile.
    reseal::step(&house.rooms, &SEALED[0], &after, 100).await.unwrap();
    // What it was started with next finds the rest.
    reseal::enqueue_if_rotated(&house.rooms).await.unwrap();
    reseal::enqueue_if_rotated(&house.rooms).await.unwrap();
    house.works().await;
    assert_eq!(rows(&house).await, BTreeMap::from([(2, 451)]));
    all_open(&house).await;
    // A second pass follows and ends.
    house.passes(Duration::from_secs(60));
    house.works().await;
    assert_eq!(house.read(office::jobs::waiting).await, (0, None));
}

#[tokio::test]
async fn a_rotation_during_a_rotation_begins_again_with_the_newest_key() {
    let house = House::open().await;
    house.app("Hansa ERP").await;
    rotate(&house);
    keys::seal_with_newest(&house.rooms).await;
    rotate(&house);
    keys::seal_with_newest(&house.rooms).await;
    house.works().await;
    assert_eq!(rows(&house).await, BTreeMap::from([(3, 1)]));
}

#[tokio::test]
async fn a_row_that_changed_meanwhile_stays_as_its_own_rule_left_it() {
    let house = House::open().await;
    let mut developer = house.approved_developer("Hansa GmbH").await;
    let app = developer.creates_app("Hansa ERP", "https://erp.example/callback").await;
    developer.adds_secret(&app).await;
    let read = house.read(|tx| (SEALED[0].batch)(tx, "", u32::MAX, 10)).await;
    developer.deletes_first_secret(&app).await.is(200);
    rotate(&house);
    house.rooms.keys.seal_with_newest();
    let keys = house.rooms.keys.clone();
    let replaced = house.write(move |tx| sealing::replace(tx, &keys, &SEALED[0], &read)).await;
    assert_eq!(replaced, 1, "the deleted one came back");
    assert_eq!(rows(&house).await, BTreeMap::from([(2, 1)]));
}

#[test]
fn the_ring_file_is_old_or_new_and_never_half() {
    let data = tempfile::tempdir().unwrap();
    let path = keys::path(data.path(), Environment::Sandbox);
    let wrong_place = keys::add_key(data.path(), Environment::Sandbox).unwrap_err();
    assert!(wrong_place.contains("no key ring") && !path.exists(), "{wrong_place}");
    let first = keys::open(data.path(), Environment::Sandbox).unwrap();
    // A process died while it wrote the new ring, and left a part that others may read.
    let unfinished = path.with_extension("new");
    fs::write(&unfinished, "2 abab").unwrap();
    fs::set_permissions(&unfinished, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(keys::open(data.path(), Environment::Sandbox).unwrap().to_text().expose(), first.to_text().expose());

    let ring = keys::add_key(data.path(), Environment::Sandbox).unwrap();
    assert_eq!((ring.numbers(), ring.sealing()), (vec![1, 2], 2));
    assert!(ring.to_text().expose().starts_with(first.to_text().expose()));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!unfinished.exists());

    // Rotations at the same time wait for one another: no key is lost.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| keys::add_key(data.path(), Environment::Sandbox).unwrap());
        }
    });
    let ring = keys::open(data.path(), Environment::Sandbox).unwrap();
    assert_eq!(ring.numbers(), [1, 2, 3, 4, 5, 6]);
    // And two that start on an empty directory have one ring.
    let fresh = tempfile::tempdir().unwrap();
    let texts: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> =
            (0..4).map(|_| scope.spawn(|| keys::open(fresh.path(), Environment::Sandbox).unwrap().to_text())).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    assert!(texts.iter().all(|text| text == &texts[0]));
    // A value under a key that is not there says so.
    let lost = Sealed::from_bytes([&9_u32.to_be_bytes()[..], &[0; 40]].concat());
    assert!(ring.open(&lost, SEALED[0].place("x")).is_err());
}

fn admin(kontor: &Kontor, words: &[&str]) -> Output {
    let (verb, rest) = words.split_first().unwrap();
    let mut command = Command::new(PROGRAM);
    command.args(["admin", "keys", verb, "--environment", "sandbox", "--data"]).arg(kontor.data()).args(rest);
    command.output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The demo's first app asks for tokens over the wire, with a code that was never given.
async fn proves_itself(kontor: &Kontor) {
    let app = &kontor.told["sandbox"]["apps"][0];
    let basic = format!("{}:{}", app["client_id"].as_str().unwrap(), app["client_secret"].as_str().unwrap());
    let request = Request::post(format!("{}/oauth/token", kontor.url("sandbox")))
        .header(header::AUTHORIZATION, format!("Basic {}", BASE64_STANDARD.encode(basic)))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = binary::fetch(request.body(b"grant_type=authorization_code&code=nonsense".to_vec()).unwrap()).await;
    assert_eq!(answer.json()["error"], "invalid_grant", "{}", answer.body);
}

#[tokio::test]
async fn a_running_server_takes_a_new_key_over_and_lets_the_old_one_go() {
    let mut kontor = Kontor::demo().await;
    assert!(told(&admin(&kontor, &["status"])).contains("key 1  seals"), "{}", told(&admin(&kontor, &["status"])));
    let done = admin(&kontor, &["rotate"]);
    assert!(done.status.success(), "{}", told(&done));
    let early = admin(&kontor, &["drop", "1"]);
    assert!(!early.status.success() && told(&early).contains("ring changed less than"), "{}", told(&early));
    for _ in 0..20 {
        proves_itself(&kontor).await;
    }
    let seen = binary::until("all rows are sealed with the new key", || {
        let status = told(&admin(&kontor, &["status"]));
        status.contains("key 1  opens  0 rows").then_some(status)
    });
    let status = seen.await;
    assert!(status.contains("key 2  seals"), "{status}");
    proves_itself(&kontor).await;

    // As if the rotation had been a while ago.
    let ring = fs::File::options().append(true).open(keys::path(&kontor.data(), Environment::Sandbox)).unwrap();
    ring.set_modified(SystemTime::now() - Duration::from_secs(120)).unwrap();
    let newest = admin(&kontor, &["drop", "2"]);
    assert!(!newest.status.success() && told(&newest).contains("not an older key"), "{}", told(&newest));
    let dropped = admin(&kontor, &["drop", "1"]);
    assert!(dropped.status.success(), "{}", told(&dropped));
    kontor.kill();
    kontor.start_again().await;
    proves_itself(&kontor).await;
    let status = told(&admin(&kontor, &["status"]));
    assert!(status.contains("key 2  seals") && !status.contains("key 1"), "{status}");
}

#[tokio::test]
async fn a_server_killed_in_the_middle_of_a_rotation_goes_on_at_its_next_start() {
    let mut kontor = Kontor::demo().await;
    // The key is on the ring and the server dies before it has sealed anything with it.
    kontor.kill();
    assert!(admin(&kontor, &["rotate"]).status.success());
    let ring = fs::File::options().append(true).open(keys::path(&kontor.data(), Environment::Sandbox)).unwrap();
    ring.set_modified(SystemTime::now() - Duration::from_secs(120)).unwrap();
    let refused = admin(&kontor, &["drop", "1"]);
    assert!(!refused.status.success() && told(&refused).contains("still sealed with key 1"), "{}", told(&refused));
    kontor.start_again().await;
    proves_itself(&kontor).await;
    let seen = binary::until("all rows are sealed with the new key", || {
        told(&admin(&kontor, &["status"])).contains("key 1  opens  0 rows").then_some(())
    });
    seen.await;
    proves_itself(&kontor).await;
}
