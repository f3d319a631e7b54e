//! The native API's lists and details: orders, products, stock, refunds, shops.

use crate::{house::House, snapshot::settled};
use serde_json::Value;
use std::collections::BTreeSet;

const NOUNS: [&str; 5] = ["orders", "products", "stock", "refunds", "shops"];

fn ids(items: &[Value]) -> Vec<String> {
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_list_gives_the_same_items_in_pages_of_any_size_newest_change_first() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    for noun in NOUNS {
        let path = format!("/api/v1/{noun}");
        let all = app.gets_all(&path, 200).await;
        assert!(!all.is_empty(), "{noun}");
        let times: Vec<_> = all.iter().map(|item| item["updated_at"].as_str().unwrap()).collect();
        assert!(times.iter().rev().is_sorted(), "{noun}: {times:?}");
        for limit in [1, 7] {
            assert_eq!(ids(&app.gets_all(&path, limit).await), ids(&all), "{noun} by {limit}");
        }
        assert_eq!(ids(&all).iter().collect::<BTreeSet<_>>().len(), all.len(), "{noun}");
    }
}

#[tokio::test]
async fn every_item_of_a_list_is_found_by_its_id_and_reads_the_same() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    for noun in NOUNS {
        for item in app.gets_all(&format!("/api/v1/{noun}"), 200).await.iter().take(5) {
            let path = format!("/api/v1/{noun}/{}", item["id"].as_str().unwrap());
            let answer = app.gets(&path).await.is(200).json();
            let found = answer.get("data").unwrap_or(&answer);
            assert_eq!(found["id"], item["id"], "{path}");
            assert_eq!(found["updated_at"], item["updated_at"], "{path}");
        }
    }
}

#[tokio::test]
async fn orders_are_narrowed_by_time_and_by_status() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    let all = app.gets_all("/api/v1/orders", 200).await;
    let middle = all[all.len() / 2]["updated_at"].as_str().unwrap();
    let newer = app.gets_all(&format!("/api/v1/orders?updated_min={middle}"), 200).await;
    let older = app.gets_all(&format!("/api/v1/orders?updated_max={middle}"), 200).await;
    assert!(newer.iter().all(|order| order["updated_at"].as_str().unwrap() >= middle));
    assert!(older.iter().all(|order| order["updated_at"].as_str().unwrap() <= middle));
    let both: BTreeSet<_> = ids(&newer).into_iter().chain(ids(&older)).collect();
    assert_eq!(both.len(), all.len());

    let shipped = app.gets_all("/api/v1/orders?status=shipped", 200).await;
    assert!(!shipped.is_empty() && shipped.len() < all.len());
    assert!(shipped.iter().all(|order| order["status"] == "shipped"), "{shipped:?}");
}

#[tokio::test]
async fn every_answer_carries_its_request_id() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    let mut seen = BTreeSet::new();
    for path in ["/api/v1/orders?limit=1", "/api/v1/orders/nonsense", "/api/v1/nothing"] {
        let answer = app.gets(path).await;
        let id = answer.headers.get("request-id").or_else(|| answer.headers.get("x-request-id"));
        let id = id.unwrap_or_else(|| panic!("{path}: {:?}", answer.headers)).to_str().unwrap().to_owned();
        assert!(id.starts_with("req_p"), "{path}: {id}");
        if !answer.status.is_success() {
            assert_eq!(answer.json()["request_id"], id.as_str(), "{path}");
        }
        assert!(seen.insert(id), "{path}");
    }
}

#[tokio::test]
async fn an_app_without_the_permission_is_refused() {
    let house = House::open().await;
    let (mut app, mut merchant) = house.authorised().await;
    let page = merchant.open(&format!("{}&scope=products%3Aread", app.authorize_path())).await.is(200);
    let answer = merchant.submit(&page.form("/oauth/authorize").press("decision", "allow")).await;
    let tokens = app.redeems(&answer.location_param("code").unwrap()).await.is(200).json();
    assert_eq!(tokens["scope"], "products:read");
    app.gets("/api/v1/products").await.is(200);
    let answer = app.gets("/api/v1/orders").await.is(403).json();
    assert_eq!(answer["code"], "permission.missing");
    assert!(answer["detail"].as_str().unwrap().contains("orders:read"), "{answer}");
}

#[tokio::test]
async fn the_shape_of_every_answer_is_written_down() {
    let house = House::open().await;
    let (app, _) = house.authorised().await;
    for noun in NOUNS {
        let answer = app.gets(&format!("/api/v1/{noun}?limit=1")).await.is(200).json();
        insta::assert_json_snapshot!(format!("list_of_{noun}"), settled(&answer));
    }
    for (name, path) in [("unknown_id", "/api/v1/orders/nonsense"), ("unknown_parameter", "/api/v1/orders?colour=blue")] {
        insta::assert_json_snapshot!(name, settled(&app.gets(path).await.json()));
    }
    let refused = app.gets_with("/api/v1/orders", "nonsense").await;
    insta::assert_json_snapshot!("malformed_token", settled(&refused.json()));
}
