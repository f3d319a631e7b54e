//! Notices and mails in words: `notice-<code>-subject` and `notice-<code>-body`, with the facts that came with them.

use crate::Web;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use fluent_bundle::FluentArgs;
use kernel::{Id, Time, kinds};
use office::notices::{Language, Mail};
use protocol::{Place, Sealed};
use serde_json::Value;
use std::time::Duration;

/// The code of the mail that proves an address.
pub const VERIFY: &str = "verify_email";
const LINK_LIFE: Duration = Duration::from_secs(24 * 3600);
const PLACE: Place<'static> = Place { table: "accounts", column: "email_link", row: "verify" };

/// What a link from a mail says.
#[derive(Debug)]
pub enum Link {
    Good(Id<kinds::Account>),
    Expired(Id<kinds::Account>),
    /// Cut short, mistyped, or not ours.
    Garbled,
}

/// Subject and text of a mail. The link that proves an address is made here and now, so that none is ever stored.
pub fn render(web: &Web, mail: &Mail, now: Time) -> (String, String) {
    let (subject, body) = words(web, mail.language, &mail.code, &mail.args);
    let link = if mail.code == VERIFY { verify_link(web, &mail.account, now) } else { mail.link.clone() };
    (subject, format!("{body}\n\n{}\n", web.absolute(&link)))
}

/// Subject and body of a notice.
pub fn words(web: &Web, language: Language, code: &str, args: &Value) -> (String, String) {
    let mut facts = FluentArgs::new();
    facts.set("operator", web.operator_name().to_owned());
    for (name, value) in args.as_object().into_iter().flatten() {
        match value {
            Value::Number(number) => facts.set(name.clone(), number.as_i64().unwrap_or_default()),
            // A stage is told by its word, and not by what it is called in a table.
            Value::String(stage) if name == "stage" => {
                facts.set(name.clone(), web.word(language, &format!("app-status-{stage}")))
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
    let plain = format!("{account} {}", (now + LINK_LIFE).unix_millis());
    let sealed = web.keyring().seal(plain.as_bytes(), PLACE, &mut crate::web::rng());
    crate::links::to(crate::links::VERIFY, &[&BASE64_URL_SAFE_NO_PAD.encode(sealed.as_bytes())])
}

pub fn read_verify_link(web: &Web, link: &str, now: Time) -> Link {
    let read = || {
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(link).ok()?;
        let plain = web.keyring().open(&Sealed::from_bytes(sealed), PLACE).ok()?;
        let (account, expires) = std::str::from_utf8(&plain).ok()?.split_once(' ')?;
        Some((account.parse().ok()?, Time::from_unix_millis(expires.parse().ok()?)))
    };
    match read() {
        Some((account, expires)) if now < expires => Link::Good(account),
        Some((account, _)) => Link::Expired(account),
        None => Link::Garbled,
    }
}
