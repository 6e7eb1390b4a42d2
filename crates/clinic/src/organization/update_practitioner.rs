//! What is written down about somebody who treats.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::details::filled;
use crate::{Asking, Nothing, Refused, Who};

/// What is written down about somebody who treats.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PractitionerForm {
    prefix: Option<String>,
    given_name: Option<String>,
    family_name: Option<String>,
    specialization: Option<String>,
    qualification: Option<String>,
    experience_years: Option<i64>,
    license_number: Option<String>,
    npi: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    /// In the smallest unit of the currency.
    consultation_fee_minor: Option<i64>,
    currency: Option<String>,
    site_id: Option<Uuid>,
    /// Whether they can be booked.
    is_available: bool,
}

/// Whose form.
#[derive(Deserialize, TS)]
pub struct PractitionerAsked {
    id: Uuid,
}

/// Somebody who treats, with the departments they belong to, the first one first.
#[derive(Serialize, TS)]
pub struct PractitionerDetails {
    id: Uuid,
    version: i64,
    user_id: Option<Uuid>,
    #[serde(flatten)]
    practitioner: PractitionerForm,
    department_ids: Vec<Uuid>,
}

/// What is written down about somebody who treats.
pub fn practitioner(
    asking: &Asking<'_>,
    request: PractitionerAsked,
) -> Result<PractitionerDetails, Refused> {
    #[derive(Deserialize)]
    struct Row {
        version: i64,
        user_id: Option<Uuid>,
    }
    let known = "FROM practitioners WHERE id = ?1 AND deleted_at IS NULL";
    let row: Option<Row> =
        asking.reader.row(&format!("SELECT version, user_id {known}"), params![request.id])?;
    let form: Option<PractitionerForm> = asking.reader.row(
        &format!(
            "SELECT prefix, given_name, family_name, specialization, qualification, \
             experience_years, license_number, npi, phone, email, consultation_fee_minor, \
             currency, site_id, is_available {known}"
        ),
        params![request.id],
    )?;
    let (Some(row), Some(practitioner)) = (row, form) else {
        return Err(Refused::gone("practitioner"));
    };
    Ok(PractitionerDetails {
        id: request.id,
        version: row.version,
        user_id: row.user_id,
        practitioner,
        department_ids: departments_of(&asking.reader, request.id)?
            .into_iter()
            .map(|membership| membership.department_id)
            .collect(),
    })
}

#[derive(Deserialize)]
struct Membership {
    id: Uuid,
    department_id: Uuid,
}

fn departments_of(reader: &Reader<'_>, practitioner: Uuid) -> Result<Vec<Membership>, Refused> {
    Ok(reader.rows(
        "SELECT id, department_id FROM practitioner_departments WHERE practitioner_id = ?1 \
         AND deleted_at IS NULL ORDER BY is_primary DESC, id",
        params![practitioner],
    )?)
}

/// Somebody who treats, as they should be written down.
#[derive(Deserialize, TS)]
pub struct UpdatePractitioner {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    practitioner: PractitionerForm,
    /// The departments they belong to, the first one first.
    department_ids: Vec<Uuid>,
}

/// Changes what is written down about somebody who treats. What is booked with one who cannot be
/// booked any more stays, and `scheduling.affected_bookings` lists it.
pub fn update_practitioner(
    write: &mut Write<'_>,
    who: &Who,
    request: UpdatePractitioner,
) -> Result<Nothing, Refused> {
    let form = request.practitioner;
    let text = |field: &Option<String>| filled(field.as_deref());
    let currency = match (form.consultation_fee_minor, text(&form.currency)) {
        (None, _) => None,
        (Some(_), Some(currency)) => Some(currency),
        (Some(_), None) => Some(who.site.currency.clone()),
    };
    write.update(
        "practitioners",
        request.id,
        Some(request.version),
        Cells::new()
            .set("prefix", text(&form.prefix))
            .set("given_name", text(&form.given_name))
            .set("family_name", text(&form.family_name))
            .set("specialization", text(&form.specialization))
            .set("qualification", text(&form.qualification))
            .set("experience_years", form.experience_years)
            .set("license_number", text(&form.license_number))
            .set("npi", text(&form.npi))
            .set("phone", text(&form.phone))
            .set("email", text(&form.email))
            .set("consultation_fee_minor", form.consultation_fee_minor)
            .set("currency", currency)
            .set("site_id", form.site_id)
            .set("is_available", form.is_available),
    )?;
    let before = departments_of(write, request.id)?;
    for membership in &before {
        if !request.department_ids.contains(&membership.department_id) {
            write.remove("practitioner_departments", membership.id, None)?;
        }
    }
    for (index, department) in request.department_ids.iter().enumerate() {
        let primary = Cells::new().set("is_primary", index == 0);
        if let Some(known) = before.iter().find(|known| known.department_id == *department) {
            write.update("practitioner_departments", known.id, None, primary)?;
            continue;
        }
        let there: Option<i64> = write.value(
            "SELECT 1 FROM departments WHERE id = ?1 AND is_active = 1 AND deleted_at IS NULL",
            params![department],
        )?;
        if there.is_none() {
            return Err(Refused::field("department_ids", "One of the departments is closed."));
        }
        if request.department_ids.iter().take(index).any(|earlier| earlier == department) {
            continue;
        }
        let cells = primary.set("practitioner_id", request.id).set("department_id", *department);
        write.insert("practitioner_departments", cells)?;
    }
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Clinic, id_of};
    use serde_json::{Value, json};

    fn department(clinic: &Clinic, name: &str) -> Result<Value, crate::Refused> {
        let form = json!({
            "site_id": null, "name": name, "code": null, "description": null, "phone": null
        });
        clinic.ask(clinic.owner, "organization.add_department", form)
    }

    #[test]
    fn a_practitioner_has_a_fee_and_departments_and_changes_them() {
        let clinic = Clinic::found();
        let heart = id_of(&department(&clinic, "Cardiology").unwrap());
        let skin = id_of(&department(&clinic, "Dermatology").unwrap());
        let asked = json!({ "id": clinic.doctor_practitioner });
        let shown =
            || clinic.ask(clinic.nurse, "organization.practitioner", asked.clone()).unwrap();
        let update = |fee: Value, departments: Value| {
            let mut form = shown();
            form["consultation_fee_minor"] = fee;
            form["department_ids"] = departments;
            clinic.ask(clinic.owner, "organization.update_practitioner", form)
        };
        update(json!(4_500), json!([heart, skin])).unwrap();
        assert_eq!(shown()["currency"], "EUR", "the site's, where nothing is said");
        assert_eq!(shown()["department_ids"], json!([heart, skin]));
        update(json!(4_500), json!([skin])).unwrap();
        assert_eq!(shown()["department_ids"], json!([skin]));
        update(json!(4_500), json!([skin, heart, heart])).unwrap();
        assert_eq!(shown()["department_ids"], json!([skin, heart]));
        let refused = update(json!(-1), json!([skin])).unwrap_err();
        assert_eq!(refused.field, Some("consultation_fee_minor"));
        let gone = update(json!(1), json!([uuid::Uuid::nil()])).unwrap_err();
        assert_eq!(gone.field, Some("department_ids"));
    }

    #[test]
    fn two_departments_do_not_share_a_name_and_a_closed_one_takes_nobody() {
        let clinic = Clinic::found();
        let id = id_of(&department(&clinic, "Cardiology").unwrap());
        assert_eq!(department(&clinic, " cardiology ").unwrap_err().field, Some("name"));
        let this = json!({ "id": id, "version": 0 });
        clinic.ask(clinic.owner, "organization.deactivate_department", this).unwrap();
        department(&clinic, "Cardiology").unwrap();
        let listed = clinic.ask(clinic.nurse, "organization.departments", json!({})).unwrap();
        let active: Vec<_> = listed.as_array().unwrap().iter().map(|d| &d["is_active"]).collect();
        assert_eq!(active, [&json!(true), &json!(false)]);
    }
}
