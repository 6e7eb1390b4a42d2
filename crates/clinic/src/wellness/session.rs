//! A therapy session as verbs find it, and its course: planned, begun, ended, called off.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::belongs::appointment_belongs;
use crate::organization::add_user::Made;
use crate::people::details::filled;
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

/// Plans a session.
pub fn plan_session(
    write: &mut Write<'_>,
    who: &Who,
    request: PlanSession,
) -> Result<Made, Refused> {
    let patient: Option<i64> = write.value(
        "SELECT 1 FROM patients WHERE id = ?1 AND deleted_at IS NULL",
        params![request.patient_id],
    )?;
    if patient.is_none() {
        return Err(Refused::gone("patient"));
    }
    appointment_belongs(write, request.patient_id, request.appointment_id)?;
    let id = write.insert(
        "therapy_sessions",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("site_id", who.site.id)
            .set("practitioner_id", request.practitioner_id.or(who.practitioner_id))
            .set("appointment_id", request.appointment_id)
            .set("kind", request.kind)
            .set("status", "planned")
            .set("started_at", request.starts_at),
    )?;
    Ok(Made { id })
}

/// Begins a planned session now.
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
    Ok(Nothing {})
}

/// Ends a session that has begun.
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
    Ok(Nothing {})
}

/// Calls a session off, or notes that the patient did not come.
pub fn cancel_session(
    write: &mut Write<'_>,
    _: &Who,
    request: CancelSession,
) -> Result<Nothing, Refused> {
    standing(write, request.id)?.must_be(&["planned", "in_progress"])?;
    let status = if request.no_show { "no_show" } else { "cancelled" };
    let cells = Cells::new().set("status", status);
    write.update("therapy_sessions", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::fixture::{Clinic, id_of};
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
}
