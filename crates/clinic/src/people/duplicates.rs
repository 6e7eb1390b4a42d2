//! Who on record may be the person that is being registered.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use store::{Reader, params, words};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::details::birth;
use crate::people::line::{Lines, PatientLine};
use crate::people::linkage::frequency::Counted;
use crate::people::linkage::{AUTOMATIC, Frequencies, Likeness, Person, Said, likeness};
use crate::people::merged;
use crate::{Asking, Refused, Who};

/// Below this nobody is shown.
const SHOWN_MIN: f64 = 0.05;
const SHOWN_MAX: usize = 5;
const CANDIDATES_PER_QUESTION: usize = 60;
/// A newcomer comes from a town, however few of it are on record yet.
const RECORDS_MIN: i64 = 1_000;
/// A name that so many bear is common; how many more makes no difference.
const COUNTED_MAX: i64 = 2_000;

/// What is known of the newcomer so far.
#[derive(Deserialize, TS)]
pub struct Duplicates {
    given_name: Option<String>,
    family_name: Option<String>,
    date_of_birth: Option<String>,
    phone: Option<String>,
    gender: Option<String>,
    national_id: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    address_line: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    city: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    state: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    postal_code: Option<String>,
}

/// Somebody on record who resembles the newcomer.
#[derive(Serialize, TS)]
pub struct Duplicate {
    patient: PatientLine,
    /// The probability that the two are one person.
    score: f64,
    reasons: Vec<String>,
}

/// Those on record who resemble the newcomer, the most alike first.
pub fn duplicates(asking: &Asking<'_>, request: Duplicates) -> Result<Vec<Duplicate>, Refused> {
    let said = Said {
        given_name: request.given_name.as_deref(),
        family_name: request.family_name.as_deref(),
        birth: birth(request.date_of_birth.as_deref(), "day"),
        street: request.address_line.as_deref(),
        suburb: request.city.as_deref(),
        postcode: request.postal_code.as_deref(),
        state: request.state.as_deref(),
        phone: request.phone.as_deref(),
        gender: request.gender.as_deref(),
        national_id: request.national_id.as_deref(),
    };
    let lines = Lines::of(asking);
    let sought = Sought { said, born: request.date_of_birth.as_deref(), known_as: None };
    let mut found: Vec<Duplicate> = Vec::new();
    for (id, likeness) in alike(&asking.reader, asking.who, &sought)? {
        let Some(patient) = lines.known(id)? else { continue };
        let score = (likeness.score * 1_000.0).round() / 1_000.0;
        let reasons = likeness.reasons.into_iter().map(str::to_owned).collect();
        found.push(Duplicate { patient, score, reasons });
        if found.len() == SHOWN_MAX {
            break;
        }
    }
    Ok(found)
}

/// Whether somebody on record is very likely this person.
pub(crate) fn strong(reader: &Reader<'_>, who: &Who, sought: &Sought<'_>) -> Result<bool, Refused> {
    let found = alike(reader, who, sought)?;
    Ok(found.first().is_some_and(|(_, likeness)| likeness.score >= AUTOMATIC))
}

/// Whose likenesses are sought.
pub(crate) struct Sought<'a> {
    pub said: Said<'a>,
    /// The birth date as records have it.
    pub born: Option<&'a str>,
    /// The record that is compared with the others, where there is one.
    pub known_as: Option<Uuid>,
}

/// People on record who resemble the one that is sought, each once and by the record in front,
/// the most alike first.
pub(crate) fn alike(
    reader: &Reader<'_>,
    who: &Who,
    sought: &Sought<'_>,
) -> Result<Vec<(Uuid, Likeness)>, Refused> {
    let own = match sought.known_as {
        Some(known) => merged::set_of(reader, known)?,
        None => Vec::new(),
    };
    let person = Person::of(&sought.said);
    let frequencies = frequencies(reader, who, &sought.said)?;
    let mut best: Vec<(Uuid, Likeness)> = Vec::new();
    for id in candidates(reader, who, sought)? {
        if own.contains(&id) {
            continue;
        }
        let Some(row) = OnRecord::read(reader, id)? else { continue };
        let likeness = likeness(&person, &Person::of(&row.said()), &frequencies);
        if likeness.score < SHOWN_MIN {
            continue;
        }
        let front = merged::front(reader, id)?;
        match best.iter_mut().find(|(known, _)| *known == front) {
            Some((_, known)) if known.score >= likeness.score => {}
            Some((_, known)) => *known = likeness,
            None => best.push((front, likeness)),
        }
    }
    best.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then(a.0.cmp(&b.0)));
    Ok(best)
}

/// What a record says of a person.
#[derive(Deserialize)]
pub(crate) struct OnRecord {
    given_name: Option<String>,
    family_name: Option<String>,
    pub date_of_birth: Option<String>,
    date_of_birth_precision: String,
    address_line: Option<String>,
    city: Option<String>,
    postal_code: Option<String>,
    state: Option<String>,
    phone: Option<String>,
    gender: Option<String>,
    pub national_id: Option<String>,
}

impl OnRecord {
    /// What the record `id` says, if it is on this PC.
    pub fn read(reader: &Reader<'_>, id: Uuid) -> Result<Option<Self>, Refused> {
        Ok(reader.row(
            "SELECT given_name, coalesce(family_name, CASE WHEN given_name IS NULL \
             THEN name_text END) AS family_name, date_of_birth, date_of_birth_precision, \
             address_line, city, postal_code, state, phone, gender, national_id \
             FROM patients WHERE id = ?1 AND deleted_at IS NULL",
            params![id],
        )?)
    }

    /// The same, to be compared.
    pub fn said(&self) -> Said<'_> {
        Said {
            given_name: self.given_name.as_deref(),
            family_name: self.family_name.as_deref(),
            birth: birth(self.date_of_birth.as_deref(), &self.date_of_birth_precision),
            street: self.address_line.as_deref(),
            suburb: self.city.as_deref(),
            postcode: self.postal_code.as_deref(),
            state: self.state.as_deref(),
            phone: self.phone.as_deref(),
            gender: self.gender.as_deref(),
            national_id: self.national_id.as_deref(),
        }
    }
}

/// How common the names and the birth date of the one that is sought are on this PC, read from
/// the search index and by index.
fn frequencies(reader: &Reader<'_>, who: &Who, said: &Said<'_>) -> Result<Frequencies, Refused> {
    let records: Option<Option<i64>> =
        reader.value("SELECT max(number) FROM patient_search_rows", params![])?;
    let records = records.flatten().unwrap_or(0).max(RECORDS_MIN);
    let mut frequencies = Frequencies::among(u64::try_from(records).unwrap_or(0));
    let counted = |count: Option<i64>| u32::try_from(count.unwrap_or(0)).unwrap_or(u32::MAX);
    for (kind, name) in [(Counted::Given, said.given_name), (Counted::Family, said.family_name)] {
        let words = words(name.unwrap_or_default());
        // Of several names together the rarest is the measure.
        let mut rarest: Option<u32> = None;
        for word in &words {
            let count = reader.value(
                "SELECT count(*) FROM (SELECT 1 FROM patient_search \
                 WHERE patient_search MATCH ?1 LIMIT ?2)",
                params![format!("\"w{word}\""), COUNTED_MAX],
            )?;
            rarest = Some(rarest.unwrap_or(u32::MAX).min(counted(count)));
        }
        if let Some(rarest) = rarest {
            frequencies.set(kind, &words.join(" "), rarest.saturating_add(1));
        }
    }
    if let Some(born) = &said.birth {
        let day = born.iso();
        let count = reader.value(
            "SELECT count(*) FROM (SELECT 1 FROM patients WHERE organization_id = ?1 \
             AND date_of_birth = ?2 LIMIT ?3)",
            params![who.organization_id, day, COUNTED_MAX],
        )?;
        frequencies.set_birth(born, counted(count).saturating_add(1));
    }
    Ok(frequencies)
}

/// Whom to compare with: equal or exchanged birth date, telephone number, national id, the same
/// family name, or a name that sounds alike. Each question has an index and a limit.
fn candidates(
    reader: &Reader<'_>,
    who: &Who,
    sought: &Sought<'_>,
) -> Result<BTreeSet<Uuid>, Refused> {
    let said = &sought.said;
    let mut found = BTreeSet::new();
    let days = sought.born.map(str::to_owned).into_iter();
    for day in days.chain(said.birth.and_then(|birth| birth.exchanged())) {
        found.extend(reader.column::<Uuid>(
            "SELECT id FROM patients WHERE organization_id = ?1 AND date_of_birth = ?2 LIMIT 500",
            params![who.organization_id, day],
        )?);
    }
    if let Some(number) = said.national_id.map(str::trim).filter(|number| !number.is_empty()) {
        found.extend(reader.column::<Uuid>(
            "SELECT id FROM patients WHERE national_id = ?1 LIMIT 50",
            params![number],
        )?);
    }
    let name = [said.given_name, said.family_name].into_iter().flatten();
    let name = name.collect::<Vec<_>>().join(" ");
    let phone: String =
        said.phone.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    let tail = phone.len().saturating_sub(9);
    let phone = phone.get(tail..).filter(|digits| digits.len() >= 6).unwrap_or_default();
    for question in [name.as_str(), phone] {
        if !question.trim().is_empty() {
            found.extend(reader.find_patients(question, CANDIDATES_PER_QUESTION)?);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn whoever_resembles_the_newcomer_is_shown_with_the_reasons() {
        let clinic = Clinic::found();
        let known = clinic.patient("Nguyễn", "Thị Mai", "1992-04-11");
        clinic.patient("Pilar", "Zamora", "1992-04-11");
        let found = clinic
            .ask(
                clinic.receptionist,
                "people.duplicates",
                json!({
                    "given_name": "Thi Mai", "family_name": "Nguyen",
                    "date_of_birth": "1992-11-04", "phone": null, "gender": null,
                    "national_id": null
                }),
            )
            .unwrap();
        assert_eq!(found.as_array().unwrap().len(), 1);
        assert_eq!(found[0]["patient"]["id"], json!(known));
        assert_eq!(
            found[0]["reasons"],
            json!(["Names swapped", "Birth date with day and month exchanged"])
        );
    }
}
