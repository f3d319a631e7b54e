//! `kontor bench tokens`: what an introspection, a code exchange and a durable refresh cost, over HTTP on loopback, in CPU
//! time of the process that answers. Beside it, in the same run: npm oidc-provider with everything in memory, and a bare
//! handler that answers the same requests without doing anything, so that figures of different machines can be compared.

pub mod bare;
mod load;
mod process;
mod report;
mod rival;
pub mod search;
mod seed;

use crate::{args::BenchTokensArgs, demo, house, serve};
use load::{Endpoints, Measured, Rehearsal, Work};
use process::{Announced, Process};
use report::Figures;
use std::{
    fs::File,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// Grants for each client: enough that no two clients meet, and that what is looked up is not always the same.
const GRANTS_OF_EACH: usize = 8;
/// One to warm up with, one to measure.
const CODES_OF_EACH: usize = 2;

/// What was asked of a program, and what it cost.
pub struct Tokens {
    pub exchange: Measured,
    pub introspect: Measured,
    pub refresh: Measured,
}

pub fn tokens(args: &BenchTokensArgs) -> Result<(), String> {
    let scratch = Scratch::make(args.data.as_deref())?;
    let seconds = Duration::from_secs(args.seconds.into());
    let clients = usize::from(args.clients);
    let (grants, sync) = (clients * GRANTS_OF_EACH, sync_takes(&scratch.0)?);
    let data = scratch.0.join("kontor");
    let announced = seed::fill(&data, grants, CODES_OF_EACH)?;
    serve::runtime()?.block_on(async {
        eprintln!("measuring kontor: {clients} clients, {grants} grants, {} s each", seconds.as_secs());
        let kontor = Process::kontor(&data)?;
        let kontor = measure(kontor, Endpoints::KONTOR, announced, clients, seconds).await?;
        eprintln!("measuring a bare handler");
        let (bare, announced) = Process::bare(grants * CODES_OF_EACH)?;
        let bare = measure(bare, Endpoints::KONTOR, announced, clients, seconds).await?;
        let rival = match args.rival.then(|| rival::install(args.cache.as_deref())) {
            None => Err("not asked for; --rival measures it".to_owned()),
            Some(Err(reason)) => Err(reason),
            Some(Ok(installed)) => {
                eprintln!("measuring oidc-provider {}", installed.version);
                let (process, announced) = installed.start(grants, CODES_OF_EACH)?;
                let tokens = measure(process, Endpoints::RIVAL, announced, clients, seconds).await?;
                Ok((format!("oidc-provider {}, {}", installed.version, installed.node), tokens))
            }
        };
        println!("{}", Figures { clients, grants, seconds, sync, kontor, bare, rival });
        Ok(())
    })
}

/// Exchanges half of the codes to warm up and the other half to be measured, then asks about the access tokens and
/// exchanges the refresh tokens they came with, again and again.
async fn measure(
    process: Process,
    endpoints: Endpoints,
    announced: Announced,
    clients: usize,
    seconds: Duration,
) -> Result<Tokens, String> {
    let mut rehearsal = Rehearsal::connect(process, endpoints, announced, (clients, clients * GRANTS_OF_EACH)).await?;
    let warm_up = seconds.div_f64(4.0);
    rehearsal.run(Work::Exchange).await?;
    let exchange = rehearsal.run(Work::Exchange).await?;
    rehearsal.run(Work::Introspect(warm_up)).await?;
    let introspect = rehearsal.run(Work::Introspect(seconds)).await?;
    rehearsal.run(Work::Refresh(warm_up)).await?;
    let refresh = rehearsal.run(Work::Refresh(seconds)).await?;
    Ok(Tokens { exchange, introspect, refresh })
}

/// How long the disk takes to say that a small write is safe: the middle of fifty.
fn sync_takes(directory: &Path) -> Result<Duration, String> {
    let failed = |error: std::io::Error| format!("cannot write to {}: {error}", directory.display());
    let mut file = File::create(directory.join("sync")).map_err(failed)?;
    let mut times = Vec::new();
    for _ in 0..50 {
        let began = Instant::now();
        std::io::Write::write_all(&mut file, &[0; 4096]).and_then(|()| file.sync_data()).map_err(failed)?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    Ok(times[times.len() / 2])
}

/// A directory that is gone when the measuring ends, however it ends.
struct Scratch(PathBuf);

impl Scratch {
    fn make(within: Option<&Path>) -> Result<Scratch, String> {
        let within = within.map_or_else(std::env::temp_dir, Path::to_owned);
        house::make_directory(&within)?;
        demo::fresh_directory(&within, "kontor-bench").map(Scratch)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}
