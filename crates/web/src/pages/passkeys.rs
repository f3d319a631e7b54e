//! Passkeys: made, listed on the security page, removed, and signed in with.

use crate::{
    flash::Flash,
    form::{Form, FormView},
    links,
    pages::{Answer, accounts as signing, identified},
    passkeys::{Passkeys, wrong},
    views::accounts::{PasskeyNew, PasskeyRemove, PasskeySignIn},
    visit::{SignedIn, Visit, Visitor},
};
use axum::{extract::Path, http::StatusCode, response::Response};
use kernel::{Outcome, Refusal};
use platform::{
    accounts::{self, Proof},
    passkeys,
};
use protocol::Token;

fn here(visit: &Visit) -> Result<&Passkeys, Refusal> {
    visit.web.passkeys().ok_or_else(|| {
        let sentence = "passkeys need an address with a name; use your password here";
        Refusal::conflict("passkeys.not_here", sentence)
    })
}

/// Where no passkey works, the page before says so.
fn back_without(visit: &Visit, page: &str) -> Option<Response> {
    let told = || visit.go_with(page, Flash { kind: "info".to_owned(), text: visit.word("flash-passkeys-not-here") });
    visit.web.passkeys().is_none().then(told)
}

// === signing in ===

pub async fn sign_in_page(visitor: Visitor) -> Answer {
    let query = visitor.query();
    query.all_names_known(&["next"])?;
    let next = query.text("next").and_then(links::local).map(str::to_owned);
    if let Some(back) = back_without(&visitor, visitor.console.sign_in()) {
        return Ok(back);
    }
    show_sign_in(&visitor, StatusCode::OK, next, None)
}

fn show_sign_in(visit: &Visit, status: StatusCode, next: Option<String>, form: Option<FormView>) -> Answer {
    let question = here(visit)?.ask_for_any(&visit.web, visit.now)?;
    visit.show_with(status, &PasskeySignIn { question, next, form })
}

pub async fn sign_in(visitor: Visitor, form: Form) -> Answer {
    let next = links::local(form.find("next")).map(str::to_owned);
    match try_to_sign_in(&visitor, &form).await {
        Ok(token) => Ok(signing::signed_in(&visitor, next.as_deref().unwrap_or(visitor.console.home()), &token)),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show_sign_in(&visitor, status, next, Some(form))
        }
    }
}

async fn try_to_sign_in(visit: &Visit, form: &Form) -> Outcome<Token> {
    let (web, answer) = (&visit.web, form.text("credential"));
    let passkeys = here(visit)?;
    let (credential, question) = (Passkeys::credential(&answer)?, Passkeys::question(form.find("state")));
    let found = web.db.read(move |tx| {
        passkeys::refuse_answered(tx, &question)?;
        passkeys::find_by_credential(tx, &credential)
    });
    let found = found.await?;
    let found = found.ok_or_else(wrong)?;
    let key = passkeys.read(web, &found, form.find("state"), &answer, visit.now)?;
    let (by, user_agent) = (visit.actor(), visit.user_agent.clone());
    let old = visit.signed.as_ref().map(|signed| signed.token.hash());
    web.db
        .write(move |tx| {
            passkeys::answer_once(tx, &question)?;
            if !passkeys::note_use(tx, &found.id, &key)? {
                return Err(wrong().into());
            }
            if let Some(old) = &old {
                accounts::close_session(tx, &by, old)?;
            }
            accounts::open_session(tx, &by, &found.account, &user_agent, Proof::TwoFactors)
        })
        .await
}

// === making one ===

pub async fn new_page(signed: SignedIn) -> Answer {
    signed.query().all_names_known(&[])?;
    if let Some(back) = back_without(&signed, links::SECURITY.of(signed.console)) {
        return Ok(back);
    }
    show_new(&signed, StatusCode::OK, None).await
}

async fn show_new(signed: &SignedIn, status: StatusCode, form: Option<FormView>) -> Answer {
    let account = signed.account.id.clone();
    let known = signed.web.db.read(move |tx| passkeys::list(tx, &account)).await?;
    let question = here(signed)?.ask_for_new(&signed.web, &signed.account, &known, signed.now)?;
    signed.show_with(status, &PasskeyNew { question, form })
}

pub async fn create(signed: SignedIn, form: Form) -> Answer {
    match try_to_create(&signed, &form).await {
        Ok(()) => Ok(signed.go_saying(links::SECURITY.of(signed.console), "flash-passkey-added")),
        Err(error) => {
            let (status, form) = form.refused(&signed, error)?;
            show_new(&signed, status, Some(form)).await
        }
    }
}

async fn try_to_create(signed: &SignedIn, form: &Form) -> Outcome<()> {
    // A name that is missing costs no key on the device.
    platform::text::required("name", &form.text("name"), 60)?;
    let (name, answer) = (form.text("name"), form.text("credential"));
    let new = here(signed)?.read_new(&signed.web, &signed.account, &name, form.find("state"), &answer, signed.now)?;
    let (by, account, question) = (signed.actor(), signed.account.clone(), Passkeys::question(form.find("state")));
    let added = signed.web.db.write(move |tx| {
        passkeys::answer_once(tx, &question)?;
        passkeys::add(tx, &by, &account, &new).map(drop)
    });
    added.await
}

// === removing one ===

pub async fn remove_page(signed: SignedIn, Path(passkey): Path<String>) -> Answer {
    signed.query().all_names_known(&[])?;
    let account = signed.account.id.clone();
    let all = signed.web.db.read(move |tx| passkeys::list(tx, &account)).await?;
    match all.into_iter().find(|found| found.id.as_str() == passkey) {
        Some(found) => signed.show(&PasskeyRemove { id: found.id.to_string(), name: found.name }),
        // Removed in another window: the list shows how it stands.
        None => Ok(signed.go(links::SECURITY.of(signed.console))),
    }
}

pub async fn remove(signed: SignedIn, Path(passkey): Path<String>, _: Form) -> Answer {
    let (by, account, id) = (signed.actor(), signed.account.clone(), identified(&passkey)?);
    signed.web.db.write(move |tx| passkeys::remove(tx, &by, &account, &id)).await?;
    Ok(signed.go_saying(links::SECURITY.of(signed.console), "flash-passkey-removed"))
}
