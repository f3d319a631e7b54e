//! Every refusal has its words in both languages: `apps.secret_limit` is `refusal-apps-secret-limit` in the pages' files.

use super::source::{Source, is_punct, root, sources, text_of};
use proc_macro2::{TokenStream, TokenTree};
use std::{collections::BTreeMap, fs};

/// Codes with the place where each is first used.
fn codes(sources: &[Source]) -> BTreeMap<String, String> {
    let mut codes = BTreeMap::new();
    for source in sources {
        collect(&source.tokens, false, &mut |line, code| {
            codes.entry(code).or_insert_with(|| format!("{}:{line}", source.path));
        });
    }
    codes
}

/// A code is a dotted text inside the brackets of a call whose name speaks of refusing, after `code:` in a struct, or right
/// before a sentence.
fn collect(tokens: &TokenStream, refusing: bool, found: &mut impl FnMut(usize, String)) {
    let tokens: Vec<_> = tokens.clone().into_iter().collect();
    for (place, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            collect(&group.stream(), names_a_refusal(&tokens[..place]), found);
        }
        let Some(text) = text_of(token).filter(|text| is_dotted(text)) else { continue };
        let before_sentence = tokens.get(place + 1).is_some_and(|comma| is_punct(comma, ','))
            && tokens.get(place + 2).is_some_and(|next| text_of(next).is_some_and(|text| text.contains(' ')));
        let is_code_field = place >= 2
            && is_punct(&tokens[place - 1], ':')
            && matches!(&tokens[place - 2], TokenTree::Ident(field) if field == "code");
        if refusing || before_sentence || is_code_field {
            found(token.span().start().line, text);
        }
    }
}

/// `Refusal::conflict(…)`, `FieldRefusal { … }`, `refuse(…)`: any name of the path right before the brackets.
fn names_a_refusal(before: &[TokenTree]) -> bool {
    before
        .iter()
        .rev()
        .take_while(|token| matches!(token, TokenTree::Ident(_)) || is_punct(token, ':'))
        .any(|token| matches!(token, TokenTree::Ident(name) if name.to_string().to_lowercase().contains("refus")))
}

fn is_dotted(text: &str) -> bool {
    let is_name = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    text.contains('.') && text.split('.').all(is_name)
}

fn keys(language: &str) -> Vec<String> {
    let folder = root().join("crates/web/locales").join(language);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let texts = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    texts.flat_map(|text| keys_of(&text)).collect()
}

fn keys_of(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| Some(line.split_once('=')?.0.trim_end()))
        .filter(|key| !key.contains(' '))
        .map(str::to_owned)
        .collect()
}

fn unworded(codes: &BTreeMap<String, String>, keys: &[String]) -> Vec<String> {
    let key = |code: &str| format!("refusal-{}", code.replace(['.', '_'], "-"));
    codes.iter().filter(|(code, _)| !keys.contains(&key(code))).map(|(code, place)| format!("{} ({place})", key(code))).collect()
}

#[test]
fn every_refusal_has_its_words_in_both_languages() {
    let codes = codes(&sources());
    assert!(codes.len() > 20, "only {} refusals were found", codes.len());
    for language in ["en", "zh"] {
        let missing = unworded(&codes, &keys(language));
        assert!(missing.is_empty(), "no words in {language} for:\n  {}", missing.join("\n  "));
    }
}

#[test]
fn a_refusal_without_words_is_found_however_it_is_made() {
    let text = r#"
        fn f() { Refusal::conflict("apps.a", sentence); kernel::Refusal::field("name", "apps.b", format!("x")) }
        fn g() { refuse("apps.c", x); note(("apps.d", "a sentence that tells")); FieldRefusal { field: "x", code: "apps.e", sentence } }
        fn h() { audit("apps.created", id); jobs::enqueue(tx, "mail.send", &mail) }
    "#;
    let codes = codes(&[Source::parse("crates/x/src/apps/rules.rs", text)]);
    assert_eq!(codes.keys().collect::<Vec<_>>(), ["apps.a", "apps.b", "apps.c", "apps.d", "apps.e"]);
    let keys = keys_of(
        "# refusal-apps-e = no\nrefusal-apps-a = words\nrefusal-apps-b =\n    words\nrefusal-apps-c = w\nrefusal-apps-d = w\n",
    );
    assert_eq!(unworded(&codes, &keys), ["refusal-apps-e (crates/x/src/apps/rules.rs:3)"]);
}
