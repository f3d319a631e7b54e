//! What an app sends to an endpoint of OAuth 2.0: a form, each parameter once, and in one way who it is. Here it is read;
//! whether it is who it says is for others to find out.

use crate::{
    Params,
    oauth::{ErrorCode, JWT_BEARER},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use kernel::Secret;

/// A request as it arrived.
#[derive(Clone, Copy, Debug, Default)]
pub struct Arrived<'a> {
    pub content_type: Option<&'a [u8]>,
    pub query: Option<&'a str>,
    /// Each header of that name.
    pub authorizations: &'a [&'a [u8]],
    pub body: &'a [u8],
}

/// A request that was read.
#[derive(Clone, Debug)]
pub struct ClientRequest {
    pub params: Params,
    pub claim: Claim,
}

/// Who sends it, by what it says.
#[derive(Clone, Debug)]
pub enum Claim {
    /// By HTTP Basic or in the body (RFC 6749 §2.3.1).
    Secret { id: String, secret: Secret },
    /// By signed JSON (RFC 7523 §2.2), and perhaps by name besides.
    Assertion { id: Option<String>, assertion: String },
    /// By nothing but its name, as public apps do.
    Name(String),
}

/// The RFC's word, and a sentence for the app's developer.
pub type Refused = (ErrorCode, &'static str);

impl ClientRequest {
    /// # Errors
    /// `invalid_request` when it is not one form with each parameter once (RFC 6749 §3.2; only `resource` may be repeated,
    /// RFC 8707 §2) or proves the client in two ways; `invalid_client` when it does not say who it is.
    pub fn read(arrived: &Arrived<'_>) -> Result<ClientRequest, Refused> {
        let content_type = arrived.content_type.and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return invalid("send the parameters as application/x-www-form-urlencoded");
        }
        if arrived.query.is_some_and(|query| !query.is_empty()) {
            return invalid("send the parameters in the body: addresses are logged along the way");
        }
        let Ok(params) = Params::parse(arrived.body) else { return invalid("the body is not well formed") };
        if params.repeated_but("resource").is_some() {
            return invalid("a parameter came more than once");
        }
        let claim = Claim::read(arrived.authorizations, &params)?;
        Ok(ClientRequest { params, claim })
    }
}

impl Claim {
    /// Never in two ways at once (RFC 6749 §2.3).
    fn read(authorizations: &[&[u8]], params: &Params) -> Result<Claim, Refused> {
        if authorizations.len() > 1 {
            return invalid("send one Authorization header");
        }
        let is_asserted = params.has("client_assertion") || params.has("client_assertion_type");
        if authorizations.len() + usize::from(params.has("client_secret")) + usize::from(is_asserted) > 1 {
            return invalid("prove the client in one way: header, client_secret or client_assertion");
        }
        let named = params.get("client_id").map(str::to_owned);
        if let Some(header) = authorizations.first() {
            let malformed = (ErrorCode::InvalidClient, "the Authorization header is not well-formed HTTP Basic");
            let (id, secret) = basic_credentials(header).ok_or(malformed)?;
            if named.is_some_and(|named| named != id) {
                return invalid("header and body name different clients");
            }
            return Ok(Claim::Secret { id, secret });
        }
        if is_asserted {
            let (Some(JWT_BEARER), Some(assertion)) = (params.get("client_assertion_type"), params.get("client_assertion"))
            else {
                return invalid(
                    "send client_assertion with client_assertion_type urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                );
            };
            return Ok(Claim::Assertion { id: named, assertion: assertion.to_owned() });
        }
        match (named, params.get("client_secret")) {
            (named, Some(secret)) => Ok(Claim::Secret { id: named.unwrap_or_default(), secret: Secret::new(secret) }),
            (Some(id), None) => Ok(Claim::Name(id)),
            (None, None) => Err((ErrorCode::InvalidClient, "client_id and client_secret are missing")),
        }
    }
}

/// Client id and secret of a header `Authorization: Basic …`, both form-encoded inside (RFC 6749 §2.3.1).
pub fn basic_credentials(header: &[u8]) -> Option<(String, Secret)> {
    let (scheme, encoded) = std::str::from_utf8(header).ok()?.split_once(' ')?;
    let plain = BASE64_STANDARD.decode(encoded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let (id, secret) = std::str::from_utf8(&plain).ok()?.split_once(':')?;
    let half = |text: &str| Params::decoded(text.as_bytes()).ok().filter(|text| !text.is_empty());
    Some((half(id)?, Secret::new(half(secret)?)))
}

fn invalid<T>(description: &'static str) -> Result<T, Refused> {
    Err((ErrorCode::InvalidRequest, description))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basic(plain: &str) -> Option<(String, String)> {
        let found = basic_credentials(format!("Basic {}", BASE64_STANDARD.encode(plain)).as_bytes());
        found.map(|(id, secret)| (id, secret.expose().to_owned()))
    }

    #[test]
    fn both_halves_of_basic_credentials_are_form_encoded() {
        assert_eq!(basic("a%3Ab:c+d%2B"), Some(("a:b".to_owned(), "c d+".to_owned())));
        assert_eq!(basic("id:with:colons"), Some(("id".to_owned(), "with:colons".to_owned())));
        for wrong in ["", "id", ":secret", "id:", "id:%ff"] {
            assert_eq!(basic(wrong), None, "{wrong}");
        }
    }

    /// A half ends where it ends: no sign in it begins a parameter of its own.
    #[test]
    fn a_sign_of_the_form_encoding_in_basic_credentials_stays_in_its_half() {
        assert_eq!(basic("id:a&secret=b"), Some(("id".to_owned(), "a&secret=b".to_owned())));
        assert_eq!(basic("id&x=y:secret=1"), Some(("id&x=y".to_owned(), "secret=1".to_owned())));
    }

    #[test]
    fn nothing_of_a_secret_is_printed() {
        let body = b"client_id=app&client_secret=kap_open_sesame";
        let arrived = Arrived { content_type: Some(b"application/x-www-form-urlencoded"), body, ..Arrived::default() };
        let request = ClientRequest::read(&arrived).unwrap();
        assert!(!format!("{:?}", request.claim).contains("sesame"));
    }
}
