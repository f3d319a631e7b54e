use super::Field;
use crate::accounts::{self, Role};
use db::{Read, Write};
use kernel::{Actor, Outcome, Refusal};
use office::{audit, settings};
use serde::{Deserialize, Serialize};
use serde_json::json;

const KEY: &str = "listings.policy";
const MAX_WORDS: usize = 500;
const MAX_WORD: usize = 60;

/// What the operator asks of every listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// What must be live before an app stands in the store, beside its name.
    pub required: Vec<Field>,
    /// Words that no text may hold.
    pub forbidden_words: Vec<String>,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy { required: vec![Field::Website, Field::Description], forbidden_words: Vec::new() }
    }
}

impl Policy {
    /// Everything that must be live.
    pub fn required(&self) -> impl Iterator<Item = Field> {
        Field::ALL.into_iter().filter(|field| *field == Field::Name || self.required.contains(field))
    }
}

pub fn policy(tx: &mut Read<'_>) -> Outcome<Policy> {
    Ok(settings::get(tx, KEY)?.unwrap_or_default())
}

/// Words are compared without regard to case; blank lines and repetitions are dropped. The store changes at once, for
/// every app: what became required and is missing takes an app off it.
pub fn set_policy(tx: &mut Write<'_>, by: &Actor, policy: &Policy) -> Outcome<()> {
    accounts::require_operator(tx, by, &[Role::Owner, Role::Admin])?;
    let mut words: Vec<String> = policy.forbidden_words.iter().map(|word| word.trim().to_lowercase()).collect();
    words.retain(|word| !word.is_empty());
    words.sort();
    words.dedup();
    if words.len() > MAX_WORDS || words.iter().any(|word| word.chars().count() > MAX_WORD) {
        let sentence = format!("keep the list to {MAX_WORDS} words of {MAX_WORD} characters");
        return Err(Refusal::field("forbidden_words", "listings.too_many_words", sentence).into());
    }
    let required = Field::ALL.into_iter().filter(|field| policy.required.contains(field) && *field != Field::Name).collect();
    let new = Policy { required, forbidden_words: words };
    let before = self::policy(tx)?;
    if new == before {
        return Ok(());
    }
    settings::set(tx, KEY, &new)?;
    let change = audit::Change {
        action: "listings.policy_changed",
        subject: KEY,
        before: Some(json!(before)),
        after: Some(json!(new)),
        ..Default::default()
    };
    audit::record(tx, by, &change)?;
    tx.announce("listings", "policy");
    Ok(())
}
