//! A note in an alert's timeline.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::standing::{add_event, standing};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// On which alert, and what is noted.
#[derive(Deserialize, TS)]
pub struct NoteOnAlert {
    id: Uuid,
    text: String,
}

/// Adds a note, also to an alert that is over.
pub fn note(write: &mut Write<'_>, who: &Who, request: NoteOnAlert) -> Result<Nothing, Refused> {
    let text = filled(Some(&request.text))
        .ok_or_else(|| Refused::field("text", "Write what is to be noted."))?;
    let alert = standing(write, who, request.id)?;
    let cells = Cells::new().set("notes", text);
    add_event(write, who, request.id, alert.site_id, "note", cells)?;
    Ok(Nothing {})
}
