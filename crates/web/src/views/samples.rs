//! What people really type into text fields, for the views' samples.

use crate::{
    form::{FieldView, FormView},
    query::Pager,
};
use kernel::Time;

/// Markup, an emoji, right-to-left text, quotes.
pub const HOSTILE: &str = "<script>alert('x')</script>\"><img src=x onerror=y> 🧶 مرحبا بالعالم {{ 7*7 }} '\"&amp;";

/// One of a view with a plain text, with 10 000 letters, and with a hostile text.
pub fn texts<V>(view: impl Fn(&str) -> V) -> Vec<V> {
    [text("North Sea Trading"), long(), text(HOSTILE)].iter().map(|text| view(text)).collect()
}

pub fn text(text: &str) -> String {
    text.to_owned()
}

/// 10 000 letters without a blank.
pub fn long() -> String {
    "Ünverhältnismäßig".chars().cycle().take(10_000).collect()
}

pub fn time() -> Time {
    Time::from_unix_millis(1_763_837_361_000)
}

/// A refused form in which every field was filled with `text`.
pub fn form(text: &str, fields: &[&str]) -> Option<FormView> {
    let field = |name: &&str| ((*name).to_owned(), FieldView { value: text.to_owned(), error: Some(text.to_owned()) });
    Some(FormView { fields: fields.iter().map(field).collect(), error: Some(text.to_owned()) })
}

pub fn pager() -> Pager {
    Pager { first_url: Some(text("/list?status=paid")), next_url: Some(text("/list?status=paid&after=x")) }
}

pub fn permissions() -> Vec<String> {
    platform::apis::PERMISSIONS.iter().map(|permission| permission.name.to_owned()).collect()
}
