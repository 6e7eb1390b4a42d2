//! Visits in lists: those that go on here, those that wait for a signature, a patient's earlier
//! ones.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::HOUR;
use crate::commands::Opened;
use crate::encounters::older::{OlderThan, PAGE_LIMIT, below, page};
use crate::organization::practitioners::NAME;
use crate::people::line::{Lines, PatientLine};
use crate::people::merged::of_person;
use crate::{Asking, Nothing, Refused};

/// An older visit that was never ended was forgotten and is found in the patient's chart.
const LASTING_MAX: i64 = 48 * HOUR;
/// Notes are signed within days; a doctor who is further behind asks for a patient's chart.
const UNSIGNED_MAX: i64 = 366 * 24 * HOUR;

/// A visit in a list.
#[derive(Clone, Debug, Serialize, TS)]
pub struct VisitInList {
    id: Uuid,
    version: i64,
    patient: PatientLine,
    practitioner: Option<String>,
    appointment_id: Option<Uuid>,
    started_at: i64,
    ended_at: Option<i64>,
    kind: String,
    status: String,
    status_reason: Option<String>,
    room: Option<String>,
    reason: Option<String>,
    signed_at: Option<i64>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    version: i64,
    patient_id: Uuid,
    practitioner: Option<String>,
    appointment_id: Option<Uuid>,
    started_at: i64,
    ended_at: Option<i64>,
    kind: String,
    status: String,
    status_reason: Option<String>,
    room: Option<String>,
    reason: Option<String>,
    signed_at: Option<i64>,
}

/// The SELECT that fills [`Row`], with `condition` on `v`.
fn select(condition: &str) -> String {
    format!(
        "SELECT v.id, v.version, v.patient_id, {NAME} AS practitioner, v.appointment_id, \
         v.started_at, v.ended_at, v.kind, v.status, v.status_reason, v.room, \
         coalesce(v.reason, v.type_text) AS reason, v.signed_at \
         FROM visits v LEFT JOIN practitioners p ON p.id = v.practitioner_id \
         WHERE {condition} AND v.deleted_at IS NULL"
    )
}

/// Those that go on at a site (`?1`) since a moment (`?2`).
pub(crate) fn open_query() -> String {
    select(
        "v.site_id = ?1 AND v.started_at > ?2 \
         AND v.status IN ('arrived', 'triaged', 'roomed', 'in_progress')",
    ) + " ORDER BY v.started_at, v.id LIMIT 300"
}

/// Those of a practitioner (`?1`) since a moment (`?2`) that nobody has signed.
pub(crate) fn unsigned_query() -> String {
    select(
        "v.practitioner_id = ?1 AND v.started_at > ?2 AND v.signed_at IS NULL \
         AND v.status IN ('in_progress', 'completed')",
    ) + " ORDER BY v.started_at DESC, v.id DESC LIMIT 300"
}

/// A patient's (`?1`), older than a place (`?2`, `?3`).
pub(crate) fn patient_query() -> String {
    select(&of_person(
        "v.patient_id = ?1 AND (v.started_at, v.id) < (?2, ?3) AND v.status <> 'entered_in_error'",
    )) + " ORDER BY v.started_at DESC, v.id DESC"
        + PAGE_LIMIT
}

/// Visits that go on at this site, the longest first.
pub fn open_visits(asking: &Asking<'_>, _: Nothing) -> Result<Vec<VisitInList>, Refused> {
    let since = asking.now - LASTING_MAX;
    lines(asking, asking.reader.rows(&open_query(), params![asking.who.site.id, since])?)
}

/// Whose unsigned notes; one's own where nobody is named.
#[derive(Deserialize, TS)]
pub struct UnsignedVisits {
    practitioner_id: Option<Uuid>,
}

/// Visits whose note waits for a signature, the newest first; of another's those of patients whom
/// who asks may see.
pub fn unsigned_visits(
    asking: &Asking<'_>,
    request: UnsignedVisits,
) -> Result<Vec<VisitInList>, Refused> {
    let Some(practitioner) = request.practitioner_id.or(asking.who.practitioner_id) else {
        return Ok(Vec::new());
    };
    let since = asking.now - UNSIGNED_MAX;
    let mut rows: Vec<Row> = asking.reader.rows(&unsigned_query(), params![practitioner, since])?;
    // Of somebody else's list only what is about one's own patients.
    if asking.who.practitioner_id != Some(practitioner) {
        rows = asking.of_own_patients("visits", rows, |row| row.patient_id)?;
    }
    lines(asking, rows)
}

/// Whose visits, and from where on.
#[derive(Deserialize, TS)]
pub struct PatientVisits {
    patient_id: Uuid,
    older: Option<OlderThan>,
}

/// A page of a patient's visits.
#[derive(Serialize, TS)]
pub struct VisitsPage {
    patient_id: Uuid,
    visits: Vec<VisitInList>,
    older: Option<OlderThan>,
}

/// A patient's visits, the newest first.
pub fn patient_visits(asking: &Asking<'_>, request: PatientVisits) -> Result<VisitsPage, Refused> {
    let (at, id) = below(request.older);
    let rows: Vec<Row> =
        asking.reader.rows(&patient_query(), params![request.patient_id, at, id])?;
    let (rows, older) = page(rows, |row| OlderThan { at: row.started_at, id: row.id });
    Ok(VisitsPage { patient_id: request.patient_id, visits: lines(asking, rows)?, older })
}

/// Whose record was opened.
pub(crate) fn opened(page: &VisitsPage) -> Opened {
    Opened { table: "patients", row: page.patient_id, patient: page.patient_id }
}

fn lines(asking: &Asking<'_>, rows: Vec<Row>) -> Result<Vec<VisitInList>, Refused> {
    let patients = Lines::of(asking);
    rows.into_iter()
        .map(|row| {
            Ok(VisitInList {
                id: row.id,
                version: row.version,
                patient: patients.line(row.patient_id)?,
                practitioner: row.practitioner.filter(|name| !name.is_empty()),
                appointment_id: row.appointment_id,
                started_at: row.started_at,
                ended_at: row.ended_at,
                kind: row.kind,
                status: row.status,
                status_reason: row.status_reason,
                room: row.room,
                reason: row.reason,
                signed_at: row.signed_at,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::encounters::older::PAGE;
    use crate::fixture::Clinic;
    use serde_json::{Value, json};

    #[test]
    fn a_long_history_is_read_page_by_page_without_a_gap_and_unsigned_notes_are_listed() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let start = json!({
            "appointment_id": null, "patient_id": patient, "practitioner_id": null,
            "kind": "routine", "reason": "Check-up"
        });
        // All in one moment: only the id tells them apart.
        for _ in 0..PAGE + 3 {
            let begun = clinic.ask(clinic.doctor, "encounters.start_visit", start.clone()).unwrap();
            let end = json!({ "id": begun["id"], "version": 0 });
            clinic.ask(clinic.doctor, "encounters.end_visit", end).unwrap();
        }
        let read = |older: &Value| {
            let request = json!({ "patient_id": patient, "older": older });
            clinic.ask(clinic.doctor, "encounters.patient_visits", request).unwrap()
        };
        let first = read(&Value::Null);
        let second = read(&first["older"]);
        let count = |page: &Value| page["visits"].as_array().unwrap().len();
        assert_eq!((count(&first), count(&second)), (PAGE, 3));
        assert_eq!(second["older"], Value::Null);
        assert_ne!(first["visits"][PAGE - 1]["id"], second["visits"][0]["id"]);

        let unsigned = || {
            let mine = json!({ "practitioner_id": null });
            let list = clinic.ask(clinic.doctor, "encounters.unsigned_visits", mine).unwrap();
            list.as_array().unwrap().len()
        };
        let before = unsigned();
        let this = json!({ "id": first["visits"][0]["id"], "version": 0 });
        clinic.ask(clinic.doctor, "encounters.sign_visit", this).unwrap();
        assert_eq!(unsigned(), before - 1);
    }
}
