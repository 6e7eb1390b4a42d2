//! A medicine as charts and visits show it.

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::practitioners::NAME;
use crate::people::merged;
use crate::{Asking, Refused};

/// A medicine on the chart.
#[derive(Serialize, TS)]
pub struct MedicineLine {
    id: Uuid,
    version: i64,
    prescription_id: Uuid,
    medication_text: String,
    dosage: String,
    status: String,
    start_on: Option<String>,
    end_on: Option<String>,
    prescriber: Option<String>,
    /// Whether it stands as active and its last day has passed.
    expired: bool,
}

/// One medicine of a prescription.
#[derive(Serialize, TS)]
pub struct PrescriptionItemRow {
    id: Uuid,
    version: i64,
    medication_text: String,
    dosage: String,
    instructions: Option<String>,
    indication: Option<String>,
    quantity: Option<f64>,
    refills_allowed: i64,
    status: String,
    start_on: Option<String>,
    end_on: Option<String>,
}

/// A prescription with its medicines.
#[derive(Serialize, TS)]
pub struct PrescriptionShown {
    id: Uuid,
    version: i64,
    status: String,
    prescribed_at: i64,
    items: Vec<PrescriptionItemRow>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    version: i64,
    prescription_id: Uuid,
    medication_text: String,
    dose_amount: Option<f64>,
    dose_unit: Option<String>,
    route: Option<String>,
    frequency_count: Option<i64>,
    frequency_period: Option<f64>,
    frequency_period_unit: Option<String>,
    frequency_text: Option<String>,
    as_needed: bool,
    dosage_text: Option<String>,
    duration_days: Option<i64>,
    instructions: Option<String>,
    indication: Option<String>,
    quantity: Option<f64>,
    refills_allowed: Option<i64>,
    status: String,
    start_on: Option<String>,
    end_on: Option<String>,
    prescriber: Option<String>,
}

fn select(condition: &str) -> String {
    format!(
        "SELECT i.id, i.version, i.prescription_id, i.medication_text, i.dose_amount, i.dose_unit, \
         i.route, i.frequency_count, i.frequency_period, i.frequency_period_unit, \
         i.frequency_text, i.as_needed, i.dosage_text, i.duration_days, i.instructions, \
         i.indication, i.quantity, i.refills_allowed, i.status, i.start_on, i.end_on, \
         {NAME} AS prescriber FROM prescription_items i \
         JOIN prescriptions r ON r.id = i.prescription_id \
         LEFT JOIN practitioners p ON p.id = r.practitioner_id \
         WHERE i.deleted_at IS NULL AND i.status <> 'entered_in_error' AND {condition}"
    )
}

/// A patient's medicines, those taken first, then the newest.
pub(crate) fn medicines(asking: &Asking<'_>, patient: Uuid) -> Result<Vec<MedicineLine>, Refused> {
    let rows: Vec<Row> = asking.reader.rows(
        &(select(&merged::is_one("i.patient_id"))
            + " ORDER BY i.status NOT IN ('active', 'on_hold'), \
               coalesce(i.start_on, '') DESC, i.id DESC LIMIT 200"),
        params![patient],
    )?;
    let today = asking.today().to_string();
    Ok(rows
        .into_iter()
        .map(|row| MedicineLine {
            dosage: row.dosage(),
            expired: row.status == "active" && row.end_on.as_ref().is_some_and(|end| *end < today),
            id: row.id,
            version: row.version,
            prescription_id: row.prescription_id,
            medication_text: row.medication_text,
            status: row.status,
            start_on: row.start_on,
            end_on: row.end_on,
            prescriber: row.prescriber,
        })
        .collect())
}

/// The prescriptions of a visit.
pub(crate) fn of_visit(
    asking: &Asking<'_>,
    visit: Uuid,
) -> Result<Vec<PrescriptionShown>, Refused> {
    if !asking.who.sees("prescriptions") {
        return Ok(Vec::new());
    }
    #[derive(Deserialize)]
    struct Prescription {
        id: Uuid,
        version: i64,
        status: String,
        prescribed_at: i64,
    }
    let prescriptions: Vec<Prescription> = asking.reader.rows(
        "SELECT id, version, status, prescribed_at FROM prescriptions WHERE visit_id = ?1 \
         AND deleted_at IS NULL AND status <> 'entered_in_error' ORDER BY prescribed_at, id",
        params![visit],
    )?;
    let mut shown = Vec::new();
    for prescription in prescriptions {
        let items = of_prescription(&asking.reader, prescription.id)?;
        shown.push(PrescriptionShown {
            id: prescription.id,
            version: prescription.version,
            status: prescription.status,
            prescribed_at: prescription.prescribed_at,
            items,
        });
    }
    Ok(shown)
}

/// The medicines of a prescription.
pub(crate) fn of_prescription(
    reader: &Reader<'_>,
    prescription: Uuid,
) -> Result<Vec<PrescriptionItemRow>, Refused> {
    let rows: Vec<Row> = reader
        .rows(&(select("i.prescription_id = ?1") + " ORDER BY i.id"), params![prescription])?;
    Ok(rows.into_iter().map(PrescriptionItemRow::from).collect())
}

/// The dose of one medicine in words.
pub(crate) fn dosage(reader: &Reader<'_>, item: Uuid) -> Result<String, Refused> {
    let row: Option<Row> = reader.row(&select("i.id = ?1"), params![item])?;
    Ok(row.map(|row| row.dosage()).unwrap_or_default())
}

impl From<Row> for PrescriptionItemRow {
    fn from(row: Row) -> Self {
        Self {
            dosage: row.dosage(),
            id: row.id,
            version: row.version,
            medication_text: row.medication_text,
            instructions: row.instructions,
            indication: row.indication,
            quantity: row.quantity,
            refills_allowed: row.refills_allowed.unwrap_or(0),
            status: row.status,
            start_on: row.start_on,
            end_on: row.end_on,
        }
    }
}

impl Row {
    /// The dose in words: amount, unit, route and timing, or the free text as it was written.
    fn dosage(&self) -> String {
        let mut parts = Vec::new();
        if let Some(amount) = self.dose_amount {
            let unit = self.dose_unit.as_deref().unwrap_or_default();
            parts.push(format!("{amount} {unit}").trim_end().to_owned());
        }
        parts.extend(self.route.clone());
        parts.extend(self.frequency_text.clone().or_else(|| self.frequency()));
        if parts.is_empty() || self.dose_amount.is_none() {
            parts.extend(self.dosage_text.clone());
        }
        if self.as_needed {
            parts.push("as needed".to_owned());
        }
        if let Some(days) = self.duration_days {
            parts.push(if days == 1 { "for 1 day".to_owned() } else { format!("for {days} days") });
        }
        parts.join(", ")
    }

    fn frequency(&self) -> Option<String> {
        let (count, period) = (self.frequency_count?, self.frequency_period?);
        let unit = self.frequency_period_unit.as_deref()?;
        let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
        Some(if (period - 1.0).abs() < f64::EPSILON {
            format!("{times} a {unit}")
        } else {
            format!("{times} in {period} {unit}s")
        })
    }
}
