//! A patient of another branch, found at the centre, becomes known at this site.

use store::Write;

use crate::people::asked::{OnePatient, must_be_here};
use crate::people::register;
use crate::{Nothing, Refused, Who};

/// Says that a patient is known at this site from now on, so that its PCs hold the record.
pub fn make_known(
    write: &mut Write<'_>,
    who: &Who,
    request: OnePatient,
) -> Result<Nothing, Refused> {
    must_be_here(write, request.patient_id)?;
    register::make_known(write, who, request.patient_id, "found")?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;
    use store::Cells;

    #[test]
    fn a_patient_of_another_branch_becomes_known_here_once() {
        let clinic = Clinic::found();
        let imported: Result<_, store::Error> =
            clinic.store.write(clinic.receptionist, "interchange.import", |write| {
                let cells = Cells::new()
                    .set("family_name", "Marín")
                    .set("name_precision", "partial")
                    .set("date_of_birth_precision", "unknown")
                    .set("status", "active");
                write.insert("patients", cells)
            });
        let patient = imported.unwrap();
        let known = || {
            clinic
                .number(
                    "SELECT count(*) FROM patient_sites WHERE patient_id = ?1 AND source = 'found'",
                    patient,
                )
                .unwrap()
        };
        assert_eq!(known(), 0);
        for _ in 0..2 {
            let request = json!({ "patient_id": patient });
            clinic.ask(clinic.receptionist, "people.make_known", request).unwrap();
        }
        assert_eq!(known(), 1);
        let stranger = json!({ "patient_id": clinic.site });
        assert!(clinic.ask(clinic.receptionist, "people.make_known", stranger).is_err());
    }
}
