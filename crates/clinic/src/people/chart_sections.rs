//! The sections of a chart that others show too.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::Refused;
use crate::encounters::icd10;
use crate::encounters::older::{OlderThan, PAGE_LIMIT, below};
use crate::people::merged;
use crate::people::merged::of_person;

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
    onset_on: Option<String>,
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
    /// Foreign codes that stand beside its code.
    other_codes: Vec<OtherCode>,
    status: String,
    severity: Option<String>,
    /// How sure it is; `refuted` where it turned out not to be so.
    verification: Option<String>,
    onset_on: Option<String>,
    abated_on: Option<String>,
    recorded_at: Option<i64>,
    notes: Option<String>,
    visit_id: Option<Uuid>,
    /// When it was recorded, or else when it came into this record.
    at: i64,
}

impl Problem {
    /// Where it stands in a list.
    pub(crate) fn place(&self) -> OlderThan {
        OlderThan { at: self.at, id: self.id }
    }
}

/// A code of another system for the same thing.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OtherCode {
    system: Option<String>,
    code: String,
    display: Option<String>,
}

/// A laboratory result, from its order on.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ResultLine {
    /// The result.
    pub id: Uuid,
    version: i64,
    /// Whose it is.
    pub patient_id: Uuid,
    lab_order_id: Option<Uuid>,
    visit_id: Option<Uuid>,
    test_name: String,
    test_code: Option<String>,
    panel_name: Option<String>,
    value: Option<String>,
    value_number: Option<f64>,
    unit: Option<String>,
    reference_range: Option<String>,
    abnormal_flag: Option<String>,
    /// Why a person changed the computed flag.
    flag_reason: Option<String>,
    status: String,
    comments: Option<String>,
    interpretation: Option<String>,
    resulted_at: Option<i64>,
    reviewed_at: Option<i64>,
    told_to: Option<String>,
    told_at: Option<i64>,
    /// The wrong result that this one replaces.
    corrects_id: Option<Uuid>,
    correction_reason: Option<String>,
    /// Whether another result replaces this one.
    struck: bool,
    /// When it was resulted, or else ordered, or else written.
    pub at: i64,
}

/// Something that was done, or was meant to be.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ProcedureLine {
    id: Uuid,
    version: i64,
    name: String,
    performed_at: Option<i64>,
    ended_at: Option<i64>,
    code: Option<String>,
    status: String,
    reason: Option<String>,
    body_site: Option<String>,
    outcome: Option<String>,
    visit_id: Option<Uuid>,
    at: i64,
}

impl ProcedureLine {
    /// Where it stands in a list.
    pub(crate) fn place(&self) -> OlderThan {
        OlderThan { at: self.at, id: self.id }
    }
}

/// A vaccination, or one that was not given.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Immunization {
    id: Uuid,
    version: i64,
    vaccine: String,
    code: Option<String>,
    occurred_at: Option<i64>,
    status: String,
    status_reason: Option<String>,
    dose_number: Option<i64>,
    lot_number: Option<String>,
    expires_on: Option<String>,
    /// Known from the patient or from a card, and not given here.
    is_reported: bool,
    at: i64,
}

impl Immunization {
    /// Where it stands in a list.
    pub(crate) fn place(&self) -> OlderThan {
        OlderThan { at: self.at, id: self.id }
    }
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
             a.reaction_text, a.severity, a.status, a.verification, a.onset_on, \
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

const PROBLEM_COLUMNS: &str = "m.id, m.version, m.condition_text, m.code_system, m.code, \
     m.status, m.severity, m.verification, m.onset_on, m.abated_on, m.recorded_at, m.notes, \
     m.visit_id, coalesce(m.recorded_at, m.created_at) AS at";

/// Problems that stand first; `condition` is on `m` and takes an id as `?1`.
pub(crate) fn problems_query(condition: &str) -> String {
    format!(
        "SELECT {PROBLEM_COLUMNS} FROM medical_conditions m \
         WHERE {condition} AND m.deleted_at IS NULL \
         AND coalesce(m.verification, '') NOT IN ('refuted', 'entered_in_error') \
         ORDER BY m.status IN ('resolved', 'inactive'), at DESC, m.id DESC LIMIT 500"
    )
}

/// All of a patient's (`?1`), refuted ones too, older than a place (`?2`, `?3`).
pub(crate) fn problems_page_query() -> String {
    of_person(&format!(
        "SELECT {PROBLEM_COLUMNS} FROM medical_conditions m WHERE m.patient_id = ?1 \
         AND m.deleted_at IS NULL AND (coalesce(m.recorded_at, m.created_at), m.id) < (?2, ?3) \
         ORDER BY at DESC, m.id DESC"
    )) + PAGE_LIMIT
}

#[derive(Deserialize)]
struct ProblemRow {
    id: Uuid,
    version: i64,
    condition_text: String,
    code_system: Option<String>,
    code: Option<String>,
    status: String,
    severity: Option<String>,
    verification: Option<String>,
    onset_on: Option<String>,
    abated_on: Option<String>,
    recorded_at: Option<i64>,
    notes: Option<String>,
    visit_id: Option<Uuid>,
    at: i64,
}

/// Problems, those that stand first and refuted ones not at all; `condition` is on `m` and takes
/// `id` as `?1`.
pub(crate) fn problems(
    reader: &Reader<'_>,
    condition: &str,
    id: Uuid,
) -> Result<Vec<Problem>, Refused> {
    with_codes(reader, reader.rows(&problems_query(condition), params![id])?)
}

/// A page of all conditions of a patient and one row more, the newest first.
pub(crate) fn problems_page(
    reader: &Reader<'_>,
    patient: Uuid,
    older: Option<OlderThan>,
) -> Result<Vec<Problem>, Refused> {
    let (at, id) = below(older);
    with_codes(reader, reader.rows(&problems_page_query(), params![patient, at, id])?)
}

fn with_codes(reader: &Reader<'_>, rows: Vec<ProblemRow>) -> Result<Vec<Problem>, Refused> {
    rows.into_iter()
        .map(|row| {
            let ours = row.code_system.as_deref() == Some(icd10::SYSTEM);
            let (icd10_code, foreign_code) = if ours { (row.code, None) } else { (None, row.code) };
            Ok(Problem {
                id: row.id,
                version: row.version,
                condition_name: row.condition_text,
                icd10_code,
                foreign_system: row.code_system.filter(|_| foreign_code.is_some()),
                foreign_code,
                other_codes: reader.rows(
                    "SELECT system, code, display FROM code_bindings WHERE row_id = ?1 \
                     AND column_name = 'code' AND deleted_at IS NULL ORDER BY system, code",
                    params![row.id],
                )?,
                status: row.status,
                severity: row.severity,
                verification: row.verification,
                onset_on: row.onset_on,
                abated_on: row.abated_on,
                recorded_at: row.recorded_at,
                notes: row.notes,
                visit_id: row.visit_id,
                at: row.at,
            })
        })
        .collect()
}

/// When a result of `r` was resulted, or else ordered, or else written.
const RESULT_AT: &str = "coalesce(r.resulted_at, r.ordered_at, r.created_at)";

/// The SELECT that fills [`ResultLine`], with `condition` on `r`.
pub(crate) fn select_results(condition: &str) -> String {
    format!(
        "SELECT r.id, r.version, r.patient_id, r.lab_order_id, r.visit_id, r.test_name, \
         r.test_code, r.panel_name, coalesce(r.value_text, CASE WHEN r.value_number IS NOT NULL \
         THEN coalesce(r.value_comparator, '') || printf('%!.15g', r.value_number) END) AS value, \
         r.value_number, r.unit, \
         coalesce(r.reference_range_text, CASE \
         WHEN r.reference_low IS NOT NULL AND r.reference_high IS NOT NULL \
         THEN printf('%!.15g', r.reference_low) || ' – ' || printf('%!.15g', r.reference_high) \
         WHEN r.reference_low IS NOT NULL THEN '≥ ' || printf('%!.15g', r.reference_low) \
         WHEN r.reference_high IS NOT NULL THEN '≤ ' || printf('%!.15g', r.reference_high) \
         END) AS reference_range, r.abnormal_flag, r.flag_reason, r.status, r.comments, \
         r.interpretation, r.resulted_at, r.reviewed_at, r.told_to, r.told_at, r.corrects_id, \
         r.correction_reason, {STRUCK_RESULT} AS struck, {RESULT_AT} AS at \
         FROM lab_results r WHERE {condition} AND r.deleted_at IS NULL"
    )
}

/// The result of `r` was struck, or another one replaces it.
pub(crate) const STRUCK_RESULT: &str = "(r.status = 'entered_in_error' \
     OR EXISTS (SELECT 1 FROM lab_results c WHERE c.corrects_id = r.id))";

/// Those that stand, newest first; `condition` is on `r` and takes an id as `?1`.
pub(crate) fn results_query(condition: &str) -> String {
    select_results(condition)
        + &format!(" AND NOT {STRUCK_RESULT} ORDER BY at DESC, r.id DESC LIMIT 100")
}

/// A patient's (`?1`), older than a place (`?2`, `?3`); struck ones too, if asked for.
pub(crate) fn results_page_query(with_struck: bool) -> String {
    let condition = format!("r.patient_id = ?1 AND ({RESULT_AT}, r.id) < (?2, ?3)");
    let standing = if with_struck { String::new() } else { format!(" AND NOT {STRUCK_RESULT}") };
    select_results(&of_person(&condition)) + &standing + " ORDER BY at DESC, r.id DESC" + PAGE_LIMIT
}

/// Results that no correction has replaced, newest first; `condition` is on `r` and takes `id` as
/// `?1`.
pub(crate) fn results(
    reader: &Reader<'_>,
    condition: &str,
    id: Uuid,
) -> Result<Vec<ResultLine>, Refused> {
    Ok(reader.rows(&results_query(condition), params![id])?)
}

fn select_procedures(condition: &str) -> String {
    format!(
        "SELECT q.id, q.version, q.procedure_text AS name, q.started_at AS performed_at, \
         q.ended_at, q.code, q.status, q.reason_text AS reason, q.body_site, \
         q.outcome_text AS outcome, q.visit_id, coalesce(q.started_at, q.created_at) AS at \
         FROM procedures q WHERE {condition} AND q.deleted_at IS NULL \
         AND q.status <> 'entered_in_error' ORDER BY at DESC, q.id DESC"
    )
}

/// The newest hundred; `condition` is on `q` and takes an id as `?1`.
pub(crate) fn procedures_query(condition: &str) -> String {
    select_procedures(condition) + " LIMIT 100"
}

/// A patient's (`?1`), older than a place (`?2`, `?3`).
pub(crate) fn procedures_page_query() -> String {
    select_procedures(&of_person(
        "q.patient_id = ?1 AND (coalesce(q.started_at, q.created_at), q.id) < (?2, ?3)",
    )) + PAGE_LIMIT
}

/// Procedures, newest first; `condition` is on `q` and takes `id` as `?1`.
pub(crate) fn procedures(
    reader: &Reader<'_>,
    condition: &str,
    id: Uuid,
) -> Result<Vec<ProcedureLine>, Refused> {
    Ok(reader.rows(&procedures_query(condition), params![id])?)
}

fn select_immunizations(condition: &str) -> String {
    format!(
        "SELECT i.id, i.version, i.vaccine_text AS vaccine, i.code, i.occurred_at, i.status, \
         i.status_reason, i.dose_number, i.lot_number, i.expires_on, i.is_reported, \
         coalesce(i.occurred_at, i.created_at) AS at FROM immunizations i \
         WHERE {condition} AND i.deleted_at IS NULL ORDER BY at DESC, i.id DESC"
    )
}

/// The newest hundred that were given; `condition` is on `i` and takes an id as `?1`.
pub(crate) fn immunizations_query(condition: &str) -> String {
    select_immunizations(&format!("{condition} AND i.status = 'completed'")) + " LIMIT 100"
}

/// All of a patient's (`?1`), those not given too, older than a place (`?2`, `?3`).
pub(crate) fn immunizations_page_query() -> String {
    select_immunizations(&of_person(
        "i.patient_id = ?1 AND (coalesce(i.occurred_at, i.created_at), i.id) < (?2, ?3)",
    )) + PAGE_LIMIT
}

/// Vaccinations that were given, newest first; `condition` is on `i` and takes `id` as `?1`.
pub(crate) fn immunizations(
    reader: &Reader<'_>,
    condition: &str,
    id: Uuid,
) -> Result<Vec<Immunization>, Refused> {
    Ok(reader.rows(&immunizations_query(condition), params![id])?)
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
