//! The beds of a site, and the board that shows who lies where.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::people::line::{Lines, PatientLine};
use crate::place::equipment::{EquipmentLine, by_bed};
use crate::place::methods::OCCUPANCY;
use crate::{Asking, Nothing, Refused, Who};

/// What is written down about a bed.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct BedForm {
    department_id: Option<Uuid>,
    ward: Option<String>,
    room: String,
    label: String,
    kind: Option<String>,
    notes: Option<String>,
}

/// The beds of one ward.
#[derive(Serialize, TS)]
pub struct Ward {
    /// `None` for beds outside every ward.
    ward: Option<String>,
    beds: Vec<BedLine>,
    free: u32,
}

/// A bed, and who lies in it.
#[derive(Serialize, TS)]
pub struct BedLine {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    bed: BedForm,
    stay: Option<StayLine>,
    /// Machines that stand at it.
    equipment: Vec<EquipmentLine>,
    /// Stays that the centre could not grant, because bed or patient were taken elsewhere: each
    /// must be transferred or corrected.
    held: Vec<StayLine>,
}

/// A patient in a bed.
#[derive(Serialize, TS)]
pub struct StayLine {
    id: Uuid,
    version: i64,
    patient: PatientLine,
    since: i64,
    reason: Option<String>,
    expected_end_on: Option<String>,
    visit_id: Option<Uuid>,
    held_reason: Option<String>,
}

#[derive(Deserialize)]
struct BedRow {
    id: Uuid,
    version: i64,
    department_id: Option<Uuid>,
    ward: Option<String>,
    room: String,
    label: String,
    kind: Option<String>,
    notes: Option<String>,
}

#[derive(Deserialize)]
struct StayRow {
    id: Uuid,
    version: i64,
    bed_id: Uuid,
    patient_id: Uuid,
    started_at: i64,
    reason: Option<String>,
    expected_end_on: Option<String>,
    visit_id: Option<Uuid>,
    held_reason: Option<String>,
}

/// The stays at site ?1 that have not ended.
pub(crate) const OPEN_STAYS: &str = "SELECT id, version, bed_id, patient_id, started_at, reason, \
     expected_end_on, visit_id, held_reason FROM bed_stays \
     WHERE site_id = ?1 AND ended_at IS NULL AND deleted_at IS NULL ORDER BY started_at, id";

/// Every bed in use at this site with who lies in it since when, by ward and room.
pub fn wards(asking: &Asking<'_>, _: Nothing) -> Result<Vec<Ward>, Refused> {
    let site = asking.who.site.id;
    let beds: Vec<BedRow> = asking.reader.rows(
        "SELECT id, version, department_id, ward, room, label, kind, notes FROM beds \
         WHERE site_id = ?1 AND is_active = 1 AND deleted_at IS NULL \
         ORDER BY ward, room, label, id",
        params![site],
    )?;
    let lines = Lines::of(asking);
    let mut stays: BTreeMap<Uuid, Vec<StayLine>> = BTreeMap::new();
    for row in asking.reader.rows::<StayRow>(OPEN_STAYS, params![site])? {
        stays.entry(row.bed_id).or_default().push(StayLine {
            patient: lines.line(row.patient_id)?,
            id: row.id,
            version: row.version,
            since: row.started_at,
            reason: row.reason,
            expected_end_on: row.expected_end_on,
            visit_id: row.visit_id,
            held_reason: row.held_reason,
        });
    }
    let mut equipment = by_bed(&asking.reader, site)?;
    let mut wards: Vec<Ward> = Vec::new();
    for row in beds {
        let of_bed = stays.remove(&row.id).unwrap_or_default();
        let (held, standing): (Vec<_>, Vec<_>) =
            of_bed.into_iter().partition(|stay| stay.held_reason.is_some());
        let stay = standing.into_iter().next();
        if wards.last().is_none_or(|ward| ward.ward != row.ward) {
            wards.push(Ward { ward: row.ward.clone(), beds: Vec::new(), free: 0 });
        }
        let Some(ward) = wards.last_mut() else { continue };
        ward.free += u32::from(stay.is_none());
        ward.beds.push(BedLine {
            id: row.id,
            version: row.version,
            bed: BedForm {
                department_id: row.department_id,
                ward: row.ward,
                room: row.room,
                label: row.label,
                kind: row.kind,
                notes: row.notes,
            },
            stay,
            equipment: equipment.remove(&row.id).unwrap_or_default(),
            held,
        });
    }
    Ok(wards)
}

impl BedForm {
    fn cells(&self, reader: &Reader<'_>, who: &Who, own: Option<Uuid>) -> Result<Cells, Refused> {
        let ward = filled(self.ward.as_deref());
        let (room, label) = (self.room.trim(), self.label.trim());
        let twice: Option<i64> = reader.value(
            "SELECT 1 FROM beds WHERE site_id = ?1 AND ward IS ?2 AND room = ?3 AND label = ?4 \
             AND id IS NOT ?5 AND is_active = 1 AND deleted_at IS NULL",
            params![who.site.id, ward, room, label, own],
        )?;
        if twice.is_some() {
            return Err(Refused::field(
                "label",
                "There is a bed of this name in the room already. Choose another name.",
            ));
        }
        Ok(Cells::new()
            .set("department_id", self.department_id)
            .set("ward", ward)
            .set("room", room)
            .set("label", label)
            .set("kind", filled(self.kind.as_deref()))
            .set("notes", filled(self.notes.as_deref())))
    }
}

/// Adds a bed to this site.
pub fn add_bed(write: &mut Write<'_>, who: &Who, request: BedForm) -> Result<Made, Refused> {
    let cells = request.cells(write, who, None)?;
    OCCUPANCY.row(write, who.organization_id)?;
    let id = write.insert("beds", cells.set("site_id", who.site.id))?;
    Ok(Made { id })
}

/// A bed as it should be.
#[derive(Deserialize, TS)]
pub struct UpdateBed {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    bed: BedForm,
}

/// Changes what is written down about a bed; who lies in it stays there.
pub fn update_bed(
    write: &mut Write<'_>,
    who: &Who,
    request: UpdateBed,
) -> Result<Nothing, Refused> {
    let cells = request.bed.cells(write, who, Some(request.id))?;
    write.update("beds", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// Which bed, as the screen showed it.
#[derive(Clone, Copy, Deserialize, TS)]
pub struct ThisBed {
    id: Uuid,
    version: i64,
}

/// Takes an empty bed out of use.
pub fn retire_bed(write: &mut Write<'_>, who: &Who, this: ThisBed) -> Result<Nothing, Refused> {
    let occupied: Option<i64> = write.value(
        "SELECT 1 FROM bed_stays WHERE bed_id = ?1 AND ended_at IS NULL AND deleted_at IS NULL",
        params![this.id],
    )?;
    if occupied.is_some() {
        return Err(Refused::because(
            "A patient lies in this bed. Transfer or discharge them first.",
        ));
    }
    if by_bed(write, who.site.id)?.contains_key(&this.id) {
        return Err(Refused::because(
            "Machines stand at this bed. Put them elsewhere or take them away first.",
        ));
    }
    let cells = Cells::new().set("is_active", false);
    write.update("beds", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}
