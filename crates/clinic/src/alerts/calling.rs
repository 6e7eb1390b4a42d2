//! Which alerts call a person at this moment, in words that name nobody.

use store::{Reader, Store, params};
use uuid::Uuid;

use crate::alerts::board::GOING_ON;
use crate::alerts::line::{Alert, AlertReason, AlertRow, NAMED, may_see, select};
use crate::alerts::routing::Staffing;
use crate::{Refused, Who};

/// An alert that nobody has answered yet, for one whom it calls. It carries neither title nor
/// message nor room, since people type into these what they like: it may be shown where anybody
/// can read along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calling {
    /// The alert.
    pub id: Uuid,
    /// What it is, as the catalog has it: `cardiac_arrest`, `fire` …
    pub kind: String,
    /// 1 is the most urgent.
    pub urgency: i64,
    /// The step of escalation that it has reached; 0 is none.
    pub level: i64,
    /// The department that it is about.
    pub department: Option<String>,
    /// Whether it names a patient: then kind and place together would tell too much.
    pub names_a_patient: bool,
}

/// The alerts at this PC's site that call `user` and that nobody has answered, the most urgent
/// first. None where the person may see no alerts, or this PC holds none.
///
/// It is no command and counts as no reading: the PC asks by itself, and shows no row.
///
/// # Errors
/// As the store.
pub fn calling(store: &Store, user: Uuid) -> Result<Vec<Calling>, Refused> {
    let now = store.surroundings().now();
    store.read(|reader: &Reader<'_>| {
        let coverage = reader.coverage()?;
        let who = Who::load(reader, user)?;
        let holds = coverage.profile.is_none() || coverage.holds("alerts");
        if !holds || !who.sees("alerts") {
            return Ok(Vec::new());
        }
        let staffing = Staffing::at(reader, &who, now)?;
        let rows: Vec<AlertRow> = reader.rows(&select(GOING_ON), params![who.site.id])?;
        let mut calling = Vec::new();
        for row in rows {
            if !may_see(reader, &who, row.id)? {
                continue;
            }
            let alert = Alert::read(reader, row)?;
            let called = matches!(
                alert.reason(&staffing, user)?,
                Some(AlertReason::Called | AlertReason::Escalated)
            );
            // Whoever has called for help need not be told of it.
            if alert.answered() || !called || alert.row.raised_by == Some(user) {
                continue;
            }
            calling.push(alert.calling(reader)?);
        }
        Ok(calling)
    })
}

impl Alert {
    fn calling(&self, reader: &Reader<'_>) -> Result<Calling, Refused> {
        let named: Option<i64> = reader.value(NAMED, params![self.row.id])?;
        Ok(Calling {
            id: self.row.id,
            kind: self.row.kind.clone(),
            urgency: self.row.urgency,
            level: self.reached().last().copied().unwrap_or(0),
            department: self.row.department.clone(),
            names_a_patient: named.is_some(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::raise::tests::raise;
    use crate::fixture::Clinic;
    use serde_json::json;

    fn called(clinic: &Clinic, user: Uuid) -> Vec<Calling> {
        calling(&clinic.store, user).unwrap()
    }

    #[test]
    fn an_alert_calls_whom_it_is_for_until_somebody_answers() {
        let clinic = Clinic::found();
        let other = clinic.employ("Nuria", "Gil", "nurse");
        let raised = raise(&clinic, clinic.receptionist, json!({ "roles": ["nurse"] }));
        assert_eq!(called(&clinic, clinic.nurse).len(), 1);
        assert_eq!(called(&clinic, clinic.nurse)[0].level, 0);
        assert_eq!(called(&clinic, clinic.doctor), []);
        assert_eq!(called(&clinic, clinic.receptionist), [], "who raised it knows of it");
        let answer = json!({ "id": raised, "version": 0, "action_text": "On my way" });
        clinic.ask(other, "alerts.acknowledge", answer).unwrap();
        assert_eq!(called(&clinic, clinic.nurse), []);
    }

    #[test]
    fn nothing_that_somebody_typed_comes_along() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let typed = json!({
            "title": "Elena has collapsed", "room": "Elena's room", "message": "Marín",
            "patient_ids": [patient], "roles": ["nurse"]
        });
        raise(&clinic, clinic.receptionist, typed);
        let calls = called(&clinic, clinic.nurse);
        assert!(calls[0].names_a_patient);
        let words = format!("{calls:?}");
        assert!(!words.contains("Elena") && !words.contains("Marín"), "{words}");
    }

    #[test]
    fn patients_are_called_by_none() {
        let clinic = Clinic::found();
        let patient = clinic.employ("Elena", "Marín", "patient");
        raise(&clinic, clinic.receptionist, json!({ "roles": [] }));
        assert_eq!(called(&clinic, patient), []);
    }
}
