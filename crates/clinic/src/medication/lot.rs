//! A lot in stock, and taking from lots the one that expires first.

use serde::Deserialize;
use store::{Reader, params};
use uuid::Uuid;

use crate::Refused;

/// A lot with how much of it is left.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Lot {
    pub id: Uuid,
    pub version: i64,
    pub site_id: Uuid,
    pub medication_id: Option<Uuid>,
    pub name: String,
    pub lot_number: Option<String>,
    pub expires_on: Option<String>,
    pub unit: String,
    pub location: Option<String>,
    pub minimum_quantity: Option<f64>,
    pub lead_time_days: Option<i64>,
    pub unit_cost_minor: Option<i64>,
    pub currency: Option<String>,
    pub supplier: Option<String>,
    pub notes: Option<String>,
    pub is_active: bool,
    /// The sum of its movements.
    pub level: f64,
}

/// What two lots of one site share when they count as the same thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub site: Uuid,
    pub medication: Option<Uuid>,
    /// In lower case; it decides only where the medicine is not of the list.
    pub name: String,
}

impl Lot {
    /// What it is a lot of.
    pub fn kept(&self) -> Kept {
        Kept {
            site: self.site_id,
            medication: self.medication_id,
            name: self.name.trim().to_lowercase(),
        }
    }

    /// Whether its last day has passed.
    pub fn expired(&self, today: &str) -> bool {
        self.expires_on.as_deref().is_some_and(|last| last < today)
    }

    /// Refuses a lot of another site, a retired one and an expired one.
    pub fn may_be_used(&self, site: Uuid, today: &str) -> Result<(), Refused> {
        if self.site_id != site {
            return Err(Refused::field(
                "inventory_item_id",
                "This lot lies at another site. Transfer it first.",
            ));
        }
        if !self.is_active {
            return Err(Refused::field("inventory_item_id", "This lot was retired."));
        }
        if self.expired(today) {
            return Err(Refused::field(
                "inventory_item_id",
                "This lot has expired and must not be used. Choose another one.",
            ));
        }
        Ok(())
    }
}

/// The stock of a lot `l` is the sum of its movements; a correction is a movement too.
pub(crate) const LEVEL: &str = "(SELECT coalesce(sum(m.quantity), 0.0) FROM inventory_movements m \
     WHERE m.inventory_item_id = l.id AND m.deleted_at IS NULL)";

/// The SELECT that fills [`Lot`], with `condition` on `l`.
pub(crate) fn select(condition: &str) -> String {
    format!(
        "SELECT l.id, l.version, l.site_id, l.medication_id, l.name, l.lot_number, l.expires_on, \
         l.unit, l.location, l.minimum_quantity, l.lead_time_days, l.unit_cost_minor, \
         l.currency, l.supplier, l.notes, l.is_active, {LEVEL} AS level \
         FROM inventory_items l WHERE l.deleted_at IS NULL AND {condition}"
    )
}

/// The lot `id`.
pub(crate) fn lot(reader: &Reader<'_>, id: Uuid) -> Result<Lot, Refused> {
    reader.row(&select("l.id = ?1"), params![id])?.ok_or_else(|| Refused::gone("lot"))
}

pub(super) fn kept_sql() -> String {
    select(
        "l.site_id = ?1 AND l.medication_id IS ?2 AND l.is_active \
         AND (?2 IS NOT NULL OR lower(trim(l.name)) = ?3)",
    ) + " ORDER BY l.expires_on IS NULL, l.expires_on, l.id"
}

/// The lots in use of one thing, the one that expires first first, those that never do last.
pub(crate) fn lots(reader: &Reader<'_>, kept: &Kept) -> Result<Vec<Lot>, Refused> {
    Ok(reader.rows(&kept_sql(), params![kept.site, kept.medication, kept.name])?)
}

/// How much is taken from a lot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Share {
    pub lot: Uuid,
    pub quantity: f64,
}

/// Takes `quantity` from the lots in their order, never from one that has expired. What the stock
/// does not cover comes from the last lot of all, which then stands below zero: what has been
/// handed out was there. Empty where there is no lot to take from.
pub(crate) fn split(lots: &[Lot], quantity: f64, today: &str) -> Vec<Share> {
    let usable: Vec<&Lot> = lots.iter().filter(|lot| !lot.expired(today)).collect();
    let mut left = quantity;
    let mut shares: Vec<Share> = Vec::new();
    for lot in &usable {
        let taken = left.min(lot.level.max(0.0));
        if taken > 0.0 {
            shares.push(Share { lot: lot.id, quantity: taken });
            left -= taken;
        }
    }
    if left > 0.0
        && let Some(last) = usable.last()
    {
        match shares.last_mut().filter(|share| share.lot == last.id) {
            Some(share) => share.quantity += left,
            None => shares.push(Share { lot: last.id, quantity: left }),
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lot(number: u128, expires_on: Option<&str>, level: f64) -> Lot {
        Lot {
            id: Uuid::from_u128(number),
            version: 0,
            site_id: Uuid::nil(),
            medication_id: None,
            name: "Amoxicillin".to_owned(),
            lot_number: None,
            expires_on: expires_on.map(str::to_owned),
            unit: "capsule".to_owned(),
            location: None,
            minimum_quantity: None,
            lead_time_days: None,
            unit_cost_minor: None,
            currency: None,
            supplier: None,
            notes: None,
            is_active: true,
            level,
        }
    }

    fn taken(lots: &[Lot], quantity: f64) -> Vec<(u128, f64)> {
        split(lots, quantity, "2026-03-02")
            .into_iter()
            .map(|share| (share.lot.as_u128(), share.quantity))
            .collect()
    }

    #[test]
    fn what_expires_first_is_taken_first_and_what_has_expired_never() {
        let lots = [
            lot(1, Some("2026-03-01"), 50.0),
            lot(2, Some("2026-03-02"), 8.0),
            lot(3, Some("2026-09-30"), 0.0),
            lot(4, None, 20.0),
        ];
        assert_eq!(taken(&lots, 5.0), [(2, 5.0)]);
        assert_eq!(taken(&lots, 21.0), [(2, 8.0), (4, 13.0)]);
        assert_eq!(taken(&lots, 30.0), [(2, 8.0), (4, 22.0)], "the last one goes below zero");
        assert_eq!(taken(&lots[..1], 5.0), []);
        assert_eq!(taken(&lots[..3], 9.0), [(2, 8.0), (3, 1.0)]);
    }
}
