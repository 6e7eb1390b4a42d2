//! An alert was raised by mistake.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::standing::{add_event, standing};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which alert, and why it is called off.
#[derive(Deserialize, TS)]
pub struct CancelAlert {
    id: Uuid,
    version: i64,
    reason: String,
}

/// Calls an alert off; the reason stands in its timeline.
pub fn cancel(write: &mut Write<'_>, who: &Who, request: CancelAlert) -> Result<Nothing, Refused> {
    let reason = filled(Some(&request.reason))
        .ok_or_else(|| Refused::field("reason", "Say why the alert is called off."))?;
    let alert = standing(write, who, request.id)?;
    alert.must_go_on("called off")?;
    let cells = Cells::new().set("notes", reason);
    add_event(write, who, request.id, alert.site_id, "cancelled", cells)?;
    let cells = Cells::new().set("status", "cancelled");
    write.update("alerts", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::alerts::raise::tests::raise;
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn a_false_alarm_says_why() {
        let clinic = Clinic::found();
        let alert = raise(&clinic, clinic.receptionist, json!({}));
        let cancel = |reason: &str| json!({ "id": alert, "version": 0, "reason": reason });
        let silent = clinic.ask(clinic.receptionist, "alerts.cancel", cancel("")).unwrap_err();
        assert_eq!(silent.field, Some("reason"));
        clinic.ask(clinic.receptionist, "alerts.cancel", cancel("the wrong button")).unwrap();
        let one = clinic.ask(clinic.nurse, "alerts.one", json!({ "id": alert })).unwrap();
        assert_eq!(one["alert"]["status"], "cancelled");
        assert_eq!(one["timeline"][1]["notes"], "the wrong button");
        assert_eq!(one["timeline"][1]["person"], "Rosa Iglesias");
    }
}
