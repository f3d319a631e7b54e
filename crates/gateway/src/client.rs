//! Which app is asking for tokens: proved by one of its live secrets, by an assertion that one of its keys signed, or, for
//! a public app, by nothing but its name (its codes are bound by PKCE).

use crate::Gateway;
use kernel::{Id, Outcome, Time, kinds};
use platform::apps::{self, App};
use protocol::KeySet;
use serde::Deserialize;
use std::{sync::Arc, time::Duration};

/// Clocks may differ by so much: an assertion from ten seconds ahead is taken, one from a minute ahead is not.
const SKEW: Duration = Duration::from_secs(10);
/// An assertion may not live longer: its name is kept until it has expired.
const LONGEST_ASSERTION: Duration = Duration::from_secs(3600);
const MAX_NAME: usize = 256;

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
pub async fn authenticate(gateway: &Gateway, client_id: &str, client_secret: &str) -> Outcome<Option<Client>> {
    let Ok(id) = client_id.parse::<Id<kinds::App>>() else { return Ok(None) };
    let Some((app, proofs)) = gateway.directory.client(&id).await? else { return Ok(None) };
    let secret = apps::authenticate(&proofs, client_secret, gateway.db.clock().now()).cloned();
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
    Malformed,
    UnknownClient,
    Signature,
    Audience,
    Time,
    Replayed,
}

/// RFC 7523 §3. Each claim once: a repeated one does not parse.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: f64,
    #[serde(default)]
    iat: Option<f64>,
    #[serde(default)]
    nbf: Option<f64>,
    jti: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// The issuer inside an assertion, not proved yet: whose keys to look for.
#[derive(Deserialize)]
struct Named {
    sub: String,
}

/// The app that signed the assertion, which serves once. `audiences` are the names that we answer to here.
pub async fn assert(
    gateway: &Gateway,
    client_id: Option<&str>,
    assertion: &str,
    audiences: &[&str],
) -> Outcome<Result<Client, AssertionError>> {
    let Some(named) = protocol::jose::peek::<Named>(assertion) else { return Ok(Err(AssertionError::Malformed)) };
    if client_id.is_some_and(|client_id| client_id != named.sub) {
        return Ok(Err(AssertionError::UnknownClient));
    }
    let Ok(id) = named.sub.parse::<Id<kinds::App>>() else { return Ok(Err(AssertionError::UnknownClient)) };
    let app = gateway.directory.app(&id).await?;
    let keys = app.as_ref().and_then(|app| app.jwks.as_deref()).and_then(|jwks| KeySet::parse(jwks).ok());
    let (Some(app), Some(keys)) = (app, keys) else { return Ok(Err(AssertionError::UnknownClient)) };
    let claims = match keys.verify::<Claims>(assertion) {
        Ok(claims) => claims,
        Err(_) => return Ok(Err(AssertionError::Signature)),
    };
    if claims.iss != named.sub || claims.sub != named.sub || claims.jti.is_empty() || claims.jti.len() > MAX_NAME {
        return Ok(Err(AssertionError::Malformed));
    }
    let is_ours = match &claims.aud {
        Audience::One(audience) => audiences.contains(&audience.as_str()),
        Audience::Several(several) => several.iter().any(|audience| audiences.contains(&audience.as_str())),
    };
    if !is_ours {
        return Ok(Err(AssertionError::Audience));
    }
    let now = gateway.db.clock().now();
    let expires_at = seconds(claims.exp);
    let is_ahead = |claim: Option<f64>| claim.is_some_and(|claim| seconds(claim) > now + SKEW);
    if expires_at + SKEW <= now || expires_at > now + LONGEST_ASSERTION || is_ahead(claims.iat) || is_ahead(claims.nbf) {
        return Ok(Err(AssertionError::Time));
    }
    let is_first = gateway.db.write(move |tx| apps::use_assertion(tx, &id, &claims.jti, expires_at + SKEW)).await?;
    Ok(if is_first { Ok(Client { app, secret: None }) } else { Err(AssertionError::Replayed) })
}

fn seconds(claim: f64) -> Time {
    Time::from_unix_millis((claim * 1000.0) as i64)
}
