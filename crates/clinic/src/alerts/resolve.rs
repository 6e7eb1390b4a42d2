//! What an alert was about has been dealt with.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::standing::{add_event, standing};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which alert, and how it ended.
#[derive(Deserialize, TS)]
pub struct ResolveAlert {
    id: Uuid,
    version: i64,
    text: String,
}

/// Ends an alert.
pub fn resolve(
    write: &mut Write<'_>,
    who: &Who,
    request: ResolveAlert,
) -> Result<Nothing, Refused> {
    let text =
        filled(Some(&request.text)).ok_or_else(|| Refused::field("text", "Say how it ended."))?;
    let alert = standing(write, who, request.id)?;
    alert.must_go_on("resolved")?;
    let now = write.now();
    let cells = Cells::new().set("notes", text.as_str());
    add_event(write, who, request.id, alert.site_id, "resolved", cells)?;
    write.update(
        "alerts",
        request.id,
        Some(request.version),
        Cells::new()
            .set("status", "resolved")
            .set("resolved_at", now)
            .set("resolved_by", who.user_id)
            .set("resolution_text", text),
    )?;
    Ok(Nothing {})
}

/// Ends an alert whose cause turned out not to be so: what was measured or found was corrected. The
/// alert exists; one that is over already stays as it ended.
pub(crate) fn end(
    write: &mut Write<'_>,
    who: &Who,
    alert: Uuid,
    outcome: &str,
) -> Result<(), Refused> {
    let status: Option<String> = write
        .value("SELECT status FROM alerts WHERE id = ?1 AND deleted_at IS NULL", params![alert])?;
    if !matches!(status.as_deref(), Some("open" | "acknowledged")) {
        return Ok(());
    }
    let now = write.now();
    let cells = Cells::new()
        .set("status", "resolved")
        .set("resolved_at", now)
        .set("resolved_by", who.user_id)
        .set("resolution_text", outcome);
    write.update("alerts", alert, None, cells)?;
    write.insert(
        "alert_events",
        Cells::new()
            .set("site_id", who.site.id)
            .set("alert_id", alert)
            .set("kind", "resolved")
            .set("occurred_at", now)
            .set("user_id", who.user_id)
            .set("device_id", write.facts().device),
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::alerts::raise::tests::raise;
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn an_alert_ends_with_a_word_on_how_and_then_calls_nobody() {
        let clinic = Clinic::found();
        let alert = raise(&clinic, clinic.receptionist, json!({}));
        let resolve = |text: &str| json!({ "id": alert, "version": 0, "text": text });
        let silent = clinic.ask(clinic.nurse, "alerts.resolve", resolve(" ")).unwrap_err();
        assert_eq!(silent.field, Some("text"));
        clinic.ask(clinic.nurse, "alerts.resolve", resolve("Fainted, is awake")).unwrap();
        let mine = clinic.ask(clinic.nurse, "alerts.mine", json!({})).unwrap();
        assert_eq!(mine, json!([]));
        let sql = "SELECT status || ': ' || resolution_text FROM alerts WHERE id = ?1";
        assert_eq!(clinic.text(sql, alert).unwrap(), "resolved: Fainted, is awake");
    }
}
