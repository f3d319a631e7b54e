//! The command line. Every option says its unit and its default.

use clap::{Args as ArgGroup, Parser, Subcommand, ValueEnum};
use kernel::{Environment, Time};
use std::{net::SocketAddr, path::PathBuf};

/// An open platform for commerce in one program.
#[derive(Debug, Parser)]
#[command(name = "kontor", version)]
pub struct Args {
    /// What to log: error, warn, info, debug, trace, or rules such as `warn,gateway=debug` [default: warn]
    #[arg(long, global = true, env = "KONTOR_LOG")]
    pub log: Option<String>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Production and sandbox with believable people, shops and orders, to look around in
    Demo(DemoArgs),
    /// Production and sandbox for real
    Serve(ServeArgs),
    /// Bring a merchant's orders or products in from CSV or NDJSON
    Import(ImportArgs),
    /// What is done on the machine itself
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Measure what work costs on this machine
    #[command(subcommand)]
    Bench(BenchCommand),
}

#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// Tokens: code exchange, introspection and durable refresh over HTTP
    Tokens(BenchTokensArgs),
    /// The App Store's search over generated apps: time to build the index and time of a question
    Search(BenchSearchArgs),
    /// The baseline of the others: the same requests, answered without any work
    #[command(hide = true)]
    Bare,
}

#[derive(Debug, ArgGroup)]
pub struct BenchTokensArgs {
    /// Connections that ask at the same time, each one request after the other
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u16).range(1..=2048))]
    pub clients: u16,
    /// How long each kind of request is measured, in seconds
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=600))]
    pub seconds: u16,
    /// Measure npm oidc-provider beside it; wants node and npm
    #[arg(long)]
    pub rival: bool,
    /// Where the rival is installed [default: ~/.cache/kontor/bench]
    #[arg(long, value_name = "DIR", env = "KONTOR_BENCH_CACHE")]
    pub cache: Option<PathBuf>,
    /// Where the database is kept meanwhile, on a real disk [default: the directory for temporary files]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

#[derive(Debug, ArgGroup)]
pub struct BenchSearchArgs {
    /// How many apps to generate
    #[arg(long, value_name = "NUMBER", default_value_t = 20_000)]
    pub apps: usize,
    /// How many questions to ask, each on its own
    #[arg(long, value_name = "NUMBER", default_value_t = 2_000)]
    pub questions: usize,
}

#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Make or renew an operator's account and print its password
    Operator(OperatorArgs),
    /// The audit's chain
    #[command(subcommand)]
    Audit(AuditCommand),
    /// The keys that secrets are sealed with
    #[command(subcommand)]
    Keys(KeysCommand),
}

#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Add a key; a running server seals with it from then on, and again what older keys have sealed
    Rotate(EnvironmentArgs),
    /// Which keys there are, and how many rows are sealed with each
    Status(EnvironmentArgs),
    /// Take an older key off the ring; refused while rows are sealed with it
    Drop(KeyDropArgs),
}

#[derive(Debug, ArgGroup)]
pub struct KeyDropArgs {
    #[command(flatten)]
    pub environment: EnvironmentArgs,
    /// The key's number, as status shows it
    #[arg(value_name = "NUMBER")]
    pub key: u32,
}

#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Check that no entry was changed, taken out or put in
    Verify(EnvironmentArgs),
    /// Write entries to standard output as NDJSON, oldest first
    Export(ExportArgs),
}

#[derive(Debug, ArgGroup)]
pub struct EnvironmentArgs {
    #[arg(long, value_parser = parse_environment)]
    pub environment: Environment,
    #[command(flatten)]
    pub storage: Storage,
}

#[derive(Debug, ArgGroup)]
pub struct ExportArgs {
    #[command(flatten)]
    pub environment: EnvironmentArgs,
    /// Only entries of this developer or merchant: dev_… or mer_…
    #[arg(long, value_name = "ID")]
    pub party: Option<String>,
    /// Only what this account, app or part of the system did
    #[arg(long, value_name = "ID")]
    pub actor: Option<String>,
    /// Only what was done to this thing
    #[arg(long, value_name = "ID")]
    pub subject: Option<String>,
    /// Only this action, such as apps.secret_added
    #[arg(long, value_name = "ACTION")]
    pub action: Option<String>,
    /// From this time on, RFC 3339: 2026-11-01T00:00:00Z
    #[arg(long, value_name = "TIME")]
    pub from: Option<Time>,
    /// Before this time
    #[arg(long, value_name = "TIME")]
    pub until: Option<Time>,
}

#[derive(Debug, ArgGroup)]
pub struct Listen {
    /// Address of production
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub production: SocketAddr,
    /// Address of the sandbox
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8081")]
    pub sandbox: SocketAddr,
    /// A request's head must have arrived after so many seconds, and a connection may be silent for as long
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub head_timeout: u64,
    /// A request's body must have arrived after so many seconds; the largest form with files is 32 MiB
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub body_timeout: u64,
}

#[derive(Debug, ArgGroup)]
pub struct DemoArgs {
    #[command(flatten)]
    pub listen: Listen,
    /// Keep everything in this directory and go on from what is there [default: a fresh one]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Write addresses, accounts and apps as JSON to this file once both environments answer
    #[arg(long, value_name = "FILE")]
    pub describe: Option<PathBuf>,
}

#[derive(Debug, ArgGroup)]
pub struct ServeArgs {
    #[command(flatten)]
    pub listen: Listen,
    #[command(flatten)]
    pub storage: Storage,
    /// Where people reach production, when that is not its own address: https://open.example.com
    #[arg(long, value_name = "URL", env = "KONTOR_PRODUCTION_URL")]
    pub production_url: Option<String>,
    /// Where people reach the sandbox, when that is not its own address
    #[arg(long, value_name = "URL", env = "KONTOR_SANDBOX_URL")]
    pub sandbox_url: Option<String>,
    /// Answer production by TLS with this certificate chain (PEM); taken over when the file changes
    #[arg(long, value_name = "FILE", env = "KONTOR_PRODUCTION_CERTIFICATE", requires = "production_key")]
    pub production_certificate: Option<PathBuf>,
    /// Its private key (PEM)
    #[arg(long, value_name = "FILE", env = "KONTOR_PRODUCTION_KEY", requires = "production_certificate")]
    pub production_key: Option<PathBuf>,
    /// The same for the sandbox
    #[arg(long, value_name = "FILE", env = "KONTOR_SANDBOX_CERTIFICATE", requires = "sandbox_key")]
    pub sandbox_certificate: Option<PathBuf>,
    #[arg(long, value_name = "FILE", env = "KONTOR_SANDBOX_KEY", requires = "sandbox_certificate")]
    pub sandbox_key: Option<PathBuf>,
    /// Mail server: smtps://user:password@host; without one, mail is kept and not sent
    #[arg(long, value_name = "URL", env = "KONTOR_SMTP", hide_env_values = true, requires = "mail_from")]
    pub smtp: Option<String>,
    /// Address that mails come from
    #[arg(long, value_name = "ADDRESS", env = "KONTOR_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// The marketplace's name, as pages and mails say it
    #[arg(long, default_value = "Kontor", env = "KONTOR_NAME")]
    pub name: String,
}

#[derive(Debug, ArgGroup)]
pub struct Storage {
    /// Where keys and the embedded databases are kept
    #[arg(long, value_name = "DIR", default_value = "data", env = "KONTOR_DATA")]
    pub data: PathBuf,
    /// PostgreSQL for production instead of the embedded database: postgres://…
    #[arg(long, value_name = "URL", env = "KONTOR_PRODUCTION_DATABASE", hide_env_values = true)]
    pub production_database: Option<String>,
    /// PostgreSQL for the sandbox instead of the embedded database
    #[arg(long, value_name = "URL", env = "KONTOR_SANDBOX_DATABASE", hide_env_values = true)]
    pub sandbox_database: Option<String>,
}

#[derive(Debug, ArgGroup)]
pub struct ImportArgs {
    /// The merchant whose shop receives the rows: mer_…
    #[arg(long, value_name = "ID")]
    pub merchant: String,
    #[arg(long)]
    pub kind: ImportKind,
    /// Times without an offset are in this zone (IANA name)
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub timezone: String,
    /// Read the whole file first and write nothing if any row is bad
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub storage: Storage,
    /// CSV (.csv) or NDJSON (.ndjson, .jsonl); the columns are in docs/import.md
    pub file: PathBuf,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ImportKind {
    Orders,
    Products,
}

#[derive(Debug, ArgGroup)]
pub struct OperatorArgs {
    #[command(flatten)]
    pub environment: EnvironmentArgs,
    #[arg(long)]
    pub email: String,
    #[arg(long, default_value = "Operator")]
    pub name: String,
}

fn parse_environment(text: &str) -> Result<Environment, String> {
    [Environment::Production, Environment::Sandbox]
        .into_iter()
        .find(|environment| environment.name() == text)
        .ok_or_else(|| "production or sandbox".to_owned())
}

impl Storage {
    /// The embedded databases in `data`.
    pub fn embedded(data: PathBuf) -> Storage {
        Storage { data, production_database: None, sandbox_database: None }
    }
}
