//! Observations at a bed where somebody is watched closely.

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use super::correction::Correction;
use super::limits::{LimitGroup, LimitPlace, Limits};
use super::news2::{self, Measured, News2};
use super::patient::PatientFacts;
use crate::alerts::open::{NewAlert, open};
use crate::alerts::resolve::end;
use crate::encounters::unusual::read_back;
use crate::people::details::filled;
use crate::people::merged::{is_one, is_one_person};
use crate::{Refused, Who, calendar};

/// What was measured.
#[derive(Deserialize, TS)]
pub struct RecordIcu {
    patient_id: Uuid,
    /// The stay; the patient's open one where nothing is said.
    bed_stay_id: Option<Uuid>,
    /// When it was measured; where nothing is said, now, or when what it corrects was.
    recorded_at: Option<i64>,
    systolic_mmhg: Option<f64>,
    diastolic_mmhg: Option<f64>,
    mean_arterial_mmhg: Option<f64>,
    heart_rate_bpm: Option<f64>,
    respiratory_rate_bpm: Option<f64>,
    temperature_celsius: Option<f64>,
    oxygen_saturation_percent: Option<f64>,
    on_oxygen: Option<bool>,
    /// Whether a clinician has prescribed a target of 88–92 %.
    scale2: bool,
    inspired_oxygen_percent: Option<f64>,
    consciousness: Option<String>,
    glasgow_coma_scale: Option<i64>,
    urine_output_ml: Option<f64>,
    central_venous_mmhg: Option<f64>,
    notes: Option<String>,
    corrects_id: Option<Uuid>,
    correction_reason: Option<String>,
    /// Whether unusual values were read back, as with vitals.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    confirm_unusual: bool,
}

/// What crossed which limit.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct IcuAlert {
    /// `news2`, or what was measured.
    pub what: String,
    /// The score, or the measured value.
    pub value: f64,
    /// The sentence that says so.
    pub text: String,
}

/// The stored observation.
#[derive(Serialize, TS)]
pub struct IcuRecorded {
    id: Uuid,
    /// None where NEWS2 does not apply, or where a part of it was not measured.
    news2_score: Option<i64>,
    news2_risk: Option<String>,
    alerts: Vec<IcuAlert>,
    /// The alert that was opened.
    alert_id: Option<Uuid>,
    /// Why there is no NEWS2.
    not_scored: Option<String>,
    /// What score and limits rest on, where the age is estimated.
    age_note: Option<String>,
}

/// Stores an observation, with NEWS2 where it applies. What crosses a limit is listed in it and
/// opens an alert, once for each observation. Unusual values are refused with the code `unusual` until
/// they were read back. Whoever may be a child is judged by the narrowest limits, without NEWS2.
pub fn record_icu(
    write: &mut Write<'_>,
    who: &Who,
    request: RecordIcu,
) -> Result<IcuRecorded, Refused> {
    let now = write.now();
    let facts = PatientFacts::load(write, who, request.patient_id, now)?;
    let stay = stay(write, request.patient_id, request.bed_stay_id)?;
    let correction = Correction::of(
        write,
        "icu_observations",
        request.patient_id,
        request.corrects_id,
        request.correction_reason.as_deref(),
    )?;
    let moment = correction.moment(write, "icu_observations", request.recorded_at)?;
    let recorded_at = measured_at(moment, now)?;
    let measured = request.measured();
    let unusual = read_back(&measured, request.confirm_unusual)?;
    let (news2, not_scored) = request.news2(&facts);
    let limits = Limits::of(write, who, LimitPlace::IntensiveCare, &LimitGroup::of(&facts))?;
    let (alerts, urgency) = request.judged(news2.as_ref(), &limits);
    let method = match &news2 {
        Some(_) => Some(news2::METHOD.row(write, who.organization_id)?),
        None if !alerts.is_empty() => Some(super::limits::METHOD.row(write, who.organization_id)?),
        None => None,
    };
    let score = news2.as_ref().map(|news2| news2.score);
    let risk = news2.as_ref().map(|news2| news2.risk.code());
    let listed = json!(alerts).to_string();
    let id = write.insert(
        "icu_observations",
        measured
            .set("patient_id", correction.patient)
            .set("site_id", who.site.id)
            .set("bed_stay_id", stay.as_ref().map(|stay| stay.id))
            .set("visit_id", stay.as_ref().and_then(|stay| stay.visit_id))
            .set("recorded_by", who.user_id)
            .set("recorded_at", recorded_at)
            .set("unusual_confirmed", unusual)
            .set("age_is_estimated", facts.age_is_estimated())
            .set("on_oxygen", request.on_oxygen)
            .set("scale2", request.scale2)
            .set("consciousness", request.consciousness.clone())
            .set("glasgow_coma_scale", request.glasgow_coma_scale)
            .set("news2_score", score)
            .set("news2_risk", risk)
            .set("alerts", (!alerts.is_empty()).then_some(listed))
            .set("ai_model_id", method)
            .set("notes", filled(request.notes.as_deref()))
            .set("corrects_id", correction.corrects_id)
            .set("correction_reason", correction.reason),
    )?;
    // What was wrong alarms nobody any more; what is right may open an alert of its own.
    if let Some(wrong) = correction.corrects_id {
        end(write, who, alert_of(wrong), "The observation was corrected")?;
    }
    let alert_id = match urgency {
        None => None,
        Some(urgency) => {
            let raised = Raised { observation: id, patient: request.patient_id, urgency };
            Some(raised.open(write, who, news2.as_ref(), stay.as_ref())?)
        }
    };
    Ok(IcuRecorded {
        id,
        news2_score: score,
        news2_risk: risk.map(str::to_owned),
        alerts,
        alert_id,
        not_scored: not_scored.map(str::to_owned),
        age_note: facts.estimate(),
    })
}

/// The moment of a measurement that may be entered later, but not before it is taken.
pub(crate) fn measured_at(given: Option<i64>, now: i64) -> Result<i64, Refused> {
    match given {
        Some(moment) if moment > now && calendar::believable(now) => {
            Err(Refused::field("recorded_at", "The measurement must not lie in the future."))
        }
        Some(moment) => Ok(moment),
        None => Ok(now),
    }
}

/// The parts that NEWS2 scores, so that a limit of one of them is not more urgent than the score.
const SCORED: [&str; 5] =
    ["respiratory_rate", "oxygen_saturation", "systolic", "heart_rate", "temperature"];

impl RecordIcu {
    fn measured(&self) -> Cells {
        Cells::new()
            .set("systolic_mmhg", self.systolic_mmhg)
            .set("diastolic_mmhg", self.diastolic_mmhg)
            .set("mean_arterial_mmhg", self.mean_arterial_mmhg)
            .set("heart_rate_bpm", self.heart_rate_bpm)
            .set("respiratory_rate_bpm", self.respiratory_rate_bpm)
            .set("temperature_celsius", self.temperature_celsius)
            .set("oxygen_saturation_percent", self.oxygen_saturation_percent)
            .set("inspired_oxygen_percent", self.inspired_oxygen_percent)
            .set("urine_output_ml", self.urine_output_ml)
            .set("central_venous_mmhg", self.central_venous_mmhg)
    }

    /// The score, or why there is none.
    fn news2(&self, facts: &PatientFacts) -> (Option<News2>, Option<&'static str>) {
        match facts.years() {
            None => return (None, Some("NEWS2 needs the age, which is not known.")),
            Some((_, oldest)) if oldest < news2::AGE_YEARS_MIN => {
                return (None, Some("NEWS2 is not for patients under 16 years."));
            }
            Some((youngest, _)) if youngest < news2::AGE_YEARS_MIN => {
                return (
                    None,
                    Some(
                        "NEWS2 is not for patients under 16 years, and the age of this one is \
                         estimated. Ask for the date of birth; until then the narrowest limits hold.",
                    ),
                );
            }
            Some(_) if facts.pregnant => {
                return (None, Some("NEWS2 is not for pregnant patients."));
            }
            Some(_) => {}
        }
        let score = news2::score(&Measured {
            respiratory_rate: self.respiratory_rate_bpm,
            oxygen_saturation: self.oxygen_saturation_percent,
            on_oxygen: self.on_oxygen,
            scale2: self.scale2,
            systolic: self.systolic_mmhg,
            heart_rate: self.heart_rate_bpm,
            consciousness: self.consciousness.as_deref(),
            temperature: self.temperature_celsius,
        });
        let why = score.is_none().then_some("NEWS2 needs all seven parts, oxygen included.");
        (score, why)
    }

    /// What crossed which limit, and how urgent it is.
    fn judged(&self, news2: Option<&News2>, limits: &Limits) -> (Vec<IcuAlert>, Option<i64>) {
        let mut alerts = Vec::new();
        let mut urgency = None;
        let mut raise =
            |level: i64| urgency = Some(urgency.map_or(level, |now: i64| now.min(level)));
        if let Some(news2) = news2
            && let Some(level) = news2.risk.urgency()
        {
            raise(level);
            let text = if news2.threes.is_empty() {
                format!("NEWS2 is {}: {} risk.", news2.score, news2.risk.code())
            } else {
                format!(
                    "NEWS2 is {}: {} risk; 3 points for {}.",
                    news2.score,
                    news2.risk.code().replace('_', "-"),
                    news2.threes.join(", ")
                )
            };
            alerts.push(IcuAlert { what: "news2".to_owned(), value: news2.score as f64, text });
        }
        let values = [
            ("respiratory_rate", self.respiratory_rate_bpm),
            ("oxygen_saturation", self.oxygen_saturation_percent),
            ("systolic", self.systolic_mmhg),
            ("diastolic", self.diastolic_mmhg),
            ("mean_arterial", self.mean_arterial_mmhg),
            ("heart_rate", self.heart_rate_bpm),
            ("temperature", self.temperature_celsius),
            ("glasgow_coma_scale", self.glasgow_coma_scale.map(|points| points as f64)),
        ];
        for (metric, value) in values {
            // Where a lower target was prescribed, scale 2 judges the saturation.
            if metric == "oxygen_saturation" && self.scale2 && news2.is_some() {
                continue;
            }
            if let Some(crossed) = value.and_then(|value| limits.crossed(metric, value)) {
                raise(if news2.is_some() && SCORED.contains(&metric) { 3 } else { 2 });
                alerts.push(IcuAlert {
                    what: crossed.metric.to_owned(),
                    value: crossed.value,
                    text: crossed.text,
                });
            }
        }
        (alerts, urgency)
    }
}

/// The alert that an observation opens where it crosses a limit.
fn alert_of(observation: Uuid) -> Uuid {
    Uuid::new_v5(&observation, b"alert")
}

/// An observation that crossed a limit.
struct Raised {
    observation: Uuid,
    patient: Uuid,
    urgency: i64,
}

impl Raised {
    fn open(
        &self,
        write: &mut Write<'_>,
        who: &Who,
        news2: Option<&News2>,
        stay: Option<&Stay>,
    ) -> Result<Uuid, Refused> {
        let deteriorates = news2.is_some_and(|news2| news2.risk.urgency().is_some());
        open(
            write,
            who,
            &NewAlert {
                id: Some(alert_of(self.observation)),
                kind: if deteriorates { "deterioration" } else { "threshold" },
                title: if deteriorates {
                    "A patient may be getting worse: see them and repeat the observations"
                } else {
                    "An observation lies outside its limits: see the patient"
                }
                .to_owned(),
                message: None,
                urgency: self.urgency,
                roles: &["doctor", "nurse"],
                department: stay.and_then(|stay| stay.department_id),
                room: stay.map(|stay| format!("{}, {}", stay.room, stay.label)),
                patients: &[self.patient],
                source: Some(("icu_observations", self.observation)),
            },
        )
    }
}

/// Where the patient lies.
#[derive(Deserialize)]
struct Stay {
    id: Uuid,
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    room: String,
    label: String,
    department_id: Option<Uuid>,
}

fn stay(reader: &Reader<'_>, patient: Uuid, named: Option<Uuid>) -> Result<Option<Stay>, Refused> {
    let select = "SELECT s.id, s.patient_id, s.visit_id, b.room, b.label, b.department_id \
                  FROM bed_stays s JOIN beds b ON b.id = s.bed_id WHERE s.deleted_at IS NULL AND ";
    let Some(named) = named else {
        return Ok(reader.row(
            &format!(
                "{select} {} AND s.ended_at IS NULL ORDER BY s.started_at DESC, s.id DESC LIMIT 1",
                is_one("s.patient_id")
            ),
            params![patient],
        )?);
    };
    let stay: Option<Stay> = reader.row(&format!("{select} s.id = ?1"), params![named])?;
    match stay {
        None => Err(Refused::gone("stay")),
        Some(stay) if !is_one_person(reader, patient, stay.patient_id)? => {
            Err(Refused::field("bed_stay_id", "This bed is another patient's."))
        }
        Some(stay) => Ok(Some(stay)),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};
    use store::Cells;
    use uuid::Uuid;

    pub(crate) fn sheet(patient: Uuid) -> Value {
        json!({
            "patient_id": patient, "bed_stay_id": null, "recorded_at": null,
            "systolic_mmhg": 124.0, "diastolic_mmhg": 78.0, "mean_arterial_mmhg": null,
            "heart_rate_bpm": 72.0, "respiratory_rate_bpm": 16.0, "temperature_celsius": 36.8,
            "oxygen_saturation_percent": 97.0, "on_oxygen": false, "scale2": false,
            "inspired_oxygen_percent": null, "consciousness": "alert",
            "glasgow_coma_scale": null, "urine_output_ml": null, "central_venous_mmhg": null,
            "notes": null, "corrects_id": null, "correction_reason": null
        })
    }

    pub(crate) fn bed_stay(clinic: &Clinic, patient: Uuid) -> Uuid {
        let stay: Result<Uuid, store::Error> = clinic.store.write(clinic.owner, "test", |write| {
            let now = write.now();
            let bed = write.insert(
                "beds",
                Cells::new()
                    .set("site_id", clinic.site)
                    .set("room", "ICU 1")
                    .set("label", "A")
                    .set("kind", "intensive_care")
                    .set("is_active", true),
            )?;
            write.insert(
                "bed_stays",
                Cells::new()
                    .set("patient_id", patient)
                    .set("site_id", clinic.site)
                    .set("bed_id", bed)
                    .set("started_at", now),
            )
        });
        stay.unwrap()
    }

    pub(crate) fn flag_pregnant(clinic: &Clinic, patient: Uuid) {
        let flagged: Result<Uuid, store::Error> =
            clinic.store.write(clinic.doctor, "test", |write| {
                write.insert(
                    "patient_flags",
                    Cells::new()
                        .set("patient_id", patient)
                        .set("kind", "pregnancy")
                        .set("text", "Pregnant"),
                )
            });
        flagged.unwrap();
    }

    #[test]
    fn a_corrected_observation_ends_its_alarm_and_keeps_its_moment() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let record = |heart_rate: f64, corrects: Option<Uuid>| {
            let mut request = sheet(patient);
            request["heart_rate_bpm"] = json!(heart_rate);
            request["corrects_id"] = json!(corrects);
            request["correction_reason"] = json!(corrects.map(|_| "typed wrongly"));
            clinic.ask(clinic.nurse, "encounters.record_icu", request).unwrap()
        };
        let wrong = record(180.0, None);
        let alert: Uuid = wrong["alert_id"].as_str().unwrap().parse().unwrap();
        let status = "SELECT status FROM alerts WHERE id = ?1";
        assert_eq!(clinic.text(status, alert).as_deref(), Some("open"));
        clinic.pass_minutes(3);
        // Still too fast, if not so much: another alert stands instead.
        let better = record(135.0, Some(id_of(&wrong)));
        assert_eq!(clinic.text(status, alert).as_deref(), Some("resolved"));
        let other: Uuid = better["alert_id"].as_str().unwrap().parse().unwrap();
        assert_eq!(clinic.text(status, other).as_deref(), Some("open"));
        let right = record(80.0, Some(id_of(&better)));
        assert_eq!(right["alert_id"], Value::Null);
        assert_eq!(clinic.text(status, other).as_deref(), Some("resolved"));
        let moment =
            |id| clinic.number("SELECT recorded_at FROM icu_observations WHERE id = ?1", id);
        assert_eq!(moment(id_of(&right)), moment(id_of(&wrong)));
    }

    #[test]
    fn whoever_may_be_a_child_gets_no_score_and_the_narrowest_limits_and_it_is_said() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Amal", "Haddad", "2009-01-01");
        let record = || clinic.ask(clinic.nurse, "encounters.record_icu", sheet(patient)).unwrap();
        assert_eq!((&record()["news2_score"], &record()["age_note"]), (&json!(0), &Value::Null));
        let set: Result<(), store::Error> = clinic.store.write(clinic.owner, "test", |write| {
            let cells = Cells::new().set("date_of_birth_precision", "estimated");
            write.update("patients", patient, None, cells)
        });
        set.unwrap();
        let told = record();
        assert_eq!(told["news2_score"], Value::Null);
        assert!(told["not_scored"].as_str().unwrap().contains("is estimated"), "{told}");
        assert!(told["age_note"].as_str().unwrap().contains("12 to 22"), "{told}");
        let estimated = "SELECT age_is_estimated FROM icu_observations WHERE id = ?1";
        assert_eq!(clinic.number(estimated, id_of(&told)), Some(1));
    }

    #[test]
    fn what_is_unusual_at_the_bed_is_read_back_first() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let mut seen = sheet(patient);
        seen["mean_arterial_mmhg"] = json!(25.0);
        let refused = clinic.ask(clinic.nurse, "encounters.record_icu", seen.clone()).unwrap_err();
        assert_eq!((refused.code, refused.field), (Some("unusual"), Some("mean_arterial_mmhg")));
        seen["confirm_unusual"] = json!(true);
        let told = clinic.ask(clinic.nurse, "encounters.record_icu", seen).unwrap();
        let confirmed = "SELECT unusual_confirmed FROM icu_observations WHERE id = ?1";
        assert_eq!(clinic.number(confirmed, id_of(&told)), Some(1));
    }

    #[test]
    fn a_high_score_opens_one_urgent_alert_that_names_the_bed_and_no_patient() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        bed_stay(&clinic, patient);
        let mut sick = sheet(patient);
        sick["respiratory_rate_bpm"] = json!(26.0);
        sick["oxygen_saturation_percent"] = json!(91.0);
        sick["on_oxygen"] = json!(true);
        let told = clinic.ask(clinic.nurse, "encounters.record_icu", sick).unwrap();
        assert_eq!((&told["news2_score"], &told["news2_risk"]), (&json!(8), &json!("high")));
        let what: Vec<_> =
            told["alerts"].as_array().unwrap().iter().map(|alert| alert["what"].clone()).collect();
        assert_eq!(what, ["news2", "respiratory_rate", "oxygen_saturation"]);
        let alert: Uuid = told["alert_id"].as_str().unwrap().parse().unwrap();
        assert_eq!(alert, Uuid::new_v5(&id_of(&told), b"alert"));
        let shown = clinic
            .text("SELECT kind || ' ' || urgency || ' ' || room || ' ' || title FROM alerts WHERE id = ?1", alert)
            .unwrap();
        assert!(shown.starts_with("deterioration 1 ICU 1, A"), "{shown}");
        assert!(!shown.contains("Marín"));
    }

    #[test]
    fn one_part_with_three_points_is_an_alert_though_the_sum_is_low() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let mut seen = sheet(patient);
        seen["consciousness"] = json!("confusion");
        let told = clinic.ask(clinic.nurse, "encounters.record_icu", seen).unwrap();
        assert_eq!((&told["news2_score"], &told["news2_risk"]), (&json!(3), &json!("low_medium")));
        let alert: Uuid = told["alert_id"].as_str().unwrap().parse().unwrap();
        assert_eq!(clinic.number("SELECT urgency FROM alerts WHERE id = ?1", alert), Some(3));
        let quiet = clinic.ask(clinic.nurse, "encounters.record_icu", sheet(patient)).unwrap();
        assert_eq!((&quiet["alert_id"], &quiet["alerts"]), (&json!(null), &json!([])));
    }

    #[test]
    fn children_and_pregnant_patients_have_limits_of_their_own_and_no_score() {
        let clinic = Clinic::found();
        let child = clinic.patient("Leo", "Marín", "2024-06-01");
        let mut seen = sheet(child);
        seen["heart_rate_bpm"] = json!(140.0);
        seen["respiratory_rate_bpm"] = json!(34.0);
        let well = clinic.ask(clinic.nurse, "encounters.record_icu", seen).unwrap();
        assert_eq!((&well["news2_score"], &well["alerts"]), (&json!(null), &json!([])));
        assert!(well["not_scored"].as_str().unwrap().contains("under 16"));

        let mother = clinic.patient("Ana", "Marín", "1995-06-01");
        flag_pregnant(&clinic, mother);
        let mut seen = sheet(mother);
        seen["systolic_mmhg"] = json!(168.0);
        let told = clinic.ask(clinic.nurse, "encounters.record_icu", seen).unwrap();
        assert_eq!(told["news2_score"], json!(null));
        assert_eq!(told["alerts"][0]["what"], "systolic");
        assert!(told["alerts"][0]["text"].as_str().unwrap().contains("above the limit of 160"));
        let alert: Uuid = told["alert_id"].as_str().unwrap().parse().unwrap();
        assert_eq!(
            clinic.text("SELECT kind FROM alerts WHERE id = ?1", alert).unwrap(),
            "threshold"
        );
    }

    #[test]
    fn a_measurement_is_not_of_tomorrow_and_not_of_another_patients_bed() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        let mut seen = sheet(patient);
        seen["recorded_at"] = json!(clinic.now() + crate::calendar::HOUR);
        let refused = clinic.ask(clinic.nurse, "encounters.record_icu", seen).unwrap_err();
        assert_eq!(refused.field, Some("recorded_at"));
        let mut seen = sheet(patient);
        seen["bed_stay_id"] = json!(bed_stay(&clinic, other));
        let refused = clinic.ask(clinic.nurse, "encounters.record_icu", seen).unwrap_err();
        assert_eq!(refused.field, Some("bed_stay_id"));
    }
}
