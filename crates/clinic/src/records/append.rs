//! Appending to the chained record.
//!
//! Each patient has one chain for each PC that writes: two PCs without a network each continue
//! their own. An entry's hash covers the hash before it, a nonce and the plain content, so that
//! encrypting the content under another key breaks nothing.

use data_encoding::HEXLOWER;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use store::{Cells, Write, params};
use uuid::Uuid;

use crate::{Refused, Who};

/// What is written into the chained record.
pub(crate) struct Entry<'a> {
    /// Whose record.
    pub patient: Uuid,
    /// One of `ehr_type`.
    pub record_type: &'a str,
    /// What is recorded, as it stands at this moment.
    pub content: serde_json::Value,
    /// The row it stands in.
    pub source: Option<(&'a str, Uuid)>,
}

/// What a hash is over, in this order, each with its length before it.
pub(crate) struct Sealed {
    pub patient_id: Uuid,
    pub chain_id: Uuid,
    pub chain_sequence: i64,
    pub record_type: String,
    pub content: String,
    pub nonce: String,
    pub author_id: Uuid,
    pub recorded_at: i64,
    pub previous_hash: Option<String>,
}

impl Sealed {
    /// SHA-256 over the entry, 64 lower-case hexadecimal digits.
    pub(crate) fn hash(&self) -> String {
        let mut sum = Sha256::new();
        sum.update(b"holdfast ehr entry 1");
        let sequence = self.chain_sequence.to_be_bytes();
        let recorded_at = self.recorded_at.to_be_bytes();
        for part in [
            self.previous_hash.as_deref().unwrap_or_default().as_bytes(),
            self.nonce.as_bytes(),
            self.patient_id.as_bytes(),
            self.chain_id.as_bytes(),
            &sequence,
            self.record_type.as_bytes(),
            self.author_id.as_bytes(),
            &recorded_at,
            self.content.as_bytes(),
        ] {
            sum.update((part.len() as u64).to_be_bytes());
            sum.update(part);
        }
        HEXLOWER.encode(&sum.finalize())
    }
}

/// Appends an entry to this PC's chain of the patient.
pub(crate) fn append(write: &mut Write<'_>, who: &Who, entry: Entry<'_>) -> Result<Uuid, Refused> {
    #[derive(Deserialize)]
    struct Head {
        chain_sequence: i64,
        hash: String,
    }
    let device = write.facts().device;
    let chain_id = Uuid::new_v5(&entry.patient, device.unwrap_or_default().as_bytes());
    let head: Option<Head> = write.row(
        "SELECT chain_sequence, hash FROM ehr_entries WHERE chain_id = ?1 \
         ORDER BY chain_sequence DESC LIMIT 1",
        params![chain_id],
    )?;
    let sealed = Sealed {
        patient_id: entry.patient,
        chain_id,
        chain_sequence: head.as_ref().map_or(1, |head| head.chain_sequence + 1),
        record_type: entry.record_type.to_owned(),
        content: entry.content.to_string(),
        nonce: HEXLOWER.encode(&write.random()),
        author_id: who.user_id,
        recorded_at: write.now(),
        previous_hash: head.map(|head| head.hash),
    };
    let hash = sealed.hash();
    Ok(write.insert(
        "ehr_entries",
        Cells::new()
            .set("patient_id", sealed.patient_id)
            .set("chain_id", sealed.chain_id)
            .set("chain_sequence", sealed.chain_sequence)
            .set("record_type", sealed.record_type)
            .set("content", sealed.content)
            .set("nonce", sealed.nonce)
            .set("previous_hash", sealed.previous_hash)
            .set("hash", hash)
            .set("author_id", sealed.author_id)
            .set("device_id", device)
            .set("recorded_at", sealed.recorded_at)
            .set("table_name", entry.source.map(|(table, _)| table.to_owned()))
            .set("row_id", entry.source.map(|(_, row)| row)),
    )?)
}
