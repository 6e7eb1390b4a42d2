//! Wordings that a report starts from.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::{Asking, Refused};

/// For which modality; all where nothing is said.
#[derive(Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct ReportTemplates {
    modality: Option<String>,
}

/// A wording that a report starts from.
#[derive(Serialize, Deserialize, TS)]
pub struct ReportTemplate {
    id: Uuid,
    version: i64,
    name: String,
    /// Nothing means all.
    modality: Option<String>,
    body_part: Option<String>,
    kind: Option<String>,
    findings_text: Option<String>,
    impression_text: Option<String>,
    recommendations_text: Option<String>,
}

/// The templates that are in use, by name.
pub fn report_templates(
    asking: &Asking<'_>,
    request: ReportTemplates,
) -> Result<Vec<ReportTemplate>, Refused> {
    Ok(asking.reader.rows(
        "SELECT id, version, name, modality, body_part, kind, findings_text, impression_text, \
         recommendations_text FROM report_templates WHERE organization_id = ?1 \
         AND is_active = 1 AND (?2 IS NULL OR modality IS NULL OR modality = ?2) \
         AND deleted_at IS NULL ORDER BY name, id LIMIT 500",
        params![asking.who.organization_id, request.modality],
    )?)
}
