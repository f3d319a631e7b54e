//! Signed JSON (RFC 7515) from apps: the public keys that they register, and the assertions and proofs that they sign.
//! Three algorithms, each tied to one kind of key, so that a header can never choose how a key is used (RFC 8725 §3.1):
//! ES256 with P-256, EdDSA with Ed25519, PS256 with RSA of 2048 bits or more.

use crate::sha256;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use jsonwebtoken::{Algorithm, DecodingKey, crypto, jwk::Jwk};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use std::fmt;

/// The names of the algorithms as metadata tells them.
pub const ALGORITHMS: [&str; 3] = ["ES256", "EdDSA", "PS256"];

const MAX_SET: usize = 16 * 1024;
const MAX_KEYS: usize = 10;
/// Far more than any assertion or proof holds; an RSA key in a proof takes about 900 letters.
const MAX_JWS: usize = 8 * 1024;
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=512;
/// Of P-256 and of Ed25519.
const COORDINATE_BYTES: usize = 32;
/// Members of a JWK that are secret (RFC 7518 §6).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// The public keys of an app (RFC 7517 §5).
#[derive(Clone)]
pub struct KeySet(Vec<Key>);

/// A public key that can be used in one way.
#[derive(Clone)]
pub struct Key {
    id: Option<String>,
    algorithm: Algorithm,
    key: DecodingKey,
    thumbprint: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySetError {
    TooLong,
    NotASet,
    NoKeys,
    TooManyKeys,
    /// A private or symmetric key was pasted.
    Secret,
    /// Not P-256, Ed25519 or RSA of 2048 to 4096 bits, or meant for something else.
    Unusable,
    /// Two keys without `kid`, or with the same.
    Ambiguous,
}

/// Why signed JSON is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwsError {
    Malformed,
    /// An algorithm, key or critical extension that we do not take.
    Unsupported,
    UnknownKey,
    Signature,
}

#[derive(Deserialize)]
pub(crate) struct Header {
    alg: String,
    #[serde(default)]
    pub(crate) typ: Option<String>,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    crit: Option<Value>,
    #[serde(default)]
    pub(crate) jwk: Option<Map<String, Value>>,
}

/// A compact JWS, taken apart and not yet checked.
pub(crate) struct Jws<'t> {
    pub(crate) header: Header,
    signed: &'t str,
    claims: Vec<u8>,
    signature: &'t str,
}

/// The claims of what nobody has checked: only to find out whose keys to check it with.
pub fn peek<C: DeserializeOwned>(token: &str) -> Option<C> {
    serde_json::from_slice(&Jws::parse(token).ok()?.claims).ok()
}

// === impl KeySet ===

impl KeySet {
    pub fn parse(text: &str) -> Result<KeySet, KeySetError> {
        if text.len() > MAX_SET {
            return Err(KeySetError::TooLong);
        }
        let Ok(Value::Object(set)) = serde_json::from_str(text) else { return Err(KeySetError::NotASet) };
        let Some(Value::Array(keys)) = set.get("keys") else { return Err(KeySetError::NotASet) };
        let keys = keys.iter().map(|key| match key {
            Value::Object(key) => Key::parse(key),
            _ => Err(KeySetError::NotASet),
        });
        let keys = keys.collect::<Result<Vec<Key>, KeySetError>>()?;
        match keys.len() {
            0 => return Err(KeySetError::NoKeys),
            1..=MAX_KEYS => {}
            _ => return Err(KeySetError::TooManyKeys),
        }
        let is_repeated = |(place, key): (usize, &Key)| keys[..place].iter().any(|earlier| earlier.id == key.id);
        if keys.iter().enumerate().any(is_repeated) {
            return Err(KeySetError::Ambiguous);
        }
        Ok(KeySet(keys))
    }

    /// The claims of an assertion that one of the keys signed.
    pub fn verify<C: DeserializeOwned>(&self, token: &str) -> Result<C, JwsError> {
        let jws = Jws::parse(token)?;
        let wanted = jws.header.kid.as_ref();
        // Without a `kid` in the header the only key of its kind is meant.
        let fits = |key: &&Key| wanted.is_none_or(|kid| key.id.as_ref() == Some(kid)) && jws.is_of(key);
        let mut fitting = self.0.iter().filter(fits);
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => jws.verify(key),
            _ => Err(JwsError::UnknownKey),
        }
    }
}

// === impl Key ===

impl Key {
    /// A public JWK. What is secret is refused, so that nobody keeps it with us.
    pub fn parse(key: &Map<String, Value>) -> Result<Key, KeySetError> {
        if PRIVATE.iter().any(|name| key.contains_key(*name)) {
            return Err(KeySetError::Secret);
        }
        let text = |name: &str| key.get(name).and_then(Value::as_str);
        let (algorithm, names): (_, &[&str]) = match (text("kty"), text("crv")) {
            (Some("EC"), Some("P-256")) => (Algorithm::ES256, &["crv", "kty", "x", "y"]),
            (Some("OKP"), Some("Ed25519")) => (Algorithm::EdDSA, &["crv", "kty", "x"]),
            (Some("RSA"), None) => (Algorithm::PS256, &["e", "kty", "n"]),
            _ => return Err(KeySetError::Unusable),
        };
        let bytes = |name: &str| BASE64URL.decode(text(name).unwrap_or_default()).unwrap_or_default();
        // A coordinate has its full size (RFC 7518 §6.2.1.2, RFC 8037 §2): a cut one makes the library panic, and a longer
        // one would be a second name for the same key.
        let is_whole = match algorithm {
            Algorithm::PS256 => bytes("n").first().is_some_and(|first| *first != 0) && RSA_BYTES.contains(&bytes("n").len()),
            _ => names.iter().filter(|name| matches!(**name, "x" | "y")).all(|name| bytes(name).len() == COORDINATE_BYTES),
        };
        if !is_whole {
            return Err(KeySetError::Unusable);
        }
        let is_meant_otherwise = text("use").is_some_and(|purpose| purpose != "sig")
            || key.get("alg").is_some_and(|alg| alg.as_str().and_then(algorithm_of) != Some(algorithm));
        let public: Map<String, Value> =
            names.iter().filter_map(|name| Some(((*name).to_owned(), key.get(*name)?.clone()))).collect();
        if is_meant_otherwise || public.len() != names.len() || !public.values().all(Value::is_string) {
            return Err(KeySetError::Unusable);
        }
        // RFC 7638 §3: the required members, sorted, without blanks; `names` stands in that order.
        let member = |name: &&str| format!("{}:{}", Value::from(*name), public[*name]);
        let canonical = format!("{{{}}}", names.iter().map(member).collect::<Vec<_>>().join(","));
        let jwk: Jwk = serde_json::from_value(Value::Object(public)).map_err(|_| KeySetError::Unusable)?;
        Ok(Key {
            id: text("kid").map(str::to_owned),
            algorithm,
            key: DecodingKey::from_jwk(&jwk).map_err(|_| KeySetError::Unusable)?,
            thumbprint: BASE64URL.encode(sha256(canonical.as_bytes())),
        })
    }

    /// RFC 7638, by SHA-256, in base64url.
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }
}

/// EdDSA has a second name for its one curve here (RFC 9864 §2.2).
fn algorithm_of(name: &str) -> Option<Algorithm> {
    match name {
        "ES256" => Some(Algorithm::ES256),
        "EdDSA" | "Ed25519" => Some(Algorithm::EdDSA),
        "PS256" => Some(Algorithm::PS256),
        _ => None,
    }
}

// === impl Jws ===

impl<'t> Jws<'t> {
    pub(crate) fn parse(token: &'t str) -> Result<Jws<'t>, JwsError> {
        if token.len() > MAX_JWS {
            return Err(JwsError::Malformed);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(JwsError::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(JwsError::Malformed)?;
        let decoded = |text: &str| BASE64URL.decode(text).map_err(|_| JwsError::Malformed);
        let header: Header = serde_json::from_slice(&decoded(header)?).map_err(|_| JwsError::Malformed)?;
        // RFC 7515 §4.1.11: what is critical and not understood makes it invalid.
        if header.crit.is_some() {
            return Err(JwsError::Unsupported);
        }
        Ok(Jws { header, signed, claims: decoded(claims)?, signature })
    }

    fn is_of(&self, key: &Key) -> bool {
        algorithm_of(&self.header.alg) == Some(key.algorithm)
    }

    pub(crate) fn verify<C: DeserializeOwned>(&self, key: &Key) -> Result<C, JwsError> {
        if !self.is_of(key) {
            return Err(JwsError::Unsupported);
        }
        match crypto::verify(self.signature, self.signed.as_bytes(), &key.key, key.algorithm) {
            Ok(true) => serde_json::from_slice(&self.claims).map_err(|_| JwsError::Malformed),
            Ok(false) | Err(_) => Err(JwsError::Signature),
        }
    }
}

impl fmt::Display for KeySetError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            KeySetError::TooLong => "the key set is longer than 16 KiB",
            KeySetError::NotASet => "this is not a JSON Web Key Set; it looks like {\"keys\":[…]}",
            KeySetError::NoKeys => "the key set is empty",
            KeySetError::TooManyKeys => "a key set holds at most ten keys",
            KeySetError::Secret => "this holds a private key; register the public one, and take the private one for known",
            KeySetError::Unusable => "take public keys for ES256 (P-256), EdDSA (Ed25519) or PS256 (RSA of 2048 to 4096 bits)",
            KeySetError::Ambiguous => "give each key a kid of its own",
        })
    }
}

impl std::error::Error for KeySetError {}

impl fmt::Debug for KeySet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "KeySet({} keys)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_of_the_rfc_comes_out() {
        // RFC 8037, appendix A.3.
        let key = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        let key = Key::parse(serde_json::from_str::<Value>(key).unwrap().as_object().unwrap()).unwrap();
        assert_eq!(key.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn the_signature_of_the_rfc_is_checked() {
        #[derive(Deserialize)]
        struct Nothing {}
        // RFC 8037, appendix A.4: its payload is no JSON, which is found out only after the signature was right.
        let set = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
        let token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.\
                     hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        let set = KeySet::parse(set).unwrap();
        assert_eq!(set.verify::<Nothing>(token).map(drop), Err(JwsError::Malformed));
        let forged = token.replace(".RXh", ".RXi");
        assert_eq!(set.verify::<Nothing>(&forged).map(drop), Err(JwsError::Signature));
        for nonsense in ["", "..", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJIUzI1NiJ9.e30.AA"] {
            assert!(set.verify::<Nothing>(nonsense).is_err(), "{nonsense}");
        }
    }

    #[test]
    fn a_key_whose_coordinates_are_cut_or_too_long_is_refused() {
        let whole = [7; 32];
        for wrong in [&whole[..0], &whole[..21], &whole[..31], &[7; 33], &[7; 64]] {
            let (wrong, whole) = (BASE64URL.encode(wrong), BASE64URL.encode(whole));
            let ed25519 = format!(r#"{{"keys":[{{"kty":"OKP","crv":"Ed25519","x":"{wrong}"}}]}}"#);
            let p256 = format!(r#"{{"keys":[{{"kty":"EC","crv":"P-256","x":"{whole}","y":"{wrong}"}}]}}"#);
            for set in [ed25519, p256] {
                // Not refused, it makes the check of a signature panic.
                let checked = KeySet::parse(&set).map(|set| set.verify::<Value>("eyJhbGciOiJFZERTQSJ9.e30.AA"));
                assert_eq!(checked.map(drop).unwrap_err(), KeySetError::Unusable, "{set}");
            }
        }
    }

    #[test]
    fn only_public_keys_that_can_be_told_apart_are_taken() {
        let error = |text: &str| KeySet::parse(text).unwrap_err();
        assert_eq!(error("[]"), KeySetError::NotASet);
        assert_eq!(error("{\"keys\":[]}"), KeySetError::NoKeys);
        assert_eq!(error("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AA\"}]}"), KeySetError::Secret);
        assert_eq!(error("{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}"), KeySetError::Unusable);
        let key = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        assert_eq!(error(&format!("{{\"keys\":[{key},{key}]}}")), KeySetError::Ambiguous);
    }
}
