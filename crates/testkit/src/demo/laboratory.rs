//! The laboratory: what is ordered, drawn, tested, told and reviewed.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use store::params;
use uuid::Uuid;

use super::cases::Test;
use super::staff::user;
use super::story::{At, Story};
use super::{Demo, id_of};

pub(super) const CHAPTERS: &[At] =
    &[(46, 9, 10, checked), (45, 9, 20, critical), (44, 10, 0, called_off), (0, 8, 40, waiting)];

impl Demo<'_> {
    /// One test from the order to the review.
    pub(super) fn test_blood(
        &self,
        patient: Uuid,
        visit: Uuid,
        doctor: Uuid,
        test: &Test,
        value: f64,
    ) -> Result<()> {
        let (nurse, laboratory) = (user(self.store, "tomas")?, user(self.store, "noor")?);
        let listed: Option<Uuid> = self.store.read::<_, store::Error>(|reader| {
            reader.value("SELECT id FROM lab_tests WHERE code = ?1", params![test.loinc])
        })?;
        let ordered = self.ask(
            doctor,
            "encounters.order_tests",
            json!({"patient_id": patient, "visit_id": visit, "other_tests": [],
                   "lab_test_ids": [listed.context("the laboratory knows the test")?],
                   "priority": "routine"}),
        )?;
        let order = id_of(&ordered)?;
        let of = |more: Value| -> Result<Value> {
            let mut request = json!({"id": order, "version": self.version("lab_orders", order)?});
            if let (Some(fields), Value::Object(more)) = (request.as_object_mut(), more) {
                fields.extend(more);
            }
            Ok(request)
        };
        self.ask(nurse, "encounters.collect_specimen", of(json!({}))?)?;
        self.ask(laboratory, "encounters.receive_specimen", of(json!({}))?)?;
        let result: Uuid = ordered
            .pointer("/lab_result_ids/0")
            .and_then(Value::as_str)
            .context("a result is expected")?
            .parse()?;
        self.ask(
            laboratory,
            "encounters.enter_result",
            json!({"id": result, "version": self.version("lab_results", result)?,
                   "is_preliminary": false, "value_number": value, "unit": test.unit}),
        )?;
        self.ask(
            doctor,
            "encounters.review_results",
            json!({"results": [{"id": result, "version": self.version("lab_results", result)?}]}),
        )?;
        Ok(())
    }
}

/// Orders tests for `patient` and has them drawn and received; gives the expected results.
fn drawn(story: &mut Story<'_>, name: &'static str, request: Value) -> Result<Vec<Uuid>> {
    let ordered = story.ask("amina", "encounters.order_tests", request)?;
    story.call(name, id_of(&ordered)?);
    story.pass(15);
    story.step("tomas", "encounters.collect_specimen", ("lab_orders", name), json!({}))?;
    story.pass(10);
    story.step("noor", "encounters.receive_specimen", ("lab_orders", name), json!({}))?;
    story.pass(25);
    let results = ordered.get("lab_result_ids").and_then(Value::as_array).cloned();
    results
        .unwrap_or_default()
        .iter()
        .map(|id| Ok(id.as_str().context("an id")?.parse()?))
        .collect()
}

fn enter(story: &mut Story<'_>, name: &'static str, result: Uuid, value: Value) -> Result<()> {
    story.call(name, result);
    let mut request = json!({"is_preliminary": false});
    if let (Some(fields), Value::Object(value)) = (request.as_object_mut(), value) {
        fields.extend(value);
    }
    story.step("noor", "encounters.enter_result", ("lab_results", name), request)?;
    Ok(())
}

/// A check-up: normal, below the range, in words, and one that was typed wrong.
fn checked(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "check-up",
        "amina",
        "encounters.start_visit",
        json!({"patient_id": "@yellow", "practitioner_id": "@dr amina", "kind": "routine",
               "reason": "Tired for weeks"}),
    )?;
    let results = drawn(
        story,
        "blood count",
        json!({"patient_id": "@yellow", "visit_id": "@check-up", "panel_name": "Blood count",
               "lab_test_ids": [], "other_tests": ["Blood film"], "priority": "routine",
               "reason": "Tired for weeks", "notes": "Faints at the sight of blood."}),
    )?;
    for result in results {
        let test: String =
            story.value(&format!("SELECT test_name FROM lab_results WHERE {}", by(result)))?;
        match test.as_str() {
            "Hemoglobin" => enter(
                story,
                "low haemoglobin",
                result,
                json!({"value_number": 10.4, "comments": "Repeated, same value.",
                       "interpretation": "Moderate anaemia."}),
            )?,
            "Leukocytes" => enter(story, "leukocytes", result, json!({"value_number": 6.2}))?,
            _ => enter(
                story,
                "blood film",
                result,
                json!({"value_text": "Small, pale red cells.", "abnormal_flag": "abnormal",
                       "flag_reason": "Fits a lack of iron."}),
            )?,
        }
    }
    story.pass(30);
    story.ask(
        "noor",
        "encounters.correct_result",
        json!({"id": "@leukocytes", "reason": "Two digits were the wrong way round.",
               "value_number": 2.6, "value_comparator": "<"}),
    )?;
    story.pass(20);
    story.ask(
        "amina",
        "encounters.review_results",
        json!({"results": [{"id": "@low haemoglobin", "version":
               story.demo().version("lab_results", story.id("low haemoglobin")?)?}]}),
    )?;
    story.close("amina", "check-up", "Lack of iron", "Iron tablets, blood count in six weeks.")
}

fn by(id: Uuid) -> String {
    format!("id = X'{}'", id.simple())
}

/// A value that kills if nobody is told; somebody is told, and it is named.
fn critical(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "weak",
        "amina",
        "encounters.start_visit",
        json!({"patient_id": "@watched", "practitioner_id": "@dr amina", "kind": "routine",
               "reason": "Weak legs, palpitations"}),
    )?;
    let results = drawn(
        story,
        "electrolytes",
        json!({"patient_id": "@watched", "visit_id": "@weak", "panel_name": "Electrolytes",
               "lab_test_ids": [], "other_tests": [], "priority": "stat"}),
    )?;
    for result in results {
        let test: String =
            story.value(&format!("SELECT test_name FROM lab_results WHERE {}", by(result)))?;
        if test == "Potassium" {
            enter(story, "high potassium", result, json!({"value_number": 6.7}))?;
        } else {
            enter(story, "sodium result", result, json!({"value_number": 139.0}))?;
        }
    }
    story.pass(4);
    story.step(
        "noor",
        "encounters.tell_result",
        ("lab_results", "high potassium"),
        json!({"told_to": "Dr Benali, by telephone, read back"}),
    )?;
    story.step(
        "noor",
        "encounters.strike_result",
        ("lab_results", "sodium result"),
        json!({"reason": "It was of the tube beside it."}),
    )?;
    let again: String = story.value(&format!(
        "SELECT hex(id) FROM lab_results WHERE status = 'in_progress' AND test_name <> 'Potassium' \
         AND lab_order_id = (SELECT lab_order_id FROM lab_results WHERE {})",
        by(story.id("sodium result")?)
    ))?;
    enter(story, "sodium of this tube", again.parse()?, json!({"value_number": 141.0}))?;
    story.pass(10);
    story.ask(
        "amina",
        "encounters.review_results",
        json!({"results": [{"id": "@high potassium", "version":
               story.demo().version("lab_results", story.id("high potassium")?)?}]}),
    )?;
    story.close("amina", "weak", "Too much potassium", "Other tablets, test again tomorrow.")
}

fn called_off(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "unneeded",
        "amina",
        "encounters.order_tests",
        json!({"patient_id": "@yellow", "visit_id": "@check-up", "lab_test_ids": ["@urea"],
               "other_tests": [], "priority": "routine"}),
    )?;
    story.step(
        "amina",
        "encounters.cancel_lab_order",
        ("lab_orders", "unneeded"),
        json!({"reason": "Was tested elsewhere last week."}),
    )?;
    Ok(())
}

/// What stands on the laboratory's list this morning.
fn waiting(story: &mut Story<'_>) -> Result<()> {
    story.make(
        "morning tests",
        "amina",
        "encounters.order_tests",
        json!({"patient_id": "@yellow", "visit_id": "@check-up",
               "lab_test_ids": ["@haemoglobin", "@ferritin"], "other_tests": [],
               "priority": "routine", "reason": "Is the iron helping?"}),
    )?;
    story.pass(20);
    story.step(
        "noor",
        "encounters.collect_specimen",
        ("lab_orders", "morning tests"),
        json!({}),
    )?;
    story.pass(5);
    story.step(
        "noor",
        "encounters.reject_specimen",
        ("lab_orders", "morning tests"),
        json!({"reason": "The tube was not filled."}),
    )?;
    story.pass(5);
    story.step(
        "noor",
        "encounters.collect_specimen",
        ("lab_orders", "morning tests"),
        json!({}),
    )?;
    Ok(())
}
