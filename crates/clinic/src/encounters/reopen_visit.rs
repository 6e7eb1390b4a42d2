//! A visit was ended or called off by mistake.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::arrive::must_not_be_here;
use crate::encounters::end_visit::standing;
use crate::encounters::leave_unseen::LEFT;
use crate::encounters::start_visit::visit_of;
use crate::people::details::filled;
use crate::scheduling::appointment::booked;
use crate::{Nothing, Refused, Who};

/// Which visit, and why.
#[derive(Deserialize, TS)]
pub struct ReopenVisit {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Opens a visit again: one that was ended goes on, one that was called off waits for the doctor,
/// and so does its appointment where it was called off with it. Refused once its note is signed or
/// its invoice was issued, and where another visit of the patient is going on.
pub fn reopen_visit(
    write: &mut Write<'_>,
    who: &Who,
    request: ReopenVisit,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the visit is opened again."))?;
    let visit = standing(write, request.id)?;
    if visit.signed_at.is_some() {
        return Err(Refused::because(
            "The note of this visit is signed. Write what is missing in an addendum, or begin \
             another visit.",
        ));
    }
    let goes_on = match visit.status.as_str() {
        "completed" => true,
        "cancelled" | "left_without_being_seen" => false,
        _ => return Err(Refused::because("This visit has not ended.")),
    };
    let invoiced: Option<i64> = write.value(
        "SELECT 1 FROM invoices WHERE visit_id = ?1 AND status NOT IN ('draft', 'void') \
         AND deleted_at IS NULL LIMIT 1",
        params![request.id],
    )?;
    if invoiced.is_some() {
        return Err(Refused::because(
            "The invoice of this visit was issued. Void it first, or begin another visit.",
        ));
    }
    must_not_be_here(write, who, visit.patient_id)?;
    if let Some(appointment) = visit.appointment_id {
        let other = visit_of(write, appointment)?.filter(|(id, _)| *id != request.id);
        if other.is_some() {
            return Err(Refused::because(
                "Another visit was begun for this appointment. Go on with that one.",
            ));
        }
    }
    let cells = Cells::new()
        .set("status", if goes_on { "in_progress" } else { "arrived" })
        .set("ended_at", None::<i64>)
        .set("status_reason", None::<String>);
    write.update("visits", request.id, Some(request.version), cells)?;
    let patient = Some(visit.patient_id);
    write.audit("update", Some("visits"), Some(request.id), patient, Some(&reason))?;
    let Some(appointment) = visit.appointment_id else { return Ok(Nothing {}) };
    let before = booked(write, appointment)?;
    let called_off: Option<Option<String>> = write
        .value("SELECT cancel_reason FROM appointments WHERE id = ?1", params![appointment])?;
    let called_off = called_off.flatten();
    // Whoever called the visit off called the appointment off for the same reason.
    let with_it = called_off == visit.status_reason || called_off.as_deref() == Some(LEFT);
    match before.status.as_str() {
        "completed" => {
            let cells = Cells::new().set("status", "in_progress").set("completed_at", None::<i64>);
            write.update("appointments", appointment, None, cells)?;
        }
        "cancelled" if !goes_on && with_it => {
            let cells = Cells::new()
                .set("status", "checked_in")
                .set("cancelled_at", None::<i64>)
                .set("cancelled_by", None::<Uuid>)
                .set("cancel_reason", None::<String>);
            before.stand_again(write, who, (None, true), cells)?;
        }
        _ => {}
    }
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::json;
    use uuid::Uuid;

    struct Begun {
        clinic: Clinic,
        patient: Uuid,
        appointment: Uuid,
        visit: Uuid,
    }

    impl Begun {
        fn up() -> Self {
            let clinic = Clinic::found();
            let patient = clinic.patient("Elena", "Marín", "1960-01-05");
            let appointment = clinic.book(patient, "2026-03-02T08:40:00Z").unwrap();
            let start = json!({
                "appointment_id": appointment, "patient_id": patient, "practitioner_id": null,
                "kind": "consultation", "reason": null
            });
            let made = clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap();
            Self { visit: id_of(&made), clinic, patient, appointment }
        }

        fn ask(&self, command: &str, reason: &str) -> Result<serde_json::Value, crate::Refused> {
            let request = json!({ "id": self.visit, "version": 0, "reason": reason });
            self.clinic.ask(self.clinic.doctor, command, request)
        }

        fn stands(&self) -> String {
            let sql = "SELECT v.status || ' ' || a.status FROM visits v \
                       JOIN appointments a ON a.id = v.appointment_id WHERE v.id = ?1";
            self.clinic.text(sql, self.visit).unwrap()
        }
    }

    #[test]
    fn a_visit_that_was_ended_by_mistake_goes_on_until_it_is_signed() {
        let story = Begun::up();
        assert!(
            story.ask("encounters.reopen_visit", "why").unwrap_err().sentence.contains("not ended")
        );
        story.ask("encounters.end_visit", "").unwrap();
        assert_eq!(story.ask("encounters.reopen_visit", " ").unwrap_err().field, Some("reason"));
        story.ask("encounters.reopen_visit", "Ended the wrong one").unwrap();
        assert_eq!(story.stands(), "in_progress in_progress");
        story.ask("encounters.end_visit", "").unwrap();
        let sign = json!({
            "id": story.visit, "version": 0, "assessment": "Well", "plan": "None"
        });
        let note = json!({ "id": story.visit, "version": 0, "subjective": null, "objective": null,
            "assessment": "Well", "plan": "None" });
        story.clinic.ask(story.clinic.doctor, "encounters.write_note", note).unwrap();
        story.clinic.ask(story.clinic.doctor, "encounters.sign_visit", sign).unwrap();
        assert!(
            story.ask("encounters.reopen_visit", "Late").unwrap_err().sentence.contains("signed")
        );
    }

    #[test]
    fn a_visit_that_was_called_off_by_mistake_waits_again_with_its_appointment() {
        let story = Begun::up();
        story.ask("encounters.cancel_visit", "Feels well again").unwrap();
        assert_eq!(story.stands(), "cancelled cancelled");
        // Somebody else has the time by now, and stands beside.
        let other = story.clinic.patient("Luis", "Prieto", "1990-10-10");
        story.clinic.book(other, "2026-03-02T08:40:00Z").unwrap();
        story.ask("encounters.reopen_visit", "It was another patient").unwrap();
        assert_eq!(story.stands(), "arrived checked_in");
        let overbooked = "SELECT overbooked FROM appointments WHERE id = ?1";
        assert_eq!(story.clinic.number(overbooked, story.appointment), Some(1));
        let arrive = json!({
            "patient_id": story.patient, "practitioner_id": null, "kind": "consultation",
            "reason": null
        });
        story.ask("encounters.cancel_visit", "Feels well again").unwrap();
        story.clinic.ask(story.clinic.nurse, "encounters.arrive", arrive).unwrap();
        let refused = story.ask("encounters.reopen_visit", "Again").unwrap_err();
        assert_eq!(refused.code, Some("already_here"));
    }

    #[test]
    fn a_visit_whose_invoice_was_issued_stays_as_it_is() {
        let story = Begun::up();
        story.ask("encounters.end_visit", "").unwrap();
        let issued: Result<_, store::Error> =
            story.clinic.store.write(story.clinic.owner, "test", |write| {
                let cells = store::Cells::new()
                    .set("patient_id", story.patient)
                    .set("visit_id", story.visit)
                    .set("site_id", story.clinic.site)
                    .set("number", "A-000001")
                    .set("issued_on", "2026-03-02")
                    .set("currency", "EUR")
                    .set("status", "issued");
                write.insert("invoices", cells)
            });
        issued.unwrap();
        let refused = story.ask("encounters.reopen_visit", "Forgot something").unwrap_err();
        assert!(refused.sentence.contains("invoice"), "{}", refused.sentence);
    }
}
