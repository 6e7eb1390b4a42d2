//! A doctor accepts or rejects a recommendation.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use super::decide_diagnosis::{RejectProposal, still_open};
use crate::calendar::{Edge, moment};
use crate::messages::add_task::{NewTask, add_task};
use crate::{Nothing, Refused, Who};

/// Which recommendation.
#[derive(Deserialize, TS)]
pub struct AcceptRecommendation {
    id: Uuid,
    version: i64,
}

#[derive(Deserialize)]
struct Proposed {
    patient_id: Uuid,
    kind: String,
    recommendation_text: String,
    due_on: Option<String>,
    status: String,
}

fn proposed(reader: &Reader<'_>, id: Uuid) -> Result<Proposed, Refused> {
    let proposal: Option<Proposed> = reader.row(
        "SELECT patient_id, kind, recommendation_text, due_on, status FROM recommendations \
         WHERE id = ?1 AND deleted_at IS NULL",
        params![id],
    )?;
    let proposal = proposal.ok_or_else(|| Refused::gone("recommendation"))?;
    still_open(&proposal.status)?;
    Ok(proposal)
}

/// Accepts a recommendation; from here on it is a task for whoever can do it.
pub fn accept_recommendation(
    write: &mut Write<'_>,
    who: &Who,
    request: AcceptRecommendation,
) -> Result<Nothing, Refused> {
    let proposal = proposed(write, request.id)?;
    let now = write.now();
    write.update(
        "recommendations",
        request.id,
        Some(request.version),
        Cells::new()
            .set("status", "accepted")
            .set("decided_by", who.user_id)
            .set("decided_at", now),
    )?;
    let (kind, role) = match proposal.kind.as_str() {
        "immunization" => ("recall", "nurse"),
        "follow_up" | "investigation" => ("follow_up", "doctor"),
        "refill" => ("other", "doctor"),
        _ => ("other", "nurse"),
    };
    let due = proposal.due_on.as_deref().and_then(|text| text.parse().ok());
    let due_at = due.map(|day: chrono::NaiveDate| {
        moment(who.site.time_zone, day.and_time(chrono::NaiveTime::MIN), Edge::Start)
    });
    add_task(
        write,
        who,
        &NewTask {
            id: Some(Uuid::new_v5(&request.id, b"task")),
            kind,
            title: proposal.recommendation_text,
            description: None,
            priority: "medium",
            for_role: Some(role),
            assigned_to: None,
            patient: Some(proposal.patient_id),
            due_at: Some(due_at.unwrap_or(now)),
            source: Some(("recommendations", request.id)),
        },
    )?;
    Ok(Nothing {})
}

/// Rejects a recommendation with a reason.
pub fn reject_recommendation(
    write: &mut Write<'_>,
    who: &Who,
    request: RejectProposal,
) -> Result<Nothing, Refused> {
    proposed(write, request.id)?;
    let cells = request.cells(write, who)?;
    write.update("recommendations", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::encounters::proposals::propose_recommendations::tests::recommend;
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn an_accepted_recommendation_is_a_task_and_a_rejected_one_is_none() {
        let clinic = Clinic::found();
        let patients = ["Elena", "Luisa"].map(|name| clinic.patient(name, "Marín", "1980-01-05"));
        let [first, second] =
            patients.map(|patient| recommend(&clinic, patient)["proposed"][0]["id"].clone());
        let accept = json!({ "id": first, "version": 0 });
        clinic.ask(clinic.doctor, "encounters.accept_recommendation", accept.clone()).unwrap();
        assert!(clinic.ask(clinic.doctor, "encounters.accept_recommendation", accept).is_err());
        let reject = json!({ "id": second, "version": 0, "reason": "Vaccinated last month" });
        let nurse = clinic.ask(clinic.nurse, "encounters.reject_recommendation", reject.clone());
        assert_eq!(nurse.unwrap_err().code, Some("not_allowed"));
        clinic.ask(clinic.doctor, "encounters.reject_recommendation", reject).unwrap();
        let tasks = "SELECT count(*) FROM tasks WHERE patient_id = ?1 AND for_role = 'nurse'";
        assert_eq!(patients.map(|patient| clinic.number(tasks, patient)), [Some(1), Some(0)]);
    }
}
