//! Finding a patient by what somebody can say of themselves.

use serde::Deserialize;
use ts_rs::TS;

use crate::people::line::{Lines, PatientLine};
use crate::people::merged;
use crate::{Asking, Refused};

const LIMIT_MAX: u32 = 100;

/// What was typed.
#[derive(Deserialize, TS)]
pub struct Find {
    query: String,
    limit: u32,
}

/// Patients whose name, record number, telephone number or birth date fits, best first. Who has
/// several records is one line.
pub fn find(asking: &Asking<'_>, request: Find) -> Result<Vec<PatientLine>, Refused> {
    let limit = request.limit.min(LIMIT_MAX) as usize;
    let query = iso_day(&request.query).unwrap_or(request.query);
    let found = asking.reader.find_patients(&query, limit)?;
    Lines::of(asking).all(merged::fronts(&asking.reader, found)?)
}

/// A birth date typed day first (`2.3.1985`, `02/03/1985`) as the index has it.
fn iso_day(query: &str) -> Option<String> {
    let parts: Vec<&str> = query.trim().split(['.', '/', '-', ' ']).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let (day, month): (u32, u32) = (day.parse().ok()?, month.parse().ok()?);
    if year.len() != 4 || day == 0 || month == 0 || month > 12 || day > 31 {
        return None;
    }
    let year: u32 = year.parse().ok()?;
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, person};
    use serde_json::json;

    #[test]
    fn a_patient_is_found_by_a_misspelt_name_number_telephone_and_birth_date() {
        let clinic = Clinic::found();
        let mut form = person("Josefa", "Villanueva", Some("1985-03-02"));
        form["phone"] = json!("+34 600 123 987");
        let made = clinic.ask(clinic.receptionist, "people.register", form).unwrap();
        clinic.patient("Ramón", "Ortega", "1971-07-19");
        for query in [
            "josefa villanueva",
            "josfa vilanueva",
            "villan",
            "A-000001",
            "600123987",
            "1985-03-02",
            "2.3.1985",
        ] {
            let found = clinic
                .ask(clinic.receptionist, "people.find", json!({ "query": query, "limit": 10 }))
                .unwrap();
            assert_eq!(found.as_array().unwrap().len(), 1, "{query}");
            assert_eq!(found[0]["id"], made["id"], "{query}");
        }
    }

    #[test]
    fn managers_see_no_single_patient() {
        let clinic = Clinic::found();
        let manager = clinic.employ("Iker", "Sanz", "manager");
        let request = json!({ "query": "ortega", "limit": 10 });
        let refused = clinic.ask(manager, "people.find", request).unwrap_err();
        assert_eq!(refused.code, Some("not_allowed"));
    }
}
