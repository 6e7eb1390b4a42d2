//! What stands on a patient's registration form.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::people::duplicates::Sought;
use crate::people::linkage::{Birth, Said};
use crate::people::merged;
use crate::{Asking, Refused, calendar};

/// A patient's registration form.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PatientDetails {
    given_name: Option<String>,
    middle_name: Option<String>,
    family_name: Option<String>,
    date_of_birth: Option<String>,
    #[ts(type = "\"day\" | \"month\" | \"year\" | \"estimated\" | \"unknown\"")]
    date_of_birth_precision: String,
    #[ts(type = "\"male\" | \"female\" | \"other\" | \"prefer_not_to_say\" | \"unknown\"")]
    gender: String,
    phone: Option<String>,
    email: Option<String>,
    address_line: Option<String>,
    city: Option<String>,
    state: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
    preferred_language: Option<String>,
    national_id: Option<String>,
    blood_type: Option<String>,
    emergency_contact_name: Option<String>,
    emergency_contact_phone: Option<String>,
    emergency_contact_relationship: Option<String>,
    notes: Option<String>,
    // What few desks ask for. A form that does not show one of these leaves it as it stands, and a
    // blank takes it away.
    #[serde(default)]
    #[ts(optional = nullable)]
    prefix: Option<String>,
    #[serde(default)]
    #[ts(optional = nullable)]
    suffix: Option<String>,
    #[serde(default)]
    #[ts(optional = nullable)]
    previous_family_name: Option<String>,
    /// As registered at birth; ranges of laboratory tests go by it before the gender.
    #[serde(default)]
    #[ts(optional = nullable)]
    birth_sex: Option<String>,
    #[serde(default)]
    #[ts(optional = nullable)]
    phone_alternative: Option<String>,
    #[serde(default)]
    #[ts(optional = nullable)]
    birth_place: Option<String>,
    #[serde(default)]
    #[ts(optional = nullable)]
    marital_status: Option<String>,
    #[serde(default)]
    #[ts(optional = nullable)]
    multiple_birth: Option<bool>,
    /// 1 for the first of twins.
    #[serde(default)]
    #[ts(optional = nullable)]
    multiple_birth_order: Option<i64>,
    /// In the patient's own words, as the ethnicity below.
    #[serde(default)]
    #[ts(optional = nullable)]
    race_text: Option<String>,
    #[serde(default)]
    #[ts(optional = nullable)]
    ethnicity_text: Option<String>,
    /// What is known of the blood type beyond its group, as on a card that the patient carries.
    #[serde(default)]
    #[ts(optional = nullable)]
    blood_type_text: Option<String>,
    /// Whether the patient has one name only, so that nothing is missing where one is given.
    #[serde(default)]
    #[ts(optional = nullable)]
    single_name: Option<bool>,
}

impl PatientDetails {
    /// What tells this patient apart.
    pub(crate) fn said(&self) -> Said<'_> {
        Said {
            given_name: self.given_name.as_deref(),
            family_name: self.family_name.as_deref(),
            birth: birth(self.date_of_birth.as_deref(), &self.date_of_birth_precision),
            street: self.address_line.as_deref(),
            suburb: self.city.as_deref(),
            postcode: self.postal_code.as_deref(),
            state: self.state.as_deref(),
            phone: self.phone.as_deref(),
            gender: Some(&self.gender),
            national_id: self.national_id.as_deref(),
        }
    }

    /// The same, with what finds others like it.
    pub(crate) fn sought(&self) -> Sought<'_> {
        Sought { said: self.said(), born: self.date_of_birth.as_deref(), known_as: None }
    }

    /// Whether the birth date is known to the day and comes after `day`.
    pub(crate) fn born_after(&self, day: chrono::NaiveDate) -> bool {
        self.date_of_birth_precision == "day"
            && self
                .date_of_birth
                .as_deref()
                .and_then(|born| born.parse().ok())
                .is_some_and(|born: chrono::NaiveDate| born > day)
    }

    /// The form with what an earlier one said about there being one name only, where this one does
    /// not say it and still gives one name.
    pub(crate) fn single_as(self, before: &Self) -> Self {
        let names = [self.given_name.as_deref(), self.family_name.as_deref()];
        let one = names.iter().filter(|name| filled(**name).is_some()).count() == 1;
        let single_name = self.single_name.or(before.single_name.filter(|_| one));
        Self { single_name, ..self }
    }

    /// Whether the patient is said to have one name only.
    pub(crate) fn single_name(&self) -> Option<bool> {
        self.single_name
    }

    /// The national id, where one was given.
    pub(crate) fn national_id(&self) -> Option<String> {
        filled(self.national_id.as_deref())
    }

    /// The form as cells of `patients`; what was left blank is NULL.
    pub(crate) fn cells(&self) -> Result<Cells, Refused> {
        let born = filled(self.date_of_birth.as_deref());
        if let Some(born) = &born {
            calendar::day("date_of_birth", born)?;
        }
        let (given, family) =
            (filled(self.given_name.as_deref()), filled(self.family_name.as_deref()));
        let single = self.single_name == Some(true);
        let precision = match (&given, &family) {
            (Some(_), Some(_)) if single => {
                return Err(Refused::field(
                    "single_name",
                    "Two names are written here. Leave one empty, or do not say that the patient \
                     has only one.",
                ));
            }
            (None, None) if single => {
                return Err(Refused::field(
                    "single_name",
                    "Write the one name, or do not say that the patient has only one.",
                ));
            }
            (Some(_), Some(_)) => "full",
            (None, None) => "unknown",
            _ if single => "full",
            _ => "partial",
        };
        let text = |field: &Option<String>| filled(field.as_deref());
        let mut cells = Cells::new()
            .set("given_name", given)
            .set("middle_name", text(&self.middle_name))
            .set("family_name", family)
            .set("name_text", None::<String>)
            .set("name_precision", precision)
            .set("date_of_birth", born)
            .set("date_of_birth_precision", self.date_of_birth_precision.as_str())
            .set("gender", self.gender.as_str())
            .set("phone", text(&self.phone))
            .set("email", text(&self.email))
            .set("address_line", text(&self.address_line))
            .set("city", text(&self.city))
            .set("state", text(&self.state))
            .set("postal_code", text(&self.postal_code))
            .set("country", text(&self.country))
            .set("preferred_language", text(&self.preferred_language))
            .set("national_id", text(&self.national_id))
            .set("blood_type", text(&self.blood_type))
            .set("emergency_contact_name", text(&self.emergency_contact_name))
            .set("emergency_contact_phone", text(&self.emergency_contact_phone))
            .set("emergency_contact_relationship", text(&self.emergency_contact_relationship))
            .set("notes", text(&self.notes));
        self.put_further(&mut cells);
        Ok(cells)
    }
}

impl PatientDetails {
    fn put_further(&self, cells: &mut Cells) {
        for (column, text) in [
            ("prefix", &self.prefix),
            ("suffix", &self.suffix),
            ("previous_family_name", &self.previous_family_name),
            ("birth_sex", &self.birth_sex),
            ("phone_alternative", &self.phone_alternative),
            ("birth_place", &self.birth_place),
            ("marital_status", &self.marital_status),
            ("race_text", &self.race_text),
            ("ethnicity_text", &self.ethnicity_text),
            ("blood_type_text", &self.blood_type_text),
        ] {
            if let Some(text) = text {
                cells.put(column, filled(Some(text)));
            }
        }
        if let Some(multiple) = self.multiple_birth {
            cells.put("multiple_birth", multiple);
        }
        if let Some(order) = self.multiple_birth_order {
            cells.put("multiple_birth_order", order);
        }
    }
}

/// A birth date as far as it is known, to be compared.
pub(crate) fn birth(day: Option<&str>, precision: &str) -> Option<Birth> {
    let digits = match precision {
        "day" => 8,
        "month" => 6,
        "year" | "estimated" => 4,
        _ => return None,
    };
    Birth::read(day?).map(|birth| birth.as_far_as(digits))
}

/// Trimmed, and nothing where only blanks were typed.
pub(crate) fn filled(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Whose form.
#[derive(Deserialize, TS)]
pub struct Details {
    id: Uuid,
}

/// A registration form with the row that it stands in.
#[derive(Serialize, TS)]
pub struct KnownDetails {
    id: Uuid,
    version: i64,
    mrn: Option<String>,
    #[serde(flatten)]
    details: PatientDetails,
}

/// A patient's registration form: that of the record in front, where several are one person's.
pub fn details(asking: &Asking<'_>, request: Details) -> Result<KnownDetails, Refused> {
    let id = merged::front(&asking.reader, request.id)?;
    let (version, mrn, details) = form(&asking.reader, id)?;
    Ok(KnownDetails { id, version, mrn, details })
}

/// Whose record was opened.
pub(crate) fn opened(known: &KnownDetails) -> Opened {
    Opened { table: "patients", row: known.id, patient: known.id }
}

/// Version, record number and form of a patient.
pub(crate) fn form(
    reader: &Reader<'_>,
    id: Uuid,
) -> Result<(i64, Option<String>, PatientDetails), Refused> {
    #[derive(Deserialize)]
    struct Row {
        version: i64,
        mrn: Option<String>,
    }
    let columns = "coalesce(nullif(date_of_birth_precision, ''), 'unknown') AS date_of_birth_precision, \
         coalesce(gender, 'unknown') AS gender, given_name, middle_name, \
         CASE WHEN given_name IS NULL AND family_name IS NULL THEN name_text ELSE family_name END AS family_name, \
         date_of_birth, phone, email, address_line, city, state, postal_code, country, \
         preferred_language, national_id, blood_type, emergency_contact_name, \
         emergency_contact_phone, emergency_contact_relationship, notes, prefix, suffix, \
         previous_family_name, birth_sex, phone_alternative, birth_place, marital_status, \
         multiple_birth, multiple_birth_order, race_text, ethnicity_text, blood_type_text, \
         name_precision = 'full' AND (given_name IS NULL) <> (family_name IS NULL) AS single_name";
    let condition = "FROM patients WHERE id = ?1 AND deleted_at IS NULL";
    let row: Option<Row> = reader.row(&format!("SELECT version, mrn {condition}"), params![id])?;
    let details: Option<PatientDetails> =
        reader.row(&format!("SELECT {columns} {condition}"), params![id])?;
    match (row, details) {
        (Some(row), Some(details)) => Ok((row.version, row.mrn, details)),
        _ => Err(Refused::gone("patient")),
    }
}
