//! `kontor demo`: both environments with believable people, shops and orders. Everything is made by the same rules that
//! serve the pages. Passwords are random, and kept beside the data so that `--data` can go on.

mod description;
mod listings;
pub(crate) mod people;
mod reviews;

use crate::{
    args::{DemoArgs, Storage},
    house::{self, House},
    keys,
    serve::{self, Both, Opened, Setting},
};
use description::Description;
use people::Passwords;
use std::{
    collections::BTreeMap,
    io::ErrorKind,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

pub fn run(args: &DemoArgs) -> Result<(), String> {
    serve::runtime()?.block_on(async {
        let data = match &args.data {
            Some(data) => data.clone(),
            None => fresh_directory(&std::env::temp_dir(), "kontor-demo")?,
        };
        let storage = Storage::embedded(data);
        house::make_directory(&storage.data)?;
        let both = serve::open(
            &args.listen,
            &storage,
            &Setting { name: "Kontor", urls: [&None, &None], tls: [None, None], is_demo: true, post: None },
        )
        .await?;
        let passwords = passwords(&storage.data)?;
        let (production, sandbox) = tokio::try_join!(furnish(&both.production, &passwords), furnish(&both.sandbox, &passwords))?;
        let descriptions = Descriptions { production, sandbox };
        greet(&both, &descriptions, &storage.data);
        let describe = args.describe.clone();
        serve::answer(both, async move || match describe {
            Some(file) => descriptions.write(&file),
            None => Ok(()),
        })
        .await
    })
}

#[derive(serde::Serialize)]
struct Descriptions {
    production: Description,
    sandbox: Description,
}

impl Descriptions {
    /// Whole or not at all: whoever waits for the file may read it at once.
    fn write(&self, file: &Path) -> Result<(), String> {
        let text = serde_json::to_string_pretty(self).map_err(|error| error.to_string())?;
        keys::write_private(file, &text).map_err(|error| format!("cannot write {}: {error}", file.display()))
    }
}

/// A new directory for its owner alone, with a name that nobody can guess.
pub(crate) fn fresh_directory(within: &Path, name: &str) -> Result<PathBuf, String> {
    let mut rng = keys::rng();
    let path = within.join(format!("{name}-{}", crate::operator::random_password(&mut rng).expose()));
    let made = std::fs::DirBuilder::new().mode(0o700).create(&path);
    made.map(|()| path.clone()).map_err(|error| format!("cannot write to the directory {}: {error}", path.display()))
}

/// Passwords by environment and address; made and kept before anybody is given one, so that a start that was cut short
/// can be repeated.
fn passwords(data: &Path) -> Result<BTreeMap<String, Passwords>, String> {
    let path = data.join("demo.json");
    match std::fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text).map_err(|error| format!("cannot read {}: {error}", path.display())),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut rng = keys::rng();
            let made: BTreeMap<String, Passwords> =
                ["production", "sandbox"].map(|environment| (environment.to_owned(), people::passwords(&mut rng))).into();
            let text = serde_json::to_string_pretty(&made).map_err(|error| error.to_string())?;
            keys::write_private(&path, &text).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
            Ok(made)
        }
        Err(error) => Err(format!("cannot read {}: {error}", path.display())),
    }
}

/// Fills an environment that is still empty, and says what is in it.
async fn furnish(opened: &Opened, passwords: &BTreeMap<String, Passwords>) -> Result<Description, String> {
    let house: &House = &opened.house;
    let passwords = passwords.get(house.db.environment().name()).ok_or("demo.json lacks an environment")?;
    people::ensure(house, passwords).await.map_err(|error| format!("cannot make the demo: {error}"))?;
    description::describe(house, &opened.base_url, passwords).await.map_err(|error| format!("cannot describe the demo: {error}"))
}

fn greet(both: &Both, descriptions: &Descriptions, data: &Path) {
    println!("Kontor is open. Everything is in {}; it stops with Ctrl-C.", data.display());
    for (opened, description) in [(&both.production, &descriptions.production), (&both.sandbox, &descriptions.sandbox)] {
        let (environment, url) = (opened.house.db.environment(), &opened.base_url);
        println!("\n{environment}  {url}");
        let merchant = &description.merchants[0];
        for (role, email, password, door) in [
            ("operator", &description.operator.email, &description.operator.password, "operator"),
            ("developer", &description.developer.email, &description.developer.password, "developer"),
            ("merchant", &merchant.email, &merchant.password, "merchant"),
        ] {
            println!("  {role:<10} {email:<28} {password}  {url}/{door}/sign-in");
        }
    }
    let (url, app) = (&both.sandbox.base_url, &descriptions.sandbox.apps[0]);
    println!("\nClick first: {url} shows the four doors; {url}/outbox the mail that was sent.");
    println!("Or let a merchant authorise an app: {url}/oauth/authorize?response_type=code&client_id={}", app.client_id);
}
