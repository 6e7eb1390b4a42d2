//! An appointment that the centre could not place is moved, overbooked on purpose or cancelled.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::messages::reminders::{tell_cancelled, tell_moved};
use crate::scheduling::appointment::{Booked, booked};
use crate::scheduling::cancel::call_off;
use crate::scheduling::clash::Wanted;
use crate::scheduling::move_to::{Place, Put};
use crate::scheduling::needed;
use crate::system::conflicts::{BEGUN, YET_TO_COME, alternatives, to_decide};
use crate::system::decide_conflict::decided;
use crate::system::plain::columns;
use crate::{Nothing, Refused, Who};

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HeldChoice {
    /// Another time or doctor.
    Move,
    /// The wanted time, beside whoever is there.
    Overbook,
    /// It does not take place.
    Cancel,
}

/// Which decision, and how.
#[derive(Deserialize, TS)]
pub struct DecideHeldAppointment {
    id: Uuid,
    choice: HeldChoice,
    starts_at: Option<i64>,
    practitioner_id: Option<Uuid>,
}

/// Decides about an appointment that the centre could not place. The centre takes its hold away
/// when what was decided breaks no rule any more.
pub fn decide_held_appointment(
    write: &mut Write<'_>,
    who: &Who,
    request: DecideHeldAppointment,
) -> Result<Nothing, Refused> {
    let row = to_decide(write, who, request.id, write.now())?;
    if row.kind != "held" || row.table_name != "appointments" {
        return Err(Refused::because("This is not about an appointment that waits for a place."));
    }
    if row.status == "decided" {
        return Err(Refused::because("This has been decided already."));
    }
    let appointment = booked(write, row.row_id)?;
    // Whoever is with the doctor, or was, is not sent elsewhere: that it took place beside another
    // one can still be said.
    match request.choice {
        HeldChoice::Overbook => {
            appointment.must_be(&[&YET_TO_COME[..], &BEGUN].concat(), "placed")?
        }
        HeldChoice::Move | HeldChoice::Cancel => appointment.must_be(&YET_TO_COME, "placed")?,
    }
    let wanted = columns(row.candidate.as_deref())?;
    let number = |name: &str, otherwise: i64| {
        wanted.get(name).and_then(serde_json::Value::as_i64).unwrap_or(otherwise)
    };
    let practitioner = wanted
        .get("practitioner_id")
        .and_then(|json| json.as_str())
        .and_then(|text| text.parse().ok())
        .or(appointment.practitioner_id);
    let place = Place {
        practitioner: request.practitioner_id.or(practitioner).ok_or_else(|| {
            Refused::field("practitioner_id", "Choose with whom the appointment is.")
        })?,
        starts_at: number("starts_at", appointment.starts_at),
        ends_at: number("ends_at", appointment.ends_at),
        overbook: false,
        room: None,
        resources: None,
    };
    match request.choice {
        HeldChoice::Cancel => {
            call_off(write, who, appointment.id, None, "No place was found for it")?;
            tell_cancelled(write, who, appointment.id)?;
            decided(write, who, &row, "other", Some("cancelled"), None)
        }
        HeldChoice::Overbook => {
            let there = who.at_branch(write, Some(appointment.site_id))?;
            overbook(write, &there, &appointment, &place)?;
            decided(write, who, &row, "candidate", Some("overbooked"), None)
        }
        HeldChoice::Move => {
            let starts_at = request
                .starts_at
                .ok_or_else(|| Refused::field("starts_at", "Choose the new time."))?;
            let lasts = place.ends_at - place.starts_at;
            let place = Place { starts_at, ends_at: starts_at + lasts, ..place };
            let there = who.at_branch(write, Some(appointment.site_id))?;
            let offered = alternatives(write, &there, write.now(), &appointment)?;
            let accepted = offered.iter().any(|slot| {
                slot.practitioner_id == place.practitioner && slot.starts_at == starts_at
            });
            place.give(write, who, appointment.id, None)?;
            // Where a move was lost, its patient has been told of the lost time.
            let same = (appointment.starts_at, appointment.ends_at, appointment.practitioner_id)
                == (place.starts_at, place.ends_at, Some(place.practitioner));
            if same && row.canonical.is_some() {
                tell_moved(write, &there, appointment.id)?;
            }
            if accepted {
                let cells = Cells::new().set("ai_conflict_resolved", true);
                write.update("appointments", appointment.id, None, cells)?;
            }
            decided(write, who, &row, "other", Some("moved"), None)
        }
    }
}

/// The wanted time may have passed while the question was open; it was not when it was booked.
fn overbook(
    write: &mut Write<'_>,
    who: &Who,
    appointment: &Booked,
    place: &Place,
) -> Result<(), Refused> {
    let resources = needed::of(write, appointment.id)?;
    let wanted = Wanted {
        appointment: Some(appointment.id),
        patient: appointment.patient_id,
        practitioner: place.practitioner,
        room: appointment.room.as_deref(),
        resources: &resources,
        starts_at: place.starts_at,
        ends_at: place.ends_at,
    };
    wanted.practitioner_taken(write, who, write.now())?;
    let put = Put { room: appointment.room.clone(), resources, overbooked: true, seen: None };
    place.put(write, who, appointment, put)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, moment};
    use serde_json::{Value, json};
    use store::Cells;
    use uuid::Uuid;

    /// Two bookings of one time, the second of which the centre holds.
    fn held() -> (Clinic, Uuid, Uuid) {
        let clinic = Clinic::found();
        let week =
            json!([{ "weekday": 1, "starts": "10:00", "ends": "12:00", "slot_minutes": 30 }]);
        let hours = json!({ "practitioner_id": clinic.doctor_practitioner, "weekdays": week });
        clinic.ask(clinic.owner, "scheduling.set_hours", hours).unwrap();
        let first = clinic.patient("Elena", "Marín", "1960-01-05");
        let second = clinic.patient("Luis", "Prieto", "1990-10-10");
        let appointment = clinic.book(second, "2026-03-02T09:30:00Z").unwrap();
        let conflict = clinic
            .store
            .write(clinic.owner, "test", |write| {
                let held = Cells::new().set("held_reason", "practitioner_taken");
                write.update("appointments", appointment, None, held)?;
                let candidate = json!({
                    "practitioner_id": clinic.doctor_practitioner,
                    "starts_at": moment("2026-03-02T09:30:00Z"),
                    "ends_at": moment("2026-03-02T10:00:00Z"), "overbooked": false
                });
                write.insert(
                    "sync_conflicts",
                    Cells::new()
                        .set("table_name", "appointments")
                        .set("row_id", appointment)
                        .set("patient_id", second)
                        .set("kind", "held")
                        .set("column_group", "practitioner_taken")
                        .set("candidate", candidate.to_string())
                        .set(
                            "reason",
                            "The practitioner was booked for this time by somebody else first.",
                        )
                        .set("status", "open"),
                )
            })
            .unwrap();
        clinic.book(first, "2026-03-02T09:30:00Z").expect("a held booking occupies nobody");
        (clinic, appointment, conflict)
    }

    fn decide(
        clinic: &Clinic,
        conflict: Uuid,
        choice: &str,
        starts_at: Option<i64>,
    ) -> Result<Value, crate::Refused> {
        let request = json!({
            "id": conflict, "choice": choice, "starts_at": starts_at, "practitioner_id": null
        });
        clinic.ask(clinic.receptionist, "system.decide_held_appointment", request)
    }

    #[test]
    fn a_held_appointment_is_marked_and_moves_to_one_of_the_offered_times() {
        let (clinic, appointment, conflict) = held();
        let day =
            clinic.ask(clinic.nurse, "scheduling.day", json!({ "on": "2026-03-02" })).unwrap();
        let marked = day["appointments"].as_array().unwrap().iter();
        let marked: Vec<_> = marked.filter(|line| !line["held_reason"].is_null()).collect();
        assert_eq!(marked.len(), 1);
        assert_eq!(marked[0]["id"], json!(appointment));
        let inbox = clinic
            .ask(clinic.receptionist, "system.conflicts", json!({ "include_decided": false }))
            .unwrap();
        assert_eq!(inbox[0]["title"], "Appointment could not be placed");
        let offered = inbox[0]["alternatives"][0]["starts_at"].as_i64().unwrap();
        assert_eq!(offered, moment("2026-03-02T10:00:00Z"));
        let taken = moment("2026-03-02T09:45:00Z");
        assert_eq!(decide(&clinic, conflict, "move", Some(taken)).unwrap_err().code, Some("taken"));
        decide(&clinic, conflict, "move", Some(offered)).unwrap();
        let starts = clinic.number("SELECT starts_at FROM appointments WHERE id = ?1", appointment);
        assert_eq!(starts, Some(offered));
        let resolved = "SELECT ai_conflict_resolved FROM appointments WHERE id = ?1";
        assert_eq!(clinic.number(resolved, appointment), Some(1), "a suggestion was accepted");
        let left = clinic
            .ask(clinic.receptionist, "system.conflicts", json!({ "include_decided": false }))
            .unwrap();
        assert_eq!(left, json!([]));
        assert!(decide(&clinic, conflict, "cancel", None).is_err());
    }

    #[test]
    fn it_can_be_overbooked_on_purpose_even_when_its_time_has_passed() {
        let (clinic, appointment, conflict) = held();
        clinic.set_clock("2026-03-02T11:00:00Z");
        decide(&clinic, conflict, "overbook", None).unwrap();
        let overbooked =
            clinic.number("SELECT overbooked FROM appointments WHERE id = ?1", appointment);
        assert_eq!(overbooked, Some(1));
    }

    #[test]
    fn a_time_that_a_person_found_was_not_suggested() {
        let (clinic, appointment, conflict) = held();
        decide(&clinic, conflict, "move", Some(moment("2026-03-02T15:07:00Z"))).unwrap();
        let resolved = "SELECT ai_conflict_resolved FROM appointments WHERE id = ?1";
        assert_eq!(clinic.number(resolved, appointment), Some(0));
    }

    #[test]
    fn it_can_be_cancelled() {
        let (clinic, appointment, conflict) = held();
        decide(&clinic, conflict, "cancel", None).unwrap();
        let status = clinic.text("SELECT status FROM appointments WHERE id = ?1", appointment);
        assert_eq!(status.as_deref(), Some("cancelled"));
    }

    #[test]
    fn who_is_with_the_doctor_already_is_only_overbooked() {
        let (clinic, appointment, conflict) = held();
        clinic.set_clock("2026-03-02T09:30:00Z");
        let this = json!({ "id": appointment, "version": 0 });
        clinic.ask(clinic.receptionist, "scheduling.check_in", this).unwrap();
        let patient: Result<Option<Uuid>, store::Error> = clinic.store.read(|reader| {
            let sql = "SELECT patient_id FROM appointments WHERE id = ?1";
            reader.value(sql, store::params![appointment])
        });
        let patient = patient.unwrap();
        let start = json!({
            "appointment_id": appointment, "patient_id": patient, "practitioner_id": null,
            "kind": "routine", "reason": null
        });
        clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap();
        let inbox = clinic
            .ask(clinic.receptionist, "system.conflicts", json!({ "include_decided": false }))
            .unwrap();
        assert_eq!(inbox[0]["answers"], json!(["overbook"]));
        let cancelled = decide(&clinic, conflict, "cancel", None).unwrap_err();
        assert!(cancelled.sentence.contains("with the doctor"), "{}", cancelled.sentence);
        decide(&clinic, conflict, "overbook", None).unwrap();
        let overbooked =
            clinic.number("SELECT overbooked FROM appointments WHERE id = ?1", appointment);
        assert_eq!(overbooked, Some(1));
    }
}
