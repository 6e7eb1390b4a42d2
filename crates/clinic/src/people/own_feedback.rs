//! What patients say about a visit of their own.

use serde::Deserialize;
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::people::give_feedback::{GiveFeedback, give_feedback};
use crate::people::own::must_be_own;
use crate::{Refused, Who};

/// About which visit, and what.
#[derive(Deserialize, TS)]
pub struct OwnFeedback {
    visit_id: Uuid,
    /// 1, the worst, to 5.
    rating: i64,
    comments: Option<String>,
    /// The language of the comment; the patient's preferred one where nothing is said.
    language: Option<String>,
}

/// Takes down what the patient says about a visit. How a comment sounds is for the clinic.
pub fn own_feedback(
    write: &mut Write<'_>,
    who: &Who,
    request: OwnFeedback,
) -> Result<Made, Refused> {
    let patient = must_be_own(write, who, "visits", request.visit_id)?;
    let feedback = GiveFeedback {
        patient_id: patient,
        visit_id: Some(request.visit_id),
        rating: Some(request.rating),
        comments: request.comments,
        language: request.language,
    };
    Ok(Made { id: give_feedback(write, who, feedback)?.id })
}
