//! npm oidc-provider: the program that runs it and the exact versions are part of this one; npm brings them.

use super::process::{Announced, Process};
use crate::house;
use serde::Deserialize;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const FILES: [(&str, &str); 3] = [
    ("package.json", include_str!("../../../../bench/package.json")),
    ("package-lock.json", include_str!("../../../../bench/package-lock.json")),
    (PROGRAM, include_str!("../../../../bench/oidc-provider.js")),
];
const PROGRAM: &str = "oidc-provider.js";

pub struct Installed {
    directory: PathBuf,
    /// As `node --version` says it.
    pub node: String,
    pub version: String,
}

/// Installs it, unless it is there; or says in a sentence why it cannot be measured here.
pub fn install(cache: Option<&Path>) -> Result<Installed, String> {
    let node = said(Command::new("node").arg("--version")).map_err(|_| "node is missing; install Node.js with npm")?;
    let directory = match (cache, std::env::home_dir()) {
        (Some(directory), _) => directory.to_owned(),
        (None, Some(home)) => home.join(".cache/kontor/bench"),
        (None, None) => return Err("there is no home directory to install it in; name one with --cache".to_owned()),
    };
    house::make_directory(&directory)?;
    let lock = directory.join("node_modules/.kontor-lock.json");
    let is_installed = fs::read_to_string(&lock).is_ok_and(|text| text == FILES[1].1);
    for (name, text) in FILES {
        write(&directory.join(name), text)?;
    }
    if !is_installed {
        let mut npm = Command::new("npm");
        said(npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&directory))?;
        write(&lock, FILES[1].1)?;
    }
    #[derive(Deserialize)]
    struct Package {
        version: String,
    }
    let package = directory.join("node_modules/oidc-provider/package.json");
    let text = fs::read_to_string(&package).map_err(|error| format!("cannot read {}: {error}", package.display()))?;
    let package: Package = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    Ok(Installed { directory, node: format!("node {node}"), version: package.version })
}

impl Installed {
    pub fn start(&self, grants: usize, codes: usize) -> Result<(Process, Announced), String> {
        let mut node = Command::new("node");
        node.arg(self.directory.join(PROGRAM)).args([grants.to_string(), codes.to_string()]).env("NODE_ENV", "production");
        Process::announcing(&mut node)
    }
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// What the command prints, if it succeeds.
fn said(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_owned();
    let output = command.output().map_err(|error| format!("cannot run {}: {error}", name.display()))?;
    if !output.status.success() {
        return Err(format!("{} failed: {}", name.display(), String::from_utf8_lossy(&output.stderr).trim()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
