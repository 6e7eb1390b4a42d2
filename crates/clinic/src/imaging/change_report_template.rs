//! The clinic decides on the wordings that reports start from.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::standing::ThisImaging;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// What a template says.
#[derive(Deserialize, TS)]
pub struct ReportTemplateDetails {
    name: String,
    modality: Option<String>,
    body_part: Option<String>,
    kind: Option<String>,
    findings_text: Option<String>,
    impression_text: Option<String>,
    recommendations_text: Option<String>,
}

/// Which template, and what it says from now on.
#[derive(Deserialize, TS)]
pub struct UpdateReportTemplate {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    details: ReportTemplateDetails,
}

impl ReportTemplateDetails {
    fn cells(&self) -> Cells {
        let text = |field: &Option<String>| filled(field.as_deref());
        Cells::new()
            .set("name", self.name.trim())
            .set("modality", text(&self.modality))
            .set("body_part", text(&self.body_part))
            .set("kind", text(&self.kind))
            .set("findings_text", text(&self.findings_text))
            .set("impression_text", text(&self.impression_text))
            .set("recommendations_text", text(&self.recommendations_text))
    }
}

/// Adds a template.
pub fn add_report_template(
    write: &mut Write<'_>,
    _: &Who,
    request: ReportTemplateDetails,
) -> Result<Made, Refused> {
    Ok(Made { id: write.insert("report_templates", request.cells())? })
}

/// Changes a template; reports that started from it stay as they are.
pub fn update_report_template(
    write: &mut Write<'_>,
    _: &Who,
    request: UpdateReportTemplate,
) -> Result<Nothing, Refused> {
    let cells = request.details.cells();
    write.update("report_templates", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// Takes a template out of use.
pub fn retire_report_template(
    write: &mut Write<'_>,
    _: &Who,
    this: ThisImaging,
) -> Result<Nothing, Refused> {
    let cells = Cells::new().set("is_active", false);
    write.update("report_templates", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use crate::imaging::acquire::tests::acquired;
    use serde_json::{Value, json};

    fn template(changes: Value) -> Value {
        let mut template = json!({
            "name": "Chest", "modality": "CT", "body_part": "Chest", "kind": "final",
            "findings_text": "Lungs clear.", "impression_text": "Normal.",
            "recommendations_text": null
        });
        for (name, value) in changes.as_object().unwrap() {
            template[name] = value.clone();
        }
        template
    }

    #[test]
    fn a_report_starts_from_a_template_that_is_in_use() {
        let clinic = Clinic::found();
        let (_, radiologist, scan) = acquired(&clinic);
        let add = |changes: Value| {
            clinic.ask(radiologist, "imaging.add_report_template", template(changes))
        };
        assert_eq!(add(json!({ "name": " " })).unwrap_err().field, Some("name"));
        let id = id_of(&add(json!({})).unwrap());
        let update = template(json!({ "id": id, "version": 0, "impression_text": "No finding." }));
        clinic.ask(radiologist, "imaging.update_report_template", update).unwrap();
        let listed = |modality: &str| {
            let request = json!({ "modality": modality });
            let list = clinic.ask(radiologist, "imaging.report_templates", request).unwrap();
            list.as_array().unwrap().len()
        };
        assert_eq!((listed("CT"), listed("MR")), (1, 0));
        let start = |template: Value| json!({ "scan_id": scan, "template_id": template });
        let report = clinic.ask(radiologist, "imaging.start_report", start(json!(id))).unwrap();
        let sql = "SELECT findings_text || ' ' || impression FROM reports WHERE id = ?1";
        assert_eq!(clinic.text(sql, id_of(&report)).unwrap(), "Lungs clear. No finding.");
        let retire = json!({ "id": id, "version": 0 });
        clinic.ask(radiologist, "imaging.retire_report_template", retire).unwrap();
        assert_eq!(listed("CT"), 0);
        let cancel = json!({ "id": id_of(&report), "version": 0, "reason": "wrong scan" });
        clinic.ask(radiologist, "imaging.cancel_report", cancel).unwrap();
        let refused = clinic.ask(radiologist, "imaging.start_report", start(json!(id)));
        assert_eq!(refused.unwrap_err().field, Some("template_id"));
    }
}
