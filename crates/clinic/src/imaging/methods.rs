//! The methods that make proposals, with what became of their proposals.
//!
//! Accuracy here is agreement: of what somebody has decided about, the share that was accepted. It
//! says nothing of what nobody looked at, or of what a method did not propose.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::{Asking, Nothing, Refused};

/// A method and how people decided about what it proposed.
#[derive(Serialize, TS)]
pub struct MethodShown {
    id: Uuid,
    version: i64,
    name: String,
    model_version: String,
    kind: String,
    purpose: String,
    method_text: String,
    source_text: Option<String>,
    limits_text: Option<String>,
    is_active: bool,
    /// Whether the program runs it here, once its file is on the PC.
    is_run_here: bool,
    /// When it was trained; rules and scores are not.
    last_trained_on: Option<String>,
    /// Whether it was averaged over three or more organizations that have agreed to it; no
    /// built-in method is.
    is_federated: bool,
    /// Over how many organizations, where it was.
    federated_over: Option<i64>,
    /// The modalities of the images that it looks at; all where there are none.
    modalities: Vec<String>,
    /// How many of its proposals somebody has decided about: diagnoses, recommendations, findings,
    /// and triage colours.
    decided: i64,
    /// How many of them were accepted, or kept.
    accepted: i64,
    /// How many wait.
    waiting: i64,
    /// Accepted ÷ decided; none before anybody has decided.
    accuracy: Option<f64>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    version: i64,
    name: String,
    model_version: String,
    kind: String,
    purpose: String,
    method_text: String,
    source_text: Option<String>,
    limits_text: Option<String>,
    is_active: bool,
    is_run_here: bool,
    last_trained_on: Option<String>,
    is_federated: bool,
    federated_over: Option<i64>,
    modalities: Option<String>,
    accepted: i64,
    rejected: i64,
    waiting: i64,
}

/// How often `{status}` stands in what a method proposed.
fn decided(status: &str) -> String {
    format!(
        "(SELECT count(*) FROM diagnoses d WHERE d.ai_model_id = m.id AND d.status = '{status}' \
          AND d.deleted_at IS NULL) \
         + (SELECT count(*) FROM recommendations r WHERE r.ai_model_id = m.id \
          AND r.status = '{status}' AND r.deleted_at IS NULL) \
         + (SELECT count(*) FROM ai_analyses a JOIN findings f ON f.ai_analysis_id = a.id \
          WHERE a.ai_model_id = m.id AND f.status = '{status}' AND f.deleted_at IS NULL)"
    )
}

/// How often a person kept (1) or changed (0) the colour that a method computed.
fn colours(kept: u8) -> String {
    format!(
        "(SELECT count(*) FROM triage_assessments t WHERE t.ai_model_id = m.id \
          AND t.is_computed = {kept} AND t.deleted_at IS NULL \
          AND NOT EXISTS (SELECT 1 FROM triage_assessments c WHERE c.patient_id = t.patient_id \
           AND c.corrects_id = t.id))"
    )
}

/// Every method that was ever used here, by name.
pub fn methods(asking: &Asking<'_>, _: Nothing) -> Result<Vec<MethodShown>, Refused> {
    let rows: Vec<Row> = asking.reader.rows(
        &format!(
            "SELECT m.id, m.version, m.name, m.model_version, m.kind, m.purpose, m.method_text, \
             m.source_text, m.limits_text, m.is_active, m.manifest IS NOT NULL AS is_run_here, \
             m.last_trained_on, m.is_federated, m.federated_over, m.modalities, \
             {} + {} AS accepted, {} + {} AS rejected, {} AS waiting \
             FROM ai_models m WHERE m.organization_id = ?1 AND m.deleted_at IS NULL \
             ORDER BY m.name, m.model_version, m.id",
            decided("accepted"),
            colours(1),
            decided("rejected"),
            colours(0),
            decided("proposed"),
        ),
        [asking.who.organization_id],
    )?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let decided = row.accepted + row.rejected;
            MethodShown {
                id: row.id,
                version: row.version,
                name: row.name,
                model_version: row.model_version,
                kind: row.kind,
                purpose: row.purpose,
                method_text: row.method_text,
                source_text: row.source_text,
                limits_text: row.limits_text,
                is_active: row.is_active,
                is_run_here: row.is_run_here,
                last_trained_on: row.last_trained_on,
                is_federated: row.is_federated,
                federated_over: row.federated_over,
                modalities: row
                    .modalities
                    .and_then(|text| serde_json::from_str(&text).ok())
                    .unwrap_or_default(),
                decided,
                accepted: row.accepted,
                waiting: row.waiting,
                accuracy: (decided > 0).then(|| row.accepted as f64 / decided as f64),
            }
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use crate::encounters::acute::triage::tests::sheet;
    use crate::encounters::proposals::propose_diagnoses::tests::{propose, result};
    use crate::fixture::Clinic;
    use serde_json::{Value, json};

    fn method(clinic: &Clinic, name: &str) -> Value {
        let methods = clinic.ask(clinic.doctor, "imaging.methods", json!({})).unwrap();
        methods.as_array().unwrap().iter().find(|row| row["name"] == name).unwrap().clone()
    }

    #[test]
    fn accuracy_is_what_was_accepted_of_what_was_decided_and_says_how_many() {
        let clinic = Clinic::found();
        let name = "ADA diagnosis of diabetes";
        for (index, given) in ["Ana", "Berta", "Clara", "Dora"].iter().enumerate() {
            let patient = clinic.patient(given, "Marín", "1960-01-05");
            result(&clinic, patient, "4548-4", 7.1, "%", 24 * 60);
            result(&clinic, patient, "4548-4", 7.4, "%", 2);
            let told = propose(&clinic, clinic.doctor, patient);
            let id = told["proposed"][0]["id"].clone();
            if index == 0 {
                assert_eq!(method(&clinic, name)["accuracy"], json!(null), "nobody has decided");
                assert_eq!(method(&clinic, name)["waiting"], 1);
            }
            let (verb, request) = match index {
                0 | 1 => (
                    "encounters.accept_diagnosis",
                    json!({ "id": id, "version": 0, "visit_id": null, "notes": null }),
                ),
                2 => (
                    "encounters.reject_diagnosis",
                    json!({ "id": id, "version": 0, "reason": "Transfused" }),
                ),
                _ => continue,
            };
            clinic.ask(clinic.doctor, verb, request).unwrap();
        }
        let shown = method(&clinic, name);
        assert_eq!((&shown["decided"], &shown["waiting"]), (&json!(3), &json!(1)));
        assert!((shown["accuracy"].as_f64().unwrap() - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(shown["is_federated"], false);
        assert_eq!(shown["last_trained_on"], json!(null), "a rule is not trained");
    }

    #[test]
    fn a_colour_that_was_kept_counts_as_accepted() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        for _ in 0..3 {
            clinic.ask(clinic.nurse, "encounters.triage", sheet(patient)).unwrap();
        }
        let mut other = sheet(patient);
        other["priority"] = json!("yellow");
        other["override_reason"] = json!("Frail");
        clinic.ask(clinic.nurse, "encounters.triage", other).unwrap();
        let shown = method(&clinic, "South African Triage Scale");
        assert_eq!((&shown["decided"], &shown["accuracy"]), (&json!(4), &json!(0.75)));
    }
}
