//! People around a patient, as forms and lists show them.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::people::asked::{OnePatient, opened_list};
use crate::people::details::filled;
use crate::people::merged;
use crate::{Asking, Refused};

/// Somebody around a patient.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ContactForm {
    #[ts(
        type = "\"emergency\" | \"next_of_kin\" | \"employer\" | \"insurer\" | \"federal_agency\" | \"state_agency\" | \"guardian\" | \"billing\" | \"other\""
    )]
    kind: String,
    name_text: String,
    relationship: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    address_line: Option<String>,
    city: Option<String>,
    state: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
    pub(crate) is_primary: bool,
    /// Whether the patient lets this person know.
    may_receive_information: bool,
    notes: Option<String>,
}

/// A contact in a list.
#[derive(Serialize, TS)]
pub struct ContactLine {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    form: ContactForm,
}

/// A patient's contacts.
#[derive(Serialize, TS)]
pub struct PatientContacts {
    patient_id: Uuid,
    contacts: Vec<ContactLine>,
}

/// A patient's contacts, the first one to call first.
pub fn contacts(asking: &Asking<'_>, request: OnePatient) -> Result<PatientContacts, Refused> {
    #[derive(Deserialize)]
    struct Row {
        id: Uuid,
        version: i64,
    }
    let rows: Vec<Row> = asking.reader.rows(
        &format!(
            "SELECT id, version FROM patient_contacts WHERE {} AND deleted_at IS NULL \
             ORDER BY NOT is_primary, kind <> 'emergency', id LIMIT 100",
            merged::is_one("patient_id")
        ),
        params![request.patient_id],
    )?;
    let mut contacts = Vec::new();
    for row in rows {
        let form = form(&asking.reader, row.id)?;
        contacts.push(ContactLine { id: row.id, version: row.version, form });
    }
    Ok(PatientContacts { patient_id: request.patient_id, contacts })
}

/// Whose record was opened.
pub(crate) fn opened(contacts: &PatientContacts) -> Opened {
    opened_list("patient_contacts", contacts.patient_id)
}

fn form(reader: &Reader<'_>, id: Uuid) -> Result<ContactForm, Refused> {
    reader
        .row(
            "SELECT kind, name_text, relationship, phone, email, address_line, city, state, \
             postal_code, country, is_primary, may_receive_information, notes \
             FROM patient_contacts WHERE id = ?1 AND deleted_at IS NULL",
            params![id],
        )?
        .ok_or_else(|| Refused::gone("contact"))
}

impl ContactForm {
    /// The form as cells of `patient_contacts`.
    pub(crate) fn cells(&self) -> Cells {
        let text = |field: &Option<String>| filled(field.as_deref());
        Cells::new()
            .set("kind", self.kind.as_str())
            .set("name_text", self.name_text.trim())
            .set("relationship", text(&self.relationship))
            .set("phone", text(&self.phone))
            .set("email", text(&self.email))
            .set("address_line", text(&self.address_line))
            .set("city", text(&self.city))
            .set("state", text(&self.state))
            .set("postal_code", text(&self.postal_code))
            .set("country", text(&self.country))
            .set("is_primary", self.is_primary)
            .set("may_receive_information", self.may_receive_information)
            .set("notes", text(&self.notes))
    }
}

/// One contact is called first: the others stand behind it.
pub(crate) fn put_first(write: &mut Write<'_>, patient: Uuid, first: Uuid) -> Result<(), Refused> {
    let others: Vec<Uuid> = write.column(
        &format!(
            "SELECT id FROM patient_contacts WHERE {} AND is_primary AND deleted_at IS NULL \
             AND id <> ?2",
            merged::is_one("patient_id")
        ),
        params![patient, first],
    )?;
    for other in others {
        write.update("patient_contacts", other, None, Cells::new().set("is_primary", false))?;
    }
    Ok(())
}
