//! Machines that stand at a bed: a monitor, a pump, a ventilator.
//!
//! Where a machine stands is the last of its moves. Whoever is on the ward moves one, also where only
//! an administrator may change the machine itself; and two PCs that each moved it have both said so.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::place::condition::condition;
use crate::place::resources::bookings_ahead;
use crate::{Refused, Who};

/// Which machine, and the bed at which it stands from now on; at none where nothing is said.
#[derive(Deserialize, TS)]
pub struct MoveEquipment {
    resource_id: Uuid,
    bed_id: Option<Uuid>,
    notes: Option<String>,
}

/// A machine at a bed.
#[derive(Debug, Serialize, TS)]
pub struct EquipmentLine {
    /// The machine.
    pub resource_id: Uuid,
    name: String,
    kind: String,
    /// One of `resource_status`, faults and repairs considered.
    status: String,
}

/// A bed as people speak of it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct BedPlace {
    /// The bed.
    pub bed_id: Uuid,
    ward: Option<String>,
    room: String,
    label: String,
}

impl BedPlace {
    /// Such as `bed A in room 12`.
    pub fn spoken(&self) -> String {
        format!("bed {} in room {}", self.label, self.room)
    }
}

/// The last move of machine ?1.
pub(crate) const STANDS_AT: &str = "SELECT bed_id FROM resource_events WHERE resource_id = ?1 \
     AND kind = 'move' AND deleted_at IS NULL ORDER BY occurred_at DESC, id DESC LIMIT 1";

/// The bed at which a machine stands, if it stands at one.
pub(crate) fn stands_at(reader: &Reader<'_>, resource: Uuid) -> Result<Option<BedPlace>, Refused> {
    let bed: Option<Option<Uuid>> = reader.value(STANDS_AT, params![resource])?;
    let Some(bed) = bed.flatten() else { return Ok(None) };
    Ok(reader
        .row("SELECT id AS bed_id, ward, room, label FROM beds WHERE id = ?1", params![bed])?)
}

/// The machines of a site by the bed at which they stand.
pub(crate) fn by_bed(
    reader: &Reader<'_>,
    site: Uuid,
) -> Result<BTreeMap<Uuid, Vec<EquipmentLine>>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        id: Uuid,
        name: String,
        kind: String,
        status: String,
    }
    let rows: Vec<Row> = reader.rows(
        "SELECT id, name, kind, status FROM resources WHERE site_id = ?1 \
         AND kind NOT IN ('room', 'operating_room') AND is_active = 1 AND deleted_at IS NULL \
         ORDER BY name, id",
        params![site],
    )?;
    let mut beds: BTreeMap<Uuid, Vec<EquipmentLine>> = BTreeMap::new();
    for row in rows {
        let bed: Option<Option<Uuid>> = reader.value(STANDS_AT, params![row.id])?;
        let Some(bed) = bed.flatten() else { continue };
        beds.entry(bed).or_default().push(EquipmentLine {
            resource_id: row.id,
            status: condition(reader, row.id, &row.status)?,
            name: row.name,
            kind: row.kind,
        });
    }
    Ok(beds)
}

/// Puts a machine to a bed, or takes it away. What is promised to appointments is not put to a bed,
/// and what stands at a bed is promised to none.
pub fn move_equipment(
    write: &mut Write<'_>,
    who: &Who,
    request: MoveEquipment,
) -> Result<Made, Refused> {
    #[derive(Deserialize)]
    struct Machine {
        site_id: Uuid,
        kind: String,
        is_active: bool,
    }
    let id = request.resource_id;
    let machine: Option<Machine> = write.row(
        "SELECT site_id, kind, is_active FROM resources WHERE id = ?1 AND deleted_at IS NULL",
        params![id],
    )?;
    let machine = machine
        .filter(|machine| machine.site_id == who.site.id && machine.is_active)
        .ok_or_else(|| Refused::field("resource_id", "This machine is not in use at this site."))?;
    if matches!(machine.kind.as_str(), "room" | "operating_room") {
        return Err(Refused::field("resource_id", "A room does not stand at a bed."));
    }
    let now_at = stands_at(write, id)?.map(|place| place.bed_id);
    if now_at == request.bed_id {
        return Err(Refused::field(
            "bed_id",
            match now_at {
                Some(_) => "The machine stands at this bed already.",
                None => "The machine stands at no bed.",
            },
        ));
    }
    if let Some(bed) = request.bed_id {
        let found: Option<i64> = write.value(
            "SELECT 1 FROM beds WHERE id = ?1 AND site_id = ?2 AND is_active = 1 \
             AND deleted_at IS NULL",
            params![bed, who.site.id],
        )?;
        if found.is_none() {
            return Err(Refused::field("bed_id", "This bed is not in use at this site."));
        }
        let ahead = bookings_ahead(write, id)?;
        if ahead > 0 {
            return Err(Refused::field(
                "resource_id",
                format!(
                    "It is promised to {ahead} appointments that are to come. Give those another \
                     one first."
                ),
            ));
        }
    }
    let id = write.insert(
        "resource_events",
        Cells::new()
            .set("site_id", who.site.id)
            .set("resource_id", id)
            .set("kind", "move")
            .set("occurred_at", write.now())
            .set("bed_id", request.bed_id)
            .set("recorded_by", who.user_id)
            .set("notes", filled(request.notes.as_deref())),
    )?;
    Ok(Made { id })
}
