//! Made-up records, small enough to be read.

use interchange::Count;

pub const PATIENT: &str = "5b7e3a52-0d5e-4c0e-9f0b-0a6f6f0f1c01";
pub const VISIT: &str = "5b7e3a52-0d5e-4c0e-9f0b-0a6f6f0f1c02";
pub const DOCTOR: &str = "5b7e3a52-0d5e-4c0e-9f0b-0a6f6f0f1c03";
pub const CLAIM: &str = "5b7e3a52-0d5e-4c0e-9f0b-0a6f6f0f1c04";

/// A transaction bundle of resources, each with a `urn:uuid:` of its own id.
pub fn bundle(resources: &[String]) -> String {
    let entries: Vec<String> = resources
        .iter()
        .map(|resource| {
            let id = resource.split("\"id\": \"").nth(1).unwrap().split('"').next().unwrap();
            format!("  {{\"fullUrl\": \"urn:uuid:{id}\",\n   \"resource\": {resource}}}")
        })
        .collect();
    let entries = entries.join(",\n");
    format!(
        "{{\"resourceType\": \"Bundle\", \"type\": \"transaction\", \"entry\": [\n{entries}\n]}}"
    )
}

pub fn resource(kind: &str, id: &str, rest: &str) -> String {
    format!("{{\"resourceType\": \"{kind}\", \"id\": \"{id}\", {rest}}}")
}

/// An id that is derived from a small number, for resources that nobody refers to.
pub fn id(number: u8) -> String {
    format!("9c000000-0000-4000-8000-0000000000{number:02x}")
}

pub fn about(kind: &str, number: u8, rest: &str) -> String {
    let subject = if matches!(kind, "AllergyIntolerance" | "Immunization" | "Claim") {
        "patient"
    } else {
        "subject"
    };
    let rest = format!("\"{subject}\": {{\"reference\": \"urn:uuid:{PATIENT}\"}}, {rest}");
    resource(kind, &id(number), &rest)
}

pub fn patient_with_phone(phone: &str) -> String {
    resource(
        "Patient",
        PATIENT,
        &format!(
            r#""identifier": [
                {{"system": "http://old.example/mrn", "value": "00917",
                  "type": {{"coding": [{{"code": "MR"}}], "text": "Medical Record Number"}}}}],
            "name": [{{"use": "official", "family": "Οικονόμου", "given": ["Ελένη", "Σοφία"]}},
                     {{"use": "maiden", "family": "Παπαδάκη"}}],
            "telecom": [{{"system": "phone", "value": "{phone}", "use": "mobile"}}],
            "gender": "female", "birthDate": "1961-06",
            "multipleBirthInteger": 2,
            "maritalStatus": {{"coding": [{{"code": "M"}}]}}"#
        ),
    )
}

pub fn doctor() -> String {
    resource(
        "Practitioner",
        DOCTOR,
        r#""identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "9990001112"}],
           "name": [{"family": "أبو زيد", "given": ["نوال"], "prefix": ["Dr."]}]"#,
    )
}

pub fn visit() -> String {
    resource(
        "Encounter",
        VISIT,
        &format!(
            r#""status": "finished", "class": {{"code": "AMB"}},
            "type": [{{"coding": [{{"system": "http://snomed.info/sct", "code": "185349003",
                       "display": "Check-up"}}]}}],
            "subject": {{"reference": "urn:uuid:{PATIENT}"}},
            "participant": [{{"individual": {{"reference":
                "Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|9990001112"}}}}],
            "period": {{"start": "2019-03-31T09:00:00+02:00", "end": "2019-03-31T09:30:00+02:00"}},
            "serviceProvider": {{"display": "Άγιος Λουκάς"}}"#
        ),
    )
}

pub fn vital(number: u8, loinc: &str, value: &str, unit: &str) -> String {
    about(
        "Observation",
        number,
        &format!(
            r#""status": "final", "category": [{{"coding": [{{"code": "vital-signs"}}]}}],
            "code": {{"coding": [{{"system": "http://loinc.org", "code": "{loinc}"}}],
                      "text": "Sign {loinc}"}},
            "encounter": {{"reference": "urn:uuid:{VISIT}"}},
            "effectiveDateTime": "2019-03-31T09:05:00+02:00",
            "valueQuantity": {{"value": {value}, "unit": "{unit}", "code": "{unit}"}}"#
        ),
    )
}

pub fn chart() -> Vec<String> {
    vec![patient_with_phone("+30 210 5550 101"), doctor(), visit()]
}

pub fn stored(seen: u64) -> Count {
    Count { seen, stored: seen, ..Count::default() }
}

pub fn unchanged(seen: u64) -> Count {
    Count { seen, unchanged: seen, ..Count::default() }
}
