//! Types that came later: scans, appointments, policies, dispensings, documents, plans of care.

use interchange::Count;

use crate::clinic::Clinic;
use crate::records::*;

fn others() -> Vec<String> {
    let patient = format!(r#"{{"reference": "urn:uuid:{PATIENT}"}}"#);
    let visit = format!(r#"{{"reference": "urn:uuid:{VISIT}"}}"#);
    let request = id(20);
    vec![
        resource(
            "ImagingStudy",
            &id(10),
            &format!(
                r#""status": "available", "subject": {patient}, "encounter": {visit},
                "identifier": [{{"system": "urn:dicom:uid", "value": "urn:oid:1.2.840.99.7"}}],
                "started": "2019-03-31T09:10:00+02:00",
                "procedureCode": [{{"text": "Θώρακας", "coding": [
                    {{"system": "http://snomed.info/sct", "code": "399208008"}}]}}],
                "series": [{{"uid": "1.2.3", "modality": {{"code": "DX"}},
                    "bodySite": {{"code": "51185008", "display": "Chest"}}}}]"#
            ),
        ),
        resource(
            "Appointment",
            &id(11),
            &format!(
                r#""status": "fulfilled", "start": "2019-03-31T09:00:00+02:00",
                "end": "2019-03-31T09:20:00+02:00", "appointmentType": {{"coding": [
                    {{"code": "FOLLOWUP"}}]}}, "reasonCode": [{{"text": "Βήχας"}}],
                "participant": [
                    {{"actor": {{"reference": "urn:uuid:{DOCTOR}"}}, "status": "accepted"}},
                    {{"actor": {patient}, "status": "accepted"}}]"#
            ),
        ),
        resource(
            "Appointment",
            &id(12),
            &format!(
                r#""status": "proposed", "participant": [
                    {{"actor": {patient}, "status": "tentative"}}]"#
            ),
        ),
        resource(
            "Coverage",
            &id(13),
            &format!(
                r#""status": "active", "beneficiary": {patient}, "subscriberId": "Π-77",
                "payor": [{{"display": "ΕΟΠΥΥ"}}], "order": 2, "period": {{"start": "2019-01-01"}},
                "relationship": {{"coding": [{{"code": "parent"}}]}},
                "class": [{{"type": {{"coding": [{{"code": "group"}}]}}, "value": "G1"}}]"#
            ),
        ),
        resource(
            "MedicationRequest",
            &request,
            &format!(
                r#""status": "completed", "intent": "order", "subject": {patient},
                "authoredOn": "2019-03-31", "medicationCodeableConcept": {{"text": "Αμοξικιλλίνη"}}"#
            ),
        ),
        resource(
            "MedicationDispense",
            &id(14),
            &format!(
                r#""status": "completed", "subject": {patient},
                "medicationCodeableConcept": {{"text": "Αμοξικιλλίνη"}},
                "authorizingPrescription": [{{"reference": "urn:uuid:{request}"}}],
                "quantity": {{"value": 21, "unit": "capsule"}}, "daysSupply": {{"value": 7}},
                "whenHandedOver": "2019-03-31T12:00:00+02:00""#
            ),
        ),
        resource(
            "MedicationDispense",
            &id(15),
            &format!(
                r#""status": "completed", "subject": {patient},
                "medicationCodeableConcept": {{"text": "bought without a prescription"}},
                "quantity": {{"value": 1}}, "whenHandedOver": "2019-03-31""#
            ),
        ),
        resource(
            "DocumentReference",
            &id(16),
            &format!(
                r#""status": "current", "subject": {patient}, "date": "2019-04-01T08:00:00Z",
                "type": {{"text": "Εξιτήριο", "coding": [
                    {{"system": "http://loinc.org", "code": "18842-5"}}]}},
                "category": [{{"coding": [{{"code": "clinical-note"}}]}}],
                "content": [{{"attachment": {{"contentType": "application/pdf"}}}}],
                "context": {{"encounter": [{visit}]}}"#
            ),
        ),
        resource(
            "CarePlan",
            &id(17),
            &format!(
                r#""status": "active", "intent": "order", "subject": {patient},
                "category": [{{"text": "Αναπνευστική αγωγή"}}], "period": {{"start": "2019-03-31"}},
                "activity": [{{"detail": {{"status": "completed",
                    "code": {{"text": "Ασκήσεις"}}}}}}]"#
            ),
        ),
    ]
}

#[test]
fn scans_appointments_policies_dispensings_documents_and_plans_find_their_tables() {
    let clinic = Clinic::new();
    let mut all = chart();
    all.extend(others());
    let bundle = clinic.file("eleni.json", bundle(&all));
    let report = clinic.import(&bundle);
    assert_eq!(report.problems, []);
    let half = Count { seen: 2, stored: 1, left: 1, ..Count::default() };
    assert_eq!(report.count("Appointment"), half, "a proposal is no promise");
    assert_eq!(report.count("MedicationDispense"), half, "there is no prescription of the other");
    for kind in ["ImagingStudy", "Coverage", "DocumentReference", "CarePlan"] {
        assert_eq!(report.count(kind), stored(1), "{kind}");
    }
    for (sql, expected) in [
        (
            "SELECT modality || '|' || body_part || '|' || study_description || '|' || \
             study_instance_uid || '|' || status FROM scans WHERE visit_id IS NOT NULL",
            "DX|Chest|Θώρακας|1.2.840.99.7|acquired",
        ),
        (
            "SELECT kind || '|' || status || '|' || reason FROM appointments \
             WHERE practitioner_id IS NOT NULL AND ends_at - starts_at = 1200000000",
            "follow_up|completed|Βήχας",
        ),
        (
            "SELECT insurer_name || '|' || policy_number || '|' || coverage_rank || '|' || \
             group_number || '|' || relationship_to_patient || '|' || effective_on \
             FROM insurance_policies",
            "ΕΟΠΥΥ|Π-77|secondary|G1|child|2019-01-01",
        ),
        (
            "SELECT i.medication_text || '|' || d.quantity || '|' || d.unit || '|' || \
             d.days_supplied FROM dispensings d JOIN prescription_items i \
             ON i.id = d.prescription_item_id",
            "Αμοξικιλλίνη|21.0|capsule|7",
        ),
        (
            "SELECT kind || '|' || title || '|' || status FROM documents \
             WHERE visit_id IS NOT NULL AND attachment_id IS NULL",
            "clinical_note|Εξιτήριο|current",
        ),
        (
            "SELECT title || '|' || starts_on || '|' || \
             json_extract(activities, '$[0].text') || '|' || \
             json_extract(activities, '$[0].status') FROM care_plans",
            "Αναπνευστική αγωγή|2019-03-31|Ασκήσεις|done",
        ),
    ] {
        assert_eq!(clinic.text(sql).as_deref(), Some(expected));
    }
    let before = clinic.footprint();
    all.reverse();
    let report = clinic.import(&clinic.file("turned.json", crate::records::bundle(&all)));
    assert_eq!(report.problems, []);
    assert_eq!(clinic.footprint(), before, "a second run writes nothing");
}
