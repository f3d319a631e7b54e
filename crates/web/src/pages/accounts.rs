//! Signing in and out, confirming an address, reading notices: the same in each console.

use crate::{
    cookies::Cookie,
    form::Form,
    links, mail,
    pages::{Answer, second_factor},
    query::Query,
    views::accounts::{ForApp, NoticeView, Notices, SignIn, Verify, VerifyOutcome},
    visit::{Console, SignedIn, Visit, Visitor},
};
use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::Response,
};
use kernel::{Id, Outcome, Refusal, kinds};
use office::notices::{self, News, Notice, Recipient};
use platform::{
    accounts::{self, Account, Candidate, Party, Proof, password},
    apps, second_factors,
};
use protocol::Token;

/// As long as the session lives when it is not used.
pub(super) const COOKIE_SECONDS: u64 = 14 * 24 * 3600;

pub async fn sign_in_page(visitor: Visitor) -> Answer {
    let query = visitor.query();
    query.all_names_known(&["next"])?;
    let next = query.text("next").and_then(links::local).map(str::to_owned);
    if visitor.signed.is_some() && next.is_none() {
        return Ok(visitor.go(visitor.console.home()));
    }
    let for_app = app_on_the_way(&visitor, next.as_deref()).await?;
    visitor.show(&SignIn { form: None, passkeys: visitor.web.passkeys().is_some(), next, for_app })
}

pub async fn sign_in(visitor: Visitor, form: Form) -> Answer {
    let next = links::local(form.find("next")).map(str::to_owned);
    match try_to_sign_in(&visitor, &form).await {
        Ok(Step::In(token)) => Ok(signed_in(&visitor, next.as_deref().unwrap_or(visitor.console.home()), &token)),
        Ok(Step::Code(candidate)) => Ok(second_factor::ask(&visitor, &candidate, next.as_deref())),
        Err(error) => {
            let (status, form) = form.refused(&visitor, error)?;
            let for_app = app_on_the_way(&visitor, next.as_deref()).await?;
            visitor.show_with(status, &SignIn { form: Some(form), passkeys: visitor.web.passkeys().is_some(), next, for_app })
        }
    }
}

/// Where the right password leads.
enum Step {
    In(Token),
    /// To the second factor.
    Code(Candidate),
}

async fn try_to_sign_in(visit: &Visit, form: &Form) -> Outcome<Step> {
    let (web, by, email) = (&visit.web, visit.actor(), form.text("email"));
    let (attempt, address) = (by.clone(), email.clone());
    let candidate = web.db.write(move |tx| accounts::begin_sign_in(tx, &attempt, &address)).await?;
    // Somebody unknown costs as much as somebody known.
    let hash = candidate.as_ref().map_or_else(password::dummy_hash, |candidate| candidate.password_hash.clone());
    let matches = web.with_password(form.secret("password"), move |password| password::verify(password, &hash)).await?;
    let Some(candidate) = candidate.filter(|_| matches) else {
        web.db.write(move |tx| accounts::record_sign_in_failure(tx, &by)).await?;
        return Err(Refusal::unauthenticated("accounts.wrong_password", "this e-mail and password do not belong together").into());
    };
    let (user_agent, old) = (visit.user_agent.clone(), visit.signed.as_ref().map(|signed| signed.token.hash()));
    web.db
        .write(move |tx| {
            if second_factors::is_on(tx, &candidate.account.id)? {
                return Ok(Step::Code(candidate.clone()));
            }
            if let Some(old) = &old {
                accounts::close_session(tx, &by, old)?;
            }
            accounts::open_session(tx, &by, &candidate.account.id, &user_agent, Proof::Password).map(Step::In)
        })
        .await
}

/// On to `path`, with the cookie of a new session.
pub(super) fn signed_in(visit: &Visit, path: &str, token: &Token) -> Response {
    let mut response = visit.go(path);
    let cookie = Cookie::Session.set(&visit.web, token.expose(), Some(COOKIE_SECONDS));
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// The app whose consent page the visitor was on the way to.
pub(super) async fn app_on_the_way(visit: &Visit, next: Option<&str>) -> Outcome<Option<ForApp>> {
    let Some((path, query)) = next.and_then(|next| next.split_once('?')) else { return Ok(None) };
    let is_consent = path == links::AUTHORIZE || path == links::AUTHORIZE_WISH;
    let app = Query::parse(query).text("client_id").and_then(|id| id.parse::<Id<kinds::App>>().ok());
    let Some(app) = app.filter(|_| is_consent) else { return Ok(None) };
    let app = visit.web.db.read(move |tx| apps::find(tx, &app)).await?;
    Ok(app.map(|app| ForApp { logo_url: links::logo(&app.id, app.logo.as_ref()), name: app.name }))
}

pub async fn sign_out(signed: SignedIn) -> Answer {
    let (by, hash) = (signed.actor(), signed.signed.as_ref().map(|signed| signed.token.hash()));
    signed.web.db.write(move |tx| hash.map_or(Ok(()), |hash| accounts::close_session(tx, &by, &hash))).await?;
    let mut response = signed.go_saying(signed.console.sign_in(), "flash-signed-out");
    response.headers_mut().append(header::SET_COOKIE, Cookie::Session.forget(&signed.web));
    Ok(response)
}

// === the address ===

pub async fn verify(visitor: Visitor, Path(link): Path<String>) -> Answer {
    let (account, is_expired) = match mail::read_verify_link(&visitor.web, &link, visitor.now) {
        mail::Link::Good(account) => (account, false),
        mail::Link::Expired(account) => (account, true),
        mail::Link::Garbled => {
            let sentence = "this link is not whole; copy all of it from the mail, or sign in and ask for a new one";
            return Err(Refusal::not_found("accounts.garbled_link", sentence).into());
        }
    };
    let by = visitor.actor();
    let (account, is_first, parties) = visitor
        .web
        .db
        .write(move |tx| {
            let is_first = !is_expired && accounts::confirm_email(tx, &by, &account)?;
            Ok((accounts::find(tx, &account)?, is_first, accounts::parties_of(tx, &account)?))
        })
        .await?;
    let is_verified = account.as_ref().is_some_and(|account| account.email_verified_at.is_some());
    let console = parties.first().map_or(Console::Merchant, |membership| match membership.party {
        Party::Developer(_) => Console::Developer,
        Party::Merchant(_) => Console::Merchant,
        Party::Operator => Console::Operator,
    });
    let (outcome, status) = match (is_first, is_verified) {
        (true, _) => (VerifyOutcome::Confirmed, StatusCode::OK),
        (false, true) => (VerifyOutcome::Already, StatusCode::OK),
        (false, false) => (VerifyOutcome::Expired, StatusCode::GONE),
    };
    // Whoever holds a dead link has proved nothing, and is told no address.
    let email = account.filter(|_| is_first).map(|account| account.email);
    let view = Verify { outcome, email, continue_url: console.home().to_owned() };
    visitor.in_console(console).show_with(status, &view)
}

pub async fn resend(signed: SignedIn) -> Answer {
    let account = signed.account.clone();
    let is_verified = account.email_verified_at.is_some();
    if !is_verified {
        signed.web.db.write(move |tx| ask_for_confirmation(tx, &account)).await?;
    }
    let outcome = if is_verified { VerifyOutcome::Already } else { VerifyOutcome::Sent };
    let continue_url = signed.console.home().to_owned();
    signed.show(&Verify { outcome, email: Some(signed.account.email.clone()), continue_url })
}

/// The mail with the link. The link itself is made when the mail is worded.
pub(super) fn ask_for_confirmation(tx: &mut db::Write<'_>, account: &Account) -> Outcome<()> {
    let recipient = Recipient { account: account.id.clone(), email: account.email.clone(), language: account.language };
    let args = serde_json::json!({"name": account.name, "email": account.email});
    notices::mail_only(tx, &[recipient], &News { code: mail::VERIFY, args, link: links::HOME.to_owned() })
}

// === notices ===

pub async fn notices_page(signed: SignedIn) -> Answer {
    let query = signed.query();
    query.all_names_known(&["after"])?;
    let (account, page) = (signed.account.id.clone(), query.page()?);
    let reader = account.clone();
    let list = signed.web.db.read(move |tx| notices::list(tx, &reader, &page)).await?;
    if list.items.iter().any(|notice| notice.read_at.is_none()) {
        signed.web.db.write(move |tx| notices::mark_read(tx, &account)).await?;
    }
    let pager = query.pager(signed.path(), list.next.as_ref());
    let items = list.items.iter().map(|notice| notice_view(&signed, notice)).collect();
    signed.show(&Notices { items, pager })
}

pub(super) fn notice_view(visit: &Visit, notice: &Notice) -> NoticeView {
    let (subject, body) = mail::words(&visit.web, visit.language, &notice.code, &notice.args);
    let link = links::local(&notice.link).map(str::to_owned);
    NoticeView { subject, body, at: notice.created_at, unread: notice.read_at.is_none(), link }
}
