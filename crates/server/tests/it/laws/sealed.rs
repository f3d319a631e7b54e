//! Every column that holds sealed values takes part in the rotation of keys: one that does not would keep its old key for
//! ever, and lose its rows when that is dropped.

use super::source::{Source, is_punct, sources, text_of};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;

/// Table and column of each place that something is sealed for.
fn places(tokens: &TokenStream, found: &mut BTreeSet<(String, String)>) {
    let tokens: Vec<_> = tokens.clone().into_iter().collect();
    let field = |name: &str| {
        let at = tokens
            .windows(3)
            .find(|three| matches!(&three[0], TokenTree::Ident(ident) if ident == name) && is_punct(&three[1], ':'));
        at.and_then(|three| text_of(&three[2]))
    };
    found.extend(field("table").zip(field("column")));
    for token in &tokens {
        if let TokenTree::Group(group) = token {
            places(&group.stream(), found);
        }
    }
}

/// Columns for bytes, from the migrations.
fn byte_columns(migrations: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    let mut columns = BTreeSet::new();
    for (_, sql) in migrations {
        let (mut table, mut words) = (String::new(), sql.split_whitespace().peekable());
        while let Some(word) = words.next() {
            if word.eq_ignore_ascii_case("TABLE") {
                table = words.peek().map(|name| (*name).to_owned()).unwrap_or_default();
            } else if words.peek().is_some_and(|kind| kind.trim_end_matches([',', ';', ')']) == "BYTEA") {
                columns.insert((table.clone(), word.to_owned()));
            }
        }
    }
    columns
}

fn left_out(sources: &[Source], taking_part: &BTreeSet<(String, String)>) -> Vec<(String, String)> {
    let mut sealed = BTreeSet::new();
    for source in sources {
        places(&source.tokens, &mut sealed);
    }
    let stored = byte_columns(db::MIGRATIONS);
    sealed.into_iter().filter(|place| stored.contains(place) && !taking_part.contains(place)).collect()
}

#[test]
fn every_sealed_column_takes_part_in_the_rotation_of_keys() {
    let taking_part = platform::SEALED.iter().map(|column| (column.table.to_owned(), column.column.to_owned())).collect();
    let left_out = left_out(&sources(), &taking_part);
    assert!(left_out.is_empty(), "describe them as a SealedColumn and list them in platform::SEALED: {left_out:?}");
}

#[test]
fn a_sealed_column_that_was_forgotten_is_found() {
    let text = r#"fn f() { keys.seal(x, Place { table: "tokens", column: "answer", row }, rng); Place { table: "cookies", column: "flash", row } }"#;
    let source = Source::parse("crates/x/src/y/rules.rs", text);
    assert_eq!(left_out(&[source], &BTreeSet::new()), [("tokens".to_owned(), "answer".to_owned())]);
}
