//! The clinic says which models may look at its images, and takes one out of use.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::imaging::method::is_built_in;
use crate::imaging::standing::ThisImaging;
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// A model whose findings the clinic wants to see as proposals. Added by itself it runs outside of
/// this program, which takes what it found.
#[derive(Deserialize, TS)]
pub struct ModelDetails {
    name: String,
    /// The version as its maker says it; another version is another model.
    model_version: String,
    /// One of `ai_model_kind`.
    kind: String,
    purpose: String,
    method_text: String,
    source_text: Option<String>,
    /// Where it must not be used.
    limits_text: Option<String>,
    /// The DICOM modalities of the images that it looks at; all where there are none.
    modalities: Vec<String>,
    last_trained_on: Option<String>,
    /// Over how many organizations that have agreed to it it was averaged, if it was: at least
    /// three.
    federated_over: Option<i64>,
    /// SHA-256 of the model's file, 64 hexadecimal digits.
    file_sha256: Option<String>,
}

/// Adds a model. Refuses one that is there already in that version, and modalities that DICOM does
/// not know.
pub fn add_model(write: &mut Write<'_>, who: &Who, request: ModelDetails) -> Result<Made, Refused> {
    let cells = request.cells(write, who)?;
    Ok(Made { id: write.insert("ai_models", cells)? })
}

impl ModelDetails {
    /// The row of a model that is not there yet.
    fn cells(&self, reader: &Reader<'_>, who: &Who) -> Result<Cells, Refused> {
        let (name, version) = (self.name.trim(), self.model_version.trim());
        let known: Option<i64> = reader.value(
            "SELECT 1 FROM ai_models WHERE organization_id = ?1 AND name = ?2 \
             AND model_version = ?3 AND deleted_at IS NULL",
            params![who.organization_id, name, version],
        )?;
        if known.is_some() {
            return Err(Refused::field(
                "model_version",
                "This model is there already in this version. Give the version that is new.",
            ));
        }
        let modality = catalog::table("scans").and_then(|scans| scans.column("modality"));
        let modality = modality.and_then(|column| column.enumeration);
        let unknown = |code: &&String| modality.is_none_or(|known| !known.admits(code));
        if let Some(code) = self.modalities.iter().find(unknown) {
            return Err(Refused::field(
                "modalities",
                format!(
                    "\u{201c}{code}\u{201d} is no modality that is known here, such as CT or MR."
                ),
            ));
        }
        Ok(Cells::new()
            .set("name", name)
            .set("model_version", version)
            .set("kind", self.kind.as_str())
            .set("purpose", self.purpose.trim())
            .set("method_text", self.method_text.trim())
            .set("source_text", filled(self.source_text.as_deref()))
            .set("limits_text", filled(self.limits_text.as_deref()))
            .set("modalities", serde_json::json!(self.modalities).to_string())
            .set("last_trained_on", filled(self.last_trained_on.as_deref()))
            .set("is_federated", self.federated_over.is_some())
            .set("federated_over", self.federated_over)
            .set("file_sha256", filled(self.file_sha256.as_deref())))
    }
}

/// A model that the program itself runs.
#[derive(Deserialize, TS)]
pub struct RecordModel {
    details: ModelDetails,
    /// What it takes in and what its numbers mean, as its description says.
    #[ts(type = "Record<string, unknown>")]
    manifest: Value,
}

/// The model's row.
#[derive(Serialize, TS)]
pub struct ModelRecorded {
    id: Uuid,
    /// Whether it was there already, as when its file is brought to a second PC.
    known: bool,
}

/// Writes down a model that the program runs itself, with what its numbers mean. Its row's id
/// derives from name, version and file, so that every PC makes the same one.
pub fn record_model(
    write: &mut Write<'_>,
    who: &Who,
    request: RecordModel,
) -> Result<ModelRecorded, Refused> {
    let details = &request.details;
    let sum = filled(details.file_sha256.as_deref()).ok_or_else(|| {
        Refused::field("file_sha256", "Give the sum of the model's file (SHA-256).")
    })?;
    let called = format!("{}/{}/{sum}", details.name.trim(), details.model_version.trim());
    let id = Uuid::new_v5(&who.organization_id, called.as_bytes());
    let known: Option<(bool, Option<String>)> = write.row(
        "SELECT is_active, manifest FROM ai_models WHERE id = ?1 AND deleted_at IS NULL",
        params![id],
    )?;
    if let Some((is_active, manifest)) = known {
        if !is_active {
            return Err(Refused::field(
                "model_version",
                "This model was taken out of use in this version. Install another version.",
            ));
        }
        let known: Option<Value> = manifest.and_then(|text| serde_json::from_str(&text).ok());
        if !known.is_some_and(|known| say_the_same(&known, &request.manifest)) {
            return Err(Refused::field(
                "manifest",
                "This model is there already in this version with another description. Give the \
                 changed one a version of its own.",
            ));
        }
        return Ok(ModelRecorded { id, known: true });
    }
    let cells = details.cells(write, who)?.set("id", id);
    write.insert("ai_models", cells.set("manifest", request.manifest.to_string()))?;
    Ok(ModelRecorded { id, known: false })
}

/// Whether two values of JSON say the same: the record writes the number 1.0 as 1.
fn say_the_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| say_the_same(a, b))
        }
        (Value::Object(one), Value::Object(other)) => {
            let same = |(name, value)| {
                other.get(name).is_some_and(|other: &Value| say_the_same(value, other))
            };
            one.len() == other.len() && one.iter().all(same)
        }
        (one, other) => one == other,
    }
}

/// Takes a model out of use: it is asked for nothing more, and what it has proposed stays. A
/// published method that is built in cannot be taken out.
pub fn retire_model(
    write: &mut Write<'_>,
    who: &Who,
    this: ThisImaging,
) -> Result<Nothing, Refused> {
    if is_built_in(write, who.organization_id, this.id)? {
        return Err(Refused::because(
            "This method is built in. Its proposals can be rejected, but it stays in use.",
        ));
    }
    let cells = Cells::new().set("is_active", false);
    write.update("ai_models", this.id, Some(this.version), cells)?;
    Ok(Nothing {})
}

/// Refuses unless the model is in use and looks at images of `modality`.
pub(crate) fn looks_at(reader: &Reader<'_>, model: Uuid, modality: &str) -> Result<(), Refused> {
    let found: Option<(bool, Option<String>)> = reader.row(
        "SELECT is_active, modalities FROM ai_models WHERE id = ?1 AND deleted_at IS NULL",
        params![model],
    )?;
    let (active, modalities) = found.unwrap_or((false, None));
    super::analysis::model_in_use(active)?;
    let modalities: Vec<String> =
        modalities.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    if modalities.is_empty() || modalities.iter().any(|known| known == modality) {
        return Ok(());
    }
    Err(Refused::field(
        "ai_model_id",
        format!(
            "This model looks at {} and this scan is {modality}. Choose another one.",
            modalities.join(", ")
        ),
    ))
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use crate::imaging::acquire::tests::acquired;
    use serde_json::{Value, json};

    fn model(changes: Value) -> Value {
        let mut model = json!({
            "name": "Fracture outline", "model_version": "1.2", "kind": "network",
            "purpose": "Outlines what may be a fracture", "method_text": "A network over two views",
            "source_text": null, "limits_text": "Adults only", "modalities": ["CT"],
            "last_trained_on": "2024-02-29", "federated_over": null,
            "file_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        });
        for (name, value) in changes.as_object().unwrap() {
            model[name] = value.clone();
        }
        model
    }

    #[test]
    fn a_model_that_runs_here_is_one_row_whichever_pc_it_is_installed_on() {
        let clinic = Clinic::found();
        let (_, radiologist, _) = acquired(&clinic);
        let record = |user, details: Value, manifest: Value| {
            let request = json!({ "details": model(details), "manifest": manifest });
            clinic.ask(user, "imaging.record_model", request)
        };
        let manifest = json!({ "format": 1, "input": { "width": 8, "mean": [0.0, 0.5] } });
        let by_doctor = record(clinic.doctor, json!({}), manifest.clone()).unwrap_err();
        assert_eq!(by_doctor.code, Some("not_allowed"));
        for (details, manifest, field) in [
            (json!({ "file_sha256": null }), manifest.clone(), "file_sha256"),
            (json!({ "kind": "rule" }), manifest.clone(), "manifest"),
            (json!({}), json!("as before"), "manifest"),
        ] {
            assert_eq!(record(radiologist, details, manifest).unwrap_err().field, Some(field));
        }
        let first = record(clinic.owner, json!({}), manifest.clone()).unwrap();
        assert_eq!(first["known"], false);
        let again = record(radiologist, json!({}), manifest.clone()).unwrap();
        assert_eq!((&again["known"], &again["id"]), (&json!(true), &first["id"]));
        let other = json!({ "format": 1, "input": { "width": 8, "mean": [0.0, 0.25] } });
        assert_eq!(record(radiologist, json!({}), other).unwrap_err().field, Some("manifest"));
        let exchanged = json!({ "file_sha256": "0".repeat(64) });
        let exchanged = record(radiologist, exchanged, manifest.clone()).unwrap_err();
        assert_eq!(exchanged.field, Some("model_version"), "another file needs another version");
        let methods = clinic.ask(radiologist, "imaging.methods", json!({})).unwrap();
        assert_eq!(methods[0]["is_run_here"], true);
        let retire = json!({ "id": first["id"], "version": 0 });
        clinic.ask(radiologist, "imaging.retire_model", retire).unwrap();
        let retired = record(radiologist, json!({}), manifest).unwrap_err();
        assert!(retired.sentence.contains("taken out of use"), "{}", retired.sentence);
    }

    #[test]
    fn a_model_looks_at_its_own_modality_until_it_is_taken_out_of_use() {
        let clinic = Clinic::found();
        let (_, radiologist, scan) = acquired(&clinic);
        let add = |user, changes: Value| clinic.ask(user, "imaging.add_model", model(changes));
        assert_eq!(add(clinic.doctor, json!({})).unwrap_err().code, Some("not_allowed"));
        for (wrong, field) in [
            (json!({ "modalities": ["XQ"] }), "modalities"),
            (json!({ "name": " " }), "name"),
            (json!({ "federated_over": 2 }), "federated_over"),
            (json!({ "file_sha256": "abc" }), "file_sha256"),
            (json!({ "kind": "magic" }), "kind"),
        ] {
            assert_eq!(add(radiologist, wrong.clone()).unwrap_err().field, Some(field), "{wrong}");
        }
        let fits = id_of(&add(radiologist, json!({})).unwrap());
        assert_eq!(add(clinic.owner, json!({})).unwrap_err().field, Some("model_version"));
        let averaged = json!({ "model_version": "2", "modalities": ["MR"], "federated_over": 3 });
        let other = id_of(&add(clinic.owner, averaged).unwrap());
        let analyse = |model| {
            let request = json!({ "scan_id": scan, "ai_model_id": model });
            clinic.ask(radiologist, "imaging.request_analysis", request)
        };
        let refused = analyse(other).unwrap_err();
        assert!(
            refused.sentence.contains("looks at MR and this scan is CT"),
            "{}",
            refused.sentence
        );
        analyse(fits).unwrap();
        let methods = clinic.ask(radiologist, "imaging.methods", json!({})).unwrap();
        let shown = |id: uuid::Uuid| {
            methods.as_array().unwrap().iter().find(|row| row["id"] == json!(id)).unwrap().clone()
        };
        assert_eq!(shown(other)["is_federated"], true);
        assert_eq!(
            (&shown(other)["federated_over"], &shown(fits)["modalities"]),
            (&json!(3), &json!(["CT"]))
        );
        let retire = |id| {
            let this = json!({ "id": id, "version": 0 });
            clinic.ask(radiologist, "imaging.retire_model", this)
        };
        retire(fits).unwrap();
        assert!(analyse(fits).unwrap_err().sentence.contains("not in use"));

        let sheet = crate::encounters::acute::triage::tests::sheet(clinic.patient(
            "Ana",
            "Sol",
            "1960-01-05",
        ));
        clinic.ask(clinic.nurse, "encounters.triage", sheet).unwrap();
        let methods = clinic.ask(radiologist, "imaging.methods", json!({})).unwrap();
        let methods = methods.as_array().unwrap();
        let triage =
            methods.iter().find(|row| row["name"] == "South African Triage Scale").unwrap();
        let stays = retire(triage["id"].as_str().unwrap().parse().unwrap()).unwrap_err();
        assert!(stays.sentence.contains("built in"), "{}", stays.sentence);
    }
}
