//! A patient's medicines as the pharmacist sees them: what is prescribed, what is left of it, what
//! was handed out, and what the patient says to take.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::medication::item;
use crate::medication::supply::supply;
use crate::medication::waiting::{DispensedLine, DispensedRow, dispensed_sql};
use crate::people::line::{Lines, PatientLine};
use crate::people::merged::{front, of_person};
use crate::{Asking, Refused};

const ITEMS_MAX: u32 = 200;

/// Whose medicines.
#[derive(Deserialize, TS)]
pub struct MedicationRecordAsked {
    patient_id: Uuid,
}

/// A prescribed medicine with what is left of it.
#[derive(Debug, Serialize, TS)]
pub struct SuppliedItem {
    item_id: Uuid,
    version: i64,
    prescription_id: Uuid,
    renews_id: Option<Uuid>,
    medication_text: String,
    dosage: String,
    status: String,
    status_reason: Option<String>,
    start_on: Option<String>,
    end_on: Option<String>,
    quantity: Option<f64>,
    quantity_unit: Option<String>,
    handed_out: f64,
    last_handed_out_at: Option<i64>,
    refills_allowed: i64,
    /// Refills allowed less the handings-out after the first.
    refills_left: i64,
    pharmacy_notes: Option<String>,
}

/// What the patient says to take.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct StatementLine {
    id: Uuid,
    version: i64,
    medication_text: String,
    dosage_text: Option<String>,
    status: String,
    started_on: Option<String>,
    ended_on: Option<String>,
    source_text: Option<String>,
    reason_text: Option<String>,
    notes: Option<String>,
}

/// A dose that was given or left out.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct AdministrationLine {
    id: Uuid,
    prescription_item_id: Option<Uuid>,
    medication_text: String,
    given_at: i64,
    status: String,
    status_reason: Option<String>,
    /// What was read before it was given, and why it was right all the same.
    despite_text: Option<String>,
    dose_amount: Option<f64>,
    dose_unit: Option<String>,
    route: Option<String>,
    lot_number: Option<String>,
    correction_reason: Option<String>,
    /// Whether a newer row replaces it.
    struck: bool,
}

/// A patient's medicines.
#[derive(Debug, Serialize, TS)]
pub struct MedicationRecord {
    patient: PatientLine,
    items: Vec<SuppliedItem>,
    statements: Vec<StatementLine>,
    dispensings: Vec<DispensedLine>,
    administrations: Vec<AdministrationLine>,
}

#[derive(Deserialize)]
struct Row {
    item_id: Uuid,
    version: i64,
    prescription_id: Uuid,
    renews_id: Option<Uuid>,
    medication_text: String,
    status: String,
    status_reason: Option<String>,
    start_on: Option<String>,
    end_on: Option<String>,
    quantity: Option<f64>,
    quantity_unit: Option<String>,
    refills_allowed: Option<i64>,
    pharmacy_notes: Option<String>,
}

pub(super) const ITEMS: &str = "SELECT id AS item_id, version, prescription_id, renews_id, medication_text, status, \
     status_reason, start_on, end_on, quantity, quantity_unit, refills_allowed, pharmacy_notes \
     FROM prescription_items WHERE patient_id = ?1 AND deleted_at IS NULL \
     AND status <> 'entered_in_error' ORDER BY status NOT IN ('active', 'on_hold'), \
     coalesce(start_on, '') DESC, id DESC LIMIT ?2";
pub(super) const ADMINISTRATIONS: &str = "SELECT a.id, a.prescription_item_id, a.medication_text, a.given_at, a.status, \
     a.status_reason, a.despite_text, a.dose_amount, a.dose_unit, a.route, a.lot_number, a.correction_reason, \
     EXISTS (SELECT 1 FROM medication_administrations c WHERE c.corrects_id = a.id) AS struck \
     FROM medication_administrations a WHERE a.patient_id = ?1 AND a.deleted_at IS NULL \
     ORDER BY a.given_at DESC, a.id DESC LIMIT 100";

/// Whose record was opened.
pub(crate) fn opened(record: &MedicationRecord) -> Opened {
    Opened { table: "patients", row: record.patient.id, patient: record.patient.id }
}

/// A patient's medicines with everything that became of them, the newest first.
pub fn record(
    asking: &Asking<'_>,
    request: MedicationRecordAsked,
) -> Result<MedicationRecord, Refused> {
    let reader = &asking.reader;
    let patient = request.patient_id;
    let lines = Lines::of(asking);
    let rows: Vec<Row> = reader.rows(&of_person(ITEMS), params![patient, ITEMS_MAX])?;
    let items = rows
        .into_iter()
        .map(|row| {
            let handed = supply(reader, row.item_id, row.quantity)?;
            let allowed = row.refills_allowed.unwrap_or(0);
            Ok(SuppliedItem {
                dosage: item::dosage(reader, row.item_id)?,
                handed_out: handed.handed_out,
                last_handed_out_at: handed.last_at,
                refills_allowed: allowed,
                refills_left: handed.refills_left(allowed),
                item_id: row.item_id,
                version: row.version,
                prescription_id: row.prescription_id,
                renews_id: row.renews_id,
                medication_text: row.medication_text,
                status: row.status,
                status_reason: row.status_reason,
                start_on: row.start_on,
                end_on: row.end_on,
                quantity: row.quantity,
                quantity_unit: row.quantity_unit,
                pharmacy_notes: row.pharmacy_notes,
            })
        })
        .collect::<Result<_, Refused>>()?;
    let statements = reader.rows(
        &of_person(
            "SELECT id, version, medication_text, dosage_text, status, started_on, ended_on, \
         source_text, reason_text, notes FROM medication_statements WHERE patient_id = ?1 \
         AND deleted_at IS NULL AND status <> 'entered_in_error' \
         ORDER BY status <> 'active', coalesce(started_on, '') DESC, id DESC LIMIT 200",
        ),
        params![patient],
    )?;
    let dispensings: Vec<DispensedRow> =
        reader.rows(&dispensed_sql(&of_person("d.patient_id = ?1")), params![patient])?;
    Ok(MedicationRecord {
        patient: lines.known(front(reader, patient)?)?.ok_or_else(|| Refused::gone("patient"))?,
        items,
        statements,
        dispensings: dispensings
            .into_iter()
            .map(|row| DispensedLine::of(asking, &lines, row))
            .collect::<Result<_, _>>()?,
        administrations: reader.rows(&of_person(ADMINISTRATIONS), params![patient])?,
    })
}

#[cfg(test)]
mod tests {
    use crate::medication::shop::{Shop, prescribed};
    use serde_json::json;

    #[test]
    fn the_pharmacist_sees_what_is_left_and_that_the_record_was_opened_is_noted() {
        let shop = Shop::open();
        let clinic = &shop.clinic;
        let dose = json!({ "quantity": 60, "refills_allowed": 3 });
        let (_, item) = prescribed(clinic, shop.patient, "Metformin 850 mg", dose);
        shop.dispense(item, 60.0).unwrap();
        shop.dispense(item, 60.0).unwrap();
        let statement = json!({ "patient_id": shop.patient, "medication_text": "Aspirin" });
        clinic.ask(clinic.nurse, "medication.add_statement", statement).unwrap();
        let asked = json!({ "patient_id": shop.patient });
        let record = clinic.ask(shop.pharmacist, "medication.record", asked.clone()).unwrap();
        assert_eq!(record["items"][0]["refills_left"], 2);
        assert_eq!(record["items"][0]["handed_out"], 120.0);
        assert_eq!(record["statements"][0]["medication_text"], "Aspirin");
        assert_eq!(record["dispensings"].as_array().unwrap().len(), 2);
        let noted = "SELECT count(*) FROM audit_logs WHERE action = 'read' AND patient_id = ?1 \
                     AND command = 'medication.record'";
        assert_eq!(clinic.number(noted, shop.patient), Some(1));
        let desk = clinic.ask(clinic.receptionist, "medication.record", asked).unwrap_err();
        assert_eq!(desk.code, Some("not_allowed"));
    }
}
