//! A contact is put right.

use serde::Deserialize;
use store::{Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::contact::{ContactForm, put_first};
use crate::{Nothing, Refused, Who};

/// The contact as it should stand.
#[derive(Deserialize, TS)]
pub struct UpdateContact {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    form: ContactForm,
}

/// Corrects a contact.
pub fn update_contact(
    write: &mut Write<'_>,
    _: &Who,
    request: UpdateContact,
) -> Result<Nothing, Refused> {
    let patient: Option<Uuid> = write.value(
        "SELECT patient_id FROM patient_contacts WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    let patient = patient.ok_or_else(|| Refused::gone("contact"))?;
    write.update("patient_contacts", request.id, Some(request.version), request.form.cells())?;
    if request.form.is_primary {
        put_first(write, patient, request.id)?;
    }
    Ok(Nothing {})
}
