//! A set of measurements was typed wrongly, or belongs to somebody else.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::record_vitals::{RecordVitals, Recorded, bmi_of};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::people::merged::is_one_person;
use crate::{Refused, Who};

/// Which set is wrong, why, and the whole set as it should have been.
#[derive(Deserialize, TS)]
pub struct CorrectVitals {
    id: Uuid,
    reason: String,
    vitals: RecordVitals,
}

/// Stores the right set in place of a wrong one, which stays and is shown as struck. It was
/// measured when the wrong one was, unless another time is said.
pub fn correct_vitals(
    write: &mut Write<'_>,
    who: &Who,
    request: CorrectVitals,
) -> Result<Recorded, Refused> {
    let reason = why(&request.reason)?;
    let mut wrong = wrong(write, request.id)?;
    if !is_one_person(write, request.vitals.patient_id, wrong.patient_id)? {
        return Err(Refused::field(
            "patient_id",
            "A correction stays with its patient. Strike this set and write a new one.",
        ));
    }
    let now = write.now();
    if let Some(at) = request.vitals.measured(write, who, now)? {
        // When the set was first typed is what makes it a late one.
        let typed = wrong.entered_at.unwrap_or(wrong.recorded_at);
        wrong.entered_at = (at < typed).then_some(typed);
        wrong.recorded_at = at;
    }
    let measured = request.vitals.read_back()?;
    let bmi = bmi_of(&measured);
    let id = write.insert("vitals", wrong.replaced(who, request.id, measured, &reason))?;
    Ok(Recorded::new(id, bmi))
}

/// Which set is wrong altogether, and why.
#[derive(Deserialize, TS)]
pub struct StrikeVitals {
    id: Uuid,
    reason: String,
}

/// Strikes a set that should not stand in this record at all. The entry that strikes it holds no
/// measurement, only the reason.
pub fn strike_vitals(
    write: &mut Write<'_>,
    who: &Who,
    request: StrikeVitals,
) -> Result<Made, Refused> {
    let reason = why(&request.reason)?;
    let wrong = wrong(write, request.id)?;
    let nothing = Cells::new().set("notes", reason.as_str());
    let id = write.insert("vitals", wrong.replaced(who, request.id, nothing, &reason))?;
    Ok(Made { id })
}

fn why(reason: &str) -> Result<String, Refused> {
    filled(Some(reason))
        .ok_or_else(|| Refused::field("reason", "Say what was wrong with these measurements."))
}

#[derive(Deserialize)]
struct Wrong {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    recorded_at: i64,
    entered_at: Option<i64>,
    corrected: bool,
}

fn wrong(reader: &Reader<'_>, id: Uuid) -> Result<Wrong, Refused> {
    let found: Option<Wrong> = reader.row(
        "SELECT patient_id, visit_id, recorded_at, entered_at, \
         EXISTS (SELECT 1 FROM vitals c WHERE c.corrects_id = v.id) AS corrected \
         FROM vitals v WHERE id = ?1 AND deleted_at IS NULL",
        params![id],
    )?;
    let found = found.ok_or_else(|| Refused::gone("set of measurements"))?;
    if found.corrected {
        return Err(Refused::because(
            "These measurements were corrected already. Correct the newer entry instead.",
        ));
    }
    Ok(found)
}

impl Wrong {
    fn replaced(&self, who: &Who, id: Uuid, measured: Cells, reason: &str) -> Cells {
        measured
            .set("patient_id", self.patient_id)
            .set("visit_id", self.visit_id)
            .set("recorded_at", self.recorded_at)
            .set("entered_at", self.entered_at)
            .set("recorded_by", who.user_id)
            .set("corrects_id", id)
            .set("correction_reason", reason)
    }
}

#[cfg(test)]
mod tests {
    use crate::encounters::record_vitals::tests::blank;
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

    #[test]
    fn a_wrong_set_is_replaced_or_struck_and_stays_in_sight() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let set = |weight: f64| {
            let mut set = blank(patient);
            set["weight"] = json!(weight);
            set["height_cm"] = json!(168);
            set["confirm_unusual"] = json!(true);
            set
        };
        let record =
            |set: Value| id_of(&clinic.ask(clinic.nurse, "encounters.record_vitals", set).unwrap());
        let wrong = record(set(16.0));
        clinic.pass_minutes(30);
        let correct = |reason: &str| {
            let right = json!({ "id": wrong, "reason": reason, "vitals": set(61.0) });
            clinic.ask(clinic.nurse, "encounters.correct_vitals", right)
        };
        assert_eq!(correct("").unwrap_err().field, Some("reason"));
        let corrected = correct("digits swapped").unwrap();
        assert_eq!(corrected["bmi"], 21.6);
        assert!(correct("again").unwrap_err().sentence.contains("already"));

        let others = record(set(90.0));
        let strike = json!({ "id": others, "reason": "another patient's sheet" });
        clinic.ask(clinic.nurse, "encounters.strike_vitals", strike).unwrap();

        let list = |with_struck: bool| {
            let asked = json!({ "patient_id": patient, "older": null, "with_struck": with_struck });
            clinic.ask(clinic.doctor, "encounters.vitals", asked).unwrap()["sets"].clone()
        };
        let standing = list(false);
        assert_eq!(standing.as_array().unwrap().len(), 1);
        assert_eq!(standing[0]["weight_kg"], 61.0);
        assert_eq!(standing[0]["correction_reason"], "digits swapped");
        let all = list(true);
        let struck: Vec<&Value> =
            all.as_array().unwrap().iter().filter(|set| set["struck"] == true).collect();
        assert_eq!(struck.len(), 2, "what was wrong stays in sight");
        let trend = json!({ "patient_id": patient, "sign": "weight_kg", "since": null });
        let trend = clinic.ask(clinic.doctor, "encounters.vitals_trend", trend).unwrap();
        assert_eq!(trend["points"].as_array().unwrap().len(), 1);
        assert_eq!(trend["points"][0]["value"], 61.0);
        let measured_at = clinic.number("SELECT recorded_at FROM vitals WHERE id = ?1", wrong);
        assert_eq!(trend["points"][0]["at"], json!(measured_at));
    }
}
