//! The accept loop: TLS, time-outs and a cap on connections before any route is reached.
//!
//! It is our own because `axum::serve` holds a half-sent header open for ever.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;
use uuid::Uuid;

use crate::authority::{device_of, fingerprint_of};
use crate::metrics::Metrics;

/// What one connection may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most connections at one time.
    pub connections_max: usize,
    /// From the connection to the end of the TLS handshake.
    pub handshake: Duration,
    /// From the first byte of a request to the end of its header.
    pub header: Duration,
    /// Between two pieces of a request's body.
    pub body: Duration,
    /// From a request's header to its answer.
    pub answer: Duration,
    /// How long open requests may take once the server stops.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 1_024,
            handshake: Duration::from_secs(10),
            header: Duration::from_secs(15),
            body: Duration::from_secs(30),
            answer: Duration::from_secs(120),
            drain: Duration::from_secs(10),
        }
    }
}

/// Who is at the other end of a connection, as its certificate says; put into every request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Peer {
    /// The device, where a certificate of this authority was shown.
    pub device: Option<Uuid>,
    /// That certificate's fingerprint.
    pub fingerprint: Option<String>,
    /// From where it connected.
    pub address: Option<IpAddr>,
}

/// Accepts until `stopping` becomes true, then lets open requests finish.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Arc<ServerConfig>,
    router: Router,
    limits: Limits,
    metrics: Metrics,
    mut stopping: watch::Receiver<bool>,
) {
    let acceptor = TlsAcceptor::from(tls);
    let permits = Arc::new(Semaphore::new(limits.connections_max));
    let mut open = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stopping) => break,
            Some(_) = open.join_next() => continue,
        };
        let (stream, address) = match accepted {
            Ok((stream, address)) => (stream, address.ip()),
            Err(error) => {
                // Out of file descriptors, most likely: a short breath instead of a busy loop.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Ok(permit) = Arc::clone(&permits).try_acquire_owned() else {
            metrics.connections_refused.inc();
            continue;
        };
        let (acceptor, router, metrics) = (acceptor.clone(), router.clone(), metrics.clone());
        let stopping = stopping.clone();
        open.spawn(async move {
            metrics.connections.inc();
            connection((stream, address), acceptor, router, limits, &metrics, stopping).await;
            metrics.connections.dec();
            drop(permit);
        });
    }
    drop(listener);
    let drained =
        tokio::time::timeout(limits.drain, async { while open.join_next().await.is_some() {} });
    if drained.await.is_err() {
        tracing::warn!(left = open.len(), "connections were cut at the end of the drain time");
    }
}

async fn connection(
    (stream, address): (TcpStream, IpAddr),
    acceptor: TlsAcceptor,
    router: Router,
    limits: Limits,
    metrics: &Metrics,
    mut stopping: watch::Receiver<bool>,
) {
    // Small answers must not wait for the other side's delayed acknowledgement.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no TCP_NODELAY");
    }
    let Ok(Ok(stream)) = tokio::time::timeout(limits.handshake, acceptor.accept(stream)).await
    else {
        metrics.handshakes_failed.inc();
        return;
    };
    let certificate = stream.get_ref().1.peer_certificates().and_then(|chain| chain.first());
    let peer = Peer {
        device: certificate.and_then(device_of),
        fingerprint: certificate.map(fingerprint_of),
        address: Some(address),
    };
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let router = router.clone();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer.clone());
        async move { router.oneshot(request).await }
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.header);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(30))
        .keep_alive_timeout(limits.header)
        .max_concurrent_streams(64)
        .max_header_list_size(16 * 1024);
    let served = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
    let mut served = std::pin::pin!(served);
    let ended = tokio::select! {
        ended = served.as_mut() => ended,
        () = stopped(&mut stopping) => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Serves `router` without TLS on a loopback address, for health and metrics.
pub(crate) async fn serve_operations(
    listener: TcpListener,
    router: Router,
    mut stopping: watch::Receiver<bool>,
) {
    let served = axum::serve(listener, router)
        .with_graceful_shutdown(async move { stopped(&mut stopping).await });
    if let Err(error) = served.await {
        tracing::error!(%error, "the operations address failed");
    }
}

/// Waits until the server is to stop.
pub(crate) async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error means that the server is gone, which is a reason to stop as well.
    let _ = stopping.wait_for(|stop| *stop).await;
}

/// Whether an address is reachable from this machine only.
pub(crate) fn is_loopback(address: SocketAddr) -> bool {
    address.ip().is_loopback()
}
