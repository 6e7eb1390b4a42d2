//! The list of the clinic's own rules, and changing it.

use catalog::Role;
use serde::{Deserialize, Serialize};
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::system::workflow::{Action, Condition, Rule, TRIGGERS};
use crate::{Asking, Nothing, Refused, Who};

/// The most rules and runs that one answer holds.
const SHOWN_MAX: i64 = 200;
/// How many of the newest rows a dry run looks at.
const TRIED_MAX: i64 = 200;

/// A rule as a person writes it.
#[derive(Clone, Deserialize, TS)]
pub struct WorkflowRuleForm {
    name: String,
    description: Option<String>,
    /// One of `workflow_trigger`.
    trigger: String,
    conditions: Vec<Condition>,
    actions: Vec<Action>,
    priority: Option<i64>,
    runs_max_per_hour: Option<i64>,
    is_active: bool,
}

/// A changed rule.
#[derive(Deserialize, TS)]
pub struct UpdateWorkflowRule {
    id: Uuid,
    version: i64,
    rule: WorkflowRuleForm,
}

/// A rule of the list.
#[derive(Serialize, TS)]
pub struct WorkflowRuleLine {
    id: Uuid,
    version: i64,
    name: String,
    description: Option<String>,
    trigger: String,
    conditions: Vec<Condition>,
    actions: Vec<Action>,
    priority: Option<i64>,
    runs_max_per_hour: Option<i64>,
    is_active: bool,
    /// Whether what stands in it can be read; one that cannot never runs.
    is_readable: bool,
}

/// Every rule, by name.
pub fn workflow_rules(asking: &Asking<'_>, _: Nothing) -> Result<Vec<WorkflowRuleLine>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        id: Uuid,
        version: i64,
        name: String,
        description: Option<String>,
        trigger_kind: String,
        conditions: Option<String>,
        actions: String,
        priority: Option<i64>,
        runs_max_per_hour: Option<i64>,
        is_active: bool,
    }
    let rows: Vec<Row> = asking.reader.rows(
        "SELECT id, version, name, description, trigger_kind, conditions, actions, priority, \
         runs_max_per_hour, is_active FROM workflow_rules WHERE deleted_at IS NULL \
         ORDER BY name, id LIMIT ?1",
        params![SHOWN_MAX],
    )?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let conditions =
                row.conditions.map_or(Some(Vec::new()), |text| serde_json::from_str(&text).ok());
            let actions = serde_json::from_str(&row.actions).ok();
            WorkflowRuleLine {
                id: row.id,
                version: row.version,
                name: row.name,
                description: row.description,
                trigger: row.trigger_kind,
                is_readable: conditions.is_some() && actions.is_some(),
                conditions: conditions.unwrap_or_default(),
                actions: actions.unwrap_or_default(),
                priority: row.priority,
                runs_max_per_hour: row.runs_max_per_hour,
                is_active: row.is_active,
            }
        })
        .collect())
}

/// Adds a rule.
pub fn add(write: &mut Write<'_>, _: &Who, rule: WorkflowRuleForm) -> Result<Made, Refused> {
    let id = write.insert("workflow_rules", rule.cells()?)?;
    Ok(Made { id })
}

/// Changes a rule. What it has done stays as it is.
pub fn update(
    write: &mut Write<'_>,
    _: &Who,
    request: UpdateWorkflowRule,
) -> Result<Nothing, Refused> {
    write.update("workflow_rules", request.id, Some(request.version), request.rule.cells()?)?;
    Ok(Nothing {})
}

/// Which rule.
#[derive(Deserialize, TS)]
pub struct ThisWorkflowRule {
    id: Uuid,
    version: i64,
}

/// Takes a rule out of the list.
pub fn remove(write: &mut Write<'_>, _: &Who, this: ThisWorkflowRule) -> Result<Nothing, Refused> {
    write.remove("workflow_rules", this.id, Some(this.version))?;
    Ok(Nothing {})
}

impl WorkflowRuleForm {
    fn table(&self) -> Result<&'static str, Refused> {
        let found = TRIGGERS.iter().find(|(trigger, _)| *trigger == self.trigger);
        found.map(|(_, table)| *table).ok_or_else(|| {
            Refused::field("trigger", "Choose from the list when the rule should act.")
        })
    }

    /// Checks it as a whole; a rule that says something impossible is not stored.
    fn cells(&self) -> Result<Cells, Refused> {
        let table = self.table()?;
        let shape = migrations::schema().table(table);
        for condition in &self.conditions {
            if shape.is_none_or(|shape| shape.column(&condition.field).is_none()) {
                let field = condition.field.replace('_', " ");
                return Err(Refused::field(
                    "conditions",
                    format!("There is no field \u{201c}{field}\u{201d} to compare here."),
                ));
            }
        }
        if self.actions.is_empty() {
            return Err(Refused::field("actions", "Say what the rule should do."));
        }
        for action in &self.actions {
            check(action)?;
        }
        let as_json = |value: serde_json::Result<String>| {
            value.map_err(|_| Refused::because("The rule could not be written down."))
        };
        Ok(Cells::new()
            .set("name", self.name.trim())
            .set("description", filled(self.description.as_deref()))
            .set("trigger_kind", self.trigger.as_str())
            .set("conditions", as_json(serde_json::to_string(&self.conditions))?)
            .set("actions", as_json(serde_json::to_string(&self.actions))?)
            .set("priority", self.priority)
            .set("runs_max_per_hour", self.runs_max_per_hour)
            .set("is_active", self.is_active))
    }
}

fn check(action: &Action) -> Result<(), Refused> {
    let (title, roles): (&str, Vec<&str>) = match action {
        Action::AddTask { title, for_role, priority, .. } => {
            let known = ["low", "medium", "high", "urgent"];
            if !known.contains(&priority.as_str()) {
                return Err(Refused::field("actions", "Choose a priority from the list."));
            }
            (title, for_role.iter().map(String::as_str).collect())
        }
        Action::Notify { title, role } => (title, vec![role]),
        Action::OpenAlert { title, roles, urgency, kind } => {
            if !(1..=5).contains(urgency) {
                return Err(Refused::field("actions", "The urgency must lie between 1 and 5."));
            }
            let kinds = catalog::enumerations();
            let kinds = kinds.iter().find(|one| one.name == "alert_kind");
            if kinds.is_none_or(|kinds| !kinds.admits(kind)) {
                return Err(Refused::field("actions", "Choose a kind of alert from the list."));
            }
            (title, roles.iter().map(String::as_str).collect())
        }
    };
    if title.trim().is_empty() {
        return Err(Refused::field("actions", "Say in a line what people are told."));
    }
    if roles.iter().any(|role| Role::from_code(role).is_none()) {
        return Err(Refused::field("actions", "Choose a role from the list."));
    }
    Ok(())
}

/// What a rule would have done.
#[derive(Serialize, TS)]
pub struct DryRun {
    /// How many of the newest rows were looked at.
    tried: usize,
    /// Those that meet the conditions, the newest first.
    matched: Vec<Uuid>,
    table: &'static str,
}

/// Tries a rule on the newest rows of its table and changes nothing.
pub fn dry_run(asking: &Asking<'_>, form: WorkflowRuleForm) -> Result<DryRun, Refused> {
    form.cells()?;
    let table = form.table()?;
    let rule = Rule {
        id: Uuid::nil(),
        conditions: form.conditions,
        actions: form.actions,
        runs_max_per_hour: None,
        changed_at: asking.now,
    };
    let newest: Vec<Uuid> = asking.reader.column(
        &format!("SELECT id FROM {table} WHERE deleted_at IS NULL ORDER BY id DESC LIMIT ?1"),
        params![TRIED_MAX],
    )?;
    let tried = newest.len();
    let mut matched = Vec::new();
    for id in newest {
        if asking.reader.cells(table, id)?.is_some_and(|cells| rule.matches(&cells)) {
            matched.push(id);
        }
    }
    Ok(DryRun { tried, matched, table })
}

/// A run of a rule.
#[derive(Deserialize, Serialize, TS)]
pub struct WorkflowRunLine {
    id: Uuid,
    rule_name: Option<String>,
    trigger_kind: String,
    source_table: Option<String>,
    source_row_id: Option<Uuid>,
    status: String,
    reason: Option<String>,
    ran_at: i64,
}

/// Which rule's runs.
#[derive(Deserialize, TS)]
pub struct WorkflowRunsAsked {
    rule_id: Uuid,
}

/// The newest runs of a rule.
pub fn runs(
    asking: &Asking<'_>,
    request: WorkflowRunsAsked,
) -> Result<Vec<WorkflowRunLine>, Refused> {
    Ok(asking.reader.rows(
        "SELECT w.id, r.name AS rule_name, w.trigger_kind, w.source_table, w.source_row_id, \
         w.status, w.reason, w.ran_at FROM workflow_runs w \
         LEFT JOIN workflow_rules r ON r.id = w.workflow_rule_id \
         WHERE w.workflow_rule_id = ?1 ORDER BY w.ran_at DESC LIMIT ?2",
        params![request.rule_id, SHOWN_MAX],
    )?)
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use crate::system::happened::{Happened, happened};
    use crate::{Refused, Who};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn rule(trigger: &str, conditions: Value, actions: Value) -> Value {
        json!({
            "name": "House rule", "description": null, "trigger": trigger,
            "conditions": conditions, "actions": actions, "priority": null,
            "runs_max_per_hour": null, "is_active": true
        })
    }

    fn task(title: &str) -> Value {
        json!({
            "do": "add_task", "title": title, "for_role": "receptionist", "priority": "high",
            "due_in_hours": 24
        })
    }

    fn let_happen(clinic: &Clinic, trigger: &'static str, row: (&'static str, Uuid)) {
        let result: Result<(), Refused> =
            clinic.store.write(clinic.receptionist, "test.happen", |write| {
                let who = Who::load(write, clinic.receptionist)?;
                happened(write, &who, &Happened { trigger, row, patient: None })
            });
        result.unwrap();
    }

    fn tasks(clinic: &Clinic, source: Uuid) -> i64 {
        let sql = "SELECT count(*) FROM tasks WHERE source_row_id = ?1";
        clinic.number(sql, source).unwrap()
    }

    #[test]
    fn a_rule_acts_once_on_what_meets_its_conditions() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let urgent = json!([
            { "field": "kind", "is": "equals", "value": "consultation" },
            { "field": "reason", "is": "contains", "value": "COUGH" },
            { "field": "room", "is": "is_empty" }
        ]);
        let form = rule("patient_arrived", urgent, json!([task("Offer a mask")]));
        clinic.ask(clinic.owner, "system.add_workflow_rule", form).unwrap();
        let arrived = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        for _ in 0..2 {
            let_happen(&clinic, "patient_arrived", ("appointments", arrived));
        }
        assert_eq!(tasks(&clinic, arrived), 1, "one cause, one task");
        let_happen(&clinic, "appointment_no_show", ("appointments", arrived));
        assert_eq!(tasks(&clinic, arrived), 1, "another trigger is another rule's matter");
        clinic.pass_minutes(24 * 60);
        let_happen(&clinic, "patient_arrived", ("appointments", arrived));
        assert_eq!(tasks(&clinic, arrived), 2, "on another day it is another cause");
    }

    #[test]
    fn a_rule_says_beforehand_what_it_would_meet_and_changes_nothing() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let met = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let form = rule(
            "appointment_booked",
            json!([{ "field": "priority", "is": "differs", "value": "urgent" }]),
            json!([task("Call")]),
        );
        let tried = clinic.ask(clinic.owner, "system.try_workflow_rule", form).unwrap();
        assert_eq!(tried["matched"], json!([met]));
        assert_eq!(tasks(&clinic, met), 0);
    }

    #[test]
    fn a_rule_that_asks_for_the_impossible_is_not_stored() {
        let clinic = Clinic::found();
        let add = |form| clinic.ask(clinic.owner, "system.add_workflow_rule", form).unwrap_err();
        let field = json!([{ "field": "shoe_size", "is": "above", "value": "45" }]);
        let unknown = add(rule("patient_arrived", field, json!([task("x")])));
        assert!(unknown.sentence.contains("shoe size"));
        assert_eq!(add(rule("full_moon", json!([]), json!([task("x")]))).field, Some("trigger"));
        assert_eq!(add(rule("patient_arrived", json!([]), json!([]))).field, Some("actions"));
        let nobody = json!([{ "do": "notify", "role": "wizard", "title": "x" }]);
        assert_eq!(add(rule("patient_arrived", json!([]), nobody)).field, Some("actions"));
        let doctor = clinic.ask(
            clinic.doctor,
            "system.add_workflow_rule",
            rule("patient_arrived", json!([]), json!([task("x")])),
        );
        assert_eq!(doctor.unwrap_err().code, Some("not_allowed"));
    }

    #[test]
    fn rules_that_set_each_other_off_end_and_say_so() {
        let clinic = Clinic::found();
        let alert = json!([{
            "do": "open_alert", "kind": "other", "title": "Again", "urgency": 4, "roles": []
        }]);
        let form = rule("alert_raised", json!([]), alert);
        let echo = id_of(&clinic.ask(clinic.owner, "system.add_workflow_rule", form).unwrap());
        let first = clinic
            .store
            .write(clinic.receptionist, "test.raise", |write| {
                let who = Who::load(write, clinic.receptionist)?;
                crate::alerts::open::open(
                    write,
                    &who,
                    &crate::alerts::open::NewAlert {
                        id: None,
                        kind: "other",
                        title: "Smoke".to_owned(),
                        message: None,
                        urgency: 1,
                        roles: &[],
                        department: None,
                        room: None,
                        patients: &[],
                        source: None,
                    },
                )
            })
            .unwrap();
        let_happen(&clinic, "alert_raised", ("alerts", first));
        let runs =
            clinic.ask(clinic.owner, "system.workflow_runs", json!({ "rule_id": echo })).unwrap();
        let runs = runs.as_array().unwrap();
        assert_eq!(runs.len(), 4);
        let stopped = runs.iter().filter(|run| run["status"] == "stopped_by_guard").count();
        assert_eq!(stopped, 1);
    }

    #[test]
    fn a_rule_that_runs_too_often_is_held_back() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let mut form = rule("patient_arrived", json!([]), json!([task("Greet")]));
        form["runs_max_per_hour"] = json!(1);
        clinic.ask(clinic.owner, "system.add_workflow_rule", form).unwrap();
        let one = clinic.book(patient, "2026-03-02T10:00:00Z").unwrap();
        let two = clinic.book(patient, "2026-03-02T11:00:00Z").unwrap();
        for appointment in [one, two] {
            let_happen(&clinic, "patient_arrived", ("appointments", appointment));
        }
        assert_eq!((tasks(&clinic, one), tasks(&clinic, two)), (1, 0));
        clinic.pass_minutes(61);
        let three = clinic.book(patient, "2026-03-02T12:00:00Z").unwrap();
        let_happen(&clinic, "patient_arrived", ("appointments", three));
        assert_eq!(tasks(&clinic, three), 1);
    }
}
