//! A network line that can be cut.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Carries TCP connections to a server while it is whole. Cutting it resets every connection and
/// refuses new ones.
#[derive(Clone)]
pub struct Line {
    address: SocketAddr,
    whole: Arc<watch::Sender<bool>>,
    carried: Arc<Carried>,
}

/// How many bytes went each way, TLS included, and how many may still go.
#[derive(Debug)]
pub struct Carried {
    up: AtomicU64,
    down: AtomicU64,
    left: AtomicU64,
}

impl Carried {
    /// How many of `wanted` bytes may go.
    fn allow(&self, wanted: usize) -> usize {
        let take = |left: u64| Some(left.saturating_sub(wanted as u64));
        let left = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
        wanted.min(usize::try_from(left.unwrap_or_default()).unwrap_or(usize::MAX))
    }
}

impl Line {
    /// A whole line to `server`, reached at [`Line::address`].
    pub async fn to(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let (whole, state) = watch::channel(true);
        let carried = Arc::new(Carried {
            up: AtomicU64::new(0),
            down: AtomicU64::new(0),
            left: AtomicU64::new(u64::MAX),
        });
        let (count, cutter) = (Arc::clone(&carried), Arc::new(whole));
        let whole = Arc::clone(&cutter);
        tokio::spawn(async move {
            while let Ok((device, _)) = listener.accept().await {
                if *state.borrow() {
                    tokio::spawn(carry(device, server, Arc::clone(&cutter), Arc::clone(&count)));
                }
            }
        });
        Ok(Self { address, whole, carried })
    }

    /// Where devices connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Bytes carried to the server and from it, TLS included.
    pub fn carried(&self) -> (u64, u64) {
        (self.carried.up.load(Ordering::Relaxed), self.carried.down.load(Ordering::Relaxed))
    }

    /// Cuts the line.
    pub fn cut(&self) {
        self.whole.send_replace(false);
    }

    /// Cuts the line in the middle of whatever is under way, once `bytes` more have gone.
    pub fn cut_after(&self, bytes: u64) {
        self.carried.left.store(bytes, Ordering::Relaxed);
    }

    /// Makes it whole again.
    pub fn mend(&self) {
        self.carried.left.store(u64::MAX, Ordering::Relaxed);
        self.whole.send_replace(true);
    }
}

async fn carry(
    device: TcpStream,
    server: SocketAddr,
    line: Arc<watch::Sender<bool>>,
    carried: Arc<Carried>,
) {
    let mut whole = line.subscribe();
    let Ok(server) = TcpStream::connect(server).await else { return };
    // A line that delays small packets would measure itself.
    let _ = (device.set_nodelay(true), server.set_nodelay(true));
    let (device_reads, device_writes) = device.into_split();
    let (server_reads, server_writes) = server.into_split();
    tokio::select! {
        () = pump(device_reads, server_writes, (&carried.up, &carried), &line) => {}
        () = pump(server_reads, device_writes, (&carried.down, &carried), &line) => {}
        _ = whole.wait_for(|whole| !whole) => {}
    }
}

/// Ends with either side's end; a connection that is half closed is of no use to a device.
async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    (count, carried): (&AtomicU64, &Carried),
    line: &watch::Sender<bool>,
) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let allowed = carried.allow(read);
        let Some(bytes) = buffer.get(..allowed) else { return };
        if to.write_all(bytes).await.is_err() {
            return;
        }
        count.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        if allowed < read {
            line.send_replace(false);
            return;
        }
    }
}
