//! The header `Authorization: Basic …`: whatever is taken says the same when it is written again.
#![no_main]

use base64::{Engine, prelude::BASE64_STANDARD};
use libfuzzer_sys::fuzz_target;
use protocol::request::basic_credentials;
use url::form_urlencoded::byte_serialize;

fuzz_target!(|header: &[u8]| {
    let Some((id, secret)) = basic_credentials(header) else { return };
    assert!(!id.is_empty() && !secret.expose().is_empty());
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let plain = format!("{}:{}", encoded(&id), encoded(secret.expose()));
    let again = basic_credentials(format!("Basic {}", BASE64_STANDARD.encode(plain)).as_bytes()).expect("it was taken before");
    assert_eq!((again.0.as_str(), again.1.expose()), (id.as_str(), secret.expose()));
});
