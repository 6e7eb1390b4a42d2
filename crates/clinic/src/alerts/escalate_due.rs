//! Nobody has answered: others are called.
//!
//! Every PC does this by its own clock, with or without a network. What it writes is the same on
//! every PC to the letter, so that the centre, which gets it from several, keeps it once.

use serde::Serialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::escalation::{Level, due, next};
use crate::alerts::line::{Alert, AlertRow, select};
use crate::alerts::routing::{RoutingRule, Staffing};
use crate::messages::notify::{Note, notify};
use crate::{Nothing, Refused, Who};

/// Alerts of the site `?1` that nobody has answered and that have a step to take still, from the
/// moment `?2` on, after the alert `?3`. What has called everybody and was forgotten open must not
/// stand in the way of what was raised after it.
pub(crate) const UNANSWERED: &str = "a.site_id = ?1 AND a.status = 'open' \
     AND a.escalation_policy_id IS NOT NULL \
     AND a.raised_at >= ?2 AND (a.raised_at > ?2 OR a.id > ?3) \
     AND (SELECT count(DISTINCT v.level) FROM alert_events v WHERE v.alert_id = a.id \
     AND v.kind = 'escalated' AND v.deleted_at IS NULL \
     AND v.level <= json_array_length(e.steps)) < json_array_length(e.steps) \
     ORDER BY a.raised_at, a.id LIMIT 200";
/// So many at a time are read.
const PAGE: usize = 200;
/// So many pages are read in a round, so that a commit stays small; what was taken in full by then
/// is not read again in the next.
const PAGES_MAX: usize = 10;

/// A step that was taken.
#[derive(Serialize, TS)]
pub struct EscalatedAlert {
    alert_id: Uuid,
    level: i64,
    /// By which rule those whom it calls were found.
    rule: RoutingRule,
    /// How many it calls.
    called: usize,
}

/// What was done, and when there is something to do again unless somebody answers.
#[derive(Serialize, TS)]
pub struct EscalationRound {
    escalated: Vec<EscalatedAlert>,
    next_at: Option<i64>,
}

/// Takes every step of escalation at the site whose time has come, each once.
pub fn escalate_due(
    write: &mut Write<'_>,
    who: &Who,
    _: Nothing,
) -> Result<EscalationRound, Refused> {
    let now = write.now();
    let staffing = Staffing::at(write, who, now)?;
    let mut escalated = Vec::new();
    let mut next_at: Option<i64> = None;
    let mut after = (i64::MIN, Uuid::nil());
    for _ in 0..PAGES_MAX {
        let asked = params![who.site.id, after.0, after.1];
        let rows: Vec<AlertRow> = write.rows(&select(UNANSWERED), asked)?;
        let whole = rows.len() == PAGE;
        for row in rows {
            after = (row.raised_at, row.id);
            let alert = Alert::read(write, row)?;
            let steps = alert.steps()?;
            let raised_at = alert.row.raised_at;
            let (answered, mut reached) = (alert.answered(), alert.reached());
            for level in due(&steps, raised_at, answered, &reached.clone(), now) {
                reached.insert(level.level);
                escalated.push(escalate(write, who, &staffing, &alert, level)?);
            }
            let coming = next(&steps, raised_at, answered, &reached).map(|level| level.due_at);
            next_at = next_at.into_iter().chain(coming).min();
        }
        if !whole {
            break;
        }
    }
    Ok(EscalationRound { escalated, next_at })
}

/// The entry says what was due and not who noticed it: another PC that notices it too writes the
/// same.
fn escalate(
    write: &mut Write<'_>,
    who: &Who,
    staffing: &Staffing,
    alert: &Alert,
    level: Level<'_>,
) -> Result<EscalatedAlert, Refused> {
    let step = level.step;
    let roles = serde_json::json!(step.roles).to_string();
    let alert_id = alert.row.id;
    // A policy that was changed in between makes another entry of the same level, since entries of
    // a ledger that share an id must not differ.
    let defined_by = format!(
        "escalated/{}/{}/{roles}/{}",
        level.level,
        level.due_at,
        step.department_id.unwrap_or_default()
    );
    let event = Uuid::new_v5(&alert_id, defined_by.as_bytes());
    write.insert(
        "alert_events",
        Cells::new()
            .set("id", event)
            .set("site_id", who.site.id)
            .set("alert_id", alert_id)
            .set("kind", "escalated")
            .set("occurred_at", level.due_at)
            .set("level", level.level)
            .set("roles", roles)
            .set("department_id", step.department_id),
    )?;
    let concerned = staffing.concerned(&step.roles, step.department_id);
    for person in &concerned.people {
        notify(
            write,
            &Note {
                id: Some(Uuid::new_v5(&event, person.user_id.as_bytes())),
                user: person.user_id,
                kind: "alert",
                title: format!("Nobody has answered: {}", alert.row.title),
                body: None,
                link: Some(("alerts", alert_id)),
                due_at: Some(level.due_at),
            },
        )?;
    }
    Ok(EscalatedAlert {
        alert_id,
        level: level.level,
        rule: concerned.rule,
        called: concerned.people.len(),
    })
}

#[cfg(test)]
mod tests {
    use crate::alerts::raise::tests::raise;
    use crate::fixture::Clinic;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn with_policy() -> Clinic {
        let clinic = Clinic::found();
        let request = json!({
            "name": "Medical", "kind": "medical", "urgency_from": null, "department_id": null,
            "steps": [
                { "after_minutes": 2, "roles": ["doctor"], "department_id": null },
                { "after_minutes": 5, "roles": [], "department_id": null }
            ]
        });
        clinic.ask(clinic.owner, "alerts.add_policy", request).unwrap();
        clinic
    }

    fn escalate(clinic: &Clinic) -> Value {
        clinic.ask(clinic.receptionist, "alerts.escalate_due", json!({})).unwrap()
    }

    fn levels(clinic: &Clinic, alert: Uuid) -> Option<i64> {
        let sql = "SELECT count(*) FROM alert_events WHERE alert_id = ?1 AND kind = 'escalated'";
        clinic.number(sql, alert)
    }

    #[test]
    fn each_step_calls_its_people_once_and_tells_them() {
        let clinic = with_policy();
        let alert = raise(&clinic, clinic.receptionist, json!({ "roles": ["nurse"] }));
        let round = escalate(&clinic);
        assert_eq!(round["escalated"], json!([]));
        assert_eq!(round["next_at"], clinic.now() + 2 * crate::calendar::MINUTE);
        clinic.pass_minutes(3);
        let round = escalate(&clinic);
        assert_eq!(round["escalated"][0]["level"], 1);
        assert_eq!(round["escalated"][0]["rule"], "with_role");
        assert_eq!(escalate(&clinic)["escalated"], json!([]));
        assert_eq!(levels(&clinic, alert), Some(1));
        let told = "SELECT count(*) FROM notifications WHERE user_id = ?1 AND kind = 'alert'";
        assert_eq!(clinic.number(told, clinic.doctor), Some(1));
        assert_eq!(clinic.number(told, clinic.nurse), Some(0));
        let mine = clinic.ask(clinic.doctor, "alerts.mine", json!({})).unwrap();
        assert_eq!(mine[0]["reason"], "escalated");
        assert_eq!(mine[0]["level"], 1);
        clinic.pass_minutes(3);
        let round = escalate(&clinic);
        assert_eq!(round["escalated"][0]["level"], 2);
        assert_eq!(round["escalated"][0]["rule"], "at_site");
        assert_eq!(round["next_at"], json!(null));
        assert_eq!(clinic.number(told, clinic.nurse), Some(1));
    }

    #[test]
    fn a_pc_that_slept_takes_what_was_due_at_the_moments_when_it_was() {
        let clinic = with_policy();
        let alert = raise(&clinic, clinic.receptionist, json!({}));
        let raised_at = clinic.now();
        clinic.pass_minutes(600);
        assert_eq!(escalate(&clinic)["escalated"].as_array().unwrap().len(), 2);
        let when =
            clinic.number("SELECT max(occurred_at) FROM alert_events WHERE alert_id = ?1", alert);
        assert_eq!(when, Some(raised_at + 5 * crate::calendar::MINUTE));
        // The clock is put right; nobody is called a second time.
        clinic.pass_minutes(-597);
        assert_eq!(escalate(&clinic)["escalated"], json!([]));
        assert_eq!(levels(&clinic, alert), Some(2));
    }

    #[test]
    fn alerts_that_have_called_everybody_keep_no_newer_one_from_climbing() {
        let clinic = with_policy();
        for _ in 0..205 {
            raise(&clinic, clinic.receptionist, json!({}));
        }
        clinic.pass_minutes(600);
        let steps = |round: &Value| round["escalated"].as_array().unwrap().len();
        assert_eq!(steps(&escalate(&clinic)), 2 * 205);
        assert_eq!(steps(&escalate(&clinic)), 0);
        let newer = raise(&clinic, clinic.receptionist, json!({}));
        clinic.pass_minutes(3);
        let round = escalate(&clinic);
        assert_eq!(round["escalated"][0]["alert_id"], json!(newer));
        assert_eq!(round["next_at"], clinic.now() + 2 * crate::calendar::MINUTE);
        assert_eq!(levels(&clinic, newer), Some(1));
    }

    #[test]
    fn an_answer_stops_it() {
        let clinic = with_policy();
        let alert = raise(&clinic, clinic.receptionist, json!({}));
        clinic.pass_minutes(3);
        escalate(&clinic);
        let answer = json!({ "id": alert, "version": 0 });
        clinic.ask(clinic.nurse, "alerts.acknowledge", answer).unwrap();
        clinic.pass_minutes(60);
        let round = escalate(&clinic);
        assert_eq!(round["escalated"], json!([]));
        assert_eq!(round["next_at"], json!(null));
        assert_eq!(levels(&clinic, alert), Some(1));
    }

    #[test]
    fn what_is_written_depends_on_no_pc_and_nobody_so_that_two_pcs_write_the_same() {
        let clinic = with_policy();
        let alert = raise(&clinic, clinic.receptionist, json!({}));
        let due_at = clinic.now() + 2 * crate::calendar::MINUTE;
        clinic.pass_minutes(4);
        escalate(&clinic);
        let entry = "SELECT hex(id) || ' ' || coalesce(hex(user_id), '') || \
                     coalesce(hex(device_id), '') || occurred_at FROM alert_events \
                     WHERE alert_id = ?1 AND kind = 'escalated'";
        let of = format!("escalated/1/{due_at}/[\"doctor\"]/{}", Uuid::nil());
        let event = Uuid::new_v5(&alert, of.as_bytes());
        let expected = format!("{} {due_at}", event.simple().to_string().to_uppercase());
        assert_eq!(clinic.text(entry, alert).unwrap(), expected);
        let note = Uuid::new_v5(&event, clinic.doctor.as_bytes());
        let shown_from = clinic.number("SELECT due_at FROM notifications WHERE id = ?1", note);
        assert_eq!(shown_from, Some(due_at));
    }
}
