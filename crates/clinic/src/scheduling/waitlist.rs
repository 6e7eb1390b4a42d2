//! Those who wait for a time.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::practitioners::name_of;
use crate::people::line::{Lines, PatientLine};
use crate::scheduling::free_slots::patient_busy;
use crate::{Asking, Nothing, Refused, calendar};

const SHOWN_MAX: usize = 500;

/// Somebody who waits for a time.
#[derive(Serialize, TS)]
pub struct WaitingLine {
    id: Uuid,
    version: i64,
    patient: PatientLine,
    practitioner_id: Option<Uuid>,
    practitioner: Option<String>,
    department_id: Option<Uuid>,
    kind: String,
    priority: String,
    status: String,
    reason: Option<String>,
    wanted_from_on: Option<String>,
    wanted_until_on: Option<String>,
    wanted_times: Option<String>,
    waiting_since: i64,
    /// What is offered, for as long as the offer stands.
    offer: Option<OfferLine>,
    /// Whether the last day that would do has passed.
    is_over: bool,
    /// The branch whose desk asked for the appointment, where that is another one.
    asked_from: Option<String>,
}

/// A time that is kept for somebody who waits.
#[derive(Serialize, TS)]
pub struct OfferLine {
    offered_at: Option<i64>,
    practitioner_id: Uuid,
    practitioner: Option<String>,
    starts_at: i64,
    ends_at: i64,
    /// Until when the patient may answer.
    until: i64,
}

/// A row of [`WAITING`].
#[derive(Deserialize)]
pub(crate) struct WaitingRow {
    pub id: Uuid,
    version: i64,
    pub site_id: Uuid,
    pub patient_id: Uuid,
    pub practitioner_id: Option<Uuid>,
    pub department_id: Option<Uuid>,
    pub kind: String,
    pub priority: String,
    pub status: String,
    pub reason: Option<String>,
    pub wanted_from_on: Option<String>,
    pub wanted_until_on: Option<String>,
    wanted_times_text: Option<String>,
    offered_at: Option<i64>,
    offered_practitioner_id: Option<Uuid>,
    offered_starts_at: Option<i64>,
    offered_ends_at: Option<i64>,
    offered_until: Option<i64>,
    pub created_at: i64,
    pub asked_from_site_id: Option<Uuid>,
}

/// The SELECT that fills [`WaitingRow`].
pub(crate) const WAITING: &str = "SELECT id, version, site_id, patient_id, practitioner_id, \
     department_id, kind, priority, status, reason, wanted_from_on, wanted_until_on, \
     wanted_times_text, offered_at, offered_practitioner_id, offered_starts_at, offered_ends_at, \
     offered_until, created_at, asked_from_site_id FROM waitlist_entries WHERE deleted_at IS NULL";

impl WaitingRow {
    /// Urgent ones first, and of equals who has waited longest.
    pub fn rank(&self) -> (u8, i64, Uuid) {
        let priority = match self.priority.as_str() {
            "urgent" => 0,
            "high" => 1,
            "medium" => 2,
            _ => 3,
        };
        (priority, self.created_at, self.id)
    }

    /// The status as it is now: whose offer has run out waits on.
    pub fn status(&self, now: i64) -> &str {
        match self.offered_until {
            Some(until) if self.status == "offered" && until <= now => "waiting",
            _ => &self.status,
        }
    }

    fn offer(&self, asking: &Asking<'_>) -> Result<Option<OfferLine>, Refused> {
        let (Some(practitioner_id), Some(starts_at), Some(ends_at), Some(until)) = (
            self.offered_practitioner_id,
            self.offered_starts_at,
            self.offered_ends_at,
            self.offered_until,
        ) else {
            return Ok(None);
        };
        if self.status(asking.now) != "offered" {
            return Ok(None);
        }
        Ok(Some(OfferLine {
            offered_at: self.offered_at,
            practitioner_id,
            practitioner: name_of(&asking.reader, Some(practitioner_id))?,
            starts_at,
            ends_at,
            until,
        }))
    }

    /// As a list shows it.
    pub fn line(self, asking: &Asking<'_>) -> Result<WaitingLine, Refused> {
        let today = asking.today().to_string();
        let offer = self.offer(asking)?;
        let status = self.status(asking.now).to_owned();
        let asked_from = match self.asked_from_site_id {
            Some(site) => Lines::of(asking).elsewhere(site)?,
            None => None,
        };
        Ok(WaitingLine {
            asked_from,
            patient: Lines::of(asking).line(self.patient_id)?,
            practitioner: name_of(&asking.reader, self.practitioner_id)?,
            is_over: self.wanted_until_on.as_deref().is_some_and(|until| until < today.as_str()),
            id: self.id,
            version: self.version,
            practitioner_id: self.practitioner_id,
            department_id: self.department_id,
            kind: self.kind,
            priority: self.priority,
            status,
            reason: self.reason,
            wanted_from_on: self.wanted_from_on,
            wanted_until_on: self.wanted_until_on,
            wanted_times: self.wanted_times_text,
            waiting_since: self.created_at,
            offer,
        })
    }
}

/// Those who wait at this site or have been offered a time, by priority and then by how long.
pub fn waitlist(asking: &Asking<'_>, _: Nothing) -> Result<Vec<WaitingLine>, Refused> {
    let mut rows = with_status(&asking.reader, asking.who.site.id, "waiting")?;
    rows.extend(with_status(&asking.reader, asking.who.site.id, "offered")?);
    rows.sort_by_key(WaitingRow::rank);
    rows.into_iter().take(SHOWN_MAX).map(|row| row.line(asking)).collect()
}

/// The entries of a site with a status.
pub(crate) fn with_status(
    reader: &Reader<'_>,
    site: Uuid,
    status: &str,
) -> Result<Vec<WaitingRow>, Refused> {
    Ok(reader
        .rows(&format!("{WAITING} AND site_id = ?1 AND status = ?2"), params![site, status])?)
}

/// The entry, if its status is now one of `from`.
pub(crate) fn entry(
    reader: &Reader<'_>,
    id: Uuid,
    from: &[&str],
    now: i64,
) -> Result<WaitingRow, Refused> {
    let row: Option<WaitingRow> = reader.row(&format!("{WAITING} AND id = ?1"), params![id])?;
    let row = row.ok_or_else(|| Refused::gone("entry of the waiting list"))?;
    if from.contains(&row.status(now)) {
        return Ok(row);
    }
    Err(Refused::because(match row.status(now) {
        "waiting" => "Nothing is offered to this patient at present.",
        "offered" => "A time has already been offered to this patient.",
        "booked" => "This patient has been given an appointment from the waiting list.",
        "cancelled" => "This patient does not wait any more.",
        _ => "The days that would have done for this patient have passed. Add them again.",
    }))
}

/// Which freed time.
#[derive(Deserialize, TS)]
pub struct SuggestWaiting {
    practitioner_id: Uuid,
    starts_at: i64,
    ends_at: i64,
    count: u32,
}

/// Who of those waiting would be helped most by a time that has become free: the days suit them,
/// they want this doctor or any of the department, and they have nothing else then. The most
/// urgent first, and of equals who has waited longest.
pub fn suggest_waiting(
    asking: &Asking<'_>,
    request: SuggestWaiting,
) -> Result<Vec<WaitingLine>, Refused> {
    let (reader, who) = (&asking.reader, asking.who);
    let departments: Vec<Uuid> = reader.column(
        "SELECT department_id FROM practitioner_departments WHERE practitioner_id = ?1 \
         AND deleted_at IS NULL",
        params![request.practitioner_id],
    )?;
    let on = calendar::day_of(who.site.time_zone, request.starts_at).to_string();
    let window = (request.starts_at, request.ends_at);
    let mut rows = with_status(reader, who.site.id, "waiting")?;
    rows.extend(with_status(reader, who.site.id, "offered")?);
    rows.retain(|row| {
        row.status(asking.now) == "waiting"
            && row.practitioner_id.is_none_or(|wanted| wanted == request.practitioner_id)
            && row.department_id.is_none_or(|wanted| departments.contains(&wanted))
            && row.wanted_from_on.as_ref().is_none_or(|from| *from <= on)
            && row.wanted_until_on.as_ref().is_none_or(|until| *until >= on)
    });
    rows.sort_by_key(WaitingRow::rank);
    let mut suggested = Vec::new();
    for row in rows {
        if suggested.len() >= request.count.min(50) as usize {
            break;
        }
        let elsewhere = patient_busy(reader, row.patient_id, window)?;
        if elsewhere.is_empty() {
            suggested.push(row.line(asking)?);
        }
    }
    suggested.retain(|line| !line.patient.deceased);
    Ok(suggested)
}
