//! What the sign-in screen and the frame around every screen show.

use serde::{Deserialize, Serialize};
use store::params;
use uuid::Uuid;

use super::account::Account;
use crate::Refusal;
use crate::profile::Contents;
use crate::shell::Shell;

/// Which of the shell's screens is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// There is no record yet.
    FirstRun,
    /// Somebody has to sign in.
    Locked,
    /// Somebody is signed in.
    Open,
    /// Nothing can be opened on this PC.
    Blocked,
    /// This PC was signed out of the clinic.
    Revoked,
}

/// Somebody who can sign in on this PC without the network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The user.
    pub user_id: Uuid,
    /// What the tile shows.
    pub display_name: String,
    /// What they sign in with.
    pub username: String,
    /// Microseconds since 1970 UTC.
    pub last_signed_in_at: Option<i64>,
}

/// The person of the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignedIn {
    /// The user.
    pub id: Uuid,
    /// What the frame shows.
    pub display_name: String,
    /// What they sign in with.
    pub username: String,
    /// Role codes.
    pub roles: Vec<String>,
    /// Set where the person treats patients.
    pub practitioner_id: Option<Uuid>,
    /// Whether an administrator chose the present password.
    pub must_change_password: bool,
}

/// The clinic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationLine {
    /// The tenant.
    pub id: Uuid,
    /// What patients read.
    pub name: String,
}

/// The site where this PC stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SiteLine {
    /// The site.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// IANA name.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
}

/// How the session stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SessionState {
    /// Which screen is due.
    pub phase: Phase,
    /// Why nothing can be opened, or is any more, where that is so.
    pub blocked: Option<String>,
    /// Who can sign in here.
    pub people: Vec<Person>,
    /// Who is signed in.
    pub user: Option<SignedIn>,
    /// Known while the record is open.
    pub organization: Option<OrganizationLine>,
    /// Known while the record is open.
    pub site: Option<SiteLine>,
    /// Whether a centre exists.
    pub enrolled: bool,
    /// Minutes without a sign of life before the session locks.
    pub idle_lock_minutes: u32,
    /// Seconds before anybody's next attempt, after wrong passwords.
    pub retry_after_seconds: Option<u64>,
}

impl Shell {
    /// How the session stands.
    pub fn state(&self) -> Result<SessionState, Refusal> {
        self.expire();
        let profile = self.profile();
        let mut state = SessionState {
            phase: Phase::Blocked,
            blocked: None,
            people: Vec::new(),
            user: None,
            organization: None,
            site: None,
            enrolled: false,
            idle_lock_minutes: profile.settings.idle_lock_minutes,
            retry_after_seconds: None,
        };
        if let Some(farewell) = self.farewell() {
            state.phase = Phase::Revoked;
            state.blocked = Some(farewell);
            return Ok(state);
        }
        if let Some(refusal) = self.blocked() {
            state.blocked = Some(refusal.sentence);
            return Ok(state);
        }
        if profile.contents() == Contents::Empty {
            state.phase = Phase::FirstRun;
            return Ok(state);
        }
        let keys = self.key_file()?;
        let now = self.now();
        state.phase = Phase::Locked;
        state.enrolled = self.link()?.is_some();
        state.retry_after_seconds = keys
            .people
            .iter()
            .map(|person| seconds_until(person.retry_at, now))
            .min()
            .filter(|seconds| *seconds > 0);
        state.people = keys
            .people
            .iter()
            .map(|person| Person {
                user_id: person.user_id,
                display_name: person.display_name.clone(),
                username: person.username.clone(),
                last_signed_in_at: person.last_signed_in_at,
            })
            .collect();
        state.people.sort_by_key(|person| std::cmp::Reverse(person.last_signed_in_at));
        self.add_what_is_open(&mut state)?;
        Ok(state)
    }

    fn add_what_is_open(&self, state: &mut SessionState) -> Result<(), Refusal> {
        let Some(store) = self.store() else { return Ok(()) };
        let user = self.inside().session.map(|session| session.user);
        store.read(|reader| -> Result<(), Refusal> {
            state.organization = reader.row(
                "SELECT id, name FROM organizations WHERE id = \
                 (SELECT unhex(replace(content, '-', '')) FROM replica WHERE name = 'organization')",
                [],
            )?;
            let Some(user) = user else { return Ok(()) };
            let Some(account) = Account::read(reader, user)? else { return Ok(()) };
            state.phase = Phase::Open;
            // A PC that has just joined has no site before the first rows have arrived.
            state.site = clinic::Who::load(reader, user).ok().map(|who| SiteLine {
                id: who.site.id,
                name: who.site.name,
                time_zone: who.site.time_zone.name().to_owned(),
                currency: who.site.currency,
            });
            state.user = Some(SignedIn {
                id: account.id,
                display_name: account.shown_name(),
                username: account.username.clone(),
                roles: account.role_codes(),
                practitioner_id: reader.value(
                    "SELECT id FROM practitioners WHERE user_id = ?1 AND deleted_at IS NULL",
                    params![user],
                )?,
                must_change_password: account.must_change_password,
            });
            Ok(())
        })
    }
}

/// Whole seconds, rounded up; a delay is an hour at most, whatever the clock says.
fn seconds_until(moment: i64, now: i64) -> u64 {
    let left = (moment - now).clamp(0, 3_600_000_000);
    u64::try_from(left).unwrap_or(0).div_ceil(1_000_000)
}
