//! What is proposed for a patient, and what became of it.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use super::criterion::Reason;
use super::decide_diagnosis::{StandingProblem, standing_problem};
use crate::commands::Opened;
use crate::people::merged::of_person;
use crate::{Asking, Refused};

/// Whose proposals.
#[derive(Deserialize, TS)]
pub struct ProposalsAsked {
    patient_id: Uuid,
}

/// What a proposal rests on, as it is stored in `reasons`.
#[derive(Default, Deserialize)]
pub(crate) struct Grounds {
    #[serde(default)]
    severity: Option<String>,
    #[serde(default)]
    because: Vec<Reason>,
}

impl Grounds {
    /// Reads them; what another program has stored otherwise reads as none.
    fn of(text: Option<&str>) -> Self {
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// The severity that was proposed.
    pub fn severity_of(text: &str) -> Option<String> {
        Self::of(Some(text)).severity
    }
}

/// A proposal with the method that made it.
#[derive(Serialize, TS)]
pub struct ProposalShown {
    id: Uuid,
    version: i64,
    /// Of a recommendation; none of a diagnosis.
    kind: Option<String>,
    text: String,
    code: Option<String>,
    severity: Option<String>,
    due_on: Option<String>,
    status: String,
    /// Only where the method's source publishes one.
    confidence: Option<f64>,
    reasons: Vec<Reason>,
    method: Option<String>,
    source: Option<String>,
    limits: Option<String>,
    proposed_at: i64,
    decided_at: Option<i64>,
    decided_by: Option<String>,
    decision_reason: Option<String>,
    medical_condition_id: Option<Uuid>,
    /// Of a diagnosis that waits: the problem with its code that the patient has already.
    standing: Option<StandingProblem>,
}

/// What is proposed for a patient, open proposals first.
#[derive(Serialize, TS)]
pub struct PatientProposals {
    patient_id: Uuid,
    diagnoses: Vec<ProposalShown>,
    recommendations: Vec<ProposalShown>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    version: i64,
    kind: Option<String>,
    text: String,
    code_system: Option<String>,
    code: Option<String>,
    due_on: Option<String>,
    status: String,
    confidence: Option<f64>,
    reasons: Option<String>,
    method: Option<String>,
    source_text: Option<String>,
    limits_text: Option<String>,
    proposed_at: i64,
    decided_at: Option<i64>,
    decided_by: Option<String>,
    decision_reason: Option<String>,
    medical_condition_id: Option<Uuid>,
}

/// What is proposed for a patient, and what became of it.
pub fn proposals(
    asking: &Asking<'_>,
    request: ProposalsAsked,
) -> Result<PatientProposals, Refused> {
    let shown = |what: &str, table: &str, only: &str| -> Result<Vec<ProposalShown>, Refused> {
        let rows: Vec<Row> = asking.reader.rows(
            &of_person(&format!(
                "SELECT p.id, p.version, {what}, p.status, p.confidence, p.reasons, \
                 m.name AS method, coalesce(p.source_text, m.source_text) AS source_text, \
                 m.limits_text, p.proposed_at, p.decided_at, \
                 coalesce(u.display_name, u.username) AS decided_by, p.decision_reason \
                 FROM {table} p LEFT JOIN ai_models m ON m.id = p.ai_model_id \
                 LEFT JOIN users u ON u.id = p.decided_by \
                 WHERE p.patient_id = ?1 AND p.deleted_at IS NULL \
                 AND p.status <> 'entered_in_error' {only} \
                 ORDER BY p.status <> 'proposed', p.proposed_at DESC, p.id DESC LIMIT 200"
            )),
            params![request.patient_id],
        )?;
        rows.into_iter()
            .map(|row| {
                let standing = match (&row.code, row.status.as_str()) {
                    (Some(code), "proposed") => standing_problem(
                        &asking.reader,
                        request.patient_id,
                        row.code_system.as_deref(),
                        Some(code),
                    )?,
                    _ => None,
                };
                Ok(ProposalShown { standing, ..ProposalShown::from(row) })
            })
            .collect()
    };
    Ok(PatientProposals {
        patient_id: request.patient_id,
        diagnoses: shown(
            "NULL AS kind, p.diagnosis_text AS text, p.code_system, p.code, NULL AS due_on, \
             p.medical_condition_id",
            "diagnoses",
            "",
        )?,
        recommendations: shown(
            "p.kind, p.recommendation_text AS text, NULL AS code_system, NULL AS code, p.due_on, \
             NULL AS medical_condition_id",
            "recommendations",
            // A refill names the medicine.
            if asking.who.sees("prescriptions") { "" } else { "AND p.kind <> 'refill'" },
        )?,
    })
}

impl From<Row> for ProposalShown {
    fn from(row: Row) -> Self {
        let grounds = Grounds::of(row.reasons.as_deref());
        Self {
            id: row.id,
            version: row.version,
            kind: row.kind,
            text: row.text,
            code: row.code,
            severity: grounds.severity,
            due_on: row.due_on,
            status: row.status,
            confidence: row.confidence,
            reasons: grounds.because,
            method: row.method,
            source: row.source_text,
            limits: row.limits_text,
            proposed_at: row.proposed_at,
            decided_at: row.decided_at,
            decided_by: row.decided_by,
            decision_reason: row.decision_reason,
            medical_condition_id: row.medical_condition_id,
            standing: None,
        }
    }
}

/// Whose record was opened.
pub(crate) fn opened(shown: &PatientProposals) -> Opened {
    Opened { table: "patients", row: shown.patient_id, patient: shown.patient_id }
}

#[cfg(test)]
mod tests {
    use crate::encounters::proposals::propose_diagnoses::tests::{propose, result};
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn a_proposal_is_shown_with_its_values_its_source_and_its_limits() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let first = result(&clinic, patient, "4548-4", 7.1, "%", 24 * 60);
        result(&clinic, patient, "4548-4", 7.4, "%", 2);
        propose(&clinic, clinic.doctor, patient);
        let asked = json!({ "patient_id": patient });
        let shown = clinic.ask(clinic.nurse, "encounters.proposals", asked).unwrap();
        let diabetes = &shown["diagnoses"][0];
        assert_eq!(diabetes["code"], "E11.9");
        assert_eq!(diabetes["reasons"][0]["text"], "HbA1c 7.1 %");
        assert_eq!(diabetes["reasons"][0]["row"], json!(first));
        assert_eq!(diabetes["confidence"], json!(null), "the source publishes none");
        assert!(diabetes["source"].as_str().unwrap().contains("Diabetes Care 2024"));
        assert!(diabetes["limits"].as_str().unwrap().contains("pregnancy"));
    }
}
