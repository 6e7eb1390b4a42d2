//! Scans and their reports. The images themselves travel as DICOM.

use catalog::Value;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Cells;

use super::field::{code, coding, moment, refer, reference, text};
use super::mapping::{Draw, Mapping, OURS, PLAIN, id_of};
use super::organization::NUMBERS;
use super::sheet::{Sheet, string};

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
    let study = json!({ "system": "http://loinc.org", "code": "18748-4" });
    sheet.set("code", json!({ "coding": [study], "text": "Diagnostic imaging study" }));
    let sections = "http://terminology.hl7.org/CodeSystem/v2-0074";
    sheet.set("category", json!([{ "coding": [{ "system": sections, "code": "RAD" }] }]));
    let scan = row.get("scan_id").and_then(Value::as_uuid);
    let visit: Option<uuid::Uuid> = match scan {
        Some(scan) => draw
            .reader
            .value::<Option<uuid::Uuid>>("SELECT visit_id FROM scans WHERE id = ?1", [scan])?
            .flatten(),
        None => None,
    };
    sheet.set("encounter", visit.map(|visit| reference("Encounter", visit)));
    Ok(())
}
