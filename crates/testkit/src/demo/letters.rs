//! Papers: files, documents, and the conversation with the patient who has an account.

use anyhow::Result;
use serde_json::json;

use super::story::{At, Story};

pub(super) const CHAPTERS: &[At] =
    &[(35, 9, 0, scanned_in), (9, 17, 0, booked), (1, 17, 0, written), (0, 8, 10, answered)];

fn scanned_in(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "letter file",
        "rosa",
        "records.attach",
        json!({"patient_id": "@referred", "file_name": "Überweisung März.pdf",
               "media_type": "application/pdf", "size_bytes": 48_211,
               "sha256": format!("{:064x}", 0x1234_5678_u64),
               "sealed_sha256": format!("{:064x}", 0x8765_4321_u64),
               "content_key": "YW5vdGhlciBrZXkgZm9yIGFub3RoZXIgZmlsZSAhIQ"}),
    )?;
    story.make(
        "letter",
        "rosa",
        "records.add_document",
        json!({"patient_id": "@referred", "visit_id": "@cut", "kind": "referral",
               "title": "Letter from St. Elsewhere", "description": "Two pages, in German.",
               "documented_on": "2024-02-29", "attachment_id": "@letter file"}),
    )?;
    story.make(
        "wrong letter",
        "rosa",
        "records.add_document",
        json!({"patient_id": "@referred", "kind": "other", "title": "Parking permit"}),
    )?;
    story.step(
        "amina",
        "records.correct_document",
        ("documents", "wrong letter"),
        json!({"status": "entered_in_error", "reason": "Belongs to nobody's record."}),
    )?;
    story.change("amina", ("referrals", "outside"), json!({"document_id": "@letter"}))?;
    let consent = story.make(
        "consent paper",
        "rosa",
        "records.add_document",
        json!({"patient_id": "@online", "kind": "consent", "title": "Signed consent"}),
    )?;
    story.change("rosa", ("consents", "consent"), json!({"document_id": consent}))?;
    Ok(())
}

/// The patient with an account is to come in eight days.
fn booked(story: &mut Story<'_>) -> Result<()> {
    let starts_at = story.time(8, 9, 0)?;
    story.make(
        "online appointment",
        "rosa",
        "scheduling.book",
        json!({"patient_id": "@online", "practitioner_id": "@dr amina", "starts_at": starts_at,
               "ends_at": starts_at + 30 * super::MINUTE, "kind": "consultation",
               "priority": "low", "reason": "Talk about the results", "overbook": false}),
    )?;
    story.make(
        "before the talk",
        "amina",
        "imaging.order",
        json!({"patient_id": "@online", "appointment_id": "@online appointment",
               "modality": "ES", "body_part": "Stomach", "priority": "routine",
               "reason": "Heartburn", "accept_warnings": false}),
    )?;
    story.note_on(
        "jonas",
        "scan_queue_entries",
        ("scan_id", "before the talk"),
        "Comes without breakfast.",
    )?;
    let prescription = story.put(
        "amina",
        "prescriptions",
        json!({"patient_id": "@online", "appointment_id": "@online appointment",
               "site_id": "@site", "practitioner_id": "@dr amina", "status": "draft",
               "prescribed_at": story.now(), "created_by": "@amina"}),
    )?;
    story.put(
        "amina",
        "prescription_items",
        json!({"prescription_id": prescription, "patient_id": "@online", "status": "draft",
               "medication_text": "Omeprazole 20 mg", "dosage_text": "one before breakfast",
               "is_free_text_dosage": true}),
    )?;
    story.change("amina", ("referrals", "to the heart"), json!({"appointment_id": "@beside"}))
}

fn written(story: &mut Story<'_>) -> Result<()> {
    let account = story.id("account")?;
    story.make(
        "message",
        "amina",
        "messages.send",
        json!({"appointment_id": "@online appointment", "recipient_id": account,
               "body": "Please come without breakfast, we want to take blood. 🙂",
               "attachments": [{"kind": "document", "id": "@consent paper"}]}),
    )?;
    Ok(())
}

/// The patient reads and answers from home, and the doctor reads the answer.
fn answered(story: &mut Story<'_>) -> Result<()> {
    let until = json!({"appointment_id": "@online appointment", "until": story.now()});
    story.ask("account", "messages.own_mark_chat_read", until)?;
    story.make(
        "picture of the patient",
        "account",
        "records.own_attach",
        json!({"file_name": "рана.jpg", "media_type": "image/jpeg", "size_bytes": 1_204_211,
               "sha256": format!("{:064x}", 0x2468_u64),
               "sealed_sha256": format!("{:064x}", 0x1357_u64),
               "content_key": "YSBrZXkgZm9yIGEgcGljdHVyZSBvZiB0aGUgcGF0aWVudA"}),
    )?;
    story.ask(
        "account",
        "messages.own_send",
        json!({"appointment_id": "@online appointment", "recipient_id": "@amina",
               "body": "Обязательно. Можно ли пить воду?",
               "attachments": [{"kind": "attachment", "id": "@picture of the patient"}]}),
    )?;
    let until = json!({"appointment_id": "@online appointment", "until": story.now()});
    story.ask("amina", "messages.mark_chat_read", until)?;
    Ok(())
}
