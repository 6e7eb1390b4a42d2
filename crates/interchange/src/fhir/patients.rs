//! Patients with their numbers and contacts, and practitioners.
//!
//! A number of the type "medical record number" belongs to whoever gave it: it is kept among the
//! patient's identifiers with its system. Our own `mrn` stays empty until the clinic gives one.

use catalog::Value;
use chrono_tz::Tz;
use serde::Deserialize;
use uuid::Uuid;

use super::elements::{
    Address, Concept, Extension, HumanName, Identifier, Period, Reference, Telecom, extension,
    filled, joined, listed, reachable, words_of,
};
use super::follow::{NPI, read, when};
use super::identity::part_id;
use super::intake::{Draft, Found, Intake, Outcome, Refused, Taken, from_fhir};
use super::moment::{Precision, When};

#[derive(Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[derive(Default)]
struct Patient {
    identifier: Vec<Identifier>,
    active: Option<bool>,
    name: Vec<HumanName>,
    telecom: Vec<Telecom>,
    gender: Option<String>,
    birth_date: Option<String>,
    deceased_boolean: Option<bool>,
    deceased_date_time: Option<String>,
    address: Vec<Address>,
    marital_status: Option<Concept>,
    multiple_birth_boolean: Option<bool>,
    multiple_birth_integer: Option<i64>,
    contact: Vec<Contact>,
    communication: Vec<Communication>,
    general_practitioner: Vec<Reference>,
    extension: Vec<Extension>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Contact {
    relationship: Vec<Concept>,
    name: Option<HumanName>,
    telecom: Vec<Telecom>,
    address: Option<Address>,
    organization: Option<Reference>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Communication {
    language: Option<Concept>,
    preferred: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Practitioner {
    identifier: Vec<Identifier>,
    name: Vec<HumanName>,
    telecom: Vec<Telecom>,
    gender: Option<String>,
    address: Vec<Address>,
    qualification: Vec<Qualification>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Qualification {
    code: Option<Concept>,
}

pub(crate) fn take_patient(
    intake: &mut Intake<'_, '_>,
    found: &Found<'_>,
) -> Result<Outcome, Refused> {
    let patient: Patient = read(found)?;
    let mut draft = Draft::new("patients", found.id);
    put_name(&mut draft, &patient.name);
    let birth = when(patient.birth_date.as_deref(), "The date of birth")?;
    refuse_stranger(intake, &draft, birth.as_ref())?;
    put_birth(&mut draft, birth.as_ref());
    put_life(&mut draft, &patient, intake.place.zone)?;
    put_reach(&mut draft, &patient);
    put_background(&mut draft, &patient);
    put_emergency_contact(&mut draft, &patient.contact);
    let general = patient.general_practitioner.first();
    draft.put("primary_practitioner_id", intake.practitioner(found, general)?);

    let mut taken = Taken::new(Some(found.id), draft);
    for identifier in &patient.identifier {
        if let Some(row) = identifier_row(found.id, identifier)? {
            taken.and(row);
        }
    }
    taken.whole("patient_identifiers", "patient_id");
    for (position, contact) in patient.contact.iter().enumerate() {
        if let Some(row) = contact_row(intake, found, position, contact)? {
            taken.and(row);
        }
    }
    taken.whole("patient_contacts", "patient_id");
    for (column, name) in [("race_text", "us-core-race"), ("ethnicity_text", "us-core-ethnicity")] {
        let codes = extension(&patient.extension, name).map(|e| e.extension.as_slice());
        let codes = codes.unwrap_or_default().iter().filter_map(|e| e.value_coding.as_ref());
        taken.bind("patients", found.id, column, codes);
    }
    let outcome = intake.put(taken)?;
    if outcome == Outcome::Stored {
        become_known_here(intake, found.id)?;
    }
    Ok(outcome)
}

/// Numbers that mean something only on one server can meet again in another server's export. A
/// patient with both another name and another birth date is another patient.
fn refuse_stranger(
    intake: &Intake<'_, '_>,
    draft: &Draft,
    birth: Option<&When>,
) -> Result<(), Refused> {
    let Some(there) = intake.write.cells("patients", draft.id)? else { return Ok(()) };
    let differs = |column: &str, new: Option<&str>| {
        let old = there.get(column).and_then(Value::as_text);
        old.is_some() && new.is_some() && old != new
    };
    let new = |column: &str| draft.cells.get(column).and_then(Value::as_text);
    let born = birth.map(When::first_day);
    let stranger = differs("date_of_birth", born.as_deref())
        && differs("family_name", new("family_name"))
        && differs("given_name", new("given_name"));
    if stranger {
        return Err(Refused::because(
            "Another patient is known under this id: name and date of birth are both different.",
        ));
    }
    Ok(())
}

fn put_name(draft: &mut Draft, names: &[HumanName]) {
    let with_use = |wanted: &[&str]| {
        names.iter().find(|name| name.r#use.as_deref().is_some_and(|u| wanted.contains(&u)))
    };
    let current = with_use(&["official"])
        .or_else(|| with_use(&["usual"]))
        .or_else(|| names.iter().find(|name| name.r#use.is_none()))
        .or_else(|| with_use(&["temp", "nickname", "anonymous"]));
    let previous = with_use(&["maiden"]).or_else(|| with_use(&["old"]));
    draft.put("previous_family_name", previous.and_then(|name| filled(name.family.as_deref())));
    let precision = current.map_or("unknown", |name| put_current_name(draft, name));
    draft.put("name_precision", precision);
}

/// Writes the parts of a name and says how much of a name it is.
fn put_current_name(draft: &mut Draft, name: &HumanName) -> &'static str {
    let given: Vec<String> =
        name.given.iter().filter_map(|given| filled(given.as_deref())).collect();
    let (first, others) = given.split_first().map_or((None, None), |(first, others)| {
        (Some(first.clone()), Some(others.join(" ")).filter(|others| !others.is_empty()))
    });
    let family = filled(name.family.as_deref());
    let text = filled(name.text.as_deref());
    let precision = match (&first, &family, &text) {
        (None, None, None) => "unknown",
        _ if matches!(name.r#use.as_deref(), Some("nickname" | "anonymous")) => "alias",
        (Some(_), Some(_), _) | (None, None, Some(_)) => "full",
        _ => "partial",
    };
    draft.put("prefix", listed(&name.prefix, " "));
    draft.put("given_name", first);
    draft.put("middle_name", others);
    draft.put("family_name", family);
    draft.put("suffix", listed(&name.suffix, " "));
    draft.put("name_text", text);
    precision
}

fn put_birth(draft: &mut Draft, birth: Option<&When>) {
    draft.put("date_of_birth", birth.map(When::first_day));
    draft.put(
        "date_of_birth_precision",
        match birth.map(|birth| birth.precision) {
            Some(Precision::Day | Precision::Moment) => "day",
            Some(Precision::Month) => "month",
            Some(Precision::Year) => "year",
            None => "unknown",
        },
    );
}

fn put_life(draft: &mut Draft, patient: &Patient, zone: Tz) -> Result<(), Refused> {
    let death = when(patient.deceased_date_time.as_deref(), "The time of death")?;
    let deceased = death.is_some() || patient.deceased_boolean == Some(true);
    if deceased || patient.deceased_boolean.is_some() {
        draft.put("deceased", deceased);
    }
    // A month or a year is no moment: it stays in words.
    let (coarse, exact) = match death {
        Some(death) if death.caveat("").is_some() => (Some(death), None),
        death => (None, death),
    };
    draft.put("deceased_at", exact.map(|death| death.moment_or_start(zone)));
    draft.put("notes", coarse.map(|death| format!("Died in {}.", death.text)));
    let status = match (deceased, patient.active) {
        (true, _) => "deceased",
        (false, Some(false)) => "inactive",
        (false, _) => "active",
    };
    draft.put("status", status);
    let of = |column, code: &Option<String>| {
        code.as_deref().and_then(|code| from_fhir("patients", column, code))
    };
    draft.put("gender", of("gender", &patient.gender));
    let multiple = patient.multiple_birth_boolean;
    let order = patient.multiple_birth_integer;
    draft.put("multiple_birth", multiple.or(order.map(|_| true)));
    draft.put("multiple_birth_order", order);
    Ok(())
}

fn put_reach(draft: &mut Draft, patient: &Patient) {
    let mut phones = reachable(&patient.telecom, "phone").into_iter();
    draft.put("phone", phones.next());
    draft.put("phone_alternative", phones.next());
    draft.put("email", reachable(&patient.telecom, "email").into_iter().next());
    put_address(draft, current_address(&patient.address));
}

fn current_address(all: &[Address]) -> Option<&Address> {
    all.iter()
        .find(|address| address.r#use.as_deref() == Some("home"))
        .or_else(|| all.iter().find(|address| address.r#use.as_deref() != Some("old")))
}

fn put_address(draft: &mut Draft, address: Option<&Address>) {
    let Some(address) = address else { return };
    draft.put("address_line", address.street());
    draft.put("city", filled(address.city.as_deref()));
    draft.put("state", filled(address.state.as_deref()));
    draft.put("postal_code", filled(address.postal_code.as_deref()));
    draft.put("country", filled(address.country.as_deref()));
}

fn put_background(draft: &mut Draft, patient: &Patient) {
    let marital = patient.marital_status.as_ref();
    let marital =
        marital.and_then(|m| m.first(|code| from_fhir("patients", "marital_status", code)));
    draft.put("marital_status", marital);
    let language = patient.communication.iter().find(|c| c.preferred == Some(true));
    let language = language.or_else(|| patient.communication.first());
    let language = language.and_then(|language| language.language.as_ref());
    draft.put(
        "preferred_language",
        language
            .and_then(|language| language.coded().and_then(|coding| filled(coding.code.as_deref())))
            .or_else(|| language.and_then(Concept::words)),
    );
    let named = |name| extension(&patient.extension, name);
    for (column, name) in [("race_text", "us-core-race"), ("ethnicity_text", "us-core-ethnicity")] {
        let parts = named(name).map(|e| e.extension.as_slice()).unwrap_or_default();
        let text = parts.iter().find_map(|part| filled(part.value_string.as_deref()));
        let display = |part: &Extension| {
            part.value_coding.as_ref().and_then(|coding| filled(coding.display.as_deref()))
        };
        draft.put(column, text.or_else(|| joined(parts.iter().map(display), ", ")));
    }
    let sex = named("us-core-birthsex").and_then(|e| e.value_code.as_deref());
    draft.put("birth_sex", sex.and_then(|code| from_fhir("patients", "birth_sex", code)));
    let birth_place = named("patient-birthPlace").and_then(|e| e.value_address.as_ref());
    draft.put("birth_place", birth_place.and_then(Address::place));
    let national = patient.identifier.iter().find(|number| kind_of(number) == Some("national_id"));
    draft.put("national_id", national.and_then(|number| filled(number.value.as_deref())));
}

fn kind_of(identifier: &Identifier) -> Option<&'static str> {
    let read = |code: &str| from_fhir("patient_identifiers", "kind", code);
    identifier.r#type.as_ref()?.first(read)
}

fn identifier_row(patient: Uuid, identifier: &Identifier) -> Result<Option<Draft>, Refused> {
    let Some(value) = filled(identifier.value.as_deref()) else { return Ok(None) };
    let system = filled(identifier.system.as_deref());
    let part = format!("identifier/{}|{value}", system.as_deref().unwrap_or_default());
    let period = identifier.period.as_ref();
    let day = |pick: fn(&Period) -> Option<&str>| -> Result<Option<String>, Refused> {
        let read = when(period.and_then(pick), "The period of an identifier")?;
        Ok(read.as_ref().and_then(When::day))
    };
    let assigner = identifier.assigner.as_ref();
    Ok(Some(
        Draft::new("patient_identifiers", part_id(patient, &part))
            .set("patient_id", patient)
            .set("system", system)
            .set("value", value)
            .set("kind", kind_of(identifier).unwrap_or("other"))
            .set("kind_text", identifier.r#type.as_ref().and_then(Concept::words))
            .set("assigner", assigner.and_then(|by| filled(by.display.as_deref())))
            .set("is_primary", identifier.r#use.as_deref() == Some("official"))
            .set("valid_from_on", day(|period| period.start.as_deref())?)
            .set("valid_until_on", day(|period| period.end.as_deref())?),
    ))
}

fn contact_kind(contact: &Contact) -> Option<&'static str> {
    let read = |code: &str| from_fhir("patient_contacts", "kind", code);
    contact.relationship.iter().find_map(|relationship| relationship.first(read))
}

fn spoken_name(name: &HumanName) -> Option<String> {
    let parts = || [listed(&name.given, " "), filled(name.family.as_deref())];
    filled(name.text.as_deref()).or_else(|| joined(parts(), " "))
}

fn put_emergency_contact(draft: &mut Draft, contacts: &[Contact]) {
    let emergency = contacts.iter().find(|contact| contact_kind(contact) == Some("emergency"));
    let Some(contact) = emergency else { return };
    draft.put("emergency_contact_name", contact.name.as_ref().and_then(spoken_name));
    let phone = reachable(&contact.telecom, "phone").into_iter().next();
    draft.put("emergency_contact_phone", phone);
    draft.put("emergency_contact_relationship", words_of(&contact.relationship));
}

fn contact_row(
    intake: &Intake<'_, '_>,
    found: &Found<'_>,
    position: usize,
    contact: &Contact,
) -> Result<Option<Draft>, Refused> {
    let organization = intake.organization_name(found, contact.organization.as_ref())?;
    let name = contact.name.as_ref().and_then(spoken_name).or(organization);
    let Some(name) = name else { return Ok(None) };
    let mut row = Draft::new("patient_contacts", part_id(found.id, &format!("contact/{position}")))
        .set("patient_id", found.id)
        .set("kind", contact_kind(contact).unwrap_or("other"))
        .set("name_text", name)
        .set("relationship", words_of(&contact.relationship))
        .set("phone", reachable(&contact.telecom, "phone").into_iter().next())
        .set("email", reachable(&contact.telecom, "email").into_iter().next());
    put_address(&mut row, contact.address.as_ref());
    Ok(Some(row))
}

/// Notes that the patient is known at this PC's site, unless that is noted already. The id is
/// the one that registering the patient there would give.
pub(crate) fn become_known_here(intake: &mut Intake<'_, '_>, patient: Uuid) -> Result<(), Refused> {
    let Some(site) = intake.place.site else { return Ok(()) };
    let noted: Option<i64> = intake.write.value(
        "SELECT 1 FROM patient_sites WHERE patient_id = ?1 AND site_id = ?2",
        [patient, site],
    )?;
    if noted.is_some() {
        return Ok(());
    }
    let known = Draft::new("patient_sites", Uuid::new_v5(&patient, site.as_bytes()))
        .set("patient_id", patient)
        .set("site_id", site)
        .set("known_since", intake.write.now())
        .set("source", "imported");
    intake.put(Taken::new(Some(patient), known)).map(|_| ())
}

/// A practitioner of another system is nobody who can be booked here.
pub(crate) fn take_practitioner(
    intake: &mut Intake<'_, '_>,
    found: &Found<'_>,
) -> Result<Outcome, Refused> {
    let practitioner: Practitioner = read(found)?;
    let current = practitioner.name.iter().find(|name| name.r#use.as_deref() != Some("old"));
    let name = current.cloned().unwrap_or_default();
    let npi = practitioner.identifier.iter().find(|number| number.system.as_deref() == Some(NPI));
    let license = practitioner.identifier.iter().find(|number| {
        let licence = |code: &str| (code == "MD" || code == "LN").then_some(());
        number.r#type.as_ref().and_then(|kind| kind.first(licence)).is_some()
    });
    let codes = practitioner.qualification.iter().map(|q| q.code.as_ref());
    let gender = practitioner.gender.as_deref();
    let mut draft = Draft::new("practitioners", found.id)
        .set("prefix", listed(&name.prefix, " "))
        .set("given_name", listed(&name.given, " "))
        .set("family_name", filled(name.family.as_deref()))
        .set("name_text", filled(name.text.as_deref()))
        .set("gender", gender.and_then(|code| from_fhir("practitioners", "gender", code)))
        .set("qualification", joined(codes.map(|code| code.and_then(Concept::words)), "; "))
        .set("npi", npi.and_then(|number| filled(number.value.as_deref())))
        .set("license_number", license.and_then(|number| filled(number.value.as_deref())))
        .set("phone", reachable(&practitioner.telecom, "phone").into_iter().next())
        .set("email", reachable(&practitioner.telecom, "email").into_iter().next())
        .set("is_available", false)
        .set("is_external", true);
    put_address(&mut draft, current_address(&practitioner.address));
    intake.put(Taken::new(None, draft))
}
