//! A document that another one replaces, or that was filed by mistake. It stays visible, marked.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which document, what it is from now on, and why.
#[derive(Deserialize, TS)]
pub struct CorrectDocument {
    id: Uuid,
    version: i64,
    /// `superseded` or `entered_in_error`.
    status: String,
    reason: String,
}

/// Marks a document as replaced or as filed by mistake.
pub fn correct_document(
    write: &mut Write<'_>,
    _: &Who,
    request: CorrectDocument,
) -> Result<Nothing, Refused> {
    let Some(reason) = filled(Some(&request.reason)) else {
        return Err(Refused::field("reason", "Say why the document does not stand any more."));
    };
    if !matches!(request.status.as_str(), "superseded" | "entered_in_error") {
        return Err(Refused::field("status", "A document is either replaced or filed by mistake."));
    }
    let description: Option<Option<String>> = write.value(
        "SELECT description FROM documents WHERE id = ?1 AND deleted_at IS NULL",
        params![request.id],
    )?;
    let description = description.ok_or_else(|| Refused::gone("document"))?;
    let described = match description {
        Some(before) => format!("{before}\n{reason}"),
        None => reason,
    };
    let cells = Cells::new().set("status", request.status).set("description", described);
    write.update("documents", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
