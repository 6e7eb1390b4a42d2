//! Who waits, the most urgent first.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use super::sats::Colour;
use super::triage::SCALE;
use crate::calendar::{HOUR, MINUTE};
use crate::people::line::{Lines, PatientLine};
use crate::people::merged::is_one_with;
use crate::{Asking, Nothing, Refused};

/// Whoever was triaged longer ago and was never seen has left.
const WAITING_AT_MOST: i64 = 24 * HOUR;

/// Somebody who waits.
#[derive(Serialize, TS)]
pub struct TriageBoardLine {
    /// The assessment that stands.
    id: Uuid,
    patient: PatientLine,
    visit_id: Option<Uuid>,
    priority: String,
    computed_priority: Option<String>,
    /// Whether the colour is the scale's own.
    is_computed: bool,
    tews_score: Option<i64>,
    symptoms: String,
    assessed_at: i64,
    /// Since when the patient is here.
    waiting_since: i64,
    waiting_minutes: i64,
    /// Within how many minutes of the arrival the patient should be seen.
    target_minutes: Option<i64>,
    /// Whether that has passed.
    overdue: bool,
    /// How often the patient was assessed during this wait.
    assessments: i64,
}

/// Who waits at this site.
#[derive(Serialize, TS)]
pub struct TriageBoard {
    /// The scale's name.
    scale: String,
    lines: Vec<TriageBoardLine>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    priority: String,
    computed_priority: Option<String>,
    is_computed: bool,
    tews_score: Option<i64>,
    symptoms: String,
    assessed_at: i64,
    waiting_since: i64,
    assessments: i64,
}

/// Those who wait at the site ?1 and were triaged after ?2. Records of one person wait once. A
/// correction stands in the record of what it corrects.
fn board_sql() -> String {
    let [f, n, w] =
        ["f", "n", "w"].map(|row| is_one_with(&format!("{row}.patient_id"), "t.patient_id"));
    format!(
        "SELECT t.id, t.patient_id, t.visit_id, t.priority, t.computed_priority, t.is_computed, \
         t.tews_score, t.symptoms, t.assessed_at, \
         min(coalesce(v.started_at, t.assessed_at), (SELECT min(f.assessed_at) \
          FROM triage_assessments f WHERE {f} AND f.assessed_at > ?2 \
          AND f.visit_id IS t.visit_id AND f.deleted_at IS NULL)) AS waiting_since, \
         (SELECT count(*) FROM triage_assessments f WHERE {f} \
          AND f.assessed_at > ?2 AND f.visit_id IS t.visit_id AND f.deleted_at IS NULL \
          AND NOT EXISTS (SELECT 1 FROM triage_assessments c WHERE c.patient_id = f.patient_id \
          AND c.corrects_id = f.id)) AS assessments \
         FROM triage_assessments t LEFT JOIN visits v ON v.id = t.visit_id \
         WHERE t.site_id = ?1 AND t.assessed_at > ?2 AND t.deleted_at IS NULL \
         AND (v.id IS NULL OR v.status IN ('arrived', 'triaged', 'roomed')) \
         AND NOT EXISTS (SELECT 1 FROM triage_assessments n WHERE {n} \
          AND n.deleted_at IS NULL AND (n.assessed_at > t.assessed_at \
          OR (n.assessed_at = t.assessed_at AND n.id > t.id))) \
         AND NOT EXISTS (SELECT 1 FROM visits w WHERE t.visit_id IS NULL \
          AND {w} AND w.started_at >= t.assessed_at \
          AND w.deleted_at IS NULL AND w.status NOT IN ('arrived', 'triaged', 'roomed', \
          'entered_in_error')) LIMIT 500"
    )
}

/// Those who were triaged within a day and with whom no doctor has begun: by colour, then by how
/// long they have waited. Each stands once, with the newest assessment.
pub fn triage_board(asking: &Asking<'_>, _: Nothing) -> Result<TriageBoard, Refused> {
    let rows: Vec<Row> = asking
        .reader
        .rows(&board_sql(), params![asking.who.site.id, asking.now - WAITING_AT_MOST])?;
    let patients = Lines::of(asking);
    let mut lines = Vec::new();
    for row in rows {
        let waiting_minutes = (asking.now - row.waiting_since) / MINUTE;
        let target_minutes = Colour::from_code(&row.priority).and_then(Colour::target_minutes);
        lines.push(TriageBoardLine {
            id: row.id,
            patient: patients.line(row.patient_id)?,
            visit_id: row.visit_id,
            computed_priority: row.computed_priority,
            is_computed: row.is_computed,
            tews_score: row.tews_score,
            symptoms: row.symptoms,
            assessed_at: row.assessed_at,
            waiting_since: row.waiting_since,
            waiting_minutes,
            target_minutes,
            overdue: target_minutes.is_some_and(|target| waiting_minutes > target),
            assessments: row.assessments,
            priority: row.priority,
        });
    }
    lines.sort_by_key(|line| (Colour::from_code(&line.priority), line.waiting_since));
    Ok(TriageBoard { scale: SCALE.to_owned(), lines })
}

#[cfg(test)]
mod tests {
    use crate::encounters::acute::triage::tests::sheet;
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

    fn board(clinic: &Clinic) -> Vec<Value> {
        let board = clinic.ask(clinic.nurse, "encounters.triage_board", json!({})).unwrap();
        board["lines"].as_array().unwrap().clone()
    }

    #[test]
    fn the_most_urgent_come_first_and_then_those_who_wait_longest() {
        let clinic = Clinic::found();
        let names = ["Ana", "Berta", "Clara"];
        let people = names.map(|name| clinic.patient(name, "Marín", "1960-01-05"));
        for (index, patient) in people.iter().enumerate() {
            let mut seen = sheet(*patient);
            if index == 2 {
                seen["discriminators"] = json!(["chest_pain"]);
            }
            clinic.ask(clinic.nurse, "encounters.triage", seen).unwrap();
            clinic.pass_minutes(11);
        }
        let order: Vec<_> =
            board(&clinic).iter().map(|line| line["patient"]["display_name"].clone()).collect();
        assert_eq!(order, ["Clara Marín", "Ana Marín", "Berta Marín"]);
        let lines = board(&clinic);
        assert_eq!((&lines[0]["overdue"], &lines[0]["target_minutes"]), (&json!(true), &json!(10)));
        assert_eq!(lines[1]["overdue"], false);
        assert_eq!(lines[1]["waiting_minutes"], 33);
    }

    #[test]
    fn whoever_gets_worse_moves_up_and_still_has_waited_since_the_first_assessment() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        clinic.ask(clinic.nurse, "encounters.triage", sheet(patient)).unwrap();
        clinic.pass_minutes(30);
        let mut worse = sheet(patient);
        worse["discriminators"] = json!(["cardiac_arrest"]);
        clinic.ask(clinic.nurse, "encounters.triage", worse).unwrap();
        let lines = board(&clinic);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0]["priority"], "red");
        assert_eq!(
            (&lines[0]["waiting_minutes"], &lines[0]["assessments"]),
            (&json!(30), &json!(2))
        );
    }

    #[test]
    fn whoever_is_with_the_doctor_leaves_the_board() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        clinic.ask(clinic.nurse, "encounters.triage", sheet(patient)).unwrap();
        assert_eq!(board(&clinic).len(), 1);
        let start = json!({
            "appointment_id": null, "patient_id": patient, "practitioner_id": null,
            "kind": "emergency", "reason": null
        });
        id_of(&clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap());
        assert!(board(&clinic).is_empty());
        // Triaged again while the doctor is there, the patient still does not wait.
        let told = clinic.ask(clinic.nurse, "encounters.triage", sheet(patient)).unwrap();
        let linked =
            "SELECT count(*) FROM triage_assessments WHERE id = ?1 AND visit_id IS NOT NULL";
        assert_eq!(clinic.number(linked, id_of(&told)), Some(1));
        assert!(board(&clinic).is_empty());
    }
}
