//! Records that were declared one person's, treated as one.
//!
//! A merge is one row of `patient_merges` and rewrites nothing: whatever asks for a patient's
//! rows asks for those of the whole set. Merges chain, so a set is found by walking them from any
//! of its records, by index. The record in front is the one that nothing was merged into another.

use store::{Reader, params};
use uuid::Uuid;

use crate::Refused;

/// The ids of all records of the person whose record is `?1`, as a subquery: `patient_id IN …`.
pub(crate) const SET: &str = "(WITH RECURSIVE one (id) AS (SELECT ?1 \
     UNION SELECT m.merged_patient_id FROM one JOIN patient_merges m ON m.patient_id = one.id \
     WHERE m.deleted_at IS NULL \
     UNION SELECT m.patient_id FROM one JOIN patient_merges m ON m.merged_patient_id = one.id \
     WHERE m.deleted_at IS NULL) SELECT id FROM one)";

/// A condition that `column` names a record of the person whose record is `?1`.
pub(crate) fn is_one(column: &str) -> String {
    format!("{column} IN {SET}")
}

/// A condition that `column` names a record of the person one of whose records `of` names, which is
/// a column of an outer query, or a parameter.
pub(crate) fn is_one_with(column: &str, of: &str) -> String {
    format!("{column} IN {}", SET.replace("?1", of))
}

/// Whether `one` and `other` are records of one person.
pub(crate) fn is_one_person(reader: &Reader<'_>, one: Uuid, other: Uuid) -> Result<bool, Refused> {
    if one == other {
        return Ok(true);
    }
    let sql = format!("SELECT 1 WHERE ?2 IN {SET}");
    Ok(reader.value::<i64>(&sql, params![one, other])?.is_some())
}

/// `sql` that asks about the patient `?1` (`patient_id = ?1`), asking about all records of that
/// person.
pub(crate) fn of_person(sql: &str) -> String {
    sql.replace("patient_id = ?1", &is_one("patient_id"))
}

/// Whether the person whose record is `patient` has died, as any of the records says; `None` where
/// that one is not on this PC.
pub(crate) fn deceased(reader: &Reader<'_>, patient: Uuid) -> Result<Option<bool>, Refused> {
    Ok(reader.value(
        &format!(
            "SELECT EXISTS (SELECT 1 FROM patients WHERE {} AND deceased AND deleted_at IS NULL) \
             FROM patients WHERE id = ?1 AND deleted_at IS NULL",
            is_one("id")
        ),
        params![patient],
    )?)
}

/// All records of the person whose record is `patient`, that one included, in the order of their
/// ids, which is that of registration.
pub(crate) fn set_of(reader: &Reader<'_>, patient: Uuid) -> Result<Vec<Uuid>, Refused> {
    let mut set: Vec<Uuid> =
        reader.column(&format!("SELECT id FROM patients WHERE id IN {SET}"), params![patient])?;
    // A record that was not fetched yet is one of its person's all the same.
    if !set.contains(&patient) {
        set.push(patient);
    }
    set.sort_unstable();
    Ok(set)
}

/// The record that stands in front of the person whose record is `patient`, of those on this PC.
///
/// Two PCs may each have merged one record into the other before they met. Then none is without a
/// merge above it, and the one that was registered first stands in front.
pub(crate) fn front(reader: &Reader<'_>, patient: Uuid) -> Result<Uuid, Refused> {
    let mut walked = vec![patient];
    let mut at = patient;
    loop {
        let above: Option<Uuid> = reader.value(
            "SELECT m.patient_id FROM patient_merges m JOIN patients p ON p.id = m.patient_id \
             WHERE m.merged_patient_id = ?1 AND m.deleted_at IS NULL AND p.deleted_at IS NULL \
             ORDER BY m.merged_at, m.id LIMIT 1",
            params![at],
        )?;
        match above {
            None => return Ok(at),
            Some(above) if walked.contains(&above) => {
                let circle = walked.iter().position(|one| *one == above).unwrap_or(0);
                let first = walked.iter().skip(circle).min().copied();
                return Ok(first.unwrap_or(at));
            }
            Some(above) => {
                walked.push(above);
                at = above;
            }
        }
    }
}

/// Each of `found` as the record in front of its person, in the order given, once.
pub(crate) fn fronts(
    reader: &Reader<'_>,
    found: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Uuid>, Refused> {
    let mut fronts = Vec::new();
    for id in found {
        let front = front(reader, id)?;
        if !fronts.contains(&front) {
            fronts.push(front);
        }
    }
    Ok(fronts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Clinic;

    #[test]
    fn a_set_and_its_rows_are_found_by_index() {
        #[derive(serde::Deserialize)]
        struct Step {
            detail: String,
        }
        let clinic = Clinic::found();
        for table in ["visits", "patient_allergies", "invoices", "appointments", "lab_results"] {
            let sql =
                format!("EXPLAIN QUERY PLAN SELECT id FROM {table} WHERE {}", is_one("patient_id"));
            let steps: Result<Vec<Step>, store::Error> =
                clinic.store.read(|reader| reader.rows(&sql, params![clinic.site]));
            for step in steps.unwrap() {
                let scanned = ["patient_merges", " m", table]
                    .iter()
                    .any(|name| step.detail.starts_with(&format!("SCAN {}", name.trim())));
                assert!(!scanned, "{table}: {}", step.detail);
            }
        }
    }
}
