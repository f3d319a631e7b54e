//! Which app is asking for tokens: proved by its client id and one of its live secrets.

use crate::Gateway;
use kernel::{Id, Outcome, kinds};
use platform::apps::{self, App};

/// An app that has proved itself.
pub struct Client {
    pub app: App,
    pub secret: Id<kinds::AppSecret>,
}

/// The app, or nothing when id or secret are not right: which of the two is not said.
pub async fn authenticate(gateway: &Gateway, client_id: &str, client_secret: &str) -> Outcome<Option<Client>> {
    let Ok(id) = client_id.parse::<Id<kinds::App>>() else { return Ok(None) };
    let (keys, secret) = (gateway.keys.clone(), kernel::Secret::new(client_secret));
    gateway
        .db
        .read(move |tx| {
            let Some(app) = apps::find(tx, &id)? else { return Ok(None) };
            let matched = apps::authenticate(tx, &keys, &id, secret.expose())?;
            Ok(matched.map(|secret| Client { app, secret }))
        })
        .await
}
