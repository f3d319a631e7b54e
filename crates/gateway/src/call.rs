//! A call, step by step: **receive** (by the dialect) → **identify** → **permit** → **perform** → **answer** (by the
//! dialect) → **record**. Each step either hands on what the next one needs or refuses with a code of its own; a dialect
//! puts the refusal into its own words.

use crate::{
    Gateway,
    directory::{Found, Standing},
    native::Credential,
    proof,
    uses::Trail,
};
use axum::http::request::Parts;
use kernel::{Id, Outcome, Refusal, kinds};
use platform::{apis::Operation, apps::App};
use protocol::{Token, TokenError, TokenKind};
use std::sync::Arc;

/// Who is calling: an app, on behalf of the merchant of a grant or for itself.
pub struct Caller {
    pub found: Found,
    trail: Arc<Trail>,
}

/// A caller who may do this one operation, for a merchant. Only [`permit`] makes one.
pub struct Permitted {
    standing: Standing,
    pub operation: &'static Operation,
    /// Where the operation notes what it touched.
    pub trail: Arc<Trail>,
}

impl Permitted {
    pub fn merchant(&self) -> &Id<kinds::Merchant> {
        &self.standing.grant.merchant
    }

    pub fn standing(&self) -> &Standing {
        &self.standing
    }
}

/// Finds out who holds the token. Missing, malformed, of the other environment, unknown, expired, revoked and unproved are
/// different answers with different codes.
pub async fn identify(gateway: &Gateway, request: &Parts, trail: &Arc<Trail>) -> Outcome<Caller> {
    let credential = Credential::of(&request.headers);
    let Some(Credential { text, is_proved }) = credential else {
        let sentence = "send the access token in the header Authorization: Bearer …";
        return Err(Refusal::unauthenticated("token.missing", sentence).into());
    };
    let token = match Token::parse(text, TokenKind::Access) {
        Ok(token) => token,
        Err(TokenError::Malformed) => {
            let sentence = "this is not an access token; access tokens begin with kap_ in production and kas_ in the sandbox";
            return Err(Refusal::unauthenticated("token.malformed", sentence).into());
        }
        Err(TokenError::Checksum) => {
            let sentence = "the token's checksum is wrong: it was mistyped or cut short";
            return Err(Refusal::unauthenticated("token.checksum", sentence).into());
        }
    };
    let environment = gateway.db.environment();
    if token.environment != environment {
        let sentence = format!("this is a {} token, and this is the {environment}; call the other address", token.environment);
        return Err(Refusal::unauthenticated("token.other_environment", sentence).into());
    }
    let found = gateway.directory.find(&token.hash()).await?;
    let Some(found) = found else {
        let sentence = "no such token was given out; authorise again to get one";
        return Err(Refusal::unauthenticated("token.unknown", sentence).into());
    };
    trail.found(&found);
    let now = gateway.db.clock().now();
    if found.is_revoked(now) {
        let sentence = "the token was revoked: it was replaced by a refresh, or the merchant removed the app; the merchant can authorise it again";
        return Err(Refusal::unauthenticated("token.revoked", sentence).into());
    }
    if found.is_expired(now) {
        let sentence = "the token has expired; exchange the refresh token for a new pair";
        return Err(Refusal::unauthenticated("token.expired", sentence).into());
    }
    prove(gateway, request, &found, text, is_proved)?;
    Ok(Caller { found, trail: trail.clone() })
}

/// RFC 9449 §7: a token that is bound to a key comes as `DPoP`, with a proof of that key for this very request.
fn prove(gateway: &Gateway, request: &Parts, found: &Found, token: &str, is_proved: bool) -> Result<(), Refusal> {
    let Some(bound_to) = found.jkt() else {
        let sentence = "this token is bound to no key; send it as Authorization: Bearer …";
        return if is_proved { Err(Refusal::unauthenticated("token.not_bound", sentence)) } else { Ok(()) };
    };
    if !is_proved {
        let sentence = "this token is bound to a key; send it as Authorization: DPoP … with a proof in the header DPoP";
        return Err(Refusal::unauthenticated("token.unproved", sentence));
    }
    match proof::check(gateway, &request.headers, request.method.as_str(), request.uri.path(), Some(token)) {
        Ok(Some(jkt)) if jkt == bound_to => Ok(()),
        Ok(Some(_)) => {
            let sentence = "the DPoP proof is made with another key than the token is bound to";
            Err(Refusal::unauthenticated("token.unproved", sentence))
        }
        Ok(None) => {
            let sentence = "this token is bound to a key; send a proof in the header DPoP";
            Err(Refusal::unauthenticated("token.unproved", sentence))
        }
        Err(refused) => Err(Refusal::unauthenticated("token.bad_proof", refused.sentence())),
    }
}

fn require_working(app: &App) -> Result<(), Refusal> {
    if app.stage.works() {
        return Ok(());
    }
    let sentence = format!("the app is {}; its developer finds the reason on the app's page", app.stage.as_str());
    Err(Refusal::forbidden("app.stopped", sentence))
}

/// Lets the app do what needs no merchant.
pub fn permit_app(caller: Caller) -> Result<Found, Refusal> {
    require_working(caller.found.app())?;
    Ok(caller.found)
}

/// Lets the caller do `operation` when app and grant allow it.
pub fn permit(caller: Caller, operation: &'static Operation) -> Result<Permitted, Refusal> {
    require_working(caller.found.app())?;
    let Caller { found, trail } = caller;
    let Found::Merchant(standing) = found else {
        let sentence = "this token speaks for the app itself; what belongs to a merchant needs a token that the merchant allowed";
        return Err(Refusal::forbidden("token.no_merchant", sentence));
    };
    match operation.permission {
        Some(needed) if !standing.grant.permissions.iter().any(|has| has == needed) => {
            let sentence = format!("this needs the permission {needed}, which the merchant has not granted");
            Err(Refusal::forbidden("permission.missing", sentence))
        }
        _ => Ok(Permitted { standing, operation, trail }),
    }
}
