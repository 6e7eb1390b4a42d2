//! A report as verbs find it.

use catalog::Role;
use serde::Deserialize;
use store::{Reader, params};
use uuid::Uuid;

use crate::{Refused, Who};

/// A report as a verb finds it.
#[derive(Debug, Deserialize)]
pub(crate) struct Report {
    pub id: Uuid,
    pub scan_id: Uuid,
    pub patient_id: Uuid,
    pub kind: String,
    pub status: String,
    pub findings_text: Option<String>,
    pub impression: Option<String>,
    pub recommendations: Option<String>,
    pub overall_result: Option<String>,
    pub ai_analysis_id: Option<Uuid>,
    pub template_id: Option<Uuid>,
    pub amends_id: Option<Uuid>,
    pub amendment_reason: Option<String>,
    pub told_at: Option<i64>,
}

/// The report `id`.
pub(crate) fn report(reader: &Reader<'_>, id: Uuid) -> Result<Report, Refused> {
    reader
        .row(
            "SELECT id, scan_id, patient_id, kind, status, findings_text, impression, \
             recommendations, overall_result, ai_analysis_id, template_id, amends_id, \
             amendment_reason, told_at FROM reports WHERE id = ?1 \
             AND deleted_at IS NULL",
            params![id],
        )?
        .ok_or_else(|| Refused::gone("report"))
}

impl Report {
    /// Refuses where the report is signed or over; `what` ends "This report cannot be …".
    pub fn must_be_open(&self, what: &str) -> Result<(), Refused> {
        let now = match self.status.as_str() {
            "draft" | "preliminary" => return Ok(()),
            "signed" => "it is signed. Amend it instead",
            "amended" => "it has been amended. Open the report that amends it",
            _ => "it was cancelled",
        };
        Err(Refused::coded("over", format!("This report cannot be {what}: {now}.")))
    }

    /// Whether what it found is critical.
    pub fn is_critical(&self) -> bool {
        self.overall_result.as_deref() == Some("critical")
    }
}

/// Reports of a scan that are being written.
pub(crate) const OPEN: &str = "SELECT id FROM reports WHERE scan_id = ?1 \
     AND status IN ('draft', 'preliminary') AND deleted_at IS NULL ORDER BY id LIMIT 1";

/// Reports of a scan that stand.
pub(crate) const SIGNED: &str = "SELECT id FROM reports WHERE scan_id = ?1 AND status = 'signed' \
     AND deleted_at IS NULL ORDER BY id LIMIT 1";

/// Refuses a second report while one is being written.
pub(crate) fn none_open(reader: &Reader<'_>, scan: Uuid) -> Result<(), Refused> {
    match reader.value::<Uuid>(OPEN, params![scan])? {
        None => Ok(()),
        Some(_) => Err(Refused::coded(
            "report_open",
            "A report on this scan is being written. Go on with that one, or cancel it.",
        )),
    }
}

/// Refuses whoever is no radiologist.
pub(crate) fn must_be_radiologist(who: &Who, what: &str) -> Result<(), Refused> {
    if who.is(Role::Radiologist) {
        return Ok(());
    }
    Err(Refused::coded("not_allowed", format!("Only a radiologist may {what} a report.")))
}
