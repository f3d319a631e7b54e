//! `kontor bench`: that it asks what it says, of a real server, and gets the answers. What it took is nobody's to assert.

use crate::binary::PROGRAM;
use std::process::Command;

#[test]
fn the_bench_exchanges_asks_and_refreshes_and_says_what_it_took() {
    let folder = tempfile::tempdir().unwrap();
    let mut bench = Command::new(PROGRAM);
    bench.args(["bench", "tokens", "--clients", "2", "--seconds", "1", "--data"]).arg(folder.path());
    let output = bench.output().unwrap();
    let (said, warned) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{warned}");
    for row in ["code exchange", "introspect", "refresh"] {
        let rows = said.lines().filter(|line| line.trim_start().starts_with(row));
        assert_eq!(rows.count(), 2, "kontor and the bare handler: {said}");
    }
    assert!(said.contains("16 grants") && said.contains("synchronous=FULL") && said.contains(" commits"), "{said}");
    assert!(said.contains("oidc-provider was not measured"), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
}
