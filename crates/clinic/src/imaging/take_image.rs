//! An image comes into the record: sealed, written down and registered in one step, or not at all.

use serde::{Deserialize, Serialize};
use store::Write;
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::named::PatientInFile;
use crate::imaging::register_files::{ScanFileDetails, name_study};
use crate::imaging::standing::{Scan, scan};
use crate::people::merged::is_one_person;
use crate::records::attach::{Attach, attach};
use crate::{Refused, Who};

/// A DICOM file that the store has sealed, with what it says of itself.
#[derive(Deserialize, TS)]
pub struct SealedScanFile {
    file: ScanFileDetails,
    sealed: Attach,
}

/// Into which scan, and which image.
#[derive(Deserialize, TS)]
pub struct TakeImage {
    scan_id: Uuid,
    study_instance_uid: Option<String>,
    patient: PatientInFile,
    image: SealedScanFile,
}

/// What came of it.
#[derive(Serialize, TS)]
pub struct ImageTaken {
    /// Whether it was there already, the same.
    known: bool,
}

/// Takes an image into the record of the scan's patient. One of another patient or another study
/// is refused, and leaves nothing in the record.
pub fn take_image(
    write: &mut Write<'_>,
    who: &Who,
    request: TakeImage,
) -> Result<ImageTaken, Refused> {
    let scan = scan(write, request.scan_id)?;
    scan.must_be(&["in_progress", "acquired", "reported"], "given files")?;
    request.patient.must_be(write, scan.patient_id)?;
    if let Some(study) = &request.study_instance_uid {
        name_study(write, &scan, study)?;
    }
    Ok(ImageTaken { known: request.image.register(write, who, &scan)? })
}

impl SealedScanFile {
    /// Attaches and registers the file; says whether it was there already.
    pub(crate) fn register(
        mut self,
        write: &mut Write<'_>,
        who: &Who,
        scan: &Scan,
    ) -> Result<bool, Refused> {
        if self.file.is_known(write, scan)? {
            return Ok(true);
        }
        let is_theirs = is_one_person(write, self.sealed.patient_id, scan.patient_id)?;
        if !is_theirs || self.sealed.sha256 != self.file.sha256 {
            return Err(Refused::because(
                "The file that was sealed is not the one that is registered. Choose it again.",
            ));
        }
        self.file.attachment_id = Some(attach(write, who, self.sealed)?.id);
        self.file.register(write, who, scan)?;
        Ok(false)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::fixture::Clinic;
    use crate::imaging::acquire::tests::acquired;
    use crate::imaging::register_files::tests::file;
    use serde_json::{Value, json};
    use uuid::Uuid;

    /// Elena Marín, as a machine writes her.
    pub(crate) fn elena(changes: Value) -> Value {
        let mut patient = json!({ "id": null, "family_name": "MARIN", "given_name": "ELENA MARIA",
                                  "date_of_birth": "1960-01-05" });
        for (name, value) in changes.as_object().unwrap() {
            patient[name] = value.clone();
        }
        patient
    }

    pub(crate) fn patient_of(clinic: &Clinic, scan: Uuid) -> Uuid {
        let sql = "SELECT lower(hex(patient_id)) FROM scans WHERE id = ?1";
        clinic.text(sql, scan).unwrap().parse().unwrap()
    }

    /// The file `instance` as the store sealed it.
    pub(crate) fn sealed(patient: Uuid, instance: u32) -> Value {
        let image = file(instance, json!({}));
        json!({ "sealed": {
                    "patient_id": patient, "file_name": format!("{instance}.dcm"),
                    "media_type": "application/dicom", "size_bytes": 410_000,
                    "sha256": image["sha256"], "sealed_sha256": format!("{instance:064x}"),
                    "content_key": "a2V5" },
                "file": image })
    }

    #[test]
    fn an_image_of_the_scans_patient_comes_in_whole_and_one_of_another_not_at_all() {
        let clinic = Clinic::found();
        let (technician, _, scan) = acquired(&clinic);
        let patient = patient_of(&clinic, scan);
        let take = |patient_in_file: Value, image: Value| {
            let request = json!({ "scan_id": scan, "study_instance_uid": "1.2",
                                  "patient": patient_in_file, "image": image });
            clinic.ask(technician, "imaging.take_image", request)
        };
        let attached =
            || clinic.text("SELECT count(*) || '' FROM attachments WHERE patient_id = ?1", patient);
        for other in [
            elena(json!({ "family_name": "Marino" })),
            elena(json!({ "given_name": "Eva" })),
            elena(json!({ "date_of_birth": "1960-01-06" })),
            elena(json!({ "date_of_birth": null })),
            elena(json!({ "family_name": null, "given_name": null })),
        ] {
            let refused = take(other, sealed(patient, 1)).unwrap_err();
            assert_eq!(refused.field, Some("patient"));
        }
        assert_eq!(attached().unwrap(), "0");
        let taken = take(elena(json!({})), sealed(patient, 1)).unwrap();
        assert_eq!(taken["known"], false);
        assert_eq!(attached().unwrap(), "1");
        assert_eq!(take(elena(json!({})), sealed(patient, 1)).unwrap()["known"], true);
        assert_eq!(attached().unwrap(), "1");

        let mrn = clinic.text("SELECT mrn FROM patients WHERE id = ?1", patient).unwrap();
        let numbered = json!({ "id": format!(" {mrn} "), "family_name": null, "given_name": null,
                               "date_of_birth": null });
        take(numbered.clone(), sealed(patient, 2)).unwrap();
        let mut contradicted = numbered;
        contradicted["date_of_birth"] = json!("1961-01-05");
        assert_eq!(take(contradicted, sealed(patient, 3)).unwrap_err().field, Some("patient"));
        let mut exchanged = sealed(patient, 3);
        exchanged["sealed"]["sha256"] = json!("cd".repeat(32));
        assert!(take(elena(json!({})), exchanged).unwrap_err().sentence.contains("not the one"));
        assert_eq!(attached().unwrap(), "2", "what is refused leaves nothing");
    }
}
