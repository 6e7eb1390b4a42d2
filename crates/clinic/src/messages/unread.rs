//! How much waits to be read.

use serde::Serialize;
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::messages::conversations::desk_of;
use crate::messages::notifications::{NotificationLine, UNREAD, standing};
use crate::{Asking, Nothing, Refused};

/// What is counted exactly; more is shown as this.
const COUNTED_MAX: u32 = 1_000;

/// How much waits to be read by the person.
#[derive(Serialize, TS)]
pub struct Unread {
    notifications: usize,
    messages: usize,
}

/// Messages to `?1`, and to the front desk of the site `?3` where it is one, that were not read, at
/// most `?2` of each.
pub(crate) const MESSAGES: &str = "SELECT * FROM (SELECT id FROM chat_messages \
     WHERE recipient_id = ?1 AND read_at IS NULL AND deleted_at IS NULL \
     ORDER BY sent_at DESC LIMIT ?2) UNION ALL SELECT * FROM (SELECT m.id FROM chat_messages m \
     CROSS JOIN appointments a ON a.id = m.appointment_id WHERE m.recipient_id IS NULL \
     AND a.site_id = ?3 AND m.read_at IS NULL AND m.deleted_at IS NULL \
     ORDER BY m.sent_at DESC LIMIT ?2)";

/// How many notes and messages wait.
pub fn unread(asking: &Asking<'_>, _: Nothing) -> Result<Unread, Refused> {
    let (reader, user) = (&asking.reader, asking.who.user_id);
    let notes: Vec<NotificationLine> =
        reader.rows(UNREAD, params![user, asking.now, i64::MAX, Uuid::max(), COUNTED_MAX])?;
    let messages: Vec<Uuid> =
        reader.column(MESSAGES, params![user, COUNTED_MAX, desk_of(asking)])?;
    Ok(Unread { notifications: standing(reader, notes)?.len(), messages: messages.len() })
}
