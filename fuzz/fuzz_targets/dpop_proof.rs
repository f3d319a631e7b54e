//! Proofs of possession: a proof holds only for the request that it names, within its minute.
#![no_main]

mod signing;

use kernel::Time;
use libfuzzer_sys::fuzz_target;
use protocol::dpop::{self, Request};

const NOW: Time = Time::from_unix_millis(1_795_334_400_000);

fuzz_target!(|input: &str| {
    let proof = signing::token(input);
    for token in [None, Some("kap_x")] {
        let request = Request { method: "POST", url: "https://open.example/oauth/token", token, now: NOW };
        if let Ok(holds) = dpop::check(&proof, &request) {
            assert!(dpop::is_thumbprint(&holds.jkt));
            assert!((1..=256).contains(&holds.jti.len()));
            let other = Request { method: "GET", ..request };
            assert!(dpop::check(&proof, &other).is_err(), "a proof for two methods");
            let later = Request { now: NOW + dpop::LIFETIME + dpop::SKEW + dpop::SKEW, ..request };
            assert!(dpop::check(&proof, &later).is_err(), "a proof without an end");
        }
    }
});
