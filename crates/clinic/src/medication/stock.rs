//! What is in stock at a site.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::medication::lot::{Kept, Lot, select};
use crate::medication::reorder::{self, Reorder};
use crate::people::details::filled;
use crate::{Asking, Refused, Who};

/// Where the organization keeps how long before its last day a lot is told to expire.
pub(super) const SETTING: &str = "medication.expiry_warning_days";
/// Until somebody sets it otherwise.
const EXPIRY_WARNING_DAYS: u32 = 90;
pub(super) const EXPIRY_WARNING_DAYS_MAX: u32 = 730;
const LOTS_MAX: u32 = 1_000;

/// Which lots.
#[derive(Deserialize, TS)]
pub struct StockAsked {
    /// Words of the name or the lot's number.
    pub(super) query: Option<String>,
    /// Lots that expire within so many days are marked; as the clinic has set it where nothing is
    /// said.
    pub(super) expiring_within_days: Option<u32>,
    /// Retired lots too.
    pub(super) retired: bool,
}

/// A lot in one line.
#[derive(Debug, Serialize, TS)]
pub struct LotLine {
    id: Uuid,
    version: i64,
    medication_id: Option<Uuid>,
    name: String,
    lot_number: Option<String>,
    expires_on: Option<String>,
    unit: String,
    location: Option<String>,
    minimum_quantity: Option<f64>,
    lead_time_days: Option<i64>,
    unit_cost_minor: Option<i64>,
    currency: Option<String>,
    supplier: Option<String>,
    notes: Option<String>,
    is_active: bool,
    /// What is left; below zero where more went out than was noted to come.
    level: f64,
    expired: bool,
    /// Whether it expires within the days asked for and something is left of it.
    expiring: bool,
}

/// All lots of one medicine together.
#[derive(Debug, Serialize, TS)]
pub struct StockedMedicine {
    medication_id: Option<Uuid>,
    name: String,
    unit: String,
    /// What is left in lots that have not expired.
    level: f64,
    reorder: Reorder,
}

/// The stock of this site.
#[derive(Debug, Serialize, TS)]
pub struct Stock {
    lots: Vec<LotLine>,
    medicines: Vec<StockedMedicine>,
    expiring_within_days: u32,
    /// Whether there are more lots than are shown.
    more: bool,
}

/// The lots of this site by name, each medicine's together with whether more is to be ordered.
pub fn stock(asking: &Asking<'_>, request: StockAsked) -> Result<Stock, Refused> {
    let days = match request.expiring_within_days {
        Some(days) => days.min(EXPIRY_WARNING_DAYS_MAX),
        None => warning_days(&asking.reader, asking.who)?,
    };
    let today = asking.today();
    let mut lots = lots_here(&asking.reader, asking.who, &request)?;
    let more = lots.len() > LOTS_MAX as usize;
    lots.truncate(LOTS_MAX as usize);
    let medicines = grouped(&lots)
        .into_iter()
        .map(|(kept, lots)| {
            let first = lots.first().ok_or_else(|| Refused::gone("lot"))?;
            let owned: Vec<Lot> = lots.iter().map(|lot| (*lot).clone()).collect();
            Ok(StockedMedicine {
                medication_id: kept.medication,
                name: first.name.clone(),
                unit: first.unit.clone(),
                level: reorder::usable(&owned, today),
                reorder: reorder::of(&asking.reader, asking.who, &kept, asking.now)?,
            })
        })
        .collect::<Result<_, Refused>>()?;
    let until = last_day(today, days);
    let today = today.to_string();
    let lines = lots
        .into_iter()
        .map(|lot| LotLine {
            expired: lot.expired(&today),
            expiring: expires_by(&lot, &today, &until),
            id: lot.id,
            version: lot.version,
            medication_id: lot.medication_id,
            name: lot.name,
            lot_number: lot.lot_number,
            expires_on: lot.expires_on,
            unit: lot.unit,
            location: lot.location,
            minimum_quantity: lot.minimum_quantity,
            lead_time_days: lot.lead_time_days,
            unit_cost_minor: lot.unit_cost_minor,
            currency: lot.currency,
            supplier: lot.supplier,
            notes: lot.notes,
            is_active: lot.is_active,
            level: lot.level,
        })
        .collect();
    Ok(Stock { lots: lines, medicines, expiring_within_days: days, more })
}

pub(super) fn here_sql() -> String {
    select(
        "l.site_id = ?1 AND (?2 OR l.is_active) AND (?3 IS NULL OR instr(lower(l.name), ?3) > 0 \
         OR instr(lower(coalesce(l.lot_number, '')), ?3) > 0)",
    ) + " ORDER BY l.name, l.expires_on IS NULL, l.expires_on, l.id LIMIT ?4"
}

pub(crate) fn lots_here(
    reader: &Reader<'_>,
    who: &Who,
    asked: &StockAsked,
) -> Result<Vec<Lot>, Refused> {
    let query = filled(asked.query.as_deref()).map(|query| query.to_ascii_lowercase());
    let limit = LOTS_MAX + 1;
    Ok(reader.rows(&here_sql(), params![who.site.id, asked.retired, query, limit])?)
}

/// Lots in use of one thing together; there is at least one in each.
pub(crate) fn grouped(lots: &[Lot]) -> Vec<(Kept, Vec<&Lot>)> {
    let mut groups: BTreeMap<(Option<Uuid>, String), Vec<&Lot>> = BTreeMap::new();
    for lot in lots.iter().filter(|lot| lot.is_active) {
        let kept = lot.kept();
        let name = if kept.medication.is_some() { String::new() } else { kept.name };
        groups.entry((kept.medication, name)).or_default().push(lot);
    }
    groups
        .into_values()
        .filter_map(|lots| lots.first().map(|first| first.kept()).map(|kept| (kept, lots)))
        .collect()
}

pub(crate) fn warning_days(reader: &Reader<'_>, who: &Who) -> Result<u32, Refused> {
    let days: Option<Option<i64>> = reader.value(
        "SELECT json_extract(content, '$.days') FROM system_settings WHERE organization_id = ?1 \
         AND name = ?2 AND site_id IS NULL AND deleted_at IS NULL LIMIT 1",
        params![who.organization_id, SETTING],
    )?;
    Ok(days.flatten().and_then(|days| u32::try_from(days).ok()).unwrap_or(EXPIRY_WARNING_DAYS))
}

pub(crate) fn last_day(today: NaiveDate, days: u32) -> String {
    today.checked_add_days(Days::new(days.into())).unwrap_or(today).to_string()
}

pub(crate) fn expires_by(lot: &Lot, today: &str, until: &str) -> bool {
    let last = lot.expires_on.as_deref();
    lot.level > 0.0 && last.is_some_and(|last| last >= today && last <= until)
}

#[cfg(test)]
mod tests {
    use crate::medication::shop::{Shop, lot};
    use serde_json::json;

    #[test]
    fn lots_show_what_is_left_and_which_expire_within_the_days_that_the_clinic_set() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        shop.take_in(lot("Metformin 850 mg", "OLD", Some("2026-03-01"), 10.0));
        shop.take_in(lot("Metformin 850 mg", "SOON", Some("2026-04-30"), 20.0));
        shop.take_in(lot("Metformin 850 mg", "LATE", Some("2027-04-30"), 30.0));
        let stock = shop.stock();
        let marks: Vec<(bool, bool)> = stock["lots"]
            .as_array()
            .unwrap()
            .iter()
            .map(|lot| (lot["expired"] == true, lot["expiring"] == true))
            .collect();
        assert_eq!(marks, [(true, false), (false, true), (false, false)]);
        assert_eq!(stock["medicines"][0]["level"], 50.0, "what has expired is no stock");
        assert_eq!(stock["medicines"].as_array().unwrap().len(), 1);
        let far = clinic.ask(clinic.owner, "medication.set_expiry_warning", json!({ "days": 731 }));
        assert_eq!(far.unwrap_err().field, Some("days"));
        for days in [10, 5] {
            let set = json!({ "days": days });
            clinic.ask(clinic.owner, "medication.set_expiry_warning", set).unwrap();
        }
        let stock = shop.stock();
        assert_eq!(stock["expiring_within_days"], 5);
        assert_eq!(stock["lots"][1]["expiring"], false);
        let none = json!({ "query": "aspirin", "expiring_within_days": null, "retired": false });
        let none = clinic.ask(clinic.nurse, "medication.stock", none).unwrap();
        assert_eq!(none["lots"], json!([]));
    }
}
