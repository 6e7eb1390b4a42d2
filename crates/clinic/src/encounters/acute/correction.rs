//! Correcting an entry that is only ever added to.

use store::{Reader, params};
use uuid::Uuid;

use crate::Refused;
use crate::people::details::filled;
use crate::people::merged::is_one_person;

/// What a correction names: the entry that it replaces, and why.
pub(crate) struct Correction {
    /// In which record the entry is to stand: that of the entry that it replaces, which may be
    /// another one of the same person, since what is shown leaves out corrected entries record by
    /// record; the named one where it replaces none.
    pub patient: Uuid,
    /// The entry that it replaces.
    pub corrects_id: Option<Uuid>,
    /// Why.
    pub reason: Option<String>,
}

impl Correction {
    /// Reads a request's correction and checks that the entry is the same person's and still
    /// stands. `table` is one of the ledgers that carry `corrects_id`.
    pub fn of(
        reader: &Reader<'_>,
        table: &'static str,
        patient: Uuid,
        corrects_id: Option<Uuid>,
        reason: Option<&str>,
    ) -> Result<Self, Refused> {
        let reason = filled(reason);
        let mut stands_in = patient;
        if let Some(id) = corrects_id {
            let whose: Option<Uuid> = reader.value(
                &format!("SELECT patient_id FROM {table} WHERE id = ?1 AND deleted_at IS NULL"),
                params![id],
            )?;
            stands_in = whose.ok_or_else(|| Refused::gone("entry"))?;
            if !is_one_person(reader, patient, stands_in)? {
                return Err(Refused::field("corrects_id", "This entry is another patient's."));
            }
            let again: Option<i64> = reader.value(
                &format!("SELECT 1 FROM {table} WHERE patient_id = ?1 AND corrects_id = ?2"),
                params![stands_in, id],
            )?;
            if again.is_some() {
                return Err(Refused::field(
                    "corrects_id",
                    "This entry was corrected already. Correct the newer one.",
                ));
            }
            if reason.is_none() {
                return Err(Refused::field("correction_reason", "Say why the entry is corrected."));
            }
        }
        Ok(Self {
            patient: stands_in,
            corrects_id,
            reason: reason.filter(|_| corrects_id.is_some()),
        })
    }

    /// When it was measured: as said, else when the entry that it replaces was. A correction is not
    /// a new measurement. `table` is one that keeps `recorded_at`.
    pub fn moment(
        &self,
        reader: &Reader<'_>,
        table: &'static str,
        said: Option<i64>,
    ) -> Result<Option<i64>, Refused> {
        let (None, Some(corrected)) = (said, self.corrects_id) else { return Ok(said) };
        let sql = format!("SELECT recorded_at FROM {table} WHERE id = ?1");
        Ok(reader.value(&sql, params![corrected])?)
    }
}
