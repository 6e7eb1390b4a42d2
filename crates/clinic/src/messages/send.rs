//! A message about an appointment.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::messages::notify::{Note, notify};
use crate::messages::participants::{Conversation, Part};
use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::people::merged::of_person;
use crate::{Refused, Who};

/// Files that one message takes along.
const ATTACHMENTS_MAX: usize = 20;

/// What a message takes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChatAttachmentKind {
    /// A document of the record.
    Document,
    /// A file.
    Attachment,
}

/// A document or a file of the patient's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChatAttachment {
    /// Which of the two.
    pub kind: ChatAttachmentKind,
    /// Its row.
    pub id: Uuid,
}

impl ChatAttachment {
    /// What it is called, if it belongs to a record of the patient.
    pub(crate) fn title(
        self,
        reader: &Reader<'_>,
        patient: Uuid,
    ) -> Result<Option<String>, Refused> {
        let sql = match self.kind {
            ChatAttachmentKind::Document => {
                "SELECT title FROM documents WHERE patient_id = ?1 AND id = ?2 \
                 AND deleted_at IS NULL"
            }
            ChatAttachmentKind::Attachment => {
                "SELECT file_name FROM attachments WHERE patient_id = ?1 AND id = ?2 \
                 AND deleted_at IS NULL"
            }
        };
        Ok(reader.value(&of_person(sql), params![patient, self.id])?)
    }
}

/// About which appointment, to whom, and what. Where nobody is named, the patient's message goes
/// to whoever treats, and that of staff to the patient.
#[derive(Deserialize, TS)]
pub struct SendMessage {
    pub(super) appointment_id: Uuid,
    recipient_id: Option<Uuid>,
    body: String,
    attachments: Vec<ChatAttachment>,
}

/// Sends a message. It is never changed after that.
pub fn send(write: &mut Write<'_>, who: &Who, request: SendMessage) -> Result<Made, Refused> {
    let now = write.now();
    let conversation = Conversation::about(write, request.appointment_id)?;
    let part = conversation.part_of(write, who, now)?;
    let recipient = match request.recipient_id {
        Some(user) => Some(named(write, &conversation, user, now)?),
        None => unnamed(&conversation, part)?,
    };
    if recipient == Some(who.user_id) {
        return Err(Refused::field("recipient_id", "A message to yourself reaches nobody else."));
    }
    if request.attachments.len() > ATTACHMENTS_MAX {
        return Err(Refused::field(
            "attachments",
            format!("A message may take along {ATTACHMENTS_MAX} files at most."),
        ));
    }
    for attachment in &request.attachments {
        attachment.title(write, conversation.patient_id)?.ok_or_else(|| {
            Refused::field("attachments", "One of the files is not in this patient's record.")
        })?;
    }
    let attachments = (!request.attachments.is_empty())
        .then(|| serde_json::json!(request.attachments).to_string());
    let id = write.insert(
        "chat_messages",
        Cells::new()
            .set("patient_id", conversation.patient_id)
            .set("appointment_id", request.appointment_id)
            .set("sender_id", who.user_id)
            .set("recipient_id", recipient)
            .set("body", filled(Some(&request.body)).unwrap_or_default())
            .set("attachments", attachments)
            .set("sent_at", now),
    )?;
    if let Some(user) = recipient {
        notify(
            write,
            &Note {
                id: None,
                user,
                kind: "message",
                title: "New message about an appointment".to_owned(),
                body: None,
                link: Some(("appointments", request.appointment_id)),
                due_at: None,
            },
        )?;
    }
    Ok(Made { id })
}

fn named(
    reader: &Reader<'_>,
    conversation: &Conversation,
    user: Uuid,
    now: i64,
) -> Result<Uuid, Refused> {
    if conversation.can_receive(reader, user, now)? {
        return Ok(user);
    }
    Err(Refused::field(
        "recipient_id",
        "This person does not take part in the conversation about this appointment.",
    ))
}

/// What a patient writes where whoever treats does not sign in waits for the front desk.
fn unnamed(conversation: &Conversation, part: Part) -> Result<Option<Uuid>, Refused> {
    let to_practitioner = conversation.practitioner_user.filter(|_| part != Part::Practitioner);
    match (part, conversation.patient_user.or(to_practitioner)) {
        (Part::Patient, _) => Ok(conversation.practitioner_user),
        (_, Some(user)) => Ok(Some(user)),
        (_, None) => Err(Refused::field(
            "recipient_id",
            "The patient does not sign in, so the message would reach nobody. Telephone, or \
             choose a colleague of the care team.",
        )),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::fixture::Clinic;
    use crate::messages::send::{SendMessage, send};
    use crate::{Refused, Who};
    use serde_json::{Value, json};
    use store::Cells;
    use uuid::Uuid;

    /// A patient who signs in and has an appointment: patient, user, appointment.
    pub(crate) fn booked(clinic: &Clinic) -> (Uuid, Uuid, Uuid) {
        let patient = clinic.stranger("Elena", "Marín", "1960-01-05");
        let user = clinic.employ("Elena", "Marín", "patient");
        clinic
            .store
            .write(clinic.receptionist, "test", |write| {
                write.update("patients", patient, None, Cells::new().set("user_id", user))
            })
            .unwrap();
        (patient, user, clinic.book(patient, "2026-03-04T09:00:00Z").unwrap())
    }

    /// The patient writes. Commands are for staff, so this goes past their list.
    pub(crate) fn from_patient(
        clinic: &Clinic,
        user: Uuid,
        appointment: Uuid,
        body: &str,
    ) -> Result<Uuid, Refused> {
        clinic.store.write(user, "test", |write| {
            let who = Who::load(write, user)?;
            let request = SendMessage {
                appointment_id: appointment,
                recipient_id: None,
                body: body.to_owned(),
                attachments: Vec::new(),
            };
            Ok(send(write, &who, request)?.id)
        })
    }

    pub(crate) fn message(appointment: Uuid, body: &str) -> Value {
        json!({
            "appointment_id": appointment, "recipient_id": null, "body": body, "attachments": []
        })
    }

    #[test]
    fn patient_and_doctor_write_to_each_other_and_are_told() {
        let clinic = Clinic::found();
        let (_, user, appointment) = booked(&clinic);
        from_patient(&clinic, user, appointment, "May I eat before?").unwrap();
        let unread = clinic.ask(clinic.doctor, "messages.unread", json!({})).unwrap();
        assert_eq!(unread, json!({ "notifications": 1, "messages": 1 }));
        clinic.pass_minutes(1);
        let answer = message(appointment, " Please come fasting. ");
        clinic.ask(clinic.doctor, "messages.send", answer).unwrap();
        let chat = json!({ "appointment_id": appointment });
        let chat = clinic.ask(clinic.doctor, "messages.chat", chat).unwrap();
        assert_eq!(chat["messages"][0]["body"], "Please come fasting.");
        assert_eq!(chat["messages"][1]["sender"], "Elena Marín");
        assert_eq!(chat["messages"][1]["mine"], false);
    }

    #[test]
    fn only_those_who_take_part_read_and_write() {
        let clinic = Clinic::found();
        let (patient, user, appointment) = booked(&clinic);
        let stranger = clinic.employ("Noa", "Bravo", "patient");
        assert!(from_patient(&clinic, stranger, appointment, "Hello").is_err());
        from_patient(&clinic, user, appointment, "May I eat before?").unwrap();
        let read = || json!({ "appointment_id": appointment });
        let refused = clinic.ask(clinic.nurse, "messages.chat", read()).unwrap_err();
        assert_eq!(refused.code, Some("not_allowed"));
        let refused = clinic.ask(clinic.nurse, "messages.send", message(appointment, "Hello"));
        assert_eq!(refused.unwrap_err().code, Some("not_allowed"));
        clinic.ask(clinic.receptionist, "messages.chat", read()).unwrap();
        clinic
            .store
            .write(clinic.doctor, "test", |write| {
                write.insert(
                    "care_team_members",
                    Cells::new()
                        .set("patient_id", patient)
                        .set("user_id", clinic.nurse)
                        .set("kind", "nurse")
                        .set("started_at", clinic.now()),
                )
            })
            .unwrap();
        clinic.ask(clinic.nurse, "messages.chat", read()).unwrap();
        let mut colleague = message(appointment, "Can you answer this?");
        colleague["recipient_id"] = json!(clinic.nurse);
        clinic.ask(clinic.doctor, "messages.send", colleague.clone()).unwrap();
        colleague["recipient_id"] = json!(stranger);
        let refused = clinic.ask(clinic.doctor, "messages.send", colleague).unwrap_err();
        assert_eq!(refused.field, Some("recipient_id"));
    }

    #[test]
    fn a_message_that_would_reach_nobody_or_says_nothing_is_refused() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Luis", "Prieto", "1990-10-10");
        let appointment = clinic.book(patient, "2026-03-04T09:00:00Z").unwrap();
        let refused =
            clinic.ask(clinic.doctor, "messages.send", message(appointment, "Hello")).unwrap_err();
        assert_eq!(refused.field, Some("recipient_id"));
        // The desk reaches the doctor instead.
        let desk = message(appointment, "The patient is late");
        clinic.ask(clinic.receptionist, "messages.send", desk).unwrap();
        let empty = message(appointment, "  ");
        let refused = clinic.ask(clinic.receptionist, "messages.send", empty).unwrap_err();
        assert_eq!(refused.field, Some("body"));
    }

    #[test]
    fn only_files_of_the_patients_record_are_taken_along() {
        let clinic = Clinic::found();
        let (patient, _, appointment) = booked(&clinic);
        let other = clinic.patient("Luis", "Prieto", "1990-10-10");
        let document = |patient: Uuid| {
            let made = clinic.store.write(clinic.doctor, "test", |write| {
                write.insert(
                    "documents",
                    Cells::new()
                        .set("patient_id", patient)
                        .set("kind", "other")
                        .set("title", "How to prepare")
                        .set("uploaded_at", clinic.now())
                        .set("status", "current"),
                )
            });
            made.unwrap()
        };
        let with = |id: Uuid| {
            let mut request = message(appointment, "");
            request["attachments"] = json!([{ "kind": "document", "id": id }]);
            clinic.ask(clinic.doctor, "messages.send", request)
        };
        assert_eq!(with(document(other)).unwrap_err().field, Some("attachments"));
        with(document(patient)).unwrap();
        let chat = json!({ "appointment_id": appointment });
        let chat = clinic.ask(clinic.doctor, "messages.chat", chat).unwrap();
        assert_eq!(chat["messages"][0]["attachments"][0]["title"], "How to prepare");
    }
}
