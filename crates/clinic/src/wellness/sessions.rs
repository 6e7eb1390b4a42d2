//! Therapy as lists show it, and one session with its notes.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::organization::practitioners::NAME;
use crate::people::line::{Lines, PatientLine};
use crate::people::merged::{is_one_with, of_person};
use crate::{Asking, Nothing, Refused, calendar};

/// Whose sessions.
#[derive(Deserialize, TS)]
pub struct TherapySessions {
    patient_id: Uuid,
}

/// Which session.
#[derive(Deserialize, TS)]
pub struct TherapySessionAsked {
    id: Uuid,
}

/// Which day.
#[derive(Deserialize, TS)]
pub struct TherapyDay {
    on: String,
}

/// A session in one line, without what was said.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct TherapySessionLine {
    id: Uuid,
    version: i64,
    practitioner_id: Option<Uuid>,
    practitioner: Option<String>,
    kind: String,
    status: String,
    started_at: i64,
    ended_at: Option<i64>,
    phq9_score: Option<i64>,
    gad7_score: Option<i64>,
    script_version: Option<String>,
    next_session_on: Option<String>,
}

/// A patient's sessions.
#[derive(Serialize, TS)]
pub struct TherapySessionList {
    patient_id: Uuid,
    sessions: Vec<TherapySessionLine>,
}

/// A note, for therapists alone.
#[derive(Serialize, TS)]
pub struct TherapyNoteShown {
    id: Uuid,
    version: i64,
    content: Option<String>,
    /// What the script said.
    response_text: Option<String>,
    sentiment_score: Option<f64>,
    author_id: Option<Uuid>,
    author: Option<String>,
    written_at: i64,
    /// The answers to a questionnaire, where the note is one.
    answers: Option<ScriptAnswers>,
}

/// The answers to a questionnaire.
#[derive(Serialize, Deserialize, TS)]
pub struct ScriptAnswers {
    /// The questionnaire and its version.
    script: String,
    answers: Vec<i64>,
    score: i64,
}

/// A session with its notes.
#[derive(Serialize, TS)]
pub struct TherapySessionShown {
    session: TherapySessionLine,
    patient: PatientLine,
    notes: Vec<TherapyNoteShown>,
}

/// Somebody whom the therapist sees.
#[derive(Serialize, TS)]
pub struct TherapyPatient {
    patient: PatientLine,
    sessions: i64,
    last_session_at: Option<i64>,
    next_session_at: Option<i64>,
    phq9_score: Option<i64>,
    gad7_score: Option<i64>,
}

/// A session of the therapist's day.
#[derive(Serialize, TS)]
pub struct TherapyDayLine {
    session: TherapySessionLine,
    patient: PatientLine,
}

fn select(condition: &str) -> String {
    format!(
        "SELECT s.id, s.version, s.practitioner_id, {NAME} AS practitioner, s.kind, s.status, \
         s.started_at, s.ended_at, s.phq9_score, s.gad7_score, s.script_version, \
         s.next_session_on FROM therapy_sessions s \
         LEFT JOIN practitioners p ON p.id = s.practitioner_id \
         WHERE {condition} AND s.deleted_at IS NULL"
    )
}

/// That a patient has therapy, and the scores; nothing of what was said.
pub fn sessions(
    asking: &Asking<'_>,
    request: TherapySessions,
) -> Result<TherapySessionList, Refused> {
    let sessions = asking.reader.rows(
        &(select(&of_person("s.patient_id = ?1"))
            + " ORDER BY s.started_at DESC, s.id DESC LIMIT 200"),
        params![request.patient_id],
    )?;
    Ok(TherapySessionList { patient_id: request.patient_id, sessions })
}

/// Whose record was opened.
pub(crate) fn sessions_opened(list: &TherapySessionList) -> Opened {
    Opened { table: "patients", row: list.patient_id, patient: list.patient_id }
}

/// A session with its notes, oldest first.
pub fn session(
    asking: &Asking<'_>,
    request: TherapySessionAsked,
) -> Result<TherapySessionShown, Refused> {
    let reader = &asking.reader;
    let line: Option<TherapySessionLine> = reader.row(&select("s.id = ?1"), params![request.id])?;
    let session = line.ok_or_else(|| Refused::gone("session"))?;
    let patient: Option<Uuid> = reader
        .value("SELECT patient_id FROM therapy_sessions WHERE id = ?1", params![request.id])?;
    #[derive(Deserialize)]
    struct Note {
        id: Uuid,
        version: i64,
        content: Option<String>,
        response_text: Option<String>,
        sentiment_score: Option<f64>,
        author_id: Option<Uuid>,
        author: Option<String>,
        written_at: i64,
        answers: Option<String>,
    }
    let notes: Vec<Note> = reader.rows(
        "SELECT n.id, n.version, n.content, n.response_text, n.sentiment_score, n.author_id, \
         coalesce(u.display_name, u.username) AS author, n.written_at, n.answers \
         FROM therapy_notes n LEFT JOIN users u ON u.id = n.author_id \
         WHERE n.therapy_session_id = ?1 AND n.deleted_at IS NULL \
         ORDER BY n.written_at, n.id LIMIT 200",
        params![request.id],
    )?;
    let notes = notes
        .into_iter()
        .map(|note| TherapyNoteShown {
            id: note.id,
            version: note.version,
            content: note.content,
            response_text: note.response_text,
            sentiment_score: note.sentiment_score,
            author_id: note.author_id,
            author: note.author,
            written_at: note.written_at,
            answers: note.answers.and_then(|text| serde_json::from_str(&text).ok()),
        })
        .collect();
    Ok(TherapySessionShown {
        session,
        patient: Lines::of(asking).line(patient.unwrap_or_default())?,
        notes,
    })
}

/// Whose record was opened.
pub(crate) fn session_opened(shown: &TherapySessionShown) -> Opened {
    Opened { table: "therapy_sessions", row: shown.session.id, patient: shown.patient.id }
}

/// The sessions of one day that the person who asks gives.
pub fn my_day(asking: &Asking<'_>, request: TherapyDay) -> Result<Vec<TherapyDayLine>, Refused> {
    let on = calendar::day("on", &request.on)?;
    let (from, until) = calendar::bounds(asking.who.site.time_zone, on);
    let sessions: Vec<TherapySessionLine> = asking.reader.rows(
        &(select("s.practitioner_id = ?1 AND s.started_at >= ?2 AND s.started_at < ?3")
            + " ORDER BY s.started_at, s.id LIMIT 200"),
        params![asking.who.practitioner_id, from, until],
    )?;
    let patients = Lines::of(asking);
    sessions
        .into_iter()
        .map(|session| {
            let patient: Option<Uuid> = asking.reader.value(
                "SELECT patient_id FROM therapy_sessions WHERE id = ?1",
                params![session.id],
            )?;
            Ok(TherapyDayLine { session, patient: patients.line(patient.unwrap_or_default())? })
        })
        .collect()
}

/// Those with whom the person who asks had or has sessions, the newest first.
pub fn my_patients(asking: &Asking<'_>, _: Nothing) -> Result<Vec<TherapyPatient>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        patient_id: Uuid,
        sessions: i64,
        last_session_at: Option<i64>,
        next_session_at: Option<i64>,
        phq9_score: Option<i64>,
        gad7_score: Option<i64>,
    }
    let newest = |score: &str| {
        format!(
            "(SELECT n.{score} FROM therapy_sessions n WHERE {} \
              AND n.{score} IS NOT NULL AND n.deleted_at IS NULL \
              ORDER BY n.started_at DESC, n.id DESC LIMIT 1) AS {score}",
            is_one_with("n.patient_id", "s.patient_id")
        )
    };
    let rows: Vec<Row> = asking.reader.rows(
        &format!(
            "SELECT s.patient_id, sum(s.status = 'completed') AS sessions, \
             max(CASE WHEN s.status = 'completed' THEN s.started_at END) AS last_session_at, \
             min(CASE WHEN s.status = 'planned' AND s.started_at >= ?2 THEN s.started_at END) \
             AS next_session_at, {}, {} \
             FROM therapy_sessions s WHERE s.practitioner_id = ?1 AND s.deleted_at IS NULL \
             GROUP BY s.patient_id ORDER BY max(s.started_at) DESC, s.patient_id LIMIT 500",
            newest("phq9_score"),
            newest("gad7_score")
        ),
        params![asking.who.practitioner_id, asking.now],
    )?;
    let patients = Lines::of(asking);
    rows.into_iter()
        .map(|row| {
            Ok(TherapyPatient {
                patient: patients.line(row.patient_id)?,
                sessions: row.sessions,
                last_session_at: row.last_session_at,
                next_session_at: row.next_session_at,
                phq9_score: row.phq9_score,
                gad7_score: row.gad7_score,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use crate::wellness::session::tests::{begun, therapist};
    use serde_json::json;

    #[test]
    fn a_therapist_sees_the_own_patients_and_the_own_day() {
        let clinic = Clinic::found();
        let nuria = therapist(&clinic, "Nuria");
        let marta = therapist(&clinic, "Marta");
        let elena = clinic.patient("Elena", "Marín", "1960-01-05");
        let luis = clinic.patient("Luis", "Prieto", "1990-10-10");
        let session = begun(&clinic, nuria, elena);
        begun(&clinic, marta, luis);
        let answers = json!({
            "session_id": session, "script": "gad7", "version": "1", "answers": [1, 1, 1, 1, 1, 1, 1]
        });
        clinic.ask(nuria, "wellness.answer_script", answers).unwrap();
        let end = json!({ "id": session, "version": 0, "next_session_on": null });
        clinic.ask(nuria, "wellness.complete_session", end).unwrap();
        let mine = clinic.ask(nuria, "wellness.my_patients", json!({})).unwrap();
        assert_eq!(mine.as_array().unwrap().len(), 1);
        assert_eq!(mine[0]["patient"]["display_name"], "Elena Marín");
        assert_eq!((&mine[0]["sessions"], &mine[0]["gad7_score"]), (&json!(1), &json!(7)));
        let day = clinic.ask(nuria, "wellness.my_day", json!({ "on": "2026-03-02" })).unwrap();
        assert_eq!(day.as_array().unwrap().len(), 1);
        let shown = clinic.ask(nuria, "wellness.session", json!({ "id": session })).unwrap();
        assert_eq!(shown["notes"][0]["answers"]["script"], "gad7/1");
        assert_eq!(shown["notes"][0]["answers"]["score"], 7);
    }
}
