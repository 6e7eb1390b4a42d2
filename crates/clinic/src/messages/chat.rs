//! The conversation about an appointment.

use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::messages::participants::Conversation;
use crate::messages::send::{ChatAttachment, ChatAttachmentKind};
use crate::organization::practitioners::user_name;
use crate::people::line::{Lines, PatientLine};
use crate::{Asking, Refused};

const SHOWN: u32 = 100;

/// Where a page of messages ended.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct ChatCursor {
    sent_at: i64,
    id: Uuid,
}

/// About which appointment, and which page; the newest where nothing is said.
#[derive(Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct ChatAsked {
    pub(super) appointment_id: Uuid,
    before: Option<ChatCursor>,
}

/// A file that a message took along.
#[derive(Serialize, TS)]
pub struct ChatAttachmentLine {
    kind: ChatAttachmentKind,
    id: Uuid,
    /// Nothing where it was removed since, or is not held by this PC.
    title: Option<String>,
}

/// A message.
#[derive(Serialize, TS)]
pub struct ChatMessage {
    id: Uuid,
    sender_id: Uuid,
    sender: Option<String>,
    /// Nothing where it waits for the front desk.
    recipient: Option<String>,
    /// Whether the person who asks wrote it.
    mine: bool,
    body: String,
    attachments: Vec<ChatAttachmentLine>,
    sent_at: i64,
    read_at: Option<i64>,
}

/// A page of a conversation, the newest message first.
#[derive(Serialize, TS)]
pub struct Chat {
    appointment_id: Uuid,
    starts_at: i64,
    patient: PatientLine,
    messages: Vec<ChatMessage>,
    /// Where the page of older messages begins; nothing where there is none.
    next: Option<ChatCursor>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    sender_id: Uuid,
    recipient_id: Option<Uuid>,
    body: String,
    attachments: Option<String>,
    sent_at: i64,
    read_at: Option<i64>,
}

/// Messages about `?1` before (`?2`, `?3`), at most `?4`.
pub(crate) const MESSAGES: &str = "SELECT id, sender_id, recipient_id, body, attachments, \
     sent_at, read_at FROM chat_messages WHERE appointment_id = ?1 AND (sent_at, id) < (?2, ?3) \
     AND deleted_at IS NULL ORDER BY sent_at DESC, id DESC LIMIT ?4";

/// The conversation about an appointment, for those who take part in it.
pub fn chat(asking: &Asking<'_>, request: ChatAsked) -> Result<Chat, Refused> {
    let reader = &asking.reader;
    let conversation = Conversation::about(reader, request.appointment_id)?;
    conversation.part_of(reader, asking.who, asking.now)?;
    let (sent_at, id) =
        request.before.map_or((i64::MAX, Uuid::max()), |before| (before.sent_at, before.id));
    let rows: Vec<Row> =
        reader.rows(MESSAGES, params![request.appointment_id, sent_at, id, SHOWN])?;
    let full = rows.len() >= SHOWN as usize;
    let next =
        rows.last().filter(|_| full).map(|last| ChatCursor { sent_at: last.sent_at, id: last.id });
    let mut messages = Vec::new();
    for row in rows {
        let files: Vec<ChatAttachment> = match &row.attachments {
            Some(text) => serde_json::from_str(text).map_err(|_| store::Error::Damaged)?,
            None => Vec::new(),
        };
        let mut attachments = Vec::new();
        for file in files {
            let title = file.title(reader, conversation.patient_id)?;
            attachments.push(ChatAttachmentLine { kind: file.kind, id: file.id, title });
        }
        messages.push(ChatMessage {
            id: row.id,
            sender_id: row.sender_id,
            sender: user_name(reader, Some(row.sender_id))?,
            recipient: user_name(reader, row.recipient_id)?,
            mine: row.sender_id == asking.who.user_id,
            body: row.body,
            attachments,
            sent_at: row.sent_at,
            read_at: row.read_at,
        });
    }
    Ok(Chat {
        appointment_id: request.appointment_id,
        starts_at: conversation.starts_at,
        patient: Lines::of(asking).line(conversation.patient_id)?,
        messages,
        next,
    })
}

/// Whose record was opened.
pub(crate) fn opened(chat: &Chat) -> Opened {
    Opened { table: "appointments", row: chat.appointment_id, patient: chat.patient.id }
}
