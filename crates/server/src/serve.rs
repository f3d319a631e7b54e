//! Two environments on two addresses, until somebody says stop.

use crate::{
    args::{Listen, ServeArgs, Storage},
    connections::{self, Patience},
    house::{self, Address, House},
    keys,
    post::Post,
    tls::{Certificate, Files, TlsListener},
    worker,
};
use kernel::Environment;
use std::{future::Future, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};
use tokio::{net::TcpListener, runtime::Runtime, signal::unix, sync::watch, task::JoinSet, time::timeout};

/// Calls that are under way at the end get so long to finish.
const GRACE: Duration = Duration::from_secs(10);

/// An environment that is open and has its address, and does not answer yet.
pub struct Opened {
    pub house: Arc<House>,
    pub base_url: String,
    listener: TcpListener,
    certificate: Option<Arc<Certificate>>,
    key_file: PathBuf,
}

pub struct Both {
    pub production: Opened,
    pub sandbox: Opened,
    patience: Patience,
}

pub fn run(args: &ServeArgs) -> Result<(), String> {
    runtime()?.block_on(async {
        let post = match (&args.smtp, &args.mail_from) {
            (Some(url), Some(from)) => Some(Arc::new(Post::new(url, from)?)),
            _ => {
                eprintln!("kontor: no mail server is set (--smtp), so mail is kept and not sent");
                None
            }
        };
        let tls =
            [files(&args.production_certificate, &args.production_key), files(&args.sandbox_certificate, &args.sandbox_key)];
        let urls = [&args.production_url, &args.sandbox_url];
        let setting = Setting { name: &args.name, urls, tls, is_demo: false, post };
        let both = open(&args.listen, &args.storage, &setting).await?;
        println!("production  {}", both.production.base_url);
        println!("sandbox     {}", both.sandbox.base_url);
        answer(both, async || Ok(())).await
    })
}

fn files(certificate: &Option<PathBuf>, key: &Option<PathBuf>) -> Option<Files> {
    Some(Files { certificate: certificate.clone()?, key: key.clone()? })
}

pub fn runtime() -> Result<Runtime, String> {
    Runtime::new().map_err(|error| format!("cannot start: {error}"))
}

/// What both environments have in common.
pub struct Setting<'a> {
    /// The marketplace's.
    pub name: &'a str,
    /// Where people reach production and sandbox, when that is not where they listen.
    pub urls: [&'a Option<String>; 2],
    /// Certificates of production and sandbox; plain HTTP without.
    pub tls: [Option<Files>; 2],
    pub is_demo: bool,
    pub post: Option<Arc<Post>>,
}

/// Takes both addresses, then opens both databases.
pub async fn open(listen: &Listen, storage: &Storage, setting: &Setting<'_>) -> Result<Both, String> {
    let production = bind(listen.production, Environment::Production).await?;
    let sandbox = bind(listen.sandbox, Environment::Sandbox).await?;
    let production_url = base_url(&production, setting.urls[0], setting.tls[0].is_some())?;
    let sandbox_url = base_url(&sandbox, setting.urls[1], setting.tls[1].is_some())?;
    let open = |environment, listener, files: &Option<Files>, base_url: &str, other_base_url: &str| {
        let certificate = files.clone().map(Certificate::open).transpose()?;
        let (db, keys) = house::open(storage, environment)?;
        let key_file = keys::path(&storage.data, environment);
        let address = Address {
            base_url: base_url.to_owned(),
            other_base_url: other_base_url.to_owned(),
            operator_name: setting.name.to_owned(),
            is_demo: setting.is_demo,
        };
        let house = Arc::new(House::new(db, keys, &address, setting.post.clone())?);
        Ok::<_, String>(Opened { house, base_url: address.base_url, listener, certificate, key_file })
    };
    let seconds = Duration::from_secs;
    Ok(Both {
        patience: Patience { head: seconds(listen.head_timeout), body: seconds(listen.body_timeout) },
        production: open(Environment::Production, production, &setting.tls[0], &production_url, &sandbox_url)?,
        sandbox: open(Environment::Sandbox, sandbox, &setting.tls[1], &sandbox_url, &production_url)?,
    })
}

async fn bind(address: SocketAddr, environment: Environment) -> Result<TcpListener, String> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|error| format!("cannot listen on {address}: {error}; choose another address with --{environment} ADDR"))
}

fn base_url(listener: &TcpListener, told: &Option<String>, is_tls: bool) -> Result<String, String> {
    let scheme = if is_tls { "https" } else { "http" };
    match told {
        Some(url) => Ok(url.trim_end_matches('/').to_owned()),
        None => listener.local_addr().map(|address| format!("{scheme}://{address}")).map_err(|error| error.to_string()),
    }
}

/// Answers on both addresses until SIGINT or SIGTERM. `ready` runs once both answer.
pub async fn answer<F: Future<Output = Result<(), String>>>(both: Both, ready: impl FnOnce() -> F) -> Result<(), String> {
    let (stop, stopped) = watch::channel(false);
    let mut tasks: JoinSet<Result<(), String>> = JoinSet::new();
    for Opened { house, listener, certificate, key_file, .. } in [both.production, both.sandbox] {
        let (router, patience, until_stopped) = (house.router(), both.patience, stopped.clone());
        match certificate {
            Some(certificate) => {
                let listener = TlsListener::new(listener, certificate.clone())?;
                let watcher = certificate.watch(stopped.clone());
                tasks.spawn(async move {
                    tokio::join!(connections::answer(listener, router, patience, until_stopped), watcher);
                    Ok(())
                });
            }
            None => {
                tasks.spawn(async move {
                    connections::answer(listener, router, patience, until_stopped).await;
                    Ok(())
                });
            }
        }
        let watcher = keys::watch(house.clone(), key_file, stopped.clone());
        let (worker, flusher) = (worker::run(house.clone(), stopped.clone()), worker::flush(house, stopped.clone()));
        tasks.spawn(async move {
            tokio::join!(worker, flusher, watcher);
            Ok(())
        });
    }
    ready().await?;
    let ended_by_itself = tokio::select! {
        signal = signalled() => signal.err(),
        ended = tasks.join_next() => Some(match ended {
            Some(Ok(Err(sentence))) => sentence,
            Some(Err(error)) => error.to_string(),
            Some(Ok(Ok(()))) | None => "an environment stopped answering".to_owned(),
        }),
    };
    // Nobody listens any more only when all tasks have ended.
    stop.send_replace(true);
    let finished = timeout(GRACE, async { while tasks.join_next().await.is_some() {} }).await;
    if finished.is_err() {
        tracing::warn!("stopped while calls were still under way");
    }
    ended_by_itself.map_or(Ok(()), Err)
}

async fn signalled() -> Result<(), String> {
    let mut terminate = unix::signal(unix::SignalKind::terminate()).map_err(|error| error.to_string())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.map_err(|error| error.to_string()),
        _ = terminate.recv() => Ok(()),
    }
}
