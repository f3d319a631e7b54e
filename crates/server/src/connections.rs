//! Connections, each answered by the router. HTTP/1.1 only. Who sends slowly holds a connection for a bounded time and
//! nobody else up: the head of a request and its body must each have arrived by then.

use axum::{
    Router,
    body::{Body, HttpBody},
    extract::ConnectInfo,
    http::Request,
    serve::Listener,
};
use hyper::{
    body::{Bytes, Frame, Incoming, SizeHint},
    server::conn::http1,
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use std::{
    future::Future,
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    sync::watch,
    time::{Sleep, sleep},
};
use tower::ServiceExt;

/// How long a sender may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the head of a request, counted from the end of the one before: so long a connection may also say nothing.
    pub head: Duration,
    /// For the whole of a body.
    pub body: Duration,
}

/// Answers whoever connects until `stop` says true, and then until the requests that are under way have their answers.
pub async fn answer<L: Listener<Addr = SocketAddr>>(
    mut listener: L,
    router: Router,
    patience: Patience,
    mut stop: watch::Receiver<bool>,
) {
    let under_way = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience.head);
    loop {
        let (stream, address) = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let service = router.clone().map_request(move |request| arrived(request, address, patience.body));
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = under_way.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, %address, "a connection ended early");
            }
        });
    }
    drop(listener);
    under_way.shutdown().await;
}

fn arrived(request: Request<Incoming>, address: SocketAddr, patience: Duration) -> Request<Body> {
    let mut request =
        request.map(|body| if body.is_end_stream() { Body::empty() } else { Body::new(Timely::new(body, patience)) });
    request.extensions_mut().insert(ConnectInfo(address));
    request
}

/// A body that fails when it has not arrived whole in time.
struct Timely {
    body: Incoming,
    too_late: Pin<Box<Sleep>>,
}

impl Timely {
    fn new(body: Incoming, patience: Duration) -> Timely {
        Timely { body, too_late: Box::pin(sleep(patience)) }
    }
}

impl HttpBody for Timely {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        // First, so that who sends a byte now and then comes to an end as well.
        if self.too_late.as_mut().poll(context).is_ready() {
            return Poll::Ready(Some(Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut)))));
        }
        Pin::new(&mut self.body).poll_frame(context).map_err(axum::Error::new)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
