//! How regularly a medicine is taken: what was handed out, and apart from it what was told.
//!
//! The proportion of days covered is the Pharmacy Quality Alliance's (PQA Measure Manual,
//! Proportion of Days Covered): days of the period on which the patient had the medicine, divided
//! by the days of the period. The period begins with the first handing-out in it; a supply that was
//! fetched early begins when the one before is used up. It is told only where the measure
//! applies: two handings-out on different days, the first at least 91 days before the end.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::imaging::method::Method;
use crate::medication::formulary::{Formulary, Written};
use crate::medication::standing::standing;
use crate::medication::supply::COUNTED;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::people::merged::of_person;
use crate::{Asking, Refused, Who, calendar};

pub(crate) static METHOD: Method = Method {
    name: "Proportion of days covered (PQA)",
    version: "1",
    kind: "statistics",
    purpose: "Says on what share of days a patient had a medicine at hand.",
    method: "Days covered by what was handed out, divided by the days from the first handing-out \
             in the period to its end. A supply fetched early begins when the one before ends; \
             what reaches beyond the period does not count. The share is never above 1.",
    source: "Pharmacy Quality Alliance: PQA Measure Manual, Proportion of Days Covered",
    limits: "Having a medicine is not taking it. What another pharmacy handed out is not known. \
             Needs two handings-out on different days, the first at least 91 days before the end, \
             each with its days of supply; otherwise nothing is told. What patients or nurses \
             report is never mixed in.",
};

/// The first handing-out lies at least so long before the end of the period.
const DAYS_MIN: i64 = 91;
/// Until another period is asked for.
const PERIOD_DAYS: u32 = 365;
const PERIOD_DAYS_MAX: u32 = 3_660;

/// A dose that was taken or left out, as somebody says.
#[derive(Deserialize, TS)]
pub struct ReportDose {
    pub(super) prescription_item_id: Uuid,
    pub(super) was_taken: bool,
    /// Microseconds.
    pub(super) occurred_at: i64,
    /// When it was to be taken, microseconds.
    pub(super) scheduled_at: Option<i64>,
    #[ts(type = "\"patient\" | \"nurse\" | \"device\" | \"relative\"")]
    pub(super) source: String,
    pub(super) notes: Option<String>,
}

/// Whose medicines, and over which period.
#[derive(Deserialize, TS)]
pub struct AdherenceAsked {
    patient_id: Uuid,
    /// The last day, `YYYY-MM-DD`; today where nothing is said.
    until: Option<String>,
    /// The length of the period; a year where nothing is said.
    days: Option<u32>,
}

/// How regularly one medicine is taken.
#[derive(Debug, Serialize, TS)]
pub struct AdherenceLine {
    /// As the newest prescription has it.
    medication_text: String,
    /// The prescribed items of it, renewals included.
    item_ids: Vec<Uuid>,
    /// From the first handing-out in the period on.
    period_from: Option<String>,
    period_until: String,
    days_in_period: Option<i64>,
    days_covered: Option<i64>,
    /// On how many days something was handed out.
    fills: u32,
    /// From 0 to 1; nothing where the measure does not apply.
    proportion_of_days_covered: Option<f64>,
    /// Why nothing is told.
    not_told_because: Option<String>,
    /// How many doses were reported in the period, and how many of them as taken.
    reports: u32,
    reports_taken: u32,
    /// From 0 to 1; nothing where nobody reported.
    self_report_rate: Option<f64>,
}

/// How regularly a patient takes medicines.
#[derive(Debug, Serialize, TS)]
pub struct Adherence {
    patient_id: Uuid,
    from: String,
    until: String,
    lines: Vec<AdherenceLine>,
    /// The method's name, source and limits, to be shown with the figures.
    method: &'static str,
    source: &'static str,
    limits: &'static str,
}

/// Whose record was opened.
pub(crate) fn opened(adherence: &Adherence) -> Opened {
    Opened { table: "patients", row: adherence.patient_id, patient: adherence.patient_id }
}

/// Notes that a dose was taken or left out, as the patient or a nurse says.
pub fn report_dose(write: &mut Write<'_>, who: &Who, request: ReportDose) -> Result<Made, Refused> {
    let item = standing(write, request.prescription_item_id)?;
    if matches!(item.status.as_str(), "draft" | "cancelled" | "entered_in_error") {
        return Err(Refused::because("This medicine was never to be taken."));
    }
    let now = write.now();
    if request.occurred_at > now + calendar::MINUTE && calendar::believable(now) {
        return Err(Refused::field("occurred_at", "A dose is reported when its time has come."));
    }
    let id = write.insert(
        "adherence_events",
        Cells::new()
            .set("patient_id", item.patient_id)
            .set("prescription_item_id", item.id)
            .set("was_taken", request.was_taken)
            .set("scheduled_at", request.scheduled_at)
            .set("occurred_at", request.occurred_at)
            .set("source", request.source)
            .set("recorded_by", who.user_id)
            .set("notes", filled(request.notes.as_deref())),
    )?;
    Ok(Made { id })
}

/// A supply: from which day on, and for how many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fill {
    pub on: NaiveDate,
    pub days: i64,
}

/// Days covered from the first fill to `until`, both included, and the days of that period.
pub(crate) fn covered(fills: &[Fill], until: NaiveDate) -> Option<(i64, i64)> {
    let mut fills: Vec<Fill> = fills.iter().copied().filter(|fill| fill.on <= until).collect();
    fills.sort_by_key(|fill| fill.on);
    let from = fills.first()?.on;
    let period = (until - from).num_days() + 1;
    let (mut covered, mut free_from) = (0, 0);
    for fill in fills {
        let start = (fill.on - from).num_days().max(free_from);
        let end = (start + fill.days).min(period);
        covered += (end - start).max(0);
        free_from = start + fill.days;
    }
    Some((covered, period))
}

pub(super) fn fills_sql() -> String {
    format!(
        "SELECT d.prescription_item_id AS item_id, d.dispensed_at, d.days_supplied \
         FROM dispensings d WHERE d.patient_id = ?1 AND d.dispensed_at >= ?2 \
         AND d.dispensed_at < ?3 AND d.quantity > 0 AND {COUNTED} ORDER BY d.dispensed_at, d.id"
    )
}

pub(super) const REPORTS: &str = "SELECT prescription_item_id AS item_id, count(*) AS reports, sum(was_taken) AS taken \
     FROM adherence_events WHERE patient_id = ?1 AND occurred_at >= ?2 AND occurred_at < ?3 \
     AND deleted_at IS NULL GROUP BY prescription_item_id";

#[derive(Deserialize)]
struct ItemRow {
    id: Uuid,
    medication_text: String,
    medication_id: Option<Uuid>,
    code: Option<String>,
    status: String,
    end_on: Option<String>,
}

#[derive(Deserialize)]
struct FillRow {
    item_id: Uuid,
    dispensed_at: i64,
    days_supplied: Option<i64>,
}

#[derive(Deserialize)]
struct ReportRow {
    item_id: Uuid,
    reports: u32,
    taken: u32,
}

/// How regularly a patient takes each medicine of which something was handed out or reported in the
/// period. Prescriptions of the same substance are one medicine.
pub fn adherence(asking: &Asking<'_>, request: AdherenceAsked) -> Result<Adherence, Refused> {
    let reader = &asking.reader;
    let zone = asking.who.site.time_zone;
    let until = match request.until.as_deref() {
        Some(text) => calendar::day("until", text)?,
        None => asking.today(),
    };
    let length = request.days.unwrap_or(PERIOD_DAYS).clamp(1, PERIOD_DAYS_MAX);
    let from = until.checked_sub_days(Days::new(u64::from(length) - 1)).unwrap_or(until);
    let (start, end) = (calendar::bounds(zone, from).0, calendar::bounds(zone, until).1);
    let span = params![request.patient_id, start, end];
    let fills: Vec<FillRow> = reader.rows(&of_person(&fills_sql()), span)?;
    let reports: Vec<ReportRow> = reader.rows(&of_person(REPORTS), span)?;
    let items: Vec<ItemRow> = reader.rows(
        &of_person(
            "SELECT id, medication_text, medication_id, code, status, end_on FROM prescription_items \
         WHERE patient_id = ?1 AND deleted_at IS NULL AND status NOT IN \
         ('draft', 'cancelled', 'entered_in_error') ORDER BY id",
        ),
        params![request.patient_id],
    )?;
    let formulary = Formulary::read(reader, asking.who.organization_id)?;
    let mut groups: BTreeMap<String, Vec<ItemRow>> = BTreeMap::new();
    for item in items {
        let named = formulary.identify(&Written {
            text: &item.medication_text,
            medication_id: item.medication_id,
            code: item.code.as_deref(),
        });
        let key = if named.ingredients.is_empty() {
            item.medication_text.trim().to_lowercase()
        } else {
            named.ingredients.into_iter().collect::<Vec<_>>().join(" ")
        };
        groups.entry(key).or_default().push(item);
    }
    let mut lines = Vec::new();
    for items in groups.into_values() {
        let of = |id: Uuid| items.iter().any(|item| item.id == id);
        let filled: Vec<&FillRow> = fills.iter().filter(|fill| of(fill.item_id)).collect();
        let told: Vec<&ReportRow> = reports.iter().filter(|report| of(report.item_id)).collect();
        if filled.is_empty() && told.is_empty() {
            continue;
        }
        let days = filled
            .iter()
            .map(|fill| (calendar::day_of(zone, fill.dispensed_at), fill.days_supplied))
            .collect::<Vec<_>>();
        lines.push(line(&items, &days, &told, until));
    }
    Ok(Adherence {
        patient_id: request.patient_id,
        from: from.to_string(),
        until: until.to_string(),
        lines,
        method: METHOD.name,
        source: METHOD.source,
        limits: METHOD.limits,
    })
}

fn line(
    items: &[ItemRow],
    days: &[(NaiveDate, Option<i64>)],
    told: &[&ReportRow],
    until: NaiveDate,
) -> AdherenceLine {
    // Of a medicine that is over the period ends with its last day.
    let over = items.iter().all(|item| !matches!(item.status.as_str(), "active" | "on_hold"));
    let last: Option<NaiveDate> =
        items.iter().filter_map(|item| item.end_on.as_deref()?.parse().ok()).max();
    let until = last.filter(|_| over).map_or(until, |last| last.min(until));
    let supplies: Vec<Fill> =
        days.iter().filter_map(|(on, days)| days.map(|days| Fill { on: *on, days })).collect();
    let mut dates: Vec<NaiveDate> = days.iter().map(|(on, _)| *on).collect();
    dates.dedup();
    let share = covered(&supplies, until);
    let first = supplies.iter().map(|fill| fill.on).min();
    // Several lots of one occasion are one supply; one of them may complete no day of it.
    let unknown =
        dates.iter().any(|date| !days.iter().any(|(on, days)| on == date && days.is_some()));
    let missing = match (share, first) {
        _ if dates.is_empty() => Some("Nothing was handed out in the period."),
        _ if unknown => Some("For how many days a supply lasts is not known of every one."),
        (None, _) | (_, None) => Some("Nothing was handed out before the end of the period."),
        _ if dates.len() < 2 => Some("The measure needs two handings-out on different days."),
        (_, Some(first)) if (until - first).num_days() < DAYS_MIN => {
            Some("The first handing-out lies less than 91 days before the end.")
        }
        _ => None,
    };
    let reports = told.iter().map(|report| report.reports).sum::<u32>();
    let taken = told.iter().map(|report| report.taken).sum::<u32>();
    AdherenceLine {
        medication_text: items.last().map(|item| item.medication_text.clone()).unwrap_or_default(),
        item_ids: items.iter().map(|item| item.id).collect(),
        period_from: first.map(|day| day.to_string()),
        period_until: until.to_string(),
        days_in_period: share.map(|(_, period)| period),
        days_covered: share.map(|(covered, _)| covered),
        fills: u32::try_from(dates.len()).unwrap_or(u32::MAX),
        proportion_of_days_covered: share
            .filter(|_| missing.is_none())
            .map(|(covered, period)| (covered as f64 / period as f64).min(1.0)),
        not_told_because: missing.map(str::to_owned),
        reports,
        reports_taken: taken,
        self_report_rate: (reports > 0).then(|| f64::from(taken) / f64::from(reports)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::medication::shop::{Shop, prescribed};
    use serde_json::json;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn fill(on: &str, days: i64) -> Fill {
        Fill { on: day(on), days }
    }

    /// Worked by hand. Three fills of 30 days on 1 January, 25 January and 15 March 2026, period to
    /// 10 April: 100 days. The second is fetched 6 days early and begins on 31 January, so it
    /// reaches 1 March; then 13 days without; the third covers 15 March to 10 April, 27 days, and
    /// its last 3 reach beyond. 30 + 30 + 27 = 87 of 100.
    #[test]
    fn days_covered_are_as_worked_by_hand() {
        let fills = [fill("2026-01-25", 30), fill("2026-01-01", 30), fill("2026-03-15", 30)];
        assert_eq!(covered(&fills, day("2026-04-10")), Some((87, 100)));
    }

    #[test]
    fn a_supply_fetched_early_is_carried_over_and_never_counts_twice() {
        let two = [fill("2026-01-01", 90), fill("2026-01-02", 90)];
        assert_eq!(covered(&two, day("2026-04-10")), Some((100, 100)));
        assert_eq!(covered(&two, day("2026-12-31")), Some((180, 365)));
        assert_eq!(covered(&two, day("2025-12-31")), None);
        assert_eq!(covered(&[], day("2026-04-10")), None);
    }

    #[test]
    fn what_was_handed_out_and_what_was_told_are_kept_apart() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        // One tablet twice a day: sixty last thirty days.
        let (_, item) =
            prescribed(clinic, shop.patient, "Metformin 850 mg", json!({"quantity": 60}));
        let asked = json!({ "patient_id": shop.patient, "until": null, "days": null });
        let line = || {
            let answer = clinic.ask(clinic.nurse, "medication.adherence", asked.clone()).unwrap();
            answer["lines"][0].clone()
        };
        shop.dispense(item, 60.0).unwrap();
        for taken in [true, true, false] {
            let report = json!({
                "prescription_item_id": item, "was_taken": taken, "occurred_at": clinic.now(),
                "scheduled_at": null, "source": "patient", "notes": null
            });
            clinic.ask(clinic.nurse, "medication.report_dose", report).unwrap();
        }
        let early = line();
        assert_eq!(early["proportion_of_days_covered"], json!(null));
        assert!(early["not_told_because"].as_str().unwrap().contains("two handings-out"));
        assert_eq!((&early["reports"], &early["reports_taken"]), (&json!(3), &json!(2)));
        // 2 March + 40 days = 11 April; the end is 99 days after the first, so 100 days.
        clinic.pass_minutes(40 * 24 * 60);
        shop.dispense(item, 60.0).unwrap();
        clinic.pass_minutes(59 * 24 * 60);
        let late = line();
        assert_eq!(late["days_in_period"], 100);
        assert_eq!(late["days_covered"], 60);
        assert_eq!(late["proportion_of_days_covered"], 0.6);
        assert_eq!(late["fills"], 2);
        assert_eq!(late["self_report_rate"], 2.0 / 3.0);
        let future = json!({
            "prescription_item_id": item, "was_taken": true,
            "occurred_at": clinic.now() + 3_600_000_000_i64, "scheduled_at": null,
            "source": "patient", "notes": null
        });
        let refused = clinic.ask(clinic.nurse, "medication.report_dose", future).unwrap_err();
        assert_eq!(refused.field, Some("occurred_at"));
    }

    #[test]
    fn a_supply_of_unknown_length_is_no_basis() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let words = json!({ "is_free_text_dosage": true, "dosage_text": "as the sheet says" });
        let (_, item) = prescribed(clinic, shop.patient, "Metformin 850 mg", words);
        shop.dispense(item, 60.0).unwrap();
        clinic.pass_minutes(100 * 24 * 60);
        shop.dispense(item, 60.0).unwrap();
        let asked = json!({ "patient_id": shop.patient, "until": null, "days": null });
        let answer = clinic.ask(clinic.nurse, "medication.adherence", asked).unwrap();
        let line = &answer["lines"][0];
        assert_eq!(line["proportion_of_days_covered"], json!(null));
        assert_eq!(line["self_report_rate"], json!(null));
        assert!(line["not_told_because"].as_str().unwrap().contains("not known"));
    }
}
