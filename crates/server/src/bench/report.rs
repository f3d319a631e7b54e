//! What was measured, in words.

use super::{Tokens, load::Measured};
use std::{
    fmt::{Display, Formatter, Result},
    time::Duration,
};

/// Of what oidc-provider spends.
const INTROSPECT_BUDGET: f64 = 1.0 / 10.0;
const REFRESH_BUDGET: f64 = 1.0 / 8.0;
/// Durable refreshes a second, with [`BUDGET_CLIENTS`].
const RATE_BUDGET: f64 = 5000.0;
const BUDGET_CLIENTS: usize = 256;

pub struct Figures {
    pub clients: usize,
    pub grants: usize,
    pub seconds: Duration,
    /// Of the disk that the database was on.
    pub sync: Duration,
    pub kontor: Tokens,
    pub bare: Tokens,
    /// Its name, or why it was not measured.
    pub rival: std::result::Result<(String, Tokens), String>,
}

impl Display for Figures {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        let Figures { clients, grants, seconds, sync, kontor, bare, rival } = self;
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        writeln!(out, "{clients} clients with a connection each, {grants} grants, {} s each, {cores} cores", seconds.as_secs())?;
        writeln!(out, "HTTP/1.1 on loopback, client_secret_basic; CPU of the process that answers, not of the clients")?;
        writeln!(
            out,
            "kontor serve: SQLite, journal_mode=WAL, synchronous=FULL; a write of 4 KiB is safe after {}",
            millis(*sync)
        )?;
        if cfg!(debug_assertions) {
            writeln!(out, "THIS IS A DEBUG BUILD: its figures say nothing; build with --release")?;
        }
        heading(out, "kontor")?;
        rows(out, kontor)?;
        heading(out, "a bare handler that answers the same requests")?;
        rows(out, bare)?;
        match rival {
            Ok((name, rival)) => {
                heading(out, &format!("{name}, everything in memory"))?;
                rows(out, rival)?;
                writeln!(out, "\nkontor's CPU as a part of oidc-provider's")?;
                ratio(out, "code exchange", &kontor.exchange, &rival.exchange, None)?;
                ratio(out, "introspect", &kontor.introspect, &rival.introspect, Some(INTROSPECT_BUDGET))?;
                ratio(out, "durable refresh", &kontor.refresh, &rival.refresh, Some(REFRESH_BUDGET))?;
            }
            Err(reason) => writeln!(out, "\noidc-provider was not measured: {reason}")?,
        }
        let rate = kontor.refresh.per_second();
        if *clients == BUDGET_CLIENTS {
            writeln!(out, "  durable refreshes   {rate:.0}/s: budget {RATE_BUDGET:.0}/s {}", verdict(rate >= RATE_BUDGET))
        } else {
            writeln!(out, "  durable refreshes   {rate:.0}/s; the budget is for {BUDGET_CLIENTS} clients")
        }
    }
}

fn heading(out: &mut Formatter<'_>, name: &str) -> Result {
    writeln!(out, "\n{name}\n  {:<16} {:>10} {:>10} {:>10} {:>10} {:>10}", "", "CPU each", "p50", "p99", "a second", "requests")
}

fn rows(out: &mut Formatter<'_>, tokens: &Tokens) -> Result {
    row(out, "code exchange", &tokens.exchange)?;
    row(out, "introspect", &tokens.introspect)?;
    row(out, "refresh", &tokens.refresh)
}

fn row(out: &mut Formatter<'_>, name: &str, measured: &Measured) -> Result {
    let (p50, p99) = (millis(measured.percentile(50)), millis(measured.percentile(99)));
    let (cpu, rate) = (micros(measured.cpu_each()), measured.per_second());
    write!(out, "  {name:<16} {cpu:>10} {p50:>10} {p99:>10} {rate:>10.0} {:>10}", measured.requests)?;
    match measured.commits {
        Some(commits) => writeln!(out, "  in {commits} commits"),
        None => writeln!(out),
    }
}

fn ratio(out: &mut Formatter<'_>, name: &str, ours: &Measured, theirs: &Measured, budget: Option<f64>) -> Result {
    let ratio = ours.cpu_each().as_secs_f64() / theirs.cpu_each().as_secs_f64();
    write!(out, "  {name:<19} 1/{:.1}", 1.0 / ratio)?;
    match budget {
        Some(budget) => writeln!(out, ": budget 1/{:.0} {}", 1.0 / budget, verdict(ratio <= budget)),
        None => writeln!(out),
    }
}

fn verdict(holds: bool) -> &'static str {
    if holds { "holds" } else { "DOES NOT HOLD" }
}

fn micros(duration: Duration) -> String {
    format!("{:.1} µs", duration.as_secs_f64() * 1e6)
}

fn millis(duration: Duration) -> String {
    format!("{:.2} ms", duration.as_secs_f64() * 1e3)
}
