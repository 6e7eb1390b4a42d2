//! Which sites a sum is of. Not every PC holds every site's record, and a sum of a part must not
//! pass for the whole.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use store::{Coverage, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::{Asking, Refused, calendar};

/// The sites that were counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Covers {
    /// Those whose whole record this PC holds, of those that were asked for.
    sites: Vec<CoveredSite>,
    /// Says that sites are missing which were asked for; `None` where none is.
    limits: Option<String>,
}

/// A site that was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CoveredSite {
    id: Uuid,
    name: String,
}

/// A site whose days are counted on its own clock.
pub(crate) struct CountedSite {
    /// `None` for what belongs to no site, such as imported bills.
    pub id: Option<Uuid>,
    pub zone: Tz,
}

impl CountedSite {
    /// The first moment of a stretch of days, and the first after it.
    pub fn moments(&self, from: NaiveDate, until: NaiveDate) -> (i64, i64) {
        (calendar::bounds(self.zone, from).0, calendar::bounds(self.zone, until).1)
    }
}

/// What is counted, and what the answer says about it.
pub(crate) struct Counted {
    pub sites: Vec<CountedSite>,
    pub covers: Covers,
    /// Whether every site was asked for and is counted, so that what belongs to none counts too.
    pub is_everything: bool,
}

impl Counted {
    /// The one site that a sum is of, where it is not of everything. A PC that holds one site's
    /// record also holds bills that other sites wrote for patients who are known here.
    pub fn only(&self) -> Option<Uuid> {
        if self.is_everything { None } else { self.sites.first().and_then(|site| site.id) }
    }
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    name: String,
    time_zone: String,
}

/// The site `asked`, or every site where none is: those of them whose rows of `tables` are all on
/// this PC.
///
/// Refuses, with the code `not_held_here`, where one of the tables is not here at all, and names
/// the field `site_id` where another site is asked for than the one whose record is here.
pub(crate) fn counted(
    asking: &Asking<'_>,
    asked: Option<Uuid>,
    tables: &[&str],
) -> Result<Counted, Refused> {
    let (reader, who) = (&asking.reader, asking.who);
    let coverage = reader.coverage()?;
    if !coverage.is_whole()
        && (coverage.site.is_none() || !tables.iter().all(|table| coverage.holds(table)))
    {
        return Err(not_held(coverage));
    }
    let all: Vec<Row> = reader.rows(
        "SELECT id, name, time_zone FROM sites WHERE organization_id = ?1 AND deleted_at IS NULL \
         ORDER BY name, id",
        params![who.organization_id],
    )?;
    if asked.is_some_and(|asked| all.iter().all(|row| row.id != asked)) {
        return Err(Refused::gone("site"));
    }
    let held = |row: &Row| coverage.is_whole() || coverage.site == Some(row.id);
    let wanted = |row: &Row| asked.is_none_or(|asked| asked == row.id);
    let own = all.iter().find(|row| coverage.site == Some(row.id));
    let own_name = own.map(|row| row.name.clone()).unwrap_or_default();
    let missing = all.iter().any(|row| wanted(row) && !held(row));
    if asked.is_some() && missing {
        return Err(Refused::field(
            "site_id",
            format!(
                "This PC holds the record of {own_name} alone. Choose that site, or ask at a PC \
                 that holds the whole record."
            ),
        ));
    }
    let limits = missing.then(|| {
        format!(
            "Only {own_name} is counted, since this PC does not hold the record of the other \
             sites. Ask at a PC that holds the whole record for all of them."
        )
    });
    let rows: Vec<Row> = all.into_iter().filter(|row| held(row) && wanted(row)).collect();
    // A zone that this program does not know is counted on the clock of this PC's site.
    let sites = rows.iter().map(|row| CountedSite {
        id: Some(row.id),
        zone: row.time_zone.parse().unwrap_or(who.site.time_zone),
    });
    Ok(Counted {
        sites: sites.collect(),
        is_everything: asked.is_none() && coverage.is_whole(),
        covers: Covers {
            sites: rows.into_iter().map(|row| CoveredSite { id: row.id, name: row.name }).collect(),
            limits,
        },
    })
}

/// Refuses, with the code `not_held_here`, where this PC holds no alerts: an empty board there would
/// pass for one on which nothing goes on.
pub(crate) fn alerts_here(asking: &Asking<'_>) -> Result<(), Refused> {
    let coverage = asking.reader.coverage()?;
    if coverage.profile.is_none() || coverage.holds("alerts") {
        return Ok(());
    }
    Err(Refused::coded(
        "not_held_here",
        format!(
            "This PC is set up for {} and holds no alerts, so it does not say whether one is open. \
             Alerts that are raised here go to the others all the same; look at a PC where \
             patients are seen.",
            coverage.spoken()
        ),
    ))
}

fn not_held(coverage: Coverage) -> Refused {
    Refused::coded(
        "not_held_here",
        format!(
            "This PC is set up for {} and does not hold all that is counted here. Ask at a PC \
             that holds the whole record.",
            coverage.spoken()
        ),
    )
}
