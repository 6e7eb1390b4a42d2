//! An appointment as lists show it, and as verbs change it.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::organization::practitioners::NAME;
use crate::people::line::{Lines, PatientLine};
use crate::people::merged;
use crate::{Asking, Nothing, Refused};

/// An appointment in one line.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AppointmentLine {
    pub(super) id: Uuid,
    version: i64,
    patient: PatientLine,
    /// The nil id where no practitioner was chosen, as in some imported records.
    practitioner_id: Uuid,
    practitioner: String,
    pub(super) starts_at: i64,
    ends_at: i64,
    kind: String,
    status: String,
    priority: String,
    reason: Option<String>,
    room: Option<String>,
    overbooked: bool,
    /// Why the time is closed into which somebody booked it on purpose.
    #[ts(type = "\"holiday\" | \"leave\" | \"blocked\" | null")]
    booked_despite: Option<String>,
    held_reason: Option<String>,
    walk_in: bool,
    checked_in_at: Option<i64>,
    started_at: Option<i64>,
    completed_at: Option<i64>,
    visit_id: Option<Uuid>,
    /// Whether something about it has not reached the centre yet.
    pending: bool,
    /// The first booking of its series, where it is one of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    series_id: Option<Uuid>,
    /// Where it is, if at another branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    elsewhere: Option<String>,
}

/// A row of [`select`].
#[derive(Deserialize)]
pub(crate) struct Row {
    pub id: Uuid,
    version: i64,
    patient_id: Uuid,
    pub practitioner_id: Option<Uuid>,
    practitioner: Option<String>,
    pub starts_at: i64,
    pub ends_at: i64,
    kind: String,
    pub status: String,
    priority: String,
    reason: Option<String>,
    room: Option<String>,
    overbooked: bool,
    booked_despite: Option<String>,
    held_reason: Option<String>,
    walk_in: bool,
    pub checked_in_at: Option<i64>,
    pub started_at: Option<i64>,
    pub completed_at: Option<i64>,
    pub visit_id: Option<Uuid>,
    pub visit_version: Option<i64>,
    pub visit_status: Option<String>,
    pub visit_started_at: Option<i64>,
    pending: bool,
    series_id: Option<Uuid>,
    site_id: Uuid,
}

/// The SELECT that fills [`Row`], with `condition` on `a`. The plus before `a.id` takes its numeric
/// affinity away, without which the outbox, whose ids are blobs, would be read as a whole. The reason of a booking is for those
/// who see bookings; nothing of the visit's note is read here.
pub(crate) fn select(condition: &str) -> String {
    format!(
        "SELECT a.id, a.version, a.patient_id, a.practitioner_id, {NAME} AS practitioner, \
         a.starts_at, a.ends_at, a.kind, a.status, a.priority, a.reason, \
         coalesce(v.room, a.room) AS room, a.overbooked, a.booked_despite, a.held_reason, a.walk_in, \
         a.checked_in_at, a.started_at, a.completed_at, v.id AS visit_id, \
         v.version AS visit_version, v.status AS visit_status, v.started_at AS visit_started_at, \
         EXISTS (SELECT 1 FROM outbox_operations o WHERE o.row_id = +a.id) AS pending, \
         a.series_id, a.site_id FROM appointments a LEFT JOIN practitioners p ON p.id = a.practitioner_id \
         LEFT JOIN visits v ON v.id = (SELECT w.id FROM visits w WHERE w.appointment_id = a.id \
         AND w.deleted_at IS NULL AND w.status NOT IN ('cancelled', 'entered_in_error') \
         ORDER BY w.id LIMIT 1) \
         WHERE a.deleted_at IS NULL AND a.status <> 'entered_in_error' AND {condition}"
    )
}

impl AppointmentLine {
    /// The line of a row.
    pub(crate) fn of(lines: &Lines<'_>, row: Row) -> Result<Self, Refused> {
        Ok(Self {
            series_id: row.series_id,
            elsewhere: lines.elsewhere(row.site_id)?,
            patient: lines.line(row.patient_id)?,
            id: row.id,
            version: row.version,
            practitioner_id: row.practitioner_id.unwrap_or_default(),
            practitioner: row.practitioner.unwrap_or_default(),
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            kind: row.kind,
            status: row.status,
            priority: row.priority,
            reason: row.reason,
            room: row.room,
            overbooked: row.overbooked,
            booked_despite: row.booked_despite,
            held_reason: row.held_reason,
            walk_in: row.walk_in,
            checked_in_at: row.checked_in_at,
            started_at: row.started_at,
            completed_at: row.completed_at,
            visit_id: row.visit_id,
            pending: row.pending,
        })
    }
}

/// A patient's appointments that have not ended, soonest first.
pub(crate) fn upcoming(
    asking: &Asking<'_>,
    patient: Uuid,
) -> Result<Vec<AppointmentLine>, Refused> {
    let rows: Vec<Row> = asking.reader.rows(
        &(select(&format!(
            "{} AND a.ends_at > ?2 \
             AND a.status IN ('scheduled', 'confirmed', 'checked_in', 'in_progress')",
            merged::is_one("a.patient_id")
        )) + " ORDER BY a.starts_at, a.id LIMIT 50"),
        params![patient, asking.now],
    )?;
    let lines = Lines::of(asking);
    rows.into_iter().map(|row| AppointmentLine::of(&lines, row)).collect()
}

/// Which appointment.
#[derive(Deserialize, TS)]
pub struct AppointmentAsked {
    id: Uuid,
}

/// One appointment, as a note or a task leads to it.
pub fn one(asking: &Asking<'_>, request: AppointmentAsked) -> Result<AppointmentLine, Refused> {
    let row: Option<Row> = asking.reader.row(&select("a.id = ?1"), params![request.id])?;
    let row = row.ok_or_else(|| Refused::gone("appointment"))?;
    AppointmentLine::of(&Lines::of(asking), row)
}

/// Whose booking was opened.
pub(crate) fn opened(line: &AppointmentLine) -> Opened {
    Opened { table: "appointments", row: line.id, patient: line.patient.id }
}

/// An appointment as a verb finds it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Booked {
    pub id: Uuid,
    pub patient_id: Uuid,
    pub practitioner_id: Option<Uuid>,
    pub starts_at: i64,
    pub ends_at: i64,
    pub status: String,
    pub room: Option<String>,
    pub kind: String,
    pub priority: String,
    pub reason: Option<String>,
    pub department_id: Option<Uuid>,
    pub rescheduled_from_id: Option<Uuid>,
    pub series_id: Option<Uuid>,
    pub confirmed_at: Option<i64>,
    pub site_id: Uuid,
}

/// The appointment `id`.
pub(crate) fn booked(reader: &Reader<'_>, id: Uuid) -> Result<Booked, Refused> {
    reader
        .row(
            "SELECT id, patient_id, practitioner_id, starts_at, ends_at, status, room, kind, \
             priority, reason, department_id, rescheduled_from_id, series_id, confirmed_at, site_id \
             FROM appointments WHERE id = ?1 AND deleted_at IS NULL",
            params![id],
        )?
        .ok_or_else(|| Refused::gone("appointment"))
}

impl Booked {
    /// Refuses unless the status is one of `from`; `what` ends "An appointment that …".
    pub fn must_be(&self, from: &[&str], what: &str) -> Result<(), Refused> {
        if from.contains(&self.status.as_str()) {
            return Ok(());
        }
        let now = match self.status.as_str() {
            "scheduled" | "confirmed" => "the patient has not been checked in",
            "checked_in" => "the patient has been checked in",
            "in_progress" => "the patient is with the doctor",
            "completed" => "it is over",
            "cancelled" => "it was cancelled",
            "no_show" => "the patient did not come",
            _ => "it was entered in error",
        };
        Err(Refused::because(format!("This appointment cannot be {what}: {now}.")))
    }
}

/// Which appointment, as the screen showed it.
#[derive(Clone, Copy, Deserialize, TS)]
pub struct ThisAppointment {
    /// The appointment.
    pub id: Uuid,
    /// The row version that the screen showed.
    pub version: i64,
}

/// One step along an appointment's course.
pub(crate) fn step(
    write: &mut Write<'_>,
    this: ThisAppointment,
    from: &[&str],
    what: &str,
    cells: Cells,
) -> Result<Nothing, Refused> {
    booked(write, this.id)?.must_be(from, what)?;
    write.update("appointments", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}

/// The practitioner, if there is one that may be booked.
pub(crate) fn practitioner_exists(reader: &Reader<'_>, id: Uuid) -> Result<(), Refused> {
    let found: Option<i64> = reader.value(
        "SELECT 1 FROM practitioners WHERE id = ?1 AND deleted_at IS NULL AND is_available = 1",
        params![id],
    )?;
    found.map(|_| ()).ok_or_else(|| {
        Refused::field(
            "practitioner_id",
            "This doctor cannot be booked at present. Choose another one.",
        )
    })
}

/// The patient, if the record is on this PC and the patient lives.
pub(crate) fn patient_may_come(reader: &Reader<'_>, id: Uuid) -> Result<(), Refused> {
    match merged::deceased(reader, id)? {
        None => Err(Refused::field("patient_id", "This patient's record is not on this PC.")),
        Some(true) => Err(Refused::field(
            "patient_id",
            "This patient is recorded as deceased. Correct the record first if that is wrong.",
        )),
        Some(false) => Ok(()),
    }
}
