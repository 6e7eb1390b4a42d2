//! Appending to the chained record.
//!
//! Each patient has one chain for each PC that writes: two PCs without a network each continue
//! their own. An entry's hash covers the hash before it, a nonce and the plain content, so that
//! encrypting the content under another key breaks nothing.

use catalog::ChainedEntry;
use data_encoding::HEXLOWER;
use serde::Deserialize;
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
    let (content, nonce) = (entry.content.to_string(), HEXLOWER.encode(&write.random()));
    let sealed = ChainedEntry {
        patient_id: entry.patient,
        chain_id,
        chain_sequence: head.as_ref().map_or(1, |head| head.chain_sequence + 1),
        record_type: entry.record_type,
        content: &content,
        nonce: &nonce,
        author_id: who.user_id,
        recorded_at: write.now(),
        previous_hash: head.as_ref().map(|head| head.hash.as_str()),
    };
    Ok(write.insert(
        "ehr_entries",
        Cells::new()
            .set("patient_id", sealed.patient_id)
            .set("chain_id", sealed.chain_id)
            .set("chain_sequence", sealed.chain_sequence)
            .set("record_type", sealed.record_type)
            .set("content", sealed.content)
            .set("nonce", sealed.nonce)
            .set("previous_hash", sealed.previous_hash.map(str::to_owned))
            .set("hash", sealed.hash())
            .set("author_id", sealed.author_id)
            .set("device_id", device)
            .set("recorded_at", sealed.recorded_at)
            .set("table_name", entry.source.map(|(table, _)| table.to_owned()))
            .set("row_id", entry.source.map(|(_, row)| row)),
    )?)
}
