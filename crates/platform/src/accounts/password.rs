//! Passwords of people: Argon2id with the parameters that OWASP recommends (19 MiB, two passes, one lane). Pure and slow,
//! about 20 ms of CPU: called behind a semaphore, before the transaction.

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc};
use kernel::{Fault, Outcome, Refusal, Secret};
use rand::{CryptoRng, RngExt};
use std::fmt;

pub const MIN_LENGTH: usize = 10;
pub const MAX_LENGTH: usize = 256;

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// A hash of nothing, of the same cost as a real one.
const DUMMY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The password as it is stored: a PHC string that names its own parameters and salt.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    pub(super) fn from_column(text: String) -> PasswordHash {
        PasswordHash(text)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Differs for every password that is set, the same one again included, and gives nothing of it away: what a link
    /// or a step that must not outlive the password is bound to.
    pub fn fingerprint(&self) -> String {
        protocol::sha256(format!("fingerprint of {}", self.0).as_bytes())[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("******")
    }
}

/// Whether a person may choose this password. The refusal stands at the field `password`.
pub fn check(password: &Secret, email: &str) -> Result<(), Refusal> {
    let text = password.expose();
    let refused = |code, sentence| Err(Refusal::field("password", code, sentence));
    match text.chars().count() {
        0..MIN_LENGTH => refused("accounts.password_too_short", "the password is too short; take at least 10 characters"),
        MIN_LENGTH..=MAX_LENGTH if text.trim().to_lowercase() == email.trim().to_lowercase() => {
            refused("accounts.password_is_email", "the password is your e-mail address; choose one that others cannot guess")
        }
        MIN_LENGTH..=MAX_LENGTH => Ok(()),
        _ => refused("accounts.password_too_long", "the password is too long; take at most 256 characters"),
    }
}

pub fn hash(password: &Secret, rng: &mut (impl CryptoRng + ?Sized)) -> Outcome<PasswordHash> {
    let salt: [u8; 16] = rng.random();
    let failed = |error: String| Fault::new(format!("hashing a password: {error}"));
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| failed(error.to_string()))?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash: phc::PasswordHash =
        argon2.hash_password_with_salt(password.expose().as_bytes(), &salt).map_err(|error| failed(error.to_string()))?;
    Ok(PasswordHash(hash.to_string()))
}

/// With the parameters that the hash names, in constant time.
pub fn verify(password: &Secret, hash: &PasswordHash) -> bool {
    // What is longer was never hashed, and hashing it would be work for nothing.
    let text = password.expose();
    let is_possible = text.len() <= MAX_LENGTH * 4;
    let text = if is_possible { text.as_bytes() } else { b"" };
    let matches = phc::PasswordHash::new(hash.as_str()).is_ok_and(|hash| Argon2::default().verify_password(text, &hash).is_ok());
    is_possible && matches
}

/// What to verify against when there is no such account, so that the answer takes as long.
pub fn dummy_hash() -> PasswordHash {
    PasswordHash(DUMMY.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::StdRng};

    #[test]
    fn a_password_matches_its_own_hash_only() {
        let mut rng = StdRng::seed_from_u64(1);
        let password = Secret::new("correct horse 电池");
        let hashed = hash(&password, &mut rng).unwrap();
        assert!(hashed.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hashed.as_str());
        assert!(verify(&password, &hashed));
        assert!(!verify(&Secret::new("correct horse"), &hashed));
        assert_ne!(hash(&password, &mut rng).unwrap(), hashed);
        assert_eq!(format!("{hashed:?}"), "******");
    }

    #[test]
    fn the_dummy_costs_the_same_and_matches_nothing() {
        let dummy = phc::PasswordHash::new(DUMMY).unwrap();
        let params = Params::try_from(&dummy).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (MEMORY_KIB, PASSES, LANES));
        assert!(!verify(&Secret::new(""), &dummy_hash()));
    }

    #[test]
    fn short_long_and_obvious_passwords_are_refused() {
        let code = |text: &str| check(&Secret::new(text), "li.wei@example.com").map_err(|refusal| refusal.fields[0].code);
        assert_eq!(code("123456789"), Err("accounts.password_too_short"));
        assert_eq!(code("一二三四五六七八九十"), Ok(()));
        assert_eq!(code(&"x".repeat(256)), Ok(()));
        assert_eq!(code(&"x".repeat(257)), Err("accounts.password_too_long"));
        assert_eq!(code("Li.Wei@example.com"), Err("accounts.password_is_email"));
    }
}
