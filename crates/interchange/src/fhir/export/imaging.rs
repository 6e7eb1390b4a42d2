//! Scans and their reports. The images themselves travel as DICOM.

use catalog::Value;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Cells;

use super::field::{code, coding, instant, moment, refer, reference, text};
use super::mapping::{Draw, Mapping, OURS, PLAIN, id_of};
use super::organization::NUMBERS;
use super::sheet::{Sheet, string};

const LOINC: &str = "http://loinc.org";
/// The extension of a report that stands in the place of another one.
const REPLACES: &str = "http://hl7.org/fhir/StructureDefinition/diagnosticReport-replaces";
const DICOM: &str = "http://dicom.nema.org/resources/ontology/DCM";

pub(super) const MAPPINGS: &[Mapping] = &[
    Mapping {
        kind: "ImagingStudy",
        table: "scans",
        fields: &[
            code("status", "status"),
            coding("modality", "modality[0]", DICOM),
            refer("patient_id", "subject", "Patient"),
            refer("visit_id", "encounter", "Encounter"),
            moment("acquired_at", "started"),
            refer("ordered_by", "referrer", "Practitioner"),
            refer("site_id", "location", "Location"),
            text("reason", "reasonCode[0].text"),
            text("study_description", "description"),
            text("notes", "note[0].text"),
        ],
        complete: scan,
        repeats: &[("scan_files", "scan_id", "id")],
        happened: &["acquired_at"],
        ..PLAIN
    },
    Mapping {
        kind: "DiagnosticReport",
        table: "reports",
        fields: &[
            code("status", "status"),
            refer("patient_id", "subject", "Patient"),
            refer("scan_id", "imagingStudy[0]", "ImagingStudy"),
            refer("practitioner_id", "resultsInterpreter[0]", "Practitioner"),
            moment("signed_at", "issued"),
            text("impression", "conclusion"),
        ],
        earlier: Some("amends_id"),
        complete: report,
        repeats: &[("scans", "id", "scan_id"), ("reports", "amends_id", "id")],
        happened: &["signed_at"],
        ..PLAIN
    },
];

fn scan(draw: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    let of = |column: &str| row.get(column).and_then(Value::as_text).and_then(string);
    if let Some(uid) = of("study_instance_uid").filter(|uid| is_uid(uid)) {
        let value = format!("urn:oid:{uid}");
        sheet.push("identifier", json!({ "system": "urn:dicom:uid", "value": value }));
    }
    if let Some(number) = of("scan_number") {
        let kind = json!({ "coding": [{ "system": NUMBERS, "code": "ACSN" }] });
        let system = format!("{OURS}{}:accession", draw.organization);
        sheet.push("identifier", json!({ "type": kind, "system": system, "value": number }));
    }
    let modality = super::sheet::at(&sheet.json, "modality[0]").cloned();
    series(draw, row, modality, sheet)
}

/// A DICOM identifier: numbers with points between them, 64 characters at most.
fn is_uid(uid: &str) -> bool {
    uid.len() <= 64
        && uid.split('.').all(|part| {
            let padded = part.len() > 1 && part.starts_with('0');
            !part.is_empty() && !padded && part.bytes().all(|byte| byte.is_ascii_digit())
        })
}

fn series(
    draw: &Draw<'_>,
    row: &Cells,
    modality: Option<Json>,
    sheet: &mut Sheet,
) -> Result<(), store::Error> {
    #[derive(Deserialize)]
    struct Series {
        series_instance_uid: String,
        series_number: Option<i64>,
        series_description: Option<String>,
        instances: i64,
    }
    let all: Vec<Series> = draw.reader.rows(
        "SELECT series_instance_uid, min(series_number) AS series_number, \
         min(series_description) AS series_description, count(*) AS instances FROM scan_files \
         WHERE scan_id = ?1 AND series_instance_uid IS NOT NULL AND deleted_at IS NULL \
         GROUP BY series_instance_uid ORDER BY 2, 1",
        [id_of(row)],
    )?;
    let Some(modality) = modality.filter(|_| !all.is_empty()) else { return Ok(()) };
    let known: Vec<Series> = all.into_iter().filter(|s| is_uid(&s.series_instance_uid)).collect();
    let instances: i64 = known.iter().map(|series| series.instances).sum();
    for series in &known {
        let mut element = Sheet::new();
        element.set("uid", json!(series.series_instance_uid));
        let number = series.series_number.and_then(|number| u32::try_from(number).ok());
        element.set("number", number.filter(|n| i32::try_from(*n).is_ok()).map(Json::from));
        element.set("modality", modality.clone());
        let description = series.series_description.as_deref().and_then(string);
        element.set("description", description.map(Json::from));
        element.set("numberOfInstances", json!(series.instances));
        sheet.push("series", element.json);
    }
    sheet.set("numberOfSeries", json!(known.len()));
    sheet.set("numberOfInstances", json!(instances));
    Ok(())
}

fn report(draw: &Draw<'_>, row: &Cells, sheet: &mut Sheet) -> Result<(), store::Error> {
    let id = id_of(row);
    let of = |column: &str| row.get(column).and_then(Value::as_text).and_then(string);
    let amends = row.get("amends_id").and_then(Value::as_uuid);
    let replaced: Option<i64> = draw.reader.value(
        "SELECT 1 FROM reports WHERE amends_id = ?1 AND status IN ('signed', 'amended') \
         AND deleted_at IS NULL LIMIT 1",
        [id],
    )?;
    match (replaced.is_some(), of("status").as_deref(), amends) {
        // R4 has no word for a report in whose place another one stands; whoever asks for reports
        // that count must not find this one beside it.
        (true, _, _) => sheet.set("status", json!("entered-in-error")),
        (false, Some("signed"), Some(_)) => sheet.set("status", json!("amended")),
        _ => {}
    }
    if let Some(earlier) = amends {
        let earlier = reference("DiagnosticReport", earlier);
        sheet.push("extension", json!({ "url": REPLACES, "valueReference": earlier }));
    }
    let study = json!({ "system": LOINC, "code": "18748-4" });
    sheet.set("code", json!({ "coding": [study], "text": "Diagnostic imaging study" }));
    let sections = "http://terminology.hl7.org/CodeSystem/v2-0074";
    sheet.set("category", json!([{ "coding": [{ "system": sections, "code": "RAD" }] }]));
    sheet.set("performer", json!([reference("Organization", draw.organization)]));
    let scan = row.get("scan_id").and_then(Value::as_uuid);
    let scan = match scan {
        Some(scan) => draw.reader.cells("scans", scan)?,
        None => None,
    };
    let of_scan = |column: &str| scan.as_ref().and_then(|scan| scan.get(column));
    let visit = of_scan("visit_id").and_then(Value::as_uuid);
    sheet.set("encounter", visit.map(|visit| reference("Encounter", visit)));
    let examined = of_scan("acquired_at").and_then(Value::as_integer);
    sheet.set("effectiveDateTime", examined.and_then(instant).map(Json::from));
    if of("status").as_deref() == Some("draft") {
        // "registered" says that there is nothing yet to be read.
        sheet.remove("", "conclusion");
        return Ok(());
    }
    let signed = row.get("signed_at").and_then(Value::as_integer).and_then(instant);
    if let Some(text) = whole_text(row, scan.as_ref(), replaced.is_some(), signed.as_deref()) {
        let mut whole = Sheet::new();
        whole.set("contentType", json!("text/plain"));
        whole.set("title", json!("Imaging report"));
        whole.set("size", i32::try_from(text.len()).ok().map(Json::from));
        whole.set("creation", signed.map(Json::from));
        whole.set("data", json!(data_encoding::BASE64.encode(text.as_bytes())));
        sheet.set("presentedForm", json!([whole.json]));
    }
    Ok(())
}

/// The report as somebody would read it on paper; `None` where nothing was written yet.
fn whole_text(
    row: &Cells,
    scan: Option<&Cells>,
    replaced: bool,
    signed: Option<&str>,
) -> Option<String> {
    let of = |column: &str| row.get(column).and_then(Value::as_text).and_then(string);
    let of_scan = |column: &str| scan?.get(column).and_then(Value::as_text).and_then(string);
    let written = ["findings_text", "impression", "recommendations"];
    if written.iter().all(|column| of(column).is_none()) {
        return None;
    }
    let joined = |parts: [Option<String>; 3]| {
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    };
    let examination = joined([of_scan("modality"), of_scan("body_part"), None]);
    let paragraphs = [
        (
            "Replaced",
            replaced.then(|| "Another report stands in the place of this one.".to_owned()),
        ),
        ("Examination", joined([examination, of_scan("study_description"), None])),
        ("Reason", of_scan("reason")),
        ("Question", of_scan("clinical_question")),
        ("Technique", joined([of_scan("dose_text"), of_scan("notes"), None])),
        ("Findings", of("findings_text")),
        ("Impression", of("impression")),
        ("Recommendations", of("recommendations")),
        ("Result", of("overall_result")),
        ("Reason for the amendment", of("amendment_reason")),
        ("Signed", signed.map(str::to_owned)),
    ];
    let paragraphs: Vec<String> = paragraphs
        .into_iter()
        .filter_map(|(heading, text)| Some(format!("{heading}: {}", text?)))
        .collect();
    Some(paragraphs.join("\n\n"))
}
