//! The operator's own services ask how tokens stand.

use crate::authorisation_house::{Browser, House, Plan, Reply, Signer};
use axum::http::StatusCode;
use base64::{Engine, prelude::BASE64_STANDARD};
use scraper::{Html, Selector};
use serde_json::json;

/// Id and secret of a service, as the page shows them once.
async fn register(operator: &Browser<'_>, name: &str) -> (String, String) {
    let page = operator.post("/operator/resource-servers/new", &[("name", name)]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    (reads(&page, "#copy-client-id"), reads(&page, "#copy-secret"))
}

fn reads(page: &Reply, selector: &str) -> String {
    let document = Html::parse_document(&page.text);
    let found = document.select(&Selector::parse(selector).unwrap()).next();
    found.unwrap_or_else(|| panic!("no {selector}: {}", page.text)).text().collect()
}

async fn ask(house: &House, id: &str, secret: &str, token: &str) -> Reply {
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{id}:{secret}")));
    house.form("/oauth/introspect", &[("token", token)], &[("authorization", &basic)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resource_server_learns_how_any_token_stands() {
    let house = House::open().await;
    let (access, refresh) = house.pair().await;
    let alone = house.token(&[("grant_type", "client_credentials")]).await.pair().0;
    let operator = house.browser(&house.operator).await;
    let (id, secret) = register(&operator, "Search service").await;
    assert!(id.starts_with("rs_p") && secret.starts_with("ksp_"), "{id} {secret}");

    let told = ask(&house, &id, &secret, &access).await;
    assert_eq!((told.status, told.header("cache-control")), (StatusCode::OK, "no-store"));
    let base = crate::authorisation_house::BASE;
    for (name, value) in [
        ("active", json!(true)),
        ("client_id", json!(house.app.id)),
        ("sub", json!(house.merchant)),
        ("scope", json!(house.category.permissions.join(" "))),
        ("token_type", json!("Bearer")),
        ("iss", json!(base)),
        ("aud", json!(base)),
        ("iat", json!(house.now())),
    ] {
        assert_eq!(told.body[name], value, "{name}: {}", told.text);
    }
    assert!(told.body["exp"].as_i64().unwrap() > house.now());
    assert_eq!(ask(&house, &id, &secret, &refresh).await.body["sub"], json!(house.merchant));
    assert_eq!(ask(&house, &id, &secret, &alone).await.body["sub"], json!(house.app.id));
    assert_eq!(ask(&house, &id, &secret, "nonsense").await.body, json!({"active": false}));

    let (by, merchant, app) = (house.member.clone(), house.merchant.clone(), house.app.id.clone());
    house.write(move |tx| platform::grants::remove(tx, &by, &merchant, &app)).await;
    for token in [&access, &refresh] {
        assert_eq!(ask(&house, &id, &secret, token).await.body, json!({"active": false}), "on the very next question");
    }
    assert_eq!(house.audited("resource_servers.registered").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resource_server_reads_which_key_a_token_is_bound_to() {
    let house = House::with(Plan { needs_dpop: true, ..Plan::default() }).await;
    let key = Signer::es256(7);
    let header = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": key.jwk()});
    let claims = json!({"jti": "one", "htm": "POST", "htu": format!("{}/oauth/token", crate::authorisation_house::BASE), "iat": house.now()});
    let proof = key.sign(&header, &claims);
    let reply = house.ask_with("/oauth/token", &[("grant_type", "client_credentials")], &[("dpop", &proof)]).await;
    let access = reply.pair().0;
    let operator = house.browser(&house.operator).await;
    let (id, secret) = register(&operator, "Search service").await;
    let told = ask(&house, &id, &secret, &access).await;
    assert_eq!(told.body["token_type"], "DPoP", "{}", told.text);
    assert_eq!(told.body["cnf"]["jkt"].as_str().unwrap().len(), 43);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resource_server_changes_its_secret_without_a_pause_and_is_removed_at_once() {
    let house = House::open().await;
    let (access, _) = house.pair().await;
    let operator = house.browser(&house.operator).await;
    let (id, first) = register(&operator, "Warehouse bridge").await;
    let (other, _) = register(&operator, "Search service").await;
    assert_eq!(ask(&house, &other, &first, &access).await.error(), "invalid_client", "each has its own");
    let here = format!("/operator/resource-servers/{id}");
    house.wait(1);
    let added = operator.post(&format!("{here}/secrets"), &[]).await;
    let second = reads(&added, "#copy-secret");
    for secret in [&first, &second] {
        assert_eq!(ask(&house, &id, secret, &access).await.body["active"], true);
    }
    assert_eq!(operator.post(&format!("{here}/secrets"), &[]).await.status, StatusCode::CONFLICT, "a third is refused");
    let page = operator.get(&here).await;
    assert!(!page.text.contains(&first) && !page.text.contains(&second), "shown once");
    let document = Html::parse_document(&page.text);
    let deletes = Selector::parse("form[action$='/delete']").unwrap();
    let actions: Vec<_> = document.select(&deletes).map(|form| form.attr("action").unwrap().to_owned()).collect();
    assert_eq!(actions.len(), 2);
    assert_eq!(operator.post(&actions[0], &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(ask(&house, &id, &first, &access).await.error(), "invalid_client", "on the very next question");
    assert_eq!(ask(&house, &id, &second, &access).await.body["active"], true);
    assert_eq!(operator.post(&actions[1], &[]).await.status, StatusCode::CONFLICT, "the last one stays");

    assert!(operator.get(&format!("{here}/remove")).await.text.contains("Warehouse bridge"));
    assert_eq!(operator.post(&format!("{here}/remove"), &[]).await.status, StatusCode::SEE_OTHER);
    let refused = ask(&house, &id, &second, &access).await;
    assert_eq!((refused.status, refused.error()), (StatusCode::UNAUTHORIZED, "invalid_client"));
    assert_eq!(operator.get(&here).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.audited("resource_servers.removed").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resource_server_is_no_app_and_only_the_operator_registers_one() {
    let house = House::open().await;
    let operator = house.browser(&house.operator).await;
    let (id, secret) = register(&operator, "Search service").await;
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{id}:{secret}")));
    let headers = [("authorization", basic.as_str())];
    let asked = house.form("/oauth/token", &[("grant_type", "client_credentials")], &headers).await;
    assert_eq!(asked.error(), "invalid_client");
    assert_eq!(house.form("/oauth/revoke", &[("token", "x")], &headers).await.error(), "invalid_client");
    for who in [&house.owner, &house.member] {
        let browser = house.browser(who).await;
        let refused = browser.post("/operator/resource-servers/new", &[("name", "Mine")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text);
        assert_eq!(browser.get("/operator/resource-servers").await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(operator.post("/operator/resource-servers/new", &[("name", "  ")]).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(house.audited("resource_servers.registered").await, 1);
}
