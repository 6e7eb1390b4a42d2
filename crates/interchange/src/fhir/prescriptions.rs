//! Medication requests as prescriptions of one item.
//!
//! A dose is structured only where the source gives amount, unit, route and timing; everything
//! else is kept in words and flagged as free text, never completed by a guess.

use serde::Deserialize;
use uuid::Uuid;

use super::elements::{
    Annotation, Concept, Decimal, Period, Quantity, Range, Reference, filled, joined, notes_of,
    words_of,
};
use super::follow::{read, when};
use super::identity::{Target, part_id};
use super::intake::{Draft, Found, Intake, Outcome, Refused, Taken, from_fhir};
use super::moment::When;

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct MedicationRequest {
    status: Option<String>,
    status_reason: Option<Concept>,
    intent: Option<String>,
    medication_codeable_concept: Option<Concept>,
    medication_reference: Option<Reference>,
    contained: Vec<Contained>,
    subject: Option<Reference>,
    encounter: Option<Reference>,
    authored_on: Option<String>,
    requester: Option<Reference>,
    reason_code: Vec<Concept>,
    reason_reference: Vec<Reference>,
    note: Vec<Annotation>,
    dosage_instruction: Vec<Dosage>,
    dispense_request: Option<DispenseRequest>,
    substitution: Option<Substitution>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Contained {
    id: Option<String>,
    code: Option<Concept>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Dosage {
    text: Option<String>,
    additional_instruction: Vec<Concept>,
    patient_instruction: Option<String>,
    timing: Option<Timing>,
    as_needed_boolean: Option<bool>,
    as_needed_codeable_concept: Option<Concept>,
    route: Option<Concept>,
    dose_and_rate: Vec<DoseAndRate>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Timing {
    repeat: Option<Repeat>,
    code: Option<Concept>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Repeat {
    bounds_period: Option<Period>,
    bounds_duration: Option<Quantity>,
    frequency: Option<i64>,
    frequency_max: Option<i64>,
    period: Option<Decimal>,
    period_unit: Option<String>,
    when: Vec<String>,
    time_of_day: Vec<String>,
    day_of_week: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct DoseAndRate {
    dose_quantity: Option<Quantity>,
    dose_range: Option<Range>,
    rate_quantity: Option<Quantity>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct DispenseRequest {
    validity_period: Option<Period>,
    number_of_repeats_allowed: Option<i64>,
    quantity: Option<Quantity>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Substitution {
    allowed_boolean: Option<bool>,
}

pub(crate) fn take(intake: &mut Intake<'_, '_>, found: &Found<'_>) -> Result<Outcome, Refused> {
    let request: MedicationRequest = read(found)?;
    // Nobody has ordered these.
    if matches!(request.intent.as_deref(), Some("proposal" | "plan" | "option")) {
        return Ok(Outcome::Left);
    }
    let patient = intake.patient(found, request.subject.as_ref())?;
    let medicine = medicine(intake, found, &request)
        .ok_or_else(|| Refused::because("It does not name a medicine."))?;
    let name = medicine.words();
    let name = name.ok_or_else(|| Refused::because("It does not name a medicine."))?;
    let status = request.status.as_deref();
    let status = status
        .and_then(|code| from_fhir("prescriptions", "status", code))
        .ok_or_else(|| Refused::because("Its status is not one that Holdfast knows."))?;
    let visit = intake.visit(found, request.encounter.as_ref())?;
    let authored = when(request.authored_on.as_deref(), "The day of prescribing")?;
    let zone = intake.place.zone;
    let caveat = authored.as_ref().and_then(|day| day.caveat("The day of prescribing"));
    let prescribed = match authored.map(|day| day.moment_or_start(zone)) {
        Some(moment) => Some(moment),
        None => start_of_visit(intake, visit)?,
    };
    let prescribed = prescribed
        .ok_or_else(|| Refused::because("It does not say when the medicine was prescribed."))?;
    let written = words_of(&request.reason_code);
    let reason = intake.reason(found, written, &request.reason_reference)?;

    let prescription = Draft::new("prescriptions", found.id)
        .set("patient_id", patient)
        .set("visit_id", visit)
        .set("practitioner_id", intake.practitioner(found, request.requester.as_ref())?)
        .set("prescribed_at", prescribed)
        .set("status", status)
        .set("diagnosis_text", reason.clone())
        .set("notes", joined([notes_of(&request.note), caveat], "\n"));
    let item_id = part_id(found.id, "item");
    let mut item = Draft::new("prescription_items", item_id)
        .set("prescription_id", found.id)
        .set("patient_id", patient)
        .set("medication_text", name)
        .code("code_system", "code", medicine.coded())
        .set("indication", reason)
        .set("status", status)
        .set("status_reason", request.status_reason.as_ref().and_then(Concept::words));
    put_dosage(&mut item, &request.dosage_instruction, status);
    put_course(&mut item, &request)?;
    put_supply(&mut item, &request);
    let mut taken = Taken::new(Some(patient), prescription);
    taken.and(item);
    taken.bind("prescription_items", item_id, "code", medicine.beside());
    intake.put(taken)
}

/// The medicine, said in the request itself, in a resource inside it, or in one of its own.
fn medicine(
    intake: &Intake<'_, '_>,
    found: &Found<'_>,
    request: &MedicationRequest,
) -> Option<Concept> {
    if let Some(concept) = &request.medication_codeable_concept {
        return Some(concept.clone());
    }
    let reference = request.medication_reference.as_ref()?;
    let inside = reference.reference.as_deref().and_then(|text| text.strip_prefix('#'));
    let contained = inside.and_then(|id| {
        request.contained.iter().find(|contained| contained.id.as_deref() == Some(id))
    });
    if let Some(code) = contained.and_then(|contained| contained.code.clone()) {
        return Some(code);
    }
    let namespace = intake.place.namespace;
    let base = found.base.as_deref();
    let own = match intake.neighbours.target(namespace, reference, "Medication", base) {
        Some(Target::Row { id, .. }) => intake.learnt.medication(id).cloned(),
        _ => None,
    };
    own.or_else(|| {
        let text = filled(reference.display.as_deref())?;
        Some(Concept { text: Some(text), ..Concept::default() })
    })
}

fn start_of_visit(intake: &Intake<'_, '_>, visit: Option<Uuid>) -> Result<Option<i64>, Refused> {
    let Some(visit) = visit else { return Ok(None) };
    Ok(intake.write.value("SELECT started_at FROM visits WHERE id = ?1", [visit])?)
}

fn put_dosage(item: &mut Draft, dosages: &[Dosage], status: &str) {
    let in_words = joined(dosages.iter().map(Dosage::words), "; ");
    let instructions = dosages.iter().flat_map(|dosage| {
        let patient = std::iter::once(filled(dosage.patient_instruction.as_deref()));
        patient.chain(dosage.additional_instruction.iter().map(Concept::words))
    });
    item.put("instructions", joined(instructions, "\n"));
    let [dosage] = dosages else {
        // Steps of a tapering dose mean something only together and in their order.
        put_free_text(item, in_words, status);
        return;
    };
    let dose = dosage.dose();
    let route = dosage.route.as_ref().and_then(Concept::words);
    let repeat = dosage.timing.as_ref().and_then(|timing| timing.repeat.as_ref());
    let timing = repeat.and_then(Repeat::counted);
    let frequency = dosage.frequency_words();
    let structured = dose.and_then(Quantity::unit).is_some()
        && dose.is_some_and(|dose| dose.value.is_some())
        && route.is_some()
        && (timing.is_some() || frequency.is_some());
    item.put("dose_amount", dose.and_then(|dose| dose.value.as_ref()?.real()));
    item.put("dose_unit", dose.and_then(Quantity::unit));
    item.put("route", route);
    if let Some((count, period, unit)) = timing {
        item.put("frequency_count", count);
        item.put("frequency_period", period);
        item.put("frequency_period_unit", unit);
    }
    item.put("frequency_text", frequency);
    let as_needed = dosage.as_needed_boolean.or(dosage.as_needed_for().map(|_| true));
    item.put("as_needed", as_needed);
    if structured {
        item.put("dosage_text", in_words);
    } else {
        put_free_text(item, in_words, status);
    }
}

fn put_free_text(item: &mut Draft, words: Option<String>, status: &str) {
    let current = matches!(status, "active" | "on_hold");
    let silent = || current.then(|| "The imported record does not state a dosage.".to_owned());
    let words = words.or_else(silent);
    item.put("is_free_text_dosage", words.is_some());
    item.put("dosage_text", words);
}

impl Dosage {
    fn dose(&self) -> Option<&Quantity> {
        self.dose_and_rate.iter().find_map(|dose| dose.dose_quantity.as_ref())
    }

    fn as_needed_for(&self) -> Option<String> {
        self.as_needed_codeable_concept.as_ref().and_then(Concept::words)
    }

    /// How often, where the source has it in words or in a form without columns.
    fn frequency_words(&self) -> Option<String> {
        let timing = self.timing.as_ref()?;
        let repeat = timing.repeat.as_ref();
        let hours = repeat.map(|repeat| {
            let all = [&repeat.when, &repeat.time_of_day, &repeat.day_of_week];
            all.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
        });
        timing.code.as_ref().and_then(Concept::words).or_else(|| filled(hours.as_deref()))
    }

    /// The dosage as it is written, or put into words from its parts.
    fn words(&self) -> Option<String> {
        if let Some(text) = filled(self.text.as_deref()) {
            return Some(text);
        }
        let range = || self.dose_and_rate.iter().find_map(|dose| dose.dose_range.as_ref()?.words());
        let rate = self.dose_and_rate.iter().find_map(|dose| dose.rate_quantity.as_ref()?.words());
        let dose = self.dose().and_then(Quantity::words).or_else(range);
        let repeat = self.timing.as_ref().and_then(|timing| timing.repeat.as_ref());
        let needed = match (self.as_needed_for(), self.as_needed_boolean) {
            (Some(reason), _) => Some(format!("as needed for {reason}")),
            (None, Some(true)) => Some("as needed".to_owned()),
            (None, _) => None,
        };
        joined(
            [
                dose.map(|dose| format!("{dose} per dose")),
                rate.map(|rate| format!("at {rate}")),
                self.route.as_ref().and_then(Concept::words),
                repeat.and_then(Repeat::words),
                self.frequency_words(),
                needed,
            ],
            ", ",
        )
    }
}

impl Repeat {
    /// How many times in which period, where all of it is said and none of it is a range.
    fn counted(&self) -> Option<(i64, f64, &'static str)> {
        let unit =
            from_fhir("prescription_items", "frequency_period_unit", self.period_unit.as_deref()?)?;
        let exact = self.frequency_max.is_none_or(|most| Some(most) == self.frequency);
        let count = self.frequency.filter(|_| exact)?;
        Some((count, self.period.as_ref()?.real()?, unit))
    }

    fn words(&self) -> Option<String> {
        let (period, unit) = (self.period.as_ref()?, self.period_unit.as_deref()?);
        let unit = from_fhir("prescription_items", "frequency_period_unit", unit).unwrap_or(unit);
        let count = match (self.frequency, self.frequency_max) {
            (Some(least), Some(most)) if least != most => format!("{least} to {most}"),
            (Some(count), _) | (None, Some(count)) => count.to_string(),
            (None, None) => "1".to_owned(),
        };
        Some(format!("{count} × per {} {unit}", period.0))
    }
}

fn put_course(item: &mut Draft, request: &MedicationRequest) -> Result<(), Refused> {
    let first = request.dosage_instruction.first();
    let repeat = first.and_then(|dosage| dosage.timing.as_ref()?.repeat.as_ref());
    let valid = request.dispense_request.as_ref().and_then(|d| d.validity_period.as_ref());
    let bounds = repeat.and_then(|repeat| repeat.bounds_period.as_ref()).or(valid);
    let start = when(bounds.and_then(|period| period.start.as_deref()), "The first day")?;
    let end = when(bounds.and_then(|period| period.end.as_deref()), "The last day")?;
    item.put("start_on", start.as_ref().and_then(When::day));
    item.put("end_on", end.as_ref().and_then(When::day));
    let duration = repeat.and_then(|repeat| repeat.bounds_duration.as_ref());
    let days = duration.and_then(|duration| {
        let per_unit = match duration.code.as_deref()? {
            "d" => 1,
            "wk" => 7,
            _ => return None,
        };
        duration.value.as_ref()?.0.parse::<i64>().ok()?.checked_mul(per_unit)
    });
    item.put("duration_days", days);
    item.put("duration_text", duration.and_then(Quantity::words));
    Ok(())
}

fn put_supply(item: &mut Draft, request: &MedicationRequest) {
    let dispense = request.dispense_request.as_ref();
    let quantity = dispense.and_then(|dispense| dispense.quantity.as_ref());
    item.put("quantity", quantity.and_then(|quantity| quantity.value.as_ref()?.real()));
    item.put("quantity_unit", quantity.and_then(Quantity::unit));
    item.put("refills_allowed", dispense.and_then(|d| d.number_of_repeats_allowed));
    let substitution = request.substitution.as_ref();
    item.put("substitution_allowed", substitution.and_then(|s| s.allowed_boolean));
}
