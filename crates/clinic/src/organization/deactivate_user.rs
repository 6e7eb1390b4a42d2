//! Somebody leaves.

use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::{Nothing, Refused, Who};

/// Who leaves.
#[derive(Deserialize, TS)]
pub struct DeactivateUser {
    user_id: Uuid,
    version: i64,
}

/// Ends a person's access. What they wrote stays theirs.
pub fn deactivate_user(
    write: &mut Write<'_>,
    who: &Who,
    request: DeactivateUser,
) -> Result<Nothing, Refused> {
    if request.user_id == who.user_id {
        return Err(Refused::because("You cannot end your own access; ask another administrator."));
    }
    // The author is an administrator and stays, so the clinic is never left without one.
    let cells = Cells::new().set("is_active", false);
    write.update("users", request.user_id, Some(request.version), cells)?;
    let practitioners: Vec<Uuid> = write.column(
        "SELECT id FROM practitioners WHERE user_id = ?1 AND deleted_at IS NULL",
        params![request.user_id],
    )?;
    for practitioner in practitioners {
        write.update(
            "practitioners",
            practitioner,
            None,
            Cells::new().set("is_available", false),
        )?;
    }
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn who_has_left_may_do_nothing_and_is_not_booked_any_more() {
        let clinic = Clinic::found();
        let leaving = json!({ "user_id": clinic.doctor, "version": 0 });
        clinic.ask(clinic.owner, "organization.deactivate_user", leaving).unwrap();
        let refused = clinic.ask(clinic.doctor, "people.recent", json!({})).unwrap_err();
        assert_eq!(refused.code, Some("not_allowed"));
        let listed = clinic.ask(clinic.owner, "organization.practitioners", json!({})).unwrap();
        assert!(!listed.to_string().contains(&clinic.doctor_practitioner.to_string()));
    }

    #[test]
    fn an_administrator_does_not_lock_the_door_from_outside() {
        let clinic = Clinic::found();
        let own = json!({ "user_id": clinic.owner, "version": 0 });
        assert!(clinic.ask(clinic.owner, "organization.deactivate_user", own).is_err());
    }
}
