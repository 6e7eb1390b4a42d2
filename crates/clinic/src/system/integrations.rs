//! Other systems that are connected, and what came and went.

use catalog::Action;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Asking, Nothing, Refused, Who};

/// The most that one answer holds.
const SHOWN_MAX: i64 = 200;

/// A connection as a person writes it.
#[derive(Deserialize, TS)]
pub struct IntegrationForm {
    name: String,
    /// One of `integration_kind`.
    kind: String,
    /// One of `integration_direction`.
    direction: String,
    endpoint: Option<String>,
    #[ts(type = "unknown")]
    settings: Option<Value>,
    /// Left out, the one that is stored stays.
    credential: Option<String>,
    is_active: bool,
}

/// A changed connection.
#[derive(Deserialize, TS)]
pub struct UpdateIntegration {
    id: Uuid,
    version: i64,
    integration: IntegrationForm,
}

/// Which connection.
#[derive(Deserialize, TS)]
pub struct ThisIntegration {
    id: Uuid,
    version: i64,
}

/// A connection of the list. Its credential never leaves the record.
#[derive(Serialize, TS)]
pub struct IntegrationLine {
    id: Uuid,
    version: i64,
    name: String,
    kind: String,
    direction: String,
    endpoint: Option<String>,
    #[ts(type = "unknown")]
    settings: Option<Value>,
    has_credential: bool,
    is_active: bool,
    last_contact_at: Option<i64>,
}

/// Every connection, by name.
pub fn integrations(asking: &Asking<'_>, _: Nothing) -> Result<Vec<IntegrationLine>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        id: Uuid,
        version: i64,
        name: String,
        kind: String,
        direction: String,
        endpoint: Option<String>,
        settings: Option<String>,
        has_credential: bool,
        is_active: bool,
        last_contact_at: Option<i64>,
    }
    let rows: Vec<Row> = asking.reader.rows(
        "SELECT id, version, name, kind, direction, endpoint, settings, \
         credential_text IS NOT NULL AS has_credential, is_active, last_contact_at \
         FROM external_integrations WHERE organization_id = ?1 AND deleted_at IS NULL \
         ORDER BY name, id LIMIT ?2",
        params![asking.who.organization_id, SHOWN_MAX],
    )?;
    Ok(rows
        .into_iter()
        .map(|row| IntegrationLine {
            id: row.id,
            version: row.version,
            name: row.name,
            kind: row.kind,
            direction: row.direction,
            endpoint: row.endpoint,
            settings: row.settings.and_then(|text| serde_json::from_str(&text).ok()),
            has_credential: row.has_credential,
            is_active: row.is_active,
            last_contact_at: row.last_contact_at,
        })
        .collect())
}

/// Adds a connection.
pub fn add(write: &mut Write<'_>, _: &Who, form: IntegrationForm) -> Result<Made, Refused> {
    let id = write.insert("external_integrations", cells(form)?)?;
    Ok(Made { id })
}

/// Changes a connection.
pub fn update(
    write: &mut Write<'_>,
    _: &Who,
    request: UpdateIntegration,
) -> Result<Nothing, Refused> {
    let changed = cells(request.integration)?;
    write.update("external_integrations", request.id, Some(request.version), changed)?;
    Ok(Nothing {})
}

/// Takes a connection out of the list; what came and went stays on record.
pub fn remove(write: &mut Write<'_>, _: &Who, this: ThisIntegration) -> Result<Nothing, Refused> {
    write.remove("external_integrations", this.id, Some(this.version))?;
    Ok(Nothing {})
}

fn cells(form: IntegrationForm) -> Result<Cells, Refused> {
    let mut cells = Cells::new()
        .set("name", form.name.trim())
        .set("kind", form.kind)
        .set("direction", form.direction)
        .set("endpoint", filled(form.endpoint.as_deref()))
        .set("is_active", form.is_active);
    match form.settings {
        None | Some(Value::Null) => cells.put("settings", None::<String>),
        Some(settings) if settings.is_object() => cells.put("settings", settings.to_string()),
        Some(_) => {
            return Err(Refused::field("settings", "The settings are a group of named values."));
        }
    }
    if let Some(credential) = filled(form.credential.as_deref()) {
        cells.put("credential_text", credential);
    }
    Ok(cells)
}

/// What came or went, once it is over.
#[derive(Deserialize, TS)]
pub struct NoteTransfer {
    integration_id: Option<Uuid>,
    /// One of `integration_direction`.
    direction: String,
    /// One of `sync_log_status`.
    status: String,
    started_at: i64,
    records_seen: i64,
    records_stored: i64,
    records_left: i64,
    /// What went wrong, without anybody's data.
    problem: Option<String>,
    /// Where it came from or went to, such as a file's name.
    source: Option<String>,
}

/// Writes down what came or went, and that the other system was there, where the person looks after
/// connections: others note a transfer and change nothing of the connection.
pub fn note_transfer(
    write: &mut Write<'_>,
    who: &Who,
    note: NoteTransfer,
) -> Result<Made, Refused> {
    let now = write.now();
    let met = note.status != "failed" && who.may("external_integrations", Action::Update);
    if let Some(integration) = note.integration_id.filter(|_| met) {
        let known: Option<Option<i64>> = write.value(
            "SELECT last_contact_at FROM external_integrations WHERE id = ?1 \
             AND deleted_at IS NULL",
            params![integration],
        )?;
        if known.is_some_and(|last| last.is_none_or(|last| last < now)) {
            let met = Cells::new().set("last_contact_at", now);
            write.update("external_integrations", integration, None, met)?;
        }
    }
    let id = write.insert(
        "sync_logs",
        Cells::new()
            .set("external_integration_id", note.integration_id)
            .set("device_id", write.facts().device)
            .set("direction", note.direction)
            .set("status", note.status)
            .set("started_at", note.started_at)
            .set("ended_at", now)
            .set("records_seen", note.records_seen)
            .set("records_stored", note.records_stored)
            .set("records_left", note.records_left)
            .set("problem_text", filled(note.problem.as_deref()))
            .set("source_text", filled(note.source.as_deref())),
    )?;
    Ok(Made { id })
}

/// A transfer of the list.
#[derive(Deserialize, Serialize, TS)]
pub struct TransferLine {
    id: Uuid,
    integration_name: Option<String>,
    direction: String,
    status: String,
    started_at: i64,
    ended_at: Option<i64>,
    records_seen: Option<i64>,
    records_stored: Option<i64>,
    records_left: Option<i64>,
    problem_text: Option<String>,
    source_text: Option<String>,
}

/// What came and went last, the newest first.
pub fn transfers(asking: &Asking<'_>, _: Nothing) -> Result<Vec<TransferLine>, Refused> {
    Ok(asking.reader.rows(
        "SELECT l.id, i.name AS integration_name, l.direction, l.status, l.started_at, l.ended_at, \
         l.records_seen, l.records_stored, l.records_left, l.problem_text, l.source_text \
         FROM sync_logs l LEFT JOIN external_integrations i ON i.id = l.external_integration_id \
         WHERE l.organization_id = ?1 ORDER BY l.started_at DESC LIMIT ?2",
        params![asking.who.organization_id, SHOWN_MAX],
    )?)
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::json;

    #[test]
    fn a_credential_goes_in_and_never_comes_out() {
        let clinic = Clinic::found();
        let mut form = json!({
            "name": "Picture archive", "kind": "dicom", "direction": "both",
            "endpoint": "10.0.0.7:11112", "settings": { "ae_title": "PACS" },
            "credential": "open sesame", "is_active": true
        });
        let id = id_of(&clinic.ask(clinic.owner, "system.add_integration", form.clone()).unwrap());
        form["credential"] = json!(null);
        let update = json!({ "id": id, "version": 0, "integration": form });
        clinic.ask(clinic.owner, "system.update_integration", update).unwrap();
        let list = clinic.ask(clinic.owner, "system.integrations", json!({})).unwrap();
        assert_eq!(list[0]["has_credential"], true);
        assert!(!list.to_string().contains("sesame"));
        let kept = "SELECT credential_text FROM external_integrations WHERE id = ?1";
        assert_eq!(clinic.text(kept, id).as_deref(), Some("open sesame"));
        assert!(clinic.ask(clinic.doctor, "system.integrations", json!({})).is_err());
    }

    #[test]
    fn a_connection_says_when_the_other_system_was_last_there() {
        let clinic = Clinic::found();
        let form = json!({
            "name": "Picture archive", "kind": "dicom", "direction": "both", "endpoint": null,
            "settings": null, "credential": null, "is_active": true
        });
        let id = id_of(&clinic.ask(clinic.owner, "system.add_integration", form).unwrap());
        let last = || {
            let list = clinic.ask(clinic.owner, "system.integrations", json!({})).unwrap();
            list[0]["last_contact_at"].clone()
        };
        let note = |status: &str| {
            let note = json!({
                "integration_id": id, "direction": "incoming", "status": status,
                "started_at": clinic.now(), "records_seen": 1, "records_stored": 1,
                "records_left": 0, "problem": null, "source": null
            });
            clinic.ask(clinic.owner, "system.note_transfer", note).unwrap();
        };
        note("failed");
        assert_eq!(last(), json!(null), "nobody was there");
        note("succeeded");
        let then = clinic.now();
        assert_eq!(last(), json!(then));
        clinic.pass_minutes(5);
        note("failed");
        assert_eq!(last(), json!(then));
        note("partial");
        assert_eq!(last(), json!(clinic.now()));
    }

    #[test]
    fn what_came_is_noted_with_its_counts() {
        let clinic = Clinic::found();
        let note = json!({
            "integration_id": null, "direction": "incoming", "status": "partial",
            "started_at": clinic.now(), "records_seen": 10, "records_stored": 8,
            "records_left": 2, "problem": "2 resources of a kind that is not kept", "source": "a.json"
        });
        clinic.ask(clinic.owner, "system.note_transfer", note).unwrap();
        let list = clinic.ask(clinic.owner, "system.transfers", json!({})).unwrap();
        assert_eq!(list[0]["records_left"], 2);
    }
}
