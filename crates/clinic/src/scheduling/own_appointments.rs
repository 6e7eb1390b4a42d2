//! What patients see and do about their own appointments. They confirm one themselves; to call one
//! off they ask the front desk, which gives the time to somebody else.

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::asking::Site;
use crate::calendar::HOUR;
use crate::encounters::older::{OlderThan, PAGE_LIMIT, below, page};
use crate::messages::add_task::{NewTask, add_task};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::people::line::Lines;
use crate::people::merged;
use crate::people::own::{must_be_own, own_patient};
use crate::scheduling::appointment::{
    AppointmentLine, Row, ThisAppointment, booked, select, upcoming,
};
use crate::scheduling::{check_in, confirm};
use crate::{Asking, Nothing, Refused, Who};

/// A question about an appointment that begins sooner cannot wait.
const SOON: i64 = 24 * HOUR;

/// From where on the past ones; the newest where nothing is said.
#[derive(Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct OwnAppointmentsAsked {
    older: Option<OlderThan>,
}

/// The own appointments.
#[derive(Serialize, TS)]
pub struct OwnAppointments {
    /// Those that are to come, soonest first.
    upcoming: Vec<OwnAppointment>,
    /// Those that are over or were called off, the newest first.
    past: Vec<AppointmentLine>,
    /// Where the next page of past ones begins.
    older: Option<OlderThan>,
}

/// An appointment that is to come.
#[derive(Serialize, TS)]
pub struct OwnAppointment {
    #[serde(flatten)]
    line: AppointmentLine,
    /// Whether the patient has asked to call it off and nobody has answered yet.
    cancel_asked: bool,
}

/// Appointments of the patient ?1 that ended before ?4 or were called off, older than a place
/// (?2, ?3).
pub(crate) fn past_query() -> String {
    let condition = format!(
        "{} AND (a.starts_at, a.id) < (?2, ?3) AND (a.ends_at <= ?4 \
         OR a.status NOT IN ('scheduled', 'confirmed', 'checked_in', 'in_progress'))",
        merged::is_one("a.patient_id")
    );
    select(&condition) + " ORDER BY a.starts_at DESC, a.id DESC" + PAGE_LIMIT
}

/// The own appointments, those to come and those of the past.
pub fn own_appointments(
    asking: &Asking<'_>,
    request: OwnAppointmentsAsked,
) -> Result<OwnAppointments, Refused> {
    let (reader, patient) = (&asking.reader, own_patient(asking.who)?);
    let (at, id) = below(request.older);
    let rows: Vec<Row> = reader.rows(&past_query(), params![patient, at, id, asking.now])?;
    let (rows, older) = page(rows, |row| OlderThan { at: row.starts_at, id: row.id });
    let lines = Lines::of(asking);
    let past =
        rows.into_iter().map(|row| AppointmentLine::of(&lines, row)).collect::<Result<_, _>>()?;
    let upcoming = upcoming(asking, patient)?
        .into_iter()
        .map(|line| {
            let task = asked_task(line.id, line.starts_at);
            let waiting: Option<i64> = reader.value(WAITING, params![task])?;
            Ok(OwnAppointment { line, cancel_asked: waiting.is_some() })
        })
        .collect::<Result<_, Refused>>()?;
    Ok(OwnAppointments { upcoming, past, older })
}

/// Whether the task ?1 waits for somebody.
const WAITING: &str = "SELECT 1 FROM tasks WHERE id = ?1 AND status IN ('open', 'in_progress') \
     AND deleted_at IS NULL";

/// The id of the question whether an appointment may be called off: one for each time that it was
/// given.
fn asked_task(appointment: Uuid, starts_at: i64) -> Uuid {
    Uuid::new_v5(&appointment, format!("cancel asked/{starts_at}").as_bytes())
}

/// The patient has come.
pub fn own_check_in(
    write: &mut Write<'_>,
    who: &Who,
    this: ThisAppointment,
) -> Result<Nothing, Refused> {
    must_be_own(write, who, "appointments", this.id)?;
    check_in::check_in(write, who, this)
}

/// The patient says that they will come.
pub fn own_confirm(
    write: &mut Write<'_>,
    who: &Who,
    this: ThisAppointment,
) -> Result<Nothing, Refused> {
    must_be_own(write, who, "appointments", this.id)?;
    confirm::confirm(write, who, this)
}

/// Which appointment, and why it does not suit any more.
#[derive(Deserialize, TS)]
pub struct OwnAskToCancel {
    id: Uuid,
    reason: Option<String>,
}

/// Asks the front desk of the appointment's site to call it off. The appointment stands until
/// somebody does.
pub fn own_ask_to_cancel(
    write: &mut Write<'_>,
    who: &Who,
    request: OwnAskToCancel,
) -> Result<Made, Refused> {
    let patient = must_be_own(write, who, "appointments", request.id)?;
    let appointment = booked(write, request.id)?;
    appointment.must_be(&["scheduled", "confirmed"], "cancelled")?;
    let now = write.now();
    if appointment.ends_at <= now {
        return Err(Refused::because("This appointment is over."));
    }
    let task = asked_task(appointment.id, appointment.starts_at);
    if write.value::<i64>("SELECT 1 FROM tasks WHERE id = ?1", params![task])?.is_some() {
        return Err(Refused::because(
            "You have asked for this already. Telephone the front desk if you need an answer.",
        ));
    }
    let site: Option<Uuid> =
        write.value("SELECT site_id FROM appointments WHERE id = ?1", params![appointment.id])?;
    let there =
        Who { site: Site { id: site.unwrap_or(who.site.id), ..who.site.clone() }, ..who.clone() };
    let id = add_task(
        write,
        &there,
        &NewTask {
            id: Some(task),
            kind: "other",
            title: "A patient asks to call an appointment off".to_owned(),
            description: filled(request.reason.as_deref()),
            priority: if appointment.starts_at - now < SOON { "high" } else { "medium" },
            for_role: Some("receptionist"),
            assigned_to: None,
            patient: Some(patient),
            due_at: Some(appointment.starts_at),
            source: Some(("appointments", appointment.id)),
        },
    )?;
    Ok(Made { id })
}

/// Ends the question whether an appointment may be called off, if the patient has asked it: it was.
pub(crate) fn answered(
    write: &mut Write<'_>,
    who: &Who,
    appointment: Uuid,
    starts_at: i64,
) -> Result<(), Refused> {
    let task = asked_task(appointment, starts_at);
    if write.value::<i64>(WAITING, params![task])?.is_none() {
        return Ok(());
    }
    let done = Cells::new()
        .set("status", "done")
        .set("completed_at", write.now())
        .set("completed_by", who.user_id)
        .set("outcome_text", "The appointment was called off.");
    Ok(write.update("tasks", task, None, done)?)
}
