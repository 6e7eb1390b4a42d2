//! Whose visit and whose appointment a row names.
//!
//! The device asks the same before it stores anything (`clinic::encounters::belongs`): what is
//! written about a patient must not stand in another patient's visit. Records that were ever
//! declared one person's count as one, since what was written while they were may arrive after the
//! merge was taken back.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::decide::Work;
use super::{Batch, Stopped};

/// The column that names a row, the question, and what is said where the row is another patient's.
const NAMED: [(&str, &str, &str); 2] = [
    ("visit_id", WHOSE_VISIT, "It names a visit of another patient."),
    ("appointment_id", WHOSE_APPOINTMENT, "It names an appointment of another patient."),
];

/// Quarantines a changeset that writes about one patient and names another's visit or appointment.
/// Runs after the rows are written, so that a visit of the same changeset counts. A row that is
/// changed elsewhere is not asked again.
pub(super) async fn check(batch: &Batch<'_>, work: &Work) -> Result<(), Stopped> {
    for (column, question, sentence) in NAMED {
        let mut named: BTreeSet<(Uuid, Uuid)> = BTreeSet::new();
        for touched in work.rows.values() {
            let shape = touched.plan.shape;
            let number = |name| shape.column_number(name).map(usize::from);
            let (Some(patient), Some(column)) = (number("patient_id"), number(column)) else {
                continue;
            };
            let written = touched.before.is_none()
                || [patient, column].iter().any(|one| touched.changed.contains(one));
            let cell = |number| touched.row.get(number).as_uuid();
            if written && let (Some(patient), Some(row)) = (cell(patient), cell(column)) {
                named.insert((patient, row));
            }
        }
        if named.is_empty() {
            continue;
        }
        let statement = batch.transaction.prepare_cached(question).await?;
        for (patient, row) in named {
            if batch.transaction.query_opt(&statement, &[&patient, &row]).await?.is_some() {
                return Err(Stopped::Quarantined(sentence.to_owned()));
            }
        }
    }
    Ok(())
}

/// The row of `$table` with the id $2, where it is of another person than the patient $1.
macro_rules! of_another {
    ($table:literal) => {
        concat!(
            "SELECT 1 FROM ",
            $table,
            " n WHERE n.id = $2::UUID AND n.patient_id <> $1::UUID \
             AND NOT EXISTS (WITH RECURSIVE one (id) AS (SELECT $1::UUID \
             UNION SELECT CASE WHEN m.patient_id = one.id THEN m.merged_patient_id \
             ELSE m.patient_id END FROM patient_merges m \
             JOIN one ON m.patient_id = one.id OR m.merged_patient_id = one.id) \
             SELECT 1 FROM one WHERE one.id = n.patient_id)"
        )
    };
}

const WHOSE_VISIT: &str = of_another!("visits");
const WHOSE_APPOINTMENT: &str = of_another!("appointments");
