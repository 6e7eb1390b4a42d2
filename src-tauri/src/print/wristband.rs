//! The band around a patient's wrist: who it is, what must not be given, and the number to scan.

use serde_json::json;
use uuid::Uuid;

use super::heading::{self, Person};
use super::prescription::allergies;
use super::receipt::short;
use super::{Desk, Paper, barcode};
use crate::Refusal;

pub(super) fn read(desk: &Desk<'_>, id: Uuid) -> Result<Paper, Refusal> {
    desk.require("patients")?;
    // A band without a flag says that nothing is known against anything, which a role or a PC that
    // is shown no allergies cannot say.
    desk.require("patient_allergies")?;
    let coverage = desk.reader.coverage()?;
    if !coverage.holds("patient_allergies") {
        return Err(Refusal::new(format!(
            "This PC is for {} and holds no allergies, so it cannot print a wristband. Print it at a PC of the ward.",
            coverage.spoken()
        )));
    }
    let words = desk.words;
    let patient = Person::read(desk, id)?;
    let names = allergies(desk, id)?;
    let allergic = || words.with("allergic-to", &[("names", words.list(&names).into())]);
    let content = json!({
        "clinic": heading::clinic(desk)?,
        "code": barcode::of(patient.mrn.as_deref()),
        "name": patient.name(words),
        "born": patient.born(words),
        "gender": patient.gender(words),
        "number": patient.number(words),
        "allergies": (!names.is_empty()).then(allergic),
    });
    let name = format!("Wristband {}", short(id));
    Ok(Paper { template: "wristband.typ", name, table: "patients", patient: id, words, content })
}
