//! Rooms and machines that bookings need, each promised once at a time.

use std::collections::BTreeSet;

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use uuid::Uuid;

use crate::calendar::{HOUR, time_text};
use crate::place::condition::condition;
use crate::place::equipment::stands_at;
use crate::{Refused, Who};

/// A room or a machine that can be booked.
#[derive(Debug, Deserialize)]
pub(crate) struct Usable {
    pub name: String,
    pub kind: String,
    site_id: Uuid,
    status: String,
    is_active: bool,
}

impl Usable {
    /// Whether it is a room, where an appointment takes place.
    pub fn is_room(&self) -> bool {
        matches!(self.kind.as_str(), "room" | "operating_room")
    }
}

/// The room or machine, if it can be promised.
pub(crate) fn usable(reader: &Reader<'_>, who: &Who, id: Uuid) -> Result<Usable, Refused> {
    let found: Option<Usable> = reader.row(
        "SELECT name, kind, site_id, status, is_active FROM resources \
         WHERE id = ?1 AND deleted_at IS NULL",
        params![id],
    )?;
    let refused = |sentence: String| Err(Refused::field("resource_ids", sentence));
    let Some(found) = found.filter(|found| found.site_id == who.site.id) else {
        return refused("One of the rooms or machines is not at this site.".to_owned());
    };
    let name = &found.name;
    if !found.is_active {
        return refused(format!("{name} is not in use any more. Choose another one."));
    }
    if let Some(place) = stands_at(reader, id)? {
        return refused(format!(
            "{name} stands at {}. Choose another one, or take it away from there first.",
            place.spoken()
        ));
    }
    match condition(reader, id, &found.status)?.as_str() {
        "available" => Ok(found),
        "retired" => refused(format!("{name} is not in use any more. Choose another one.")),
        "in_service" => refused(format!("{name} is being serviced. Choose another one.")),
        _ => refused(format!(
            "{name} is out of order. Choose another one, or record first that it was repaired."
        )),
    }
}

/// What a booking needs now.
pub(crate) fn of(reader: &Reader<'_>, appointment: Uuid) -> Result<Vec<Uuid>, Refused> {
    Ok(reader.column(
        "SELECT resource_id FROM appointment_resources WHERE appointment_id = ?1 \
         AND is_released = 0 AND deleted_at IS NULL ORDER BY id",
        params![appointment],
    )?)
}

/// When a room or machine is promised between two moments.
pub(crate) fn promised(
    reader: &Reader<'_>,
    resource: Uuid,
    (from, until): (i64, i64),
) -> Result<Vec<(i64, i64)>, Refused> {
    Ok(reader.rows(&promised_sql(), params![resource, from, until, None::<Uuid>])?)
}

/// The promises of resource ?1 between ?2 and ?3, those to the appointment or scan ?4 left out.
pub(crate) fn promised_sql() -> String {
    format!(
        "SELECT starts_at, ends_at FROM appointment_resources WHERE resource_id = ?1 \
         AND starts_at < ?3 AND starts_at > ?2 - {} AND ends_at > ?2 \
         AND (?4 IS NULL OR coalesce(appointment_id, scan_id) <> ?4) AND is_released = 0 AND held_reason IS NULL \
         AND deleted_at IS NULL ORDER BY starts_at",
        24 * HOUR
    )
}

/// Refuses where one of the rooms and machines is promised to another appointment or scan than
/// `own`.
pub(crate) fn must_be_free(
    reader: &Reader<'_>,
    who: &Who,
    resources: &[Uuid],
    own: Option<Uuid>,
    (starts_at, ends_at): (i64, i64),
) -> Result<(), Refused> {
    for resource in resources {
        let taken: Vec<(i64, i64)> =
            reader.rows(&promised_sql(), params![resource, starts_at, ends_at, own])?;
        if let Some((other, _)) = taken.first() {
            let name: Option<String> =
                reader.value("SELECT name FROM resources WHERE id = ?1", params![resource])?;
            return Err(Refused::coded_field(
                "taken",
                "resource_ids",
                format!(
                    "{} is promised to somebody else at {}. Choose another one or another time.",
                    name.unwrap_or_default(),
                    time_text(who.site.time_zone, *other)
                ),
            ));
        }
    }
    Ok(())
}

/// A booking with its time, as its rooms and machines follow it.
pub(crate) struct Following {
    pub appointment: Uuid,
    pub patient: Uuid,
    pub starts_at: i64,
    pub ends_at: i64,
}

impl Following {
    /// Makes what the booking needs exactly `resources`, at the booking's time. The id of each row
    /// follows from booking and resource, so that two PCs write one row.
    pub fn needs(
        &self,
        write: &mut Write<'_>,
        who: &Who,
        resources: &[Uuid],
    ) -> Result<(), Refused> {
        let before: Vec<(Uuid, Uuid)> = write.rows(
            "SELECT id, resource_id FROM appointment_resources WHERE appointment_id = ?1 \
             AND deleted_at IS NULL",
            params![self.appointment],
        )?;
        for (row, resource) in &before {
            if !resources.contains(resource) {
                write.update("appointment_resources", *row, None, released())?;
            }
        }
        let wanted: BTreeSet<&Uuid> = resources.iter().collect();
        for resource in wanted {
            let cells = Cells::new()
                .set("starts_at", self.starts_at)
                .set("ends_at", self.ends_at)
                .set("is_released", false);
            if let Some((row, _)) = before.iter().find(|(_, known)| known == resource) {
                write.update("appointment_resources", *row, None, cells)?;
                continue;
            }
            write.insert(
                "appointment_resources",
                cells
                    .set("id", Uuid::new_v5(&self.appointment, resource.as_bytes()))
                    .set("site_id", who.site.id)
                    .set("patient_id", self.patient)
                    .set("appointment_id", self.appointment)
                    .set("resource_id", *resource),
            )?;
        }
        Ok(())
    }
}

fn released() -> Cells {
    Cells::new().set("is_released", true)
}

/// Promises a scan its time, with the machine and the room that it needs, and nothing else any more.
/// A scan without either has its time all the same: the patient is there. Refuses what cannot be
/// used then.
pub(crate) fn promise_to_scan(
    write: &mut Write<'_>,
    who: &Who,
    (scan, patient): (Uuid, Uuid),
    (resource, room): (Option<Uuid>, Option<&str>),
    time: (i64, i64),
) -> Result<(), Refused> {
    if let Some(resource) = resource {
        usable(write, who, resource)?;
        must_be_free(write, who, &[resource], Some(scan), time)?;
    }
    let row = Uuid::new_v5(&scan, resource.unwrap_or(Uuid::nil()).as_bytes());
    let before = promised_to_scan(write, scan)?;
    for other in before.iter().filter(|other| **other != row) {
        write.update("appointment_resources", *other, None, released())?;
    }
    let cells = Cells::new()
        .set("room", room)
        .set("starts_at", time.0)
        .set("ends_at", time.1)
        .set("is_released", false);
    let known: Option<i64> =
        write.value("SELECT 1 FROM appointment_resources WHERE id = ?1", params![row])?;
    if known.is_some() {
        write.update("appointment_resources", row, None, cells)?;
        return Ok(());
    }
    write.insert(
        "appointment_resources",
        cells
            .set("id", row)
            .set("site_id", who.site.id)
            .set("patient_id", patient)
            .set("scan_id", scan)
            .set("resource_id", resource),
    )?;
    Ok(())
}

/// Gives back the machine and the room of a scan that is over or does not take place.
pub(crate) fn release_scan(write: &mut Write<'_>, scan: Uuid) -> Result<(), Refused> {
    for row in promised_to_scan(write, scan)? {
        write.update("appointment_resources", row, None, released())?;
    }
    Ok(())
}

/// What is promised to scan ?1.
pub(crate) const OF_SCAN: &str = "SELECT id FROM appointment_resources WHERE scan_id = ?1 \
     AND is_released = 0 AND deleted_at IS NULL";

fn promised_to_scan(reader: &Reader<'_>, scan: Uuid) -> Result<Vec<Uuid>, Refused> {
    Ok(reader.column(OF_SCAN, params![scan])?)
}

/// Gives back what a booking that does not take place had been promised.
pub(crate) fn release(write: &mut Write<'_>, appointment: Uuid) -> Result<(), Refused> {
    let rows: Vec<Uuid> = write.column(
        "SELECT id FROM appointment_resources WHERE appointment_id = ?1 AND is_released = 0 \
         AND deleted_at IS NULL",
        params![appointment],
    )?;
    for row in rows {
        write.update("appointment_resources", row, None, released())?;
    }
    Ok(())
}
