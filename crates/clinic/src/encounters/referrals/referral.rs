//! A referral as lists show it and as verbs find it.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::older::{OlderThan, PAGE_LIMIT};
use crate::organization::practitioners::{NAME, name_of};
use crate::people::line::{Lines, PatientLine};
use crate::people::merged::of_person;
use crate::{Asking, Refused};

/// A referral in one line.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ReferralLine {
    id: Uuid,
    version: i64,
    patient: PatientLine,
    visit_id: Option<Uuid>,
    from: Option<String>,
    to_practitioner_id: Option<Uuid>,
    to_practitioner: Option<String>,
    to_department_id: Option<Uuid>,
    to_department: Option<String>,
    to_text: Option<String>,
    specialization: Option<String>,
    reason: String,
    priority: String,
    status: String,
    sent_at: Option<i64>,
    appointment_id: Option<Uuid>,
    /// What came of it, or why it was declined or called off.
    outcome: Option<String>,
    notes: Option<String>,
    created_at: i64,
}

/// A row of [`select`].
#[derive(Deserialize)]
pub(crate) struct ReferralRow {
    id: Uuid,
    version: i64,
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    from_name: Option<String>,
    to_practitioner_id: Option<Uuid>,
    to_department_id: Option<Uuid>,
    to_department: Option<String>,
    to_text: Option<String>,
    specialization: Option<String>,
    reason: String,
    priority: String,
    status: String,
    sent_at: Option<i64>,
    appointment_id: Option<Uuid>,
    outcome: Option<String>,
    notes: Option<String>,
    created_at: i64,
}

impl ReferralRow {
    /// Where it stands in a list.
    pub(crate) fn place(&self) -> OlderThan {
        OlderThan { at: self.created_at, id: self.id }
    }
}

/// The SELECT that fills [`ReferralRow`], with `condition` on `f`.
fn select(condition: &str) -> String {
    format!(
        "SELECT f.id, f.version, f.patient_id, f.visit_id, {NAME} AS from_name, \
         f.to_practitioner_id, f.to_department_id, d.name AS to_department, f.to_text, \
         f.specialization, f.reason, f.priority, f.status, f.sent_at, f.appointment_id, \
         f.outcome_text AS outcome, f.notes, f.created_at \
         FROM referrals f LEFT JOIN practitioners p ON p.id = f.from_practitioner_id \
         LEFT JOIN departments d ON d.id = f.to_department_id \
         WHERE {condition} AND f.deleted_at IS NULL"
    )
}

/// The newest of a patient or of a visit; `condition` is on `f` and takes an id as `?1`.
pub(crate) fn newest_query(condition: &str) -> String {
    select(condition) + " ORDER BY f.created_at DESC, f.id DESC LIMIT 20"
}

/// The referrals of a visit (`?1`), on `f`; they are found among the patient's.
pub(crate) const OF_VISIT: &str = "f.patient_id = (SELECT v.patient_id FROM visits v \
     WHERE v.id = ?1) AND f.visit_id = ?1";

/// A patient's (`?1`), older than a place (`?2`, `?3`).
pub(crate) fn page_query() -> String {
    select(&of_person("f.patient_id = ?1 AND (f.created_at, f.id) < (?2, ?3)"))
        + " ORDER BY f.created_at DESC, f.id DESC"
        + PAGE_LIMIT
}

/// The order of a worklist: by priority and then by age.
const BY_URGENCY: &str = " ORDER BY CASE f.priority WHEN 'stat' THEN 0 WHEN 'asap' THEN 1 \
     WHEN 'urgent' THEN 2 ELSE 3 END, f.created_at, f.id LIMIT 300";

/// Those of a site (`?1`) that are not over.
pub(crate) fn open_query() -> String {
    select("f.site_id = ?1 AND f.status IN ('draft', 'sent', 'accepted')") + BY_URGENCY
}

/// Those to a practitioner (`?1`), from every site, that are not over.
pub(crate) fn to_me_query() -> String {
    select(
        "f.site_id IN (SELECT s.id FROM sites s) AND f.status IN ('sent', 'accepted') \
         AND f.to_practitioner_id = ?1",
    ) + BY_URGENCY
}

/// The lines of rows.
pub(crate) fn lines(
    asking: &Asking<'_>,
    rows: Vec<ReferralRow>,
) -> Result<Vec<ReferralLine>, Refused> {
    let patients = Lines::of(asking);
    rows.into_iter()
        .map(|row| {
            Ok(ReferralLine {
                patient: patients.line(row.patient_id)?,
                to_practitioner: name_of(&asking.reader, row.to_practitioner_id)?,
                id: row.id,
                version: row.version,
                visit_id: row.visit_id,
                from: row.from_name.filter(|name| !name.is_empty()),
                to_practitioner_id: row.to_practitioner_id,
                to_department_id: row.to_department_id,
                to_department: row.to_department,
                to_text: row.to_text,
                specialization: row.specialization,
                reason: row.reason,
                priority: row.priority,
                status: row.status,
                sent_at: row.sent_at,
                appointment_id: row.appointment_id,
                outcome: row.outcome,
                notes: row.notes,
                created_at: row.created_at,
            })
        })
        .collect()
}

/// A patient's newest referrals.
pub(crate) fn of_patient(asking: &Asking<'_>, patient: Uuid) -> Result<Vec<ReferralLine>, Refused> {
    lines(
        asking,
        asking.reader.rows(&newest_query(&of_person("f.patient_id = ?1")), params![patient])?,
    )
}

/// A visit's referrals.
pub(crate) fn of_visit(asking: &Asking<'_>, visit: Uuid) -> Result<Vec<ReferralLine>, Refused> {
    if !asking.who.sees("referrals") {
        return Ok(Vec::new());
    }
    lines(asking, asking.reader.rows(&newest_query(OF_VISIT), params![visit])?)
}

/// A referral as a verb finds it.
#[derive(Deserialize)]
pub(crate) struct Referral {
    pub id: Uuid,
    pub patient_id: Uuid,
    pub from_practitioner_id: Option<Uuid>,
    pub to_practitioner_id: Option<Uuid>,
    pub to_department_id: Option<Uuid>,
    pub specialization: Option<String>,
    pub priority: String,
    pub status: String,
}

/// The referral `id`.
pub(crate) fn referral(reader: &Reader<'_>, id: Uuid) -> Result<Referral, Refused> {
    reader
        .row(
            "SELECT id, patient_id, from_practitioner_id, to_practitioner_id, to_department_id, \
             specialization, priority, status FROM referrals WHERE id = ?1 AND deleted_at IS NULL",
            params![id],
        )?
        .ok_or_else(|| Refused::gone("referral"))
}

impl Referral {
    /// Refuses unless the status is one of `from`; `what` ends "A referral that …".
    pub fn must_be(&self, from: &[&str], what: &str) -> Result<(), Refused> {
        if from.contains(&self.status.as_str()) {
            return Ok(());
        }
        let now = match self.status.as_str() {
            "draft" => "it has not been sent",
            "sent" => "it waits for an answer",
            "accepted" => "it was accepted",
            "completed" => "it is complete",
            "declined" => "it was declined",
            _ => "it was called off",
        };
        Err(Refused::because(format!("This referral cannot be {what}: {now}.")))
    }
}
