//! A plan of care is written or changed.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::belongs::belongs;
use crate::encounters::care_plans::plan::{
    ActivityStatus, CareActivity, CareGoal, GoalStatus, plan, stored,
};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who, calendar};

/// More than anybody follows.
const ITEMS_MAX: usize = 100;

/// A goal as it is typed; one that the plan has already carries its id.
#[derive(Deserialize, TS)]
pub struct GoalForm {
    id: Option<Uuid>,
    text: String,
    target: Option<String>,
    due_on: Option<String>,
    status: GoalStatus,
}

/// An activity as it is typed; one that the plan has already carries its id.
#[derive(Deserialize, TS)]
pub struct ActivityForm {
    id: Option<Uuid>,
    text: String,
    due_on: Option<String>,
    /// Whether it is not to be done any more.
    is_dropped: bool,
}

/// A plan as it is typed.
#[derive(Deserialize, TS)]
pub struct CarePlanForm {
    title: String,
    category: Option<String>,
    description: Option<String>,
    starts_on: Option<String>,
    ends_on: Option<String>,
    goals: Vec<GoalForm>,
    activities: Vec<ActivityForm>,
    notes: Option<String>,
}

/// Whose plan, and what stands in it.
#[derive(Deserialize, TS)]
pub struct WriteCarePlan {
    patient_id: Uuid,
    #[serde(flatten)]
    form: CarePlanForm,
}

/// Which plan, and how it should stand.
#[derive(Deserialize, TS)]
pub struct UpdateCarePlan {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    form: CarePlanForm,
}

/// Writes a plan as a draft.
pub fn write_care_plan(
    write: &mut Write<'_>,
    who: &Who,
    request: WriteCarePlan,
) -> Result<Made, Refused> {
    belongs(write, request.patient_id, None)?;
    let cells = request
        .form
        .cells(write, &[])?
        .set("patient_id", request.patient_id)
        .set("practitioner_id", who.practitioner_id)
        .set("status", "draft");
    Ok(Made { id: write.insert("care_plans", cells)? })
}

/// Changes a plan that is not closed. What was done stays done: activities are completed one by
/// one, and one that was done is kept even where the screen left it out.
pub fn update_care_plan(
    write: &mut Write<'_>,
    _: &Who,
    request: UpdateCarePlan,
) -> Result<Nothing, Refused> {
    let before = plan(write, request.id)?;
    before.must_run()?;
    let cells = request.form.cells(write, &before.activities()?)?;
    write.update("care_plans", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

impl CarePlanForm {
    fn cells(&self, write: &Write<'_>, before: &[CareActivity]) -> Result<Cells, Refused> {
        let text = |field: &Option<String>| filled(field.as_deref());
        for (field, count) in [("goals", self.goals.len()), ("activities", self.activities.len())] {
            if count > ITEMS_MAX {
                return Err(Refused::field(field, format!("At most {ITEMS_MAX} fit in a plan.")));
            }
        }
        let goals = self
            .goals
            .iter()
            .map(|goal| {
                Ok(CareGoal {
                    id: goal.id.unwrap_or_else(|| write.new_id()),
                    text: words("goals", &goal.text)?,
                    target: text(&goal.target),
                    due_on: due("goals", &goal.due_on)?,
                    status: goal.status,
                })
            })
            .collect::<Result<Vec<_>, Refused>>()?;
        let mut activities: Vec<CareActivity> = before
            .iter()
            .filter(|activity| activity.status == ActivityStatus::Done)
            .cloned()
            .collect();
        for activity in &self.activities {
            if activities.iter().any(|done| Some(done.id) == activity.id) {
                continue;
            }
            activities.push(CareActivity {
                id: activity.id.unwrap_or_else(|| write.new_id()),
                text: words("activities", &activity.text)?,
                due_on: due("activities", &activity.due_on)?,
                status: if activity.is_dropped {
                    ActivityStatus::Dropped
                } else {
                    ActivityStatus::Planned
                },
                done_at: None,
                done_by: None,
                outcome: None,
            });
        }
        Ok(Cells::new()
            .set("title", self.title.trim())
            .set("category", text(&self.category))
            .set("description", text(&self.description))
            .set("starts_on", text(&self.starts_on))
            .set("ends_on", text(&self.ends_on))
            .set("goals", stored(&goals)?)
            .set("activities", stored(&activities)?)
            .set("notes", text(&self.notes)))
    }
}

fn words(field: &'static str, text: &str) -> Result<String, Refused> {
    filled(Some(text)).ok_or_else(|| Refused::field(field, "Every goal and activity needs words."))
}

fn due(field: &'static str, on: &Option<String>) -> Result<Option<String>, Refused> {
    let on = filled(on.as_deref());
    if let Some(on) = &on {
        calendar::day(field, on)?;
    }
    Ok(on)
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

    fn form() -> Value {
        json!({
            "title": "Diabetes", "category": null, "description": null, "starts_on": null,
            "ends_on": null, "notes": null,
            "goals": [{
                "id": null, "text": "Sugar under control", "target": "HbA1c below 7 %",
                "due_on": "2026-09-01", "status": "open"
            }],
            "activities": [
                { "id": null, "text": "See the dietitian", "due_on": null, "is_dropped": false },
                { "id": null, "text": "Eye check", "due_on": "2026-06-01", "is_dropped": false }
            ]
        })
    }

    #[test]
    fn a_plan_is_written_started_worked_through_and_closed() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let mut plan = form();
        plan["patient_id"] = json!(patient);
        let id = id_of(&clinic.ask(clinic.nurse, "encounters.write_care_plan", plan).unwrap());
        let shown = || {
            let asked = json!({ "patient_id": patient, "older": null });
            clinic.ask(clinic.doctor, "encounters.care_plans", asked).unwrap()["plans"][0].clone()
        };
        let diet = shown()["activities"][0]["id"].clone();
        let complete = |activity: &Value, outcome: &str| {
            let done = json!({
                "id": id, "version": 0, "activity_id": activity, "outcome": outcome
            });
            clinic.ask(clinic.nurse, "encounters.complete_activity", done)
        };
        let early = complete(&diet, "went").unwrap_err();
        assert!(early.sentence.contains("Start"), "{}", early.sentence);
        let this = json!({ "id": id, "version": 0 });
        clinic.ask(clinic.nurse, "encounters.start_care_plan", this.clone()).unwrap();
        assert!(clinic.ask(clinic.nurse, "encounters.start_care_plan", this).is_err());
        complete(&diet, "went").unwrap();
        assert!(complete(&diet, "twice").is_err());
        assert!(complete(&json!(id), "no such activity").is_err());
        let plan = shown();
        assert_eq!((&plan["done"], &plan["due"]), (&json!(1), &json!(2)));
        assert_eq!(plan["starts_on"], "2026-03-02");
        assert_eq!(plan["activities"][0]["done_by"], json!(clinic.nurse));

        // A screen that knows nothing of the finished activity does not undo it.
        let mut change = form();
        change["id"] = json!(id);
        change["version"] = json!(0);
        change["starts_on"] = json!("2026-03-02");
        change["goals"][0]["status"] = json!("reached");
        change["activities"] = json!([]);
        clinic.ask(clinic.doctor, "encounters.update_care_plan", change.clone()).unwrap();
        assert_eq!(shown()["activities"][0]["status"], "done");
        assert_eq!(shown()["goals"][0]["status"], "reached");
        change["goals"][0]["text"] = json!(" ");
        let wordless = clinic.ask(clinic.doctor, "encounters.update_care_plan", change.clone());
        assert_eq!(wordless.unwrap_err().field, Some("goals"));

        let close = |outcome: &str, reason: &str| {
            let end = json!({ "id": id, "version": 0, "outcome": outcome, "reason": reason });
            clinic.ask(clinic.doctor, "encounters.close_care_plan", end)
        };
        assert_eq!(close("cancelled", "").unwrap_err().field, Some("reason"));
        close("completed", "").unwrap();
        assert!(close("completed", "").is_err());
        let chart =
            clinic.ask(clinic.doctor, "people.chart", json!({ "patient_id": patient })).unwrap();
        assert_eq!(chart["care_plans"][0]["status"], "completed");
        assert_eq!(chart["care_plans"][0]["ends_on"], "2026-03-02");
        change["goals"][0]["text"] = json!("more");
        assert!(clinic.ask(clinic.doctor, "encounters.update_care_plan", change).is_err());
    }
}
