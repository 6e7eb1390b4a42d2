//! What waits for imaging, as those who work there see it.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::people::line::{Lines, PatientLine};
use crate::{Asking, Refused};

/// At which stage, and whether only what is assigned to the person is wanted.
#[derive(Deserialize, TS)]
pub struct Worklist {
    #[ts(type = "\"acquisition\" | \"analysis\" | \"reading\"")]
    stage: String,
    only_mine: bool,
}

/// A scan that waits.
#[derive(Serialize, TS)]
pub struct WorklistLine {
    entry_id: Uuid,
    entry_version: i64,
    #[ts(type = "\"waiting\" | \"assigned\" | \"in_progress\"")]
    status: String,
    #[ts(type = "\"routine\" | \"urgent\" | \"asap\" | \"stat\"")]
    priority: String,
    queued_at: i64,
    assigned_to: Option<Uuid>,
    assignee: Option<String>,
    scan_id: Uuid,
    scan_version: i64,
    scan_number: Option<String>,
    modality: String,
    body_part: Option<String>,
    study_description: Option<String>,
    reason: Option<String>,
    clinical_question: Option<String>,
    scan_status: String,
    scheduled_at: Option<i64>,
    room: Option<String>,
    patient: PatientLine,
}

#[derive(Deserialize)]
struct Row {
    entry_id: Uuid,
    entry_version: i64,
    status: String,
    priority: String,
    queued_at: i64,
    assigned_to: Option<Uuid>,
    assignee: Option<String>,
    scan_id: Uuid,
    scan_version: i64,
    scan_number: Option<String>,
    modality: String,
    body_part: Option<String>,
    study_description: Option<String>,
    reason: Option<String>,
    clinical_question: Option<String>,
    scan_status: String,
    scheduled_at: Option<i64>,
    room: Option<String>,
    patient_id: Uuid,
}

/// What waits at site `?1` at stage `?2`; only for `?3` where one is given. The most urgent first,
/// and of these what has waited longest.
pub(crate) const WAITING: &str = "SELECT q.id AS entry_id, q.version AS entry_version, q.status, \
     q.priority, q.queued_at, q.assigned_to, coalesce(u.display_name, u.username) AS assignee, \
     s.id AS scan_id, s.version AS scan_version, s.scan_number, s.modality, s.body_part, \
     s.study_description, s.reason, s.clinical_question, s.status AS scan_status, \
     s.scheduled_at, s.room, s.patient_id \
     FROM scan_queue_entries q CROSS JOIN scans s ON s.id = q.scan_id \
     LEFT JOIN users u ON u.id = q.assigned_to \
     WHERE q.site_id = ?1 AND q.status IN ('waiting', 'assigned', 'in_progress') \
     AND q.stage = ?2 AND (?3 IS NULL OR q.assigned_to = ?3) AND q.deleted_at IS NULL \
     AND s.deleted_at IS NULL ORDER BY CASE q.priority WHEN 'stat' THEN 0 WHEN 'asap' THEN 1 \
     WHEN 'urgent' THEN 2 ELSE 3 END, q.queued_at, q.id LIMIT 300";

/// What waits at a stage, the most urgent first, and of these what has waited longest.
pub fn worklist(asking: &Asking<'_>, request: Worklist) -> Result<Vec<WorklistLine>, Refused> {
    let only = request.only_mine.then_some(asking.who.user_id);
    let rows: Vec<Row> =
        asking.reader.rows(WAITING, params![asking.who.site.id, request.stage, only])?;
    let lines = Lines::of(asking);
    rows.into_iter()
        .map(|row| {
            Ok(WorklistLine {
                patient: lines.line(row.patient_id)?,
                entry_id: row.entry_id,
                entry_version: row.entry_version,
                status: row.status,
                priority: row.priority,
                queued_at: row.queued_at,
                assigned_to: row.assigned_to,
                assignee: row.assignee,
                scan_id: row.scan_id,
                scan_version: row.scan_version,
                scan_number: row.scan_number,
                modality: row.modality,
                body_part: row.body_part,
                study_description: row.study_description,
                reason: row.reason,
                clinical_question: row.clinical_question,
                scan_status: row.scan_status,
                scheduled_at: row.scheduled_at,
                room: row.room,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use crate::imaging::order::tests::ordered;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn worklist(clinic: &Clinic, user: Uuid, stage: &str, only_mine: bool) -> Vec<Value> {
        let request = json!({ "stage": stage, "only_mine": only_mine });
        let lines = clinic.ask(user, "imaging.worklist", request).unwrap();
        lines.as_array().unwrap().clone()
    }

    #[test]
    fn the_most_urgent_stands_first_and_of_these_what_has_waited_longest() {
        let clinic = Clinic::found();
        let technician = clinic.employ("Iria", "Castro", "imaging_technician");
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        for (part, priority) in
            [("Knee", "routine"), ("Hand", "stat"), ("Head", "urgent"), ("Foot", "stat")]
        {
            ordered(&clinic, patient, json!({ "body_part": part, "priority": priority }));
            clinic.pass_minutes(1);
        }
        let parts: Vec<Value> = worklist(&clinic, technician, "acquisition", false)
            .iter()
            .map(|line| line["body_part"].clone())
            .collect();
        assert_eq!(parts, ["Hand", "Foot", "Head", "Knee"]);
        assert_eq!(worklist(&clinic, technician, "reading", false), [] as [Value; 0]);
    }

    #[test]
    fn work_is_assigned_to_somebody_who_does_it() {
        let clinic = Clinic::found();
        let technician = clinic.employ("Iria", "Castro", "imaging_technician");
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        ordered(&clinic, patient, json!({}));
        let entry = worklist(&clinic, technician, "acquisition", false)[0]["entry_id"].clone();
        let assign = |to: Uuid| json!({ "id": entry, "version": 0, "assigned_to": to });
        let refused = clinic.ask(technician, "imaging.assign", assign(clinic.receptionist));
        assert_eq!(refused.unwrap_err().field, Some("assigned_to"));
        clinic.ask(technician, "imaging.assign", assign(technician)).unwrap();
        let mine = worklist(&clinic, technician, "acquisition", true);
        assert_eq!(mine[0]["assignee"], "Iria Castro");
        // Taking images has verbs of its own.
        let this = json!({ "id": entry, "version": 0 });
        assert!(clinic.ask(technician, "imaging.start_entry", this.clone()).is_err());
        assert!(clinic.ask(technician, "imaging.complete_entry", this).is_err());
    }
}
