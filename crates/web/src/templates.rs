//! Renders a page: one minijinja environment a language, so that `t` needs no hidden state to know which words to take.
//!
//! Templates are part of the program in a release; in a debug build they are read from the source folder and read again
//! when they change. What ends in `.html` is escaped; nothing that people typed is ever marked safe.

use crate::{languages::Languages, words};
use kernel::{Fault, Time};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, UndefinedBehavior, Value,
    value::{Kwargs, Serde, ValueKind},
};
use office::notices::Language;
use serde::Serialize;
use std::{cell::Cell, sync::Arc};

#[cfg(not(debug_assertions))]
#[derive(rust_embed::Embed)]
#[folder = "templates/"]
struct Files;

/// A page's own facts, typed, with samples for the law that renders every page.
pub trait View: Serialize {
    const TEMPLATE: &'static str;

    /// Nothing there, much there, and hostile text.
    fn samples() -> Vec<Self>
    where
        Self: Sized;
}

pub struct Templates {
    english: Environment<'static>,
    chinese: Environment<'static>,
}

thread_local! {
    /// "Now" for the page that this thread renders: filters are handed nothing but their value.
    static NOW: Cell<Time> = const { Cell::new(Time::MIN) };
}

impl Templates {
    /// `strict`: a key without words is an error and not the key itself.
    pub fn new(languages: &Arc<Languages>, strict: bool) -> Templates {
        Templates {
            english: environment(Language::English, languages.clone(), strict),
            chinese: environment(Language::Chinese, languages.clone(), strict),
        }
    }

    pub fn render(&self, language: Language, template: &str, page: Value, view: Value, now: Time) -> Result<String, Fault> {
        NOW.set(now);
        let environment = match language {
            Language::English => &self.english,
            Language::Chinese => &self.chinese,
        };
        let template = environment.get_template(template);
        let text = template.and_then(|template| template.render(minijinja::context! { page => page, ..view }));
        text.map_err(|error| Fault::because("rendering a page", format!("{error:#}")))
    }
}

/// Any serialisable thing as a template sees it.
pub fn value(of: impl Serialize) -> Value {
    Value::from(Serde(of))
}

fn environment(language: Language, languages: Arc<Languages>, strict: bool) -> Environment<'static> {
    let mut environment = Environment::new();
    if strict {
        // What a template prints and its page does not have is a mistake in one of them.
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    }
    #[cfg(debug_assertions)]
    environment.set_loader(minijinja::path_loader(concat!(env!("CARGO_MANIFEST_DIR"), "/templates")));
    #[cfg(not(debug_assertions))]
    environment.set_loader(|name| Ok(Files::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned())));
    environment.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if *state.auto_escape() == AutoEscape::Html && !value.is_safe() => escape(out, text),
        _ => minijinja::escape_formatter(out, state, value),
    });
    let (speaking, counting) = (languages.clone(), languages.clone());
    environment.add_function("t", move |key: &str, facts: Kwargs| say(&speaking, language, strict, key, &facts));
    environment.add_filter("date", move |value: Value| when(&value, |time| words::date(time, language)));
    environment
        .add_filter("age", move |value: Value| when(&value, |time| words::age(&languages, language, NOW.get().since(time))));
    environment
        .add_filter("left", move |value: Value| when(&value, |time| words::age(&counting, language, time.since(NOW.get()))));
    environment.add_filter("money", |value: Value| money(&value));
    environment.add_filter("num", |value: Value| match value.as_i64() {
        Some(number) => words::number(number),
        None => value.to_string(),
    });
    environment
}

/// What HTML wants escaped in texts and quoted attributes, and no more: the library's own writes each slash of an address
/// as `&#x2f;`.
fn escape(out: &mut Output<'_>, text: &str) -> Result<(), Error> {
    let mut rest = text;
    while let Some(place) = rest.find(['<', '>', '&', '"', '\'']) {
        let (before, after) = rest.split_at(place);
        let entity = match after.as_bytes()[0] {
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'&' => "&amp;",
            b'"' => "&quot;",
            _ => "&#39;",
        };
        out.write_str(before)?;
        out.write_str(entity)?;
        rest = &after[1..];
    }
    out.write_str(rest).map_err(Error::from)
}

fn say(languages: &Languages, language: Language, strict: bool, key: &str, facts: &Kwargs) -> Result<String, Error> {
    let mut given = fluent_bundle::FluentArgs::new();
    for name in facts.args() {
        let value: Value = facts.peek(name)?;
        match value.kind() {
            ValueKind::Number => given.set(name.to_owned(), value.as_i64().unwrap_or_default()),
            ValueKind::Undefined if strict => {
                return Err(Error::new(
                    ErrorKind::UndefinedError,
                    format!("the words of {key} are given {name}, which the page does not have"),
                ));
            }
            ValueKind::Undefined | ValueKind::None => given.set(name.to_owned(), ""),
            _ => given.set(name.to_owned(), value.to_string()),
        }
    }
    let text = if strict { languages.say_whole(language, key, &given) } else { languages.say(language, key, &given) };
    match text {
        Some(text) => Ok(text),
        None if strict => {
            Err(Error::new(ErrorKind::InvalidOperation, format!("no words for {key} in {} with these facts", language.tag())))
        }
        None => Ok(key.to_owned()),
    }
}

/// Nothing stays nothing: a page shows its own sign for it.
fn when(value: &Value, text: impl Fn(Time) -> String) -> Result<String, Error> {
    if value.is_none() || value.is_undefined() {
        return Ok(String::new());
    }
    let time = value.as_str().and_then(|text| text.parse().ok());
    time.map(text).ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("{value} is not a time")))
}

fn money(value: &Value) -> Result<String, Error> {
    if value.is_none() || value.is_undefined() {
        return Ok(String::new());
    }
    let (minor, currency) = (value.get_attr("minor")?, value.get_attr("currency")?);
    match (minor.as_i64(), currency.as_str()) {
        (Some(minor), Some(currency)) => Ok(words::money(minor, currency)),
        _ => Err(Error::new(ErrorKind::InvalidOperation, format!("{value} is not an amount of money"))),
    }
}
