use crate::{app_categories::AppCategory, apps::App};
use kernel::{Id, Secret, Time, kinds};
use protocol::{Hash, Token, oauth::ErrorCode};

#[derive(Clone, Debug)]
pub struct Grant {
    pub id: Id<kinds::Grant>,
    pub merchant: Id<kinds::Merchant>,
    pub app: Id<kinds::App>,
    pub permissions: Vec<String>,
    pub generation: i64,
    pub granted_by: Id<kinds::Account>,
    pub granted_at: Time,
    pub last_used_at: Option<Time>,
    pub removal: Option<Removal>,
}

#[derive(Clone, Debug)]
pub struct Removal {
    pub at: Time,
    pub by: String,
}

/// What arrives at an authorization endpoint, as it arrives. Parameters that were sent twice never get this far.
#[derive(Clone, Debug, Default)]
pub struct AuthorizationRequest {
    pub client_id: Option<String>,
    pub redirect_uri: Option<String>,
    pub response_type: Option<String>,
    pub scope: Option<String>,
    pub state: Option<String>,
    pub code_challenge: Option<String>,
    pub code_challenge_method: Option<String>,
    /// The Wish dialect's bare `client_id` (wish.md §3.1): no `response_type` is asked for.
    pub is_bare: bool,
}

/// A request that may be put before the merchant.
#[derive(Clone, Debug)]
pub struct Consent {
    pub app: App,
    pub category: AppCategory,
    pub permissions: Vec<String>,
    pub redirect_uri: String,
    /// The request named it, so the exchange must as well (RFC 6749 §4.1.3).
    pub redirect_uri_named: bool,
    pub state: Option<String>,
    pub challenge: Option<String>,
}

/// A request that is refused by sending the browser back to the app (RFC 6749 §4.1.2.1), because client and redirect URI
/// were proved first.
#[derive(Clone, Debug)]
pub struct Redirected {
    pub redirect_uri: String,
    pub state: Option<String>,
    pub error: ErrorCode,
    pub description: &'static str,
}

/// The merchant allowed it: where to send the browser, with what.
#[derive(Debug)]
pub struct Authorized {
    pub redirect_uri: String,
    pub state: Option<String>,
    pub code: Token,
}

#[derive(Clone, Copy, Debug)]
pub struct CodeExchange<'a> {
    /// Authenticated by the caller.
    pub app: &'a App,
    pub secret: &'a Id<kinds::AppSecret>,
    pub code: &'a str,
    pub redirect_uri: Option<&'a str>,
    pub verifier: Option<&'a str>,
}

/// A pair of tokens, given once.
#[derive(Clone, Debug)]
pub struct Issued {
    pub access: Secret,
    pub refresh: Secret,
    pub issued_at: Time,
    pub access_expires_at: Time,
    pub merchant: Id<kinds::Merchant>,
    pub permissions: Vec<String>,
}

/// Why a code gives nothing. The standard endpoint says `invalid_grant` to all of them; the Wish dialect tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeError {
    /// Malformed, never given, or given to another app.
    Unknown,
    OtherEnvironment,
    Expired,
    /// Redeemed before: what it gave has been revoked.
    Replayed,
    RedirectMismatch,
    /// The PKCE verifier is missing, wrong, or was not announced.
    Verifier,
    /// The merchant removed the app meanwhile, or the app does not work at present.
    Ended,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshError {
    /// Malformed, never given, or given to another app.
    Unknown,
    OtherEnvironment,
    Expired,
    /// The grant was removed, or the family was revoked.
    Revoked,
    /// An older token of the family was presented once too often: the family has been revoked.
    Reused,
    /// The app does not work at present.
    Ended,
}

/// What an access token stands for; whether it still holds is for the reader to say, with the grant beside it.
#[derive(Clone, Debug)]
pub struct TokenFacts {
    pub grant: Id<kinds::Grant>,
    pub generation: i64,
    pub expires_at: Time,
    /// May lie ahead: after a refresh an old access token can be given some seconds to drain.
    pub revoked_at: Option<Time>,
}

/// A row of a refresh token.
#[derive(Clone, Debug)]
pub(super) struct RefreshRow {
    pub(super) grant: Id<kinds::Grant>,
    pub(super) generation: i64,
    pub(super) family: Vec<u8>,
    pub(super) expires_at: Time,
    pub(super) revoked_at: Option<Time>,
    pub(super) access: Hash,
    pub(super) used: Option<Used>,
}

#[derive(Clone, Debug)]
pub(super) struct Used {
    pub(super) at: Time,
    pub(super) successor: Hash,
    /// Sealed; gone once it can no longer be asked for.
    pub(super) answer: Option<Vec<u8>>,
}

#[derive(Clone, Debug)]
pub(super) struct CodeRow {
    pub(super) app: Id<kinds::App>,
    pub(super) grant: Id<kinds::Grant>,
    pub(super) generation: i64,
    pub(super) redirect_uri: String,
    pub(super) redirect_uri_named: bool,
    pub(super) challenge: Option<String>,
    pub(super) expires_at: Time,
    /// Set once redeemed.
    pub(super) family: Option<Vec<u8>>,
}

#[derive(Clone, Copy)]
pub(super) struct NewToken<'a> {
    pub(super) hash: &'a Hash,
    pub(super) kind: &'static str,
    pub(super) grant: &'a Grant,
    pub(super) family: &'a [u8],
    pub(super) expires_at: Time,
    pub(super) access: Option<&'a Hash>,
}
