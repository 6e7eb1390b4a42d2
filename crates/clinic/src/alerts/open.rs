//! Opening an alert, for a person who raises one and for a measurement that crosses a limit.

use serde_json::json;
use store::{Cells, Write, params};
use uuid::Uuid;

use crate::{Refused, Who};

/// An alert that is about to be opened.
pub(crate) struct NewAlert<'a> {
    /// Derived from its cause where two PCs may find the same one; a new one otherwise.
    pub id: Option<Uuid>,
    /// One of `alert_kind`.
    pub kind: &'a str,
    /// What has happened, without a patient's name: it is shown on locked screens.
    pub title: String,
    /// More about it.
    pub message: Option<String>,
    /// 1, the most urgent, to 5.
    pub urgency: i64,
    /// Whom it is for; empty means everybody at the site.
    pub roles: &'a [&'a str],
    /// The department it is for.
    pub department: Option<Uuid>,
    /// Where it happens.
    pub room: Option<String>,
    /// Whom it is about.
    pub patients: &'a [Uuid],
    /// The row that caused it.
    pub source: Option<(&'static str, Uuid)>,
}

/// Writes the alert, its patients and the first entry of its timeline. An alert that is there
/// already stays as it is.
pub(crate) fn open(
    write: &mut Write<'_>,
    who: &Who,
    alert: &NewAlert<'_>,
) -> Result<Uuid, Refused> {
    let id = alert.id.unwrap_or_else(|| write.new_id());
    if write.value::<i64>("SELECT 1 FROM alerts WHERE id = ?1", params![id])?.is_some() {
        return Ok(id);
    }
    let now = write.now();
    let policy: Option<Uuid> = write.value(
        "SELECT id FROM escalation_policies WHERE is_active AND deleted_at IS NULL \
         AND (kind IS NULL OR kind = ?1) AND coalesce(urgency_from, 5) >= ?2 \
         AND (department_id IS NULL OR department_id = ?3) \
         ORDER BY kind IS NULL, department_id IS NULL, urgency_from, id LIMIT 1",
        params![alert.kind, alert.urgency, alert.department],
    )?;
    write.insert(
        "alerts",
        Cells::new()
            .set("id", id)
            .set("site_id", who.site.id)
            .set("department_id", alert.department)
            .set("kind", alert.kind)
            .set("title", alert.title.as_str())
            .set("message", alert.message.clone())
            .set("urgency", alert.urgency)
            .set("status", "open")
            .set("room", alert.room.clone())
            .set("roles", json!(alert.roles).to_string())
            .set("escalation_policy_id", policy)
            .set("raised_by", who.user_id)
            .set("raised_at", now)
            .set("source_table", alert.source.map(|(table, _)| table))
            .set("source_row_id", alert.source.map(|(_, row)| row)),
    )?;
    for patient in alert.patients {
        write.insert(
            "patient_alerts",
            Cells::new()
                .set("id", Uuid::new_v5(&id, patient.as_bytes()))
                .set("alert_id", id)
                .set("patient_id", *patient),
        )?;
    }
    write.insert(
        "alert_events",
        Cells::new()
            .set("id", Uuid::new_v5(&id, b"created"))
            .set("site_id", who.site.id)
            .set("alert_id", id)
            .set("kind", "created")
            .set("occurred_at", now)
            .set("user_id", who.user_id)
            .set("device_id", write.facts().device),
    )?;
    Ok(id)
}
