//! Coverages as insurance policies.

use serde::Deserialize;
use store::params;
use uuid::Uuid;

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
    /// Not of FHIR: Synthea's CSV files name a second insurer of the same time.
    secondary_payor: Option<Reference>,
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
    let is_active = match coverage.status.as_deref() {
        Some("active") => true,
        Some("cancelled") => false,
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
    let last = until.as_ref().and_then(When::day);
    // Many systems never change the status of a policy whose time is over.
    let today = when_is_today(intake);
    let status = match (is_active, &last) {
        (true, Some(last)) if *last < today => "expired",
        (true, _) => "active",
        (false, _) => "inactive",
    };
    let class = |wanted: &str| {
        coverage.class.iter().find(|class| {
            let kind = class.r#type.as_ref();
            kind.and_then(|kind| kind.first(|code| (code == wanted).then_some(()))).is_some()
        })
    };
    let plan = class("plan")
        .and_then(|plan| filled(plan.name.as_deref()).or_else(|| filled(plan.value.as_deref())));
    let order = coverage.order.map(|order| order.to_string());
    let order = order.and_then(|order| from_fhir("insurance_policies", "coverage_rank", &order));
    let holder = coverage.policy_holder.as_ref().or(coverage.subscriber.as_ref());
    let relationship = coverage.relationship.as_ref().and_then(|relationship| {
        relationship.first(|code| from_fhir("insurance_policies", "relationship_to_patient", code))
    });
    let second = match &coverage.secondary_payor {
        Some(payor) => intake.organization_name(found, Some(payor))?,
        None => None,
    };
    let first_id = found.id;
    let second_id = Uuid::new_v5(&first_id, b"second insurer");
    let mut ranks = Ranks { patient, own: [first_id, second_id], is_active: status == "active" };
    let rank = ranks.next(intake, order.unwrap_or("primary"), None)?;
    let policy = |id: Uuid, insurer: String, rank: &'static str| {
        Draft::new("insurance_policies", id)
            .set("patient_id", patient)
            .set("insurer_name", insurer)
            .set("coverage_rank", rank)
            .set("effective_on", from.as_ref().and_then(When::day))
            .set("expires_on", last.clone())
            .set("status", status)
    };
    let draft = policy(first_id, insurer, rank)
        .set("plan_name", plan)
        .set("plan_kind", coverage.r#type.as_ref().and_then(Concept::words))
        .set("policy_number", filled(coverage.subscriber_id.as_deref()))
        .set("group_number", class("group").and_then(|group| filled(group.value.as_deref())))
        .set("holder_name", holder.and_then(|holder| filled(holder.display.as_deref())))
        .set("relationship_to_patient", relationship);
    let mut taken = Taken::new(Some(patient), draft);
    if let Some(second) = second {
        let rank = ranks.next(intake, "secondary", Some(rank))?;
        taken.and(policy(second_id, second, rank));
    }
    intake.put(taken)
}

/// The day it is, as rows keep days.
fn when_is_today(intake: &Intake<'_, '_>) -> String {
    let now = chrono::DateTime::from_timestamp_micros(intake.write.now()).unwrap_or_default();
    now.with_timezone(&intake.place.zone).date_naive().to_string()
}

/// Which ranks a patient's policies have. Two that hold at one time cannot have the same, and many
/// systems give none.
struct Ranks {
    patient: Uuid,
    /// The policies that are given a rank.
    own: [Uuid; 2],
    is_active: bool,
}

impl Ranks {
    /// The rank that is wanted, or the next free one after it; `given` has gone to another policy
    /// just now. A policy that does not hold any more is in nobody's way.
    fn next(
        &mut self,
        intake: &Intake<'_, '_>,
        wanted: &'static str,
        given: Option<&'static str>,
    ) -> Result<&'static str, Refused> {
        const RANKS: [&str; 3] = ["primary", "secondary", "tertiary"];
        if !self.is_active {
            return Ok(wanted);
        }
        let taken: Vec<String> = intake.write.column(
            "SELECT coverage_rank FROM insurance_policies WHERE patient_id = ?1 AND id <> ?2 \
             AND id <> ?3 AND status = 'active' AND deleted_at IS NULL",
            params![self.patient, self.own[0], self.own[1]],
        )?;
        let is_free = |rank: &&str| given != Some(*rank) && !taken.iter().any(|own| own == rank);
        let after = RANKS.iter().skip_while(|rank| **rank != wanted);
        after.chain(&RANKS).copied().find(is_free).ok_or_else(|| {
            Refused::because(
                "The patient has three active policies already. End one of them, and bring it in \
                 again.",
            )
        })
    }
}
