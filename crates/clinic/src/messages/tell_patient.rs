//! A note to a patient who signs in.

use store::{Write, params};
use uuid::Uuid;

use crate::Refused;
use crate::messages::notify::{Note, notify};
use crate::people::merged;

/// What a patient is told. The text says nothing clinical: it may stand on a locked telephone.
pub(crate) struct PatientNote<'a> {
    /// Derived where two PCs may write it, as in [`Note`]; a new one otherwise.
    pub id: Option<Uuid>,
    /// Whom it is for.
    pub patient: Uuid,
    /// One of `notification_kind`: `booking_confirmation`, `payment`, `prescription`, `result`.
    pub kind: &'a str,
    /// One line.
    pub title: String,
    /// More about it.
    pub body: Option<String>,
    /// Where it leads.
    pub link: (&'a str, Uuid),
}

/// The account of the patient ?1, or of a record that was merged with theirs.
pub(crate) fn user_query() -> String {
    format!(
        "SELECT u.id FROM patients p JOIN users u ON u.id = p.user_id WHERE {} \
         AND p.deleted_at IS NULL AND p.deceased = 0 AND u.is_active = 1 \
         AND u.deleted_at IS NULL ORDER BY p.id LIMIT 1",
        merged::is_one("p.id")
    )
}

/// Tells a patient, and says whether the patient signs in and so can be told.
pub(crate) fn tell_patient(
    write: &mut Write<'_>,
    note: &PatientNote<'_>,
) -> Result<Option<Uuid>, Refused> {
    if merged::deceased(write, note.patient)? == Some(true) {
        return Ok(None);
    }
    let user: Option<Uuid> = write.value(&user_query(), params![note.patient])?;
    let Some(user) = user else { return Ok(None) };
    let told = notify(
        write,
        &Note {
            id: note.id,
            user,
            kind: note.kind,
            title: note.title.clone(),
            body: note.body.clone(),
            link: Some(note.link),
            due_at: None,
        },
    )?;
    Ok(Some(told))
}
