//! A model has looked at a scan.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::analysis::analysis;
use crate::imaging::finding::FindingDetails;
use crate::imaging::queue::{done, entry_id};
use crate::imaging::standing::scan;
use crate::{Refused, Who};

/// Findings of one analysis.
const FINDINGS_MAX: usize = 500;

/// Which analysis, and what came of it.
#[derive(Deserialize, TS)]
pub struct CompleteAnalysis {
    id: Uuid,
    version: i64,
    /// From 0 to 1, where the model says one.
    confidence: Option<f64>,
    overall_result: String,
    /// An object or a list, as the model gave it.
    #[ts(type = "Record<string, unknown> | unknown[] | null")]
    raw_output: Option<Value>,
    findings: Vec<FindingDetails>,
}

/// The proposals that were stored.
#[derive(Serialize, TS)]
pub struct AnalysisCompleted {
    finding_ids: Vec<Uuid>,
}

/// Stores what a model found. Every finding is a proposal until a radiologist decides.
pub fn complete_analysis(
    write: &mut Write<'_>,
    who: &Who,
    request: CompleteAnalysis,
) -> Result<AnalysisCompleted, Refused> {
    let analysis = analysis(write, request.id)?;
    analysis.must_be(&["running"], "completed")?;
    if request.findings.len() > FINDINGS_MAX {
        return Err(Refused::field(
            "findings",
            format!("An analysis may propose {FINDINGS_MAX} findings at most."),
        ));
    }
    let cells = Cells::new()
        .set("status", "completed")
        .set("ended_at", write.now())
        .set("confidence", request.confidence)
        .set("overall_result", request.overall_result.as_str())
        .set("raw_output", request.raw_output.map(|output| output.to_string()));
    write.update("ai_analyses", request.id, Some(request.version), cells)?;
    let scan = scan(write, analysis.scan_id)?;
    let mut finding_ids = Vec::new();
    for finding in &request.findings {
        let proposed = Cells::new()
            .set("status", "proposed")
            .set("ai_analysis_id", request.id)
            .set("recorded_by", who.user_id);
        finding_ids.push(finding.insert(write, &scan, proposed)?);
    }
    done(write, entry_id(scan.id, "analysis", Some(request.id)))?;
    Ok(AnalysisCompleted { finding_ids })
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::fixture::{Clinic, id_of};
    use crate::imaging::acquire::tests::acquired;
    use crate::imaging::add_finding::tests::finding;
    use serde_json::{Value, json};
    use store::Cells;
    use uuid::Uuid;

    pub(crate) fn model(clinic: &Clinic, active: bool) -> Uuid {
        let made = clinic.store.write(clinic.owner, "test", |write| {
            write.insert(
                "ai_models",
                Cells::new()
                    .set("name", "Sharpness")
                    .set("model_version", "1")
                    .set("kind", "statistics")
                    .set("purpose", "image quality")
                    .set("method_text", "variance of the Laplacian")
                    .set("is_active", active),
            )
        });
        made.unwrap()
    }

    fn running(clinic: &Clinic, user: Uuid, scan: Uuid) -> Uuid {
        let request = json!({ "scan_id": scan, "ai_model_id": model(clinic, true) });
        let id = id_of(&clinic.ask(user, "imaging.request_analysis", request).unwrap());
        let this = json!({ "id": id, "version": 0 });
        clinic.ask(user, "imaging.start_analysis", this).unwrap();
        id
    }

    fn complete(analysis: Uuid, confidence: f64) -> Value {
        json!({
            "id": analysis, "version": 0, "confidence": confidence,
            "overall_result": "abnormal", "raw_output": { "score": 0.83 },
            "findings": [finding(json!({ "confidence": 0.83 }))]
        })
    }

    #[test]
    fn what_a_model_found_is_a_proposal_until_a_radiologist_decides() {
        let clinic = Clinic::found();
        let (technician, radiologist, scan) = acquired(&clinic);
        let analysis = running(&clinic, technician, scan);
        let refused = clinic.ask(technician, "imaging.complete_analysis", complete(analysis, 83.0));
        assert_eq!(refused.unwrap_err().field, Some("confidence"));
        let done =
            clinic.ask(technician, "imaging.complete_analysis", complete(analysis, 0.83)).unwrap();
        let id: Uuid = done["finding_ids"][0].as_str().unwrap().parse().unwrap();
        let status = || clinic.text("SELECT status FROM findings WHERE id = ?1", id).unwrap();
        assert_eq!(status(), "proposed");
        let decide = |accept: bool, reason: Value| json!({ "id": id, "version": 0, "accept": accept, "reason": reason });
        let by_technician =
            clinic.ask(technician, "imaging.decide_finding", decide(true, json!(null)));
        assert_eq!(by_technician.unwrap_err().code, Some("not_allowed"));
        let silent = clinic.ask(radiologist, "imaging.decide_finding", decide(false, json!(" ")));
        assert_eq!(silent.unwrap_err().field, Some("reason"));
        let reject = decide(false, json!("a vessel"));
        clinic.ask(radiologist, "imaging.decide_finding", reject.clone()).unwrap();
        assert_eq!(status(), "rejected");
        let again = clinic.ask(radiologist, "imaging.decide_finding", reject).unwrap_err();
        assert_eq!(again.code, Some("over"));
        let entry = clinic.text(
            "SELECT status FROM scan_queue_entries WHERE scan_id = ?1 AND stage = 'analysis'",
            scan,
        );
        assert_eq!(entry.as_deref(), Some("done"));
    }

    #[test]
    fn a_model_out_of_use_is_not_asked_and_a_failure_says_why() {
        let clinic = Clinic::found();
        let (technician, _, scan) = acquired(&clinic);
        let request = json!({ "scan_id": scan, "ai_model_id": model(&clinic, false) });
        let refused = clinic.ask(technician, "imaging.request_analysis", request).unwrap_err();
        assert_eq!(refused.field, Some("ai_model_id"));
        let analysis = running(&clinic, technician, scan);
        let fail = |reason: &str| json!({ "id": analysis, "version": 0, "reason": reason });
        let silent = clinic.ask(technician, "imaging.fail_analysis", fail("")).unwrap_err();
        assert_eq!(silent.field, Some("reason"));
        clinic.ask(technician, "imaging.fail_analysis", fail("images missing")).unwrap();
        let late = clinic.ask(technician, "imaging.complete_analysis", complete(analysis, 0.5));
        assert!(late.unwrap_err().sentence.contains("has failed"));
    }
}
