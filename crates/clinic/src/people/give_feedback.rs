//! What patients say about their care.

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::acute::patient::PatientFacts;
use crate::encounters::belongs::belongs;
use crate::people::details::filled;
use crate::people::line::{Lines, PatientLine};
use crate::system::happened::{Happened, happened};
use crate::wellness::sentiment;
use crate::{Asking, Refused, Who};

/// What somebody said.
#[derive(Deserialize, TS)]
pub struct GiveFeedback {
    pub(super) patient_id: Uuid,
    pub(super) visit_id: Option<Uuid>,
    /// 1, the worst, to 5.
    pub(super) rating: Option<i64>,
    pub(super) comments: Option<String>,
    /// The language of the comment; the patient's preferred one where nothing is said.
    pub(super) language: Option<String>,
}

/// The stored feedback.
#[derive(Serialize, TS)]
pub struct FeedbackGiven {
    pub(super) id: Uuid,
    /// How an English comment sounds, from -1 to 1.
    sentiment_score: Option<f64>,
}

/// Takes feedback down. Only English comments get a score of how they sound.
pub fn give_feedback(
    write: &mut Write<'_>,
    who: &Who,
    request: GiveFeedback,
) -> Result<FeedbackGiven, Refused> {
    let now = write.now();
    let facts = PatientFacts::load(write, who, request.patient_id, now)?;
    belongs(write, request.patient_id, request.visit_id)?;
    let comments = filled(request.comments.as_deref());
    let language = filled(request.language.as_deref())
        .or(facts.preferred_language)
        .filter(|_| comments.is_some());
    let score = comments.as_deref().and_then(|text| sentiment::score(text, language.as_deref()));
    let method = match score {
        Some(_) => sentiment::METHOD.named(write, who)?,
        None => None,
    };
    // Without its method a score would come from nowhere.
    let score = score.filter(|_| method.is_some());
    let id = write.insert(
        "feedback",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("site_id", who.site.id)
            .set("visit_id", request.visit_id)
            .set("rating", request.rating)
            .set("comments", comments)
            .set("language", language)
            .set("sentiment_score", score)
            .set("ai_model_id", method)
            .set("given_at", now),
    )?;
    let given = Happened {
        trigger: "feedback_given",
        row: ("feedback", id),
        patient: Some(request.patient_id),
    };
    happened(write, who, &given)?;
    Ok(FeedbackGiven { id, sentiment_score: score })
}

/// Which feedback.
#[derive(Deserialize, TS)]
pub struct FeedbackAsked {
    /// Only what was given before this moment; the newest where nothing is said.
    before: Option<i64>,
}

/// One piece of feedback.
#[derive(Serialize, TS)]
pub struct FeedbackLine {
    id: Uuid,
    patient: PatientLine,
    visit_id: Option<Uuid>,
    rating: Option<i64>,
    comments: Option<String>,
    language: Option<String>,
    sentiment_score: Option<f64>,
    given_at: i64,
}

/// The newest feedback at this site, a hundred at a time.
pub fn feedback(asking: &Asking<'_>, request: FeedbackAsked) -> Result<Vec<FeedbackLine>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        id: Uuid,
        patient_id: Uuid,
        visit_id: Option<Uuid>,
        rating: Option<i64>,
        comments: Option<String>,
        language: Option<String>,
        sentiment_score: Option<f64>,
        given_at: i64,
    }
    let rows: Vec<Row> = asking.reader.rows(
        "SELECT id, patient_id, visit_id, rating, comments, language, sentiment_score, given_at \
         FROM feedback WHERE site_id = ?1 AND given_at < ?2 AND deleted_at IS NULL \
         ORDER BY given_at DESC, id DESC LIMIT 100",
        params![asking.who.site.id, request.before.unwrap_or(i64::MAX)],
    )?;
    let patients = Lines::of(asking);
    rows.into_iter()
        .map(|row| {
            Ok(FeedbackLine {
                id: row.id,
                patient: patients.line(row.patient_id)?,
                visit_id: row.visit_id,
                rating: row.rating,
                comments: row.comments,
                language: row.language,
                sentiment_score: row.sentiment_score,
                given_at: row.given_at,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn said(
        patient: Uuid,
        rating: Option<i64>,
        text: Option<&str>,
        language: Option<&str>,
    ) -> Value {
        json!({
            "patient_id": patient, "visit_id": null, "rating": rating, "comments": text,
            "language": language
        })
    }

    #[test]
    fn an_english_comment_is_scored_and_a_spanish_one_is_not() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let give = |request| clinic.ask(clinic.receptionist, "people.give_feedback", request);
        let english = said(patient, Some(5), Some("The book was good."), Some("en-GB"));
        assert_eq!(give(english).unwrap()["sentiment_score"], 0.4404);
        let spanish = said(patient, Some(5), Some("Todo muy bien"), Some("es"));
        assert_eq!(give(spanish).unwrap()["sentiment_score"], json!(null));
        let unknown = said(patient, Some(1), Some("The worst"), None);
        assert_eq!(give(unknown).unwrap()["sentiment_score"], json!(null));
        clinic.pass_minutes(1);
        let shown = clinic.ask(clinic.owner, "people.feedback", json!({ "before": null })).unwrap();
        assert_eq!(shown.as_array().unwrap().len(), 3);
    }

    #[test]
    fn a_rating_runs_from_one_to_five_and_something_is_said() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let give = |request| clinic.ask(clinic.receptionist, "people.give_feedback", request);
        assert_eq!(give(said(patient, Some(6), None, None)).unwrap_err().field, Some("rating"));
        assert_eq!(give(said(patient, None, None, None)).unwrap_err().field, Some("comments"));
        give(said(patient, Some(3), None, None)).unwrap();
    }
}
