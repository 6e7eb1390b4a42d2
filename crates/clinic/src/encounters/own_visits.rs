//! What patients see of their own visits: when and with whom, what was found, prescribed and done,
//! and what to do next. Notes are not shown as they are written.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::older::{OlderThan, PAGE_LIMIT, below, page};
use crate::medication::item::{PrescriptionShown, of_visit};
use crate::organization::practitioners::NAME;
use crate::people::chart_sections::{
    Immunization, Problem, ProcedureLine, ResultLine, immunizations, problems, procedures, results,
};
use crate::people::merged;
use crate::people::own::{must_be_own, own_patient};
use crate::{Asking, Refused};

/// From where on; the newest where nothing is said.
#[derive(Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct OwnVisits {
    older: Option<OlderThan>,
}

/// A visit in one line.
#[derive(Serialize, Deserialize, TS)]
pub struct OwnVisitLine {
    id: Uuid,
    started_at: i64,
    ended_at: Option<i64>,
    kind: String,
    status: String,
    practitioner: Option<String>,
    site: Option<String>,
    /// Why the patient came.
    reason: Option<String>,
    /// Whether the patient has said something about it.
    has_feedback: bool,
}

/// A page of the own visits.
#[derive(Serialize, TS)]
pub struct OwnVisitsPage {
    visits: Vec<OwnVisitLine>,
    older: Option<OlderThan>,
}

/// Which visit.
#[derive(Deserialize, TS)]
pub struct OwnVisitAsked {
    id: Uuid,
}

/// What a patient takes home from a visit.
#[derive(Serialize, TS)]
pub struct OwnVisit {
    #[serde(flatten)]
    line: OwnVisitLine,
    /// Whether the doctor has signed the note; what to do next is shown from then on.
    is_signed: bool,
    discharge_instructions: Option<String>,
    follow_up_instructions: Option<String>,
    problems: Vec<Problem>,
    prescriptions: Vec<PrescriptionShown>,
    procedures: Vec<ProcedureLine>,
    /// Those that are final.
    results: Vec<ResultLine>,
    immunizations: Vec<Immunization>,
}

fn select(condition: &str) -> String {
    format!(
        "SELECT v.id, v.started_at, v.ended_at, v.kind, v.status, {NAME} AS practitioner, \
         s.name AS site, coalesce(v.reason, v.type_text) AS reason, \
         EXISTS (SELECT 1 FROM feedback f WHERE {} \
         AND f.visit_id = v.id AND f.deleted_at IS NULL) AS has_feedback \
         FROM visits v LEFT JOIN practitioners p ON p.id = v.practitioner_id \
         LEFT JOIN sites s ON s.id = v.site_id \
         WHERE {condition} AND v.status <> 'entered_in_error' AND v.deleted_at IS NULL",
        merged::is_one_with("f.patient_id", "v.patient_id")
    )
}

/// Visits of the patient ?1, older than a place (?2, ?3).
pub(crate) fn page_query() -> String {
    let condition =
        format!("{} AND (v.started_at, v.id) < (?2, ?3)", merged::is_one("v.patient_id"));
    select(&condition) + " ORDER BY v.started_at DESC, v.id DESC" + PAGE_LIMIT
}

/// The own visits, the newest first.
pub fn own_visits(asking: &Asking<'_>, request: OwnVisits) -> Result<OwnVisitsPage, Refused> {
    let (at, id) = below(request.older);
    let rows: Vec<OwnVisitLine> =
        asking.reader.rows(&page_query(), params![own_patient(asking.who)?, at, id])?;
    let (visits, older) = page(rows, |row| OlderThan { at: row.started_at, id: row.id });
    Ok(OwnVisitsPage { visits, older })
}

/// One of the own visits with what came of it.
pub fn own_visit(asking: &Asking<'_>, request: OwnVisitAsked) -> Result<OwnVisit, Refused> {
    #[derive(Deserialize)]
    struct Next {
        is_signed: bool,
        discharge_instructions: Option<String>,
        follow_up_instructions: Option<String>,
    }
    let (reader, id) = (&asking.reader, request.id);
    must_be_own(reader, asking.who, "visits", id)?;
    let line: Option<OwnVisitLine> = reader.row(&select("v.id = ?1"), params![id])?;
    let next: Option<Next> = reader.row(
        "SELECT signed_at IS NOT NULL AS is_signed, discharge_instructions, \
         follow_up_instructions FROM visits WHERE id = ?1",
        params![id],
    )?;
    let (Some(line), Some(next)) = (line, next) else { return Err(Refused::gone("visit")) };
    let signed = next.is_signed;
    Ok(OwnVisit {
        line,
        is_signed: signed,
        discharge_instructions: next.discharge_instructions.filter(|_| signed),
        follow_up_instructions: next.follow_up_instructions.filter(|_| signed),
        problems: problems(reader, "m.visit_id = ?1", id)?,
        prescriptions: of_visit(asking, id)?,
        procedures: procedures(reader, "q.visit_id = ?1", id)?,
        results: results(reader, "r.visit_id = ?1 AND r.status IN ('completed', 'corrected')", id)?,
        immunizations: immunizations(reader, "i.visit_id = ?1", id)?,
    })
}
