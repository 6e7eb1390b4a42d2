//! What there is to do.

use serde::Deserialize;
use store::params;
use ts_rs::TS;

use crate::messages::task::{TaskLine, TaskRow, select};
use crate::{Asking, Refused};

/// Whether only the person's own are wanted.
#[derive(Deserialize, TS)]
pub struct Tasks {
    /// Without those that anybody with the role can take.
    only_mine: bool,
}

/// What is due soonest stands first, then what is most important.
const ORDER: &str = " ORDER BY t.due_at IS NULL, t.due_at, CASE t.priority WHEN 'urgent' THEN 0 \
     WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END, t.id LIMIT 300";

/// Tasks that `?1` has, wherever they came up.
pub(crate) fn mine() -> String {
    select("t.assigned_to = ?1 AND t.status IN ('open', 'in_progress')") + ORDER
}

/// Tasks that `?1` has, and those at site `?2` that nobody has and that one of the roles `?3` can
/// do.
pub(crate) fn mine_and_free() -> String {
    select(
        "((t.assigned_to = ?1 AND t.status IN ('open', 'in_progress')) \
         OR (t.site_id = ?2 AND t.status IN ('open', 'in_progress') AND t.assigned_to IS NULL \
         AND (t.for_role IS NULL OR t.for_role IN (SELECT value FROM json_each(?3)))))",
    ) + ORDER
}

/// What waits for the person, soonest due first, and of these the most important.
pub fn tasks(asking: &Asking<'_>, request: Tasks) -> Result<Vec<TaskLine>, Refused> {
    let who = asking.who;
    let rows: Vec<TaskRow> = if request.only_mine {
        asking.reader.rows(&mine(), params![who.user_id])?
    } else {
        let codes: Vec<&str> = who.roles.iter().map(|role| role.code()).collect();
        let codes = serde_json::json!(codes).to_string();
        asking.reader.rows(&mine_and_free(), params![who.user_id, who.site.id, codes])?
    };
    rows.into_iter().map(|row| TaskLine::of(asking, row)).collect()
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn create(clinic: &Clinic, changes: Value) -> Uuid {
        let mut request = json!({
            "title": "Telephone", "description": null, "kind": "follow_up", "priority": "medium",
            "for_role": "nurse", "assigned_to": null, "patient_id": null, "due_at": null
        });
        for (name, value) in changes.as_object().unwrap() {
            request[name] = value.clone();
        }
        id_of(&clinic.ask(clinic.doctor, "messages.create_task", request).unwrap())
    }

    fn titles(clinic: &Clinic, user: Uuid, only_mine: bool) -> Vec<Value> {
        let request = json!({ "only_mine": only_mine });
        let tasks = clinic.ask(user, "messages.tasks", request).unwrap();
        tasks.as_array().unwrap().iter().map(|task| task["title"].clone()).collect()
    }

    #[test]
    fn what_is_due_first_and_most_important_stands_first() {
        let clinic = Clinic::found();
        let soon = clinic.now() + 1;
        create(&clinic, json!({ "title": "Some time", "priority": "urgent" }));
        create(&clinic, json!({ "title": "Soon", "due_at": soon }));
        create(
            &clinic,
            json!({ "title": "Soon and urgent", "due_at": soon, "priority": "urgent" }),
        );
        create(&clinic, json!({ "title": "For the doctor", "for_role": "doctor" }));
        create(&clinic, json!({ "title": "Anybody", "for_role": null, "priority": "low" }));
        assert_eq!(
            titles(&clinic, clinic.nurse, false),
            ["Soon and urgent", "Soon", "Some time", "Anybody"]
        );
        assert_eq!(titles(&clinic, clinic.nurse, true), [] as [Value; 0]);
    }

    #[test]
    fn a_task_is_taken_handed_over_and_done_with_a_word_on_how_it_went() {
        let clinic = Clinic::found();
        let id = create(&clinic, json!({}));
        let colleague = clinic.employ("Nuria", "Gil", "nurse");
        let this = json!({ "id": id, "version": 0 });
        clinic.ask(clinic.nurse, "messages.take_task", this.clone()).unwrap();
        assert_eq!(titles(&clinic, clinic.nurse, true), ["Telephone"]);
        let taken = clinic.ask(colleague, "messages.take_task", this.clone()).unwrap_err();
        assert_eq!(taken.code, Some("taken"));
        let hand_over = json!({
            "id": id, "version": 0, "assigned_to": colleague, "for_role": null,
            "note": "I am off from noon"
        });
        clinic.ask(clinic.nurse, "messages.hand_over_task", hand_over).unwrap();
        let told = clinic.ask(colleague, "messages.notifications", json!({})).unwrap();
        assert_eq!(told["items"][0]["body"], "I am off from noon");
        let complete = |outcome: &str| json!({ "id": id, "version": 0, "outcome": outcome });
        let silent = clinic.ask(colleague, "messages.complete_task", complete("")).unwrap_err();
        assert_eq!(silent.field, Some("outcome"));
        clinic
            .ask(colleague, "messages.complete_task", complete("Reached, comes on Monday"))
            .unwrap();
        let again = clinic.ask(colleague, "messages.complete_task", complete("Twice")).unwrap_err();
        assert_eq!(again.code, Some("over"));
        let sql = "SELECT status || ': ' || outcome_text FROM tasks WHERE id = ?1";
        assert_eq!(clinic.text(sql, id).unwrap(), "done: Reached, comes on Monday");
        assert_eq!(titles(&clinic, colleague, false), [] as [Value; 0]);
    }

    #[test]
    fn a_task_for_another_role_is_left_to_it_and_a_cancelled_one_says_why() {
        let clinic = Clinic::found();
        let id = create(&clinic, json!({ "for_role": "doctor" }));
        let this = json!({ "id": id, "version": 0 });
        let refused = clinic.ask(clinic.nurse, "messages.take_task", this).unwrap_err();
        assert_eq!(refused.code, Some("not_allowed"));
        let cancel = |reason: &str| json!({ "id": id, "version": 0, "reason": reason });
        let silent = clinic.ask(clinic.doctor, "messages.cancel_task", cancel(" ")).unwrap_err();
        assert_eq!(silent.field, Some("reason"));
        clinic.ask(clinic.doctor, "messages.cancel_task", cancel("the patient called")).unwrap();
        let sql = "SELECT status || ': ' || outcome_text FROM tasks WHERE id = ?1";
        assert_eq!(clinic.text(sql, id).unwrap(), "cancelled: the patient called");
    }

    #[test]
    fn a_task_goes_to_somebody_who_can_do_it() {
        let clinic = Clinic::found();
        let id = create(&clinic, json!({}));
        let manager = clinic.employ("Iker", "Sanz", "manager");
        let to = |assigned_to: Value, for_role: Value| {
            let request = json!({
                "id": id, "version": 0, "assigned_to": assigned_to, "for_role": for_role,
                "note": null
            });
            clinic.ask(clinic.nurse, "messages.hand_over_task", request).unwrap_err().field
        };
        assert_eq!(to(json!(manager), json!(null)), Some("assigned_to"));
        assert_eq!(to(json!(null), json!("janitor")), Some("for_role"));
        assert_eq!(to(json!(null), json!(null)), Some("assigned_to"));
    }
}
