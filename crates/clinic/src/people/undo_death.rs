//! A patient who was marked as deceased lives.

use store::{Cells, Write, params};
use uuid::Uuid;

use crate::people::after_death::{DeathUndone, bring_back};
use crate::people::asked::{ThisEntry, must_be_here};
use crate::people::merged;
use crate::{Refused, Who};

/// Takes a wrong death back, on every record of the person. What it had ended and only time and place
/// stand against comes back: appointments whose time is still theirs, waiting, a bed that is still
/// free. Medicines and plans do not, since a doctor answers for each: one is asked to look.
pub fn undo_death(
    write: &mut Write<'_>,
    who: &Who,
    request: ThisEntry,
) -> Result<DeathUndone, Refused> {
    must_be_here(write, request.id)?;
    let others: Vec<Uuid> = write.column(
        &format!(
            "SELECT id FROM patients WHERE {} AND id <> ?1 AND deceased AND deleted_at IS NULL",
            merged::is_one("id")
        ),
        params![request.id],
    )?;
    let lives = || {
        Cells::new().set("deceased", false).set("deceased_at", None::<i64>).set("status", "active")
    };
    write.update("patients", request.id, Some(request.version), lives())?;
    for other in others {
        write.update("patients", other, None, lives())?;
    }
    bring_back(write, who, request.id)
}
