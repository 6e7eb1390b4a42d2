//! Days at a site, as reports over time count them.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::covers::{CountedSite, counted};
use crate::{Asking, Refused, calendar};

/// A longer report would read more rows than anybody waits for.
const DAYS_MAX: i64 = 366;

/// One site, that of this PC where none is said, if all its rows of `tables` are here.
pub(super) fn site(
    asking: &Asking<'_>,
    asked: Option<Uuid>,
    tables: &[&str],
) -> Result<CountedSite, Refused> {
    let counted = counted(asking, Some(asked.unwrap_or(asking.who.site.id)), tables)?;
    counted.sites.into_iter().next().ok_or_else(|| Refused::gone("site"))
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
