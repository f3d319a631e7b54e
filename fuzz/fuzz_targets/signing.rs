//! Signed JSON around what the fuzzer makes up: without a right signature it would never come past the first check.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use ed25519_dalek::{Signer, SigningKey};

/// Input that begins with `!` is header and claims, a line each, to be signed; any other is signed JSON itself.
pub fn token(input: &str) -> String {
    let Some(parts) = input.strip_prefix('!') else { return input.to_owned() };
    let (header, claims) = parts.split_once('\n').unwrap_or((parts, "{}"));
    let signed = format!("{}.{}", BASE64URL.encode(header), BASE64URL.encode(claims));
    let signature = SigningKey::from_bytes(&[7; 32]).sign(signed.as_bytes());
    format!("{signed}.{}", BASE64URL.encode(signature.to_bytes()))
}
