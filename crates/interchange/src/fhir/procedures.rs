//! Procedures and immunizations: what was done to a patient.

use serde::Deserialize;

use super::elements::{
    Annotation, Concept, Period, Quantity, Reference, filled, joined, notes_of, words_of,
};
use super::follow::{read, when};
use super::intake::{Draft, Found, Intake, Outcome, Refused, Taken, from_fhir};
use super::moment::When;

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Procedure {
    status: Option<String>,
    category: Option<Concept>,
    code: Option<Concept>,
    subject: Option<Reference>,
    encounter: Option<Reference>,
    performed_date_time: Option<String>,
    performed_period: Option<Period>,
    performed_string: Option<String>,
    performer: Vec<Performer>,
    reason_code: Vec<Concept>,
    reason_reference: Vec<Reference>,
    body_site: Vec<Concept>,
    outcome: Option<Concept>,
    note: Vec<Annotation>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Performer {
    actor: Option<Reference>,
}

pub(crate) fn take(intake: &mut Intake<'_, '_>, found: &Found<'_>) -> Result<Outcome, Refused> {
    let procedure: Procedure = read(found)?;
    let patient = intake.patient(found, procedure.subject.as_ref())?;
    let code = procedure.code.clone().unwrap_or_default();
    let text = code.words().ok_or_else(|| Refused::because("It does not name a procedure."))?;
    let status = procedure.status.as_deref();
    let status = status.and_then(|code| from_fhir("procedures", "status", code));
    let status =
        status.ok_or_else(|| Refused::because("Its status is not one that FHIR R4 knows."))?;
    let period = procedure.performed_period.clone().unwrap_or_default();
    let start = procedure.performed_date_time.as_deref().or(period.start.as_deref());
    let start = when(start, "The time of the procedure")?;
    let end = when(period.end.as_deref(), "The end of the procedure")?;
    let zone = intake.place.zone;
    let caveat = start.as_ref().and_then(|start| start.caveat("The time of the procedure"));
    let performed = filled(procedure.performed_string.as_deref());
    let reason = procedure.reason_code.first().and_then(Concept::coded).cloned();
    let written = words_of(&procedure.reason_code);
    let mut draft = Draft::new("procedures", found.id)
        .set("patient_id", patient)
        .set("visit_id", intake.visit(found, procedure.encounter.as_ref())?)
        .set("practitioner_id", first_practitioner(intake, found, &procedure.performer)?)
        .set("procedure_text", text)
        .code("code_system", "code", code.coded())
        .set("category", procedure.category.as_ref().and_then(Concept::words))
        .set("status", status)
        .set("started_at", start.map(|start| start.moment_or_start(zone)))
        .set("ended_at", end.as_ref().and_then(When::moment))
        .set("body_site", words_of(&procedure.body_site))
        .set("outcome_text", procedure.outcome.as_ref().and_then(Concept::words))
        .set(
            "notes",
            joined(
                [
                    notes_of(&procedure.note),
                    caveat,
                    performed.map(|performed| format!("Performed: {performed}.")),
                ],
                "\n",
            ),
        );
    if written.is_some() {
        draft = draft.code("reason_code_system", "reason_code", reason.as_ref());
        draft.put("reason_text", written);
    } else {
        let condition = intake.condition(found, procedure.reason_reference.first())?;
        if let Some(condition) = condition {
            draft.put("reason_text", condition.condition_text);
            draft.put("reason_code_system", condition.code_system);
            draft.put("reason_code", condition.code);
        }
    }
    let mut taken = Taken::new(Some(patient), draft);
    taken.bind("procedures", found.id, "code", code.beside());
    intake.put(taken)
}

fn first_practitioner(
    intake: &mut Intake<'_, '_>,
    found: &Found<'_>,
    performers: &[Performer],
) -> Result<Option<uuid::Uuid>, Refused> {
    for performer in performers {
        let practitioner = intake.practitioner(found, performer.actor.as_ref())?;
        if practitioner.is_some() {
            return Ok(practitioner);
        }
    }
    Ok(None)
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Immunization {
    status: Option<String>,
    status_reason: Option<Concept>,
    vaccine_code: Option<Concept>,
    patient: Option<Reference>,
    encounter: Option<Reference>,
    occurrence_date_time: Option<String>,
    occurrence_string: Option<String>,
    primary_source: Option<bool>,
    manufacturer: Option<Reference>,
    lot_number: Option<String>,
    expiration_date: Option<String>,
    site: Option<Concept>,
    route: Option<Concept>,
    dose_quantity: Option<Quantity>,
    performer: Vec<Performer>,
    note: Vec<Annotation>,
    protocol_applied: Vec<Protocol>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Protocol {
    series: Option<String>,
    dose_number_positive_int: Option<i64>,
}

pub(crate) fn take_immunization(
    intake: &mut Intake<'_, '_>,
    found: &Found<'_>,
) -> Result<Outcome, Refused> {
    let immunization: Immunization = read(found)?;
    let patient = intake.patient(found, immunization.patient.as_ref())?;
    let code = immunization.vaccine_code.clone().unwrap_or_default();
    let text = code.words().ok_or_else(|| Refused::because("It does not name a vaccine."))?;
    let status = immunization.status.as_deref();
    let status = status.and_then(|code| from_fhir("immunizations", "status", code));
    let status =
        status.ok_or_else(|| Refused::because("Its status is not one that FHIR R4 knows."))?;
    let occurred = when(immunization.occurrence_date_time.as_deref(), "The day of vaccination")?;
    let expires = when(immunization.expiration_date.as_deref(), "The expiry date")?;
    let zone = intake.place.zone;
    let caveat = occurred.as_ref().and_then(|day| day.caveat("The day of vaccination"));
    let dose = immunization.dose_quantity.as_ref();
    let protocol = immunization.protocol_applied.first();
    let manufacturer = intake.organization_name(found, immunization.manufacturer.as_ref())?;
    let given = filled(immunization.occurrence_string.as_deref());
    let draft = Draft::new("immunizations", found.id)
        .set("patient_id", patient)
        .set("visit_id", intake.visit(found, immunization.encounter.as_ref())?)
        .set("practitioner_id", first_practitioner(intake, found, &immunization.performer)?)
        .set("vaccine_text", text)
        .code("code_system", "code", code.coded())
        .set("status", status)
        .set("status_reason", immunization.status_reason.as_ref().and_then(Concept::words))
        .set("occurred_at", occurred.map(|day| day.moment_or_start(zone)))
        .set("manufacturer", manufacturer)
        .set("lot_number", filled(immunization.lot_number.as_deref()))
        .set("expires_on", expires.as_ref().and_then(When::day))
        .set("dose_amount", dose.and_then(|dose| dose.value.as_ref()?.real()))
        .set("dose_unit", dose.and_then(Quantity::unit))
        .set("route", immunization.route.as_ref().and_then(Concept::words))
        .set("body_site", immunization.site.as_ref().and_then(Concept::words))
        .set("dose_number", protocol.and_then(|protocol| protocol.dose_number_positive_int))
        .set("series_text", protocol.and_then(|protocol| filled(protocol.series.as_deref())))
        .set("is_reported", immunization.primary_source.map(|primary| !primary))
        .set(
            "notes",
            joined(
                [
                    notes_of(&immunization.note),
                    caveat,
                    given.map(|given| format!("Given: {given}.")),
                ],
                "\n",
            ),
        );
    let mut taken = Taken::new(Some(patient), draft);
    taken.bind("immunizations", found.id, "code", code.beside());
    intake.put(taken)
}
