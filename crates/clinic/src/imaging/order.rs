//! A scan is ordered.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::belongs::{appointment_belongs, visit_belongs};
use crate::imaging::queue::enqueue;
use crate::imaging::standing::scan;
use crate::organization::number::next_accession;
use crate::people::details::filled;
use crate::people::merged::of_person;
use crate::people::register::make_known;
use crate::scheduling::appointment::{booked, patient_may_come};
use crate::{Refused, Who};

/// DICOM modalities that use ionizing radiation.
const IONIZING: &[&str] = &["CT", "DX", "CR", "MG", "NM", "PT", "XA", "RF", "IO"];
/// The DICOM modality with a strong magnetic field.
const MAGNETIC: &str = "MR";

/// Of whom, what and why.
#[derive(Deserialize, TS)]
pub struct OrderScan {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    appointment_id: Option<Uuid>,
    modality: String,
    body_part: String,
    study_description: Option<String>,
    priority: String,
    reason: String,
    clinical_question: Option<String>,
    accept_warnings: bool,
}

/// The new order.
#[derive(Serialize, TS)]
pub struct ScanOrdered {
    id: Uuid,
    scan_number: String,
}

/// Orders a scan and lets it wait for imaging. Refuses with the code `warned` where a flag of the
/// patient speaks against it, until `accept_warnings` says that the warning was read.
pub fn order(write: &mut Write<'_>, who: &Who, request: OrderScan) -> Result<ScanOrdered, Refused> {
    patient_may_come(write, request.patient_id)?;
    let body_part = filled(Some(&request.body_part))
        .ok_or_else(|| Refused::field("body_part", "Say which part of the body is examined."))?;
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the scan is needed."))?;
    visit_belongs(write, request.patient_id, request.visit_id)?;
    if let Some(appointment) = request.appointment_id {
        takes_place(write, request.patient_id, appointment)?;
    }
    let now = write.now();
    if !request.accept_warnings {
        let today = who.today(now).to_string();
        let warnings = warnings(write, request.patient_id, &request.modality, &today)?;
        if !warnings.is_empty() {
            return Err(Refused::coded("warned", warnings.join(" ")));
        }
    }
    let scan_number = next_accession(write, who.organization_id)?;
    make_known(write, who, request.patient_id, "booked")?;
    let id = write.insert(
        "scans",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("site_id", who.site.id)
            .set("visit_id", request.visit_id)
            .set("appointment_id", request.appointment_id)
            .set("scan_number", scan_number.as_str())
            .set("modality", request.modality)
            .set("body_part", body_part)
            .set("study_description", filled(request.study_description.as_deref()))
            .set("ordered_by", who.practitioner_id)
            .set("ordered_at", now)
            .set("priority", request.priority)
            .set("status", "ordered")
            .set("reason", reason)
            .set("clinical_question", filled(request.clinical_question.as_deref())),
    )?;
    let ordered = scan(write, id)?;
    enqueue(write, who, &ordered, "acquisition", None)?;
    Ok(ScanOrdered { id, scan_number })
}

/// Refuses an appointment of another patient, and one that does not take place.
fn takes_place(reader: &Reader<'_>, patient: Uuid, appointment: Uuid) -> Result<(), Refused> {
    appointment_belongs(reader, patient, Some(appointment))?;
    let booked = booked(reader, appointment)?;
    if matches!(booked.status.as_str(), "cancelled" | "no_show" | "entered_in_error") {
        return Err(Refused::field(
            "appointment_id",
            "This appointment does not take place. Choose another one, or leave it out.",
        ));
    }
    Ok(())
}

/// What the patient's flags say against a scan of this kind. Radiation in pregnancy after ICRP
/// Publication 84 (2000), Pregnancy and Medical Radiation; implants in a magnetic field after the
/// ACR Manual on MR Safety (2024).
fn warnings(
    reader: &Reader<'_>,
    patient: Uuid,
    modality: &str,
    today: &str,
) -> Result<Vec<&'static str>, Refused> {
    let flags: Vec<String> = reader.column(
        &of_person(
            "SELECT DISTINCT kind FROM patient_flags WHERE patient_id = ?1 \
         AND kind IN ('pregnancy', 'implant') AND (ended_on IS NULL OR ended_on >= ?2) \
         AND deleted_at IS NULL ORDER BY kind DESC",
        ),
        params![patient, today],
    )?;
    let warning = |flag: &String| match flag.as_str() {
        "pregnancy" if IONIZING.contains(&modality) => Some(
            "The patient is flagged as pregnant and this scan uses radiation. Weigh whether it \
             can wait or be done without.",
        ),
        "pregnancy" if modality == MAGNETIC => {
            Some("The patient is flagged as pregnant. Contrast with gadolinium is to be avoided.")
        }
        "implant" if modality == MAGNETIC => Some(
            "The patient is flagged as having an implant. Make sure that it is safe in a magnetic \
             field before the scan.",
        ),
        _ => None,
    };
    Ok(flags.iter().filter_map(warning).collect())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};
    use store::Cells;
    use uuid::Uuid;

    pub(crate) fn request(patient: Uuid, changes: Value) -> Value {
        let mut request = json!({
            "patient_id": patient, "visit_id": null, "appointment_id": null, "modality": "CT",
            "body_part": "Chest", "study_description": null, "priority": "routine",
            "reason": "Cough for six weeks", "clinical_question": null, "accept_warnings": false
        });
        for (name, value) in changes.as_object().unwrap() {
            request[name] = value.clone();
        }
        request
    }

    /// A scan that the doctor has ordered.
    pub(crate) fn ordered(clinic: &Clinic, patient: Uuid, changes: Value) -> Uuid {
        let request = request(patient, changes);
        id_of(&clinic.ask(clinic.doctor, "imaging.order", request).unwrap())
    }

    fn flag(clinic: &Clinic, patient: Uuid, kind: &str, ended_on: Option<&str>) {
        clinic
            .store
            .write(clinic.nurse, "test", |write| {
                write.insert(
                    "patient_flags",
                    Cells::new()
                        .set("patient_id", patient)
                        .set("kind", kind)
                        .set("text", "seen")
                        .set("ended_on", ended_on.map(str::to_owned)),
                )
            })
            .unwrap();
    }

    #[test]
    fn orders_are_numbered_and_wait_for_imaging() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let order = || clinic.ask(clinic.doctor, "imaging.order", request(patient, json!({})));
        assert_eq!(order().unwrap()["scan_number"], "A-000001");
        let second = order().unwrap();
        assert_eq!(second["scan_number"], "A-000002");
        let sql = "SELECT stage || ' ' || status FROM scan_queue_entries WHERE scan_id = ?1";
        assert_eq!(clinic.text(sql, id_of(&second)).unwrap(), "acquisition waiting");
    }

    #[test]
    fn a_flag_stops_an_order_until_the_warning_was_read() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1990-01-05");
        flag(&clinic, patient, "implant", Some("2026-03-01"));
        flag(&clinic, patient, "pregnancy", None);
        let order = |modality: &str, accept: bool| {
            let changes = json!({ "modality": modality, "accept_warnings": accept });
            clinic.ask(clinic.doctor, "imaging.order", request(patient, changes))
        };
        let warned = order("CT", false).unwrap_err();
        assert_eq!(warned.code, Some("warned"));
        assert!(warned.sentence.contains("radiation"));
        order("US", false).unwrap();
        // The implant was taken out yesterday; only the pregnancy is left to say.
        let warned = order("MR", false).unwrap_err();
        assert!(warned.sentence.contains("gadolinium") && !warned.sentence.contains("implant"));
        flag(&clinic, patient, "implant", None);
        assert!(order("MR", false).unwrap_err().sentence.contains("implant"));
        order("MR", true).unwrap();
    }

    #[test]
    fn an_order_says_what_and_why_and_a_nurse_orders_none() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        for (changes, field) in [
            (json!({ "body_part": " " }), "body_part"),
            (json!({ "reason": "" }), "reason"),
            (json!({ "modality": "XX" }), "modality"),
            (json!({ "priority": "yesterday" }), "priority"),
        ] {
            let request = request(patient, changes);
            let refused = clinic.ask(clinic.doctor, "imaging.order", request).unwrap_err();
            assert_eq!(refused.field, Some(field));
        }
        let nurse = clinic.ask(clinic.nurse, "imaging.order", request(patient, json!({})));
        assert_eq!(nurse.unwrap_err().code, Some("not_allowed"));
    }
}
