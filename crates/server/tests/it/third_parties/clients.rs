//! Clients of other people do all that a client does; the merchant's browser and the developer's page are the story's.

use super::{CALLBACK, Scene, program::Program};
use serde_json::{Value, json};

/// Runs a client's program to its end; what it did.
async fn done(program: &str) -> Vec<String> {
    let mut scene = Scene::new().await;
    let mut program = Program::start(
        program,
        &json!({
            "issuer": scene.url,
            "app": {"id": scene.app.client_id, "secret": scene.app.client_secret},
            "publicApp": {"id": scene.public.client_id},
            "redirectUri": CALLBACK,
            "scope": "orders:read",
        }),
    );
    let mut done = Vec::new();
    while let Some(said) = program.says() {
        if let Some(link) = said["open"].as_str() {
            let back = scene.allows(link).await;
            program.answer(&json!(back));
        } else if let Some(did) = said["did"].as_str() {
            done.push(did.to_owned());
        } else {
            let Value::Object(_) = &said["register"] else { panic!("{said}") };
            scene.developer.registers_keys(&scene.app, &said["register"].to_string()).await;
            program.answer(&Value::Null);
        }
    }
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_does_all_that_it_has() {
    let expected = [
        "secret in the header",
        "secret in the body",
        "assertion by ES256, pushed request",
        "assertion by PS256, pushed request",
        "assertion by EdDSA, pushed request",
        "DPoP by ES256, pushed request",
        "DPoP by PS256, pushed request",
        "public",
        "public, DPoP",
        "a wrong secret is refused",
    ];
    assert_eq!(done("with_openid_client.mjs").await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn oauth4webapi_finds_every_answer_strictly_right() {
    let expected = [
        "metadata",
        "secret in the header",
        "secret in the body",
        "assertion and DPoP by ES256, pushed request",
        "assertion and DPoP by PS256, pushed request",
        "public",
    ];
    assert_eq!(done("with_oauth4webapi.mjs").await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn authlib_does_all_that_it_has() {
    let expected = [
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt by ES256",
        "private_key_jwt by PS256",
        "none",
        "a wrong secret is refused",
    ];
    assert_eq!(done("with_authlib.py").await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_oauthlib_does_all_that_it_has() {
    let expected = ["secret in the header", "secret in the body", "public", "a wrong secret is refused"];
    assert_eq!(done("with_requests_oauthlib.py").await, expected);
}
