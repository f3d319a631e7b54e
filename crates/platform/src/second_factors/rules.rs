use super::{
    Accepted,
    model::{self, CODES, State},
    store,
};
use crate::accounts::{self, Account, Proof, Role, Session};
use db::{Read, Write};
use kernel::{Actor, Fault, FieldRefusal, Id, Outcome, Refusal, RefusalKind, Secret, kinds};
use office::{audit, sealing::SealedColumn, settings};
use protocol::{KeyRing, Place, Sealed, TotpSecret};
use serde_json::json;

/// Authenticators' secrets at rest.
pub const SEALED: SealedColumn = SealedColumn {
    table: "authenticators",
    column: "secret",
    counts: store::count_by_key,
    batch: store::sealed_otherwise,
    replace: store::replace_sealed,
};

const REQUIRED_OF_STAFF: &str = "security.operator_second_factor";
/// Who decides about the safety of the operator's own people.
const DECIDERS: &[Role] = &[Role::Owner, Role::Admin, Role::Security];

/// Whether signing in asks for more than the password.
pub fn is_on(tx: &mut Read<'_>, account: &Id<kinds::Account>) -> Outcome<bool> {
    Ok(matches!(store::find(tx, account)?, Some((_, State::On, _))))
}

/// The secret that an authenticator is to be set up with; the same until its first code was typed, so that two windows
/// show one. Refuses when one is on already.
pub fn begin(tx: &mut Write<'_>, keys: &KeyRing, account: &Id<kinds::Account>) -> Outcome<TotpSecret> {
    match store::find(tx, account)? {
        Some((_, State::On, _)) => Err(on_already().into()),
        Some((sealed, State::Pending, _)) => open(keys, account, &sealed),
        None => {
            let secret = TotpSecret::generate(tx.rng());
            let sealed = keys.seal(secret.expose(), place(account), tx.rng());
            store::insert(tx, account, &sealed)?;
            Ok(secret)
        }
    }
}

/// The first code was typed: the authenticator is on, and the session that did it counts as opened with it. The recovery
/// codes are given here only.
pub fn confirm(tx: &mut Write<'_>, by: &Actor, keys: &KeyRing, session: &Session, code: &str) -> Outcome<Vec<Secret>> {
    let account = &session.account;
    let (sealed, last_step) = match store::find(tx, &account.id)? {
        Some((sealed, State::Pending, last_step)) => (sealed, last_step),
        Some((_, State::On, _)) => return Err(on_already().into()),
        None => return Err(Refusal::conflict("second_factors.not_begun", "load the page again and scan its code").into()),
    };
    let step = open(keys, &account.id, &sealed)?.step_of(code, tx.now).filter(|step| *step > last_step);
    let Some(step) = step else { return Err(wrong_code("one_time_code").into()) };
    store::use_step(tx, &account.id, step)?;
    store::turn_on(tx, &account.id)?;
    let codes = make_codes(tx, &account.id)?;
    accounts::prove_session(tx, by, session, Proof::TwoFactors)?;
    record(tx, by, &account.id, "second_factors.added")?;
    accounts::tell_of(tx, account.clone(), "second_factor_added")?;
    Ok(codes)
}

/// Takes a code of the authenticator, or a recovery code, each once. `None` when it is neither, was used, or there is no
/// authenticator. The caller has counted the attempt, as for a password.
pub fn accept(
    tx: &mut Write<'_>,
    by: &Actor,
    keys: &KeyRing,
    account: &Id<kinds::Account>,
    code: &str,
) -> Outcome<Option<Accepted>> {
    let Some((sealed, State::On, _)) = store::find(tx, account)? else { return Ok(None) };
    if let Some(step) = open(keys, account, &sealed)?.step_of(code, tx.now) {
        return Ok(store::use_step(tx, account, step)?.then_some(Accepted::Code));
    }
    match model::hash(code) {
        Some(hash) if store::use_code(tx, account, &hash)? => {
            let left = store::count_codes(tx, account)?;
            let (action, after) = ("second_factors.recovery_code_used", Some(json!({"left": left})));
            audit::record(tx, by, &audit::Change { action, subject: account.as_str(), after, ..Default::default() })?;
            Ok(Some(Accepted::RecoveryCode))
        }
        _ => Ok(None),
    }
}

/// Back to the password alone. What other devices proved with it counts as a password from now on.
pub fn remove(tx: &mut Write<'_>, by: &Actor, account: &Account) -> Outcome<()> {
    if !store::delete(tx, &account.id)? {
        return Ok(());
    }
    store::delete_codes(tx, &account.id)?;
    accounts::weaken_sessions(tx, &account.id)?;
    record(tx, by, &account.id, "second_factors.removed")?;
    accounts::tell_of(tx, account.clone(), "second_factor_removed")
}

/// Ten new recovery codes; those of before no longer work.
pub fn renew_codes(tx: &mut Write<'_>, by: &Actor, account: &Id<kinds::Account>) -> Outcome<Vec<Secret>> {
    if !is_on(tx, account)? {
        let sentence = "recovery codes belong to an authenticator app; set one up first";
        return Err(Refusal::conflict("second_factors.not_on", sentence).into());
    }
    let codes = make_codes(tx, account)?;
    record(tx, by, account, "second_factors.codes_renewed")?;
    Ok(codes)
}

pub fn codes_left(tx: &mut Read<'_>, account: &Id<kinds::Account>) -> Outcome<i64> {
    store::count_codes(tx, account)
}

// === the operator's staff ===

pub fn is_required_of_staff(tx: &mut Read<'_>) -> Outcome<bool> {
    Ok(settings::get(tx, REQUIRED_OF_STAFF)?.unwrap_or(false))
}

/// Decides whether the operator's people must use a second factor. Whoever requires it uses one already, or nobody might be
/// left who can take it back.
pub fn require_of_staff(tx: &mut Write<'_>, by: &Actor, session: &Session, required: bool) -> Outcome<()> {
    accounts::require_operator(tx, by, DECIDERS)?;
    let before = is_required_of_staff(tx)?;
    if before == required {
        return Ok(());
    }
    if required && !session.is_strong {
        let sentence = "set up a second factor for yourself first, then require it of everybody";
        return Err(Refusal::conflict("second_factors.own_first", sentence).into());
    }
    settings::set(tx, REQUIRED_OF_STAFF, &required)?;
    let change = audit::Change {
        action: "settings.changed",
        subject: REQUIRED_OF_STAFF,
        before: Some(json!(before)),
        after: Some(json!(required)),
        ..Default::default()
    };
    audit::record(tx, by, &change)
}

// === parts ===

fn make_codes(tx: &mut Write<'_>, account: &Id<kinds::Account>) -> Outcome<Vec<Secret>> {
    store::delete_codes(tx, account)?;
    let mut codes = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        let code = model::new_code(tx.rng());
        let hash = model::hash(code.expose()).ok_or_else(|| Fault::new("a recovery code does not read back"))?;
        store::insert_code(tx, account, &hash)?;
        codes.push(code);
    }
    Ok(codes)
}

fn open(keys: &KeyRing, account: &Id<kinds::Account>, sealed: &Sealed) -> Outcome<TotpSecret> {
    let plain = keys.open(sealed, place(account)).map_err(|error| Fault::because("opening an authenticator", error))?;
    Ok(TotpSecret::from_bytes(plain.to_vec()))
}

fn place(account: &Id<kinds::Account>) -> Place<'_> {
    SEALED.place(account.as_str())
}

fn on_already() -> Refusal {
    Refusal::conflict("second_factors.on_already", "an authenticator app is set up already; remove it first")
}

/// At the field of the form that asks for one.
pub fn wrong_code(field: &'static str) -> Refusal {
    let (code, sentence) = ("second_factors.wrong_code", "this code is not right, or was used before; wait for the next one");
    let mut refusal = Refusal::new(RefusalKind::Unauthenticated, code, sentence);
    refusal.fields.push(FieldRefusal { field, code, sentence: sentence.into() });
    refusal
}

fn record(tx: &mut Write<'_>, by: &Actor, account: &Id<kinds::Account>, action: &'static str) -> Outcome<()> {
    audit::record(tx, by, &audit::Change { action, subject: account.as_str(), ..Default::default() })
}
