//! An alert has reached somebody.

use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::line::{Alert, may_see};
use crate::alerts::routing::Staffing;
use crate::alerts::standing::{add_event, standing};
use crate::{Refused, Who};

/// How many can stand on one screen.
const ALERTS_MAX: usize = 200;

/// The alerts that the person's screen shows.
#[derive(Deserialize, TS)]
pub struct ReceiveAlerts {
    alert_ids: Vec<Uuid>,
}

/// Those that count as received by this.
#[derive(Serialize, TS)]
pub struct AlertsReceived {
    received: Vec<Uuid>,
}

/// Says that alerts have reached a person on this PC, each once. Whoever raised an alert and whom
/// it does not call has not received it for those who must act, so nothing is noted of them.
pub fn receive(
    write: &mut Write<'_>,
    who: &Who,
    request: ReceiveAlerts,
) -> Result<AlertsReceived, Refused> {
    if request.alert_ids.len() > ALERTS_MAX {
        return Err(Refused::field(
            "alert_ids",
            format!("At most {ALERTS_MAX} alerts can be received at once."),
        ));
    }
    let staffing = Staffing::at(write, who, write.now())?;
    let device = write.facts().device;
    let mut received = Vec::new();
    for alert_id in request.alert_ids {
        let Some(alert) = Alert::find(write, alert_id)? else { continue };
        if !may_see(write, who, alert_id)? {
            continue;
        }
        let standing = standing(write, who, alert_id)?;
        if standing.must_go_on("received").is_err() || alert.row.raised_by == Some(who.user_id) {
            continue;
        }
        if alert.reason(&staffing, who.user_id)?.is_none() {
            continue;
        }
        let id = receipt_id(alert_id, who.user_id, device);
        let known: Option<i64> =
            write.value("SELECT 1 FROM alert_events WHERE id = ?1", params![id])?;
        if known.is_none() {
            let cells = Cells::new().set("id", id);
            add_event(write, who, alert_id, standing.site_id, "delivered", cells)?;
            received.push(alert_id);
        }
    }
    Ok(AlertsReceived { received })
}

/// One receipt for each alert, person and PC.
fn receipt_id(alert: Uuid, user: Uuid, device: Option<Uuid>) -> Uuid {
    let of = format!("delivered/{user}/{}", device.unwrap_or_default());
    Uuid::new_v5(&alert, of.as_bytes())
}

#[cfg(test)]
mod tests {
    use crate::alerts::raise::tests::raise;
    use crate::fixture::Clinic;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn receive(clinic: &Clinic, user: Uuid, alert: Uuid) -> Value {
        let request = json!({ "alert_ids": [alert] });
        clinic.ask(user, "alerts.receive", request).unwrap()["received"].clone()
    }

    #[test]
    fn while_nobody_whom_it_calls_has_received_it_somebody_is_to_be_telephoned() {
        let clinic = Clinic::found();
        let alert = raise(&clinic, clinic.doctor, json!({ "roles": ["nurse", "doctor"] }));
        let line = || {
            let one = clinic.ask(clinic.doctor, "alerts.one", json!({ "id": alert })).unwrap();
            one["alert"].clone()
        };
        // Who raised it and whom it does not call have not received it for the others.
        assert_eq!(receive(&clinic, clinic.doctor, alert), json!([]));
        assert_eq!(receive(&clinic, clinic.receptionist, alert), json!([]));
        assert_eq!(line()["telephone"], true);
        assert_eq!(receive(&clinic, clinic.nurse, alert), json!([alert]));
        assert_eq!(line()["telephone"], false);
        assert_eq!(line()["received_by"][0]["name"], "Tomás Vidal");
    }

    #[test]
    fn one_screen_receives_an_alert_once() {
        let clinic = Clinic::found();
        let alert = raise(&clinic, clinic.receptionist, json!({}));
        assert_eq!(receive(&clinic, clinic.nurse, alert), json!([alert]));
        assert_eq!(receive(&clinic, clinic.nurse, alert), json!([]));
        let sql = "SELECT count(*) FROM alert_events WHERE alert_id = ?1 AND kind = 'delivered'";
        assert_eq!(clinic.number(sql, alert), Some(1));
    }
}
