//! Documents by their names and days; what stands in them stays where it is.

use serde::Deserialize;

use super::elements::{Concept, Reference, filled};
use super::follow::{read, when};
use super::intake::{Draft, Found, Intake, Outcome, Refused, Taken, from_fhir};
use super::moment::When;

#[derive(Default, Deserialize)]
#[serde(default)]
struct DocumentReference {
    status: Option<String>,
    r#type: Option<Concept>,
    category: Vec<Concept>,
    subject: Option<Reference>,
    date: Option<String>,
    description: Option<String>,
    content: Vec<Content>,
    context: Option<Context>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Content {
    attachment: Option<Attachment>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Attachment {
    title: Option<String>,
    creation: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Context {
    encounter: Vec<Reference>,
    period: Option<super::elements::Period>,
}

pub(crate) fn take(intake: &mut Intake<'_, '_>, found: &Found<'_>) -> Result<Outcome, Refused> {
    let document: DocumentReference = read(found)?;
    let patient = intake.patient(found, document.subject.as_ref())?;
    let status = document.status.as_deref();
    let status = status
        .and_then(|code| from_fhir("documents", "status", code))
        .ok_or_else(|| Refused::because("Its status is not one that FHIR R4 knows."))?;
    let attachment = document.content.iter().find_map(|content| content.attachment.as_ref());
    let kind = document.r#type.as_ref();
    let title = attachment
        .and_then(|attachment| filled(attachment.title.as_deref()))
        .or_else(|| kind.and_then(Concept::words))
        .or_else(|| filled(document.description.as_deref()))
        .ok_or_else(|| Refused::because("It does not say what document it is."))?;
    let context = document.context.as_ref();
    let period = context.and_then(|context| context.period.as_ref());
    let created = attachment.and_then(|attachment| attachment.creation.as_deref());
    let created = created.or(period.and_then(|period| period.start.as_deref()));
    let created = when(created, "The day of the document")?;
    let noted = when(document.date.as_deref(), "The day of the document")?;
    let noted = noted.or_else(|| created.clone());
    let uploaded = noted.ok_or_else(|| Refused::because("It does not say of which day it is."))?;
    let note = |code: &str| (code == "clinical-note").then_some("clinical_note");
    let category = document.category.iter().find_map(|category| category.first(note));
    let visit = intake.visit(found, context.and_then(|context| context.encounter.first()))?;
    let draft = Draft::new("documents", found.id)
        .set("patient_id", patient)
        .set("visit_id", visit)
        .set("kind", category.unwrap_or("other"))
        .set("title", title)
        .set("description", filled(document.description.as_deref()))
        .set("documented_on", created.as_ref().and_then(When::day))
        .set("uploaded_at", uploaded.moment_or_start(intake.place.zone))
        .set("status", status);
    let mut taken = Taken::new(Some(patient), draft);
    taken.bind("documents", found.id, "kind", kind.into_iter().flat_map(|kind| &kind.coding));
    intake.put(taken)
}
