//! A patient of another branch walks in: asked for at the centre, and opened here.

use std::time::Duration;

use protocol::{FindRequest, FoundPatient, OpenRequest};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Store, params};
use sync::{Client, DeviceKey, Trouble};
use uuid::Uuid;

use crate::Refusal;
use crate::shell::Shell;

/// How long a question may take: somebody stands at the desk.
const WAIT: Duration = Duration::from_secs(8);

/// What is known of whoever stands there.
#[derive(Clone, Deserialize)]
pub struct FindAtCentre {
    /// As typed; needs the date of birth.
    pub name: Option<String>,
    /// `YYYY-MM-DD`.
    pub date_of_birth: Option<String>,
    /// The record's number; needs nothing else.
    pub number: Option<String>,
}

/// One of the patients that it may be.
#[derive(Clone, Debug, Serialize)]
pub struct AtCentre {
    /// What tells them apart.
    #[serde(flatten)]
    pub patient: FoundPatient,
    /// Whether the record is on this PC already.
    pub here: bool,
}

/// Whose record is to come.
#[derive(Clone, Copy, Deserialize)]
pub struct OpenFromCentre {
    /// One that was found.
    pub patient_id: Uuid,
}

impl Shell {
    /// Asks the centre who of all branches' patients it may be.
    ///
    /// # Errors
    /// Without the network, with the way out; and the centre's own refusals.
    pub fn find_at_centre(&self, request: &FindAtCentre) -> Result<Vec<AtCentre>, Refusal> {
        let (store, user) = self.store_and_person()?;
        let Some(link) = self.link()? else { return Err(Trouble::NotEnrolled.into()) };
        let key = DeviceKey::from_seed(&self.secrets()?.signing_seed);
        let request = FindRequest {
            user,
            name: request.name.clone(),
            date_of_birth: request.date_of_birth.clone(),
            number: request.number.clone(),
        };
        let answer = self.network.block_on(async {
            let client = Client::new(&link, &key)?;
            let asking = client.find(&request);
            tokio::time::timeout(WAIT, asking).await.unwrap_or(Err(Trouble::Unreachable))
        });
        let answer = answer.map_err(|trouble| match trouble {
            Trouble::Unreachable => Refusal::new(
                "The centre cannot be reached, so other branches' patients cannot be looked up. Register the patient; two records of one person can be merged later.",
            ),
            other => other.into(),
        })?;
        answer
            .patients
            .into_iter()
            .map(|patient| Ok(AtCentre { here: is_here(&store, patient.id)?, patient }))
            .collect()
    }

    /// Makes a patient whom the centre has found known at this site, so that this site's PCs hold
    /// the record; fetches what is new first, where it is not here yet.
    ///
    /// # Errors
    /// As [`Shell::find_at_centre`], and where the record does not come.
    pub fn open_from_centre(&self, request: OpenFromCentre) -> Result<(), Refusal> {
        let (store, user) = self.store_and_person()?;
        if !is_here(&store, request.patient_id)? {
            self.ask_for_patient(user, request.patient_id)?;
            self.exchange_once(&store)?;
        }
        let known = json!({ "patient_id": request.patient_id });
        clinic::dispatch(&store, user, "people.make_known", known)?;
        Ok(())
    }

    /// Has the centre make a patient known at this site: a PC that holds its own patients only gets
    /// the record for that reason alone.
    fn ask_for_patient(&self, user: Uuid, patient: Uuid) -> Result<(), Refusal> {
        let Some(link) = self.link()? else { return Err(Trouble::NotEnrolled.into()) };
        let key = DeviceKey::from_seed(&self.secrets()?.signing_seed);
        let answer = self.network.block_on(async {
            let client = Client::new(&link, &key)?;
            let request = OpenRequest { user, patient };
            let asking = client.open(&request);
            tokio::time::timeout(WAIT, asking).await.unwrap_or(Err(Trouble::Unreachable))
        });
        match answer {
            // One that holds everything has the record without that, wherever it stands.
            Err(Trouble::Refused { code, .. }) if code == "no_site" => Ok(()),
            answer => Ok(answer.map(|_| ())?),
        }
    }
}

fn is_here(store: &Store, patient: Uuid) -> Result<bool, store::Error> {
    let found: Option<i64> = store.read::<_, store::Error>(|reader| {
        let sql = "SELECT 1 FROM patients WHERE id = ?1 AND deleted_at IS NULL";
        reader.value(sql, params![patient])
    })?;
    Ok(found.is_some())
}
