//! Coverages as insurance policies.

use serde::Deserialize;

use super::elements::{Concept, Period, Reference, filled};
use super::follow::{read, when};
use super::intake::{Draft, Found, Intake, Outcome, Refused, Taken, from_fhir};
use super::moment::When;

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Coverage {
    status: Option<String>,
    r#type: Option<Concept>,
    policy_holder: Option<Reference>,
    subscriber: Option<Reference>,
    subscriber_id: Option<String>,
    beneficiary: Option<Reference>,
    relationship: Option<Concept>,
    period: Option<Period>,
    payor: Vec<Reference>,
    class: Vec<Class>,
    order: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Class {
    r#type: Option<Concept>,
    value: Option<String>,
    name: Option<String>,
}

pub(crate) fn take(intake: &mut Intake<'_, '_>, found: &Found<'_>) -> Result<Outcome, Refused> {
    let coverage: Coverage = read(found)?;
    let status = match coverage.status.as_deref() {
        Some("active") => "active",
        Some("cancelled") => "inactive",
        // A policy that does not hold yet, or was an error, covers nothing.
        Some("draft" | "entered-in-error") => return Ok(Outcome::Left),
        _ => return Err(Refused::because("Its status is not one that FHIR R4 knows.")),
    };
    let patient = intake.patient(found, coverage.beneficiary.as_ref())?;
    let insurer = intake
        .organization_name(found, coverage.payor.first())?
        .ok_or_else(|| Refused::because("It does not name the insurer."))?;
    let period = coverage.period.clone().unwrap_or_default();
    let from = when(period.start.as_deref(), "The first day of cover")?;
    let until = when(period.end.as_deref(), "The last day of cover")?;
    let class = |wanted: &str| {
        coverage.class.iter().find(|class| {
            let kind = class.r#type.as_ref();
            kind.and_then(|kind| kind.first(|code| (code == wanted).then_some(()))).is_some()
        })
    };
    let plan = class("plan")
        .and_then(|plan| filled(plan.name.as_deref()).or_else(|| filled(plan.value.as_deref())));
    let rank = coverage.order.map(|order| order.to_string());
    let rank = rank.and_then(|rank| from_fhir("insurance_policies", "coverage_rank", &rank));
    let holder = coverage.policy_holder.as_ref().or(coverage.subscriber.as_ref());
    let relationship = coverage.relationship.as_ref().and_then(|relationship| {
        relationship.first(|code| from_fhir("insurance_policies", "relationship_to_patient", code))
    });
    let draft = Draft::new("insurance_policies", found.id)
        .set("patient_id", patient)
        .set("insurer_name", insurer)
        .set("plan_name", plan)
        .set("plan_kind", coverage.r#type.as_ref().and_then(Concept::words))
        .set("policy_number", filled(coverage.subscriber_id.as_deref()))
        .set("group_number", class("group").and_then(|group| filled(group.value.as_deref())))
        .set("holder_name", holder.and_then(|holder| filled(holder.display.as_deref())))
        .set("relationship_to_patient", relationship)
        .set("coverage_rank", rank.unwrap_or("primary"))
        .set("effective_on", from.as_ref().and_then(When::day))
        .set("expires_on", until.as_ref().and_then(When::day))
        .set("status", status);
    intake.put(Taken::new(Some(patient), draft))
}
