//! The first run: a clinic, its site and its first person.

use chrono_tz::Tz;
use store::{Cells, Write};
use uuid::Uuid;

use crate::Refused;
use crate::medication::starter;
use crate::organization::{add_user, password};

/// What the first-run screen asks.
#[derive(Clone, Debug)]
pub struct Founding {
    /// The organization's name.
    pub organization_name: String,
    /// The first site's name.
    pub site_name: String,
    /// IANA, such as `Europe/Madrid`.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    /// Where it stands, as people write it.
    pub country: Option<String>,
    /// The first person's given name.
    pub given_name: String,
    /// The first person's family name.
    pub family_name: String,
    /// What the first person signs in as.
    pub username: String,
    /// The first person's password.
    pub password: String,
    /// Whether the first person treats patients.
    pub is_practitioner: bool,
    /// The public half of the clinic's recovery key, if one was made.
    pub recovery_public_key: Option<String>,
}

/// Writes the organization, the site and the first user. The caller has set the facts
/// `organization` and `site` to new ids before and gives the first user's new id as the author of
/// the write. Whoever sets up a clinic runs it, works at its desk and does its bills until there
/// are others; only where the person treats patients do the rights of a doctor come with it.
pub fn found(write: &mut Write<'_>, founding: &Founding) -> Result<(), Refused> {
    let (Some(organization), Some(site)) = (write.facts().organization, write.facts().site) else {
        return Err(Refused::because("Set up the clinic on this PC first."));
    };
    if write.value::<i64>("SELECT 1 FROM organizations", [])?.is_some() {
        return Err(Refused::because("A clinic is already set up on this PC."));
    }
    founding.time_zone.parse::<Tz>().map_err(|_| {
        Refused::field("time_zone", "Choose the time zone of this site, such as Europe/Madrid.")
    })?;
    if founding.currency.is_empty() {
        return Err(Refused::field("currency", "Choose the currency that this site counts in."));
    }
    password::check(&founding.password, &[&founding.username, &founding.organization_name])?;
    write.insert(
        "organizations",
        Cells::new()
            .set("id", organization)
            .set("name", founding.organization_name.trim())
            .set("country", founding.country.clone())
            .set("recovery_public_key", founding.recovery_public_key.clone()),
    )?;
    write.insert(
        "sites",
        Cells::new()
            .set("id", site)
            .set("name", founding.site_name.trim())
            .set("time_zone", founding.time_zone.as_str())
            .set("currency", founding.currency.as_str())
            .set("country", founding.country.clone()),
    )?;
    crate::alerts::defaults::write_defaults(write)?;
    let mut roles = vec!["admin", "receptionist", "finance"];
    if founding.is_practitioner {
        roles.push("doctor");
    }
    let author: Uuid = write.author();
    add_user::write_person(
        write,
        add_user::Person {
            id: author,
            username: &founding.username,
            given_name: &founding.given_name,
            family_name: &founding.family_name,
            roles: &roles,
            password_hash: password::hash(&founding.password)?,
            must_change_password: false,
            practises: founding.is_practitioner.then_some(None),
            site,
        },
    )?;
    starter::load(write, organization)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;

    #[test]
    fn the_founder_of_a_one_person_practice_can_register_treat_and_bill() {
        let clinic = Clinic::found();
        let staff = clinic.ask(clinic.owner, "organization.staff", serde_json::json!({})).unwrap();
        let founder = staff["users"]
            .as_array()
            .unwrap()
            .iter()
            .find(|user| user["id"] == clinic.owner.to_string())
            .unwrap();
        assert_eq!(
            founder["roles"],
            serde_json::json!(["admin", "receptionist", "finance", "doctor"])
        );
        assert!(founder["practitioner_id"].is_string());
    }

    #[test]
    fn a_clinic_is_founded_once() {
        let clinic = Clinic::found();
        let again = clinic.store.write(clinic.owner, "organization.found", |write| {
            super::found(write, &crate::fixture::founding())
        });
        assert!(again.unwrap_err().sentence.contains("already set up"));
    }
}
