//! Who is here: arrived, roomed, with the doctor, done.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{self, HOUR};
use crate::people::line::Lines;
use crate::scheduling::appointment::{AppointmentLine, Row, select};
use crate::{Asking, Refused};

/// Which day.
#[derive(Deserialize, TS)]
pub struct Queue {
    on: String,
}

/// How far a patient has come today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// In the waiting room.
    Arrived,
    /// In a room, waiting for the doctor.
    Roomed,
    /// With the doctor.
    WithDoctor,
    /// Seen.
    Done,
}

/// A patient who is or was here today.
#[derive(Serialize, TS)]
pub struct QueueLine {
    appointment: AppointmentLine,
    stage: Stage,
    /// Since when at this stage.
    since: i64,
    visit_id: Option<Uuid>,
    visit_version: Option<i64>,
}

/// Those who came on a day, by stage and then by how long they have waited.
pub fn queue(asking: &Asking<'_>, request: Queue) -> Result<Vec<QueueLine>, Refused> {
    let on = calendar::day("on", &request.on)?;
    let site = &asking.who.site;
    let (from, until) = calendar::bounds(site.time_zone, on);
    let rows: Vec<Row> = asking.reader.rows(&of_queue(), params![site.id, from, until])?;
    let lines = Lines::of(asking);
    let mut queue = Vec::new();
    for row in rows {
        let (stage, since) = standing(&row);
        let (visit_id, visit_version) = (row.visit_id, row.visit_version);
        let appointment = AppointmentLine::of(&lines, row)?;
        queue.push(QueueLine { appointment, stage, since, visit_id, visit_version });
    }
    queue.sort_by_key(|line| (line.stage, line.since));
    Ok(queue)
}

/// Those who came to site ?1 between ?2 and ?3.
pub(crate) fn of_queue() -> String {
    select(&format!(
        "a.site_id = ?1 AND a.starts_at < ?3 AND a.starts_at > ?2 - {} AND a.ends_at > ?2 \
         AND a.status IN ('checked_in', 'in_progress', 'completed')",
        24 * HOUR
    ))
}

/// The stage of an appointment, from its own status and its visit's.
fn standing(row: &Row) -> (Stage, i64) {
    let arrived = row.checked_in_at.or(row.started_at).or(row.completed_at).unwrap_or_default();
    match (row.status.as_str(), row.visit_status.as_deref()) {
        ("completed", _) => (Stage::Done, row.completed_at.unwrap_or(arrived)),
        ("in_progress", _) | (_, Some("in_progress")) => {
            (Stage::WithDoctor, row.started_at.or(row.visit_started_at).unwrap_or(arrived))
        }
        (_, Some("roomed")) => (Stage::Roomed, row.visit_started_at.unwrap_or(arrived)),
        _ => (Stage::Arrived, arrived),
    }
}
