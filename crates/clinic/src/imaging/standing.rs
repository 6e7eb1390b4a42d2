//! A scan as a verb finds it.

use serde::Deserialize;
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::Refused;

/// Which scan, report, finding, analysis or entry, as the screen showed it.
#[derive(Clone, Copy, Deserialize, TS)]
pub struct ThisImaging {
    /// The row.
    pub id: Uuid,
    /// The row version that the screen showed.
    pub version: i64,
}

/// A scan as a verb finds it.
#[derive(Debug, Deserialize)]
pub(crate) struct Scan {
    pub id: Uuid,
    pub patient_id: Uuid,
    pub site_id: Option<Uuid>,
    pub appointment_id: Option<Uuid>,
    pub scan_number: Option<String>,
    pub modality: String,
    pub body_part: Option<String>,
    pub study_instance_uid: Option<String>,
    pub ordered_by: Option<Uuid>,
    pub priority: String,
    pub status: String,
}

/// The scan `id`.
pub(crate) fn scan(reader: &Reader<'_>, id: Uuid) -> Result<Scan, Refused> {
    reader
        .row(
            "SELECT id, patient_id, site_id, appointment_id, scan_number, modality, body_part, \
             study_instance_uid, ordered_by, priority, status FROM scans WHERE id = ?1 \
             AND deleted_at IS NULL",
            params![id],
        )?
        .ok_or_else(|| Refused::gone("scan"))
}

impl Scan {
    /// Refuses unless the status is one of `from`; `what` ends "This scan cannot be …".
    pub fn must_be(&self, from: &[&str], what: &str) -> Result<(), Refused> {
        if from.contains(&self.status.as_str()) {
            return Ok(());
        }
        let now = match self.status.as_str() {
            "ordered" => "it has only been ordered",
            "scheduled" => "it is scheduled and has not begun",
            "in_progress" => "the images are being taken",
            "acquired" => "the images have been taken",
            "reported" => "it has been reported",
            "cancelled" => "it was cancelled",
            _ => "it was entered in error",
        };
        Err(Refused::because(format!("This scan cannot be {what}: {now}.")))
    }
}
