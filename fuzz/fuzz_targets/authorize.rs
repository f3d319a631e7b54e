//! The query of the authorization endpoint, up to what the database must say: whatever comes, nobody is sent anywhere but to
//! an address that the app registered, with the state that was given, for permissions that its category has.
#![no_main]

use kernel::Time;
use libfuzzer_sys::fuzz_target;
use platform::{
    app_categories::{AppCategory, Strategy},
    apps::{App, Stage},
    grants::{self, AuthorizationRequest},
};
use protocol::Params;
use std::time::Duration;

const ISSUER: &str = "https://open.example";
const REGISTERED: [&str; 2] = ["https://erp.example/callback?shop=1", "http://127.0.0.1/callback"];
const PERMISSIONS: [&str; 2] = ["orders:read", "products:read"];

fuzz_target!(|query: &[u8]| {
    let Ok(params) = Params::parse(query) else { return };
    let Ok(request) = AuthorizationRequest::read(&params, ISSUER) else { return };
    for (is_public, is_bare) in [(false, false), (true, false), (false, true)] {
        let request = AuthorizationRequest { is_bare, ..request.clone() };
        let Ok(judged) = grants::judge(app(is_public), category(), true, &request, None) else { continue };
        let (redirect_uri, state) = match judged {
            Ok(consent) => {
                assert!(consent.permissions.iter().all(|permission| PERMISSIONS.contains(&permission.as_str())));
                assert!(!is_public || consent.challenge.is_some(), "a public app without PKCE");
                (consent.redirect_uri, consent.state)
            }
            Err(redirected) => (redirected.redirect_uri, redirected.state),
        };
        assert_eq!(state, request.state);
        assert!(is_registered(&redirect_uri, is_public), "{redirect_uri}");
    }
});

fn is_registered(uri: &str, is_public: bool) -> bool {
    let is_loopback = || {
        let url = url::Url::parse(uri).expect("where a browser is sent is an address");
        url.scheme() == "http" && url.host_str() == Some("127.0.0.1") && url.path() == "/callback" && url.query().is_none()
    };
    REGISTERED.contains(&uri) || is_public && is_loopback()
}

fn app(is_public: bool) -> App {
    App {
        id: "app_p01k9zzzzzzzzzzzzzzzzzzzzzz".parse().expect("an id"),
        slug: "stock-pilot".to_owned(),
        developer: "dev_p01k9zzzzzzzzzzzzzzzzzzzzzz".parse().expect("an id"),
        category: "cat_p01k9zzzzzzzzzzzzzzzzzzzzzz".parse().expect("an id"),
        name: "Stock Pilot".to_owned(),
        redirect_uris: REGISTERED.map(str::to_owned).to_vec(),
        is_public,
        jwks: None,
        logo: None,
        stage: Stage::Online,
        stage_reason: None,
        stage_since: Time::MIN,
        created_at: Time::MIN,
    }
}

fn category() -> AppCategory {
    let text = || "Commercial".to_owned();
    AppCategory {
        id: "cat_p01k9zzzzzzzzzzzzzzzzzzzzzz".parse().expect("an id"),
        slug: text(),
        name_en: text(),
        name_zh: text(),
        description_en: text(),
        description_zh: text(),
        strategy: Strategy::AnyMerchant,
        access_test: Duration::from_secs(3600),
        access_online: Duration::from_secs(3600),
        refresh: Duration::from_secs(86_400),
        drain: Duration::ZERO,
        retry: Duration::ZERO,
        refresh_fixed: false,
        needs_dpop: false,
        permissions: PERMISSIONS.map(str::to_owned).to_vec(),
        version: 1,
    }
}
