//! What is in stock at a site.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::open::{NewAlert, open};
use crate::medication::lot::{Kept, Lot, select};
use crate::medication::reorder::{self, Reorder};
use crate::people::details::filled;
use crate::{Asking, Nothing, Refused, Who};

/// Where the organization keeps how long before its last day a lot is told to expire.
const SETTING: &str = "medication.expiry_warning_days";
/// Until somebody sets it otherwise.
const EXPIRY_WARNING_DAYS: u32 = 90;
const EXPIRY_WARNING_DAYS_MAX: u32 = 730;
const LOTS_MAX: u32 = 1_000;

/// Which lots.
#[derive(Deserialize, TS)]
pub struct StockAsked {
    /// Words of the name or the lot's number.
    query: Option<String>,
    /// Lots that expire within so many days are marked; as the clinic has set it where nothing is
    /// said.
    expiring_within_days: Option<u32>,
    /// Retired lots too.
    retired: bool,
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

/// How long before its last day a lot is told to expire.
#[derive(Deserialize, TS)]
pub struct SetExpiryWarning {
    days: u32,
}

/// How many alerts a look over the stock opened.
#[derive(Debug, Serialize, TS)]
pub struct StockReviewed {
    alerts: u32,
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
            is_active: lot.is_active,
            level: lot.level,
        })
        .collect();
    Ok(Stock { lots: lines, medicines, expiring_within_days: days, more })
}

/// Sets for the whole organization how long before its last day a lot is told to expire.
pub fn set_expiry_warning(
    write: &mut Write<'_>,
    who: &Who,
    request: SetExpiryWarning,
) -> Result<Nothing, Refused> {
    if request.days > EXPIRY_WARNING_DAYS_MAX {
        return Err(Refused::field(
            "days",
            format!("The days must lie between 0 and {EXPIRY_WARNING_DAYS_MAX}."),
        ));
    }
    let id = Uuid::new_v5(&who.organization_id, SETTING.as_bytes());
    let content = json!({ "days": request.days }).to_string();
    let known: Option<i64> =
        write.value("SELECT 1 FROM system_settings WHERE id = ?1", params![id])?;
    if known.is_some() {
        write.update("system_settings", id, None, Cells::new().set("content", content))?;
    } else {
        let cells = Cells::new().set("id", id).set("name", SETTING).set("content", content);
        write.insert("system_settings", cells)?;
    }
    Ok(Nothing {})
}

/// Looks over this site's stock and opens the alerts that are due: what runs low, once a delivery,
/// and what expires, once a lot.
pub fn review_stock(
    write: &mut Write<'_>,
    who: &Who,
    _: Nothing,
) -> Result<StockReviewed, Refused> {
    let today = who.today(write.now());
    let until = last_day(today, warning_days(write, who)?);
    let today = today.to_string();
    let every = StockAsked { query: None, expiring_within_days: None, retired: false };
    let lots = lots_here(write, who, &every)?;
    let before = open_alerts(write, who)?;
    for (_, group) in grouped(&lots) {
        if let Some(first) = group.first() {
            reorder::watch(write, who, first)?;
        }
    }
    for lot in &lots {
        let what = if lot.expired(&today) && lot.level > 0.0 {
            "has expired"
        } else if expires_by(lot, &today, &until) {
            "expires soon"
        } else {
            continue;
        };
        let number = lot.lot_number.as_ref().map(|n| format!(", lot {n},")).unwrap_or_default();
        let last = lot.expires_on.as_deref().unwrap_or_default();
        open(
            write,
            who,
            &NewAlert {
                id: Some(Uuid::new_v5(&lot.id, format!("{what}/{last}").as_bytes())),
                kind: "stock",
                title: format!("{}{number} {what}", lot.name),
                message: Some(format!("Its last day is {last}; {} {} left.", lot.level, lot.unit)),
                urgency: 5,
                roles: &["pharmacist"],
                department: None,
                room: lot.location.clone(),
                patients: &[],
                source: Some(("inventory_items", lot.id)),
            },
        )?;
    }
    let alerts = open_alerts(write, who)? - before;
    Ok(StockReviewed { alerts: u32::try_from(alerts).unwrap_or(0) })
}

fn open_alerts(reader: &Reader<'_>, who: &Who) -> Result<i64, Refused> {
    let count: Option<i64> = reader.value(
        "SELECT count(*) FROM alerts WHERE site_id = ?1 AND status = 'open' AND kind = 'stock'",
        params![who.site.id],
    )?;
    Ok(count.unwrap_or(0))
}

pub(super) fn here_sql() -> String {
    select(
        "l.site_id = ?1 AND (?2 OR l.is_active) AND (?3 IS NULL OR instr(lower(l.name), ?3) > 0 \
         OR instr(lower(coalesce(l.lot_number, '')), ?3) > 0)",
    ) + " ORDER BY l.name, l.expires_on IS NULL, l.expires_on, l.id LIMIT ?4"
}

fn lots_here(reader: &Reader<'_>, who: &Who, asked: &StockAsked) -> Result<Vec<Lot>, Refused> {
    let query = filled(asked.query.as_deref()).map(|query| query.to_ascii_lowercase());
    let limit = LOTS_MAX + 1;
    Ok(reader.rows(&here_sql(), params![who.site.id, asked.retired, query, limit])?)
}

/// Lots in use of one thing together; there is at least one in each.
fn grouped(lots: &[Lot]) -> Vec<(Kept, Vec<&Lot>)> {
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

fn warning_days(reader: &Reader<'_>, who: &Who) -> Result<u32, Refused> {
    let days: Option<Option<i64>> = reader.value(
        "SELECT json_extract(content, '$.days') FROM system_settings WHERE organization_id = ?1 \
         AND name = ?2 AND site_id IS NULL AND deleted_at IS NULL LIMIT 1",
        params![who.organization_id, SETTING],
    )?;
    Ok(days.flatten().and_then(|days| u32::try_from(days).ok()).unwrap_or(EXPIRY_WARNING_DAYS))
}

fn last_day(today: NaiveDate, days: u32) -> String {
    today.checked_add_days(Days::new(days.into())).unwrap_or(today).to_string()
}

fn expires_by(lot: &Lot, today: &str, until: &str) -> bool {
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

    #[test]
    fn looking_over_the_stock_tells_each_lot_that_expires_once() {
        let shop = Shop::open();
        shop.take_in(lot("Metformin 850 mg", "OLD", Some("2026-03-01"), 10.0));
        shop.take_in(lot("Metformin 850 mg", "SOON", Some("2026-04-30"), 20.0));
        shop.take_in(lot("Metformin 850 mg", "LATE", Some("2027-04-30"), 30.0));
        let review =
            || shop.clinic.ask(shop.pharmacist, "medication.review_stock", json!({})).unwrap();
        assert_eq!(review()["alerts"], 2);
        assert_eq!(review()["alerts"], 0);
    }
}
