//! No arrow runs up: neither between crates nor, inside a crate that has floors, between nouns.

use super::source::{Broken, Source, crates, is_punct, root, sources};
use proc_macro2::{TokenStream, TokenTree};
use std::fs;

/// Crates, ground first. Those on one floor do not know each other.
const CRATES: &[&[&str]] = &[
    &["kernel"],
    &["commerce", "protocol", "db", "outbound"],
    &["office", "dialects"],
    &["platform", "trade"],
    &["gateway", "hub", "webhooks", "lake"],
    &["web"],
    &["server"],
];

/// Nouns of `platform`, ground first. Those on one floor do not know each other.
const PLATFORM: &[&[&str]] = &[
    &["text", "standing"],
    &["country"],
    &["accounts", "apis"],
    &["second_factors", "invitations", "passkeys", "resource_servers"],
    &["approvals"],
    &["developers", "merchants"],
    &["app_categories"],
    &["apps"],
    &["listings", "grants"],
    &["usage"],
    &["category_changes"],
    &["desk"],
];

fn floor(floors: &[&[&str]], name: &str) -> Option<usize> {
    floors.iter().position(|floor| floor.contains(&name))
}

/// `office` writes beside changes and knows nobody whose changes they are; it and `dialects` differ in what they stand on.
fn broken_crates(manifests: &[(String, Vec<String>)]) -> Vec<Broken> {
    let mut broken = Vec::new();
    for (name, imports) in manifests {
        let place = format!("crates/{name}/Cargo.toml");
        let Some(own) = floor(CRATES, name) else {
            broken.push(Broken {
                place,
                why: "the crate has no floor; give it one in laws/floors.rs and docs/architecture.md".to_owned(),
            });
            continue;
        };
        for import in imports {
            if floor(CRATES, import).is_some_and(|other| other >= own) {
                broken.push(Broken { place: place.clone(), why: format!("{name} must not import {import}") });
            }
        }
    }
    broken
}

/// The names under `[dependencies]` that are crates of the workspace.
fn imports(manifest: &str, ours: &[String]) -> Vec<String> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line == "[dependencies]";
        } else if inside {
            let name = line.split(['.', ' ', '=']).next().unwrap();
            found.extend(ours.iter().find(|own| *own == name).cloned());
        }
    }
    found
}

fn broken_nouns(sources: &[Source], name: &str, floors: &[&[&str]]) -> Vec<Broken> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| source.crate_name() == name) {
        let Some(noun) = source.noun() else { continue };
        let Some(own) = floor(floors, noun) else {
            broken.push(Broken { place: source.path.clone(), why: format!("{noun} has no floor in laws/floors.rs") });
            continue;
        };
        for (line, used) in used_nouns(&source.tokens, depth(source)) {
            if used != noun && floor(floors, &used).is_some_and(|other| other >= own) {
                broken.push(Broken { place: format!("{}:{line}", source.path), why: format!("{noun} must not use {used}") });
            }
        }
    }
    broken
}

/// How many `super::` lead from the file's module to the crate's root: `apps/store.rs` → 2, `apps/mod.rs` → 1.
fn depth(source: &Source) -> usize {
    let inside: Vec<_> = source.path.split('/').skip(3).collect();
    if inside.last() == Some(&"mod.rs") { inside.len() - 1 } else { inside.len() }
}

/// First names after `crate::` (and after as many `super::` as lead to the root), those in a braced list among them.
fn used_nouns(tokens: &TokenStream, depth: usize) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let tokens: Vec<_> = tokens.clone().into_iter().collect();
    for (place, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            found.extend(used_nouns(&group.stream(), depth));
        }
        let ups = ups(&tokens[place..]);
        let after = match token {
            TokenTree::Ident(ident) if ident == "crate" => place + 1,
            _ if ups > 0 && ups == depth => place + 3 * (ups - 1) + 1,
            _ => continue,
        };
        if !tokens.get(after..after + 2).is_some_and(|colons| colons.iter().all(|colon| is_punct(colon, ':'))) {
            continue;
        }
        match tokens.get(after + 2) {
            Some(TokenTree::Ident(noun)) => found.push((noun.span().start().line, noun.to_string())),
            Some(TokenTree::Group(list)) => {
                let mut starts = true;
                for token in list.stream() {
                    if let TokenTree::Ident(noun) = &token
                        && starts
                    {
                        found.push((noun.span().start().line, noun.to_string()));
                    }
                    starts = is_punct(&token, ',');
                }
            }
            _ => {}
        }
    }
    found
}

/// How often `super::` stands in a row here, or nothing when the row began earlier.
fn ups(tokens: &[TokenTree]) -> usize {
    tokens.chunks(3).take_while(|chunk| matches!(&chunk[0], TokenTree::Ident(ident) if ident == "super")).count()
}

fn say(broken: &[Broken]) -> String {
    broken.iter().map(|broken| format!("\n  {}: {}", broken.place, broken.why)).collect()
}

#[test]
fn no_crate_imports_one_on_its_own_floor_or_above() {
    let ours = crates();
    let manifests: Vec<_> = ours
        .iter()
        .map(|name| {
            let text = fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).unwrap();
            (name.clone(), imports(&text, &ours))
        })
        .collect();
    let broken = broken_crates(&manifests);
    assert!(broken.is_empty(), "{}", say(&broken));
}

#[test]
fn no_noun_of_platform_uses_one_on_its_own_floor_or_above() {
    let broken = broken_nouns(&sources(), "platform", PLATFORM);
    assert!(broken.is_empty(), "{}", say(&broken));
}

#[test]
fn an_import_that_runs_up_is_found_in_a_manifest() {
    let ours = ["kernel", "db", "office", "trade", "attic"].map(str::to_owned);
    let manifest = "[package]\nname = \"office\"\n[dependencies]\ndb.workspace = true\ntrade = { workspace = true }\n[dev-dependencies]\nkernel.workspace = true\n";
    assert_eq!(imports(manifest, &ours), ["db", "trade"]);

    let manifests = [("office".to_owned(), imports(manifest, &ours)), ("attic".to_owned(), Vec::new())];
    let broken: Vec<_> = broken_crates(&manifests).into_iter().map(|broken| broken.why).collect();
    assert_eq!(broken[0], "office must not import trade");
    assert!(broken[1].starts_with("the crate has no floor"), "{broken:?}");
}

#[test]
fn a_noun_that_reaches_up_is_found_however_it_is_written() {
    let text =
        "use crate::{accounts, grants::Grant};\nfn f() { crate::apps::find() }\nuse super::super::merchants;\nuse super::store;";
    let source = Source::parse("crates/platform/src/developers/rules.rs", text);
    let whys: Vec<_> = broken_nouns(&[source], "platform", PLATFORM).into_iter().map(|broken| broken.why).collect();
    assert_eq!(whys, ["developers must not use grants", "developers must not use apps", "developers must not use merchants"]);

    let source = Source::parse("crates/platform/src/developers/mod.rs", "use super::apps;\nmod rules;");
    let whys: Vec<_> = broken_nouns(&[source], "platform", PLATFORM).into_iter().map(|broken| broken.why).collect();
    assert_eq!(whys, ["developers must not use apps"]);
}
