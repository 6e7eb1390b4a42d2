//! A patient signs in to the own record with an account that an administrator has added.

use catalog::Role;
use serde::Deserialize;
use store::{Cells, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::asked::{ThisEntry, must_be_here};
use crate::people::merged;
use crate::{Nothing, Refused, Who};

/// Which patient, and the user name of the account.
#[derive(Deserialize, TS)]
pub struct LinkAccount {
    id: Uuid,
    version: i64,
    username: String,
}

/// Lets whoever signs in with the account see this record. Refused unless the account is one of a
/// patient and of no other patient, and the patient has none: a wrong link would show a stranger's
/// record.
pub fn link_account(
    write: &mut Write<'_>,
    who: &Who,
    request: LinkAccount,
) -> Result<Nothing, Refused> {
    must_be_here(write, request.id)?;
    let username = request.username.trim().to_lowercase();
    let account: Option<(Uuid, String, bool)> = write.row(
        "SELECT id, roles, is_active FROM users \
         WHERE organization_id = ?1 AND username = ?2 AND deleted_at IS NULL",
        params![who.organization_id, username],
    )?;
    let Some((account, roles, is_active)) = account else {
        return Err(Refused::field(
            "username",
            format!("Nobody signs in as \"{username}\". An administrator adds the account first."),
        ));
    };
    let roles: Vec<String> = serde_json::from_str(&roles).unwrap_or_default();
    if !is_active || !roles.iter().any(|role| role == Role::Patient.code()) {
        return Err(Refused::field(
            "username",
            format!("\"{username}\" is not an account for a patient, or does not work any more."),
        ));
    }
    let record = merged::is_one("id");
    let own: Option<Uuid> = write.value(
        &format!("SELECT user_id FROM patients WHERE {record} AND user_id IS NOT NULL LIMIT 1"),
        params![request.id],
    )?;
    match own {
        Some(own) if own == account => return Ok(Nothing {}),
        Some(_) => {
            return Err(Refused::because(
                "This patient has an account already. Take that one away first.",
            ));
        }
        None => {}
    }
    let other: Option<i64> = write.value(
        "SELECT 1 FROM patients WHERE user_id = ?1 AND deleted_at IS NULL LIMIT 1",
        params![account],
    )?;
    if other.is_some() {
        return Err(Refused::field(
            "username",
            format!("\"{username}\" is another patient's account."),
        ));
    }
    let cells = Cells::new().set("user_id", account);
    write.update("patients", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// Takes the account away from the record; the account itself is the administrator's to close.
pub fn unlink_account(
    write: &mut Write<'_>,
    _: &Who,
    request: ThisEntry,
) -> Result<Nothing, Refused> {
    must_be_here(write, request.id)?;
    let cells = Cells::new().set("user_id", None::<Uuid>);
    write.update("patients", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::Refused;
    use crate::fixture::Clinic;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn link(clinic: &Clinic, patient: Uuid, username: &str) -> Result<Value, Refused> {
        let request = json!({ "id": patient, "version": 0, "username": username });
        clinic.ask(clinic.receptionist, "people.link_account", request)
    }

    #[test]
    fn a_patient_signs_in_to_the_own_record_and_to_no_other() {
        let clinic = Clinic::found();
        let elena = clinic.patient("Elena", "Marín", "1960-01-05");
        let luis = clinic.patient("Luis", "Prieto", "1990-10-10");
        let account = clinic.employ("Elena", "Marin", "patient");
        let name = clinic.text("SELECT username FROM users WHERE id = ?1", account).unwrap();
        let own = || clinic.ask(account, "people.own_record", json!({}));
        assert!(own().is_err(), "an account alone opens nothing");
        assert_eq!(link(&clinic, elena, "nobody").unwrap_err().field, Some("username"));
        let nurse = clinic.text("SELECT username FROM users WHERE id = ?1", clinic.nurse).unwrap();
        let staff = link(&clinic, elena, &nurse).unwrap_err();
        assert!(staff.sentence.contains("not an account for a patient"), "{staff}");

        link(&clinic, elena, &format!(" {} ", name.to_uppercase())).unwrap();
        link(&clinic, elena, &name).unwrap();
        assert!(own().unwrap().to_string().contains("Elena"));
        let taken = link(&clinic, luis, &name).unwrap_err();
        assert!(taken.sentence.contains("another patient's"), "{taken}");
        let second = clinic.employ("Elena", "Second", "patient");
        let second = clinic.text("SELECT username FROM users WHERE id = ?1", second).unwrap();
        assert!(link(&clinic, elena, &second).unwrap_err().sentence.contains("already"));

        let request = json!({ "id": elena, "version": 0 });
        clinic.ask(clinic.receptionist, "people.unlink_account", request).unwrap();
        assert!(own().is_err());
        link(&clinic, elena, &second).unwrap();
    }
}
