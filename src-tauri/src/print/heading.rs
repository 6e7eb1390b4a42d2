//! What stands at the head and foot of every paper: the clinic, the patient, who printed it.

use serde::Deserialize;
use serde_json::{Value, json};
use store::params;
use uuid::Uuid;

use super::language::Language;
use super::words::{Words, joined};
use super::{Desk, Size, gone};
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
        let town =
            joined(&[self.postal_code.as_deref(), self.city.as_deref(), self.state.as_deref()]);
        let contact = [self.phone.as_deref(), self.email.as_deref()];
        let contact = contact.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let lines = [self.address_line.clone().unwrap_or_default(), town, contact];
        lines.into_iter().filter(|line| !line.trim().is_empty()).collect()
    }
}

const PLACE: &str = "name, address_line, city, state, postal_code, country, phone, email";

/// The clinic, the site, the patient and the printing person, under the names that the frame
/// template reads.
pub(super) fn read(desk: &Desk<'_>, words: Words, patient: Uuid) -> Result<Value, Refusal> {
    let (organization, site) = places(desk)?;
    let lines = match site.lines() {
        lines if lines.is_empty() => organization.lines(),
        lines => lines,
    };
    let printed_at = words.moment(desk.who.site.time_zone, desk.now);
    let printed = match person(desk, Some(desk.who.user_id))? {
        Some(by) => words.with("printed-by", &[("at", printed_at.into()), ("by", by.into())]),
        None => words.with("printed", &[("at", printed_at.into())]),
    };
    Ok(json!({
        "organization": organization.name,
        "site": site.name,
        "address": lines,
        "patient": Person::read(desk, patient)?.lines(words),
        "printed": printed,
    }))
}

fn places(desk: &Desk<'_>) -> Result<(Place, Place), Refusal> {
    let organization: Option<Place> = desk.reader.row(
        &format!("SELECT {PLACE} FROM organizations WHERE id = ?1"),
        params![desk.who.organization_id],
    )?;
    let site: Option<Place> = desk
        .reader
        .row(&format!("SELECT {PLACE} FROM sites WHERE id = ?1"), params![desk.who.site.id])?;
    Ok((organization.ok_or_else(|| gone("clinic's name"))?, site.ok_or_else(|| gone("site"))?))
}

/// The clinic's name and telephone, for what has no room for more.
pub(super) fn clinic(desk: &Desk<'_>) -> Result<Value, Refusal> {
    let (organization, site) = places(desk)?;
    let phone = site.phone.or(organization.phone);
    Ok(json!({ "name": organization.name, "phone": phone }))
}

/// The sheets that the clinic's country prints on: Letter in North America, A4 everywhere else.
pub(super) fn sheet(desk: &Desk<'_>) -> Result<Size, Refusal> {
    const LETTER: &[&str] =
        &["us", "usa", "united states", "ca", "canada", "mx", "mexico", "ph", "philippines"];
    let (organization, site) = places(desk)?;
    let country = site.country.or(organization.country).unwrap_or_default();
    let letter = LETTER.contains(&country.trim().to_lowercase().as_str());
    Ok(if letter { Size::LETTER } else { Size::A4 })
}

/// Who a paper is about.
#[derive(Deserialize)]
pub(super) struct Person {
    pub mrn: Option<String>,
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
    preferred_language: Option<String>,
}

impl Person {
    pub fn read(desk: &Desk<'_>, patient: Uuid) -> Result<Self, Refusal> {
        let row = desk.reader.row(
            "SELECT mrn, given_name, middle_name, family_name, name_text, date_of_birth, \
             date_of_birth_precision, gender, phone, address_line, city, postal_code, \
             preferred_language FROM patients WHERE id = ?1",
            params![patient],
        )?;
        row.ok_or_else(|| gone("patient"))
    }

    /// The language that the patient reads, where papers are written in it.
    pub fn reads(&self) -> Option<Words> {
        Language::said(self.preferred_language.as_deref()?).map(Words)
    }

    pub fn name(&self, words: Words) -> String {
        let name = joined(&[
            self.given_name.as_deref(),
            self.middle_name.as_deref(),
            self.family_name.as_deref(),
        ]);
        if name.is_empty() {
            self.name_text.clone().unwrap_or_else(|| words.say("name-unknown"))
        } else {
            name
        }
    }

    pub fn born(&self, words: Words) -> Option<String> {
        words.birth_date(self.date_of_birth.as_deref(), &self.date_of_birth_precision)
    }

    pub fn gender(&self, words: Words) -> Option<String> {
        let known = self.gender.as_deref().filter(|gender| *gender != "unknown");
        known.map(|gender| words.code("gender", gender))
    }

    /// The number of the record, as a sentence.
    pub fn number(&self, words: Words) -> Option<String> {
        let number = self.mrn.as_deref()?;
        Some(words.with("record-number", &[("number", number.into())]))
    }

    /// Record number, birth date and sex, as far as they are known.
    pub fn about(&self, words: Words) -> Vec<String> {
        let born = self.born(words).map(|born| words.with("born", &[("date", born.into())]));
        [self.number(words), born, self.gender(words)].into_iter().flatten().collect()
    }

    fn lines(&self, words: Words) -> Value {
        let town = joined(&[self.postal_code.as_deref(), self.city.as_deref()]);
        let address: Vec<&str> = [self.address_line.as_deref().unwrap_or_default(), town.as_str()]
            .into_iter()
            .filter(|line| !line.trim().is_empty())
            .collect();
        json!({
            "name": self.name(words),
            "about": self.about(words),
            "phone": self.phone,
            "address": address,
        })
    }
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
    words: Words,
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
        let name =
            joined(&[row.prefix.as_deref(), row.given_name.as_deref(), row.family_name.as_deref()]);
        let name = if name.is_empty() { row.name_text.unwrap_or_default() } else { name };
        json!({
            "name": name,
            "specialization": row.specialization,
            "qualification": row.qualification,
            "licence": row.license_number
                .map(|number| words.with("licence", &[("number", number.into())])),
        })
    }))
}
