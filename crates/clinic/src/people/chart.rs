//! A patient's chart on one page.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::billing::invoices::{self, InvoiceLine};
use crate::commands::Opened;
use crate::encounters::care_plans::plan::{CarePlanShown, of_patient as care_plans};
use crate::encounters::laboratory::order_line::{LabOrderLine, of_patient as lab_orders};
use crate::encounters::referrals::referral::{ReferralLine, of_patient as referrals};
use crate::encounters::vitals::{VitalsRow, rows as vitals};
use crate::medication::item::{MedicineLine, medicines};
use crate::people::chart_sections::{
    Allergy, Immunization, Problem, ProcedureLine, ResultLine, VisitLine, allergies, immunizations,
    problems, procedures, results, visits,
};
use crate::people::details::{PatientDetails, form};
use crate::people::give_consent::{self, ConsentLine};
use crate::people::history::{self, HistoryLine};
use crate::people::line::{Lines, PatientLine};
use crate::people::merged;
use crate::people::policy::{self, PolicyLine};
use crate::people::set_flag::{self, FlagLine};
use crate::scheduling::appointment::{AppointmentLine, upcoming};
use crate::{Asking, Refused};

/// Whose chart.
#[derive(Deserialize, TS)]
pub struct ChartAsked {
    patient_id: Uuid,
}

/// The patient at the head of the chart.
#[derive(Serialize, TS)]
#[ts(type = "PatientLine & PatientDetails & { version: number }")]
pub struct ChartPatient {
    #[serde(flatten)]
    line: PatientLine,
    #[serde(flatten)]
    details: PatientDetails,
    version: i64,
}

/// A patient's chart. Sections that the person's roles do not open are empty.
#[derive(Serialize, TS)]
pub struct Chart {
    patient: ChartPatient,
    allergies: Vec<Allergy>,
    problems: Vec<Problem>,
    medicines: Vec<MedicineLine>,
    vitals: Vec<VitalsRow>,
    visits: Vec<VisitLine>,
    visit_count: u32,
    results: Vec<ResultLine>,
    procedures: Vec<ProcedureLine>,
    immunizations: Vec<Immunization>,
    lab_orders: Vec<LabOrderLine>,
    referrals: Vec<ReferralLine>,
    care_plans: Vec<CarePlanShown>,
    appointments: Vec<AppointmentLine>,
    invoices: Vec<InvoiceLine>,
    /// Open decisions about this patient.
    conflicts: u32,
    balance_minor: i64,
    currency: String,
    /// `inactive` where the patient does not come any more.
    #[ts(type = "\"active\" | \"inactive\" | \"deceased\" | \"merged\"")]
    record_status: String,
    /// Flags that hold today.
    flags: Vec<FlagLine>,
    history: Vec<HistoryLine>,
    policies: Vec<PolicyLine>,
    consents: Vec<ConsentLine>,
    /// Other records of the same person; what hangs on them is in the sections.
    merged: Vec<MergedRecord>,
}

/// Another record of the same person.
#[derive(Serialize, TS)]
pub struct MergedRecord {
    /// The merge, to be undone.
    merge_id: Uuid,
    merge_version: i64,
    merged_at: i64,
    reason: String,
    patient: PatientLine,
    /// The form as it stands on that record.
    details: PatientDetails,
    /// Whether the form was changed after the merge.
    changed_since: bool,
}

/// A patient's chart.
pub fn chart(asking: &Asking<'_>, request: ChartAsked) -> Result<Chart, Refused> {
    let reader = &asking.reader;
    let patient = merged::front(reader, request.patient_id)?;
    let of_set = merged::is_one("patient_id");
    let today = asking.today().to_string();
    let (version, _, details) = form(reader, patient)?;
    let line = Lines::of(asking).line(patient)?;
    let (visits, visit_count) = seen(asking, patient, "visits", || visits(reader, patient))?;
    let conflicts: Option<u32> = reader.value(
        &format!(
            "SELECT count(*) FROM sync_conflicts WHERE deleted_at IS NULL AND status = 'open' \
             AND ({of_set} OR {})",
            merged::is_one("row_id")
        ),
        params![patient],
    )?;
    let record_status: Option<String> =
        reader.value("SELECT status FROM patients WHERE id = ?1", params![patient])?;
    Ok(Chart {
        patient: ChartPatient { line, details, version },
        allergies: seen(asking, patient, "patient_allergies", || allergies(reader, patient))?,
        problems: seen(asking, patient, "medical_conditions", || {
            problems(reader, &merged::is_one("m.patient_id"), patient)
        })?,
        medicines: seen(asking, patient, "prescriptions", || medicines(asking, patient))?,
        vitals: seen(asking, patient, "vitals", || {
            vitals(reader, &merged::is_one("v.patient_id"), patient)
        })?,
        visits,
        visit_count,
        results: seen(asking, patient, "lab_results", || {
            results(reader, &merged::is_one("r.patient_id"), patient)
        })?,
        procedures: seen(asking, patient, "procedures", || {
            procedures(reader, &merged::is_one("q.patient_id"), patient)
        })?,
        immunizations: seen(asking, patient, "immunizations", || {
            immunizations(reader, &merged::is_one("i.patient_id"), patient)
        })?,
        lab_orders: seen(asking, patient, "lab_orders", || lab_orders(asking, patient))?,
        referrals: seen(asking, patient, "referrals", || referrals(asking, patient))?,
        care_plans: seen(asking, patient, "care_plans", || care_plans(reader, patient))?,
        appointments: seen(asking, patient, "appointments", || upcoming(asking, patient))?,
        invoices: seen(asking, patient, "invoices", || invoices::of_patient(asking, patient))?,
        conflicts: conflicts.unwrap_or(0),
        balance_minor: seen(asking, patient, "invoices", || invoices::balance(asking, patient))?,
        currency: asking.who.site.currency.clone(),
        record_status: record_status.unwrap_or_else(|| "active".to_owned()),
        flags: seen(asking, patient, "patient_flags", || set_flag::lines(reader, patient, &today))?,
        history: seen(asking, patient, "patient_history", || history::lines(reader, patient))?,
        policies: seen(asking, patient, "insurance_policies", || policy::lines(asking, patient))?,
        consents: seen(asking, patient, "consents", || {
            give_consent::lines(reader, patient, &today)
        })?,
        merged: other_records(asking, patient)?,
    })
}

/// The other records of the person whose record in front is `patient`.
fn other_records(asking: &Asking<'_>, patient: Uuid) -> Result<Vec<MergedRecord>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        merge_id: Uuid,
        merge_version: i64,
        merged_at: i64,
        reason: String,
        changed_since: bool,
    }
    let (reader, lines) = (&asking.reader, Lines::of(asking));
    let mut others = Vec::new();
    for id in merged::set_of(reader, patient)? {
        let row: Option<Row> = reader.row(
            "SELECT m.id AS merge_id, m.version AS merge_version, m.merged_at, m.reason, \
             p.updated_at > m.created_at AS changed_since FROM patient_merges m JOIN patients p ON p.id = ?1 \
             WHERE m.merged_patient_id = ?1 AND m.deleted_at IS NULL AND p.deleted_at IS NULL \
             ORDER BY m.merged_at, m.id LIMIT 1",
            params![id],
        )?;
        let Some(row) = row.filter(|_| id != patient) else { continue };
        let (_, _, details) = form(reader, id)?;
        others.push(MergedRecord {
            merge_id: row.merge_id,
            merge_version: row.merge_version,
            changed_since: row.changed_since,
            merged_at: row.merged_at,
            reason: row.reason,
            patient: lines.line(id)?,
            details,
        });
    }
    Ok(others)
}

/// A section, if the person may see such rows of this patient.
fn seen<T: Default>(
    asking: &Asking<'_>,
    patient: Uuid,
    table: &str,
    section: impl FnOnce() -> Result<T, Refused>,
) -> Result<T, Refused> {
    if asking.shows(table, patient)? { section() } else { Ok(T::default()) }
}

/// Whose record was opened.
pub(crate) fn opened(chart: &Chart) -> Opened {
    let id = chart.patient.line.id;
    Opened { table: "patients", row: id, patient: id }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn opening_a_chart_leaves_a_trace() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let reads = || {
            clinic
                .number(
                    "SELECT count(*) FROM audit_logs WHERE action = 'read' AND patient_id = ?1 \
                     AND command = 'people.chart'",
                    patient,
                )
                .unwrap()
        };
        assert_eq!(reads(), 0);
        clinic.ask(clinic.doctor, "people.chart", json!({ "patient_id": patient })).unwrap();
        assert_eq!(reads(), 1);
    }

    #[test]
    fn the_front_desk_sees_who_the_patient_is_and_nothing_clinical() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let allergy = json!({
            "patient_id": patient, "substance_text": "Latex", "category": null,
            "criticality": null, "reaction_text": null, "severity": null
        });
        clinic.ask(clinic.doctor, "people.add_allergy", allergy).unwrap();
        let open =
            |user| clinic.ask(user, "people.chart", json!({ "patient_id": patient })).unwrap();
        let (doctor, desk) = (open(clinic.doctor), open(clinic.receptionist));
        assert_eq!(doctor["allergies"][0]["substance_text"], "Latex");
        assert_eq!(desk["allergies"], json!([]));
        assert_eq!(desk["appointments"].as_array().unwrap().len(), 1);
        assert_eq!(desk["patient"]["display_name"], "Elena Marín");
        assert_eq!(desk["patient"]["date_of_birth_precision"], "day");
    }
}
