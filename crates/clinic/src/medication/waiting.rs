//! What waits to be handed out, and what was.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::item;
use crate::medication::supply::{COUNTED, SAME_UNIT, supply};
use crate::organization::practitioners::user_name;
use crate::people::line::{Lines, PatientLine};
use crate::{Asking, Nothing, Refused, calendar};

/// What was prescribed earlier is found by its patient.
const WAITING_DAYS: i64 = 30;
const SHOWN_MAX: u32 = 200;

/// A prescribed medicine of which something is to be handed out.
#[derive(Debug, Serialize, TS)]
pub struct WaitingItem {
    item_id: Uuid,
    prescription_id: Uuid,
    patient: PatientLine,
    prescribed_at: i64,
    medication_text: String,
    dosage: String,
    quantity: Option<f64>,
    quantity_unit: Option<String>,
    handed_out: f64,
    refills_left: i64,
    substitution_allowed: Option<bool>,
    /// What the doctor tells the pharmacist, warnings that were accepted included.
    pharmacy_notes: Option<String>,
}

/// On which day of this site; today where nothing is said.
#[derive(Deserialize, TS)]
pub struct DispensedAsked {
    on: Option<String>,
}

/// A row of what was handed out.
#[derive(Debug, Serialize, TS)]
pub struct DispensedLine {
    id: Uuid,
    prescription_item_id: Uuid,
    patient: PatientLine,
    medication_text: String,
    dispensed_at: i64,
    dispensed_by: Option<String>,
    quantity: f64,
    unit: Option<String>,
    lot_number: Option<String>,
    days_supplied: Option<i64>,
    substitution_text: Option<String>,
    /// What the pharmacist had read that spoke against it, and why it was right all the same.
    despite_text: Option<String>,
    /// Why it came from no lot.
    no_lot_reason: Option<String>,
    correction_reason: Option<String>,
    /// Whether a newer row replaces it.
    struck: bool,
}

#[derive(Deserialize)]
struct Row {
    item_id: Uuid,
    prescription_id: Uuid,
    patient_id: Uuid,
    prescribed_at: i64,
    medication_text: String,
    quantity: Option<f64>,
    quantity_unit: Option<String>,
    refills_allowed: Option<i64>,
    substitution_allowed: Option<bool>,
    pharmacy_notes: Option<String>,
}

/// What was handed out in another unit than the prescribed one is not compared with it, and waits no
/// more.
pub(super) fn waiting_sql() -> String {
    format!(
        "SELECT i.id AS item_id, r.id AS prescription_id, i.patient_id, r.prescribed_at, \
         i.medication_text, i.quantity, i.quantity_unit, i.refills_allowed, \
         i.substitution_allowed, i.pharmacy_notes FROM prescriptions r \
         CROSS JOIN prescription_items i ON i.prescription_id = r.id \
         WHERE r.site_id = ?1 AND r.prescribed_at >= ?2 AND r.deleted_at IS NULL \
         AND i.deleted_at IS NULL AND i.status = 'active' \
         AND (i.end_on IS NULL OR i.end_on >= ?3) \
         AND (SELECT coalesce(sum(CASE WHEN {SAME_UNIT} THEN d.quantity ELSE 1e18 END), 0.0) \
         FROM dispensings d WHERE d.prescription_item_id = i.id AND {COUNTED}) \
         < coalesce(i.quantity, 1e-9) \
         ORDER BY r.prescribed_at, i.id LIMIT ?4"
    )
}

/// Medicines that were prescribed at this site in the last thirty days and not handed out in full,
/// those that wait longest first.
pub fn waiting(asking: &Asking<'_>, _: Nothing) -> Result<Vec<WaitingItem>, Refused> {
    let since = asking.now - WAITING_DAYS * 24 * calendar::HOUR;
    let rows: Vec<Row> = asking.reader.rows(
        &waiting_sql(),
        params![asking.who.site.id, since, asking.today().to_string(), SHOWN_MAX],
    )?;
    let lines = Lines::of(asking);
    rows.into_iter()
        .map(|row| {
            let handed = supply(&asking.reader, row.item_id, row.quantity)?;
            Ok(WaitingItem {
                patient: lines.line(row.patient_id)?,
                dosage: item::dosage(&asking.reader, row.item_id)?,
                handed_out: handed.handed_out,
                refills_left: handed.refills_left(row.refills_allowed.unwrap_or(0)),
                item_id: row.item_id,
                prescription_id: row.prescription_id,
                prescribed_at: row.prescribed_at,
                medication_text: row.medication_text,
                quantity: row.quantity,
                quantity_unit: row.quantity_unit,
                substitution_allowed: row.substitution_allowed,
                pharmacy_notes: row.pharmacy_notes,
            })
        })
        .collect()
}

#[derive(Deserialize)]
pub(crate) struct DispensedRow {
    id: Uuid,
    prescription_item_id: Uuid,
    patient_id: Uuid,
    medication_text: String,
    dispensed_at: i64,
    dispensed_by: Option<Uuid>,
    quantity: f64,
    unit: Option<String>,
    lot_number: Option<String>,
    days_supplied: Option<i64>,
    substitution_text: Option<String>,
    despite_text: Option<String>,
    no_lot_reason: Option<String>,
    correction_reason: Option<String>,
    struck: bool,
}

/// The SELECT that fills [`DispensedRow`], with `condition` on `d`.
pub(crate) fn dispensed_sql(condition: &str) -> String {
    format!(
        "SELECT d.id, d.prescription_item_id, d.patient_id, i.medication_text, d.dispensed_at, \
         d.dispensed_by, d.quantity, d.unit, d.lot_number, d.days_supplied, d.substitution_text, \
         d.despite_text, d.no_lot_reason, d.correction_reason, \
         EXISTS (SELECT 1 FROM dispensings c WHERE c.corrects_id = d.id) AS struck \
         FROM dispensings d JOIN prescription_items i ON i.id = d.prescription_item_id \
         WHERE d.deleted_at IS NULL AND {condition} \
         ORDER BY d.dispensed_at DESC, d.id DESC LIMIT {SHOWN_MAX}"
    )
}

impl DispensedLine {
    /// The line of a row.
    pub(crate) fn of(
        asking: &Asking<'_>,
        lines: &Lines<'_>,
        row: DispensedRow,
    ) -> Result<Self, Refused> {
        Ok(Self {
            patient: lines.line(row.patient_id)?,
            dispensed_by: user_name(&asking.reader, row.dispensed_by)?,
            id: row.id,
            prescription_item_id: row.prescription_item_id,
            medication_text: row.medication_text,
            dispensed_at: row.dispensed_at,
            quantity: row.quantity,
            unit: row.unit,
            lot_number: row.lot_number,
            days_supplied: row.days_supplied,
            substitution_text: row.substitution_text,
            despite_text: row.despite_text,
            no_lot_reason: row.no_lot_reason,
            correction_reason: row.correction_reason,
            struck: row.struck,
        })
    }
}

/// What was handed out at this site on one day, the newest first; struck rows stay visible.
pub fn dispensed(
    asking: &Asking<'_>,
    request: DispensedAsked,
) -> Result<Vec<DispensedLine>, Refused> {
    let day = match request.on.as_deref() {
        Some(text) => calendar::day("on", text)?,
        None => asking.today(),
    };
    let (start, end) = calendar::bounds(asking.who.site.time_zone, day);
    let rows: Vec<DispensedRow> = asking.reader.rows(
        &dispensed_sql("d.site_id = ?1 AND d.dispensed_at >= ?2 AND d.dispensed_at < ?3"),
        params![asking.who.site.id, start, end],
    )?;
    let lines = Lines::of(asking);
    rows.into_iter().map(|row| DispensedLine::of(asking, &lines, row)).collect()
}

#[cfg(test)]
mod tests {
    use crate::medication::shop::{Shop, lot, prescribed};
    use serde_json::json;

    #[test]
    fn a_medicine_waits_until_its_first_fill_is_handed_out_in_full() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let dose = json!({ "quantity": 30, "refills_allowed": 2 });
        let (_, item) = prescribed(clinic, shop.patient, "Metformin 850 mg", dose);
        let waiting = || {
            let list = clinic.ask(shop.pharmacist, "medication.waiting", json!({})).unwrap();
            list.as_array().unwrap().clone()
        };
        assert_eq!(waiting()[0]["dosage"], "1 tablet, oral, twice a day");
        assert_eq!(waiting()[0]["refills_left"], 2);
        shop.dispense(item, 10.0).unwrap();
        assert_eq!(waiting()[0]["handed_out"], 10.0);
        clinic.pass_minutes(1);
        shop.dispense(item, 20.0).unwrap();
        assert!(waiting().is_empty());
        let day = json!({ "on": "2026-03-02" });
        let done = clinic.ask(shop.pharmacist, "medication.dispensed", day).unwrap();
        assert_eq!(done.as_array().unwrap().len(), 2);
        assert_eq!(done[0]["quantity"], 20.0);
        assert_eq!(done[0]["days_supplied"], 10);
        assert_eq!(done[0]["dispensed_by"], "Pilar Soto");
        let before = json!({ "on": "2026-03-01" });
        let none = clinic.ask(shop.pharmacist, "medication.dispensed", before).unwrap();
        assert_eq!(none, json!([]));
        let desk = clinic.ask(clinic.receptionist, "medication.waiting", json!({})).unwrap_err();
        assert_eq!(desk.code, Some("not_allowed"));
    }

    #[test]
    fn a_bottle_is_not_compared_with_millilitres() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let dose = json!({
            "quantity": 100, "quantity_unit": "ml", "dose_amount": 5, "dose_unit": "ml"
        });
        let (_, item) = prescribed(clinic, shop.patient, "Amoxicillin suspension", dose);
        let mut bottles = lot("Amoxicillin suspension", "B-1", Some("2027-01-01"), 20.0);
        bottles["unit"] = json!("bottle");
        shop.take_in(bottles);
        let asked = json!({ "prescription_item_id": item, "quantity": null });
        let proposed = clinic.ask(shop.pharmacist, "medication.propose_lots", asked).unwrap();
        assert_eq!(proposed["quantity"], 0.0, "how many bottles that is, the pharmacist says");
        let hand_out = || {
            let request = json!({
                "prescription_item_id": item, "quantity": 1, "unit": "bottle",
                "days_supplied": null, "lots": null, "substitution_text": null, "notes": null,
                "accept_warnings": false, "no_lot_reason": null
            });
            clinic.ask(shop.pharmacist, "medication.dispense", request)
        };
        hand_out().unwrap();
        let list = clinic.ask(shop.pharmacist, "medication.waiting", json!({})).unwrap();
        assert_eq!(list, json!([]), "99 bottles are not open");
        // The first supply has been had, and there is no refill.
        let again = hand_out().unwrap_err();
        assert!(again.sentence.contains("more than was prescribed"), "{}", again.sentence);
    }
}
