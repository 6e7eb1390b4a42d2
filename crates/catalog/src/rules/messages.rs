//! What must hold for notifications, conversations and tasks.

use super::checks::{filled, list};
use super::{Broken, Row};

/// Letters of one message.
const MESSAGE_LETTERS_MAX: usize = 10_000;

pub(crate) fn notification(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "title", "The title of the notification")
}

pub(crate) fn chat(row: &Row<'_>) -> Result<(), Broken> {
    list(row, "attachments", "The attachments")?;
    let letters = row.text("body").map_or(0, |text| text.chars().count());
    if letters > MESSAGE_LETTERS_MAX {
        return Err(Broken::new(
            "body",
            format!("A message may have {MESSAGE_LETTERS_MAX} letters at most."),
        ));
    }
    if row.get("attachments").is_null() { filled(row, "body", "The message") } else { Ok(()) }
}

pub(crate) fn task(row: &Row<'_>) -> Result<(), Broken> {
    filled(row, "title", "What is to be done")?;
    if row.text("status") == Some("done") && row.get("completed_by").is_null() {
        return Err(Broken::new("completed_by", "A task that is done must say who did it."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::rules::rows::broken;

    #[test]
    fn an_empty_message_needs_an_attachment() {
        assert_eq!(broken("chat_messages", &[("body", " ".into())]), Some("body"));
        let file = ("attachments", "[\"x\"]".into());
        assert_eq!(broken("chat_messages", &[("body", "".into()), file]), None);
        let long = "a".repeat(10_001);
        assert_eq!(broken("chat_messages", &[("body", long.as_str().into())]), Some("body"));
    }
}
