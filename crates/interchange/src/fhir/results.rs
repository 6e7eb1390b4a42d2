//! Observations: vital signs go to the vitals of their moment, everything else is a result.

use serde::Deserialize;

use super::elements::{
    Annotation, Concept, Decimal, Period, Quantity, Range, Reference, filled, joined, notes_of,
    words_of,
};
use super::follow::when;
use super::identity::part_id;
use super::intake::{Draft, Found, Intake, Outcome, Refused, Taken, from_fhir};
use super::moment::When;

/// What an observation is about; what it found is its [`Reading`].
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Observation {
    pub status: Option<String>,
    pub category: Vec<Concept>,
    pub subject: Option<Reference>,
    pub encounter: Option<Reference>,
    pub effective_date_time: Option<String>,
    pub effective_instant: Option<String>,
    pub effective_period: Option<Period>,
    pub issued: Option<String>,
    pub component: Vec<Reading>,
    pub note: Vec<Annotation>,
}

/// What was found: by an observation, or by one component of it.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Reading {
    pub code: Option<Concept>,
    pub value_quantity: Option<Quantity>,
    value_codeable_concept: Option<Concept>,
    value_string: Option<String>,
    value_boolean: Option<bool>,
    value_integer: Option<Decimal>,
    value_range: Option<Range>,
    value_ratio: Option<Ratio>,
    value_time: Option<String>,
    value_date_time: Option<String>,
    value_period: Option<Period>,
    data_absent_reason: Option<Concept>,
    interpretation: Vec<Concept>,
    reference_range: Vec<ReferenceRange>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Ratio {
    numerator: Option<Quantity>,
    denominator: Option<Quantity>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ReferenceRange {
    low: Option<Quantity>,
    high: Option<Quantity>,
    text: Option<String>,
}

impl Observation {
    /// When it was observed, or else when it was made known.
    pub fn observed(&self) -> Result<Option<When>, Refused> {
        let period = self.effective_period.as_ref();
        let text = self
            .effective_date_time
            .as_deref()
            .or(self.effective_instant.as_deref())
            .or(period.and_then(|period| period.start.as_deref()))
            .or(self.issued.as_deref());
        when(text, "The time of the observation")
    }

    /// The category that the row keeps.
    pub fn category(&self) -> Option<&'static str> {
        let read = |code: &str| from_fhir("lab_results", "source_category", code);
        self.category.iter().find_map(|category| category.first(read))
    }
}

impl Reading {
    fn says_something(&self) -> bool {
        self.words().is_some() || self.data_absent_reason.is_some()
    }

    /// The value as it was reported, without its unit where that stands in a column of its own.
    fn words(&self) -> Option<String> {
        if let Some(quantity) = &self.value_quantity {
            let comparator = quantity.comparator.as_deref().unwrap_or_default();
            return quantity.value.as_ref().map(|value| format!("{comparator}{}", value.0));
        }
        let ratio = self.value_ratio.as_ref().and_then(|ratio| {
            let part = |part: &Option<Quantity>| part.as_ref().and_then(Quantity::words);
            joined([part(&ratio.numerator), part(&ratio.denominator)], " : ")
        });
        let period = self.value_period.as_ref().and_then(|period| {
            let part = |part: &Option<String>| filled(part.as_deref());
            joined([part(&period.start), part(&period.end)], " - ")
        });
        let truth = self.value_boolean.map(|truth| if truth { "Yes" } else { "No" }.to_owned());
        filled(self.value_string.as_deref())
            .or_else(|| self.value_codeable_concept.as_ref().and_then(Concept::words))
            .or_else(|| self.value_integer.as_ref().map(|number| number.0.clone()))
            .or(truth)
            .or_else(|| self.value_range.as_ref().and_then(Range::words))
            .or(ratio)
            .or(period)
            .or_else(|| filled(self.value_date_time.as_deref()))
            .or_else(|| filled(self.value_time.as_deref()))
    }

    fn number(&self) -> Option<f64> {
        let quantity = self.value_quantity.as_ref().and_then(|quantity| quantity.value.as_ref());
        quantity.or(self.value_integer.as_ref())?.real()
    }

    fn write(&self, mut draft: Draft, status: &str) -> Result<Draft, Refused> {
        let code = self.code.clone().unwrap_or_default();
        let name = code.words().ok_or_else(|| Refused::because("It does not name a test."))?;
        let quantity = self.value_quantity.as_ref();
        let comparator = quantity.and_then(|quantity| quantity.comparator.as_deref());
        draft = draft
            .set("test_name", name)
            .code("code_system", "test_code", code.coded())
            .set("value_text", self.words())
            .set("value_number", self.number())
            .set(
                "value_comparator",
                comparator.and_then(|c| from_fhir("lab_results", "value_comparator", c)),
            )
            .set("unit", quantity.and_then(Quantity::unit))
            .set("interpretation", words_of(&self.interpretation));
        if !matches!(status, "ordered" | "collected") {
            let flag = |code: &str| from_fhir("lab_results", "abnormal_flag", code);
            draft.put("abnormal_flag", self.interpretation.iter().find_map(|c| c.first(flag)));
        }
        if let Some(range) = self.reference_range.first() {
            let end = |end: &Option<Quantity>| end.as_ref()?.value.as_ref()?.real();
            draft.put("reference_low", end(&range.low));
            draft.put("reference_high", end(&range.high));
            let both = Range { low: range.low.clone(), high: range.high.clone() };
            draft.put(
                "reference_range_text",
                filled(range.text.as_deref()).or_else(|| both.words()),
            );
        }
        Ok(draft)
    }

    fn bind(&self, taken: &mut Taken, row: uuid::Uuid) {
        if let Some(code) = &self.code {
            taken.bind("lab_results", row, "test_code", code.beside());
        }
        if let Some(value) = &self.value_codeable_concept {
            taken.bind("lab_results", row, "value_text", &value.coding);
        }
    }
}

fn status(observation: &Observation, resulted: bool) -> Result<&'static str, Refused> {
    match observation.status.as_deref() {
        Some("amended") => Ok("corrected"),
        Some("unknown") if resulted => Ok("preliminary"),
        Some("unknown") => Ok("ordered"),
        code => code
            .and_then(|code| from_fhir("lab_results", "status", code))
            .ok_or_else(|| Refused::because("Its status is not one that FHIR R4 knows.")),
    }
}

/// Takes an observation as a result. Each component that says something is a row of its own, and
/// the observation is their panel.
pub(crate) fn take(
    intake: &mut Intake<'_, '_>,
    found: &Found<'_>,
    observation: &Observation,
    reading: &Reading,
) -> Result<Outcome, Refused> {
    let patient = intake.patient(found, observation.subject.as_ref())?;
    let components = || observation.component.iter().filter(|part| part.says_something());
    let resulted = reading.says_something() || components().next().is_some();
    let status = status(observation, resulted)?;
    let observed = observation.observed()?;
    let issued = when(observation.issued.as_deref(), "The time of the result")?;
    let zone = intake.place.zone;
    let collected = observed.as_ref().map(|observed| observed.moment_or_start(zone));
    let resulted_at = issued.map(|issued| issued.moment_or_start(zone)).or(collected);
    let absent = |reading: &Reading| {
        let reason = reading.data_absent_reason.as_ref().and_then(Concept::words);
        reason.map(|reason| format!("No result: {reason}."))
    };
    let caveat = observed.as_ref().and_then(|observed| observed.caveat("The time"));
    let visit = intake.visit(found, observation.encounter.as_ref())?;
    let common = |id, reading: &Reading| -> Result<Draft, Refused> {
        let comments = [notes_of(&observation.note), caveat.clone(), absent(reading)];
        let draft = Draft::new("lab_results", id)
            .set("patient_id", patient)
            .set("visit_id", visit)
            .set("source_category", observation.category())
            .set("status", status)
            .set("collected_at", collected)
            .set("resulted_at", resulted_at.filter(|_| resulted))
            .set("comments", joined(comments, "\n"));
        reading.write(draft, status)
    };
    let mut main = common(found.id, reading)?;
    if let Some((panel, name)) = intake.neighbours.panel(found.id) {
        main.put("panel_id", *panel);
        main.put("panel_name", name.clone());
    }
    let mut taken = Taken::new(Some(patient), main);
    reading.bind(&mut taken, found.id);
    let name = reading.code.as_ref().and_then(Concept::words);
    for (position, part) in components().enumerate() {
        let id = part_id(found.id, &format!("component/{position}"));
        let draft = common(id, part)?.set("panel_id", found.id).set("panel_name", name.clone());
        taken.and(draft);
        part.bind(&mut taken, id);
    }
    intake.put(taken)
}
