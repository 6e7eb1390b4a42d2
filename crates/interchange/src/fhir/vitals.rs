//! Vital signs. What was measured of one patient at one moment of one visit is one row of the
//! vitals, whatever the number of observations that it came in.
//!
//! A sign is recognized by its LOINC code and by a unit that can be converted. Anything else
//! remains a result, so that nothing is lost.

use catalog::Value;
use uuid::Uuid;

use super::elements::{Concept, Quantity, filled, joined, notes_of};
use super::follow::read;
use super::identity::part_id;
use super::intake::{Draft, Found, Intake, Outcome, Refused, broken};
use super::results::{self, Observation, Reading};

const LOINC: &str = "http://loinc.org";

/// What kind of quantity a column holds, and with it the units that can be converted.
#[derive(Clone, Copy)]
enum Measure {
    Pressure,
    Rate,
    Temperature,
    Percent,
    Weight,
    Length,
    BodyMassIndex,
    Score,
}

/// The column for a LOINC code.
fn column(code: &str) -> Option<(&'static str, Measure)> {
    Some(match code {
        "8480-6" | "8459-0" | "8460-8" | "8461-6" => ("systolic_mmhg", Measure::Pressure),
        "8462-4" | "8453-3" | "8454-1" | "8455-8" => ("diastolic_mmhg", Measure::Pressure),
        "8867-4" | "8893-0" => ("heart_rate_bpm", Measure::Rate),
        "9279-1" => ("respiratory_rate_bpm", Measure::Rate),
        "8310-5" | "8331-1" | "8332-9" | "8333-7" | "8328-7" | "76010-8" => {
            ("temperature_celsius", Measure::Temperature)
        }
        "2708-6" | "59408-5" => ("oxygen_saturation_percent", Measure::Percent),
        "29463-7" | "3141-9" | "3142-7" => ("weight_kg", Measure::Weight),
        "8302-2" | "8306-3" | "8308-9" | "3137-7" | "3138-5" => ("height_cm", Measure::Length),
        "9843-4" | "8287-5" => ("head_circumference_cm", Measure::Length),
        "39156-5" => ("bmi", Measure::BodyMassIndex),
        "72514-3" => ("pain_score", Measure::Score),
        _ => return None,
    })
}

/// A measurement in the unit of its column, with what was typed where that was another unit.
type Cell = (&'static str, Value);

fn cells(reading: &Reading) -> Option<Vec<Cell>> {
    let code = reading.code.as_ref()?;
    let (name, measure) = code
        .coding
        .iter()
        .filter(|coding| coding.system.as_deref() == Some(LOINC))
        .find_map(|coding| column(coding.code.as_deref()?))?;
    let quantity = reading.value_quantity.as_ref()?;
    // "Above 200" is no measurement that a trend could be drawn from.
    if filled(quantity.comparator.as_deref()).is_some() {
        return None;
    }
    let value = quantity.value.as_ref()?.real()?;
    let converted = convert(measure, unit(quantity), value)?;
    let mut cells = vec![(name, Value::Real(converted))];
    match (name, unit(quantity)) {
        ("temperature_celsius", "[degF]") => {
            cells.push(("temperature_entered_value", Value::Real(value)));
            cells.push(("temperature_entered_unit", "fahrenheit".into()));
        }
        ("weight_kg", "[lb_av]") => {
            cells.push(("weight_entered_value", Value::Real(value)));
            cells.push(("weight_entered_unit", "lb".into()));
        }
        ("height_cm", "[in_i]") => cells.push(("height_entered_inches", Value::Real(value))),
        _ => {}
    }
    Some(cells)
}

/// The UCUM code; many senders write only the unit's name.
fn unit(quantity: &Quantity) -> &str {
    quantity.code.as_deref().or(quantity.unit.as_deref()).unwrap_or_default().trim()
}

fn convert(measure: Measure, unit: &str, value: f64) -> Option<f64> {
    use Measure::{BodyMassIndex, Length, Percent, Pressure, Rate, Score, Temperature, Weight};
    let converted = match (measure, unit) {
        (Pressure, "mm[Hg]" | "mmHg")
        | (Rate, "/min" | "{beats}/min" | "{Beats}/min" | "{breaths}/min" | "bpm" | "{H.B}/min")
        | (Temperature, "Cel" | "°C" | "C")
        | (Percent, "%")
        | (Weight, "kg")
        | (Length, "cm")
        | (BodyMassIndex, "kg/m2")
        | (Score, "{score}" | "1" | "") => value,
        (Pressure, "kPa") => value * 7.500_615_758,
        (Temperature, "[degF]" | "°F" | "F") => (value - 32.0) / 1.8,
        (Weight, "g") => value / 1_000.0,
        (Weight, "[lb_av]" | "lb" | "lbs") => value * 0.453_592_37,
        (Weight, "[oz_av]") => value * 0.028_349_523_125,
        (Length, "m") => value * 100.0,
        (Length, "mm") => value / 10.0,
        (Length, "[in_i]" | "in" | "inches") => value * 2.54,
        (Length, "[ft_i]") => value * 30.48,
        _ => return None,
    };
    // The last digits of a converted number are the arithmetic's, not the thermometer's.
    let converted =
        if converted == value { value } else { (converted * 1_000.0).round() / 1_000.0 };
    converted.is_finite().then_some(converted)
}

/// Whether the resource is a vital sign that the vitals have a column for.
pub(crate) fn is_one(observation: &Observation, reading: &Reading) -> bool {
    let category = observation.category();
    let vital =
        category == Some("vital_signs") || (observation.category.is_empty() && category.is_none());
    vital && measured(observation, reading).is_some()
}

/// Everything that an observation measures, if it measures anything that has a column.
fn measured(observation: &Observation, reading: &Reading) -> Option<Vec<Cell>> {
    let own = cells(reading);
    let parts = observation.component.iter().filter_map(cells).flatten();
    let all: Vec<Cell> = own.into_iter().flatten().chain(parts).collect();
    (!all.is_empty()).then_some(all)
}

/// What an observation says beside its measurements.
fn remarks(observation: &Observation) -> Option<String> {
    let other = observation.component.iter().filter(|part| cells(part).is_none()).map(|part| {
        let name = part.code.as_ref().and_then(Concept::words)?;
        let value = part.value_quantity.as_ref().and_then(Quantity::words)?;
        Some(format!("{name}: {value}"))
    });
    let when = observation.observed().ok().flatten();
    let caveat = when.and_then(|when| when.caveat("The time of measuring"));
    joined([notes_of(&observation.note), joined(other, "\n"), caveat], "\n")
}

/// One observation of a group, as it is worked on.
struct Sign<'f, 't> {
    found: &'f Found<'t>,
    observation: Observation,
    reading: Reading,
    cells: Vec<Cell>,
    /// `None` while it is part of the row.
    settled: Option<Result<Outcome, Refused>>,
}

/// Takes observations of one patient, visit and moment, and says for each what became of it.
pub(crate) fn take(
    intake: &mut Intake<'_, '_>,
    group: &[&Found<'_>],
) -> Result<Vec<Result<Outcome, Refused>>, store::Error> {
    let mut signs = Vec::new();
    for found in group {
        let parts = read::<Observation>(found).and_then(|o| Ok((o, read::<Reading>(found)?)));
        let mut sign = Sign {
            found,
            observation: Observation::default(),
            reading: Reading::default(),
            cells: Vec::new(),
            settled: None,
        };
        match parts {
            Ok((observation, reading)) => {
                sign.cells = measured(&observation, &reading).unwrap_or_default();
                let void =
                    matches!(observation.status.as_deref(), Some("entered-in-error" | "cancelled"));
                sign.settled = void.then_some(Ok(Outcome::Left));
                (sign.observation, sign.reading) = (observation, reading);
            }
            Err(refused) => sign.settled = Some(Err(refused)),
        }
        signs.push(sign);
    }
    match take_row(intake, &mut signs) {
        Ok(()) => {}
        Err(Refused::Store(error)) => return Err(error),
        Err(Refused::Because(reason)) => {
            for sign in signs.iter_mut().filter(|sign| sign.settled.is_none()) {
                sign.settled = Some(Err(Refused::Because(reason.clone())));
            }
        }
    }
    Ok(signs.into_iter().map(|sign| sign.settled.unwrap_or(Ok(Outcome::Left))).collect())
}

fn take_row(intake: &mut Intake<'_, '_>, signs: &mut [Sign<'_, '_>]) -> Result<(), Refused> {
    let Some(first) = signs.iter().find(|sign| sign.settled.is_none()) else { return Ok(()) };
    let patient = intake.patient(first.found, first.observation.subject.as_ref())?;
    let visit = intake.visit(first.found, first.observation.encounter.as_ref())?;
    let observed = first.observation.observed()?;
    let observed = observed
        .ok_or_else(|| Refused::because("It does not say when it was measured."))?
        .moment_or_start(intake.place.zone);
    let visit_part = visit.map(|visit| visit.to_string()).unwrap_or_default();
    let id = part_id(patient, &format!("vitals/{visit_part}/{observed}"));
    let mut row = Draft::new("vitals", id)
        .set("patient_id", patient)
        .set("visit_id", visit)
        .set("recorded_at", observed);
    for sign in signs.iter_mut().filter(|sign| sign.settled.is_none()) {
        let taken =
            |(column, value): &Cell| row.cells.get(column).is_some_and(|there| there != value);
        if sign.cells.iter().any(taken) {
            // The same sign twice at one moment, say by mouth and by ear: the other one is kept
            // as a result.
            let result = results::take(intake, sign.found, &sign.observation, &sign.reading);
            sign.settled = Some(settle(result)?);
            continue;
        }
        for (column, value) in &sign.cells {
            row.put(column, value.clone());
        }
    }
    drop_impossible(intake.write.now(), &mut row, signs)?;
    if signs.iter().all(|sign| sign.settled.is_some()) {
        return Ok(());
    }
    let open = signs.iter().filter(|sign| sign.settled.is_none());
    row.put("notes", joined(open.map(|sign| remarks(&sign.observation)), "\n"));
    write_row(intake, patient, row, signs)
}

/// Takes out, one by one, the observations whose measurement cannot be true.
fn drop_impossible(now: i64, row: &mut Draft, signs: &mut [Sign<'_, '_>]) -> Result<(), Refused> {
    while let Some((column, sentence)) = broken(row, None, now) {
        let culprit = signs.iter_mut().find(|sign| {
            sign.settled.is_none() && sign.cells.iter().any(|(name, _)| *name == column)
        });
        let Some(culprit) = culprit else {
            let left = signs.iter().any(|sign| sign.settled.is_none());
            return if left { Err(Refused::because(sentence)) } else { Ok(()) };
        };
        culprit.settled = Some(Err(Refused::because(sentence)));
        for (column, _) in &culprit.cells {
            row.cells.take(column);
        }
    }
    Ok(())
}

fn write_row(
    intake: &mut Intake<'_, '_>,
    patient: Uuid,
    mut row: Draft,
    signs: &mut [Sign<'_, '_>],
) -> Result<(), Refused> {
    let Some(last) = intake.last_correction(patient, &row)? else {
        intake.add(row)?;
        for sign in signs.iter_mut().filter(|sign| sign.settled.is_none()) {
            sign.settled = Some(Ok(Outcome::Stored));
        }
        return Ok(());
    };
    let by_a_person = last.by_a_person();
    let remarked = only_new_remarks(&mut row, last.cells.get("notes")) && !by_a_person;
    let mut differs = remarked;
    for sign in signs.iter_mut().filter(|sign| sign.settled.is_none()) {
        let there = |column: &str| last.cells.get(column).filter(|value| !value.is_null());
        let new = sign.cells.iter().all(|(column, _)| there(column).is_none());
        let same = sign.cells.iter().all(|(column, value)| there(column) == Some(value));
        let outcome = match (by_a_person || same, new) {
            (true, _) if remarked && remarks(&sign.observation).is_some() => Outcome::Changed,
            (true, _) => Outcome::Unchanged,
            (false, true) => Outcome::Stored,
            (false, false) => Outcome::Changed,
        };
        differs |= outcome != Outcome::Unchanged;
        sign.settled = Some(Ok(outcome));
    }
    if differs { intake.correct(last, row) } else { Ok(()) }
}

/// Leaves in `row` the remarks as they are to stand: those of before, and then the new ones.
/// Says whether there are new ones.
fn only_new_remarks(row: &mut Draft, before: Option<&Value>) -> bool {
    let before = before.and_then(Value::as_text).unwrap_or_default().to_owned();
    let Some(Value::Text(now)) = row.cells.take("notes") else { return false };
    let known: Vec<&str> = before.lines().collect();
    let new: Vec<&str> = now.lines().filter(|line| !known.contains(line)).collect();
    if new.is_empty() {
        return false;
    }
    let all: Vec<&str> = known.into_iter().chain(new).collect();
    row.put("notes", all.join("\n"));
    true
}

fn settle(result: Result<Outcome, Refused>) -> Result<Result<Outcome, Refused>, Refused> {
    match result {
        Err(Refused::Store(error)) => Err(Refused::Store(error)),
        settled => Ok(settled),
    }
}
