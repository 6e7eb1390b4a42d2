//! Somebody has seen something in a scan.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::finding::FindingDetails;
use crate::imaging::standing::scan;
use crate::organization::add_user::Made;
use crate::{Refused, Who};

/// In which scan, and what.
#[derive(Deserialize, TS)]
pub struct AddFinding {
    scan_id: Uuid,
    finding: FindingDetails,
}

/// Adds what a person has seen. It stands at once: it is the person's own word.
pub fn add_finding(write: &mut Write<'_>, who: &Who, request: AddFinding) -> Result<Made, Refused> {
    let scan = scan(write, request.scan_id)?;
    scan.must_be(&["in_progress", "acquired", "reported"], "given findings")?;
    let decision = Cells::new()
        .set("status", "accepted")
        .set("decided_by", who.user_id)
        .set("decided_at", write.now())
        .set("recorded_by", who.user_id);
    Ok(Made { id: request.finding.insert(write, &scan, decision)? })
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::fixture::Clinic;
    use crate::imaging::acquire::tests::acquired;
    use crate::imaging::register_files::tests::{file, register};
    use serde_json::{Value, json};
    use uuid::Uuid;

    pub(crate) fn finding(changes: Value) -> Value {
        let mut finding = json!({
            "kind": "nodule", "description": null, "location_text": "Right upper lobe",
            "scan_file_id": null, "frame_number": null, "shape": null, "confidence": null,
            "severity": "mild", "is_primary": true
        });
        for (name, value) in changes.as_object().unwrap() {
            finding[name] = value.clone();
        }
        finding
    }

    #[test]
    fn what_a_person_has_seen_stands_at_once_and_lies_inside_the_image() {
        let clinic = Clinic::found();
        let (technician, radiologist, scan) = acquired(&clinic);
        let files = register(scan, json!([file(1, json!({}))]));
        clinic.ask(technician, "imaging.register_files", files).unwrap();
        let image = clinic.text("SELECT hex(id) FROM scan_files WHERE scan_id = ?1", scan);
        let image: Uuid = image.unwrap().parse().unwrap();
        let add = |changes: Value| {
            let request = json!({ "scan_id": scan, "finding": finding(changes) });
            clinic.ask(radiologist, "imaging.add_finding", request)
        };
        let ellipse = |x: f64| {
            json!({ "kind": "ellipse", "centre": { "x": x, "y": 90.0 }, "radius_x": 8.0,
                    "radius_y": 6.5 })
        };
        let made =
            add(json!({ "scan_file_id": image, "frame_number": 1, "shape": ellipse(200.0) }));
        let id = crate::fixture::id_of(&made.unwrap());
        let sql = "SELECT status || ' ' || coordinates FROM findings WHERE id = ?1";
        assert_eq!(
            clinic.text(sql, id).unwrap(),
            "accepted {\"centre\":{\"x\":200,\"y\":90},\"kind\":\"ellipse\",\"radius_x\":8,\
             \"radius_y\":6.5}"
        );
        for (changes, field) in [
            (json!({ "scan_file_id": image, "shape": ellipse(510.0) }), "shape"),
            (json!({ "shape": ellipse(200.0) }), "scan_file_id"),
            (json!({ "scan_file_id": scan, "shape": ellipse(200.0) }), "scan_file_id"),
            (json!({ "scan_file_id": image, "frame_number": 2 }), "frame_number"),
            (json!({ "kind": " " }), "kind"),
            (json!({ "confidence": 87.0 }), "confidence"),
            (json!({ "severity": "terrible" }), "severity"),
        ] {
            assert_eq!(add(changes).unwrap_err().field, Some(field));
        }
        let request = json!({ "scan_id": scan, "finding": finding(json!({})) });
        let doctor = clinic.ask(clinic.doctor, "imaging.add_finding", request).unwrap_err();
        assert_eq!(doctor.code, Some("not_allowed"));
    }
}
