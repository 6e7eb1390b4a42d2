//! Messages have been read.

use catalog::Role;
use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::messages::participants::Conversation;
use crate::{Refused, Who};

/// In which conversation, and up to when the person has read.
#[derive(Deserialize, TS)]
pub struct MarkChatRead {
    pub(super) appointment_id: Uuid,
    /// When the newest message on the screen was sent.
    until: i64,
}

/// How many messages were marked.
#[derive(Serialize, TS)]
pub struct ChatMarkedRead {
    marked: usize,
}

/// Messages about `?1` sent until `?2` that wait for `?3`, or for the front desk where `?4`.
pub(crate) const WAITING: &str = "SELECT id FROM chat_messages WHERE appointment_id = ?1 \
     AND sent_at <= ?2 AND read_at IS NULL AND deleted_at IS NULL \
     AND (recipient_id = ?3 OR (?4 AND recipient_id IS NULL)) ORDER BY sent_at LIMIT 1000";

/// Marks the messages to the person as read, and nobody else's. What nobody was named for waits
/// for the front desk.
pub fn mark_chat_read(
    write: &mut Write<'_>,
    who: &Who,
    request: MarkChatRead,
) -> Result<ChatMarkedRead, Refused> {
    let now = write.now();
    Conversation::about(write, request.appointment_id)?.part_of(write, who, now)?;
    let desk = who.is(Role::Receptionist);
    let waiting: Vec<Uuid> =
        write.column(WAITING, params![request.appointment_id, request.until, who.user_id, desk])?;
    for id in &waiting {
        write.update("chat_messages", *id, None, Cells::new().set("read_at", now))?;
    }
    Ok(ChatMarkedRead { marked: waiting.len() })
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use crate::messages::send::tests::{booked, from_patient};
    use serde_json::{Value, json};
    use uuid::Uuid;

    #[test]
    fn only_whom_a_message_was_for_marks_it_as_read() {
        let clinic = Clinic::found();
        let (_, user, appointment) = booked(&clinic);
        let id = from_patient(&clinic, user, appointment, "May I eat before?").unwrap();
        let mark = |who: Uuid| -> Value {
            let request = json!({ "appointment_id": appointment, "until": clinic.now() });
            clinic.ask(who, "messages.mark_chat_read", request).unwrap()["marked"].clone()
        };
        let conversations = || {
            let lines = clinic.ask(clinic.doctor, "messages.conversations", json!({})).unwrap();
            lines[0]["unread"].clone()
        };
        assert_eq!(conversations(), 1);
        assert_eq!(mark(clinic.receptionist), 0);
        assert_eq!(conversations(), 1);
        assert_eq!(mark(clinic.doctor), 1);
        assert_eq!(mark(clinic.doctor), 0);
        assert_eq!(conversations(), 0);
        let when = clinic.number("SELECT read_at FROM chat_messages WHERE id = ?1", id);
        assert_eq!(when, Some(clinic.now()));
        let body = clinic.text("SELECT body FROM chat_messages WHERE id = ?1", id).unwrap();
        assert_eq!(body, "May I eat before?");
    }

    #[test]
    fn what_came_while_somebody_read_stays_unread() {
        let clinic = Clinic::found();
        let (_, user, appointment) = booked(&clinic);
        from_patient(&clinic, user, appointment, "First").unwrap();
        let until = clinic.now();
        clinic.pass_minutes(1);
        from_patient(&clinic, user, appointment, "Second").unwrap();
        let request = json!({ "appointment_id": appointment, "until": until });
        let marked = clinic.ask(clinic.doctor, "messages.mark_chat_read", request).unwrap();
        assert_eq!(marked["marked"], 1);
    }
}
