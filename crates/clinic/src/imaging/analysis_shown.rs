//! One analysis with what it measured, and the method behind it.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::{Asking, Refused};

/// Which analysis.
#[derive(Deserialize, TS)]
pub struct AnalysisAsked {
    id: Uuid,
}

/// An analysis with what it measured.
#[derive(Serialize, Deserialize, TS)]
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
    /// How the program runs the model here; none, where it runs elsewhere.
    #[ts(type = "Record<string, unknown> | null")]
    manifest: JsonColumn,
    status: String,
    started_at: Option<i64>,
    ended_at: Option<i64>,
    confidence: Option<f64>,
    overall_result: Option<String>,
    problem_text: Option<String>,
    /// Who asked for it, by name.
    requested_by: Option<String>,
    /// As the model gave it.
    #[ts(type = "Record<string, unknown> | unknown[] | null")]
    raw_output: JsonColumn,
}

/// A column that holds JSON as text, shown as what it says.
#[derive(Serialize)]
#[serde(transparent)]
struct JsonColumn(Option<Value>);

impl<'de> Deserialize<'de> for JsonColumn {
    fn deserialize<D: Deserializer<'de>>(column: D) -> Result<Self, D::Error> {
        let text = Option::<String>::deserialize(column)?;
        Ok(Self(text.and_then(|text| serde_json::from_str(&text).ok())))
    }
}

/// One analysis with what it measured, and the method behind it.
pub fn analysis_shown(
    asking: &Asking<'_>,
    request: AnalysisAsked,
) -> Result<AnalysisShown, Refused> {
    let shown: Option<AnalysisShown> = asking.reader.row(
        "SELECT a.id, a.version, a.patient_id, a.scan_id, m.name AS model, m.model_version, \
         m.kind, m.purpose, m.method_text, m.source_text, m.limits_text, m.manifest, a.status, \
         a.started_at, a.ended_at, a.confidence, a.overall_result, a.problem_text, a.raw_output, \
         (SELECT coalesce(u.display_name, u.username) FROM users u WHERE u.id = a.requested_by) \
         AS requested_by \
         FROM ai_analyses a JOIN ai_models m ON m.id = a.ai_model_id \
         WHERE a.id = ?1 AND a.deleted_at IS NULL",
        params![request.id],
    )?;
    shown.ok_or_else(|| Refused::gone("analysis"))
}

/// Whose record was opened.
pub(crate) fn opened(analysis: &AnalysisShown) -> Opened {
    Opened { table: "ai_analyses", row: analysis.id, patient: analysis.patient_id }
}
