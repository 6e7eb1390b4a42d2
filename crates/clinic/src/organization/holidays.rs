//! Days on which a site, or the whole clinic, does not work.

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Asking, Nothing, Refused, Who, calendar};

/// Which days are asked for.
#[derive(Deserialize, TS)]
pub struct Holidays {
    from_on: String,
    until_on: String,
}

/// A day on which a site does not work.
#[derive(Serialize, Deserialize, TS)]
pub struct HolidayLine {
    id: Uuid,
    version: i64,
    /// Only this site; every site where there is none.
    site_id: Option<Uuid>,
    day_on: String,
    name: String,
    is_half_day: bool,
    notes: Option<String>,
}

/// The holidays between two days, of every site, by day.
pub fn holidays(asking: &Asking<'_>, request: Holidays) -> Result<Vec<HolidayLine>, Refused> {
    let from = calendar::day("from_on", &request.from_on)?;
    let until = calendar::day("until_on", &request.until_on)?;
    Ok(asking.reader.rows(
        "SELECT id, version, site_id, day_on, name, is_half_day, notes FROM holidays \
         WHERE organization_id = ?1 AND day_on BETWEEN ?2 AND ?3 AND deleted_at IS NULL \
         ORDER BY day_on, id",
        params![asking.who.organization_id, from.to_string(), until.to_string()],
    )?)
}

/// Which day, where, and whether only the second half of it.
#[derive(Deserialize, TS)]
pub struct AddHoliday {
    site_id: Option<Uuid>,
    day_on: String,
    name: String,
    is_half_day: bool,
    #[ts(optional = nullable)]
    notes: Option<String>,
}

/// Adds a holiday; on half a day the site works until the time in its settings, or noon. What is
/// booked then stays, and `scheduling.affected_bookings` lists it.
pub fn add_holiday(write: &mut Write<'_>, who: &Who, request: AddHoliday) -> Result<Made, Refused> {
    let day = calendar::day("day_on", &request.day_on)?.to_string();
    let twice: Option<i64> = write.value(
        "SELECT 1 FROM holidays WHERE organization_id = ?1 AND day_on = ?2 AND site_id IS ?3 \
         AND deleted_at IS NULL",
        params![who.organization_id, day, request.site_id],
    )?;
    if twice.is_some() {
        return Err(Refused::field("day_on", "This day is a holiday already."));
    }
    let id = write.insert(
        "holidays",
        Cells::new()
            .set("site_id", request.site_id)
            .set("day_on", day)
            .set("name", request.name.trim())
            .set("is_half_day", request.is_half_day)
            .set("notes", filled(request.notes.as_deref())),
    )?;
    Ok(Made { id })
}

/// Which holiday.
#[derive(Deserialize, TS)]
pub struct RemoveHoliday {
    id: Uuid,
    version: i64,
}

/// Takes a holiday back; the day is worked as any other.
pub fn remove_holiday(
    write: &mut Write<'_>,
    _: &Who,
    request: RemoveHoliday,
) -> Result<Nothing, Refused> {
    write.remove("holidays", request.id, Some(request.version))?;
    Ok(Nothing {})
}
