//! A patient gets a nurse of their own.

use serde::Deserialize;
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::people::asked::must_be_here;
use crate::people::looked_after::{Main, works_as};
use crate::{Nothing, Refused, Who};

/// Whose nurse, and who it is.
#[derive(Deserialize, TS)]
pub struct SetAttendingNurse {
    patient_id: Uuid,
    /// The row version of the record in front that the screen showed.
    version: i64,
    /// Nobody, where it is nobody any more.
    nurse_id: Option<Uuid>,
}

/// Names the nurse who mainly looks after a patient. It opens the record to them, and gives them the
/// main place of an attending nurse in the care team; whoever had it leaves it.
pub fn set_attending_nurse(
    write: &mut Write<'_>,
    who: &Who,
    request: SetAttendingNurse,
) -> Result<Nothing, Refused> {
    must_be_here(write, request.patient_id)?;
    if let Some(nurse) = request.nurse_id
        && !works_as(write, nurse, "nurse")?
    {
        return Err(Refused::field(
            "nurse_id",
            "This colleague is no nurse here, or does not work here any more. Choose another one.",
        ));
    }
    let main = Main {
        column: "attending_nurse_id",
        value: request.nurse_id,
        kind: "attending_nurse",
        user: request.nurse_id,
        practitioner: None,
    };
    main.put(write, who, request.patient_id, request.version)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::{Value, json};

    #[test]
    fn the_own_nurse_opens_the_record_and_is_a_nurse() {
        let clinic = Clinic::found();
        let patient = clinic.stranger("Elena", "Marín", "1960-01-05");
        let set = |nurse: Value| {
            let request = json!({ "patient_id": patient, "version": 0, "nurse_id": nurse });
            clinic.ask(clinic.owner, "people.set_attending_nurse", request)
        };
        let opens =
            |user| clinic.ask(user, "people.chart", json!({ "patient_id": patient })).is_ok();
        assert!(!opens(clinic.nurse));
        assert_eq!(set(json!(clinic.receptionist)).unwrap_err().field, Some("nurse_id"));
        set(json!(clinic.nurse)).unwrap();
        set(json!(clinic.nurse)).unwrap();
        assert!(opens(clinic.nurse));
        let team = || {
            let asked = json!({ "patient_id": patient });
            clinic.ask(clinic.receptionist, "people.care_team", asked).unwrap()
        };
        assert_eq!(team()["attending_nurse"], "Tomás Vidal");
        assert_eq!(team()["members"].as_array().unwrap().len(), 1, "one place");
        clinic.pass_minutes(1);
        set(json!(null)).unwrap();
        assert!(!opens(clinic.nurse));
        assert!(!team()["members"][0]["ended_at"].is_null());
    }
}
