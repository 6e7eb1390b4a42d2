//! Documents, and the trail of who did what.

use catalog::Value;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Cells;

use super::field::{code, day, fhir_code, moment, refer, reference, text};
use super::mapping::{Draw, Mapping, OURS, PLAIN};
use super::people::spoken_code;
use super::sheet::{Sheet, code_text, string};

const NOTE: &str = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category";
const DICOM: &str = "http://dicom.nema.org/resources/ontology/DCM";

pub(super) const MAPPINGS: &[Mapping] = &[
    Mapping {
        kind: "DocumentReference",
        table: "documents",
        fields: &[
            code("status", "status"),
            text("description", "description"),
            refer("patient_id", "subject", "Patient"),
            refer("visit_id", "context.encounter[0]", "Encounter"),
            moment("uploaded_at", "date"),
            text("title", "content[0].attachment.title"),
            day("documented_on", "content[0].attachment.creation"),
        ],
        complete: document,
        repeats: &[("attachments", "id", "attachment_id")],
        happened: &["uploaded_at"],
        ..PLAIN
    },
    Mapping {
        kind: "AuditEvent",
        table: "audit_logs",
        complete: audit,
        happened: &["occurred_at"],
        ..PLAIN
    },
];

/// The content itself stays encrypted where it is; what it is, is told.
fn document(draw: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    #[derive(Deserialize)]
    struct Attachment {
        media_type: String,
        size_bytes: i64,
    }
    let kind = match row.get("kind").and_then(Value::as_text) {
        Some("prescription") => Some("57833-6"),
        Some("lab_report") => Some("11502-2"),
        Some("imaging") => Some("18748-4"),
        Some("clinical_note") => Some("34109-9"),
        Some("consent") => Some("59284-0"),
        Some("referral") => Some("57133-1"),
        _ => None,
    };
    let kind = kind.map(|code| json!([{ "system": "http://loinc.org", "code": code }]));
    sheet.set("type.coding", kind);
    sheet.set("type.text", spoken_code(row, "kind"));
    let note = row.get("kind").and_then(Value::as_text) == Some("clinical_note");
    let note = note.then(|| json!([{ "coding": [{ "system": NOTE, "code": "clinical-note" }] }]));
    sheet.set("category", note);
    sheet.set("custodian", reference("Organization", draw.organization));
    let file = row.get("attachment_id").and_then(Value::as_uuid);
    let attachment: Option<Attachment> = match file {
        Some(id) => {
            draw.reader.row("SELECT media_type, size_bytes FROM attachments WHERE id = ?1", [id])?
        }
        None => None,
    };
    if let Some(attachment) = attachment {
        let kind = code_text(&attachment.media_type);
        sheet.set("content[0].attachment.contentType", kind.map(Json::from));
        let size = i32::try_from(attachment.size_bytes).ok();
        sheet.set("content[0].attachment.size", size.map(Json::from));
        // Under this name the clinic finds the file. R4's hash is SHA-1, which nobody computed of it.
        let name = file.map(|file| Json::from(format!("urn:uuid:{file}")));
        sheet.set("content[0].attachment.url", name);
    }
    Ok(())
}

fn audit(draw: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    let of = |column: &str| row.get(column).and_then(Value::as_text).and_then(string);
    let named = |column: &str| row.get(column).and_then(Value::as_uuid);
    let action = of("action").unwrap_or_default();
    // DICOM PS3.16 CID 400.
    let (kind, name) = match action.as_str() {
        "login" => ("110114", "User Authentication"),
        "logout" => ("110114", "User Authentication"),
        "export" => ("110106", "Export"),
        "break_glass" => ("110127", "Emergency Override Started"),
        _ if named("patient_id").is_some() => ("110110", "Patient Record"),
        _ => ("110100", "Application Activity"),
    };
    sheet.set("type", json!({ "system": DICOM, "code": kind, "display": name }));
    let code = row.get("action").and_then(|action| fhir_code("audit_logs", "action", action));
    sheet.set("action", code.map(Json::from));
    let subtype = json!({ "system": format!("{OURS}audit-action"), "code": action });
    sheet.set("subtype", json!([subtype]));
    let when = row.get("occurred_at").and_then(Value::as_integer);
    sheet.set("recorded", when.and_then(super::field::instant).map(Json::from));
    // An entry without an outcome was committed together with what was done.
    let outcome = row.get("outcome").and_then(|o| fhir_code("audit_logs", "outcome", o));
    sheet.set("outcome", json!(outcome.unwrap_or("0")));
    let mut agent = Sheet::new();
    agent.set("requestor", json!(true));
    if let Some(user) = named("user_id") {
        let number = json!({ "system": format!("{OURS}user"), "value": user.to_string() });
        agent.set("who.identifier", number);
        let name = draw.text("users", "username", user)?;
        agent.set("altId", name.as_deref().and_then(string).map(Json::from));
    }
    sheet.set("agent", json!([agent.json]));
    let observer = match named("device_id") {
        Some(device) => json!({ "identifier": {
            "system": format!("{OURS}device"), "value": device.to_string() } }),
        None => reference("Organization", draw.organization),
    };
    sheet.set("source.observer", observer);
    entities(row, sheet);
    let purpose = of("reason").map(|reason| json!([{ "text": reason }]));
    sheet.set("purposeOfEvent", purpose);
    Ok(())
}

/// Whose record it was, and which row of it.
fn entities(row: &Cells, sheet: &mut Sheet) {
    let named = |column: &str| row.get(column).and_then(Value::as_uuid);
    let patient = named("patient_id");
    if let Some(patient) = patient {
        sheet.push("entity", json!({ "what": reference("Patient", patient) }));
    }
    let table = row.get("table_name").and_then(Value::as_text);
    let (Some(table), Some(id)) = (table, named("row_id")) else { return };
    if Some(id) == patient {
        return;
    }
    // Measurements of one moment are several resources: the row is named by its number.
    let mapping = super::mapping_of(table).filter(|_| table != "vitals");
    let what = match mapping {
        Some(mapping) => reference(mapping.kind, id),
        None => json!({ "identifier": {
            "system": format!("{OURS}{table}"), "value": id.to_string() } }),
    };
    sheet.push("entity", json!({ "what": what }));
}
