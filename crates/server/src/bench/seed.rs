//! What Kontor is measured with: one app that is online, and many stores that have just allowed it. Made by the same rules
//! that serve the pages.

use super::process::Announced;
use crate::{args::Storage, demo::people, house, keys, operator::random_password};
use db::Write;
use kernel::{Actor, Environment, Fault, Id, Outcome, kinds};
use office::{jobs, notices::Language};
use platform::{
    accounts::{self, PasswordHash, Role},
    app_categories, apps,
    developers::{DeveloperKind, NewDeveloper},
    grants::{self, AuthorizationRequest},
    merchants::NewMerchant,
};
use protocol::KeyRing;
use std::path::Path;

const CALLBACK: &str = "https://app.example/callback";

/// Fills production in `data`; `codes` of each of so many `grants` wait to be exchanged, one grant after the other.
pub fn fill(data: &Path, grants: usize, codes: usize) -> Result<Announced, String> {
    let (db, keys) = house::open(&Storage::embedded(data.to_owned()), Environment::Production)?;
    let mut rng = keys::rng();
    let password = random_password(&mut rng);
    let hash = accounts::password::hash(&password, &mut rng).map_err(|error| error.to_string())?;
    let filled = db.write_blocking(move |tx| furnish(tx, &keys, &hash, (grants, codes)));
    filled.map_err(|error| error.to_string())
}

fn furnish(tx: &mut Write<'_>, keys: &KeyRing, hash: &PasswordHash, (grants, codes): (usize, usize)) -> Outcome<Announced> {
    app_categories::ensure_shipped(tx)?;
    let operator = people::actor(accounts::ensure_operator(tx, "operator@kontor.example", "Mara Lindqvist", hash, Role::Owner)?);
    let developer = people::person(tx, "dev@cangzhu.example", "Greta Ode", Language::English, hash.clone())?;
    let company = NewDeveloper {
        kind: DeveloperKind::Company,
        name: "Cangzhu".to_owned(),
        legal_name: "Cangzhu Ltd".to_owned(),
        country: "GB".to_owned(),
        registration_no: "91330108MA27XQ4N1B".to_owned(),
        website: "https://cangzhu.example".to_owned(),
        phone: "+44 20 7946 0143".to_owned(),
    };
    let erp = ("Cangzhu ERP", CALLBACK, "commercial-developer");
    let app = people::online_app(tx, keys, &operator, &developer, &company, erp)?;
    let secret = apps::open_secrets(tx, keys, &app)?.pop().ok_or_else(|| Fault::new("the app has no secret"))?;
    let mut waiting = Vec::new();
    for place in 0..grants {
        let (owner, merchant) = store(tx, &operator, hash, place)?;
        for _ in 0..codes {
            waiting.push(allow(tx, &owner, &merchant, &app)?);
        }
        // Nobody reads the mails that all this would send.
        for job in jobs::claim(tx, 1000)? {
            jobs::finish(tx, &job)?;
        }
    }
    Ok(Announced {
        client_id: app.to_string(),
        client_secret: secret.expose().to_owned(),
        redirect_uri: CALLBACK.to_owned(),
        codes: waiting,
    })
}

fn store(tx: &mut Write<'_>, operator: &Actor, hash: &PasswordHash, place: usize) -> Outcome<(Actor, Id<kinds::Merchant>)> {
    let owner = people::person(tx, &format!("owner{place}@store.example"), "Isla Whitcombe", Language::English, hash.clone())?;
    let new = NewMerchant {
        name: format!("Store {place}"),
        legal_name: format!("Store {place} Ltd"),
        licence_no: format!("GB {place:08}"),
        country: "GB".to_owned(),
        timezone: "Europe/London".to_owned(),
        currency: "GBP".to_owned(),
    };
    let merchant = people::open_store(tx, operator, &owner, &new)?;
    Ok((owner, merchant))
}

fn allow(tx: &mut Write<'_>, owner: &Actor, merchant: &Id<kinds::Merchant>, app: &Id<kinds::App>) -> Outcome<String> {
    let request = AuthorizationRequest {
        client_id: Some(app.to_string()),
        redirect_uri: Some(CALLBACK.to_owned()),
        response_type: Some("code".to_owned()),
        ..Default::default()
    };
    let authorized = grants::allow(tx, owner, merchant, &request)?.map_err(|refused| Fault::new(refused.description))?;
    Ok(authorized.code.expose().to_owned())
}
