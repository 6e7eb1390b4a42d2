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
            "This visit is signed, so its note stays as it is. Write what is new in another visit.",
        ));
    }
    let assessment = filled(request.assessment.as_deref());
    let plan = filled(request.plan.as_deref());
    if !who.is(Role::Doctor) && (assessment != before.assessment || plan != before.plan) {
        return Err(Refused::coded(
            "not_allowed",
            "Assessment and plan are written by a doctor. The other parts of the note are open to you.",
        ));
    }
    write.update(
        "visits",
        request.id,
        Some(request.version),
        Cells::new()
            .set("reason", filled(request.reason.as_deref()))
            .set("subjective", filled(request.subjective.as_deref()))
            .set("objective", filled(request.objective.as_deref()))
            .set("assessment", assessment)
            .set("plan", plan)
            .set("follow_up_instructions", filled(request.follow_up_instructions.as_deref())),
    )?;
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
