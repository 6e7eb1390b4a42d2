//! A patient has died.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::after_death::{EndedByDeath, end_what_goes_on};
use crate::people::details::form;
use crate::{Refused, Who, calendar};

/// Who, and when as far as that is known.
#[derive(Deserialize, TS)]
pub struct RecordDeath {
    id: Uuid,
    version: i64,
    /// Microseconds; nothing where the time is not known.
    deceased_at: Option<i64>,
}

/// Marks a person as deceased and ends what would go on: appointments to come, waiting, a stay in a
/// bed, and, by a doctor, medicines and plans; a doctor is asked where somebody else recorded the
/// death. The patient is told of none of it. What the answer lists is ended; `people.undo_death`
/// takes a wrong death back.
pub fn record_death(
    write: &mut Write<'_>,
    who: &Who,
    request: RecordDeath,
) -> Result<EndedByDeath, Refused> {
    let (_, _, details) = form(write, request.id)?;
    let now = write.now();
    if let Some(died) = request.deceased_at {
        if died > now && calendar::believable(now) {
            return Err(Refused::field(
                "deceased_at",
                "The time of death must not lie in the future.",
            ));
        }
        let zone = who.site.time_zone;
        if details.born_after(calendar::day_of(zone, died)) {
            return Err(Refused::field(
                "deceased_at",
                "The time of death must not come before the date of birth.",
            ));
        }
    }
    let cells = Cells::new()
        .set("deceased", true)
        .set("deceased_at", request.deceased_at)
        .set("status", "deceased");
    write.update("patients", request.id, Some(request.version), cells)?;
    end_what_goes_on(write, who, request.id, request.deceased_at)
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, moment};
    use serde_json::{Value, json};

    #[test]
    fn the_chart_says_so_the_answer_what_was_cancelled_and_an_error_is_undone() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let booked = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let chart =
            || clinic.ask(clinic.doctor, "people.chart", json!({ "patient_id": patient })).unwrap();
        let died = |at: Value| {
            let request = json!({ "id": patient, "version": 0, "deceased_at": at });
            clinic.ask(clinic.doctor, "people.record_death", request)
        };
        for at in ["2026-03-02T08:31:00Z", "1960-01-04T12:00:00Z"] {
            let refused = died(json!(moment(at))).unwrap_err();
            assert_eq!(refused.field, Some("deceased_at"), "{at}");
        }
        let recorded = died(json!(moment("2026-03-01T20:00:00Z"))).unwrap();
        assert_eq!(recorded["appointments"][0]["id"], json!(booked));
        assert_eq!(chart()["patient"]["deceased"], true);
        assert_eq!(chart()["record_status"], "deceased");
        assert_eq!(chart()["patient"]["age_years"], 66);
        let undo = json!({ "id": patient, "version": 0 });
        clinic.ask(clinic.doctor, "people.undo_death", undo).unwrap();
        assert_eq!(chart()["patient"]["deceased"], false);
        assert_eq!(chart()["record_status"], "active");
    }

    #[test]
    fn a_death_at_an_unknown_time_is_recorded_too() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let request = json!({ "id": patient, "version": 0, "deceased_at": null });
        clinic.ask(clinic.receptionist, "people.record_death", request).unwrap();
        let refused = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap_err();
        assert_eq!(refused.field, Some("patient_id"));
    }
}
