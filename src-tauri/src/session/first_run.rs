//! The first run: a clinic on this PC alone, with its first person.

use clinic::organization::found::{Founding, found};
use serde::{Deserialize, Serialize};
use store::Store;
use store::keys::{DatabaseKey, KeyFile, new_recovery_key};

use super::sign_in::Slot;
use crate::Refusal;
use crate::profile::Contents;
use crate::shell::{Manner, Shell};

/// What the first-run screen asks.
#[derive(Clone, Deserialize)]
pub struct FirstRun {
    /// What patients read on papers.
    pub organization_name: String,
    /// The first site.
    pub site_name: String,
    /// IANA name.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    /// As people write it; empty where nothing was said.
    pub country: String,
    /// The first person's given name.
    pub given_name: String,
    /// The first person's family name.
    pub family_name: String,
    /// What the first person signs in with.
    pub username: String,
    /// The first person's password.
    pub password: String,
    /// Whether the first person treats patients.
    pub is_practitioner: bool,
}

/// What the first run gives.
#[derive(Clone, Serialize)]
pub struct FirstRunDone {
    /// Shown once, to be written down and locked away.
    pub recovery_key: String,
}

impl Shell {
    /// Makes the clinic's record in the data folder and signs its first person in. A folder that
    /// holds a record, or part of one, is refused and left as it is.
    pub fn first_run(&self, request: &FirstRun) -> Result<FirstRunDone, Refusal> {
        let _verb = self.verb();
        self.require_empty_folder()?;
        // What is wrong with the answers or the PC is said before anything is made.
        self.keychain.check(self.profile().settings.id)?;
        clinic::organization::password::check(
            &request.password,
            &[&request.username, &request.organization_name],
        )?;
        self.change_profile(crate::profile::Profile::begin_setting_up)?;
        let made = self.make_record(request);
        if made.is_err() {
            self.close_record();
        }
        made
    }

    pub(super) fn require_empty_folder(&self) -> Result<(), Refusal> {
        self.hold_folder()?;
        if self.profile().contents() == Contents::Empty {
            return Ok(());
        }
        Err(store::Error::RecordExists.into())
    }

    fn make_record(&self, request: &FirstRun) -> Result<FirstRunDone, Refusal> {
        let profile = self.profile();
        let secrets = self.keychain.create(profile.settings.id)?;
        let (recovery_key, recovery_public_key) = new_recovery_key()?;
        let store =
            Store::create(profile.folder(), DatabaseKey::generate()?, self.surroundings.clone())?;
        let user = self.surroundings.new_id();
        store.set_facts(&[
            ("organization", &self.surroundings.new_id().to_string()),
            ("site", &self.surroundings.new_id().to_string()),
            ("device", &self.surroundings.new_id().to_string()),
            ("incarnation", "1"),
        ])?;
        let founding = Founding {
            organization_name: request.organization_name.clone(),
            site_name: request.site_name.clone(),
            time_zone: request.time_zone.clone(),
            currency: request.currency.clone(),
            country: Some(request.country.trim().to_owned()).filter(|name| !name.is_empty()),
            given_name: request.given_name.clone(),
            family_name: request.family_name.clone(),
            username: request.username.clone(),
            password: request.password.clone(),
            is_practitioner: request.is_practitioner,
            recovery_public_key: Some(recovery_public_key.clone()),
        };
        store.write(user, "organization.found", |write| found(write, &founding))?;
        let account = super::account::Account::of(&store, user)?.ok_or(store::Error::Damaged)?;
        let mut keys = KeyFile::new();
        keys.prepare_recovery(store.key(), &recovery_public_key)?;
        self.wrap_for(&mut keys, store.key(), &account, &request.password, &secrets)?;
        self.fill_shipped(&store)?;
        self.take_in(store.clone())?;
        self.enter(&store, user, 0, Slot::AsBefore)?;
        self.change_profile(crate::profile::Profile::finish_setting_up)?;
        Ok(FirstRunDone { recovery_key: recovery_key.to_string() })
    }

    /// Fills the tables that ship with the program before a window opens on a new record, since
    /// nothing else can write meanwhile. A script does it where it needs them.
    pub(super) fn fill_shipped(&self, store: &Store) -> Result<(), Refusal> {
        if self.manner == Manner::Window {
            clinic::encounters::icd10::load_shipped(store)?;
        }
        Ok(())
    }
}
