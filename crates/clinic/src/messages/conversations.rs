//! The conversations in which somebody wrote to the person who asks.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::people::line::{Lines, PatientLine};
use crate::{Asking, Nothing, Refused};

/// Messages that are looked at; older conversations are found at their appointments.
const MESSAGES_MAX: u32 = 1_000;

/// A conversation in one line.
#[derive(Serialize, TS)]
pub struct ConversationLine {
    appointment_id: Uuid,
    starts_at: i64,
    patient: PatientLine,
    last_sent_at: i64,
    unread: u32,
}

#[derive(Deserialize)]
struct Row {
    appointment_id: Uuid,
    starts_at: i64,
    patient_id: Uuid,
    last_sent_at: i64,
    unread: u32,
}

/// Conversations in which `?1` got one of the last `?2` messages.
pub(crate) const CONVERSATIONS: &str = "SELECT appointment_id, a.starts_at, a.patient_id, \
     last_sent_at, unread FROM (SELECT appointment_id, max(sent_at) AS last_sent_at, \
     sum(read_at IS NULL) AS unread FROM (SELECT appointment_id, sent_at, read_at \
     FROM chat_messages WHERE recipient_id = ?1 AND appointment_id IS NOT NULL \
     AND deleted_at IS NULL ORDER BY sent_at DESC LIMIT ?2) GROUP BY appointment_id) \
     CROSS JOIN appointments a ON a.id = appointment_id \
     ORDER BY last_sent_at DESC, appointment_id LIMIT 200";

/// The conversations in which somebody wrote to the person, the last one first.
pub fn conversations(asking: &Asking<'_>, _: Nothing) -> Result<Vec<ConversationLine>, Refused> {
    let rows: Vec<Row> =
        asking.reader.rows(CONVERSATIONS, params![asking.who.user_id, MESSAGES_MAX])?;
    let lines = Lines::of(asking);
    rows.into_iter()
        .map(|row| {
            Ok(ConversationLine {
                appointment_id: row.appointment_id,
                starts_at: row.starts_at,
                patient: lines.line(row.patient_id)?,
                last_sent_at: row.last_sent_at,
                unread: row.unread,
            })
        })
        .collect()
}
