//! A wording for notes is kept for the whole clinic.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::notes::templates::{FOLDER, NoteTemplate};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Refused, Who};

/// The wording under its name.
#[derive(Deserialize, TS)]
pub struct SaveNoteTemplate {
    name: String,
    template: NoteTemplate,
}

/// Keeps a wording under a name; one of the same name is replaced.
pub fn save_template(
    write: &mut Write<'_>,
    who: &Who,
    request: SaveNoteTemplate,
) -> Result<Made, Refused> {
    let name = filled(Some(&request.name))
        .ok_or_else(|| Refused::field("name", "Give the template a name."))?;
    if request.template.is_empty() {
        return Err(Refused::field("template", "A template needs words in at least one part."));
    }
    let name = format!("{FOLDER}{name}");
    let content = serde_json::to_string(&request.template)
        .map_err(|_| Refused::field("template", "This template cannot be stored."))?;
    let known: Option<Uuid> = write.value(
        "SELECT id FROM system_settings WHERE organization_id = ?1 AND name = ?2 \
         AND deleted_at IS NULL ORDER BY id LIMIT 1",
        params![who.organization_id, name],
    )?;
    if let Some(id) = known {
        write.update("system_settings", id, None, Cells::new().set("content", content))?;
        return Ok(Made { id });
    }
    let cells = Cells::new().set("name", name).set("content", content);
    Ok(Made { id: write.insert("system_settings", cells)? })
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

    #[test]
    fn the_clinic_keeps_its_wordings_and_everybody_who_writes_notes_finds_them() {
        let clinic = Clinic::found();
        let save = |user, plan: Option<&str>| {
            let template = json!({
                "name": "Sore throat",
                "template": {
                    "kind": "consultation", "reason": null, "subjective": "Since …",
                    "objective": null, "assessment": null, "plan": plan,
                    "follow_up_instructions": null, "history_present_illness": null,
                    "physical_examination": null, "discharge_instructions": null
                }
            });
            clinic.ask(user, "encounters.save_note_template", template)
        };
        assert_eq!(save(clinic.doctor, None).unwrap_err().code, Some("not_allowed"));
        let saved = id_of(&save(clinic.owner, None).unwrap());
        assert_eq!(id_of(&save(clinic.owner, Some("Rest")).unwrap()), saved, "replaced by name");
        let list = || clinic.ask(clinic.nurse, "encounters.note_templates", json!({})).unwrap();
        assert_eq!(list()[0]["name"], "Sore throat");
        assert_eq!(list()[0]["template"]["plan"], "Rest");
        let this = json!({ "id": saved, "version": list()[0]["version"] });
        clinic.ask(clinic.owner, "encounters.remove_note_template", this).unwrap();
        assert_eq!(list(), Value::Array(Vec::new()));
    }
}
