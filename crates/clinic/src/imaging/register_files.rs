//! The files of a scan are registered: what they are, not what they show.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::standing::{Scan, scan};
use crate::imaging::uid::check_uid;
use crate::people::details::filled;
use crate::{Refused, Who};

/// Files in one step; more come in parts.
const FILES_MAX: usize = 1_000;

/// One DICOM instance.
#[derive(Deserialize, TS)]
pub struct ScanFileDetails {
    pub(crate) sop_instance_uid: String,
    series_instance_uid: String,
    series_number: Option<i64>,
    instance_number: Option<i64>,
    series_description: Option<String>,
    transfer_syntax: Option<String>,
    frame_count: Option<i64>,
    row_count: Option<i64>,
    column_count: Option<i64>,
    size_bytes: i64,
    /// Over the plain file.
    pub(crate) sha256: String,
    file_name: Option<String>,
    /// Where the pixels lie, if they lie here.
    pub(crate) attachment_id: Option<Uuid>,
}

/// Of which scan, and which files.
#[derive(Deserialize, TS)]
pub struct RegisterFiles {
    scan_id: Uuid,
    study_instance_uid: Option<String>,
    files: Vec<ScanFileDetails>,
}

/// What came of it.
#[derive(Serialize, TS)]
pub struct FilesRegistered {
    registered: usize,
    /// Were there already, the same.
    known: usize,
}

/// Registers files. One that is there already, the same by identity and sum, is not written again;
/// one whose identity belongs to another file is refused.
pub fn register_files(
    write: &mut Write<'_>,
    who: &Who,
    request: RegisterFiles,
) -> Result<FilesRegistered, Refused> {
    if request.files.len() > FILES_MAX {
        return Err(Refused::field(
            "files",
            format!("At most {FILES_MAX} files can be registered in one step."),
        ));
    }
    let scan = scan(write, request.scan_id)?;
    scan.must_be(&["in_progress", "acquired", "reported"], "given files")?;
    if let Some(study) = &request.study_instance_uid {
        name_study(write, &scan, study)?;
    }
    let mut known = 0;
    for file in &request.files {
        if file.is_known(write, &scan)? {
            known += 1;
        } else {
            file.register(write, who, &scan)?;
        }
    }
    Ok(FilesRegistered { registered: request.files.len() - known, known })
}

pub(crate) fn name_study(write: &mut Write<'_>, scan: &Scan, study: &str) -> Result<(), Refused> {
    check_uid("study_instance_uid", study)?;
    match scan.study_instance_uid.as_deref() {
        Some(named) if named == study => Ok(()),
        Some(_) => Err(Refused::field(
            "study_instance_uid",
            "These files belong to another study than the scan. Choose the scan that they are of.",
        )),
        None => {
            let cells = Cells::new().set("study_instance_uid", study);
            Ok(write.update("scans", scan.id, None, cells)?)
        }
    }
}

/// Files with the identity `?2` in organization `?1`.
pub(crate) const SAME_INSTANCE: &str = "SELECT scan_id, sha256 FROM scan_files \
     WHERE organization_id = ?1 AND sop_instance_uid = ?2 AND deleted_at IS NULL";

impl ScanFileDetails {
    pub(crate) fn is_known(&self, reader: &Reader<'_>, scan: &Scan) -> Result<bool, Refused> {
        #[derive(Deserialize)]
        struct Known {
            scan_id: Uuid,
            sha256: String,
        }
        let organization: Option<Uuid> =
            reader.value("SELECT organization_id FROM scans WHERE id = ?1", params![scan.id])?;
        let known: Option<Known> =
            reader.row(SAME_INSTANCE, params![organization, self.sop_instance_uid])?;
        let Some(known) = known else { return Ok(false) };
        if known.scan_id != scan.id {
            return Err(Refused::field("files", "One of these files belongs to another scan."));
        }
        if known.sha256 != self.sha256 {
            return Err(Refused::field(
                "files",
                "One of these files carries the identity of another file. Ask whoever looks after \
                 the machine.",
            ));
        }
        Ok(true)
    }

    pub(crate) fn register(
        &self,
        write: &mut Write<'_>,
        who: &Who,
        scan: &Scan,
    ) -> Result<(), Refused> {
        check_uid("files", &self.sop_instance_uid)?;
        check_uid("files", &self.series_instance_uid)?;
        let now = write.now();
        write.insert(
            "scan_files",
            Cells::new()
                .set("patient_id", scan.patient_id)
                .set("scan_id", scan.id)
                .set("attachment_id", self.attachment_id)
                .set("series_instance_uid", self.series_instance_uid.as_str())
                .set("sop_instance_uid", self.sop_instance_uid.as_str())
                .set("series_number", self.series_number)
                .set("instance_number", self.instance_number)
                .set("series_description", filled(self.series_description.as_deref()))
                .set("transfer_syntax", filled(self.transfer_syntax.as_deref()))
                .set("frame_count", self.frame_count)
                .set("row_count", self.row_count)
                .set("column_count", self.column_count)
                .set("size_bytes", self.size_bytes)
                .set("sha256", self.sha256.as_str())
                .set("file_name", filled(self.file_name.as_deref()))
                .set("registered_by", who.user_id)
                .set("registered_at", now),
        )?;
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::fixture::Clinic;
    use crate::imaging::acquire::tests::acquired;
    use crate::imaging::order::tests::ordered;
    use serde_json::{Value, json};
    use uuid::Uuid;

    /// One image of 512 × 400 pixels.
    pub(crate) fn file(instance: u32, changes: Value) -> Value {
        let mut file = json!({
            "sop_instance_uid": format!("1.2.3.{instance}"), "series_instance_uid": "1.2.3",
            "series_number": 2, "instance_number": instance, "series_description": "Axial",
            "transfer_syntax": "1.2.840.10008.1.2.1", "frame_count": 1, "row_count": 400,
            "column_count": 512, "size_bytes": 410_000, "sha256": "ab".repeat(32),
            "file_name": null, "attachment_id": null
        });
        for (name, value) in changes.as_object().unwrap() {
            file[name] = value.clone();
        }
        file
    }

    pub(crate) fn register(scan: Uuid, files: Value) -> Value {
        json!({ "scan_id": scan, "study_instance_uid": "1.2", "files": files })
    }

    #[test]
    fn a_file_is_registered_once_by_its_identity() {
        let clinic = Clinic::found();
        let (technician, _, scan) = acquired(&clinic);
        let give =
            |files: Value| clinic.ask(technician, "imaging.register_files", register(scan, files));
        let both = json!([file(1, json!({})), file(2, json!({}))]);
        assert_eq!(give(both.clone()).unwrap(), json!({ "registered": 2, "known": 0 }));
        assert_eq!(give(both).unwrap(), json!({ "registered": 0, "known": 2 }));
        let other_content = json!([file(1, json!({ "sha256": "cd".repeat(32) }))]);
        assert!(give(other_content).unwrap_err().sentence.contains("another file"));
        let no_identity = json!([file(3, json!({ "sop_instance_uid": "1.02" }))]);
        assert_eq!(give(no_identity).unwrap_err().field, Some("files"));
        let no_sum = json!([file(3, json!({ "sha256": "short" }))]);
        assert_eq!(give(no_sum).unwrap_err().field, Some("sha256"));
        let mut other_study = register(scan, json!([file(3, json!({}))]));
        other_study["study_instance_uid"] = json!("1.9");
        let refused = clinic.ask(technician, "imaging.register_files", other_study).unwrap_err();
        assert_eq!(refused.field, Some("study_instance_uid"));
    }

    #[test]
    fn files_belong_to_one_scan_that_has_begun() {
        let clinic = Clinic::found();
        let (technician, _, scan) = acquired(&clinic);
        let request = register(scan, json!([file(1, json!({}))]));
        clinic.ask(technician, "imaging.register_files", request).unwrap();
        let patient = clinic.patient("Luis", "Prieto", "1990-10-10");
        let other = ordered(&clinic, patient, json!({}));
        let give = || {
            let request = register(other, json!([file(1, json!({}))]));
            clinic.ask(technician, "imaging.register_files", request)
        };
        assert!(give().unwrap_err().sentence.contains("only been ordered"));
        let this = json!({ "id": other, "version": 0 });
        clinic.ask(technician, "imaging.start", this).unwrap();
        assert!(give().unwrap_err().sentence.contains("another scan"));
    }
}
