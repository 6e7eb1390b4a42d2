//! What was said in a session: for therapists alone.

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use super::sentiment;
use super::session::standing;
use crate::encounters::acute::patient::PatientFacts;
use crate::people::details::filled;
use crate::{Refused, Who};

/// The note of a session.
#[derive(Deserialize, TS)]
pub struct WriteTherapyNote {
    session_id: Uuid,
    /// The note that is changed; a new one where nothing is said.
    note: Option<ThisTherapyNote>,
    content: String,
    /// The language of the text; the patient's preferred one where nothing is said.
    language: Option<String>,
}

/// Which note, as the screen showed it.
#[derive(Clone, Copy, Deserialize, TS)]
pub struct ThisTherapyNote {
    id: Uuid,
    version: i64,
}

/// The stored note.
#[derive(Serialize, TS)]
pub struct TherapyNoteWritten {
    id: Uuid,
    /// The row version to go on writing from.
    version: i64,
    /// How the text sounds, from -1 to 1; only of English ones.
    sentiment_score: Option<f64>,
}

/// Writes a note or changes one. Whoever wrote it changes it.
pub fn write_note(
    write: &mut Write<'_>,
    who: &Who,
    request: WriteTherapyNote,
) -> Result<TherapyNoteWritten, Refused> {
    let session = standing(write, request.session_id)?;
    let now = write.now();
    let content = filled(Some(&request.content))
        .ok_or_else(|| Refused::field("content", "Write the note first."))?;
    let language = match filled(request.language.as_deref()) {
        Some(language) => Some(language),
        None => PatientFacts::load(write, who, session.patient_id, now)?.preferred_language,
    };
    let score = sentiment::score(&content, language.as_deref());
    let method = match score {
        Some(_) => Some(sentiment::METHOD.row(write, who.organization_id)?),
        None => None,
    };
    let cells = Cells::new()
        .set("content", content)
        .set("sentiment_score", score)
        .set("ai_model_id", method);
    let id = match request.note {
        Some(this) => {
            let author: Option<Option<Uuid>> = write.value(
                "SELECT author_id FROM therapy_notes WHERE id = ?1 AND therapy_session_id = ?2 \
                 AND answers IS NULL AND deleted_at IS NULL",
                params![this.id, request.session_id],
            )?;
            let author = author.ok_or_else(|| Refused::gone("note"))?;
            if author != Some(who.user_id) {
                return Err(Refused::coded(
                    "not_allowed",
                    "This note is a colleague's. Write one of your own.",
                ));
            }
            write.update("therapy_notes", this.id, Some(this.version), cells)?;
            this.id
        }
        None => write.insert(
            "therapy_notes",
            cells
                .set("patient_id", session.patient_id)
                .set("therapy_session_id", request.session_id)
                .set("author_id", who.user_id)
                .set("written_at", now),
        )?,
    };
    let version = write.value("SELECT version FROM therapy_notes WHERE id = ?1", params![id])?;
    Ok(TherapyNoteWritten { id, version: version.unwrap_or(0), sentiment_score: score })
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use crate::wellness::session::tests::{begun, therapist};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn note(session: Uuid, text: &str, language: Option<&str>) -> Value {
        json!({ "session_id": session, "note": null, "content": text, "language": language })
    }

    #[test]
    fn therapists_alone_write_and_read_what_was_said() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let nuria = therapist(&clinic, "Nuria");
        let session = begun(&clinic, nuria, patient);
        clinic.ask(nuria, "wellness.write_note", note(session, "Slept well", None)).unwrap();
        for user in [clinic.doctor, clinic.nurse, clinic.owner, clinic.receptionist] {
            let write = clinic.ask(user, "wellness.write_note", note(session, "x", None));
            assert_eq!(write.unwrap_err().code, Some("not_allowed"));
            let read = clinic.ask(user, "wellness.session", json!({ "id": session }));
            assert_eq!(read.unwrap_err().code, Some("not_allowed"));
        }
        let shown = clinic.ask(nuria, "wellness.session", json!({ "id": session })).unwrap();
        assert_eq!(shown["notes"][0]["content"], "Slept well");
        assert_eq!(shown["notes"][0]["sentiment_score"], json!(null), "the language is unknown");
        let list = json!({ "patient_id": patient });
        let doctor = clinic.ask(clinic.doctor, "wellness.sessions", list).unwrap();
        assert_eq!(doctor["sessions"].as_array().unwrap().len(), 1, "that there is therapy");
        assert!(!doctor.to_string().contains("Slept"));
    }

    #[test]
    fn english_is_scored_and_a_changed_note_is_scored_again() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let nuria = therapist(&clinic, "Nuria");
        let session = begun(&clinic, nuria, patient);
        let first = clinic
            .ask(nuria, "wellness.write_note", note(session, "The book was good.", Some("en")))
            .unwrap();
        assert_eq!(first["sentiment_score"], 0.4404);
        let mut change = note(session, "Era un buen libro.", Some("es"));
        change["note"] = json!({ "id": first["id"], "version": first["version"] });
        let other = therapist(&clinic, "Marta");
        let refused = clinic.ask(other, "wellness.write_note", change.clone()).unwrap_err();
        assert_eq!(refused.code, Some("not_allowed"));
        let changed = clinic.ask(nuria, "wellness.write_note", change).unwrap();
        assert_eq!(changed["sentiment_score"], json!(null));
    }
}
