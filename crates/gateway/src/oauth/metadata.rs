use super::{INTROSPECT, PUSH, REVOKE, TOKEN};
use crate::Gateway;
use axum::{Json, extract::State};
use protocol::jose::ALGORITHMS;
use serde_json::{Value, json};

/// RFC 8414 §2.
pub async fn answer(State(gateway): State<Gateway>) -> Json<Value> {
    let base: &str = &gateway.base_url;
    let confidential = ["client_secret_basic", "client_secret_post", "private_key_jwt"];
    let all = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];
    Json(json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/oauth/authorize"),
        "token_endpoint": format!("{base}{TOKEN}"),
        "revocation_endpoint": format!("{base}{REVOKE}"),
        "introspection_endpoint": format!("{base}{INTROSPECT}"),
        "pushed_authorization_request_endpoint": format!("{base}{PUSH}"),
        "require_pushed_authorization_requests": false,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "token_endpoint_auth_methods_supported": all,
        "token_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
        "revocation_endpoint_auth_methods_supported": all,
        "revocation_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
        "introspection_endpoint_auth_methods_supported": confidential,
        "introspection_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
        "code_challenge_methods_supported": ["S256"],
        "dpop_signing_alg_values_supported": ALGORITHMS,
        "scopes_supported": platform::apis::PERMISSIONS.iter().map(|permission| permission.name).collect::<Vec<_>>(),
        "authorization_response_iss_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "service_documentation": format!("{base}/developer"),
    }))
}
