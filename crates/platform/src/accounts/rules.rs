use super::{Account, Candidate, Member, Membership, NewAccount, Party, PasswordHash, Proof, Role, Session, delay, store};
use crate::text::{self, Fields};
use db::{Read, Write};
use kernel::{Actor, FieldRefusal, Id, Outcome, Refusal, Time, Who, kinds};
use office::{
    audit, jobs,
    notices::{self, Language, News, Recipient},
};
use protocol::{Hash, Token, TokenKind};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{borrow::Cow, net::IpAddr};

const MAX_NAME: usize = 100;
const MAX_USER_AGENT: usize = 300;

// === accounts ===

/// Registers a person. The password was checked and hashed before ([`super::password`]). Refuses an address that has an
/// account already.
pub fn register(tx: &mut Write<'_>, by: &Actor, new: &NewAccount) -> Outcome<Account> {
    let mut fields = Fields::new();
    let email = fields.take(text::email("email", &new.email));
    let name = fields.take(text::required("name", &new.name, MAX_NAME));
    fields.finish()?;
    let new = NewAccount { email, name, ..new.clone() };
    let id = store::insert(tx, &new)?.ok_or_else(email_taken)?;
    let after = Some(json!({"email": new.email, "name": new.name}));
    audit::record(tx, by, &audit::Change { action: "accounts.registered", subject: id.as_str(), after, ..Default::default() })?;
    Ok(Account { id, email: new.email, name: new.name, language: new.language, email_verified_at: None, created_at: tx.now })
}

pub fn find(tx: &mut Read<'_>, id: &Id<kinds::Account>) -> Outcome<Option<Account>> {
    store::find(tx, id)
}

/// The link in the mail was opened. False when the address had been confirmed before.
pub fn confirm_email(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Account>) -> Outcome<bool> {
    require(tx, id)?;
    let is_first = store::confirm_email(tx, id)?;
    if is_first {
        record(tx, by, "accounts.email_confirmed", id)?;
    }
    Ok(is_first)
}

/// The language of the account's mails.
pub fn change_language(tx: &mut Write<'_>, id: &Id<kinds::Account>, language: Language) -> Outcome<()> {
    store::update_language(tx, id, language)
}

/// Sets a new password and signs the account out everywhere.
pub fn set_password(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Account>, hash: &PasswordHash) -> Outcome<()> {
    require(tx, id)?;
    store::update_password(tx, id, hash)?;
    store::delete_sessions_of(tx, id)?;
    record(tx, by, "accounts.password_set", id)
}

// === a forgotten password ===

/// The mail with the link to a new password.
pub const RESET: &str = "reset_password";

/// Somebody asked for a link to a new password; done as a job.
pub const RESET_ASKED: &str = "accounts.reset_asked";

/// What the job is told.
#[derive(Debug, Serialize, Deserialize)]
pub struct ResetAsked {
    email: String,
    /// The address that the link completes.
    page: String,
    address: Option<IpAddr>,
}

/// Lets the account of this address be sent a link to a new password that completes `page`. Nobody learns whether there is
/// such an account: who asks too often is refused alike, and the account is looked for in a job, so that the answer takes
/// as long for everybody.
pub fn ask_for_reset(tx: &mut Write<'_>, by: &Actor, email: &str, page: &str) -> Outcome<()> {
    let email = text::email("email", email)?;
    let links = delay::Subject::links(&email);
    for subject in [Some(links.clone()), by.address.map(delay::Subject::address)].into_iter().flatten() {
        if let Some(failures) = store::find_failures(tx, &subject)?
            && let Some(next) = subject.next_attempt_at(failures, tx.now)
        {
            return Err(delay::too_many_links(next, tx.now).into());
        }
        store::add_failure(tx, &subject)?;
    }
    let (asked, now) = (ResetAsked { email, page: page.to_owned(), address: by.address }, tx.now);
    jobs::enqueue(tx, RESET_ASKED, &asked, now)
}

/// Sends the link, when there is such an account; it is made when the mail is worded.
pub fn send_reset(tx: &mut Write<'_>, asked: &ResetAsked) -> Outcome<()> {
    let Some(Candidate { account, password_hash }) = store::find_candidate(tx, &asked.email)? else { return Ok(()) };
    let by = Actor { who: Who::Visitor, address: asked.address };
    record(tx, &by, "accounts.reset_asked", &account.id)?;
    let args = json!({"name": account.name, "email": account.email, "fingerprint": password_hash.fingerprint()});
    notices::mail_only(tx, &[recipient(account)], &News { code: RESET, args, link: asked.page.clone() })
}

/// Whom a link to a new password is for. Refuses one that was made for another password than the present one: it was used,
/// or the password has been changed since.
pub fn reset_candidate(tx: &mut Read<'_>, id: &Id<kinds::Account>, fingerprint: &str) -> Outcome<Account> {
    let hash = store::find_password_hash(tx, id)?;
    if hash.is_none_or(|hash| hash.fingerprint() != fingerprint) {
        let sentence = "this link was used already, or the password was changed since; ask for a new one";
        return Err(Refusal::expired("accounts.link_used", sentence).into());
    }
    require(tx, id)
}

/// The link was opened and a new password chosen. Whoever opened it reads the mail of this address, so that the address
/// is confirmed as well; every session ends.
pub fn reset_password(
    tx: &mut Write<'_>,
    by: &Actor,
    id: &Id<kinds::Account>,
    fingerprint: &str,
    hash: &PasswordHash,
) -> Outcome<()> {
    let account = reset_candidate(tx, id, fingerprint)?;
    set_password(tx, by, id, hash)?;
    confirm_email(tx, by, id)?;
    store::delete_failures(tx, &delay::Subject::links(&account.email))?;
    tell_of(tx, account, "password_changed")
}

/// Sets a new password, the old one having been checked by the caller, and ends every session but this one. Refuses when
/// the password was changed since the check.
pub fn change_password(
    tx: &mut Write<'_>,
    by: &Actor,
    session: &Session,
    checked: &PasswordHash,
    hash: &PasswordHash,
) -> Outcome<()> {
    let id = &session.account.id;
    if store::find_password_hash(tx, id)?.as_ref() != Some(checked) {
        let sentence = "the password was changed elsewhere meanwhile; sign in again with the new one";
        return Err(Refusal::conflict("accounts.password_stale", sentence).into());
    }
    store::update_password(tx, id, hash)?;
    store::delete_other_sessions(tx, id, &session.id)?;
    record(tx, by, "accounts.password_set", id)?;
    tell_of(tx, session.account.clone(), "password_changed")
}

// === signing in ===

/// Opens an attempt to sign in: refuses while a delay runs, counts the attempt against the account, and hands over whom the
/// password is to be compared with (nobody: compare with [`super::password::dummy_hash`]). When it does not match, call
/// [`record_sign_in_failure`]; when it does, [`open_session`] takes the count back.
pub fn begin_sign_in(tx: &mut Write<'_>, by: &Actor, email: &str) -> Outcome<Option<Candidate>> {
    if let Some(next) = next_attempt_at(tx, email, by.address)? {
        return Err(delay::too_many_attempts(next, tx.now).into());
    }
    // Unknown addresses are counted like known ones, or the delay would tell them apart.
    if let Ok(email) = text::email("email", email) {
        store::add_failure(tx, &delay::Subject::account(&email))?;
    }
    sign_in_candidate(tx, email)
}

/// The account of this address, with what its password is compared with.
pub fn sign_in_candidate(tx: &mut Read<'_>, email: &str) -> Outcome<Option<Candidate>> {
    match text::email("email", email) {
        Ok(email) => store::find_candidate(tx, &email),
        Err(_) => Ok(None),
    }
}

/// The password did not match: counts against the address that tried. The account's own count was made by
/// [`begin_sign_in`].
pub fn record_sign_in_failure(tx: &mut Write<'_>, by: &Actor) -> Outcome<()> {
    match by.address {
        Some(address) => store::add_failure(tx, &delay::Subject::address(address)),
        None => Ok(()),
    }
}

/// Forgets the failures of an account. The address that tried keeps its own: whoever has one account there could
/// otherwise guess at all the others.
pub fn clear_failures(tx: &mut Write<'_>, email: &str) -> Outcome<()> {
    store::delete_failures(tx, &delay::Subject::account(email))
}

/// When the next attempt on this account from this address is allowed, if not at once: for `Retry-After`.
fn next_attempt_at(tx: &mut Read<'_>, email: &str, address: Option<IpAddr>) -> Outcome<Option<Time>> {
    let account = text::email("email", email).ok().map(|email| delay::Subject::account(&email));
    let mut next = None;
    for subject in [account, address.map(delay::Subject::address)].into_iter().flatten() {
        if let Some(failures) = store::find_failures(tx, &subject)? {
            next = next.max(subject.next_attempt_at(failures, tx.now));
        }
    }
    Ok(next)
}

// === sessions ===

/// Signs the account in. The token goes into the browser's cookie and is given here only.
pub fn open_session(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Account>, user_agent: &str, proof: Proof) -> Outcome<Token> {
    let account = require(tx, id)?;
    let environment = tx.environment;
    let token = Token::generate(TokenKind::Session, environment, tx.rng());
    let user_agent: String = user_agent.chars().filter(|letter| !letter.is_control()).take(MAX_USER_AGENT).collect();
    let session = store::insert_session(tx, &token.hash(), id, by.address, &user_agent, proof)?;
    clear_failures(tx, &account.email)?;
    let by = Actor { who: Who::Account(id.clone()), address: by.address };
    let after = Some(json!({"session": session, "two_factors": proof == Proof::TwoFactors}));
    audit::record(tx, &by, &audit::Change { action: "accounts.signed_in", subject: id.as_str(), after, ..Default::default() })?;
    Ok(token)
}

/// The live session of a token's hash, with its account.
pub fn find_session(tx: &mut Read<'_>, hash: &Hash) -> Outcome<Option<Session>> {
    store::find_session(tx, hash)
}

/// The account's live sessions, latest use first.
pub fn list_sessions(tx: &mut Read<'_>, account: &Id<kinds::Account>) -> Outcome<Vec<Session>> {
    store::list_sessions(tx, account)
}

/// Notes that the session was used, which carries it on. Ask [`Session::wants_touch`] first.
pub fn touch_session(tx: &mut Write<'_>, id: &Id<kinds::Session>) -> Outcome<()> {
    store::touch_session(tx, id)
}

/// The person before the browser has proved again who they are; the failures counted against them are forgotten.
pub fn prove_session(tx: &mut Write<'_>, by: &Actor, session: &Session, proof: Proof) -> Outcome<()> {
    store::prove_session(tx, &session.id, proof)?;
    clear_failures(tx, &session.account.email)?;
    record(tx, by, "accounts.proved", &session.account.id)
}

/// Ends one of the account's own sessions. One that is already gone is a success.
pub fn end_session(tx: &mut Write<'_>, by: &Actor, account: &Id<kinds::Account>, id: &Id<kinds::Session>) -> Outcome<()> {
    if store::delete_session_of(tx, account, id)? {
        let before = Some(json!({"session": id}));
        let change = audit::Change { action: "accounts.session_ended", subject: account.as_str(), before, ..Default::default() };
        audit::record(tx, by, &change)?;
    }
    Ok(())
}

/// Signs out everywhere but here; how many sessions ended.
pub fn end_other_sessions(tx: &mut Write<'_>, by: &Actor, session: &Session) -> Outcome<u64> {
    let ended = store::delete_other_sessions(tx, &session.account.id, &session.id)?;
    if ended > 0 {
        record(tx, by, "accounts.other_sessions_ended", &session.account.id)?;
    }
    Ok(ended)
}

/// Sessions that were opened with a second factor count as opened with a password: the factor is gone.
pub(crate) fn weaken_sessions(tx: &mut Write<'_>, account: &Id<kinds::Account>) -> Outcome<()> {
    store::weaken_sessions_of(tx, account)
}

/// Signs out. A session that is already gone is a success.
pub fn close_session(tx: &mut Write<'_>, by: &Actor, hash: &Hash) -> Outcome<()> {
    if let Some(session) = store::find_session(tx, hash)? {
        record(tx, by, "accounts.signed_out", &session.account.id)?;
    }
    store::delete_session(tx, hash)
}

/// Removes up to `limit` expired sessions and as many forgotten failures; how many rows went. Call again until it is 0.
pub fn sweep(tx: &mut Write<'_>, limit: u32) -> Outcome<u64> {
    Ok(store::delete_expired_sessions(tx, limit)? + store::delete_forgotten_failures(tx, limit)?)
}

// === members ===

/// Makes an account a member. The first member of a party is whoever registered it; later ones are added by its owners
/// and admins, or by the platform itself.
pub fn add_member(tx: &mut Write<'_>, by: &Actor, party: &Party, account: &Id<kinds::Account>, role: Role) -> Outcome<()> {
    fits(role, party)?;
    require(tx, account)?;
    let is_first = *party != Party::Operator && store::count_members(tx, party)? == 0;
    if !is_first {
        require_appointer(tx, by, party, role)?;
    }
    join(tx, by, party, account, role)
}

/// Makes an account a member, whoever had the say over it having been asked before.
pub(crate) fn join(tx: &mut Write<'_>, by: &Actor, party: &Party, account: &Id<kinds::Account>, role: Role) -> Outcome<()> {
    if !store::insert_member(tx, party, account, role)? {
        return Err(
            Refusal::conflict("accounts.already_member", "this person is a member already; change their role instead").into()
        );
    }
    let change = audit::Change {
        action: "accounts.member_added",
        subject: account.as_str(),
        party: Some(party.as_str()),
        after: Some(json!({"party": party.as_str(), "role": role.as_str()})),
        ..Default::default()
    };
    audit::record(tx, by, &change)?;
    tx.announce("accounts", account);
    Ok(())
}

/// Gives a member another role. An owner's may be changed by owners only, and the last one stays.
pub fn change_role(tx: &mut Write<'_>, by: &Actor, party: &Party, account: &Id<kinds::Account>, role: Role) -> Outcome<()> {
    fits(role, party)?;
    let before = require_role(tx, party, account)?;
    require_appointer(tx, by, party, before)?;
    require_appointer(tx, by, party, role)?;
    if before == role {
        return Ok(());
    }
    keep_an_owner(tx, party, before)?;
    store::update_role(tx, account, party, role)?;
    let (before, after) = (json!({"role": before.as_str()}), json!({"role": role.as_str()}));
    record_member(tx, by, party, account, "accounts.role_changed", Some(before), Some(after))
}

/// Ends a membership: the next request finds the party closed. Members may leave by themselves; the last owner stays.
/// Somebody who is no member any more is a success.
pub fn remove_member(tx: &mut Write<'_>, by: &Actor, party: &Party, account: &Id<kinds::Account>) -> Outcome<()> {
    let Some(role) = store::role_in(tx, account, party)? else {
        return require_member(tx, by, party, &[Role::Owner, Role::Admin]);
    };
    if by.account() != Some(account) {
        require_appointer(tx, by, party, role)?;
    }
    keep_an_owner(tx, party, role)?;
    store::delete_member(tx, account, party)?;
    let before = json!({"party": party.as_str(), "role": role.as_str()});
    record_member(tx, by, party, account, "accounts.member_removed", Some(before), None)
}

/// The consoles show this party to the account from now on, until it chooses another.
pub fn choose_party(tx: &mut Write<'_>, account: &Id<kinds::Account>, party: &Party) -> Outcome<()> {
    if store::choose_party(tx, account, party)? { Ok(()) } else { Err(no_member().into()) }
}

/// Whom the account works for: first what it joined or chose last.
pub fn parties_of(tx: &mut Read<'_>, account: &Id<kinds::Account>) -> Outcome<Vec<Membership>> {
    store::memberships(tx, account)
}

pub fn members(tx: &mut Read<'_>, party: &Party) -> Outcome<Vec<Member>> {
    store::members(tx, party)
}

/// Everybody who works for the party, to be told something.
pub fn members_of(tx: &mut Read<'_>, party: &Party) -> Outcome<Vec<Recipient>> {
    Ok(store::members(tx, party)?.into_iter().map(|member| recipient(member.account)).collect())
}

pub fn role_in(tx: &mut Read<'_>, account: &Id<kinds::Account>, party: &Party) -> Outcome<Option<Role>> {
    store::role_in(tx, account, party)
}

/// Refuses whoever does not work for the party in one of these roles. The platform itself may do everything.
pub fn require_member(tx: &mut Read<'_>, by: &Actor, party: &Party, allowed: &[Role]) -> Outcome<()> {
    let role = match &by.who {
        Who::System(_) => return Ok(()),
        Who::Account(account) => store::role_in(tx, account, party)?,
        Who::App(_) | Who::Visitor => None,
    };
    if role.is_some_and(|role| allowed.contains(&role)) {
        return Ok(());
    }
    let roles: Vec<_> = allowed.iter().map(|role| role.as_str().replace('_', " ")).collect();
    let whose: Cow<'static, str> = match party {
        Party::Operator => "at the operator".into(),
        Party::Developer(_) | Party::Merchant(_) => format!("of this {}", party.kind()).into(),
    };
    let sentence = format!("your account may not do this; ask a person {whose} in the role {}", roles.join(" or "));
    Err(Refusal::forbidden("accounts.not_allowed", sentence).into())
}

pub fn require_operator(tx: &mut Read<'_>, by: &Actor, allowed: &[Role]) -> Outcome<()> {
    require_member(tx, by, &Party::Operator, allowed)
}

/// Makes sure at start-up that somebody can run the platform: the account with this address, made with the given password
/// when it is missing, is one of the operator's people. An account or role that exists stays as it is.
pub fn ensure_operator(
    tx: &mut Write<'_>,
    email: &str,
    name: &str,
    password_hash: &PasswordHash,
    role: Role,
) -> Outcome<Id<kinds::Account>> {
    let by = Actor::system("start");
    let id = match sign_in_candidate(tx, email)? {
        Some(candidate) => candidate.account.id,
        None => {
            let (email, name, password_hash) = (email.to_owned(), name.to_owned(), password_hash.clone());
            let account = register(tx, &by, &NewAccount { email, name, language: Language::English, password_hash })?;
            confirm_email(tx, &by, &account.id)?;
            account.id
        }
    };
    if store::role_in(tx, &id, &Party::Operator)?.is_none() {
        add_member(tx, &by, &Party::Operator, &id, role)?;
    }
    Ok(id)
}

// === parts ===

fn require(tx: &mut Read<'_>, id: &Id<kinds::Account>) -> Outcome<Account> {
    store::find(tx, id)?.ok_or_else(|| Refusal::not_found("accounts.not_found", "there is no such account").into())
}

pub(crate) fn fits(role: Role, party: &Party) -> Outcome<()> {
    if role.fits(party) {
        return Ok(());
    }
    let sentence = format!("the role {} does not exist in a {}; choose another", role.as_str(), party.kind());
    Err(Refusal::invalid("accounts.role_does_not_fit", sentence).into())
}

fn require_role(tx: &mut Read<'_>, party: &Party, account: &Id<kinds::Account>) -> Outcome<Role> {
    store::role_in(tx, account, party)?.ok_or_else(|| no_member().into())
}

fn no_member() -> Refusal {
    Refusal::not_found("accounts.not_a_member", "this person is not a member here; reload the page")
}

/// A party without an owner could never get one again.
fn keep_an_owner(tx: &mut Read<'_>, party: &Party, leaving: Role) -> Outcome<()> {
    if leaving == Role::Owner && store::count_owners(tx, party)? <= 1 {
        let sentence = "this is the last owner; make another person an owner first";
        return Err(Refusal::conflict("accounts.last_owner", sentence).into());
    }
    Ok(())
}

fn record_member(
    tx: &mut Write<'_>,
    by: &Actor,
    party: &Party,
    account: &Id<kinds::Account>,
    action: &'static str,
    before: Option<serde_json::Value>,
    after: Option<serde_json::Value>,
) -> Outcome<()> {
    let party = Some(party.as_str());
    audit::record(tx, by, &audit::Change { action, subject: account.as_str(), party, before, after, reason: None })?;
    tx.announce("accounts", account);
    Ok(())
}

pub(crate) fn recipient(account: Account) -> Recipient {
    Recipient { account: account.id, email: account.email, language: account.language }
}

/// Something about the account's own safety: on the page and by mail.
pub(crate) fn tell_of(tx: &mut Write<'_>, account: Account, code: &'static str) -> Outcome<()> {
    let args = json!({"name": account.name});
    let parties = store::memberships(tx, &account.id)?;
    let console = parties.first().map_or("merchant", |membership| membership.party.kind());
    notices::tell(tx, &[recipient(account)], &News { code, args, link: format!("/{console}/account/security") })
}

pub(crate) fn require_appointer(tx: &mut Read<'_>, by: &Actor, party: &Party, role: Role) -> Outcome<()> {
    let appointers: Vec<Role> = Role::ALL.into_iter().filter(|appointer| appointer.may_appoint(role)).collect();
    require_member(tx, by, party, &appointers)
}

fn record(tx: &mut Write<'_>, by: &Actor, action: &'static str, account: &Id<kinds::Account>) -> Outcome<()> {
    audit::record(tx, by, &audit::Change { action, subject: account.as_str(), ..Default::default() })
}

fn email_taken() -> Refusal {
    let (code, sentence) = ("accounts.email_taken", "there is an account with this e-mail address; sign in instead");
    let mut refusal = Refusal::conflict(code, sentence);
    refusal.fields.push(FieldRefusal { field: "email", code, sentence: sentence.into() });
    refusal
}
