//! Somebody tried to reach a patient.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::belongs::appointment_belongs;
use crate::organization::add_user::Made;
use crate::people::asked::must_be_here;
use crate::people::details::filled;
use crate::{Refused, Who};

/// The most letters of why and of what was said.
const LETTERS_MAX: usize = 2_000;

/// What was tried, and what came of it.
#[derive(Deserialize, TS)]
pub struct NoteContactAttempt {
    patient_id: Uuid,
    /// The appointment that it was about, if any.
    appointment_id: Option<Uuid>,
    /// `phone`, `text_message`, `email`, `letter` or `in_person`.
    channel: String,
    /// `reached`, `no_answer`, `message_left`, `wrong_number`, `refused` or `returned`.
    outcome: String,
    /// What the patient was to be told.
    reason: String,
    notes: Option<String>,
}

/// Writes the attempt down. It stands as it is: another attempt is another row.
pub fn note_contact_attempt(
    write: &mut Write<'_>,
    who: &Who,
    request: NoteContactAttempt,
) -> Result<Made, Refused> {
    must_be_here(write, request.patient_id)?;
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say what the patient was to be told."))?;
    let notes = filled(request.notes.as_deref());
    for (field, text) in [("reason", Some(&reason)), ("notes", notes.as_ref())] {
        if text.is_some_and(|text| text.chars().count() > LETTERS_MAX) {
            return Err(Refused::field(
                field,
                format!("{LETTERS_MAX} letters fit into this field. Please shorten the text."),
            ));
        }
    }
    appointment_belongs(write, request.patient_id, request.appointment_id)?;
    let cells = Cells::new()
        .set("patient_id", request.patient_id)
        .set("site_id", who.site.id)
        .set("appointment_id", request.appointment_id)
        .set("attempted_at", write.now())
        .set("attempted_by", who.user_id)
        .set("channel", request.channel)
        .set("outcome", request.outcome)
        .set("reason", reason)
        .set("notes", notes);
    Ok(Made { id: write.insert("contact_attempts", cells)? })
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn attempt(patient: Uuid, outcome: &str) -> Value {
        json!({
            "patient_id": patient, "appointment_id": null, "channel": "phone",
            "outcome": outcome, "reason": "The result is here", "notes": null
        })
    }

    #[test]
    fn colleagues_see_who_has_tried_and_what_came_of_it() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let note = |request: Value| {
            clinic.ask(clinic.receptionist, "people.note_contact_attempt", request)
        };
        note(attempt(patient, "no_answer")).unwrap();
        clinic.pass_minutes(5);
        note(attempt(patient, "reached")).unwrap();
        let asked = json!({ "patient_id": patient });
        let seen = clinic.ask(clinic.doctor, "people.contact_attempts", asked).unwrap();
        let outcomes: Vec<&Value> =
            seen["attempts"].as_array().unwrap().iter().map(|line| &line["outcome"]).collect();
        assert_eq!(outcomes, ["reached", "no_answer"], "the latest first");
        assert!(seen["attempts"][0]["attempted_by_name"].is_string());
    }

    #[test]
    fn what_is_no_attempt_is_refused_by_its_field() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let other = clinic.patient("Omar", "Haddad", "1970-01-05");
        let booked = clinic.book(other, "2026-03-02T10:00:00Z").unwrap();
        for (field, value) in [
            ("reason", json!("  ")),
            ("notes", json!("x".repeat(2_001))),
            ("appointment_id", json!(booked)),
            ("outcome", json!("perhaps")),
        ] {
            let mut request = attempt(patient, "reached");
            request[field] = value;
            let refused = clinic.ask(clinic.receptionist, "people.note_contact_attempt", request);
            assert_eq!(refused.unwrap_err().field, Some(field));
        }
    }
}
