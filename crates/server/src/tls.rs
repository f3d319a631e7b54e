//! TLS in the program itself, for whoever has no proxy before it: rustls, HTTP/1.1, certificate and key from PEM files that
//! are taken over when they change.

use crate::keys::{LOOK_EVERY, Stamp, stamp};
use axum::serve::Listener;
use std::{
    fmt, io,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, RwLock},
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc, watch},
    time::timeout,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
        server::{ClientHello, ResolvesServerCert},
        sign::CertifiedKey,
    },
    server::TlsStream,
};

/// Whoever has not shaken hands by then is let go.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// So many shake hands at once; more wait to be accepted.
const HANDSHAKES: usize = 512;

/// Where certificate chain and private key are.
#[derive(Clone, Debug)]
pub struct Files {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// The certificate that is shown at present.
pub struct Certificate {
    files: Files,
    current: RwLock<Arc<CertifiedKey>>,
}

/// Hands out connections that are encrypted already: a slow handshake holds up nobody else.
pub struct TlsListener {
    address: SocketAddr,
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
}

impl Certificate {
    /// Fails when the files cannot be read or do not belong together.
    pub fn open(files: Files) -> Result<Arc<Certificate>, String> {
        let current = RwLock::new(Arc::new(files.load()?));
        Ok(Arc::new(Certificate { files, current }))
    }

    fn shown(&self) -> Arc<CertifiedKey> {
        self.current.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    /// Shows what is in the files from now on. When that is no whole pair (one of the two may be written after the other),
    /// goes on with what it has.
    pub fn reload(&self) -> Result<(), String> {
        let loaded = Arc::new(self.files.load()?);
        *self.current.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = loaded;
        Ok(())
    }

    fn stamps(&self) -> [Option<Stamp>; 2] {
        [stamp(&self.files.certificate), stamp(&self.files.key)]
    }

    /// Takes over what changes in the files, until `stop` says true.
    pub async fn watch(self: Arc<Certificate>, mut stop: watch::Receiver<bool>) {
        let mut seen = self.stamps();
        while !*stop.borrow() {
            drop(timeout(LOOK_EVERY, stop.changed()).await);
            let now = self.stamps();
            if now == seen {
                continue;
            }
            seen = now;
            if let Err(error) = self.reload() {
                tracing::error!(%error, "going on with the certificate in memory");
            }
        }
    }
}

impl Files {
    fn load(&self) -> Result<CertifiedKey, String> {
        let (chain_at, key_at) = (self.certificate.display(), self.key.display());
        let chain = CertificateDer::pem_file_iter(&self.certificate).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let chain = chain.map_err(|error| format!("cannot read the certificate {chain_at}: {error}"))?;
        if chain.is_empty() {
            return Err(format!("there is no certificate in {chain_at}"));
        }
        let key = PrivateKeyDer::from_pem_file(&self.key);
        let key = key.map_err(|error| format!("cannot read the private key {key_at}: {error}"))?;
        let certified = CertifiedKey::from_der(chain, key, &ring::default_provider());
        certified.map_err(|error| format!("{chain_at} and {key_at} do not belong together: {error}"))
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.shown())
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Certificate({:?})", self.files)
    }
}

impl TlsListener {
    pub fn new(listener: TcpListener, certificate: Arc<Certificate>) -> Result<TlsListener, String> {
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let config =
            ServerConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions();
        let config = config.map_err(|error| format!("cannot start TLS: {error}"))?;
        let mut config = config.with_no_client_auth().with_cert_resolver(certificate);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let (hand_over, ready) = mpsc::channel(64);
        tokio::spawn(accept(listener, TlsAcceptor::from(Arc::new(config)), hand_over));
        Ok(TlsListener { address, ready })
    }
}

/// Until nobody takes connections any more.
async fn accept(mut listener: TcpListener, acceptor: TlsAcceptor, hand_over: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>) {
    let places = Arc::new(Semaphore::new(HANDSHAKES));
    while let Ok(place) = places.clone().acquire_owned().await {
        let (stream, address) = tokio::select! {
            // Waits out what comes from too many open files.
            accepted = Listener::accept(&mut listener) => accepted,
            () = hand_over.closed() => return,
        };
        let (acceptor, hand_over) = (acceptor.clone(), hand_over.clone());
        tokio::spawn(async move {
            let _place = place;
            match timeout(HANDSHAKE, acceptor.accept(stream)).await {
                Ok(Ok(stream)) => drop(hand_over.send((stream, address)).await),
                Ok(Err(error)) => tracing::debug!(%error, %address, "a handshake failed"),
                Err(_) => tracing::debug!(%address, "a handshake took too long"),
            }
        });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TlsStream<TcpStream>, SocketAddr) {
        match self.ready.recv().await {
            Some(ready) => ready,
            // The accepting task lives as long as this receiver.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}
