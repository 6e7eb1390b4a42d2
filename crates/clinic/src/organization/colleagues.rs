//! Who works here, as far as everybody on the staff may know: for handing something over.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::{Asking, Nothing, Refused};

/// Somebody of the staff.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct Colleague {
    user_id: Uuid,
    name: String,
    /// Role codes, without that of a patient.
    roles: Vec<String>,
    department_id: Option<Uuid>,
}

#[derive(Deserialize)]
struct Row {
    user_id: Uuid,
    name: String,
    roles: String,
    department_id: Option<Uuid>,
}

/// Those who sign in here and are not patients alone, by name.
pub fn colleagues(asking: &Asking<'_>, _: Nothing) -> Result<Vec<Colleague>, Refused> {
    let rows: Vec<Row> = asking.reader.rows(
        "SELECT id AS user_id, coalesce(display_name, username) AS name, roles, department_id \
         FROM users WHERE is_active = 1 AND deleted_at IS NULL ORDER BY 2, 1",
        [],
    )?;
    let staff = rows.into_iter().filter_map(|row| {
        let mut roles: Vec<String> = serde_json::from_str(&row.roles).unwrap_or_default();
        roles.retain(|role| role != "patient");
        (!roles.is_empty()).then_some(Colleague {
            user_id: row.user_id,
            name: row.name,
            roles,
            department_id: row.department_id,
        })
    });
    Ok(staff.collect())
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn a_nurse_finds_colleagues_and_no_patient_among_them() {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        let account = clinic.connect(patient, "Elena");
        let found = clinic.ask(clinic.nurse, "organization.colleagues", json!({})).unwrap();
        let ids: Vec<_> =
            found.as_array().unwrap().iter().map(|one| one["user_id"].clone()).collect();
        assert!(ids.contains(&json!(clinic.doctor)) && ids.contains(&json!(clinic.nurse)));
        assert!(!ids.contains(&json!(account)));
    }
}
