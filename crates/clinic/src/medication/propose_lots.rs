//! From which lots a medicine is taken.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::dispense::{days, kept};
use crate::medication::dose::same_unit;
use crate::medication::lot::{lots, split};
use crate::medication::move_stock::above_zero;
use crate::medication::standing::standing;
use crate::medication::supply::supply;
use crate::{Asking, Refused};

/// Of which medicine lots are looked for.
#[derive(Deserialize, TS)]
pub struct ProposeLots {
    prescription_item_id: Uuid,
    /// What is still to be handed out of the prescription where nothing is said.
    quantity: Option<f64>,
}

/// A lot from which a medicine may be taken.
#[derive(Debug, Serialize, TS)]
pub struct ProposedLot {
    inventory_item_id: Uuid,
    name: String,
    lot_number: Option<String>,
    expires_on: Option<String>,
    unit: String,
    /// What is left of it.
    level: f64,
    expired: bool,
    /// How much to take from it.
    take: f64,
}

/// From which lots to take, and what the record says of the prescription.
#[derive(Debug, Serialize, TS)]
pub struct LotsProposed {
    quantity: f64,
    days_supplied: Option<i64>,
    refills_left: i64,
    lots: Vec<ProposedLot>,
    /// Whether the lots do not hold as much.
    short: bool,
}

/// Proposes from which lots to take: those that expire first, over several where one is not
/// enough, never one that has expired.
pub fn propose_lots(asking: &Asking<'_>, request: ProposeLots) -> Result<LotsProposed, Refused> {
    let reader = &asking.reader;
    let item = standing(reader, request.prescription_item_id)?;
    let handed = supply(reader, item.id, item.quantity)?;
    let today = asking.today().to_string();
    let lots = lots(reader, &kept(asking.who, &item))?;
    // How many bottles make up a hundred millilitres is for the pharmacist to say.
    let comparable = !handed.other_units
        && lots.iter().all(|lot| same_unit(Some(&lot.unit), item.quantity_unit.as_deref()));
    let quantity = match request.quantity {
        Some(quantity) => above_zero(quantity)?,
        None => match item.quantity.filter(|_| comparable).map(|whole| (handed.open(whole), whole))
        {
            Some((open, _)) if open > 0.0 => open,
            Some((_, whole)) => whole,
            None => 0.0,
        },
    };
    let shares = split(&lots, quantity, &today);
    let stock: f64 =
        lots.iter().filter(|lot| !lot.expired(&today)).map(|lot| lot.level.max(0.0)).sum();
    let unit = lots.first().map(|lot| lot.unit.clone()).or_else(|| item.quantity_unit.clone());
    Ok(LotsProposed {
        days_supplied: days(reader, asking.who, &item, quantity, unit.as_deref())?,
        refills_left: handed.refills_left(item.refills_allowed.unwrap_or(0)),
        short: stock < quantity,
        lots: lots
            .into_iter()
            .map(|lot| ProposedLot {
                expired: lot.expired(&today),
                take: shares.iter().filter(|share| share.lot == lot.id).map(|s| s.quantity).sum(),
                inventory_item_id: lot.id,
                name: lot.name,
                lot_number: lot.lot_number,
                expires_on: lot.expires_on,
                unit: lot.unit,
                level: lot.level,
            })
            .collect(),
        quantity,
    })
}
