//! The security log, as far as the centre itself sees what happens: who joined, who was turned
//! away, and from where.

use std::net::IpAddr;

use deadpool_postgres::GenericClient;
use uuid::Uuid;

use crate::error::Error;

/// One entry of the security log.
pub(crate) struct Entry<'a> {
    pub organization: Uuid,
    /// One of the catalog's security actions.
    pub action: &'a str,
    pub device: Option<Uuid>,
    pub user: Option<Uuid>,
    pub address: Option<IpAddr>,
    /// Why it did not succeed, if it did not; names no patient.
    pub failure: Option<&'a str>,
}

impl Entry<'_> {
    /// Writes the entry.
    pub async fn write(&self, client: &impl GenericClient) -> Result<(), Error> {
        let statement = client
            .prepare_cached(
                "INSERT INTO security_logs (id, organization_id, user_id, device_id, action, \
                 resource_kind, resource_id, ip_address, occurred_at, succeeded, failure_reason, \
                 created_at, updated_at) \
                 VALUES ($1, $2, $3, $4, $5, CASE WHEN $4::UUID IS NULL THEN NULL \
                 ELSE 'devices' END, $4, $6, now(), $7::TEXT IS NULL, $7, now(), now())",
            )
            .await?;
        let address = self.address.map(|address| address.to_canonical().to_string());
        client
            .execute(
                &statement,
                &[
                    &Uuid::now_v7(),
                    &self.organization,
                    &self.user,
                    &self.device,
                    &self.action,
                    &address,
                    &self.failure,
                ],
            )
            .await?;
        Ok(())
    }
}
