//! A prescribed medicine as verbs find it, and what becomes of its prescription.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::Refused;
use crate::people::details::filled;

/// Which medicine, as the screen showed it.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct ThisItem {
    /// The prescribed medicine.
    pub item_id: Uuid,
    /// The row version that the screen showed.
    pub version: i64,
}

/// Which medicine, as the screen showed it, and why.
#[derive(Debug, Deserialize, TS)]
pub struct ThisItemBecause {
    item_id: Uuid,
    version: i64,
    reason: String,
}

/// A prescribed medicine as a verb finds it.
#[derive(Debug, Deserialize)]
pub(crate) struct StandingItem {
    pub id: Uuid,
    pub prescription_id: Uuid,
    pub patient_id: Uuid,
    pub medication_text: String,
    pub medication_id: Option<Uuid>,
    pub code: Option<String>,
    pub status: String,
    pub start_on: Option<String>,
    pub end_on: Option<String>,
    pub quantity: Option<f64>,
    pub quantity_unit: Option<String>,
    pub refills_allowed: Option<i64>,
    pub substitution_allowed: Option<bool>,
    /// What was accepted when it was prescribed, in words for the pharmacist.
    pub pharmacy_notes: Option<String>,
    pub prescribed_at: i64,
    pub visit_id: Option<Uuid>,
}

/// The prescribed medicine `id`.
pub(crate) fn standing(reader: &Reader<'_>, id: Uuid) -> Result<StandingItem, Refused> {
    reader
        .row(
            "SELECT i.id, i.prescription_id, i.patient_id, i.medication_text, i.medication_id, \
             i.code, i.status, i.start_on, i.end_on, i.quantity, i.quantity_unit, \
             i.refills_allowed, i.substitution_allowed, i.pharmacy_notes, \
             r.prescribed_at, r.visit_id FROM prescription_items i \
             JOIN prescriptions r ON r.id = i.prescription_id \
             WHERE i.id = ?1 AND i.deleted_at IS NULL",
            params![id],
        )?
        .ok_or_else(|| Refused::gone("medicine"))
}

impl StandingItem {
    /// Refuses unless the status is one of `from`; `what` ends "This medicine cannot be …".
    pub fn must_be(&self, from: &[&str], what: &str) -> Result<(), Refused> {
        if from.contains(&self.status.as_str()) {
            return Ok(());
        }
        let now = match self.status.as_str() {
            "draft" => "it is only a draft",
            "active" => "it is being taken",
            "on_hold" => "it is on hold",
            "completed" => "its course is over",
            "stopped" => "it was stopped",
            "cancelled" => "it was cancelled",
            _ => "it was entered in error",
        };
        Err(Refused::because(format!("This medicine cannot be {what}: {now}.")))
    }
}

/// The reason, which must not be empty.
pub(crate) fn because(reason: &str, sentence: &'static str) -> Result<String, Refused> {
    filled(Some(reason)).ok_or_else(|| Refused::field("reason", sentence))
}

impl ThisItemBecause {
    /// The medicine, the version that was seen, and the reason, which must not be empty.
    pub(crate) fn parts(&self, sentence: &'static str) -> Result<(ThisItem, String), Refused> {
        let this = ThisItem { item_id: self.item_id, version: self.version };
        Ok((this, because(&self.reason, sentence)?))
    }
}

/// Ends a medicine as `status`, and its prescription with the last of its medicines. A course that
/// would have gone on ends today.
pub(crate) fn end(
    write: &mut Write<'_>,
    item: &StandingItem,
    seen: Option<i64>,
    status: &'static str,
    reason: Option<String>,
    today: &str,
) -> Result<(), Refused> {
    let mut cells = Cells::new().set("status", status).set("status_reason", reason);
    let begun = item.start_on.as_deref().is_none_or(|start| start <= today);
    if begun && item.end_on.as_deref().is_none_or(|end| end > today) {
        cells.put("end_on", today);
    }
    write.update("prescription_items", item.id, seen, cells)?;
    if !anything_left(write, item.prescription_id)? {
        let cells = Cells::new().set("status", status);
        write.update("prescriptions", item.prescription_id, None, cells)?;
    }
    Ok(())
}

fn anything_left(reader: &Reader<'_>, prescription: Uuid) -> Result<bool, Refused> {
    let left: Option<i64> = reader.value(
        "SELECT 1 FROM prescription_items WHERE prescription_id = ?1 \
         AND status IN ('draft', 'active', 'on_hold') AND deleted_at IS NULL LIMIT 1",
        params![prescription],
    )?;
    Ok(left.is_some())
}
