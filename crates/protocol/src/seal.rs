//! Sealing: secrets that we must be able to read again (dialects sign with them) are stored encrypted, with the place
//! they stand in as associated data, so that a sealed value copied to another row or column does not open.
//!
//! A key ring holds every key still in use, newest last; new values are sealed with the newest. A sealed value names its
//! key, so keys can be rotated while old values wait to be sealed again.
//!
//! A ring can be renewed while it is in use, and everybody who holds it sees the new keys: first it opens what a new key
//! sealed ([`KeyRing::admit`]), and only when every process has read the key it seals with it
//! ([`KeyRing::seal_with_newest`]), so that no process meets a value that it cannot open.

use arc_swap::ArcSwap;
use chacha20poly1305::{
    ChaCha20Poly1305, Key, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use kernel::Secret;
use rand::{Rng, RngExt};
use std::{fmt, sync::Arc};
use zeroize::Zeroizing;

const NONCE_LENGTH: usize = 12;
const KEY_LENGTH: usize = 32;

/// Table, column and row of a sealed value.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub table: &'static str,
    pub column: &'static str,
    pub row: &'a str,
}

/// What is stored: four bytes of key number, twelve of nonce, then ciphertext and tag.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

pub struct KeyRing {
    held: ArcSwap<Held>,
}

/// Number and key.
type Numbered = (u32, Zeroizing<[u8; KEY_LENGTH]>);

struct Held {
    /// Ascending; never empty.
    keys: Vec<Numbered>,
    /// Where the key stands that seals.
    sealing: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsealError {
    /// Sealed with a key that is no longer, or not yet, on the ring.
    UnknownKey(u32),
    /// Damaged, or moved here from another place.
    Tampered,
}

impl Sealed {
    pub fn from_bytes(bytes: Vec<u8>) -> Sealed {
        Sealed(bytes)
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The key it is sealed with.
    pub fn key_number(&self) -> Option<u32> {
        self.0.first_chunk().map(|number| u32::from_be_bytes(*number))
    }
}

impl KeyRing {
    /// A ring with one fresh key.
    pub fn generate(rng: &mut (impl Rng + ?Sized)) -> KeyRing {
        KeyRing::of(vec![(1, Zeroizing::new(rng.random()))])
    }

    /// Reads the text form: a line a key, `number hex`. Empty lines and lines that begin with `#` are passed over.
    pub fn parse(text: &str) -> Option<KeyRing> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut keys = lines.map(parse_key).collect::<Option<Vec<_>>>()?;
        keys.sort_by_key(|(number, _)| *number);
        let is_ring = !keys.is_empty() && keys.windows(2).all(|pair| pair[0].0 != pair[1].0);
        is_ring.then(|| KeyRing::of(keys))
    }

    /// Seals with its newest key.
    fn of(keys: Vec<Numbered>) -> KeyRing {
        let sealing = keys.len() - 1;
        KeyRing { held: ArcSwap::from_pointee(Held { keys, sealing }) }
    }

    /// The text form, secret.
    pub fn to_text(&self) -> Secret {
        let line = |(number, key): &Numbered| {
            let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("{number} {hex}\n")
        };
        Secret::new(self.held.load().keys.iter().map(line).collect::<String>())
    }

    /// The numbers of its keys, ascending.
    pub fn numbers(&self) -> Vec<u32> {
        self.held.load().keys.iter().map(|(number, _)| *number).collect()
    }

    /// The number of the key that seals.
    pub fn sealing(&self) -> u32 {
        let held = self.held.load();
        held.keys[held.sealing].0
    }

    /// The same keys and a fresh one, the newest from now on.
    pub fn with_fresh_key(&self, rng: &mut (impl Rng + ?Sized)) -> KeyRing {
        let mut keys = self.held.load().keys.clone();
        let newest = keys[keys.len() - 1].0;
        keys.push((newest + 1, Zeroizing::new(rng.random())));
        KeyRing::of(keys)
    }

    /// The ring without one of its older keys; nothing when there is no such key or it is the newest.
    pub fn without(&self, number: u32) -> Option<KeyRing> {
        let held = self.held.load();
        let (newest, older) = held.keys.split_last()?;
        let kept: Vec<_> = older.iter().filter(|(known, _)| *known != number).chain([newest]).cloned().collect();
        (kept.len() < held.keys.len()).then(|| KeyRing::of(kept))
    }

    /// Holds the keys of `newer` from now on, and seals with the same key as before while it is among them.
    pub fn admit(&self, newer: &KeyRing) {
        let sealing = self.sealing();
        let keys = newer.held.load().keys.clone();
        let place = keys.iter().position(|(number, _)| *number == sealing).unwrap_or(keys.len() - 1);
        self.held.store(Arc::new(Held { keys, sealing: place }));
    }

    /// Seals with its newest key from now on.
    pub fn seal_with_newest(&self) {
        let keys = self.held.load().keys.clone();
        let sealing = keys.len() - 1;
        self.held.store(Arc::new(Held { keys, sealing }));
    }

    pub fn seal(&self, plain: &[u8], place: Place<'_>, rng: &mut (impl Rng + ?Sized)) -> Sealed {
        let held = self.held.load();
        let (number, key) = &held.keys[held.sealing];
        let nonce: [u8; NONCE_LENGTH] = rng.random();
        let place = place.to_string();
        let payload = Payload { msg: plain, aad: place.as_bytes() };
        // Encrypting in memory fails only past 256 GiB.
        let ciphertext = cipher(key).encrypt(&Nonce::from(nonce), payload).unwrap_or_default();
        Sealed([&number.to_be_bytes()[..], &nonce, &ciphertext].concat())
    }

    pub fn open(&self, sealed: &Sealed, place: Place<'_>) -> Result<Zeroizing<Vec<u8>>, UnsealError> {
        let number = sealed.key_number().ok_or(UnsealError::Tampered)?;
        let held = self.held.load();
        let (_, key) = held.keys.iter().find(|(known, _)| *known == number).ok_or(UnsealError::UnknownKey(number))?;
        let (nonce, ciphertext) = sealed.0[4..].split_first_chunk::<NONCE_LENGTH>().ok_or(UnsealError::Tampered)?;
        let place = place.to_string();
        let payload = Payload { msg: ciphertext, aad: place.as_bytes() };
        cipher(key).decrypt(&Nonce::from(*nonce), payload).map(Zeroizing::new).map_err(|_| UnsealError::Tampered)
    }
}

fn cipher(key: &[u8; KEY_LENGTH]) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(&Key::from(*key))
}

fn parse_key(line: &str) -> Option<Numbered> {
    let (number, hex) = line.split_once(' ')?;
    let mut key = Zeroizing::new([0; KEY_LENGTH]);
    if hex.len() != 2 * KEY_LENGTH || !hex.is_ascii() {
        return None;
    }
    for (byte, place) in key.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(&hex[place..place + 2], 16).ok()?;
    }
    Some((number.parse().ok()?, key))
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}#{}", self.table, self.column, self.row)
    }
}

impl fmt::Display for UnsealError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnsealError::UnknownKey(number) => write!(out, "sealed with key {number}, which is not on the key ring"),
            UnsealError::Tampered => out.write_str("the sealed value is damaged or belongs to another place"),
        }
    }
}

impl std::error::Error for UnsealError {}

impl fmt::Debug for KeyRing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "KeyRing({:?}, sealing with {})", self.numbers(), self.sealing())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::StdRng};

    const PLACE: Place<'static> = Place { table: "app_secrets", column: "sealed", row: "sec_p01" };

    #[test]
    fn what_is_sealed_opens_in_its_place_only() {
        let mut rng = StdRng::seed_from_u64(1);
        let ring = KeyRing::generate(&mut rng);
        let sealed = ring.seal("密钥".as_bytes(), PLACE, &mut rng);
        assert_eq!(ring.open(&sealed, PLACE).unwrap().as_slice(), "密钥".as_bytes());
        let moved = Place { row: "sec_p02", ..PLACE };
        assert_eq!(ring.open(&sealed, moved), Err(UnsealError::Tampered));
        let cut = Sealed::from_bytes(sealed.as_bytes()[..9].to_vec());
        assert_eq!(ring.open(&cut, PLACE), Err(UnsealError::Tampered));
    }

    #[test]
    fn a_ring_reads_back_and_opens_what_older_keys_sealed() {
        let mut rng = StdRng::seed_from_u64(1);
        let old = KeyRing::generate(&mut rng);
        let sealed = old.seal(b"x", PLACE, &mut rng);
        let both = KeyRing::parse(&format!("2 {}\n{}", "ab".repeat(32), old.to_text().expose())).unwrap();
        assert!(both.open(&sealed, PLACE).is_ok());
        assert_eq!(both.seal(b"x", PLACE, &mut rng).key_number(), Some(2));
        let other = KeyRing::parse(&format!("2 {}", "ab".repeat(32))).unwrap();
        assert_eq!(other.open(&sealed, PLACE), Err(UnsealError::UnknownKey(1)));
        for wrong in ["", "1", "1 zz", "x ab", &format!("1 {0}\n1 {0}", "ab".repeat(32))] {
            assert!(KeyRing::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_new_key_opens_before_it_seals_and_the_old_one_opens_until_it_is_dropped() {
        let mut rng = StdRng::seed_from_u64(1);
        let ring = KeyRing::generate(&mut rng);
        let old = ring.seal(b"old", PLACE, &mut rng);
        let rotated = ring.with_fresh_key(&mut rng);
        let new = rotated.seal(b"new", PLACE, &mut rng);
        assert_eq!((new.key_number(), ring.open(&new, PLACE)), (Some(2), Err(UnsealError::UnknownKey(2))));

        ring.admit(&rotated);
        assert_eq!((ring.numbers(), ring.sealing()), (vec![1, 2], 1));
        assert!(ring.open(&old, PLACE).is_ok() && ring.open(&new, PLACE).is_ok());
        ring.seal_with_newest();
        assert_eq!(ring.seal(b"x", PLACE, &mut rng).key_number(), Some(2));
        assert!(ring.open(&old, PLACE).is_ok());

        assert!(rotated.without(2).is_none() && rotated.without(3).is_none() && KeyRing::generate(&mut rng).without(1).is_none());
        ring.admit(&rotated.without(1).unwrap());
        assert_eq!(ring.open(&old, PLACE), Err(UnsealError::UnknownKey(1)));
        assert!(ring.open(&new, PLACE).is_ok());
    }
}
