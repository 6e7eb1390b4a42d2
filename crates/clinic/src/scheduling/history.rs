//! How often an appointment was rescheduled, and why.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::practitioners::user_name;
use crate::people::line::Lines;
use crate::scheduling::appointment::{AppointmentLine, Row, booked, select};
use crate::{Asking, Refused};

/// Nobody reschedules more often; a chain that is longer is damaged.
const STEPS_MAX: usize = 200;

/// Which appointment.
#[derive(Deserialize, TS)]
pub struct History {
    id: Uuid,
}

/// One of the appointments that followed each other.
#[derive(Serialize, TS)]
pub struct HistoryStep {
    appointment: AppointmentLine,
    cancelled_at: Option<i64>,
    cancelled_by: Option<String>,
    cancel_reason: Option<String>,
}

/// Every appointment that this one came from or became, in that order.
pub fn history(asking: &Asking<'_>, request: History) -> Result<Vec<HistoryStep>, Refused> {
    #[derive(Deserialize)]
    struct Cancellation {
        cancelled_at: Option<i64>,
        cancelled_by: Option<Uuid>,
        cancel_reason: Option<String>,
    }
    let reader = &asking.reader;
    let lines = Lines::of(asking);
    let mut steps = Vec::new();
    for id in chain(reader, request.id)? {
        let row: Option<Row> = reader.row(&select("a.id = ?1"), params![id])?;
        let cancellation: Option<Cancellation> = reader.row(
            "SELECT cancelled_at, cancelled_by, cancel_reason FROM appointments WHERE id = ?1",
            params![id],
        )?;
        let (Some(row), Some(cancellation)) = (row, cancellation) else { continue };
        steps.push(HistoryStep {
            appointment: AppointmentLine::of(&lines, row)?,
            cancelled_at: cancellation.cancelled_at,
            cancelled_by: user_name(reader, cancellation.cancelled_by)?,
            cancel_reason: cancellation.cancel_reason,
        });
    }
    Ok(steps)
}

/// The ids from the first to the last. What an appointment became has an id that follows from its
/// own.
fn chain(reader: &Reader<'_>, id: Uuid) -> Result<Vec<Uuid>, Refused> {
    let mut chain = vec![id];
    let mut earlier = booked(reader, id)?.rescheduled_from_id;
    while let Some(from) = earlier.filter(|_| chain.len() < STEPS_MAX) {
        chain.insert(0, from);
        earlier = reader
            .value("SELECT rescheduled_from_id FROM appointments WHERE id = ?1", params![from])?
            .flatten();
    }
    let mut last = id;
    while chain.len() < STEPS_MAX {
        let next = Uuid::new_v5(&last, b"rescheduled");
        let there: Option<i64> = reader.value(
            "SELECT 1 FROM appointments WHERE id = ?1 AND deleted_at IS NULL",
            params![next],
        )?;
        if there.is_none() {
            break;
        }
        chain.push(next);
        last = next;
    }
    Ok(chain)
}
