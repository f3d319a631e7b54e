//! Demonstrating proof of possession (RFC 9449): a small signed note beside a request, made with a key that only the app
//! has. A token that is bound to the key's thumbprint is worth nothing without it.

use crate::{
    jose::{Jws, JwsError, Key},
    sha256,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use kernel::Time;
use serde::Deserialize;
use std::time::Duration;

/// A proof is good for so long, and clocks may differ by so much.
pub const LIFETIME: Duration = Duration::from_secs(60);
pub const SKEW: Duration = Duration::from_secs(10);

const MAX_NAME: usize = 256;

/// The request that a proof must be about.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub method: &'a str,
    /// Without query and fragment.
    pub url: &'a str,
    /// The token that is sent with it, on a call.
    pub token: Option<&'a str>,
    pub now: Time,
}

/// A proof that holds. Whether its name came before is for the caller to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The key's thumbprint.
    pub jkt: String,
    pub jti: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofError {
    Malformed,
    Signature,
    /// Made for another method, address or token.
    OtherRequest,
    /// Too old, or from the future.
    Time,
}

#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: f64,
    #[serde(default)]
    ath: Option<String>,
}

/// RFC 9449 §4.3, all but the jti's being new.
pub fn check(proof: &str, request: &Request<'_>) -> Result<Proof, ProofError> {
    let jws = Jws::parse(proof).map_err(|_| ProofError::Malformed)?;
    if jws.header.typ.as_deref() != Some("dpop+jwt") {
        return Err(ProofError::Malformed);
    }
    let key = jws.header.jwk.as_ref().and_then(|key| Key::parse(key).ok()).ok_or(ProofError::Malformed)?;
    let claims: Claims = jws.verify(&key).map_err(|error| match error {
        JwsError::Signature => ProofError::Signature,
        JwsError::Malformed | JwsError::Unsupported | JwsError::UnknownKey => ProofError::Malformed,
    })?;
    if claims.jti.is_empty() || claims.jti.len() > MAX_NAME {
        return Err(ProofError::Malformed);
    }
    let url = claims.htu.split(['?', '#']).next().unwrap_or_default();
    let ath = request.token.map(|token| BASE64URL.encode(sha256(token.as_bytes())));
    if claims.htm != request.method || url != request.url || (ath.is_some() && claims.ath != ath) {
        return Err(ProofError::OtherRequest);
    }
    let made_at = Time::from_unix_millis((claims.iat * 1000.0) as i64);
    if made_at > request.now + SKEW || made_at + LIFETIME < request.now {
        return Err(ProofError::Time);
    }
    Ok(Proof { jkt: key.thumbprint().to_owned(), jti: claims.jti })
}

/// The base64url of a SHA-256: what a thumbprint looks like.
pub fn is_thumbprint(text: &str) -> bool {
    text.len() == 43 && BASE64URL.decode(text).is_ok()
}
