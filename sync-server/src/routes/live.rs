//! `GET /v1/live`: a socket on which the centre says that there is something new.
//!
//! It carries positions and no rows; the device pulls, so there is one way for rows to travel.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use protocol::{Poke, Position, to_bytes};

use super::{Device, Standing, authorize};
use crate::Centre;
use crate::accept::Peer;
use crate::error::Error;

/// How often the line is shown to be alive, and the device to be still welcome.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Upgrades to a socket that pokes.
pub(super) async fn live(
    State(centre): State<Arc<Centre>>,
    device: Device,
    axum::Extension(peer): axum::Extension<Peer>,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade.max_message_size(1_024).on_upgrade(async move |socket| {
        centre.metrics.listeners.inc();
        if let Err(error) = poke(socket, &centre, &device, &peer).await {
            tracing::debug!(%error, "a live socket ended");
        }
        centre.metrics.listeners.dec();
    })
}

async fn poke(
    mut socket: WebSocket,
    centre: &Centre,
    device: &Device,
    peer: &Peer,
) -> Result<(), Error> {
    let mut listening = centre.tail.listen(device.organization);
    let mut seen = Position::START;
    let mut heartbeat = tokio::time::interval(HEARTBEAT);
    heartbeat.tick().await;
    loop {
        let poke = tokio::select! {
            newer = listening.beyond(seen) => match newer {
                Some(position) => {
                    seen = position;
                    Poke::Position(position)
                }
                None => break,
            },
            _ = heartbeat.tick() => {
                let fingerprint = peer.fingerprint.as_deref().unwrap_or_default();
                let standing = authorize(centre, device.id, (fingerprint, None), peer.address).await;
                if !matches!(standing, Ok(Standing::Active(_))) {
                    break;
                }
                Poke::Heartbeat
            }
            heard = socket.recv() => match heard {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(()),
                Some(Ok(_)) => continue,
            },
        };
        let message = Message::Binary(to_bytes(&poke)?.into());
        if socket.send(message).await.is_err() {
            return Ok(());
        }
    }
    // The other side may be gone already; then there is nobody to say good-bye to.
    let _ = socket.send(Message::Close(None)).await;
    Ok(())
}
