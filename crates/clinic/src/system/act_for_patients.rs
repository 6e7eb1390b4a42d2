//! The clinic's rules and what patients did in their own records. A patient's own PC lets no rule
//! act, since rules act with the rights of staff; the round of a PC where somebody works does.

use serde::{Deserialize, Serialize};
use store::{Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::HOUR;
use crate::system::happened::{Happened, happened_before};
use crate::system::workflow::active_rules;
use crate::{Nothing, Refused, Who};

/// Feedback that arrives from a kiosk so late is still looked at.
const FEEDBACK_MAX: i64 = 7 * 24 * HOUR;
/// Whoever arrived longer ago needs nobody to be told any more.
const ARRIVED_MAX: i64 = 12 * HOUR;

/// How often rules acted.
#[derive(Serialize, TS)]
pub struct ActedForPatients {
    acted: u32,
}

#[derive(Deserialize)]
struct Done {
    id: Uuid,
    patient_id: Uuid,
    at: i64,
}

/// Feedback given at a site (`?1`) after a moment (`?2`).
pub(super) const FEEDBACK: &str = "SELECT id, patient_id, given_at AS at FROM feedback \
     WHERE site_id = ?1 AND given_at > ?2 AND deleted_at IS NULL ORDER BY given_at, id LIMIT 200";

/// Appointments at a site (`?1`) whose patients have checked in after a moment (`?2`), of those two
/// days around it.
pub(super) const ARRIVED: &str = "SELECT id, patient_id, checked_in_at AS at FROM appointments \
     WHERE site_id = ?1 AND starts_at > ?2 - 86400000000 AND starts_at < ?2 + 172800000000 \
     AND checked_in_at > ?2 AND status IN ('checked_in', 'in_progress', 'completed') \
     AND deleted_at IS NULL ORDER BY checked_in_at, id LIMIT 500";

/// Lets each rule act once on what a patient did since the rule is as it is: gave feedback, or checked
/// in at the kiosk. What staff did has acted already and is not looked at again.
pub fn act_for_patients(
    write: &mut Write<'_>,
    who: &Who,
    _: Nothing,
) -> Result<ActedForPatients, Refused> {
    let now = write.now();
    let mut acted = 0;
    for (trigger, table, sql, since) in [
        ("feedback_given", "feedback", FEEDBACK, now - FEEDBACK_MAX),
        ("patient_arrived", "appointments", ARRIVED, now - ARRIVED_MAX),
    ] {
        if active_rules(write, trigger)?.is_empty() {
            continue;
        }
        let done: Vec<Done> = write.rows(sql, params![who.site.id, since])?;
        for Done { id, patient_id, at } in done {
            let what = Happened { trigger, row: (table, id), patient: Some(patient_id) };
            acted += happened_before(write, who, &what, at)?;
        }
    }
    Ok(ActedForPatients { acted })
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, assert_uses_indexes, id_of};
    use serde_json::{Value, json};

    #[test]
    fn a_patients_complaint_sets_a_rule_off_once_and_an_older_one_does_not() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let account = clinic.connect(patient, "Elena");
        let say = || {
            let start = json!({
                "patient_id": patient, "appointment_id": null, "practitioner_id": null,
                "kind": "routine", "reason": "Cough"
            });
            let visit = id_of(&clinic.ask(clinic.doctor, "encounters.start_visit", start).unwrap());
            let end = json!({ "id": visit, "version": 0 });
            clinic.ask(clinic.doctor, "encounters.end_visit", end).unwrap();
            let said = json!({
                "visit_id": visit, "rating": 1, "comments": "Nobody listened", "language": "en"
            });
            clinic.ask(account, "people.own_feedback", said).unwrap();
        };
        let round = || -> Value {
            let made = clinic.ask(clinic.receptionist, "system.act_for_patients", json!({}));
            made.unwrap()["acted"].clone()
        };
        say();
        clinic.pass_minutes(5);
        let rule = json!({
            "name": "A complaint", "description": null, "trigger": "feedback_given",
            "conditions": [], "priority": null, "runs_max_per_hour": null, "is_active": true,
            "actions": [{
                "do": "add_task", "title": "Call this patient", "for_role": "receptionist",
                "priority": "high", "due_in_hours": 4
            }]
        });
        clinic.ask(clinic.owner, "system.add_workflow_rule", rule).unwrap();
        assert_eq!(round(), 0, "what was said before there was a rule is left alone");
        clinic.pass_minutes(5);
        say();
        let tasks = "SELECT count(*) FROM tasks WHERE patient_id = ?1 \
                     AND title = 'Call this patient'";
        assert_eq!(clinic.number(tasks, patient), Some(0), "a patient lets no rule act");
        clinic.pass_minutes(5);
        assert_eq!((round(), round()), (json!(1), json!(0)));
        clinic.pass_minutes(24 * 60);
        assert_eq!(round(), 0, "nor on another day");
        assert_eq!(clinic.number(tasks, patient), Some(1));
        for sql in [super::FEEDBACK, super::ARRIVED] {
            assert_uses_indexes(&clinic, sql);
        }
    }
}
