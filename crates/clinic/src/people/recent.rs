//! Patients before anything is typed: those opened last on this PC, then those registered last.

use store::params;
use uuid::Uuid;

use crate::people::line::{Lines, PatientLine};
use crate::people::merged;
use crate::{Asking, Nothing, Refused};

const SHOWN: i64 = 12;

/// The patients that the person most likely wants again.
pub fn recent(asking: &Asking<'_>, _: Nothing) -> Result<Vec<PatientLine>, Refused> {
    let mut ids: Vec<Uuid> = asking.reader.column(
        "SELECT patient_id FROM recent_patients WHERE user_id = ?1 ORDER BY opened_at DESC LIMIT ?2",
        params![asking.who.user_id, SHOWN],
    )?;
    // Ids rise with time, so the last ones were registered last.
    let registered: Vec<Uuid> = asking.reader.column(
        "SELECT id FROM patients WHERE deleted_at IS NULL AND status <> 'inactive' \
         ORDER BY id DESC LIMIT ?1",
        params![SHOWN],
    )?;
    ids.extend(registered);
    let mut ids = merged::fronts(&asking.reader, ids)?;
    ids.truncate(SHOWN as usize);
    Lines::of(asking).all(ids)
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn who_was_opened_last_stands_first_and_each_person_has_their_own_list() {
        let clinic = Clinic::found();
        let first = clinic.patient("Elena", "Marín", "1960-01-05");
        clinic.pass_minutes(1);
        let second = clinic.patient("Luis", "Prieto", "1990-10-10");
        clinic.pass_minutes(1);
        clinic.ask(clinic.doctor, "people.chart", json!({ "patient_id": first })).unwrap();
        let of = |user| {
            let list = clinic.ask(user, "people.recent", json!({})).unwrap();
            list.as_array().unwrap().iter().map(|line| line["id"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(of(clinic.doctor), [json!(first), json!(second)]);
        assert_eq!(of(clinic.nurse), [json!(second), json!(first)]);
    }
}
