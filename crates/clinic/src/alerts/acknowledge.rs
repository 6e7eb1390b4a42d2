//! Somebody deals with an alert.

use serde::Deserialize;
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::standing::{add_event, standing};
use crate::people::details::filled;
use crate::{Nothing, Refused, Who};

/// Which alert, what the person does about it, and how long it will take.
#[derive(Deserialize, TS)]
#[ts(optional_fields = nullable)]
pub struct AcknowledgeAlert {
    id: Uuid,
    version: i64,
    action_text: Option<String>,
    eta_minutes: Option<i64>,
}

/// Says that the person deals with the alert. Several may: each is an entry of the timeline, and
/// none replaces another.
pub fn acknowledge(
    write: &mut Write<'_>,
    who: &Who,
    request: AcknowledgeAlert,
) -> Result<Nothing, Refused> {
    let alert = standing(write, who, request.id)?;
    alert.must_go_on("answered")?;
    let cells = Cells::new()
        .set("action_text", filled(request.action_text.as_deref()))
        .set("eta_minutes", request.eta_minutes);
    add_event(write, who, request.id, alert.site_id, "acknowledged", cells)?;
    let cells = Cells::new().set("status", "acknowledged");
    write.update("alerts", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::alerts::raise::tests::raise;
    use crate::fixture::Clinic;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn acknowledge(alert: Uuid, action: &str, minutes: Value) -> Value {
        json!({ "id": alert, "version": 0, "action_text": action, "eta_minutes": minutes })
    }

    #[test]
    fn two_who_answer_at_once_both_stand_in_the_timeline() {
        let clinic = Clinic::found();
        let alert = raise(&clinic, clinic.receptionist, json!({}));
        for (user, action) in [(clinic.nurse, "On my way"), (clinic.doctor, "Bringing the bag")] {
            let request = acknowledge(alert, action, json!(3));
            clinic.ask(user, "alerts.acknowledge", request).unwrap();
        }
        let one = clinic.ask(clinic.nurse, "alerts.one", json!({ "id": alert })).unwrap();
        assert_eq!(one["alert"]["status"], "acknowledged");
        assert_eq!(one["alert"]["telephone"], false);
        assert_eq!(one["alert"]["reason"], "answering");
        assert_eq!(one["alert"]["answered_by"][1]["action_text"], "Bringing the bag");
        assert_eq!(one["alert"]["answered_by"][0]["eta_minutes"], 3);
        let kinds: Vec<&Value> =
            one["timeline"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
        assert_eq!(kinds, ["created", "acknowledged", "acknowledged"]);
    }

    #[test]
    fn nobody_is_there_in_more_than_a_day_and_nothing_is_kept_of_the_attempt() {
        let clinic = Clinic::found();
        let alert = raise(&clinic, clinic.receptionist, json!({}));
        let request = acknowledge(alert, "", json!(1_441));
        let refused = clinic.ask(clinic.nurse, "alerts.acknowledge", request).unwrap_err();
        assert_eq!(refused.field, Some("eta_minutes"));
        let status = clinic.text("SELECT status FROM alerts WHERE id = ?1", alert).unwrap();
        assert_eq!(status, "open");
    }

    #[test]
    fn an_alert_that_is_over_stays_over() {
        let clinic = Clinic::found();
        let alert = raise(&clinic, clinic.receptionist, json!({}));
        let resolve = json!({ "id": alert, "version": 0, "text": "Fainted, is awake" });
        clinic.ask(clinic.nurse, "alerts.resolve", resolve.clone()).unwrap();
        let late = acknowledge(alert, "Coming", json!(null));
        let refused = clinic.ask(clinic.doctor, "alerts.acknowledge", late).unwrap_err();
        assert_eq!(refused.code, Some("over"));
        let again = clinic.ask(clinic.doctor, "alerts.resolve", resolve).unwrap_err();
        assert_eq!(again.code, Some("over"));
        let cancel = json!({ "id": alert, "version": 0, "reason": "mistake" });
        let refused = clinic.ask(clinic.doctor, "alerts.cancel", cancel).unwrap_err();
        assert_eq!(refused.code, Some("over"));
        // What is learnt afterwards still finds its place.
        let note = json!({ "id": alert, "text": "Had not eaten" });
        clinic.ask(clinic.doctor, "alerts.note", note).unwrap();
    }
}
