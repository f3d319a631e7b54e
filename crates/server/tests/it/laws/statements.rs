//! Every SQL text prepares on both databases, and stands in a `store.rs`.

use super::source::{Broken, Source, sources, texts};
use crate::database;

const VERBS: [&str; 5] = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];

/// Statements with the place where each stands, and the places where none may stand.
fn statements(sources: &[Source]) -> (Vec<(String, String)>, Vec<Broken>) {
    let (mut found, mut broken) = (Vec::new(), Vec::new());
    for source in sources.iter().filter(|source| source.crate_name() != "db") {
        for (line, text) in texts(&source.tokens) {
            if !VERBS.iter().any(|verb| text.trim_start().starts_with(verb)) {
                continue;
            }
            let place = format!("{}:{line}", source.path);
            if source.is_store() {
                found.push((place, text));
            } else {
                broken.push(Broken { place, why: format!("SQL stands in a store.rs, beside its noun: {text}") });
            }
        }
    }
    (found, broken)
}

#[test]
fn sql_stands_in_stores_only() {
    let (_, broken) = statements(&sources());
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_statement_prepares_on_the_database_of_this_run() {
    let (statements, _) = statements(&sources());
    assert!(statements.len() > 20, "only {} statements were found", statements.len());
    let (db, _keep) = database::fresh();
    let broken: Vec<_> = statements
        .iter()
        .filter_map(|(place, sql)| db.prepare(sql).err().map(|why| Broken { place: place.clone(), why }))
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_statement_of_a_missing_table_is_found_and_so_is_one_in_a_rule() {
    let store = Source::parse("crates/x/src/y/store.rs", "fn f() { tx.all(\"SELECT a FROM attic\", &[]) }");
    let rule =
        Source::parse("crates/x/src/y/rules.rs", "fn f() { tx.all(\"DELETE FROM attic\", &[]); g(\"UPDATED\"); h(\"DELETE\") }");
    let (statements, broken) = statements(&[store, rule]);
    assert_eq!(statements, [("crates/x/src/y/store.rs:1".to_owned(), "SELECT a FROM attic".to_owned())]);
    assert_eq!(broken.iter().map(|broken| broken.place.as_str()).collect::<Vec<_>>(), ["crates/x/src/y/rules.rs:1"]);

    let (db, _keep) = database::fresh();
    assert!(db.prepare("SELECT a FROM attic").unwrap_err().contains("attic"));
    assert!(db.prepare("SELECT id FROM apps WHERE id = $1").is_ok());
}
