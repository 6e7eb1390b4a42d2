//! A patient's scans, for the chart and for what was seen before.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::encounters::older::{OlderThan, PAGE_LIMIT, below, page};
use crate::people::merged::of_person;
use crate::{Asking, Refused};

/// Whose scans, and from where on.
#[derive(Deserialize, TS)]
pub struct ScansAsked {
    patient_id: Uuid,
    #[ts(optional = nullable)]
    older: Option<OlderThan>,
}

/// A scan in one line.
#[derive(Serialize, Deserialize, TS)]
pub struct ScanLine {
    id: Uuid,
    version: i64,
    scan_number: Option<String>,
    modality: String,
    body_part: Option<String>,
    study_description: Option<String>,
    status: String,
    priority: String,
    ordered_at: i64,
    scheduled_at: Option<i64>,
    acquired_at: Option<i64>,
    /// How many files are registered with it.
    files: i64,
    /// Whether a report on it is signed.
    is_reported: bool,
    visit_id: Option<Uuid>,
}

/// A page of scans.
#[derive(Serialize, TS)]
pub struct ScansPage {
    patient_id: Uuid,
    scans: Vec<ScanLine>,
    older: Option<OlderThan>,
}

/// Those of ?1 older than a place (?2, ?3).
pub(crate) fn scans_page_sql() -> String {
    of_person(
        "SELECT s.id, s.version, s.scan_number, s.modality, s.body_part, s.study_description, \
         s.status, s.priority, s.ordered_at, s.scheduled_at, s.acquired_at, \
         (SELECT count(*) FROM scan_files f WHERE f.scan_id = s.id AND f.deleted_at IS NULL) \
         AS files, EXISTS (SELECT 1 FROM reports r WHERE r.scan_id = s.id \
         AND r.deleted_at IS NULL AND r.signed_at IS NOT NULL) AS is_reported, s.visit_id \
         FROM scans s WHERE patient_id = ?1 AND (s.ordered_at, s.id) < (?2, ?3) \
         AND s.deleted_at IS NULL AND s.status <> 'entered_in_error' \
         ORDER BY s.ordered_at DESC, s.id DESC",
    ) + PAGE_LIMIT
}

/// A patient's scans, the newest first.
pub fn scans(asking: &Asking<'_>, request: ScansAsked) -> Result<ScansPage, Refused> {
    let (at, id) = below(request.older);
    let rows: Vec<ScanLine> =
        asking.reader.rows(&scans_page_sql(), params![request.patient_id, at, id])?;
    let (scans, older) = page(rows, |row| OlderThan { at: row.ordered_at, id: row.id });
    Ok(ScansPage { patient_id: request.patient_id, scans, older })
}

/// Whose record was opened.
pub(crate) fn opened(page: &ScansPage) -> Opened {
    Opened { table: "patients", row: page.patient_id, patient: page.patient_id }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use crate::imaging::order::tests::ordered;
    use serde_json::json;

    #[test]
    fn a_doctor_finds_the_scans_of_a_patient_the_newest_first() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        for part in ["Knee", "Hand"] {
            ordered(&clinic, patient, json!({ "body_part": part }));
            clinic.pass_minutes(1);
        }
        let asked = json!({ "patient_id": patient });
        let page = clinic.ask(clinic.doctor, "imaging.scans", asked.clone()).unwrap();
        let parts: Vec<_> = page["scans"]
            .as_array()
            .unwrap()
            .iter()
            .map(|scan| scan["body_part"].clone())
            .collect();
        assert_eq!(parts, ["Hand", "Knee"]);
        assert_eq!((&page["scans"][0]["files"], &page["older"]), (&json!(0), &json!(null)));
        let desk = clinic.ask(clinic.receptionist, "imaging.scans", asked).unwrap_err();
        assert_eq!(desk.code, Some("not_allowed"));
    }
}
