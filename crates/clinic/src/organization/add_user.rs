//! A new colleague.

use catalog::{Limited, Role};
use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::password;
use crate::organization::plan::one_more;
use crate::{Refused, Who};

/// Who joins.
#[derive(Deserialize, TS)]
pub struct AddUser {
    given_name: String,
    family_name: String,
    username: String,
    password: String,
    roles: Vec<String>,
    is_practitioner: bool,
    specialization: Option<String>,
}

/// The id of what was made.
#[derive(Serialize, TS)]
pub struct Made {
    /// A new row.
    pub id: Uuid,
}

/// Adds a person who may sign in with this first password and must then choose another.
pub fn add_user(write: &mut Write<'_>, who: &Who, request: AddUser) -> Result<Made, Refused> {
    if request.roles.is_empty() {
        return Err(Refused::field("roles", "Choose at least one role."));
    }
    if request.roles.iter().any(|code| Role::from_code(code).is_none()) {
        return Err(Refused::field("roles", "One of the roles is not known to Holdfast."));
    }
    password::check(&request.password, &[&request.username])?;
    if request.roles != [Role::Patient.code()] {
        one_more(write, who, Limited::People, "roles")?;
    }
    let roles: Vec<&str> = request.roles.iter().map(String::as_str).collect();
    let id = write.new_id();
    write_person(
        write,
        Person {
            id,
            username: &request.username,
            given_name: &request.given_name,
            family_name: &request.family_name,
            roles: &roles,
            password_hash: password::hash(&request.password)?,
            must_change_password: true,
            practises: request.is_practitioner.then_some(request.specialization.as_deref()),
            site: who.site.id,
        },
    )?;
    Ok(Made { id })
}

/// A user, and the practitioner that the user is.
pub(crate) struct Person<'a> {
    pub id: Uuid,
    pub username: &'a str,
    pub given_name: &'a str,
    pub family_name: &'a str,
    pub roles: &'a [&'a str],
    pub password_hash: String,
    pub must_change_password: bool,
    /// Whether the person treats, and in which field.
    pub practises: Option<Option<&'a str>>,
    pub site: Uuid,
}

pub(crate) fn write_person(write: &mut Write<'_>, person: Person<'_>) -> Result<(), Refused> {
    let username = person.username.trim().to_lowercase();
    if username.chars().count() < 2 || username.contains(char::is_whitespace) {
        return Err(Refused::field(
            "username",
            "The user name must have at least 2 characters and no spaces.",
        ));
    }
    if taken(write, &username)? {
        return Err(Refused::field(
            "username",
            "Somebody here already signs in with this user name. Choose another one.",
        ));
    }
    let (given, family) = (person.given_name.trim(), person.family_name.trim());
    let display = format!("{given} {family}").trim().to_owned();
    if display.is_empty() {
        return Err(Refused::field("family_name", "Give the person's name."));
    }
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let roles = serde_json::json!(person.roles).to_string();
    let now = write.now();
    write.insert(
        "users",
        Cells::new()
            .set("id", person.id)
            .set("username", username)
            .set("password_hash", person.password_hash)
            .set("given_name", filled(given))
            .set("family_name", filled(family))
            .set("display_name", display)
            .set("roles", roles)
            .set("site_id", person.site)
            .set("password_changed_at", now)
            .set("must_change_password", person.must_change_password),
    )?;
    if let Some(specialization) = person.practises {
        write.insert(
            "practitioners",
            Cells::new()
                .set("user_id", person.id)
                .set("given_name", filled(given))
                .set("family_name", filled(family))
                .set("specialization", specialization.and_then(|text| filled(text.trim())))
                .set("site_id", person.site),
        )?;
    }
    Ok(())
}

fn taken(reader: &Reader<'_>, username: &str) -> Result<bool, Refused> {
    let found: Option<i64> = reader.value(
        "SELECT 1 FROM users WHERE lower(username) = ?1 AND deleted_at IS NULL",
        params![username],
    )?;
    Ok(found.is_some())
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    fn colleague(username: &str) -> serde_json::Value {
        json!({
            "given_name": "Nadia", "family_name": "Haddad", "username": username,
            "password": "copper kettle", "roles": ["nurse"], "is_practitioner": false,
            "specialization": null
        })
    }

    #[test]
    fn a_colleague_joins_and_must_choose_a_password() {
        let clinic = Clinic::found();
        let made = clinic.ask(clinic.owner, "organization.add_user", colleague("nadia")).unwrap();
        let id: uuid::Uuid = made["id"].as_str().unwrap().parse().unwrap();
        let must = clinic.number("SELECT must_change_password FROM users WHERE id = ?1", id);
        assert_eq!(must, Some(1));
    }

    #[test]
    fn two_people_do_not_share_a_user_name_however_it_is_written() {
        let clinic = Clinic::found();
        clinic.ask(clinic.owner, "organization.add_user", colleague("nadia")).unwrap();
        let again = clinic.ask(clinic.owner, "organization.add_user", colleague(" Nadia "));
        assert_eq!(again.unwrap_err().field, Some("username"));
    }

    #[test]
    fn only_an_administrator_adds_people() {
        let clinic = Clinic::found();
        let refused = clinic.ask(clinic.doctor, "organization.add_user", colleague("nadia"));
        assert_eq!(refused.unwrap_err().code, Some("not_allowed"));
    }
}
