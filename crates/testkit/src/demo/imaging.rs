//! Imaging: a wrist after a fall, from the order to the amended report.

use anyhow::Result;
use serde_json::{Value, json};

use super::story::{At, Story};

pub(super) const CHAPTERS: &[At] = &[
    (28, 9, 0, ordered),
    (28, 10, 0, taken),
    (28, 11, 0, analysed),
    (28, 12, 0, reported),
    (27, 9, 0, amended),
    (0, 8, 30, on_the_list),
];

fn ordered(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "fall",
        "amina",
        "encounters.start_visit",
        json!({"patient_id": "@fallen", "practitioner_id": "@dr amina", "kind": "emergency",
               "reason": "Fell on the outstretched hand"}),
    )?;
    story.make(
        "wrist",
        "amina",
        "imaging.order",
        json!({"patient_id": "@fallen", "visit_id": "@fall", "modality": "DX",
               "body_part": "Wrist", "study_description": "Wrist, two views",
               "priority": "urgent", "reason": "Fall, tender wrist",
               "clinical_question": "Fracture of the scaphoid?", "accept_warnings": false}),
    )?;
    let at = story.time(-28, 10, 0)?;
    story.step(
        "jonas",
        "imaging.schedule",
        ("scans", "wrist"),
        json!({"scheduled_at": at, "minutes": 15, "resource_id": "@xray", "room": "X-ray"}),
    )?;
    let entry = story.find("scan_queue_entries", "scan_id", story.id("wrist")?)?;
    story.call("entry", entry);
    story.step(
        "jonas",
        "imaging.assign",
        ("scan_queue_entries", "entry"),
        json!({"assigned_to": "@jonas"}),
    )?;
    story.make(
        "needless",
        "amina",
        "imaging.order",
        json!({"patient_id": "@fallen", "visit_id": "@fall", "modality": "CT",
               "body_part": "Wrist", "priority": "routine", "reason": "If the film is unclear",
               "accept_warnings": false}),
    )?;
    Ok(())
}

fn file(number: i64) -> Value {
    let uid = "1.2.826.0.1.3680043.10.1442.7";
    json!({"sop_instance_uid": format!("{uid}.1.{number}"),
           "series_instance_uid": format!("{uid}.1"), "series_number": 1,
           "instance_number": number, "series_description": "Wrist PA and lateral",
           "transfer_syntax": "1.2.840.10008.1.2.1", "frame_count": 1, "row_count": 2048,
           "column_count": 1496, "size_bytes": 6_127_616,
           "sha256": format!("{:064x}", 0xbeef_u64 + number.unsigned_abs()),
           "file_name": format!("wrist-{number}.dcm"), "attachment_id": null})
}

fn taken(story: &mut Story<'_>) -> Result<()> {
    story.step("jonas", "imaging.start", ("scans", "wrist"), json!({}))?;
    story.pass(8);
    let film = story.make(
        "film",
        "jonas",
        "records.attach",
        json!({"patient_id": "@fallen", "file_name": "wrist-1.dcm",
               "media_type": "application/dicom", "size_bytes": 6_127_616,
               "sha256": format!("{:064x}", 0xbef0), "sealed_sha256": format!("{:064x}", 0xfeed),
               "content_key": "c2VhbGVkIHdpdGggYSBrZXkgb2YgaXRzIG93biAhIQ"}),
    )?;
    let mut first = file(1);
    if let Some(fields) = first.as_object_mut() {
        fields.insert("attachment_id".to_owned(), json!(film));
    }
    story.ask(
        "jonas",
        "imaging.register_files",
        json!({"scan_id": "@wrist", "study_instance_uid": "1.2.826.0.1.3680043.10.1442.7",
               "files": [first, file(2)]}),
    )?;
    third_view(story)?;
    story.step(
        "jonas",
        "imaging.acquire",
        ("scans", "wrist"),
        json!({"dose_text": "0.02 mGy·cm²", "notes": "Ring could not be taken off."}),
    )?;
    story.step(
        "amina",
        "imaging.cancel",
        ("scans", "needless"),
        json!({"reason": "The film answers the question."}),
    )?;
    story.ask(
        "jonas",
        "place.record_resource_event",
        json!({"resource_id": "@xray", "kind": "use", "hours_used": 0.2, "notes": "Wrist"}),
    )?;
    Ok(())
}

/// Of whom a file says that it is: the number that the clinic gave.
fn fallen(story: &Story<'_>) -> Result<Value> {
    let patient = story.id("fallen")?;
    let number: Option<String> = story.demo().store.read::<_, store::Error>(|reader| {
        reader.value("SELECT mrn FROM patients WHERE id = ?1", store::params![patient])
    })?;
    Ok(json!({"id": number, "family_name": null, "given_name": null, "date_of_birth": null}))
}

/// A further view is taken into the record, and it is checked how it is taken.
fn third_view(story: &mut Story<'_>) -> Result<()> {
    let image = file(3);
    let sealed = json!({"patient_id": "@fallen", "file_name": "wrist-3.dcm",
                        "media_type": "application/dicom", "size_bytes": 6_127_616,
                        "sha256": image.get("sha256"), "sealed_sha256": format!("{:064x}", 0xfeee),
                        "content_key": "c2VhbGVkIHdpdGggYSBrZXkgb2YgaXRzIG93biAhIQ"});
    story.ask(
        "jonas",
        "imaging.take_image",
        json!({"scan_id": "@wrist", "patient": fallen(story)?,
               "study_instance_uid": "1.2.826.0.1.3680043.10.1442.7",
               "image": {"file": image, "sealed": sealed}}),
    )?;
    let images: Vec<uuid::Uuid> = story.demo().store.read::<_, store::Error>(|reader| {
        reader.column(
            "SELECT id FROM scan_files WHERE scan_id = ?1 ORDER BY instance_number",
            store::params![story.id("wrist").unwrap_or_default()],
        )
    })?;
    let measured = |sharpness: f64| {
        json!({"frames": 1, "sharpness": sharpness, "contrast": 0.21, "darkest_share": 0.34,
               "brightest_share": 0.002})
    };
    let files: Vec<Value> = images
        .iter()
        .zip([61.4, 58.9, 11.2])
        .map(|(image, sharpness)| json!({"scan_file_id": image, "measured": measured(sharpness)}))
        .collect();
    story.ask("jonas", "imaging.record_quality", json!({"scan_id": "@wrist", "files": files}))?;
    Ok(())
}

/// The X-ray machine's own program reports a distance.
fn device_report(story: &mut Story<'_>) -> Result<()> {
    let code = |value: &str, scheme: &str, meaning: &str| json!({"value": value, "scheme": scheme, "meaning": meaning});
    let millimetre = code("mm", "UCUM", "millimeter");
    let image = file(1);
    story.ask(
        "jonas",
        "imaging.take_report",
        json!({"scan_id": "@wrist", "file": null, "report": {
            "sop_instance_uid": "1.2.826.0.1.3680043.10.1442.7.2.1",
            "sop_class_uid": "1.2.840.10008.5.1.4.1.1.88.33",
            "study_instance_uid": "1.2.826.0.1.3680043.10.1442.7",
            "patient": fallen(story)?,
            "title": code("126000", "DCM", "Imaging Measurement Report"),
            "manufacturer": "Lumen", "device": "RayDesk 4", "is_verified": false,
            "algorithms": [{"name": "Joint spaces", "version": "4.2"}],
            "findings": [{
                "algorithm": 0, "concept": code("125007", "DCM", "Measurement Group"),
                "site": code("8205005", "SCT", "Wrist"),
                "measurements": [{"concept": code("410668003", "SCT", "Length"), "value": "2.1",
                                  "unit": millimetre}],
                "qualities": [], "confidence": 0.9,
                "positions": [{"graphic": "POINT", "points": [[840.5, 702.0]],
                               "sop_instance_uid": image.get("sop_instance_uid"),
                               "frame_number": 1, "frame_of_reference_uid": null}]}]}}),
    )?;
    Ok(())
}

/// A model outlines something, the radiologist decides; a second run fails.
fn analysed(story: &mut Story<'_>) -> Result<()> {
    let model: uuid::Uuid =
        story.value("SELECT id FROM ai_models WHERE name = 'Fracture outline'")?;
    for (name, fails) in [("analysis", false), ("failed analysis", true)] {
        let asked = json!({"scan_id": "@wrist", "ai_model_id": model});
        story.make(name, "elise", "imaging.request_analysis", asked)?;
        story.step("elise", "imaging.start_analysis", ("ai_analyses", name), json!({}))?;
        story.pass(2);
        if fails {
            let why = json!({"reason": "The model's program stopped."});
            story.step("elise", "imaging.fail_analysis", ("ai_analyses", name), why)?;
            continue;
        }
        let image = story.find("scan_files", "scan_id", story.id("wrist")?)?;
        story.step(
            "elise",
            "imaging.complete_analysis",
            ("ai_analyses", name),
            json!({"confidence": 0.83, "overall_result": "abnormal",
                   "raw_output": {"score": 0.83, "boxes": [[812, 640, 96, 71]]},
                   "findings": [
                       {"kind": "fracture line", "description": "Break of the cortex",
                        "location_text": "Scaphoid waist", "scan_file_id": image,
                        "frame_number": 1, "confidence": 0.83, "severity": "moderate",
                        "is_primary": true,
                        "shape": {"kind": "rectangle", "corner": {"x": 812.0, "y": 640.0},
                                  "width": 96.0, "height": 71.0}},
                       {"kind": "soft tissue", "confidence": 0.31, "is_primary": false}]}),
        )?;
    }
    let found: Vec<uuid::Uuid> = story.demo().store.read::<_, store::Error>(|reader| {
        reader.column(
            "SELECT id FROM findings WHERE scan_id = ?1 ORDER BY is_primary DESC, id",
            store::params![story.id("wrist").unwrap_or_default()],
        )
    })?;
    for (number, finding) in found.into_iter().enumerate() {
        story.call("finding", finding);
        let decided = json!({"accept": number == 0,
                             "reason": if number == 0 { "Seen in both views." }
                                       else { "A fold of the skin." }});
        story.step("elise", "imaging.decide_finding", ("findings", "finding"), decided)?;
    }
    story.ask(
        "elise",
        "imaging.add_finding",
        json!({"scan_id": "@wrist", "finding": {"kind": "bone density",
               "description": "Normal for the age", "is_primary": false}}),
    )?;
    device_report(story)
}

fn reported(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "report",
        "elise",
        "imaging.start_report",
        json!({"scan_id": "@wrist", "template_id": "@wrist wording",
               "ai_analysis_id": "@analysis"}),
    )?;
    story.pass(10);
    story.step(
        "elise",
        "imaging.save_report",
        ("reports", "report"),
        json!({"findings_text": "Two views. Line through the scaphoid waist, not displaced.",
               "impression": "Fracture of the scaphoid.", "overall_result": "critical",
               "recommendations": "Plaster, and a film in ten days.", "preliminary": false}),
    )?;
    story.step("elise", "imaging.sign_report", ("reports", "report"), json!({}))?;
    story.pass(5);
    story.step(
        "elise",
        "imaging.tell_result",
        ("reports", "report"),
        json!({"told_to": "Dr Benali, by telephone"}),
    )?;
    story.close("amina", "fall", "Fracture of the scaphoid", "Plaster, film in ten days.")
}

fn amended(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "amendment",
        "elise",
        "imaging.amend_report",
        json!({"id": "@report", "reason": "Side was missing."}),
    )?;
    story.step(
        "elise",
        "imaging.save_report",
        ("reports", "amendment"),
        json!({"findings_text": "Left wrist, two views. Line through the scaphoid waist.",
               "impression": "Fracture of the left scaphoid.", "overall_result": "abnormal",
               "recommendations": "Plaster, and a film in ten days.", "preliminary": false}),
    )?;
    story.step("elise", "imaging.sign_report", ("reports", "amendment"), json!({}))?;
    story.make(
        "needless amendment",
        "elise",
        "imaging.amend_report",
        json!({"id": "@amendment", "reason": "To be looked at again."}),
    )?;
    story.step(
        "elise",
        "imaging.cancel_report",
        ("reports", "needless amendment"),
        json!({"reason": "It is right as it is."}),
    )?;
    Ok(())
}

fn on_the_list(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "heart scan",
        "meiling",
        "imaging.order",
        json!({"patient_id": "@short", "visit_id": "@breath", "modality": "US",
               "body_part": "Heart", "priority": "routine", "reason": "Heart failure",
               "clinical_question": "Ejection fraction?", "accept_warnings": false}),
    )?;
    Ok(())
}
