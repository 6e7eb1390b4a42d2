//! A laboratory for stories.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::Refused;
use crate::fixture::{Clinic, id_of};

/// A test from blood with its range and its critical limits.
pub(crate) fn lab_test(
    name: &str,
    code: &str,
    unit: &str,
    reference: [f64; 2],
    critical: [f64; 2],
) -> Value {
    json!({
        "name": name, "code": code, "code_system": "http://loinc.org", "category": "blood",
        "specimen_kind": "blood", "unit": unit, "reference_low": reference[0],
        "reference_high": reference[1], "critical_low": critical[0],
        "critical_high": critical[1], "sex": null, "age_from_years": null,
        "age_until_years": null, "panel_name": null, "notes": null
    })
}

/// Offers a test to everybody.
pub(crate) fn offer(
    clinic: &Clinic,
    name: &str,
    code: &str,
    unit: &str,
    reference: [f64; 2],
    critical: [f64; 2],
) -> Uuid {
    let test = lab_test(name, code, unit, reference, critical);
    id_of(&clinic.ask(clinic.owner, "encounters.add_lab_test", test).unwrap())
}

/// A routine order.
pub(crate) fn order(patient: Uuid, panel: Option<&str>, tests: &[Uuid]) -> Value {
    json!({
        "patient_id": patient, "visit_id": null, "panel_name": panel, "lab_test_ids": tests,
        "other_tests": [], "priority": "routine", "reason": null, "notes": null
    })
}

/// A number in the test's own unit.
pub(crate) fn found(number: f64) -> Value {
    json!({
        "value_number": number, "value_comparator": null, "value_text": null, "unit": null,
        "reference_low": null, "reference_high": null, "abnormal_flag": null,
        "flag_reason": null, "comments": null, "interpretation": null
    })
}

/// A clinic with a technician, a patient and potassium on its list.
pub(crate) struct Bench {
    pub clinic: Clinic,
    pub technician: Uuid,
    pub patient: Uuid,
    pub test: Uuid,
}

impl Bench {
    pub fn open() -> Self {
        let clinic = Clinic::found();
        let technician = clinic.employ("Ivo", "Horvat", "lab_technician");
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let test = offer(&clinic, "Potassium", "2823-3", "mmol/L", [3.5, 5.1], [2.8, 6.2]);
        Self { clinic, technician, patient, test }
    }

    /// The expected results of so many orders of potassium.
    pub fn ordered(&self, count: usize) -> Vec<Uuid> {
        (0..count).map(|_| self.order_for(self.patient)).collect()
    }

    /// The expected result of an order of potassium.
    pub fn order_for(&self, patient: Uuid) -> Uuid {
        let wanted = order(patient, None, &[self.test]);
        let made = self.clinic.ask(self.clinic.doctor, "encounters.order_tests", wanted).unwrap();
        made["lab_result_ids"][0].as_str().unwrap().parse().unwrap()
    }

    /// An order of so many tests that the list does not know.
    pub fn panel(&self, count: usize) -> (Uuid, Vec<Uuid>) {
        let mut wanted = order(self.patient, None, &[]);
        wanted["other_tests"] = (0..count).map(|number| json!(format!("Test {number}"))).collect();
        let made = self.clinic.ask(self.clinic.doctor, "encounters.order_tests", wanted).unwrap();
        let results = made["lab_result_ids"].as_array().unwrap();
        let ids = results.iter().map(|id| id.as_str().unwrap().parse().unwrap()).collect();
        (id_of(&made), ids)
    }

    /// The technician writes a result.
    pub fn enter(
        &self,
        result: Uuid,
        mut value: Value,
        is_preliminary: bool,
    ) -> Result<Value, Refused> {
        value["id"] = json!(result);
        value["version"] = json!(0);
        value["is_preliminary"] = json!(is_preliminary);
        self.clinic.ask(self.technician, "encounters.enter_result", value)
    }

    /// The technician telephones.
    pub fn tell(&self, result: Uuid, told_to: &str) -> Result<Value, Refused> {
        let told = json!({ "id": result, "version": 0, "told_to": told_to });
        self.clinic.ask(self.technician, "encounters.tell_result", told)
    }

    /// The order that a result belongs to.
    pub fn order_of(&self, result: Uuid) -> Value {
        let sql = "SELECT hex(lab_order_id) FROM lab_results WHERE id = ?1";
        let order: Uuid = self.clinic.text(sql, result).unwrap().parse().unwrap();
        self.clinic.ask(self.clinic.doctor, "encounters.lab_order", json!({ "id": order })).unwrap()
    }

    /// The open tasks to telephone.
    pub fn tasks(&self) -> Vec<String> {
        let sql = "SELECT title FROM tasks WHERE kind = 'telephone_result' AND status = 'open'";
        let read: Result<_, store::Error> = self.clinic.store.read(|reader| reader.column(sql, []));
        read.unwrap()
    }

    /// Critical results that nobody was told.
    pub fn not_told(&self) -> Value {
        self.clinic.ask(self.technician, "encounters.critical_not_told", json!({})).unwrap()
    }

    /// From now on the range of potassium holds from one year of age on.
    pub fn limit_to_adults(&self) {
        let mut test = lab_test("Potassium", "2823-3", "mmol/L", [3.5, 5.1], [2.8, 6.2]);
        test["id"] = json!(self.test);
        test["version"] = json!(0);
        test["age_from_years"] = json!(1.0);
        self.clinic.ask(self.clinic.owner, "encounters.update_lab_test", test).unwrap();
    }
}
