//! A look over the stock, for what is to be told.

use serde::Serialize;
use store::{Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::open::{NewAlert, open};
use crate::medication::reorder;
use crate::medication::stock::{
    StockAsked, expires_by, grouped, last_day, lots_here, warning_days,
};
use crate::{Nothing, Refused, Who};

/// How many alerts a look over the stock opened.
#[derive(Debug, Serialize, TS)]
pub struct StockReviewed {
    alerts: u32,
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

#[cfg(test)]
mod tests {
    use crate::medication::shop::{Shop, lot};
    use serde_json::json;

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
