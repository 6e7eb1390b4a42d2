//! A scan is called off.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::queue::{call_off, entry_id};
use crate::imaging::standing::scan;
use crate::people::details::filled;
use crate::scheduling::needed::release_scan;
use crate::{Nothing, Refused, Who};

/// Which scan, and why.
#[derive(Deserialize, TS)]
pub struct CancelScan {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Cancels a scan whose images have not been taken.
pub fn cancel(write: &mut Write<'_>, _: &Who, request: CancelScan) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the scan is cancelled."))?;
    call_off_scan(write, request.id, Some(request.version), &reason)?;
    Ok(Nothing {})
}

/// Calls a scan off: machine and room are free again, and it leaves the queue.
pub(crate) fn call_off_scan(
    write: &mut Write<'_>,
    id: Uuid,
    seen: Option<i64>,
    reason: &str,
) -> Result<(), Refused> {
    let scan = scan(write, id)?;
    scan.must_be(&["ordered", "scheduled", "in_progress"], "cancelled")?;
    let cells = Cells::new().set("status", "cancelled").set("cancel_reason", reason);
    write.update("scans", id, seen, cells)?;
    release_scan(write, scan.id)?;
    call_off(write, entry_id(scan.id, "acquisition", None))
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use crate::imaging::acquire::tests::acquired;
    use crate::imaging::order::tests::ordered;
    use serde_json::json;

    #[test]
    fn an_order_is_called_off_with_a_reason_and_leaves_the_queue() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Luis", "Prieto", "1990-10-10");
        let scan = ordered(&clinic, patient, json!({}));
        let cancel = |reason: &str| json!({ "id": scan, "version": 0, "reason": reason });
        let silent = clinic.ask(clinic.doctor, "imaging.cancel", cancel("")).unwrap_err();
        assert_eq!(silent.field, Some("reason"));
        clinic.ask(clinic.doctor, "imaging.cancel", cancel("not needed any more")).unwrap();
        let status = clinic.text("SELECT status FROM scan_queue_entries WHERE scan_id = ?1", scan);
        assert_eq!(status.as_deref(), Some("cancelled"));
        let (technician, _, taken) = acquired(&clinic);
        let cancel = json!({ "id": taken, "version": 0, "reason": "too late" });
        let refused = clinic.ask(technician, "imaging.cancel", cancel).unwrap_err();
        assert!(refused.sentence.contains("have been taken"));
    }
}
