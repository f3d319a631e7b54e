//! The end of the link in an invitation's mail: join, sign in and join, or register and join.

use crate::{
    form::{Form, FormView},
    links, mail,
    pages::{Answer, registering},
    views::members::{Invited, InvitedStep},
    visit::{Console, SignedIn, Visit, Visitor},
};
use axum::{extract::Path, http::StatusCode};
use db::Read;
use kernel::{Actor, Outcome, Refusal, Who};
use platform::{
    accounts::{self, NewAccount, Party, Proof, password},
    developers,
    invitations::{self, Invitation},
    merchants, text,
};
use protocol::Token;

pub async fn page(visitor: Visitor, Path(link): Path<String>) -> Answer {
    show(&visitor, &link, StatusCode::OK, None).await
}

async fn show(visitor: &Visit, link: &str, status: StatusCode, form: Option<FormView>) -> Answer {
    let (invitation, party_name, has_account) = open(visitor, link).await?;
    let step = match &visitor.signed {
        Some(signed) if signed.account.email == invitation.email => InvitedStep::Join,
        Some(_) => InvitedStep::OtherAccount,
        None if has_account => InvitedStep::SignIn,
        None => InvitedStep::Register,
    };
    let (role, email) = (invitation.role.as_str(), invitation.email);
    let sign_in_url = links::with_next(visitor.console.sign_in(), visitor.path());
    visitor.show_with(status, &Invited { party_name, role, email, step, sign_in_url, form })
}

/// The invitation of the link, what its party is called, and whether its address has an account.
async fn open(visit: &Visit, link: &str) -> Outcome<(Invitation, String, bool)> {
    let id = mail::read_invitation_link(&visit.web, link).ok_or_else(|| {
        let sentence = "this link is not complete; copy all of it from the mail, or ask for a new one";
        Refusal::not_found("accounts.garbled_link", sentence)
    })?;
    let operator = visit.web.operator_name().to_owned();
    visit
        .web
        .db
        .read(move |tx| {
            let invitation = invitations::find(tx, &id)?.ok_or_else(invitations::gone)?;
            let has_account = accounts::sign_in_candidate(tx, &invitation.email)?.is_some();
            let name = name_of(tx, &invitation.party, &operator)?;
            Ok((invitation, name, has_account))
        })
        .await
}

fn name_of(tx: &mut Read<'_>, party: &Party, operator: &str) -> Outcome<String> {
    let name = match party {
        Party::Developer(id) => developers::find(tx, id)?.map(|developer| developer.name),
        Party::Merchant(id) => merchants::find(tx, id)?.map(|merchant| merchant.name),
        Party::Operator => Some(operator.to_owned()),
    };
    Ok(name.unwrap_or_default())
}

pub async fn accept(visitor: Visitor, Path(link): Path<String>, form: Form) -> Answer {
    match try_to_accept(&visitor, &link, &form).await {
        Ok(token) => Ok(registering::go_on(&visitor, visitor.console.home(), "flash-joined", token.as_ref())),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            show(&visitor, &link, status, Some(form)).await
        }
    }
}

/// Joins; with a new session when the account was made for it.
async fn try_to_accept(visit: &Visit, link: &str, form: &Form) -> Outcome<Option<Token>> {
    let (invitation, _, has_account) = open(visit, link).await?;
    let (web, by, id) = (&visit.web, visit.actor(), invitation.id);
    if let Some(signed) = &visit.signed {
        let account = signed.account.clone();
        return web.db.write(move |tx| invitations::accept(tx, &by, &id, &account).map(|_| None)).await;
    }
    if has_account {
        return Err(Refusal::unauthenticated("invitations.sign_in", "sign in with this e-mail address to join").into());
    }
    let (email, name, password, language) = (invitation.email, form.text("name"), form.secret("password"), visit.language);
    let mut wrong = registering::Wrong::default();
    wrong.take(text::required("name", &name, 80));
    wrong.take(password::check(&password, &email));
    wrong.finish()?;
    let password_hash = web.with_password(password, |password| password::hash(password, &mut crate::web::rng())).await??;
    let (new, user_agent) = (NewAccount { email, name, language, password_hash }, visit.user_agent.clone());
    web.db
        .write(move |tx| {
            let account = accounts::register(tx, &by, &new)?;
            let by = Actor { who: Who::Account(account.id.clone()), address: by.address };
            invitations::accept(tx, &by, &id, &account)?;
            accounts::open_session(tx, &by, &account.id, &user_agent, Proof::Password).map(Some)
        })
        .await
}

// === which party the consoles show ===

pub async fn choose(signed: SignedIn, form: Form) -> Answer {
    let (account, wanted) = (signed.account.id.clone(), form.text("party"));
    let chosen = signed.web.db.write(move |tx| {
        let memberships = accounts::parties_of(tx, &account)?;
        let party = memberships.into_iter().map(|membership| membership.party).find(|party| party.as_str() == wanted);
        let party = party
            .ok_or_else(|| Refusal::not_found("accounts.not_a_member", "this person is not a member here; reload the page"))?;
        accounts::choose_party(tx, &account, &party)?;
        Ok(party)
    });
    let console = match chosen.await? {
        Party::Developer(_) => Console::Developer,
        Party::Merchant(_) => Console::Merchant,
        Party::Operator => Console::Operator,
    };
    Ok(signed.go(console.home()))
}
