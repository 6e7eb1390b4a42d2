//! What the write door costs beside the same statements without it: the changeset, the audit entry,
//! the rules of the row.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use rusqlite::{Connection, params};
use store::{Cells, Enrolment};
use testkit::{Device, people, surroundings};
use uuid::Uuid;

use crate::{in_ms, line, percentile};

/// How many patients are edited, one after another.
const EDITS: usize = 500;
/// How many rows are written in bulk, and how many in one transaction.
const READINGS: usize = 200_000;
const READINGS_AT_ONCE: usize = 4_000;

/// Measures edits and bulk on an enrolled PC, and on a bare file with the same tables, key length
/// and settings.
///
/// # Errors
/// What could not be written.
pub fn local(folder: &Path) -> Result<()> {
    let desk = Device::alone("local", folder)?;
    desk.store.become_enrolled(Enrolment {
        author: desk.user,
        organization: desk.store.facts()?.organization.context("an organization")?,
        device: desk.store.surroundings().new_id(),
        site: None,
        number_prefix: "A".to_owned(),
        epoch: 0,
        joins_existing: false,
    })?;
    let mut bare = bare_file(&desk, &folder.join("bare.db"))?;
    let patients = through_the_door(&desk)?;
    let bare_patients = without(&bare, &desk)?;

    let (mut tracked, mut plain) = (Vec::new(), Vec::new());
    for number in 0..EDITS {
        let phone = format!("+34 600 {number:06}");
        let patient = *patients.get(number).context("a patient")?;
        let began = Instant::now();
        desk.store.write::<_, store::Error>(desk.user, "people.update", |write| {
            write.update("patients", patient, None, Cells::new().set("phone", phone.as_str()))
        })?;
        tracked.push(began.elapsed());
        let patient = *bare_patients.get(number).context("a patient")?;
        let began = Instant::now();
        bare.execute("UPDATE patients SET phone = ?2 WHERE id = ?1", params![patient, phone])?;
        plain.push(began.elapsed());
    }
    let (tracked, plain) = (percentile(&mut tracked, 50), percentile(&mut plain, 50));
    line(
        "an edit through the write door, with outbox and audit, p50",
        &in_ms(tracked),
        &format!(
            "{} more than the bare statement (1 ms asked)",
            in_ms(tracked.saturating_sub(plain))
        ),
    );

    let patient = *patients.first().context("a patient")?;
    let tracked = bulk(|from, to| {
        desk.store.write::<_, store::Error>(desk.user, "system.import_bench", |write| {
            write.audit_once();
            for number in from..to {
                write.insert(
                    "vitals",
                    Cells::new()
                        .set("patient_id", patient)
                        .set("recorded_at", write.now())
                        .set("heart_rate_bpm", rate(number)),
                )?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    let patient = *bare_patients.first().context("a patient")?;
    let (organization, outside) = (desk.store.facts()?.organization, surroundings());
    let plain = bulk(|from, to| {
        let transaction = bare.transaction()?;
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO vitals (id, organization_id, created_at, updated_at, version, \
                 patient_id, recorded_at, heart_rate_bpm) VALUES (?1, ?2, ?3, ?3, 0, ?4, ?3, ?5)",
            )?;
            for number in from..to {
                let (id, now) = (outside.new_id(), outside.now());
                insert.execute(params![id, organization, now, patient, rate(number)])?;
            }
        }
        transaction.commit()?;
        Ok(())
    })?;
    let per_second = |took: Duration| READINGS as f64 / took.as_secs_f64();
    line(
        "rows in bulk through the write door, with outbox",
        &format!("{:.0} rows/s", per_second(tracked)),
        &format!(
            "{:.2} of the bare statements, {:.0} rows/s (0.6 asked, or 100,000 rows/s)",
            per_second(tracked) / per_second(plain),
            per_second(plain)
        ),
    );
    drop(bare);
    desk.close();
    Ok(())
}

fn rate(number: usize) -> f64 {
    f64::from(u32::try_from(60 + number % 40).unwrap_or(60))
}

fn bulk(mut write: impl FnMut(usize, usize) -> Result<()>) -> Result<Duration> {
    let began = Instant::now();
    for from in (0..READINGS).step_by(READINGS_AT_ONCE) {
        write(from, from + READINGS_AT_ONCE)?;
    }
    Ok(began.elapsed())
}

/// A file with the tables, indexes and search of `desk`, which nothing watches over.
fn bare_file(desk: &Device, path: &Path) -> Result<Connection> {
    let mut schema = Vec::new();
    for kind in ["table", "index", "view", "trigger"] {
        schema.extend(desk.store.read::<_, store::Error>(|reader| {
            reader.column::<String>(
                "SELECT sql FROM sqlite_schema WHERE type = ?1 AND sql IS NOT NULL \
                 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                 AND name NOT GLOB '*_search_[acdi]*' AND name NOT GLOB '*_search_docsize'",
                [kind],
            )
        })?);
    }
    let bare = Connection::open(path)?;
    bare.pragma_update(None, "key", format!("x'{}'", "ab".repeat(32)))?;
    bare.pragma_update(None, "journal_mode", "WAL")?;
    bare.pragma_update(None, "synchronous", "FULL")?;
    bare.pragma_update(None, "temp_store", "MEMORY")?;
    bare.pragma_update(None, "cache_size", -65_536)?;
    // What the rows refer to is not in this file.
    bare.pragma_update(None, "foreign_keys", false)?;
    store::register_search(&bare)?;
    for statement in schema {
        bare.execute_batch(&statement)?;
    }
    Ok(bare)
}

fn through_the_door(desk: &Device) -> Result<Vec<Uuid>> {
    Ok(desk.store.write::<_, store::Error>(desk.user, "system.import_bench", |write| {
        write.audit_once();
        (0..EDITS as u64)
            .map(|number| write.insert("patients", crate::cells_of(&people::person(number))))
            .collect()
    })?)
}

fn without(bare: &Connection, desk: &Device) -> Result<Vec<Uuid>> {
    let (organization, outside) = (desk.store.facts()?.organization, surroundings());
    let mut insert = bare.prepare(
        "INSERT INTO patients (id, organization_id, created_at, updated_at, version, given_name, \
         family_name, name_precision, date_of_birth, date_of_birth_precision, gender, phone, \
         address_line, city, country, status) \
         VALUES (?1, ?2, ?3, ?3, 0, ?4, ?5, 'full', ?6, ?7, ?8, ?9, ?10, ?11, ?12, 'active')",
    )?;
    let mut ids = Vec::new();
    for number in 0..EDITS as u64 {
        let (id, person) = (outside.new_id(), people::person(number));
        insert.execute(params![
            id,
            organization,
            outside.now(),
            person.given_name,
            person.family_name,
            person.born.to_string(),
            person.born_precision,
            person.gender,
            person.phone,
            person.address_line,
            person.city,
            person.country
        ])?;
        ids.push(id);
    }
    Ok(ids)
}
