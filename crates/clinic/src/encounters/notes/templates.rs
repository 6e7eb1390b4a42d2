//! Wordings from which notes begin. Each is a setting of the clinic named `note_template/…`, so
//! that it reaches every PC and an administrator answers for it.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::{Asking, Nothing, Refused};

/// Before the name of every setting that is a template.
pub(crate) const FOLDER: &str = "note_template/";
/// The first name after all templates: `0` follows `/`.
const FOLDER_END: &str = "note_template0";

/// Words for the parts of a note; what is empty leaves the part alone.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct NoteTemplate {
    /// The kind of visit it is offered for; all where nothing is said.
    pub kind: Option<String>,
    /// Why the patient comes.
    pub reason: Option<String>,
    /// What the patient says.
    pub subjective: Option<String>,
    /// What was found.
    pub objective: Option<String>,
    /// What it is.
    pub assessment: Option<String>,
    /// What is done about it.
    pub plan: Option<String>,
    /// When to come back.
    pub follow_up_instructions: Option<String>,
    /// How the illness began and went on.
    pub history_present_illness: Option<String>,
    /// What the examination showed.
    pub physical_examination: Option<String>,
    /// What the patient takes home in words.
    pub discharge_instructions: Option<String>,
}

impl NoteTemplate {
    /// Whether it has no words at all.
    pub(crate) fn is_empty(&self) -> bool {
        [
            &self.reason,
            &self.subjective,
            &self.objective,
            &self.assessment,
            &self.plan,
            &self.follow_up_instructions,
            &self.history_present_illness,
            &self.physical_examination,
            &self.discharge_instructions,
        ]
        .into_iter()
        .all(|part| part.as_deref().is_none_or(|words| words.trim().is_empty()))
    }
}

/// A wording under its name.
#[derive(Serialize, TS)]
pub struct NamedNoteTemplate {
    id: Uuid,
    version: i64,
    name: String,
    template: NoteTemplate,
}

/// The clinic's wordings for notes, by name.
pub fn templates(asking: &Asking<'_>, _: Nothing) -> Result<Vec<NamedNoteTemplate>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        id: Uuid,
        version: i64,
        name: String,
        content: String,
    }
    let rows: Vec<Row> = asking.reader.rows(
        "SELECT id, version, name, content FROM system_settings WHERE organization_id = ?1 \
         AND name >= ?2 AND name < ?3 AND deleted_at IS NULL ORDER BY name, id LIMIT 500",
        params![asking.who.organization_id, FOLDER, FOLDER_END],
    )?;
    rows.into_iter()
        .map(|row| {
            let template = serde_json::from_str(&row.content).map_err(|_| {
                Refused::because(
                    "A note template of this clinic is damaged. Ask your administrator to save it again.",
                )
            })?;
            let name = row.name.strip_prefix(FOLDER).unwrap_or(&row.name).to_owned();
            Ok(NamedNoteTemplate { id: row.id, version: row.version, name, template })
        })
        .collect()
}
