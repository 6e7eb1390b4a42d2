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
    /// The account of the operating system, where somebody did it at the server's console.
    pub account: Option<&'a str>,
    /// Why it did not succeed, if it did not; names no patient.
    pub failure: Option<&'a str>,
}

/// Who works at the server's own console, where nobody signs in.
#[derive(Clone, Debug, Default)]
pub struct Operator {
    /// The name at sign-in of the administrator, as whoever types says it.
    pub person: Option<String>,
    /// The account of the operating system.
    pub account: Option<String>,
    /// From where that account works, if not at the machine itself.
    pub address: Option<IpAddr>,
}

impl Operator {
    /// As the environment of a console tells it: the account, and whence an SSH session comes.
    pub fn at_the_console(person: Option<String>) -> Self {
        let said = |name: &str| std::env::var(name).ok().filter(|said| !said.is_empty());
        let address = said("SSH_CONNECTION")
            .and_then(|session| session.split(' ').next().and_then(|from| from.parse().ok()));
        Self { person, account: said("USER").or_else(|| said("USERNAME")), address }
    }

    /// The person's account at the clinic.
    pub(crate) async fn user(
        &self,
        client: &impl GenericClient,
        organization: Uuid,
    ) -> Result<Option<Uuid>, Error> {
        let Some(person) = &self.person else { return Ok(None) };
        let found = client
            .query_opt(
                "SELECT id FROM users WHERE organization_id = $1 AND lower(username) = lower($2) \
                 AND deleted_at IS NULL AND held_reason IS NULL",
                &[&organization, person],
            )
            .await?;
        found
            .map(|row| Some(row.get(0)))
            .ok_or_else(|| Error::Broken(format!("nobody signs in as {person}")))
    }
}

impl Entry<'_> {
    /// Writes the entry, unless the same was refused from the same address within a minute:
    /// whoever knocks again and again must not fill the log.
    pub async fn write_refusal(&self, client: &impl GenericClient) -> Result<(), Error> {
        let statement = client
            .prepare_cached(
                "SELECT 1 FROM security_logs WHERE organization_id = $1 AND action = $2 \
                 AND occurred_at > now() - interval '1 minute' \
                 AND device_id IS NOT DISTINCT FROM $3 AND ip_address IS NOT DISTINCT FROM $4 \
                 AND failure_reason IS NOT DISTINCT FROM $5 LIMIT 1",
            )
            .await?;
        let known = client
            .query_opt(
                &statement,
                &[&self.organization, &self.action, &self.device, &self.address(), &self.failure],
            )
            .await?;
        if known.is_some() { Ok(()) } else { self.write(client).await }
    }

    fn address(&self) -> Option<String> {
        self.address.map(|address| address.to_canonical().to_string())
    }

    /// Writes the entry; the device is both where it happened and what it is about.
    pub async fn write(&self, client: &impl GenericClient) -> Result<(), Error> {
        self.write_at(client, self.device).await
    }

    /// Writes the entry about its device, for something that was done at the device `at`.
    pub async fn write_at(
        &self,
        client: &impl GenericClient,
        at: Option<Uuid>,
    ) -> Result<(), Error> {
        let statement = client
            .prepare_cached(
                "INSERT INTO security_logs (id, organization_id, user_id, device_id, action, \
                 resource_kind, resource_id, ip_address, occurred_at, succeeded, failure_reason, \
                 details, created_at, updated_at) \
                 VALUES ($1, $2, $3, $9, $5, CASE WHEN $4::UUID IS NULL THEN NULL \
                 ELSE 'devices' END, $4, $6, now(), $7::TEXT IS NULL, $7, $8::TEXT::JSONB, \
                 now(), now())",
            )
            .await?;
        let details =
            self.account.map(|account| serde_json::json!({ "account": account }).to_string());
        client
            .execute(
                &statement,
                &[
                    &Uuid::now_v7(),
                    &self.organization,
                    &self.user,
                    &self.device,
                    &self.action,
                    &self.address(),
                    &self.failure,
                    &details,
                    &at,
                ],
            )
            .await?;
        Ok(())
    }
}
