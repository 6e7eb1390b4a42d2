//! Imaging studies as scans. The images themselves come as DICOM.

use serde::Deserialize;

use super::elements::{
    Annotation, Coding, Concept, Number, Reference, filled, joined, notes_of, words_of,
};
use super::follow::{read, when};
use super::intake::{Draft, Found, Intake, Outcome, Refused, Taken, from_fhir};

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ImagingStudy {
    identifier: Vec<Number>,
    status: Option<String>,
    modality: Vec<Coding>,
    subject: Option<Reference>,
    encounter: Option<Reference>,
    started: Option<String>,
    referrer: Option<Reference>,
    procedure_code: Vec<Concept>,
    reason_code: Vec<Concept>,
    description: Option<String>,
    note: Vec<Annotation>,
    series: Vec<Series>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Series {
    modality: Option<Coding>,
    body_site: Option<Coding>,
    description: Option<String>,
}

pub(crate) fn take(intake: &mut Intake<'_, '_>, found: &Found<'_>) -> Result<Outcome, Refused> {
    let study: ImagingStudy = read(found)?;
    let patient = intake.patient(found, study.subject.as_ref())?;
    let started = when(study.started.as_deref(), "The time of the study")?
        .ok_or_else(|| Refused::because("It does not say when it was made."))?;
    let status = match study.status.as_deref() {
        Some("available") => "acquired",
        Some("unknown") => "acquired",
        code => code
            .and_then(|code| from_fhir("scans", "status", code))
            .ok_or_else(|| Refused::because("Its status is not one that FHIR R4 knows."))?,
    };
    let modalities: Vec<&Coding> = study
        .modality
        .iter()
        .chain(study.series.iter().filter_map(|series| series.modality.as_ref()))
        .collect();
    let known = modalities
        .iter()
        .find_map(|modality| from_fhir("scans", "modality", modality.code.as_deref()?));
    let made = started.moment_or_start(intake.place.zone);
    let cancelled = status == "cancelled";
    let site = |series: &Series| {
        let site = series.body_site.as_ref()?;
        filled(site.display.as_deref()).or_else(|| filled(site.code.as_deref()))
    };
    let series = || study.series.iter().map(|series| filled(series.description.as_deref()));
    let described = filled(study.description.as_deref())
        .or_else(|| words_of(&study.procedure_code))
        .or_else(|| joined(series(), "; "));
    let draft = Draft::new("scans", found.id)
        .set("patient_id", patient)
        .set("visit_id", intake.visit(found, study.encounter.as_ref())?)
        // DICOM's own word for what none of its others says.
        .set("modality", known.unwrap_or("OT"))
        .set("body_part", study.series.iter().find_map(site))
        .set("study_description", described)
        .set("study_instance_uid", study.identifier.iter().find_map(study_uid))
        .set("ordered_by", intake.practitioner(found, study.referrer.as_ref())?)
        .set("ordered_at", made)
        .set("acquired_at", (status == "acquired").then_some(made))
        .set("priority", "routine")
        .set("status", status)
        .set("reason", words_of(&study.reason_code))
        .set("cancel_reason", cancelled.then_some("It was cancelled where it came from."))
        .set(
            "notes",
            joined([notes_of(&study.note), started.caveat("The time of the study")], "\n"),
        );
    let mut taken = Taken::new(Some(patient), draft);
    if known.is_none() {
        taken.bind("scans", found.id, "modality", modalities);
    }
    taken.bind(
        "scans",
        found.id,
        "body_part",
        study.series.iter().filter_map(|series| series.body_site.as_ref()),
    );
    taken.bind(
        "scans",
        found.id,
        "study_description",
        study.procedure_code.iter().flat_map(|procedure| &procedure.coding),
    );
    intake.put(taken)
}

/// The study's DICOM identifier.
fn study_uid(number: &Number) -> Option<String> {
    filled(number.value.as_deref()?.strip_prefix("urn:oid:"))
}
