//! What people may write into a field. A text is trimmed and otherwise kept as it came: HTML, emoji and right-to-left
//! scripts are text like any other, and made harmless where they are shown.
//!
//! Refused are control characters (they hide in logs and PostgreSQL cannot store NUL) and, in names and other single
//! lines, the characters that turn the direction of what follows: with them a name can be made to look like another.

use jiff::tz::TimeZone;
use kernel::{FieldRefusal, Refusal};
use url::Url;

/// RFC 5321 §4.5.3.1: a path holds 256 octets, its brackets included.
const MAX_EMAIL: usize = 254;
const MAX_EMAIL_LOCAL: usize = 64;
const MAX_URL: usize = 400;
const MAX_PHONE: usize = 40;
const MAX_TIMEZONE: usize = 64;

/// Gathers what is wrong with a form, so that every field can be shown with its error at once.
#[derive(Default)]
pub struct Fields {
    refused: Vec<FieldRefusal>,
}

impl Fields {
    pub fn new() -> Fields {
        Fields::default()
    }

    /// The value, or its default when it was refused: nothing may be done with it before [`Fields::finish`] agrees.
    pub fn take<T: Default>(&mut self, read: Result<T, Refusal>) -> T {
        read.unwrap_or_else(|refusal| {
            self.refused.extend(refusal.fields);
            T::default()
        })
    }

    pub fn refuse(&mut self, field: &'static str, code: &'static str, sentence: &'static str) {
        self.refused.push(FieldRefusal { field, code, sentence: sentence.into() });
    }

    pub fn finish(self) -> Result<(), Refusal> {
        if self.refused.is_empty() { Ok(()) } else { Err(Refusal::fields(self.refused)) }
    }
}

/// A single line that must not be empty. `max` counts characters.
pub fn required(field: &'static str, text: &str, max: usize) -> Result<String, Refusal> {
    let line = optional(field, text, max)?;
    if is_blank(&line) { Err(missing(field)) } else { Ok(line) }
}

/// A single line that may be empty.
pub fn optional(field: &'static str, text: &str, max: usize) -> Result<String, Refusal> {
    let line = text.trim();
    if line.chars().any(char::is_control) {
        return Err(control_character(field));
    }
    if line.chars().any(turns_direction) {
        let sentence = "this contains invisible characters that turn the direction of writing; type it again without them";
        return Err(Refusal::field(field, "text.direction_override", sentence));
    }
    shorter(field, line, max)
}

/// Text of several lines, `min` to `max` characters long; with a `min` of 0 it may be empty.
pub fn paragraphs(field: &'static str, text: &str, min: usize, max: usize) -> Result<String, Refusal> {
    let text = text.trim();
    if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')) {
        return Err(control_character(field));
    }
    if min > 0 && is_blank(text) {
        return Err(missing(field));
    }
    if text.chars().count() < min {
        let sentence = format!("this is too short; write at least {min} characters");
        return Err(Refusal::field(field, "text.too_short", sentence));
    }
    shorter(field, text, max)
}

/// An e-mail address in lower case. Only its shape is looked at: whether it exists is shown by the mail that arrives.
pub fn email(field: &'static str, text: &str) -> Result<String, Refusal> {
    let email = required(field, text, MAX_EMAIL)?.to_lowercase();
    let is_local = |local: &str| {
        (1..=MAX_EMAIL_LOCAL).contains(&local.len())
            && !local.chars().any(|letter| letter.is_whitespace() || r#"<>()[],;:\""#.contains(letter))
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
    };
    let is_domain = |domain: &str| domain.contains('.') && domain.split('.').all(is_label);
    match email.split_once('@') {
        Some((local, domain)) if email.len() <= MAX_EMAIL && is_local(local) && is_domain(domain) => Ok(email),
        _ => Err(Refusal::field(field, "text.not_an_email", "this is not an e-mail address; write it like name@example.com")),
    }
}

/// An `https` address, or nothing. Kept as it was written.
pub fn optional_https_url(field: &'static str, text: &str) -> Result<String, Refusal> {
    let line = optional(field, text, MAX_URL)?;
    let is_https =
        |url: Url| url.scheme() == "https" && url.host_str().is_some() && url.username().is_empty() && url.password().is_none();
    if line.is_empty() || Url::parse(&line).is_ok_and(is_https) {
        return Ok(line);
    }
    Err(Refusal::field(field, "text.not_an_https_url", "this is not a secure web address; write it like https://example.com"))
}

/// A telephone number as people write it, or nothing.
pub fn optional_phone(field: &'static str, text: &str) -> Result<String, Refusal> {
    let line = optional(field, text, MAX_PHONE)?;
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let is_phone = digits >= 5 && line.chars().all(|letter| letter.is_ascii_digit() || "+-(). /".contains(letter));
    if line.is_empty() || is_phone {
        return Ok(line);
    }
    Err(Refusal::field(field, "text.not_a_phone_number", "this is not a telephone number; write it like +49 40 123456"))
}

/// A time zone by its IANA name, in the tables' own spelling: names are compared without case.
pub fn timezone(field: &'static str, text: &str) -> Result<String, Refusal> {
    let name = required(field, text, MAX_TIMEZONE)?;
    match TimeZone::get(&name).ok().and_then(|zone| zone.iana_name().map(str::to_owned)) {
        Some(name) => Ok(name),
        None => Err(unknown_choice(field)),
    }
}

/// One of a list that the form offers.
pub fn unknown_choice(field: &'static str) -> Refusal {
    Refusal::field(field, "text.unknown_choice", "choose one of the values that the form offers")
}

fn missing(field: &'static str) -> Refusal {
    Refusal::field(field, "text.required", "this is needed; fill it in")
}

fn control_character(field: &'static str) -> Refusal {
    Refusal::field(field, "text.control_character", "this contains control characters; type it again without them")
}

fn shorter(field: &'static str, text: &str, max: usize) -> Result<String, Refusal> {
    if text.chars().count() > max {
        return Err(Refusal::field(field, "text.too_long", format!("this is too long; shorten it to {max} characters")));
    }
    Ok(text.to_owned())
}

/// Embeddings, overrides and isolates of the bidirectional algorithm (UAX #9).
fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Nothing that one could see: a name of zero-width characters alone is no name.
fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_whitespace() || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{3164}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T: std::fmt::Debug>(read: Result<T, Refusal>) -> &'static str {
        read.unwrap_err().fields[0].code
    }

    #[test]
    fn a_line_is_trimmed_and_otherwise_kept() {
        for text in ["<b>Pearl</b>", "海港软件", "متجر", "Fish 🐟👩‍👩‍👧", "O'Brien; DROP TABLE"] {
            assert_eq!(required("name", &format!("  {text}\n"), 80).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_line_without_anything_to_see_is_missing() {
        for text in ["", "  ", "\u{200b}\u{200d}", "\u{3000}\u{feff}"] {
            assert_eq!(code(required("name", text, 80)), "text.required", "{text:?}");
        }
        assert_eq!(optional("name", " ", 80).as_deref(), Ok(""));
    }

    #[test]
    fn length_counts_characters_not_bytes() {
        assert!(required("name", &"海".repeat(80), 80).is_ok());
        assert_eq!(code(required("name", &"海".repeat(81), 80)), "text.too_long");
        assert_eq!(code(required("name", &"x".repeat(10_000), 80)), "text.too_long");
    }

    #[test]
    fn control_characters_and_turned_direction_are_refused() {
        for text in ["a\0b", "a\nb", "a\u{7f}b", "a\u{85}b"] {
            assert_eq!(code(required("name", text, 80)), "text.control_character", "{text:?}");
        }
        for text in ["a\u{202e}b", "a\u{2066}b"] {
            assert_eq!(code(required("name", text, 80)), "text.direction_override", "{text:?}");
        }
        assert_eq!(paragraphs("reason", "one\r\n\ttwo", 5, 2000).as_deref(), Ok("one\r\n\ttwo"));
        assert_eq!(code(paragraphs("reason", "one\0two", 5, 2000)), "text.control_character");
        assert_eq!(code(paragraphs("reason", "no", 5, 2000)), "text.too_short");
    }

    #[test]
    fn an_email_has_the_shape_of_one_and_is_lower_case() {
        assert_eq!(email("email", " Li.Wei+shop@Example.COM ").as_deref(), Ok("li.wei+shop@example.com"));
        assert!(email("email", "用户@例子.中国").is_ok());
        for text in [
            "li",
            "li@",
            "@example.com",
            "li@example",
            "li@@example.com",
            "li wei@example.com",
            "li@-x.com",
            "a@b.c@d.e",
            "<a@b.com>",
        ] {
            assert_eq!(code(email("email", text)), "text.not_an_email", "{text}");
        }
    }

    #[test]
    fn a_website_is_https_or_nothing() {
        for text in ["", "https://example.com", "https://例子.中国/a?b=c#d"] {
            assert_eq!(optional_https_url("website", text).as_deref(), Ok(text));
        }
        for text in
            ["http://example.com", "example.com", "javascript:alert(1)", "https://", "https://a:b@example.com", "//example.com"]
        {
            assert_eq!(code(optional_https_url("website", text)), "text.not_an_https_url", "{text}");
        }
    }

    #[test]
    fn a_form_shows_every_wrong_field_at_once() {
        let mut fields = Fields::new();
        let name = fields.take(required("name", "Pearl", 80));
        fields.take(required("legal_name", "", 80));
        fields.take(email("email", "x"));
        let refusal = fields.finish().unwrap_err();
        assert_eq!(name, "Pearl");
        assert_eq!(refusal.fields.iter().map(|field| field.field).collect::<Vec<_>>(), ["legal_name", "email"]);
    }
}
