//! The program is killed in the middle of what it does, and started again: nothing is lost, nothing doubled.

use crate::{
    binary::{Kontor, get, try_fetch},
    client::encode,
    oauth::allow,
    wire::owned,
};
use axum::http::{Request, header};
use serde_json::Value;
use std::time::Duration;

fn exchange(base: &str, app: &Value, code: &str) -> Request<Vec<u8>> {
    let text = |name: &str| app[name].as_str().unwrap().to_owned();
    let body = encode(&owned(&[
        ("grant_type", "authorization_code"),
        ("client_id", &text("client_id")),
        ("client_secret", &text("client_secret")),
        ("code", code),
    ]));
    let request = Request::post(format!("{base}/oauth/token")).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.body(body.into_bytes()).unwrap()
}

#[tokio::test]
async fn a_kill_in_the_middle_of_an_exchange_loses_no_token_that_was_given_and_gives_none_twice() {
    let mut kontor = Kontor::demo().await;
    let base = kontor.url("production").to_owned();
    let (app, merchant) = (kontor.told["production"]["apps"][0].clone(), kontor.told["production"]["merchants"][0].clone());
    let link = format!("{base}/oauth/authorize?response_type=code&client_id={}", app["client_id"].as_str().unwrap());
    for delay in [0, 1, 2, 4, 8, 30] {
        let back = allow(&base, &link, merchant["email"].as_str().unwrap(), merchant["password"].as_str().unwrap()).await;
        let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        let asked = tokio::spawn(try_fetch(exchange(&base, &app, &code)));
        // Where in the exchange the kill falls is the point of trying several.
        tokio::time::sleep(Duration::from_millis(delay)).await;
        kontor.kill();
        let first = asked.await.unwrap();
        kontor.start_again().await;

        let given = first.ok().filter(|answer| answer.status.is_success()).map(|answer| answer.json());
        if let Some(tokens) = &given {
            // An answer that was given was durable.
            get(&format!("{base}/api/v1/orders?limit=1"), tokens["access_token"].as_str()).await.is(200);
        }
        let second = try_fetch(exchange(&base, &app, &code)).await.unwrap();
        match given {
            // The code was used, so it works no second time, and its replay ends what it gave.
            Some(tokens) => {
                assert_eq!(second.json()["error"], "invalid_grant", "after {delay} ms: {}", second.body);
                get(&format!("{base}/api/v1/orders?limit=1"), tokens["access_token"].as_str()).await.is(401);
            }
            // Nobody heard an answer: either nothing happened, or the code is spent.
            None if second.status.is_success() => {
                get(&format!("{base}/api/v1/orders?limit=1"), second.json()["access_token"].as_str()).await.is(200);
            }
            None => assert_eq!(second.json()["error"], "invalid_grant", "after {delay} ms: {}", second.body),
        }
    }
}

fn orders_of_all(kontor: &Kontor, environment: &str) -> u64 {
    let merchants = kontor.told[environment]["merchants"].as_array().unwrap();
    merchants.iter().map(|merchant| merchant["orders"].as_u64().unwrap()).sum()
}

#[tokio::test]
async fn a_demo_whose_first_start_was_cut_short_is_whole_after_the_next() {
    for milliseconds in [100, 700, 2000] {
        let mut kontor = Kontor::demo_cut_short(Duration::from_millis(milliseconds)).await;
        for _ in 0..2 {
            kontor.start_again().await;
            for environment in ["production", "sandbox"] {
                assert_eq!(orders_of_all(&kontor, environment), 5000, "{environment} after {milliseconds} ms");
            }
            kontor.kill();
        }
    }
}
