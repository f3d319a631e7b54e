use kernel::{Id, Time, kinds};
use serde_json::Value;

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

#[derive(Clone, Debug)]
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

/// Each part that is given must match exactly.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub party: Option<String>,
    pub actor: Option<String>,
    pub subject: Option<String>,
    pub action: Option<String>,
}
