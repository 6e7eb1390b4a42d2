//! Something that was seen in a scan, as a person or a model tells it.

use serde::Deserialize;
use serde_json::json;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::Refused;
use crate::imaging::shape::{FindingShape, ImageSize};
use crate::imaging::standing::Scan;
use crate::people::details::filled;

/// Something that was seen.
#[derive(Deserialize, TS)]
pub struct FindingDetails {
    /// What it is, such as `nodule`.
    pub(crate) kind: String,
    pub(crate) description: Option<String>,
    /// Where in the body.
    pub(crate) location_text: Option<String>,
    /// In which image, where `shape` says where in it.
    pub(crate) scan_file_id: Option<Uuid>,
    /// Counted from 1.
    pub(crate) frame_number: Option<i64>,
    pub(crate) shape: Option<FindingShape>,
    /// From 0 to 1.
    pub(crate) confidence: Option<f64>,
    pub(crate) severity: Option<String>,
    pub(crate) is_primary: bool,
}

impl FindingDetails {
    /// Writes the finding; `decision` says who made it and whether it stands.
    pub(crate) fn insert(
        &self,
        write: &mut Write<'_>,
        scan: &Scan,
        decision: Cells,
    ) -> Result<Uuid, Refused> {
        self.check_place(write, scan)?;
        let shape = self.shape.as_ref().map(|shape| json!(shape).to_string());
        let id = write.insert(
            "findings",
            decision
                .set("patient_id", scan.patient_id)
                .set("scan_id", scan.id)
                .set("scan_file_id", self.scan_file_id)
                .set("frame_number", self.frame_number)
                .set("kind", self.kind.trim())
                .set("description", filled(self.description.as_deref()))
                .set("location_text", filled(self.location_text.as_deref()))
                .set("coordinates", shape)
                .set("confidence", self.confidence)
                .set("severity", self.severity.clone())
                .set("is_primary", self.is_primary),
        )?;
        Ok(id)
    }

    fn check_place(&self, reader: &Reader<'_>, scan: &Scan) -> Result<(), Refused> {
        #[derive(Deserialize)]
        struct Image {
            frame_count: Option<i64>,
            row_count: Option<i64>,
            column_count: Option<i64>,
        }
        let Some(file) = self.scan_file_id else {
            if self.shape.is_some() || self.frame_number.is_some() {
                return Err(Refused::field("scan_file_id", "Say in which image it was seen."));
            }
            return Ok(());
        };
        let image: Option<Image> = reader.row(
            "SELECT frame_count, row_count, column_count FROM scan_files WHERE id = ?1 \
             AND scan_id = ?2 AND deleted_at IS NULL",
            params![file, scan.id],
        )?;
        let image = image.ok_or_else(|| {
            Refused::field("scan_file_id", "This image does not belong to the scan.")
        })?;
        let frames = image.frame_count.unwrap_or(i64::MAX);
        if self.frame_number.is_some_and(|frame| frame > frames) {
            return Err(Refused::field(
                "frame_number",
                format!("This image has {frames} frames. Choose one of them."),
            ));
        }
        let size = ImageSize { columns: image.column_count, rows: image.row_count };
        self.shape.as_ref().map_or(Ok(()), |shape| shape.check(size))
    }
}
