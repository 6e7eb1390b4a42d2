//! A patient does not come any more. Patients are never purged: the record stays and is found.

use store::{Cells, Write, params};

use crate::people::asked::{ThisEntry, must_be_here};
use crate::people::merged;
use crate::{Nothing, Refused, Who};

/// Sets a patient inactive. Refused while appointments are still to come.
pub fn deactivate(write: &mut Write<'_>, _: &Who, request: ThisEntry) -> Result<Nothing, Refused> {
    must_be_here(write, request.id)?;
    let now = write.now();
    let coming: Option<i64> = write.value(
        &format!(
            "SELECT 1 FROM appointments WHERE {} AND ends_at > ?2 AND deleted_at IS NULL \
             AND status IN ('scheduled', 'confirmed', 'checked_in', 'in_progress') LIMIT 1",
            merged::is_one("patient_id")
        ),
        params![request.id, now],
    )?;
    if coming.is_some() {
        return Err(Refused::because(
            "This patient still has appointments to come. Cancel them first.",
        ));
    }
    set(write, request, "inactive")
}

/// Sets the status of a patient who lives.
pub(crate) fn set(
    write: &mut Write<'_>,
    request: ThisEntry,
    status: &str,
) -> Result<Nothing, Refused> {
    let deceased: Option<bool> =
        write.value("SELECT deceased FROM patients WHERE id = ?1", params![request.id])?;
    if deceased == Some(true) {
        return Err(Refused::because(
            "This patient is recorded as deceased. Correct that first if it is wrong.",
        ));
    }
    let cells = Cells::new().set("status", status);
    write.update("patients", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn a_patient_who_left_is_still_found_and_comes_back() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let booked = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let ask = |name: &str| {
            clinic.ask(clinic.receptionist, name, json!({ "id": patient, "version": 0 }))
        };
        let refused = ask("people.deactivate").unwrap_err();
        assert!(refused.sentence.contains("appointments"), "{refused}");
        let cancel = json!({ "id": booked, "version": 0, "reason": "moved away" });
        clinic.ask(clinic.receptionist, "scheduling.cancel", cancel).unwrap();
        ask("people.deactivate").unwrap();
        let status = || clinic.text("SELECT status FROM patients WHERE id = ?1", patient).unwrap();
        assert_eq!(status(), "inactive");
        let find = json!({ "query": "marin", "limit": 5 });
        let found = clinic.ask(clinic.doctor, "people.find", find).unwrap();
        assert_eq!(found.as_array().unwrap().len(), 1);
        let recent = clinic.ask(clinic.nurse, "people.recent", json!({})).unwrap();
        assert_eq!(recent, json!([]), "nobody is offered unasked who does not come any more");
        ask("people.reactivate").unwrap();
        assert_eq!(status(), "active");
    }
}
