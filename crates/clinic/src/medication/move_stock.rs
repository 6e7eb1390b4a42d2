//! Stock comes and goes. Every change is a movement, and what is left is their sum.

use serde::{Deserialize, Serialize};
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::lot::{Lot, lot};
use crate::medication::reorder;
use crate::messages::add_task::{NewTask, add_task};
use crate::people::details::filled;
use crate::{Refused, Who};

/// A quantity of a lot that comes or goes.
#[derive(Deserialize, TS)]
pub struct MoveStock {
    inventory_item_id: Uuid,
    /// Above 0, in the lot's unit; whether it comes or goes is the command's matter.
    quantity: f64,
    reason: Option<String>,
}

/// What is left of a lot after a movement.
#[derive(Debug, Serialize, TS)]
pub struct StockMoved {
    /// The movement; nothing where nothing had to be moved.
    pub id: Option<Uuid>,
    /// What is left, in the lot's unit.
    pub level: f64,
}

/// A movement that is about to be written.
pub(crate) struct Movement<'a> {
    /// Derived from what caused it where that may be corrected later; a new one otherwise.
    pub id: Option<Uuid>,
    /// One of `movement_kind`.
    pub kind: &'a str,
    /// Into the lot above zero, out of it below.
    pub quantity: f64,
    pub dispensing: Option<Uuid>,
    pub reason: Option<String>,
    /// The movement that it corrects, and why.
    pub corrects: Option<(Uuid, String)>,
}

impl<'a> Movement<'a> {
    pub fn new(kind: &'a str, quantity: f64) -> Self {
        Self { id: None, kind, quantity, dispensing: None, reason: None, corrects: None }
    }

    pub fn because(mut self, reason: Option<String>) -> Self {
        self.reason = reason;
        self
    }
}

/// The movement that `row`, a handing-out or a dose given, causes.
pub(crate) fn caused_by(row: Uuid) -> Uuid {
    Uuid::new_v5(&row, b"movement")
}

/// Writes a movement and gives what is left. What goes out is accepted even where the record says
/// that it is not there, since it was in somebody's hand; a task then asks to count. Whoever is to
/// order more is told.
pub(crate) fn record(
    write: &mut Write<'_>,
    who: &Who,
    lot: &Lot,
    movement: Movement<'_>,
) -> Result<StockMoved, Refused> {
    let now = write.now();
    let id = movement.id.unwrap_or_else(|| write.new_id());
    let (corrects, why) = movement.corrects.unzip();
    write.insert(
        "inventory_movements",
        Cells::new()
            .set("id", id)
            .set("site_id", lot.site_id)
            .set("inventory_item_id", lot.id)
            .set("kind", movement.kind)
            .set("quantity", movement.quantity)
            .set("occurred_at", now)
            .set("recorded_by", who.user_id)
            .set("dispensing_id", movement.dispensing)
            .set("reason", movement.reason)
            .set("corrects_id", corrects)
            .set("correction_reason", why),
    )?;
    let level = self::lot(write, lot.id)?.level;
    if movement.quantity < 0.0 {
        if level < 0.0 {
            ask_to_count(write, who, lot)?;
        }
        reorder::watch(write, who, lot)?;
    }
    Ok(StockMoved { id: Some(id), level })
}

/// One task a lot and day, whichever PC notices.
fn ask_to_count(write: &mut Write<'_>, who: &Who, lot: &Lot) -> Result<(), Refused> {
    let today = who.today(write.now());
    let number = lot.lot_number.as_ref().map(|n| format!(", lot {n}")).unwrap_or_default();
    add_task(
        write,
        who,
        &NewTask {
            id: Some(Uuid::new_v5(&lot.id, format!("stock_below_zero/{today}").as_bytes())),
            kind: "stock_below_zero",
            title: format!("Count {}{number}: its stock stands below zero", lot.name),
            description: Some(
                "More was handed out than the record says was there. Count what is left, or note \
                 what came and was not noted."
                    .to_owned(),
            ),
            priority: "high",
            for_role: Some("pharmacist"),
            assigned_to: None,
            patient: None,
            due_at: None,
            source: Some(("inventory_items", lot.id)),
        },
    )?;
    Ok(())
}

/// Notes that more of a lot came.
pub fn receive_stock(
    write: &mut Write<'_>,
    who: &Who,
    request: MoveStock,
) -> Result<StockMoved, Refused> {
    request.take(write, who, "received", 1.0)
}

/// Notes that something of a lot came back from a patient or a ward, fit to be used.
pub fn return_stock(
    write: &mut Write<'_>,
    who: &Who,
    request: MoveStock,
) -> Result<StockMoved, Refused> {
    request.take(write, who, "returned", 1.0)
}

/// Notes that something of a lot was spoilt or lost.
pub fn waste_stock(
    write: &mut Write<'_>,
    who: &Who,
    request: MoveStock,
) -> Result<StockMoved, Refused> {
    request.take(write, who, "wasted", -1.0)
}

/// Takes what has expired out of the stock.
pub fn expire_stock(
    write: &mut Write<'_>,
    who: &Who,
    request: MoveStock,
) -> Result<StockMoved, Refused> {
    request.take(write, who, "expired", -1.0)
}

impl MoveStock {
    fn take(
        self,
        write: &mut Write<'_>,
        who: &Who,
        kind: &str,
        sign: f64,
    ) -> Result<StockMoved, Refused> {
        let quantity = above_zero(self.quantity)?;
        let lot = lot(write, self.inventory_item_id)?;
        if lot.site_id != who.site.id {
            return Err(Refused::field("inventory_item_id", "This lot lies at another site."));
        }
        let movement = Movement::new(kind, sign * quantity).because(filled(self.reason.as_deref()));
        record(write, who, &lot, movement)
    }
}

/// A quantity that somebody typed.
pub(crate) fn above_zero(quantity: f64) -> Result<f64, Refused> {
    if quantity.is_finite() && quantity > 0.0 {
        return Ok(quantity);
    }
    Err(Refused::field("quantity", "The quantity must be above 0."))
}

#[cfg(test)]
mod tests {
    use crate::medication::shop::{Shop, lot};
    use serde_json::json;

    #[test]
    fn what_is_left_is_the_sum_of_what_came_and_went() {
        let shop = Shop::open();
        let (clinic, pharmacist) = (&shop.clinic, shop.pharmacist);
        let id = shop.take_in(lot("Gloves", "G1", None, 100.0));
        let moved = |command: &str, quantity: f64, reason: &str| {
            let request =
                json!({ "inventory_item_id": id, "quantity": quantity, "reason": reason });
            clinic.ask(pharmacist, command, request).map(|moved| moved["level"].as_f64().unwrap())
        };
        assert_eq!(moved("medication.receive_stock", 50.0, "").unwrap(), 150.0);
        assert_eq!(moved("medication.waste_stock", 20.0, "torn").unwrap(), 130.0);
        assert_eq!(moved("medication.return_stock", 5.0, "").unwrap(), 135.0);
        assert_eq!(moved("medication.expire_stock", 135.0, "past its day").unwrap(), 0.0);
        assert_eq!(moved("medication.waste_stock", 1.0, "").unwrap_err().field, Some("reason"));
        assert_eq!(moved("medication.waste_stock", 0.0, "x").unwrap_err().field, Some("quantity"));
        assert_eq!(shop.level(id), 0.0, "what was refused moved nothing");
    }
}
