//! Proofs of possession (RFC 9449) beside requests: checked, and remembered for as long as they could come again.

use crate::Gateway;
use axum::http::{HeaderMap, HeaderName};
use kernel::Time;
use protocol::{
    Hash,
    dpop::{self, LIFETIME, ProofError, Request, SKEW},
    sha256,
};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

pub const HEADER: HeaderName = HeaderName::from_static("dpop");

/// More than a process can check in a proof's lifetime. When it is full, proofs are refused rather than forgotten.
const MOST: usize = 1_000_000;

/// The names of proofs that came lately, in this process. Two halves: one fills, the other is forgotten when every proof
/// in it has become too old to be taken. A call costs no write this way; behind several processes a proof could serve once
/// at each, within its minute and for the very same request.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<Halves>>);

#[derive(Default)]
struct Halves {
    since: Time,
    filling: HashSet<Hash>,
    fading: HashSet<Hash>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Two proofs, or one that is no text.
    Header,
    Proof(ProofError),
    Replayed,
}

impl Refused {
    pub fn sentence(self) -> &'static str {
        match self {
            Refused::Header => "send one DPoP header, a compact JWS",
            Refused::Proof(ProofError::Malformed) => {
                "the DPoP proof is not a dpop+jwt with a public key for ES256, EdDSA or PS256, jti, htm, htu and iat"
            }
            Refused::Proof(ProofError::Signature) => "the DPoP proof is not signed with the key that it carries",
            Refused::Proof(ProofError::OtherRequest) => "the DPoP proof is for another method, address or token",
            Refused::Proof(ProofError::Time) => "the DPoP proof is older than a minute or from the future; check the clock",
            Refused::Replayed => "the DPoP proof was used before; make one for each request",
        }
    }
}

impl Seen {
    /// True when it is new.
    fn note(&self, jkt: &str, jti: &str, now: Time) -> bool {
        let name = sha256(format!("{jkt} {jti}").as_bytes());
        let mut halves = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if halves.since + LIFETIME + SKEW < now {
            halves.fading = std::mem::take(&mut halves.filling);
            halves.since = now;
        }
        let is_full = halves.filling.len() >= MOST;
        !is_full && !halves.fading.contains(&name) && halves.filling.insert(name)
    }
}

/// The thumbprint of the key that the request proves, or nothing when it brings no proof.
pub fn check(
    gateway: &Gateway,
    headers: &HeaderMap,
    method: &str,
    path: &str,
    token: Option<&str>,
) -> Result<Option<String>, Refused> {
    let mut proofs = headers.get_all(HEADER).iter();
    let Some(proof) = proofs.next() else { return Ok(None) };
    let proof = proof.to_str().ok().filter(|_| proofs.next().is_none()).ok_or(Refused::Header)?;
    let (url, now) = (format!("{}{path}", gateway.base_url), gateway.db.clock().now());
    let proof = dpop::check(proof, &Request { method, url: &url, token, now }).map_err(Refused::Proof)?;
    if !gateway.proofs.note(&proof.jkt, &proof.jti, now) {
        return Err(Refused::Replayed);
    }
    Ok(Some(proof.jkt))
}
