//! A notice tells a person that something concerning them has changed: on the page, and by mail in their language.
//!
//! A notice is a code and its facts; words come where it is shown or sent. It holds nothing secret.

mod model;
mod rules;
mod store;

pub use model::{Language, Mail, News, Notice, Recipient};
pub use rules::{SEND, find_mail, list, list_mails, mail_only, mark_read, mark_sent, tell, unread};
