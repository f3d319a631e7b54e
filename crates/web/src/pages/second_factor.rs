//! The second step of signing in, and setting it up.

use crate::{
    cookies::Cookie,
    form::{Form, FormView},
    links,
    pages::{Answer, accounts as signing},
    views::accounts::{Authenticator, AuthenticatorRemove, RecoveryCodes, SecondStep},
    visit::{SignedIn, Visit, Visitor},
};
use axum::{
    http::{StatusCode, header},
    response::Response,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use db::Write;
use kernel::{Actor, Error, Id, Outcome, Secret, Time, kinds};
use platform::{
    accounts::{self, Account, Candidate, Proof},
    second_factors,
};
use protocol::{Place, Sealed, TotpSecret};
use qrcodegen::{QrCode, QrCodeEcc};
use serde::{Deserialize, Serialize};
use std::{fmt::Write as _, time::Duration};

const PLACE: Place<'static> = Place { table: "cookies", column: "second_step", row: "" };
/// How long the right password waits for its code.
const WAITS: Duration = Duration::from_secs(10 * 60);

/// The first step, done: sealed in a cookie, so that it means nothing elsewhere and nothing is stored.
#[derive(Serialize, Deserialize)]
struct FirstStep {
    account: Id<kinds::Account>,
    /// Of the password that was right: another one starts over.
    fingerprint: String,
    until: Time,
}

/// The password was right: on to the code.
pub(super) fn ask(visit: &Visit, candidate: &Candidate, next: Option<&str>) -> Response {
    let step = FirstStep {
        account: candidate.account.id.clone(),
        fingerprint: candidate.password_hash.fingerprint(),
        until: visit.now + WAITS,
    };
    let plain = serde_json::to_vec(&step).unwrap_or_default();
    let sealed = visit.web.keyring().seal(&plain, PLACE, &mut crate::web::rng());
    let cookie = Cookie::SecondStep.set(&visit.web, &BASE64_URL_SAFE_NO_PAD.encode(sealed.as_bytes()), Some(WAITS.as_secs()));
    let page = links::SECOND_STEP.of(visit.console);
    let mut response = visit.go(&next.map_or_else(|| page.to_owned(), |next| links::with_next(page, next)));
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// Whose password was right a moment ago in this browser, and is the same still.
async fn candidate(visit: &Visit) -> Outcome<Option<Account>> {
    let read = || {
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(visit.second_step.as_deref()?).ok()?;
        let plain = visit.web.keyring().open(&Sealed::from_bytes(sealed), PLACE).ok()?;
        serde_json::from_slice::<FirstStep>(&plain).ok().filter(|step| visit.now < step.until)
    };
    let Some(step) = read() else { return Ok(None) };
    match visit.web.db.read(move |tx| accounts::reset_candidate(tx, &step.account, &step.fingerprint)).await {
        Ok(account) => Ok(Some(account)),
        Err(Error::Refusal(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

pub async fn step_page(visitor: Visitor) -> Answer {
    let query = visitor.query();
    query.all_names_known(&["next"])?;
    let next = query.text("next").and_then(links::local).map(str::to_owned);
    match candidate(&visitor).await? {
        Some(_) => visitor.show(&SecondStep { form: None, next }),
        None => Ok(start_over(&visitor, next.as_deref())),
    }
}

pub async fn step(visitor: Visitor, form: Form) -> Answer {
    let next = links::local(form.find("next")).map(str::to_owned);
    let Some(account) = candidate(&visitor).await? else { return Ok(start_over(&visitor, next.as_deref())) };
    let (id, user_agent) = (account.id.clone(), visitor.user_agent.clone());
    let old = visitor.signed.as_ref().map(|signed| signed.token.hash());
    let open = move |tx: &mut Write<'_>, by: &Actor| {
        if let Some(old) = &old {
            accounts::close_session(tx, by, old)?;
        }
        accounts::open_session(tx, by, &id, &user_agent, Proof::TwoFactors)
    };
    match with_code(&visitor, &account, &form, "one_time_code", open).await {
        Ok(token) => {
            let mut response = signing::signed_in(&visitor, next.as_deref().unwrap_or(visitor.console.home()), &token);
            response.headers_mut().append(header::SET_COOKIE, Cookie::SecondStep.forget(&visitor.web));
            Ok(response)
        }
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            visitor.show_with(status, &SecondStep { form: Some(form), next })
        }
    }
}

fn start_over(visit: &Visit, next: Option<&str>) -> Response {
    let page = visit.console.sign_in();
    visit.go(&next.map_or_else(|| page.to_owned(), |next| links::with_next(page, next)))
}

/// Runs `rule` when the code in this field is right, under the same delays as a password.
pub(super) async fn with_code<T: Send + 'static>(
    visit: &Visit,
    account: &Account,
    form: &Form,
    field: &'static str,
    rule: impl Fn(&mut Write<'_>, &Actor) -> Outcome<T> + Send + 'static,
) -> Outcome<T> {
    let (web, by, keys) = (&visit.web, visit.actor(), visit.web.keyring().clone());
    let (attempt, email) = (by.clone(), account.email.clone());
    web.db.write(move |tx| accounts::begin_sign_in(tx, &attempt, &email)).await?;
    let (account, failing, code) = (account.clone(), by.clone(), form.text(field));
    let done = web.db.write(move |tx| match second_factors::accept(tx, &by, &keys, &account.id, &code)? {
        Some(_) => {
            accounts::clear_failures(tx, &account.email)?;
            rule(tx, &by).map(Some)
        }
        None => Ok(None),
    });
    if let Some(done) = done.await? {
        return Ok(done);
    }
    web.db.write(move |tx| accounts::record_sign_in_failure(tx, &failing)).await?;
    Err(second_factors::wrong_code(field).into())
}

// === setting it up ===

pub async fn set_up_page(signed: SignedIn) -> Answer {
    signed.query().all_names_known(&[])?;
    show_set_up(&signed, StatusCode::OK, None).await
}

pub async fn set_up(signed: SignedIn, form: Form) -> Answer {
    let (by, keys, session, code) =
        (signed.actor(), signed.web.keyring().clone(), signed.session.clone(), form.text("one_time_code"));
    match signed.web.db.write(move |tx| second_factors::confirm(tx, &by, &keys, &session, &code)).await {
        Ok(codes) => show_codes(&signed, &codes, true),
        Err(error) => {
            let (status, form) = form.refused(&signed, error)?;
            show_set_up(&signed, status, Some(form)).await
        }
    }
}

async fn show_set_up(signed: &SignedIn, status: StatusCode, form: Option<FormView>) -> Answer {
    let (keys, account) = (signed.web.keyring().clone(), signed.account.id.clone());
    let begun = signed.web.db.write(move |tx| {
        if second_factors::is_on(tx, &account)? {
            return Ok(None);
        }
        second_factors::begin(tx, &keys, &account).map(Some)
    });
    let Some(secret) = begun.await? else {
        // Whoever set it up on another device is asked for a code on this one.
        let lacks = signed.signed.as_ref().is_some_and(|signed| signed.lacks_second_factor);
        let page = if lacks {
            links::with_next(links::CONFIRM.of(signed.console), signed.console.home())
        } else {
            links::SECURITY.of(signed.console).to_owned()
        };
        return Ok(signed.go(&page));
    };
    let (size, path) = picture(&secret.to_uri(signed.web.operator_name(), &signed.account.email))?;
    let is_required = signed.signed.as_ref().is_some_and(|signed| signed.lacks_second_factor);
    let view = Authenticator { form, secret: groups(&secret), qr_size: size, qr_path: path, is_required };
    signed.show_with(status, &view)
}

/// In fours, to be typed.
fn groups(secret: &TotpSecret) -> String {
    let text = secret.to_base32();
    let letters: Vec<char> = text.expose().chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// The dark squares as one path, and how many squares a side has, with the quiet zone of four.
fn picture(text: &Secret) -> Outcome<(i32, String)> {
    const QUIET: i32 = 4;
    let code = QrCode::encode_text(text.expose(), QrCodeEcc::Medium)
        .map_err(|error| kernel::Fault::new(format!("drawing a QR code: {error:?}")))?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            // Writing to a string cannot fail.
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    Ok((code.size() + 2 * QUIET, path))
}

pub async fn renew_codes(signed: SignedIn, _: Form) -> Answer {
    let (by, account) = (signed.actor(), signed.account.id.clone());
    let codes = signed.web.db.write(move |tx| second_factors::renew_codes(tx, &by, &account)).await?;
    show_codes(&signed, &codes, false)
}

/// Rendered straight into the answer: the texts are nowhere else.
fn show_codes(signed: &SignedIn, codes: &[Secret], is_first: bool) -> Answer {
    signed.show(&RecoveryCodes { codes: codes.iter().map(|code| code.expose().to_owned()).collect(), is_first })
}

pub async fn remove_page(signed: SignedIn) -> Answer {
    signed.query().all_names_known(&[])?;
    signed.show(&AuthenticatorRemove {})
}

pub async fn remove(signed: SignedIn, _: Form) -> Answer {
    let (by, account) = (signed.actor(), signed.account.clone());
    signed.web.db.write(move |tx| second_factors::remove(tx, &by, &account)).await?;
    Ok(signed.go_saying(links::SECURITY.of(signed.console), "flash-second-factor-removed"))
}
