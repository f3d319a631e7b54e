//! Notices and mails in words: `notice-<code>-subject` and `notice-<code>-body`, with the facts that came with them.

use crate::{Web, links, templates::value};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use fluent_bundle::FluentArgs;
use kernel::{Id, Outcome, Time, kinds};
use office::notices::{Language, Mail};
use platform::{accounts, invitations};
use protocol::{Place, Sealed};
use serde::Serialize;
use serde_json::Value;
use std::time::Duration;

/// The code of the mail that proves an address.
pub const VERIFY: &str = "verify_email";
const TEMPLATE: &str = "mail/notice.html";
const LINK_LIFE: Duration = Duration::from_secs(24 * 3600);
const RESET_LIFE: Duration = Duration::from_secs(3600);
const VERIFY_PLACE: Place<'static> = Place { table: "accounts", column: "email_link", row: "verify" };
const RESET_PLACE: Place<'static> = Place { table: "accounts", column: "email_link", row: "reset" };
const INVITATION_PLACE: Place<'static> = Place { table: "invitations", column: "link", row: "" };

/// What a link from a mail says.
#[derive(Debug)]
pub enum Link<T> {
    Good(T),
    Expired(T),
    /// Cut short, mistyped, or not ours.
    Garbled,
}

/// Whose password may be set by a link, as long as it has this fingerprint.
#[derive(Debug)]
pub struct Reset {
    pub account: Id<kinds::Account>,
    pub fingerprint: String,
}

/// A mail as it goes out: the same words twice, so that every reader has one that suits.
#[derive(Debug)]
pub struct Letter {
    pub subject: String,
    pub plain: String,
    pub html: String,
}

/// What the template of the HTML part shows.
#[derive(Serialize)]
struct Sheet<'a> {
    subject: &'a str,
    paragraphs: Vec<&'a str>,
    url: &'a str,
}

#[derive(Serialize)]
struct Frame<'a> {
    lang: &'static str,
    operator_name: &'a str,
}

/// Writes a mail. Links that prove an address are made here and now, so that none is ever stored.
pub fn render(web: &Web, mail: &Mail, now: Time) -> Outcome<Letter> {
    let (subject, body) = words(web, mail.language, &mail.code, &mail.args);
    let link = match mail.code.as_str() {
        VERIFY => verify_link(web, &mail.account, now),
        accounts::RESET => reset_link(web, mail, now),
        invitations::MAIL => invitation_link(web, mail),
        _ => mail.link.clone(),
    };
    let url = web.absolute(&link);
    let frame = value(Frame { lang: mail.language.tag(), operator_name: web.operator_name() });
    let sheet = value(Sheet { subject: &subject, paragraphs: body.split("\n\n").collect(), url: &url });
    let html = web.templates().render(mail.language, TEMPLATE, frame, sheet, now)?;
    Ok(Letter { plain: format!("{body}\n\n{url}\n"), subject, html })
}

/// Subject and body of a notice.
pub fn words(web: &Web, language: Language, code: &str, args: &Value) -> (String, String) {
    let mut facts = FluentArgs::new();
    facts.set("operator", web.operator_name().to_owned());
    for (name, value) in args.as_object().into_iter().flatten() {
        match value {
            Value::Number(number) => facts.set(name.clone(), number.as_i64().unwrap_or_default()),
            // A stage or a role is told by its word, and not by what it is called in a table.
            Value::String(stage) if name == "stage" => {
                facts.set(name.clone(), web.word(language, &format!("app-status-{stage}")))
            }
            Value::String(role) if name == "role" => {
                facts.set(name.clone(), web.word(language, &format!("role-{}", role.replace('_', "-"))))
            }
            Value::String(text) => facts.set(name.clone(), text.clone()),
            Value::Null => facts.set(name.clone(), ""),
            other => facts.set(name.clone(), other.to_string()),
        }
    }
    let code = code.replace(['.', '_'], "-");
    let say = |part: &str| {
        let key = format!("notice-{code}-{part}");
        web.languages().say(language, &key, &facts).unwrap_or(key)
    };
    (say("subject"), say("body"))
}

pub fn verify_link(web: &Web, account: &Id<kinds::Account>, now: Time) -> String {
    links::to(links::VERIFY, &[&seal(web, VERIFY_PLACE, &format!("{account} {}", (now + LINK_LIFE).unix_millis()))])
}

pub fn read_verify_link(web: &Web, link: &str, now: Time) -> Link<Id<kinds::Account>> {
    let read = || {
        let plain = open(web, VERIFY_PLACE, link)?;
        let (account, expires) = plain.split_once(' ')?;
        Some((account.parse().ok()?, Time::from_unix_millis(expires.parse().ok()?)))
    };
    told(read(), now)
}

/// The address in the mail names the page; the password that it may replace is in its facts, by fingerprint.
fn reset_link(web: &Web, mail: &Mail, now: Time) -> String {
    let fingerprint = mail.args.get("fingerprint").and_then(Value::as_str).unwrap_or_default();
    let plain = format!("{} {} {fingerprint}", mail.account, (now + RESET_LIFE).unix_millis());
    links::to(&mail.link, &[&seal(web, RESET_PLACE, &plain)])
}

pub fn read_reset_link(web: &Web, link: &str, now: Time) -> Link<Reset> {
    let read = || {
        let plain = open(web, RESET_PLACE, link)?;
        let [account, expires, fingerprint] = plain.split(' ').collect::<Vec<_>>().try_into().ok()?;
        let reset = Reset { account: account.parse().ok()?, fingerprint: fingerprint.to_owned() };
        Some((reset, Time::from_unix_millis(expires.parse().ok()?)))
    };
    told(read(), now)
}

/// The invitation's own row says how long it can be used.
fn invitation_link(web: &Web, mail: &Mail) -> String {
    let invitation = mail.args.get("invitation").and_then(Value::as_str).unwrap_or_default();
    links::to(&mail.link, &[&seal(web, INVITATION_PLACE, invitation)])
}

/// `None` when it was cut short, mistyped, or is not ours.
pub fn read_invitation_link(web: &Web, link: &str) -> Option<Id<kinds::Invitation>> {
    open(web, INVITATION_PLACE, link)?.parse().ok()
}

fn seal(web: &Web, place: Place<'static>, plain: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(web.keyring().seal(plain.as_bytes(), place, &mut crate::web::rng()).as_bytes())
}

fn open(web: &Web, place: Place<'static>, link: &str) -> Option<String> {
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(link).ok()?;
    let plain = web.keyring().open(&Sealed::from_bytes(sealed), place).ok()?;
    std::str::from_utf8(&plain).ok().map(str::to_owned)
}

fn told<T>(read: Option<(T, Time)>, now: Time) -> Link<T> {
    match read {
        Some((said, expires)) if now < expires => Link::Good(said),
        Some((said, _)) => Link::Expired(said),
        None => Link::Garbled,
    }
}
