//! Somebody stands at the desk without an appointment.

use serde::Deserialize;
use store::{Cells, Intent, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::MINUTE;
use crate::encounters::start_visit::arrived;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::people::register::make_known;
use crate::scheduling::appointment::{patient_may_come, practitioner_exists};
use crate::scheduling::clash::Wanted;
use crate::scheduling::hours::department_at;
use crate::{Refused, Who};

const MINUTES_WITHOUT_HOURS: i64 = 15;

/// Who came, and to whom.
#[derive(Deserialize, TS)]
pub struct WalkIn {
    patient_id: Uuid,
    practitioner_id: Uuid,
    reason: Option<String>,
    kind: String,
}

/// Books the patient for now and checks them in. That the doctor has somebody is no obstacle: a
/// walk-in waits, and the appointment says that it was placed beside another one.
pub fn walk_in(write: &mut Write<'_>, who: &Who, request: WalkIn) -> Result<Made, Refused> {
    patient_may_come(write, request.patient_id)?;
    practitioner_exists(write, request.practitioner_id)?;
    let now = write.now();
    let minutes: Option<i64> = write.value(
        "SELECT min(slot_minutes) FROM schedules WHERE practitioner_id = ?1 AND is_active = 1 \
         AND deleted_at IS NULL HAVING count(*) > 0",
        params![request.practitioner_id],
    )?;
    // Whole minutes: seconds on a calendar help nobody.
    let starts_at = now - now.rem_euclid(MINUTE);
    let ends_at = starts_at + minutes.unwrap_or(MINUTES_WITHOUT_HOURS) * MINUTE;
    let wanted = Wanted {
        appointment: None,
        patient: request.patient_id,
        practitioner: request.practitioner_id,
        room: None,
        resources: &[],
        starts_at,
        ends_at,
    };
    let overbooked = wanted.practitioner_taken(write, who, now)?.is_some();
    make_known(write, who, request.patient_id, "visited")?;
    let department = department_at(write, who, request.practitioner_id, now)?;
    let id = write.insert(
        "appointments",
        Cells::new()
            .set("site_id", who.site.id)
            .set("patient_id", request.patient_id)
            .set("practitioner_id", request.practitioner_id)
            .set("department_id", department)
            .set("starts_at", starts_at)
            .set("ends_at", ends_at)
            .set("kind", request.kind)
            .set("status", "checked_in")
            .set("priority", "medium")
            .set("reason", filled(request.reason.as_deref()))
            .set("walk_in", true)
            .set("overbooked", overbooked)
            .set("checked_in_at", now)
            .set("created_by", who.user_id),
    )?;
    write.intend(Intent::Book { appointment: id });
    arrived(write, who, ("appointments", id), request.patient_id)?;
    Ok(Made { id })
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::json;

    #[test]
    fn a_walk_in_waits_beside_whoever_is_booked() {
        let clinic = Clinic::found();
        let booked = clinic.patient("Elena", "Marín", "1960-01-05");
        clinic.book(booked, "2026-03-02T08:30:00Z").unwrap();
        let patient = clinic.patient("Luis", "Prieto", "1990-10-10");
        let request = json!({
            "patient_id": patient, "practitioner_id": clinic.doctor_practitioner,
            "reason": "Cut finger", "kind": "emergency"
        });
        let made = clinic.ask(clinic.receptionist, "scheduling.walk_in", request).unwrap();
        let queue =
            clinic.ask(clinic.nurse, "scheduling.queue", json!({ "on": "2026-03-02" })).unwrap();
        assert_eq!(queue.as_array().unwrap().len(), 1);
        assert_eq!(queue[0]["appointment"]["id"], json!(id_of(&made)));
        assert_eq!(queue[0]["appointment"]["overbooked"], true);
        assert_eq!(queue[0]["stage"], "arrived");
    }

    #[test]
    fn who_comes_while_the_time_of_an_early_ended_visit_runs_is_placed_beside_it() {
        let clinic = Clinic::found();
        let booked = clinic.patient("Elena", "Marín", "1960-01-05");
        let id = clinic.book(booked, "2026-03-02T08:30:00Z").unwrap();
        clinic
            .store
            .write(clinic.doctor, "test", |write| {
                let cells = store::Cells::new().set("status", "completed");
                write.update("appointments", id, None, cells)
            })
            .unwrap();
        let patient = clinic.patient("Luis", "Prieto", "1990-10-10");
        let taken = clinic.book(patient, "2026-03-02T08:45:00Z").unwrap_err();
        assert_eq!(taken.code, Some("taken"));
        clinic.pass_minutes(10);
        let request = json!({
            "patient_id": booked, "practitioner_id": clinic.doctor_practitioner,
            "reason": "forgot the prescription", "kind": "follow_up"
        });
        let made = clinic.ask(clinic.receptionist, "scheduling.walk_in", request).unwrap();
        let overbooked = "SELECT overbooked FROM appointments WHERE id = ?1";
        assert_eq!(clinic.number(overbooked, id_of(&made)), Some(1));
    }

    #[test]
    fn whoever_has_an_appointment_now_is_checked_in_and_not_added_twice() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        clinic.book(patient, "2026-03-02T08:30:00Z").unwrap();
        let request = json!({
            "patient_id": patient, "practitioner_id": clinic.doctor_practitioner,
            "reason": null, "kind": "consultation"
        });
        let refused = clinic.ask(clinic.receptionist, "scheduling.walk_in", request).unwrap_err();
        assert_eq!(refused.field, Some("patient_id"));
    }
}
