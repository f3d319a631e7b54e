use super::{AuthorizationRequest, Authorized, Consent, Grant, Redirected, pushed, store};
use crate::{
    accounts::{self, Party, Role},
    apis,
    app_categories::{self, AppCategory, Strategy},
    apps::{self, App, Stage},
    merchants,
};
use db::{Read, Write};
use kernel::{Actor, Error, Fault, Id, Outcome, Page, PageRequest, Refusal, Time, kinds};
use office::{
    audit,
    notices::{self, News},
    sealing::SealedColumn,
};
use protocol::{Hash, Token, TokenKind, dpop, oauth::ErrorCode, pkce};
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
pub(super) const SPEAKERS: &[Role] = &[Role::Owner, Role::Admin];

// --- consent ---

/// Looks at an authorization request. A refusal is shown and never redirected: client or redirect URI are not proved. What
/// is wrong beyond that goes back to the app.
pub fn consider(tx: &mut Read<'_>, request: &AuthorizationRequest) -> Outcome<Result<Consent, Redirected>> {
    let (app, category) = proved_client(tx, request)?;
    let may_loop_back = apps::is_loopback_allowed(tx)?;
    match &request.request_uri {
        None => judge(app, category, may_loop_back, request, None),
        Some(request_uri) => {
            let (hash, pushed) = pushed::find(tx, &app, request_uri)?;
            judge(app, category, may_loop_back, &pushed, Some(hash))
        }
    }
}

/// What is to be said of a request of a proved client without asking the database any more. `may_loop_back` is what
/// [`apps::is_loopback_allowed`] said.
pub fn judge(
    app: App,
    category: AppCategory,
    may_loop_back: bool,
    request: &AuthorizationRequest,
    pushed: Option<Hash>,
) -> Outcome<Result<Consent, Redirected>> {
    let redirect_uri = match &request.redirect_uri {
        Some(named) if !app.may_redirect_to(named) => {
            let sentence = "the app asked to be answered at an address that it has not registered; tell its developer";
            return Err(Refusal::invalid("grants.redirect_mismatch", sentence).into());
        }
        Some(named) => named.clone(),
        None => app.redirect_uri().to_owned(),
    };
    if !app.is_redirect_safe(&redirect_uri, may_loop_back) {
        let sentence = "the app would be answered over http:// on a loopback address, which this platform does not allow in production; tell its developer";
        return Err(Refusal::invalid("grants.redirect_loopback", sentence).into());
    }
    let back = |error, description| {
        Ok(Err(Redirected { redirect_uri: redirect_uri.clone(), state: request.state.clone(), error, description }))
    };
    if request.is_repeated {
        return back(ErrorCode::InvalidRequest, "a parameter came more than once");
    }
    if request.has_foreign_response_mode {
        return back(ErrorCode::InvalidRequest, "response_mode must be query");
    }
    if request.has_request_object {
        return back(ErrorCode::RequestNotSupported, "send the parameters themselves, or push them first");
    }
    match request.response_type.as_deref() {
        Some("code") => {}
        None if request.is_bare => {}
        None => return back(ErrorCode::InvalidRequest, "response_type is missing"),
        Some(_) => return back(ErrorCode::UnsupportedResponseType, "response_type must be code"),
    }
    let challenge = match (&request.code_challenge, request.code_challenge_method.as_deref()) {
        (None, None) if app.is_public => {
            return back(
                ErrorCode::InvalidRequest,
                "a public app needs PKCE: send code_challenge with code_challenge_method S256",
            );
        }
        (None, None) => None,
        (Some(challenge), Some("S256")) if pkce::is_challenge(challenge) => Some(challenge.clone()),
        (Some(_), Some("S256")) => return back(ErrorCode::InvalidRequest, "code_challenge is not the base64url of a SHA-256"),
        _ => return back(ErrorCode::InvalidRequest, "PKCE needs code_challenge with code_challenge_method S256"),
    };
    if request.dpop_jkt.as_deref().is_some_and(|jkt| !dpop::is_thumbprint(jkt)) {
        return back(ErrorCode::InvalidRequest, "dpop_jkt is not the base64url of a SHA-256");
    }
    if request.has_foreign_resource {
        return back(ErrorCode::InvalidTarget, "tokens are given for this platform's own API only");
    }
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
        jkt: request.dpop_jkt.clone(),
        pushed,
    }))
}

/// Refuses a merchant whom the app's category does not let in: a whitelisting one wants them named, and where there is a
/// limit the app has a place for one more. Who has authorised it already keeps their place.
pub fn may_authorise(tx: &mut Read<'_>, consent: &Consent, merchant: &Id<kinds::Merchant>) -> Outcome<()> {
    if consent.category.strategy == Strategy::Whitelisted && !store::is_named(tx, &consent.app.id, merchant)? {
        let sentence = "this app is open to named stores only, and yours is not among them; ask the app's developer to name it";
        return Err(Refusal::forbidden("grants.not_named", sentence).into());
    }
    let Some(most) = consent.category.max_merchants(consent.app.stage == Stage::Online) else { return Ok(()) };
    let is_in = !live_of_pair(tx, merchant, &consent.app.id)?.is_empty();
    if !is_in && store::count_active(tx, &consent.app.id)? >= i64::from(most) {
        let sentence = "as many stores as this platform lets this app serve have authorised it already; nothing was changed, so ask the app's developer when there is a place";
        return Err(Refusal::forbidden("grants.full", sentence).into());
    }
    Ok(())
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
    may_authorise(tx, &consent, merchant)?;
    pushed::decide(tx, &consent)?;
    let (app, permissions, strategy) = (&consent.app.id, &consent.permissions, consent.category.strategy);
    let is_new = live_of_pair(tx, merchant, app)?.is_empty();
    let grant = give(tx, by, &Gift { account: &account, merchant, app, permissions, strategy })?;
    if is_new {
        tell_when_full(tx, &consent)?;
    }

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
    pushed::decide(tx, &consent)?;
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

/// What is agreed to, by whom.
pub(super) struct Gift<'a> {
    pub(super) account: &'a Id<kinds::Account>,
    pub(super) merchant: &'a Id<kinds::Merchant>,
    pub(super) app: &'a Id<kinds::App>,
    pub(super) permissions: &'a [String],
    pub(super) strategy: Strategy,
}

/// Makes the grant, or renews the earlier one of the same merchant, app and strategy.
pub(super) fn give(tx: &mut Write<'_>, by: &Actor, gift: &Gift<'_>) -> Outcome<Grant> {
    let earlier = store::find_by_parties(tx, gift.merchant, gift.app, gift.strategy)?;
    let grant = Grant {
        id: earlier.as_ref().map_or_else(|| tx.new_id(), |grant| grant.id.clone()),
        merchant: gift.merchant.clone(),
        app: gift.app.clone(),
        permissions: gift.permissions.to_vec(),
        generation: earlier.as_ref().map_or(1, |grant| grant.generation),
        strategy: gift.strategy,
        granted_by: gift.account.clone(),
        granted_at: tx.now,
        last_used_at: None,
        removal: None,
    };
    store::upsert(tx, &grant)?;
    let before = earlier.filter(|grant| grant.removal.is_none()).map(|grant| json!({"permissions": grant.permissions}));
    let after = Some(json!({"app": grant.app, "permissions": grant.permissions, "strategy": grant.strategy}));
    let (subject, party) = (grant.id.as_str(), Some(gift.merchant.as_str()));
    audit::record(tx, by, &audit::Change { action: "grants.allowed", subject, party, before, after, reason: None })?;
    tx.announce("grants", &grant.id);
    Ok(grant)
}

// --- the grant itself ---

/// The merchant removes the app: all that it gave it is taken back. It holds with this write: every token is dead.
pub fn remove(tx: &mut Write<'_>, by: &Actor, merchant: &Id<kinds::Merchant>, app: &Id<kinds::App>) -> Outcome<()> {
    accounts::require_member(tx, by, &Party::Merchant(merchant.clone()), SPEAKERS)?;
    let grants = store::all_by_parties(tx, merchant, app)?;
    if grants.is_empty() {
        return Err(not_found());
    }
    if end_live(tx, by, &grants)? { tell_developer(tx, merchant, app) } else { Ok(()) }
}

/// The merchant takes one grant back, and leaves what the app was given otherwise.
pub fn remove_one(tx: &mut Write<'_>, by: &Actor, merchant: &Id<kinds::Merchant>, id: &Id<kinds::Grant>) -> Outcome<()> {
    accounts::require_member(tx, by, &Party::Merchant(merchant.clone()), SPEAKERS)?;
    let grant = store::find(tx, id)?.filter(|grant| grant.merchant == *merchant).ok_or_else(not_found)?;
    let app = grant.app.clone();
    if end_live(tx, by, &[grant])? { tell_developer(tx, merchant, &app) } else { Ok(()) }
}

fn tell_developer(tx: &mut Write<'_>, merchant: &Id<kinds::Merchant>, app: &Id<kinds::App>) -> Outcome<()> {
    let (app, store_name) = (apps::require(tx, app)?, merchants::require(tx, merchant)?.name);
    let members = accounts::members_of(tx, &Party::Developer(app.developer.clone()))?;
    let args = json!({"app": app.name, "store": store_name});
    notices::tell(tx, &members, &News { code: "app_removed", args, link: format!("/developer/apps/{}", app.id) })
}

/// Tells the developer when the last place is taken: the next store will be refused.
fn tell_when_full(tx: &mut Write<'_>, consent: &Consent) -> Outcome<()> {
    let app = &consent.app;
    let Some(most) = consent.category.max_merchants(app.stage == Stage::Online) else { return Ok(()) };
    if store::count_active(tx, &app.id)? < i64::from(most) {
        return Ok(());
    }
    let members = accounts::members_of(tx, &Party::Developer(app.developer.clone()))?;
    let args = json!({"app": app.name, "most": most});
    notices::tell(tx, &members, &News { code: "app_full", args, link: format!("/developer/apps/{}/stores", app.id) })
}

fn not_found() -> Error {
    Refusal::not_found("grants.not_found", "this app is not authorised for your store").into()
}

/// The developer gives back all that one store allowed. It holds with this write, as when the merchant takes it; the
/// merchant is told.
pub fn remove_by_app(
    tx: &mut Write<'_>,
    by: &Actor,
    owner: &Id<kinds::Developer>,
    app: &Id<kinds::App>,
    merchant: &Id<kinds::Merchant>,
) -> Outcome<()> {
    let app = apps::require_owned(tx, by, owner, app)?;
    let grants = store::all_by_parties(tx, merchant, &app.id)?;
    if grants.is_empty() {
        return Err(Refusal::not_found("grants.not_authorised", "this store has not authorised the app").into());
    }
    if !end_live(tx, by, &grants)? {
        return Ok(());
    }
    let store_name = merchants::require(tx, merchant)?.name;
    let members = accounts::members_of(tx, &Party::Merchant(merchant.clone()))?;
    let args = json!({"app": app.name, "store": store_name});
    let link = "/merchant/settings/api".to_owned();
    notices::tell(tx, &members, &News { code: "app_gave_up", args, link })
}

/// Ends those that are in force; whether there was one.
fn end_live(tx: &mut Write<'_>, by: &Actor, grants: &[Grant]) -> Outcome<bool> {
    let mut has_ended = false;
    for grant in grants.iter().filter(|grant| grant.removal.is_none()) {
        store::remove(tx, &grant.id, &by.who.to_string())?;
        let before = Some(json!({"permissions": grant.permissions, "strategy": grant.strategy}));
        let (subject, party) = (grant.id.as_str(), Some(grant.merchant.as_str()));
        audit::record(tx, by, &audit::Change { action: "grants.removed", subject, party, before, ..Default::default() })?;
        tx.announce("grants", &grant.id);
        has_ended = true;
    }
    Ok(has_ended)
}

pub fn find(tx: &mut Read<'_>, id: &Id<kinds::Grant>) -> Outcome<Option<Grant>> {
    store::find(tx, id)
}

/// The one that came to be by this strategy; also when it was removed.
pub fn find_of_merchant(
    tx: &mut Read<'_>,
    merchant: &Id<kinds::Merchant>,
    app: &Id<kinds::App>,
    strategy: Strategy,
) -> Outcome<Option<Grant>> {
    store::find_by_parties(tx, merchant, app, strategy)
}

/// What the merchant allows the app at present, the newest first.
pub fn live_of_pair(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, app: &Id<kinds::App>) -> Outcome<Vec<Grant>> {
    let all = store::all_by_parties(tx, merchant, app)?;
    Ok(all.into_iter().filter(|grant| grant.removal.is_none()).collect())
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

/// The app's grants, newest first; removed ones too. Whose app it is has been asked before.
pub fn list_of_app(tx: &mut Read<'_>, app: &Id<kinds::App>, page: &PageRequest) -> Outcome<Page<Grant>> {
    store::list_of_app(tx, app, page)
}

/// How many merchants have authorised the app at present.
pub fn count_active(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<i64> {
    store::count_active(tx, app)
}

/// How many merchants have authorised apps of the category at present.
pub fn count_merchants_of_category(tx: &mut Read<'_>, category: &Id<kinds::Category>) -> Outcome<i64> {
    store::count_merchants_of_category(tx, category)
}

/// How many refresh tokens of the app work at present: each of them brings a pair of the life that its category has then.
pub fn count_refreshable(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<i64> {
    store::count_refreshable(tx, app)
}

/// Whether the app has a grant in force with one of these permissions.
pub fn has_any_of(tx: &mut Read<'_>, app: &Id<kinds::App>, permissions: &[String]) -> Outcome<bool> {
    Ok(store::live_of_app(tx, app)?.iter().any(|grant| grant.permissions.iter().any(|has| permissions.contains(has))))
}

/// Takes permissions out of every grant of the app that is in force: they are refused from the next call on, and merchants
/// are asked again when the app may have them again.
pub(crate) fn narrow(tx: &mut Write<'_>, by: &Actor, app: &App, lost: &[String]) -> Outcome<()> {
    let mut narrowed = 0;
    for grant in store::live_of_app(tx, &app.id)? {
        let kept: Vec<String> = grant.permissions.iter().filter(|name| !lost.contains(name)).cloned().collect();
        if kept.len() < grant.permissions.len() {
            store::set_permissions(tx, &grant.id, &kept)?;
            tx.announce("grants", &grant.id);
            narrowed += 1;
        }
    }
    if narrowed == 0 {
        return Ok(());
    }
    let (subject, party) = (app.id.as_str(), Some(app.developer.as_str()));
    let after = Some(json!({"permissions_taken": lost, "grants": narrowed}));
    audit::record(tx, by, &audit::Change { action: "grants.narrowed", subject, party, after, ..Default::default() })
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
