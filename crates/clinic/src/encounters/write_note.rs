//! The note of a visit.

use catalog::Role;
use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::end_visit::standing;
use crate::people::details::filled;
use crate::{Refused, Who};

/// The note as it should stand.
#[derive(Deserialize, TS)]
pub struct WriteNote {
    id: Uuid,
    version: i64,
    reason: Option<String>,
    subjective: Option<String>,
    objective: Option<String>,
    assessment: Option<String>,
    plan: Option<String>,
    follow_up_instructions: Option<String>,
    /// The parts that only some clinics use; left alone where nothing is sent.
    #[ts(optional)]
    details: Option<NoteDetails>,
}

/// The parts of a note beside the four of SOAP.
#[derive(Deserialize, TS)]
pub struct NoteDetails {
    history_present_illness: Option<String>,
    physical_examination: Option<String>,
    notes: Option<String>,
    discharge_instructions: Option<String>,
}

/// The row version to go on writing from.
#[derive(Serialize, TS)]
pub struct Written {
    version: i64,
}

/// Writes what changed in a note. Assessment and plan are the doctor's.
pub fn write_note(
    write: &mut Write<'_>,
    who: &Who,
    request: WriteNote,
) -> Result<Written, Refused> {
    let before = standing(write, request.id)?;
    if before.signed_at.is_some() {
        return Err(Refused::because(
            "This visit is signed, so its note stays as it is. Write what is new in an addendum.",
        ));
    }
    if matches!(before.status.as_str(), "cancelled" | "entered_in_error") {
        return Err(Refused::because("This visit was called off, so it gets no note."));
    }
    let assessment = filled(request.assessment.as_deref());
    let plan = filled(request.plan.as_deref());
    if !who.is(Role::Doctor) && (assessment != before.assessment || plan != before.plan) {
        return Err(Refused::coded(
            "not_allowed",
            "Assessment and plan are written by a doctor. The other parts of the note are open to you.",
        ));
    }
    let text = |part: &Option<String>| filled(part.as_deref());
    let mut cells = Cells::new()
        .set("reason", text(&request.reason))
        .set("subjective", text(&request.subjective))
        .set("objective", text(&request.objective))
        .set("assessment", assessment)
        .set("plan", plan)
        .set("follow_up_instructions", text(&request.follow_up_instructions));
    if let Some(details) = &request.details {
        cells.put("history_present_illness", text(&details.history_present_illness));
        cells.put("physical_examination", text(&details.physical_examination));
        cells.put("notes", text(&details.notes));
        cells.put("discharge_instructions", text(&details.discharge_instructions));
    }
    write.update("visits", request.id, Some(request.version), cells)?;
    let version = write.value("SELECT version FROM visits WHERE id = ?1", params![request.id])?;
    Ok(Written { version: version.unwrap_or(request.version) })
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::json;

    #[test]
    fn a_nurse_writes_the_beginning_of_the_note_and_the_doctor_the_end() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let start = json!({
            "appointment_id": null, "patient_id": patient, "practitioner_id": null,
            "kind": "routine", "reason": "Check-up"
        });
        let visit = id_of(&clinic.ask(clinic.nurse, "encounters.start_visit", start).unwrap());
        let note = |assessment: Option<&str>| {
            json!({
                "id": visit, "version": 0, "reason": "Check-up", "subjective": "tired",
                "objective": null, "assessment": assessment, "plan": null,
                "follow_up_instructions": null
            })
        };
        clinic.ask(clinic.nurse, "encounters.write_note", note(None)).unwrap();
        let refused = clinic.ask(clinic.nurse, "encounters.write_note", note(Some("anaemia")));
        assert_eq!(refused.unwrap_err().code, Some("not_allowed"));
        clinic.ask(clinic.doctor, "encounters.write_note", note(Some("anaemia"))).unwrap();
        // What the doctor wrote does not hinder the nurse who leaves it alone.
        clinic.ask(clinic.nurse, "encounters.write_note", note(Some("anaemia"))).unwrap();
    }
}
