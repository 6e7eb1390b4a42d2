//! Encounters as visits. They took place elsewhere, so no site of ours is written on them; the
//! name of the place stands in `service_provider`.

use serde::Deserialize;

use super::elements::{Coding, Concept, Period, Reference, filled, words_of};
use super::follow::{read, when};
use super::intake::{Draft, Found, Intake, Outcome, Refused, Taken, from_fhir};
use super::moment::When;

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Encounter {
    status: Option<String>,
    class: Option<Coding>,
    r#type: Vec<Concept>,
    subject: Option<Reference>,
    participant: Vec<Participant>,
    period: Option<Period>,
    reason_code: Vec<Concept>,
    reason_reference: Vec<Reference>,
    service_provider: Option<Reference>,
    hospitalization: Option<Hospitalization>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Participant {
    individual: Option<Reference>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Hospitalization {
    discharge_disposition: Option<Concept>,
}

pub(crate) fn take(intake: &mut Intake<'_, '_>, found: &Found<'_>) -> Result<Outcome, Refused> {
    let encounter: Encounter = read(found)?;
    // A visit that is only planned is no visit yet, and an appointment is a promise of ours.
    if encounter.status.as_deref() == Some("planned") {
        return Ok(Outcome::Left);
    }
    let patient = intake.patient(found, encounter.subject.as_ref())?;
    let period = encounter.period.clone().unwrap_or_default();
    let start = when(period.start.as_deref(), "The beginning of the visit")?;
    let start = start.ok_or_else(|| Refused::because("It does not say when the visit began."))?;
    let end = when(period.end.as_deref(), "The end of the visit")?;
    let zone = intake.place.zone;
    let mut practitioner = None;
    for participant in &encounter.participant {
        if practitioner.is_none() {
            practitioner = intake.practitioner(found, participant.individual.as_ref())?;
        }
    }
    let written = words_of(&encounter.reason_code);
    let reason = intake.reason(found, written, &encounter.reason_reference)?;
    let provider = intake.organization_name(found, encounter.service_provider.as_ref())?;
    let discharge =
        encounter.hospitalization.as_ref().and_then(|stay| stay.discharge_disposition.as_ref());
    let class = encounter.class.as_ref().and_then(|class| filled(class.code.as_deref()));
    let draft = Draft::new("visits", found.id)
        .set("patient_id", patient)
        .set("practitioner_id", practitioner)
        .set("started_at", start.moment_or_start(zone))
        .set("ended_at", end.as_ref().and_then(When::moment))
        .set("kind", kind(&encounter))
        .set("status", status(&encounter, end.is_some())?)
        .set("class_code", class)
        .set("type_text", words_of(&encounter.r#type))
        .set("reason", reason)
        .set("notes", start.caveat("The beginning of the visit"))
        .set("discharge_disposition", discharge.and_then(Concept::words))
        .set("service_provider", provider);
    let mut taken = Taken::new(Some(patient), draft);
    let codings = |concepts: &'_ [Concept]| -> Vec<Coding> {
        concepts.iter().flat_map(|concept| concept.coding.clone()).collect()
    };
    taken.bind("visits", found.id, "type_text", &codings(&encounter.r#type));
    taken.bind("visits", found.id, "reason", &codings(&encounter.reason_code));
    let discharge = discharge.map(|d| d.coding.as_slice()).unwrap_or_default();
    taken.bind("visits", found.id, "discharge_disposition", discharge);
    intake.put(taken)
}

fn status(encounter: &Encounter, ended: bool) -> Result<&'static str, Refused> {
    match encounter.status.as_deref() {
        Some("onleave") => Ok("in_progress"),
        Some("unknown") if ended => Ok("completed"),
        Some("unknown") => Ok("in_progress"),
        code => code
            .and_then(|code| from_fhir("visits", "status", code))
            .ok_or_else(|| Refused::because("Its status is not one that FHIR R4 knows.")),
    }
}

/// The kind of visit, by the encounter's class and the few SNOMED types that say it without doubt.
fn kind(encounter: &Encounter) -> &'static str {
    if encounter.class.as_ref().is_some_and(|class| class.code.as_deref() == Some("EMER")) {
        return "emergency";
    }
    let by_type = |code: &str| match code {
        "50849002" | "183478001" => Some("emergency"),
        "390906007" | "185389009" => Some("follow_up"),
        "11429006" | "185345009" | "185347001" => Some("consultation"),
        _ => None,
    };
    encounter.r#type.iter().find_map(|concept| concept.first(by_type)).unwrap_or("routine")
}
