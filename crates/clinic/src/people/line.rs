//! A patient in one line, as lists show it.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::merged;
use crate::{Asking, Refused, Who, calendar};

/// A patient in one line.
#[derive(Clone, Debug, Serialize, TS)]
pub struct PatientLine {
    /// The patient.
    pub id: Uuid,
    /// The record number.
    pub mrn: Option<String>,
    /// Never empty: where no name is known it says so.
    pub display_name: String,
    /// `YYYY-MM-DD`.
    pub date_of_birth: Option<String>,
    /// How exactly it is known.
    pub date_of_birth_precision: String,
    /// Whole years, today or at death.
    pub age_years: Option<u32>,
    /// As in the patient's details.
    pub gender: String,
    /// The first number to call.
    pub phone: Option<String>,
    /// Whether the patient has died.
    pub deceased: bool,
    /// How many active allergies are known; 0 to those who do not see allergies.
    pub allergies: u32,
}

#[derive(Deserialize)]
struct Row {
    mrn: Option<String>,
    given_name: Option<String>,
    family_name: Option<String>,
    name_text: Option<String>,
    date_of_birth: Option<String>,
    date_of_birth_precision: String,
    gender: Option<String>,
    phone: Option<String>,
    deceased: bool,
    deceased_at: Option<i64>,
    allergies: u32,
}

/// Reads patients' lines as one person sees them at one moment.
#[derive(Clone, Copy)]
pub(crate) struct Lines<'a> {
    reader: Reader<'a>,
    who: &'a Who,
    now: i64,
}

impl<'a> Lines<'a> {
    pub fn of(asking: &Asking<'a>) -> Self {
        Self { reader: asking.reader, who: asking.who, now: asking.now }
    }

    /// The line of a patient; of one whose record is not on this PC, a line that says so.
    pub fn line(&self, id: Uuid) -> Result<PatientLine, Refused> {
        Ok(self.known(id)?.unwrap_or_else(|| PatientLine {
            id,
            mrn: None,
            display_name: "Patient of another site".to_owned(),
            date_of_birth: None,
            date_of_birth_precision: "unknown".to_owned(),
            age_years: None,
            gender: "unknown".to_owned(),
            phone: None,
            deceased: false,
            allergies: 0,
        }))
    }

    /// The line of a patient whose record is on this PC.
    pub fn known(&self, id: Uuid) -> Result<Option<PatientLine>, Refused> {
        let row: Option<Row> = self.reader.row(
            &format!(
                "SELECT mrn, given_name, family_name, name_text, date_of_birth, \
                 date_of_birth_precision, gender, phone, \
                 (SELECT max(o.deceased) FROM patients o WHERE {}) AS deceased, \
                 (SELECT max(o.deceased_at) FROM patients o WHERE {}) AS deceased_at, \
                 (SELECT count(*) FROM patient_allergies a WHERE {} \
                 AND a.deleted_at IS NULL AND a.status = 'active' \
                 AND coalesce(a.verification, '') NOT IN ('refuted', 'entered_in_error')) \
                 AS allergies FROM patients p WHERE id = ?1 AND deleted_at IS NULL",
                merged::is_one("o.id"),
                merged::is_one("o.id"),
                merged::is_one("a.patient_id")
            ),
            params![id],
        )?;
        let Some(row) = row else { return Ok(None) };
        let zone = self.who.site.time_zone;
        let until = calendar::day_of(zone, row.deceased_at.unwrap_or(self.now));
        let born = row.date_of_birth.as_deref().and_then(|text| text.parse().ok());
        // Of somebody who has died at an unknown time the age at death is not known either.
        let aged = !row.deceased || row.deceased_at.is_some();
        Ok(Some(PatientLine {
            id,
            display_name: display_name(
                row.given_name.as_deref(),
                row.family_name.as_deref(),
                row.name_text.as_deref(),
            ),
            mrn: row.mrn,
            age_years: born.filter(|_| aged).and_then(|born| calendar::age_years(born, until)),
            date_of_birth: row.date_of_birth,
            date_of_birth_precision: row.date_of_birth_precision,
            gender: row.gender.unwrap_or_else(|| "unknown".to_owned()),
            phone: row.phone,
            deceased: row.deceased,
            allergies: if self.who.sees("patient_allergies") { row.allergies } else { 0 },
        }))
    }

    /// What a site is called that is not this one.
    pub fn elsewhere(&self, site: Uuid) -> Result<Option<String>, Refused> {
        if site == self.who.site.id {
            return Ok(None);
        }
        Ok(self.reader.value("SELECT name FROM sites WHERE id = ?1", params![site])?)
    }

    /// Lines of those that are on this PC, in the order given.
    pub fn all(&self, ids: impl IntoIterator<Item = Uuid>) -> Result<Vec<PatientLine>, Refused> {
        let lines = ids.into_iter().map(|id| self.known(id));
        Ok(lines.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }
}

fn display_name(given: Option<&str>, family: Option<&str>, text: Option<&str>) -> String {
    let parts: Vec<&str> = [given, family]
        .into_iter()
        .flatten()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    match (parts.is_empty(), text.map(str::trim).filter(|text| !text.is_empty())) {
        (false, _) => parts.join(" "),
        (true, Some(text)) => text.to_owned(),
        (true, None) => "Name not known".to_owned(),
    }
}
