//! The doctor sees the patient.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::arrive::must_not_be_here;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::people::merged::{is_one_person, of_person};
use crate::people::register::make_known;
use crate::scheduling::appointment::{booked, patient_may_come};
use crate::scheduling::check_in::must_be_today;
use crate::scheduling::hours::department_at;
use crate::system::happened::{Happened, happened};
use crate::{Refused, Who, calendar};

/// Who is seen, and for which appointment.
#[derive(Deserialize, TS)]
pub struct StartVisit {
    appointment_id: Option<Uuid>,
    patient_id: Uuid,
    practitioner_id: Option<Uuid>,
    kind: String,
    reason: Option<String>,
    /// Without an appointment: whether the visit is meant to begin beside the one that the patient
    /// has today.
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    beside_appointment: bool,
}

/// Begins a visit, or goes on with the one that began when the patient was roomed, and moves the
/// appointment along. Without an appointment it refuses with the code `already_here` where a visit
/// of the patient is going on, and with `booked_today` where the patient has an appointment today
/// that has not begun, until `beside_appointment` says that this visit is another.
pub fn start_visit(write: &mut Write<'_>, who: &Who, request: StartVisit) -> Result<Made, Refused> {
    let practitioner = request.practitioner_id.or(who.practitioner_id);
    let now = write.now();
    let reason = filled(request.reason.as_deref());
    let Some(appointment) = request.appointment_id else {
        patient_may_come(write, request.patient_id)?;
        must_not_be_here(write, who, request.patient_id)?;
        if !request.beside_appointment {
            must_not_be_booked(write, who, request.patient_id)?;
        }
        make_known(write, who, request.patient_id, "visited")?;
        let id = write.new_id();
        let begun = Begun { id, patient: request.patient_id, practitioner, appointment: None };
        begun.write(write, who, &request.kind, "in_progress", reason, None)?;
        arrived(write, who, ("visits", id), request.patient_id)?;
        return Ok(Made { id });
    };
    let before = booked(write, appointment)?;
    if !is_one_person(write, request.patient_id, before.patient_id)? {
        return Err(Refused::field("patient_id", "This appointment is another patient's."));
    }
    before.must_be(&["scheduled", "confirmed", "checked_in", "in_progress"], "started")?;
    if matches!(before.status.as_str(), "scheduled" | "confirmed") {
        must_be_today(who, &before, now)?;
    }
    let practitioner = practitioner.or(before.practitioner_id);
    let id = match visit_of(write, appointment)? {
        Some((id, status)) => {
            if matches!(status.as_str(), "arrived" | "triaged" | "roomed") {
                let mut cells = Cells::new().set("status", "in_progress");
                if practitioner.is_some() {
                    cells.put("practitioner_id", practitioner);
                }
                write.update("visits", id, None, cells)?;
            }
            id
        }
        None => {
            let begun = Begun {
                id: next_visit_id(write, appointment)?,
                patient: before.patient_id,
                practitioner,
                appointment: Some(appointment),
            };
            let reason = reason.or(before.reason);
            begun.write(write, who, &request.kind, "in_progress", reason, before.room)?;
            begun.id
        }
    };
    if before.status != "in_progress" {
        let mut cells = Cells::new().set("status", "in_progress").set("started_at", now);
        if matches!(before.status.as_str(), "scheduled" | "confirmed") {
            cells.put("checked_in_at", now);
        }
        write.update("appointments", appointment, None, cells)?;
    }
    if matches!(before.status.as_str(), "scheduled" | "confirmed") {
        arrived(write, who, ("appointments", appointment), request.patient_id)?;
    }
    Ok(Made { id })
}

/// Appointments of patient ?1 at site ?4 from ?2 on, before ?3, whose visit has not begun.
pub(crate) fn not_begun_sql() -> String {
    of_person(
        "SELECT starts_at FROM appointments WHERE patient_id = ?1 AND starts_at >= ?2 \
         AND starts_at < ?3 AND site_id = ?4 AND status IN ('scheduled', 'confirmed', 'checked_in') \
         AND held_reason IS NULL AND deleted_at IS NULL ORDER BY starts_at LIMIT 1",
    )
}

/// Refuses with the code `booked_today` where the patient has an appointment at this site today.
fn must_not_be_booked(write: &Write<'_>, who: &Who, patient: Uuid) -> Result<(), Refused> {
    let zone = who.site.time_zone;
    let (from, until) = calendar::bounds(zone, who.today(write.now()));
    let asked = params![patient, from, until, who.site.id];
    match write.value::<i64>(&not_begun_sql(), asked)? {
        Some(starts_at) => Err(Refused::coded_field(
            "booked_today",
            "appointment_id",
            format!(
                "This patient has an appointment at {} today. Begin the visit from that one, so \
                 that nobody waits for it, or say that this is another visit.",
                calendar::time_text(zone, starts_at)
            ),
        )),
        None => Ok(()),
    }
}

/// The visit of an appointment has an id that follows from it, so that a nurse and a doctor whose
/// machines do not reach each other begin one visit and not two.
pub(crate) fn visit_id(appointment: Uuid) -> Uuid {
    Uuid::new_v5(&appointment, b"visit")
}

/// The id of the visit that an appointment begins now. After one that was called off it follows
/// from that one's, so that every machine agrees on it too.
pub(crate) fn next_visit_id(reader: &Reader<'_>, appointment: Uuid) -> Result<Uuid, Refused> {
    let mut id = visit_id(appointment);
    while reader.value::<i64>("SELECT 1 FROM visits WHERE id = ?1", params![id])?.is_some() {
        id = Uuid::new_v5(&id, b"visit");
    }
    Ok(id)
}

/// Lets the clinic's rules know that a patient has come.
pub(crate) fn arrived(
    write: &mut Write<'_>,
    who: &Who,
    row: (&'static str, Uuid),
    patient: Uuid,
) -> Result<(), Refused> {
    happened(write, who, &Happened { trigger: "patient_arrived", row, patient: Some(patient) })
}

/// The visit that belongs to an appointment, with its status.
pub(crate) fn visit_of(
    reader: &Reader<'_>,
    appointment: Uuid,
) -> Result<Option<(Uuid, String)>, Refused> {
    Ok(reader.row(
        "SELECT id, status FROM visits WHERE appointment_id = ?1 AND deleted_at IS NULL \
         AND status NOT IN ('cancelled', 'entered_in_error') ORDER BY id LIMIT 1",
        params![appointment],
    )?)
}

/// A visit that begins.
pub(crate) struct Begun {
    pub id: Uuid,
    pub patient: Uuid,
    pub practitioner: Option<Uuid>,
    pub appointment: Option<Uuid>,
}

impl Begun {
    /// Writes the new visit. It is in the department of its appointment, or in that in which its
    /// practitioner works now, so that their colleagues reach the patient.
    pub fn write(
        &self,
        write: &mut Write<'_>,
        who: &Who,
        kind: &str,
        status: &str,
        reason: Option<String>,
        room: Option<String>,
    ) -> Result<(), Refused> {
        let now = write.now();
        let booked: Option<Uuid> = match self.appointment {
            Some(appointment) => write.value(
                "SELECT department_id FROM appointments WHERE id = ?1 \
                 AND department_id IS NOT NULL",
                params![appointment],
            )?,
            None => None,
        };
        let department = match (booked, self.practitioner) {
            (None, Some(practitioner)) => department_at(write, who, practitioner, now)?,
            (booked, _) => booked,
        };
        write.insert(
            "visits",
            Cells::new()
                .set("id", self.id)
                .set("site_id", who.site.id)
                .set("patient_id", self.patient)
                .set("practitioner_id", self.practitioner)
                .set("department_id", department)
                .set("appointment_id", self.appointment)
                .set("started_at", now)
                .set("kind", kind)
                .set("status", status)
                .set("reason", reason)
                .set("room", room)
                .set("created_by", who.user_id),
        )?;
        Ok(())
    }
}

/// The kind of visit that an appointment becomes.
pub(crate) fn kind_of_visit(appointment_kind: &str) -> &'static str {
    match appointment_kind {
        "follow_up" => "follow_up",
        "emergency" => "emergency",
        "surgery" => "surgery",
        "diagnostic" => "routine",
        _ => "consultation",
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

    #[test]
    fn a_patient_goes_from_the_waiting_room_through_a_room_to_the_doctor_and_home() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let appointment = clinic.book(patient, "2026-03-02T08:40:00Z").unwrap();
        let stage = || {
            let queue = clinic
                .ask(clinic.nurse, "scheduling.queue", json!({ "on": "2026-03-02" }))
                .unwrap();
            (queue[0]["stage"].clone(), (clinic.now() - queue[0]["since"].as_i64().unwrap_or(0)))
        };
        assert_eq!(stage().0, Value::Null, "who is only booked is not here");
        let this = json!({ "id": appointment, "version": 0 });
        clinic.ask(clinic.receptionist, "scheduling.check_in", this).unwrap();
        clinic.pass_minutes(12);
        assert_eq!(stage(), (json!("arrived"), 12 * crate::calendar::MINUTE));
        let room = json!({ "appointment_id": appointment, "version": 0, "room": "Room 2" });
        clinic.ask(clinic.nurse, "encounters.room", room).unwrap();
        assert_eq!(stage(), (json!("roomed"), 0));
        let start = json!({
            "appointment_id": appointment, "patient_id": patient, "practitioner_id": null,
            "kind": "consultation", "reason": null
        });
        let visit = clinic.ask(clinic.doctor, "encounters.start_visit", start.clone()).unwrap();
        assert_eq!(stage().0, "with_doctor");
        let again = clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap();
        assert_eq!(visit, again, "one appointment, one visit");
        let shown = clinic.ask(clinic.doctor, "encounters.visit", visit.clone()).unwrap();
        assert_eq!(shown["reason"], "Cough");
        assert_eq!(shown["practitioner_id"], json!(clinic.doctor_practitioner));
        let end = json!({ "id": id_of(&visit), "version": 0 });
        clinic.ask(clinic.doctor, "encounters.end_visit", end).unwrap();
        assert_eq!(stage().0, "done");
    }

    #[test]
    fn who_is_here_or_booked_today_gets_no_second_visit_unawares() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let start = |beside: bool| {
            let start = json!({
                "appointment_id": null, "patient_id": patient, "practitioner_id": null,
                "kind": "consultation", "reason": null, "beside_appointment": beside
            });
            clinic.ask(clinic.doctor, "encounters.start_visit", start)
        };
        clinic.book(patient, "2026-03-03T08:40:00Z").unwrap();
        let first = start(false).unwrap();
        assert_eq!(start(true).unwrap_err().code, Some("already_here"));
        let end = json!({ "id": id_of(&first), "version": 0 });
        clinic.ask(clinic.doctor, "encounters.end_visit", end).unwrap();
        let appointment = clinic.book(patient, "2026-03-02T10:40:00Z").unwrap();
        let booked = start(false).unwrap_err();
        assert_eq!(booked.code, Some("booked_today"));
        assert!(booked.sentence.contains("11:40"), "{}", booked.sentence);
        start(true).unwrap();
        // With the appointment named nothing is asked.
        let named = json!({
            "appointment_id": appointment, "patient_id": patient, "practitioner_id": null,
            "kind": "consultation", "reason": null
        });
        clinic.ask(clinic.doctor, "encounters.start_visit", named).unwrap();
    }

    #[test]
    fn todays_appointment_is_found_by_an_index() {
        crate::fixture::assert_uses_indexes(&Clinic::found(), &super::not_begun_sql());
    }
}
