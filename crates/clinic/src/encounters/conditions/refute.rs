//! It was no such condition.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::conditions::state::{condition, remember};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Why a condition does not stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Refutation {
    /// It was suspected, and it is not so.
    Refuted,
    /// It was written into the wrong record, or by a slip.
    EnteredInError,
}

/// Which condition does not stand, and why.
#[derive(Deserialize, TS)]
pub struct RefuteCondition {
    id: Uuid,
    version: i64,
    refutation: Refutation,
    reason: String,
}

/// Says that the patient does not have a condition and did not. It leaves the list of problems and
/// stays in the record with the reason.
pub fn refute_condition(
    write: &mut Write<'_>,
    who: &Who,
    request: RefuteCondition,
) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why it is no such condition."))?;
    condition(write, request.id)?.must_stand()?;
    let verification = match request.refutation {
        Refutation::Refuted => "refuted",
        Refutation::EnteredInError => "entered_in_error",
    };
    let cells = Cells::new().set("status", "inactive").set("verification", verification);
    write.update("medical_conditions", request.id, Some(request.version), cells)?;
    remember(write, who, request.id, "refuted", Some(reason))?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::encounters::diagnose::tests::{diagnosis, with_codes};
    use crate::fixture::id_of;
    use serde_json::{Value, json};

    #[test]
    fn a_refuted_condition_leaves_the_problems_and_excludes_nothing_but_stays_readable() {
        let clinic = with_codes();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let diagnose = |code: &str| {
            clinic.ask(clinic.doctor, "encounters.diagnose", diagnosis(patient, code)).unwrap()
        };
        let id = id_of(&diagnose("A04.9"));
        let refute = |reason: &str| {
            let no = json!({
                "id": id, "version": 0, "refutation": "refuted", "reason": reason
            });
            clinic.ask(clinic.doctor, "encounters.refute_condition", no)
        };
        assert_eq!(refute(" ").unwrap_err().field, Some("reason"));
        refute("culture negative").unwrap();
        assert!(refute("twice").is_err());
        assert_eq!(diagnose("A05.9")["warnings"], json!([]));
        let chart =
            clinic.ask(clinic.doctor, "people.chart", json!({ "patient_id": patient })).unwrap();
        assert_eq!(chart["problems"].as_array().unwrap().len(), 1);
        let all = json!({ "patient_id": patient, "older": null });
        let all = clinic.ask(clinic.doctor, "encounters.conditions", all).unwrap();
        let refuted: Vec<&Value> = all["conditions"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|condition| condition["verification"] == "refuted")
            .collect();
        assert_eq!(refuted.len(), 1);
        let history =
            clinic.ask(clinic.doctor, "encounters.condition_history", json!({ "id": id })).unwrap();
        assert_eq!(history["states"][1]["state"]["reason"], "culture negative");
    }
}
