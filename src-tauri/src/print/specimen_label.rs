//! The label that goes onto a specimen's tube.

use serde::Deserialize;
use serde_json::json;
use store::params;
use uuid::Uuid;

use super::heading::Person;
use super::{Desk, Paper, barcode, gone};
use crate::Refusal;

pub(super) fn read(desk: &Desk<'_>, id: Uuid) -> Result<Paper, Refusal> {
    #[derive(Deserialize)]
    struct Row {
        patient_id: Uuid,
        panel_name: String,
        priority: String,
        specimen_kind: Option<String>,
        specimen_number: Option<String>,
        collected_at: Option<i64>,
    }
    desk.require("lab_orders")?;
    let row: Option<Row> = desk.reader.row(
        "SELECT patient_id, panel_name, priority, specimen_kind, specimen_number, collected_at \
         FROM lab_orders WHERE id = ?1 AND deleted_at IS NULL",
        params![id],
    )?;
    let row = row.ok_or_else(|| gone("order"))?;
    let Some(number) = row.specimen_number else {
        return Err(Refusal::new(
            "The specimen has not been taken yet, so it has no number for a label.",
        ));
    };
    let words = desk.words;
    let patient = Person::read(desk, row.patient_id)?;
    let taken = row
        .collected_at
        .map(|at| words.with("taken", &[("at", words.moment(desk.who.site.time_zone, at).into())]));
    let content = json!({
        // Patients and specimens are numbered alike; the screens know by the first letter which of
        // the two was scanned.
        "code": barcode::of(Some(&format!("S-{number}"))),
        "number": number,
        "name": patient.name(words),
        "born": patient.born(words),
        "mrn": patient.mrn,
        "test": row.panel_name,
        "specimen": row.specimen_kind.map(|kind| words.code("specimen_kind", &kind)),
        "taken": taken,
        "urgent": matches!(row.priority.as_str(), "stat" | "urgent").then(|| words.say("urgent")),
    });
    let name = format!("Specimen label {number}");
    let patient = row.patient_id;
    Ok(Paper { template: "specimen_label.typ", name, table: "lab_orders", patient, words, content })
}
