//! A questionnaire is answered.

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use super::add_stress_reading::{NewStress, store_reading};
use super::script::{METHOD, ScriptName, VERSION};
use super::session::standing;
use crate::alerts::open::{NewAlert, open};
use crate::{Refused, Who};

/// The answers to a questionnaire.
#[derive(Deserialize, TS)]
pub struct AnswerScript {
    session_id: Uuid,
    script: ScriptName,
    /// The version that the screen showed.
    version: String,
    /// One answer for each question, from 0 to 3.
    answers: Vec<i64>,
}

/// What came of the answers.
#[derive(Serialize, TS)]
pub struct ScriptAnswered {
    note_id: Uuid,
    score: i64,
    severity: String,
    /// What the script says.
    response_text: String,
    /// The alert that calls a person, where one was opened.
    alert_id: Option<Uuid>,
}

/// Stores the answers with the sum and the script's sentence. An answer above zero to the question
/// about self-harm calls a person at once; the alert names the patient and says nothing of why.
pub fn answer_script(
    write: &mut Write<'_>,
    who: &Who,
    request: AnswerScript,
) -> Result<ScriptAnswered, Refused> {
    if request.version != VERSION {
        return Err(Refused::field(
            "version",
            "The questions have changed meanwhile. Open the questionnaire again.",
        ));
    }
    let session = standing(write, request.session_id)?;
    if matches!(session.status.as_str(), "cancelled" | "no_show") {
        return Err(Refused::because("This session was called off. Plan another one."));
    }
    let scored = request.script.score(&request.answers)?;
    let method = METHOD.row(write, who.organization_id)?;
    let version = format!("{}/{VERSION}", request.script.code());
    let note_id = write.insert(
        "therapy_notes",
        Cells::new()
            .set("patient_id", session.patient_id)
            .set("therapy_session_id", request.session_id)
            .set(
                "answers",
                json!({ "script": version, "answers": request.answers, "score": scored.score })
                    .to_string(),
            )
            .set("response_text", scored.response.as_str())
            .set("ai_model_id", method)
            .set("author_id", who.user_id)
            .set("written_at", write.now()),
    )?;
    let column = match request.script {
        ScriptName::Phq9 => "phq9_score",
        ScriptName::Gad7 => "gad7_score",
    };
    let cells = Cells::new().set(column, scored.score).set("script_version", version);
    write.update("therapy_sessions", request.session_id, None, cells)?;
    if request.script == ScriptName::Gad7 {
        let reading =
            NewStress { gad7_score: Some(scored.score), ..NewStress::of(session.patient_id) };
        store_reading(write, who, reading)?;
    }
    let alert_id = if scored.calls {
        Some(open(
            write,
            who,
            &NewAlert {
                id: Some(Uuid::new_v5(&note_id, b"alert")),
                kind: "medical",
                title: "A patient needs somebody at once: go to them now".to_owned(),
                message: None,
                urgency: 1,
                roles: &["therapist", "doctor"],
                department: None,
                room: None,
                patients: &[session.patient_id],
                // No row: the alert must not tell that there is therapy.
                source: None,
            },
        )?)
    } else {
        None
    };
    Ok(ScriptAnswered {
        note_id,
        score: scored.score,
        severity: scored.severity.to_owned(),
        response_text: scored.response,
        alert_id,
    })
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use crate::wellness::session::tests::{begun, therapist};
    use serde_json::json;
    use uuid::Uuid;

    #[test]
    fn one_point_for_the_ninth_question_calls_a_person_without_saying_why() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let nuria = therapist(&clinic, "Nuria");
        let session = begun(&clinic, nuria, patient);
        let mut answers = json!({
            "session_id": session, "script": "phq9", "version": "1",
            "answers": [1, 1, 0, 0, 0, 0, 0, 0, 0]
        });
        let calm = clinic.ask(nuria, "wellness.answer_script", answers.clone()).unwrap();
        assert_eq!((&calm["score"], &calm["alert_id"]), (&json!(2), &json!(null)));
        answers["answers"][8] = json!(1);
        let told = clinic.ask(nuria, "wellness.answer_script", answers.clone()).unwrap();
        let alert: Uuid = told["alert_id"].as_str().unwrap().parse().unwrap();
        assert!(told["response_text"].as_str().unwrap().contains("being called to you now"));
        let shown = clinic
            .text(
                "SELECT urgency || title || coalesce(message, '') || coalesce(source_table, '') \
                 || roles FROM alerts WHERE id = ?1",
                alert,
            )
            .unwrap()
            .to_lowercase();
        for word in ["phq", "suicid", "harm", "therapy_", "marín", "question"] {
            assert!(!shown.contains(word), "{shown}");
        }
        let named = "SELECT count(*) FROM patient_alerts WHERE patient_id = ?1";
        assert_eq!(clinic.number(named, patient), Some(1));
        let score = "SELECT phq9_score FROM therapy_sessions WHERE id = ?1";
        assert_eq!(clinic.number(score, session), Some(3));
        answers["version"] = json!("0");
        let old = clinic.ask(nuria, "wellness.answer_script", answers).unwrap_err();
        assert_eq!(old.field, Some("version"));
    }

    #[test]
    fn an_anxious_answer_sheet_suggests_what_to_do_beside_the_stress_readings() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let nuria = therapist(&clinic, "Nuria");
        let session = begun(&clinic, nuria, patient);
        let answers = json!({
            "session_id": session, "script": "gad7", "version": "1",
            "answers": [2, 2, 2, 2, 1, 1, 1]
        });
        let told = clinic.ask(nuria, "wellness.answer_script", answers).unwrap();
        assert_eq!((&told["score"], &told["severity"]), (&json!(11), &json!("moderate")));
        let reason = "SELECT intervention_reason FROM stress_readings WHERE patient_id = ?1";
        assert!(clinic.text(reason, patient).unwrap().contains("GAD-7 is 11"));
    }
}
