//! The sections of a chart that others show too.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::Refused;
use crate::encounters::icd10;
use crate::people::merged;

/// An allergy.
#[derive(Serialize, Deserialize, TS)]
pub struct Allergy {
    id: Uuid,
    version: i64,
    substance_text: String,
    category: Option<String>,
    criticality: Option<String>,
    reaction_text: Option<String>,
    severity: Option<String>,
    status: String,
    verification: Option<String>,
    /// Whether another value stands beside it until somebody decides.
    candidate: bool,
}

/// A problem. Its code is ours, or a foreign one that came with an imported record.
#[derive(Serialize, TS)]
pub struct Problem {
    id: Uuid,
    version: i64,
    condition_name: String,
    icd10_code: Option<String>,
    foreign_code: Option<String>,
    foreign_system: Option<String>,
    status: String,
    severity: Option<String>,
    onset_on: Option<String>,
    recorded_at: Option<i64>,
}

/// A laboratory result.
#[derive(Serialize, Deserialize, TS)]
pub struct ResultLine {
    id: Uuid,
    test_name: String,
    value: Option<String>,
    unit: Option<String>,
    reference_range: Option<String>,
    abnormal_flag: Option<String>,
    status: String,
    resulted_at: Option<i64>,
}

/// Something that was done.
#[derive(Serialize, Deserialize, TS)]
pub struct ProcedureLine {
    id: Uuid,
    name: String,
    performed_at: Option<i64>,
    code: Option<String>,
}

/// A vaccination.
#[derive(Serialize, Deserialize, TS)]
pub struct Immunization {
    id: Uuid,
    vaccine: String,
    occurred_at: Option<i64>,
}

/// A visit in one line.
#[derive(Serialize, TS)]
pub struct VisitLine {
    id: Uuid,
    started_at: i64,
    ended_at: Option<i64>,
    kind: String,
    status: String,
    reason: Option<String>,
    practitioner: Option<String>,
    problems: Vec<String>,
}

/// Allergies, the active and dangerous ones first.
pub(crate) fn allergies(reader: &Reader<'_>, patient: Uuid) -> Result<Vec<Allergy>, Refused> {
    Ok(reader.rows(
        &format!(
            "SELECT a.id, a.version, a.substance_text, a.category, a.criticality, \
             a.reaction_text, a.severity, a.status, a.verification, \
             EXISTS (SELECT 1 FROM sync_conflicts c WHERE c.row_id = a.id AND c.status = 'open' \
             AND c.deleted_at IS NULL) AS candidate \
             FROM patient_allergies a WHERE {} AND a.deleted_at IS NULL \
             AND a.status <> 'entered_in_error' \
             AND coalesce(a.verification, '') <> 'entered_in_error' \
             ORDER BY a.status <> 'active', a.criticality IS NOT 'high', a.substance_text, a.id",
            merged::is_one("a.patient_id")
        ),
        params![patient],
    )?)
}

/// Problems, those that stand first; `condition` takes `id` as `?1`.
pub(crate) fn problems(
    reader: &Reader<'_>,
    condition: &str,
    id: Uuid,
) -> Result<Vec<Problem>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        id: Uuid,
        version: i64,
        condition_text: String,
        code_system: Option<String>,
        code: Option<String>,
        status: String,
        severity: Option<String>,
        onset_on: Option<String>,
        recorded_at: Option<i64>,
    }
    let rows: Vec<Row> = reader.rows(
        &format!(
            "SELECT id, version, condition_text, code_system, code, status, severity, onset_on, \
             recorded_at FROM medical_conditions WHERE {condition} AND deleted_at IS NULL \
             AND coalesce(verification, '') <> 'entered_in_error' \
             ORDER BY status IN ('resolved', 'inactive'), \
             coalesce(recorded_at, created_at) DESC, id DESC"
        ),
        params![id],
    )?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let ours = row.code_system.as_deref() == Some(icd10::SYSTEM);
            let (icd10_code, foreign_code) = if ours { (row.code, None) } else { (None, row.code) };
            Problem {
                id: row.id,
                version: row.version,
                condition_name: row.condition_text,
                icd10_code,
                foreign_system: row.code_system.filter(|_| foreign_code.is_some()),
                foreign_code,
                status: row.status,
                severity: row.severity,
                onset_on: row.onset_on,
                recorded_at: row.recorded_at,
            }
        })
        .collect())
}

/// Results that no correction has replaced, newest first; `condition` takes `id` as `?1`.
pub(crate) fn results(
    reader: &Reader<'_>,
    condition: &str,
    id: Uuid,
) -> Result<Vec<ResultLine>, Refused> {
    Ok(reader.rows(
        &format!(
            "SELECT id, test_name, coalesce(value_text, coalesce(value_comparator, '') || \
             printf('%!.15g', value_number)) AS value, unit, \
             coalesce(reference_range_text, CASE \
             WHEN reference_low IS NOT NULL AND reference_high IS NOT NULL \
             THEN printf('%!.15g', reference_low) || ' – ' || printf('%!.15g', reference_high) \
             WHEN reference_low IS NOT NULL THEN '≥ ' || printf('%!.15g', reference_low) \
             WHEN reference_high IS NOT NULL THEN '≤ ' || printf('%!.15g', reference_high) \
             END) AS reference_range, abnormal_flag, status, resulted_at \
             FROM lab_results r WHERE {condition} AND deleted_at IS NULL \
             AND status <> 'entered_in_error' \
             AND NOT EXISTS (SELECT 1 FROM lab_results c WHERE c.corrects_id = r.id) \
             ORDER BY coalesce(resulted_at, ordered_at, created_at) DESC, id DESC LIMIT 100"
        ),
        params![id],
    )?)
}

/// Procedures, newest first; `condition` takes `id` as `?1`.
pub(crate) fn procedures(
    reader: &Reader<'_>,
    condition: &str,
    id: Uuid,
) -> Result<Vec<ProcedureLine>, Refused> {
    Ok(reader.rows(
        &format!(
            "SELECT id, procedure_text AS name, started_at AS performed_at, code FROM procedures \
             WHERE {condition} AND deleted_at IS NULL AND status <> 'entered_in_error' \
             ORDER BY started_at DESC, id DESC"
        ),
        params![id],
    )?)
}

/// Vaccinations that were given, newest first.
pub(crate) fn immunizations(
    reader: &Reader<'_>,
    patient: Uuid,
) -> Result<Vec<Immunization>, Refused> {
    Ok(reader.rows(
        &format!(
            "SELECT id, vaccine_text AS vaccine, occurred_at FROM immunizations \
             WHERE {} AND deleted_at IS NULL AND status = 'completed' \
             ORDER BY occurred_at DESC, id DESC",
            merged::is_one("patient_id")
        ),
        params![patient],
    )?)
}

/// The newest hundred visits, and how many there are.
pub(crate) fn visits(reader: &Reader<'_>, patient: Uuid) -> Result<(Vec<VisitLine>, u32), Refused> {
    #[derive(Deserialize)]
    struct Row {
        id: Uuid,
        started_at: i64,
        ended_at: Option<i64>,
        kind: String,
        status: String,
        reason: Option<String>,
        practitioner: Option<String>,
    }
    let of_set = merged::is_one("patient_id");
    let standing = format!("{of_set} AND deleted_at IS NULL AND status <> 'entered_in_error'");
    let count: Option<u32> =
        reader.value(&format!("SELECT count(*) FROM visits WHERE {standing}"), params![patient])?;
    let rows: Vec<Row> = reader.rows(
        &format!(
            "SELECT v.id, v.started_at, v.ended_at, v.kind, v.status, \
             coalesce(v.reason, v.type_text) AS reason, {} AS practitioner \
             FROM (SELECT * FROM visits WHERE {standing} ORDER BY started_at DESC, id DESC \
             LIMIT 100) v LEFT JOIN practitioners p ON p.id = v.practitioner_id \
             ORDER BY v.started_at DESC, v.id DESC",
            crate::organization::practitioners::NAME
        ),
        params![patient],
    )?;
    let problems: Vec<(Uuid, String)> = reader.rows(
        &format!(
            "SELECT visit_id, condition_text FROM medical_conditions WHERE {of_set} \
             AND visit_id IS NOT NULL AND deleted_at IS NULL ORDER BY id"
        ),
        params![patient],
    )?;
    let lines = rows
        .into_iter()
        .map(|row| VisitLine {
            problems: problems
                .iter()
                .filter(|(visit, _)| *visit == row.id)
                .map(|(_, name)| name.clone())
                .collect(),
            id: row.id,
            started_at: row.started_at,
            ended_at: row.ended_at,
            kind: row.kind,
            status: row.status,
            reason: row.reason,
            practitioner: row.practitioner,
        })
        .collect();
    Ok((lines, count.unwrap_or(0)))
}
