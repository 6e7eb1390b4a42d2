//! The clinic's PCs, for whoever looks after them: as this replica knows them at once, as the centre
//! knows them where it answers, and what may be decided about them there.
//!
//! Nothing of it is decided on this PC: an invitation, a place and a revocation are the centre's, and
//! come back to every PC as changed rows.

use std::time::Duration;

use catalog::Action;
use protocol::{
    DevicesAnswer, DevicesRequest, InviteAnswer, InviteRequest, PlaceRequest, RevokeRequest,
    WrongField,
};
use serde::{Deserialize, Serialize};
use store::{Store, params};
use sync::{Client, DeviceKey, Trouble};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::Refusal;
use crate::shell::Shell;

/// How long a question may take: somebody sits before the screen.
const WAIT: Duration = Duration::from_secs(10);

/// The PCs as this one knows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KnownDevices {
    /// This PC; absent where it works alone.
    pub this_device: Option<Uuid>,
    /// When the centre was last heard, microseconds since 1970 UTC: these rows are of then.
    pub last_contact_at: Option<i64>,
    /// The PCs, by name.
    pub devices: Vec<KnownDevice>,
    /// Who may have a PC of their own, by name.
    pub people: Vec<PersonLine>,
}

/// One PC as its row says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownDevice {
    /// The PC.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Which tables it may hold.
    pub profile: String,
    /// Where it stands.
    pub site: Option<Uuid>,
    /// Whose own PC it is.
    pub person: Option<Uuid>,
    /// Such as `linux x86_64`.
    pub platform: Option<String>,
    /// When it was enrolled, microseconds since 1970 UTC.
    pub enrolled_at: Option<i64>,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
    /// Why.
    pub revoke_reason: Option<String>,
}

/// Somebody of the staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLine {
    /// Their account.
    pub id: Uuid,
    /// What people call them.
    pub name: String,
}

/// A PC is to join the clinic.
#[derive(Clone, Deserialize)]
pub struct InviteDevice {
    /// Of whoever asks, once more.
    pub password: Zeroizing<String>,
    /// What people will call the new PC.
    pub device_name: String,
    /// Where it will stand.
    pub site: Option<Uuid>,
    /// Which tables it may hold.
    pub profile: String,
    /// For how many hours the link is good.
    pub valid_hours: u16,
}

/// What a PC is for, where it stands and whose it is from now on.
#[derive(Clone, Deserialize)]
pub struct PlaceDevice {
    /// Of whoever asks, once more.
    pub password: Zeroizing<String>,
    /// The PC.
    pub device: Uuid,
    /// Which tables it may hold.
    pub profile: String,
    /// Where it stands.
    pub site: Option<Uuid>,
    /// Whose own PC it is.
    pub person: Option<Uuid>,
}

/// A PC is not to work with the record any more.
#[derive(Clone, Deserialize)]
pub struct RevokeDevice {
    /// Of whoever asks, once more.
    pub password: Zeroizing<String>,
    /// The PC.
    pub device: Uuid,
    /// Why.
    pub reason: String,
}

impl Shell {
    /// The PCs as the rows on this one say, without asking anybody.
    ///
    /// # Errors
    /// Where nobody is signed in, or their role does not look after PCs.
    pub fn known_devices(&self) -> Result<KnownDevices, Refusal> {
        let (store, _) = self.who_looks_after_pcs()?;
        let facts = store.facts()?;
        let known = store.read::<_, store::Error>(|reader| {
            let devices: Vec<KnownDevice> = reader.rows(
                "SELECT id, name, profile, site_id AS site, user_id AS person, platform, \
                 enrolled_at, revoked_at, revoke_reason FROM devices \
                 WHERE organization_id = ?1 AND deleted_at IS NULL ORDER BY name, id",
                params![facts.organization],
            )?;
            let people: Vec<PersonLine> = reader.rows(
                "SELECT id, coalesce(display_name, nullif(trim(coalesce(given_name, '') || ' ' || \
                 coalesce(family_name, '')), ''), username) AS name FROM users \
                 WHERE organization_id = ?1 AND is_active = 1 AND deleted_at IS NULL \
                 AND roles <> '[\"patient\"]' ORDER BY name, id",
                params![facts.organization],
            )?;
            Ok((devices, people))
        })?;
        Ok(KnownDevices {
            this_device: facts.device.filter(|_| facts.enrolled),
            last_contact_at: facts.last_contact_at,
            devices: known.0,
            people: known.1,
        })
    }

    /// The PCs as the centre knows them.
    ///
    /// # Errors
    /// Without the network; and the centre's own refusals.
    pub fn devices_at_centre(&self) -> Result<DevicesAnswer, Refusal> {
        let (_, user) = self.who_looks_after_pcs()?;
        self.of_centre(async move |client| client.devices(&DevicesRequest { user }).await)
    }

    /// Has the centre make a link that enrols one PC.
    ///
    /// # Errors
    /// As [`Shell::devices_at_centre`], with the field that is wrong.
    pub fn invite_device(&self, request: InviteDevice) -> Result<InviteAnswer, Refusal> {
        let (_, user) = self.who_looks_after_pcs()?;
        let request = InviteRequest {
            user,
            password: request.password.to_string(),
            device_name: request.device_name,
            site: request.site,
            profile: request.profile,
            valid_hours: request.valid_hours,
        };
        refuse_wrong(request.wrong())?;
        self.of_centre(async move |client| client.invite(&request).await)
    }

    /// Says what a PC is for, where it stands and whose it is; gives all PCs as they are now.
    ///
    /// # Errors
    /// As [`Shell::invite_device`].
    pub fn place_device(&self, request: PlaceDevice) -> Result<DevicesAnswer, Refusal> {
        let (_, user) = self.who_looks_after_pcs()?;
        let request = PlaceRequest {
            user,
            password: request.password.to_string(),
            device: request.device,
            profile: request.profile,
            site: request.site,
            person: request.person,
        };
        refuse_wrong(request.wrong())?;
        let placed = self.of_centre(async move |client| client.place(&request).await)?;
        self.fetch_soon();
        Ok(placed)
    }

    /// Takes a PC's leave to work with the record; gives all PCs as they are now.
    ///
    /// # Errors
    /// As [`Shell::invite_device`].
    pub fn revoke_device(&self, request: RevokeDevice) -> Result<DevicesAnswer, Refusal> {
        let (_, user) = self.who_looks_after_pcs()?;
        let request = RevokeRequest {
            user,
            password: request.password.to_string(),
            device: request.device,
            reason: request.reason,
        };
        refuse_wrong(request.wrong())?;
        let revoked = self.of_centre(async move |client| client.revoke(&request).await)?;
        self.fetch_soon();
        Ok(revoked)
    }

    /// The person at work, where they may look after PCs. The centre asks the same of its own rows;
    /// here nobody waits for the line to be refused.
    pub(crate) fn who_looks_after_pcs(&self) -> Result<(Store, Uuid), Refusal> {
        let (store, user) = self.store_and_person()?;
        self.require_own_password(&store, user)?;
        if self.looks_after_pcs(&store, user)? {
            return Ok((store, user));
        }
        Err(Refusal::new(
            "Your role does not allow this. Ask a colleague who may, or your administrator.",
        ))
    }

    pub(crate) fn looks_after_pcs(&self, store: &Store, user: Uuid) -> Result<bool, Refusal> {
        let roles = store.read::<_, store::Error>(|reader| store::roles_of(reader, user))?;
        let access = catalog::table("devices").map(|table| table.access);
        Ok(access
            .is_some_and(|access| roles.iter().any(|role| access.allows(*role, Action::Update))))
    }

    /// Asks the centre once, and not longer than a person waits.
    fn of_centre<T>(
        &self,
        ask: impl AsyncFnOnce(Client) -> Result<T, Trouble>,
    ) -> Result<T, Refusal> {
        let Some(link) = self.link()? else { return Err(Trouble::NotEnrolled.into()) };
        let key = DeviceKey::from_seed(&self.secrets()?.signing_seed);
        let answer = self.network.block_on(async {
            let client = Client::new(&link, &key)?;
            tokio::time::timeout(WAIT, ask(client)).await.unwrap_or(Err(Trouble::Unreachable))
        });
        answer.map_err(|trouble| match trouble {
            Trouble::Unreachable => Refusal {
                code: Some("unreachable".to_owned()),
                ..Refusal::new(
                    "The centre cannot be reached, and PCs are looked after there. Try again when the line is back.",
                )
            },
            Trouble::Refused { code, sentence, .. } => {
                let about_password =
                    ["wrong_password", "too_many_attempts", "password_change_due"];
                let field = about_password.contains(&code.as_str()).then(|| "password".to_owned());
                // The person is known, so only the password can be wrong.
                let sentence = match code.as_str() {
                    "wrong_password" => "The password is not right.".to_owned(),
                    _ => sentence,
                };
                Refusal { code: Some(code), sentence, field }
            }
            other => other.into(),
        })
    }

    /// What was decided comes back as rows.
    fn fetch_soon(&self) {
        if let Some(record) = self.inside().record.as_ref() {
            record.background.sync_now();
        }
    }
}

fn refuse_wrong(wrong: Option<WrongField>) -> Result<(), Refusal> {
    wrong.map_or(Ok(()), |(field, sentence)| Err(Refusal::about(field, sentence)))
}
