//! Connections to Postgres.

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
    TimeoutType,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio::sync::OwnedMutexGuard;
use tokio_postgres::NoTls;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;
use uuid::Uuid;
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
    turns: Arc<Turns>,
}

/// For each organization a lock that whoever writes its record holds.
type Turns = Mutex<HashMap<Uuid, Arc<tokio::sync::Mutex<()>>>>;

/// How long a batch waits for its turn before its PC is asked to come again; less than a PC waits
/// for an answer.
const TURN_WAIT: Duration = Duration::from_secs(30);

impl Database {
    /// Prepares a pool; nothing is connected yet. `authority` is the PEM file of the certificate
    /// authority that a Postgres on another machine is believed by.
    pub(crate) fn new(
        mut config: tokio_postgres::Config,
        authority: Option<&Path>,
        column_key: &Zeroizing<Vec<u8>>,
    ) -> Result<Self, Error> {
        config
            .application_name("holdfast-server")
            .connect_timeout(Duration::from_secs(5))
            .options("-c statement_timeout=60s -c lock_timeout=30s -c timezone=UTC");
        let key = Zeroizing::new(data_encoding::HEXLOWER.encode(column_key));
        let recycling_method = RecyclingMethod::Custom(RECYCLE.to_owned());
        let recycling = ManagerConfig { recycling_method };
        let manager = match authority {
            Some(authority) => {
                config.ssl_mode(SslMode::Require);
                Manager::from_config(config, encrypted(authority)?, recycling)
            }
            None if stays_here(&config) => Manager::from_config(config, NoTls, recycling),
            None => {
                return Err(Error::Broken(
                    "The database is on another machine, and patient data must not cross the \
                     network in the open. Name its certificate authority with --database-ca."
                        .to_owned(),
                ));
            }
        };
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
        Ok(Self { pool, turns: Arc::default() })
    }

    /// A connection, waiting up to ten seconds for one.
    pub(crate) async fn get(&self) -> Result<Object, Error> {
        Ok(self.pool.get().await?)
    }

    /// Waits until nobody else in this process writes the organization's record, which the head
    /// row's lock would make them wait for anyway: so whoever waits holds no connection, and a
    /// person's question finds one.
    pub(crate) async fn turn(&self, organization: Uuid) -> Result<OwnedMutexGuard<()>, Error> {
        let turn = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(turns.entry(organization).or_default())
        };
        tokio::time::timeout(TURN_WAIT, turn.lock_owned())
            .await
            .map_err(|_| Error::Pool(PoolError::Timeout(TimeoutType::Wait)))
    }

    /// Closes all connections that are not in use and refuses new ones.
    pub(crate) fn close(&self) {
        self.pool.close();
    }
}

/// Whether every host of the configuration is a socket file or this machine itself.
fn stays_here(config: &tokio_postgres::Config) -> bool {
    let named = config.get_hosts().iter().all(|host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
    });
    named && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

fn encrypted(authority: &Path) -> Result<MakeRustlsConnect, Error> {
    let wrong = |error: &dyn std::fmt::Display| {
        Error::Certificate(format!("{}: {error}", authority.display()))
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(authority).map_err(|error| wrong(&error))? {
        let certificate = certificate.map_err(|error| wrong(&error))?;
        roots.add(certificate).map_err(|error| wrong(&error))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|error| wrong(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
