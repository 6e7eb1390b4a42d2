//! `holdfast init`: a clinic on this PC alone.

use clap::Args;
use serde::Serialize;

use super::{Desk, Outcome, Output, complain, password};
use crate::Refusal;
use crate::keychain::Keychain;
use crate::session::FirstRun;

#[derive(Args)]
pub(super) struct Init {
    /// The clinic's name, as patients read it.
    #[arg(long, value_name = "NAME", default_value = "My clinic")]
    organization: String,
    /// The first site's name.
    #[arg(long, value_name = "NAME", default_value = "Main site")]
    site: String,
    /// IANA name such as Africa/Nairobi; this machine's where nothing is said.
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// ISO 4217 code.
    #[arg(long, value_name = "CODE", default_value = "USD")]
    currency: String,
    /// The country, for papers.
    #[arg(long, value_name = "COUNTRY", default_value = "")]
    country: String,
    /// The first person's user name.
    #[arg(long, value_name = "NAME", default_value = "admin")]
    user: String,
    /// The first person's given name.
    #[arg(long, value_name = "NAME", default_value = "Clinic")]
    given_name: String,
    /// The first person's family name.
    #[arg(long, value_name = "NAME", default_value = "Administrator")]
    family_name: String,
    /// The first person treats patients.
    #[arg(long)]
    practitioner: bool,
    #[command(flatten)]
    password: password::Password,
    #[command(flatten)]
    output: Output,
}

#[derive(Serialize)]
struct Made<'a> {
    data: &'a std::path::Path,
    username: &'a str,
    recovery_key: &'a str,
}

impl Init {
    pub fn run(&self, desk: &Desk<'_>) -> Result<Outcome, Refusal> {
        let password = self.password.ask_new(&format!("New password of {}: ", self.user))?;
        let request = FirstRun {
            organization_name: self.organization.clone(),
            site_name: self.site.clone(),
            time_zone: self.time_zone.clone().unwrap_or_else(this_machine),
            currency: self.currency.clone(),
            country: self.country.clone(),
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            username: self.user.clone(),
            password: password.to_string(),
            is_practitioner: self.practitioner,
        };
        let made = desk.shell.first_run(&request).inspect_err(|_| hint_at_file(desk))?;
        if let Some(store) = desk.shell.store() {
            clinic::encounters::icd10::load_shipped(&store)?;
        }
        let profile = desk.shell.profile();
        let answer =
            Made { data: profile.folder(), username: &self.user, recovery_key: &made.recovery_key };
        let sentences = [
            format!("The clinic is set up in {}.", profile.folder().display()),
            format!("Sign in as {}.", self.user),
            format!("Recovery key: {}", made.recovery_key),
            "Write the recovery key down and lock it away; it is shown once. Without it and every password the record cannot be opened.".to_owned(),
        ];
        self.output.say(&answer, &sentences)?;
        Ok(Outcome::Done)
    }
}

/// Says what helps on a machine without a keychain.
pub(super) fn hint_at_file(desk: &Desk<'_>) {
    let profile = desk.shell.profile().settings.id;
    if desk.shell.keychain == Keychain::System && desk.shell.keychain.check(profile).is_err() {
        complain(
            "On a machine without a keychain, keep this PC's secret in a file instead: --device-secret-file FILE",
        );
    }
}

fn this_machine() -> String {
    iana_time_zone::get_timezone().unwrap_or_else(|_| "UTC".to_owned())
}
