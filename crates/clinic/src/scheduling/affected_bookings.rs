//! Bookings that stand where nobody works any more.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar;
use crate::people::line::Lines;
use crate::scheduling::appointment::{AppointmentLine, Row, select};
use crate::scheduling::closed::{Because, closures};
use crate::{Asking, Refused};

/// As many as a person can telephone.
const SHOWN_MAX: usize = 500;

/// Between which days, and of whom.
#[derive(Deserialize, TS)]
pub struct AffectedBookings {
    from_on: String,
    until_on: String,
    practitioner_id: Option<Uuid>,
}

/// A booking that somebody should move or confirm.
#[derive(Serialize, TS)]
pub struct AffectedBooking {
    appointment: AppointmentLine,
    reasons: Vec<AffectedBecause>,
}

/// Why a booking should be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AffectedBecause {
    /// The site does not work then.
    Holiday,
    /// The practitioner is away.
    Leave,
    /// Somebody closed the slot.
    Blocked,
    /// The slot is no part of the practitioner's week any more.
    HoursChanged,
    /// The practitioner cannot be booked any more.
    PractitionerUnavailable,
}

/// The bookings of this site from now on that a holiday, a leave, a closed slot, other hours or a
/// practitioner who left has made doubtful, by time.
pub fn affected_bookings(
    asking: &Asking<'_>,
    request: AffectedBookings,
) -> Result<Vec<AffectedBooking>, Refused> {
    let (reader, who) = (&asking.reader, asking.who);
    let zone = who.site.time_zone;
    let from = calendar::bounds(zone, calendar::day("from_on", &request.from_on)?).0;
    let until = calendar::bounds(zone, calendar::day("until_on", &request.until_on)?).1;
    let rows: Vec<Row> = reader.rows(
        &to_come(),
        params![who.site.id, from.max(asking.now), until, request.practitioner_id],
    )?;
    let lines = Lines::of(asking);
    let mut found = Vec::new();
    for row in rows {
        if found.len() == SHOWN_MAX {
            break;
        }
        let mut reasons = Vec::new();
        if let Some(practitioner) = row.practitioner_id {
            let time = (row.starts_at, row.ends_at);
            for closed in closures(reader, who, practitioner, time)? {
                if closed.starts_at < time.1 && closed.ends_at > time.0 {
                    reasons.push(match closed.because {
                        Because::Holiday => AffectedBecause::Holiday,
                        Because::Leave => AffectedBecause::Leave,
                        Because::Blocked => AffectedBecause::Blocked,
                    });
                }
            }
        }
        let on = calendar::day_of(zone, row.starts_at).to_string();
        let ended: Option<i64> = reader.value(
            "SELECT 1 FROM appointments a JOIN time_slots t ON t.id = a.time_slot_id \
             JOIN schedules s ON s.id = t.schedule_id WHERE a.id = ?1 \
             AND (s.valid_until_on < ?2 OR s.is_active = 0 OR s.deleted_at IS NOT NULL)",
            params![row.id, on],
        )?;
        if ended.is_some() {
            reasons.push(AffectedBecause::HoursChanged);
        }
        let left: Option<i64> = reader.value(
            "SELECT 1 FROM practitioners WHERE id = ?1 AND is_available = 0",
            params![row.practitioner_id],
        )?;
        if left.is_some() {
            reasons.push(AffectedBecause::PractitionerUnavailable);
        }
        if !reasons.is_empty() {
            reasons.dedup();
            found.push(AffectedBooking { appointment: AppointmentLine::of(&lines, row)?, reasons });
        }
    }
    Ok(found)
}

/// What is to come at site ?1 between ?2 and ?3, of practitioner ?4 or of all.
pub(crate) fn to_come() -> String {
    select(
        "a.site_id = ?1 AND a.starts_at >= ?2 AND a.starts_at < ?3 \
         AND (?4 IS NULL OR a.practitioner_id = ?4) AND a.status IN ('scheduled', 'confirmed')",
    ) + " ORDER BY a.starts_at, a.id"
}
