//! A real server over a real private Postgres, on loopback.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::Result;
use sync_server::postgres_private::Durability;
use sync_server::{Config, HandedOver, Invitation, Operator, Running};
use uuid::Uuid;

/// A running server.
pub struct Centre {
    running: Running,
}

impl Centre {
    /// Starts a server in `data`, with a private Postgres of its own that waits for no disk.
    pub async fn start(data: &Path) -> Result<Self> {
        Self::start_at(data, SocketAddr::from(([127, 0, 0, 1], 0))).await
    }

    /// The same at an address, such as the one that its devices know.
    pub async fn start_at(data: &Path, listen: SocketAddr) -> Result<Self> {
        let config = Config {
            listen: Some(listen),
            operations: Some(SocketAddr::from(([127, 0, 0, 1], 0))),
            durability: Durability::Throwaway,
            ..Config::new(data)
        };
        Ok(Self { running: sync_server::start(config).await? })
    }

    /// Starts a server in `data` over the database at `url`.
    pub async fn over(data: &Path, url: &str) -> Result<Self> {
        Ok(Self { running: sync_server::start(Config::for_tests(data, url)).await? })
    }

    /// Where devices connect.
    pub fn address(&self) -> SocketAddr {
        self.running.address
    }

    /// A one-time link for a device called `name` that reaches the server at `address`, which may
    /// be a [`crate::Line`]'s.
    pub async fn invite(&self, name: &str, address: SocketAddr) -> Result<sync::EnrolmentLink> {
        self.invite_as(&Invitation::new(name), address).await
    }

    /// The same for a PC that is to hold what `invitation` says.
    pub async fn invite_as(
        &self,
        invitation: &Invitation,
        address: SocketAddr,
    ) -> Result<sync::EnrolmentLink> {
        let link = self.running.invite(invitation).await?;
        let mut link = sync::EnrolmentLink::parse(&link)?;
        let moved = link.server.set_port(Some(address.port())).is_ok();
        anyhow::ensure!(moved, "a server URL takes a port");
        Ok(link)
    }

    /// Takes note of a verified backup that was begun at `begun_at`.
    pub async fn backed_up(&self, begun_at: chrono::DateTime<chrono::Utc>) -> Result<u64> {
        Ok(self.running.backed_up(begun_at).await?)
    }

    /// Revokes the device called `name`.
    pub async fn revoke(&self, name: &str) -> Result<()> {
        self.running.revoke(name, &Operator::default()).await?;
        Ok(())
    }

    /// What revoked devices handed over and nobody has taken up.
    pub async fn handed_over(&self) -> Result<Vec<HandedOver>> {
        Ok(self.running.handed_over().await?)
    }

    /// Applies what a revoked device handed over; gives why it may still not be applied.
    pub async fn take_up(&self, changeset: Uuid) -> Result<Option<String>> {
        Ok(self.running.take_up(changeset, &Operator::default()).await?)
    }

    /// Sets for how many days a PC goes on without the centre.
    pub async fn set_lease(&self, days: u16) -> Result<()> {
        Ok(self.running.set_lease(days).await?)
    }

    /// Lets open requests finish and stops, Postgres too.
    pub async fn stop(self) -> Result<()> {
        Ok(self.running.stop().await?)
    }
}
