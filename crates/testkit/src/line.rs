//! A network line that can be cut.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Carries TCP connections to a server while it is whole. Cutting it resets every connection and
/// refuses new ones.
#[derive(Clone)]
pub struct Line {
    address: SocketAddr,
    whole: Arc<watch::Sender<bool>>,
}

impl Line {
    /// A whole line to `server`, reached at [`Line::address`].
    pub async fn to(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let (whole, state) = watch::channel(true);
        tokio::spawn(async move {
            while let Ok((device, _)) = listener.accept().await {
                if *state.borrow() {
                    tokio::spawn(carry(device, server, state.clone()));
                }
            }
        });
        Ok(Self { address, whole: Arc::new(whole) })
    }

    /// Where devices connect.
    pub fn address(&self) -> SocketAddr {
        self.address
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

async fn carry(mut device: TcpStream, server: SocketAddr, mut whole: watch::Receiver<bool>) {
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    // A line that delays small packets would measure itself.
    let _ = (device.set_nodelay(true), server.set_nodelay(true));
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut device, &mut server) => {}
        _ = whole.wait_for(|whole| !whole) => {}
    }
}
