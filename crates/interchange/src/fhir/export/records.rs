//! Documents, and the trail of who did what.

use catalog::Value;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Cells;

use super::field::{code, day, fhir_code, moment, refer, reference, text};
use super::mapping::{Draw, Mapping, OURS, PLAIN};
use super::people::spoken_code;
use super::sheet::{Sheet, code_text, string};

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
        ..PLAIN
    },
    Mapping { kind: "AuditEvent", table: "audit_logs", complete: audit, ..PLAIN },
];

/// The content itself stays encrypted where it is; what it is, is told.
fn document(draw: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    #[derive(Deserialize)]
    struct Attachment {
        media_type: String,
        size_bytes: i64,
    }
    sheet.set("type.text", spoken_code(row, "kind"));
    sheet.set("custodian", reference("Organization", draw.organization));
    let attachment = row.get("attachment_id").and_then(Value::as_uuid);
    let attachment: Option<Attachment> = match attachment {
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
    let outcome = row.get("outcome").and_then(|o| fhir_code("audit_logs", "outcome", o));
    sheet.set("outcome", outcome.map(Json::from));
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
