use kernel::{Id, Time, kinds};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// One thing that was done, as it is written down. `before` and `after` hold what changed, never a secret.
#[derive(Clone, Debug, Default)]
pub struct Change<'a> {
    /// Noun and verb: `apps.secret_added`.
    pub action: &'static str,
    /// The id of the thing.
    pub subject: &'a str,
    /// The developer or merchant whose business it is.
    pub party: Option<&'a str>,
    pub before: Option<Value>,
    pub after: Option<Value>,
    pub reason: Option<&'a str>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    pub id: Id<kinds::AuditEntry>,
    pub at: Time,
    pub actor: String,
    pub address: Option<String>,
    pub action: String,
    pub subject: String,
    pub party: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
    pub reason: Option<String>,
}

/// Each part that is given must match exactly; times from `from` on and before `until`.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub party: Option<String>,
    pub actor: Option<String>,
    pub subject: Option<String>,
    pub action: Option<String>,
    pub from: Option<Time>,
    pub until: Option<Time>,
}

/// How far an export has come: time and number of the last entry in it.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    pub(super) at: Time,
    pub(super) seq: i64,
}

/// An entry on its way out, as one line of JSON. What follows from all entries together (number and hash in the chain) is
/// there only for whoever may read all of them.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// Hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    pub id: Id<kinds::AuditEntry>,
    pub at: Time,
    pub actor: String,
    pub address: Option<String>,
    pub action: String,
    pub subject: String,
    pub party: Option<String>,
    pub before: Option<Value>,
    pub after: Option<Value>,
    pub reason: Option<String>,
}

/// An entry's place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) seq: i64,
    pub(super) hash: [u8; 32],
}

/// How far the chain has been checked.
#[derive(Clone, Debug)]
pub struct Verified {
    pub(super) last: Link,
    /// The end was reached.
    pub is_whole: bool,
    /// Number and id of the first entry that does not follow from the one before.
    pub broken_at: Option<(i64, Id<kinds::AuditEntry>)>,
}

impl Filter {
    pub(super) fn range(&self) -> (Time, Time) {
        (self.from.unwrap_or(Time::MIN), self.until.unwrap_or(Time::MAX))
    }
}

impl Line {
    pub(super) fn of(link: &Link, entry: Entry) -> Line {
        // What the audit wrote is JSON; should it not be, the text itself says what it is.
        let json = |text: Option<String>| text.map(|text| serde_json::from_str(&text).unwrap_or(Value::String(text)));
        Line {
            seq: Some(link.seq),
            hash: Some(link.hash.iter().map(|byte| format!("{byte:02x}")).collect()),
            id: entry.id,
            at: entry.at,
            actor: entry.actor,
            address: entry.address,
            action: entry.action,
            subject: entry.subject,
            party: entry.party,
            before: json(entry.before),
            after: json(entry.after),
            reason: entry.reason,
        }
    }
}

impl Verified {
    pub const START: Verified = Verified { last: Link::START, is_whole: false, broken_at: None };

    /// How many entries were found in order.
    pub fn entries(&self) -> i64 {
        self.last.seq
    }
}

impl Link {
    pub(super) const START: Link = Link { seq: 0, hash: [0; 32] };

    /// The link that `entry` has when it follows this one. Each part goes in with its length, so that no two entries
    /// write the same bytes.
    pub(super) fn next(&self, entry: &Entry) -> Link {
        let seq = self.seq + 1;
        let mut digest = Sha256::new();
        digest.update(self.hash);
        digest.update(seq.to_be_bytes());
        digest.update(entry.at.unix_millis().to_be_bytes());
        let texts = [Some(entry.id.as_str()), Some(&entry.actor), entry.address.as_deref(), Some(&entry.action)];
        let more = [Some(entry.subject.as_str()), entry.party.as_deref(), entry.before.as_deref(), entry.after.as_deref()];
        for text in texts.into_iter().chain(more).chain([entry.reason.as_deref()]) {
            digest.update(text.map_or(u64::MAX, |text| text.len() as u64).to_be_bytes());
            digest.update(text.unwrap_or_default());
        }
        Link { seq, hash: digest.finalize().into() }
    }
}
