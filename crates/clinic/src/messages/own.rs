//! What patients read and write themselves: the conversations about their appointments.

use serde::{Deserialize, Serialize};
use store::{Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::messages::chat::{Chat, ChatAsked, chat};
use crate::messages::mark_chat_read::{ChatMarkedRead, MarkChatRead, mark_chat_read};
use crate::messages::send::{SendMessage, send};
use crate::organization::add_user::Made;
use crate::organization::practitioners::name_of;
use crate::people::merged;
use crate::people::own::{must_be_own, own_patient};
use crate::{Asking, Nothing, Refused, Who};

/// Messages that are looked at; older conversations are found at their appointments.
const MESSAGES_MAX: u32 = 1_000;

/// A conversation in one line.
#[derive(Serialize, TS)]
pub struct OwnConversation {
    appointment_id: Uuid,
    starts_at: i64,
    practitioner: Option<String>,
    last_sent_at: i64,
    /// How many messages to the patient wait to be read.
    unread: u32,
}

#[derive(Deserialize)]
struct Row {
    appointment_id: Uuid,
    starts_at: i64,
    practitioner_id: Option<Uuid>,
    last_sent_at: i64,
    unread: u32,
}

/// The conversations of the patient ?1, who signs in as ?2, among the last ?3 messages.
pub(crate) fn conversations_query() -> String {
    format!(
        "SELECT appointment_id, a.starts_at, a.practitioner_id, last_sent_at, unread \
         FROM (SELECT appointment_id, max(sent_at) AS last_sent_at, \
         sum(read_at IS NULL AND recipient_id IS ?2) AS unread FROM (SELECT appointment_id, \
         sent_at, read_at, recipient_id FROM chat_messages WHERE {} \
         AND appointment_id IS NOT NULL AND deleted_at IS NULL ORDER BY sent_at DESC LIMIT ?3) \
         GROUP BY appointment_id) CROSS JOIN appointments a ON a.id = appointment_id \
         ORDER BY last_sent_at DESC, appointment_id LIMIT 200",
        merged::is_one("patient_id")
    )
}

/// The patient's conversations, the last one first.
pub fn own_conversations(asking: &Asking<'_>, _: Nothing) -> Result<Vec<OwnConversation>, Refused> {
    let of = params![own_patient(asking.who)?, asking.who.user_id, MESSAGES_MAX];
    let rows: Vec<Row> = asking.reader.rows(&conversations_query(), of)?;
    rows.into_iter()
        .map(|row| {
            Ok(OwnConversation {
                appointment_id: row.appointment_id,
                starts_at: row.starts_at,
                practitioner: name_of(&asking.reader, row.practitioner_id)?,
                last_sent_at: row.last_sent_at,
                unread: row.unread,
            })
        })
        .collect()
}

/// The conversation about one of the own appointments.
pub fn own_chat(asking: &Asking<'_>, request: ChatAsked) -> Result<Chat, Refused> {
    must_be_own(&asking.reader, asking.who, "appointments", request.appointment_id)?;
    chat(asking, request)
}

/// Writes about one of the own appointments.
pub fn own_send(write: &mut Write<'_>, who: &Who, request: SendMessage) -> Result<Made, Refused> {
    must_be_own(write, who, "appointments", request.appointment_id)?;
    send(write, who, request)
}

/// Marks the messages to the patient as read.
pub fn own_mark_chat_read(
    write: &mut Write<'_>,
    who: &Who,
    request: MarkChatRead,
) -> Result<ChatMarkedRead, Refused> {
    must_be_own(write, who, "appointments", request.appointment_id)?;
    mark_chat_read(write, who, request)
}
