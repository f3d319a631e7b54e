//! Which app is asking for tokens: proved by one of its live secrets, by an assertion that one of its keys signed, or, for
//! a public app, by nothing but its name (its codes are bound by PKCE).

use crate::Gateway;
use kernel::{Id, Outcome, Secret, kinds};
use platform::apps::{self, App};
use protocol::{
    KeySet,
    assertion::{self, Assertion, AssertionError as Invalid},
};
use std::sync::Arc;

/// An app that has proved itself.
pub struct Client {
    pub app: Arc<App>,
    /// The secret that proved it, where it was one.
    pub secret: Option<Id<kinds::AppSecret>>,
}

impl Client {
    /// As the rules see it, with the key that it proved to have.
    pub fn with<'a>(&'a self, jkt: Option<&'a str>) -> platform::grants::Client<'a> {
        platform::grants::Client { app: &self.app, secret: self.secret.as_ref(), jkt }
    }
}

/// The app, or nothing when id or secret are not right: which of the two is not said.
pub async fn authenticate(gateway: &Gateway, client_id: &str, secret: Secret) -> Outcome<Option<Client>> {
    let Ok(id) = client_id.parse::<Id<kinds::App>>() else { return Ok(None) };
    let Some((app, proofs)) = gateway.directory.client(&id).await? else { return Ok(None) };
    let secret = apps::authenticate(&proofs, secret.expose(), gateway.db.clock().now()).cloned();
    Ok(secret.map(|secret| Client { app, secret: Some(secret) }))
}

/// The public app of this name; an app that could prove itself must.
pub async fn public(gateway: &Gateway, client_id: &str) -> Outcome<Option<Client>> {
    let Ok(id) = client_id.parse::<Id<kinds::App>>() else { return Ok(None) };
    let app = gateway.directory.app(&id).await?;
    Ok(app.filter(|app| app.is_public).map(|app| Client { app, secret: None }))
}

/// Why an assertion proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssertionError {
    UnknownClient,
    Invalid(Invalid),
    Replayed,
}

/// The app that signed the assertion, which serves once. `audiences` are the names that we answer to here.
pub async fn assert(
    gateway: &Gateway,
    client_id: Option<&str>,
    assertion: &str,
    audiences: &[&str],
) -> Outcome<Result<Client, AssertionError>> {
    let Some(subject) = assertion::subject(assertion) else { return Ok(Err(Invalid::Malformed.into())) };
    if client_id.is_some_and(|client_id| client_id != subject) {
        return Ok(Err(AssertionError::UnknownClient));
    }
    let Ok(id) = subject.parse::<Id<kinds::App>>() else { return Ok(Err(AssertionError::UnknownClient)) };
    let app = gateway.directory.app(&id).await?;
    let keys = app.as_ref().and_then(|app| app.jwks.as_deref()).and_then(|jwks| KeySet::parse(jwks).ok());
    let (Some(app), Some(keys)) = (app, keys) else { return Ok(Err(AssertionError::UnknownClient)) };
    let checked = assertion::check(&keys, assertion, &subject, audiences, gateway.db.clock().now());
    let Assertion { jti, expires_at } = match checked {
        Ok(holds) => holds,
        Err(invalid) => return Ok(Err(invalid.into())),
    };
    let is_first = gateway.db.write(move |tx| apps::use_assertion(tx, &id, &jti, expires_at)).await?;
    Ok(if is_first { Ok(Client { app, secret: None }) } else { Err(AssertionError::Replayed) })
}

impl From<Invalid> for AssertionError {
    fn from(invalid: Invalid) -> AssertionError {
        AssertionError::Invalid(invalid)
    }
}
