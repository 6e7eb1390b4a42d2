//! The doctor answers for the note.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use uuid::Uuid;

use crate::encounters::end_visit::{ThisVisit, standing};
use crate::records::append::{Entry, append};
use crate::{Nothing, Refused, Who};

/// A note as it is signed, for the chained record.
#[derive(Serialize, Deserialize)]
struct SignedNote {
    kind: String,
    status: String,
    started_at: i64,
    ended_at: Option<i64>,
    practitioner_id: Option<Uuid>,
    reason: Option<String>,
    history_present_illness: Option<String>,
    physical_examination: Option<String>,
    subjective: Option<String>,
    objective: Option<String>,
    assessment: Option<String>,
    plan: Option<String>,
    notes: Option<String>,
    discharge_instructions: Option<String>,
    follow_up_instructions: Option<String>,
    signed_at: Option<i64>,
    signed_by: Option<Uuid>,
}

/// Signs a visit's note. Whoever may diagnose may sign; after it the note is not changed, and what
/// was signed stands in the chained record.
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
    let content = serde_json::to_value(signed_note(write, this.id)?)
        .map_err(|_| Refused::because("This note cannot be signed. Please report this."))?;
    append(
        write,
        who,
        Entry {
            patient: visit.patient_id,
            record_type: "visit_note",
            content,
            source: Some(("visits", this.id)),
        },
    )?;
    Ok(Nothing {})
}

fn signed_note(reader: &Reader<'_>, visit: Uuid) -> Result<SignedNote, Refused> {
    reader
        .row(
            "SELECT kind, status, started_at, ended_at, practitioner_id, reason, \
             history_present_illness, physical_examination, subjective, objective, assessment, \
             plan, notes, discharge_instructions, follow_up_instructions, signed_at, signed_by \
             FROM visits WHERE id = ?1",
            params![visit],
        )?
        .ok_or_else(|| Refused::gone("visit"))
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
