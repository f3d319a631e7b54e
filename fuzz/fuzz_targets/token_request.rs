//! What apps send to the token endpoint and its neighbours. The input: content type, query and Authorization (left out where
//! empty) a line each, then the body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use protocol::request::{Arrived, Claim, ClientRequest};

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(4, |byte| *byte == b'\n');
    let mut part = || parts.next().unwrap_or_default();
    let (content_type, query, authorization, body) = (part(), part(), part(), part());
    let authorizations = [authorization];
    let arrived = Arrived {
        content_type: (!content_type.is_empty()).then_some(content_type),
        query: std::str::from_utf8(query).ok(),
        authorizations: if authorization.is_empty() { &[] } else { &authorizations },
        body,
    };
    match ClientRequest::read(&arrived) {
        // RFC 6749 §5.2 says of which signs a description is made.
        Err((_, sentence)) => assert!(sentence.bytes().all(|byte| matches!(byte, b' '..=b'!' | b'#'..=b'[' | b']'..=b'~'))),
        Ok(ClientRequest { params, claim }) => {
            assert_eq!(params.repeated_but("resource"), None);
            assert!(query.is_empty() || std::str::from_utf8(query).is_err(), "parameters in the address");
            let named = params.get("client_id");
            match claim {
                Claim::Secret { id, secret } => {
                    assert!(named.is_none_or(|named| named == id));
                    assert!(!secret.expose().is_empty() && !params.has("client_assertion"));
                    assert_ne!(params.has("client_secret"), !authorization.is_empty(), "two proofs, or none");
                }
                Claim::Assertion { assertion, .. } => {
                    assert!(!assertion.is_empty() && !params.has("client_secret") && authorization.is_empty());
                }
                Claim::Name(id) => assert!(named == Some(&id) && params.get("client_secret").is_none()),
            }
        }
    }
});
