//! Ids are time-ordered (a ULID) and say what they name and where it lives: `app_p01k9…` is an app of production,
//! `ord_s01k9…` an order of the sandbox. Each noun has a type of its own, so that a merchant's id cannot stand where an
//! app's is asked for.

use crate::{Environment, Time};
use rand::{Rng, RngExt};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, hash, marker::PhantomData, str::FromStr, sync::Arc};

/// Crockford's base 32 in lower case: no i, l, o, u.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const ULID_LENGTH: usize = 26;

pub trait Kind: 'static {
    const PREFIX: &'static str;
}

pub struct Id<K> {
    text: Arc<str>,
    kind: PhantomData<fn() -> K>,
}

/// The text is not an id of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedId;

/// One empty type a noun.
pub mod kinds {
    use super::Kind;

    macro_rules! kinds {
        ($($name:ident = $prefix:literal),* $(,)?) => {
            $(pub enum $name {}
            impl Kind for $name { const PREFIX: &'static str = $prefix; })*
            /// Every prefix, for the test that holds them apart.
            pub const PREFIXES: &[&str] = &[$($prefix),*];
        };
    }

    kinds! {
        Account = "acc", Session = "ses", Invitation = "inv", Passkey = "pky", Developer = "dev", Merchant = "mer", Case = "case", CaseMessage = "msg",
        Category = "cat", CategoryApplication = "capp", App = "app", AppSecret = "sec", ResourceServer = "rs", ResourceSecret = "rsec", Grant = "gra", Binding = "bind", File = "file",
        Notice = "note",
        Mail = "mail", Job = "job", AuditEntry = "aud", Request = "req", Import = "imp",
        Shop = "shop", Warehouse = "wh", Product = "prod", StockLevel = "stk", Order = "ord", Refund = "ref",
    }
}

impl<K: Kind> Id<K> {
    pub fn new(environment: Environment, now: Time, rng: &mut (impl Rng + ?Sized)) -> Id<K> {
        let value = (u128::from(now.unix_millis().unsigned_abs()) << 80) | (rng.random::<u128>() >> 48);
        let mut text = String::with_capacity(K::PREFIX.len() + 2 + ULID_LENGTH);
        text.push_str(K::PREFIX);
        text.push('_');
        text.push(environment.letter());
        for place in (0..ULID_LENGTH).rev() {
            text.push(char::from(ALPHABET[(value >> (5 * place)) as usize & 31]));
        }
        Id { text: text.into(), kind: PhantomData }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn environment(&self) -> Environment {
        let letter = char::from(self.text.as_bytes()[K::PREFIX.len() + 1]);
        Environment::from_letter(letter).unwrap_or(Environment::Production)
    }
}

impl<K: Kind> FromStr for Id<K> {
    type Err = MalformedId;

    fn from_str(text: &str) -> Result<Id<K>, MalformedId> {
        let rest = text.strip_prefix(K::PREFIX).and_then(|rest| rest.strip_prefix('_')).ok_or(MalformedId)?;
        let mut letters = rest.chars();
        let environment = letters.next().and_then(Environment::from_letter);
        let ulid = letters.as_str();
        let is_ulid = ulid.len() == ULID_LENGTH && ulid.bytes().all(|byte| ALPHABET.contains(&byte));
        match environment {
            Some(_) if is_ulid => Ok(Id { text: text.into(), kind: PhantomData }),
            _ => Err(MalformedId),
        }
    }
}

impl fmt::Display for MalformedId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("not an id of this kind")
    }
}

impl std::error::Error for MalformedId {}

// Written out, because a derive would ask the same of the empty kind types.

impl<K> Clone for Id<K> {
    fn clone(&self) -> Id<K> {
        Id { text: self.text.clone(), kind: PhantomData }
    }
}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Id<K>) -> bool {
        self.text == other.text
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Id<K>) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Id<K>) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl<K> hash::Hash for Id<K> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id<K>, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::StdRng};

    #[test]
    fn an_id_reads_back_and_says_where_it_lives() {
        let mut rng = StdRng::seed_from_u64(1);
        let id = Id::<kinds::App>::new(Environment::Sandbox, Time::from_unix_millis(1_763_837_361_000), &mut rng);
        assert!(id.as_str().starts_with("app_s01"), "{id}");
        assert_eq!(id.as_str().parse::<Id<kinds::App>>(), Ok(id.clone()));
        assert_eq!(id.environment(), Environment::Sandbox);
        assert_eq!(id.as_str().parse::<Id<kinds::Order>>(), Err(MalformedId));
    }

    #[test]
    fn later_ids_sort_later() {
        let mut rng = StdRng::seed_from_u64(1);
        let ids: Vec<_> =
            (1..50).map(|at| Id::<kinds::Order>::new(Environment::Production, Time::from_unix_millis(at), &mut rng)).collect();
        assert!(ids.is_sorted());
    }

    #[test]
    fn no_two_nouns_share_a_prefix() {
        let mut prefixes = kinds::PREFIXES.to_vec();
        prefixes.sort_unstable();
        prefixes.dedup();
        assert_eq!(prefixes.len(), kinds::PREFIXES.len());
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "app", "app_", "app_x01k9", "app_p", "app_p01K9ZZZZZZZZZZZZZZZZZZZZZZ", "app_p01k9\u{0}", "应用_p"] {
            assert_eq!(text.parse::<Id<kinds::App>>(), Err(MalformedId), "{text:?}");
        }
    }
}
