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

/// How many bytes went each way, TLS included.
#[derive(Debug, Default)]
pub struct Carried {
    up: AtomicU64,
    down: AtomicU64,
}

impl Line {
    /// A whole line to `server`, reached at [`Line::address`].
    pub async fn to(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let (whole, state) = watch::channel(true);
        let carried = Arc::new(Carried::default());
        let count = Arc::clone(&carried);
        tokio::spawn(async move {
            while let Ok((device, _)) = listener.accept().await {
                if *state.borrow() {
                    tokio::spawn(carry(device, server, state.clone(), Arc::clone(&count)));
                }
            }
        });
        Ok(Self { address, whole: Arc::new(whole), carried })
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

    /// Makes it whole again.
    pub fn mend(&self) {
        self.whole.send_replace(true);
    }
}

async fn carry(
    device: TcpStream,
    server: SocketAddr,
    mut whole: watch::Receiver<bool>,
    carried: Arc<Carried>,
) {
    let Ok(server) = TcpStream::connect(server).await else { return };
    // A line that delays small packets would measure itself.
    let _ = (device.set_nodelay(true), server.set_nodelay(true));
    let (device_reads, device_writes) = device.into_split();
    let (server_reads, server_writes) = server.into_split();
    tokio::select! {
        () = pump(device_reads, server_writes, &carried.up) => {}
        () = pump(server_reads, device_writes, &carried.down) => {}
        _ = whole.wait_for(|whole| !whole) => {}
    }
}

/// Ends with either side's end; a connection that is half closed is of no use to a device.
async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, count: &AtomicU64) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let Some(bytes) = buffer.get(..read) else { return };
        if to.write_all(bytes).await.is_err() {
            return;
        }
        count.fetch_add(bytes.len() as u64, Ordering::Relaxed);
    }
}
