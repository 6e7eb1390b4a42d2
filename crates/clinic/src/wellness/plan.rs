//! A wellness plan is made and changed.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use super::templates::{METHOD, of_code};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who, calendar};

/// More steps than this nobody follows, and one change of the record must hold them.
const STEPS_MAX: usize = 300;

/// A step of a plan that is being made, as the person edited it.
#[derive(Deserialize, TS)]
pub struct NewWellnessStep {
    title: String,
    category: Option<String>,
    /// On which day of the plan it is due first, counted from zero.
    first_day: u32,
    /// After how many days it is due again; once where nothing is said.
    every_days: Option<u32>,
}

/// The plan that is to be made.
#[derive(Deserialize, TS)]
pub struct MakeWellnessPlan {
    patient_id: Uuid,
    /// The template that it began from.
    template_code: Option<String>,
    title: String,
    condition_text: Option<String>,
    description: Option<String>,
    starts_on: String,
    weeks: u32,
    /// The steps as edited; those of the template where nothing is said.
    steps: Option<Vec<NewWellnessStep>>,
}

/// A plan that was made.
#[derive(Serialize, TS)]
pub struct WellnessPlanMade {
    id: Uuid,
    /// How many steps it has.
    items: usize,
}

/// Makes a plan with its steps, each on its day. Whoever makes it stands for it.
pub fn make_plan(
    write: &mut Write<'_>,
    who: &Who,
    request: MakeWellnessPlan,
) -> Result<WellnessPlanMade, Refused> {
    let known: Option<i64> = write.value(
        "SELECT 1 FROM patients WHERE id = ?1 AND deleted_at IS NULL",
        params![request.patient_id],
    )?;
    if known.is_none() {
        return Err(Refused::gone("patient"));
    }
    let template = match &request.template_code {
        None => None,
        Some(code) => Some(of_code(code).ok_or_else(|| {
            Refused::field("template_code", "There is no such template. Choose one from the list.")
        })?),
    };
    if !(1..=52).contains(&request.weeks) {
        return Err(Refused::field("weeks", "A plan runs from 1 to 52 weeks."));
    }
    let starts_on = calendar::day("starts_on", &request.starts_on)?;
    let ends_on = starts_on
        .checked_add_days(Days::new(u64::from(request.weeks) * 7 - 1))
        .unwrap_or(starts_on);
    let steps: Vec<NewWellnessStep> = match (request.steps, template) {
        (Some(steps), _) => steps,
        (None, Some(template)) => template
            .steps
            .iter()
            .map(|step| NewWellnessStep {
                title: step.title.to_owned(),
                category: Some(step.category.to_owned()),
                first_day: step.first_day,
                every_days: step.every_days,
            })
            .collect(),
        (None, None) => Vec::new(),
    };
    let items = days_of(&steps, starts_on, ends_on)?;
    let now = write.now();
    let method = match template {
        Some(_) => Some(METHOD.row(write, who.organization_id)?),
        None => None,
    };
    let id = write.insert(
        "wellness_plans",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("practitioner_id", who.practitioner_id)
            .set("title", request.title.trim())
            .set(
                "condition_text",
                filled(request.condition_text.as_deref())
                    .or_else(|| template.map(|template| template.condition.to_owned())),
            )
            .set("template_code", request.template_code)
            .set("description", filled(request.description.as_deref()))
            .set("status", "active")
            .set("starts_on", starts_on.to_string())
            .set("ends_on", ends_on.to_string())
            .set("is_ai_generated", template.is_some())
            .set("ai_model_id", method)
            .set("accepted_by", who.user_id)
            .set("accepted_at", now),
    )?;
    let count = items.len();
    for (title, category, due_on) in items {
        let cells = Cells::new()
            .set("patient_id", request.patient_id)
            .set("wellness_plan_id", id)
            .set("title", title)
            .set("category", category)
            .set("due_on", due_on.to_string());
        write.insert("wellness_plan_items", cells)?;
    }
    Ok(WellnessPlanMade { id, items: count })
}

/// The days on which steps are due, in order.
fn days_of(
    steps: &[NewWellnessStep],
    starts_on: NaiveDate,
    ends_on: NaiveDate,
) -> Result<Vec<(String, Option<String>, NaiveDate)>, Refused> {
    let mut items = Vec::new();
    for step in steps {
        let title = filled(Some(&step.title))
            .ok_or_else(|| Refused::field("steps", "Say for each step what is to be done."))?;
        if step.every_days == Some(0) {
            return Err(Refused::field("steps", "A step is repeated after one day or more."));
        }
        let mut next = starts_on.checked_add_days(Days::new(u64::from(step.first_day)));
        while let Some(due_on) = next.filter(|day| *day <= ends_on) {
            if items.len() == STEPS_MAX {
                return Err(Refused::field(
                    "steps",
                    format!("A plan has at most {STEPS_MAX} steps. Repeat them less often."),
                ));
            }
            items.push((title.clone(), filled(step.category.as_deref()), due_on));
            next = step.every_days.and_then(|days| due_on.checked_add_days(Days::new(days.into())));
        }
    }
    items.sort_by_key(|(.., due_on)| *due_on);
    Ok(items)
}

/// A plan as it should stand.
#[derive(Deserialize, TS)]
pub struct UpdateWellnessPlan {
    id: Uuid,
    version: i64,
    title: String,
    description: Option<String>,
    #[ts(
        type = "\"draft\" | \"active\" | \"completed\" | \"on_hold\" | \"cancelled\" | \"entered_in_error\""
    )]
    status: String,
    ends_on: Option<String>,
    notes: Option<String>,
}

/// Changes a plan.
pub fn update_plan(
    write: &mut Write<'_>,
    _: &Who,
    request: UpdateWellnessPlan,
) -> Result<Nothing, Refused> {
    plan(write, request.id)?;
    write.update(
        "wellness_plans",
        request.id,
        Some(request.version),
        Cells::new()
            .set("title", request.title.trim())
            .set("description", filled(request.description.as_deref()))
            .set("status", request.status)
            .set("ends_on", filled(request.ends_on.as_deref()))
            .set("notes", filled(request.notes.as_deref())),
    )?;
    Ok(Nothing {})
}

/// Whose plan it is.
pub(crate) fn plan(reader: &Reader<'_>, id: Uuid) -> Result<Uuid, Refused> {
    reader
        .value(
            "SELECT patient_id FROM wellness_plans WHERE id = ?1 AND deleted_at IS NULL",
            params![id],
        )?
        .ok_or_else(|| Refused::gone("plan"))
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn plan_of(patient: Uuid, template: Option<&str>, steps: Value) -> Value {
        json!({
            "patient_id": patient, "template_code": template, "title": "Lower blood pressure",
            "condition_text": null, "description": null, "starts_on": "2026-03-02", "weeks": 2,
            "steps": steps
        })
    }

    fn shown(clinic: &Clinic, id: Uuid) -> Value {
        clinic.ask(clinic.nurse, "wellness.plan", json!({ "id": id })).unwrap()
    }

    #[test]
    fn progress_is_what_was_done_of_what_is_due() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let steps = json!([
            { "title": "Walk", "category": "activity", "first_day": 0, "every_days": 1 }
        ]);
        let made =
            clinic.ask(clinic.doctor, "wellness.make_plan", plan_of(patient, None, steps)).unwrap();
        assert_eq!(made["items"], 14);
        let id = id_of(&made);
        clinic.set_clock("2026-03-05T10:00:00Z");
        let items = shown(&clinic, id)["items"].clone();
        for index in [0, 1, 5] {
            let tick = json!({
                "id": items[index]["id"], "version": 0, "is_self_reported": true, "done": true
            });
            clinic.ask(clinic.nurse, "wellness.do_item", tick).unwrap();
        }
        let skip = json!({ "id": items[2]["id"], "version": 0, "reason": "Rain" });
        clinic.ask(clinic.nurse, "wellness.skip_item", skip).unwrap();
        let plan = shown(&clinic, id);
        // Four days are due; two of them were done, one of tomorrow's counts tomorrow.
        assert_eq!(
            (&plan["due"], &plan["done"], &plan["skipped"]),
            (&json!(4), &json!(2), &json!(1))
        );
        assert_eq!(plan["progress"], 0.5);
        let back = json!({
            "id": items[0]["id"], "version": 0, "is_self_reported": false, "done": false
        });
        clinic.ask(clinic.nurse, "wellness.do_item", back).unwrap();
        assert_eq!(shown(&clinic, id)["progress"], 0.25);
    }

    #[test]
    fn a_plan_of_a_template_names_its_method_and_can_be_changed() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let request = plan_of(patient, Some("hypertension"), json!(null));
        let made = clinic.ask(clinic.doctor, "wellness.make_plan", request).unwrap();
        let id = id_of(&made);
        let plan = shown(&clinic, id);
        assert_eq!(plan["condition_text"], "Arterial hypertension");
        assert_eq!(plan["method"], "Wellness plan templates");
        assert_eq!(plan["progress"], json!(null), "nothing is due yet");
        assert_eq!(plan["items"].as_array().unwrap().len(), 8, "four steps in two weeks");
        let item = &plan["items"][0];
        let remove = json!({ "id": item["id"], "version": 0 });
        let nurse = clinic.ask(clinic.nurse, "wellness.remove_item", remove.clone());
        assert_eq!(nurse.unwrap_err().code, Some("not_allowed"));
        clinic.ask(clinic.doctor, "wellness.remove_item", remove).unwrap();
        let add = json!({
            "wellness_plan_id": id, "title": "Call the clinic", "category": null,
            "due_on": "2026-03-06"
        });
        clinic.ask(clinic.doctor, "wellness.add_item", add).unwrap();
        let plan = shown(&clinic, id);
        assert_eq!(plan["items"].as_array().unwrap().len(), 8);
        assert_eq!(plan["items"][0]["title"], "Call the clinic");
        let strange = plan_of(patient, Some("astrology"), json!(null));
        let refused = clinic.ask(clinic.doctor, "wellness.make_plan", strange).unwrap_err();
        assert_eq!(refused.field, Some("template_code"));
    }

    #[test]
    fn a_plan_that_nobody_can_follow_is_refused() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let mut request = plan_of(
            patient,
            None,
            json!([{ "title": "Walk", "category": null, "first_day": 0, "every_days": 1 }]),
        );
        request["weeks"] = json!(52);
        let refused = clinic.ask(clinic.doctor, "wellness.make_plan", request).unwrap_err();
        assert!(refused.sentence.contains("at most 300"));
    }
}
