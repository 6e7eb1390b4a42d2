//! The alerts that concern the person who asks.

use store::params;

use crate::alerts::board::GOING_ON;
use crate::alerts::line::{Alert, AlertLine, AlertReason, AlertRow, by_urgency, may_see, select};
use crate::alerts::routing::Staffing;
use crate::covers::alerts_here;
use crate::{Asking, Nothing, Refused};

/// Alerts at the site that are not over and call the person, that the person deals with or has
/// raised: the most urgent first, and of these the newest. Refuses with the code `not_held_here` on a
/// PC that holds no alerts.
pub fn mine(asking: &Asking<'_>, _: Nothing) -> Result<Vec<AlertLine>, Refused> {
    alerts_here(asking)?;
    let staffing = Staffing::at(&asking.reader, asking.who, asking.now)?;
    let rows: Vec<AlertRow> = asking.reader.rows(&select(GOING_ON), params![asking.who.site.id])?;
    let mut lines = Vec::new();
    for row in rows {
        if !may_see(&asking.reader, asking.who, row.id)? {
            continue;
        }
        let alert = Alert::read(&asking.reader, row)?;
        let reason: Option<AlertReason> = alert.reason(&staffing, asking.who.user_id)?;
        if reason.is_some() {
            lines.push(alert.line(asking, &staffing)?);
        }
    }
    by_urgency(&mut lines);
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use crate::alerts::raise::tests::raise;
    use crate::fixture::{Clinic, moment};
    use serde_json::{Value, json};
    use store::Cells;
    use uuid::Uuid;

    fn mine(clinic: &Clinic, user: Uuid) -> Vec<Value> {
        clinic.ask(user, "alerts.mine", json!({})).unwrap().as_array().unwrap().clone()
    }

    fn on_duty(clinic: &Clinic, user: Uuid) {
        clinic
            .store
            .write(clinic.owner, "test", |write| {
                write.insert(
                    "shifts",
                    Cells::new()
                        .set("user_id", user)
                        .set("site_id", clinic.site)
                        .set("starts_at", moment("2026-03-02T06:00:00Z"))
                        .set("ends_at", moment("2026-03-02T14:00:00Z"))
                        .set("kind", "regular")
                        .set("status", "planned"),
                )
            })
            .unwrap();
    }

    #[test]
    fn an_alert_calls_those_on_duty_and_without_a_rota_everybody_with_the_role() {
        let clinic = Clinic::found();
        let other = clinic.employ("Nuria", "Gil", "nurse");
        raise(&clinic, clinic.receptionist, json!({ "roles": ["nurse"] }));
        assert_eq!(mine(&clinic, clinic.nurse)[0]["rule"], "with_role");
        assert_eq!(mine(&clinic, other).len(), 1);
        assert_eq!(mine(&clinic, clinic.doctor).len(), 0);
        on_duty(&clinic, other);
        assert_eq!(mine(&clinic, other)[0]["rule"], "on_duty");
        assert_eq!(mine(&clinic, other)[0]["reason"], "called");
        assert_eq!(mine(&clinic, clinic.nurse).len(), 0);
        // Whoever raised it wants to know whether somebody comes.
        assert_eq!(mine(&clinic, clinic.receptionist)[0]["reason"], "raised");
        // After the shift the whole role is called again.
        clinic.set_clock("2026-03-02T14:00:00Z");
        assert_eq!(mine(&clinic, clinic.nurse).len(), 1);
    }

    #[test]
    fn the_most_urgent_stands_first_and_of_these_the_newest() {
        let clinic = Clinic::found();
        for (title, urgency) in [("Old", 2), ("New", 2), ("Worst", 1), ("Least", 5)] {
            raise(
                &clinic,
                clinic.receptionist,
                json!({ "title": title, "urgency": urgency, "roles": [] }),
            );
            clinic.pass_minutes(1);
        }
        let titles: Vec<Value> =
            mine(&clinic, clinic.nurse).iter().map(|line| line["title"].clone()).collect();
        assert_eq!(titles, ["Worst", "New", "Old", "Least"]);
    }

    #[test]
    fn an_alert_about_a_patient_shows_whom_it_is_about() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        raise(&clinic, clinic.receptionist, json!({ "patient_ids": [patient] }));
        let line = &mine(&clinic, clinic.nurse)[0];
        assert_eq!(line["patients"][0]["display_name"], "Elena Marín");
    }
}
