//! The label that a pharmacy sticks onto the pack that it hands out.

use serde::Deserialize;
use serde_json::json;
use store::params;
use uuid::Uuid;

use super::heading::{self, Person};
use super::prescription::Item;
use super::receipt::short;
use super::{Desk, Paper, gone};
use crate::Refusal;

pub(super) fn read(desk: &Desk<'_>, id: Uuid) -> Result<Paper, Refusal> {
    #[derive(Deserialize)]
    struct Row {
        patient_id: Uuid,
        prescription_item_id: Uuid,
        lot_number: Option<String>,
        expires_on: Option<String>,
        quantity: f64,
        unit: Option<String>,
        dispensed_at: i64,
        substitution_text: Option<String>,
    }
    desk.require("dispensings")?;
    desk.require("prescription_items")?;
    let row: Option<Row> = desk.reader.row(
        "SELECT d.patient_id, d.prescription_item_id, coalesce(d.lot_number, i.lot_number) \
         AS lot_number, i.expires_on, d.quantity, d.unit, d.dispensed_at, d.substitution_text \
         FROM dispensings d LEFT JOIN inventory_items i ON i.id = d.inventory_item_id \
         WHERE d.id = ?1 AND d.deleted_at IS NULL",
        params![id],
    )?;
    let row = row.ok_or_else(|| gone("medicine that was handed out"))?;
    let item = Item::read(desk, row.prescription_item_id)?.ok_or_else(|| gone("prescription"))?;
    let patient = Person::read(desk, row.patient_id)?;
    let words = patient.reads().unwrap_or(desk.words);
    let taken: Vec<String> =
        [Some(item.dosage(words)), item.duration(words)].into_iter().flatten().collect();
    let lot = row.lot_number.map(|lot| words.with("lot", &[("number", lot.into())]));
    let use_by =
        row.expires_on.map(|day| words.with("use-by", &[("date", words.stored_date(&day).into())]));
    let amount = super::words::joined(&[Some(&words.number(row.quantity)), row.unit.as_deref()]);
    let content = json!({
        "clinic": heading::clinic(desk)?,
        "name": patient.name(words),
        // What was handed out instead is what the pack holds.
        "medicine": row.substitution_text.unwrap_or(item.medication_text.clone()),
        "amount": amount,
        "dosage": words.list(&taken),
        "instructions": item.instructions,
        "handed_out": words.day_of(desk.who.site.time_zone, row.dispensed_at),
        "lot": lot,
        "use_by": use_by,
        "keep_away": words.say("keep-from-children"),
    });
    let name = format!("Medicine label {} {}", desk.day_in_name(row.dispensed_at), short(id));
    let patient = row.patient_id;
    Ok(Paper {
        template: "medicine_label.typ",
        name,
        table: "dispensings",
        patient,
        words,
        content,
    })
}
