//! Which doses are due, for the nurse.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::dose;
use crate::medication::item;
use crate::people::line::{Lines, PatientLine};
use crate::people::merged;
use crate::{Asking, Refused, calendar};

const PATIENTS_MAX: u32 = 200;
const ITEMS_MAX: u32 = 50;
const MINUTES_MAX: u32 = 24 * 60;

/// How far ahead.
#[derive(Deserialize, TS)]
pub struct DueAsked {
    /// Doses due within so many minutes are listed.
    within_minutes: u32,
}

/// A medicine of a patient who is here.
#[derive(Debug, Serialize, TS)]
pub struct DueDose {
    item_id: Uuid,
    patient: PatientLine,
    medication_text: String,
    dosage: String,
    /// When the last dose was given, microseconds.
    last_given_at: Option<i64>,
    /// When the next one is due, microseconds; nothing where the dose says no times, such as one
    /// as needed or one in words: somebody has to read it.
    due_at: Option<i64>,
    /// Whether that has passed.
    overdue: bool,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    medication_text: String,
    start_on: Option<String>,
    prescribed_at: i64,
}

/// Patients who lie in a bed here or whose visit goes on.
pub(super) const HERE: &str = "SELECT patient_id FROM bed_stays WHERE site_id = ?1 \
     AND ended_at IS NULL AND deleted_at IS NULL \
     UNION SELECT patient_id FROM visits WHERE site_id = ?1 AND started_at >= ?2 \
     AND ended_at IS NULL AND deleted_at IS NULL \
     AND status IN ('arrived', 'triaged', 'roomed', 'in_progress') ORDER BY patient_id LIMIT ?3";
/// What the person whose record is ?1 takes on the day ?2, at most ?3.
pub(super) fn taken_sql() -> String {
    format!(
        "SELECT i.id, i.medication_text, i.start_on, r.prescribed_at FROM prescription_items i \
         JOIN prescriptions r ON r.id = i.prescription_id WHERE {} \
         AND i.status = 'active' AND i.deleted_at IS NULL \
         AND (i.start_on IS NULL OR i.start_on <= ?2) AND (i.end_on IS NULL OR i.end_on >= ?2) \
         ORDER BY i.medication_text, i.id LIMIT ?3",
        merged::is_one("i.patient_id")
    )
}
pub(super) const LAST_GIVEN: &str = "SELECT a.given_at FROM medication_administrations a WHERE a.prescription_item_id = ?1 \
     AND a.status IN ('given', 'partial', 'refused', 'withheld') AND a.deleted_at IS NULL \
     AND NOT EXISTS (SELECT 1 FROM medication_administrations c WHERE c.corrects_id = a.id) \
     ORDER BY a.given_at DESC LIMIT 1";
/// When a dose of the item ?1 was given nearer to ?2 than ?3 microseconds, the nearest one.
pub(super) const GIVEN_NEAR: &str = "SELECT a.given_at FROM medication_administrations a WHERE a.prescription_item_id = ?1 \
     AND a.given_at > ?2 - ?3 AND a.given_at < ?2 + ?3 AND a.status IN ('given', 'partial') \
     AND a.deleted_at IS NULL \
     AND NOT EXISTS (SELECT 1 FROM medication_administrations c WHERE c.corrects_id = a.id) \
     ORDER BY abs(a.given_at - ?2) LIMIT 1";
/// A visit that began earlier and was never ended is no visit any more.
const VISIT_HOURS: i64 = 24;

/// The doses of the patients who are here, the most overdue first, those without times last. A
/// dose that was refused or withheld has had its turn.
pub fn due(asking: &Asking<'_>, request: DueAsked) -> Result<Vec<DueDose>, Refused> {
    let reader = &asking.reader;
    let since = asking.now - VISIT_HOURS * calendar::HOUR;
    let until = asking.now + i64::from(request.within_minutes.min(MINUTES_MAX)) * calendar::MINUTE;
    let here: Vec<Uuid> = reader.column(HERE, params![asking.who.site.id, since, PATIENTS_MAX])?;
    let today = asking.today().to_string();
    let lines = Lines::of(asking);
    let mut doses = Vec::new();
    // The bed may stand on one record of a person and the medicine on another.
    for patient in merged::fronts(reader, here)? {
        let rows: Vec<Row> = reader.rows(&taken_sql(), params![patient, today, ITEMS_MAX])?;
        for row in rows {
            let last: Option<i64> = reader.value(LAST_GIVEN, params![row.id])?;
            let due_at = next(asking, &row, last)?;
            if due_at.is_some_and(|due| due > until) {
                continue;
            }
            doses.push(DueDose {
                patient: lines.line(patient)?,
                dosage: item::dosage(reader, row.id)?,
                item_id: row.id,
                medication_text: row.medication_text,
                last_given_at: last,
                due_at,
                overdue: due_at.is_some_and(|due| due < asking.now),
            });
        }
    }
    doses.sort_by_key(|dose| (dose.due_at.is_none(), dose.due_at));
    Ok(doses)
}

/// The next dose comes one interval after the last, and the first one when the course begins.
fn next(asking: &Asking<'_>, row: &Row, last: Option<i64>) -> Result<Option<i64>, Refused> {
    let Some(interval) = dose::of_item(&asking.reader, row.id)?.interval() else {
        return Ok(None);
    };
    Ok(Some(match last {
        Some(last) => last + interval,
        None => match &row.start_on {
            Some(start) => {
                let day = calendar::day("start_on", start)?;
                calendar::bounds(asking.who.site.time_zone, day).0.max(row.prescribed_at)
            }
            None => row.prescribed_at,
        },
    }))
}

#[cfg(test)]
mod tests {
    use crate::medication::shop::{Shop, prescribed};
    use serde_json::{Value, json};

    #[test]
    fn a_dose_is_due_one_interval_after_the_last_while_the_patient_is_here() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let (_, item) = prescribed(clinic, shop.patient, "Metformin 850 mg", json!({}));
        let words = json!({ "frequency_text": "as needed" });
        prescribed(clinic, shop.patient, "Paracetamol 500 mg", words);
        let due = |minutes: u32| -> Vec<Value> {
            let asked = json!({ "within_minutes": minutes });
            let list = clinic.ask(clinic.nurse, "medication.due", asked).unwrap();
            list.as_array().unwrap().clone()
        };
        assert!(due(60).is_empty(), "the patient is not here");
        let start = json!({
            "appointment_id": null, "patient_id": shop.patient, "practitioner_id": null,
            "kind": "routine", "reason": null
        });
        clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap();
        let list = due(60);
        assert_eq!(list.len(), 2);
        assert_eq!(list[0]["item_id"], json!(item));
        assert_eq!(list[0]["due_at"], clinic.now());
        assert_eq!(list[1]["due_at"], json!(null));
        let given = json!({
            "patient_id": shop.patient, "visit_id": null, "prescription_item_id": item,
            "medication_text": null, "status": "given", "status_reason": null,
            "dose_amount": 1, "dose_unit": "tablet", "route": "oral", "body_site": null,
            "given_at": null, "inventory_item_id": null, "lot_quantity": null, "notes": null,
            "accept_warnings": false
        });
        clinic.ask(clinic.nurse, "medication.administer", given).unwrap();
        assert_eq!(due(60).len(), 1, "twice a day is every twelve hours");
        assert_eq!(due(12 * 60).len(), 2);
        clinic.pass_minutes(13 * 60);
        assert_eq!(due(0)[0]["overdue"], true);
    }
}
