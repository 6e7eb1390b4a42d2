//! Passwords at the centre: hashing, checking in equal time, and the delay after wrong ones.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::error::Error;

/// How many passwords are checked at one time; each takes 64 MiB.
const CHECKS_MAX: usize = 2;

/// Wrong passwords before the first delay.
const FREE_ATTEMPTS: u32 = 3;

/// The longest delay, in seconds.
const DELAY_SECONDS_MAX: u64 = 900;

/// Beyond this many entries the ones that have passed are forgotten.
const REMEMBERED_MAX: usize = 10_000;

/// Checks passwords, a few at a time.
#[derive(Clone)]
pub(crate) struct Passwords {
    checks: Arc<Semaphore>,
    /// What an unknown person's password is checked against, so that it takes as long.
    stand_in: Arc<str>,
}

impl Passwords {
    pub(crate) fn new() -> Result<Self, Error> {
        let mut random = [0u8; 16];
        getrandom::fill(&mut random)
            .map_err(|error| Error::Broken(format!("no randomness: {error}")))?;
        let stand_in = hash_password(&data_encoding::HEXLOWER.encode(&random))?;
        Ok(Self { checks: Arc::new(Semaphore::new(CHECKS_MAX)), stand_in: stand_in.into() })
    }

    /// Whether `password` belongs to `hash`; without a hash the answer is no, and as late.
    pub(crate) async fn check(
        &self,
        password: Zeroizing<String>,
        hash: Option<String>,
    ) -> Result<bool, Error> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.stand_in.to_string());
        let gone = |_| Error::Broken("the password check ended early".to_owned());
        let permit = Arc::clone(&self.checks).acquire_owned().await.map_err(gone)?;
        let fits = tokio::task::spawn_blocking(move || {
            let fits = PasswordHash::new(&hash).is_ok_and(|parsed| {
                Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok()
            });
            drop(permit);
            fits
        })
        .await
        .map_err(|_| Error::Broken("the password check ended early".to_owned()))?;
        Ok(fits && known)
    }
}

/// An argon2id PHC string: 64 MiB, three passes.
///
/// # Errors
/// [`Error::Broken`] when there is no randomness or no memory.
pub(crate) fn hash_password(password: &str) -> Result<String, Error> {
    let wrong = |error: &dyn std::fmt::Display| Error::Broken(format!("argon2: {error}"));
    let params = Params::new(64 * 1024, 3, 1, None).map_err(|error| wrong(&error))?;
    let hash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(password.as_bytes())
        .map_err(|error| wrong(&error))?;
    Ok(hash.to_string())
}

/// Growing delays per device and name. They live in memory: a restart forgives, an attacker with
/// an enrolled device gains a few tries by it.
#[derive(Clone, Default)]
pub(crate) struct Delays {
    failures: Arc<Mutex<HashMap<[u8; 32], Failures>>>,
}

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    until: Instant,
}

impl Delays {
    /// How long this device must wait before it may try this name again.
    pub(crate) fn wait(&self, device: Uuid, username: &str, now: Instant) -> Option<Duration> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = failures.get(&key(device, username))?;
        failed.until.checked_duration_since(now).filter(|left| !left.is_zero())
    }

    /// Notes a wrong password.
    pub(crate) fn failed(&self, device: Uuid, username: &str, now: Instant) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= REMEMBERED_MAX {
            failures.retain(|_, failed| failed.until > now);
        }
        let failed =
            failures.entry(key(device, username)).or_insert(Failures { count: 0, until: now });
        failed.count = failed.count.saturating_add(1);
        if let Some(steps) = failed.count.checked_sub(FREE_ATTEMPTS) {
            let seconds = 2u64.saturating_pow(steps).min(DELAY_SECONDS_MAX);
            failed.until = now + Duration::from_secs(seconds);
        }
    }

    /// Forgets what was noted: the right password was given.
    pub(crate) fn succeeded(&self, device: Uuid, username: &str) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(&key(device, username));
    }
}

fn key(device: Uuid, username: &str) -> [u8; 32] {
    Sha256::new()
        .chain_update(device.as_bytes())
        .chain_update(username.to_lowercase().as_bytes())
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_grows_and_a_right_password_ends_it() {
        let (delays, device, now) = (Delays::default(), Uuid::from_u128(1), Instant::now());
        for _ in 0..2 {
            delays.failed(device, "maria", now);
            assert_eq!(delays.wait(device, "maria", now), None);
        }
        delays.failed(device, "maria", now);
        let first = delays.wait(device, "Maria", now).unwrap();
        delays.failed(device, "maria", now);
        assert!(delays.wait(device, "maria", now).unwrap() > first);
        assert_eq!(delays.wait(Uuid::from_u128(2), "maria", now), None);
        delays.succeeded(device, "maria");
        assert_eq!(delays.wait(device, "maria", now), None);
    }
}
