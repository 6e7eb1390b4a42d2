//! Settings of the clinic, each a named piece of JSON, for one site or for all.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Cells, Reader, Security, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::{Asking, Nothing, Refused, Who};

/// The most that one answer holds.
const SETTINGS_MAX: i64 = 500;

/// One setting.
#[derive(Serialize, TS)]
pub struct SettingLine {
    id: Uuid,
    version: i64,
    site_id: Option<Uuid>,
    name: String,
    #[ts(type = "unknown")]
    content: Value,
}

/// Every setting, by name.
pub fn settings(asking: &Asking<'_>, _: Nothing) -> Result<Vec<SettingLine>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        id: Uuid,
        version: i64,
        site_id: Option<Uuid>,
        name: String,
        content: String,
    }
    let rows: Vec<Row> = asking.reader.rows(
        "SELECT id, version, site_id, name, content FROM system_settings \
         WHERE organization_id = ?1 AND deleted_at IS NULL ORDER BY name, site_id LIMIT ?2",
        params![asking.who.organization_id, SETTINGS_MAX],
    )?;
    Ok(rows
        .into_iter()
        .map(|row| SettingLine {
            id: row.id,
            version: row.version,
            site_id: row.site_id,
            name: row.name,
            content: serde_json::from_str(&row.content).unwrap_or(Value::Null),
        })
        .collect())
}

/// What a setting becomes.
#[derive(Deserialize, TS)]
pub struct SetSetting {
    /// NULL means every site.
    site_id: Option<Uuid>,
    name: String,
    #[ts(type = "unknown")]
    content: Value,
}

/// Writes a setting, whether it was there or not.
pub fn set(write: &mut Write<'_>, who: &Who, request: SetSetting) -> Result<Nothing, Refused> {
    if !(request.content.is_object() || request.content.is_array()) {
        return Err(Refused::field("content", "A setting is a list or a group of named values."));
    }
    let name = request.name.trim();
    if !catalog::may_set(&who.roles, name) {
        return Err(Refused::coded_field(
            "not_allowed",
            "name",
            "Only an administrator changes this setting.",
        ));
    }
    let id = setting_id(who.organization_id, request.site_id, name);
    let content = request.content.to_string();
    if write.value::<i64>("SELECT 1 FROM system_settings WHERE id = ?1", params![id])?.is_some() {
        write.update("system_settings", id, None, Cells::new().set("content", content))?;
    } else {
        let cells = Cells::new()
            .set("id", id)
            .set("site_id", request.site_id)
            .set("name", name)
            .set("content", content);
        write.insert("system_settings", cells)?;
    }
    let changed = Security::of("settings_changed").about("system_settings", id);
    write.note_security(changed.details(json!({ "name": name })))?;
    Ok(Nothing {})
}

/// The same setting written on two PCs without a network is one row.
fn setting_id(organization: Uuid, site: Option<Uuid>, name: &str) -> Uuid {
    Uuid::new_v5(&site.unwrap_or(organization), format!("setting/{name}").as_bytes())
}

/// The setting `name` of the site, or of every site; `None` where nothing was set or what is set
/// cannot be read as `T`.
pub(crate) fn setting<T: serde::de::DeserializeOwned>(
    reader: &Reader<'_>,
    who: &Who,
    name: &str,
) -> Result<Option<T>, Refused> {
    for site in [Some(who.site.id), None] {
        let content: Option<String> = reader.value(
            "SELECT content FROM system_settings WHERE id = ?1 AND deleted_at IS NULL",
            params![setting_id(who.organization_id, site, name)],
        )?;
        if let Some(content) = content {
            return Ok(serde_json::from_str(&content).ok());
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::setting;
    use crate::fixture::Clinic;
    use crate::{Refused, Who};
    use serde_json::{Value, json};

    #[test]
    fn it_sets_what_is_about_the_programs_own_work_and_nothing_else() {
        let clinic = Clinic::found();
        let it = clinic.employ("Irene", "Tello", "it_admin");
        let set = |user, name: &str| {
            let request = json!({ "site_id": null, "name": name, "content": { "seconds": 60 } });
            clinic.ask(user, "system.set_setting", request)
        };
        set(it, "metric_limits").unwrap();
        set(it, "metric_limits").unwrap();
        let refused = set(it, "reminder_leads").unwrap_err();
        assert_eq!((refused.code, refused.field), (Some("not_allowed"), Some("name")));
        set(clinic.owner, "reminder_leads").unwrap();
        let all = clinic.ask(it, "system.settings", json!({})).unwrap();
        assert_eq!(all.as_array().unwrap().len(), 2);
        let doctor = set(clinic.doctor, "metric_limits").unwrap_err();
        assert_eq!(doctor.code, Some("not_allowed"));
    }

    #[test]
    fn a_site_may_differ_from_the_others() {
        let clinic = Clinic::found();
        let set = |site: Value, days: i64| {
            let request =
                json!({ "site_id": site, "name": "reminders", "content": { "days": days } });
            clinic.ask(clinic.owner, "system.set_setting", request).unwrap();
        };
        let days = || {
            let read: Result<Option<Value>, Refused> = clinic
                .store
                .read(|reader| setting(reader, &Who::load(reader, clinic.owner)?, "reminders"));
            read.unwrap().map(|content| content["days"].clone())
        };
        assert_eq!(days(), None);
        set(Value::Null, 1);
        assert_eq!(days(), Some(json!(1)));
        set(json!(clinic.site), 2);
        set(json!(clinic.site), 3);
        assert_eq!(days(), Some(json!(3)));
        let all = clinic.ask(clinic.owner, "system.settings", json!({})).unwrap();
        assert_eq!(all.as_array().unwrap().len(), 2);
        let plain = json!({ "site_id": null, "name": "reminders", "content": 3 });
        let refused = clinic.ask(clinic.owner, "system.set_setting", plain).unwrap_err();
        assert_eq!(refused.field, Some("content"));
    }
}
