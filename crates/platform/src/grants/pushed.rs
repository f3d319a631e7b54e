//! Requests that an app pushes before it sends the browser (RFC 9126): nobody on the way can read or change them.

use super::{AuthorizationRequest, Consent, Pushed, Redirected, rules, store};
use crate::apps::App;
use db::{Read, Write};
use kernel::{Fault, Id, Outcome, Refusal, Time, kinds};
use protocol::{Hash, Token, TokenKind, oauth::REQUEST_URI};
use std::time::Duration;

/// So soon the browser must come with it.
const LIFETIME: Duration = Duration::from_secs(60);
/// Once it came, the merchant has so long to sign in and decide.
const DECIDE_WITHIN: Duration = Duration::from_secs(600);

/// Takes a request in, checked as the authorization endpoint checks it, from an authenticated app.
pub fn push(tx: &mut Write<'_>, request: &AuthorizationRequest) -> Outcome<Result<Pushed, Redirected>> {
    let app = match rules::consider(tx, request)? {
        Ok(consent) => consent.app.id,
        Err(redirected) => return Ok(Err(redirected)),
    };
    let environment = tx.environment;
    let token = Token::generate(TokenKind::PushedRequest, environment, tx.rng());
    let text = serde_json::to_string(request).map_err(|error| Fault::because("writing a pushed request", error))?;
    let expires_at = tx.now + LIFETIME;
    store::insert_pushed(tx, &token.hash(), &app, &text, expires_at)?;
    Ok(Ok(Pushed { request_uri: format!("{REQUEST_URI}{}", token.expose()), lifetime: LIFETIME }))
}

/// Notes that the browser came with it, so that signing in may take its time. What cannot be opened is left for
/// [`rules::consider`] to refuse.
pub fn open(tx: &mut Write<'_>, request: &AuthorizationRequest) -> Outcome<()> {
    let (Some(uri), Some(app)) = (&request.request_uri, &request.client_id) else { return Ok(()) };
    let (Some(hash), Ok(app)) = (hash(tx, uri), app.parse::<Id<kinds::App>>()) else { return Ok(()) };
    let Some(row) = store::find_pushed(tx, &hash)?.filter(|row| row.app == app) else { return Ok(()) };
    if !row.is_opened && row.expires_at > tx.now {
        let until: Time = tx.now + DECIDE_WITHIN;
        store::open_pushed(tx, &hash, until)?;
    }
    Ok(())
}

/// What was pushed under this name by this app.
pub(super) fn find(tx: &mut Read<'_>, app: &App, uri: &str) -> Outcome<(Hash, AuthorizationRequest)> {
    let gone = || {
        let sentence = "this request is no longer good: it lives a minute and serves once; go back to the app and begin again";
        Refusal::expired("grants.pushed_gone", sentence)
    };
    let hash = hash(tx, uri).ok_or_else(gone)?;
    let row = store::find_pushed(tx, &hash)?.filter(|row| row.app == app.id).ok_or_else(gone)?;
    if row.is_decided || row.expires_at <= tx.now {
        return Err(gone().into());
    }
    let request = serde_json::from_str(&row.request).map_err(|error| Fault::because("reading a pushed request", error))?;
    Ok((hash, request))
}

/// A decision uses it up.
pub(super) fn decide(tx: &mut Write<'_>, consent: &Consent) -> Outcome<()> {
    let Some(hash) = &consent.pushed else { return Ok(()) };
    if store::decide_pushed(tx, hash)? {
        return Ok(());
    }
    Err(Fault::new("a pushed request was decided between two statements of one transaction").into())
}

fn hash(tx: &Read<'_>, uri: &str) -> Option<Hash> {
    let token = Token::parse(uri.strip_prefix(REQUEST_URI)?, TokenKind::PushedRequest).ok()?;
    (token.environment == tx.environment).then(|| token.hash())
}
