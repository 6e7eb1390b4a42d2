//! The documents of a patient.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::people::merged::of_person;
use crate::{Asking, Refused};

/// The most that one answer holds.
const DOCUMENTS_MAX: i64 = 100;

/// Whose, and what lies before which one where there are more than one answer holds.
#[derive(Deserialize, TS)]
pub struct DocumentsAsked {
    patient_id: Uuid,
    /// The `uploaded_at` of the last one shown.
    #[serde(default)]
    before: Option<i64>,
}

/// One document.
#[derive(Deserialize, Serialize, TS)]
pub struct DocumentLine {
    id: Uuid,
    version: i64,
    visit_id: Option<Uuid>,
    kind: String,
    title: String,
    description: Option<String>,
    status: String,
    documented_on: Option<String>,
    uploaded_at: i64,
    uploaded_by: Option<String>,
    attachment_id: Option<Uuid>,
    file_name: Option<String>,
    media_type: Option<String>,
    size_bytes: Option<i64>,
}

/// Documents, the newest first.
#[derive(Serialize, TS)]
pub struct Documents {
    patient_id: Uuid,
    documents: Vec<DocumentLine>,
}

/// The documents of a patient, struck ones included and marked.
pub fn documents(asking: &Asking<'_>, request: DocumentsAsked) -> Result<Documents, Refused> {
    let documents = asking.reader.rows(
        &of_person(
            "SELECT d.id, d.version, d.visit_id, d.kind, d.title, d.description, d.status, \
         d.documented_on, d.uploaded_at, coalesce(u.display_name, u.username) AS uploaded_by, \
         d.attachment_id, a.file_name, a.media_type, a.size_bytes \
         FROM documents d LEFT JOIN users u ON u.id = d.uploaded_by \
         LEFT JOIN attachments a ON a.id = d.attachment_id \
         WHERE d.patient_id = ?1 AND d.deleted_at IS NULL AND (?2 IS NULL OR d.uploaded_at < ?2) \
         ORDER BY d.uploaded_at DESC, d.id DESC LIMIT ?3",
        ),
        params![request.patient_id, request.before, DOCUMENTS_MAX],
    )?;
    Ok(Documents { patient_id: request.patient_id, documents })
}

/// Whose record was opened.
pub(crate) fn opened(answer: &Documents) -> Opened {
    Opened { table: "documents", row: answer.patient_id, patient: answer.patient_id }
}
