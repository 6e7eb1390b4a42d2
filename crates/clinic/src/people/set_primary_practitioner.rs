//! A patient gets a doctor of their own.

use serde::Deserialize;
use store::{Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::asked::must_be_here;
use crate::people::looked_after::Main;
use crate::scheduling::appointment::practitioner_exists;
use crate::{Nothing, Refused, Who};

/// Whose doctor, and who it is.
#[derive(Deserialize, TS)]
pub struct SetPrimaryPractitioner {
    patient_id: Uuid,
    /// The row version of the record in front that the screen showed.
    version: i64,
    /// Nobody, where it is nobody any more.
    practitioner_id: Option<Uuid>,
}

/// Names the practitioner who mainly looks after a patient. It opens the record to them, and gives
/// them the main place of a primary physician in the care team; whoever had it leaves it.
pub fn set_primary_practitioner(
    write: &mut Write<'_>,
    who: &Who,
    request: SetPrimaryPractitioner,
) -> Result<Nothing, Refused> {
    must_be_here(write, request.patient_id)?;
    let mut user = None;
    if let Some(practitioner) = request.practitioner_id {
        practitioner_exists(write, practitioner)?;
        let found: Option<Option<Uuid>> = write
            .value("SELECT user_id FROM practitioners WHERE id = ?1", params![practitioner])?;
        user = found.flatten();
    }
    let main = Main {
        column: "primary_practitioner_id",
        value: request.practitioner_id,
        kind: "primary_physician",
        user,
        practitioner: request.practitioner_id,
    };
    main.put(write, who, request.patient_id, request.version)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of, moment};
    use serde_json::{Value, json};
    use store::params;
    use uuid::Uuid;

    #[test]
    fn the_own_doctor_opens_the_record_until_another_one_takes_the_place() {
        let clinic = Clinic::found();
        let patient = clinic.stranger("Elena", "Marín", "1960-01-05");
        let other = clinic.employ("Bruno", "Keller", "doctor");
        let practitioner: Result<Option<Uuid>, store::Error> = clinic.store.read(|reader| {
            reader.value("SELECT id FROM practitioners WHERE user_id = ?1", params![other])
        });
        let practitioner = practitioner.unwrap().unwrap();
        let set = |user, practitioner: Value| {
            let request = json!({
                "patient_id": patient, "version": 0, "practitioner_id": practitioner
            });
            clinic.ask(user, "people.set_primary_practitioner", request)
        };
        let opens =
            |user| clinic.ask(user, "people.chart", json!({ "patient_id": patient })).is_ok();
        assert!(!opens(clinic.doctor));
        let desk = set(clinic.receptionist, json!(clinic.doctor_practitioner)).unwrap_err();
        assert_eq!(desk.code, Some("not_allowed"), "the desk gives nobody a record");
        let nobody = set(clinic.owner, json!(Uuid::nil())).unwrap_err();
        assert_eq!(nobody.field, Some("practitioner_id"));
        set(clinic.owner, json!(clinic.doctor_practitioner)).unwrap();
        assert!(opens(clinic.doctor) && !opens(other));
        clinic.pass_minutes(1);
        set(clinic.owner, json!(practitioner)).unwrap();
        assert!(opens(other) && !opens(clinic.doctor), "one has it at a time");
        let team = clinic
            .ask(clinic.receptionist, "people.care_team", json!({ "patient_id": patient }))
            .unwrap();
        assert_eq!(team["primary_practitioner"], "Bruno Keller");
        assert_eq!(team["members"][0]["kind"], "primary_physician");
        assert_eq!(team["members"][0]["name"], "Bruno Keller");
        assert_eq!(team["members"][1]["ended_at"], json!(moment("2026-03-02T08:31:00Z")));
        clinic.pass_minutes(1);
        set(clinic.owner, json!(null)).unwrap();
        assert!(!opens(other));
    }

    #[test]
    fn of_merged_records_none_keeps_the_earlier_doctor() {
        let clinic = Clinic::found();
        let kept = clinic.patient("Elena", "Marín", "1960-01-05");
        let behind = clinic.patient("Helena", "Marin", "1960-01-05");
        let set = |patient: Uuid, practitioner: Value| {
            let request = json!({
                "patient_id": patient, "version": 0, "practitioner_id": practitioner
            });
            clinic.ask(clinic.owner, "people.set_primary_practitioner", request).unwrap();
        };
        set(behind, json!(clinic.doctor_practitioner));
        let merge = json!({
            "patient_id": kept, "merged_patient_id": behind, "reason": "same passport"
        });
        id_of(&clinic.ask(clinic.receptionist, "people.merge", merge).unwrap());
        let team = || {
            let asked = json!({ "patient_id": kept });
            clinic.ask(clinic.receptionist, "people.care_team", asked).unwrap()
        };
        assert_eq!(team()["primary_practitioner"], "Amina Benali", "the record behind says so");
        set(kept, json!(null));
        assert!(team()["primary_practitioner"].is_null());
    }
}
