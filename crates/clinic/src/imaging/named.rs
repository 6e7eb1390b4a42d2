//! Whether a file from elsewhere is about the patient of the scan.

use serde::Deserialize;
use store::{Reader, params, words};
use ts_rs::TS;
use uuid::Uuid;

use crate::Refused;
use crate::people::merged::{SET, set_of};

/// Of whom a DICOM file says that it is. What it does not say is nothing.
#[derive(Deserialize, TS)]
pub struct PatientInFile {
    /// The number that a clinic gave.
    id: Option<String>,
    family_name: Option<String>,
    given_name: Option<String>,
    /// As `YYYY-MM-DD`.
    date_of_birth: Option<String>,
}

#[derive(Deserialize)]
struct Known {
    mrn: Option<String>,
    national_id: Option<String>,
    given_name: Option<String>,
    family_name: Option<String>,
    date_of_birth: Option<String>,
}

impl PatientInFile {
    /// Refuses unless the file is about `patient`: by one of the patient's numbers, which no
    /// different date of birth may contradict, or by name with the date of birth.
    pub(crate) fn must_be(&self, reader: &Reader<'_>, patient: Uuid) -> Result<(), Refused> {
        let records: Vec<Known> = reader.rows(
            &format!(
                "SELECT mrn, national_id, given_name, family_name, date_of_birth FROM patients \
                 WHERE id IN {SET}"
            ),
            params![patient],
        )?;
        let born_otherwise = |known: &Known| {
            let both = self.date_of_birth.as_deref().zip(known.date_of_birth.as_deref());
            both.is_some_and(|(said, known)| said != known)
        };
        let by_number = self.is_numbered(reader, patient, &records)?;
        let is_one = records
            .iter()
            .any(|known| !born_otherwise(known) && (by_number || self.is_called(known)));
        if is_one {
            return Ok(());
        }
        Err(Refused::field(
            "patient",
            "This file is about another patient than the scan, or does not say about whom it is: \
             neither its number nor its name with the date of birth are this patient's. Choose the \
             scan that it belongs to.",
        ))
    }

    fn is_numbered(
        &self,
        reader: &Reader<'_>,
        patient: Uuid,
        records: &[Known],
    ) -> Result<bool, Refused> {
        let plain = |number: &str| words(number).concat();
        let Some(said) = self.id.as_deref().map(plain).filter(|said| !said.is_empty()) else {
            return Ok(false);
        };
        let numbers = records.iter().flat_map(|known| [&known.mrn, &known.national_id]).flatten();
        if numbers.into_iter().any(|number| plain(number) == said) {
            return Ok(true);
        }
        for record in set_of(reader, patient)? {
            let others: Vec<String> = reader.column(
                "SELECT value FROM patient_identifiers WHERE patient_id = ?1 \
                 AND deleted_at IS NULL",
                params![record],
            )?;
            if others.iter().any(|number| plain(number) == said) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The whole family name, the first given name, and the day of birth.
    fn is_called(&self, known: &Known) -> bool {
        let of = |name: &Option<String>| name.as_deref().map(words).unwrap_or_default();
        let (family, given) = (of(&self.family_name), of(&self.given_name));
        let day = self.date_of_birth.is_some() && self.date_of_birth == known.date_of_birth;
        day && !family.is_empty()
            && family == of(&known.family_name)
            && !given.is_empty()
            && given.first() == of(&known.given_name).first()
    }
}
