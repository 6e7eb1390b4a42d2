//! How many people and sites the clinic's plan allows. What two PCs add together without a network is
//! taken by the centre, which asks an administrator to look (`sync-server`, `plan`).

use catalog::Limited;
use store::{Reader, params};

use crate::{Refused, Who};

/// Refuses one more than the plan allows, naming `field`.
pub(crate) fn one_more(
    reader: &Reader<'_>,
    who: &Who,
    what: Limited,
    field: &'static str,
) -> Result<(), Refused> {
    let plan: Option<String> = reader
        .value(
            "SELECT subscription_plan FROM organizations WHERE id = ?1",
            params![who.organization_id],
        )?
        .flatten();
    let counted = match what {
        Limited::Devices => {
            "SELECT count(*) FROM devices WHERE status = 'active' AND deleted_at IS NULL"
        }
        Limited::People => {
            "SELECT count(*) FROM users WHERE is_active AND suspended_at IS NULL \
             AND roles <> '[\"patient\"]' AND deleted_at IS NULL"
        }
        Limited::Sites => "SELECT count(*) FROM sites WHERE is_active AND deleted_at IS NULL",
    };
    let in_use: i64 = reader.value(counted, params![])?.unwrap_or_default();
    match what.no_more(plan.as_deref(), in_use) {
        Some(sentence) => Err(Refused::coded_field("plan_limit", field, sentence)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;
    use store::Cells;
    use uuid::Uuid;

    fn on_plan(clinic: &Clinic, plan: Option<&str>) {
        let written: Result<(), store::Error> = clinic.store.write(clinic.owner, "test", |write| {
            let id: Option<Uuid> = write.value("SELECT id FROM organizations", [])?;
            let cells = Cells::new().set("subscription_plan", plan);
            write.update("organizations", id.unwrap(), None, cells)
        });
        written.unwrap();
    }

    #[test]
    fn one_person_and_one_site_more_than_the_plan_allows_are_refused_and_the_rest_works_on() {
        let clinic = Clinic::found();
        let person = |name: &str, roles: &[&str]| {
            let request = json!({
                "username": name, "given_name": "Ana", "family_name": name,
                "password": "correct horse battery staple", "roles": roles,
                "is_practitioner": false, "specialization": null
            });
            clinic.ask(clinic.owner, "organization.add_user", request)
        };
        let site = |active: bool| {
            let form = json!({
                "name": "Norte", "code": null, "kind": null, "time_zone": "Europe/Madrid",
                "currency": "EUR", "address_line": null, "city": null, "state": null,
                "postal_code": null, "country": null, "phone": null, "email": null,
                "is_active": active
            });
            clinic.ask(clinic.owner, "organization.add_site", form)
        };
        on_plan(&clinic, Some("free"));
        let mut added = 0;
        let refused = loop {
            match person(&format!("colleague{added}"), &["nurse"]) {
                Ok(_) => added += 1,
                Err(refused) => break refused,
            }
            assert!(added < 6);
        };
        assert_eq!((refused.code, refused.field), (Some("plan_limit"), Some("roles")));
        assert!(refused.sentence.contains("allows 5 people"), "{}", refused.sentence);
        person("elena", &["patient"]).unwrap();
        let refused = site(true).unwrap_err();
        assert_eq!((refused.code, refused.field), (Some("plan_limit"), Some("is_active")));
        let closed = crate::fixture::id_of(&site(false).unwrap());
        let open = json!({
            "id": closed, "version": 0, "name": "Norte", "code": null, "kind": null,
            "time_zone": "Europe/Madrid", "currency": "EUR", "address_line": null, "city": null,
            "state": null, "postal_code": null, "country": null, "phone": null, "email": null,
            "is_active": true
        });
        let refused = clinic.ask(clinic.owner, "organization.update_site", open).unwrap_err();
        assert_eq!(refused.code, Some("plan_limit"));
        // Whoever is there goes on, and a larger plan lets more in.
        clinic.patient("Luis", "Prieto", "1990-10-10");
        on_plan(&clinic, Some("basic"));
        person("one.more", &["nurse"]).unwrap();
        site(true).unwrap();
    }
}
