//! Which files will probably be opened soon, so that they are here before somebody asks.

use store::{Store, params};
use uuid::Uuid;

use crate::Refused;
use crate::people::merged::is_one_with;

const HOUR: i64 = 3_600_000_000;
/// Who was due this long ago may still be in the house.
const BEHIND: i64 = 4 * HOUR;
const AHEAD: i64 = 24 * HOUR;
/// A larger one is fetched when somebody opens it.
const FILE_BYTES_MAX: i64 = 16 * 1024 * 1024;
const FILES_MAX: i64 = 200;

/// Asks for the files of the patients who are due today at this PC's site, the soonest first.
///
/// # Errors
/// As the store.
pub fn want_files_of_today(store: &Store) -> Result<(), Refused> {
    let now = store.surroundings().now();
    let Some(site) = store.facts()?.site else { return Ok(()) };
    let files: Vec<Uuid> = store.read::<_, store::Error>(|reader| {
        reader.column(
            &likely_sql(),
            params![site, now - BEHIND, now + AHEAD, FILE_BYTES_MAX, FILES_MAX],
        )
    })?;
    Ok(store.want_files(&files, false)?)
}

/// Reads the day's appointments and their patients' files, by index.
pub(crate) fn likely_sql() -> String {
    format!(
        "SELECT f.id FROM appointments a JOIN attachments f ON {} \
         WHERE a.site_id = ?1 AND a.starts_at >= ?2 AND a.starts_at < ?3 AND a.deleted_at IS NULL \
         AND f.deleted_at IS NULL AND f.size_bytes <= ?4 \
         GROUP BY f.id ORDER BY min(a.starts_at), f.added_at DESC LIMIT ?5",
        is_one_with("f.patient_id", "a.patient_id")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn the_files_of_todays_patients_are_wanted_and_no_others() {
        let clinic = Clinic::found();
        clinic.store.set_facts(&[("site", &clinic.site.to_string())]).unwrap();
        let due = clinic.patient("Elena", "Marín", "1960-01-05");
        let other = clinic.patient("Bruno", "Sala", "1971-03-09");
        clinic.book(due, "2026-03-08T07:00:00Z").unwrap();
        clinic.set_clock("2026-03-08T05:00:00Z");
        let file = |patient: Uuid, sum: &str, size: i64| {
            let request = json!({
                "patient_id": patient, "file_name": "letter.pdf", "media_type": "application/pdf",
                "size_bytes": size, "sha256": "aa".repeat(32), "sealed_sha256": sum.repeat(32),
                "content_key": "c2VjcmV0"
            });
            let made = clinic.ask(clinic.owner, "records.attach", request).unwrap();
            crate::fixture::id_of(&made)
        };
        let letter = file(due, "bb", 3);
        file(due, "cc", FILE_BYTES_MAX + 1);
        file(other, "dd", 3);
        want_files_of_today(&clinic.store).unwrap();
        want_files_of_today(&clinic.store).unwrap();
        assert_eq!(clinic.store.files_wanted(10).unwrap(), [letter]);
        assert!(clinic.store.file_standing(letter).unwrap().unwrap().wanted);
        let scans = clinic.scans(&likely_sql());
        assert!(scans.is_empty(), "{scans:?}");
    }
}
