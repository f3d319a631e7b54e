//! `kontor admin audit`: is the audit still what was written? And all of it, to take away.

use crate::{
    args::{EnvironmentArgs, ExportArgs},
    house,
};
use office::audit::{self, Filter, Verified};
use std::io::{BufWriter, ErrorKind, Write, stdout};

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

/// Whoever reads may stop before the end (`| head`); that is no failure of ours.
pub fn export(args: &ExportArgs) -> Result<(), String> {
    match write_lines(args) {
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(Failure::Output(error)) => Err(format!("cannot write the export: {error}")),
        Err(Failure::Other(sentence)) => Err(sentence),
        Ok(()) => Ok(()),
    }
}

enum Failure {
    Output(std::io::Error),
    Other(String),
}

fn write_lines(args: &ExportArgs) -> Result<(), Failure> {
    let (db, _) = house::open(&args.environment.storage, args.environment.environment).map_err(Failure::Other)?;
    // What is written while this runs is not chased.
    let now = db.clock().now() + std::time::Duration::from_millis(1);
    let filter = Filter {
        party: args.party.clone(),
        actor: args.actor.clone(),
        subject: args.subject.clone(),
        action: args.action.clone(),
        from: args.from,
        until: Some(args.until.map_or(now, |until| until.min(now))),
    };
    let (mut out, mut after) = (BufWriter::new(stdout().lock()), None);
    loop {
        let (filter, from) = (filter.clone(), after);
        let batch = db.read_blocking(move |tx| audit::export(tx, &filter, from, BATCH));
        let (lines, next) = batch.map_err(|error| Failure::Other(error.to_string()))?;
        for line in &lines {
            let line = serde_json::to_string(line).map_err(|error| Failure::Other(error.to_string()))?;
            writeln!(out, "{line}").map_err(Failure::Output)?;
        }
        if next.is_none() {
            return out.flush().map_err(Failure::Output);
        }
        after = next;
    }
}
