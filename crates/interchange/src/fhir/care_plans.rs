//! Plans of care with what is to be done.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::elements::{Annotation, Concept, Period, Reference, filled, joined, notes_of};
use super::follow::{read, when};
use super::identity::part_id;
use super::intake::{Draft, Found, Intake, Outcome, Refused, Taken, from_fhir};
use super::moment::When;

#[derive(Default, Deserialize)]
#[serde(default)]
struct CarePlan {
    status: Option<String>,
    intent: Option<String>,
    category: Vec<Concept>,
    title: Option<String>,
    description: Option<String>,
    subject: Option<Reference>,
    period: Option<Period>,
    author: Option<Reference>,
    addresses: Vec<Reference>,
    activity: Vec<Activity>,
    note: Vec<Annotation>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Activity {
    detail: Option<Detail>,
    reference: Option<Reference>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Detail {
    code: Option<Concept>,
    status: Option<String>,
    description: Option<String>,
}

/// An activity as the row keeps it.
#[derive(Serialize)]
struct KeptActivity {
    id: Uuid,
    text: String,
    status: &'static str,
}

pub(crate) fn take(intake: &mut Intake<'_, '_>, found: &Found<'_>) -> Result<Outcome, Refused> {
    let plan: CarePlan = read(found)?;
    // A thought about what could be planned is no plan.
    if matches!(plan.intent.as_deref(), Some("proposal" | "option")) {
        return Ok(Outcome::Left);
    }
    let patient = intake.patient(found, plan.subject.as_ref())?;
    let status = match plan.status.as_deref() {
        Some("unknown") => "draft",
        code => code
            .and_then(|code| from_fhir("care_plans", "status", code))
            .ok_or_else(|| Refused::because("Its status is not one that FHIR R4 knows."))?,
    };
    // The most general category comes first where there are several.
    let words: Vec<String> = plan.category.iter().filter_map(Concept::words).collect();
    let title = filled(plan.title.as_deref())
        .or_else(|| words.last().cloned())
        .or_else(|| filled(plan.description.as_deref()))
        .ok_or_else(|| Refused::because("It does not say what is planned."))?;
    let period = plan.period.clone().unwrap_or_default();
    let start = when(period.start.as_deref(), "The first day")?;
    let end = when(period.end.as_deref(), "The last day")?;
    let mut reasons = Vec::new();
    for reference in &plan.addresses {
        let condition = intake.condition(found, Some(reference))?;
        reasons.push(condition.map(|condition| format!("For: {}", condition.condition_text)));
    }
    let activities: Vec<KeptActivity> = plan
        .activity
        .iter()
        .enumerate()
        .filter_map(|(position, activity)| kept(found.id, position, activity))
        .collect();
    let activities = (!activities.is_empty()).then(|| serde_json::to_string(&activities).ok());
    let draft = Draft::new("care_plans", found.id)
        .set("patient_id", patient)
        .set("title", title)
        .set("category", words.first().cloned())
        .set("description", filled(plan.description.as_deref()))
        .set("status", status)
        .set("starts_on", start.as_ref().and_then(When::day))
        .set("ends_on", end.as_ref().and_then(When::day))
        .set("activities", activities.flatten())
        .set("practitioner_id", intake.practitioner(found, plan.author.as_ref())?)
        .set("notes", joined(std::iter::once(notes_of(&plan.note)).chain(reasons), "\n"));
    let mut taken = Taken::new(Some(patient), draft);
    let codes = plan.category.iter().flat_map(|category| &category.coding);
    taken.bind("care_plans", found.id, "category", codes);
    intake.put(taken)
}

fn kept(plan: Uuid, position: usize, activity: &Activity) -> Option<KeptActivity> {
    let detail = activity.detail.as_ref();
    let text = detail
        .and_then(|detail| detail.code.as_ref().and_then(Concept::words))
        .or_else(|| filled(detail?.description.as_deref()))
        .or_else(|| filled(activity.reference.as_ref()?.display.as_deref()))?;
    let status = match detail.and_then(|detail| detail.status.as_deref()) {
        Some("completed") => "done",
        Some("cancelled" | "stopped" | "entered-in-error") => "dropped",
        _ => "planned",
    };
    Some(KeptActivity { id: part_id(plan, &format!("activity/{position}")), text, status })
}
