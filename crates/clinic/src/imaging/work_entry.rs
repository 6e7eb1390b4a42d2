//! Work on an analysis or a reading begins and ends.

use serde::Deserialize;
use store::{Cells, Reader, Write, params};
use uuid::Uuid;

use crate::imaging::standing::ThisImaging;
use crate::{Nothing, Refused, Who};

/// An entry of the queue as a verb finds it.
#[derive(Debug, Deserialize)]
pub(crate) struct WorkEntry {
    pub stage: String,
    status: String,
}

/// The entry `id`.
pub(crate) fn entry(reader: &Reader<'_>, id: Uuid) -> Result<WorkEntry, Refused> {
    reader
        .row(
            "SELECT stage, status FROM scan_queue_entries WHERE id = ?1 AND deleted_at IS NULL",
            params![id],
        )?
        .ok_or_else(|| Refused::gone("entry of the queue"))
}

impl WorkEntry {
    /// Refuses where the work goes on or is over; `what` ends "This cannot be …".
    pub fn must_wait(&self, what: &str) -> Result<(), Refused> {
        self.must_be(&["waiting", "assigned"], what)
    }

    fn must_be(&self, from: &[&str], what: &str) -> Result<(), Refused> {
        if from.contains(&self.status.as_str()) {
            return Ok(());
        }
        let now = match self.status.as_str() {
            "waiting" | "assigned" => "nobody has started it",
            "in_progress" => "somebody works on it",
            "done" => "it is done",
            _ => "it was called off",
        };
        Err(Refused::because(format!("This cannot be {what}: {now}.")))
    }

    /// Taking images moves with the scan itself.
    fn must_be_desk_work(&self) -> Result<(), Refused> {
        if self.stage != "acquisition" {
            return Ok(());
        }
        Err(Refused::because("Taking images is started and finished at the scan itself."))
    }
}

/// Starts work on an analysis or a reading; whoever starts it takes it.
pub fn start_entry(
    write: &mut Write<'_>,
    who: &Who,
    this: ThisImaging,
) -> Result<Nothing, Refused> {
    let entry = entry(write, this.id)?;
    entry.must_be_desk_work()?;
    entry.must_wait("started")?;
    let cells = Cells::new()
        .set("status", "in_progress")
        .set("assigned_to", who.user_id)
        .set("started_at", write.now());
    write.update("scan_queue_entries", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}

/// Says that work on an analysis or a reading is done.
pub fn complete_entry(
    write: &mut Write<'_>,
    _: &Who,
    this: ThisImaging,
) -> Result<Nothing, Refused> {
    let entry = entry(write, this.id)?;
    entry.must_be_desk_work()?;
    entry.must_be(&["in_progress"], "completed")?;
    let cells = Cells::new().set("status", "done").set("completed_at", write.now());
    write.update("scan_queue_entries", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use crate::imaging::acquire::tests::acquired;
    use serde_json::json;

    #[test]
    fn a_reading_is_started_before_it_is_done() {
        let clinic = Clinic::found();
        let (_, radiologist, _) = acquired(&clinic);
        let request = json!({ "stage": "reading", "only_mine": false });
        let lines = clinic.ask(radiologist, "imaging.worklist", request.clone()).unwrap();
        let this = json!({ "id": lines[0]["entry_id"], "version": 0 });
        let early = clinic.ask(radiologist, "imaging.complete_entry", this.clone()).unwrap_err();
        assert!(early.sentence.contains("nobody has started"));
        clinic.ask(radiologist, "imaging.start_entry", this.clone()).unwrap();
        assert!(clinic.ask(radiologist, "imaging.start_entry", this.clone()).is_err());
        clinic.ask(radiologist, "imaging.complete_entry", this).unwrap();
        assert_eq!(clinic.ask(radiologist, "imaging.worklist", request).unwrap(), json!([]));
    }
}
