//! Rows of Synthea's CSV files as resources, so that they go the way of everything else.
//!
//! Rows of most files have no number of their own: they are known by what stands in them, so the
//! same row is the same record at every import. Synthea reckons in US dollars, and its codes are
//! SNOMED CT, LOINC, RxNorm and CVX, as its documentation has them file by file.

use std::collections::{HashMap, HashSet};

use csv::StringRecord;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

/// The files, without their endings.
const FILES: &[&str] = &[
    "allergies",
    "careplans",
    "claims",
    "claims_transactions",
    "conditions",
    "devices",
    "encounters",
    "imaging_studies",
    "immunizations",
    "medications",
    "observations",
    "organizations",
    "patients",
    "payer_transitions",
    "payers",
    "procedures",
    "providers",
    "supplies",
];
/// A folder of such files holds this one.
pub(crate) const PATIENTS: &str = "patients.csv";
/// What Synthea calls having no insurer.
const UNINSURED: &str = "NO_INSURANCE";
const SNOMED: &str = "http://snomed.info/sct";
const LOINC: &str = "http://loinc.org";
const RXNORM: &str = "http://www.nlm.nih.gov/research/umls/rxnorm";
const CVX: &str = "http://hl7.org/fhir/sid/cvx";

/// The file that `name` is, if it is one of Synthea's.
pub(crate) fn file_of(name: &str) -> Option<&'static str> {
    let stem = name.to_ascii_lowercase();
    let stem = stem.strip_suffix(".csv")?;
    FILES.iter().copied().find(|file| *file == stem)
}

/// What is remembered from one file for the next.
#[derive(Default)]
pub(crate) struct Synthea {
    uninsured: HashSet<String>,
    /// Studies of which a row was seen: every image has one.
    studies: HashSet<String>,
    /// Codes of medicines and of vaccines: a charge says a code and not of which system.
    medicines: HashSet<String>,
    vaccines: HashSet<String>,
    diagnoses: Diagnoses,
}

/// The diagnoses of claims, which their charges name by number. There are few codes and many
/// claims: each code is kept once.
#[derive(Default)]
struct Diagnoses {
    codes: Vec<String>,
    numbers: HashMap<String, usize>,
    of_claims: HashMap<Uuid, Vec<usize>>,
}

impl Diagnoses {
    fn note(&mut self, claim: &str, codes: Vec<&str>) {
        let Ok(claim) = Uuid::try_parse(claim) else { return };
        let numbers = codes.into_iter().map(|code| {
            *self.numbers.entry(code.to_owned()).or_insert_with(|| {
                self.codes.push(code.to_owned());
                self.codes.len() - 1
            })
        });
        let numbers = numbers.collect();
        self.of_claims.insert(claim, numbers);
    }

    /// The code that a charge of this claim calls its `number`th diagnosis; the first is 1.
    fn code(&self, claim: &str, number: &str) -> Option<&str> {
        let claim = self.of_claims.get(&Uuid::try_parse(claim).ok()?)?;
        let number = number.parse::<usize>().ok()?.checked_sub(1)?;
        self.codes.get(*claim.get(number)?).map(String::as_str)
    }
}

/// A row by the names of its columns; an empty cell is none.
struct Row<'r> {
    headings: &'r StringRecord,
    cells: &'r StringRecord,
}

impl<'r> Row<'r> {
    fn get(&self, name: &str) -> Option<&'r str> {
        let position = self.headings.iter().position(|heading| heading.trim() == name)?;
        self.cells.get(position).map(str::trim).filter(|cell| !cell.is_empty())
    }

    fn text(&self, name: &str) -> Json {
        self.get(name).map_or(Json::Null, Json::from)
    }

    fn reference(&self, kind: &str, name: &str) -> Json {
        let id = self.get(name).filter(|id| *id != "0");
        id.map_or(Json::Null, |id| json!({ "reference": format!("{kind}/{id}") }))
    }

    fn concept(&self, system: Option<&str>, code: &str, words: &str) -> Json {
        if self.get(code).is_none() && self.get(words).is_none() {
            return Json::Null;
        }
        let coding =
            json!({ "system": system, "code": self.get(code), "display": self.get(words) });
        json!({ "coding": [without_nothing(coding)], "text": self.get(words) })
    }

    fn reason(&self) -> Json {
        match self.concept(Some(SNOMED), "REASONCODE", "REASONDESCRIPTION") {
            Json::Null => Json::Null,
            reason => json!([reason]),
        }
    }

    fn address(&self) -> Json {
        json!({
            "line": [self.text("ADDRESS")],
            "city": self.text("CITY"),
            "state": self.text("STATE"),
            "postalCode": self.text("ZIP"),
        })
    }

    /// A number; any other text is none.
    fn number(&self, name: &str) -> Json {
        self.get(name).and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Json::Null)
    }

    fn period(&self) -> Json {
        json!({ "start": self.text("START"), "end": self.text("STOP") })
    }

    /// An id for a row that has none: the same for the same content.
    fn derived(&self, file: &str) -> Json {
        let content: Vec<&str> = self.cells.iter().map(str::trim).collect();
        let name = format!("urn:synthea-csv:{file}:{}", content.join("\u{1f}"));
        Json::from(Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).to_string())
    }
}

impl Synthea {
    /// The row of `file` as a resource; `None` where it adds nothing to one that was met.
    pub fn resource(
        &mut self,
        file: &str,
        headings: &StringRecord,
        cells: &StringRecord,
    ) -> Option<String> {
        let row = Row { headings, cells };
        let json = match file {
            "patients" => patient(&row),
            "organizations" => json!({
                "resourceType": "Organization", "id": row.text("Id"), "name": row.text("NAME"),
            }),
            "payers" => return self.payer(&row),
            "providers" => provider(&row),
            "encounters" => encounter(&row),
            "conditions" => condition(&row),
            "allergies" => allergy(&row),
            "medications" => {
                self.medicines.extend(row.get("CODE").map(str::to_owned));
                medication(&row)
            }
            "observations" => observation(&row),
            "procedures" => procedure(&row),
            "immunizations" => {
                self.vaccines.extend(row.get("CODE").map(str::to_owned));
                immunization(&row)
            }
            "careplans" => care_plan(&row),
            "imaging_studies" => {
                let new = row.get("Id").is_none_or(|id| self.studies.insert(id.to_owned()));
                new.then(|| imaging_study(&row))?
            }
            "payer_transitions" => self.coverage(&row),
            "claims" => {
                self.note_diagnoses(&row);
                claim(&row)
            }
            "claims_transactions" => self.transaction(&row),
            "devices" => json!({ "resourceType": "Device", "id": row.derived(file) }),
            "supplies" => json!({ "resourceType": "SupplyDelivery", "id": row.derived(file) }),
            _ => return None,
        };
        Some(without_nothing(json).to_string())
    }

    fn payer(&mut self, row: &Row<'_>) -> Option<String> {
        let (id, name) = (row.get("Id")?, row.text("NAME"));
        if row.get("NAME") == Some(UNINSURED) {
            self.uninsured.insert(id.to_owned());
        }
        let named = if self.uninsured.contains(id) { Json::Null } else { name };
        let json = json!({ "resourceType": "Organization", "id": id, "name": named });
        Some(without_nothing(json).to_string())
    }

    fn note_diagnoses(&mut self, row: &Row<'_>) {
        let Some(claim) = row.get("Id") else { return };
        let names = [
            "DIAGNOSIS1",
            "DIAGNOSIS2",
            "DIAGNOSIS3",
            "DIAGNOSIS4",
            "DIAGNOSIS5",
            "DIAGNOSIS6",
            "DIAGNOSIS7",
            "DIAGNOSIS8",
        ];
        let codes = names.into_iter().map_while(|name| row.get(name)).collect();
        self.diagnoses.note(claim, codes);
    }

    /// A line of a claim, or a payment on it. That a sum was moved from one payer to the next changes
    /// nothing of what was billed and paid.
    fn transaction(&self, row: &Row<'_>) -> Json {
        let kind = match row.get("TYPE") {
            Some("CHARGE") => "CsvCharge",
            Some("PAYMENT") => "CsvPayment",
            Some("ADJUSTMENT") => "CsvAdjustment",
            _ => "CsvTransfer",
        };
        let system = match row.get("PROCEDURECODE") {
            Some(code) if self.medicines.contains(code) => RXNORM,
            Some(code) if self.vaccines.contains(code) => CVX,
            _ => SNOMED,
        };
        let mut diagnoses: Vec<&str> = Vec::new();
        for name in ["DIAGNOSISREF1", "DIAGNOSISREF2", "DIAGNOSISREF3", "DIAGNOSISREF4"] {
            let named = row.get("CLAIMID").zip(row.get(name));
            let code = named.and_then(|(claim, number)| self.diagnoses.code(claim, number));
            diagnoses.extend(code.filter(|code| !diagnoses.contains(code)));
        }
        let diagnoses: Vec<Json> =
            diagnoses.into_iter().map(|code| json!({ "system": SNOMED, "code": code })).collect();
        json!({
            "resourceType": kind,
            "id": row.text("ID"),
            "claim": row.reference("CsvClaim", "CLAIMID"),
            "patient": row.reference("Patient", "PATIENTID"),
            "encounter": row.reference("Encounter", "APPOINTMENTID"),
            "sequence": row.number("CHARGEID"),
            "when": row.text("FROMDATE"),
            "service": row.concept(Some(system), "PROCEDURECODE", "NOTES"),
            "diagnosis": (kind == "CsvCharge").then_some(diagnoses),
            "units": row.number("UNITS"),
            "unitAmount": row.number("UNITAMOUNT"),
            "amount": row.number(if kind == "CsvPayment" { "PAYMENTS" } else { "AMOUNT" }),
            "method": row.text("METHOD"),
        })
    }

    fn coverage(&self, row: &Row<'_>) -> Json {
        let uninsured = row.get("PAYER").is_some_and(|payer| self.uninsured.contains(payer));
        // Who has the policy, seen from the patient.
        let relationship = match row.get("OWNERSHIP") {
            Some("Self") => Some("self"),
            Some("Spouse") => Some("spouse"),
            Some("Guardian") => Some("child"),
            _ => None,
        };
        let relationship = relationship.map(|code| json!({ "coding": [{ "code": code }] }));
        json!({
            "resourceType": "Coverage",
            "id": row.derived("payer_transitions"),
            // A time without an insurer is no policy.
            "status": if uninsured { "draft" } else { "active" },
            "beneficiary": row.reference("Patient", "PATIENT"),
            "subscriberId": row.text("MEMBERID"),
            "policyHolder": row.get("OWNERNAME").map(|name| json!({ "display": name })),
            "relationship": relationship,
            "payor": [row.reference("Organization", "PAYER")],
            "secondaryPayor": row.reference("Organization", "SECONDARY_PAYER"),
            "period": { "start": row.text("START_YEAR"), "end": row.text("END_YEAR") },
        })
    }
}

/// The value without members that are nothing.
fn without_nothing(json: Json) -> Json {
    match json {
        Json::Object(object) => {
            let kept: Map<String, Json> = object
                .into_iter()
                .map(|(name, member)| (name, without_nothing(member)))
                .filter(|(_, member)| !member.is_null())
                .collect();
            if kept.is_empty() { Json::Null } else { Json::Object(kept) }
        }
        Json::Array(list) => {
            let kept: Vec<Json> =
                list.into_iter().map(without_nothing).filter(|one| !one.is_null()).collect();
            if kept.is_empty() { Json::Null } else { Json::Array(kept) }
        }
        other => other,
    }
}

fn patient(row: &Row<'_>) -> Json {
    let number = |column: &str, kind: &str, system: &str| {
        row.get(column).map(|value| {
            json!({ "type": { "coding": [{ "code": kind }] }, "system": system, "value": value })
        })
    };
    let us_core = |name: &str, words: Json| match words {
        Json::Null => Json::Null,
        words => json!({
            "url": format!("http://hl7.org/fhir/us/core/StructureDefinition/{name}"),
            "extension": [{ "url": "text", "valueString": words }],
        }),
    };
    let birth_place = row.get("BIRTHPLACE").map(|place| {
        json!({
            "url": "http://hl7.org/fhir/StructureDefinition/patient-birthPlace",
            "valueAddress": { "text": place },
        })
    });
    let gender = match row.get("GENDER") {
        Some("M") => Json::from("male"),
        Some("F") => Json::from("female"),
        _ => Json::Null,
    };
    let marital = row.get("MARITAL").map(|code| json!({ "coding": [{ "code": code }] }));
    let maiden = row.get("MAIDEN").map(|name| json!({ "use": "maiden", "family": name }));
    json!({
        "resourceType": "Patient",
        "id": row.text("Id"),
        "identifier": [
            number("SSN", "SS", "http://hl7.org/fhir/sid/us-ssn"),
            number("DRIVERS", "DL", "urn:oid:2.16.840.1.113883.4.3.25"),
            number("PASSPORT", "PPN", "http://standardhealthrecord.org/fhir/StructureDefinition/passportNumber"),
        ],
        "name": [{
            "use": "official", "family": row.text("LAST"),
            "given": [row.text("FIRST"), row.text("MIDDLE")],
            "prefix": [row.text("PREFIX")], "suffix": [row.text("SUFFIX")],
        }, maiden],
        "gender": gender,
        "birthDate": row.text("BIRTHDATE"),
        "deceasedDateTime": row.text("DEATHDATE"),
        "maritalStatus": marital,
        "address": [row.address()],
        "extension": [
            us_core("us-core-race", row.text("RACE")),
            us_core("us-core-ethnicity", row.text("ETHNICITY")),
            birth_place,
        ],
    })
}

fn provider(row: &Row<'_>) -> Json {
    let gender = match row.get("GENDER") {
        Some("M") => Json::from("male"),
        Some("F") => Json::from("female"),
        _ => Json::Null,
    };
    json!({
        "resourceType": "Practitioner",
        "id": row.text("Id"),
        "name": [{ "text": row.text("NAME") }],
        "gender": gender,
        "address": [row.address()],
        "qualification": [{ "code": { "text": row.text("SPECIALITY") } }],
    })
}

fn encounter(row: &Row<'_>) -> Json {
    let class = match row.get("ENCOUNTERCLASS") {
        Some("emergency") => "EMER",
        Some("inpatient") => "IMP",
        Some("home") => "HH",
        Some("virtual") => "VR",
        _ => "AMB",
    };
    json!({
        "resourceType": "Encounter",
        "id": row.text("Id"),
        "status": "finished",
        "class": { "code": class },
        "type": [row.concept(Some(SNOMED), "CODE", "DESCRIPTION")],
        "subject": row.reference("Patient", "PATIENT"),
        "participant": [{ "individual": row.reference("Practitioner", "PROVIDER") }],
        "serviceProvider": row.reference("Organization", "ORGANIZATION"),
        "period": row.period(),
        "reasonCode": row.reason(),
    })
}

fn condition(row: &Row<'_>) -> Json {
    let status = if row.get("STOP").is_some() { "resolved" } else { "active" };
    json!({
        "resourceType": "Condition",
        "id": row.derived("conditions"),
        "clinicalStatus": { "coding": [{ "code": status }] },
        "category": [{ "coding": [{ "code": "encounter-diagnosis" }] }],
        "code": row.concept(Some(SNOMED), "CODE", "DESCRIPTION"),
        "subject": row.reference("Patient", "PATIENT"),
        "encounter": row.reference("Encounter", "ENCOUNTER"),
        "onsetDateTime": row.text("START"),
        "abatementDateTime": row.text("STOP"),
    })
}

fn allergy(row: &Row<'_>) -> Json {
    let system = match row.get("SYSTEM") {
        Some("SNOMED-CT") => Some(SNOMED),
        Some("RxNorm") => Some(RXNORM),
        _ => None,
    };
    let reaction = |code: &str, words: &str, severity: &str| {
        let manifestation = row.concept(Some(SNOMED), code, words);
        (!manifestation.is_null()).then(|| {
            let severity = row.get(severity).map(str::to_lowercase);
            json!({ "manifestation": [manifestation], "severity": severity })
        })
    };
    let status = if row.get("STOP").is_some() { "resolved" } else { "active" };
    json!({
        "resourceType": "AllergyIntolerance",
        "id": row.derived("allergies"),
        "clinicalStatus": { "coding": [{ "code": status }] },
        "type": row.text("TYPE"),
        "category": [row.text("CATEGORY")],
        "code": row.concept(system, "CODE", "DESCRIPTION"),
        "patient": row.reference("Patient", "PATIENT"),
        "recordedDate": row.text("START"),
        "reaction": [
            reaction("REACTION1", "DESCRIPTION1", "SEVERITY1"),
            reaction("REACTION2", "DESCRIPTION2", "SEVERITY2"),
        ],
    })
}

fn medication(row: &Row<'_>) -> Json {
    let status = if row.get("STOP").is_some() { "completed" } else { "active" };
    let handed_out = row.get("DISPENSES").map(|count| format!("Dispensed {count} times."));
    json!({
        "resourceType": "MedicationRequest",
        "id": row.derived("medications"),
        "status": status,
        "intent": "order",
        "medicationCodeableConcept": row.concept(Some(RXNORM), "CODE", "DESCRIPTION"),
        "subject": row.reference("Patient", "PATIENT"),
        "encounter": row.reference("Encounter", "ENCOUNTER"),
        "authoredOn": row.text("START"),
        "reasonCode": row.reason(),
        "dispenseRequest": { "validityPeriod": row.period() },
        "note": [{ "text": handed_out }],
    })
}

fn observation(row: &Row<'_>) -> Json {
    // Codes such as QALY are Synthea's own.
    let system = row.get("CODE").filter(|code| code.contains('-')).map(|_| LOINC);
    let value = row.number("VALUE");
    let numeric = row.get("TYPE") == Some("numeric") && value.is_number();
    let quantity = numeric.then(|| json!({ "value": value, "unit": row.text("UNITS") }));
    json!({
        "resourceType": "Observation",
        "id": row.derived("observations"),
        "status": "final",
        "category": [{ "coding": [{ "code": row.text("CATEGORY") }] }],
        "code": row.concept(system, "CODE", "DESCRIPTION"),
        "subject": row.reference("Patient", "PATIENT"),
        "encounter": row.reference("Encounter", "ENCOUNTER"),
        "effectiveDateTime": row.text("DATE"),
        "valueQuantity": quantity,
        "valueString": (!numeric).then(|| row.text("VALUE")),
    })
}

fn procedure(row: &Row<'_>) -> Json {
    json!({
        "resourceType": "Procedure",
        "id": row.derived("procedures"),
        "status": "completed",
        "code": row.concept(Some(SNOMED), "CODE", "DESCRIPTION"),
        "subject": row.reference("Patient", "PATIENT"),
        "encounter": row.reference("Encounter", "ENCOUNTER"),
        "performedPeriod": row.period(),
        "reasonCode": row.reason(),
    })
}

fn immunization(row: &Row<'_>) -> Json {
    json!({
        "resourceType": "Immunization",
        "id": row.derived("immunizations"),
        "status": "completed",
        "vaccineCode": row.concept(Some(CVX), "CODE", "DESCRIPTION"),
        "patient": row.reference("Patient", "PATIENT"),
        "encounter": row.reference("Encounter", "ENCOUNTER"),
        "occurrenceDateTime": row.text("DATE"),
    })
}

fn care_plan(row: &Row<'_>) -> Json {
    let reason = row.get("REASONDESCRIPTION").map(|reason| format!("For: {reason}"));
    json!({
        "resourceType": "CarePlan",
        "id": row.text("Id"),
        "status": if row.get("STOP").is_some() { "completed" } else { "active" },
        "intent": "order",
        "category": [row.concept(Some(SNOMED), "CODE", "DESCRIPTION")],
        "subject": row.reference("Patient", "PATIENT"),
        "period": row.period(),
        "note": [{ "text": reason }],
    })
}

fn imaging_study(row: &Row<'_>) -> Json {
    let procedure = row.get("PROCEDURE_CODE");
    let procedure = procedure.map(|code| json!({ "coding": [{ "system": SNOMED, "code": code }] }));
    json!({
        "resourceType": "ImagingStudy",
        "id": row.text("Id"),
        "status": "available",
        "subject": row.reference("Patient", "PATIENT"),
        "encounter": row.reference("Encounter", "ENCOUNTER"),
        "started": row.text("DATE"),
        "description": row.text("MODALITY_DESCRIPTION"),
        "procedureCode": [procedure],
        "series": [{
            "modality": { "code": row.text("MODALITY_CODE") },
            "bodySite": {
                "system": SNOMED,
                "code": row.text("BODYSITE_CODE"),
                "display": row.text("BODYSITE_DESCRIPTION"),
            },
        }],
    })
}

fn claim(row: &Row<'_>) -> Json {
    json!({
        "resourceType": "CsvClaim",
        "id": row.text("Id"),
        "patient": row.reference("Patient", "PATIENTID"),
        "encounter": row.reference("Encounter", "APPOINTMENTID"),
        "insurer": row.reference("Organization", "PRIMARYPATIENTINSURANCEID"),
        "secondInsurer": row.reference("Organization", "SECONDARYPATIENTINSURANCEID"),
        "created": row.text("SERVICEDATE"),
    })
}
