//! The criteria are tried on what is known of a patient.

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use super::criterion::{CRITERIA, Proposal, Said};
use super::evidence::Evidence;
use crate::encounters::belongs::visit_belongs;
use crate::encounters::icd10;
use crate::people::merged::{of_person, set_of};
use crate::{Refused, Who};

/// Whose record is to be looked at.
#[derive(Deserialize, TS)]
pub struct ProposeDiagnoses {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    /// Whether the patient has the classic symptoms of hyperglycaemia: great thirst, much urine,
    /// weight lost without a reason.
    hyperglycaemia_symptoms: bool,
}

/// A proposal that was written.
#[derive(Serialize, TS)]
pub struct DiagnosisProposed {
    id: Uuid,
    diagnosis_text: String,
    method: String,
}

/// What was proposed, and what could not be judged.
#[derive(Serialize, TS)]
pub struct DiagnosesProposed {
    proposed: Vec<DiagnosisProposed>,
    /// Sentences: what is missing, and what was left out.
    not_judged: Vec<String>,
}

/// Tries every criterion and writes down what is met, once: the same evidence proposes the same
/// row, and what a doctor has rejected does not come back before the evidence changes.
pub fn propose_diagnoses(
    write: &mut Write<'_>,
    who: &Who,
    request: ProposeDiagnoses,
) -> Result<DiagnosesProposed, Refused> {
    visit_belongs(write, request.patient_id, request.visit_id)?;
    let now = write.now();
    let evidence = Evidence::load(write, who, request.patient_id, now)?;
    let mut proposed = Vec::new();
    let mut not_judged = evidence.left_out.clone();
    for criterion in CRITERIA {
        match criterion(&evidence, request.hyperglycaemia_symptoms) {
            Said::Nothing => {}
            Said::NotJudged(why) => not_judged.push(why.to_owned()),
            Said::Proposed(proposal) => {
                let visit = request.visit_id;
                if let Some(id) = proposal.write(write, who, request.patient_id, visit)? {
                    proposed.push(DiagnosisProposed {
                        id,
                        diagnosis_text: proposal.text,
                        method: proposal.method.name.to_owned(),
                    });
                }
            }
        }
    }
    Ok(DiagnosesProposed { proposed, not_judged })
}

/// Two PCs that find the same in one record propose one row.
pub(super) fn proposal_id(patient: Uuid, name: &str) -> Uuid {
    Uuid::new_v5(&patient, name.as_bytes())
}

/// Whether what is called `name` was proposed before, to any record of the person.
pub(super) fn proposed_before(
    reader: &Reader<'_>,
    table: &'static str,
    patient: Uuid,
    name: &str,
) -> Result<bool, Refused> {
    for record in set_of(reader, patient)? {
        let stands: Option<i64> = reader.value(
            &format!("SELECT 1 FROM {table} WHERE id = ?1"),
            params![proposal_id(record, name)],
        )?;
        if stands.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Proposal {
    /// Writes the proposal, unless it stands already or was decided on the same evidence.
    fn write(
        &self,
        write: &mut Write<'_>,
        who: &Who,
        patient: Uuid,
        visit: Option<Uuid>,
    ) -> Result<Option<Uuid>, Refused> {
        let mut rows: Vec<String> = self
            .reasons
            .iter()
            .filter_map(|reason| reason.row.map(|row| row.to_string()))
            .collect();
        rows.sort();
        let name = format!(
            "{}/{}/{}/{}",
            self.method.name,
            self.method.version,
            self.text,
            rows.join("/")
        );
        let method = self.method.row(write, who.organization_id)?;
        let stands: Option<i64> = write.value(
            &of_person(
                "SELECT 1 FROM diagnoses WHERE patient_id = ?1 AND status = 'proposed' \
                 AND ai_model_id = ?2 AND diagnosis_text = ?3 AND deleted_at IS NULL LIMIT 1",
            ),
            params![patient, method, self.text],
        )?;
        if stands.is_some() || proposed_before(write, "diagnoses", patient, &name)? {
            return Ok(None);
        }
        let id = proposal_id(patient, &name);
        let reasons = json!({ "severity": self.severity, "because": self.reasons });
        write.insert(
            "diagnoses",
            Cells::new()
                .set("id", id)
                .set("patient_id", patient)
                .set("visit_id", visit)
                .set("diagnosis_text", self.text.as_str())
                .set("code_system", icd10::SYSTEM)
                .set("code", self.code.as_str())
                .set("is_ai_supported", true)
                .set("ai_model_id", method)
                .set("reasons", reasons.to_string())
                .set("source_text", self.method.source)
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
    use crate::fixture::Clinic;
    use serde_json::{Value, json};
    use store::Cells;
    use uuid::Uuid;

    /// A final result, `hours_ago`.
    pub(crate) fn result(
        clinic: &Clinic,
        patient: Uuid,
        code: &str,
        value: f64,
        unit: &str,
        hours_ago: i64,
    ) -> Uuid {
        let id: Result<Uuid, store::Error> = clinic.store.write(clinic.doctor, "test", |write| {
            let at = write.now() - hours_ago * HOUR;
            write.insert(
                "lab_results",
                Cells::new()
                    .set("patient_id", patient)
                    .set("test_name", format!("Test {code}"))
                    .set("code_system", "http://loinc.org")
                    .set("test_code", code)
                    .set("status", "completed")
                    .set("value_number", value)
                    .set("unit", unit)
                    .set("collected_at", at)
                    .set("resulted_at", at),
            )
        });
        id.unwrap()
    }

    pub(crate) fn propose(clinic: &Clinic, user: Uuid, patient: Uuid) -> Value {
        let asked = json!({
            "patient_id": patient, "visit_id": null, "hyperglycaemia_symptoms": false
        });
        clinic.ask(user, "encounters.propose_diagnoses", asked).unwrap()
    }

    #[test]
    fn a_risen_creatinine_is_proposed_once_and_again_only_when_it_is_worse() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        result(&clinic, patient, "2160-0", 0.8, "mg/dL", 40);
        result(&clinic, patient, "14682-9", 115.0, "umol/L", 10);
        let told = propose(&clinic, clinic.nurse, patient);
        assert_eq!(told["proposed"][0]["diagnosis_text"], "Acute kidney injury, KDIGO stage 1");
        assert_eq!(propose(&clinic, clinic.doctor, patient)["proposed"], json!([]));
        let row = "SELECT status || ' ' || is_ai_supported || ' ' || coalesce(confidence, 'none') \
                   FROM diagnoses WHERE patient_id = ?1 AND ai_model_id IS NOT NULL";
        assert_eq!(clinic.text(row, patient).unwrap(), "proposed 1 none");
        result(&clinic, patient, "2160-0", 2.6, "mg/dL", 1);
        let worse = propose(&clinic, clinic.nurse, patient);
        assert_eq!(worse["proposed"][0]["diagnosis_text"], "Acute kidney injury, KDIGO stage 3");
    }

    #[test]
    fn what_cannot_be_judged_is_said() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        result(&clinic, patient, "2160-0", 80.0, "mmol/L", 10);
        result(&clinic, patient, "4548-4", 7.2, "%", 10);
        let told = propose(&clinic, clinic.doctor, patient);
        assert_eq!(told["proposed"], json!([]));
        let said = told["not_judged"].to_string();
        assert!(said.contains("Test 2160-0 was left out"), "{said}");
        assert!(said.contains("one abnormal result alone"), "{said}");
        let desk = json!({
            "patient_id": patient, "visit_id": null, "hyperglycaemia_symptoms": false
        });
        let refused = clinic.ask(clinic.receptionist, "encounters.propose_diagnoses", desk);
        assert_eq!(refused.unwrap_err().code, Some("not_allowed"));
    }
}
