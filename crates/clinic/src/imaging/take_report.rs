//! What a device reports of a scan's images becomes proposals.

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::analysis::is_there;
use crate::imaging::finding::FindingDetails;
use crate::imaging::register_files::name_study;
use crate::imaging::reported::{DeviceReport, ReportedAlgorithm, ReportedFinding};
use crate::imaging::shape::{FindingShape, ImageSize};
use crate::imaging::standing::{Scan, scan};
use crate::imaging::take_image::SealedScanFile;
use crate::imaging::uid::check_uid;
use crate::{Refused, Who};

/// Findings of one report, and algorithms.
const FINDINGS_MAX: usize = 500;
const ALGORITHMS_MAX: usize = 50;
/// What stands for a version that a report does not say.
const VERSION_NOT_SAID: &str = "not said";

/// To which scan, and which report.
#[derive(Deserialize, TS)]
pub struct TakeReport {
    scan_id: Uuid,
    report: DeviceReport,
    /// The file itself, which is kept with the scan.
    file: Option<SealedScanFile>,
}

/// What came of it.
#[derive(Serialize, TS)]
pub struct ReportTaken {
    /// An analysis for each algorithm that the report names.
    analysis_ids: Vec<Uuid>,
    /// The proposals that were stored.
    finding_ids: Vec<Uuid>,
    /// How many of them lie in images that are not registered with the scan.
    unplaced: usize,
    /// Whether the report was there already; then nothing has changed.
    known: bool,
}

/// Takes a device's report into the record: for each algorithm an analysis, and for each finding a
/// proposal. A report of another patient or another study is refused; the same report once more
/// changes nothing.
pub fn take_report(
    write: &mut Write<'_>,
    who: &Who,
    request: TakeReport,
) -> Result<ReportTaken, Refused> {
    let (scan, report) = (scan(write, request.scan_id)?, request.report);
    scan.must_be(&["in_progress", "acquired", "reported"], "given a report")?;
    check(&report)?;
    report.patient.must_be(write, scan.patient_id)?;
    if let Some(study) = &report.study_instance_uid {
        name_study(write, &scan, study)?;
    }
    if let Some(file) = request.file {
        file.register(write, who, &scan)?;
    }
    let mut taken =
        ReportTaken { analysis_ids: Vec::new(), finding_ids: Vec::new(), unplaced: 0, known: true };
    for (number, algorithm) in report.algorithms.iter().enumerate() {
        // One report is one, whichever PC reads it and however often.
        let name = format!("{}/{number}", report.sop_instance_uid);
        let id = Uuid::new_v5(&who.organization_id, name.as_bytes());
        taken.analysis_ids.push(id);
        if is_there(write, id)? {
            same_scan(write, id, &scan)?;
            continue;
        }
        taken.known = false;
        let model = model(write, who, &report, algorithm)?;
        let findings: Vec<&ReportedFinding> =
            report.findings.iter().filter(|finding| finding.algorithm == number).collect();
        let raw = json!({
            "sop_instance_uid": report.sop_instance_uid, "sop_class_uid": report.sop_class_uid,
            "title": report.title, "manufacturer": report.manufacturer, "device": report.device,
            "is_verified": report.is_verified, "findings": findings,
        });
        write.insert(
            "ai_analyses",
            Cells::new()
                .set("id", id)
                .set("patient_id", scan.patient_id)
                .set("scan_id", scan.id)
                .set("ai_model_id", model)
                .set("status", "completed")
                .set("ended_at", write.now())
                .set("overall_result", if findings.is_empty() { "no_findings" } else { "findings" })
                .set("raw_output", raw.to_string())
                .set("requested_by", who.user_id),
        )?;
        for (place, finding) in findings.into_iter().enumerate() {
            propose(write, who, (&scan, id), (place, finding), &mut taken)?;
        }
    }
    Ok(taken)
}

fn check(report: &DeviceReport) -> Result<(), Refused> {
    check_uid("sop_instance_uid", &report.sop_instance_uid)?;
    let refused = |sentence: String| Err(Refused::field("report", sentence));
    if !(1..=ALGORITHMS_MAX).contains(&report.algorithms.len()) {
        return refused(format!("A report names between 1 and {ALGORITHMS_MAX} programs."));
    }
    if report.findings.len() > FINDINGS_MAX {
        return refused(format!("A report may propose {FINDINGS_MAX} findings at most."));
    }
    if report.findings.iter().any(|finding| finding.algorithm >= report.algorithms.len()) {
        return refused("One of the findings does not say which program found it.".to_owned());
    }
    Ok(())
}

fn same_scan(reader: &Reader<'_>, analysis: Uuid, scan: &Scan) -> Result<(), Refused> {
    let known: Option<Uuid> =
        reader.value("SELECT scan_id FROM ai_analyses WHERE id = ?1", params![analysis])?;
    if known == Some(scan.id) {
        return Ok(());
    }
    Err(Refused::field("report", "This report was taken to another scan already."))
}

/// The model that made the report: found by name and version, or written down. It is not asked by
/// this clinic, so it is not in use; what it proposes is seen all the same.
fn model(
    write: &mut Write<'_>,
    who: &Who,
    report: &DeviceReport,
    algorithm: &ReportedAlgorithm,
) -> Result<Uuid, Refused> {
    let name = algorithm.name.trim();
    let version = algorithm.version.as_deref().map(str::trim).filter(|said| !said.is_empty());
    let version = version.unwrap_or(VERSION_NOT_SAID);
    let known: Option<Uuid> = write.value(
        "SELECT id FROM ai_models WHERE organization_id = ?1 AND name = ?2 \
         AND model_version = ?3 AND deleted_at IS NULL ORDER BY id LIMIT 1",
        params![who.organization_id, name, version],
    )?;
    if let Some(known) = known {
        return Ok(known);
    }
    let said = [&report.manufacturer, &report.device].into_iter().flatten();
    let said: Vec<&str> = said.map(String::as_str).collect();
    // The name of this id tells it from a method that is built in.
    let name_of_id = format!("reported/{name}/{version}");
    Ok(write.insert(
        "ai_models",
        Cells::new()
            .set("id", Uuid::new_v5(&who.organization_id, name_of_id.as_bytes()))
            .set("name", name)
            .set("model_version", version)
            .set("kind", "device")
            .set("purpose", "Reports what it finds in images, as a DICOM structured report")
            .set("method_text", "Not known here. Ask its maker.")
            .set("source_text", (!said.is_empty()).then(|| said.join(", ")))
            .set("limits_text", "Where it must not be used stands in its maker's instructions.")
            .set("is_active", false),
    )?)
}

fn propose(
    write: &mut Write<'_>,
    who: &Who,
    (scan, analysis): (&Scan, Uuid),
    (place, finding): (usize, &ReportedFinding),
    taken: &mut ReportTaken,
) -> Result<(), Refused> {
    let (file, frame, shape) = placed(write, scan, finding)?;
    if file.is_none() && !finding.positions.is_empty() {
        taken.unplaced += 1;
    }
    let details = FindingDetails {
        kind: finding.concept.meaning.clone(),
        description: Some(finding.told()),
        location_text: finding.site.as_ref().map(|site| site.meaning.clone()),
        scan_file_id: file,
        frame_number: frame,
        shape,
        confidence: finding.confidence,
        severity: None,
        is_primary: false,
    };
    let decision = Cells::new()
        .set("id", Uuid::new_v5(&analysis, place.to_string().as_bytes()))
        .set("status", "proposed")
        .set("ai_analysis_id", analysis)
        .set("recorded_by", who.user_id);
    taken.finding_ids.push(details.insert(write, scan, decision)?);
    Ok(())
}

type Place = (Option<Uuid>, Option<i64>, Option<FindingShape>);

/// The first place that lies in an image of the scan. A shape that the image cannot hold is left
/// to the analysis, where the report stands as it was.
fn placed(reader: &Reader<'_>, scan: &Scan, finding: &ReportedFinding) -> Result<Place, Refused> {
    #[derive(Deserialize)]
    struct Image {
        id: Uuid,
        frame_count: Option<i64>,
        row_count: Option<i64>,
        column_count: Option<i64>,
    }
    for position in &finding.positions {
        let image: Option<Image> = reader.row(
            "SELECT id, frame_count, row_count, column_count FROM scan_files \
             WHERE organization_id = (SELECT organization_id FROM scans WHERE id = ?1) \
             AND sop_instance_uid = ?2 AND scan_id = ?1 AND deleted_at IS NULL ORDER BY id LIMIT 1",
            params![scan.id, position.sop_instance_uid],
        )?;
        let Some(image) = image else { continue };
        let frames = image.frame_count.unwrap_or(i64::MAX);
        let frame = position.frame_number.filter(|frame| (1..=frames).contains(frame));
        let size = ImageSize { columns: image.column_count, rows: image.row_count };
        let lost = position.frame_number.is_some() && frame.is_none();
        let shape = position.shape().filter(|shape| !lost && shape.check(size).is_ok());
        return Ok((Some(image.id), frame, shape));
    }
    Ok((None, None, None))
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use crate::imaging::acquire::tests::acquired;
    use crate::imaging::take_image::tests::{elena, patient_of, sealed};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn code(value: &str, scheme: &str, meaning: &str) -> Value {
        json!({ "value": value, "scheme": scheme, "meaning": meaning })
    }

    fn finding(changes: Value) -> Value {
        let mut finding = json!({
            "algorithm": 0, "concept": code("F-01796", "SRT", "Mammography breast density"),
            "site": null, "measurements": [], "qualities": [], "confidence": null, "positions": []
        });
        for (name, value) in changes.as_object().unwrap() {
            finding[name] = value.clone();
        }
        finding
    }

    /// A nodule of the first image.
    fn nodule() -> Value {
        finding(json!({
            "concept": code("27925004", "SCT", "Nodule"),
            "site": code("39607008", "SCT", "Lung"),
            "measurements": [{ "concept": code("81827009", "SCT", "Diameter"), "value": "12.50",
                               "unit": code("mm", "UCUM", "millimeter") }],
            "qualities": [{ "concept": code("X-1", "99MAKER", "Edge"), "code": null,
                            "text": "frayed" }],
            "confidence": 0.87,
            "positions": [
                { "graphic": "CIRCLE", "points": [[100.0, 90.0], [103.0, 94.0]],
                  "sop_instance_uid": "1.2.3.1", "frame_number": null,
                  "frame_of_reference_uid": null }]
        }))
    }

    fn report(findings: Value, changes: Value) -> Value {
        let mut report = json!({
            "sop_instance_uid": "1.2.3.900", "sop_class_uid": "1.2.840.10008.5.1.4.1.1.88.33",
            "study_instance_uid": "1.2", "patient": elena(json!({})),
            "title": code("126000", "DCM", "Imaging Measurement Report"),
            "manufacturer": "Lumen", "device": "LungSee", "is_verified": false,
            "algorithms": [{ "name": "Nodule finder", "version": "2.1" }], "findings": findings
        });
        for (name, value) in changes.as_object().unwrap() {
            report[name] = value.clone();
        }
        report
    }

    #[test]
    fn what_a_device_reports_becomes_proposals_once_and_nothing_is_added_to_it() {
        let clinic = Clinic::found();
        let (technician, radiologist, scan) = acquired(&clinic);
        let image = json!({ "scan_id": scan, "study_instance_uid": "1.2",
                            "patient": elena(json!({})),
                            "image": sealed(patient_of(&clinic, scan), 1) });
        clinic.ask(technician, "imaging.take_image", image).unwrap();
        let take = |report: Value| {
            let request = json!({ "scan_id": scan, "report": report, "file": null });
            clinic.ask(technician, "imaging.take_report", request)
        };
        let taken = take(report(json!([nodule()]), json!({}))).unwrap();
        assert_eq!((&taken["known"], &taken["unplaced"]), (&json!(false), &json!(0)));
        let id: Uuid = taken["finding_ids"][0].as_str().unwrap().parse().unwrap();
        let said = |column: &str| {
            clinic.text(&format!("SELECT {column} || '' FROM findings WHERE id = ?1"), id).unwrap()
        };
        assert_eq!(said("status"), "proposed");
        assert_eq!((said("kind"), said("location_text")), ("Nodule".into(), "Lung".into()));
        assert_eq!(said("confidence"), "0.87");
        assert_eq!(
            said("description"),
            "Nodule (SCT 27925004)\nDiameter (SCT 81827009): 12.50 mm\nEdge (99MAKER X-1): frayed"
        );
        let shape: Value = serde_json::from_str(&said("coordinates")).unwrap();
        assert_eq!(shape["radius_x"].as_f64(), Some(5.0));

        let again = take(report(json!([nodule(), finding(json!({}))]), json!({}))).unwrap();
        assert_eq!((&again["known"], &again["finding_ids"]), (&json!(true), &json!([])));
        let counted = "SELECT count(*) || '' FROM findings WHERE scan_id = ?1";
        assert_eq!(clinic.text(counted, scan).unwrap(), "1");

        let methods = clinic.ask(radiologist, "imaging.methods", json!({})).unwrap();
        let made = methods.as_array().unwrap().iter().find(|row| row["name"] == "Nodule finder");
        let made = made.unwrap();
        assert_eq!((&made["model_version"], &made["kind"]), (&json!("2.1"), &json!("device")));
        assert_eq!((&made["is_active"], &made["waiting"]), (&json!(false), &json!(1)));
        assert_eq!(made["source_text"], "Lumen, LungSee");
        let asked = json!({ "scan_id": scan, "ai_model_id": made["id"] });
        let refused = clinic.ask(technician, "imaging.request_analysis", asked).unwrap_err();
        assert!(refused.sentence.contains("not in use"), "{}", refused.sentence);
        let decide = json!({ "id": id, "version": 0, "accept": true, "reason": null });
        clinic.ask(radiologist, "imaging.decide_finding", decide).unwrap();
    }

    #[test]
    fn each_program_of_a_report_has_its_own_analysis_and_a_strange_place_is_kept_as_it_was() {
        let clinic = Clinic::found();
        let (technician, _, scan) = acquired(&clinic);
        let two = json!([
            { "name": "Clusters", "version": "1" }, { "name": "Masses", "version": null }
        ]);
        let mut second = nodule();
        second["algorithm"] = json!(1);
        let request = json!({ "scan_id": scan, "file": null,
                              "report": report(json!([second]), json!({ "algorithms": two })) });
        let taken = clinic.ask(technician, "imaging.take_report", request).unwrap();
        assert_eq!(taken["unplaced"], 1, "its image is not registered");
        let result = |number: usize| {
            let id = &taken["analysis_ids"][number];
            clinic.ask(technician, "imaging.analysis", json!({ "id": id })).unwrap()
        };
        assert_eq!(result(0)["overall_result"], "no_findings");
        assert_eq!(result(1)["overall_result"], "findings");
        assert_eq!(result(1)["model_version"], "not said");
        let place = &result(1)["raw_output"]["findings"][0]["positions"][0];
        assert_eq!(place["sop_instance_uid"], "1.2.3.1");
        let id: Uuid = taken["finding_ids"][0].as_str().unwrap().parse().unwrap();
        assert_eq!(clinic.text("SELECT coordinates FROM findings WHERE id = ?1", id), None);
    }

    #[test]
    fn a_report_of_another_patient_study_or_scan_is_refused() {
        let clinic = Clinic::found();
        let (technician, _, scan) = acquired(&clinic);
        let take = |user, report: Value| {
            let request = json!({ "scan_id": scan, "report": report, "file": null });
            clinic.ask(user, "imaging.take_report", request)
        };
        let other = elena(json!({ "family_name": "Prieto" }));
        let one = json!([nodule()]);
        for (changes, field) in [
            (json!({ "patient": other }), "patient"),
            (json!({ "sop_instance_uid": "1.02" }), "sop_instance_uid"),
            (json!({ "algorithms": [] }), "report"),
        ] {
            let refused = take(technician, report(one.clone(), changes)).unwrap_err();
            assert_eq!(refused.field, Some(field));
        }
        take(technician, report(one.clone(), json!({}))).unwrap();
        let elsewhere = json!({ "study_instance_uid": "1.9", "sop_instance_uid": "1.2.3.901" });
        let refused = take(technician, report(one.clone(), elsewhere)).unwrap_err();
        assert_eq!(refused.field, Some("study_instance_uid"));
        let desk = take(clinic.receptionist, report(one, json!({}))).unwrap_err();
        assert_eq!(desk.code, Some("not_allowed"));
        let findings = "SELECT count(*) || '' FROM findings WHERE scan_id = ?1";
        assert_eq!(clinic.text(findings, scan).unwrap(), "1");
    }
}
