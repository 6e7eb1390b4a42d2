//! Who has tried to reach a patient.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::people::asked::OnePatient;
use crate::people::merged;
use crate::{Asking, Refused};

/// The most that one answer holds.
const ATTEMPTS_MAX: i64 = 100;

/// The attempts of all records of one person.
#[derive(Serialize, TS)]
pub struct ContactAttempts {
    patient_id: Uuid,
    attempts: Vec<ContactAttempt>,
}

/// One attempt.
#[derive(Deserialize, Serialize, TS)]
pub struct ContactAttempt {
    id: Uuid,
    appointment_id: Option<Uuid>,
    attempted_at: i64,
    attempted_by_name: Option<String>,
    channel: String,
    outcome: String,
    reason: String,
    notes: Option<String>,
}

/// The latest first, of all records that are the person's.
pub fn contact_attempts(
    asking: &Asking<'_>,
    request: OnePatient,
) -> Result<ContactAttempts, Refused> {
    let attempts = asking.reader.rows(
        &format!(
            "SELECT c.id, c.appointment_id, c.attempted_at, \
             coalesce(u.display_name, u.username) AS attempted_by_name, c.channel, c.outcome, \
             c.reason, c.notes FROM contact_attempts c LEFT JOIN users u ON u.id = c.attempted_by \
             WHERE {} AND c.deleted_at IS NULL ORDER BY c.attempted_at DESC, c.id DESC LIMIT ?2",
            merged::is_one("c.patient_id")
        ),
        params![request.patient_id, ATTEMPTS_MAX],
    )?;
    Ok(ContactAttempts { patient_id: request.patient_id, attempts })
}

/// Whose record was opened.
pub fn opened(answer: &ContactAttempts) -> Opened {
    Opened { table: "contact_attempts", row: answer.patient_id, patient: answer.patient_id }
}
