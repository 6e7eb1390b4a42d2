//! Who on record may be the person that is being registered.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::people::details::Identity;
use crate::people::line::{Lines, PatientLine};
use crate::people::resemblance::{SHOWN, STRONG, exchanged, resemblance};
use crate::{Asking, Refused, Who};

const SHOWN_MAX: usize = 5;
const CANDIDATES_PER_QUESTION: usize = 60;

/// What is known of the newcomer so far.
#[derive(Deserialize, TS)]
pub struct Duplicates {
    given_name: Option<String>,
    family_name: Option<String>,
    date_of_birth: Option<String>,
    phone: Option<String>,
    gender: Option<String>,
    national_id: Option<String>,
}

/// Somebody on record who resembles the newcomer.
#[derive(Serialize, TS)]
pub struct Duplicate {
    patient: PatientLine,
    score: f64,
    reasons: Vec<String>,
}

/// Those on record who resemble the newcomer, the most alike first.
pub fn duplicates(asking: &Asking<'_>, request: Duplicates) -> Result<Vec<Duplicate>, Refused> {
    let identity = Identity {
        given_name: request.given_name.as_deref(),
        family_name: request.family_name.as_deref(),
        date_of_birth: request.date_of_birth.as_deref(),
        phone: request.phone.as_deref(),
        gender: request.gender.as_deref(),
        national_id: request.national_id.as_deref(),
    };
    let lines = Lines::of(asking);
    let mut found = Vec::new();
    for (id, score, reasons) in alike(&asking.reader, asking.who, &identity)? {
        if let Some(patient) = lines.known(id)? {
            found.push(Duplicate { patient, score, reasons });
        }
    }
    Ok(found)
}

/// Whether somebody on record is very likely this person.
pub(crate) fn strong(
    reader: &Reader<'_>,
    who: &Who,
    identity: &Identity<'_>,
) -> Result<bool, Refused> {
    Ok(alike(reader, who, identity)?.first().is_some_and(|(_, score, _)| *score >= STRONG))
}

fn alike(
    reader: &Reader<'_>,
    who: &Who,
    identity: &Identity<'_>,
) -> Result<Vec<(Uuid, f64, Vec<String>)>, Refused> {
    #[derive(Deserialize)]
    struct Row {
        given_name: Option<String>,
        family_name: Option<String>,
        date_of_birth: Option<String>,
        phone: Option<String>,
        gender: Option<String>,
        national_id: Option<String>,
    }
    let mut scored = Vec::new();
    for id in candidates(reader, who, identity)? {
        let row: Option<Row> = reader.row(
            "SELECT given_name, coalesce(family_name, CASE WHEN given_name IS NULL THEN name_text END) \
             AS family_name, date_of_birth, phone, gender, national_id \
             FROM patients WHERE id = ?1 AND deleted_at IS NULL AND status <> 'merged'",
            params![id],
        )?;
        let Some(row) = row else { continue };
        let other = Identity {
            given_name: row.given_name.as_deref(),
            family_name: row.family_name.as_deref(),
            date_of_birth: row.date_of_birth.as_deref(),
            phone: row.phone.as_deref(),
            gender: row.gender.as_deref(),
            national_id: row.national_id.as_deref(),
        };
        let (score, reasons) = resemblance(identity, &other);
        if score >= SHOWN {
            scored.push((id, (score * 1_000.0).round() / 1_000.0, reasons));
        }
    }
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    scored.truncate(SHOWN_MAX);
    Ok(scored)
}

/// Whom to compare with: equal or exchanged birth date, telephone number, national id, or a name
/// that sounds alike.
fn candidates(
    reader: &Reader<'_>,
    who: &Who,
    identity: &Identity<'_>,
) -> Result<BTreeSet<Uuid>, Refused> {
    let mut found = BTreeSet::new();
    let born = identity.date_of_birth;
    for day in born.map(str::to_owned).into_iter().chain(born.and_then(exchanged)) {
        found.extend(reader.column::<Uuid>(
            "SELECT id FROM patients WHERE organization_id = ?1 AND date_of_birth = ?2 LIMIT 500",
            params![who.organization_id, day],
        )?);
    }
    if let Some(number) = identity.national_id.map(str::trim).filter(|number| !number.is_empty()) {
        found.extend(reader.column::<Uuid>(
            "SELECT id FROM patients WHERE national_id = ?1 LIMIT 50",
            params![number],
        )?);
    }
    let name = [identity.given_name, identity.family_name].into_iter().flatten();
    let name = name.collect::<Vec<_>>().join(" ");
    let phone: String =
        identity.phone.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
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
    use super::*;
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

    /// Against the febrl set (Freely Extensible Biomedical Record Linkage), whose true links are
    /// known: 500 people, each with one copy that was damaged on purpose.
    #[test]
    fn duplicates_of_a_published_set_are_found_and_strangers_let_be() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/linkage");
        let Ok(people) = std::fs::read_to_string(format!("{folder}/febrl1.csv")) else {
            println!("skipped: there is no febrl set beside the project");
            return;
        };
        let rows: Vec<Vec<&str>> =
            people.lines().skip(1).map(|line| line.split(',').map(str::trim).collect()).collect();
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let born = |text: &str| {
            (text.len() == 8).then(|| format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]))
        };
        let score = |a: &[&str], b: &[&str]| {
            let [a, b] = [a, b].map(|row| [some(row[1]), some(row[2]), born(row[9])]);
            let [a, b] = [&a, &b].map(|[given, family, birth]| Identity {
                given_name: given.as_deref(),
                family_name: family.as_deref(),
                date_of_birth: birth.as_deref(),
                phone: None,
                gender: None,
                national_id: None,
            });
            resemblance(&a, &b).0
        };
        let person = |row: &[&str]| row[0].split('-').nth(1).unwrap().to_owned();
        let (mut found, mut strong, mut wrong) = (0, 0, 0);
        for (index, row) in rows.iter().enumerate() {
            let twin = rows.iter().find(|other| other[0] != row[0] && person(other) == person(row));
            let score_of_twin = score(row, twin.unwrap());
            found += usize::from(score_of_twin >= SHOWN);
            strong += usize::from(score_of_twin >= STRONG);
            // A sample of the strangers; over all million pairs it is none either.
            let strangers = rows.iter().skip(index + 1).take(50);
            wrong += strangers
                .filter(|other| person(other) != person(row) && score(row, other) >= STRONG)
                .count();
        }
        println!(
            "of 1000 shown {found}, refused without a look {strong}; strangers refused {wrong}"
        );
        assert!(found >= 900, "{found} of 1000 are shown");
        assert!(strong >= 700, "{strong} of 1000 are refused without a look");
        assert_eq!(wrong, 0, "no stranger is refused");
    }
}
