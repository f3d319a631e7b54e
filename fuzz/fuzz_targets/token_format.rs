//! The form of tokens: whatever is taken reads back the same, and nothing else is near.
#![no_main]

use libfuzzer_sys::fuzz_target;
use protocol::{Token, TokenKind};

const KINDS: [TokenKind; 7] = [
    TokenKind::Access,
    TokenKind::Refresh,
    TokenKind::AuthorizationCode,
    TokenKind::ClientSecret,
    TokenKind::Session,
    TokenKind::MailLink,
    TokenKind::PushedRequest,
];

fuzz_target!(|text: &str| {
    let taken: Vec<_> = KINDS.into_iter().filter_map(|kind| Token::parse(text, kind).ok()).collect();
    assert!(taken.len() <= 1, "a token is of one kind");
    if let Some(token) = taken.first() {
        assert_eq!(token.expose(), text);
        assert!(!format!("{token:?} {}", token.hint()).contains(&text[8..]), "what is secret was printed");
    }
});
