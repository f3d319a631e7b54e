//! What the audit writes is read by people: every action has its words in both languages.

use super::source::{Source, is_punct, root, sources, text_of};
use proc_macro2::{TokenStream, TokenTree};
use std::{collections::BTreeMap, fs};

/// Actions with the place where each is written: a dotted text after `action:`, or inside the brackets of a call named
/// `record`.
fn actions(sources: &[Source]) -> BTreeMap<String, String> {
    let mut actions = BTreeMap::new();
    for source in sources {
        collect(&source.tokens, false, &mut |line, action| {
            actions.entry(action).or_insert_with(|| format!("{}:{line}", source.path));
        });
    }
    actions
}

fn collect(tokens: &TokenStream, recording: bool, found: &mut impl FnMut(usize, String)) {
    let tokens: Vec<_> = tokens.clone().into_iter().collect();
    for (place, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            let is_record = place > 0 && matches!(&tokens[place - 1], TokenTree::Ident(name) if name == "record");
            collect(&group.stream(), is_record, found);
        }
        let Some(text) = text_of(token).filter(|text| is_dotted(text)) else { continue };
        let after_field = place >= 2
            && is_punct(&tokens[place - 1], ':')
            && matches!(&tokens[place - 2], TokenTree::Ident(field) if field == "action");
        if recording || after_field {
            found(token.span().start().line, text);
        }
    }
}

fn is_dotted(text: &str) -> bool {
    let is_name = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    text.split('.').count() == 2 && text.split('.').all(is_name)
}

fn unworded(actions: &BTreeMap<String, String>, words: &str) -> Vec<String> {
    let key = |action: &str| format!("audit-did-{} =", action.replace(['.', '_'], "-"));
    actions
        .iter()
        .filter(|(action, _)| !words.contains(&key(action)))
        .map(|(action, place)| format!("{action} ({place})"))
        .collect()
}

#[test]
fn every_action_has_its_words_in_both_languages() {
    let actions = actions(&sources());
    assert!(actions.len() > 20, "only {} actions were found", actions.len());
    for language in ["en", "zh"] {
        let words = fs::read_to_string(root().join(format!("crates/web/locales/{language}/audit.ftl"))).unwrap();
        let missing = unworded(&actions, &words);
        assert!(missing.is_empty(), "no words in {language} for:\n  {}", missing.join("\n  "));
    }
}

#[test]
fn an_action_without_words_is_found_however_it_is_written() {
    let text = r#"fn f() { record(tx, by, &app, "apps.a", None); Change { action: "apps.b_c", subject }; g("apps.d") }"#;
    let actions = actions(&[Source::parse("crates/x/src/apps/rules.rs", text)]);
    assert_eq!(actions.keys().collect::<Vec<_>>(), ["apps.a", "apps.b_c"]);
    assert_eq!(unworded(&actions, "audit-did-apps-a = Did"), ["apps.b_c (crates/x/src/apps/rules.rs:1)"]);
}
