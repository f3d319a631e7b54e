//! The one way out to other people's servers. A name is resolved first, and every address that it leads to is looked at
//! before anything is connected: what leads into a private network, or to this machine, is not spoken to. The connection goes
//! to an address that was looked at, so a name cannot lead elsewhere a moment later. Redirects are not followed.

mod address;
mod net;

pub use address::{Reach, is_public, names_private_host};
pub use net::{Net, Stream, SystemNet};

use http::{Request, StatusCode, header};
use http_body_util::Empty;
use hyper::{body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use std::{net::IpAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{io::AsyncRead, io::AsyncWrite, time::timeout};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};
use url::{Host, Url};

/// From the name to the head of the answer.
const PATIENCE: Duration = Duration::from_secs(8);
/// The head of an answer; its body is not read.
const MAX_HEAD: usize = 16 * 1024;

/// Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    net: Arc<dyn Net>,
    tls: Arc<ClientConfig>,
}

/// Why a server could not be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    #[error("this is not an http or https address with a host")]
    NoAddress,
    #[error("the host has no address: {0}")]
    NoSuchHost(String),
    #[error("the host leads to {0}, which is not on the public internet")]
    Private(IpAddr),
    #[error("it could not be connected: {0}")]
    NotConnected(String),
    #[error("it did not answer in http: {0}")]
    NotHttp(String),
    #[error("it did not answer in time")]
    TimedOut,
}

impl Outbound {
    /// Over the machine's network; trusts the authorities that browsers trust.
    pub fn system() -> Outbound {
        Outbound::over(Arc::new(SystemNet), RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
    }

    /// Over another net, with authorities of its own: for tests, whose servers stand on no public address.
    pub fn over(net: Arc<dyn Net>, roots: RootCertStore) -> Outbound {
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        #[expect(clippy::expect_used, reason = "ring speaks the default versions of TLS")]
        let config = config.with_safe_default_protocol_versions().expect("ring speaks TLS");
        Outbound { net, tls: Arc::new(config.with_root_certificates(roots).with_no_client_auth()) }
    }

    /// Where the host of `url` leads to: never empty, and nothing out of reach.
    pub async fn resolve(&self, url: &Url, reach: Reach) -> Result<Vec<IpAddr>, Failed> {
        in_time(self.addresses(url, reach)).await
    }

    /// Asks for `url` and gives the status of the answer, a redirect's as it is.
    pub async fn status(&self, url: &Url, reach: Reach) -> Result<StatusCode, Failed> {
        in_time(self.get(url, reach)).await
    }

    async fn addresses(&self, url: &Url, reach: Reach) -> Result<Vec<IpAddr>, Failed> {
        let addresses = match url.host() {
            Some(Host::Ipv4(address)) => vec![address.into()],
            Some(Host::Ipv6(address)) => vec![address.into()],
            Some(Host::Domain(name)) => {
                let resolved = self.net.resolve(name.to_owned()).await;
                resolved.map_err(|error| Failed::NoSuchHost(error.to_string()))?
            }
            None => return Err(Failed::NoAddress),
        };
        match addresses.iter().find(|address| !reach.allows(**address)) {
            Some(address) => Err(Failed::Private(*address)),
            None if addresses.is_empty() => Err(Failed::NoSuchHost("no record".to_owned())),
            None => Ok(addresses),
        }
    }

    async fn get(&self, url: &Url, reach: Reach) -> Result<StatusCode, Failed> {
        let is_tls = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(Failed::NoAddress),
        };
        let (host, port) = url.host_str().zip(url.port_or_known_default()).ok_or(Failed::NoAddress)?;
        let addresses = self.addresses(url, reach).await?;
        let stream = self.connect(&addresses, port).await?;
        if !is_tls {
            return ask(stream, url).await;
        }
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned()).map_err(|_| Failed::NoAddress)?;
        let stream = TlsConnector::from(self.tls.clone()).connect(name, stream).await;
        ask(stream.map_err(|error| Failed::NotConnected(error.to_string()))?, url).await
    }

    async fn connect(&self, addresses: &[IpAddr], port: u16) -> Result<Box<dyn Stream>, Failed> {
        let mut failed = Failed::NoAddress;
        for address in addresses {
            match self.net.connect((*address, port).into()).await {
                Ok(stream) => return Ok(stream),
                Err(error) => failed = Failed::NotConnected(error.to_string()),
            }
        }
        Err(failed)
    }
}

async fn in_time<T>(asking: impl Future<Output = Result<T, Failed>>) -> Result<T, Failed> {
    timeout(PATIENCE, asking).await.unwrap_or(Err(Failed::TimedOut))
}

async fn ask(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, url: &Url) -> Result<StatusCode, Failed> {
    let not_http = |error: hyper::Error| Failed::NotHttp(error.to_string());
    let (mut sender, connection) =
        http1::Builder::new().max_buf_size(MAX_HEAD).handshake(TokioIo::new(stream)).await.map_err(not_http)?;
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let request = Request::get(path)
        .header(header::HOST, authority)
        .header(header::USER_AGENT, "Kontor")
        .header(header::ACCEPT, "*/*")
        .header(header::CONNECTION, "close")
        .body(Empty::<Bytes>::new())
        .map_err(|_| Failed::NoAddress)?;
    // The connection is worked while the head is awaited, and dropped with its body unread. A server that hangs up at once
    // may have answered before.
    let mut answer = pin!(sender.send_request(request));
    let answer = tokio::select! {
        answer = &mut answer => answer,
        _ = connection => answer.await,
    };
    answer.map(|answer| answer.status()).map_err(not_http)
}
