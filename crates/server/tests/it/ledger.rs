//! What an app did: counted call by call, read by its merchant, its developer and the operator.

use crate::{
    client::{Answer, HOST, send},
    house::House,
    wire::App,
};
use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, header},
};
use platform::usage::{self, Day, Scope, Span};
use std::{net::SocketAddr, time::Duration};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A call that comes over the network from there.
async fn calls_from(house: &House, app: &App, path: &str, address: &str) -> Answer {
    let mut request = Request::get(path)
        .header(header::HOST, HOST)
        .header(header::AUTHORIZATION, format!("Bearer {}", app.access))
        .body(Body::empty())
        .unwrap();
    request.extensions_mut().insert(ConnectInfo(address.parse::<SocketAddr>().unwrap()));
    send(&house.router, request).await
}

#[tokio::test]
async fn a_merchant_reads_what_an_app_did_and_from_where() {
    let house = House::open().await;
    let (app, mut merchant) = house.authorised().await;
    calls_from(&house, &app, "/api/v1/orders?limit=7", "203.0.113.7:4000").await.is(200);
    calls_from(&house, &app, "/api/v1/orders?limit=3", "203.0.113.7:4001").await.is(200);
    calls_from(&house, &app, "/api/v1/products?limit=5", "[2001:db8:1:2:3:4:5:6]:4000").await.is(200);
    calls_from(&house, &app, "/api/v1/orders?limit=none", "[::ffff:203.0.113.8]:1").await.is(400);
    calls_from(&house, &app, "/api/v3/orders?limit=2", "203.0.113.7:4000").await.is(200);
    house.writes_down_uses().await;

    let page = merchant.open(&format!("/merchant/settings/api/{}", app.client_id)).await.is(200);
    for words in
        ["List orders", "orders.list", "products.list", "params.limit", "203.0.113.7", "203.0.113.8", "2001:db8:1:2::/64"]
    {
        page.says(words);
    }
    let csv = merchant.open(&format!("/merchant/settings/api/{}/ledger.csv", app.client_id)).await.is(200);
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    let lines: Vec<&str> = csv.body.lines().collect();
    assert_eq!(lines[0], "day,kind,name,calls,refused,failed,records_read,records_written");
    // Two native lists of 7 and 3, one of Wish's of 2, and one that was refused.
    assert!(lines.contains(&"2026-11-22,operation,orders.list,4,1,0,12,0"), "{lines:?}");
    assert!(lines.contains(&"2026-11-22,operation,products.list,1,0,0,5,0"), "{lines:?}");
    assert!(lines.contains(&"2026-11-22,refusal,params.limit,1,1,0,0,0"), "{lines:?}");
    assert!(lines.contains(&"2026-11-22,address,203.0.113.7,3,,,,"), "{lines:?}");

    // One day, and one on which nothing happened.
    page.says("2026-11-22");
    let day = merchant.open(&format!("/merchant/settings/api/{}?day=2026-11-22", app.client_id)).await.is(200);
    day.says("List orders");
    let day = merchant.open(&format!("/merchant/settings/api/{}?day=2026-11-21", app.client_id)).await.is(200);
    day.says("There were no calls.");
    merchant.open(&format!("/merchant/settings/api/{}?day=yesterday", app.client_id)).await.is(400);
}

#[tokio::test]
async fn nobody_reads_the_ledger_of_another() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    app.gets("/api/v1/orders").await.is(200);
    house.writes_down_uses().await;
    let mut other = house.approved_merchant("Bergen Fish").await;
    other.open(&format!("/merchant/settings/api/{}", app.client_id)).await.is(404);
    other.open(&format!("/merchant/settings/api/{}/ledger.csv", app.client_id)).await.is(404);
    let mut stranger = house.approved_developer("Novgorod Soft").await;
    stranger.open(&format!("/developer/apps/{}/health", app.client_id)).await.is(404);
    stranger.open(&format!("/developer/apps/{}/health/ledger.csv", app.client_id)).await.is(404);
    house.operator().await.open(&format!("/operator/watch/{}/ledger.csv", app.client_id)).await.is(200).says("orders.list");
}

#[tokio::test]
async fn calls_with_a_token_that_no_longer_holds_are_counted_and_are_no_use_of_the_grant() {
    let house = House::open().await;
    let (mut app, merchant) = house.authorised().await;
    let old = app.clone();
    app.refreshes().await.is(200);
    house.passes(Duration::from_secs(120));
    app.gets("/api/v1/orders").await.is(200);
    let used_at = house.clock.now();
    house.passes(Duration::from_secs(60));
    old.gets("/api/v1/orders").await.is(401);
    app.gets_with("/api/v1/orders", "kap_nonsense").await.is(401);
    house.writes_down_uses().await;

    let (id, store) = (app.client_id.parse().unwrap(), merchant.id(&house).await);
    let (grant, refusals, total) = house
        .read(move |tx| {
            let span = Span::until(Day::of(tx.now), 1);
            let grant = platform::grants::all_of_pair(tx, &store, &id)?.remove(0);
            Ok((grant, usage::refusals(tx, Scope::App(&id), span)?, usage::total(tx, Scope::App(&id), span)?))
        })
        .await;
    assert_eq!(grant.last_used_at, Some(used_at));
    assert_eq!(refusals.iter().map(|refused| (refused.code.as_str(), refused.calls)).collect::<Vec<_>>(), [("token.revoked", 1)]);
    // Whose token nobody was given, that call is nobody's.
    assert_eq!((total.calls, total.refused, total.succeeded()), (2, 1, 1));
}

#[tokio::test]
async fn addresses_beyond_fifty_of_a_day_are_the_others_and_known_ones_keep_their_line() {
    let house = House::open().await;
    let (app, merchant) = house.authorised().await;
    for host in 1..=60 {
        calls_from(&house, &app, "/api/v1/grant", &format!("198.51.100.{host}:80")).await.is(200);
        house.writes_down_uses().await;
    }
    calls_from(&house, &app, "/api/v1/grant", "198.51.100.1:80").await.is(200);
    house.writes_down_uses().await;
    let (id, store) = (app.client_id.parse().unwrap(), merchant.id(&house).await);
    let found = house.read(move |tx| usage::addresses(tx, &id, &store, Span::until(Day::of(tx.now), 1))).await;
    assert_eq!(found.len(), 51);
    assert_eq!(found[0], ("other".to_owned(), 10));
    assert_eq!(found[1], ("198.51.100.1".to_owned(), 2));
}

#[tokio::test]
async fn the_ledger_forgets_what_is_older_than_four_hundred_days() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    app.gets("/api/v1/grant").await.is(200);
    app.gets("/api/v1/orders?limit=0").await.is(400);
    house.writes_down_uses().await;
    house.passes(400 * DAY);
    assert_eq!(house.write(|tx| usage::sweep(tx, 100)).await, 0);
    house.passes(DAY);
    assert_eq!(house.write(|tx| usage::sweep(tx, 100)).await, 4, "two operations, a refusal, an address");
    assert_eq!(house.write(|tx| usage::sweep(tx, 100)).await, 0);
}
