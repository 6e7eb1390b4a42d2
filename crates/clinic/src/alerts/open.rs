//! Opening an alert, for a person who raises one and for a measurement that crosses a limit.

use serde_json::json;
use store::{Cells, Write, params};
use uuid::Uuid;

use crate::system::happened::{Happened, happened};
use crate::{Refused, Who};

/// An alert that is about to be opened.
pub(crate) struct NewAlert<'a> {
    /// Derived from its cause where two PCs may find the same one; a new one otherwise. Of two that
    /// were opened for one cause the earliest stands, and nobody is asked.
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

/// What an alert has besides when a person raises it.
#[derive(Default)]
pub(crate) struct Further {
    /// Latitude and longitude in degrees, and how exact they are in metres.
    pub position: Option<(f64, f64, Option<f64>)>,
    /// The template that it came from.
    pub template: Option<Uuid>,
    /// The policy by which it escalates, where the template names one.
    pub policy: Option<Uuid>,
}

/// Writes the alert, its patients and the first entry of its timeline. An alert that is there
/// already stays as it is.
pub(crate) fn open(
    write: &mut Write<'_>,
    who: &Who,
    alert: &NewAlert<'_>,
) -> Result<Uuid, Refused> {
    open_with(write, who, alert, &Further::default())
}

/// [`open`] with what a person adds.
pub(crate) fn open_with(
    write: &mut Write<'_>,
    who: &Who,
    alert: &NewAlert<'_>,
    further: &Further,
) -> Result<Uuid, Refused> {
    let (id, is_new) = write_down(write, who, alert, further)?;
    if is_new {
        let raised = Happened {
            trigger: "alert_raised",
            row: ("alerts", id),
            patient: alert.patients.first().copied(),
        };
        happened(write, who, &raised)?;
    }
    Ok(id)
}

/// Writes an alert without letting the clinic's rules act on it, and says whether it is new.
pub(crate) fn write_down(
    write: &mut Write<'_>,
    who: &Who,
    alert: &NewAlert<'_>,
    further: &Further,
) -> Result<(Uuid, bool), Refused> {
    let id = alert.id.unwrap_or_else(|| write.new_id());
    if write.value::<i64>("SELECT 1 FROM alerts WHERE id = ?1", params![id])?.is_some() {
        return Ok((id, false));
    }
    let now = write.now();
    let device = write.facts().device;
    let policy = match further.policy {
        Some(policy) => Some(policy),
        None => policy_for(write, alert)?,
    };
    let (latitude, longitude, accuracy) = match further.position {
        Some((latitude, longitude, accuracy)) => (Some(latitude), Some(longitude), accuracy),
        None => (None, None, None),
    };
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
            .set("latitude", latitude)
            .set("longitude", longitude)
            .set("accuracy_metres", accuracy)
            .set("roles", json!(alert.roles).to_string())
            .set("template_id", further.template)
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
    // Two PCs that find one cause each say when they found it: entries of a ledger that share an
    // id and differ would be refused at the centre.
    let created = Uuid::new_v5(&id, format!("created/{}", device.unwrap_or_default()).as_bytes());
    write.insert(
        "alert_events",
        Cells::new()
            .set("id", created)
            .set("site_id", who.site.id)
            .set("alert_id", id)
            .set("kind", "created")
            .set("occurred_at", now)
            .set("user_id", who.user_id)
            .set("device_id", device),
    )?;
    Ok((id, true))
}

/// The policy that fits best: made for the kind before made for all, made for the department
/// before made for all, and then the narrowest in urgency.
fn policy_for(write: &Write<'_>, alert: &NewAlert<'_>) -> Result<Option<Uuid>, Refused> {
    Ok(write.value(
        "SELECT id FROM escalation_policies WHERE is_active AND deleted_at IS NULL \
         AND (kind IS NULL OR kind = ?1) AND coalesce(urgency_from, 5) >= ?2 \
         AND (department_id IS NULL OR department_id = ?3) \
         ORDER BY kind IS NULL, department_id IS NULL, coalesce(urgency_from, 5), id LIMIT 1",
        params![alert.kind, alert.urgency, alert.department],
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Clinic;

    fn stock_alert(id: Uuid) -> NewAlert<'static> {
        NewAlert {
            id: Some(id),
            kind: "stock",
            title: "Stock is low".to_owned(),
            message: None,
            urgency: 4,
            roles: &["pharmacist"],
            department: None,
            room: None,
            patients: &[],
            source: None,
        }
    }

    #[test]
    fn one_cause_opens_one_alert() {
        let clinic = Clinic::found();
        let id = Uuid::new_v5(&clinic.site, b"stock of something");
        for _ in 0..2 {
            let opened = clinic.store.write(clinic.nurse, "test", |write| {
                let who = Who::load(write, clinic.nurse)?;
                open(write, &who, &stock_alert(id))
            });
            assert_eq!(opened.unwrap(), id);
        }
        let events =
            clinic.number("SELECT count(*) FROM alert_events WHERE alert_id = ?1", id).unwrap();
        assert_eq!(events, 1);
    }

    #[test]
    fn the_narrowest_policy_is_chosen() {
        let clinic = Clinic::found();
        let policy = |name: &str, kind: Option<&str>, urgency_from: Option<i64>| {
            let request = json!({
                "name": name, "kind": kind, "urgency_from": urgency_from, "department_id": null,
                "steps": [{ "after_minutes": 5, "roles": [], "department_id": null }]
            });
            let made = clinic.ask(clinic.owner, "alerts.add_policy", request).unwrap();
            crate::fixture::id_of(&made)
        };
        policy("Everything", None, None);
        let urgent = policy("Urgent", None, Some(4));
        let chosen = |id: u128, kind: &'static str| {
            let id = Uuid::from_u128(id);
            let opened: Result<_, Refused> = clinic.store.write(clinic.nurse, "test", |write| {
                let who = Who::load(write, clinic.nurse)?;
                open(write, &who, &NewAlert { kind, ..stock_alert(id) })
            });
            let sql = "SELECT hex(escalation_policy_id) FROM alerts WHERE id = ?1";
            clinic.text(sql, opened.unwrap()).unwrap().parse::<Uuid>().unwrap()
        };
        assert_eq!(chosen(1, "stock"), urgent);
        let stock = policy("Stock", Some("stock"), None);
        assert_eq!(chosen(2, "stock"), stock);
        assert_eq!(chosen(3, "equipment"), urgent);
    }
}
