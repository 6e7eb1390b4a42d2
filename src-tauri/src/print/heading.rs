//! What stands at the head and foot of every paper: the clinic, the patient, who printed it.

use serde::Deserialize;
use serde_json::{Value, json};
use store::params;
use uuid::Uuid;

use super::{Desk, gone, words};
use crate::Refusal;

#[derive(Deserialize)]
struct Place {
    name: String,
    address_line: Option<String>,
    city: Option<String>,
    state: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
    phone: Option<String>,
    email: Option<String>,
}

impl Place {
    fn lines(&self) -> Vec<String> {
        let town = words::joined(&[
            self.postal_code.as_deref(),
            self.city.as_deref(),
            self.state.as_deref(),
        ]);
        let contact = [self.phone.as_deref(), self.email.as_deref()];
        let contact = contact.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let lines = [self.address_line.clone().unwrap_or_default(), town, contact];
        lines.into_iter().filter(|line| !line.trim().is_empty()).collect()
    }
}

const PLACE: &str = "name, address_line, city, state, postal_code, country, phone, email";

/// The clinic, the site, the patient and the printing person, under the names that the frame
/// template reads.
pub(super) fn read(desk: &Desk<'_>, patient: Uuid) -> Result<Value, Refusal> {
    let organization: Option<Place> = desk.reader.row(
        &format!("SELECT {PLACE} FROM organizations WHERE id = ?1"),
        params![desk.who.organization_id],
    )?;
    let site: Option<Place> = desk
        .reader
        .row(&format!("SELECT {PLACE} FROM sites WHERE id = ?1"), params![desk.who.site.id])?;
    let organization = organization.ok_or_else(|| gone("clinic's name"))?;
    let site = site.ok_or_else(|| gone("site"))?;
    let lines = match site.lines() {
        lines if lines.is_empty() => organization.lines(),
        lines => lines,
    };
    let country = site.country.as_deref().or(organization.country.as_deref()).unwrap_or_default();
    Ok(json!({
        "organization": organization.name,
        "site": site.name,
        "address": lines,
        "paper": paper(country),
        "patient": patient_lines(desk, patient)?,
        "printed_at": words::moment(desk.who.site.time_zone, desk.now),
        "printed_by": person(desk, Some(desk.who.user_id))?,
    }))
}

/// North America prints on Letter, everybody else on A4.
fn paper(country: &str) -> &'static str {
    const LETTER: &[&str] =
        &["us", "usa", "united states", "ca", "canada", "mx", "mexico", "ph", "philippines"];
    if LETTER.contains(&country.trim().to_lowercase().as_str()) { "us-letter" } else { "a4" }
}

fn patient_lines(desk: &Desk<'_>, patient: Uuid) -> Result<Value, Refusal> {
    #[derive(Deserialize)]
    struct Row {
        mrn: Option<String>,
        given_name: Option<String>,
        middle_name: Option<String>,
        family_name: Option<String>,
        name_text: Option<String>,
        date_of_birth: Option<String>,
        date_of_birth_precision: String,
        gender: Option<String>,
        phone: Option<String>,
        address_line: Option<String>,
        city: Option<String>,
        postal_code: Option<String>,
    }
    let row: Option<Row> = desk.reader.row(
        "SELECT mrn, given_name, middle_name, family_name, name_text, date_of_birth, \
         date_of_birth_precision, gender, phone, address_line, city, postal_code \
         FROM patients WHERE id = ?1",
        params![patient],
    )?;
    let row = row.ok_or_else(|| gone("patient"))?;
    let mut name = words::joined(&[
        row.given_name.as_deref(),
        row.middle_name.as_deref(),
        row.family_name.as_deref(),
    ]);
    if name.is_empty() {
        name = row.name_text.clone().unwrap_or_else(|| "Name not known".to_owned());
    }
    let gender = row.gender.as_deref().filter(|gender| *gender != "unknown").map(words::code);
    let town = words::joined(&[row.postal_code.as_deref(), row.city.as_deref()]);
    let address: Vec<&str> = [row.address_line.as_deref().unwrap_or_default(), town.as_str()]
        .into_iter()
        .filter(|line| !line.trim().is_empty())
        .collect();
    Ok(json!({
        "name": name,
        "mrn": row.mrn,
        "born": words::birth_date(row.date_of_birth.as_deref(), &row.date_of_birth_precision),
        "gender": gender,
        "phone": row.phone,
        "address": address,
    }))
}

/// The name of a user, or nothing.
pub(super) fn person(desk: &Desk<'_>, user: Option<Uuid>) -> Result<Option<String>, Refusal> {
    let Some(user) = user else { return Ok(None) };
    let name: Option<Option<String>> = desk.reader.value(
        "SELECT coalesce(display_name, nullif(trim(coalesce(given_name, '') || ' ' || \
         coalesce(family_name, '')), ''), username) FROM users WHERE id = ?1",
        params![user],
    )?;
    Ok(name.flatten())
}

/// The name and the professional details of a practitioner, or nothing.
pub(super) fn practitioner(
    desk: &Desk<'_>,
    practitioner: Option<Uuid>,
) -> Result<Option<Value>, Refusal> {
    #[derive(Deserialize)]
    struct Row {
        prefix: Option<String>,
        given_name: Option<String>,
        family_name: Option<String>,
        name_text: Option<String>,
        specialization: Option<String>,
        qualification: Option<String>,
        license_number: Option<String>,
    }
    let Some(practitioner) = practitioner else { return Ok(None) };
    let row: Option<Row> = desk.reader.row(
        "SELECT prefix, given_name, family_name, name_text, specialization, qualification, \
         license_number FROM practitioners WHERE id = ?1",
        params![practitioner],
    )?;
    Ok(row.map(|row| {
        let name = words::joined(&[
            row.prefix.as_deref(),
            row.given_name.as_deref(),
            row.family_name.as_deref(),
        ]);
        let name = if name.is_empty() { row.name_text.unwrap_or_default() } else { name };
        json!({
            "name": name,
            "specialization": row.specialization,
            "qualification": row.qualification,
            "license_number": row.license_number,
        })
    }))
}
