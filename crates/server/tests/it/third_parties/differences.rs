//! The same requests to Kontor and to oidc-provider. Where they answer otherwise, `docs/conformance.md` says why.

use super::{
    CALLBACK, Scene,
    program::Program,
    requests::ask_all,
    side::{Person, Role, SCOPE, Side},
};
use crate::{authorisation_house::Signer, house::House, wire::App};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

const HEADING: &str = "## Beside oidc-provider";

/// Kontor with its clients, and the house that must stay as long as it is asked.
async fn here() -> (House, Side) {
    let Scene { house, url, mut developer, app, public, stranger, merchant } = Scene::new().await;
    developer.registers_keys(&app, &Signer::es256(7).jwks()).await;
    let credentials = |app: App| (app.client_id, app.client_secret);
    let clients = [
        (Role::Basic, credentials(app.clone())),
        (Role::Post, credentials(app.clone())),
        (Role::Signed, credentials(app)),
        (Role::Public, credentials(public)),
        (Role::Stranger, credentials(stranger)),
    ];
    (house, Side::new(&url, Person::Reader(merchant), clients.into()).await)
}

async fn there(program: &mut Program) -> Side {
    let issuer = program.says().unwrap()["issuer"].as_str().unwrap().to_owned();
    let clients = [Role::Basic, Role::Post, Role::Signed, Role::Public, Role::Stranger]
        .map(|role| (role, (format!("{role:?}"), format!("the secret of {role:?}").replace(' ', "-"))));
    Side::new(&issuer, Person::Led(BTreeMap::new()), clients.into()).await
}

/// Starts the other server with the clients that `there` knows.
fn other_server() -> Program {
    let client = |role: &str, method: &str| {
        let secret = format!("the-secret-of-{role}");
        json!({"client_id": role, "client_secret": secret, "token_endpoint_auth_method": method})
    };
    let keys = json!({"keys": [Signer::es256(7).jwk()]});
    let given = json!({
        "redirectUri": CALLBACK,
        "scope": SCOPE,
        "clients": [
            client("Basic", "client_secret_basic"),
            client("Post", "client_secret_post"),
            client("Stranger", "client_secret_basic"),
            {"client_id": "Signed", "token_endpoint_auth_method": "private_key_jwt", "jwks": keys},
            {"client_id": "Public", "token_endpoint_auth_method": "none", "grant_types": ["authorization_code", "refresh_token"]},
        ],
    });
    Program::start("oidc_provider.mjs", &given)
}

/// The rows of the document: requests (`endpoint: one · another`), here, there. Each gives a reason.
fn explained() -> Vec<[String; 3]> {
    let document = include_str!("../../../../../docs/conformance.md");
    let section = document.split(HEADING).nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.flat_map(|row| {
        let cells: Vec<_> = row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
        let [requests, here, there, why] = cells.try_into().unwrap_or_else(|cells| panic!("{cells:?}"));
        assert!(!why.is_empty(), "{requests} is not explained");
        let (endpoint, requests) = requests.split_once(": ").unwrap_or_else(|| panic!("{requests}"));
        let each = |request: &str| [format!("{endpoint}: {request}"), here.clone(), there.clone()];
        requests.split(" · ").map(each).collect::<Vec<_>>()
    })
    .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_difference_from_oidc_provider_is_explained_and_nothing_else_is() {
    let mut program = other_server();
    let ((_house, mut here), mut there) = (here().await, there(&mut program).await);
    ask_all(&mut here).await;
    ask_all(&mut there).await;
    let asked: BTreeSet<_> = here.told.iter().map(|(request, _)| request).collect();
    assert!(asked.len() > 150 && asked.len() == here.told.len(), "{} and {}", asked.len(), here.told.len());
    assert!(here.told.iter().map(|(request, _)| request).eq(there.told.iter().map(|(request, _)| request)));
    for (request, answer) in here.told.iter().chain(&there.told) {
        assert!(!answer.starts_with('5') && !answer.starts_with("page 5"), "{request}: {answer}");
    }

    let both = here.told.iter().zip(&there.told);
    let differ = both.filter(|((_, here), (_, there))| here != there);
    let differ: Vec<_> = differ.map(|((request, here), (_, there))| [request.clone(), here.clone(), there.clone()]).collect();
    let explained = explained();
    let rows = |found: &[[String; 3]], beside: &[[String; 3]]| {
        let missing = found.iter().filter(|row| !beside.contains(row));
        missing.map(|[request, here, there]| format!("| {request} | {here} | {there} |\n")).collect::<String>()
    };
    let (unexplained, outlived) = (rows(&differ, &explained), rows(&explained, &differ));
    assert!(unexplained.is_empty() && outlived.is_empty(), "not explained:\n{unexplained}\nno longer so:\n{outlived}");
}
