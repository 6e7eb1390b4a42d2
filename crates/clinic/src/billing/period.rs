//! Days at a site, as reports over time count them.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Deserialize;
use store::{Reader, params};
use uuid::Uuid;

use crate::{Refused, Who, calendar};

/// A longer report would read more rows than anybody waits for.
const DAYS_MAX: i64 = 366;

/// A site whose days are counted on its own clock.
pub(super) struct CountedSite {
    /// `None` for what belongs to no site, such as imported bills.
    pub id: Option<Uuid>,
    pub zone: Tz,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    time_zone: String,
}

/// One site.
pub(super) fn site(
    reader: &Reader<'_>,
    who: &Who,
    asked: Option<Uuid>,
) -> Result<CountedSite, Refused> {
    let Some(id) = asked.filter(|id| *id != who.site.id) else {
        return Ok(CountedSite { id: Some(who.site.id), zone: who.site.time_zone });
    };
    let row: Option<Row> = reader
        .row("SELECT id, time_zone FROM sites WHERE id = ?1 AND deleted_at IS NULL", params![id])?;
    Ok(counted(row.ok_or_else(|| Refused::gone("site"))?, who))
}

/// One site, or every site and what belongs to none.
pub(super) fn sites(
    reader: &Reader<'_>,
    who: &Who,
    asked: Option<Uuid>,
) -> Result<Vec<CountedSite>, Refused> {
    if asked.is_some() {
        return Ok(vec![site(reader, who, asked)?]);
    }
    let rows: Vec<Row> = reader.rows(
        "SELECT id, time_zone FROM sites WHERE organization_id = ?1 AND deleted_at IS NULL \
         ORDER BY name, id",
        params![who.organization_id],
    )?;
    let nowhere = CountedSite { id: None, zone: who.site.time_zone };
    Ok(rows.into_iter().map(|row| counted(row, who)).chain([nowhere]).collect())
}

/// A zone that this program does not know is counted on the clock of this PC's site.
fn counted(row: Row, who: &Who) -> CountedSite {
    let zone = row.time_zone.parse().unwrap_or(who.site.time_zone);
    CountedSite { id: Some(row.id), zone }
}

impl CountedSite {
    /// The first moment of a stretch of days, and the first after it.
    pub fn moments(&self, from: NaiveDate, until: NaiveDate) -> (i64, i64) {
        (calendar::bounds(self.zone, from).0, calendar::bounds(self.zone, until).1)
    }
}

/// Reads the first and the last day of a report.
pub(super) fn days(from_on: &str, until_on: &str) -> Result<(NaiveDate, NaiveDate), Refused> {
    let from = calendar::day("from_on", from_on)?;
    let until = calendar::day("until_on", until_on)?;
    if until < from {
        return Err(Refused::field("until_on", "The last day must not come before the first."));
    }
    if (until - from).num_days() >= DAYS_MAX {
        return Err(Refused::field("until_on", "Choose a stretch of 366 days at most."));
    }
    Ok((from, until))
}
