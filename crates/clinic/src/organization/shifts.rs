//! Who works when, beside the hours in which patients are booked.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::HOUR;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Asking, Nothing, Refused, Who};

/// A week on call is the longest; it also bounds how far back a shift is looked for.
pub(crate) const LASTS_MAX: i64 = 7 * 24 * HOUR;
const SHOWN_MAX: u32 = 2_000;

/// Between which moments.
#[derive(Deserialize, TS)]
pub struct Shifts {
    from: i64,
    until: i64,
}

/// A shift of one person.
#[derive(Serialize, Deserialize, TS)]
pub struct ShiftLine {
    id: Uuid,
    version: i64,
    user_id: Uuid,
    name: String,
    department_id: Option<Uuid>,
    starts_at: i64,
    ends_at: i64,
    kind: String,
    status: String,
    notes: Option<String>,
}

/// The shifts at this site between two moments, cancelled ones included, by time.
pub fn shifts(asking: &Asking<'_>, request: Shifts) -> Result<Vec<ShiftLine>, Refused> {
    Ok(asking.reader.rows(
        &format!(
            "SELECT s.id, s.version, s.user_id, coalesce(u.display_name, u.username) AS name, \
             s.department_id, s.starts_at, s.ends_at, s.kind, s.status, s.notes \
             FROM shifts s JOIN users u ON u.id = s.user_id \
             WHERE s.site_id = ?1 AND s.starts_at < ?3 AND s.starts_at > ?2 - {LASTS_MAX} \
             AND s.ends_at > ?2 AND s.deleted_at IS NULL \
             ORDER BY s.starts_at, s.id LIMIT {SHOWN_MAX}"
        ),
        params![asking.who.site.id, request.from, request.until],
    )?)
}

/// Who works, when and where.
#[derive(Clone, Deserialize, TS)]
pub struct ShiftForm {
    user_id: Uuid,
    /// Only for this department; for the whole site where nothing is said.
    department_id: Option<Uuid>,
    starts_at: i64,
    ends_at: i64,
    kind: String,
    notes: Option<String>,
}

impl ShiftForm {
    fn cells(&self, reader: &Reader<'_>, own: Option<Uuid>) -> Result<Cells, Refused> {
        if self.ends_at - self.starts_at > LASTS_MAX {
            return Err(Refused::field("ends_at", "A shift lasts 7 days at most."));
        }
        let works: Option<i64> = reader.value(
            "SELECT 1 FROM users WHERE id = ?1 AND is_active = 1 AND deleted_at IS NULL",
            params![self.user_id],
        )?;
        if works.is_none() {
            return Err(Refused::field("user_id", "This person does not work here any more."));
        }
        let overlapping: Option<i64> = reader.value(
            &format!(
                "SELECT 1 FROM shifts WHERE user_id = ?1 AND starts_at < ?3 \
                 AND starts_at > ?2 - {LASTS_MAX} AND ends_at > ?2 AND id IS NOT ?4 \
                 AND status <> 'cancelled' AND deleted_at IS NULL"
            ),
            params![self.user_id, self.starts_at, self.ends_at, own],
        )?;
        if overlapping.is_some() {
            return Err(Refused::field(
                "starts_at",
                "This person has another shift in this time. Change or cancel that one first.",
            ));
        }
        Ok(Cells::new()
            .set("user_id", self.user_id)
            .set("department_id", self.department_id)
            .set("starts_at", self.starts_at)
            .set("ends_at", self.ends_at)
            .set("kind", self.kind.as_str())
            .set("notes", filled(self.notes.as_deref())))
    }
}

/// Plans a shift at this site.
pub fn add_shift(write: &mut Write<'_>, who: &Who, request: ShiftForm) -> Result<Made, Refused> {
    let cells = request.cells(write, None)?;
    let id = write.insert("shifts", cells.set("site_id", who.site.id).set("status", "planned"))?;
    Ok(Made { id })
}

/// A shift as it should be.
#[derive(Deserialize, TS)]
pub struct UpdateShift {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    shift: ShiftForm,
}

/// Changes a shift that was not cancelled.
pub fn update_shift(
    write: &mut Write<'_>,
    _: &Who,
    request: UpdateShift,
) -> Result<Nothing, Refused> {
    must_stand(write, request.id)?;
    let cells = request.shift.cells(write, Some(request.id))?;
    write.update("shifts", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// Which shift, as the screen showed it.
#[derive(Clone, Copy, Deserialize, TS)]
pub struct ThisShift {
    id: Uuid,
    version: i64,
}

/// Cancels a shift; it stays visible.
pub fn cancel_shift(write: &mut Write<'_>, _: &Who, this: ThisShift) -> Result<Nothing, Refused> {
    must_stand(write, this.id)?;
    let cells = Cells::new().set("status", "cancelled");
    write.update("shifts", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}

fn must_stand(reader: &Reader<'_>, id: Uuid) -> Result<(), Refused> {
    let status: Option<String> = reader
        .value("SELECT status FROM shifts WHERE id = ?1 AND deleted_at IS NULL", params![id])?;
    match status.as_deref() {
        None => Err(Refused::gone("shift")),
        Some("cancelled") => Err(Refused::because("This shift was cancelled. Plan a new one.")),
        Some(_) => Ok(()),
    }
}
