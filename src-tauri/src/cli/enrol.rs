//! `holdfast enrol`: joins a centre, with the record that is here or as a new PC.

use clap::Args;
use serde_json::json;

use super::{Desk, Outcome, Output, Person, init};
use crate::Refusal;
use crate::profile::Contents;
use crate::session::{EnrolFirst, EnrolLink};

#[derive(Args)]
pub(super) struct Enrol {
    /// holdfast://enrol?…, as the centre's administrator made it. Quote it.
    link: String,
    #[command(flatten)]
    person: Person,
    #[command(flatten)]
    output: Output,
}

impl Enrol {
    pub fn run(&self, desk: &Desk<'_>) -> Result<Outcome, Refusal> {
        let link = self.link.clone();
        let done = if desk.shell.profile().contents() == Contents::Empty {
            let username =
                self.person.user.clone().ok_or_else(|| {
                    Refusal::new("Say who signs in at the clinic with --user NAME.")
                })?;
            let password = self.person.password.ask(&format!("Password of {username}: "))?;
            let request = EnrolFirst { link, username, password: password.to_string() };
            desk.shell.enrol_first(&request).inspect_err(|_| init::hint_at_file(desk))?;
            "This PC has joined the clinic, and its record is here."
        } else {
            let (store, _) = desk.open(&self.person)?;
            desk.shell.enrol(&EnrolLink { link })?;
            desk.shell.exchange_once(&store)?;
            "This PC is connected, and what it has is at the centre."
        };
        self.output.say(&json!({ "enrolled": true }), &[done.to_owned()])?;
        Ok(Outcome::Done)
    }
}
