//! Codes that a phone makes from a shared secret and the time: RFC 6238 over RFC 4226, with what every authenticator app
//! understands: SHA-1, six digits, a new code every thirty seconds.

use hmac::{Hmac, KeyInit, Mac};
use kernel::{Secret, Time};
use rand::{CryptoRng, RngExt};
use sha1::Sha1;
use std::fmt::Write;
use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

/// As long as the hash, as RFC 4226 section 4 advises.
const SECRET_LENGTH: usize = 20;
const STEP_MILLIS: i64 = 30_000;
const DIGITS: usize = 6;
/// RFC 4648, without padding: what people type when they cannot scan.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

#[derive(Clone)]
pub struct TotpSecret(Zeroizing<Vec<u8>>);

impl TotpSecret {
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> TotpSecret {
        let bytes: [u8; SECRET_LENGTH] = rng.random();
        TotpSecret(Zeroizing::new(bytes.to_vec()))
    }

    pub fn from_bytes(bytes: Vec<u8>) -> TotpSecret {
        TotpSecret(Zeroizing::new(bytes))
    }

    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The secret as people type it.
    pub fn to_base32(&self) -> Secret {
        let (mut text, mut bits, mut count) = (String::new(), 0_u32, 0);
        for byte in self.0.iter() {
            bits = bits << 8 | u32::from(*byte);
            count += 8;
            while count >= 5 {
                count -= 5;
                text.push(char::from(BASE32[(bits >> count) as usize & 31]));
            }
        }
        if count > 0 {
            text.push(char::from(BASE32[(bits << (5 - count)) as usize & 31]));
        }
        Secret::new(text)
    }

    /// What an authenticator app reads from a QR code.
    pub fn to_uri(&self, issuer: &str, account: &str) -> Secret {
        let (issuer, account, secret) = (encode(issuer), encode(account), self.to_base32());
        Secret::new(format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", secret.expose()))
    }

    /// The code of a step, as it is shown.
    pub fn code(&self, step: i64) -> String {
        format!("{:0DIGITS$}", self.number(step))
    }

    /// The step whose code this is: the present one, the one before or the one after, since clocks differ and people type
    /// slowly (RFC 6238 section 5.2). Takes the same time whichever it is. Whoever accepts the code remembers the step and
    /// accepts none that is not later.
    pub fn step_of(&self, code: &str, now: Time) -> Option<i64> {
        let digits: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
        let given: u32 = digits.parse().ok().filter(|_| digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit()))?;
        let mut found = 0_i64;
        for step in [-1, 0, 1].map(|offset| step(now) + offset) {
            found.conditional_assign(&step, self.number(step).ct_eq(&given));
        }
        (found != 0).then_some(found)
    }

    fn number(&self, step: i64) -> u32 {
        // HMAC takes a key of any length.
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(&self.0) else { return u32::MAX };
        mac.update(&step.to_be_bytes());
        let hash = mac.finalize().into_bytes();
        let start = usize::from(hash[hash.len() - 1] & 15);
        let word = u32::from_be_bytes([hash[start], hash[start + 1], hash[start + 2], hash[start + 3]]);
        (word & 0x7fff_ffff) % 10_u32.pow(DIGITS as u32)
    }
}

/// Which thirty seconds `now` lies in.
pub fn step(now: Time) -> i64 {
    now.unix_millis().div_euclid(STEP_MILLIS)
}

fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> TotpSecret {
        TotpSecret::from_bytes(b"12345678901234567890".to_vec())
    }

    /// RFC 6238, appendix B, cut to six digits.
    #[test]
    fn the_codes_are_those_of_the_rfc() {
        let code = |seconds: i64| secret().code(step(Time::from_unix_millis(seconds * 1000)));
        let codes = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000].map(code);
        assert_eq!(codes, ["287082", "081804", "050471", "005924", "279037", "353130"]);
    }

    #[test]
    fn a_code_is_found_within_a_step_of_now_and_not_beyond() {
        let now = Time::from_unix_millis(1_111_111_111_000);
        let at = |offset: i64| secret().step_of(&secret().code(step(now) + offset), now);
        assert_eq!([-2, -1, 0, 1, 2].map(at), [None, Some(step(now) - 1), Some(step(now)), Some(step(now) + 1), None]);
        assert_eq!(secret().step_of("050 471", now), Some(step(now)));
        for nonsense in ["", "50471", "0050471", "+50471", "-50471", "abcdef", "０５０４７１"] {
            assert_eq!(secret().step_of(nonsense, now), None, "{nonsense}");
        }
    }

    #[test]
    fn the_secret_is_written_as_apps_read_it() {
        assert_eq!(secret().to_base32().expose(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(TotpSecret::from_bytes(b"fo".to_vec()).to_base32().expose(), "MZXQ");
        let uri = "otpauth://totp/Hanse%20Market:li@example.com?secret=MZXQ&issuer=Hanse%20Market";
        assert_eq!(TotpSecret::from_bytes(b"fo".to_vec()).to_uri("Hanse Market", "li@example.com").expose(), uri);
    }
}
