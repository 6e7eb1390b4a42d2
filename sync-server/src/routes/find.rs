//! `POST /v1/find`: a patient of another branch walks in. The centre says who it may be; opening the
//! record is a step of its own.
//!
//! Whoever asks gives a name with a birth date, or the record's number, so that nobody can leaf
//! through the clinic's patients from a desk. Every question stands in the audit trail with
//! everybody it has shown.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json, body::Bytes};
use catalog::Action;
use chrono::NaiveDate;
use deadpool_postgres::{GenericClient, Transaction};
use protocol::{FindAnswer, FindRequest, FoundPatient, OpenAnswer, OpenRequest, Position};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use uuid::Uuid;

use super::Device;
use super::person::may;
use crate::Centre;
use crate::accept::Peer;
use crate::error::Error;

/// The most people that one answer shows.
const FOUND_MAX: usize = 20;
/// The most people of one birth date that are looked at.
const BORN_MAX: i64 = 2_000;
/// The most letters of a name or a number.
const LETTERS_MAX: usize = 200;
/// A word of at least so many letters may have one that is wrong.
const TYPED_WRONGLY_FROM: usize = 4;

const COLUMNS: &str = "id, mrn, prefix, given_name, middle_name, family_name, name_text, \
                       previous_family_name, date_of_birth, date_of_birth_precision, gender";

/// Answers with the patients that fit best, those whose names were typed exactly first.
pub(super) async fn find(
    State(centre): State<Arc<Centre>>,
    device: Device,
    Extension(peer): Extension<Peer>,
    body: Bytes,
) -> Result<Json<FindAnswer>, Error> {
    let request: FindRequest = serde_json::from_slice(&body)
        .map_err(|_| Error::malformed("The question for a patient cannot be read."))?;
    let asked = Asked::read(&request)?;
    let mut client = centre.database.get().await?;
    may(&client, &device, request.user, ("patients", Action::Read)).await?;
    let transaction = client.transaction().await?;
    let mut patients = asked.answer(&transaction, device.organization).await?;
    for patient in &mut patients {
        patient.sites = sites(&transaction, device.organization, patient.id).await?;
    }
    let shown: Vec<Uuid> = patients.iter().map(|patient| patient.id).collect();
    note(&transaction, &device, &peer, (request.user, "people.find_at_centre"), &shown).await?;
    transaction.commit().await?;
    Ok(Json(FindAnswer { patients }))
}

/// Makes a patient known at the device's site. A PC that holds its own patients only cannot write
/// that itself: it has nothing of this one.
pub(super) async fn open(
    State(centre): State<Arc<Centre>>,
    device: Device,
    Extension(peer): Extension<Peer>,
    body: Bytes,
) -> Result<Json<OpenAnswer>, Error> {
    let request: OpenRequest = serde_json::from_slice(&body)
        .map_err(|_| Error::malformed("The question for a patient cannot be read."))?;
    let Some(site) = device.holder.site else {
        return Err(Error::refused(
            StatusCode::CONFLICT,
            "no_site",
            "This PC stands at no site. Ask your administrator to say where it stands.",
        ));
    };
    let mut client = centre.database.get().await?;
    may(&client, &device, request.user, ("patient_sites", Action::Insert)).await?;
    let transaction = client.transaction().await?;
    transaction
        .execute("SELECT set_config('holdfast.command', 'people.open_from_centre', true)", &[])
        .await?;
    // The id is derived, as on a PC: two that open one patient write one row.
    let row = Uuid::new_v5(&request.patient, site.as_bytes());
    let statement = transaction
        .prepare_cached(
            "INSERT INTO patient_sites (id, organization_id, patient_id, site_id, known_since, \
             source, created_at, updated_at) \
             SELECT $1, organization_id, id, $2, now(), 'found', now(), now() FROM patients \
             WHERE id = $3 AND organization_id = $4 AND deleted_at IS NULL \
             ON CONFLICT (id) DO UPDATE SET deleted_at = NULL",
        )
        .await?;
    let known = transaction
        .execute(&statement, &[&row, &site, &request.patient, &device.organization])
        .await?;
    if known == 0 {
        return Err(Error::refused(
            StatusCode::NOT_FOUND,
            "gone",
            "This patient's record is not at the centre any more. Search again.",
        ));
    }
    let by = (request.user, "people.open_from_centre");
    note(&transaction, &device, &peer, by, &[request.patient]).await?;
    transaction.commit().await?;
    let statement = client
        .prepare_cached("SELECT position FROM sync_positions WHERE organization_id = $1")
        .await?;
    let position = Position(client.query_one(&statement, &[&device.organization]).await?.get(0));
    Ok(Json(OpenAnswer { position }))
}

/// What was asked, once it is known to be a question.
enum Asked {
    Number(String),
    Born { on: NaiveDate, words: Vec<String> },
}

impl Asked {
    fn read(request: &FindRequest) -> Result<Self, Error> {
        let text = |text: &Option<String>| {
            let text = text.as_deref().unwrap_or_default().trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        let (name, born, number) =
            (text(&request.name), text(&request.date_of_birth), text(&request.number));
        if [&name, &number].into_iter().flatten().any(|text| text.chars().count() > LETTERS_MAX) {
            return Err(Error::malformed(format!(
                "A name or a number has at most {LETTERS_MAX} letters."
            )));
        }
        if let Some(number) = number {
            return Ok(Self::Number(number));
        }
        let (Some(name), Some(born)) = (name, born) else {
            return Err(Error::malformed(
                "To look at the centre, give a name with the date of birth, or the record's number.",
            ));
        };
        let on = born
            .parse()
            .map_err(|_| Error::malformed("The date of birth is a day such as 1984-03-21."))?;
        let words = words(&name);
        if words.is_empty() {
            return Err(Error::malformed("The name has no letter in it."));
        }
        Ok(Self::Born { on, words })
    }

    async fn answer(
        &self,
        transaction: &Transaction<'_>,
        organization: Uuid,
    ) -> Result<Vec<FoundPatient>, Error> {
        let standing = "organization_id = $1 AND deleted_at IS NULL";
        let (on, words) = match self {
            Self::Number(number) => {
                let sql = format!(
                    "SELECT {COLUMNS} FROM patients WHERE {standing} AND mrn = $2 \
                     ORDER BY id LIMIT {FOUND_MAX}"
                );
                let statement = transaction.prepare_cached(&sql).await?;
                let rows = transaction.query(&statement, &[&organization, number]).await?;
                return Ok(rows.iter().map(found).collect());
            }
            Self::Born { on, words } => (on, words),
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM patients WHERE {standing} AND date_of_birth = $2 \
             ORDER BY id LIMIT {BORN_MAX}"
        );
        let statement = transaction.prepare_cached(&sql).await?;
        let rows = transaction.query(&statement, &[&organization, on]).await?;
        let mut fitting: Vec<(usize, FoundPatient)> = rows
            .iter()
            .map(found)
            .filter_map(|patient| Some((wrong_letters(words, &patient)?, patient)))
            .collect();
        fitting.sort_by_key(|(wrong, patient)| (*wrong, patient.id));
        Ok(fitting.into_iter().map(|(_, patient)| patient).take(FOUND_MAX).collect())
    }
}

/// The words of a name in small letters without marks.
fn words(name: &str) -> Vec<String> {
    let folded: String = name.nfkd().filter(|letter| !is_combining_mark(*letter)).collect();
    folded
        .to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// How many letters are wrong where every word that was typed begins a word of the patient's names;
/// `None` where one begins none.
fn wrong_letters(typed: &[String], patient: &FoundPatient) -> Option<usize> {
    let names: Vec<String> = [
        &patient.given_name,
        &patient.middle_name,
        &patient.family_name,
        &patient.name_text,
        &patient.previous_family_name,
    ]
    .into_iter()
    .flatten()
    .flat_map(|name| words(name))
    .collect();
    typed
        .iter()
        .map(|word| {
            let letters = word.chars().count();
            names
                .iter()
                .filter_map(|name| {
                    if name.starts_with(word.as_str()) {
                        return Some(0);
                    }
                    let wrong = strsim::osa_distance(word, name);
                    (letters >= TYPED_WRONGLY_FROM && wrong <= 1).then_some(wrong)
                })
                .min()
        })
        .sum()
}

fn found(row: &tokio_postgres::Row) -> FoundPatient {
    FoundPatient {
        id: row.get(0),
        mrn: row.get(1),
        prefix: row.get(2),
        given_name: row.get(3),
        middle_name: row.get(4),
        family_name: row.get(5),
        name_text: row.get(6),
        previous_family_name: row.get(7),
        date_of_birth: row.get::<_, Option<NaiveDate>>(8).map(|day| day.to_string()),
        date_of_birth_precision: row.get(9),
        gender: row.get(10),
        sites: Vec::new(),
    }
}

/// Where the patient is known.
async fn sites(
    transaction: &Transaction<'_>,
    organization: Uuid,
    patient: Uuid,
) -> Result<Vec<String>, Error> {
    let statement = transaction
        .prepare_cached(
            "SELECT s.name FROM patient_sites k JOIN sites s ON s.id = k.site_id \
             WHERE k.patient_id = $2 AND k.organization_id = $1 AND k.deleted_at IS NULL \
             ORDER BY s.name",
        )
        .await?;
    let rows = transaction.query(&statement, &[&organization, &patient]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// One audit entry for the question and one for everybody whom it showed.
async fn note(
    transaction: &Transaction<'_>,
    device: &Device,
    peer: &Peer,
    (user, command): (Uuid, &str),
    shown: &[Uuid],
) -> Result<(), Error> {
    let statement = transaction
        .prepare_cached(
            "INSERT INTO audit_logs (id, organization_id, user_id, device_id, action, table_name, \
             row_id, patient_id, command, ip_address, occurred_at, created_at, updated_at) \
             SELECT gen_random_uuid(), $1, $2, $3, 'read', 'patients', shown, shown, \
             $6, $5, now(), now(), now() \
             FROM unnest(array_append($4::UUID[], NULL)) AS seen (shown)",
        )
        .await?;
    let address = peer.address.map(|address| address.to_canonical().to_string());
    transaction
        .execute(&statement, &[&device.organization, &user, &device.id, &shown, &address, &command])
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn born(given_name: &str, family_name: &str) -> FoundPatient {
        FoundPatient {
            id: Uuid::nil(),
            mrn: None,
            prefix: None,
            given_name: Some(given_name.to_owned()),
            middle_name: None,
            family_name: Some(family_name.to_owned()),
            name_text: None,
            previous_family_name: None,
            date_of_birth: None,
            date_of_birth_precision: "day".to_owned(),
            gender: None,
            sites: Vec::new(),
        }
    }

    #[test]
    fn a_name_is_found_by_its_beginning_without_marks_and_with_one_wrong_letter() {
        let patient = born("Zoë", "Müller-Ñandú");
        let wrong = |typed: &str| wrong_letters(&words(typed), &patient);
        assert_eq!(wrong("zoe mul"), Some(0));
        assert_eq!(wrong("MÜLLER nandu"), Some(0));
        assert_eq!(wrong("Muler"), Some(1));
        assert_eq!(wrong("Mxxler"), None);
        assert_eq!(wrong("zoe schmidt"), None, "every word counts");
        assert_eq!(wrong("zoa"), None, "of three letters none may be wrong");
    }
}
