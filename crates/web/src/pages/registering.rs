//! What registering as a developer and as a merchant have in common: an account and its first party in one form, and
//! signed in at once.

use crate::{cookies::Cookie, form::Form, pages::accounts, visit::Visit};
use axum::{http::header, response::Response};
use db::Write;
use kernel::{Actor, FieldRefusal, Outcome, Refusal, Secret, Who};
use platform::{
    accounts::{Account, NewAccount, Proof, password},
    text,
};
use protocol::Token;

/// The person of the form, before the password is hashed.
pub struct Person {
    email: String,
    name: String,
    password: Secret,
}

/// Gathers what is wrong in several parts of a form, so that all of it can be shown at once.
#[derive(Default)]
pub struct Wrong {
    fields: Vec<FieldRefusal>,
    other: Option<Refusal>,
}

impl Wrong {
    pub fn take<T>(&mut self, part: Result<T, Refusal>) -> Option<T> {
        match part {
            Ok(value) => Some(value),
            Err(refusal) if refusal.fields.is_empty() => {
                self.other.get_or_insert(refusal);
                None
            }
            Err(refusal) => {
                self.fields.extend(refusal.fields);
                None
            }
        }
    }

    /// What remains when everything was right: every part that was taken is there then.
    pub fn finish(self) -> Result<(), Refusal> {
        match (self.other, self.fields.is_empty()) {
            (Some(refusal), true) => Err(refusal),
            (_, false) => Err(Refusal::fields(self.fields)),
            (None, true) => Ok(()),
        }
    }
}

/// The person, unless somebody is signed in already.
pub fn person(visit: &Visit, form: &Form, wrong: &mut Wrong) -> Option<Person> {
    if visit.signed.is_some() {
        return None;
    }
    let (email, password) = (form.text("email"), form.secret("password"));
    wrong.take(text::required("name", &form.text("name"), 80));
    wrong.take(text::email("email", &email));
    wrong.take(password::check(&password, &email));
    Some(Person { email, name: form.text("name"), password })
}

/// Runs `rule` for the account that is signed in, or for a new one that is then signed in.
pub async fn with_account<T: Send + 'static>(
    visit: &Visit,
    person: Option<Person>,
    rule: impl Fn(&mut Write<'_>, &Actor, &Account) -> Outcome<T> + Send + 'static,
) -> Outcome<(T, Option<Token>)> {
    let (web, visitor, language, user_agent) = (&visit.web, visit.actor(), visit.language, visit.user_agent.clone());
    let signed = visit.signed.as_ref().map(|signed| signed.account.clone());
    let new = match person {
        Some(Person { email, name, password }) => {
            let password_hash =
                web.with_password(password, |password| password::hash(password, &mut crate::web::rng())).await??;
            Some(NewAccount { email, name, language, password_hash })
        }
        None => None,
    };
    web.db
        .write(move |tx| match (&signed, &new) {
            (Some(account), _) => Ok((rule(tx, &visitor, account)?, None)),
            (None, Some(new)) => {
                let account = platform::accounts::register(tx, &visitor, new)?;
                let by = Actor { who: Who::Account(account.id.clone()), address: visitor.address };
                let done = rule(tx, &by, &account)?;
                accounts::ask_for_confirmation(tx, &account)?;
                let token = platform::accounts::open_session(tx, &by, &account.id, &user_agent, Proof::Password)?;
                Ok((done, Some(token)))
            }
            (None, None) => Err(kernel::Fault::new("a form without a person was let through").into()),
        })
        .await
}

/// On to `path`, with a session's cookie if a session was opened.
pub fn go_on(visit: &Visit, path: &str, flash: &str, token: Option<&Token>) -> Response {
    let mut response = visit.go_saying(path, flash);
    if let Some(token) = token {
        let cookie = Cookie::Session.set(&visit.web, token.expose(), Some(accounts::COOKIE_SECONDS));
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
