//! Conditions and allergies: what a patient has, and what harms them.

use serde::{Deserialize, Serialize};

use super::elements::{
    Annotation, Coding, Concept, Period, Quantity, Range, Reference, filled, joined, notes_of,
};
use super::follow::{read, when};
use super::intake::{Draft, Found, Intake, Outcome, Refused, Taken, from_fhir};
use super::moment::When;

/// The system of the codes that a diagnosis carries here.
const ICD10_CM: &str = "http://hl7.org/fhir/sid/icd-10-cm";

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Condition {
    clinical_status: Option<Concept>,
    verification_status: Option<Concept>,
    category: Vec<Concept>,
    severity: Option<Concept>,
    code: Option<Concept>,
    subject: Option<Reference>,
    encounter: Option<Reference>,
    onset_date_time: Option<String>,
    onset_period: Option<Period>,
    onset_age: Option<Quantity>,
    onset_range: Option<Range>,
    onset_string: Option<String>,
    abatement_date_time: Option<String>,
    abatement_period: Option<Period>,
    abatement_age: Option<Quantity>,
    abatement_range: Option<Range>,
    abatement_string: Option<String>,
    recorded_date: Option<String>,
    recorder: Option<Reference>,
    asserter: Option<Reference>,
    note: Vec<Annotation>,
}

pub(crate) fn take(intake: &mut Intake<'_, '_>, found: &Found<'_>) -> Result<Outcome, Refused> {
    let condition: Condition = read(found)?;
    let patient = intake.patient(found, condition.subject.as_ref())?;
    let code = condition.code.clone().unwrap_or_default();
    let text = code.words().ok_or_else(|| Refused::because("It does not name a condition."))?;
    let icd10 = |coding: &&Coding| coding.system.as_deref() == Some(ICD10_CM);
    let chosen = code.coding.iter().find(icd10).or_else(|| code.coded());

    let onset = condition.onset_period.as_ref().and_then(|period| period.start.as_deref());
    let onset = when(condition.onset_date_time.as_deref().or(onset), "The onset")?;
    let end = condition.abatement_period.as_ref().and_then(|period| period.end.as_deref());
    let end = when(condition.abatement_date_time.as_deref().or(end), "The end of the condition")?;
    let recorded = when(condition.recorded_date.as_deref(), "The day of recording")?;
    let abated = end.is_some()
        || condition.abatement_age.is_some()
        || condition.abatement_range.is_some()
        || condition.abatement_string.is_some();
    let by = condition.asserter.as_ref().or(condition.recorder.as_ref());

    let verification = verification(condition.verification_status.as_ref(), "medical_conditions");
    let draft = Draft::new("medical_conditions", found.id)
        .set("patient_id", patient)
        .set("visit_id", intake.visit(found, condition.encounter.as_ref())?)
        .set("condition_text", text)
        .code("code_system", "code", chosen)
        .set(
            "category",
            condition.category.iter().find_map(|category| {
                category.first(|code| from_fhir("medical_conditions", "category", code))
            }),
        )
        .set(
            "severity",
            condition.severity.as_ref().and_then(|severity| {
                severity.first(|code| from_fhir("medical_conditions", "severity", code))
            }),
        )
        .set("status", status(&condition, abated, verification))
        .set("verification", verification)
        .set("onset_on", onset.as_ref().and_then(When::day))
        .set("onset_at", onset.as_ref().and_then(When::moment))
        .set("abated_on", end.as_ref().and_then(When::day))
        .set("abated_at", end.as_ref().and_then(When::moment))
        .set("diagnosed_on", recorded.as_ref().and_then(When::day))
        .set("diagnosed_by", intake.practitioner(found, by)?)
        .set("recorded_at", recorded.as_ref().and_then(When::moment))
        .set("notes", notes(&condition, onset.as_ref(), end.as_ref()));
    let mut taken = Taken::new(Some(patient), draft);
    // The row's own code may be replaced by ours one day; a foreign one stays beside it.
    let foreign = code.coding.iter().filter(|coding| !icd10(coding));
    taken.bind("medical_conditions", found.id, "code", foreign);
    intake.put(taken)
}

fn verification(concept: Option<&Concept>, table: &str) -> Option<&'static str> {
    // A code of later releases of FHIR for allergies, which the record has a word for.
    let later =
        |code: &str| (code == "presumed" && table == "patient_allergies").then_some("presumed");
    concept?.first(|code| from_fhir(table, "verification", code).or_else(|| later(code)))
}

fn status(condition: &Condition, abated: bool, verification: Option<&str>) -> &'static str {
    let given = condition.clinical_status.as_ref();
    let given =
        given.and_then(|given| given.first(|code| from_fhir("medical_conditions", "status", code)));
    match given {
        Some(status) => status,
        // FHIR wants no clinical status on an error, and a refuted condition was never there.
        None if matches!(verification, Some("entered_in_error" | "refuted")) => "inactive",
        None if abated => "resolved",
        None => "active",
    }
}

/// What the columns have no place for, in words.
fn notes(condition: &Condition, onset: Option<&When>, end: Option<&When>) -> Option<String> {
    let quantity = |quantity: &Option<Quantity>| quantity.as_ref().and_then(Quantity::words);
    let range = |range: &Option<Range>| range.as_ref().and_then(Range::words);
    let began = quantity(&condition.onset_age)
        .or_else(|| range(&condition.onset_range))
        .or_else(|| filled(condition.onset_string.as_deref()))
        .map(|began| format!("Onset: {began}."));
    let ended = quantity(&condition.abatement_age)
        .or_else(|| range(&condition.abatement_range))
        .or_else(|| filled(condition.abatement_string.as_deref()))
        .map(|ended| format!("Ended: {ended}."));
    joined(
        [
            notes_of(&condition.note),
            onset.and_then(|onset| onset.caveat("The onset")),
            end.and_then(|end| end.caveat("The end")),
            began,
            ended,
        ],
        "\n",
    )
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Allergy {
    clinical_status: Option<Concept>,
    verification_status: Option<Concept>,
    r#type: Option<String>,
    category: Vec<String>,
    criticality: Option<String>,
    code: Option<Concept>,
    patient: Option<Reference>,
    onset_date_time: Option<String>,
    recorded_date: Option<String>,
    reaction: Vec<Reaction>,
    note: Vec<Annotation>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reaction {
    substance: Option<Concept>,
    manifestation: Vec<Concept>,
    description: Option<String>,
    onset: Option<String>,
    severity: Option<String>,
}

/// One reaction as the row keeps it.
#[derive(Serialize)]
struct KeptReaction {
    #[serde(skip_serializing_if = "Option::is_none")]
    substance: Option<String>,
    manifestations: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    onset: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

pub(crate) fn take_allergy(
    intake: &mut Intake<'_, '_>,
    found: &Found<'_>,
) -> Result<Outcome, Refused> {
    let allergy: Allergy = read(found)?;
    let patient = intake.patient(found, allergy.patient.as_ref())?;
    let code = allergy.code.clone().unwrap_or_default();
    let named_in_reaction =
        || allergy.reaction.iter().find_map(|r| r.substance.as_ref().and_then(Concept::words));
    let substance = code
        .words()
        .or_else(named_in_reaction)
        .ok_or_else(|| Refused::because("It does not name a substance."))?;
    let of = |column, code: Option<&str>| from_fhir("patient_allergies", column, code?);
    let onset = when(allergy.onset_date_time.as_deref(), "The onset")?;
    let recorded = when(allergy.recorded_date.as_deref(), "The day of recording")?;
    let reactions = kept_reactions(&allergy.reaction);
    let described = |reaction: &KeptReaction| {
        let manifestations = Some(reaction.manifestations.join(", "));
        manifestations.filter(|m| !m.is_empty()).or_else(|| reaction.description.clone())
    };
    let worst = ["severe", "moderate", "mild"]
        .into_iter()
        .find(|severity| reactions.iter().any(|reaction| reaction.severity == Some(severity)));
    let json = (!reactions.is_empty()).then(|| serde_json::to_string(&reactions).ok()).flatten();
    let verification = verification(allergy.verification_status.as_ref(), "patient_allergies");
    let given = allergy.clinical_status.as_ref();
    let given =
        given.and_then(|given| given.first(|code| from_fhir("patient_allergies", "status", code)));
    let status = match (given, verification) {
        (_, Some("entered_in_error")) => "entered_in_error",
        (Some(status), _) => status,
        // Without a word about it, an allergy is one to be warned of.
        (None, _) => "active",
    };
    let draft = Draft::new("patient_allergies", found.id)
        .set("patient_id", patient)
        .set("substance_text", substance)
        .code("code_system", "code", code.coded())
        .set("kind", of("kind", allergy.r#type.as_deref()))
        .set("category", of("category", allergy.category.first().map(String::as_str)))
        .set("criticality", of("criticality", allergy.criticality.as_deref()))
        .set("reaction_text", joined(reactions.iter().map(described), "; "))
        .set("reactions", json)
        .set("severity", worst)
        .set("status", status)
        .set("verification", verification)
        .set("onset_on", onset.as_ref().and_then(When::day))
        .set("recorded_at", recorded.map(|recorded| recorded.moment_or_start(intake.place.zone)))
        .set(
            "notes",
            joined(
                [notes_of(&allergy.note), onset.and_then(|onset| onset.caveat("The onset"))],
                "\n",
            ),
        );
    let mut taken = Taken::new(Some(patient), draft);
    taken.bind("patient_allergies", found.id, "code", code.beside());
    intake.put(taken)
}

fn kept_reactions(reactions: &[Reaction]) -> Vec<KeptReaction> {
    reactions
        .iter()
        .map(|reaction| KeptReaction {
            substance: reaction.substance.as_ref().and_then(Concept::words),
            manifestations: reaction.manifestation.iter().filter_map(Concept::words).collect(),
            severity: reaction
                .severity
                .as_deref()
                .and_then(|code| from_fhir("patient_allergies", "severity", code)),
            onset: filled(reaction.onset.as_deref()),
            description: filled(reaction.description.as_deref()),
        })
        .collect()
}
