//! The paper that a pharmacy needs.

use serde::Deserialize;
use serde_json::{Value, json};
use store::params;
use uuid::Uuid;

use super::receipt::short;
use super::{Desk, Paper, gone, heading, words};
use crate::Refusal;

pub(super) fn read(desk: &Desk<'_>, id: Uuid) -> Result<Paper, Refusal> {
    #[derive(Deserialize)]
    struct Row {
        patient_id: Uuid,
        practitioner_id: Option<Uuid>,
        prescribed_at: i64,
        status: String,
        diagnosis_text: Option<String>,
        notes: Option<String>,
        created_by: Option<Uuid>,
    }
    desk.require("prescriptions")?;
    let row: Option<Row> = desk.reader.row(
        "SELECT patient_id, practitioner_id, prescribed_at, status, diagnosis_text, notes, \
         created_by FROM prescriptions WHERE id = ?1 AND deleted_at IS NULL",
        params![id],
    )?;
    let row = row.ok_or_else(|| gone("prescription"))?;
    let day = words::day_of(desk.who.site.time_zone, row.prescribed_at);
    let prescriber = match heading::practitioner(desk, row.practitioner_id)? {
        Some(prescriber) => Some(prescriber),
        None => heading::person(desk, row.created_by)?.map(|name| json!({ "name": name })),
    };
    let content = json!({
        "heading": heading::read(desk, row.patient_id)?,
        "prescribed_on": day,
        "cancelled": matches!(row.status.as_str(), "cancelled" | "stopped" | "entered_in_error"),
        "prescriber": prescriber,
        "allergies": allergies(desk, row.patient_id)?,
        "diagnosis": row.diagnosis_text,
        "items": items(desk, "prescription_id = ?1", id)?,
        "notes": row.notes,
    });
    let name = format!("Prescription {day} {}", short(id));
    let patient = row.patient_id;
    Ok(Paper { template: "prescription.typ", name, table: "prescriptions", patient, content })
}

/// What the patient must not be given, whichever of the patient's records says so.
pub(super) fn allergies(desk: &Desk<'_>, patient: Uuid) -> Result<Vec<String>, Refusal> {
    Ok(clinic::people::not_to_be_given::not_to_be_given(desk.reader, patient)?)
}

/// The medicines for which `condition` holds of `id`, as they are printed.
pub(super) fn items(desk: &Desk<'_>, condition: &str, id: Uuid) -> Result<Vec<Value>, Refusal> {
    let items: Vec<Item> = desk.reader.rows(
        &format!(
            "SELECT medication_text, dose_amount, dose_unit, route, frequency_text, \
             frequency_count, frequency_period, frequency_period_unit, as_needed, dosage_text, \
             duration_days, duration_text, quantity, quantity_unit, refills_allowed, \
             substitution_allowed, instructions, indication FROM prescription_items \
             WHERE {condition} AND deleted_at IS NULL \
             AND status NOT IN ('cancelled', 'entered_in_error') ORDER BY created_at, id"
        ),
        params![id],
    )?;
    Ok(items.into_iter().map(|item| item.printed()).collect())
}

#[derive(Deserialize)]
struct Item {
    medication_text: String,
    dose_amount: Option<f64>,
    dose_unit: Option<String>,
    route: Option<String>,
    frequency_text: Option<String>,
    frequency_count: Option<i64>,
    frequency_period: Option<f64>,
    frequency_period_unit: Option<String>,
    as_needed: bool,
    dosage_text: Option<String>,
    duration_days: Option<i64>,
    duration_text: Option<String>,
    quantity: Option<f64>,
    quantity_unit: Option<String>,
    refills_allowed: Option<i64>,
    substitution_allowed: Option<bool>,
    instructions: Option<String>,
    indication: Option<String>,
}

impl Item {
    fn printed(&self) -> Value {
        let duration = self.duration_days.map(|days| match days {
            1 => "1 day".to_owned(),
            days => format!("{days} days"),
        });
        let quantity = self.quantity.map(|quantity| {
            words::joined(&[Some(&words::number(quantity)), self.quantity_unit.as_deref()])
        });
        json!({
            "medicine": self.medication_text,
            "dosage": self.dosage(),
            "duration": duration.or(self.duration_text.clone()),
            "quantity": quantity,
            "refills": self.refills_allowed,
            "substitution": self.substitution_allowed,
            "instructions": self.instructions,
            "indication": self.indication,
        })
    }

    /// What was written, or dose, route and times in one line.
    fn dosage(&self) -> String {
        if let Some(text) = self.dosage_text.as_deref().filter(|text| !text.trim().is_empty()) {
            return text.to_owned();
        }
        let amount = self.dose_amount.map(words::number);
        let dose = words::joined(&[amount.as_deref(), self.dose_unit.as_deref()]);
        let route = self.route.as_deref().map(|route| words::code(route).to_lowercase());
        let times = self.frequency_text.clone().or_else(|| self.times());
        let parts = [
            dose,
            route.unwrap_or_default(),
            times.unwrap_or_default(),
            if self.as_needed { "as needed".to_owned() } else { String::new() },
        ];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    fn times(&self) -> Option<String> {
        let count = self.frequency_count?;
        let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
        let unit = self.frequency_period_unit.as_deref().unwrap_or("day");
        Some(match self.frequency_period.unwrap_or(1.0) {
            period if (period - 1.0).abs() < f64::EPSILON => format!("{times} a {unit}"),
            period => format!("{times} every {} {unit}s", words::number(period)),
        })
    }
}
