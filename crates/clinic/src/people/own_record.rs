//! What patients see of their own record: on the kiosk, on a PC of their own.

use serde::Serialize;
use store::params;
use ts_rs::TS;

use crate::billing::invoices::{self, InvoiceLine};
use crate::medication::item::{MedicineLine, medicines};
use crate::people::chart_sections::{
    Allergy, Immunization, Problem, ResultLine, allergies, immunizations, problems, results,
};
use crate::people::line::{Lines, PatientLine};
use crate::people::merged::{front, of_person};
use crate::people::own::own_patient;
use crate::scheduling::appointment::{AppointmentLine, upcoming};
use crate::{Asking, Nothing, Refused};

/// The own record. Notes are not shown as they are written, and a result once it is complete.
#[derive(Serialize, TS)]
pub struct OwnRecord {
    patient: PatientLine,
    allergies: Vec<Allergy>,
    problems: Vec<Problem>,
    medicines: Vec<MedicineLine>,
    results: Vec<ResultLine>,
    immunizations: Vec<Immunization>,
    appointments: Vec<AppointmentLine>,
    invoices: Vec<InvoiceLine>,
    balance_minor: i64,
    currency: String,
    /// Notes to the patient that have not been read.
    unread: u32,
}

/// The own record of the signed-in patient.
pub fn own_record(asking: &Asking<'_>, _: Nothing) -> Result<OwnRecord, Refused> {
    let patient = own_patient(asking.who)?;
    let reader = &asking.reader;
    let unread: Option<u32> = reader.value(
        "SELECT count(*) FROM notifications WHERE user_id = ?1 AND read_at IS NULL \
         AND due_at <= ?2 AND deleted_at IS NULL",
        params![asking.who.user_id, asking.now],
    )?;
    Ok(OwnRecord {
        patient: Lines::of(asking).line(front(reader, patient)?)?,
        allergies: allergies(reader, patient)?,
        problems: problems(reader, &of_person("m.patient_id = ?1"), patient)?,
        medicines: medicines(asking, patient)?,
        results: results(
            reader,
            &of_person("r.patient_id = ?1 AND r.status IN ('completed', 'corrected')"),
            patient,
        )?,
        immunizations: immunizations(reader, &of_person("i.patient_id = ?1"), patient)?,
        appointments: upcoming(asking, patient)?,
        invoices: invoices::sent_to(asking, patient)?,
        balance_minor: invoices::balance(asking, patient)?,
        currency: asking.who.site.currency.clone(),
        unread: unread.unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn a_patient_sees_the_own_record_and_asks_for_nothing_else() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let other = clinic.patient("Irene", "Soto", "1971-01-05");
        clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        clinic.book(other, "2026-03-02T11:00:00Z").unwrap();
        let user = clinic.connect(patient, "Elena");
        let own = clinic.ask(user, "people.own_record", json!({})).unwrap();
        assert_eq!(own["patient"]["id"], json!(patient));
        assert_eq!(own["appointments"].as_array().unwrap().len(), 1);
        for (name, request) in [
            ("people.chart", json!({ "patient_id": patient })),
            ("people.find", json!({ "query": "Soto" })),
            ("scheduling.day", json!({ "day": "2026-03-02" })),
        ] {
            let refused = clinic.ask(user, name, request).unwrap_err();
            assert_eq!(refused.code, Some("not_allowed"), "{name}");
        }
        let read = clinic.number(
            "SELECT count(*) FROM audit_logs WHERE action = 'read' AND patient_id = ?1",
            patient,
        );
        assert_eq!(read, Some(1), "also the own record is opened in sight");
        assert!(clinic.ask(clinic.doctor, "people.own_record", json!({})).is_err());
    }

    #[test]
    fn patients_check_themselves_in_and_nobody_else() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let other = clinic.patient("Irene", "Soto", "1971-01-05");
        let own = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let others = clinic.book(other, "2026-03-02T11:00:00Z").unwrap();
        let user = clinic.connect(patient, "Elena");
        let check_in =
            |id| clinic.ask(user, "scheduling.own_check_in", json!({ "id": id, "version": 0 }));
        check_in(own).unwrap();
        assert_eq!(check_in(others).unwrap_err().code, Some("not_allowed"));
        let status = clinic.text("SELECT status FROM appointments WHERE id = ?1", own);
        assert_eq!(status.as_deref(), Some("checked_in"));
    }
}
