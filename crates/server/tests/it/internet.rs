//! Other people's servers, in memory: names, the addresses that they lead to, and what answers there.

use outbound::{Net, Outbound, Stream};
use std::{
    collections::HashMap,
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::{Arc, Mutex},
};
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::ring,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

/// A net of its own. Nothing stands in it that was not put there.
#[derive(Default)]
pub struct Internet {
    hosts: HashMap<String, (IpAddr, String)>,
    /// Every address that somebody connected to.
    pub connected: Arc<Mutex<Vec<SocketAddr>>>,
}

struct Wires {
    hosts: HashMap<String, (IpAddr, String)>,
    connected: Arc<Mutex<Vec<SocketAddr>>>,
    tls: TlsAcceptor,
}

impl Internet {
    /// A server at this name and address, which answers everything with `head`, a status line and its headers.
    pub fn with(mut self, name: &str, address: &str, head: &str) -> Internet {
        self.hosts.insert(name.to_owned(), (address.parse().unwrap(), format!("{head}\r\n\r\n")));
        self
    }

    /// The way out into it, trusting the certificates of its servers.
    pub fn outbound(self) -> Outbound {
        let names: Vec<String> = self.hosts.keys().cloned().collect();
        let made = rcgen::generate_simple_self_signed(names).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let config =
            ServerConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions();
        let config = config.unwrap().with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(made.cert.der().clone()).unwrap();
        let tls = TlsAcceptor::from(Arc::new(config));
        Outbound::over(Arc::new(Wires { hosts: self.hosts, connected: self.connected, tls }), roots)
    }
}

impl Net for Wires {
    fn resolve(&self, name: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> {
        let found = self.hosts.get(&name).map(|(address, _)| vec![*address]);
        Box::pin(async move { found.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such name")) })
    }

    fn connect(&self, address: SocketAddr) -> Pin<Box<dyn Future<Output = io::Result<Box<dyn Stream>>> + Send>> {
        self.connected.lock().unwrap().push(address);
        let answer = self.hosts.values().find(|(ip, _)| *ip == address.ip()).map(|(_, answer)| answer.clone());
        let tls = self.tls.clone();
        Box::pin(async move {
            let answer = answer.ok_or_else(|| io::Error::from(io::ErrorKind::ConnectionRefused))?;
            let (ours, theirs) = duplex(64 * 1024);
            tokio::spawn(async move {
                let Ok(mut stream) = tls.accept(theirs).await else { return };
                let mut asked = [0; 4096];
                if stream.read(&mut asked).await.is_ok() {
                    drop(stream.write_all(answer.as_bytes()).await);
                    drop(stream.shutdown().await);
                }
            });
            Ok(Box::new(ours) as Box<dyn Stream>)
        })
    }
}
