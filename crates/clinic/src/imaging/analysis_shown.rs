//! One analysis with what it measured, and the method behind it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::organization::practitioners::user_name;
use crate::{Asking, Refused};

/// Which analysis.
#[derive(Deserialize, TS)]
pub struct AnalysisAsked {
    id: Uuid,
}

/// An analysis with what it measured.
#[derive(Serialize, TS)]
pub struct AnalysisShown {
    id: Uuid,
    version: i64,
    patient_id: Uuid,
    scan_id: Uuid,
    model: String,
    model_version: String,
    kind: String,
    purpose: String,
    method_text: String,
    source_text: Option<String>,
    /// Where it must not be used, and what it does not claim.
    limits_text: Option<String>,
    status: String,
    started_at: Option<i64>,
    ended_at: Option<i64>,
    confidence: Option<f64>,
    overall_result: Option<String>,
    problem_text: Option<String>,
    requested_by: Option<String>,
    /// As the model gave it.
    #[ts(type = "Record<string, unknown> | unknown[] | null")]
    raw_output: Option<Value>,
}

#[derive(Deserialize)]
struct Row {
    version: i64,
    patient_id: Uuid,
    scan_id: Uuid,
    model: String,
    model_version: String,
    kind: String,
    purpose: String,
    method_text: String,
    source_text: Option<String>,
    limits_text: Option<String>,
    status: String,
    started_at: Option<i64>,
    ended_at: Option<i64>,
    confidence: Option<f64>,
    overall_result: Option<String>,
    problem_text: Option<String>,
    requested_by: Option<Uuid>,
    raw_output: Option<String>,
}

/// One analysis with what it measured, and the method behind it.
pub fn analysis_shown(
    asking: &Asking<'_>,
    request: AnalysisAsked,
) -> Result<AnalysisShown, Refused> {
    let row: Option<Row> = asking.reader.row(
        "SELECT a.version, a.patient_id, a.scan_id, m.name AS model, m.model_version, m.kind, \
         m.purpose, m.method_text, m.source_text, m.limits_text, a.status, a.started_at, \
         a.ended_at, a.confidence, a.overall_result, a.problem_text, a.requested_by, a.raw_output \
         FROM ai_analyses a JOIN ai_models m ON m.id = a.ai_model_id \
         WHERE a.id = ?1 AND a.deleted_at IS NULL",
        params![request.id],
    )?;
    let row = row.ok_or_else(|| Refused::gone("analysis"))?;
    Ok(AnalysisShown {
        id: request.id,
        version: row.version,
        patient_id: row.patient_id,
        scan_id: row.scan_id,
        model: row.model,
        model_version: row.model_version,
        kind: row.kind,
        purpose: row.purpose,
        method_text: row.method_text,
        source_text: row.source_text,
        limits_text: row.limits_text,
        status: row.status,
        started_at: row.started_at,
        ended_at: row.ended_at,
        confidence: row.confidence,
        overall_result: row.overall_result,
        problem_text: row.problem_text,
        requested_by: user_name(&asking.reader, row.requested_by)?,
        raw_output: row.raw_output.and_then(|text| serde_json::from_str(&text).ok()),
    })
}

/// Whose record was opened.
pub(crate) fn opened(analysis: &AnalysisShown) -> Opened {
    Opened { table: "ai_analyses", row: analysis.id, patient: analysis.patient_id }
}
