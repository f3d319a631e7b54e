//! Client assertions and the key sets that they are checked with: an assertion holds only with the right claims. Input that
//! begins with `{` is a key set.
#![no_main]

mod signing;

use kernel::Time;
use libfuzzer_sys::fuzz_target;
use protocol::{KeySet, assertion};
use serde_json::Value;
use std::sync::LazyLock;

const CLIENT: &str = "app_p01k9zzzzzzzzzzzzzzzzzzzzzz";
const AUDIENCES: [&str; 2] = ["https://open.example", "https://open.example/oauth/token"];
const NOW: Time = Time::from_unix_millis(1_795_334_400_000);

static KEYS: LazyLock<KeySet> = LazyLock::new(|| {
    // The public half of the key in `signing`.
    let set = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"6kpsY-KcUgq-9VB7Ey7F-ZVHdq6-vnuSQh7qaRRG0iw"}]}"#;
    KeySet::parse(set).expect("a key set")
});

fuzz_target!(|input: &str| {
    if input.starts_with('{') {
        if let Ok(keys) = KeySet::parse(input) {
            assert!(!["\"d\":", "\"k\":"].iter().any(|secret| input.contains(secret)) || is_deeper(input), "a secret was taken");
            assert!(keys.verify::<Value>("eyJhbGciOiJFZERTQSJ9.e30.AA").is_err(), "signed with nothing");
        }
        return;
    }
    let token = signing::token(input);
    drop(assertion::subject(&token));
    if let Ok(holds) = assertion::check(&KEYS, &token, CLIENT, &AUDIENCES, NOW) {
        assert_eq!(assertion::subject(&token).as_deref(), Some(CLIENT));
        assert!((1..=256).contains(&holds.jti.len()));
        let left = holds.expires_at.since(NOW).as_secs();
        assert!(holds.expires_at > NOW && left <= 3610, "{left}");
    }
});

/// Members of such names may stand outside of the keys, where they mean nothing.
fn is_deeper(set: &str) -> bool {
    let set: Value = serde_json::from_str(set).expect("it was read before");
    let keys = set["keys"].as_array().expect("it was read before");
    keys.iter().all(|key| key.get("d").is_none() && key.get("k").is_none())
}
