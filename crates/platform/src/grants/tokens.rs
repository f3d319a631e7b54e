//! Tokens: given for a code, refreshed, given back, and deleted when they are long dead.

use super::model::{NewToken, RefreshRow};
use super::{
    AppTokenFacts, Client, CodeError, CodeExchange, Grant, Issued, IssuedAlone, OwnTokenError, RefreshError, RefreshFacts,
    TokenFacts, store,
};
use crate::{
    accounts::{self, Party},
    app_categories::{self, AppCategory, Strategy},
    apps::{self, App, Stage},
};
use db::{Read, Write};
use kernel::{Actor, Fault, Id, Outcome, Secret, Time, Who, kinds};
use office::{
    audit,
    notices::{self, News},
};
use protocol::{Hash, KeyRing, Sealed, Token, TokenError, TokenKind, pkce};
use rand::RngExt;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Duration;

/// Dead tokens and codes are kept so long, so that they are refused as *expired* or *revoked* and not as unknown; and so
/// many of a grant.
const KEEP_DEAD: Duration = Duration::from_secs(7 * 24 * 3600);
const KEPT_DEAD: u32 = 20;
/// So many pairs of one grant work at a time: enough for the parts of an app that are authorised each for itself.
const PAIRS: u32 = 20;
/// The longest that a category can let a lost answer be asked for again.
const LONGEST_RETRY: Duration = Duration::from_secs(24 * 3600);
/// The same for every public app.
const PUBLIC_RETRY: Duration = Duration::from_secs(60);
/// A token without a refresh token lives so long, and so many of one app work at a time.
const OWN_LIFETIME: Duration = Duration::from_secs(3600);
const OWN_TOKENS: u32 = 50;

/// Redeems a code, once. A code that comes a second time has leaked: what it gave is revoked (RFC 6749 §4.1.2).
pub fn redeem_code(tx: &mut Write<'_>, exchange: &CodeExchange<'_>) -> Outcome<Result<Issued, CodeError>> {
    let client = &exchange.client;
    let hash = match Token::parse(exchange.code, TokenKind::AuthorizationCode) {
        Ok(token) if token.environment != tx.environment => return Ok(Err(CodeError::OtherEnvironment)),
        Ok(token) => token.hash(),
        Err(TokenError::Malformed | TokenError::Checksum) => return Ok(Err(CodeError::Unknown)),
    };
    let Some(code) = store::find_code(tx, &hash)?.filter(|code| code.app == client.app.id) else {
        return Ok(Err(CodeError::Unknown));
    };
    if let Some(family) = &code.family {
        end_family(tx, family)?;
        let change = audit::Change { action: "grants.code_replayed", subject: code.grant.as_str(), ..Default::default() };
        record_for_app(tx, client.app, change)?;
        return Ok(Err(CodeError::Replayed));
    }
    if code.expires_at <= tx.now {
        return Ok(Err(CodeError::Expired));
    }
    match exchange.redirect_uri {
        Some(named) if named != code.redirect_uri => return Ok(Err(CodeError::RedirectMismatch)),
        None if code.redirect_uri_named => return Ok(Err(CodeError::RedirectMismatch)),
        _ => {}
    }
    match (&code.challenge, exchange.verifier) {
        (None, None) => {}
        (Some(challenge), Some(verifier)) if pkce::matches(verifier, challenge) => {}
        // A verifier without a challenge means that somebody took the challenge out of the request (RFC 9700 §2.1.1).
        _ => return Ok(Err(CodeError::Verifier)),
    }
    let category = category_of(tx, client.app)?;
    let is_proved = code.jkt.is_none() || code.jkt.as_deref() == client.jkt;
    if !is_proved || (category.needs_dpop && client.jkt.is_none()) {
        return Ok(Err(CodeError::Unproved));
    }
    let grant = match live_grant(tx, &code.grant, code.generation)? {
        Some(grant) if client.app.stage.works() => grant,
        _ => return Ok(Err(CodeError::Ended)),
    };
    let family: [u8; 16] = tx.rng().random();
    if !store::consume_code(tx, &hash, &family)? {
        return Ok(Err(CodeError::Replayed));
    }
    touch(tx, client)?;
    let refresh_expires_at = tx.now + category.refresh(client.app.stage == Stage::Online);
    let issued = issue(tx, client, &category, &grant, &family, refresh_expires_at)?.0;
    end_surplus(tx, &grant, &family)?;
    Ok(Ok(issued))
}

/// An app that is authorised again and again keeps its newest pairs: beyond so many, the one that was refreshed longest
/// ago ends, with its access token.
fn end_surplus(tx: &mut Write<'_>, grant: &Grant, newest: &[u8]) -> Outcome<()> {
    for family in store::surplus_families(tx, grant, newest, PAIRS - 1)? {
        end_family(tx, &family)?;
    }
    Ok(())
}

/// Exchanges a refresh token for its one successor. Presented again within the category's cap while the successor is
/// unused, it gives the identical answer, since the first one may have been lost; later it is reuse, and ends the family.
/// A `scope` may name what was granted, all or some; the new pair has all of it.
pub fn refresh(
    tx: &mut Write<'_>,
    keys: &KeyRing,
    client: &Client<'_>,
    presented: &str,
    scope: Option<&str>,
) -> Outcome<Result<Issued, RefreshError>> {
    let hash = match Token::parse(presented, TokenKind::Refresh) {
        Ok(token) if token.environment != tx.environment => return Ok(Err(RefreshError::OtherEnvironment)),
        Ok(token) => token.hash(),
        Err(TokenError::Malformed | TokenError::Checksum) => return Ok(Err(RefreshError::Unknown)),
    };
    let Some(row) = store::find_refresh(tx, &hash)? else { return Ok(Err(RefreshError::Unknown)) };
    let Some(grant) = store::find(tx, &row.grant)?.filter(|grant| grant.app == client.app.id) else {
        return Ok(Err(RefreshError::Unknown));
    };
    if grant.removal.is_some() || grant.generation != row.generation || row.revoked_at.is_some() {
        return Ok(Err(RefreshError::Revoked));
    }
    if row.expires_at <= tx.now {
        return Ok(Err(RefreshError::Expired));
    }
    if !client.app.stage.works() {
        return Ok(Err(RefreshError::Ended));
    }
    let category = category_of(tx, client.app)?;
    if !is_proved(client, &category, row.jkt.as_deref()) {
        return Ok(Err(RefreshError::Unproved));
    }
    let mut asked = scope.unwrap_or_default().split_ascii_whitespace();
    if asked.any(|name| !grant.permissions.iter().any(|has| has == name)) {
        return Ok(Err(RefreshError::Scope));
    }
    touch(tx, client)?;
    if row.used.is_some() {
        return repeat_or_revoke(tx, keys, client.app, &category, &hash, &row, &grant);
    }
    let refresh_expires_at =
        if category.refresh_fixed { row.expires_at } else { tx.now + category.refresh(client.app.stage == Stage::Online) };
    let (issued, new_refresh) = issue(tx, client, &category, &grant, &row.family, refresh_expires_at)?;
    let answer = seal_answer(tx, keys, &hash, &issued)?;
    if !store::consume_refresh(tx, &hash, &new_refresh, answer.as_bytes())? {
        return Err(Fault::new("a refresh token was used between two statements of one transaction").into());
    }
    let drained_at = tx.now + category.drain;
    store::revoke_access(tx, &row.access, drained_at)?;
    tx.announce("tokens", hex(&row.access));
    Ok(Ok(issued))
}

/// RFC 9449 §5: what is bound stays bound. A public app has nothing else to prove itself by, so it keeps its key; another
/// app may change to a new one, because it has proved itself already.
fn is_proved(client: &Client<'_>, category: &AppCategory, bound_to: Option<&str>) -> bool {
    match (bound_to, client.jkt) {
        (None, None) => !category.needs_dpop,
        (None, Some(_)) => true,
        (Some(_), None) => false,
        (Some(old), Some(new)) => old == new || !client.app.is_public,
    }
}

fn repeat_or_revoke(
    tx: &mut Write<'_>,
    keys: &KeyRing,
    app: &App,
    category: &AppCategory,
    hash: &Hash,
    row: &RefreshRow,
    grant: &Grant,
) -> Outcome<Result<Issued, RefreshError>> {
    let Some(used) = &row.used else { return Err(Fault::new("a used refresh token was asked for").into()) };
    let successor = store::find_refresh(tx, &used.successor)?;
    let is_unused = successor.is_some_and(|successor| successor.used.is_none() && successor.revoked_at.is_none());
    // Whoever steals the token of a public app needs nothing else, so the door stays open for a minute only.
    let cap = if app.is_public { category.retry.min(PUBLIC_RETRY) } else { category.retry };
    if let Some(answer) = used.answer.as_ref().filter(|_| is_unused && tx.now < used.at + cap) {
        return open_answer(keys, hash, answer, grant).map(Ok);
    }
    end_family(tx, &row.family)?;
    record_for_app(tx, app, audit::Change { action: "grants.refresh_reused", subject: grant.id.as_str(), ..Default::default() })?;
    let members = accounts::members_of(tx, &Party::Developer(app.developer.clone()))?;
    let news = News { code: "refresh_reused", args: json!({"app": app.name}), link: format!("/developer/apps/{}", app.id) };
    notices::tell(tx, &members, &news)?;
    Ok(Err(RefreshError::Reused))
}

fn issue(
    tx: &mut Write<'_>,
    client: &Client<'_>,
    category: &AppCategory,
    grant: &Grant,
    family: &[u8],
    refresh_expires_at: Time,
) -> Outcome<(Issued, Hash)> {
    let lifetime = category.access(client.app.stage == Stage::Online);
    let (now, environment) = (tx.now, tx.environment);
    let access = Token::generate(TokenKind::Access, environment, tx.rng());
    let refresh = Token::generate(TokenKind::Refresh, environment, tx.rng());
    let (access_hash, refresh_hash) = (access.hash(), refresh.hash());
    let access_expires_at = now + lifetime;
    let token = NewToken {
        hash: &access_hash,
        kind: "access",
        grant,
        family,
        expires_at: access_expires_at,
        access: None,
        jkt: client.jkt,
    };
    store::insert_token(tx, &token)?;
    let token =
        NewToken { hash: &refresh_hash, kind: "refresh", expires_at: refresh_expires_at, access: Some(&access_hash), ..token };
    store::insert_token(tx, &token)?;
    let issued = Issued {
        access: Secret::new(access.expose()),
        refresh: Secret::new(refresh.expose()),
        issued_at: now,
        access_expires_at,
        is_bound: client.jkt.is_some(),
        merchant: grant.merchant.clone(),
        permissions: grant.permissions.clone(),
    };
    Ok((issued, refresh_hash))
}

/// An access token for the client alone, without a merchant's browser (RFC 6749 §4.4). A self-use app that is bound to its
/// owner's store gets one for that store; any other app gets one that speaks for itself and for no merchant. No refresh
/// token: who can ask so can ask again. So many work at a time; the oldest ends when one more is asked for, so that an app
/// that asks before each call fills no table.
pub fn issue_alone(tx: &mut Write<'_>, client: &Client<'_>) -> Outcome<Result<IssuedAlone, OwnTokenError>> {
    let app = client.app;
    if app.is_public {
        return Ok(Err(OwnTokenError::Public));
    }
    if !app.stage.works() {
        return Ok(Err(OwnTokenError::Ended));
    }
    let category = category_of(tx, app)?;
    if category.needs_dpop && client.jkt.is_none() {
        return Ok(Err(OwnTokenError::Unproved));
    }
    touch(tx, client)?;
    let (now, environment) = (tx.now, tx.environment);
    let access = Token::generate(TokenKind::Access, environment, tx.rng());
    let hash = access.hash();
    let grant = if category.strategy == Strategy::SelfUse {
        let Some(grant) = store::find_bound(tx, &app.id)? else { return Ok(Err(OwnTokenError::Unbound)) };
        let family: [u8; 16] = tx.rng().random();
        let expires_at = now + OWN_LIFETIME;
        let token =
            NewToken { hash: &hash, kind: "access", grant: &grant, family: &family, expires_at, access: None, jkt: client.jkt };
        store::insert_token(tx, &token)?;
        for surplus in store::surplus_of_grant(tx, &grant.id, OWN_TOKENS)? {
            store::revoke_now(tx, &surplus)?;
            tx.announce("tokens", hex(&surplus));
        }
        Some(grant)
    } else {
        let jkt = client.jkt.map(str::to_owned);
        let token = AppTokenFacts { app: app.id.clone(), issued_at: now, expires_at: now + OWN_LIFETIME, jkt, revoked_at: None };
        store::insert_app_token(tx, &hash, &token)?;
        for surplus in store::surplus_of_app(tx, &app.id, OWN_TOKENS)? {
            store::delete_app_token(tx, &surplus)?;
            tx.announce("tokens", hex(&surplus));
        }
        None
    };
    let (access, is_bound) = (Secret::new(access.expose()), client.jkt.is_some());
    Ok(Ok(IssuedAlone { access, expires_in: OWN_LIFETIME, is_bound, grant }))
}

/// The app gives a token back (RFC 7009). A refresh token, used or not, ends all that came from the same authorisation; an
/// access token ends alone. What is unknown, dead, or another app's changes nothing: there is nothing left to do.
pub fn revoke(tx: &mut Write<'_>, client: &Client<'_>, presented: &str) -> Outcome<()> {
    touch(tx, client)?;
    if let Some(hash) = ours(tx, presented, TokenKind::Refresh) {
        let Some(row) = store::find_refresh(tx, &hash)? else { return Ok(()) };
        let Some(grant) = store::find(tx, &row.grant)?.filter(|grant| grant.app == client.app.id) else { return Ok(()) };
        if row.revoked_at.is_none() {
            end_family(tx, &row.family)?;
            let (action, subject, party) = ("grants.tokens_revoked", grant.id.as_str(), Some(grant.merchant.as_str()));
            let by = app_actor(client.app);
            audit::record(tx, &by, &audit::Change { action, subject, party, ..Default::default() })?;
        }
    } else if let Some(hash) = ours(tx, presented, TokenKind::Access) {
        let is_ended = if let Some(token) = store::find_app_token(tx, &hash)? {
            token.app == client.app.id && store::revoke_app_token(tx, &hash)?
        } else if let Some(token) = store::find_access(tx, &hash)? {
            let is_own = store::find(tx, &token.grant)?.is_some_and(|grant| grant.app == client.app.id);
            is_own && store::revoke_now(tx, &hash)?
        } else {
            false
        };
        if is_ended {
            tx.announce("tokens", hex(&hash));
        }
    }
    Ok(())
}

/// The hash of a token of this kind and environment.
fn ours(tx: &Read<'_>, presented: &str, kind: TokenKind) -> Option<Hash> {
    Token::parse(presented, kind).ok().filter(|token| token.environment == tx.environment).map(|token| token.hash())
}

/// Ends everything that came from one code. Each access token is announced by name: a stranger who replays codes must not
/// be able to empty everybody's copies.
fn end_family(tx: &mut Write<'_>, family: &[u8]) -> Outcome<()> {
    for access in store::live_access_of_family(tx, family)? {
        tx.announce("tokens", hex(&access));
    }
    store::revoke_family(tx, family)
}

fn touch(tx: &mut Write<'_>, client: &Client<'_>) -> Outcome<()> {
    client.secret.map_or(Ok(()), |secret| apps::touch_secret(tx, secret))
}

/// An answer as it is sealed beside the refresh token that it was given for.
#[derive(Serialize, Deserialize)]
struct Answer {
    access: String,
    refresh: String,
    issued_at: Time,
    access_expires_at: Time,
    #[serde(default)]
    is_bound: bool,
}

fn seal_answer(tx: &mut Write<'_>, keys: &KeyRing, hash: &Hash, issued: &Issued) -> Outcome<Sealed> {
    let answer = Answer {
        access: issued.access.expose().to_owned(),
        refresh: issued.refresh.expose().to_owned(),
        issued_at: issued.issued_at,
        access_expires_at: issued.access_expires_at,
        is_bound: issued.is_bound,
    };
    let plain = serde_json::to_vec(&answer).map_err(|error| Fault::because("writing an answer", error))?;
    Ok(keys.seal(&plain, super::SEALED.place(&store::hex(hash)), tx.rng()))
}

fn open_answer(keys: &KeyRing, hash: &Hash, sealed: &[u8], grant: &Grant) -> Outcome<Issued> {
    let row = store::hex(hash);
    let plain = keys
        .open(&Sealed::from_bytes(sealed.to_vec()), super::SEALED.place(&row))
        .map_err(|error| Fault::because("opening an answer", error))?;
    let answer: Answer = serde_json::from_slice(&plain).map_err(|error| Fault::because("reading an answer", error))?;
    Ok(Issued {
        access: Secret::new(answer.access),
        refresh: Secret::new(answer.refresh),
        issued_at: answer.issued_at,
        access_expires_at: answer.access_expires_at,
        is_bound: answer.is_bound,
        merchant: grant.merchant.clone(),
        permissions: grant.permissions.clone(),
    })
}

/// What the access token with this hash stands for, dead or alive.
pub fn find_access(tx: &mut Read<'_>, hash: &Hash) -> Outcome<Option<TokenFacts>> {
    store::find_access(tx, hash)
}

/// What the app's own token with this hash stands for, dead or alive.
pub fn find_app_token(tx: &mut Read<'_>, hash: &Hash) -> Outcome<Option<AppTokenFacts>> {
    store::find_app_token(tx, hash)
}

/// The refresh token, if it would be exchanged now and is this app's, where one is named.
pub fn find_live_refresh(tx: &mut Read<'_>, of: Option<&Id<kinds::App>>, presented: &str) -> Outcome<Option<RefreshFacts>> {
    let Some(hash) = ours(tx, presented, TokenKind::Refresh) else { return Ok(None) };
    let Some(row) = store::find_refresh(tx, &hash)? else { return Ok(None) };
    let is_live = row.used.is_none() && row.revoked_at.is_none() && row.expires_at > tx.now;
    let grant = live_grant(tx, &row.grant, row.generation)?.filter(|grant| is_live && of.is_none_or(|app| grant.app == *app));
    Ok(grant.map(|grant| RefreshFacts { grant, issued_at: row.issued_at, expires_at: row.expires_at, jkt: row.jkt }))
}

// --- sweeping ---

/// Deletes up to `limit` of each of the codes, pushed requests and apps' own tokens that are long dead; how many rows went.
/// Called again until it says zero. Tokens of grants are [`sweep_dead`]'s.
pub fn sweep(tx: &mut Write<'_>, limit: u32) -> Outcome<u64> {
    let before = tx.now - KEEP_DEAD;
    let tokens = store::delete_app_tokens(tx, before, limit)?;
    Ok(tokens + store::delete_codes(tx, before, limit)? + store::delete_pushed(tx, before, limit)?)
}

/// Deletes what is dead of the tokens of the next `limit` grants after `after`; says which grant was the last, or that
/// there are no more. A grant keeps its newest dead tokens for some days, so that the table is bounded by its grants
/// however often they refresh.
///
/// A used refresh token that was deleted is unknown when it comes again, and no longer ends its family: by then twenty
/// others were used after it, or a week has passed, and it opens nothing.
pub fn sweep_dead(tx: &mut Write<'_>, after: Option<&Id<kinds::Grant>>, limit: u32) -> Outcome<Option<Id<kinds::Grant>>> {
    let grants = store::grants_with_tokens(tx, after.map_or("", Id::as_str), limit)?;
    let (Some(first), Some(last)) = (grants.first(), grants.last()) else { return Ok(None) };
    let (retry, before) = (tx.now - LONGEST_RETRY, tx.now - KEEP_DEAD);
    store::delete_dead(tx, (first, last), retry, before, KEPT_DEAD)?;
    Ok(Some(last.clone()))
}

fn live_grant(tx: &mut Read<'_>, id: &Id<kinds::Grant>, generation: i64) -> Outcome<Option<Grant>> {
    Ok(store::find(tx, id)?.filter(|grant| grant.removal.is_none() && grant.generation == generation))
}

fn category_of(tx: &mut Read<'_>, app: &App) -> Outcome<AppCategory> {
    app_categories::find(tx, &app.category)?.ok_or_else(|| Fault::new("an app's category is missing").into())
}

fn app_actor(app: &App) -> Actor {
    Actor { who: Who::App(app.id.clone()), address: None }
}

fn record_for_app(tx: &mut Write<'_>, app: &App, change: audit::Change<'_>) -> Outcome<()> {
    let by = app_actor(app);
    audit::record(tx, &by, &audit::Change { party: Some(app.developer.as_str()), ..change })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
