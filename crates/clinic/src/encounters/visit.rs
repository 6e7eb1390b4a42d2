//! A visit with everything that belongs to it.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::encounters::add_addendum::{AddendumLine, addenda};
use crate::encounters::laboratory::order_line::{LabOrderLine, of_visit as lab_orders};
use crate::encounters::referrals::referral::{ReferralLine, of_visit as referrals};
use crate::encounters::vitals::{VitalsRow, rows as vitals};
use crate::medication::item::{PrescriptionShown, of_visit};
use crate::organization::practitioners::{name_of, user_name};
use crate::people::chart_sections::{
    Immunization, Problem, ProcedureLine, ResultLine, immunizations, problems, procedures, results,
};
use crate::people::line::{Lines, PatientLine};
use crate::{Asking, Refused};

/// Which visit.
#[derive(Deserialize, TS)]
pub struct VisitAsked {
    id: Uuid,
}

/// A visit with everything that belongs to it.
#[derive(Serialize, TS)]
pub struct Visit {
    id: Uuid,
    version: i64,
    patient: PatientLine,
    practitioner: Option<String>,
    practitioner_id: Option<Uuid>,
    appointment_id: Option<Uuid>,
    started_at: i64,
    ended_at: Option<i64>,
    kind: String,
    status: String,
    reason: Option<String>,
    subjective: Option<String>,
    objective: Option<String>,
    assessment: Option<String>,
    plan: Option<String>,
    follow_up_instructions: Option<String>,
    history_present_illness: Option<String>,
    physical_examination: Option<String>,
    notes: Option<String>,
    discharge_instructions: Option<String>,
    room: Option<String>,
    /// Why it was called off, or why the patient left.
    status_reason: Option<String>,
    signed_at: Option<i64>,
    signed_by: Option<String>,
    /// What was added after the note was signed.
    addenda: Vec<AddendumLine>,
    vitals: Vec<VitalsRow>,
    conditions: Vec<Problem>,
    prescriptions: Vec<PrescriptionShown>,
    procedures: Vec<ProcedureLine>,
    results: Vec<ResultLine>,
    lab_orders: Vec<LabOrderLine>,
    immunizations: Vec<Immunization>,
    referrals: Vec<ReferralLine>,
    invoice_id: Option<Uuid>,
}

#[derive(Deserialize)]
struct Row {
    version: i64,
    patient_id: Uuid,
    practitioner_id: Option<Uuid>,
    appointment_id: Option<Uuid>,
    started_at: i64,
    ended_at: Option<i64>,
    kind: String,
    status: String,
    reason: Option<String>,
    subjective: Option<String>,
    objective: Option<String>,
    assessment: Option<String>,
    plan: Option<String>,
    follow_up_instructions: Option<String>,
    history_present_illness: Option<String>,
    physical_examination: Option<String>,
    notes: Option<String>,
    discharge_instructions: Option<String>,
    room: Option<String>,
    status_reason: Option<String>,
    signed_at: Option<i64>,
    signed_by: Option<Uuid>,
    invoice_id: Option<Uuid>,
}

/// A visit with everything that belongs to it.
pub fn visit(asking: &Asking<'_>, request: VisitAsked) -> Result<Visit, Refused> {
    let reader = &asking.reader;
    let row: Option<Row> = reader.row(
        "SELECT version, patient_id, practitioner_id, appointment_id, started_at, ended_at, kind, \
         status, reason, subjective, objective, assessment, plan, follow_up_instructions, \
         history_present_illness, physical_examination, notes, discharge_instructions, room, \
         status_reason, signed_at, signed_by, \
         (SELECT i.id FROM invoices i WHERE i.visit_id = visits.id AND i.deleted_at IS NULL \
          AND i.status <> 'void' ORDER BY i.id LIMIT 1) AS invoice_id \
         FROM visits WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    let row = row.ok_or_else(|| Refused::gone("visit"))?;
    let id = request.id;
    Ok(Visit {
        id,
        version: row.version,
        patient: Lines::of(asking).line(row.patient_id)?,
        practitioner: name_of(reader, row.practitioner_id)?,
        practitioner_id: row.practitioner_id,
        appointment_id: row.appointment_id,
        started_at: row.started_at,
        ended_at: row.ended_at,
        kind: row.kind,
        status: row.status,
        reason: row.reason,
        subjective: row.subjective,
        objective: row.objective,
        assessment: row.assessment,
        plan: row.plan,
        follow_up_instructions: row.follow_up_instructions,
        history_present_illness: row.history_present_illness,
        physical_examination: row.physical_examination,
        notes: row.notes,
        discharge_instructions: row.discharge_instructions,
        room: row.room,
        status_reason: row.status_reason,
        addenda: addenda(reader, id)?,
        signed_at: row.signed_at,
        signed_by: user_name(reader, row.signed_by)?,
        vitals: vitals(reader, "v.visit_id = ?1", id)?,
        conditions: problems(reader, "m.visit_id = ?1", id)?,
        prescriptions: of_visit(asking, id)?,
        procedures: procedures(reader, "q.visit_id = ?1", id)?,
        results: results(reader, "r.visit_id = ?1", id)?,
        lab_orders: lab_orders(asking, id)?,
        immunizations: immunizations(reader, "i.visit_id = ?1", id)?,
        referrals: referrals(asking, id)?,
        invoice_id: row.invoice_id.filter(|_| asking.who.sees("invoices")),
    })
}

/// Whose record was opened.
pub(crate) fn opened(visit: &Visit) -> Opened {
    Opened { table: "visits", row: visit.id, patient: visit.patient.id }
}
