//! What is due for a patient: vaccinations, refills, results nobody has looked at, control visits.

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use super::criterion::Reason;
use super::due::{self, Due};
use crate::encounters::acute::patient::PatientFacts;
use crate::encounters::belongs::visit_belongs;
use crate::encounters::proposals::propose_diagnoses::{proposal_id, proposed_before};
use crate::{Refused, Who};

/// Whose record is to be looked at.
#[derive(Deserialize, TS)]
pub struct ProposeRecommendations {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
}

/// A recommendation that was written.
#[derive(Serialize, TS)]
pub struct RecommendationProposed {
    id: Uuid,
    kind: String,
    recommendation_text: String,
}

/// What was proposed, and what could not be counted.
#[derive(Serialize, TS)]
pub struct RecommendationsProposed {
    proposed: Vec<RecommendationProposed>,
    not_judged: Vec<String>,
}

/// Writes down what is due, once: the same cause proposes the same row.
pub fn propose_recommendations(
    write: &mut Write<'_>,
    who: &Who,
    request: ProposeRecommendations,
) -> Result<RecommendationsProposed, Refused> {
    visit_belongs(write, request.patient_id, request.visit_id)?;
    let now = write.now();
    let facts = PatientFacts::load(write, who, request.patient_id, now)?;
    let (found, not_judged) = due::all(write, who, request.patient_id, &facts, now)?;
    let mut proposed = Vec::new();
    for due in found {
        if let Some(id) = due.write(write, who, request.patient_id, request.visit_id)? {
            proposed.push(RecommendationProposed {
                id,
                kind: due.kind.to_owned(),
                recommendation_text: due.text,
            });
        }
    }
    Ok(RecommendationsProposed { proposed, not_judged })
}

impl Due {
    /// Writes the recommendation, unless its cause has proposed it before.
    fn write(
        &self,
        write: &mut Write<'_>,
        who: &Who,
        patient: Uuid,
        visit: Option<Uuid>,
    ) -> Result<Option<Uuid>, Refused> {
        let name = format!("{}/{}/{}", self.method.name, self.method.version, self.cause);
        if proposed_before(write, "recommendations", patient, &name)? {
            return Ok(None);
        }
        let id = proposal_id(patient, &name);
        let method = self.method.row(write, who.organization_id)?;
        let because: &[Reason] = &self.reasons;
        write.insert(
            "recommendations",
            Cells::new()
                .set("id", id)
                .set("patient_id", patient)
                .set("visit_id", visit)
                .set("kind", self.kind)
                .set("recommendation_text", self.text.as_str())
                .set("is_ai_generated", true)
                .set("ai_model_id", method)
                .set("reasons", json!({ "because": because }).to_string())
                .set("source_text", self.source.clone())
                .set("due_on", self.due_on.map(|day| day.to_string()))
                .set("status", "proposed")
                .set("proposed_at", write.now())
                .set("proposed_by", who.user_id),
        )?;
        Ok(Some(id))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::calendar::HOUR;
    use crate::encounters::proposals::propose_diagnoses::tests::result;
    use crate::fixture::Clinic;
    use serde_json::{Value, json};
    use store::Cells;
    use uuid::Uuid;

    pub(crate) fn recommend(clinic: &Clinic, patient: Uuid) -> Value {
        let asked = json!({ "patient_id": patient, "visit_id": null });
        clinic.ask(clinic.nurse, "encounters.propose_recommendations", asked).unwrap()
    }

    fn texts(told: &Value) -> Vec<String> {
        told["proposed"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["recommendation_text"].as_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn an_overdue_booster_is_proposed_once_and_a_vaccination_without_a_code_is_told() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1980-01-05");
        let told: Result<Uuid, store::Error> = clinic.store.write(clinic.nurse, "test", |write| {
            write.insert(
                "immunizations",
                Cells::new()
                    .set("patient_id", patient)
                    .set("vaccine_text", "Some vaccine")
                    .set("status", "completed")
                    .set("occurred_at", write.now() - 48 * HOUR),
            )
        });
        told.unwrap();
        let told = recommend(&clinic, patient);
        assert_eq!(texts(&told), ["Tetanus and diphtheria, booster: the next dose is overdue"]);
        assert!(told["not_judged"][0].as_str().unwrap().contains("no CVX code"));
        assert!(texts(&recommend(&clinic, patient)).is_empty());
    }

    #[test]
    fn a_supply_that_runs_out_and_a_result_that_nobody_looked_at_are_due() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Luis", "Prieto", "2012-06-10");
        let pharmacist = clinic.employ("Pia", "Soler", "pharmacist");
        let written: Result<(), store::Error> = clinic.store.write(clinic.owner, "test", |write| {
            let now = write.now();
            let prescription = write.insert(
                "prescriptions",
                Cells::new()
                    .set("patient_id", patient)
                    .set("prescribed_at", now - 30 * 24 * HOUR)
                    .set("status", "active"),
            )?;
            let item = write.insert(
                "prescription_items",
                Cells::new()
                    .set("prescription_id", prescription)
                    .set("patient_id", patient)
                    .set("medication_text", "Salbutamol")
                    .set("is_free_text_dosage", true)
                    .set("dosage_text", "as told")
                    .set("refills_allowed", 2)
                    .set("status", "active"),
            )?;
            write.insert(
                "dispensings",
                Cells::new()
                    .set("patient_id", patient)
                    .set("site_id", clinic.site)
                    .set("prescription_item_id", item)
                    .set("quantity", 30.0)
                    .set("days_supplied", 30)
                    .set("dispensed_at", now - 26 * 24 * HOUR)
                    .set("dispensed_by", pharmacist),
            )?;
            Ok(())
        });
        written.unwrap();
        let lab = result(&clinic, patient, "2160-0", 0.7, "mg/dL", 24 * 10);
        let flag: Result<(), store::Error> = clinic.store.write(clinic.doctor, "test", |write| {
            write.update("lab_results", lab, None, Cells::new().set("abnormal_flag", "high"))
        });
        flag.unwrap();
        let told = texts(&recommend(&clinic, patient));
        assert!(told.contains(&"Salbutamol: a refill is due".to_owned()), "{told:?}");
        assert!(
            told.contains(
                &"Test 2160-0: look at the abnormal result and tell the patient".to_owned()
            ),
            "{told:?}"
        );
    }

    #[test]
    fn two_lots_of_one_supply_last_together_and_a_course_that_ends_is_let_end() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Luis", "Prieto", "1972-06-10");
        let pharmacist = clinic.employ("Pia", "Soler", "pharmacist");
        let item = |text: &str, cells: Cells| {
            let written: Result<uuid::Uuid, store::Error> =
                clinic.store.write(clinic.owner, "test", |write| {
                    let prescribed_at = write.now() - 2 * 24 * HOUR;
                    let prescription = write.insert(
                        "prescriptions",
                        Cells::new()
                            .set("patient_id", patient)
                            .set("prescribed_at", prescribed_at)
                            .set("status", "active"),
                    )?;
                    let cells = cells
                        .set("prescription_id", prescription)
                        .set("patient_id", patient)
                        .set("medication_text", text)
                        .set("is_free_text_dosage", true)
                        .set("dosage_text", "as told")
                        .set("status", "active");
                    write.insert("prescription_items", cells)
                });
            written.unwrap()
        };
        let quantity = || Cells::new().set("quantity", 63.0).set("refills_allowed", 1);
        let long = item("Ramipril", quantity());
        item("Amoxicillin", Cells::new().set("end_on", "2026-03-05").set("duration_days", 5));
        item("Old", Cells::new().set("end_on", "2025-01-01"));
        item("Tamoxifen", Cells::new().set("end_on", "2026-03-06").set("duration_days", 1_825));
        let handed: Result<(), store::Error> = clinic.store.write(clinic.owner, "test", |write| {
            let at = write.now() - 24 * HOUR;
            for (lot, quantity, days) in [("A", 30.0, 10), ("B", 33.0, 11)] {
                let cells = Cells::new()
                    .set("patient_id", patient)
                    .set("site_id", clinic.site)
                    .set("prescription_item_id", long)
                    .set("lot_number", lot)
                    .set("quantity", quantity)
                    .set("days_supplied", days)
                    .set("dispensed_at", at)
                    .set("dispensed_by", pharmacist);
                write.insert("dispensings", cells)?;
            }
            Ok(())
        });
        handed.unwrap();
        let told = texts(&recommend(&clinic, patient));
        let about = |name: &str| told.iter().filter(|text| text.starts_with(name)).count();
        assert_eq!((about("Ramipril"), about("Amoxicillin"), about("Old")), (0, 0, 0), "{told:?}");
        assert_eq!(about("Tamoxifen"), 1, "{told:?}");
        // A fortnight later the supply runs out, and its refill is still there.
        clinic.pass_minutes(14 * 24 * 60);
        let told = texts(&recommend(&clinic, patient));
        assert!(told.contains(&"Ramipril: a refill is due".to_owned()), "{told:?}");
    }
}
