//! Of which part of the organization's record a replica holds every row.

use catalog::Profile;
use serde::Deserialize;
use uuid::Uuid;

use crate::{Error, Reader};

/// What a replica holds, as the centre decides it by the device's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// What the PC is for; `None` while its own row has not come from the centre.
    pub profile: Option<Profile>,
    /// The site whose rows it holds. A PC of the whole record holds those of every other too.
    pub site: Option<Uuid>,
}

impl Coverage {
    /// Whether every row of the organization that travels is here.
    pub fn is_whole(self) -> bool {
        self.profile == Some(Profile::Whole)
    }

    /// Whether this replica is known to hold less than the whole record, so that a row's reference
    /// may lead nowhere here.
    pub fn is_part(self) -> bool {
        self.profile.is_some_and(|profile| profile != Profile::Whole)
    }

    /// Whether rows of `table` are here at all.
    pub fn holds(self, table: &str) -> bool {
        let table = catalog::table(table);
        self.profile.zip(table).is_some_and(|(profile, table)| profile.may_hold(table))
    }

    /// What the PC is for, to be read after "set up for".
    pub fn spoken(self) -> &'static str {
        match self.profile {
            Some(Profile::Whole) => "everything",
            Some(Profile::FrontDesk) => "the front desk",
            Some(Profile::Clinical) => "treatment",
            Some(Profile::Pharmacy) => "the pharmacy",
            Some(Profile::Laboratory) => "the laboratory",
            Some(Profile::Imaging) => "imaging",
            Some(Profile::Finance) => "finance",
            Some(Profile::Administration) => "administration",
            None => "something that the centre has not told it yet",
        }
    }
}

impl Reader<'_> {
    /// What this replica holds. A PC without a centre is the clinic's only one and holds all.
    ///
    /// # Errors
    /// [`Error`] where the record cannot be read.
    pub fn coverage(&self) -> Result<Coverage, Error> {
        #[derive(Deserialize)]
        struct Row {
            profile: String,
            site_id: Option<Uuid>,
        }
        let device: Option<Uuid> = self.fact("device")?.and_then(|text| text.parse().ok());
        let row: Option<Row> =
            self.row("SELECT profile, site_id FROM devices WHERE id = ?1", [device])?;
        Ok(match row {
            Some(row) => Coverage { profile: Profile::from_code(&row.profile), site: row.site_id },
            None if self.fact("enrolled")?.as_deref() == Some("1") => {
                Coverage { profile: None, site: None }
            }
            None => Coverage { profile: Some(Profile::Whole), site: None },
        })
    }
}
