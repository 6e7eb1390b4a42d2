//! The doctor answers for the note.

use store::{Cells, Write};

use crate::encounters::end_visit::{ThisVisit, standing};
use crate::{Nothing, Refused, Who};

/// Signs a visit's note. Whoever may diagnose may sign; after it the note is not changed.
pub fn sign_visit(write: &mut Write<'_>, who: &Who, this: ThisVisit) -> Result<Nothing, Refused> {
    let visit = standing(write, this.id)?;
    if visit.signed_at.is_some() {
        return Err(Refused::because("This visit is already signed."));
    }
    if !matches!(visit.status.as_str(), "in_progress" | "completed") {
        return Err(Refused::because("This visit has not begun. Start it before you sign."));
    }
    let cells = Cells::new().set("signed_at", write.now()).set("signed_by", who.user_id);
    write.update("visits", this.id, Some(this.version), cells)?;
    write.audit("sign", Some("visits"), Some(this.id), Some(visit.patient_id), None)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::json;

    #[test]
    fn a_signed_note_is_signed_once_by_a_doctor_and_stays_as_it_is() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let start = json!({
            "appointment_id": null, "patient_id": patient, "practitioner_id": null,
            "kind": "routine", "reason": "Check-up"
        });
        let visit = id_of(&clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap());
        let this = json!({ "id": visit, "version": 0 });
        let nurse = clinic.ask(clinic.nurse, "encounters.sign_visit", this.clone()).unwrap_err();
        assert_eq!(nurse.code, Some("not_allowed"));
        clinic.ask(clinic.doctor, "encounters.sign_visit", this.clone()).unwrap();
        assert!(clinic.ask(clinic.doctor, "encounters.sign_visit", this).is_err());
        let note = json!({
            "id": visit, "version": 0, "reason": "Check-up", "subjective": "changed my mind",
            "objective": null, "assessment": null, "plan": null, "follow_up_instructions": null
        });
        let late = clinic.ask(clinic.doctor, "encounters.write_note", note).unwrap_err();
        assert!(late.sentence.contains("signed"));
        let signed = clinic
            .number("SELECT count(*) FROM audit_logs WHERE action = 'sign' AND row_id = ?1", visit);
        assert_eq!(signed, Some(1));
    }
}
