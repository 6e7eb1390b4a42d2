//! Appointments, at the site of the PC that imports them.

use serde::Deserialize;

use super::elements::{Annotation, Concept, Reference, filled, joined, words_of};
use super::follow::{read, when};
use super::intake::{Draft, Found, Intake, Outcome, Refused, Taken, from_fhir};

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Appointment {
    status: Option<String>,
    cancelation_reason: Option<Concept>,
    appointment_type: Option<Concept>,
    reason_code: Vec<Concept>,
    description: Option<String>,
    start: Option<String>,
    end: Option<String>,
    comment: Option<String>,
    patient_instruction: Option<String>,
    participant: Vec<Participant>,
    note: Vec<Annotation>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Participant {
    actor: Option<Reference>,
}

pub(crate) fn take(intake: &mut Intake<'_, '_>, found: &Found<'_>) -> Result<Outcome, Refused> {
    let appointment: Appointment = read(found)?;
    // What is asked for or waited for is not promised yet.
    if matches!(appointment.status.as_deref(), Some("proposed" | "pending" | "waitlist")) {
        return Ok(Outcome::Left);
    }
    let status = appointment.status.as_deref();
    let status = status
        .and_then(|code| from_fhir("appointments", "status", code))
        .ok_or_else(|| Refused::because("Its status is not one that FHIR R4 knows."))?;
    let actors = || appointment.participant.iter().map(|participant| participant.actor.as_ref());
    let (mut patient, mut practitioner) = (None, None);
    for actor in actors() {
        if patient.is_none() {
            patient = intake.row(found, actor, "Patient", "patients")?;
        }
        if practitioner.is_none() {
            practitioner = intake.practitioner(found, actor)?;
        }
    }
    let patient = patient.ok_or_else(|| {
        Refused::because("It belongs to a patient who is neither in this source nor on this PC.")
    })?;
    let site = intake.place.site.ok_or_else(|| {
        Refused::because("This PC belongs to no site, so it cannot take appointments.")
    })?;
    let start = when(appointment.start.as_deref(), "The beginning")?;
    let end = when(appointment.end.as_deref(), "The end")?;
    let moments = start.and_then(|start| start.moment()).zip(end.and_then(|end| end.moment()));
    let (starts_at, ends_at) = moments
        .ok_or_else(|| Refused::because("It does not say when it begins and when it ends."))?;
    let kind = appointment.appointment_type.as_ref();
    let kind = kind.and_then(|kind| kind.first(|code| from_fhir("appointments", "kind", code)));
    let reason = words_of(&appointment.reason_code);
    let draft = Draft::new("appointments", found.id)
        .set("patient_id", patient)
        .set("practitioner_id", practitioner)
        .set("site_id", site)
        .set("starts_at", starts_at)
        .set("ends_at", ends_at)
        .set("status", status)
        .set("kind", kind.unwrap_or("consultation"))
        .set("priority", "medium")
        .set("reason", reason.or_else(|| filled(appointment.description.as_deref())))
        .set("cancel_reason", appointment.cancelation_reason.as_ref().and_then(Concept::words))
        .set(
            "notes",
            joined(
                [
                    filled(appointment.comment.as_deref()),
                    filled(appointment.patient_instruction.as_deref()),
                    super::elements::notes_of(&appointment.note),
                ],
                "\n",
            ),
        );
    let mut taken = Taken::new(Some(patient), draft);
    let reasons = appointment.reason_code.iter().flat_map(|reason| &reason.coding);
    taken.bind("appointments", found.id, "reason", reasons);
    intake.put(taken)
}
