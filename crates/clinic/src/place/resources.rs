//! Rooms and machines: what there is, whether it is free, and what happens to it.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::{HOUR, MINUTE};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::place::condition::condition;
use crate::place::equipment::{BedPlace, stands_at};
use crate::place::maintenance::{self, Maintenance};
use crate::place::methods::MAINTENANCE;
use crate::{Asking, Nothing, Refused, Who};

/// A clock that is a little ahead puts nothing into the future.
const GRACE: i64 = 5 * MINUTE;

/// What is written down about a room or machine.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ResourceForm {
    department_id: Option<Uuid>,
    kind: String,
    name: String,
    code: Option<String>,
    capacity: Option<i64>,
    service_interval_days: Option<i64>,
    service_interval_hours: Option<f64>,
    notes: Option<String>,
}

/// A room or machine, and whether it is free.
#[derive(Serialize, TS)]
pub struct ResourceLine {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    resource: ResourceForm,
    /// One of `resource_status`, faults and repairs considered.
    status: String,
    is_active: bool,
    /// Whether somebody is booked on it now.
    is_in_use: bool,
    /// Until when.
    in_use_until: Option<i64>,
    next_booking_at: Option<i64>,
    /// The bed at which a machine stands.
    bed: Option<BedPlace>,
    maintenance: Option<Maintenance>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    version: i64,
    department_id: Option<Uuid>,
    kind: String,
    name: String,
    code: Option<String>,
    capacity: Option<i64>,
    service_interval_days: Option<i64>,
    service_interval_hours: Option<f64>,
    notes: Option<String>,
    status: String,
    is_active: bool,
}

/// The rooms and machines of this site, each with whether it is free now, its next booking and
/// when it should be serviced; those that are retired last.
pub fn resources(asking: &Asking<'_>, _: Nothing) -> Result<Vec<ResourceLine>, Refused> {
    let reader = &asking.reader;
    let rows: Vec<Row> = reader.rows(
        "SELECT id, version, department_id, kind, name, code, capacity, service_interval_days, \
         service_interval_hours, notes, status, is_active FROM resources \
         WHERE site_id = ?1 AND deleted_at IS NULL ORDER BY is_active DESC, kind, name, id",
        params![asking.who.site.id],
    )?;
    rows.into_iter()
        .map(|row| {
            let in_use_until: Option<i64> =
                reader.value(&in_use(), params![row.id, asking.now])?.flatten();
            let next_booking_at: Option<i64> =
                reader.value(NEXT_BOOKING, params![row.id, asking.now])?.flatten();
            let zone = asking.who.site.time_zone;
            let maintenance = match row.is_active {
                true => maintenance::of(reader, row.id, zone, asking.now)?,
                false => None,
            };
            Ok(ResourceLine {
                id: row.id,
                version: row.version,
                status: condition(reader, row.id, &row.status)?,
                resource: ResourceForm {
                    department_id: row.department_id,
                    kind: row.kind,
                    name: row.name,
                    code: row.code,
                    capacity: row.capacity,
                    service_interval_days: row.service_interval_days,
                    service_interval_hours: row.service_interval_hours,
                    notes: row.notes,
                },
                is_active: row.is_active,
                is_in_use: in_use_until.is_some(),
                in_use_until,
                next_booking_at,
                bed: stands_at(reader, row.id)?,
                maintenance,
            })
        })
        .collect()
}

/// Until when resource ?1 is promised at moment ?2.
pub(crate) fn in_use() -> String {
    format!(
        "SELECT max(ends_at) FROM appointment_resources WHERE resource_id = ?1 \
         AND starts_at <= ?2 AND starts_at > ?2 - {} AND ends_at > ?2 AND is_released = 0 \
         AND held_reason IS NULL AND deleted_at IS NULL",
        24 * HOUR
    )
}

/// When resource ?1 is promised next after moment ?2.
pub(crate) const NEXT_BOOKING: &str = "SELECT min(starts_at) FROM appointment_resources \
     WHERE resource_id = ?1 AND starts_at > ?2 AND is_released = 0 AND held_reason IS NULL \
     AND deleted_at IS NULL";

impl ResourceForm {
    fn cells(&self, reader: &Reader<'_>, who: &Who, own: Option<Uuid>) -> Result<Cells, Refused> {
        let name = self.name.trim();
        let twice: Option<i64> = reader.value(
            "SELECT 1 FROM resources WHERE site_id = ?1 AND lower(name) = lower(?2) \
             AND id IS NOT ?3 AND is_active = 1 AND deleted_at IS NULL",
            params![who.site.id, name, own],
        )?;
        if twice.is_some() {
            return Err(Refused::field(
                "name",
                "There is a room or machine of this name already. Choose another name.",
            ));
        }
        Ok(Cells::new()
            .set("department_id", self.department_id)
            .set("kind", self.kind.as_str())
            .set("name", name)
            .set("code", filled(self.code.as_deref()))
            .set("capacity", self.capacity)
            .set("service_interval_days", self.service_interval_days)
            .set("service_interval_hours", self.service_interval_hours)
            .set("notes", filled(self.notes.as_deref())))
    }
}

/// Adds a room or machine to this site.
pub fn add_resource(
    write: &mut Write<'_>,
    who: &Who,
    request: ResourceForm,
) -> Result<Made, Refused> {
    let cells = request.cells(write, who, None)?;
    MAINTENANCE.row(write, who.organization_id)?;
    let cells = cells.set("site_id", who.site.id).set("status", "available");
    Ok(Made { id: write.insert("resources", cells)? })
}

/// A room or machine as it should be.
#[derive(Deserialize, TS)]
pub struct UpdateResource {
    id: Uuid,
    version: i64,
    /// One of `resource_status`, all but `retired`.
    status: String,
    #[serde(flatten)]
    resource: ResourceForm,
}

/// Changes what is written down about a room or machine.
pub fn update_resource(
    write: &mut Write<'_>,
    who: &Who,
    request: UpdateResource,
) -> Result<Nothing, Refused> {
    if request.status == "retired" {
        return Err(Refused::field(
            "status",
            "Retire it instead; its bookings are looked at then.",
        ));
    }
    let cells = request.resource.cells(write, who, Some(request.id))?;
    let cells = cells.set("status", request.status);
    write.update("resources", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// Which room or machine, as the screen showed it.
#[derive(Clone, Copy, Deserialize, TS)]
pub struct ThisResource {
    id: Uuid,
    version: i64,
}

/// Takes a room or machine out of use for good. Nothing that is to come may need it.
pub fn retire_resource(
    write: &mut Write<'_>,
    _: &Who,
    this: ThisResource,
) -> Result<Nothing, Refused> {
    let ahead = bookings_ahead(write, this.id)?;
    if ahead > 0 {
        return Err(Refused::because(format!(
            "It is promised to {ahead} appointments that are to come. Give those another one first."
        )));
    }
    let cells = Cells::new().set("status", "retired").set("is_active", false);
    write.update("resources", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}

/// How many appointments that are to come need a room or machine.
pub(crate) fn bookings_ahead(write: &Write<'_>, resource: Uuid) -> Result<u32, Refused> {
    let ahead: Option<u32> = write.value(
        "SELECT count(*) FROM appointment_resources WHERE resource_id = ?1 AND starts_at > ?2 \
         AND is_released = 0 AND deleted_at IS NULL",
        params![resource, write.now()],
    )?;
    Ok(ahead.unwrap_or(0))
}

/// What happened to a room or machine.
#[derive(Deserialize, TS)]
pub struct RecordResourceEvent {
    resource_id: Uuid,
    /// One of `resource_event`.
    kind: String,
    /// Now where nothing is said.
    occurred_at: Option<i64>,
    hours_used: Option<f64>,
    notes: Option<String>,
}

/// What was recorded.
#[derive(Serialize, TS)]
pub struct ResourceEventRecorded {
    id: Uuid,
    /// How many appointments that are to come need it.
    bookings_ahead: u32,
}

/// Records a service, a fault, a repair, a check or a use. A machine is out of order from a fault
/// until it is repaired or serviced.
pub fn record_resource_event(
    write: &mut Write<'_>,
    who: &Who,
    request: RecordResourceEvent,
) -> Result<ResourceEventRecorded, Refused> {
    let now = write.now();
    let occurred_at = request.occurred_at.unwrap_or(now);
    if occurred_at > now + GRACE {
        return Err(Refused::field("occurred_at", "This moment has not come yet."));
    }
    let site: Option<Uuid> = write.value(
        "SELECT site_id FROM resources WHERE id = ?1 AND deleted_at IS NULL",
        params![request.resource_id],
    )?;
    let site = site.ok_or_else(|| Refused::gone("room or machine"))?;
    if request.kind == "move" {
        return Err(Refused::field("kind", "Say at which bed the machine stands instead."));
    }
    if request.kind == "use" && request.hours_used.is_none() {
        return Err(Refused::field("hours_used", "Say for how many hours it was used."));
    }
    let id = write.insert(
        "resource_events",
        Cells::new()
            .set("site_id", site)
            .set("resource_id", request.resource_id)
            .set("kind", request.kind)
            .set("occurred_at", occurred_at)
            .set("hours_used", request.hours_used)
            .set("recorded_by", who.user_id)
            .set("notes", filled(request.notes.as_deref())),
    )?;
    Ok(ResourceEventRecorded { id, bookings_ahead: bookings_ahead(write, request.resource_id)? })
}

/// What happened to a resource, the last first.
#[derive(Deserialize, TS)]
pub struct ResourceEvents {
    resource_id: Uuid,
}

/// Something that happened to a room or machine.
#[derive(Serialize, Deserialize, TS)]
pub struct ResourceEventLine {
    id: Uuid,
    kind: String,
    occurred_at: i64,
    hours_used: Option<f64>,
    recorded_by: Option<String>,
    notes: Option<String>,
}

/// The last 200 things that happened to a room or machine, the last first.
pub fn resource_events(
    asking: &Asking<'_>,
    request: ResourceEvents,
) -> Result<Vec<ResourceEventLine>, Refused> {
    Ok(asking.reader.rows(
        "SELECT e.id, e.kind, e.occurred_at, e.hours_used, e.notes, \
         coalesce(u.display_name, u.username) AS recorded_by \
         FROM resource_events e LEFT JOIN users u ON u.id = e.recorded_by \
         WHERE e.resource_id = ?1 AND e.deleted_at IS NULL \
         ORDER BY e.occurred_at DESC, e.id DESC LIMIT 200",
        params![request.resource_id],
    )?)
}
