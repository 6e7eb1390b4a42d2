//! A report is begun.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::queue::{begin, entry_id};
use crate::imaging::report::{SIGNED, none_open};
use crate::imaging::standing::scan;
use crate::organization::add_user::Made;
use crate::{Refused, Who};

/// What a report is where no template says otherwise.
const KIND: &str = "final";

/// On which scan, and from which template or analysis.
#[derive(Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct StartReport {
    scan_id: Uuid,
    template_id: Option<Uuid>,
    ai_analysis_id: Option<Uuid>,
}

#[derive(Default, Deserialize)]
struct Wording {
    kind: Option<String>,
    findings_text: Option<String>,
    impression_text: Option<String>,
    recommendations_text: Option<String>,
}

/// Begins a report on a scan that has none, with the wording of a template.
pub fn start_report(
    write: &mut Write<'_>,
    who: &Who,
    request: StartReport,
) -> Result<Made, Refused> {
    let scan = scan(write, request.scan_id)?;
    scan.must_be(&["acquired", "reported"], "reported")?;
    none_open(write, scan.id)?;
    if write.value::<Uuid>(SIGNED, params![scan.id])?.is_some() {
        return Err(Refused::coded(
            "signed",
            "This scan has a signed report. Amend that one instead.",
        ));
    }
    if let Some(analysis) = request.ai_analysis_id {
        of_this_scan(write, analysis, scan.id)?;
    }
    let wording = match request.template_id {
        Some(id) => wording(write, id)?,
        None => Wording::default(),
    };
    let id = write.insert(
        "reports",
        Cells::new()
            .set("patient_id", scan.patient_id)
            .set("scan_id", scan.id)
            .set("ai_analysis_id", request.ai_analysis_id)
            .set("practitioner_id", who.practitioner_id)
            .set("template_id", request.template_id)
            .set("kind", wording.kind.unwrap_or_else(|| KIND.to_owned()))
            .set("status", "draft")
            .set("findings_text", wording.findings_text)
            .set("impression", wording.impression_text)
            .set("recommendations", wording.recommendations_text),
    )?;
    begin(write, who, entry_id(scan.id, "reading", None))?;
    Ok(Made { id })
}

fn of_this_scan(reader: &Reader<'_>, analysis: Uuid, scan: Uuid) -> Result<(), Refused> {
    let found: Option<i64> = reader.value(
        "SELECT 1 FROM ai_analyses WHERE id = ?1 AND scan_id = ?2 AND status = 'completed' \
         AND deleted_at IS NULL",
        params![analysis, scan],
    )?;
    found.map(|_| ()).ok_or_else(|| {
        Refused::field("ai_analysis_id", "This analysis is not a completed one of this scan.")
    })
}

fn wording(reader: &Reader<'_>, template: Uuid) -> Result<Wording, Refused> {
    reader
        .row(
            "SELECT kind, findings_text, impression_text, recommendations_text \
             FROM report_templates WHERE id = ?1 AND is_active = 1 AND deleted_at IS NULL",
            params![template],
        )?
        .ok_or_else(|| {
            Refused::field("template_id", "This template is not in use any more. Choose another.")
        })
}
