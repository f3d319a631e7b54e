//! The words of OAuth 2.0 on the wire.

/// `error` of RFC 6749 §4.1.2.1 and §5.2 and RFC 6750 §3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    UnauthorizedClient,
    UnsupportedGrantType,
    UnsupportedResponseType,
    InvalidScope,
    AccessDenied,
    ServerError,
    InvalidToken,
    InsufficientScope,
    /// RFC 8707 §2.
    InvalidTarget,
    /// RFC 9449 §5.
    InvalidDpopProof,
    /// OpenID Connect Core §3.1.2.6, RFC 9101 §6.3: a signed request object, which we do not take.
    RequestNotSupported,
}

impl ErrorCode {
    pub fn as_str(self) -> &'static str {
        match self {
            ErrorCode::InvalidRequest => "invalid_request",
            ErrorCode::InvalidClient => "invalid_client",
            ErrorCode::InvalidGrant => "invalid_grant",
            ErrorCode::UnauthorizedClient => "unauthorized_client",
            ErrorCode::UnsupportedGrantType => "unsupported_grant_type",
            ErrorCode::UnsupportedResponseType => "unsupported_response_type",
            ErrorCode::InvalidScope => "invalid_scope",
            ErrorCode::AccessDenied => "access_denied",
            ErrorCode::ServerError => "server_error",
            ErrorCode::InvalidToken => "invalid_token",
            ErrorCode::InsufficientScope => "insufficient_scope",
            ErrorCode::InvalidTarget => "invalid_target",
            ErrorCode::InvalidDpopProof => "invalid_dpop_proof",
            ErrorCode::RequestNotSupported => "request_not_supported",
        }
    }
}

/// What a pushed request is called (RFC 9126 §2.2), before its token.
pub const REQUEST_URI: &str = "urn:ietf:params:oauth:request_uri:";

/// What a JWT is announced as when it proves who the client is (RFC 7523 §2.2).
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Whether `resource` (RFC 8707) is our own API, the only one that our tokens are for: the issuer's address or the API's
/// below it.
pub fn is_our_api(issuer: &str, resource: &str) -> bool {
    let rest = resource.strip_prefix(issuer).map(|rest| rest.trim_end_matches('/'));
    matches!(rest, Some("" | "/api/v1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_api_is_a_target() {
        let issuer = "https://open.example";
        for ours in ["https://open.example", "https://open.example/", "https://open.example/api/v1"] {
            assert!(is_our_api(issuer, ours), "{ours}");
        }
        for other in ["", "https://open.example.evil", "https://open.example/api", "https://open.example/api/v1#x", "/api/v1"] {
            assert!(!is_our_api(issuer, other), "{other}");
        }
    }
}
