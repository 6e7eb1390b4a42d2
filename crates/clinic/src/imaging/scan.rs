//! A scan with everything that belongs to it.

use catalog::Action;
use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::imaging::shape::FindingShape;
use crate::organization::practitioners::{name_of, user_name};
use crate::people::line::{Lines, PatientLine};
use crate::{Asking, Refused};

/// Which scan.
#[derive(Deserialize, TS)]
pub struct ScanAsked {
    id: Uuid,
}

/// A file of a scan.
#[derive(Serialize, TS)]
pub struct ScanFileLine {
    id: Uuid,
    sop_instance_uid: Option<String>,
    instance_number: Option<i64>,
    frame_count: Option<i64>,
    row_count: Option<i64>,
    column_count: Option<i64>,
    size_bytes: i64,
    sha256: String,
    file_name: Option<String>,
    attachment_id: Option<Uuid>,
}

/// The files of a scan that were taken in one go.
#[derive(Serialize, TS)]
pub struct ScanSeries {
    series_instance_uid: Option<String>,
    series_number: Option<i64>,
    series_description: Option<String>,
    files: Vec<ScanFileLine>,
}

/// A model's work on a scan.
#[derive(Serialize, Deserialize, TS)]
pub struct AnalysisLine {
    id: Uuid,
    version: i64,
    model: String,
    model_version: String,
    /// Where it must not be used, and what it does not claim.
    limits_text: Option<String>,
    status: String,
    started_at: Option<i64>,
    ended_at: Option<i64>,
    confidence: Option<f64>,
    overall_result: Option<String>,
    problem_text: Option<String>,
}

/// Something that was seen.
#[derive(Serialize, TS)]
pub struct FindingLine {
    id: Uuid,
    version: i64,
    /// The analysis that proposes it; nothing where a person has seen it.
    ai_analysis_id: Option<Uuid>,
    scan_file_id: Option<Uuid>,
    frame_number: Option<i64>,
    kind: String,
    description: Option<String>,
    location_text: Option<String>,
    shape: Option<FindingShape>,
    confidence: Option<f64>,
    severity: Option<String>,
    is_primary: bool,
    #[ts(type = "\"proposed\" | \"accepted\" | \"rejected\" | \"entered_in_error\"")]
    status: String,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    decision_reason: Option<String>,
}

/// A report.
#[derive(Serialize, TS)]
pub struct ReportLine {
    id: Uuid,
    version: i64,
    kind: String,
    #[ts(type = "\"draft\" | \"preliminary\" | \"signed\" | \"amended\" | \"cancelled\"")]
    status: String,
    findings_text: Option<String>,
    impression: Option<String>,
    recommendations: Option<String>,
    overall_result: Option<String>,
    signed_at: Option<i64>,
    signed_by: Option<String>,
    amends_id: Option<Uuid>,
    amendment_reason: Option<String>,
    told_to: Option<String>,
    told_at: Option<i64>,
    told_by: Option<String>,
    cancel_reason: Option<String>,
}

/// A scan with everything that belongs to it.
#[derive(Serialize, TS)]
pub struct ScanDetails {
    id: Uuid,
    version: i64,
    patient: PatientLine,
    scan_number: Option<String>,
    modality: String,
    body_part: Option<String>,
    study_description: Option<String>,
    study_instance_uid: Option<String>,
    ordered_by: Option<String>,
    ordered_at: i64,
    technician: Option<String>,
    priority: String,
    status: String,
    reason: Option<String>,
    clinical_question: Option<String>,
    scheduled_at: Option<i64>,
    acquired_at: Option<i64>,
    completed_at: Option<i64>,
    cancel_reason: Option<String>,
    room: Option<String>,
    resource: Option<String>,
    dose_text: Option<String>,
    notes: Option<String>,
    visit_id: Option<Uuid>,
    appointment_id: Option<Uuid>,
    series: Vec<ScanSeries>,
    analyses: Vec<AnalysisLine>,
    findings: Vec<FindingLine>,
    reports: Vec<ReportLine>,
}

#[derive(Deserialize)]
struct Row {
    version: i64,
    patient_id: Uuid,
    scan_number: Option<String>,
    modality: String,
    body_part: Option<String>,
    study_description: Option<String>,
    study_instance_uid: Option<String>,
    ordered_by: Option<Uuid>,
    ordered_at: i64,
    technician_id: Option<Uuid>,
    priority: String,
    status: String,
    reason: Option<String>,
    clinical_question: Option<String>,
    scheduled_at: Option<i64>,
    acquired_at: Option<i64>,
    completed_at: Option<i64>,
    cancel_reason: Option<String>,
    room: Option<String>,
    resource: Option<String>,
    dose_text: Option<String>,
    notes: Option<String>,
    visit_id: Option<Uuid>,
    appointment_id: Option<Uuid>,
}

/// A scan with everything that belongs to it.
pub fn scan(asking: &Asking<'_>, request: ScanAsked) -> Result<ScanDetails, Refused> {
    let (reader, id) = (&asking.reader, request.id);
    let row: Option<Row> = reader.row(
        "SELECT s.version, s.patient_id, s.scan_number, s.modality, s.body_part, \
         s.study_description, s.study_instance_uid, s.ordered_by, s.ordered_at, s.technician_id, \
         s.priority, s.status, s.reason, s.clinical_question, s.scheduled_at, s.acquired_at, \
         s.completed_at, s.cancel_reason, s.room, r.name AS resource, s.dose_text, s.notes, \
         s.visit_id, s.appointment_id FROM scans s LEFT JOIN resources r ON r.id = s.resource_id \
         WHERE s.id = ?1 AND s.deleted_at IS NULL",
        params![id],
    )?;
    let row = row.ok_or_else(|| Refused::gone("scan"))?;
    Ok(ScanDetails {
        id,
        version: row.version,
        patient: Lines::of(asking).line(row.patient_id)?,
        scan_number: row.scan_number,
        modality: row.modality,
        body_part: row.body_part,
        study_description: row.study_description,
        study_instance_uid: row.study_instance_uid,
        ordered_by: name_of(reader, row.ordered_by)?,
        ordered_at: row.ordered_at,
        technician: user_name(reader, row.technician_id)?,
        priority: row.priority,
        status: row.status,
        reason: row.reason,
        clinical_question: row.clinical_question,
        scheduled_at: row.scheduled_at,
        acquired_at: row.acquired_at,
        completed_at: row.completed_at,
        cancel_reason: row.cancel_reason,
        room: row.room,
        resource: row.resource,
        dose_text: row.dose_text,
        notes: row.notes,
        visit_id: row.visit_id,
        appointment_id: row.appointment_id,
        series: series(reader, id)?,
        analyses: reader.rows(ANALYSES, params![id])?,
        findings: findings(reader, id)?,
        reports: reports(asking, id)?,
    })
}

/// Whose record was opened.
pub(crate) fn opened(scan: &ScanDetails) -> Opened {
    Opened { table: "scans", row: scan.id, patient: scan.patient.id }
}

/// The files of scan `?1` by series. Two PCs that registered one file without a network each have
/// a row of it; the older one is shown.
pub(crate) const FILES: &str = "SELECT f.id, f.series_instance_uid, f.series_number, \
     f.series_description, f.sop_instance_uid, f.instance_number, f.frame_count, f.row_count, \
     f.column_count, f.size_bytes, f.sha256, f.file_name, f.attachment_id FROM scan_files f \
     WHERE f.scan_id = ?1 AND f.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM scan_files o \
     WHERE o.organization_id = f.organization_id AND o.sop_instance_uid = f.sop_instance_uid \
     AND o.scan_id = f.scan_id AND o.id < f.id AND o.deleted_at IS NULL) \
     ORDER BY f.series_number, f.series_instance_uid, f.instance_number, f.id LIMIT 10000";

fn series(reader: &Reader<'_>, scan: Uuid) -> Result<Vec<ScanSeries>, Refused> {
    #[derive(Deserialize)]
    struct File {
        id: Uuid,
        series_instance_uid: Option<String>,
        series_number: Option<i64>,
        series_description: Option<String>,
        sop_instance_uid: Option<String>,
        instance_number: Option<i64>,
        frame_count: Option<i64>,
        row_count: Option<i64>,
        column_count: Option<i64>,
        size_bytes: i64,
        sha256: String,
        file_name: Option<String>,
        attachment_id: Option<Uuid>,
    }
    let rows: Vec<File> = reader.rows(FILES, params![scan])?;
    let mut series: Vec<ScanSeries> = Vec::new();
    for row in rows {
        let line = ScanFileLine {
            id: row.id,
            sop_instance_uid: row.sop_instance_uid,
            instance_number: row.instance_number,
            frame_count: row.frame_count,
            row_count: row.row_count,
            column_count: row.column_count,
            size_bytes: row.size_bytes,
            sha256: row.sha256,
            file_name: row.file_name,
            attachment_id: row.attachment_id,
        };
        match series.last_mut() {
            Some(last) if last.series_instance_uid == row.series_instance_uid => {
                last.files.push(line);
            }
            _ => series.push(ScanSeries {
                series_instance_uid: row.series_instance_uid,
                series_number: row.series_number,
                series_description: row.series_description,
                files: vec![line],
            }),
        }
    }
    Ok(series)
}

/// The analyses of scan `?1`, the newest first.
pub(crate) const ANALYSES: &str = "SELECT a.id, a.version, m.name AS model, m.model_version, \
     m.limits_text, a.status, a.started_at, a.ended_at, a.confidence, a.overall_result, \
     a.problem_text FROM ai_analyses a JOIN ai_models m ON m.id = a.ai_model_id \
     WHERE a.scan_id = ?1 AND a.deleted_at IS NULL ORDER BY a.id DESC LIMIT 200";

/// The findings of scan `?1`, those first that matter most.
pub(crate) const FINDINGS: &str = "SELECT id, version, ai_analysis_id, scan_file_id, \
     frame_number, kind, description, location_text, coordinates, confidence, severity, \
     is_primary, status, decided_by, decided_at, decision_reason FROM findings \
     WHERE scan_id = ?1 AND deleted_at IS NULL AND status <> 'entered_in_error' \
     ORDER BY status = 'rejected', is_primary DESC, CASE severity WHEN 'critical' THEN 0 \
     WHEN 'severe' THEN 1 WHEN 'moderate' THEN 2 WHEN 'mild' THEN 3 ELSE 4 END, id LIMIT 1000";

fn findings(reader: &Reader<'_>, scan: Uuid) -> Result<Vec<FindingLine>, Refused> {
    #[derive(Deserialize)]
    struct Finding {
        id: Uuid,
        version: i64,
        ai_analysis_id: Option<Uuid>,
        scan_file_id: Option<Uuid>,
        frame_number: Option<i64>,
        kind: String,
        description: Option<String>,
        location_text: Option<String>,
        coordinates: Option<String>,
        confidence: Option<f64>,
        severity: Option<String>,
        is_primary: bool,
        status: String,
        decided_by: Option<Uuid>,
        decided_at: Option<i64>,
        decision_reason: Option<String>,
    }
    let rows: Vec<Finding> = reader.rows(FINDINGS, params![scan])?;
    rows.into_iter()
        .map(|row| {
            let shape = row.coordinates.as_deref().map(serde_json::from_str).transpose();
            Ok(FindingLine {
                shape: shape.map_err(|_| store::Error::Damaged)?,
                decided_by: user_name(reader, row.decided_by)?,
                id: row.id,
                version: row.version,
                ai_analysis_id: row.ai_analysis_id,
                scan_file_id: row.scan_file_id,
                frame_number: row.frame_number,
                kind: row.kind,
                description: row.description,
                location_text: row.location_text,
                confidence: row.confidence,
                severity: row.severity,
                is_primary: row.is_primary,
                status: row.status,
                decided_at: row.decided_at,
                decision_reason: row.decision_reason,
            })
        })
        .collect()
}

/// The reports of scan `?1`, the newest first.
pub(crate) const REPORTS: &str = "SELECT id, version, kind, status, findings_text, impression, \
     recommendations, overall_result, signed_at, signed_by, amends_id, amendment_reason, told_to, \
     told_at, told_by, cancel_reason FROM reports WHERE scan_id = ?1 AND deleted_at IS NULL \
     ORDER BY id DESC LIMIT 200";

/// A draft is nobody's word yet: only those who write reports see it.
fn reports(asking: &Asking<'_>, scan: Uuid) -> Result<Vec<ReportLine>, Refused> {
    let reader = &asking.reader;
    let writes = asking.who.may("reports", Action::Update);
    #[derive(Deserialize)]
    struct Report {
        id: Uuid,
        version: i64,
        kind: String,
        status: String,
        findings_text: Option<String>,
        impression: Option<String>,
        recommendations: Option<String>,
        overall_result: Option<String>,
        signed_at: Option<i64>,
        signed_by: Option<Uuid>,
        amends_id: Option<Uuid>,
        amendment_reason: Option<String>,
        told_to: Option<String>,
        told_at: Option<i64>,
        told_by: Option<Uuid>,
        cancel_reason: Option<String>,
    }
    let rows: Vec<Report> = reader.rows(REPORTS, params![scan])?;
    rows.into_iter()
        .filter(|row| writes || row.status != "draft")
        .map(|row| {
            Ok(ReportLine {
                signed_by: user_name(reader, row.signed_by)?,
                told_by: user_name(reader, row.told_by)?,
                id: row.id,
                version: row.version,
                kind: row.kind,
                status: row.status,
                findings_text: row.findings_text,
                impression: row.impression,
                recommendations: row.recommendations,
                overall_result: row.overall_result,
                signed_at: row.signed_at,
                amends_id: row.amends_id,
                amendment_reason: row.amendment_reason,
                told_to: row.told_to,
                told_at: row.told_at,
                cancel_reason: row.cancel_reason,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use crate::imaging::acquire::tests::acquired;
    use crate::imaging::add_finding::tests::finding;
    use crate::imaging::register_files::tests::{file, register};
    use serde_json::json;

    #[test]
    fn a_scan_shows_its_series_findings_and_reports_and_is_audited() {
        let clinic = Clinic::found();
        let (technician, radiologist, scan) = acquired(&clinic);
        let second = json!({ "series_instance_uid": "1.2.4", "series_number": 1 });
        let files = json!([file(2, json!({})), file(1, json!({})), file(7, second)]);
        clinic.ask(technician, "imaging.register_files", register(scan, files)).unwrap();
        let add = json!({ "scan_id": scan, "finding": finding(json!({})) });
        clinic.ask(radiologist, "imaging.add_finding", add).unwrap();
        clinic.ask(radiologist, "imaging.start_report", json!({ "scan_id": scan })).unwrap();
        let shown = clinic.ask(clinic.doctor, "imaging.scan", json!({ "id": scan })).unwrap();
        assert_eq!(shown["scan_number"], "A-000001");
        assert_eq!(shown["ordered_by"], "Amina Benali");
        assert_eq!(shown["technician"], "Iria Castro");
        assert_eq!(shown["study_instance_uid"], "1.2");
        assert_eq!(shown["series"][0]["series_instance_uid"], "1.2.4");
        assert_eq!(shown["series"][1]["files"][0]["instance_number"], 1);
        assert_eq!(shown["series"][1]["files"][1]["instance_number"], 2);
        assert_eq!(shown["findings"][0]["decided_by"], "Hugo Vela");
        assert_eq!(shown["reports"], json!([]), "a draft is not shown to whoever treats");
        let shown = clinic.ask(radiologist, "imaging.scan", json!({ "id": scan })).unwrap();
        assert_eq!(shown["reports"][0]["status"], "draft");
        let read = "SELECT count(*) FROM audit_logs WHERE action = 'read' AND row_id = ?1";
        assert_eq!(clinic.number(read, scan), Some(2));
        let desk = clinic.ask(clinic.receptionist, "imaging.scan", json!({ "id": scan }));
        assert_eq!(desk.unwrap_err().code, Some("not_allowed"));
    }
}
