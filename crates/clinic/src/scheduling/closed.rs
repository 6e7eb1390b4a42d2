//! What takes times out of a practitioner's hours: holidays, leave and slots that somebody closed.
//! What is booked then stays; `scheduling.affected_bookings` lists it.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{self, Edge, HOUR};
use crate::{Refused, Who};

/// The setting that says until when a site works on half a holiday, such as `{"time": "13:00"}`.
pub(crate) const HALF_DAY_ENDS: &str = "half_day_ends";

/// Why a time is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// The site does not work.
    Holiday,
    /// The practitioner is away.
    Leave,
    /// Somebody closed the slot.
    Blocked,
}

/// A time that is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Closed {
    /// From here.
    pub starts_at: i64,
    /// Until here.
    pub ends_at: i64,
    /// For this reason.
    pub because: Because,
}

/// What is closed to a practitioner at this site between two moments.
pub(crate) fn closures(
    reader: &Reader<'_>,
    who: &Who,
    practitioner: Uuid,
    window: (i64, i64),
) -> Result<Vec<Closed>, Refused> {
    let mut closed = holidays(reader, who, window)?;
    let stretches: Vec<(i64, i64)> =
        reader.rows(LEAVE, params![practitioner, window.0, window.1, who.site.id])?;
    let of = |because| move |(starts_at, ends_at)| Closed { starts_at, ends_at, because };
    closed.extend(stretches.into_iter().map(of(Because::Leave)));
    let stretches: Vec<(i64, i64)> =
        reader.rows(&blocked_slots(), params![practitioner, window.0, window.1])?;
    closed.extend(stretches.into_iter().map(of(Because::Blocked)));
    Ok(closed)
}

/// Approved leave of practitioner ?1 from site ?4 between ?2 and ?3.
pub(crate) const LEAVE: &str = "SELECT starts_at, ends_at FROM leave WHERE practitioner_id = ?1 \
     AND starts_at < ?3 AND ends_at > ?2 AND (site_id IS NULL OR site_id = ?4) \
     AND status = 'approved' AND deleted_at IS NULL";

/// Slots that somebody closed, of practitioner ?1 between ?2 and ?3.
pub(crate) fn blocked_slots() -> String {
    format!(
        "SELECT starts_at, ends_at FROM time_slots WHERE practitioner_id = ?1 \
         AND starts_at < ?3 AND starts_at > ?2 - {} AND ends_at > ?2 \
         AND deleted_at IS NULL AND is_blocked = 1",
        24 * HOUR
    )
}

/// The holidays of this site between two moments; on half a day the site works until the time
/// that the clinic has set, or noon.
pub(crate) fn holidays(
    reader: &Reader<'_>,
    who: &Who,
    (from, until): (i64, i64),
) -> Result<Vec<Closed>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        day_on: String,
        is_half_day: bool,
    }
    let zone = who.site.time_zone;
    let day = |moment| calendar::day_of(zone, moment).to_string();
    let rows: Vec<Row> = reader.rows(
        "SELECT day_on, is_half_day FROM holidays WHERE organization_id = ?1 \
         AND day_on BETWEEN ?2 AND ?3 AND (site_id IS NULL OR site_id = ?4) \
         AND deleted_at IS NULL ORDER BY day_on",
        params![who.organization_id, day(from), day(until), who.site.id],
    )?;
    rows.into_iter()
        .map(|row| {
            let on = calendar::day("day_on", &row.day_on)?;
            let (first, ends_at) = calendar::bounds(zone, on);
            let starts_at = if row.is_half_day {
                let noon = half_day_ends(reader, who)?;
                calendar::moment(zone, on.and_time(noon), Edge::End)
            } else {
                first
            };
            Ok(Closed { starts_at, ends_at, because: Because::Holiday })
        })
        .collect()
}

fn half_day_ends(reader: &Reader<'_>, who: &Who) -> Result<NaiveTime, Refused> {
    #[derive(Deserialize)]
    struct Content {
        time: String,
    }
    let content: Option<String> = reader.value(
        "SELECT content FROM system_settings WHERE organization_id = ?1 AND name = ?2 \
         AND (site_id IS NULL OR site_id = ?3) AND deleted_at IS NULL \
         ORDER BY site_id IS NULL LIMIT 1",
        params![who.organization_id, HALF_DAY_ENDS, who.site.id],
    )?;
    match content.map(|content| serde_json::from_str::<Content>(&content)).transpose() {
        Ok(None) => calendar::time("half_day_ends", "12:00"),
        Ok(Some(content)) => calendar::time("half_day_ends", &content.time),
        Err(_) => Err(Refused::field(
            "half_day_ends",
            "The setting that says until when a half holiday is worked cannot be read. Correct it \
             in Settings.",
        )),
    }
}

/// Why the practitioner does not work at a time; `None` where it is open.
pub(crate) fn closed_because(
    reader: &Reader<'_>,
    who: &Who,
    practitioner: Uuid,
    (from, until): (i64, i64),
) -> Result<Option<Because>, Refused> {
    let closed = closures(reader, who, practitioner, (from, until))?;
    let hit = closed.iter().find(|closed| closed.starts_at < until && closed.ends_at > from);
    Ok(hit.map(|closed| closed.because))
}

impl Because {
    /// Its code in `appointments.booked_despite`.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Holiday => "holiday",
            Self::Leave => "leave",
            Self::Blocked => "blocked",
        }
    }

    /// What is refused, with the code `closed`, when nobody said to book all the same.
    pub(crate) fn refused(self) -> Refused {
        let sentence = match self {
            Self::Holiday => "This site does not work then: it is a holiday.",
            Self::Leave => "The doctor is on leave then.",
            Self::Blocked => "This slot was closed.",
        };
        Refused::coded(
            "closed",
            format!("{sentence} Choose another time, or book it all the same on purpose."),
        )
    }
}
