//! When more of a medicine is to be ordered.
//!
//! The reorder point with a safety stock, as stock control has it (E. Silver, D. Pyke, D. Thomas,
//! Inventory and Production Management in Supply Chains, 4th ed. 2016, chapter 6; for medicines
//! Management Sciences for Health, MDS-3: Managing Access to Medicines and Health Technologies,
//! 2012, chapter 23): order when stock ≤ mean daily use × lead time + 1.645 σ √lead time. With
//! use that is roughly normal, 95 of 100 deliveries then arrive in time.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use store::{Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::open::{NewAlert, open};
use crate::imaging::method::Method;
use crate::medication::lot::{Kept, Lot, lots};
use crate::system::happened::{Happened, happened};
use crate::{Refused, Who, calendar};

pub(crate) static METHOD: Method = Method {
    name: "Reorder point with safety stock",
    version: "1",
    kind: "statistics",
    purpose: "Says when more of a medicine is to be ordered.",
    method: "Stock ≤ mean daily use × lead time + 1.645 × standard deviation of daily use × √lead \
             time, over what was handed out and given at the site on the last 90 whole days. In \
             the first 30 days, or where no lead time is known, a fixed minimum.",
    source: "Silver, Pyke, Thomas: Inventory and Production Management in Supply Chains, 4th ed. \
             2016, ch. 6; Management Sciences for Health: MDS-3, 2012, ch. 23",
    limits: "Assumes that the next weeks are like the last and that daily use is roughly normal: \
             it does not foresee seasons, outbreaks, or delays of delivery. It orders nothing.",
};

/// How far back use is looked at.
const DAYS_MAX: u64 = 90;
/// With a shorter history nothing is computed.
const DAYS_MIN: u64 = 30;
/// 95 of 100 on the normal curve, one-sided.
const Z: f64 = 1.645;

/// What a statement about ordering rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReorderBasis {
    /// The use of the last days.
    Computed,
    /// The fixed minimum of its lots.
    FixedMinimum,
    /// Nothing: there is neither enough history nor a minimum.
    None,
}

/// Whether more is to be ordered, with the figures as reasons.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Reorder {
    /// Nothing where there is no basis.
    pub due: Option<bool>,
    /// At or below it more is ordered.
    pub threshold: Option<f64>,
    /// What the statement rests on.
    pub basis: ReorderBasis,
    /// In the lots' unit.
    pub mean_per_day: Option<f64>,
    /// The standard deviation of the use of a day.
    pub deviation: Option<f64>,
    /// How long a delivery takes.
    pub lead_time_days: Option<i64>,
    /// How many whole days of use were looked at.
    pub days: u32,
    /// The figures in words.
    pub reasons: Vec<String>,
}

/// Decides from the use of whole days, the level that may be used, the fixed minimum and the lead
/// time.
pub(crate) fn decide(
    use_by_day: &[f64],
    level: f64,
    minimum: Option<f64>,
    lead_time_days: Option<i64>,
) -> Reorder {
    let days = use_by_day.len();
    let enough = days as u64 >= DAYS_MIN;
    let mean = (days > 0).then(|| use_by_day.iter().sum::<f64>() / days as f64);
    let deviation = mean.filter(|_| days > 1).map(|mean| {
        let squares: f64 = use_by_day.iter().map(|used| (used - mean).powi(2)).sum();
        (squares / (days - 1) as f64).sqrt()
    });
    let computed = match (mean, deviation, lead_time_days) {
        (Some(mean), Some(deviation), Some(lead)) if enough => {
            let lead = lead as f64;
            Some(mean * lead + Z * deviation * lead.sqrt())
        }
        _ => None,
    };
    let (basis, threshold) = match (computed, minimum) {
        (Some(threshold), _) => (ReorderBasis::Computed, Some(threshold)),
        (None, Some(minimum)) => (ReorderBasis::FixedMinimum, Some(minimum)),
        (None, None) => (ReorderBasis::None, None),
    };
    let mut reasons = Vec::new();
    let round = |number: f64| (number * 100.0).round() / 100.0;
    match (basis, threshold, mean, deviation, lead_time_days) {
        (ReorderBasis::Computed, Some(threshold), Some(mean), Some(deviation), Some(lead)) => {
            reasons.push(format!(
                "{} a day on average over {days} days, standard deviation {}.",
                round(mean),
                round(deviation)
            ));
            reasons.push(format!(
                "A delivery takes {lead} days: order at {} or less; {} is left.",
                round(threshold),
                round(level)
            ));
        }
        _ => {
            if !enough {
                reasons.push(format!(
                    "Its use is known for {days} days; from {DAYS_MIN} days on it is computed."
                ));
            } else if lead_time_days.is_none() {
                reasons.push("How long a delivery takes is not noted on any lot.".to_owned());
            }
            reasons.push(match minimum {
                Some(minimum) => {
                    format!("The fixed minimum is {}; {} is left.", round(minimum), round(level))
                }
                None => "No fixed minimum is noted on any lot.".to_owned(),
            });
        }
    }
    Reorder {
        due: threshold.map(|threshold| level <= threshold),
        threshold,
        basis,
        mean_per_day: mean,
        deviation,
        lead_time_days,
        days: u32::try_from(days).unwrap_or(u32::MAX),
        reasons,
    }
}

pub(super) fn first_sql() -> String {
    format!(
        "SELECT min(f) FROM (SELECT (SELECT m.occurred_at FROM inventory_movements m \
         WHERE m.inventory_item_id = l.id ORDER BY m.occurred_at LIMIT 1) AS f \
         FROM inventory_items l WHERE {KEPT})"
    )
}

pub(super) fn used_sql() -> String {
    format!(
        "SELECT m.occurred_at, -m.quantity AS used FROM inventory_items l \
         CROSS JOIN inventory_movements m ON m.inventory_item_id = l.id \
         WHERE {KEPT} AND m.occurred_at >= ?4 AND m.occurred_at < ?5 \
         AND m.kind IN ('dispensed', 'administered') AND m.deleted_at IS NULL"
    )
}

/// All lots of one thing, retired ones included: their use counts.
const KEPT: &str = "l.site_id = ?1 AND l.medication_id IS ?2 AND l.deleted_at IS NULL \
     AND (?2 IS NOT NULL OR lower(trim(l.name)) = ?3)";

/// Whether more of it is to be ordered at `now`. Only lots that have not expired count as stock.
pub(crate) fn of(
    reader: &Reader<'_>,
    who: &Who,
    kept: &Kept,
    now: i64,
) -> Result<Reorder, Refused> {
    let zone = who.site.time_zone;
    let today = who.today(now);
    let first: Option<Option<i64>> =
        reader.value(&first_sql(), params![kept.site, kept.medication, kept.name])?;
    let first = first.flatten().map(|first| calendar::day_of(zone, first));
    let earliest = today.checked_sub_days(Days::new(DAYS_MAX)).unwrap_or(today);
    let from = first.map_or(today, |first| first.max(earliest)).min(today);
    let (start, end) = (calendar::bounds(zone, from).0, calendar::bounds(zone, today).0);
    #[derive(Deserialize)]
    struct Used {
        occurred_at: i64,
        used: f64,
    }
    let used: Vec<Used> =
        reader.rows(&used_sql(), params![kept.site, kept.medication, kept.name, start, end])?;
    let days = usize::try_from((today - from).num_days()).unwrap_or(0);
    let mut by_day = vec![0.0; days];
    for used in used {
        let index = (calendar::day_of(zone, used.occurred_at) - from).num_days();
        let day = usize::try_from(index).ok().and_then(|index| by_day.get_mut(index));
        if let Some(day) = day {
            *day += used.used;
        }
    }
    let lots = lots(reader, kept)?;
    let minimum = lots.iter().filter_map(|lot| lot.minimum_quantity).reduce(f64::max);
    let lead = lots.iter().filter_map(|lot| lot.lead_time_days).max();
    Ok(decide(&by_day, usable(&lots, today), minimum, lead))
}

/// How much of it may still be used.
pub(crate) fn usable(lots: &[Lot], today: NaiveDate) -> f64 {
    let today = today.to_string();
    lots.iter().filter(|lot| !lot.expired(&today)).map(|lot| lot.level).sum()
}

pub(super) const LAST_DELIVERY: &str = "SELECT m.id FROM inventory_items l \
     CROSS JOIN inventory_movements m ON m.inventory_item_id = l.id \
     WHERE l.site_id = ?1 AND l.medication_id IS ?2 AND l.deleted_at IS NULL \
     AND (?2 IS NOT NULL OR lower(trim(l.name)) = ?3) AND m.kind = 'received' \
     AND m.deleted_at IS NULL ORDER BY m.occurred_at DESC, m.id DESC LIMIT 1";

/// Tells the pharmacist once a delivery that a medicine runs low, whichever PC notices.
pub(crate) fn watch(write: &mut Write<'_>, who: &Who, lot: &Lot) -> Result<(), Refused> {
    let kept = lot.kept();
    let reorder = of(write, who, &kept, write.now())?;
    if reorder.due != Some(true) {
        return Ok(());
    }
    let delivery: Option<Uuid> =
        write.value(LAST_DELIVERY, params![kept.site, kept.medication, kept.name])?;
    let what = kept.medication.map_or_else(|| kept.name.clone(), |id| id.to_string());
    let key = format!("stock_low/{what}/{}", delivery.unwrap_or_default());
    let id = Uuid::new_v5(&kept.site, key.as_bytes());
    if write.value::<i64>("SELECT 1 FROM alerts WHERE id = ?1", params![id])?.is_some() {
        return Ok(());
    }
    open(
        write,
        who,
        &NewAlert {
            id: Some(id),
            kind: "stock",
            title: format!("{} runs low", lot.name),
            message: Some(reorder.reasons.join(" ")),
            urgency: 4,
            roles: &["pharmacist"],
            department: None,
            room: lot.location.clone(),
            patients: &[],
            source: Some(("inventory_items", lot.id)),
        },
    )?;
    happened(
        write,
        who,
        &Happened { trigger: "stock_low", row: ("inventory_items", lot.id), patient: None },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::medication::shop::{Shop, lot, prescribed};
    use serde_json::json;

    /// Worked by hand: 45 days of 2 and 45 of 4 have the mean 3 and the sum of squares 90, so the
    /// deviation √(90/89) = 1.005602. With 9 days of delivery 3 × 9 + 1.645 × 1.005602 × 3 =
    /// 27 + 4.962645 = 31.962645.
    #[test]
    fn the_reorder_point_is_as_worked_by_hand() {
        let days: Vec<f64> = (0..90).map(|day| if day % 2 == 0 { 2.0 } else { 4.0 }).collect();
        let at = |level: f64| decide(&days, level, Some(5.0), Some(9));
        assert!((at(32.0).threshold.unwrap() - 31.962_645).abs() < 1e-5);
        assert_eq!(at(32.0).due, Some(false));
        assert_eq!(at(31.0).due, Some(true));
        assert_eq!(at(31.0).basis, ReorderBasis::Computed);
        assert_eq!(
            at(31.0).reasons[0],
            "3 a day on average over 90 days, standard deviation 1.01."
        );
    }

    #[test]
    fn in_the_first_thirty_days_and_without_a_lead_time_the_minimum_counts() {
        let month = vec![10.0; 29];
        let young = decide(&month, 40.0, Some(40.0), Some(5));
        assert_eq!((young.basis, young.due), (ReorderBasis::FixedMinimum, Some(true)));
        let day_after = decide(&[10.0; 30], 51.0, Some(60.0), Some(5));
        assert_eq!((day_after.basis, day_after.threshold), (ReorderBasis::Computed, Some(50.0)));
        let unknown = decide(&[10.0; 60], 51.0, Some(40.0), None);
        assert_eq!((unknown.basis, unknown.due), (ReorderBasis::FixedMinimum, Some(false)));
        let nothing = decide(&month, 0.0, None, None);
        assert_eq!((nothing.basis, nothing.due), (ReorderBasis::None, None));
    }

    #[test]
    fn a_medicine_that_runs_low_is_told_once_a_delivery_with_its_figures() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let mut form = lot("Metformin 850 mg", "A1", Some("2027-01-31"), 50.0);
        form["minimum_quantity"] = json!(20);
        let id = shop.take_in(form);
        let (_, item) = prescribed(clinic, shop.patient, "Metformin 850 mg", json!({}));
        let told =
            || clinic.number("SELECT count(*) FROM alerts WHERE kind = 'stock' AND ?1 = ?1", id);
        shop.dispense(item, 29.0).unwrap();
        assert_eq!(told(), Some(0));
        shop.dispense(item, 1.0).unwrap();
        shop.dispense(item, 1.0).unwrap();
        assert_eq!(told(), Some(1));
        let message =
            clinic.text("SELECT message FROM alerts WHERE source_row_id = ?1", id).unwrap();
        assert!(message.contains("The fixed minimum is 20; 20 is left."), "{message}");
        clinic.pass_minutes(1);
        let more = json!({ "inventory_item_id": id, "quantity": 10, "reason": null });
        clinic.ask(shop.pharmacist, "medication.receive_stock", more).unwrap();
        shop.dispense(item, 10.0).unwrap();
        assert_eq!(told(), Some(2), "after a delivery it is told anew");
    }

    #[test]
    fn use_is_counted_by_whole_days_of_the_site() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let mut form = lot("Metformin 850 mg", "A1", Some("2027-01-31"), 500.0);
        form["lead_time_days"] = json!(4);
        let id = shop.take_in(form);
        let (_, item) = prescribed(clinic, shop.patient, "Metformin 850 mg", json!({}));
        // Two a day for forty days; the day that is not over does not count.
        for _ in 0..40 {
            shop.dispense(item, 2.0).unwrap();
            clinic.pass_minutes(24 * 60);
        }
        shop.dispense(item, 2.0).unwrap();
        let stock = shop.stock();
        let reorder = &stock["medicines"][0]["reorder"];
        assert_eq!(reorder["basis"], "computed");
        assert_eq!(reorder["days"], 40);
        assert_eq!(reorder["mean_per_day"], 2.0);
        assert_eq!(reorder["deviation"], 0.0);
        assert_eq!(reorder["threshold"], 8.0);
        assert_eq!(reorder["due"], false);
        assert_eq!(shop.level(id), 418.0);
    }
}
