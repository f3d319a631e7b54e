use super::model::{NewToken, RefreshRow};
use super::{
    AuthorizationRequest, Authorized, CodeError, CodeExchange, Consent, Grant, Issued, Redirected, RefreshError, TokenFacts,
    store,
};
use crate::{
    accounts::{self, Party, Role},
    apis,
    app_categories::{self, AppCategory, Strategy},
    apps::{self, App, Stage},
    merchants,
};
use db::{Read, Write};
use kernel::{Actor, Fault, Id, Outcome, Page, PageRequest, Refusal, Secret, Time, kinds};
use office::{
    audit,
    notices::{self, News},
    sealing::SealedColumn,
};
use protocol::{Hash, KeyRing, Sealed, Token, TokenError, TokenKind, oauth::ErrorCode, pkce};
use rand::RngExt;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Duration;

/// Answers that may have been lost, at rest beside the refresh tokens that they were given for.
pub const SEALED: SealedColumn = SealedColumn {
    table: "tokens",
    column: "answer",
    counts: store::count_by_key,
    batch: store::sealed_otherwise,
    replace: store::replace_sealed,
};
/// Five minutes, as the Wish dialect documents (wish.md §3.1) and within RFC 6749's ten.
pub const CODE_LIFETIME: Duration = Duration::from_secs(300);
/// Who speaks for a merchant.
const SPEAKERS: &[Role] = &[Role::Owner, Role::Admin];
/// Dead tokens and codes are kept so long, so that they are refused as *expired* or *revoked* and not as unknown.
const KEEP_DEAD: Duration = Duration::from_secs(7 * 24 * 3600);

// --- consent ---

/// Looks at an authorization request. A refusal is shown and never redirected: client or redirect URI are not proved. What
/// is wrong beyond that goes back to the app.
pub fn consider(tx: &mut Read<'_>, request: &AuthorizationRequest) -> Outcome<Result<Consent, Redirected>> {
    let (app, category) = proved_client(tx, request)?;
    let redirect_uri = match &request.redirect_uri {
        Some(named) if *named != app.redirect_uri => {
            let sentence = "the app asked to be answered at an address that it has not registered; tell its developer";
            return Err(Refusal::invalid("grants.redirect_mismatch", sentence).into());
        }
        _ => app.redirect_uri.clone(),
    };
    let back = |error, description| {
        Ok(Err(Redirected { redirect_uri: redirect_uri.clone(), state: request.state.clone(), error, description }))
    };
    match request.response_type.as_deref() {
        Some("code") => {}
        None if request.is_bare => {}
        None => return back(ErrorCode::InvalidRequest, "response_type is missing"),
        Some(_) => return back(ErrorCode::UnsupportedResponseType, "response_type must be code"),
    }
    let challenge = match (&request.code_challenge, request.code_challenge_method.as_deref()) {
        (None, None) => None,
        (Some(challenge), Some("S256")) if pkce::is_challenge(challenge) => Some(challenge.clone()),
        (Some(_), Some("S256")) => return back(ErrorCode::InvalidRequest, "code_challenge is not the base64url of a SHA-256"),
        _ => return back(ErrorCode::InvalidRequest, "PKCE needs code_challenge with code_challenge_method S256"),
    };
    let permissions = match requested(&category, request.scope.as_deref()) {
        Some(permissions) => permissions,
        None => return back(ErrorCode::InvalidScope, "the scope names a permission that the app does not have"),
    };
    if !app.stage.works() {
        return back(ErrorCode::UnauthorizedClient, "the app does not work at present");
    }
    Ok(Ok(Consent {
        redirect_uri_named: request.redirect_uri.is_some(),
        state: request.state.clone(),
        app,
        category,
        permissions,
        redirect_uri,
        challenge,
    }))
}

/// The merchant's member allows it: the grant is made or renewed, and a code given.
pub fn allow(
    tx: &mut Write<'_>,
    by: &Actor,
    merchant: &Id<kinds::Merchant>,
    request: &AuthorizationRequest,
) -> Outcome<Result<Authorized, Redirected>> {
    let account = by.account().ok_or_else(|| Refusal::unauthenticated("grants.sign_in", "sign in to decide"))?.clone();
    accounts::require_member(tx, by, &Party::Merchant(merchant.clone()), SPEAKERS)?;
    let merchant_facts = merchants::require_active(tx, merchant)?;
    let consent = match consider(tx, request)? {
        Ok(consent) => consent,
        Err(redirected) => return Ok(Err(redirected)),
    };
    let grant = give(tx, by, &account, merchant, &consent)?;

    let environment = tx.environment;
    let code = Token::generate(TokenKind::AuthorizationCode, environment, tx.rng());
    let expires_at = tx.now + CODE_LIFETIME;
    store::insert_code(tx, &code.hash(), &consent, &grant, expires_at)?;

    let members = accounts::members_of(tx, &Party::Merchant(merchant.clone()))?;
    let args = json!({"app": consent.app.name, "store": merchant_facts.name});
    notices::tell(tx, &members, &News { code: "app_authorised", args, link: "/merchant/settings/api".to_owned() })?;
    Ok(Ok(Authorized { redirect_uri: consent.redirect_uri, state: consent.state, code }))
}

/// The merchant's member denies it. Nothing changes; an earlier grant stays as it is.
pub fn deny(
    tx: &mut Write<'_>,
    by: &Actor,
    merchant: &Id<kinds::Merchant>,
    request: &AuthorizationRequest,
) -> Outcome<Redirected> {
    accounts::require_member(tx, by, &Party::Merchant(merchant.clone()), SPEAKERS)?;
    let consent = match consider(tx, request)? {
        Ok(consent) => consent,
        Err(redirected) => return Ok(redirected),
    };
    let after = json!({"permissions": consent.permissions});
    let (subject, party) = (consent.app.id.as_str(), Some(merchant.as_str()));
    let change = audit::Change { action: "grants.denied", subject, party, after: Some(after), ..Default::default() };
    audit::record(tx, by, &change)?;
    Ok(Redirected {
        redirect_uri: consent.redirect_uri,
        state: consent.state,
        error: ErrorCode::AccessDenied,
        description: "the merchant did not allow it",
    })
}

fn proved_client(tx: &mut Read<'_>, request: &AuthorizationRequest) -> Outcome<(App, AppCategory)> {
    let unknown =
        || Refusal::not_found("grants.unknown_client", "no app has this client id; check the link or ask the app's developer");
    let text = request.client_id.as_deref().ok_or_else(unknown)?;
    let id: Id<kinds::App> = text.parse().map_err(|_| unknown())?;
    if id.environment() != tx.environment {
        let sentence = format!("this client id belongs to the {}; open the link there", id.environment());
        return Err(Refusal::not_found("grants.other_environment", sentence).into());
    }
    let app = apps::find(tx, &id)?.filter(|app| app.stage != Stage::Retired).ok_or_else(unknown)?;
    let category = app_categories::find(tx, &app.category)?.ok_or_else(|| Fault::new("an app's category is missing"))?;
    if category.strategy == Strategy::SelfUse {
        let sentence = "this app is for its owner's own store, which is bound to it by review; there is nothing to allow here";
        return Err(Refusal::forbidden("grants.self_use", sentence).into());
    }
    Ok((app, category))
}

/// The permissions to ask for: those of the scope, or all that the app has.
fn requested(category: &AppCategory, scope: Option<&str>) -> Option<Vec<String>> {
    let named: Vec<&str> = scope.unwrap_or_default().split_ascii_whitespace().collect();
    if named.iter().any(|name| !category.permissions.iter().any(|permission| permission == name)) {
        return None;
    }
    let is_asked = |name: &str| named.is_empty() || named.contains(&name);
    Some(
        apis::PERMISSIONS
            .iter()
            .map(|permission| permission.name)
            .filter(|name| category.permissions.iter().any(|has| has == name) && is_asked(name))
            .map(str::to_owned)
            .collect(),
    )
}

fn give(
    tx: &mut Write<'_>,
    by: &Actor,
    account: &Id<kinds::Account>,
    merchant: &Id<kinds::Merchant>,
    consent: &Consent,
) -> Outcome<Grant> {
    let earlier = store::find_by_parties(tx, merchant, &consent.app.id)?;
    let grant = Grant {
        id: earlier.as_ref().map_or_else(|| tx.new_id(), |grant| grant.id.clone()),
        merchant: merchant.clone(),
        app: consent.app.id.clone(),
        permissions: consent.permissions.clone(),
        generation: earlier.as_ref().map_or(1, |grant| grant.generation),
        granted_by: account.clone(),
        granted_at: tx.now,
        last_used_at: None,
        removal: None,
    };
    store::upsert(tx, &grant)?;
    let before = earlier.filter(|grant| grant.removal.is_none()).map(|grant| json!({"permissions": grant.permissions}));
    let after = Some(json!({"app": grant.app, "permissions": grant.permissions}));
    let (subject, party) = (grant.id.as_str(), Some(merchant.as_str()));
    audit::record(tx, by, &audit::Change { action: "grants.allowed", subject, party, before, after, reason: None })?;
    tx.announce("grants", &grant.id);
    Ok(grant)
}

// --- tokens ---

/// Redeems a code, once. A code that comes a second time has leaked: what it gave is revoked (RFC 6749 §4.1.2).
pub fn redeem_code(tx: &mut Write<'_>, exchange: &CodeExchange<'_>) -> Outcome<Result<Issued, CodeError>> {
    let hash = match Token::parse(exchange.code, TokenKind::AuthorizationCode) {
        Ok(token) if token.environment != tx.environment => return Ok(Err(CodeError::OtherEnvironment)),
        Ok(token) => token.hash(),
        Err(TokenError::Malformed | TokenError::Checksum) => return Ok(Err(CodeError::Unknown)),
    };
    let Some(code) = store::find_code(tx, &hash)?.filter(|code| code.app == exchange.app.id) else {
        return Ok(Err(CodeError::Unknown));
    };
    if let Some(family) = &code.family {
        store::revoke_family(tx, family)?;
        let change = audit::Change { action: "grants.code_replayed", subject: code.grant.as_str(), ..Default::default() };
        record_for_app(tx, exchange.app, change)?;
        tx.announce("tokens", "all");
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
    let grant = match live_grant(tx, &code.grant, code.generation)? {
        Some(grant) if exchange.app.stage.works() => grant,
        _ => return Ok(Err(CodeError::Ended)),
    };
    let family: [u8; 16] = tx.rng().random();
    if !store::consume_code(tx, &hash, &family)? {
        return Ok(Err(CodeError::Replayed));
    }
    apps::touch_secret(tx, exchange.secret)?;
    Ok(Ok(issue(tx, exchange.app, &grant, &family)?.0))
}

/// Exchanges a refresh token for its one successor. Presented again within the category's cap while the successor is
/// unused, it gives the identical answer, since the first one may have been lost; later it is reuse, and ends the family.
pub fn refresh(
    tx: &mut Write<'_>,
    keys: &KeyRing,
    app: &App,
    secret: &Id<kinds::AppSecret>,
    presented: &str,
) -> Outcome<Result<Issued, RefreshError>> {
    let hash = match Token::parse(presented, TokenKind::Refresh) {
        Ok(token) if token.environment != tx.environment => return Ok(Err(RefreshError::OtherEnvironment)),
        Ok(token) => token.hash(),
        Err(TokenError::Malformed | TokenError::Checksum) => return Ok(Err(RefreshError::Unknown)),
    };
    let Some(row) = store::find_refresh(tx, &hash)? else { return Ok(Err(RefreshError::Unknown)) };
    let Some(grant) = store::find(tx, &row.grant)?.filter(|grant| grant.app == app.id) else {
        return Ok(Err(RefreshError::Unknown));
    };
    if grant.removal.is_some() || grant.generation != row.generation || row.revoked_at.is_some() {
        return Ok(Err(RefreshError::Revoked));
    }
    if row.expires_at <= tx.now {
        return Ok(Err(RefreshError::Expired));
    }
    if !app.stage.works() {
        return Ok(Err(RefreshError::Ended));
    }
    let category = category_of(tx, app)?;
    apps::touch_secret(tx, secret)?;
    if row.used.is_some() {
        return repeat_or_revoke(tx, keys, app, &category, &hash, &row, &grant);
    }
    let (issued, new_refresh) = issue(tx, app, &grant, &row.family)?;
    let answer = seal_answer(tx, keys, &hash, &issued)?;
    if !store::consume_refresh(tx, &hash, &new_refresh, answer.as_bytes())? {
        return Err(Fault::new("a refresh token was used between two statements of one transaction").into());
    }
    let drained_at = tx.now + category.drain;
    store::revoke_access(tx, &row.access, drained_at)?;
    tx.announce("tokens", store::hex(&row.access));
    Ok(Ok(issued))
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
    if let Some(answer) = used.answer.as_ref().filter(|_| is_unused && tx.now < used.at + category.retry) {
        return open_answer(keys, hash, answer, grant).map(Ok);
    }
    store::revoke_family(tx, &row.family)?;
    tx.announce("tokens", "all");
    record_for_app(tx, app, audit::Change { action: "grants.refresh_reused", subject: grant.id.as_str(), ..Default::default() })?;
    let members = accounts::members_of(tx, &Party::Developer(app.developer.clone()))?;
    let news = News { code: "refresh_reused", args: json!({"app": app.name}), link: format!("/developer/apps/{}", app.id) };
    notices::tell(tx, &members, &news)?;
    Ok(Err(RefreshError::Reused))
}

fn issue(tx: &mut Write<'_>, app: &App, grant: &Grant, family: &[u8]) -> Outcome<(Issued, Hash)> {
    let category = category_of(tx, app)?;
    let lifetime = if app.stage == Stage::Online { category.access_online } else { category.access_test };
    let (now, environment) = (tx.now, tx.environment);
    let access = Token::generate(TokenKind::Access, environment, tx.rng());
    let refresh = Token::generate(TokenKind::Refresh, environment, tx.rng());
    let (access_hash, refresh_hash) = (access.hash(), refresh.hash());
    let (access_expires_at, refresh_expires_at) = (now + lifetime, now + category.refresh);
    let token = NewToken { hash: &access_hash, kind: "access", grant, family, expires_at: access_expires_at, access: None };
    store::insert_token(tx, &token)?;
    let token =
        NewToken { hash: &refresh_hash, kind: "refresh", expires_at: refresh_expires_at, access: Some(&access_hash), ..token };
    store::insert_token(tx, &token)?;
    let issued = Issued {
        access: Secret::new(access.expose()),
        refresh: Secret::new(refresh.expose()),
        issued_at: now,
        access_expires_at,
        merchant: grant.merchant.clone(),
        permissions: grant.permissions.clone(),
    };
    Ok((issued, refresh_hash))
}

/// An answer as it is sealed beside the refresh token that it was given for.
#[derive(Serialize, Deserialize)]
struct Answer {
    access: String,
    refresh: String,
    issued_at: Time,
    access_expires_at: Time,
}

fn seal_answer(tx: &mut Write<'_>, keys: &KeyRing, hash: &Hash, issued: &Issued) -> Outcome<Sealed> {
    let answer = Answer {
        access: issued.access.expose().to_owned(),
        refresh: issued.refresh.expose().to_owned(),
        issued_at: issued.issued_at,
        access_expires_at: issued.access_expires_at,
    };
    let plain = serde_json::to_vec(&answer).map_err(|error| Fault::because("writing an answer", error))?;
    Ok(keys.seal(&plain, SEALED.place(&store::hex(hash)), tx.rng()))
}

fn open_answer(keys: &KeyRing, hash: &Hash, sealed: &[u8], grant: &Grant) -> Outcome<Issued> {
    let row = store::hex(hash);
    let plain = keys
        .open(&Sealed::from_bytes(sealed.to_vec()), SEALED.place(&row))
        .map_err(|error| Fault::because("opening an answer", error))?;
    let answer: Answer = serde_json::from_slice(&plain).map_err(|error| Fault::because("reading an answer", error))?;
    Ok(Issued {
        access: Secret::new(answer.access),
        refresh: Secret::new(answer.refresh),
        issued_at: answer.issued_at,
        access_expires_at: answer.access_expires_at,
        merchant: grant.merchant.clone(),
        permissions: grant.permissions.clone(),
    })
}

/// What the access token with this hash stands for, dead or alive.
pub fn find_access(tx: &mut Read<'_>, hash: &Hash) -> Outcome<Option<TokenFacts>> {
    store::find_access(tx, hash)
}

// --- the grant itself ---

/// The merchant takes the permission back. It holds with this write: every token of the grant is dead.
pub fn remove(tx: &mut Write<'_>, by: &Actor, merchant: &Id<kinds::Merchant>, app: &Id<kinds::App>) -> Outcome<Grant> {
    accounts::require_member(tx, by, &Party::Merchant(merchant.clone()), SPEAKERS)?;
    let found = store::find_by_parties(tx, merchant, app)?;
    let grant = found.ok_or_else(|| Refusal::not_found("grants.not_found", "this app is not authorised for your store"))?;
    if grant.removal.is_some() {
        return Ok(grant);
    }
    store::remove(tx, &grant.id, &by.who.to_string())?;
    let before = Some(json!({"permissions": grant.permissions}));
    let (subject, party) = (grant.id.as_str(), Some(merchant.as_str()));
    audit::record(tx, by, &audit::Change { action: "grants.removed", subject, party, before, ..Default::default() })?;
    let (app, store_name) = (apps::require(tx, app)?, merchants::require(tx, merchant)?.name);
    let members = accounts::members_of(tx, &Party::Developer(app.developer.clone()))?;
    let args = json!({"app": app.name, "store": store_name});
    notices::tell(tx, &members, &News { code: "app_removed", args, link: format!("/developer/apps/{}", app.id) })?;
    tx.announce("grants", &grant.id);
    Ok(grant)
}

pub fn find(tx: &mut Read<'_>, id: &Id<kinds::Grant>) -> Outcome<Option<Grant>> {
    store::find(tx, id)
}

pub fn find_of_merchant(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, app: &Id<kinds::App>) -> Outcome<Option<Grant>> {
    store::find_by_parties(tx, merchant, app)
}

/// The merchant's grants with their apps, newest first; removed ones too.
pub fn list_of_merchant(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, page: &PageRequest) -> Outcome<Page<(Grant, App)>> {
    let page = store::list_of_merchant(tx, merchant, page)?;
    let mut items = Vec::with_capacity(page.items.len());
    for grant in page.items {
        let app = apps::require(tx, &grant.app)?;
        items.push((grant, app));
    }
    Ok(Page { items, next: page.next })
}

/// How many merchants have authorised the app at present.
pub fn count_active(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<i64> {
    store::count_active(tx, app)
}

/// How many are in force on the whole platform.
pub fn count_all(tx: &mut Read<'_>) -> Outcome<i64> {
    store::count_all(tx)
}

/// How many apps the merchant has authorised at present.
pub fn count_of_merchant(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>) -> Outcome<i64> {
    store::count_of_merchant(tx, merchant)
}

/// Writes down when grants were last used, summed up by the gateway.
pub fn record_use(tx: &mut Write<'_>, uses: &[(Id<kinds::Grant>, Time)]) -> Outcome<()> {
    store::record_use(tx, uses)
}

/// Deletes up to `limit` of each of the codes and tokens that are long dead, and the answers that can no longer be asked
/// for; how many rows went. Called again until it says zero.
pub fn sweep(tx: &mut Write<'_>, limit: u32) -> Outcome<u64> {
    let before = tx.now - KEEP_DEAD;
    Ok(store::delete_codes(tx, before, limit)? + store::delete_tokens(tx, before, limit)?)
}

fn live_grant(tx: &mut Read<'_>, id: &Id<kinds::Grant>, generation: i64) -> Outcome<Option<Grant>> {
    Ok(store::find(tx, id)?.filter(|grant| grant.removal.is_none() && grant.generation == generation))
}

fn category_of(tx: &mut Read<'_>, app: &App) -> Outcome<AppCategory> {
    app_categories::find(tx, &app.category)?.ok_or_else(|| Fault::new("an app's category is missing").into())
}

fn record_for_app(tx: &mut Write<'_>, app: &App, change: audit::Change<'_>) -> Outcome<()> {
    let by = Actor { who: kernel::Who::App(app.id.clone()), address: None };
    audit::record(tx, &by, &audit::Change { party: Some(app.developer.as_str()), ..change })
}
