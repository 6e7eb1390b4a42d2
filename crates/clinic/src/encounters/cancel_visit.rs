//! A visit is called off: begun by mistake, or not wanted any more.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::end_visit::standing;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which visit, and why.
#[derive(Deserialize, TS)]
pub struct CancelVisit {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Calls a visit off. Its appointment stays as it is, so that the right visit can begin.
pub fn cancel_visit(
    write: &mut Write<'_>,
    _: &Who,
    request: CancelVisit,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the visit is called off."))?;
    let visit = standing(write, request.id)?;
    if visit.signed_at.is_some() || visit.status == "completed" {
        return Err(Refused::because(
            "This visit has ended. Write what was wrong in an addendum to its note.",
        ));
    }
    if !matches!(visit.status.as_str(), "arrived" | "triaged" | "roomed" | "in_progress") {
        return Err(Refused::because("This visit was called off already."));
    }
    let cells = Cells::new()
        .set("status", "cancelled")
        .set("ended_at", write.now())
        .set("status_reason", reason);
    write.update("visits", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::json;

    #[test]
    fn after_a_visit_that_was_called_off_the_appointment_begins_another_one() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let appointment = clinic.book(patient, "2026-03-02T08:40:00Z").unwrap();
        let start = || {
            let start = json!({
                "appointment_id": appointment, "patient_id": patient, "practitioner_id": null,
                "kind": "consultation", "reason": null
            });
            id_of(&clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap())
        };
        let first = start();
        let cancel = |id, reason: &str| {
            let this = json!({ "id": id, "version": 0, "reason": reason });
            clinic.ask(clinic.doctor, "encounters.cancel_visit", this)
        };
        assert_eq!(cancel(first, "").unwrap_err().field, Some("reason"));
        cancel(first, "wrong patient called").unwrap();
        assert!(cancel(first, "again").is_err());
        let second = start();
        assert_ne!(first, second);
        assert_eq!(start(), second, "one appointment, one visit that stands");
        let this = json!({ "id": second, "version": 0 });
        clinic.ask(clinic.doctor, "encounters.end_visit", this).unwrap();
        assert!(cancel(second, "late").unwrap_err().sentence.contains("addendum"));
    }
}
