//! Whether the chained record of a patient is as it was written.
//!
//! Every hash is computed anew, in order. This finds what was edited, deleted, inserted or
//! reordered inside a chain on this PC; that a chain was cut at its end shows only in comparison
//! with the centre.

use catalog::ChainedEntry;
use serde::{Deserialize, Serialize};
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::commands::Opened;
use crate::people::merged::of_person;
use crate::{Asking, Refused};

/// Whose chained record.
#[derive(Deserialize, TS)]
pub struct VerifyEntries {
    patient_id: Uuid,
}

/// The first entry of a chain that is not as it was written.
#[derive(Debug, PartialEq, Eq, Serialize, TS)]
pub struct BadEntry {
    id: Uuid,
    chain_sequence: i64,
    recorded_at: i64,
    /// In words for the person who looks into it.
    reason: String,
}

/// What was checked.
#[derive(Serialize, TS)]
pub struct VerifiedEntries {
    patient_id: Uuid,
    chains: usize,
    entries: usize,
    bad: Vec<BadEntry>,
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    hash: String,
    patient_id: Uuid,
    chain_id: Uuid,
    chain_sequence: i64,
    record_type: String,
    content: String,
    nonce: String,
    author_id: Uuid,
    recorded_at: i64,
    previous_hash: Option<String>,
}

impl Row {
    /// The hash that what stands in the row should have.
    fn hash_anew(&self) -> String {
        ChainedEntry {
            patient_id: self.patient_id,
            chain_id: self.chain_id,
            chain_sequence: self.chain_sequence,
            record_type: &self.record_type,
            content: &self.content,
            nonce: &self.nonce,
            author_id: self.author_id,
            recorded_at: self.recorded_at,
            previous_hash: self.previous_hash.as_deref(),
        }
        .hash()
    }
}

/// Walks every chain of a patient, those of merged records included, and names the first bad entry of each.
pub fn verify(asking: &Asking<'_>, request: VerifyEntries) -> Result<VerifiedEntries, Refused> {
    let chains: Vec<Uuid> = asking.reader.column(
        &of_person("SELECT DISTINCT chain_id FROM ehr_entries WHERE patient_id = ?1"),
        params![request.patient_id],
    )?;
    let (mut entries, mut bad) = (0, Vec::new());
    for chain in &chains {
        let rows: Vec<Row> = asking.reader.rows(
            "SELECT id, hash, patient_id, chain_id, chain_sequence, record_type, content, nonce, \
             author_id, recorded_at, previous_hash FROM ehr_entries WHERE chain_id = ?1 \
             ORDER BY chain_sequence, id",
            params![chain],
        )?;
        entries += rows.len();
        bad.extend(first_bad(&rows));
    }
    Ok(VerifiedEntries { patient_id: request.patient_id, chains: chains.len(), entries, bad })
}

fn first_bad(rows: &[Row]) -> Option<BadEntry> {
    let mut before: Option<&Row> = None;
    for row in rows {
        let expected = before.map_or(1, |before| before.chain_sequence + 1);
        let follows = before.map(|before| before.hash.as_str());
        let number = row.chain_sequence;
        let reason = if number < expected {
            Some(format!("There are two entries with the number {number}."))
        } else if number > expected {
            Some(format!("An entry is missing before this one: number {expected}."))
        } else if row.previous_hash.as_deref() != follows {
            Some("It does not follow the entry before it.".to_owned())
        } else if row.hash_anew() != row.hash {
            Some("It was changed after it was written.".to_owned())
        } else {
            None
        };
        if let Some(reason) = reason {
            let recorded_at = row.recorded_at;
            return Some(BadEntry { id: row.id, chain_sequence: number, recorded_at, reason });
        }
        before = Some(row);
    }
    None
}

/// Whose record was opened.
pub(crate) fn opened(answer: &VerifiedEntries) -> Opened {
    Opened { table: "ehr_entries", row: answer.patient_id, patient: answer.patient_id }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Who;
    use crate::fixture::Clinic;
    use crate::records::append::{Entry, append};
    use serde_json::json;

    fn clinic_with_entries(count: usize) -> (Clinic, Uuid) {
        let clinic = Clinic::found();
        let patient = clinic.patient("Elena", "Marín", "1960-01-05");
        for number in 0..count {
            clinic
                .store
                .write(clinic.doctor, "test.append", |write| {
                    let who = Who::load(write, clinic.doctor)?;
                    let content = json!({ "note": format!("Nr. {number}: «كحة»") });
                    let record_type = "visit_note";
                    append(write, &who, Entry { patient, record_type, content, source: None })
                })
                .unwrap();
        }
        (clinic, patient)
    }

    fn rows(clinic: &Clinic, patient: Uuid) -> Vec<Row> {
        let read: Result<Vec<Row>, store::Error> = clinic.store.read(|reader| {
            reader.rows(
                "SELECT id, hash, patient_id, chain_id, chain_sequence, record_type, content, \
                 nonce, author_id, recorded_at, previous_hash FROM ehr_entries \
                 WHERE patient_id = ?1 ORDER BY chain_sequence",
                params![patient],
            )
        });
        read.unwrap()
    }

    #[test]
    fn an_untouched_record_is_whole() {
        let (clinic, patient) = clinic_with_entries(4);
        let request = json!({ "patient_id": patient });
        let verified = clinic.ask(clinic.doctor, "records.verify", request.clone()).unwrap();
        assert_eq!(verified["entries"], 4);
        assert_eq!(verified["chains"], 1);
        assert_eq!(verified["bad"], json!([]));
        let list = clinic.ask(clinic.doctor, "records.entries", request).unwrap();
        assert_eq!(list["entries"].as_array().unwrap().len(), 4);
    }

    #[test]
    fn whatever_is_done_to_an_entry_the_first_bad_one_is_named() {
        let (clinic, patient) = clinic_with_entries(5);
        let fresh = || rows(&clinic, patient);
        type Tampering = (&'static str, fn(&mut Vec<Row>), i64);
        let tamperings: [Tampering; 7] = [
            ("edited", |rows| rows[2].content.push(' '), 3),
            ("another author", |rows| rows[1].author_id = Uuid::max(), 2),
            ("another day", |rows| rows[3].recorded_at += 1, 4),
            ("deleted", |rows| drop(rows.remove(1)), 3),
            ("the first deleted", |rows| drop(rows.remove(0)), 2),
            ("reordered", |rows| rows.swap(1, 2), 3),
            (
                "edited with its own hash made anew",
                |rows| {
                    rows[2].content = "{}".to_owned();
                    rows[2].hash = rows[2].hash_anew();
                },
                4,
            ),
        ];
        assert_eq!(first_bad(&fresh()), None);
        for (what, tamper, expected) in tamperings {
            let mut changed = fresh();
            tamper(&mut changed);
            let bad = first_bad(&changed).unwrap_or_else(|| panic!("{what} is not found"));
            assert_eq!(bad.chain_sequence, expected, "{what}: {}", bad.reason);
        }
    }

    #[test]
    fn an_entry_is_never_changed_or_removed() {
        let (clinic, patient) = clinic_with_entries(1);
        let id = rows(&clinic, patient)[0].id;
        let changed = clinic.store.write::<_, store::Error>(clinic.doctor, "test", |write| {
            write.update("ehr_entries", id, None, store::Cells::new().set("content", "{}"))
        });
        assert!(changed.unwrap_err().to_string().contains("cannot be changed"));
    }
}
