//! What is left of a lot is counted.

use serde::Deserialize;
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::lot::lot;
use crate::medication::move_stock::{Movement, StockMoved, record};
use crate::medication::standing::because;
use crate::{Refused, Who};

/// What was found on the shelf.
#[derive(Deserialize, TS)]
pub struct CountStock {
    inventory_item_id: Uuid,
    /// What lies there, in the lot's unit.
    counted: f64,
    reason: String,
}

/// Writes the difference between what was counted and what the record says; nothing where they
/// agree.
pub fn count_stock(
    write: &mut Write<'_>,
    who: &Who,
    request: CountStock,
) -> Result<StockMoved, Refused> {
    let reason = because(&request.reason, "Say why it was counted.")?;
    if !(request.counted.is_finite() && request.counted >= 0.0) {
        return Err(Refused::field("counted", "What was counted must not be below 0."));
    }
    let lot = lot(write, request.inventory_item_id)?;
    if lot.site_id != who.site.id {
        return Err(Refused::field("inventory_item_id", "This lot lies at another site."));
    }
    let difference = request.counted - lot.level;
    if difference.abs() < 1e-9 {
        return Ok(StockMoved { id: None, level: lot.level });
    }
    record(write, who, &lot, Movement::new("counted", difference).because(Some(reason)))
}

#[cfg(test)]
mod tests {
    use crate::medication::shop::{Shop, lot};
    use serde_json::json;

    #[test]
    fn counting_writes_the_difference_and_says_why() {
        let shop = Shop::open();
        let (clinic, pharmacist) = (&shop.clinic, shop.pharmacist);
        let id = shop.take_in(lot("Gloves", "G1", None, 100.0));
        let count = |counted: f64, reason: &str| {
            let request = json!({ "inventory_item_id": id, "counted": counted, "reason": reason });
            clinic.ask(pharmacist, "medication.count_stock", request)
        };
        assert_eq!(count(96.0, "").unwrap_err().field, Some("reason"));
        assert_eq!(count(-1.0, "stocktaking").unwrap_err().field, Some("counted"));
        assert_eq!(count(96.0, "stocktaking").unwrap()["level"], 96.0);
        let same = count(96.0, "stocktaking").unwrap();
        assert_eq!(same["id"], json!(null));
        let movements = "SELECT count(*) FROM inventory_movements WHERE inventory_item_id = ?1";
        assert_eq!(clinic.number(movements, id), Some(2));
    }
}
