//! A handing-out was noted wrongly.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::dispense::{days, instead};
use crate::medication::issue::Acceptance;
use crate::medication::lot::{Lot, lot};
use crate::medication::move_stock::{Movement, caused_by, record};
use crate::medication::standing::{StandingItem, because, standing};
use crate::medication::warnings::Against;
use crate::organization::add_user::Made;
use crate::{Refused, Who};

/// What was really handed out, and why it was noted otherwise.
#[derive(Deserialize, TS)]
pub struct CorrectDispensing {
    dispensing_id: Uuid,
    /// 0 where nothing was.
    quantity: f64,
    /// From which lot really; the same where nothing is said.
    inventory_item_id: Option<Uuid>,
    /// Computed from the dose where nothing is said.
    days_supplied: Option<i64>,
    reason: String,
}

#[derive(Deserialize)]
struct Before {
    patient_id: Uuid,
    site_id: Option<Uuid>,
    prescription_item_id: Uuid,
    inventory_item_id: Option<Uuid>,
    quantity: f64,
    unit: Option<String>,
    dispensed_at: i64,
    dispensed_by: Option<Uuid>,
    substitution_text: Option<String>,
    despite_text: Option<String>,
    no_lot_reason: Option<String>,
}

const HOPS_MAX: usize = 100;

/// Writes what was really handed out as a new row; the struck one stays readable. The stock moves
/// by the difference. What speaks against the other lot is kept beside it and hinders nobody: it
/// has happened.
pub fn correct_dispensing(
    write: &mut Write<'_>,
    who: &Who,
    request: CorrectDispensing,
) -> Result<Made, Refused> {
    let reason = because(&request.reason, "Say why it is corrected.")?;
    if !(request.quantity.is_finite() && request.quantity >= 0.0) {
        return Err(Refused::field("quantity", "The quantity must not be below 0."));
    }
    let before: Option<Before> = write.row(
        "SELECT patient_id, site_id, prescription_item_id, inventory_item_id, quantity, unit, \
         dispensed_at, dispensed_by, substitution_text, despite_text, no_lot_reason \
         FROM dispensings \
         WHERE id = ?1 AND deleted_at IS NULL",
        params![request.dispensing_id],
    )?;
    let before = before.ok_or_else(|| Refused::gone("entry"))?;
    let corrected: Option<i64> = write.value(
        "SELECT 1 FROM dispensings WHERE corrects_id = ?1 LIMIT 1",
        params![request.dispensing_id],
    )?;
    if corrected.is_some() {
        return Err(Refused::because("This entry was corrected already. Correct the newer one."));
    }
    let item = standing(write, before.prescription_item_id)?;
    let from = request.inventory_item_id.or(before.inventory_item_id);
    let new_lot = from.map(|id| lot(write, id)).transpose()?;
    let despite_text = match new_lot.as_ref().filter(|_| from != before.inventory_item_id) {
        Some(lot) => speaks_against(write, who, &item, lot, &reason)?,
        None => before.despite_text,
    };
    let unit = new_lot.as_ref().map(|lot| lot.unit.clone()).or(before.unit);
    let days_supplied = match request.days_supplied {
        Some(days) => Some(days),
        None if request.quantity > 0.0 => {
            days(write, who, &item, request.quantity, unit.as_deref())?
        }
        None => None,
    };
    let id = write.insert(
        "dispensings",
        Cells::new()
            .set("patient_id", before.patient_id)
            .set("site_id", before.site_id)
            .set("prescription_item_id", before.prescription_item_id)
            .set("inventory_item_id", from)
            .set("lot_number", new_lot.as_ref().and_then(|lot| lot.lot_number.clone()))
            .set("quantity", request.quantity)
            .set("unit", unit)
            .set("days_supplied", days_supplied)
            .set("dispensed_at", before.dispensed_at)
            .set("dispensed_by", before.dispensed_by)
            .set("substitution_text", before.substitution_text)
            .set("despite_text", despite_text)
            .set("no_lot_reason", before.no_lot_reason.filter(|_| from.is_none()))
            .set("corrects_id", request.dispensing_id)
            .set("correction_reason", reason.as_str()),
    )?;
    let old_lot = before.inventory_item_id;
    let mut moves: Vec<(Uuid, f64)> = Vec::new();
    match (old_lot, from) {
        (Some(old), Some(new)) if old == new => {
            moves.push((old, before.quantity - request.quantity))
        }
        (old, new) => {
            moves.extend(old.map(|old| (old, before.quantity)));
            moves.extend(new.map(|new| (new, -request.quantity)));
        }
    }
    let first = first_movement(write, request.dispensing_id)?;
    for (index, (of, quantity)) in moves.into_iter().enumerate() {
        if quantity == 0.0 {
            continue;
        }
        let lot = lot(write, of)?;
        let own = if index == 0 { caused_by(id) } else { Uuid::new_v5(&id, of.as_bytes()) };
        let movement = Movement {
            id: Some(own),
            dispensing: Some(id),
            corrects: first.map(|first| (first, reason.clone())),
            ..Movement::new("dispensed", quantity)
        };
        record(write, who, &lot, movement)?;
    }
    Ok(Made { id })
}

/// What speaks against that which a lot holds, beside why the entry is corrected.
fn speaks_against(
    write: &Write<'_>,
    who: &Who,
    item: &StandingItem,
    lot: &Lot,
    reason: &str,
) -> Result<Option<String>, Refused> {
    let today = who.today(write.now()).to_string();
    let against = Against::load(write, who.organization_id, item.patient_id, &today)?;
    let warnings = instead(&against, item, &lot.name, std::iter::once(lot));
    let acceptance = Acceptance { warnings: true, reason: Some(reason.to_owned()) };
    Ok(acceptance.kept("Handed out", &warnings))
}

/// The movement that the entry, or one that it corrects, caused.
fn first_movement(reader: &Reader<'_>, dispensing: Uuid) -> Result<Option<Uuid>, Refused> {
    let mut entry = dispensing;
    for _ in 0..HOPS_MAX {
        let movement = caused_by(entry);
        let known: Option<i64> =
            reader.value("SELECT 1 FROM inventory_movements WHERE id = ?1", params![movement])?;
        if known.is_some() {
            return Ok(Some(movement));
        }
        let earlier: Option<Option<Uuid>> =
            reader.value("SELECT corrects_id FROM dispensings WHERE id = ?1", params![entry])?;
        match earlier.flatten() {
            Some(earlier) => entry = earlier,
            None => break,
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use crate::fixture::id_of;
    use crate::medication::shop::{Shop, lot, prescribed};
    use serde_json::json;
    use uuid::Uuid;

    #[test]
    fn a_correction_is_a_new_row_and_the_stock_follows() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let one = shop.take_in(lot("Metformin 850 mg", "M1", Some("2027-03-01"), 100.0));
        let two = shop.take_in(lot("Metformin 850 mg", "M2", Some("2027-09-01"), 100.0));
        let (_, item) =
            prescribed(clinic, shop.patient, "Metformin 850 mg", json!({"quantity": 30}));
        let done = shop.dispense(item, 30.0).unwrap();
        let first: Uuid = done["dispensing_ids"][0].as_str().unwrap().parse().unwrap();
        let correct = |id: Uuid, quantity: f64, lot: Option<Uuid>, reason: &str| {
            let request = json!({
                "dispensing_id": id, "quantity": quantity, "inventory_item_id": lot,
                "days_supplied": null, "reason": reason
            });
            clinic.ask(shop.pharmacist, "medication.correct_dispensing", request)
        };
        assert_eq!(correct(first, 20.0, None, "").unwrap_err().field, Some("reason"));
        let second = id_of(&correct(first, 20.0, None, "miscounted").unwrap());
        assert_eq!(shop.level(one), 80.0);
        let refused = correct(first, 10.0, None, "again").unwrap_err();
        assert!(refused.sentence.contains("corrected already"));
        let third = id_of(&correct(second, 20.0, Some(two), "the other box").unwrap());
        assert_eq!((shop.level(one), shop.level(two)), (100.0, 80.0));
        assert_eq!(clinic.text("SELECT despite_text FROM dispensings WHERE id = ?1", third), None);
        // The box that was really taken holds what this patient is allergic to: that has happened,
        // and stands beside it.
        let allergy = json!({
            "patient_id": shop.patient, "substance_text": "Penicillin", "category": "medication",
            "criticality": "high", "reaction_text": null, "severity": null
        });
        clinic.ask(clinic.nurse, "people.add_allergy", allergy).unwrap();
        let wrong = shop.take_in(lot("Amoxicillin 500 mg", "A1", None, 100.0));
        let fourth = id_of(&correct(third, 20.0, Some(wrong), "the wrong box").unwrap());
        let despite = "SELECT despite_text FROM dispensings WHERE id = ?1";
        let kept = clinic.text(despite, fourth).unwrap();
        assert!(kept.contains("Penicillin") && kept.contains("the wrong box"), "{kept}");
        correct(fourth, 0.0, None, "it never left the counter").unwrap();
        let rows = "SELECT count(*) FROM dispensings WHERE prescription_item_id = ?1";
        assert_eq!(clinic.number(rows, item), Some(5), "what was struck stays");
        assert_eq!((shop.level(one), shop.level(two)), (100.0, 100.0));
        // Nothing was handed out, so the prescription is whole again.
        let asked = json!({ "prescription_item_id": item, "quantity": null });
        let proposed = clinic.ask(shop.pharmacist, "medication.propose_lots", asked).unwrap();
        assert_eq!(proposed["quantity"], 30.0);
    }
}
