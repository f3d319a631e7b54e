use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
};

type Soon<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send>>;

/// Bytes to and from another machine.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// How a name leads to addresses, and an address to a machine. What may be reached is not its business.
pub trait Net: Send + Sync {
    fn resolve(&self, name: String) -> Soon<Vec<IpAddr>>;

    fn connect(&self, address: SocketAddr) -> Soon<Box<dyn Stream>>;
}

/// The machine's own resolver and network.
pub struct SystemNet;

impl Net for SystemNet {
    fn resolve(&self, name: String) -> Soon<Vec<IpAddr>> {
        Box::pin(async move { Ok(lookup_host((name, 0)).await?.map(|address| address.ip()).collect()) })
    }

    fn connect(&self, address: SocketAddr) -> Soon<Box<dyn Stream>> {
        Box::pin(async move { Ok(Box::new(TcpStream::connect(address).await?) as Box<dyn Stream>) })
    }
}
