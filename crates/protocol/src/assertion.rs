//! Assertions by which an app proves that it is itself (RFC 7523): a short-lived note, signed with a key that it registered.

use crate::{KeySet, jose};
use kernel::Time;
use serde::Deserialize;
use std::time::Duration;

/// Clocks may differ by so much: an assertion from ten seconds ahead is taken, one from a minute ahead is not.
const SKEW: Duration = Duration::from_secs(10);
/// An assertion may not live longer: its name is kept until it has expired.
const LONGEST: Duration = Duration::from_secs(3600);
const MAX_NAME: usize = 256;

/// An assertion that holds. Whether its name came before is for the caller to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    pub jti: String,
    /// Until then its name must be kept.
    pub expires_at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssertionError {
    /// No JWT, or not with `iss` and `sub` (both the client), `aud`, `exp` and `jti`.
    Malformed,
    Signature,
    Audience,
    /// Expired, from the future, or too long-lived.
    Time,
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

#[derive(Deserialize)]
struct Named {
    sub: String,
}

/// The client inside an assertion, not proved yet: whose keys to look for.
pub fn subject(assertion: &str) -> Option<String> {
    jose::peek::<Named>(assertion).map(|named| named.sub)
}

/// Checks an assertion of `client`, by its keys. `audiences` are the names that we answer to here.
pub fn check(keys: &KeySet, assertion: &str, client: &str, audiences: &[&str], now: Time) -> Result<Assertion, AssertionError> {
    let claims = keys.verify::<Claims>(assertion).map_err(|_| AssertionError::Signature)?;
    if claims.iss != client || claims.sub != client || claims.jti.is_empty() || claims.jti.len() > MAX_NAME {
        return Err(AssertionError::Malformed);
    }
    let is_ours = match &claims.aud {
        Audience::One(audience) => audiences.contains(&audience.as_str()),
        Audience::Several(several) => several.iter().any(|audience| audiences.contains(&audience.as_str())),
    };
    if !is_ours {
        return Err(AssertionError::Audience);
    }
    let expires_at = seconds(claims.exp);
    let is_ahead = |claim: Option<f64>| claim.is_some_and(|claim| seconds(claim) > now + SKEW);
    if expires_at + SKEW <= now || expires_at > now + LONGEST || is_ahead(claims.iat) || is_ahead(claims.nbf) {
        return Err(AssertionError::Time);
    }
    Ok(Assertion { jti: claims.jti, expires_at: expires_at + SKEW })
}

fn seconds(claim: f64) -> Time {
    Time::from_unix_millis((claim * 1000.0) as i64)
}
