//! A forgotten password and a new one.

use crate::{
    form::Form,
    links, mail,
    pages::Answer,
    views::accounts::{ChangePassword, Forgot, ResetPassword},
    visit::{SignedIn, Visit, Visitor},
};
use axum::extract::Path;
use kernel::{FieldRefusal, Outcome, Refusal, RefusalKind};
use platform::accounts::{self, Account, PasswordHash, password};

// === forgotten ===

pub async fn forgot_page(visitor: Visitor) -> Answer {
    visitor.query().all_names_known(&[])?;
    visitor.show(&Forgot { form: None, sent_to: None })
}

/// The answer is the same whether there is such an account or not.
pub async fn forgot(visitor: Visitor, form: Form) -> Answer {
    let (by, email, page) = (visitor.actor(), form.text("email"), links::RESET.of(visitor.console));
    let asked = email.clone();
    match visitor.web.db.write(move |tx| accounts::ask_for_reset(tx, &by, &asked, page)).await {
        Ok(()) => visitor.show(&Forgot { form: None, sent_to: Some(email) }),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            visitor.show_with(status, &Forgot { form: Some(form), sent_to: None })
        }
    }
}

pub async fn reset_page(visitor: Visitor, Path(link): Path<String>) -> Answer {
    match candidate(&visitor, &link).await {
        Ok((account, _)) => visitor.show(&ResetPassword { form: None, email: Some(account.email) }),
        Err(error) => dead_link(&visitor, error),
    }
}

pub async fn reset(visitor: Visitor, Path(link): Path<String>, form: Form) -> Answer {
    let (account, reset) = match candidate(&visitor, &link).await {
        Ok(found) => found,
        Err(error) => return dead_link(&visitor, error),
    };
    let hash = match new_password(&visitor, &form, &account.email).await {
        Ok(hash) => hash,
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            return visitor.show_with(status, &ResetPassword { form: Some(form), email: Some(account.email) });
        }
    };
    let by = visitor.actor();
    let done = visitor.web.db.write(move |tx| accounts::reset_password(tx, &by, &reset.account, &reset.fingerprint, &hash)).await;
    match done {
        Ok(()) => Ok(visitor.go_saying(visitor.console.sign_in(), "flash-password-reset")),
        Err(error) => dead_link(&visitor, error),
    }
}

async fn candidate(visit: &Visit, link: &str) -> Outcome<(Account, mail::Reset)> {
    match mail::read_reset_link(&visit.web, link, visit.now) {
        mail::Link::Good(reset) => {
            visit
                .web
                .db
                .read(move |tx| {
                    let account = accounts::reset_candidate(tx, &reset.account, &reset.fingerprint)?;
                    Ok((account, mail::Reset { account: reset.account.clone(), fingerprint: reset.fingerprint.clone() }))
                })
                .await
        }
        mail::Link::Expired(_) => {
            let sentence = "this link is older than an hour; ask for a new one";
            Err(Refusal::expired("accounts.link_expired", sentence).into())
        }
        mail::Link::Garbled => {
            let sentence = "this link is not complete; copy all of it from the mail, or ask for a new one";
            Err(Refusal::not_found("accounts.garbled_link", sentence).into())
        }
    }
}

/// A link that leads nowhere any more says so, and offers a new one.
fn dead_link(visit: &Visit, error: kernel::Error) -> Answer {
    let kernel::Error::Refusal(refusal) = error else { return Err(error.into()) };
    visit.note_wait(&refusal);
    let form = crate::form::FormView { error: Some(visit.refusal_words(refusal.code, &refusal.sentence)), ..Default::default() };
    visit.show_with(crate::rescue::status(refusal.kind), &ResetPassword { form: Some(form), email: None })
}

// === a new one ===

pub async fn change_page(signed: SignedIn) -> Answer {
    signed.query().all_names_known(&[])?;
    signed.show(&ChangePassword { form: None })
}

pub async fn change(signed: SignedIn, form: Form) -> Answer {
    match try_to_change(&signed, &form).await {
        Ok(()) => Ok(signed.go_saying(links::SECURITY.of(signed.console), "flash-password-changed")),
        Err(error) => {
            let (status, form) = form.refused(&signed, error)?;
            signed.show_with(status, &ChangePassword { form: Some(form) })
        }
    }
}

async fn try_to_change(signed: &SignedIn, form: &Form) -> Outcome<()> {
    // What is wrong with the new one costs no attempt at the old one.
    password::check(&form.secret("password"), &signed.account.email)?;
    let old = check_own(signed, form.secret("old_password"), "old_password").await?;
    let hash = new_password(signed, form, &signed.account.email).await?;
    let (by, session) = (signed.actor(), signed.session.clone());
    signed.web.db.write(move |tx| accounts::change_password(tx, &by, &session, &old, &hash)).await
}

async fn new_password(visit: &Visit, form: &Form, email: &str) -> Outcome<PasswordHash> {
    let password = form.secret("password");
    password::check(&password, email)?;
    visit.web.with_password(password, |password| password::hash(password, &mut crate::web::rng())).await?
}

/// Compares what was typed with the password of whoever is signed in, under the same delays as a sign-in; the hash that
/// it matched.
pub(crate) async fn check_own(visit: &Visit, given: kernel::Secret, field: &'static str) -> Outcome<PasswordHash> {
    let (web, by) = (&visit.web, visit.actor());
    let email = visit.signed.as_ref().map(|signed| signed.account.email.clone()).unwrap_or_default();
    let (attempt, address) = (by.clone(), email.clone());
    let candidate = web.db.write(move |tx| accounts::begin_sign_in(tx, &attempt, &address)).await?;
    let hash = candidate.map_or_else(password::dummy_hash, |candidate| candidate.password_hash);
    let known = hash.clone();
    if web.with_password(given, move |given| password::verify(given, &known)).await? {
        web.db.write(move |tx| accounts::clear_failures(tx, &email)).await?;
        return Ok(hash);
    }
    web.db.write(move |tx| accounts::record_sign_in_failure(tx, &by)).await?;
    let (code, sentence) = ("accounts.not_your_password", "this is not the password of your account");
    let mut refusal = Refusal::new(RefusalKind::Invalid, code, sentence);
    refusal.fields.push(FieldRefusal { field, code, sentence: sentence.into() });
    Err(refusal.into())
}
