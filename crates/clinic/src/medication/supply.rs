//! How much of a prescribed medicine was handed out, and how many refills are left.

use serde::Deserialize;
use store::{Reader, params};
use uuid::Uuid;

use crate::Refused;

/// Which handings-out count, of `d`: those that no correction has replaced.
pub(crate) const COUNTED: &str =
    "d.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM dispensings c WHERE c.corrects_id = d.id)";

/// Whether what was handed out, `d`, is counted in the unit in which it was prescribed, `i`. A unit
/// that is not told is taken to be that one. Twenty-one capsules and one bottle are not compared.
pub(crate) const SAME_UNIT: &str = "(d.unit IS NULL OR i.quantity_unit IS NULL \
     OR rtrim(lower(trim(d.unit)), 's') = rtrim(lower(trim(i.quantity_unit)), 's'))";

/// What was handed out of one prescribed medicine.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub(crate) struct Supply {
    /// In the unit of the prescription; without what was handed out in another.
    pub handed_out: f64,
    /// Something was handed out in another unit, so that the quantities say nothing.
    pub other_units: bool,
    /// On how many occasions; several lots of one occasion are one.
    pub occasions: i64,
    /// When last, microseconds.
    pub last_at: Option<i64>,
}

pub(super) fn supply_sql() -> String {
    format!(
        "SELECT coalesce(sum(CASE WHEN {SAME_UNIT} THEN d.quantity END), 0.0) AS handed_out, \
         coalesce(max(d.quantity > 0 AND NOT {SAME_UNIT}), 0) AS other_units, \
         count(DISTINCT CASE WHEN d.quantity > 0 THEN d.dispensed_at END) AS occasions, \
         max(CASE WHEN d.quantity > 0 THEN d.dispensed_at END) AS last_at FROM dispensings d \
         JOIN prescription_items i ON i.id = d.prescription_item_id \
         WHERE d.prescription_item_id = ?1 AND {COUNTED}"
    )
}

/// What was handed out of `item`.
pub(crate) fn supply(
    reader: &Reader<'_>,
    item: Uuid,
    quantity: Option<f64>,
) -> Result<Handed, Refused> {
    let supply: Option<Supply> = reader.row(&supply_sql(), params![item])?;
    let supply = supply.unwrap_or(Supply {
        handed_out: 0.0,
        other_units: false,
        occasions: 0,
        last_at: None,
    });
    Ok(Handed {
        fills: fills(&supply, quantity),
        handed_out: supply.handed_out,
        other_units: supply.other_units,
        last_at: supply.last_at,
    })
}

/// What was handed out, counted in fills.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Handed {
    /// In the unit of the prescription; without what was handed out in another.
    pub handed_out: f64,
    /// Something was handed out in another unit: how much is open is not known.
    pub other_units: bool,
    /// How often the prescribed quantity was begun.
    pub fills: i64,
    /// When last, microseconds.
    pub last_at: Option<i64>,
}

impl Handed {
    /// Refills allowed less the handings-out after the first; never below zero.
    pub fn refills_left(&self, allowed: i64) -> i64 {
        (allowed - (self.fills - 1).max(0)).max(0)
    }

    /// How much of the fill that was begun last is still to be handed out; of a medicine that
    /// nobody has begun, all of it.
    pub fn open(&self, quantity: f64) -> f64 {
        (self.fills.max(1) as f64 * quantity - self.handed_out).max(0.0)
    }
}

/// A part of a fill is no fill more: where the quantity is known, fills are counted by it, and
/// otherwise by occasion, as where units differ.
fn fills(supply: &Supply, quantity: Option<f64>) -> i64 {
    match quantity.filter(|quantity| *quantity > 0.0 && !supply.other_units) {
        Some(quantity) => (supply.handed_out / quantity - 1e-9).ceil().max(0.0) as i64,
        None => supply.occasions,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handed(handed_out: f64, occasions: i64, quantity: Option<f64>) -> Handed {
        let supply = Supply { handed_out, other_units: false, occasions, last_at: None };
        let fills = fills(&supply, quantity);
        Handed { handed_out, other_units: false, fills, last_at: None }
    }

    #[test]
    fn parts_of_one_fill_use_no_refill() {
        // 21 prescribed with 2 refills: 10 and 11 are the first fill, one more begins the second.
        assert_eq!(handed(0.0, 0, Some(21.0)).refills_left(2), 2);
        assert_eq!(handed(10.0, 1, Some(21.0)).refills_left(2), 2);
        assert_eq!(handed(21.0, 2, Some(21.0)).refills_left(2), 2);
        assert_eq!(handed(22.0, 3, Some(21.0)).refills_left(2), 1);
        assert_eq!(handed(63.0, 3, Some(21.0)).refills_left(2), 0);
        assert_eq!(handed(84.0, 4, Some(21.0)).refills_left(2), 0);
        assert_eq!(handed(10.0, 1, Some(21.0)).open(21.0), 11.0);
        assert_eq!(handed(0.0, 0, Some(21.0)).open(21.0), 21.0);
        assert_eq!(handed(21.0, 1, Some(21.0)).open(21.0), 0.0);
    }

    #[test]
    fn without_a_quantity_occasions_are_counted() {
        assert_eq!(handed(14.0, 1, None).refills_left(1), 1);
        assert_eq!(handed(28.0, 2, None).refills_left(1), 0);
    }
}
