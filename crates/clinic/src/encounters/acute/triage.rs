//! Somebody who waits is triaged, or triaged again.

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use super::correction::Correction;
use super::patient::PatientFacts;
use super::sats::{self, AgeBand, Colour, METHOD, Observed, colour, tews};
use super::signs::{Sign, implied, of_code};
use crate::encounters::belongs::visit_belongs;
use crate::encounters::unusual::read_back;
use crate::people::details::filled;
use crate::people::merged::of_person;
use crate::records::append::{Entry, append};
use crate::{Refused, Who};

/// What was seen and measured, and the colour that a person settles on.
#[derive(Deserialize, TS)]
pub struct TriagePatient {
    patient_id: Uuid,
    /// The visit; the patient's open one where nothing is said.
    visit_id: Option<Uuid>,
    symptoms: String,
    /// Where the date of birth is not known.
    age_years: Option<f64>,
    /// Where not even the age is known.
    height_cm: Option<f64>,
    #[ts(type = "\"walking\" | \"with_help\" | \"stretcher\" | null")]
    mobility: Option<String>,
    has_trauma: bool,
    respiratory_rate_bpm: Option<f64>,
    heart_rate_bpm: Option<f64>,
    systolic_mmhg: Option<f64>,
    temperature_celsius: Option<f64>,
    consciousness: Option<String>,
    /// Codes of the signs that were seen.
    discriminators: Vec<String>,
    /// The colour that the person chooses; the computed one where nothing is said.
    #[ts(type = "\"red\" | \"orange\" | \"yellow\" | \"green\" | \"blue\" | null")]
    priority: Option<String>,
    override_reason: Option<String>,
    corrects_id: Option<Uuid>,
    correction_reason: Option<String>,
    /// Whether unusual values were read back, as with vitals.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    confirm_unusual: bool,
}

/// The colour, and how it came about.
#[derive(Serialize, TS)]
pub struct Triaged {
    id: Uuid,
    priority: String,
    computed_priority: Option<String>,
    tews_score: Option<i64>,
    age_band: Option<String>,
    /// The signs that counted, in words.
    signs: Vec<String>,
    target_minutes: Option<i64>,
    /// What the colour rests on, where the age is estimated.
    age_note: Option<String>,
}

/// Stores an assessment. The computed colour stands unless the person chooses another one and says
/// why. Without enough measurements and without a choice it is refused, with the code `incomplete`.
/// Unusual values
/// are refused with the code `unusual` until they were read back. Where an estimated age leaves several
/// charts open the more urgent colour is computed, unless a height was measured, and the answer says
/// so. An open visit that has just arrived counts as triaged from here on.
pub fn triage(
    write: &mut Write<'_>,
    who: &Who,
    request: TriagePatient,
) -> Result<Triaged, Refused> {
    let now = write.now();
    let facts = PatientFacts::load(write, who, request.patient_id, now)?;
    let correction = Correction::of(
        write,
        "triage_assessments",
        request.patient_id,
        request.corrects_id,
        request.correction_reason.as_deref(),
    )?;
    // A correction says what was seen when the corrected assessment was made.
    let assessed_at: Option<i64> = write.value(
        "SELECT assessed_at FROM triage_assessments WHERE id = ?1",
        params![correction.corrects_id],
    )?;
    let measured = request.measured();
    let unusual = read_back(&measured, request.confirm_unusual)?;
    let judged = Judged::of(&request, &facts)?;
    let chosen = request
        .priority
        .as_deref()
        .map(|code| {
            Colour::from_code(code)
                .ok_or_else(|| Refused::field("priority", "Choose one of the five colours."))
        })
        .transpose()?;
    let reason = filled(request.override_reason.as_deref());
    let priority = match (chosen, judged.computed) {
        (Some(chosen), Some(computed)) if chosen != computed && reason.is_none() => {
            return Err(Refused::field(
                "override_reason",
                "Say why you choose another colour than the scale.",
            ));
        }
        (Some(chosen), _) => chosen,
        (None, Some(computed)) => computed,
        (None, None) => return Err(judged.incomplete()),
    };
    let is_computed = judged.computed == Some(priority);
    let method = match judged.computed {
        Some(_) => Some(METHOD.row(write, who.organization_id)?),
        None => None,
    };
    let visit = open_visit(write, request.patient_id, request.visit_id)?;
    let (tews_score, computed) = (judged.score, judged.computed.map(Colour::code));
    let codes: Vec<&str> = judged.signs.iter().map(|sign| sign.code).collect();
    // The age that was judged: of an estimated one the middle.
    let age = facts.age_years().map(|(youngest, oldest)| f64::midpoint(youngest, oldest));
    let id = write.insert(
        "triage_assessments",
        measured
            .set("patient_id", correction.patient)
            .set("site_id", who.site.id)
            .set("visit_id", visit.as_ref().map(|visit| visit.id))
            .set("assessed_by", who.user_id)
            .set("assessed_at", assessed_at.unwrap_or(now))
            .set("age_years", age.or(request.age_years))
            .set("age_is_estimated", judged.age_is_estimated)
            .set("unusual_confirmed", unusual)
            .set("symptoms", request.symptoms.trim())
            .set("mobility", request.mobility)
            .set("has_trauma", request.has_trauma)
            .set("consciousness", request.consciousness)
            .set("discriminators", json!(codes).to_string())
            .set("age_band", judged.band.map(AgeBand::code))
            .set("tews_score", tews_score)
            .set("computed_priority", computed)
            .set("priority", priority.code())
            .set("override_reason", reason.filter(|_| !is_computed))
            .set("is_computed", is_computed)
            .set("ai_model_id", method)
            .set("corrects_id", correction.corrects_id)
            .set("correction_reason", correction.reason),
    )?;
    if let Some(visit) = &visit
        && visit.status == "arrived"
    {
        write.update("visits", visit.id, None, Cells::new().set("status", "triaged"))?;
    }
    append(
        write,
        who,
        Entry {
            patient: request.patient_id,
            record_type: "triage",
            content: json!({
                "priority": priority.code(), "computed_priority": computed,
                "tews_score": tews_score, "discriminators": codes,
                "symptoms": request.symptoms.trim(), "corrects_id": correction.corrects_id,
            }),
            source: Some(("triage_assessments", id)),
        },
    )?;
    Ok(Triaged {
        id,
        priority: priority.code().to_owned(),
        computed_priority: computed.map(str::to_owned),
        tews_score,
        age_band: judged.band.map(|band| band.code().to_owned()),
        signs: judged.signs.iter().map(|sign| sign.text.to_owned()).collect(),
        target_minutes: priority.target_minutes(),
        age_note: judged.age_note,
    })
}

impl TriagePatient {
    fn measured(&self) -> Cells {
        Cells::new()
            .set("respiratory_rate_bpm", self.respiratory_rate_bpm)
            .set("heart_rate_bpm", self.heart_rate_bpm)
            .set("systolic_mmhg", self.systolic_mmhg)
            .set("temperature_celsius", self.temperature_celsius)
    }
}

/// What the scale says.
#[derive(Default)]
struct Judged {
    band: Option<AgeBand>,
    signs: Vec<&'static Sign>,
    score: Option<i64>,
    missing: Vec<&'static str>,
    computed: Option<Colour>,
    age_is_estimated: bool,
    age_note: Option<String>,
}

impl Judged {
    fn of(request: &TriagePatient, facts: &PatientFacts) -> Result<Self, Refused> {
        let ages = facts.age_years().or(request.age_years.map(|age| (age, age)));
        let mut bands = AgeBand::within(ages);
        // The chart says: by height where the age does not decide.
        if bands.len() != 1
            && let Some(band) = AgeBand::of(None, request.height_cm)
        {
            bands = vec![band];
        }
        if bands.is_empty() {
            if !request.discriminators.is_empty() {
                return Err(Refused::field(
                    "age_years",
                    "The signs differ by age: give an estimated age or the height first.",
                ));
            }
            return Ok(Self { missing: vec!["age or height"], ..Self::default() });
        }
        let on_a_chart = |code: &String| bands.iter().any(|band| of_code(*band, code).is_some());
        if !request.discriminators.iter().all(on_a_chart) {
            return Err(Refused::field(
                "discriminators",
                "One of the signs is not on the chart of this age. Choose from the list.",
            ));
        }
        let age = ages.map(|(youngest, oldest)| f64::midpoint(youngest, oldest));
        let mut charts: Vec<Self> =
            bands.iter().map(|band| Self::by_chart(request, *band, age)).collect();
        // What is missing on one chart could make its colour the more urgent one.
        let open = charts.iter().position(|chart| chart.computed.is_none());
        let red = charts.iter().position(|chart| chart.computed == Some(Colour::Red));
        let urgent = (0..charts.len())
            .min_by_key(|at| charts.get(*at).map(|chart| (chart.computed, usize::MAX - at)));
        let chosen = red.or(open).or(urgent).unwrap_or(0);
        let mut judged = charts.swap_remove(chosen);
        judged.age_is_estimated = facts.age_is_estimated() || facts.born_between.is_none();
        judged.age_note = facts.estimate().map(|rests| match bands.len() {
            1 => rests,
            _ => format!(
                "{rests} Several charts are possible, and the more urgent colour stands. Measure \
                 the height, or ask for the date of birth."
            ),
        });
        Ok(judged)
    }

    /// By the chart of one band.
    fn by_chart(request: &TriagePatient, band: AgeBand, age: Option<f64>) -> Self {
        let mut signs = implied(band, age, request.consciousness.as_deref());
        for sign in request.discriminators.iter().filter_map(|code| of_code(band, code)) {
            if !signs.iter().any(|other| other.code == sign.code) {
                signs.push(sign);
            }
        }
        let seen = Observed {
            mobility: request.mobility.as_deref(),
            has_trauma: request.has_trauma,
            respiratory_rate: request.respiratory_rate_bpm,
            heart_rate: request.heart_rate_bpm,
            systolic: request.systolic_mmhg,
            temperature: request.temperature_celsius,
            consciousness: request.consciousness.as_deref(),
        };
        let points = tews(band, &seen);
        let most_urgent = signs.iter().map(|sign| sign.colour).min();
        Self {
            band: Some(band),
            score: points.total(),
            missing: points.missing(),
            computed: colour(most_urgent, &points),
            signs,
            ..Self::default()
        }
    }

    fn incomplete(&self) -> Refused {
        Refused::coded(
            "incomplete",
            format!(
                "The scale needs {} as well. Enter it, or choose the colour yourself.",
                self.missing.join(", ")
            ),
        )
    }
}

#[derive(Deserialize)]
struct OpenVisit {
    id: Uuid,
    status: String,
}

/// The visit that was named, or else the patient's newest open one.
fn open_visit(
    reader: &Reader<'_>,
    patient: Uuid,
    named: Option<Uuid>,
) -> Result<Option<OpenVisit>, Refused> {
    let Some(named) = named else {
        return Ok(reader.row(
            &of_person(
                "SELECT id, status FROM visits WHERE patient_id = ?1 \
                 AND deleted_at IS NULL AND ended_at IS NULL \
                 AND status IN ('arrived', 'triaged', 'roomed', 'in_progress') \
                 ORDER BY started_at DESC, id DESC LIMIT 1",
            ),
            params![patient],
        )?);
    };
    visit_belongs(reader, patient, Some(named))?;
    Ok(reader.row(
        "SELECT id, status FROM visits WHERE id = ?1 AND deleted_at IS NULL",
        params![named],
    )?)
}

/// What the scale is called where its colours are shown.
pub(crate) const SCALE: &str = sats::METHOD.name;

#[cfg(test)]
pub(crate) mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};
    use uuid::Uuid;

    /// A walking, well adult.
    pub(crate) fn sheet(patient: Uuid) -> Value {
        json!({
            "patient_id": patient, "visit_id": null, "symptoms": "Cough", "age_years": null,
            "height_cm": null, "mobility": "walking", "has_trauma": false,
            "respiratory_rate_bpm": 12.0, "heart_rate_bpm": 80.0, "systolic_mmhg": 120.0,
            "temperature_celsius": 36.8, "consciousness": "alert", "discriminators": [],
            "priority": null, "override_reason": null, "corrects_id": null,
            "correction_reason": null
        })
    }

    fn arrived(clinic: &Clinic, patient: Uuid) -> Uuid {
        let start = json!({
            "appointment_id": null, "patient_id": patient, "practitioner_id": null,
            "kind": "emergency", "reason": null
        });
        let visit = id_of(&clinic.ask(clinic.nurse, "encounters.start_visit", start).unwrap());
        let set: Result<(), store::Error> = clinic.store.write(clinic.nurse, "test", |write| {
            write.update("visits", visit, None, store::Cells::new().set("status", "arrived"))
        });
        set.unwrap();
        visit
    }

    #[test]
    fn a_sick_adult_is_red_and_the_open_visit_counts_as_triaged() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let visit = arrived(&clinic, patient);
        let mut seen = sheet(patient);
        seen["mobility"] = json!("with_help");
        seen["respiratory_rate_bpm"] = json!(24.0);
        seen["heart_rate_bpm"] = json!(115.0);
        seen["systolic_mmhg"] = json!(95.0);
        seen["temperature_celsius"] = json!(38.9);
        let told = clinic.ask(clinic.nurse, "encounters.triage", seen).unwrap();
        assert_eq!(
            (told["tews_score"].clone(), told["priority"].clone()),
            (json!(8), json!("red"))
        );
        let id = id_of(&told);
        assert_eq!(
            clinic.text("SELECT status FROM visits WHERE id = ?1", visit).unwrap(),
            "triaged"
        );
        let computed = "SELECT is_computed FROM triage_assessments WHERE id = ?1 \
                        AND ai_model_id IS NOT NULL";
        assert_eq!(clinic.number(computed, id), Some(1));
        let chained = "SELECT count(*) FROM ehr_entries WHERE row_id = ?1";
        assert_eq!(clinic.number(chained, id), Some(1));
    }

    #[test]
    fn an_estimated_age_between_two_charts_takes_the_more_urgent_and_says_so() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Amal", "Haddad", "2014-01-01");
        let known_to = |precision: &str| {
            let set: Result<(), store::Error> = clinic.store.write(clinic.owner, "test", |write| {
                let cells = store::Cells::new().set("date_of_birth_precision", precision);
                write.update("patients", patient, None, cells)
            });
            set.unwrap();
        };
        // A child's chart gives 2 points, an adult's 3.
        let mut seen = sheet(patient);
        seen["respiratory_rate_bpm"] = json!(22.0);
        seen["heart_rate_bpm"] = json!(105.0);
        let judged = |seen: &Value| {
            let told = clinic.ask(clinic.nurse, "encounters.triage", seen.clone()).unwrap();
            let sql = "SELECT age_is_estimated FROM triage_assessments WHERE id = ?1";
            let estimated = clinic.number(sql, id_of(&told)).unwrap();
            let note = told["age_note"].as_str().unwrap_or_default().to_owned();
            (told["priority"].as_str().unwrap().to_owned(), estimated, note)
        };
        assert_eq!(judged(&seen), ("green".to_owned(), 0, String::new()));
        known_to("estimated");
        let (colour, estimated, note) = judged(&seen);
        assert_eq!((colour.as_str(), estimated), ("yellow", 1));
        assert!(note.contains("7 to 17") && note.contains("Measure the height"), "{note}");
        // The height decides which chart, as the manual has it.
        seen["height_cm"] = json!(140.0);
        let (colour, estimated, note) = judged(&seen);
        assert_eq!((colour.as_str(), estimated), ("green", 1));
        assert!(note.contains("7 to 17") && !note.contains("Measure"), "{note}");
    }

    #[test]
    fn what_is_unusual_at_the_door_is_read_back_first() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let mut seen = sheet(patient);
        seen["temperature_celsius"] = json!(31.0);
        let refused = clinic.ask(clinic.nurse, "encounters.triage", seen.clone()).unwrap_err();
        assert_eq!((refused.code, refused.field), (Some("unusual"), Some("temperature_celsius")));
        seen["confirm_unusual"] = json!(true);
        let told = clinic.ask(clinic.nurse, "encounters.triage", seen).unwrap();
        let confirmed = "SELECT unusual_confirmed FROM triage_assessments WHERE id = ?1";
        assert_eq!(clinic.number(confirmed, id_of(&told)), Some(1));
    }

    #[test]
    fn another_colour_needs_a_reason_and_is_not_computed_any_more() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let mut seen = sheet(patient);
        seen["priority"] = json!("orange");
        let refused = clinic.ask(clinic.nurse, "encounters.triage", seen.clone()).unwrap_err();
        assert_eq!(refused.field, Some("override_reason"));
        seen["override_reason"] = json!("Looks far worse than the numbers");
        let told = clinic.ask(clinic.nurse, "encounters.triage", seen).unwrap();
        assert_eq!(told["computed_priority"], "green");
        assert_eq!(told["priority"], "orange");
        let computed = "SELECT is_computed FROM triage_assessments WHERE id = ?1";
        assert_eq!(clinic.number(computed, id_of(&told)), Some(0));
    }

    #[test]
    fn a_stranger_without_age_is_given_a_colour_by_a_person_alone() {
        let clinic = Clinic::found();
        let mut form = crate::fixture::person("", "", None);
        form["family_name"] = json!("Unknown");
        let patient = id_of(&clinic.ask(clinic.receptionist, "people.register", form).unwrap());
        let mut seen = sheet(patient);
        let refused = clinic.ask(clinic.nurse, "encounters.triage", seen.clone()).unwrap_err();
        assert_eq!(refused.code, Some("incomplete"));
        seen["priority"] = json!("yellow");
        let told = clinic.ask(clinic.nurse, "encounters.triage", seen.clone()).unwrap();
        assert_eq!((&told["computed_priority"], &told["tews_score"]), (&json!(null), &json!(null)));
        seen["priority"] = json!(null);
        seen["height_cm"] = json!(172.0);
        let told = clinic.ask(clinic.nurse, "encounters.triage", seen).unwrap();
        assert_eq!((&told["age_band"], &told["priority"]), (&json!("adult"), &json!("green")));
    }

    #[test]
    fn a_missing_measurement_is_named_and_an_emergency_sign_does_not_wait_for_it() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let mut seen = sheet(patient);
        seen["temperature_celsius"] = json!(null);
        let refused = clinic.ask(clinic.nurse, "encounters.triage", seen.clone()).unwrap_err();
        assert!(refused.sentence.contains("temperature"), "{}", refused.sentence);
        seen["discriminators"] = json!(["seizure_now"]);
        let told = clinic.ask(clinic.nurse, "encounters.triage", seen.clone()).unwrap();
        assert_eq!((&told["priority"], &told["tews_score"]), (&json!("red"), &json!(null)));
        seen["discriminators"] = json!(["purpura"]);
        let refused = clinic.ask(clinic.nurse, "encounters.triage", seen).unwrap_err();
        assert_eq!(refused.field, Some("discriminators"), "a child's sign");
    }

    #[test]
    fn a_correction_says_why_and_the_front_desk_does_not_triage() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let first = clinic.ask(clinic.nurse, "encounters.triage", sheet(patient)).unwrap();
        let mut again = sheet(patient);
        again["corrects_id"] = first["id"].clone();
        let refused = clinic.ask(clinic.nurse, "encounters.triage", again.clone()).unwrap_err();
        assert_eq!(refused.field, Some("correction_reason"));
        again["correction_reason"] = json!("Wrong sheet");
        clinic.ask(clinic.nurse, "encounters.triage", again.clone()).unwrap();
        let twice = clinic.ask(clinic.nurse, "encounters.triage", again).unwrap_err();
        assert_eq!(twice.field, Some("corrects_id"));
        let desk = clinic.ask(clinic.receptionist, "encounters.triage", sheet(patient));
        assert_eq!(desk.unwrap_err().code, Some("not_allowed"));
    }
}
