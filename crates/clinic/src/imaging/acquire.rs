//! The images have been taken.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::queue::{done, enqueue, entry_id};
use crate::imaging::standing::scan;
use crate::people::details::filled;
use crate::scheduling::needed::release_scan;
use crate::system::happened::{Happened, happened};
use crate::{Nothing, Refused, Who};

/// Which scan, and what is to be known of how it was taken.
#[derive(Deserialize, TS)]
pub struct AcquireScan {
    id: Uuid,
    version: i64,
    /// The dose as the machine says it.
    dose_text: Option<String>,
    notes: Option<String>,
}

/// Says that the images have been taken, and lets the scan wait to be read.
pub fn acquire(write: &mut Write<'_>, who: &Who, request: AcquireScan) -> Result<Nothing, Refused> {
    let scan = scan(write, request.id)?;
    scan.must_be(&["in_progress"], "finished")?;
    let mut cells = Cells::new().set("status", "acquired").set("acquired_at", write.now());
    for (column, text) in [("dose_text", request.dose_text), ("notes", request.notes)] {
        if let Some(text) = filled(text.as_deref()) {
            cells.put(column, text);
        }
    }
    write.update("scans", request.id, Some(request.version), cells)?;
    release_scan(write, scan.id)?;
    done(write, entry_id(scan.id, "acquisition", None))?;
    enqueue(write, who, &scan, "reading", None)?;
    let acquired = Happened {
        trigger: "scan_acquired",
        row: ("scans", scan.id),
        patient: Some(scan.patient_id),
    };
    happened(write, who, &acquired)?;
    Ok(Nothing {})
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::fixture::Clinic;
    use crate::imaging::order::tests::ordered;
    use serde_json::{Value, json};
    use uuid::Uuid;

    /// Whoever takes images, whoever reads them, and a scan whose images have been taken.
    pub(crate) fn acquired(clinic: &Clinic) -> (Uuid, Uuid, Uuid) {
        let technician = clinic.employ("Iria", "Castro", "imaging_technician");
        let radiologist = clinic.employ("Hugo", "Vela", "radiologist");
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let scan = ordered(clinic, patient, json!({}));
        let this = json!({ "id": scan, "version": 0 });
        clinic.ask(technician, "imaging.start", this).unwrap();
        clinic.ask(technician, "imaging.acquire", acquire(scan)).unwrap();
        (technician, radiologist, scan)
    }

    fn acquire(scan: Uuid) -> Value {
        json!({ "id": scan, "version": 0, "dose_text": "DLP 210 mGy*cm", "notes": null })
    }

    #[test]
    fn a_scan_is_started_then_taken_and_then_waits_to_be_read() {
        let clinic = Clinic::found();
        let (technician, _, scan) = acquired(&clinic);
        let stages = |stage: &str| {
            let sql = format!(
                "SELECT status FROM scan_queue_entries WHERE scan_id = ?1 AND stage = '{stage}'"
            );
            clinic.text(&sql, scan)
        };
        assert_eq!(stages("acquisition").as_deref(), Some("done"));
        assert_eq!(stages("reading").as_deref(), Some("waiting"));
        let again = clinic.ask(technician, "imaging.acquire", acquire(scan)).unwrap_err();
        assert!(again.sentence.contains("have been taken"));
        let this = json!({ "id": scan, "version": 0 });
        assert!(clinic.ask(technician, "imaging.start", this.clone()).is_err());
        // Who orders does not take images.
        let doctor = clinic.ask(clinic.doctor, "imaging.start", this).unwrap_err();
        assert_eq!(doctor.code, Some("not_allowed"));
    }
}
