//! How the images of a scan are taken was measured.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::analysis::is_there;
use crate::imaging::quality::{ImageMeasured, LookAgain, QUALITY};
use crate::imaging::standing::{Scan, scan};
use crate::people::details::filled;
use crate::{Refused, Who};

/// Images of one check.
const FILES_MAX: usize = 1_000;

/// Of which scan, and what was measured of its images.
#[derive(Deserialize, TS)]
pub struct RecordQuality {
    scan_id: Uuid,
    files: Vec<FileMeasured>,
}

/// What was measured of one image, or why nothing could be.
#[derive(Deserialize, TS)]
pub struct FileMeasured {
    scan_file_id: Uuid,
    measured: Option<ImageMeasured>,
    /// For the person, where nothing could be measured.
    problem: Option<String>,
}

/// What came of it.
#[derive(Serialize, TS)]
pub struct QualityRecorded {
    /// The analysis.
    id: Uuid,
    /// Whether every image could be judged and none asks to look again.
    #[ts(type = "\"acceptable\" | \"look_again\" | \"inconclusive\" | null")]
    overall_result: Option<&'static str>,
    /// Why nothing could be judged.
    problem_text: Option<String>,
    /// The images that ask to look again.
    look_again: Vec<FileToLookAt>,
}

/// An image that one should look at again.
#[derive(Serialize, TS)]
pub struct FileToLookAt {
    scan_file_id: Uuid,
    reasons: Vec<LookAgain>,
}

/// Records how a scan's images are taken, as an analysis by the method that is built in: a hint to
/// look again, which makes no finding. The same result once more is not written again.
pub fn record_quality(
    write: &mut Write<'_>,
    who: &Who,
    request: RecordQuality,
) -> Result<QualityRecorded, Refused> {
    let scan = scan(write, request.scan_id)?;
    scan.must_be(&["in_progress", "acquired", "reported"], "checked")?;
    if !(1..=FILES_MAX).contains(&request.files.len()) {
        return Err(Refused::field(
            "files",
            format!("Between 1 and {FILES_MAX} images can be checked in one step."),
        ));
    }
    let (mut lines, mut look_again, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for file in request.files {
        lines.push(judge(write, &scan, &file, &mut look_again, &mut problems)?);
    }
    let judged = lines.len() - problems.len();
    let overall_result = match (judged, problems.is_empty()) {
        (0, _) => None,
        _ if !look_again.is_empty() => Some("look_again"),
        (_, false) => Some("inconclusive"),
        (_, true) => Some("acceptable"),
    };
    let problem_text = if judged == 0 { problems.into_iter().next() } else { None };
    let raw = json!({ "files": lines }).to_string();
    let model = QUALITY.row(write, who.organization_id)?;
    // The same numbers of the same images are one analysis, whichever PC measured them.
    let id = Uuid::new_v5(&scan.id, format!("{model}/{raw}").as_bytes());
    if !is_there(write, id)? {
        write.insert(
            "ai_analyses",
            Cells::new()
                .set("id", id)
                .set("patient_id", scan.patient_id)
                .set("scan_id", scan.id)
                .set("ai_model_id", model)
                .set("status", if judged == 0 { "failed" } else { "completed" })
                .set("started_at", write.now())
                .set("ended_at", write.now())
                .set("overall_result", overall_result)
                .set("raw_output", raw)
                .set("problem_text", problem_text.as_deref())
                .set("requested_by", who.user_id),
        )?;
    }
    Ok(QualityRecorded { id, overall_result, problem_text, look_again })
}

/// One image's line of the result.
fn judge(
    write: &Write<'_>,
    scan: &Scan,
    file: &FileMeasured,
    look_again: &mut Vec<FileToLookAt>,
    problems: &mut Vec<String>,
) -> Result<Value, Refused> {
    let belongs: Option<i64> = write.value(
        "SELECT 1 FROM scan_files WHERE id = ?1 AND scan_id = ?2 AND deleted_at IS NULL",
        params![file.scan_file_id, scan.id],
    )?;
    if belongs.is_none() {
        return Err(Refused::field("scan_file_id", "This image does not belong to the scan."));
    }
    match (&file.measured, filled(file.problem.as_deref())) {
        (Some(measured), None) => {
            measured.check()?;
            let reasons = measured.look_again();
            let line = json!({ "scan_file_id": file.scan_file_id, "measured": measured,
                               "look_again": reasons });
            if !reasons.is_empty() {
                look_again.push(FileToLookAt { scan_file_id: file.scan_file_id, reasons });
            }
            Ok(line)
        }
        (None, Some(problem)) => {
            problems.push(problem.to_owned());
            Ok(json!({ "scan_file_id": file.scan_file_id, "problem": problem }))
        }
        _ => Err(Refused::field(
            "files",
            "Of each image say what was measured, or why nothing could be.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use crate::imaging::acquire::tests::acquired;
    use crate::imaging::register_files::tests::{file, register};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn measured(changes: Value) -> Value {
        let mut measured = json!({ "frames": 1, "sharpness": 165.79, "contrast": 0.2298,
                                   "darkest_share": 0.0, "brightest_share": 0.0 });
        for (name, value) in changes.as_object().unwrap() {
            measured[name] = value.clone();
        }
        measured
    }

    /// A scan with two images; whoever took them, the scan, and the images.
    fn two_images(clinic: &Clinic) -> (Uuid, Uuid, [Uuid; 2]) {
        let (technician, _, scan) = acquired(clinic);
        let files = json!([file(1, json!({})), file(2, json!({}))]);
        clinic.ask(technician, "imaging.register_files", register(scan, files)).unwrap();
        let image = |number: u32| {
            let sql = format!(
                "SELECT lower(hex(id)) FROM scan_files WHERE scan_id = ?1 AND instance_number = {number}"
            );
            clinic.text(&sql, scan).unwrap().parse().unwrap()
        };
        (technician, scan, [image(1), image(2)])
    }

    #[test]
    fn an_image_within_the_limits_is_acceptable_and_one_outside_asks_to_look_again() {
        let clinic = Clinic::found();
        let (technician, scan, [one, other]) = two_images(&clinic);
        let record = |first: Value, second: Value| {
            let files = json!([
                { "scan_file_id": one, "measured": first, "problem": null },
                { "scan_file_id": other, "measured": second, "problem": null }
            ]);
            let request = json!({ "scan_id": scan, "files": files });
            clinic.ask(technician, "imaging.record_quality", request)
        };
        let fine = record(measured(json!({})), measured(json!({}))).unwrap();
        assert_eq!(fine["overall_result"], "acceptable");
        let again = record(measured(json!({})), measured(json!({}))).unwrap();
        assert_eq!(again["id"], fine["id"], "the same result is not written twice");
        for (changes, reason) in [
            (json!({ "sharpness": 14.9 }), "blurred"),
            (json!({ "contrast": 0.049 }), "little_contrast"),
            (json!({ "darkest_share": 0.81 }), "dark"),
            (json!({ "brightest_share": 0.051 }), "washed_out"),
        ] {
            let told = record(measured(json!({})), measured(changes)).unwrap();
            assert_eq!(told["overall_result"], "look_again");
            assert_eq!(told["look_again"], json!([{ "scan_file_id": other, "reasons": [reason] }]));
        }
        for (changes, field) in [
            (json!({ "sharpness": -1.0 }), "sharpness"),
            (json!({ "contrast": 1.1 }), "contrast"),
            (json!({ "frames": 0 }), "frames"),
        ] {
            let refused = record(measured(json!({})), measured(changes)).unwrap_err();
            assert_eq!(refused.field, Some(field));
        }
        let findings = "SELECT count(*) || '' FROM findings WHERE scan_id = ?1";
        assert_eq!(clinic.text(findings, scan).unwrap(), "0", "quality is no finding");
        let shown =
            clinic.ask(technician, "imaging.analysis", json!({ "id": fine["id"] })).unwrap();
        assert_eq!(shown["model"], "Image quality");
        assert_eq!(shown["raw_output"]["files"][0]["measured"]["sharpness"], 165.79);
        assert!(shown["limits_text"].as_str().unwrap().contains("nothing of what an image shows"));
    }

    #[test]
    fn what_cannot_be_read_fails_with_its_reason_and_leaves_the_rest_in_doubt() {
        let clinic = Clinic::found();
        let (technician, scan, [one, other]) = two_images(&clinic);
        let problem = |id: Uuid| json!({ "scan_file_id": id, "measured": null, "problem": "This image is in colour." });
        let record = |user, files: Value| {
            let request = json!({ "scan_id": scan, "files": files });
            clinic.ask(user, "imaging.record_quality", request)
        };
        let failed = record(technician, json!([problem(one), problem(other)])).unwrap();
        assert_eq!(failed["overall_result"], json!(null));
        let id: Uuid = failed["id"].as_str().unwrap().parse().unwrap();
        let sql = "SELECT status || ': ' || problem_text FROM ai_analyses WHERE id = ?1";
        assert_eq!(clinic.text(sql, id).unwrap(), "failed: This image is in colour.");
        let fine =
            json!({ "scan_file_id": other, "measured": measured(json!({})), "problem": null });
        let part = record(technician, json!([problem(one), fine])).unwrap();
        assert_eq!(part["overall_result"], "inconclusive");
        let neither = json!([{ "scan_file_id": one, "measured": null, "problem": " " }]);
        assert_eq!(record(technician, neither).unwrap_err().field, Some("files"));
        assert_eq!(record(technician, json!([])).unwrap_err().field, Some("files"));
        let foreign = json!([problem(scan)]);
        assert_eq!(record(technician, foreign).unwrap_err().field, Some("scan_file_id"));
        let clerk = record(clinic.receptionist, json!([problem(one)])).unwrap_err();
        assert_eq!(clerk.code, Some("not_allowed"));
    }
}
