//! `kontor admin audit`: is the audit still what was written?

use crate::{args::EnvironmentArgs, house};
use office::audit::{self, Verified};

const BATCH: u32 = 1000;

pub fn verify(args: &EnvironmentArgs) -> Result<(), String> {
    let (db, _) = house::open(&args.storage, args.environment)?;
    let mut verified = Verified::START;
    while !verified.is_whole && verified.broken_at.is_none() {
        let so_far = verified;
        verified = db.read_blocking(move |tx| audit::verify(tx, &so_far, BATCH)).map_err(|error| error.to_string())?;
    }
    match verified.broken_at {
        None => {
            println!("the audit is whole: {} entries", verified.entries());
            Ok(())
        }
        Some((seq, id)) => Err(format!("the audit was tampered with: entry {seq} ({id}) does not follow from the one before it")),
    }
}
