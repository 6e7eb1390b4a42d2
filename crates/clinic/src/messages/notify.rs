//! A note to one person.

use store::{Cells, Write, params};
use uuid::Uuid;

use crate::Refused;

/// What somebody is told. The text names no patient; the link leads to the row, which only those
/// who may see it can open.
pub(crate) struct Note<'a> {
    /// Derived from what it reminds of where two PCs may write it; a new one otherwise. All that
    /// a derived note says, `due_at` included, must then follow from what it derives from: the
    /// centre asks a person about two that differ.
    pub id: Option<Uuid>,
    /// For whom.
    pub user: Uuid,
    /// One of `notification_kind`.
    pub kind: &'a str,
    /// One line.
    pub title: String,
    /// More about it.
    pub body: Option<String>,
    /// Where it leads.
    pub link: Option<(&'a str, Uuid)>,
    /// From when on it is shown, microseconds; at once where nothing is said.
    pub due_at: Option<i64>,
}

/// Writes the note, unless it is there already.
pub(crate) fn notify(write: &mut Write<'_>, note: &Note<'_>) -> Result<Uuid, Refused> {
    let id = note.id.unwrap_or_else(|| write.new_id());
    if write.value::<i64>("SELECT 1 FROM notifications WHERE id = ?1", params![id])?.is_some() {
        return Ok(id);
    }
    let now = write.now();
    write.insert(
        "notifications",
        Cells::new()
            .set("id", id)
            .set("user_id", note.user)
            .set("kind", note.kind)
            .set("title", note.title.as_str())
            .set("body", note.body.clone())
            .set("link_table", note.link.map(|(table, _)| table.to_owned()))
            .set("link_row_id", note.link.map(|(_, row)| row))
            .set("due_at", note.due_at.unwrap_or(now)),
    )?;
    Ok(id)
}
