use kernel::{Id, Time, kinds};
use protocol::Hash;

#[derive(Clone, Debug)]
pub struct Passkey {
    pub id: Id<kinds::Passkey>,
    pub account: Id<kinds::Account>,
    pub name: String,
    /// Public key and counter, as the library writes them.
    pub key: String,
    pub created_at: Time,
    pub last_used_at: Option<Time>,
}

#[derive(Clone, Debug)]
pub struct NewPasskey {
    pub name: String,
    /// SHA-256 of the credential's id.
    pub credential: Hash,
    pub key: String,
}
