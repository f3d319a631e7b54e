use super::{
    App, AppSecret, NewApp, SecretProof, SettingsChange, Stage, StageChange, redirect,
    store::{self, SealedSecret},
};
use crate::{
    accounts::{self, Party, Role},
    app_categories, developers, text,
};
use db::{Read, Write};
use kernel::{Actor, Environment, Fault, Id, Outcome, Page, PageRequest, Refusal, Secret, Time, kinds};
use office::{
    audit,
    files::{self, MediaType, Upload},
    notices::{self, News},
    sealing::SealedColumn,
    settings,
};
use protocol::{KeyRing, KeySet, Place, Sealed, Token, TokenKind};
use serde_json::json;
use std::time::Duration;
use subtle::ConstantTimeEq;

/// Two, so that one can be exchanged for the other without a moment in which neither works.
pub const MAX_SECRETS: usize = 2;
const MAX_REDIRECTS: usize = 10;
/// A month: an old secret that is needed for longer is no old secret.
const MAX_EXPIRY_HOURS: u32 = 720;
/// Secrets at rest.
pub const SEALED: SealedColumn = SealedColumn {
    table: "app_secrets",
    column: "sealed",
    counts: store::count_by_key,
    batch: store::sealed_otherwise,
    replace: store::replace_sealed,
};
const MAX_NAME: usize = 80;
const MIN_REASON: usize = 5;
const MAX_REASON: usize = 2000;
/// Who speaks for a developer's apps, and who decides where an app stands.
const SPEAKERS: &[Role] = &[Role::Owner, Role::Admin];
const DECIDERS: &[Role] = &[Role::Owner, Role::Admin, Role::Reviewer];
/// Who decides what holds for the whole platform.
const SETTERS: &[Role] = &[Role::Owner, Role::Admin, Role::Security];
const LOOPBACK: &str = "redirects.loopback";

/// Creates the developer's app in a category that was approved for them, with its first secret. The secret's text is
/// given here and never again; a public app has none.
pub fn create(tx: &mut Write<'_>, by: &Actor, keys: &KeyRing, new: &NewApp) -> Outcome<(App, Option<Secret>)> {
    accounts::require_member(tx, by, &Party::Developer(new.developer.clone()), SPEAKERS)?;
    let may_loop_back = new.is_public || is_loopback_allowed(tx)?;
    let (redirect_uris, logo) = check(&new.name, &new.redirect_uris, may_loop_back, new.logo.as_ref())?;
    developers::require_active(tx, &new.developer)?;
    app_categories::require_active_application(tx, &new.developer, &new.category)?;

    let id: Id<kinds::App> = tx.new_id();
    let mut app = App {
        slug: slug(&new.name, &id),
        id,
        developer: new.developer.clone(),
        category: new.category.clone(),
        name: new.name.trim().to_owned(),
        redirect_uris,
        is_public: new.is_public,
        jwks: None,
        logo: None,
        stage: Stage::Test,
        stage_reason: None,
        stage_since: tx.now,
        created_at: tx.now,
    };
    if let (Some(upload), Some(media_type)) = (&new.logo, logo) {
        app.logo = Some(files::keep(tx, app.id.as_str(), upload, media_type)?);
    }
    if !store::insert(tx, &app)? {
        let sentence = "you already have an app in this category; open it, or apply for another category";
        return Err(Refusal::conflict("apps.one_per_category", sentence).into());
    }
    let secret = if app.is_public { None } else { Some(insert_secret(tx, keys, &app.id)?.1) };
    let mut after = settings(&app);
    after["category"] = json!(app.category);
    after["is_public"] = json!(app.is_public);
    record(tx, by, &app, "apps.created", None, Some(after), None)?;
    tx.announce("apps", &app.id);
    Ok((app, secret))
}

/// Changes name, redirect URIs and logo. Codes that were already given keep the URL they were given for.
pub fn change_settings(
    tx: &mut Write<'_>,
    by: &Actor,
    owner: &Id<kinds::Developer>,
    id: &Id<kinds::App>,
    change: &SettingsChange,
) -> Outcome<App> {
    let mut app = require_owned(tx, by, owner, id)?;
    let may_loop_back = app.is_public || is_loopback_allowed(tx)?;
    let (redirect_uris, logo) = check(&change.name, &change.redirect_uris, may_loop_back, change.logo.as_ref())?;
    let before = settings(&app);
    app.name = change.name.trim().to_owned();
    app.redirect_uris = redirect_uris;
    if let (Some(upload), Some(media_type)) = (&change.logo, logo) {
        app.logo = Some(files::keep(tx, app.id.as_str(), upload, media_type)?);
    }
    save(tx, by, &app, "apps.settings_changed", before)?;
    Ok(app)
}

/// Adds a redirect URI after those that there are. One that is there already changes nothing.
pub fn add_redirect(
    tx: &mut Write<'_>,
    by: &Actor,
    owner: &Id<kinds::Developer>,
    id: &Id<kinds::App>,
    redirect_uri: &str,
) -> Outcome<App> {
    let mut app = require_owned(tx, by, owner, id)?;
    let before = settings(&app);
    app.redirect_uris.push(redirect_uri.to_owned());
    app.redirect_uris = check_redirects(&app.redirect_uris, app.is_public || is_loopback_allowed(tx)?)?;
    save(tx, by, &app, "apps.redirect_added", before)?;
    Ok(app)
}

/// Takes a redirect URI away; an app keeps one at least. One that is not there changes nothing.
pub fn remove_redirect(
    tx: &mut Write<'_>,
    by: &Actor,
    owner: &Id<kinds::Developer>,
    id: &Id<kinds::App>,
    redirect_uri: &str,
) -> Outcome<App> {
    let mut app = require_owned(tx, by, owner, id)?;
    let before = settings(&app);
    app.redirect_uris.retain(|known| known != redirect_uri);
    if app.redirect_uris.is_empty() {
        let sentence = "this is the app's only redirect URL; add another one before you take it away";
        return Err(Refusal::conflict("apps.last_redirect", sentence).into());
    }
    save(tx, by, &app, "apps.redirect_removed", before)?;
    Ok(app)
}

/// Whether an app that keeps a secret may be answered over `http` on a loopback address: always in the sandbox, where it is
/// developed; in production only where the operator allows it, on a machine that serves nobody else.
pub fn is_loopback_allowed(tx: &mut Read<'_>) -> Outcome<bool> {
    Ok(tx.environment == Environment::Sandbox || settings::get(tx, LOOPBACK)?.unwrap_or(false))
}

/// The operator decides whether production takes such addresses. Those that are registered already are refused at
/// authorisation once it does not.
pub fn allow_loopback(tx: &mut Write<'_>, by: &Actor, allowed: bool) -> Outcome<()> {
    accounts::require_operator(tx, by, SETTERS)?;
    let before = is_loopback_allowed(tx)?;
    if before == allowed {
        return Ok(());
    }
    settings::set(tx, LOOPBACK, &allowed)?;
    let (before, after) = (Some(json!(before)), Some(json!(allowed)));
    audit::record(tx, by, &audit::Change { action: "settings.changed", subject: LOOPBACK, before, after, ..Default::default() })
}

/// Registers the public keys that the app's assertions are checked with (RFC 7523), in place of those before; nothing
/// typed takes them away.
pub fn change_keys(
    tx: &mut Write<'_>,
    by: &Actor,
    owner: &Id<kinds::Developer>,
    id: &Id<kinds::App>,
    jwks: &str,
) -> Outcome<App> {
    let mut app = require_owned(tx, by, owner, id)?;
    let jwks = Some(jwks.trim()).filter(|jwks| !jwks.is_empty()).map(str::to_owned);
    if let Some(jwks) = &jwks {
        refuse_public(&app)?;
        KeySet::parse(jwks).map_err(|error| Refusal::field("jwks", "apps.keys_unusable", error.to_string()))?;
    }
    let before = json!({"jwks": app.jwks});
    app.jwks = jwks;
    store::update_settings(tx, &app)?;
    record(tx, by, &app, "apps.keys_changed", Some(before), Some(json!({"jwks": app.jwks})), None)?;
    tx.announce("apps", &app.id);
    Ok(app)
}

/// Notes that the app's assertion of this name has served; false when it had served before. The name is kept as a hash
/// until the assertion has expired.
pub fn use_assertion(tx: &mut Write<'_>, id: &Id<kinds::App>, jti: &str, expires_at: Time) -> Outcome<bool> {
    store::insert_assertion(tx, &protocol::sha256(format!("{id} {jti}").as_bytes()), expires_at)
}

/// Adds a second secret; its text is given here and never again. With `old_expires_in` the one that is there stops
/// working by itself after so many hours: nobody has to remember to delete it.
pub fn add_secret(
    tx: &mut Write<'_>,
    by: &Actor,
    keys: &KeyRing,
    owner: &Id<kinds::Developer>,
    id: &Id<kinds::App>,
    old_expires_in: Option<u32>,
) -> Outcome<(AppSecret, Secret)> {
    if old_expires_in.is_some_and(|hours| !(1..=MAX_EXPIRY_HOURS).contains(&hours)) {
        let sentence = "the old secret can expire in 1 to 720 hours; leave the field empty to keep it";
        return Err(Refusal::field("expire_hours", "apps.secret_expiry_range", sentence).into());
    }
    let app = require_owned(tx, by, owner, id)?;
    refuse_public(&app)?;
    let live = store::live_secrets(tx, id)?;
    if live.len() >= MAX_SECRETS {
        return Err(Refusal::conflict("apps.secret_limit", "an app has at most two live secrets; delete one first").into());
    }
    let (secret, text) = insert_secret(tx, keys, id)?;
    let mut after = json!({"secret": secret.id, "hint": secret.hint});
    if let (Some(hours), Some(old)) = (old_expires_in, live.first()) {
        let at = tx.now + Duration::from_secs(3600 * u64::from(hours));
        store::set_secret_expiry(tx, id, &old.id, at)?;
        after["old_secret"] = json!({"secret": old.id, "hint": old.hint, "expires_at": at});
    }
    record(tx, by, &app, "apps.secret_added", None, Some(after), None)?;
    tx.announce("apps", id);
    Ok((secret, text))
}

/// Deletes a secret: it stops working with this write. Deleting one that is already gone changes nothing. Refused when
/// nothing would be left, or only what expires by itself.
pub fn delete_secret(
    tx: &mut Write<'_>,
    by: &Actor,
    owner: &Id<kinds::Developer>,
    id: &Id<kinds::App>,
    secret: &Id<kinds::AppSecret>,
) -> Outcome<()> {
    let app = require_owned(tx, by, owner, id)?;
    let live = store::live_secrets(tx, id)?;
    let Some(found) = live.iter().find(|live| live.id == *secret) else { return Ok(()) };
    if !live.iter().any(|other| other.id != *secret && other.expires_at.is_none()) {
        let sentence = "this is the app's only secret that lasts; add another one before you delete it";
        return Err(Refusal::conflict("apps.last_secret", sentence).into());
    }
    store::delete_secret(tx, id, secret)?;
    record(tx, by, &app, "apps.secret_deleted", Some(json!({"secret": found.id, "hint": found.hint})), None, None)?;
    tx.announce("apps", id);
    Ok(())
}

/// Takes the texts of up to `limit` expired secrets away, which stopped working when their time passed, and deletes up to
/// as many names of assertions that have expired; how many rows that were in all.
pub fn sweep(tx: &mut Write<'_>, limit: u32) -> Outcome<u64> {
    let now = tx.now;
    let assertions = store::delete_assertions(tx, now, limit)?;
    let expired = store::expired_secrets(tx, limit)?;
    for (id, secret) in &expired {
        let app = require(tx, id)?;
        store::delete_secret(tx, id, &secret.id)?;
        let before = json!({"secret": secret.id, "hint": secret.hint, "expires_at": secret.expires_at});
        record(tx, &Actor::system("sweep"), &app, "apps.secret_expired", Some(before), None, None)?;
        tx.announce("apps", id);
    }
    Ok(assertions + expired.len() as u64)
}

/// The operator moves the app to another stage and says why; the developer is told.
pub fn change_stage(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::App>, change: StageChange, reason: &str) -> Outcome<App> {
    accounts::require_operator(tx, by, DECIDERS)?;
    let reason = text::paragraphs("reason", reason, MIN_REASON, MAX_REASON)?;
    let mut app = require(tx, id)?;
    let before = app.stage;
    app.stage = before.after(change)?;
    app.stage_reason = Some(reason.clone());
    app.stage_since = tx.now;
    store::update_stage(tx, &app)?;
    let (old, new) = (json!({"stage": before.as_str()}), json!({"stage": app.stage.as_str()}));
    record(tx, by, &app, "apps.stage_changed", Some(old), Some(new), Some(&reason))?;
    let members = accounts::members_of(tx, &Party::Developer(app.developer.clone()))?;
    let args = json!({"app": app.name, "stage": app.stage.as_str(), "reason": reason});
    notices::tell(tx, &members, &News { code: "app_stage_changed", args, link: format!("/developer/apps/{}", app.id) })?;
    tx.announce("apps", id);
    Ok(app)
}

pub fn find(tx: &mut Read<'_>, id: &Id<kinds::App>) -> Outcome<Option<App>> {
    store::find(tx, id)
}

pub fn find_owned(tx: &mut Read<'_>, owner: &Id<kinds::Developer>, id: &Id<kinds::App>) -> Outcome<Option<App>> {
    Ok(store::find(tx, id)?.filter(|app| app.developer == *owner))
}

/// The app that the store may show under this address.
pub fn find_by_slug(tx: &mut Read<'_>, slug: &str) -> Outcome<Option<App>> {
    Ok(store::find_by_slug(tx, slug)?.filter(|app| app.stage == Stage::Online))
}

/// All apps, newest first, for the operator.
pub fn list(tx: &mut Read<'_>, stage: Option<Stage>, page: &PageRequest) -> Outcome<Page<App>> {
    store::list(tx, stage, page)
}

/// How many there are; in one stage when it is given.
pub fn count(tx: &mut Read<'_>, stage: Option<Stage>) -> Outcome<i64> {
    store::count(tx, stage)
}

/// How many there are of a category: as many as developers in it have made one.
pub fn count_of_category(tx: &mut Read<'_>, category: &Id<kinds::Category>) -> Outcome<i64> {
    store::count_of_category(tx, category)
}

/// Every app of a category but those that were retired for good.
pub fn list_of_category(tx: &mut Read<'_>, category: &Id<kinds::Category>) -> Outcome<Vec<App>> {
    let all = store::list_of_category(tx, category)?;
    Ok(all.into_iter().filter(|app| app.stage != Stage::Retired).collect())
}

/// What the store shows: apps that are online, newest first.
pub fn list_online(tx: &mut Read<'_>, page: &PageRequest) -> Outcome<Page<App>> {
    store::list(tx, Some(Stage::Online), page)
}

/// At most one for each category.
pub fn list_owned(tx: &mut Read<'_>, owner: &Id<kinds::Developer>) -> Outcome<Vec<App>> {
    store::list_owned(tx, owner)
}

/// Live secrets, oldest first.
pub fn secrets(tx: &mut Read<'_>, id: &Id<kinds::App>) -> Outcome<Vec<AppSecret>> {
    store::live_secrets(tx, id)
}

/// What the app's secrets are recognised by, for who keeps a copy in memory; each change of them is announced as the app's.
pub fn secret_proofs(tx: &mut Read<'_>, keys: &KeyRing, id: &Id<kinds::App>) -> Outcome<Vec<SecretProof>> {
    let sealed = store::sealed_secrets(tx, id)?;
    let proof = |SealedSecret { id, sealed, expires_at }| {
        let hash = protocol::sha256(open(keys, &id, &sealed)?.expose().as_bytes());
        Ok(SecretProof { id, hash, expires_at })
    };
    sealed.into_iter().map(proof).collect()
}

/// The secret that was presented, if it is one of these and still works. Hashes are compared, in constant time.
pub fn authenticate<'p>(proofs: &'p [SecretProof], presented: &str, now: Time) -> Option<&'p Id<kinds::AppSecret>> {
    let hash = protocol::sha256(presented.as_bytes());
    let mut live = proofs.iter().filter(|proof| proof.expires_at.is_none_or(|at| at > now));
    live.find(|proof| bool::from(proof.hash.ct_eq(&hash))).map(|proof| &proof.id)
}

/// The texts of the live secrets, oldest first, for what signs with them.
pub fn open_secrets(tx: &mut Read<'_>, keys: &KeyRing, id: &Id<kinds::App>) -> Outcome<Vec<Secret>> {
    let sealed = store::sealed_secrets(tx, id)?;
    sealed.iter().map(|secret| open(keys, &secret.id, &secret.sealed)).collect()
}

pub(crate) fn require(tx: &mut Read<'_>, id: &Id<kinds::App>) -> Outcome<App> {
    store::find(tx, id)?.ok_or_else(|| no_such_app().into())
}

/// Notes that a secret was used, at most once a minute.
pub(crate) fn touch_secret(tx: &mut Write<'_>, id: &Id<kinds::AppSecret>) -> Outcome<()> {
    store::touch_secret(tx, id)
}

/// The app, for somebody who speaks for its developer.
pub(crate) fn require_owned(tx: &mut Read<'_>, by: &Actor, owner: &Id<kinds::Developer>, id: &Id<kinds::App>) -> Outcome<App> {
    accounts::require_member(tx, by, &Party::Developer(owner.clone()), SPEAKERS)?;
    find_owned(tx, owner, id)?.ok_or_else(|| no_such_app().into())
}

fn no_such_app() -> Refusal {
    Refusal::not_found("apps.not_found", "there is no such app")
}

fn refuse_public(app: &App) -> Result<(), Refusal> {
    let sentence = "a public app proves itself by PKCE alone and has neither secret nor keys";
    if app.is_public { Err(Refusal::conflict("apps.public", sentence)) } else { Ok(()) }
}

fn settings(app: &App) -> serde_json::Value {
    json!({"name": app.name, "redirect_uris": app.redirect_uris, "logo": app.logo})
}

fn save(tx: &mut Write<'_>, by: &Actor, app: &App, action: &'static str, before: serde_json::Value) -> Outcome<()> {
    store::update_settings(tx, app)?;
    record(tx, by, app, action, Some(before), Some(settings(app)), None)?;
    tx.announce("apps", &app.id);
    Ok(())
}

/// Each once, in the order in which they were typed.
fn check_redirects(typed: &[String], may_loop_back: bool) -> Result<Vec<String>, Refusal> {
    let mut redirects: Vec<String> = Vec::with_capacity(typed.len());
    for typed in typed {
        redirect::check(typed, may_loop_back)?;
        if !redirects.contains(typed) {
            redirects.push(typed.clone());
        }
    }
    if redirects.is_empty() {
        redirect::check("", may_loop_back)?;
    }
    if redirects.len() > MAX_REDIRECTS {
        let sentence = format!("an app has at most {MAX_REDIRECTS} redirect URLs");
        return Err(Refusal::field("redirect_uri", "apps.too_many_redirects", sentence));
    }
    Ok(redirects)
}

fn check(
    name: &str,
    redirects: &[String],
    may_loop_back: bool,
    logo: Option<&Upload>,
) -> Outcome<(Vec<String>, Option<MediaType>)> {
    let mut wrong = Vec::new();
    let mut note = |result: Result<(), Refusal>| {
        if let Err(refusal) = result {
            wrong.extend(refusal.fields);
        }
    };
    note(text::required("name", name, MAX_NAME).map(drop));
    let redirects = check_redirects(redirects, may_loop_back);
    note(redirects.as_ref().map(drop).map_err(Clone::clone));
    let media_type = logo.map(|upload| files::check("logo", upload, &[MediaType::Png, MediaType::Jpeg])).transpose();
    note(media_type.as_ref().map(drop).map_err(Clone::clone));
    if wrong.is_empty() { Ok((redirects?, media_type?)) } else { Err(Refusal::fields(wrong).into()) }
}

fn insert_secret(tx: &mut Write<'_>, keys: &KeyRing, app: &Id<kinds::App>) -> Outcome<(AppSecret, Secret)> {
    let id: Id<kinds::AppSecret> = tx.new_id();
    let environment = tx.environment;
    let token = Token::generate(TokenKind::ClientSecret, environment, tx.rng());
    let sealed = keys.seal(token.expose().as_bytes(), place(&id), tx.rng());
    let secret = AppSecret { id, hint: token.hint(), created_at: tx.now, last_used_at: None, expires_at: None };
    store::insert_secret(tx, app, &secret, &sealed)?;
    Ok((secret, Secret::new(token.expose())))
}

fn open(keys: &KeyRing, id: &Id<kinds::AppSecret>, sealed: &Sealed) -> Outcome<Secret> {
    let plain = keys.open(sealed, place(id)).map_err(|error| Fault::because("opening an app's secret", error))?;
    let text = std::str::from_utf8(&plain).map_err(|error| Fault::because("opening an app's secret", error))?;
    Ok(Secret::new(text))
}

fn place(id: &Id<kinds::AppSecret>) -> Place<'_> {
    SEALED.place(id.as_str())
}

/// Letters and digits of the name, and the end of the id, so that two apps of one name have two addresses.
fn slug(name: &str, id: &Id<kinds::App>) -> String {
    let mut words = String::new();
    for letter in name.chars().map(|letter| letter.to_ascii_lowercase()) {
        if letter.is_ascii_alphanumeric() {
            words.push(letter);
        } else if !words.is_empty() && !words.ends_with('-') {
            words.push('-');
        }
    }
    words.truncate(48);
    let tail = &id.as_str()[id.as_str().len() - 6..];
    format!("{}-{tail}", if words.is_empty() { "app" } else { words.trim_end_matches('-') })
}

fn record(
    tx: &mut Write<'_>,
    by: &Actor,
    app: &App,
    action: &'static str,
    before: Option<serde_json::Value>,
    after: Option<serde_json::Value>,
    reason: Option<&str>,
) -> Outcome<()> {
    let party = Some(app.developer.as_str());
    audit::record(tx, by, &audit::Change { action, subject: app.id.as_str(), party, before, after, reason })
}
