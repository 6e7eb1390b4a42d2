//! Lots are taken into stock, corrected and retired.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::lot::lot;
use crate::medication::move_stock::{Movement, record};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who, calendar};

/// A lot as its label and the clinic describe it.
#[derive(Deserialize, TS)]
pub struct LotDetails {
    /// The medicine of the clinic's list, where it is one.
    medication_id: Option<Uuid>,
    name: String,
    lot_number: Option<String>,
    /// `YYYY-MM-DD`, its last day.
    expires_on: Option<String>,
    /// What it is counted in, such as tablet.
    unit: String,
    location: Option<String>,
    /// Below it more is ordered, as long as too little is known to compute that.
    minimum_quantity: Option<f64>,
    /// How long a delivery takes.
    lead_time_days: Option<i64>,
    unit_cost_minor: Option<i64>,
    currency: Option<String>,
    supplier: Option<String>,
    notes: Option<String>,
}

/// A new lot, and how much of it came.
#[derive(Deserialize, TS)]
pub struct AddLot {
    #[serde(flatten)]
    details: LotDetails,
    received: Option<f64>,
}

/// A lot's corrected description.
#[derive(Deserialize, TS)]
pub struct UpdateLot {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    details: LotDetails,
}

/// Which lot, as the screen showed it.
#[derive(Deserialize, TS)]
pub struct ThisLot {
    id: Uuid,
    version: i64,
}

pub(super) const SAME_LOT: &str = "SELECT 1 FROM inventory_items WHERE site_id = ?1 \
     AND medication_id IS ?2 AND name = ?3 AND lot_number = ?4 AND is_active \
     AND deleted_at IS NULL LIMIT 1";

/// Takes a lot into this site's stock.
pub fn add_lot(write: &mut Write<'_>, who: &Who, request: AddLot) -> Result<Made, Refused> {
    let details = &request.details;
    let same: Option<i64> = write.value(
        SAME_LOT,
        params![
            who.site.id,
            details.medication_id,
            details.name.trim(),
            filled(details.lot_number.as_deref())
        ],
    )?;
    if same.is_some() {
        return Err(Refused::field(
            "lot_number",
            "This lot is in stock here already. Note what came as received of it.",
        ));
    }
    let cells = details.cells()?.set("site_id", who.site.id);
    let id = write.insert("inventory_items", cells)?;
    if let Some(received) = request.received {
        if !(received.is_finite() && received > 0.0) {
            return Err(Refused::field("received", "What came must be above 0."));
        }
        let lot = lot(write, id)?;
        record(write, who, &lot, Movement::new("received", received))?;
    }
    Ok(Made { id })
}

/// Corrects a lot's description. How much is left of it is changed by counting.
pub fn update_lot(write: &mut Write<'_>, _: &Who, request: UpdateLot) -> Result<Nothing, Refused> {
    let cells = request.details.cells()?;
    write.update("inventory_items", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// Takes a lot of which nothing is left out of the lists.
pub fn retire_lot(write: &mut Write<'_>, _: &Who, this: ThisLot) -> Result<Nothing, Refused> {
    if lot(write, this.id)?.level.abs() > 1e-9 {
        return Err(Refused::because(
            "By the record something is left of this lot. Count it, or note it as wasted, first.",
        ));
    }
    let cells = Cells::new().set("is_active", false);
    write.update("inventory_items", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}

impl LotDetails {
    fn cells(&self) -> Result<Cells, Refused> {
        let text = |field: &Option<String>| filled(field.as_deref());
        let expires_on = text(&self.expires_on);
        if let Some(day) = &expires_on {
            calendar::day("expires_on", day)?;
        }
        Ok(Cells::new()
            .set("medication_id", self.medication_id)
            .set("name", self.name.trim())
            .set("lot_number", text(&self.lot_number))
            .set("expires_on", expires_on)
            .set("unit", self.unit.trim())
            .set("location", text(&self.location))
            .set("minimum_quantity", self.minimum_quantity)
            .set("lead_time_days", self.lead_time_days)
            .set("unit_cost_minor", self.unit_cost_minor)
            .set("currency", text(&self.currency))
            .set("supplier", text(&self.supplier))
            .set("notes", text(&self.notes)))
    }
}

#[cfg(test)]
mod tests {
    use crate::medication::shop::{Shop, lot};
    use serde_json::json;

    #[test]
    fn a_lot_is_taken_in_once_and_retired_when_nothing_is_left() {
        let shop = Shop::open();
        let (clinic, pharmacist) = (&shop.clinic, shop.pharmacist);
        let form = lot("Gloves", "A1", Some("2027-01-31"), 30.0);
        let id = shop.take_in(form.clone());
        assert_eq!(shop.level(id), 30.0);
        let twice = clinic.ask(pharmacist, "medication.add_lot", form.clone()).unwrap_err();
        assert_eq!(twice.field, Some("lot_number"));
        let this = json!({ "id": id, "version": 0 });
        let full = clinic.ask(pharmacist, "medication.retire_lot", this.clone()).unwrap_err();
        assert!(full.sentence.contains("something is left"));
        let waste = json!({ "inventory_item_id": id, "quantity": 30, "reason": "water damage" });
        clinic.ask(pharmacist, "medication.waste_stock", waste).unwrap();
        clinic.ask(pharmacist, "medication.retire_lot", this).unwrap();
        let mut wrong = form;
        wrong["lot_number"] = json!("A2");
        wrong["expires_on"] = json!("2027-02-30");
        let refused = clinic.ask(pharmacist, "medication.add_lot", wrong.clone()).unwrap_err();
        assert_eq!(refused.field, Some("expires_on"));
        let nurse = clinic.ask(clinic.nurse, "medication.add_lot", wrong).unwrap_err();
        assert_eq!(nurse.code, Some("not_allowed"));
    }

    #[test]
    fn a_lot_is_corrected_as_the_label_says() {
        let shop = Shop::open();
        let mut form = lot("Metformin 850 mg", "A1", Some("2027-01-31"), 30.0);
        let id = shop.take_in(form.clone());
        form["id"] = json!(id);
        form["version"] = json!(0);
        form["expires_on"] = json!("2028-01-31");
        shop.clinic.ask(shop.pharmacist, "medication.update_lot", form).unwrap();
        let kept = shop.clinic.text("SELECT expires_on FROM inventory_items WHERE id = ?1", id);
        assert_eq!(kept.as_deref(), Some("2028-01-31"));
        assert_eq!(shop.level(id), 30.0);
    }
}
