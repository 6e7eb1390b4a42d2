//! A time is offered to somebody who waits, and taken or declined.
//!
//! An offer keeps its time until it is answered or runs out: bookings meet it as they meet another
//! booking, and whoever overbooks on purpose says so. That it has run out is read from its end, so
//! nobody has to end it. Where two PCs that could not reach each other offered one time to two
//! people, the first who says yes has it.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{self, HOUR, MINUTE};
use crate::messages::tell_patient::{PatientNote, tell_patient};
use crate::organization::add_user::Made;
use crate::scheduling::ask_branch::{Answer, answered};
use crate::scheduling::booking::Booking;
use crate::scheduling::wait::ThisWaiting;
use crate::scheduling::waitlist::{WaitingRow, entry};
use crate::{Nothing, Refused, Who};

/// How long a time is kept where nothing is said.
const KEPT_MINUTES: i64 = 24 * 60;
const KEPT_MINUTES_MIN: i64 = 5;
const KEPT_MINUTES_MAX: i64 = 7 * 24 * 60;

/// A time that is kept for somebody.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Standing {
    pub patient_id: Uuid,
    pub starts_at: i64,
    pub ends_at: i64,
    /// Until when it is kept.
    pub until: i64,
}

/// The times of a practitioner between two moments that are kept at `now`.
pub(crate) fn standing(
    reader: &Reader<'_>,
    practitioner: Uuid,
    window: (i64, i64),
    now: i64,
) -> Result<Vec<Standing>, Refused> {
    Ok(reader.rows(&standing_sql(), params![practitioner, window.0, window.1, now])?)
}

/// The times of practitioner ?1 between ?2 and ?3 that are kept at ?4.
pub(crate) fn standing_sql() -> String {
    format!(
        "SELECT patient_id, offered_starts_at AS starts_at, offered_ends_at AS ends_at, \
         offered_until AS until FROM waitlist_entries WHERE offered_practitioner_id = ?1 \
         AND offered_starts_at < ?3 AND offered_starts_at > ?2 - {} AND offered_ends_at > ?2 \
         AND status = 'offered' AND offered_until > ?4 AND deleted_at IS NULL \
         ORDER BY offered_starts_at",
        24 * HOUR
    )
}

/// To whom, what, and for how long the time is kept.
#[derive(Deserialize, TS)]
pub struct MakeOffer {
    id: Uuid,
    version: i64,
    practitioner_id: Uuid,
    starts_at: i64,
    ends_at: i64,
    /// How long the patient may think; a day where nothing is said, and never beyond the beginning.
    #[ts(optional = nullable)]
    minutes: Option<i64>,
}

/// Offers a time that could be booked to somebody who waits, keeps it for them, and tells them
/// where they sign in.
pub fn offer(write: &mut Write<'_>, who: &Who, request: MakeOffer) -> Result<Nothing, Refused> {
    let now = write.now();
    let row = entry(write, request.id, &["waiting"], now)?;
    let minutes = request.minutes.unwrap_or(KEPT_MINUTES);
    if !(KEPT_MINUTES_MIN..=KEPT_MINUTES_MAX).contains(&minutes) {
        return Err(Refused::field(
            "minutes",
            format!("A time is kept from {KEPT_MINUTES_MIN} minutes to 7 days."),
        ));
    }
    let place = Fitting {
        practitioner: request.practitioner_id,
        starts_at: request.starts_at,
        ends_at: request.ends_at,
        room: None,
        resources: Vec::new(),
    };
    let booking = place.of(who, &row)?;
    booking.check(write, who, now)?;
    let until = request.starts_at.min(now + minutes * MINUTE);
    let cells = Cells::new()
        .set("status", "offered")
        .set("offered_at", now)
        .set("offered_practitioner_id", request.practitioner_id)
        .set("offered_starts_at", request.starts_at)
        .set("offered_ends_at", request.ends_at)
        .set("offered_until", until);
    write.update("waitlist_entries", row.id, Some(request.version), cells)?;
    let when = |moment| {
        let zone = who.site.time_zone;
        format!("{} at {}", calendar::day_of(zone, moment), calendar::time_text(zone, moment))
    };
    let note = PatientNote {
        id: None,
        patient: row.patient_id,
        kind: "general",
        title: format!("A time has become free for you: {}", when(request.starts_at)),
        body: Some(format!("{}. Please answer by {}.", who.site.name, when(until))),
        link: ("waitlist_entries", row.id),
    };
    tell_patient(write, &note)?;
    Ok(Nothing {})
}

/// Notes that the offered time does not suit; the patient waits on, no later than before.
pub fn decline_offer(
    write: &mut Write<'_>,
    _: &Who,
    this: ThisWaiting,
) -> Result<Nothing, Refused> {
    entry(write, this.id, &["offered"], write.now())?;
    let cells = Cells::new()
        .set("status", "waiting")
        .set("offered_at", None::<i64>)
        .set("offered_practitioner_id", None::<Uuid>)
        .set("offered_starts_at", None::<i64>)
        .set("offered_ends_at", None::<i64>)
        .set("offered_until", None::<i64>);
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
    let row = entry(write, request.id, &["waiting", "offered"], write.now())?;
    let place = Fitting {
        practitioner: request.practitioner_id,
        starts_at: request.starts_at,
        ends_at: request.ends_at,
        room: request.room,
        resources: request.resource_ids,
    };
    let id = place.of(who, &row)?.place(write, who)?;
    let cells = Cells::new().set("status", "booked").set("appointment_id", id);
    write.update("waitlist_entries", row.id, Some(request.version), cells)?;
    answered(write, who, &row, Answer::Booked)?;
    Ok(Made { id })
}

/// A time for somebody who waits.
struct Fitting {
    practitioner: Uuid,
    starts_at: i64,
    ends_at: i64,
    room: Option<String>,
    resources: Vec<Uuid>,
}

impl Fitting {
    /// The booking that it would become.
    fn of(self, who: &Who, row: &WaitingRow) -> Result<Booking, Refused> {
        if row.site_id != who.site.id {
            return Err(Refused::because("This patient waits at another site."));
        }
        Ok(Booking {
            id: Some(Uuid::new_v5(&row.id, b"booked")),
            patient: row.patient_id,
            practitioner: self.practitioner,
            department: row.department_id,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            kind: row.kind.clone(),
            priority: row.priority.clone(),
            reason: row.reason.clone(),
            room: self.room,
            resources: self.resources,
            overbook: false,
            rescheduled_from: None,
            series: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::Refused;
    use crate::calendar::MINUTE;
    use crate::fixture::{Clinic, id_of, moment};
    use serde_json::{Value, json};
    use store::Cells;
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

    /// Offers half an hour with the doctor.
    fn offered(clinic: &Clinic, id: Uuid, start: &str) -> Result<Value, Refused> {
        let starts_at = moment(start);
        let request = json!({
            "id": id, "version": 0, "practitioner_id": clinic.doctor_practitioner,
            "starts_at": starts_at, "ends_at": starts_at + 30 * MINUTE, "minutes": 120
        });
        clinic.ask(clinic.receptionist, "scheduling.offer", request)
    }

    fn accepted(clinic: &Clinic, id: Uuid, start: &str) -> Result<Value, Refused> {
        let starts_at = moment(start);
        let request = json!({
            "id": id, "version": 0, "practitioner_id": clinic.doctor_practitioner,
            "starts_at": starts_at, "ends_at": starts_at + 30 * MINUTE, "room": null
        });
        clinic.ask(clinic.receptionist, "scheduling.accept_offer", request)
    }

    const TEN: &str = "2026-03-04T09:00:00Z";

    #[test]
    fn an_offered_time_is_kept_until_it_is_answered_or_runs_out() {
        let clinic = Clinic::found();
        clinic.work(json!([
            { "weekday": 3, "starts": "10:00", "ends": "11:00", "slot_minutes": 30 }
        ]));
        let name = |given: &str| clinic.patient(given, "Prieto", "1990-10-10");
        let (luis, ana) = (name("Luis"), name("Ana"));
        let (first, second) =
            (waits(&clinic, luis, "medium", None), waits(&clinic, ana, "low", None));
        let free = |patient: Option<Uuid>| -> Vec<i64> {
            let request = json!({
                "practitioner_id": clinic.doctor_practitioner, "from": 0, "minutes": 30,
                "count": 2, "patient_id": patient
            });
            let slots = clinic.ask(clinic.nurse, "scheduling.free_slots", request).unwrap();
            slots
                .as_array()
                .unwrap()
                .iter()
                .map(|slot| slot["starts_at"].as_i64().unwrap())
                .collect()
        };
        let state = || {
            let request =
                json!({ "practitioner_id": clinic.doctor_practitioner, "on": "2026-03-04" });
            clinic.ask(clinic.nurse, "scheduling.slots", request).unwrap()[0]["state"].clone()
        };
        assert_eq!((free(None)[0], state()), (moment(TEN), json!("free")));
        offered(&clinic, first, TEN).unwrap();
        assert_eq!((free(None)[0], state()), (moment("2026-03-04T09:30:00Z"), json!("offered")));
        assert_eq!(free(Some(luis))[0], moment(TEN), "it is kept for him");
        let refused = offered(&clinic, second, TEN).unwrap_err();
        assert_eq!(refused.code, Some("taken"));
        let refused = clinic.book(ana, TEN).unwrap_err();
        assert_eq!(refused.code, Some("taken"));
        assert!(refused.sentence.contains("until 11:30 on 2026-03-02"), "{}", refused.sentence);
        let list = || clinic.ask(clinic.nurse, "scheduling.waitlist", json!({})).unwrap();
        assert_eq!(list()[0]["offer"]["starts_at"], moment(TEN));
        // Nobody answers: without a write the time is free again and the patient waits on.
        clinic.pass_minutes(120);
        assert_eq!((free(None)[0], state()), (moment(TEN), json!("free")));
        assert_eq!((&list()[0]["status"], &list()[0]["offer"]), (&json!("waiting"), &json!(null)));
        offered(&clinic, second, TEN).unwrap();
        accepted(&clinic, second, TEN).unwrap();
        assert_eq!(offered(&clinic, first, TEN).unwrap_err().code, Some("taken"));
    }

    #[test]
    fn who_is_overbooked_into_an_offered_time_does_not_take_it_away() {
        let clinic = Clinic::found();
        let name = |given: &str| clinic.patient(given, "Prieto", "1990-10-10");
        let id = waits(&clinic, name("Luis"), "medium", None);
        offered(&clinic, id, TEN).unwrap();
        let starts_at = moment(TEN);
        let overbook = json!({
            "patient_id": name("Ana"), "practitioner_id": clinic.doctor_practitioner,
            "starts_at": starts_at, "ends_at": starts_at + 30 * MINUTE, "kind": "emergency",
            "priority": "urgent", "reason": null, "room": null, "overbook": true
        });
        let made = id_of(&clinic.ask(clinic.receptionist, "scheduling.book", overbook).unwrap());
        let says = "SELECT overbooked FROM appointments WHERE id = ?1";
        assert_eq!(clinic.number(says, made), Some(1), "it is written down");
        let made = id_of(&accepted(&clinic, id, TEN).unwrap());
        assert_eq!(clinic.number(says, made), Some(0));
    }

    #[test]
    fn of_two_offers_of_one_time_one_is_taken() {
        let clinic = Clinic::found();
        let name = |given: &str| clinic.patient(given, "Prieto", "1990-10-10");
        let [first, second] = ["Luis", "Ana"].map(|given| waits(&clinic, name(given), "low", None));
        offered(&clinic, first, TEN).unwrap();
        // As the other PC has offered it meanwhile.
        let (starts_at, now) = (moment(TEN), clinic.now());
        clinic
            .store
            .write::<_, store::Error>(clinic.receptionist, "test", |write| {
                let cells = Cells::new()
                    .set("status", "offered")
                    .set("offered_at", now)
                    .set("offered_practitioner_id", clinic.doctor_practitioner)
                    .set("offered_starts_at", starts_at)
                    .set("offered_ends_at", starts_at + 30 * MINUTE)
                    .set("offered_until", now + 60 * MINUTE);
                write.update("waitlist_entries", second, None, cells)
            })
            .unwrap();
        accepted(&clinic, second, TEN).unwrap();
        assert_eq!(accepted(&clinic, first, TEN).unwrap_err().code, Some("taken"));
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
        offered(&clinic, id, "2026-03-04T10:00:00Z").unwrap();
        assert!(offered(&clinic, id, "2026-03-04T11:00:00Z").is_err());
        assert!(suggested(&clinic, "2026-03-04T10:00:00Z").is_empty());
        clinic.ask(desk, "scheduling.decline_offer", this).unwrap();
        assert_eq!(suggested(&clinic, "2026-03-04T10:00:00Z"), [json!(id)]);
        offered(&clinic, id, "2026-03-04T10:00:00Z").unwrap();
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
