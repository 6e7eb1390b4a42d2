//! Measurements are taken.

use catalog::Value;
use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{MINUTE, believable, day_of};
use crate::encounters::belongs::belongs;
use crate::encounters::unusual::read_back;
use crate::people::asked::born;
use crate::people::details::filled;
use crate::{Refused, Who};

const KG_PER_LB: f64 = 0.453_592_37;
const CM_PER_INCH: f64 = 2.54;
const INCHES_PER_FOOT: f64 = 12.0;

/// The unit that a temperature was read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
pub enum TemperatureUnit {
    /// Celsius.
    C,
    /// Fahrenheit.
    F,
}

/// The unit that a weight was read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WeightUnit {
    /// Kilogram.
    Kg,
    /// Pound.
    Lb,
}

/// What was measured, as it was typed.
#[derive(Deserialize, TS)]
pub struct RecordVitals {
    pub(crate) patient_id: Uuid,
    visit_id: Option<Uuid>,
    /// When it was measured, where that is not now.
    #[ts(optional = nullable)]
    pub(crate) measured_at: Option<i64>,
    systolic_mmhg: Option<f64>,
    diastolic_mmhg: Option<f64>,
    heart_rate_bpm: Option<f64>,
    respiratory_rate_bpm: Option<f64>,
    temperature: Option<f64>,
    temperature_unit: TemperatureUnit,
    weight: Option<f64>,
    weight_unit: WeightUnit,
    height_cm: Option<f64>,
    height_feet: Option<f64>,
    height_inches: Option<f64>,
    #[ts(optional)]
    head_circumference_cm: Option<f64>,
    pain_score: Option<f64>,
    oxygen_saturation_percent: Option<f64>,
    on_oxygen: Option<bool>,
    consciousness: Option<String>,
    notes: Option<String>,
    confirm_unusual: bool,
}

/// The stored set.
#[derive(Serialize, TS)]
pub struct Recorded {
    id: Uuid,
    /// Where weight and height were measured together.
    bmi: Option<f64>,
}

/// A set that is typed within so long of being measured is not late.
const LATE_AFTER: i64 = 5 * MINUTE;

/// Stores one set of measurements under the moment at which they were taken; what is typed later
/// says so (`entered_at`). Impossible ones are refused; unusual ones too, with the code
/// `unusual` and their sentences, until `confirm_unusual` says that they were read back.
pub fn record_vitals(
    write: &mut Write<'_>,
    who: &Who,
    request: RecordVitals,
) -> Result<Recorded, Refused> {
    belongs(write, request.patient_id, request.visit_id)?;
    let now = write.now();
    let at = request.measured(write, who, now)?.unwrap_or(now);
    let measured = request.read_back()?;
    let bmi = bmi_of(&measured);
    let cells = measured
        .set("patient_id", request.patient_id)
        .set("visit_id", request.visit_id)
        .set("recorded_by", who.user_id)
        .set("recorded_at", at)
        .set("entered_at", (at < now - LATE_AFTER).then_some(now));
    Ok(Recorded::new(write.insert("vitals", cells)?, bmi))
}

/// The body mass index of a set, where it has one.
pub(crate) fn bmi_of(measured: &Cells) -> Option<f64> {
    measured.get("bmi").and_then(Value::as_real)
}

impl Recorded {
    /// What is answered about a stored set.
    pub(crate) fn new(id: Uuid, bmi: Option<f64>) -> Self {
        Self { id, bmi }
    }
}

impl RecordVitals {
    /// The moment at which it was measured, where one was said: not in the future, and not before
    /// the patient was born.
    pub(crate) fn measured(
        &self,
        reader: &Reader<'_>,
        who: &Who,
        now: i64,
    ) -> Result<Option<i64>, Refused> {
        let Some(at) = self.measured_at else { return Ok(None) };
        if at > now + LATE_AFTER && believable(now) {
            return Err(Refused::field(
                "measured_at",
                "Nothing can be measured in the future. Correct the time.",
            ));
        }
        let day = day_of(who.site.time_zone, at);
        if born(reader, self.patient_id)?.is_some_and(|born| day < born) {
            return Err(Refused::field(
                "measured_at",
                "This time lies before the patient was born. Correct it, or the date of birth.",
            ));
        }
        Ok(Some(at.min(now)))
    }

    /// The measurements as they may be stored: what is unusual was read back to the person.
    pub(crate) fn read_back(&self) -> Result<Cells, Refused> {
        let measured = self.in_units()?;
        let unusual = read_back(&measured, self.confirm_unusual)?;
        Ok(measured.set("unusual_confirmed", unusual))
    }

    /// The measurements in the units of the record, beside what was typed.
    fn in_units(&self) -> Result<Cells, Refused> {
        let celsius = self.temperature.map(|value| match self.temperature_unit {
            TemperatureUnit::C => value,
            TemperatureUnit::F => rounded((value - 32.0) * 5.0 / 9.0, 2),
        });
        let temperature_unit = match self.temperature_unit {
            TemperatureUnit::C => "celsius",
            TemperatureUnit::F => "fahrenheit",
        };
        let weight_kg = self.weight.map(|value| match self.weight_unit {
            WeightUnit::Kg => value,
            WeightUnit::Lb => rounded(value * KG_PER_LB, 2),
        });
        let weight_unit = match self.weight_unit {
            WeightUnit::Kg => "kg",
            WeightUnit::Lb => "lb",
        };
        let in_feet = self.height_feet.is_some() || self.height_inches.is_some();
        if in_feet && self.height_cm.is_some() {
            return Err(Refused::field(
                "height_cm",
                "Write the height in centimetres or in feet and inches, not in both.",
            ));
        }
        if self.height_feet.is_some_and(|feet| feet < 0.0)
            || self.height_inches.is_some_and(|inches| {
                inches < 0.0 || (self.height_feet.is_some() && inches >= INCHES_PER_FOOT)
            })
        {
            return Err(Refused::field(
                "height_inches",
                "Inches beside feet must lie between 0 and 12.",
            ));
        }
        let height_cm = self.height_cm.or_else(|| {
            in_feet.then(|| {
                let feet = self.height_feet.unwrap_or(0.0);
                let inches = feet * INCHES_PER_FOOT + self.height_inches.unwrap_or(0.0);
                rounded(inches * CM_PER_INCH, 1)
            })
        });
        Ok(Cells::new()
            .set("systolic_mmhg", self.systolic_mmhg)
            .set("diastolic_mmhg", self.diastolic_mmhg)
            .set("heart_rate_bpm", self.heart_rate_bpm)
            .set("respiratory_rate_bpm", self.respiratory_rate_bpm)
            .set("temperature_celsius", celsius)
            .set("temperature_entered_value", self.temperature)
            .set("temperature_entered_unit", self.temperature.map(|_| temperature_unit))
            .set("weight_kg", weight_kg)
            .set("weight_entered_value", self.weight)
            .set("weight_entered_unit", self.weight.map(|_| weight_unit))
            .set("height_cm", height_cm)
            .set("height_entered_feet", self.height_feet)
            .set("height_entered_inches", self.height_inches)
            .set("bmi", weight_kg.zip(height_cm).and_then(|(kg, cm)| bmi(kg, cm)))
            .set("head_circumference_cm", self.head_circumference_cm)
            .set("pain_score", self.pain_score)
            .set("oxygen_saturation_percent", self.oxygen_saturation_percent)
            .set("on_oxygen", self.on_oxygen)
            .set("consciousness", self.consciousness.clone())
            .set("notes", filled(self.notes.as_deref())))
    }
}

/// Kilograms per square metre; `None` for a height that nobody has.
fn bmi(kg: f64, cm: f64) -> Option<f64> {
    let metres = cm / 100.0;
    (metres > 0.0).then(|| rounded(kg / (metres * metres), 1))
}

fn rounded(value: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (value * scale).round() / scale
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::fixture::{Clinic, id_of, moment};
    use serde_json::{Value, json};

    pub(crate) fn blank(patient: uuid::Uuid) -> Value {
        json!({
            "patient_id": patient, "visit_id": null, "systolic_mmhg": null,
            "diastolic_mmhg": null, "heart_rate_bpm": null, "respiratory_rate_bpm": null,
            "temperature": null, "temperature_unit": "C", "weight": null, "weight_unit": "kg",
            "height_cm": null, "height_feet": null, "height_inches": null, "pain_score": null,
            "oxygen_saturation_percent": null, "on_oxygen": null, "consciousness": null,
            "notes": null, "confirm_unusual": false
        })
    }

    #[test]
    fn fahrenheit_pounds_and_feet_become_the_units_of_the_record() {
        let clinic = Clinic::found();
        let mut set = blank(clinic.patient("Elena", "Marín", "1960-01-05"));
        set["temperature"] = json!(98.6);
        set["temperature_unit"] = json!("F");
        set["weight"] = json!(154.0);
        set["weight_unit"] = json!("lb");
        set["height_feet"] = json!(5);
        set["height_inches"] = json!(9);
        let recorded = clinic.ask(clinic.nurse, "encounters.record_vitals", set).unwrap();
        assert_eq!(recorded["bmi"], 22.7);
        let mut slip = blank(clinic.patient("Luis", "Prieto", "1990-10-10"));
        slip["height_feet"] = json!(5);
        slip["height_inches"] = json!(19);
        let refused =
            clinic.ask(clinic.nurse, "encounters.record_vitals", slip.clone()).unwrap_err();
        assert_eq!(refused.field, Some("height_inches"));
        slip["height_inches"] = json!(9);
        slip["height_cm"] = json!(175);
        let refused = clinic.ask(clinic.nurse, "encounters.record_vitals", slip).unwrap_err();
        assert_eq!(refused.field, Some("height_cm"));
        let id = id_of(&recorded);
        let stored = clinic.text(
            "SELECT temperature_celsius || ' ' || weight_kg || ' ' || height_cm FROM vitals WHERE id = ?1",
            id,
        );
        assert_eq!(stored.unwrap(), "37.0 69.85 175.3");
    }

    #[test]
    fn what_cannot_be_is_refused_and_what_is_rare_is_read_back() {
        let clinic = Clinic::found();
        let mut set = blank(clinic.patient("Elena", "Marín", "1960-01-05"));
        set["temperature"] = json!(98.6);
        set["confirm_unusual"] = json!(true);
        let refused =
            clinic.ask(clinic.nurse, "encounters.record_vitals", set.clone()).unwrap_err();
        assert_eq!(refused.field, Some("temperature_celsius"));
        assert!(refused.sentence.contains("between 20 and 47"));
        set["temperature"] = json!(31.5);
        set["confirm_unusual"] = json!(false);
        let asked = clinic.ask(clinic.nurse, "encounters.record_vitals", set.clone()).unwrap_err();
        assert_eq!(asked.code, Some("unusual"));
        set["confirm_unusual"] = json!(true);
        clinic.ask(clinic.nurse, "encounters.record_vitals", set).unwrap();
    }

    #[test]
    fn what_is_typed_later_stands_where_it_was_measured_and_says_that_it_came_late() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "2026-02-20");
        clinic.set_clock("2026-03-02T10:00:00Z");
        let record = |at: Value, weight: f64| {
            let mut set = blank(patient);
            set["measured_at"] = at;
            set["weight"] = json!(weight);
            set["confirm_unusual"] = json!(true);
            clinic.ask(clinic.nurse, "encounters.record_vitals", set)
        };
        for wrong in ["2026-03-02T10:20:00Z", "2026-02-19T12:00:00Z"] {
            let refused = record(json!(moment(wrong)), 4.0).unwrap_err();
            assert_eq!(refused.field, Some("measured_at"), "{wrong}");
        }
        record(json!(null), 3.9).unwrap();
        let early = moment("2026-03-02T08:10:00Z");
        let late = id_of(&record(json!(early), 3.8).unwrap());
        let now = json!(clinic.now());
        let sets = || {
            let asked = json!({ "patient_id": patient, "older": null, "with_struck": false });
            clinic.ask(clinic.doctor, "encounters.vitals", asked).unwrap()["sets"].clone()
        };
        assert_eq!((&sets()[0]["recorded_at"], &sets()[0]["entered_at"]), (&now, &json!(null)));
        assert_eq!((&sets()[1]["recorded_at"], &sets()[1]["entered_at"]), (&json!(early), &now));
        // A correction may put the time right too, and it stays a late entry.
        clinic.pass_minutes(30);
        let mut right = blank(patient);
        right["weight"] = json!(3.8);
        right["confirm_unusual"] = json!(true);
        right["measured_at"] = json!(moment("2026-03-02T09:10:00Z"));
        let right = json!({ "id": late, "reason": "The hour was misread", "vitals": right });
        clinic.ask(clinic.nurse, "encounters.correct_vitals", right).unwrap();
        assert_eq!(sets()[1]["recorded_at"], json!(moment("2026-03-02T09:10:00Z")));
        assert_eq!(sets()[1]["entered_at"], now);
    }

    #[test]
    fn the_front_desk_takes_no_measurements() {
        let clinic = Clinic::found();
        let set = blank(clinic.patient("Elena", "Marín", "1960-01-05"));
        let refused = clinic.ask(clinic.receptionist, "encounters.record_vitals", set);
        assert_eq!(refused.unwrap_err().code, Some("not_allowed"));
    }
}
