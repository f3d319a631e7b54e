use kernel::{Id, Time, kinds};
use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    English,
    Chinese,
}

/// Whom to tell. The language is the account's own.
#[derive(Clone, Debug)]
pub struct Recipient {
    pub account: Id<kinds::Account>,
    pub email: String,
    pub language: Language,
}

/// What to tell: `code` chooses the words (`notice-<code>-subject`, `-body`), `args` is a JSON object of their facts, `link`
/// the path of the page where one can see or do more.
#[derive(Clone, Debug)]
pub struct News {
    pub code: &'static str,
    pub args: Value,
    pub link: String,
}

#[derive(Clone, Debug)]
pub struct Notice {
    pub id: Id<kinds::Notice>,
    pub code: String,
    pub args: Value,
    pub link: String,
    pub created_at: Time,
    pub read_at: Option<Time>,
}

#[derive(Clone, Debug)]
pub struct Mail {
    pub id: Id<kinds::Mail>,
    pub account: Id<kinds::Account>,
    pub recipient: String,
    pub language: Language,
    pub code: String,
    pub args: Value,
    pub link: String,
    pub created_at: Time,
    pub sent_at: Option<Time>,
}

impl Language {
    pub const ALL: [Language; 2] = [Language::English, Language::Chinese];

    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Chinese => "zh",
        }
    }

    pub fn from_tag(tag: &str) -> Option<Language> {
        match tag.split(['-', '_']).next() {
            Some("en") => Some(Language::English),
            Some("zh") => Some(Language::Chinese),
            _ => None,
        }
    }
}
