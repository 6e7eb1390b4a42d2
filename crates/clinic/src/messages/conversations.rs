//! The conversations that the person who asks takes part in.

use catalog::Role;
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

/// Conversations in which `?1` got or wrote one of the last `?2` messages, and, where `?3` is a site,
/// those that wait for its front desk.
pub(crate) const CONVERSATIONS: &str = "SELECT appointment_id, a.starts_at, a.patient_id, \
     last_sent_at, unread FROM (SELECT appointment_id, max(sent_at) AS last_sent_at, \
     sum(unread) AS unread FROM ( \
     SELECT * FROM (SELECT appointment_id, sent_at, read_at IS NULL AS unread \
     FROM chat_messages WHERE recipient_id = ?1 AND appointment_id IS NOT NULL \
     AND deleted_at IS NULL ORDER BY sent_at DESC LIMIT ?2) \
     UNION ALL SELECT * FROM (SELECT appointment_id, sent_at, 0 FROM chat_messages \
     WHERE sender_id = ?1 AND appointment_id IS NOT NULL \
     AND deleted_at IS NULL ORDER BY sent_at DESC LIMIT ?2) \
     UNION ALL SELECT * FROM (SELECT m.appointment_id, m.sent_at, m.read_at IS NULL \
     FROM chat_messages m CROSS JOIN appointments d ON d.id = m.appointment_id \
     WHERE m.recipient_id IS NULL AND d.site_id = ?3 AND m.deleted_at IS NULL \
     ORDER BY m.sent_at DESC LIMIT ?2)) GROUP BY appointment_id) \
     CROSS JOIN appointments a ON a.id = appointment_id \
     ORDER BY last_sent_at DESC, appointment_id LIMIT 200";

/// The site for whose front desk the person reads what nobody was named for.
pub(super) fn desk_of(asking: &Asking<'_>) -> Option<Uuid> {
    asking.who.is(Role::Receptionist).then_some(asking.who.site.id)
}

/// The conversations in which somebody wrote to the person, or the person wrote, the last one first.
/// What nobody was named for waits for the front desk of the site.
pub fn conversations(asking: &Asking<'_>, _: Nothing) -> Result<Vec<ConversationLine>, Refused> {
    let asked = params![asking.who.user_id, MESSAGES_MAX, desk_of(asking)];
    let rows: Vec<Row> = asking.reader.rows(CONVERSATIONS, asked)?;
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

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use crate::messages::send::tests::{booked, from_patient};
    use serde_json::{Value, json};
    use store::Cells;
    use uuid::Uuid;

    #[test]
    fn what_one_wrote_is_found_again_and_the_desk_finds_what_nobody_was_named_for() {
        let clinic = Clinic::found();
        let (_, user, appointment) = booked(&clinic);
        let found = |who: Uuid| -> Value {
            clinic.ask(who, "messages.conversations", json!({})).unwrap()[0]["unread"].clone()
        };
        let unread = |who: Uuid| -> Value {
            clinic.ask(who, "messages.unread", json!({})).unwrap()["messages"].clone()
        };
        assert_eq!(found(clinic.doctor), Value::Null);
        let send = json!({
            "appointment_id": appointment, "recipient_id": null, "body": "Come fasting.",
            "attachments": []
        });
        clinic.ask(clinic.doctor, "messages.send", send).unwrap();
        assert_eq!(found(clinic.doctor), 0, "one's own word is read");
        let message = from_patient(&clinic, user, appointment, "Where do I park?").unwrap();
        assert_eq!(
            (found(clinic.receptionist), unread(clinic.receptionist)),
            (Value::Null, json!(0))
        );
        // As where whoever treats does not sign in.
        let unnamed: Result<(), store::Error> = clinic.store.write(clinic.owner, "test", |write| {
            let nobody = Cells::new().set("recipient_id", None::<Uuid>);
            write.update("chat_messages", message, None, nobody)
        });
        unnamed.unwrap();
        assert_eq!((found(clinic.receptionist), unread(clinic.receptionist)), (json!(1), json!(1)));
        let read = json!({ "appointment_id": appointment, "until": clinic.now() });
        clinic.ask(clinic.receptionist, "messages.mark_chat_read", read).unwrap();
        assert_eq!((found(clinic.receptionist), unread(clinic.receptionist)), (json!(0), json!(0)));
    }
}
