//! A time is offered to somebody who waits, and taken or declined.
//!
//! An offer reserves nothing: until it is taken the time is anybody's, and of two who are offered
//! one time the first to say yes has it.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::scheduling::booking::Booking;
use crate::scheduling::wait::ThisWaiting;
use crate::scheduling::waitlist::entry;
use crate::{Nothing, Refused, Who};

/// Notes that somebody who waits has been offered a time.
pub fn offer(write: &mut Write<'_>, _: &Who, this: ThisWaiting) -> Result<Nothing, Refused> {
    entry(write, this.id, &["waiting"])?;
    let cells = Cells::new().set("status", "offered").set("offered_at", write.now());
    write.update("waitlist_entries", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}

/// Notes that the offered time does not suit; the patient waits on, no later than before.
pub fn decline_offer(
    write: &mut Write<'_>,
    _: &Who,
    this: ThisWaiting,
) -> Result<Nothing, Refused> {
    entry(write, this.id, &["offered"])?;
    let cells = Cells::new().set("status", "waiting").set("offered_at", None::<i64>);
    write.update("waitlist_entries", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}

/// Which entry, and the time that was taken.
#[derive(Deserialize, TS)]
pub struct AcceptOffer {
    id: Uuid,
    version: i64,
    practitioner_id: Uuid,
    starts_at: i64,
    ends_at: i64,
    room: Option<String>,
    #[serde(default)]
    #[ts(as = "Option<_>", optional)]
    resource_ids: Vec<Uuid>,
}

/// Books the time for the one who waited and ends the waiting, both or none. The booking's id
/// follows from the entry, so that two PCs make one booking of it.
pub fn accept_offer(
    write: &mut Write<'_>,
    who: &Who,
    request: AcceptOffer,
) -> Result<Made, Refused> {
    let row = entry(write, request.id, &["waiting", "offered"])?;
    if row.site_id != who.site.id {
        return Err(Refused::because("This patient waits at another site."));
    }
    let booking = Booking {
        id: Some(Uuid::new_v5(&row.id, b"booked")),
        patient: row.patient_id,
        practitioner: request.practitioner_id,
        department: row.department_id,
        starts_at: request.starts_at,
        ends_at: request.ends_at,
        kind: row.kind,
        priority: row.priority,
        reason: row.reason,
        room: request.room,
        resources: request.resource_ids,
        overbook: false,
        rescheduled_from: None,
    };
    let id = booking.place(write, who)?;
    let cells = Cells::new().set("status", "booked").set("appointment_id", id);
    write.update("waitlist_entries", row.id, Some(request.version), cells)?;
    Ok(Made { id })
}

#[cfg(test)]
mod tests {
    use crate::calendar::MINUTE;
    use crate::fixture::{Clinic, id_of, moment};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn waits(clinic: &Clinic, patient: Uuid, priority: &str, until: Option<&str>) -> Uuid {
        let request = json!({
            "patient_id": patient, "practitioner_id": null, "department_id": null,
            "kind": "consultation", "priority": priority, "reason": "knee",
            "wanted_from_on": "2026-03-02", "wanted_until_on": until, "wanted_times": "mornings"
        });
        id_of(&clinic.ask(clinic.receptionist, "scheduling.add_to_waitlist", request).unwrap())
    }

    fn suggested(clinic: &Clinic, start: &str) -> Vec<Value> {
        let starts_at = moment(start);
        let request = json!({
            "practitioner_id": clinic.doctor_practitioner, "starts_at": starts_at,
            "ends_at": starts_at + 30 * MINUTE, "count": 10
        });
        let told = clinic.ask(clinic.receptionist, "scheduling.suggest_waiting", request).unwrap();
        told.as_array().unwrap().iter().map(|line| line["id"].clone()).collect()
    }

    #[test]
    fn a_freed_time_goes_to_the_most_urgent_and_then_to_who_has_waited_longest() {
        let clinic = Clinic::found();
        let name = |given: &str| clinic.patient(given, "Prieto", "1990-10-10");
        let long = waits(&clinic, name("Luis"), "medium", None);
        clinic.pass_minutes(5);
        let short = waits(&clinic, name("Ana"), "medium", None);
        let urgent = waits(&clinic, name("Noa"), "urgent", None);
        waits(&clinic, name("Eva"), "urgent", Some("2026-03-02"));
        let busy = name("Iris");
        waits(&clinic, busy, "urgent", None);
        clinic.book(busy, "2026-03-04T10:00:00Z").unwrap();
        let freed = clinic.book(name("Hugo"), "2026-03-04T10:30:00Z").unwrap();
        let cancel = json!({ "id": freed, "version": 0, "reason": "has a cold" });
        clinic.ask(clinic.receptionist, "scheduling.cancel", cancel).unwrap();
        let expected = [json!(urgent), json!(long), json!(short)];
        assert_eq!(suggested(&clinic, "2026-03-04T10:15:00Z"), expected);
    }

    #[test]
    fn an_offer_is_taken_once_or_declined_and_the_patient_waits_on() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Luis", "Prieto", "1990-10-10");
        let id = waits(&clinic, patient, "high", None);
        let this = json!({ "id": id, "version": 0 });
        let desk = clinic.receptionist;
        assert!(clinic.ask(desk, "scheduling.decline_offer", this.clone()).is_err());
        clinic.ask(desk, "scheduling.offer", this.clone()).unwrap();
        assert!(suggested(&clinic, "2026-03-04T10:00:00Z").is_empty());
        clinic.ask(desk, "scheduling.decline_offer", this.clone()).unwrap();
        assert_eq!(suggested(&clinic, "2026-03-04T10:00:00Z"), [json!(id)]);
        clinic.ask(desk, "scheduling.offer", this.clone()).unwrap();
        let starts_at = moment("2026-03-04T10:00:00Z");
        let accept = json!({
            "id": id, "version": 0, "practitioner_id": clinic.doctor_practitioner,
            "starts_at": starts_at, "ends_at": starts_at + 30 * MINUTE, "room": null
        });
        let made = clinic.ask(desk, "scheduling.accept_offer", accept.clone()).unwrap();
        let appointment = "SELECT count(*) FROM waitlist_entries w JOIN appointments a \
             ON a.id = w.appointment_id WHERE a.id = ?1 AND w.status = 'booked' \
             AND a.reason = 'knee' AND a.priority = 'high'";
        assert_eq!(clinic.number(appointment, id_of(&made)), Some(1));
        assert!(clinic.ask(desk, "scheduling.accept_offer", accept).is_err());
    }

    #[test]
    fn whose_days_have_passed_waits_no_more_and_nobody_waits_twice() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Luis", "Prieto", "1990-10-10");
        let id = waits(&clinic, patient, "low", Some("2026-03-05"));
        let twice = json!({
            "patient_id": patient, "practitioner_id": null, "department_id": null,
            "kind": "consultation", "priority": "low", "reason": null,
            "wanted_from_on": null, "wanted_until_on": null, "wanted_times": null
        });
        let desk = clinic.receptionist;
        let refused = clinic.ask(desk, "scheduling.add_to_waitlist", twice.clone());
        assert_eq!(refused.unwrap_err().field, Some("patient_id"));
        let expire = || clinic.ask(desk, "scheduling.expire_waiting", json!({})).unwrap();
        assert_eq!(expire(), json!({ "expired": 0 }));
        clinic.set_clock("2026-03-06T08:00:00Z");
        let shown = clinic.ask(desk, "scheduling.waitlist", json!({})).unwrap();
        assert_eq!(shown[0]["is_over"], true);
        assert_eq!(expire(), json!({ "expired": 1 }));
        let cancel = json!({ "id": id, "version": 0 });
        assert!(clinic.ask(desk, "scheduling.cancel_waiting", cancel).is_err());
        clinic.ask(desk, "scheduling.add_to_waitlist", twice).unwrap();
    }
}
