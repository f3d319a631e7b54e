//! What is in a demo, for people and for programs that drive it.

use super::people::{self, Passwords};
use crate::house::House;
use kernel::{Fault, Outcome};
use platform::{
    accounts::{self, Party},
    app_categories, apps, merchants,
};
use serde::Serialize;
use std::sync::Arc;
use trade::orders;

#[derive(Clone, Debug, Serialize)]
pub struct Description {
    pub base_url: String,
    pub operator: Login,
    pub developer: Login,
    pub merchants: Vec<Merchant>,
    /// The first one is online and not yet authorised by anybody.
    pub apps: Vec<App>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Login {
    pub email: String,
    pub password: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Merchant {
    pub id: String,
    pub name: String,
    pub email: String,
    pub password: String,
    pub orders: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct App {
    pub name: String,
    pub client_id: String,
    pub client_secret: String,
    pub redirect_uri: String,
    pub category: String,
}

pub async fn describe(house: &House, base_url: &str, passwords: &Passwords) -> Outcome<Description> {
    let (base_url, passwords, keys) = (base_url.to_owned(), passwords.clone(), Arc::clone(&house.keys));
    let missing = |what: &str| Fault::new(format!("the demo's {what} is missing; start with a fresh directory"));
    house
        .db
        .read(move |tx| {
            let login = |email: &str| {
                let password = passwords.get(email).cloned().ok_or_else(|| missing(email))?;
                Ok::<_, Fault>(Login { email: email.to_owned(), password })
            };
            let mut stores = Vec::new();
            for email in people::MERCHANTS {
                let Login { email, password } = login(email)?;
                let account = accounts::sign_in_candidate(tx, &email)?.ok_or_else(|| missing(&email))?.account;
                for membership in accounts::parties_of(tx, &account.id)? {
                    if let Party::Merchant(id) = membership.party {
                        let merchant = merchants::require(tx, &id)?;
                        let (email, password) = (email.clone(), password.clone());
                        stores.push(Merchant {
                            id: id.to_string(),
                            name: merchant.name,
                            email,
                            password,
                            orders: orders::count(tx, &id)?,
                        });
                    }
                }
            }
            let mut described = Vec::new();
            for email in people::DEVELOPERS {
                let account = accounts::sign_in_candidate(tx, email)?.ok_or_else(|| missing(email))?.account;
                for membership in accounts::parties_of(tx, &account.id)? {
                    let Party::Developer(id) = membership.party else { continue };
                    for app in apps::list_owned(tx, &id)? {
                        let secret = apps::open_secrets(tx, &keys, &app.id)?.pop().ok_or_else(|| missing("app secret"))?;
                        described.push(App {
                            client_id: app.id.to_string(),
                            client_secret: secret.expose().to_owned(),
                            redirect_uri: app.redirect_uri().to_owned(),
                            name: app.name,
                            category: app_categories::require(tx, &app.category)?.name_en,
                        });
                    }
                }
            }
            Ok(Description {
                base_url: base_url.clone(),
                operator: login(people::OPERATOR)?,
                developer: login(people::DEVELOPERS[0])?,
                merchants: stores,
                apps: described,
            })
        })
        .await
}
