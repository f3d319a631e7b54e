//! The key ring of an environment: a file that only its owner may read, made at the first start.

use kernel::Environment;
use protocol::KeyRing;
use rand::rngs::StdRng;
use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

pub fn open(data: &Path, environment: Environment) -> Result<KeyRing, String> {
    let path = data.join(format!("{environment}.keys"));
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            KeyRing::parse(&text).ok_or_else(|| format!("{} is not a key ring; restore it from a backup", path.display()))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => make(&path),
        Err(error) => Err(format!("cannot read the keys {}: {error}", path.display())),
    }
}

fn make(path: &Path) -> Result<KeyRing, String> {
    let ring = KeyRing::generate(&mut rng());
    write_private(path, ring.to_text().expose()).map_err(|error| format!("cannot write the keys {}: {error}", path.display()))?;
    Ok(ring)
}

/// Writes a file that only its owner may read, whole or not at all.
pub fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let unfinished = path.with_extension("new");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(unfinished, path)
}

/// Randomness of the system, for what is made before a database is there to hand it out.
#[expect(clippy::disallowed_methods, reason = "the top, where randomness is handed in from")]
pub fn rng() -> StdRng {
    rand::make_rng()
}
