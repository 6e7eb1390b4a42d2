//! A doctor accepts or rejects a proposed diagnosis.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use super::patient_proposals::Grounds;
use crate::billing::coding;
use crate::encounters::belongs::belongs;
use crate::encounters::conditions::state::remember;
use crate::encounters::diagnose::warnings;
use crate::encounters::icd10;
use crate::people::details::filled;
use crate::people::merged::of_person;
use crate::{Nothing, Refused, Who};

/// Which proposal, and the visit that it belongs to.
#[derive(Deserialize, TS)]
pub struct AcceptDiagnosis {
    id: Uuid,
    version: i64,
    visit_id: Option<Uuid>,
    notes: Option<String>,
    /// The version of the problem that the patient has already, as it was shown beside the
    /// proposal. Needed where that has another severity than the proposed one.
    condition_version: Option<i64>,
}

/// The problem that stands from here on, and what a coder would say about it.
#[derive(Serialize, TS)]
pub struct DiagnosisAccepted {
    medical_condition_id: Uuid,
    warnings: Vec<String>,
}

/// A problem that the patient has already.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct StandingProblem {
    id: Uuid,
    version: i64,
    severity: Option<String>,
}

/// Which proposal, and why it does not hold.
#[derive(Deserialize, TS)]
pub struct RejectProposal {
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) reason: String,
}

#[derive(Deserialize)]
struct Proposed {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    diagnosis_text: String,
    code_system: Option<String>,
    code: Option<String>,
    reasons: Option<String>,
    status: String,
}

fn proposed(reader: &Reader<'_>, id: Uuid) -> Result<Proposed, Refused> {
    let proposal: Option<Proposed> = reader.row(
        "SELECT patient_id, visit_id, diagnosis_text, code_system, code, reasons, status \
         FROM diagnoses WHERE id = ?1 AND deleted_at IS NULL",
        params![id],
    )?;
    let proposal = proposal.ok_or_else(|| Refused::gone("proposal"))?;
    still_open(&proposal.status)?;
    Ok(proposal)
}

/// A proposal is decided once.
pub(crate) fn still_open(status: &str) -> Result<(), Refused> {
    if status == "proposed" {
        return Ok(());
    }
    Err(Refused::because("Somebody has decided about this proposal already. Open it again."))
}

/// The problem with this code that the person has already, on whichever record.
pub(crate) fn standing_problem(
    reader: &Reader<'_>,
    patient: Uuid,
    code_system: Option<&str>,
    code: Option<&str>,
) -> Result<Option<StandingProblem>, Refused> {
    Ok(reader.row(
        &of_person(
            "SELECT id, version, severity FROM medical_conditions WHERE patient_id = ?1 \
             AND code_system = ?2 AND code = ?3 AND deleted_at IS NULL \
             AND status NOT IN ('resolved', 'inactive') \
             AND coalesce(verification, '') NOT IN ('refuted', 'entered_in_error') \
             ORDER BY id DESC LIMIT 1",
        ),
        params![patient, code_system, code],
    )?)
}

impl StandingProblem {
    /// Gives the problem the severity that was proposed. One that a person gave it is replaced only
    /// by somebody who has seen it.
    fn set_severity(
        &self,
        write: &mut Write<'_>,
        who: &Who,
        severity: &str,
        seen: Option<i64>,
    ) -> Result<(), Refused> {
        if self.severity.as_deref() == Some(severity) {
            return Ok(());
        }
        if self.severity.is_some() && seen.is_none() {
            return Err(Refused::field(
                "condition_version",
                "The patient has this problem already, with another severity. Open the proposal \
                 again and compare the two.",
            ));
        }
        let cells = Cells::new().set("severity", severity);
        write.update("medical_conditions", self.id, seen, cells)?;
        remember(write, who, self.id, "updated", None)
    }
}

/// What a coder would say about the proposed code, as about one that a doctor typed. A code that is
/// not in the list on this PC is not judged: the method has named it, nobody has mistyped it.
fn judged(reader: &Reader<'_>, proposal: &Proposed) -> Result<Vec<String>, Refused> {
    match proposal.code.as_deref() {
        Some(code)
            if proposal.code_system.as_deref() == Some(icd10::SYSTEM)
                && coding::is_leaf(reader, code)?.is_some() =>
        {
            warnings(reader, proposal.patient_id, code)
        }
        _ => Ok(Vec::new()),
    }
}

/// Makes a problem of a proposal, with the warnings and the entry in the chained record that a typed
/// diagnosis gets. Where the patient has the problem already, it gets the severity that was proposed
/// and is not added twice.
pub fn accept_diagnosis(
    write: &mut Write<'_>,
    who: &Who,
    request: AcceptDiagnosis,
) -> Result<DiagnosisAccepted, Refused> {
    let proposal = proposed(write, request.id)?;
    let now = write.now();
    let severity = proposal.reasons.as_deref().and_then(Grounds::severity_of);
    let visit = request.visit_id.or(proposal.visit_id);
    belongs(write, proposal.patient_id, visit)?;
    let warnings = judged(write, &proposal)?;
    let known = standing_problem(
        write,
        proposal.patient_id,
        proposal.code_system.as_deref(),
        proposal.code.as_deref(),
    )?;
    let condition = match known {
        Some(known) => {
            if let Some(severity) = &severity {
                known.set_severity(write, who, severity, request.condition_version)?;
            }
            known.id
        }
        None => {
            // Derived, so that two doctors whose machines do not reach each other make one.
            let category =
                if visit.is_some() { "encounter_diagnosis" } else { "problem_list_item" };
            let id = write.insert(
                "medical_conditions",
                Cells::new()
                    .set("id", Uuid::new_v5(&request.id, b"condition"))
                    .set("patient_id", proposal.patient_id)
                    .set("visit_id", visit)
                    .set("condition_text", proposal.diagnosis_text)
                    .set("code_system", proposal.code_system)
                    .set("code", proposal.code)
                    .set("category", category)
                    .set("severity", severity)
                    .set("status", "active")
                    .set("verification", "confirmed")
                    .set("diagnosed_on", who.today(now).to_string())
                    .set("diagnosed_by", who.practitioner_id)
                    .set("recorded_at", now)
                    .set("recorded_by", who.user_id)
                    .set("notes", filled(request.notes.as_deref())),
            )?;
            remember(write, who, id, "diagnosed", None)?;
            id
        }
    };
    write.update(
        "diagnoses",
        request.id,
        Some(request.version),
        Cells::new()
            .set("status", "accepted")
            .set("decided_by", who.user_id)
            .set("decided_at", now)
            .set("practitioner_id", who.practitioner_id)
            .set("medical_condition_id", condition),
    )?;
    Ok(DiagnosisAccepted { medical_condition_id: condition, warnings })
}

/// Rejects a proposal with a reason. It does not come back while the evidence stays the same.
pub fn reject_diagnosis(
    write: &mut Write<'_>,
    who: &Who,
    request: RejectProposal,
) -> Result<Nothing, Refused> {
    proposed(write, request.id)?;
    write.update("diagnoses", request.id, Some(request.version), request.cells(write, who)?)?;
    Ok(Nothing {})
}

impl RejectProposal {
    /// The decision as cells.
    pub(crate) fn cells(&self, write: &Write<'_>, who: &Who) -> Result<Cells, Refused> {
        let reason = filled(Some(&self.reason))
            .ok_or_else(|| Refused::field("reason", "Say why the proposal does not hold."))?;
        Ok(Cells::new()
            .set("status", "rejected")
            .set("decided_by", who.user_id)
            .set("decided_at", write.now())
            .set("decision_reason", reason))
    }
}

#[cfg(test)]
mod tests {
    use crate::encounters::proposals::propose_diagnoses::tests::{propose, result};
    use crate::fixture::Clinic;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn risen(clinic: &Clinic) -> (Uuid, Value) {
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        result(clinic, patient, "2160-0", 0.8, "mg/dL", 40);
        result(clinic, patient, "2160-0", 1.8, "mg/dL", 10);
        let told = propose(clinic, clinic.nurse, patient);
        (patient, told["proposed"][0]["id"].clone())
    }

    #[test]
    fn an_accepted_proposal_becomes_a_problem_and_nothing_does_so_by_itself() {
        let clinic = Clinic::found();
        let (patient, id) = risen(&clinic);
        let problems = "SELECT count(*) FROM medical_conditions WHERE patient_id = ?1";
        assert_eq!(clinic.number(problems, patient), Some(0));
        let accept = json!({ "id": id, "version": 0, "visit_id": null, "notes": null });
        let nurse = clinic.ask(clinic.nurse, "encounters.accept_diagnosis", accept.clone());
        assert_eq!(nurse.unwrap_err().code, Some("not_allowed"));
        clinic.ask(clinic.doctor, "encounters.accept_diagnosis", accept.clone()).unwrap();
        let stored = "SELECT code || ' ' || severity || ' ' || verification \
                      FROM medical_conditions WHERE patient_id = ?1";
        assert_eq!(clinic.text(stored, patient).unwrap(), "N17.9 moderate confirmed");
        let twice = clinic.ask(clinic.doctor, "encounters.accept_diagnosis", accept);
        assert!(twice.unwrap_err().sentence.contains("already"));
        assert_eq!(propose(&clinic, clinic.nurse, patient)["proposed"], json!([]), "it is known");
    }

    #[test]
    fn the_severity_of_a_recorded_pneumonia_is_set_and_no_second_pneumonia_made() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1950-01-05");
        let codes = [crate::encounters::icd10::Icd10Code {
            code: "J18.9".to_owned(),
            description: "Pneumonia, unspecified organism".to_owned(),
            is_leaf: true,
            parent: None,
            excludes1: None,
        }];
        crate::encounters::icd10::load(&clinic.store, "test", codes.into_iter()).unwrap();
        let diagnosis = json!({
            "patient_id": patient, "visit_id": null, "icd10_code": "J18.9",
            "condition_name": "Pneumonia", "severity": null, "status": "active",
            "onset_on": null, "notes": null
        });
        clinic.ask(clinic.doctor, "encounters.diagnose", diagnosis).unwrap();
        let vitals = json!({
            "patient_id": patient, "visit_id": null, "systolic_mmhg": 110.0,
            "diastolic_mmhg": 70.0, "heart_rate_bpm": 100.0, "respiratory_rate_bpm": 32.0,
            "temperature": null, "temperature_unit": "C", "weight": null, "weight_unit": "kg",
            "height_cm": null, "height_feet": null, "height_inches": null, "pain_score": null,
            "oxygen_saturation_percent": null, "on_oxygen": null, "consciousness": "alert",
            "notes": null, "confirm_unusual": false
        });
        clinic.ask(clinic.nurse, "encounters.record_vitals", vitals).unwrap();
        result(&clinic, patient, "22664-7", 8.4, "mmol/L", 1);
        let told = propose(&clinic, clinic.nurse, patient);
        let proposed = &told["proposed"][0];
        assert_eq!(proposed["diagnosis_text"], "Pneumonia: severe, CURB-65 of 3");
        let accept = json!({
            "id": proposed["id"], "version": 0, "visit_id": null, "notes": null
        });
        clinic.ask(clinic.doctor, "encounters.accept_diagnosis", accept).unwrap();
        let stored = "SELECT group_concat(code || ' ' || severity) FROM medical_conditions \
                      WHERE patient_id = ?1";
        assert_eq!(clinic.text(stored, patient).unwrap(), "J18.9 severe");
    }

    #[test]
    fn an_accepted_proposal_is_remembered_and_judged_as_a_typed_diagnosis() {
        let clinic = Clinic::found();
        let codes = [
            ("N17", false, Some("traumatic kidney injury (S37.0-)")),
            ("N17.9", true, None),
            ("S37", false, None),
            ("S37.0", true, None),
        ]
        .map(|(code, leaf, excludes)| {
            crate::encounters::diagnose::tests::code(code, leaf, &code[..3], excludes)
        });
        let codes = codes.into_iter().map(|mut code| {
            code.parent = code.parent.filter(|parent| *parent != code.code);
            code
        });
        crate::encounters::icd10::load(&clinic.store, "test", codes).unwrap();
        let (patient, id) = risen(&clinic);
        let typed = crate::encounters::diagnose::tests::diagnosis(patient, "S37.0");
        clinic.ask(clinic.doctor, "encounters.diagnose", typed).unwrap();
        let accept = json!({ "id": id, "version": 0, "visit_id": null, "notes": null });
        let made = clinic.ask(clinic.doctor, "encounters.accept_diagnosis", accept).unwrap();
        let warned = made["warnings"][0].as_str().unwrap();
        assert!(warned.contains("exclude each other"), "{warned}");
        let asked = json!({ "id": made["medical_condition_id"] });
        let history = clinic.ask(clinic.doctor, "encounters.condition_history", asked).unwrap();
        assert_eq!(history["states"][0]["state"]["change"], "diagnosed");
        assert_eq!(history["states"][0]["state"]["severity"], "moderate");
    }

    #[test]
    fn a_severity_that_somebody_chose_is_replaced_only_by_who_has_seen_it() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        // The problem stands on another record of the same person.
        let behind = clinic.patient("Helena", "Marin", "1960-01-05");
        let merge = json!({ "patient_id": patient, "merged_patient_id": behind, "reason": "same" });
        clinic.ask(clinic.receptionist, "people.merge", merge).unwrap();
        result(&clinic, patient, "2160-0", 0.8, "mg/dL", 40);
        result(&clinic, patient, "2160-0", 1.8, "mg/dL", 10);
        let id = propose(&clinic, clinic.nurse, patient)["proposed"][0]["id"].clone();
        assert_eq!(propose(&clinic, clinic.nurse, behind)["proposed"], json!([]), "one person");
        let codes = [crate::encounters::diagnose::tests::code("N17.9", true, "N17", None)];
        crate::encounters::icd10::load(&clinic.store, "test", codes.into_iter()).unwrap();
        let mut typed = crate::encounters::diagnose::tests::diagnosis(behind, "N17.9");
        typed["severity"] = json!("mild");
        let problem = clinic.ask(clinic.doctor, "encounters.diagnose", typed).unwrap();
        let mut accept = json!({ "id": id, "version": 0, "visit_id": null, "notes": null });
        let unseen = clinic.ask(clinic.doctor, "encounters.accept_diagnosis", accept.clone());
        assert_eq!(unseen.unwrap_err().field, Some("condition_version"));
        let asked = json!({ "patient_id": patient });
        let shown = clinic.ask(clinic.doctor, "encounters.proposals", asked).unwrap();
        let standing = &shown["diagnoses"][0]["standing"];
        assert_eq!((&standing["id"], &standing["severity"]), (&problem["id"], &json!("mild")));
        accept["condition_version"] = standing["version"].clone();
        let made = clinic.ask(clinic.doctor, "encounters.accept_diagnosis", accept).unwrap();
        assert_eq!(made["medical_condition_id"], problem["id"], "no second copy");
        let asked = json!({ "id": problem["id"] });
        let history = clinic.ask(clinic.doctor, "encounters.condition_history", asked).unwrap();
        let told: Vec<(&Value, &Value)> = history["states"]
            .as_array()
            .unwrap()
            .iter()
            .map(|change| (&change["state"]["change"], &change["state"]["severity"]))
            .collect();
        assert_eq!(
            json!(told),
            json!([["diagnosed", "mild"], ["updated", "moderate"]]),
            "how it stood stays in the record"
        );
    }

    #[test]
    fn a_rejected_proposal_says_why_and_does_not_come_back_on_the_same_evidence() {
        let clinic = Clinic::found();
        let (patient, id) = risen(&clinic);
        let mut reject = json!({ "id": id, "version": 0, "reason": " " });
        let blank = clinic.ask(clinic.doctor, "encounters.reject_diagnosis", reject.clone());
        assert_eq!(blank.unwrap_err().field, Some("reason"));
        reject["reason"] = json!("Specimens were swapped");
        clinic.ask(clinic.doctor, "encounters.reject_diagnosis", reject).unwrap();
        assert_eq!(propose(&clinic, clinic.nurse, patient)["proposed"], json!([]));
        result(&clinic, patient, "2160-0", 1.9, "mg/dL", 1);
        let again = propose(&clinic, clinic.nurse, patient);
        assert_eq!(again["proposed"].as_array().unwrap().len(), 1, "new evidence");
    }
}
