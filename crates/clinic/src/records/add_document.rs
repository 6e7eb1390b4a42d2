//! A document of a patient's record: a letter, a consent, a report from elsewhere.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::belongs::visit_belongs;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::people::merged::is_one_person;
use crate::{Refused, Who, calendar};

/// What it is, and the file with it.
#[derive(Deserialize, TS)]
pub struct AddDocument {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    kind: String,
    title: String,
    description: Option<String>,
    documented_on: Option<String>,
    attachment_id: Option<Uuid>,
}

/// Adds a document. Its file, if it has one, must be the same patient's.
pub fn add_document(
    write: &mut Write<'_>,
    who: &Who,
    request: AddDocument,
) -> Result<Made, Refused> {
    visit_belongs(write, request.patient_id, request.visit_id)?;
    let now = write.now();
    let documented_on = filled(request.documented_on.as_deref());
    if let Some(day) = &documented_on
        && calendar::day("documented_on", day)? > who.today(now)
        && calendar::believable(now)
    {
        return Err(Refused::field("documented_on", "The document must not be of a later day."));
    }
    if let Some(attachment) = request.attachment_id {
        let patient: Option<Uuid> = write.value(
            "SELECT patient_id FROM attachments WHERE id = ?1 AND deleted_at IS NULL",
            params![attachment],
        )?;
        let is_theirs = match patient {
            Some(patient) => is_one_person(write, request.patient_id, patient)?,
            None => false,
        };
        if !is_theirs {
            return Err(Refused::field("attachment_id", "This file is not of this patient."));
        }
    }
    let id = write.insert(
        "documents",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("site_id", who.site.id)
            .set("visit_id", request.visit_id)
            .set("kind", request.kind)
            .set("title", request.title.trim())
            .set("description", filled(request.description.as_deref()))
            .set("attachment_id", request.attachment_id)
            .set("documented_on", documented_on)
            .set("uploaded_by", who.user_id)
            .set("uploaded_at", now)
            .set("status", "current"),
    )?;
    Ok(Made { id })
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn file(patient: Uuid, name: &str) -> Value {
        json!({
            "patient_id": patient, "file_name": name, "media_type": "application/pdf",
            "size_bytes": 3, "sha256": "aa".repeat(32), "sealed_sha256": "bb".repeat(32),
            "content_key": "c2VjcmV0"
        })
    }

    fn document(patient: Uuid, attachment: Option<Uuid>) -> Value {
        json!({
            "patient_id": patient, "visit_id": null, "kind": "referral", "title": "Letter",
            "description": null, "documented_on": "2026-02-27", "attachment_id": attachment
        })
    }

    #[test]
    fn a_letter_comes_with_its_file_and_only_with_the_same_patients() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let other = clinic.patient("Irene", "Soto", "1971-01-05");
        let attach = |name| clinic.ask(clinic.doctor, "records.attach", file(patient, name));
        let attachment = id_of(&attach("../../etc/letter.pdf").unwrap());
        assert_eq!(id_of(&attach("again.pdf").unwrap()), attachment, "the same file stands once");
        let add = |who| {
            clinic.ask(clinic.doctor, "records.add_document", document(who, Some(attachment)))
        };
        assert_eq!(add(other).unwrap_err().field, Some("attachment_id"));
        add(patient).unwrap();
        let list = clinic.ask(clinic.doctor, "records.documents", json!({ "patient_id": patient }));
        let list = list.unwrap();
        assert_eq!(list["documents"][0]["title"], "Letter");
        assert_eq!(list["documents"][0]["file_name"], "letter.pdf");
    }

    #[test]
    fn a_document_is_not_of_tomorrow_and_a_wrong_one_is_struck_with_a_reason() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let mut request = document(patient, None);
        request["documented_on"] = json!("2026-03-03");
        let refused = clinic.ask(clinic.doctor, "records.add_document", request).unwrap_err();
        assert_eq!(refused.field, Some("documented_on"));
        let made = clinic.ask(clinic.doctor, "records.add_document", document(patient, None));
        let strike = |reason: &str| {
            json!({
                "id": made.as_ref().unwrap()["id"], "version": 0, "status": "entered_in_error",
                "reason": reason
            })
        };
        let refused = clinic.ask(clinic.doctor, "records.correct_document", strike(""));
        assert_eq!(refused.unwrap_err().field, Some("reason"));
        clinic.ask(clinic.doctor, "records.correct_document", strike("Other patient's")).unwrap();
        let list = clinic.ask(clinic.doctor, "records.documents", json!({ "patient_id": patient }));
        assert_eq!(list.unwrap()["documents"][0]["status"], "entered_in_error");
    }
}
