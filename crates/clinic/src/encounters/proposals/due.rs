//! What is due, each with the method that says so.
//!
//! Sources: the schedule of vaccinations names its own; refills follow from what was handed out;
//! Hanna D et al. Communicating critical test results: safe practice recommendations. Jt Comm J
//! Qual Patient Saf 2005;31:68–80; ADA Standards of Care 2024, section 6 (HbA1c at least twice a
//! year); USPSTF, Behavioral Weight Loss Interventions in Adults, JAMA 2018;320:1163–1171.
//!
//! Limits: proposals for a person who knows the patient. What was done elsewhere and is not in the
//! record is not known here.

use chrono::{Days, NaiveDate};
use serde::Deserialize;
use store::{Reader, params};
use uuid::Uuid;

use super::criterion::Reason;
use super::diabetes::DIABETES;
use super::evidence::{DAY, Known, problems};
use super::immunization_schedule::{Given, schedule};
use crate::encounters::acute::patient::PatientFacts;
use crate::imaging::method::Method;
use crate::medication::supply::supply;
use crate::people::merged::of_person;
use crate::{Refused, Who, calendar};

/// The method of overdue vaccinations.
const IMMUNIZATION: Method = Method {
    name: "Overdue immunization",
    version: "2024",
    kind: "rule",
    purpose: "Proposes vaccinations that are overdue.",
    method: "Doses given, by CVX code, against a schedule by age; overdue a month after its day. Of \
             a birth that is not known to the day, overdue where it is on each day that is open.",
    source: "WHO recommendations for routine immunization (2024) and ACIP adult schedule (CDC \
             2024), or the schedule that the clinic has set.",
    limits: "A small schedule. Contraindications, refusals and vaccinations without a CVX code are \
             not looked at.",
};

/// The method of refills.
const REFILL: Method = Method {
    name: "Refill due",
    version: "1",
    kind: "rule",
    purpose: "Proposes to refill or to renew a prescription before it runs out.",
    method: "The newest dispensing and its days of supply, or the last day of the prescription, \
             within seven days.",
    source: "Days of supply as in the Proportion of Days Covered, Pharmacy Quality Alliance.",
    limits: "Does not know what was handed out elsewhere, or whether the medicine is still wanted.",
};

/// The method of results that nobody has looked at.
const UNREVIEWED: Method = Method {
    name: "Abnormal result without review",
    version: "2005",
    kind: "rule",
    purpose: "Proposes to look at an abnormal result and to tell the patient.",
    method: "A final abnormal result that nobody has reviewed: critical at once, others after \
             seven days.",
    source: "Hanna D et al. Jt Comm J Qual Patient Saf 2005;31:68–80.",
    limits: "Knows only reviews that are in the record.",
};

/// The method of control tests.
const CONTROL: Method = Method {
    name: "HbA1c in known diabetes",
    version: "2024",
    kind: "rule",
    purpose: "Proposes to measure HbA1c again.",
    method: "Known diabetes and no final HbA1c within six months.",
    source: "ADA Standards of Care in Diabetes—2024, section 6. Diabetes Care 2024;47(Suppl \
             1):S111–S125.",
    limits: "Knows only results that are in the record.",
};

/// The method of advice about weight.
const WEIGHT: Method = Method {
    name: "Obesity: behavioural intervention",
    version: "2018",
    kind: "rule",
    purpose: "Proposes to offer an intensive behavioural intervention.",
    method: "Adults whose newest body mass index within a year is 30 kg/m² and more.",
    source: "US Preventive Services Task Force. JAMA 2018;320:1163–1171.",
    limits: "Adults who are not pregnant. Body mass index says little of muscular people.",
};

/// Something that is due.
pub(crate) struct Due {
    /// The method.
    pub method: &'static Method,
    /// One of `recommendation_kind`.
    pub kind: &'static str,
    /// What is proposed.
    pub text: String,
    /// Until when.
    pub due_on: Option<NaiveDate>,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Where it was published.
    pub source: String,
    /// What makes it one proposal and not another.
    pub cause: String,
}

/// Everything that is due, and sentences about what could not be counted.
pub(crate) fn all(
    reader: &Reader<'_>,
    who: &Who,
    patient: Uuid,
    facts: &PatientFacts,
    now: i64,
) -> Result<(Vec<Due>, Vec<String>), Refused> {
    let (mut found, not_judged) = vaccinations(reader, who, patient, facts)?;
    found.extend(refills(reader, who, patient, facts.today)?);
    found.extend(unreviewed(reader, patient, now)?);
    found.extend(control(reader, patient, facts.today, now)?);
    found.extend(weight(reader, patient, facts, now)?);
    Ok((found, not_judged))
}

fn vaccinations(
    reader: &Reader<'_>,
    who: &Who,
    patient: Uuid,
    facts: &PatientFacts,
) -> Result<(Vec<Due>, Vec<String>), Refused> {
    #[derive(Deserialize)]
    struct Row {
        code_system: Option<String>,
        code: Option<String>,
        occurred_at: Option<i64>,
    }
    let rows: Vec<Row> = reader.rows(
        &of_person(
            "SELECT code_system, code, occurred_at FROM immunizations WHERE patient_id = ?1 \
         AND deleted_at IS NULL AND status = 'completed' ORDER BY occurred_at, id",
        ),
        params![patient],
    )?;
    let mut given = Vec::new();
    let mut uncounted = 0;
    for row in rows {
        let coded = row.code_system.is_some_and(|system| {
            let system = system.to_lowercase();
            system == "cvx"
                || system.ends_with("/cvx")
                || system.ends_with("2.16.840.1.113883.12.292")
        });
        match (row.code.filter(|_| coded), row.occurred_at) {
            (Some(cvx), Some(at)) => {
                given.push(Given { cvx, on: calendar::day_of(who.site.time_zone, at) });
            }
            _ => uncounted += 1,
        }
    }
    let mut not_judged = Vec::new();
    if uncounted > 0 {
        not_judged.push(format!(
            "{uncounted} vaccinations carry no CVX code or no day and were not counted."
        ));
    }
    if facts.born_between.is_none() {
        not_judged.push("Vaccinations: the date of birth is not known.".to_owned());
    }
    let due = schedule(reader, who)?
        .into_iter()
        .filter_map(|vaccine| {
            let due = vaccine.overdue(facts, &given)?;
            let doses = given.iter().filter(|dose| vaccine.cvx.contains(&dose.cvx)).count();
            let (text, told, cause) = match due.surely {
                Some(last) if last == due.from => {
                    ("is overdue", format!("due on {last}"), last.to_string())
                }
                Some(last) => {
                    ("is overdue", format!("due between {} and {last}", due.from), last.to_string())
                }
                // What may be due would be another proposal each day, if its day named it.
                None => (
                    "may be overdue; ask for the date of birth",
                    "due, if at all, by an age that is not surely reached".to_owned(),
                    format!("perhaps/{doses}"),
                ),
            };
            let mut reasons = vec![Reason::told(format!("Doses on record: {doses}; {told}."))];
            reasons.extend(facts.estimate().map(Reason::told));
            Some(Due {
                method: &IMMUNIZATION,
                kind: "immunization",
                text: format!("{}: the next dose {text}", vaccine.name),
                due_on: due.surely,
                reasons,
                cause: format!("{}/{cause}", vaccine.name),
                source: vaccine.source,
            })
        })
        .collect();
    Ok((due, not_judged))
}

/// A prescription that was written for so many days at most is a course, and nobody renews it because
/// it ends.
const COURSE_DAYS_MAX: i64 = 14;

fn refills(
    reader: &Reader<'_>,
    who: &Who,
    patient: Uuid,
    today: NaiveDate,
) -> Result<Vec<Due>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        id: Uuid,
        medication_text: String,
        end_on: Option<String>,
        duration_days: Option<i64>,
        refills_allowed: Option<i64>,
        quantity: Option<f64>,
        dispensed_at: Option<i64>,
        days_supplied: Option<i64>,
    }
    // The lots of one occasion are parts of one supply, each with the days that it completes.
    let rows: Vec<Row> = reader.rows(
        &of_person(
            "WITH handed_out AS (SELECT d.prescription_item_id, d.dispensed_at, d.days_supplied \
         FROM dispensings d WHERE d.patient_id = ?1 AND d.deleted_at IS NULL AND d.quantity > 0 \
         AND NOT EXISTS (SELECT 1 FROM dispensings c WHERE c.patient_id = ?1 \
          AND c.corrects_id = d.id)), \
         last AS (SELECT prescription_item_id, dispensed_at, sum(days_supplied) AS days_supplied \
         FROM handed_out h WHERE dispensed_at = (SELECT max(n.dispensed_at) FROM handed_out n \
          WHERE n.prescription_item_id = h.prescription_item_id) GROUP BY 1, 2) \
         SELECT i.id, i.medication_text, i.end_on, i.duration_days, i.refills_allowed, i.quantity, \
         h.dispensed_at, h.days_supplied FROM prescription_items i \
         LEFT JOIN last h ON h.prescription_item_id = i.id \
         WHERE i.patient_id = ?1 AND i.status = 'active' AND i.deleted_at IS NULL \
         AND i.as_needed = 0 AND (i.end_on IS NULL OR i.end_on >= ?2) ORDER BY i.id",
        ),
        params![patient, today.to_string()],
    )?;
    let soon = today.checked_add_days(Days::new(7)).unwrap_or(today);
    let mut due = Vec::new();
    for row in rows {
        let ends = row.end_on.as_deref().and_then(|text| text.parse::<NaiveDate>().ok());
        let supplied = row.dispensed_at.zip(row.days_supplied).and_then(|(at, days)| {
            let from = calendar::day_of(who.site.time_zone, at);
            from.checked_add_days(Days::new(u64::try_from(days).ok()?))
        });
        let handed = supply(reader, row.id, row.quantity)?;
        let refills_left = handed.refills_left(row.refills_allowed.unwrap_or(0));
        // A course of some days ends as it was meant to.
        let is_course = row.duration_days.is_some_and(|days| days <= COURSE_DAYS_MAX);
        let goes_on = |until: NaiveDate| ends.is_none_or(|ends| ends > until);
        let (text, until) = match (supplied, ends) {
            (Some(until), _) if until <= soon && goes_on(until) && refills_left > 0 => {
                (format!("{}: a refill is due", row.medication_text), until)
            }
            (Some(until), _) if until <= soon && goes_on(until) => {
                (format!("{}: no refills are left; renew or stop it", row.medication_text), until)
            }
            (None, Some(until)) if until <= soon && !is_course => {
                (format!("{}: the prescription ends; renew or stop it", row.medication_text), until)
            }
            _ => continue,
        };
        due.push(Due {
            method: &REFILL,
            kind: "refill",
            text,
            due_on: Some(until),
            reasons: vec![Reason::of(
                "prescription_items",
                row.id,
                format!("Supply or prescription lasts until {until}."),
            )],
            source: REFILL.source.to_owned(),
            cause: format!("{}/{until}", row.id),
        });
    }
    Ok(due)
}

fn unreviewed(reader: &Reader<'_>, patient: Uuid, now: i64) -> Result<Vec<Due>, Refused> {
    let rows: Vec<(Uuid, String)> = reader.rows(
        &of_person(
            "SELECT id, test_name FROM lab_results r WHERE patient_id = ?1 AND resulted_at > ?2 \
         AND status IN ('completed', 'corrected') AND reviewed_at IS NULL AND deleted_at IS NULL \
         AND (abnormal_flag IN ('critical_low', 'critical_high') \
          OR (abnormal_flag IN ('abnormal', 'low', 'high') AND resulted_at < ?3)) \
         AND NOT EXISTS (SELECT 1 FROM lab_results c WHERE c.corrects_id = r.id) \
         ORDER BY resulted_at DESC, id DESC LIMIT 50",
        ),
        params![patient, now - 365 * DAY, now - 7 * DAY],
    )?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| Due {
            method: &UNREVIEWED,
            kind: "follow_up",
            text: format!("{name}: look at the abnormal result and tell the patient"),
            due_on: None,
            reasons: vec![Reason::of(
                "lab_results",
                id,
                format!("{name}: abnormal, not reviewed."),
            )],
            source: UNREVIEWED.source.to_owned(),
            cause: id.to_string(),
        })
        .collect())
}

fn control(
    reader: &Reader<'_>,
    patient: Uuid,
    today: NaiveDate,
    now: i64,
) -> Result<Vec<Due>, Refused> {
    let known = problems(reader, patient)?
        .into_iter()
        .filter(|problem| DIABETES.iter().any(|stem| problem.code.starts_with(stem)))
        .min_by_key(|problem| problem.id);
    let Some(Known { id, condition_text: text, .. }) = known else { return Ok(Vec::new()) };
    let last: Option<Option<i64>> = reader.value(
        &of_person("SELECT max(coalesce(collected_at, resulted_at)) FROM lab_results WHERE patient_id = ?1 \
         AND test_code IN ('4548-4', '17856-6', '59261-8') AND status IN ('completed', 'corrected') \
         AND deleted_at IS NULL"),
        params![patient],
    )?;
    let last = last.flatten();
    if last.is_some_and(|at| now - at <= 183 * DAY) {
        return Ok(Vec::new());
    }
    Ok(vec![Due {
        method: &CONTROL,
        kind: "investigation",
        text: "Diabetes: measure HbA1c".to_owned(),
        due_on: Some(today),
        reasons: vec![
            Reason::of("medical_conditions", id, text),
            Reason::told("No HbA1c on record within six months."),
        ],
        source: CONTROL.source.to_owned(),
        cause: format!("{id}/{}", last.unwrap_or(0)),
    }])
}

fn weight(
    reader: &Reader<'_>,
    patient: Uuid,
    facts: &PatientFacts,
    now: i64,
) -> Result<Vec<Due>, Refused> {
    if facts.pregnant || !facts.surely_of(18) {
        return Ok(Vec::new());
    }
    let newest: Option<(Uuid, f64)> = reader.row(
        &of_person(
            "SELECT id, bmi FROM vitals v WHERE patient_id = ?1 AND recorded_at > ?2 \
         AND bmi IS NOT NULL AND deleted_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM vitals c WHERE c.corrects_id = v.id) \
         ORDER BY recorded_at DESC, id DESC LIMIT 1",
        ),
        params![patient, now - 365 * DAY],
    )?;
    let Some((id, bmi)) = newest.filter(|(_, bmi)| *bmi >= 30.0) else { return Ok(Vec::new()) };
    Ok(vec![Due {
        method: &WEIGHT,
        kind: "lifestyle",
        text: "Offer an intensive behavioural intervention for weight".to_owned(),
        due_on: None,
        reasons: vec![Reason::of("vitals", id, format!("Body mass index {bmi:.1} kg/m²"))],
        source: WEIGHT.source.to_owned(),
        // Once a year, not at each weighing.
        cause: facts.today.format("%Y").to_string(),
    }])
}
