//! Somebody has come without an appointment and waits to be seen.

use serde::Deserialize;
use store::{Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::HOUR;
use crate::encounters::start_visit::{Begun, arrived};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::people::merged::of_person;
use crate::people::register::make_known;
use crate::scheduling::appointment::patient_may_come;
use crate::{Refused, Who};

/// An older visit that was never ended was forgotten, not lasting.
const LASTING_MAX: i64 = 24 * HOUR;

/// Who came, and why.
#[derive(Deserialize, TS)]
pub struct ArriveAtDoor {
    patient_id: Uuid,
    practitioner_id: Option<Uuid>,
    kind: String,
    reason: Option<String>,
}

/// Begins a visit of somebody who waits for triage or for the doctor. Refuses with the code
/// `already_here` where a visit of the patient is going on.
pub fn arrive(write: &mut Write<'_>, who: &Who, request: ArriveAtDoor) -> Result<Made, Refused> {
    patient_may_come(write, request.patient_id)?;
    must_not_be_here(write, who, request.patient_id)?;
    make_known(write, who, request.patient_id, "visited")?;
    let id = write.new_id();
    let begun = Begun {
        id,
        patient: request.patient_id,
        practitioner: request.practitioner_id,
        appointment: None,
    };
    let reason = filled(request.reason.as_deref());
    begun.write(write, who, &request.kind, "arrived", reason, None)?;
    arrived(write, who, ("visits", id), request.patient_id)?;
    Ok(Made { id })
}

/// Refuses with the code `already_here` where a visit of the patient is going on at this site.
pub(crate) fn must_not_be_here(write: &Write<'_>, who: &Who, patient: Uuid) -> Result<(), Refused> {
    let here: Option<i64> = write.value(
        &of_person(
            "SELECT 1 FROM visits WHERE patient_id = ?1 AND started_at > ?2 AND site_id = ?3 \
         AND status IN ('arrived', 'triaged', 'roomed', 'in_progress') AND deleted_at IS NULL \
         LIMIT 1",
        ),
        params![patient, write.now() - LASTING_MAX, who.site.id],
    )?;
    match here {
        Some(_) => Err(Refused::coded_field(
            "already_here",
            "patient_id",
            "This patient is here already. Go on with the visit that has begun.",
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::json;

    #[test]
    fn who_came_unannounced_is_here_once_and_moves_on_step_by_step() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Hassan", "Omar", "1984-06-21");
        let came = json!({
            "patient_id": patient, "practitioner_id": null, "kind": "emergency",
            "reason": "chest pain"
        });
        let visit = id_of(&clinic.ask(clinic.nurse, "encounters.arrive", came.clone()).unwrap());
        let again = clinic.ask(clinic.nurse, "encounters.arrive", came).unwrap_err();
        assert_eq!(again.code, Some("already_here"));
        let step = |stage: &str, room: Option<&str>| {
            let to = json!({ "id": visit, "version": 0, "stage": stage, "room": room });
            clinic.ask(clinic.nurse, "encounters.move_visit", to)
        };
        let status = || clinic.text("SELECT status FROM visits WHERE id = ?1", visit).unwrap();
        step("triaged", None).unwrap();
        assert_eq!(step("roomed", None).unwrap_err().field, Some("room"));
        step("roomed", Some("2")).unwrap();
        assert_eq!(status(), "roomed");
        let waiting = clinic.ask(clinic.doctor, "encounters.open_visits", json!({})).unwrap();
        assert_eq!(waiting[0]["room"], "2");
        assert_eq!(waiting[0]["patient"]["display_name"], "Hassan Omar");
        let back = step("triaged", None).unwrap_err();
        assert!(back.sentence.contains("further"), "{}", back.sentence);
        step("in_progress", None).unwrap();
        let this = json!({ "id": visit, "version": 0 });
        clinic.ask(clinic.doctor, "encounters.end_visit", this).unwrap();
        let waiting = clinic.ask(clinic.doctor, "encounters.open_visits", json!({})).unwrap();
        assert_eq!(waiting, json!([]));
    }
}
