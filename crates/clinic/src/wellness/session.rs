//! A therapy session as verbs find it, and its course: planned, begun, ended, called off.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::belongs::appointment_belongs;
use crate::messages::add_task::{NewTask, add_task};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::people::merged::of_person;
use crate::scheduling::appointment::{booked, patient_may_come};
use crate::scheduling::check_in::is_today;
use crate::scheduling::clash::{SESSION_LASTS, Wanted};
use crate::{Nothing, Refused, Who, calendar};

/// What is planned.
#[derive(Deserialize, TS)]
pub struct PlanSession {
    patient_id: Uuid,
    /// Who gives it; the person who plans it where nothing is said.
    practitioner_id: Option<Uuid>,
    appointment_id: Option<Uuid>,
    #[ts(type = "\"individual\" | \"couple\" | \"group\" | \"intake\" | \"script\"")]
    kind: String,
    starts_at: i64,
}

/// Which session, as the screen showed it.
#[derive(Clone, Copy, Deserialize, TS)]
pub struct ThisSession {
    /// The session.
    pub id: Uuid,
    /// The row version that the screen showed.
    pub version: i64,
}

/// Which session ends, and when the next one is.
#[derive(Deserialize, TS)]
pub struct CompleteSession {
    id: Uuid,
    version: i64,
    next_session_on: Option<String>,
}

/// Which session is called off, and whether the patient did not come.
#[derive(Deserialize, TS)]
pub struct CancelSession {
    id: Uuid,
    version: i64,
    no_show: bool,
}

/// A session as a verb finds it.
#[derive(Deserialize)]
pub(crate) struct StandingSession {
    pub patient_id: Uuid,
    pub status: String,
}

/// The session `id`.
pub(crate) fn standing(reader: &Reader<'_>, id: Uuid) -> Result<StandingSession, Refused> {
    reader
        .row(
            "SELECT patient_id, status FROM therapy_sessions WHERE id = ?1 AND deleted_at IS NULL",
            params![id],
        )?
        .ok_or_else(|| Refused::gone("session"))
}

impl StandingSession {
    /// Refuses where the session is at another point of its course.
    fn must_be(&self, allowed: &[&str]) -> Result<(), Refused> {
        if allowed.contains(&self.status.as_str()) {
            return Ok(());
        }
        Err(Refused::because(match self.status.as_str() {
            "completed" => "This session has ended already.",
            "cancelled" | "no_show" => "This session was called off. Plan another one.",
            "in_progress" => "This session has begun already.",
            _ => "This session has not begun yet. Start it first.",
        }))
    }
}

/// Plans a session. Refuses a time that has passed, and one at which therapist or patient is at an
/// appointment, a scan or another session; several patients of one group have one hour.
pub fn plan_session(
    write: &mut Write<'_>,
    who: &Who,
    request: PlanSession,
) -> Result<Made, Refused> {
    patient_may_come(write, request.patient_id)?;
    appointment_belongs(write, request.patient_id, request.appointment_id)?;
    let practitioner = request.practitioner_id.or(who.practitioner_id);
    let hour = Hour {
        session: None,
        patient: request.patient_id,
        practitioner,
        appointment: request.appointment_id,
        kind: &request.kind,
    };
    hour.must_be_free(write, who, request.starts_at)?;
    let id = write.insert(
        "therapy_sessions",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("site_id", who.site.id)
            .set("practitioner_id", practitioner)
            .set("appointment_id", request.appointment_id)
            .set("kind", request.kind)
            .set("status", "planned")
            .set("started_at", request.starts_at),
    )?;
    Ok(Made { id })
}

/// Whose hour a session takes.
struct Hour<'a> {
    /// The session itself, where it is planned already.
    session: Option<Uuid>,
    patient: Uuid,
    practitioner: Option<Uuid>,
    appointment: Option<Uuid>,
    kind: &'a str,
}

impl Hour<'_> {
    /// Refuses a time that has passed, and one at which therapist or patient has something else.
    fn must_be_free(&self, write: &Write<'_>, who: &Who, starts_at: i64) -> Result<(), Refused> {
        let wanted = Wanted {
            appointment: self.appointment,
            patient: self.patient,
            practitioner: self.practitioner.unwrap_or_default(),
            room: None,
            resources: &[],
            starts_at,
            ends_at: starts_at.saturating_add(SESSION_LASTS),
        };
        wanted.check_time(write.now())?;
        let taken = wanted.beside_bookings(write, who, write.now())?.is_some();
        if taken || self.has_a_session_beside(write, starts_at)? {
            return Err(Refused::field(
                "starts_at",
                "The therapist or the patient has something else at that time. Choose another time.",
            ));
        }
        Ok(())
    }

    /// Whether therapist or patient has another session at the time. A group is one session of several
    /// patients.
    fn has_a_session_beside(&self, reader: &Reader<'_>, starts_at: i64) -> Result<bool, Refused> {
        let (from, until) = (starts_at - SESSION_LASTS, starts_at + SESSION_LASTS);
        let of_patient: Option<i64> = reader.value(
            &of_person(
                "SELECT 1 FROM therapy_sessions WHERE patient_id = ?1 AND started_at > ?2 \
                 AND started_at < ?3 AND id IS NOT ?4 \
                 AND status IN ('planned', 'in_progress') AND deleted_at IS NULL",
            ),
            params![self.patient, from, until, self.session],
        )?;
        let of_therapist: Option<i64> = reader.value(
            "SELECT 1 FROM therapy_sessions WHERE practitioner_id = ?1 AND started_at > ?2 \
             AND started_at < ?3 AND id IS NOT ?6 \
             AND NOT (kind = 'group' AND ?4 = 'group' AND started_at = ?5) \
             AND status IN ('planned', 'in_progress') AND deleted_at IS NULL LIMIT 1",
            params![self.practitioner, from, until, self.kind, starts_at, self.session],
        )?;
        Ok(of_patient.is_some() || of_therapist.is_some())
    }
}

/// Which session is moved, and to when.
#[derive(Deserialize, TS)]
pub struct MoveSession {
    id: Uuid,
    version: i64,
    starts_at: i64,
}

/// Gives a planned session another hour, by the same rules as [`plan_session`]. One that takes place in
/// an appointment moves with that: the desk moves it.
pub fn move_session(
    write: &mut Write<'_>,
    who: &Who,
    request: MoveSession,
) -> Result<Nothing, Refused> {
    standing(write, request.id)?.must_be(&["planned"])?;
    let known: Option<(Uuid, Option<Uuid>, Option<Uuid>, String)> = write.row(
        "SELECT patient_id, practitioner_id, appointment_id, kind FROM therapy_sessions \
         WHERE id = ?1",
        params![request.id],
    )?;
    let (patient, practitioner, appointment, kind) =
        known.ok_or_else(|| Refused::gone("session"))?;
    if appointment.is_some() {
        return Err(Refused::because(
            "This session takes place in an appointment. Have the front desk move that.",
        ));
    }
    let hour = Hour { session: Some(request.id), patient, practitioner, appointment, kind: &kind };
    hour.must_be_free(write, who, request.starts_at)?;
    let cells = Cells::new().set("started_at", request.starts_at);
    write.update("therapy_sessions", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// Begins a planned session now, and the appointment in which it takes place.
pub fn start_session(
    write: &mut Write<'_>,
    who: &Who,
    this: ThisSession,
) -> Result<Nothing, Refused> {
    standing(write, this.id)?.must_be(&["planned"])?;
    let mut cells = Cells::new().set("status", "in_progress").set("started_at", write.now());
    if who.practitioner_id.is_some() {
        cells.put("practitioner_id", who.practitioner_id);
    }
    write.update("therapy_sessions", this.id, Some(this.version), cells)?;
    take_appointment_along(write, who, this.id, "in_progress")?;
    Ok(Nothing {})
}

/// Brings the appointment of a session to where the session is: `in_progress` or `completed`. One of
/// another day, or with somebody else, is left to the desk, and so is one that is over.
fn take_appointment_along(
    write: &mut Write<'_>,
    who: &Who,
    session: Uuid,
    status: &'static str,
) -> Result<(), Refused> {
    let known: Option<(Uuid, Option<Uuid>)> = write.row(
        "SELECT a.id, t.practitioner_id FROM therapy_sessions t \
         JOIN appointments a ON a.id = t.appointment_id WHERE t.id = ?1 AND a.deleted_at IS NULL",
        params![session],
    )?;
    let Some((appointment, therapist)) = known else { return Ok(()) };
    let before = booked(write, appointment)?;
    let now = write.now();
    let waits = matches!(before.status.as_str(), "scheduled" | "confirmed" | "checked_in");
    let goes_on = before.status == "in_progress" && status == "completed";
    let of_another = before.practitioner_id.is_some() && before.practitioner_id != therapist;
    if of_another || !(goes_on || waits && is_today(who, before.starts_at, now)) {
        return Ok(());
    }
    let mut cells = Cells::new().set("status", status);
    if matches!(before.status.as_str(), "scheduled" | "confirmed") {
        cells.put("checked_in_at", now);
    }
    if waits {
        cells.put("started_at", now);
    }
    if status == "completed" {
        cells.put("completed_at", now);
    }
    write.update("appointments", appointment, None, cells)?;
    Ok(())
}

/// Ends a session that has begun, and its appointment.
pub fn complete_session(
    write: &mut Write<'_>,
    who: &Who,
    request: CompleteSession,
) -> Result<Nothing, Refused> {
    standing(write, request.id)?.must_be(&["in_progress"])?;
    let now = write.now();
    let next = filled(request.next_session_on.as_deref());
    if let Some(next) = &next
        && calendar::day("next_session_on", next)? < who.today(now)
        && calendar::believable(now)
    {
        return Err(Refused::field(
            "next_session_on",
            "The next session must not lie in the past.",
        ));
    }
    let cells =
        Cells::new().set("status", "completed").set("ended_at", now).set("next_session_on", next);
    write.update("therapy_sessions", request.id, Some(request.version), cells)?;
    take_appointment_along(write, who, request.id, "completed")?;
    Ok(Nothing {})
}

/// Calls a session off, or notes that the patient did not come.
pub fn cancel_session(
    write: &mut Write<'_>,
    who: &Who,
    request: CancelSession,
) -> Result<Nothing, Refused> {
    let session = standing(write, request.id)?;
    session.must_be(&["planned", "in_progress"])?;
    let status = if request.no_show { "no_show" } else { "cancelled" };
    let cells = Cells::new().set("status", status);
    write.update("therapy_sessions", request.id, Some(request.version), cells)?;
    ask_about_appointment(write, who, request.id, session.patient_id)?;
    Ok(Nothing {})
}

/// Asks the desk about the appointment in which a session was to be: a therapist calls off none.
fn ask_about_appointment(
    write: &mut Write<'_>,
    who: &Who,
    session: Uuid,
    patient: Uuid,
) -> Result<(), Refused> {
    let appointment: Option<Uuid> = write.value(
        "SELECT a.id FROM therapy_sessions t JOIN appointments a ON a.id = t.appointment_id \
         WHERE t.id = ?1 AND a.status IN ('scheduled', 'confirmed') AND a.deleted_at IS NULL",
        params![session],
    )?;
    let Some(appointment) = appointment else { return Ok(()) };
    let task = NewTask {
        id: Some(Uuid::new_v5(&session, b"appointment of a session that was called off")),
        kind: "other",
        title: "A session was called off: cancel its appointment, or note who did not come"
            .to_owned(),
        description: None,
        priority: "medium",
        for_role: Some("receptionist"),
        assigned_to: None,
        patient: Some(patient),
        due_at: None,
        source: Some(("appointments", appointment)),
    };
    add_task(write, who, &task)?;
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::fixture::{Clinic, id_of, moment};
    use serde_json::json;
    use store::Cells;
    use uuid::Uuid;

    /// A therapist with a practitioner of their own.
    pub(crate) fn therapist(clinic: &Clinic, given: &str) -> Uuid {
        let user = clinic.employ(given, "Roca", "therapist");
        let practitioner: Result<Uuid, store::Error> =
            clinic.store.write(clinic.owner, "test", |write| {
                write.insert(
                    "practitioners",
                    Cells::new()
                        .set("user_id", user)
                        .set("given_name", given)
                        .set("family_name", "Roca")
                        .set("site_id", clinic.site),
                )
            });
        practitioner.unwrap();
        user
    }

    /// A session of `user` that has begun.
    pub(crate) fn begun(clinic: &Clinic, user: Uuid, patient: Uuid) -> Uuid {
        let plan = json!({
            "patient_id": patient, "practitioner_id": null, "appointment_id": null,
            "kind": "individual", "starts_at": clinic.now()
        });
        let id = id_of(&clinic.ask(user, "wellness.plan_session", plan).unwrap());
        let this = json!({ "id": id, "version": 0 });
        clinic.ask(user, "wellness.start_session", this).unwrap();
        id
    }

    #[test]
    fn a_session_is_planned_begun_and_ended_in_this_order() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let therapist = therapist(&clinic, "Nuria");
        let id = begun(&clinic, therapist, patient);
        let this = json!({ "id": id, "version": 0 });
        let twice = clinic.ask(therapist, "wellness.start_session", this).unwrap_err();
        assert!(twice.sentence.contains("begun"));
        let mut end = json!({ "id": id, "version": 0, "next_session_on": "2026-03-01" });
        let past = clinic.ask(therapist, "wellness.complete_session", end.clone()).unwrap_err();
        assert_eq!(past.field, Some("next_session_on"));
        end["next_session_on"] = json!("2026-03-09");
        clinic.ask(therapist, "wellness.complete_session", end.clone()).unwrap();
        assert!(clinic.ask(therapist, "wellness.complete_session", end).is_err());
        let cancel = json!({ "id": id, "version": 0, "no_show": true });
        assert!(clinic.ask(therapist, "wellness.cancel_session", cancel).is_err());
    }

    #[test]
    fn only_a_therapist_plans_sessions() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let plan = json!({
            "patient_id": patient, "practitioner_id": null, "appointment_id": null,
            "kind": "individual", "starts_at": clinic.now()
        });
        for user in [clinic.doctor, clinic.nurse, clinic.owner] {
            let refused = clinic.ask(user, "wellness.plan_session", plan.clone());
            assert_eq!(refused.unwrap_err().code, Some("not_allowed"));
        }
    }

    #[test]
    fn therapist_and_patient_are_in_one_place_and_the_desk_hears_what_was_called_off() {
        let clinic = Clinic::found();
        let therapist = therapist(&clinic, "Hana");
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        let plan = |patient: Uuid, kind: &str, start: &str, appointment: Option<Uuid>| {
            let request = json!({
                "patient_id": patient, "practitioner_id": null, "appointment_id": appointment,
                "kind": kind, "starts_at": moment(start)
            });
            clinic.ask(therapist, "wellness.plan_session", request)
        };
        let field = |refused: Result<serde_json::Value, crate::Refused>| refused.unwrap_err().field;
        let past = plan(patient, "individual", "2026-03-01T10:00:00Z", None).unwrap_err();
        assert_eq!(past.code, Some("in_the_past"));
        let booked = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let at_ten = |appointment| plan(patient, "individual", "2026-03-02T10:00:00Z", appointment);
        assert_eq!(field(at_ten(None)), Some("patient_id"), "the patient is with the doctor");
        let session = id_of(&at_ten(Some(booked)).unwrap());
        assert_eq!(field(plan(other, "group", "2026-03-02T10:30:00Z", None)), Some("starts_at"));
        // Two patients of one group come at one hour.
        for patient in [patient, other] {
            plan(patient, "group", "2026-03-02T14:00:00Z", None).unwrap();
        }
        assert_eq!(field(plan(other, "intake", "2026-03-02T14:00:00Z", None)), Some("starts_at"));
        let alone = id_of(&plan(other, "individual", "2026-03-02T17:00:00Z", None).unwrap());
        let to = |session: Uuid, start: &str| {
            let moved = json!({ "id": session, "version": 0, "starts_at": moment(start) });
            clinic.ask(therapist, "wellness.move_session", moved)
        };
        assert_eq!(
            field(to(alone, "2026-03-02T14:30:00Z")),
            Some("starts_at"),
            "the group is there"
        );
        to(alone, "2026-03-02T17:30:00Z").unwrap();
        assert!(to(session, "2026-03-02T18:30:00Z").unwrap_err().sentence.contains("front desk"));
        let cancel = json!({ "id": session, "version": 0, "no_show": false });
        clinic.ask(therapist, "wellness.cancel_session", cancel).unwrap();
        let asked =
            "SELECT count(*) FROM tasks WHERE source_row_id = ?1 AND for_role = 'receptionist'";
        assert_eq!(clinic.number(asked, booked), Some(1));
    }
    #[test]
    fn a_booking_keeps_clear_of_a_planned_session_and_goes_with_the_one_it_was_made_for() {
        let clinic = Clinic::found();
        let therapist = therapist(&clinic, "Hana");
        let own = clinic.text("SELECT hex(id) FROM practitioners WHERE user_id = ?1", therapist);
        let own: Uuid = own.unwrap().parse().unwrap();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        let plan = |start: &str, appointment: Option<Uuid>| {
            let request = json!({
                "patient_id": patient, "practitioner_id": null, "appointment_id": appointment,
                "kind": "individual", "starts_at": moment(start)
            });
            id_of(&clinic.ask(therapist, "wellness.plan_session", request).unwrap())
        };
        plan("2026-03-02T14:00:00Z", None);
        let book = |patient: Uuid, practitioner: Uuid, start: &str, overbook: bool| {
            let from = moment(start);
            let request = json!({
                "patient_id": patient, "practitioner_id": practitioner, "starts_at": from,
                "ends_at": from + 30 * 60_000_000_i64, "kind": "consultation",
                "priority": "medium", "reason": null, "room": null, "overbook": overbook
            });
            clinic.ask(clinic.receptionist, "scheduling.book", request)
        };
        let with_doctor = clinic.doctor_practitioner;
        let twice = book(patient, with_doctor, "2026-03-02T14:30:00Z", false).unwrap_err();
        assert_eq!(twice.field, Some("patient_id"), "nobody is in two places");
        assert!(twice.sentence.contains("session at"), "{}", twice.sentence);
        let taken = book(other, own, "2026-03-02T14:30:00Z", false).unwrap_err();
        assert_eq!(taken.code, Some("taken"));
        book(other, own, "2026-03-02T14:30:00Z", true).unwrap();
        book(patient, with_doctor, "2026-03-02T15:00:00Z", false).unwrap();

        let booked = id_of(&book(patient, own, "2026-03-02T16:00:00Z", false).unwrap());
        let session = plan("2026-03-02T16:00:00Z", Some(booked));
        let stands = || {
            clinic.text(
                "SELECT status || (completed_at IS NULL) FROM appointments WHERE id = ?1",
                booked,
            )
        };
        let this = json!({ "id": session, "version": 0, "next_session_on": null });
        clinic
            .ask(therapist, "wellness.start_session", json!({ "id": session, "version": 0 }))
            .unwrap();
        assert_eq!(stands().as_deref(), Some("in_progress1"));
        clinic.ask(therapist, "wellness.complete_session", this).unwrap();
        assert_eq!(stands().as_deref(), Some("completed0"));
    }
}
