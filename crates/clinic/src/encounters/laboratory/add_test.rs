//! The laboratory offers a test, or a range of one for some patients.

use store::Write;

use crate::encounters::laboratory::test::LabTestForm;
use crate::organization::add_user::Made;
use crate::{Refused, Who};

/// Adds a row to the list of tests.
pub fn add_test(write: &mut Write<'_>, who: &Who, request: LabTestForm) -> Result<Made, Refused> {
    let cells = request.cells(write, who, None)?.set("is_active", true);
    Ok(Made { id: write.insert("lab_tests", cells)? })
}

#[cfg(test)]
mod tests {
    use crate::encounters::laboratory::story::{lab_test, offer};
    use crate::fixture::{Clinic, id_of};
    use serde_json::json;

    #[test]
    fn ranges_by_sex_and_age_stand_beside_each_other_but_never_over_each_other() {
        let clinic = Clinic::found();
        let range = |sex: Option<&str>, from: Option<f64>, until: Option<f64>| {
            let mut test = lab_test("Haemoglobin", "718-7", "g/dL", [12.0, 16.0], [7.0, 20.0]);
            test["sex"] = json!(sex);
            test["age_from_years"] = json!(from);
            test["age_until_years"] = json!(until);
            clinic.ask(clinic.owner, "encounters.add_lab_test", test)
        };
        range(None, None, None).unwrap();
        range(Some("male"), Some(18.0), None).unwrap();
        range(Some("male"), Some(0.0), Some(18.0)).unwrap();
        let over = range(Some("male"), Some(17.0), Some(20.0)).unwrap_err();
        assert_eq!(over.field, Some("age_from_years"));
        assert_eq!(range(None, None, None).unwrap_err().field, Some("age_from_years"));
        assert_eq!(range(Some("unknown"), None, None).unwrap_err().field, Some("sex"));
        let mut danger = lab_test("Sodium", "2951-2", "mmol/L", [135.0, 145.0], [140.0, 160.0]);
        let refused = clinic.ask(clinic.owner, "encounters.add_lab_test", danger.clone());
        assert_eq!(refused.unwrap_err().field, Some("critical_low"));
        danger["critical_low"] = json!(120.0);
        let nurse = clinic.ask(clinic.nurse, "encounters.add_lab_test", danger);
        assert_eq!(nurse.unwrap_err().code, Some("not_allowed"));
    }

    #[test]
    fn a_retired_test_is_not_offered_and_makes_room_for_its_successor() {
        let clinic = Clinic::found();
        let id = offer(&clinic, "Sodium", "2951-2", "mmol/L", [135.0, 145.0], [120.0, 160.0]);
        let list = |with_retired: bool| {
            let asked = json!({ "query": "sod", "with_retired": with_retired });
            let list = clinic.ask(clinic.doctor, "encounters.lab_tests", asked).unwrap();
            list.as_array().unwrap().len()
        };
        assert_eq!(list(false), 1);
        let mut change = lab_test("Sodium", "2951-2", "mmol/L", [136.0, 145.0], [120.0, 160.0]);
        change["id"] = json!(id);
        change["version"] = json!(0);
        clinic.ask(clinic.owner, "encounters.update_lab_test", change).unwrap();
        let retire = json!({ "id": id, "version": 0 });
        clinic.ask(clinic.owner, "encounters.retire_lab_test", retire).unwrap();
        assert_eq!((list(false), list(true)), (0, 1));
        let again = lab_test("Sodium", "2951-2", "mmol/L", [135.0, 145.0], [120.0, 160.0]);
        assert_ne!(id_of(&clinic.ask(clinic.owner, "encounters.add_lab_test", again).unwrap()), id);
    }
}
