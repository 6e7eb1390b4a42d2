//! How one person likes the screens.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::{Asking, Nothing, Refused, Who};

const NAME_CHARACTERS_MAX: usize = 80;
const CONTENT_BYTES_MAX: usize = 16 * 1024;

/// One preference of the person who asks.
#[derive(Serialize, Deserialize, TS)]
pub struct Preference {
    /// Which, such as `calendar.view`.
    name: String,
    /// A list or an object.
    #[ts(type = "unknown")]
    content: Value,
}

/// The own preferences, by name.
pub fn preferences(asking: &Asking<'_>, _: Nothing) -> Result<Vec<Preference>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        name: String,
        content: String,
    }
    let rows: Vec<Row> = asking.reader.rows(
        "SELECT name, content FROM user_preferences WHERE user_id = ?1 AND deleted_at IS NULL \
         ORDER BY name",
        params![asking.who.user_id],
    )?;
    rows.into_iter()
        .map(|row| {
            let content = serde_json::from_str(&row.content).map_err(store::Error::from)?;
            Ok(Preference { name: row.name, content })
        })
        .collect()
}

/// Sets one of the own preferences. Its id follows from the person and the name, so that two PCs
/// write one row.
pub fn set_preference(
    write: &mut Write<'_>,
    who: &Who,
    request: Preference,
) -> Result<Nothing, Refused> {
    let name = request.name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS_MAX {
        return Err(Refused::field("name", "A preference has a name of up to 80 characters."));
    }
    let content = request.content.to_string();
    if content.len() > CONTENT_BYTES_MAX {
        return Err(Refused::field("content", "This is too much to be kept as a preference."));
    }
    let id = Uuid::new_v5(&who.user_id, name.as_bytes());
    let there: Option<i64> =
        write.value("SELECT 1 FROM user_preferences WHERE id = ?1", params![id])?;
    let cells = Cells::new().set("content", content);
    if there.is_some() {
        write.update("user_preferences", id, None, cells)?;
    } else {
        let cells = cells.set("id", id).set("user_id", who.user_id).set("name", name);
        write.insert("user_preferences", cells)?;
    }
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn everybody_has_preferences_of_their_own() {
        let clinic = Clinic::found();
        let set = |user, content: serde_json::Value| {
            let request = json!({ "name": "calendar", "content": content });
            clinic.ask(user, "organization.set_preference", request)
        };
        let shown = |user| clinic.ask(user, "organization.preferences", json!({})).unwrap();
        set(clinic.nurse, json!({ "view": "week" })).unwrap();
        set(clinic.nurse, json!({ "view": "day" })).unwrap();
        assert_eq!(
            shown(clinic.nurse),
            json!([{ "name": "calendar", "content": { "view": "day" } }])
        );
        assert_eq!(shown(clinic.doctor), json!([]));
        assert_eq!(set(clinic.nurse, json!(7)).unwrap_err().field, Some("content"));
        let long = json!({ "view": "x".repeat(20_000) });
        assert_eq!(set(clinic.nurse, long).unwrap_err().field, Some("content"));
    }
}
