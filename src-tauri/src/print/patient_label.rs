//! The label for a patient's folder, bag or sample request: who it is, and the number to scan.

use serde_json::json;
use uuid::Uuid;

use super::heading::{self, Person};
use super::receipt::short;
use super::{Desk, Paper, barcode};
use crate::Refusal;

pub(super) fn read(desk: &Desk<'_>, id: Uuid) -> Result<Paper, Refusal> {
    desk.require("patients")?;
    let words = desk.words;
    let patient = Person::read(desk, id)?;
    let content = json!({
        "clinic": heading::clinic(desk)?,
        "code": barcode::of(patient.mrn.as_deref()),
        "name": patient.name(words),
        "born": patient.born(words),
        "gender": patient.gender(words),
        "number": patient.number(words),
    });
    let name = format!("Patient label {}", short(id));
    Ok(Paper {
        template: "patient_label.typ",
        name,
        table: "patients",
        patient: id,
        words,
        content,
    })
}
