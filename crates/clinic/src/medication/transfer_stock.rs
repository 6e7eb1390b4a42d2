//! Stock goes from one site to another.

use serde::{Deserialize, Serialize};
use store::{Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::lot::lot;
use crate::medication::move_stock::{Movement, above_zero, record};
use crate::medication::standing::because;
use crate::{Refused, Who};

/// How much of a lot goes where.
#[derive(Deserialize, TS)]
pub struct TransferStock {
    inventory_item_id: Uuid,
    to_site_id: Uuid,
    quantity: f64,
    reason: String,
}

/// The lot at either site.
#[derive(Debug, Serialize, TS)]
pub struct StockTransferred {
    /// What is left here.
    level: f64,
    /// The lot at the other site.
    to_inventory_item_id: Uuid,
}

/// What the lot at the other site has in common with the one here.
const CARRIED: &[&str] = &[
    "medication_id",
    "name",
    "lot_number",
    "expires_on",
    "unit",
    "minimum_quantity",
    "lead_time_days",
    "unit_cost_minor",
    "currency",
    "supplier",
];

/// Sends stock to another site: one movement out and one in, in one commit. The lot there has an
/// id that derives from the lot here, so that whoever sends of it later sends to the same.
pub fn transfer_stock(
    write: &mut Write<'_>,
    who: &Who,
    request: TransferStock,
) -> Result<StockTransferred, Refused> {
    let reason = because(&request.reason, "Say why it goes to the other site.")?;
    let quantity = above_zero(request.quantity)?;
    let here = lot(write, request.inventory_item_id)?;
    let today = who.today(write.now()).to_string();
    here.may_be_used(who.site.id, &today)?;
    if request.to_site_id == who.site.id {
        return Err(Refused::field("to_site_id", "Choose another site than this one."));
    }
    let site: Option<i64> = write.value(
        "SELECT 1 FROM sites WHERE id = ?1 AND deleted_at IS NULL",
        params![request.to_site_id],
    )?;
    if site.is_none() {
        return Err(Refused::field("to_site_id", "This site is not known here."));
    }
    if here.level < quantity {
        return Err(Refused::field(
            "quantity",
            "By the record less than that is left of this lot. Count it first.",
        ));
    }
    let there = Uuid::new_v5(&here.id, request.to_site_id.as_bytes());
    let known: Option<i64> =
        write.value("SELECT 1 FROM inventory_items WHERE id = ?1", params![there])?;
    if known.is_none() {
        let mut cells =
            write.cells("inventory_items", here.id)?.ok_or_else(|| Refused::gone("lot"))?;
        let mut lot = store::Cells::new().set("id", there).set("site_id", request.to_site_id);
        for column in CARRIED {
            if let Some(value) = cells.take(column) {
                lot.put(column, value);
            }
        }
        write.insert("inventory_items", lot)?;
    }
    let there = lot(write, there)?;
    let moved = record(
        write,
        who,
        &here,
        Movement::new("transferred", -quantity).because(Some(reason.clone())),
    )?;
    record(write, who, &there, Movement::new("transferred", quantity).because(Some(reason)))?;
    Ok(StockTransferred { level: moved.level, to_inventory_item_id: there.id })
}

#[cfg(test)]
mod tests {
    use crate::medication::shop::{Shop, lot};
    use serde_json::json;
    use store::Cells;

    #[test]
    fn what_leaves_one_site_arrives_at_the_other_in_one_commit() {
        let shop = Shop::open();
        let (clinic, pharmacist) = (&shop.clinic, shop.pharmacist);
        let id = shop.take_in(lot("Metformin 850 mg", "A1", Some("2027-01-31"), 100.0));
        let other = clinic
            .store
            .write(clinic.owner, "test", |write| {
                let site = Cells::new()
                    .set("name", "Playa")
                    .set("time_zone", "Europe/Madrid")
                    .set("currency", "EUR");
                write.insert("sites", site)
            })
            .map_err(|error: store::Error| error.to_string())
            .unwrap();
        let transfer = |quantity: f64, site| {
            let request = json!({
                "inventory_item_id": id, "to_site_id": site, "quantity": quantity,
                "reason": "they ran out"
            });
            clinic.ask(pharmacist, "medication.transfer_stock", request)
        };
        assert_eq!(transfer(10.0, clinic.site).unwrap_err().field, Some("to_site_id"));
        assert_eq!(transfer(101.0, other).unwrap_err().field, Some("quantity"));
        let first = transfer(30.0, other).unwrap();
        let second = transfer(10.0, other).unwrap();
        assert_eq!(first["to_inventory_item_id"], second["to_inventory_item_id"]);
        let there = first["to_inventory_item_id"].as_str().unwrap().parse().unwrap();
        assert_eq!((shop.level(id), shop.level(there)), (60.0, 40.0));
        let lot = "SELECT lot_number || ' ' || expires_on FROM inventory_items WHERE id = ?1";
        assert_eq!(clinic.text(lot, there).as_deref(), Some("A1 2027-01-31"));
    }
}
