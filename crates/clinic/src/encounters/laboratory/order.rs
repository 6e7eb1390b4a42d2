//! A doctor orders tests.

use serde::{Deserialize, Serialize};
use store::{Cells, Write};
use ts_rs::TS;
use uuid::Uuid;

use crate::encounters::belongs::belongs;
use crate::encounters::laboratory::test::{LabTestRow, fitting, of_identity, row, select};
use crate::encounters::laboratory::whose::{Whose, whose};
use crate::people::details::filled;
use crate::{Refused, Who};

/// More tests than any tube is drawn for.
const TESTS_MAX: usize = 60;

/// What is to be tested: a panel, tests of the list, or tests that the list does not know.
#[derive(Deserialize, TS)]
pub struct OrderTests {
    patient_id: Uuid,
    visit_id: Option<Uuid>,
    panel_name: Option<String>,
    /// Any row of each test; which range holds is found out later.
    lab_test_ids: Vec<Uuid>,
    /// Tests by name that the list does not know.
    other_tests: Vec<String>,
    priority: String,
    reason: Option<String>,
    notes: Option<String>,
}

/// The order, and what is expected of it.
#[derive(Serialize, TS)]
pub struct TestsOrdered {
    id: Uuid,
    lab_result_ids: Vec<Uuid>,
}

/// Orders tests from one specimen: one order, and one expected result for each test.
pub fn order(
    write: &mut Write<'_>,
    who: &Who,
    request: OrderTests,
) -> Result<TestsOrdered, Refused> {
    belongs(write, request.patient_id, request.visit_id)?;
    let panel = filled(request.panel_name.as_deref());
    let now = write.now();
    let whose = whose(write, request.patient_id, who.today(now))?;
    let tests = chosen(write, who, &request, panel.as_deref(), &whose)?;
    let others: Vec<String> =
        request.other_tests.iter().filter_map(|name| filled(Some(name))).collect();
    let count = tests.len() + others.len();
    if count == 0 {
        return Err(Refused::field("lab_test_ids", "Choose at least one test."));
    }
    if count > TESTS_MAX {
        return Err(Refused::field(
            "lab_test_ids",
            format!("An order holds at most {TESTS_MAX} tests. Divide it in two."),
        ));
    }
    let specimen = one_specimen(&tests)?;
    let names =
        tests.iter().map(|test| test.name.as_str()).chain(others.iter().map(String::as_str));
    let title = panel.clone().unwrap_or_else(|| names.collect::<Vec<_>>().join(", "));
    let order = write.insert(
        "lab_orders",
        Cells::new()
            .set("patient_id", request.patient_id)
            .set("site_id", who.site.id)
            .set("visit_id", request.visit_id)
            .set("ordered_by", who.practitioner_id)
            .set("ordered_at", now)
            .set("panel_name", title)
            .set("priority", request.priority.as_str())
            .set("status", "ordered")
            .set("reason", filled(request.reason.as_deref()))
            .set("specimen_kind", specimen)
            .set("notes", filled(request.notes.as_deref())),
    )?;
    let expected = |name: &str| {
        Cells::new()
            .set("site_id", who.site.id)
            .set("patient_id", request.patient_id)
            .set("visit_id", request.visit_id)
            .set("lab_order_id", order)
            .set("ordered_by", who.practitioner_id)
            .set("ordered_at", now)
            .set("test_name", name)
            .set("panel_name", panel.clone())
            .set("source_category", "laboratory")
            .set("priority", request.priority.as_str())
            .set("status", "ordered")
    };
    let mut lab_result_ids = Vec::new();
    for test in &tests {
        let cells = expected(&test.name)
            .set("lab_test_id", test.id)
            .set("code_system", test.code_system.clone())
            .set("test_code", test.code.clone())
            .set("test_category", test.category.clone());
        lab_result_ids.push(write.insert("lab_results", cells)?);
    }
    for name in &others {
        lab_result_ids.push(write.insert("lab_results", expected(name))?);
    }
    Ok(TestsOrdered { id: order, lab_result_ids })
}

/// One row for each test: those of the panel and those chosen one by one, the row that fits the
/// patient where one does.
fn chosen(
    write: &Write<'_>,
    who: &Who,
    request: &OrderTests,
    panel: Option<&str>,
    whose: &Whose,
) -> Result<Vec<LabTestRow>, Refused> {
    let mut named = Vec::new();
    if let Some(panel) = panel.filter(|_| request.lab_test_ids.is_empty()) {
        named = write.rows::<LabTestRow>(
            &(select("t.organization_id = ?1 AND t.panel_name = ?2 AND t.is_active")
                + " ORDER BY t.name, t.id LIMIT 500"),
            store::params![who.organization_id, panel],
        )?;
        if named.is_empty() && request.other_tests.is_empty() {
            return Err(Refused::field("panel_name", "No test on the list belongs to this panel."));
        }
    }
    for id in &request.lab_test_ids {
        let test = row(write, *id)?.filter(LabTestRow::is_offered);
        named.push(test.ok_or_else(|| {
            Refused::field("lab_test_ids", "One of these tests is not offered any more.")
        })?);
    }
    let mut tests: Vec<LabTestRow> = Vec::new();
    for test in named {
        if tests.iter().any(|known| known.is_same_test(&test)) {
            continue;
        }
        let mut rows = of_identity(write, who, test.code.as_deref(), &test.name)?;
        rows.retain(LabTestRow::is_offered);
        tests.push(fitting(&rows, whose).cloned().unwrap_or(test));
    }
    Ok(tests)
}

/// The kind of specimen that all tests need; they must agree on one.
fn one_specimen(tests: &[LabTestRow]) -> Result<Option<String>, Refused> {
    let mut kinds: Vec<&str> =
        tests.iter().filter_map(|test| test.specimen_kind.as_deref()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() > 1 {
        let kinds = kinds.join(", ").replace('_', " ");
        return Err(Refused::field(
            "lab_test_ids",
            format!("These tests need different specimens ({kinds}). Order them one by one."),
        ));
    }
    Ok(kinds.first().map(|kind| (*kind).to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::encounters::laboratory::story::{lab_test, offer, order};
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

    #[test]
    fn a_panel_is_one_order_and_one_expected_result_for_each_test_of_the_fitting_range() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        for (name, code, sex) in [
            ("Haemoglobin", "718-7", None),
            ("Haemoglobin", "718-7", Some("female")),
            ("Leukocytes", "6690-2", None),
        ] {
            let mut test = lab_test(name, code, "g/dL", [12.0, 16.0], [7.0, 20.0]);
            test["panel_name"] = json!("Blood count");
            test["sex"] = json!(sex);
            clinic.ask(clinic.owner, "encounters.add_lab_test", test).unwrap();
        }
        let ordered = clinic
            .ask(clinic.doctor, "encounters.order_tests", order(patient, Some("Blood count"), &[]))
            .unwrap();
        assert_eq!(ordered["lab_result_ids"].as_array().unwrap().len(), 2);
        let shown = json!({ "id": id_of(&ordered) });
        let shown = clinic.ask(clinic.nurse, "encounters.lab_order", shown).unwrap();
        assert_eq!(shown["order"]["panel_name"], "Blood count");
        assert_eq!(shown["order"]["awaited"], 2);
        assert_eq!(shown["results"][0]["status"], "ordered");
        assert_eq!(shown["results"][0]["abnormal_flag"], Value::Null);
        let unknown = order(patient, Some("No such panel"), &[]);
        let refused = clinic.ask(clinic.doctor, "encounters.order_tests", unknown).unwrap_err();
        assert_eq!(refused.field, Some("panel_name"));
    }

    #[test]
    fn one_order_is_one_specimen_and_only_a_doctor_orders() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let blood = offer(&clinic, "Sodium", "2951-2", "mmol/L", [135.0, 145.0], [120.0, 160.0]);
        let mut urine = lab_test("Protein in urine", "2888-6", "mg/dL", [0.0, 14.0], [0.0, 9999.0]);
        urine["specimen_kind"] = json!("urine");
        let urine = id_of(&clinic.ask(clinic.owner, "encounters.add_lab_test", urine).unwrap());
        let both = order(patient, None, &[blood, urine]);
        let refused = clinic.ask(clinic.doctor, "encounters.order_tests", both).unwrap_err();
        assert!(refused.sentence.contains("blood, urine"), "{}", refused.sentence);
        let nurse =
            clinic.ask(clinic.nurse, "encounters.order_tests", order(patient, None, &[blood]));
        assert_eq!(nurse.unwrap_err().code, Some("not_allowed"));
        let nothing = order(patient, None, &[]);
        let refused = clinic.ask(clinic.doctor, "encounters.order_tests", nothing).unwrap_err();
        assert_eq!(refused.field, Some("lab_test_ids"));
        let mut foreign = order(patient, None, &[]);
        foreign["other_tests"] = json!(["Coproporphyrin"]);
        clinic.ask(clinic.doctor, "encounters.order_tests", foreign).unwrap();
    }
}
