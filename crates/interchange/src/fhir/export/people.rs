//! Patients and what is known about them for life.

use catalog::Value;
use serde_json::{Value as Json, json};
use store::Cells;
use uuid::Uuid;

use super::field::{
    Field, code, coding_of, concept, day, email, fhir_code, moment, phone, positive, refer,
    reference, status, text, token,
};
use super::mapping::{Draw, Mapping, OURS, PLAIN, Part, id_of};
use super::organization::NUMBERS;
use super::sheet::{Sheet, string};

const MARITAL: &str = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus";
const CONTACT: &str = "http://terminology.hl7.org/CodeSystem/v2-0131";
const ALLERGY_CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
const ALLERGY_VERIFICATION: &str =
    "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
const US_CORE: &str = "http://hl7.org/fhir/us/core/StructureDefinition";

pub(super) const MAPPINGS: &[Mapping] = &[
    Mapping {
        kind: "Patient",
        table: "patients",
        fields: PATIENT,
        parts: &[
            Part {
                table: "patient_identifiers",
                owner: "patient_id",
                path: "identifier",
                fields: &[
                    token("system", "system"),
                    text("value", "value"),
                    status("kind", "type", NUMBERS),
                    text("kind_text", "type.text"),
                    text("assigner", "assigner.display"),
                    day("valid_from_on", "period.start"),
                    day("valid_until_on", "period.end"),
                ],
                complete: |_, _, _| Ok(()),
            },
            Part {
                table: "patient_contacts",
                owner: "patient_id",
                path: "contact",
                fields: &[
                    status("kind", "relationship[0]", CONTACT),
                    text("relationship", "relationship[0].text"),
                    text("name_text", "name.text"),
                    phone("phone", 0),
                    email("email"),
                    text("address_line", "address.line[0]"),
                    text("city", "address.city"),
                    text("state", "address.state"),
                    text("postal_code", "address.postalCode"),
                    text("country", "address.country"),
                ],
                complete: |_, _, _| Ok(()),
            },
        ],
        complete: patient,
        ..PLAIN
    },
    Mapping {
        kind: "AllergyIntolerance",
        table: "patient_allergies",
        fields: &[
            concept("substance_text", "code", "code_system", "code"),
            status("status", "clinicalStatus", ALLERGY_CLINICAL),
            status("verification", "verificationStatus", ALLERGY_VERIFICATION),
            code("kind", "type"),
            code("category", "category[0]"),
            code("criticality", "criticality"),
            refer("patient_id", "patient", "Patient"),
            day("onset_on", "onsetDateTime"),
            moment("recorded_at", "recordedDate"),
            text("notes", "note[0].text"),
        ],
        complete: allergy,
        happened: &["recorded_at"],
        ..PLAIN
    },
    Mapping {
        kind: "Coverage",
        table: "insurance_policies",
        fields: &[
            code("status", "status"),
            text("plan_kind", "type.text"),
            text("holder_name", "policyHolder.display"),
            text("policy_number", "subscriberId"),
            refer("patient_id", "beneficiary", "Patient"),
            status("relationship_to_patient", "relationship", SUBSCRIBER),
            day("effective_on", "period.start"),
            day("expires_on", "period.end"),
            text("insurer_name", "payor[0].display"),
            text("group_number", "class[0].value"),
        ],
        complete: coverage,
        ..PLAIN
    },
    Mapping {
        kind: "CareTeam",
        table: "care_team_members",
        fields: &[
            refer("patient_id", "subject", "Patient"),
            refer("practitioner_id", "participant[0].member", "Practitioner"),
            moment("started_at", "period.start"),
            moment("ended_at", "period.end"),
            text("notes", "note[0].text"),
        ],
        complete: |_, row, sheet| {
            let over = row.get("ended_at").is_some_and(|end| !end.is_null());
            sheet.set("status", json!(if over { "inactive" } else { "active" }));
            if sheet.has("participant[0]") {
                sheet.set("participant[0].role[0].text", spoken_code(row, "kind"));
            }
            Ok(())
        },
        ..PLAIN
    },
    Mapping {
        kind: "Flag",
        table: "patient_flags",
        fields: &[
            refer("patient_id", "subject", "Patient"),
            text("text", "code.text"),
            day("started_on", "period.start"),
            day("ended_on", "period.end"),
        ],
        complete: |_, row, sheet| {
            let over = row.get("ended_on").is_some_and(|end| !end.is_null());
            sheet.set("status", json!(if over { "inactive" } else { "active" }));
            sheet.set("category[0].text", spoken_code(row, "kind"));
            Ok(())
        },
        happened: &["started_on"],
        ..PLAIN
    },
    Mapping {
        kind: "Consent",
        table: "consents",
        fields: &[
            code("status", "status"),
            refer("patient_id", "patient", "Patient"),
            day("given_on", "dateTime"),
            day("valid_until_on", "provision.period.end"),
            text("given_by_name", "performer[0].display"),
            refer("document_id", "sourceReference", "DocumentReference"),
            text("wording", "policyRule.text"),
        ],
        complete: consent,
        happened: &["given_on"],
        ..PLAIN
    },
];

const SUBSCRIBER: &str = "http://terminology.hl7.org/CodeSystem/subscriber-relationship";

const PATIENT: &[Field] = &[
    text("name_text", "name[0].text"),
    text("family_name", "name[0].family"),
    text("given_name", "name[0].given[0]"),
    text("middle_name", "name[0].given[1]"),
    text("prefix", "name[0].prefix[0]"),
    text("suffix", "name[0].suffix[0]"),
    code("gender", "gender"),
    day("date_of_birth", "birthDate"),
    moment("deceased_at", "deceasedDateTime"),
    phone("phone", 0),
    phone("phone_alternative", 1),
    email("email"),
    text("address_line", "address[0].line[0]"),
    text("city", "address[0].city"),
    text("state", "address[0].state"),
    text("postal_code", "address[0].postalCode"),
    text("country", "address[0].country"),
    status("marital_status", "maritalStatus", MARITAL),
    positive("multiple_birth_order", "multipleBirthInteger"),
    refer("primary_practitioner_id", "generalPractitioner[0]", "Practitioner"),
];

fn of(row: &Cells, column: &str) -> Option<String> {
    row.get(column).and_then(Value::as_text).and_then(string)
}

/// The value of an enumerated column in words.
pub(super) fn spoken_code(row: &Cells, column: &str) -> Option<Json> {
    of(row, column).map(|code| Json::from(code.replace('_', " ")))
}

fn patient(draw: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    if sheet.has("name[0]") {
        let alias = of(row, "name_precision").as_deref() == Some("alias");
        sheet.set("name[0].use", json!(if alias { "nickname" } else { "official" }));
    }
    if let Some(previous) = of(row, "previous_family_name") {
        sheet.push("name", json!({ "use": "old", "family": previous }));
    }
    birth(row, sheet);
    let status = of(row, "status");
    sheet.set("active", json!(matches!(status.as_deref(), Some("active" | "deceased"))));
    let deceased = row.get("deceased").and_then(Value::as_boolean) == Some(true);
    if deceased && !sheet.has("deceasedDateTime") {
        sheet.set("deceasedBoolean", json!(true));
    }
    let multiple = row.get("multiple_birth").and_then(Value::as_boolean);
    if !sheet.has("multipleBirthInteger") {
        sheet.set("multipleBirthBoolean", multiple.map(Json::from));
    }
    if of(row, "marital_status").as_deref() == Some("unknown") {
        let none = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor";
        sheet.set("maritalStatus.coding[0].system", json!(none));
    }
    sheet.set("managingOrganization", reference("Organization", draw.organization));
    language(row, sheet);
    numbers(draw, row, sheet);
    emergency_contact(row, sheet);
    links(draw, row, sheet)?;
    background(draw, row, sheet)
}

/// Records that were declared one person's. Each stays a resource, since a merge rewrites nothing
/// and can be undone.
fn links(draw: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    for (kind, other, own) in [
        ("replaced-by", "patient_id", "merged_patient_id"),
        ("replaces", "merged_patient_id", "patient_id"),
    ] {
        let others: Vec<Uuid> = draw.reader.column(
            &format!(
                "SELECT {other} FROM patient_merges WHERE {own} = ?1 AND deleted_at IS NULL \
                 ORDER BY merged_at, id"
            ),
            [id_of(row)],
        )?;
        for other in others {
            draw.note("patients", other);
            sheet.push("link", json!({ "other": reference("Patient", other), "type": kind }));
        }
    }
    Ok(())
}

/// A date of birth is written as exactly as it is known.
fn birth(row: &Cells, sheet: &mut Sheet) {
    let born = of(row, "date_of_birth");
    let length = match of(row, "date_of_birth_precision").as_deref() {
        Some("month") => 7,
        Some("year" | "estimated") => 4,
        _ => return,
    };
    let known = born.as_deref().and_then(|born| born.get(..length));
    sheet.set("birthDate", known.map(Json::from));
}

fn language(row: &Cells, sheet: &mut Sheet) {
    let Some(language) = of(row, "preferred_language") else { return };
    let tag = language.len() <= 35
        && language.split('-').enumerate().all(|(position, part)| {
            let shortest = if position == 0 { 2 } else { 1 };
            (shortest..=8).contains(&part.len())
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
        && language.split('-').next().is_some_and(|first| first.len() <= 3);
    let concept = if tag {
        json!({ "coding": [{ "system": "urn:ietf:bcp:47", "code": language }] })
    } else {
        json!({ "text": language })
    };
    sheet.set("communication[0]", json!({ "language": concept, "preferred": true }));
}

fn numbers(draw: &Draw<'_>, row: &Cells, sheet: &mut Sheet) {
    let own = [
        ("mrn", "MR", format!("{OURS}{}:mrn", draw.organization)),
        ("national_id", "NI", format!("{OURS}{}:national-id", draw.organization)),
    ];
    for (column, kind, system) in own {
        if let Some(value) = of(row, column) {
            let kind = json!({ "coding": [{ "system": NUMBERS, "code": kind }] });
            sheet.push("identifier", json!({ "type": kind, "system": system, "value": value }));
        }
    }
}

fn emergency_contact(row: &Cells, sheet: &mut Sheet) {
    let (name, phone) = (of(row, "emergency_contact_name"), of(row, "emergency_contact_phone"));
    if name.is_none() && phone.is_none() {
        return;
    }
    let mut contact = Sheet::new();
    contact.set("relationship[0].coding[0]", json!({ "system": CONTACT, "code": "C" }));
    let relationship = of(row, "emergency_contact_relationship");
    contact.set("relationship[0].text", relationship.map(Json::from));
    contact.set("name.text", name.map(Json::from));
    let phone = phone.map(|phone| json!([{ "system": "phone", "value": phone }]));
    contact.set("telecom", phone);
    sheet.push("contact", contact.json);
}

/// Race, ethnicity, sex and place of birth, where American records look for them.
fn background(draw: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    let bindings = draw.bindings(id_of(row))?;
    for (column, name) in [("race_text", "us-core-race"), ("ethnicity_text", "us-core-ethnicity")] {
        let Some(words) = of(row, column) else { continue };
        let mut parts: Vec<Json> = Vec::new();
        for binding in bindings.iter().filter(|binding| binding.column == column) {
            let display = binding.coding.get("display").and_then(Json::as_str);
            let coding = coding_of(binding.system.as_deref(), Some(&binding.code), display);
            let Some(coding) = coding else { continue };
            let url = category_of(binding.system.as_deref(), &binding.code);
            // Somebody has one ethnicity at most in that profile, and five races.
            let most = if column == "ethnicity_text" { 1 } else { 5 };
            let categories =
                parts.iter().filter(|part| part.get("url") == Some(&json!(OMB_CATEGORY))).count();
            if url == OMB_CATEGORY && categories >= most {
                continue;
            }
            parts.push(json!({ "url": url, "valueCoding": coding }));
        }
        parts.push(json!({ "url": "text", "valueString": words }));
        let url = format!("{US_CORE}/{name}");
        sheet.push("extension", json!({ "url": url, "extension": parts }));
    }
    if let Some(sex) = row.get("birth_sex").and_then(|sex| fhir_code("patients", "birth_sex", sex))
    {
        let url = format!("{US_CORE}/us-core-birthsex");
        sheet.push("extension", json!({ "url": url, "valueCode": sex }));
    }
    if let Some(place) = of(row, "birth_place") {
        let url = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace";
        sheet.push("extension", json!({ "url": url, "valueAddress": { "text": place } }));
    }
    Ok(())
}

/// CDC's race and ethnicity codes.
const RACE: &str = "urn:oid:2.16.840.1.113883.6.238";
const OMB_CATEGORY: &str = "ombCategory";

/// The five races and two ethnicities of the American OMB are categories; CDC's other codes are
/// details of these.
fn category_of(system: Option<&str>, code: &str) -> &'static str {
    let category =
        matches!(code, "1002-5" | "2028-9" | "2054-5" | "2076-8" | "2106-3" | "2135-2" | "2186-5");
    if category && system == Some(RACE) { OMB_CATEGORY } else { "detailed" }
}

/// One reaction as the row keeps it.
#[derive(serde::Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Reaction {
    substance: Option<String>,
    manifestations: Vec<String>,
    severity: Option<String>,
    onset: Option<String>,
    description: Option<String>,
}

fn allergy(_: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    if of(row, "status").as_deref() == Some("entered_in_error") {
        let error = json!({ "system": ALLERGY_VERIFICATION, "code": "entered-in-error" });
        sheet.set("verificationStatus", json!({ "coding": [error] }));
    }
    let verification = super::sheet::at(&sheet.json, "verificationStatus.coding[0].code");
    if verification.and_then(Json::as_str) == Some("entered-in-error") {
        // FHIR says of an error nothing else (ait-2).
        sheet.remove("", "clinicalStatus");
    }
    let kept = row.get("reactions").and_then(Value::as_text);
    let mut reactions: Vec<Reaction> =
        kept.and_then(|kept| serde_json::from_str(kept).ok()).unwrap_or_default();
    if reactions.is_empty() && of(row, "reaction_text").is_some() {
        reactions.push(Reaction {
            manifestations: of(row, "reaction_text").into_iter().collect(),
            severity: of(row, "severity"),
            ..Reaction::default()
        });
    }
    for reaction in reactions {
        let mut element = Sheet::new();
        let text = |text: &str| string(text).map(|text| json!({ "text": text }));
        element.set("substance", reaction.substance.as_deref().and_then(text));
        let manifestations: Vec<Json> =
            reaction.manifestations.iter().filter_map(|words| text(words)).collect();
        let description = reaction.description.as_deref();
        let manifestations = match (manifestations.is_empty(), description.and_then(text)) {
            (false, _) => manifestations,
            (true, Some(description)) => vec![description],
            // A reaction that says nothing is none to FHIR.
            (true, None) => continue,
        };
        element.set("manifestation", Json::Array(manifestations));
        element.set("description", description.and_then(string).map(Json::from));
        let severity = Value::from(reaction.severity);
        let severity = fhir_code("patient_allergies", "severity", &severity);
        element.set("severity", severity.map(Json::from));
        let onset = reaction.onset.filter(|onset| crate::fhir::moment::When::read(onset).is_some());
        element.set("onset", onset.map(Json::from));
        sheet.push("reaction", element.json);
    }
    Ok(())
}

fn coverage(_: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    let classes = "http://terminology.hl7.org/CodeSystem/coverage-class";
    if sheet.has("class[0].value") {
        let kind = json!({ "coding": [{ "system": classes, "code": "group" }] });
        sheet.set("class[0].type", kind);
    }
    if let Some(plan) = of(row, "plan_name") {
        let kind = json!({ "coding": [{ "system": classes, "code": "plan" }] });
        sheet.push("class", json!({ "type": kind, "value": plan }));
    }
    let rank = row.get("coverage_rank");
    let rank = rank.and_then(|rank| fhir_code("insurance_policies", "coverage_rank", rank));
    sheet.set("order", rank.and_then(|rank| rank.parse::<i32>().ok()).map(Json::from));
    let currency = of(row, "currency");
    let copay = row.get("copay_minor").and_then(Value::as_integer);
    let copay = copay.and_then(|copay| super::field::money_of(copay, currency.as_deref()?));
    if let Some(copay) = copay {
        let system = "http://terminology.hl7.org/CodeSystem/coverage-copay-type";
        let kind = json!({ "coding": [{ "system": system, "code": "copay" }] });
        sheet.push("costToBeneficiary", json!({ "type": kind, "valueMoney": copay }));
    }
    Ok(())
}

fn consent(_: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    let scopes = "http://terminology.hl7.org/CodeSystem/consentscope";
    let words = spoken_code(row, "kind");
    let scope = row.get("kind").and_then(|kind| fhir_code("consents", "kind", kind));
    let mut concept = Sheet::new();
    concept.set("coding[0]", scope.and_then(|scope| coding_of(Some(scopes), Some(scope), None)));
    concept.set("text", words.clone());
    sheet.set("scope", concept.json);
    let document = json!({ "system": "http://loinc.org", "code": "59284-0" });
    sheet.set("category", json!([{ "coding": [document] }]));
    if !sheet.has("policyRule") {
        // FHIR wants a policy or its name (ppc-1): the kind of consent names it.
        sheet.set("policyRule.text", words);
    }
    Ok(())
}
