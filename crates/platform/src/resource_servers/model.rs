use kernel::{Id, Time, kinds};
use protocol::{Hash, sha256};
use subtle::ConstantTimeEq;

#[derive(Clone, Debug)]
pub struct ResourceServer {
    pub id: Id<kinds::ResourceServer>,
    pub name: String,
    pub registered_by: String,
    pub registered_at: Time,
}

/// A secret without its text.
#[derive(Clone, Debug)]
pub struct ResourceSecret {
    pub id: Id<kinds::ResourceSecret>,
    /// Its first letters.
    pub hint: String,
    pub created_at: Time,
    pub last_used_at: Option<Time>,
}

/// What a presented secret is compared with.
#[derive(Clone, Debug)]
pub struct Credential {
    pub secret: Id<kinds::ResourceSecret>,
    pub hash: Hash,
}

/// The one whose text was presented. Takes the same time whichever it is.
pub fn proved<'a>(credentials: &'a [Credential], presented: &str) -> Option<&'a Id<kinds::ResourceSecret>> {
    let presented = sha256(presented.as_bytes());
    let mut matched = None;
    for credential in credentials {
        if bool::from(credential.hash.ct_eq(&presented)) {
            matched = Some(&credential.secret);
        }
    }
    matched
}
