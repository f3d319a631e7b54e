use crate::{
    app_categories::{AppCategory, Strategy},
    apps::App,
};
use kernel::{Id, Secret, Time, kinds};
use protocol::{
    Hash, Params, Token,
    oauth::{ErrorCode, is_our_api},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Clone, Debug)]
pub struct Grant {
    pub id: Id<kinds::Grant>,
    pub merchant: Id<kinds::Merchant>,
    pub app: Id<kinds::App>,
    pub permissions: Vec<String>,
    pub generation: i64,
    /// How it came to be.
    pub strategy: Strategy,
    pub granted_by: Id<kinds::Account>,
    pub granted_at: Time,
    pub last_used_at: Option<Time>,
    /// When people were told that it will end because nobody uses it.
    pub expiry_told_at: Option<Time>,
    pub removal: Option<Removal>,
}

#[derive(Clone, Debug)]
pub struct Removal {
    pub at: Time,
    pub by: String,
    pub side: RemovalSide,
}

/// On whose side a grant ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovalSide {
    Merchant,
    Developer,
    /// Nobody used it.
    Expiry,
}

impl Grant {
    /// When it was last of use: called with, or agreed to.
    pub fn last_seen(&self) -> Time {
        self.last_used_at.map_or(self.granted_at, |used| used.max(self.granted_at))
    }
}

impl RemovalSide {
    pub fn as_str(self) -> &'static str {
        match self {
            RemovalSide::Merchant => "merchant",
            RemovalSide::Developer => "developer",
            RemovalSide::Expiry => "expiry",
        }
    }

    /// Grants that ended before it was written down were all ended by their merchant, or by the developer; of those nobody
    /// knows more than who it was.
    pub(super) fn parse(text: Option<&str>) -> RemovalSide {
        match text {
            Some("developer") => RemovalSide::Developer,
            Some("expiry") => RemovalSide::Expiry,
            Some(_) | None => RemovalSide::Merchant,
        }
    }
}

/// What arrives at an authorization endpoint, as it arrives. Parameters that were sent twice never get this far.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    pub client_id: Option<String>,
    pub redirect_uri: Option<String>,
    pub response_type: Option<String>,
    pub scope: Option<String>,
    pub state: Option<String>,
    pub code_challenge: Option<String>,
    pub code_challenge_method: Option<String>,
    /// The thumbprint of the key that the exchange of the code must prove (RFC 9449 §10).
    pub dpop_jkt: Option<String>,
    /// It was pushed before (RFC 9126): then everything but `client_id` is read from there.
    #[serde(skip)]
    pub request_uri: Option<String>,
    /// It asks for tokens of something that is not our API (RFC 8707).
    pub has_foreign_resource: bool,
    /// It wants the answer elsewhere than in the query of its address.
    #[serde(default)]
    pub has_foreign_response_mode: bool,
    /// A parameter came twice that is neither the client nor the address.
    #[serde(default)]
    pub is_repeated: bool,
    /// It came as a signed object, which we do not take (RFC 9101).
    pub has_request_object: bool,
    /// The Wish dialect's bare `client_id` (wish.md §3.1): no `response_type` is asked for.
    pub is_bare: bool,
}

/// Client or address came more than once: which is meant must be certain before anything is sent there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unclear;

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
    pub jkt: Option<String>,
    /// The pushed request that it came from; decided once.
    pub pushed: Option<Hash>,
}

/// A request that was pushed: what the browser brings instead of its parameters.
#[derive(Clone, Debug)]
pub struct Pushed {
    pub request_uri: String,
    pub lifetime: Duration,
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

/// An app that asks for tokens, authenticated by the caller.
#[derive(Clone, Copy, Debug)]
pub struct Client<'a> {
    pub app: &'a App,
    /// The secret that proved it, where it was one.
    pub secret: Option<&'a Id<kinds::AppSecret>>,
    /// The thumbprint of the key that it proved to have (RFC 9449): what it is given is bound to that key.
    pub jkt: Option<&'a str>,
}

#[derive(Clone, Copy, Debug)]
pub struct CodeExchange<'a> {
    pub client: Client<'a>,
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
    /// It serves only who proves the key.
    pub is_bound: bool,
    pub merchant: Id<kinds::Merchant>,
    pub permissions: Vec<String>,
}

/// An access token without a refresh token beside it: who asked can ask again at any time.
#[derive(Clone, Debug)]
pub struct IssuedAlone {
    pub access: Secret,
    pub expires_in: Duration,
    pub is_bound: bool,
    /// Of a self-use app; nothing when the token speaks for the app itself.
    pub grant: Option<Grant>,
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
    /// The key is not proved that must be.
    Unproved,
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
    /// The key is not proved that must be.
    Unproved,
    /// Something is asked for that was not granted (RFC 6749 §6).
    Scope,
    /// The app does not work at present.
    Ended,
}

/// Why an app is not given a token of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnTokenError {
    /// A public app cannot prove that it is itself.
    Public,
    /// The app is for its owner's own store, and is not bound to it yet.
    Unbound,
    Unproved,
    Ended,
}

/// What an access token stands for; whether it still holds is for the reader to say, with the grant beside it.
#[derive(Clone, Debug)]
pub struct TokenFacts {
    pub grant: Id<kinds::Grant>,
    pub generation: i64,
    pub issued_at: Time,
    pub expires_at: Time,
    /// The thumbprint of the key that it is bound to.
    pub jkt: Option<String>,
    /// May lie ahead: after a refresh an old access token can be given some seconds to drain.
    pub revoked_at: Option<Time>,
}

/// What an app's own access token stands for.
#[derive(Clone, Debug)]
pub struct AppTokenFacts {
    pub app: Id<kinds::App>,
    pub issued_at: Time,
    pub expires_at: Time,
    pub jkt: Option<String>,
    pub revoked_at: Option<Time>,
}

/// A refresh token that still works.
#[derive(Clone, Debug)]
pub struct RefreshFacts {
    pub grant: Grant,
    pub issued_at: Time,
    pub expires_at: Time,
    pub jkt: Option<String>,
}

/// A store that may authorise an app of a whitelisting category.
#[derive(Clone, Debug)]
pub struct Named {
    pub merchant: Id<kinds::Merchant>,
    pub named_by: String,
    pub named_at: Time,
}

/// A self-use app asks for a store of its owner.
#[derive(Clone, Debug)]
pub struct Binding {
    pub id: Id<kinds::Binding>,
    pub app: Id<kinds::App>,
    pub merchant: Id<kinds::Merchant>,
    pub asked_by: Id<kinds::Account>,
    pub asked_at: Time,
}

/// A row of a pushed request.
#[derive(Clone, Debug)]
pub(super) struct PushedRow {
    pub(super) app: Id<kinds::App>,
    pub(super) request: String,
    pub(super) expires_at: Time,
    pub(super) is_opened: bool,
    pub(super) is_decided: bool,
}

/// A row of a refresh token.
#[derive(Clone, Debug)]
pub(super) struct RefreshRow {
    pub(super) grant: Id<kinds::Grant>,
    pub(super) generation: i64,
    pub(super) family: Vec<u8>,
    pub(super) issued_at: Time,
    pub(super) expires_at: Time,
    pub(super) revoked_at: Option<Time>,
    pub(super) jkt: Option<String>,
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
    pub(super) jkt: Option<String>,
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
    pub(super) jkt: Option<&'a str>,
}

// === impl AuthorizationRequest ===

impl AuthorizationRequest {
    /// What one may carry. Others are passed over, as RFC 6749 §3.1 wants.
    pub const PARAMETERS: [&str; 12] = [
        "client_id",
        "redirect_uri",
        "response_type",
        "response_mode",
        "scope",
        "state",
        "code_challenge",
        "code_challenge_method",
        "dpop_jkt",
        "resource",
        "request",
        "request_uri",
    ];

    /// As it arrived at `issuer`. A parameter comes once (RFC 6749 §3.1); only `resource` may come more often (RFC 8707 §2).
    pub fn read(params: &Params, issuer: &str) -> Result<AuthorizationRequest, Unclear> {
        let is_repeated = |name: &str| name != "resource" && params.all(name).nth(1).is_some();
        if ["client_id", "redirect_uri", "request_uri"].into_iter().any(is_repeated) {
            return Err(Unclear);
        }
        let value = |name: &str| params.get(name).map(str::to_owned);
        Ok(AuthorizationRequest {
            client_id: value("client_id"),
            redirect_uri: value("redirect_uri"),
            response_type: value("response_type"),
            scope: value("scope"),
            // Of two states neither is known to be the app's.
            state: value("state").filter(|_| !is_repeated("state")),
            code_challenge: value("code_challenge"),
            code_challenge_method: value("code_challenge_method"),
            dpop_jkt: value("dpop_jkt"),
            request_uri: value("request_uri"),
            has_foreign_resource: !params.all("resource").all(|resource| is_our_api(issuer, resource)),
            has_foreign_response_mode: value("response_mode").is_some_and(|mode| mode != "query"),
            is_repeated: Self::PARAMETERS.into_iter().any(is_repeated),
            has_request_object: value("request").is_some(),
            is_bare: false,
        })
    }
}
