//! What both servers are asked, in this order. Most of it is wrong in one way.

use super::side::{Role, Role::*, SCOPE, Side, pair};
use crate::authorisation_house::Signer;
use axum::http::Method;
use serde_json::json;

const OTHER_VERIFIER: &str = "an-other-verifier-that-is-quite-long-enough-to-be-one";

pub async fn ask_all(side: &mut Side) {
    authorize(side).await;
    prove_clients(side).await;
    prove_by_assertion(side).await;
    spoil_forms(side).await;
    redeem(side).await;
    refresh(side).await;
    ask_alone(side).await;
    revoke(side).await;
    introspect(side).await;
    push(side).await;
    prove_keys(side).await;
}

async fn authorize(side: &mut Side) {
    for (name, changes) in [
        ("denied", vec![("state", "deny")]),
        ("good", vec![]),
        ("no state", vec![("state", "")]),
        ("an unknown client", vec![("client_id", "nobody")]),
        ("no client", vec![("client_id", "")]),
        ("an address that is not registered", vec![("redirect_uri", "https://evil.example/")]),
        ("an address with more path", vec![("redirect_uri", "https://erp.example/callback/more")]),
        ("an address with a query", vec![("redirect_uri", "https://erp.example/callback?x=1")]),
        ("an address with a fragment", vec![("redirect_uri", "https://erp.example/callback#x")]),
        ("an address in capitals", vec![("redirect_uri", "https://erp.example/CALLBACK")]),
        ("no address", vec![("redirect_uri", "")]),
        ("no response_type", vec![("response_type", "")]),
        ("response_type=token", vec![("response_type", "token")]),
        ("an unknown response_type", vec![("response_type", "moon")]),
        ("an unknown permission", vec![("scope", "moon:read")]),
        ("a permission and an unknown one", vec![("scope", "orders:read moon:read")]),
        ("no scope", vec![("scope", "")]),
        ("no PKCE", vec![("code_challenge", ""), ("code_challenge_method", "")]),
        ("PKCE by plain", vec![("code_challenge_method", "plain")]),
        ("PKCE without its method", vec![("code_challenge_method", "")]),
        ("PKCE without its challenge", vec![("code_challenge", "")]),
        ("a challenge that is too short", vec![("code_challenge", "short")]),
        ("response_mode=fragment", vec![("response_mode", "fragment")]),
        ("an unknown response_mode", vec![("response_mode", "moon")]),
        ("a request object", vec![("request", "a.b.c")]),
        ("a request_uri that was not pushed", vec![("request_uri", "urn:ietf:params:oauth:request_uri:made-up")]),
        ("a request_uri of the web", vec![("request_uri", "https://evil.example/request")]),
        ("a foreign resource", vec![("resource", "https://other.example/")]),
        ("a dpop_jkt that is none", vec![("dpop_jkt", "short")]),
    ] {
        let request = side.request(Basic, &changes);
        let answer = side.authorize(&request).await;
        side.note(format!("authorize: {name}"), &answer);
    }
    let request = side.request(Public, &[("code_challenge", ""), ("code_challenge_method", "")]);
    let answer = side.authorize(&request).await;
    side.note("authorize: no PKCE from a public client", &answer);
    for name in ["client_id", "redirect_uri", "state", "scope", "code_challenge"] {
        let mut request = side.request(Basic, &[]);
        request.extend(request.iter().find(|(known, _)| known == name).cloned());
        let answer = side.authorize(&request).await;
        side.note(format!("authorize: {name} twice"), &answer);
    }
}

/// Proofs of the client that are none, at the token endpoint and at those that share its ways.
async fn prove_clients(side: &mut Side) {
    for endpoint in ["token", "revocation", "introspection", "pushed_authorization_request"] {
        let fields = [("grant_type", "client_credentials"), ("token", "x"), ("response_type", "code")];
        let answer = side.ask(endpoint, Nobody, &fields).await;
        side.note(format!("{endpoint}: nobody asks"), &answer);
        let answer = side.ask_with(endpoint, Nobody, &fields, &[("authorization", "Basic bm9ib2R5Ong=")]).await;
        side.note(format!("{endpoint}: an unknown client"), &answer);
    }
    let fields = [("grant_type", "client_credentials")];
    for (name, header) in [
        ("a header without a secret", "Basic bm9ib2R5"),
        ("a header that is not base64", "Basic !!!"),
        ("a header of another scheme", "Bearer x"),
    ] {
        let answer = side.ask_with("token", Nobody, &fields, &[("authorization", header)]).await;
        side.note(format!("token: {name}"), &answer);
    }
    let (basic, post, public) = (side.id(Basic).to_owned(), side.id(Post).to_owned(), side.id(Public).to_owned());
    let (header, secret) = (side.basic(Basic), side.secret(Basic).to_owned());
    let stranger = side.id(Stranger).to_owned();
    for (name, more, headers) in [
        ("a wrong secret in the body", vec![("client_id", post.as_str()), ("client_secret", "wrong")], vec![]),
        ("an empty secret in the body", vec![("client_id", &post), ("client_secret", "")], vec![]),
        ("a secret without its client", vec![("client_secret", &secret)], vec![]),
        ("a confidential client without its secret", vec![("client_id", &basic)], vec![]),
        ("a public client with a secret", vec![("client_id", &public), ("client_secret", "made up")], vec![]),
        ("a secret in header and body", vec![("client_secret", &secret)], vec![("authorization", header.as_str())]),
        ("header and body name different clients", vec![("client_id", &stranger)], vec![("authorization", &header)]),
        ("the client in the body beside the header", vec![("client_id", &basic)], vec![("authorization", &header)]),
    ] {
        let answer = side.ask_with("token", Nobody, &[&fields[..], &more].concat(), &headers).await;
        side.note(format!("token: {name}"), &answer);
    }
}

async fn prove_by_assertion(side: &mut Side) {
    let now = side.claims()["iat"].as_i64().unwrap();
    let good = side.assertion(|_| ());
    let mut assertions = vec![("good", good.clone()), ("used again", good)];
    for (name, claim, value) in [
        ("that has expired", "exp", json!(now - 600)),
        ("without an end", "exp", json!(null)),
        ("for somebody else", "aud", json!("https://other.example")),
        ("without a name", "jti", json!(null)),
        ("of another issuer", "iss", json!("somebody")),
        ("about another client", "sub", json!("somebody")),
        ("from the future", "nbf", json!(now + 600)),
        ("issued in the future", "iat", json!(now + 600)),
    ] {
        assertions.push((name, side.assertion(|claims| claims[claim] = value)));
    }
    let claims = side.claims();
    assertions.push(("signed with another key", Signer::es256(8).sign(&json!({"alg": "ES256"}), &claims)));
    assertions.push(("without a signature", side.signer.sign(&json!({"alg": "none"}), &claims)));
    assertions.push(("that is no JWT", "nonsense".to_owned()));
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    for (name, assertion) in &assertions {
        let fields = [("grant_type", "client_credentials"), ("client_assertion_type", kind), ("client_assertion", assertion)];
        let answer = side.ask("token", Nobody, &fields).await;
        side.note(format!("token: an assertion {name}"), &answer);
    }
    let (id, assertion) = (side.id(Stranger).to_owned(), side.assertion(|_| ()));
    let fields = [("grant_type", "client_credentials"), ("client_assertion", assertion.as_str())];
    let named = [&fields[..], &[("client_assertion_type", kind), ("client_id", &id)]].concat();
    for (name, fields) in [("without its type", &fields[..]), ("and another client_id", &named)] {
        let answer = side.ask("token", Nobody, fields).await;
        side.note(format!("token: an assertion {name}"), &answer);
    }
}

/// Requests that are not what an endpoint reads.
async fn spoil_forms(side: &mut Side) {
    let header = side.basic(Basic);
    let authorization = ("authorization", header.as_str());
    let form = ("content-type", "application/x-www-form-urlencoded");
    for endpoint in ["token", "revocation", "introspection", "pushed_authorization_request", "metadata"] {
        let url = side.address(endpoint);
        let wrong = if endpoint == "metadata" { Method::POST } else { Method::GET };
        let answer = side.send(wrong.clone(), &url, &[authorization], Vec::new()).await;
        side.note(format!("{endpoint}: {wrong}"), &answer);
    }
    let url = side.address("token");
    let body = b"grant_type=client_credentials".to_vec();
    for (name, headers, body) in [
        ("JSON", vec![authorization, ("content-type", "application/json")], b"{}".to_vec()),
        ("no content type", vec![authorization], body.clone()),
        ("no body", vec![authorization, form], Vec::new()),
        ("a parameter twice", vec![authorization, form], b"grant_type=client_credentials&grant_type=x".to_vec()),
        ("a parameter without meaning", vec![authorization, form], b"grant_type=client_credentials&moon=full".to_vec()),
        ("a parameter without meaning twice", vec![authorization, form], b"grant_type=client_credentials&moon=x&moon=y".to_vec()),
        ("an unknown grant_type", vec![authorization, form], b"grant_type=moon".to_vec()),
        ("grant_type=password", vec![authorization, form], b"grant_type=password&username=x&password=y".to_vec()),
        (
            "a foreign resource",
            vec![authorization, form],
            b"grant_type=client_credentials&resource=https://other.example/".to_vec(),
        ),
    ] {
        let answer = side.send(Method::POST, &url, &headers, body).await;
        side.note(format!("token: {name}"), &answer);
    }
    let in_query = format!("{url}?client_id={}&client_secret={}", side.id(Post), side.secret(Post));
    let answer = side.send(Method::POST, &in_query, &[form], body).await;
    side.note("token: the secret in the address", &answer);
}

async fn redeem(side: &mut Side) {
    for role in [Basic, Post, Signed, Public] {
        let code = side.code(role, &[]).await;
        let answer = side.redeem(role, &code, &[]).await;
        side.note(format!("code: good, {role:?}"), &answer);
    }
    for (name, changes) in [
        ("missing", vec![("code", "")]),
        ("unknown", vec![("code", "made-up")]),
        ("another address", vec![("redirect_uri", "https://erp.example/other")]),
        ("no address", vec![("redirect_uri", "")]),
        ("a wrong verifier", vec![("code_verifier", OTHER_VERIFIER)]),
        ("no verifier", vec![("code_verifier", "")]),
        ("a verifier that is too short", vec![("code_verifier", "short")]),
        ("a foreign resource", vec![("resource", "https://other.example/")]),
    ] {
        let code = side.code(Basic, &[]).await;
        let answer = side.redeem(Basic, &code, &changes).await;
        side.note(format!("code: {name}"), &answer);
        if name == "a wrong verifier" {
            let answer = side.redeem(Basic, &code, &[]).await;
            side.note("code: the right verifier after a wrong one", &answer);
        }
    }
    let bare = [("code_challenge", ""), ("code_challenge_method", "")];
    let code = side.code(Basic, &bare).await;
    let answer = side.redeem(Basic, &code, &[]).await;
    side.note("code: a verifier without a challenge", &answer);
    let code = side.code(Basic, &[]).await;
    let answer = side.redeem(Stranger, &code, &[]).await;
    side.note("code: another client's", &answer);
    let code = side.code(Basic, &[]).await;
    let (_, refresh) = pair(&side.redeem(Basic, &code, &[]).await);
    let answer = side.redeem(Basic, &code, &[]).await;
    side.note("code: used again", &answer);
    let answer = side.refresh(Basic, &refresh, &[]).await;
    side.note("refresh: after its code was used again", &answer);
}

async fn refresh(side: &mut Side) {
    let answer = side.ask("token", Basic, &[("grant_type", "refresh_token")]).await;
    side.note("refresh: missing", &answer);
    let answer = side.refresh(Basic, "made-up", &[]).await;
    side.note("refresh: unknown", &answer);
    for (name, scope) in [("narrower, all the same", SCOPE), ("more permissions", "orders:read orders:write")] {
        let (_, refresh) = side.pair(Basic).await;
        let answer = side.refresh(Basic, &refresh, &[("scope", scope)]).await;
        side.note(format!("refresh: {name}"), &answer);
    }
    let (access, refresh) = side.pair(Basic).await;
    let answer = side.refresh(Stranger, &refresh, &[]).await;
    side.note("refresh: another client's", &answer);
    let answer = side.refresh(Basic, &access, &[]).await;
    side.note("refresh: an access token", &answer);
    let answer = side.refresh(Basic, &refresh, &[]).await;
    side.note("refresh: good", &answer);
    let (next_access, next) = pair(&answer);
    let answer = side.ask("introspection", Basic, &[("token", &access)]).await;
    side.note("introspection: the access token before the refresh", &answer);
    let answer = side.ask("introspection", Basic, &[("token", &next_access)]).await;
    side.note("introspection: the access token of the refresh", &answer);
    let answer = side.refresh(Basic, &refresh, &[]).await;
    side.note("refresh: again at once, as after a lost answer", &answer);
    let answer = side.refresh(Basic, &next, &[]).await;
    side.note("refresh: the successor after that", &answer);

    let (_, first) = side.pair(Basic).await;
    let (_, second) = pair(&side.refresh(Basic, &first, &[]).await);
    let (_, third) = pair(&side.refresh(Basic, &second, &[]).await);
    let answer = side.refresh(Basic, &first, &[]).await;
    side.note("refresh: reused after its successor was used", &answer);
    let answer = side.refresh(Basic, &third, &[]).await;
    side.note("refresh: the newest after the reuse", &answer);
}

async fn ask_alone(side: &mut Side) {
    for (name, role, more) in [
        ("good", Basic, vec![]),
        ("an unknown permission", Basic, vec![("scope", "moon:read")]),
        ("a permission of merchants", Basic, vec![("scope", SCOPE)]),
        ("a public client", Public, vec![]),
    ] {
        let answer = side.ask("token", role, &[&[("grant_type", "client_credentials")], &more[..]].concat()).await;
        side.note(format!("client_credentials: {name}"), &answer);
    }
}

async fn revoke(side: &mut Side) {
    let (access, refresh) = side.pair(Basic).await;
    for (name, role, fields) in [
        ("no token", Basic, vec![]),
        ("an unknown token", Basic, vec![("token", "made-up")]),
        ("another client's access token", Stranger, vec![("token", access.as_str())]),
        ("another client's refresh token", Stranger, vec![("token", &refresh)]),
        ("a wrong hint", Basic, vec![("token", &access), ("token_type_hint", "refresh_token")]),
        ("the same again", Basic, vec![("token", &access)]),
        ("an unknown hint", Basic, vec![("token", "made-up"), ("token_type_hint", "moon")]),
    ] {
        let answer = side.ask("revocation", role, &fields).await;
        side.note(format!("revocation: {name}"), &answer);
    }
    let answer = side.refresh(Basic, &refresh, &[]).await;
    side.note("refresh: after its access token was revoked", &answer);
    let (access, refresh) = side.pair(Basic).await;
    let answer = side.ask("revocation", Basic, &[("token", &refresh)]).await;
    side.note("revocation: a refresh token", &answer);
    let answer = side.ask("introspection", Basic, &[("token", &access)]).await;
    side.note("introspection: the access token of a revoked refresh token", &answer);
    let answer = side.refresh(Basic, &refresh, &[]).await;
    side.note("refresh: revoked", &answer);
}

async fn introspect(side: &mut Side) {
    let (access, refresh) = side.pair(Basic).await;
    let (public, _) = side.pair(Public).await;
    for (name, role, fields) in [
        ("no token", Basic, vec![]),
        ("an unknown token", Basic, vec![("token", "made-up")]),
        ("good", Basic, vec![("token", access.as_str())]),
        ("a refresh token", Basic, vec![("token", &refresh)]),
        ("a wrong hint", Basic, vec![("token", &access), ("token_type_hint", "refresh_token")]),
        ("another client's access token", Stranger, vec![("token", &access)]),
        ("another client's refresh token", Stranger, vec![("token", &refresh)]),
        ("a public client's own", Public, vec![("token", &public)]),
    ] {
        let answer = side.ask("introspection", role, &fields).await;
        side.note(format!("introspection: {name}"), &answer);
    }
}

async fn push(side: &mut Side) {
    let endpoint = "pushed_authorization_request";
    for (name, changes) in [
        ("good", vec![]),
        ("an address that is not registered", vec![("redirect_uri", "https://evil.example/")]),
        ("response_type=token", vec![("response_type", "token")]),
        ("no response_type", vec![("response_type", "")]),
        ("an unknown permission", vec![("scope", "moon:read")]),
        ("PKCE by plain", vec![("code_challenge_method", "plain")]),
        ("a request_uri", vec![("request_uri", "urn:ietf:params:oauth:request_uri:made-up")]),
        ("another client", vec![("client_id", "nobody")]),
        ("a foreign resource", vec![("resource", "https://other.example/")]),
    ] {
        let answer = pushed(side, Basic, &changes).await;
        side.note(format!("{endpoint}: {name}"), &answer);
    }
    let uri = pushed(side, Basic, &[]).await.json()["request_uri"].as_str().unwrap().to_owned();
    for (name, role) in [("another client's", Stranger), ("good", Basic), ("used again", Basic)] {
        let request = crate::wire::owned(&[("client_id", side.id(role)), ("request_uri", &uri)]);
        let answer = side.authorize(&request).await;
        side.note(format!("authorize: a pushed request, {name}"), &answer);
    }
}

async fn pushed(side: &mut Side, role: Role, changes: &[(&str, &str)]) -> crate::client::Answer {
    let request = side.request(role, changes);
    let fields: Vec<_> = request.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    side.ask("pushed_authorization_request", role, &fields).await
}

/// Proofs of possession at the token endpoint.
async fn prove_keys(side: &mut Side) {
    let (key, other) = (Signer::es256(21), Signer::es256(22));
    let now = side.claims()["iat"].as_i64().unwrap();
    let fields = [("grant_type", "client_credentials")];
    let good = side.proof(&key, |_| ());
    let mut proofs = vec![("good", good.clone()), ("used again", good), ("that is no JWT", "nonsense".to_owned())];
    for (name, claim, value) in [
        ("for another method", "htm", json!("GET")),
        ("for another address", "htu", json!("https://other.example/token")),
        ("an hour old", "iat", json!(now - 3600)),
        ("from the future", "iat", json!(now + 3600)),
        ("without a name", "jti", json!(null)),
    ] {
        proofs.push((name, side.proof(&key, |claims| claims[claim] = value)));
    }
    for (name, proof) in &proofs {
        let answer = side.ask_with("token", Basic, &fields, &[("dpop", proof)]).await;
        side.note(format!("token: a proof {name}"), &answer);
    }
    let (one, two) = (side.proof(&key, |_| ()), side.proof(&key, |_| ()));
    let answer = side.ask_with("token", Basic, &fields, &[("dpop", &one), ("dpop", &two)]).await;
    side.note("token: two proofs", &answer);

    let code = side.code(Public, &[]).await;
    let proof = side.proof(&key, |_| ());
    let answer = side.redeem_with(Public, &code, &[], &[("dpop", &proof)]).await;
    side.note("code: good, with a proof", &answer);
    let (_, refresh) = pair(&answer);
    let bound = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
    let answer = side.ask("token", Public, &bound).await;
    side.note("refresh: bound, without a proof", &answer);
    for (name, signer) in [("another key", &other), ("its key", &key)] {
        let proof = side.proof(signer, |_| ());
        let answer = side.ask_with("token", Public, &bound, &[("dpop", &proof)]).await;
        side.note(format!("refresh: bound, by {name}"), &answer);
    }
    let thumbprint = key.thumbprint();
    for (name, signer) in [("another key", &other), ("its key", &key)] {
        let code = side.code(Basic, &[("dpop_jkt", &thumbprint)]).await;
        let proof = side.proof(signer, |_| ());
        let answer = side.redeem_with(Basic, &code, &[], &[("dpop", &proof)]).await;
        side.note(format!("code: bound, by {name}"), &answer);
    }
}
