//! `kontor admin operator`: the first person of a platform, or a new password for one who lost theirs.

use crate::{args::OperatorArgs, house};
use kernel::{Actor, Secret};
use platform::accounts::{self, Role};
use rand::{RngExt, rngs::StdRng};

pub fn run(args: &OperatorArgs) -> Result<(), String> {
    let (db, _) = house::open(&args.environment.storage, args.environment.environment)?;
    let mut rng = crate::keys::rng();
    let password = random_password(&mut rng);
    let hash = accounts::password::hash(&password, &mut rng).map_err(|error| error.to_string())?;
    let (email, name) = (args.email.to_lowercase(), args.name.clone());
    db.write_blocking(move |tx| {
        let id = accounts::ensure_operator(tx, &email, &name, &hash, Role::Owner)?;
        accounts::set_password(tx, &Actor::system("operator"), &id, &hash)
    })
    .map_err(|error| error.to_string())?;
    println!("{}  {}", args.email, password.expose());
    Ok(())
}

/// Twenty letters and digits that cannot be taken for one another: 98 bits.
pub fn random_password(rng: &mut StdRng) -> Secret {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let letter = |_| char::from(LETTERS[rng.random_range(0..LETTERS.len())]);
    Secret::new((0..20).map(letter).collect::<String>())
}
