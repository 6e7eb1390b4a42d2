//! Connections to Postgres.

use std::time::Duration;

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime,
};
use tokio_postgres::NoTls;
use zeroize::Zeroizing;

use crate::error::Error;

/// The most connections that the server itself opens.
const CONNECTIONS_MAX: usize = 16;

/// What a connection is cleaned with before its next use. It is deadpool's list without RESET ALL,
/// which would take away the key of the sealed columns; what the server sets, it sets for one
/// transaction only.
const RECYCLE: &str = "CLOSE ALL; UNLISTEN *; SELECT pg_advisory_unlock_all();";

/// The server's connections; each knows the key of the sealed columns.
#[derive(Clone)]
pub(crate) struct Database {
    pool: Pool,
}

impl Database {
    /// Prepares a pool; nothing is connected yet.
    pub(crate) fn new(
        mut config: tokio_postgres::Config,
        column_key: &Zeroizing<Vec<u8>>,
    ) -> Result<Self, Error> {
        config
            .application_name("holdfast-server")
            .connect_timeout(Duration::from_secs(5))
            .options("-c statement_timeout=60s -c lock_timeout=30s -c timezone=UTC");
        let key = Zeroizing::new(data_encoding::HEXLOWER.encode(column_key));
        let recycling_method = RecyclingMethod::Custom(RECYCLE.to_owned());
        let manager = Manager::from_config(config, NoTls, ManagerConfig { recycling_method });
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS_MAX)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(Duration::from_secs(10)))
            .create_timeout(Some(Duration::from_secs(10)))
            .post_create(Hook::async_fn(move |client, _| {
                let key = key.clone();
                Box::pin(async move {
                    // As a bound value the key stands in no statement text that others can see.
                    client
                        .execute(
                            "SELECT set_config('holdfast.column_key', $1, false)",
                            &[&key.as_str()],
                        )
                        .await
                        .map_err(HookError::Backend)?;
                    Ok(())
                })
            }))
            .build()
            .map_err(|error| Error::Broken(format!("the connection pool: {error}")))?;
        Ok(Self { pool })
    }

    /// A connection, waiting up to ten seconds for one.
    pub(crate) async fn get(&self) -> Result<Object, Error> {
        Ok(self.pool.get().await?)
    }

    /// Closes all connections that are not in use and refuses new ones.
    pub(crate) fn close(&self) {
        self.pool.close();
    }
}
