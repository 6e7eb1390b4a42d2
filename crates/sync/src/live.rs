//! The live socket: the centre says when there is something new.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use protocol::{Poke, from_bytes};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::{DeviceKey, Link, Trouble, tls};

/// The centre speaks at least every 15 seconds; a socket that is up but silent this long is dead.
const SILENCE_MAX: Duration = Duration::from_secs(40);
const CONNECT_MAX: Duration = Duration::from_secs(10);

/// An open live socket.
pub(crate) struct Live {
    socket: WebSocketStream<TlsStream<TcpStream>>,
}

impl Live {
    pub async fn connect(link: &Link, key: &DeviceKey) -> Result<Self, Trouble> {
        tokio::time::timeout(CONNECT_MAX, Self::handshake(link, key))
            .await
            .map_err(|_| Trouble::Unreachable)?
    }

    async fn handshake(link: &Link, key: &DeviceKey) -> Result<Self, Trouble> {
        let mut config = tls::mutual(link, key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let host = link.server.host_str().ok_or(Trouble::NotALink)?;
        let port = link.server.port_or_known_default().ok_or(Trouble::NotALink)?;
        // A URL writes an IPv6 address in brackets; the socket and the certificate do not.
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let tcp =
            TcpStream::connect((host.as_str(), port)).await.map_err(|_| Trouble::Unreachable)?;
        tcp.set_nodelay(true).map_err(|_| Trouble::Unreachable)?;
        let name = ServerName::try_from(host).map_err(|_| Trouble::NotALink)?;
        let stream = TlsConnector::from(Arc::new(config))
            .connect(name, tcp)
            .await
            .map_err(|error| Trouble::of_connection(&error))?;
        let mut url = link.server.join("v1/live").map_err(|_| Trouble::NotALink)?;
        url.set_scheme("wss").map_err(|()| Trouble::NotALink)?;
        let (socket, _) = tokio_tungstenite::client_async(url.as_str(), stream).await?;
        Ok(Self { socket })
    }

    /// Waits for the next word of the centre.
    pub async fn next(&mut self) -> Result<Poke, Trouble> {
        loop {
            let message = tokio::time::timeout(SILENCE_MAX, self.socket.next())
                .await
                .map_err(|_| Trouble::Unreachable)?
                .ok_or(Trouble::Unreachable)??;
            match message {
                Message::Binary(bytes) => return Ok(from_bytes(&bytes)?),
                Message::Close(_) => return Err(Trouble::Unreachable),
                _ => {}
            }
        }
    }
}
