//! A call, step by step: **receive** (by the dialect) → **identify** → **permit** → **perform** → **answer** (by the
//! dialect) → **record**. Each step either hands on what the next one needs or refuses with a code of its own; a dialect
//! puts the refusal into its own words.

use crate::{Gateway, directory::Standing};
use kernel::{Id, Outcome, Refusal, kinds};
use platform::apis::Operation;
use protocol::{Token, TokenError, TokenKind};

/// Who is calling: an app, on behalf of the merchant of the grant.
pub struct Caller {
    pub standing: Standing,
}

/// A caller who may do this one operation. Only [`permit`] makes one.
pub struct Permitted {
    caller: Caller,
    pub operation: &'static Operation,
}

impl Caller {
    pub fn merchant(&self) -> &Id<kinds::Merchant> {
        &self.standing.grant.merchant
    }
}

impl Permitted {
    pub fn merchant(&self) -> &Id<kinds::Merchant> {
        self.caller.merchant()
    }

    pub fn caller(&self) -> &Caller {
        &self.caller
    }
}

/// Finds out who holds the bearer token. Missing, malformed, of the other environment, unknown, expired and revoked are
/// different answers with different codes.
pub async fn identify(gateway: &Gateway, bearer: Option<&str>) -> Outcome<Caller> {
    let Some(text) = bearer else {
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
    let standing = gateway.directory.standing(&token.hash()).await?;
    let Some(standing) = standing else {
        let sentence = "no such token was given out; authorise again to get one";
        return Err(Refusal::unauthenticated("token.unknown", sentence).into());
    };
    let now = gateway.db.clock().now();
    if standing.is_revoked(now) {
        let sentence = "the token was revoked: it was replaced by a refresh, or the merchant removed the app; the merchant can authorise it again";
        return Err(Refusal::unauthenticated("token.revoked", sentence).into());
    }
    if standing.is_expired(now) {
        let sentence = "the token has expired; exchange the refresh token for a new pair";
        return Err(Refusal::unauthenticated("token.expired", sentence).into());
    }
    gateway.uses.note(&standing, now);
    Ok(Caller { standing })
}

/// Lets the caller do `operation` when app and grant allow it.
pub fn permit(caller: Caller, operation: &'static Operation) -> Result<Permitted, Refusal> {
    let stage = caller.standing.app.stage;
    if !stage.works() {
        let sentence = format!("the app is {}; its developer finds the reason on the app's page", stage.as_str());
        return Err(Refusal::forbidden("app.stopped", sentence));
    }
    match operation.permission {
        Some(needed) if !caller.standing.grant.permissions.iter().any(|has| has == needed) => {
            let sentence = format!("this needs the permission {needed}, which the merchant has not granted");
            Err(Refusal::forbidden("permission.missing", sentence))
        }
        _ => Ok(Permitted { caller, operation }),
    }
}
