//! The workspace's own sources, as tokens: comments, attributes and `#[cfg(test)]` items are not part of what runs.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::{
    fs,
    path::{Path, PathBuf},
};

pub(super) struct Source {
    /// From the workspace's root, with `/`: `crates/platform/src/apps/store.rs`.
    pub path: String,
    pub tokens: TokenStream,
}

/// A place that breaks a law.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub place: String,
    pub why: String,
}

pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every `crates/*/src/**/*.rs`.
pub(super) fn sources() -> Vec<Source> {
    let root = root();
    let mut sources = Vec::new();
    for folder in crates() {
        collect(&root, &root.join("crates").join(folder).join("src"), &mut sources);
    }
    assert!(sources.len() > 40, "only {} sources were found under {}", sources.len(), root.display());
    sources
}

/// The folders under `crates/`, sorted.
pub(super) fn crates() -> Vec<String> {
    let folders = fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap());
    let mut names: Vec<_> = folders
        .filter(|entry| entry.path().join("Cargo.toml").exists())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(root, &path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            sources.push(Source::parse(&name, &fs::read_to_string(&path).unwrap()));
        }
    }
}

impl Source {
    pub(super) fn parse(path: &str, text: &str) -> Source {
        let tokens = text.parse().unwrap_or_else(|error| panic!("{path} does not parse: {error}"));
        Source { path: path.to_owned(), tokens: without_tests(tokens) }
    }

    /// `crates/platform/src/apps/store.rs` → `platform`.
    pub(super) fn crate_name(&self) -> &str {
        self.path.split('/').nth(1).unwrap()
    }

    /// `crates/platform/src/apps/store.rs` → `apps`; the crate's own root has none.
    pub(super) fn noun(&self) -> Option<&str> {
        let inside = self.path.split('/').nth(3)?;
        let noun = inside.strip_suffix(".rs").unwrap_or(inside);
        (noun != "lib" && noun != "main").then_some(noun)
    }

    pub(super) fn is_store(&self) -> bool {
        self.path.ends_with("/store.rs") || self.path.contains("/store/")
    }
}

/// The value of a string literal, escapes resolved.
pub(super) fn text_of(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else { return None };
    match syn::Lit::new(literal.clone()) {
        syn::Lit::Str(text) => Some(text.value()),
        _ => None,
    }
}

/// Every string literal with its line.
pub(super) fn texts(tokens: &TokenStream) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for token in tokens.clone() {
        if let TokenTree::Group(group) = &token {
            found.extend(texts(&group.stream()));
        } else if let Some(text) = text_of(&token) {
            found.push((token.span().start().line, text));
        }
    }
    found
}

/// Drops attributes, doc comments among them, and the items under `#[cfg(test)]`.
fn without_tests(tokens: TokenStream) -> TokenStream {
    let mut kept = Vec::new();
    let mut rest = tokens.into_iter().peekable();
    let mut in_test_item = false;
    while let Some(token) = rest.next() {
        if is_punct(&token, '#') {
            if rest.peek().is_some_and(|next| is_punct(next, '!')) {
                rest.next();
            }
            if let Some(TokenTree::Group(group)) = rest.peek()
                && group.delimiter() == Delimiter::Bracket
            {
                let attribute = group.stream().to_string().replace(' ', "");
                in_test_item |= attribute == "cfg(test)" || attribute == "test";
                rest.next();
                continue;
            }
        }
        // An item ends with its braces or a semicolon.
        let ends_item =
            is_punct(&token, ';') || matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        if in_test_item {
            in_test_item = !ends_item;
            continue;
        }
        kept.push(match token {
            TokenTree::Group(group) => {
                let mut inner = proc_macro2::Group::new(group.delimiter(), without_tests(group.stream()));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            other => other,
        });
    }
    kept.into_iter().collect()
}

pub(super) fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

#[test]
fn what_only_tests_see_is_left_out_of_the_sources() {
    let source = Source::parse(
        "crates/x/src/apps/store.rs",
        "//! \"a\"\nfn f() { g(\"b\\n\"); format!(\"c {x}\") }\n#[cfg(test)]\nmod tests { fn h() { g(\"d\") } }\n#[cfg(test)] use x::y;\nconst E: &str = \"e\";",
    );
    assert_eq!(texts(&source.tokens), [(2, "b\n".to_owned()), (2, "c {x}".to_owned()), (6, "e".to_owned())]);
    assert_eq!((source.crate_name(), source.noun(), source.is_store()), ("x", Some("apps"), true));
}
