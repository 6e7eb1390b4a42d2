//! Whether the author of a changeset looked after the patients whose records it writes.
//!
//! The device asked the same before it stored anything (`clinic::reach`). Here the question is
//! whether care existed at any time when the work was done: a booking that was cancelled meanwhile,
//! or a membership that has ended since, must not throw away what a doctor wrote during an outage.

use std::collections::BTreeSet;

use catalog::{Action, Reach, Role};
use chrono::DateTime;
use uuid::Uuid;

use super::admit::{Change, What};
use super::decide::Work;
use super::{Batch, Stopped};
use crate::rows::{TablePlan, plan};

/// A row for which the author's roles reach only patients in their care.
pub(super) struct Bound {
    table: u16,
    row: Uuid,
    reach: Reach,
    /// Whether a patient may change what the author changed.
    own_columns: bool,
}

/// The rows of `changes` that are bound to the author's own patients or own record.
pub(super) fn bound(roles: &[Role], changes: &[Change]) -> Vec<Bound> {
    changes
        .iter()
        .filter_map(|change| {
            let action = match &change.what {
                What::Insert(_) => Action::Insert,
                What::Update(_) => Action::Update,
                What::Remove { .. } => Action::Remove,
            };
            let own_columns = match &change.what {
                What::Update(cells) => {
                    let columns = cells
                        .iter()
                        .filter_map(|cell| change.plan.shape.columns.get(cell.column))
                        .map(|column| column.name);
                    catalog::patient_may_change(change.plan.table, columns)
                }
                What::Insert(_) | What::Remove { .. } => true,
            };
            let reach = catalog::reach(roles, change.plan.table, action);
            matches!(reach, Reach::OwnPatients | Reach::OwnRecord).then_some(Bound {
                table: change.plan.shape.number,
                row: change.id,
                reach,
                own_columns,
            })
        })
        .collect()
}

/// Quarantines where a bound row belongs to a patient whom the author did not look after. Runs
/// after the rows are written, so that a visit that begins in the same changeset counts.
pub(super) async fn check(
    batch: &Batch<'_>,
    author: Uuid,
    bound: &[Bound],
    work: &Work,
) -> Result<(), Stopped> {
    let (mut own_patients, mut own_record) = (BTreeSet::new(), BTreeSet::new());
    for row in bound {
        if row.reach == Reach::OwnRecord && !row.own_columns {
            return Err(Stopped::Quarantined(
                "A patient may not change this in the own record.".to_owned(),
            ));
        }
        let Some(plan) = plan(row.table) else { continue };
        let Some(touched) = work.rows.get(&(row.table, row.row)) else { continue };
        let versions = || [Some(&touched.row), touched.before.as_ref()].into_iter().flatten();
        let patients: Vec<Uuid> = versions()
            .filter_map(|version| patient_of(plan, row.row, |column| version.get(column).as_uuid()))
            .collect();
        if row.reach == Reach::OwnPatients {
            own_patients.extend(patients);
            continue;
        }
        if plan.shape.name == "attachments" && touched.before.is_none() {
            let said = |name| {
                let column = plan.shape.column_number(name).map(usize::from);
                column.map(|column| touched.row.get(column))
            };
            let kind = said("media_type").and_then(|kind| kind.as_text()).unwrap_or_default();
            let size = said("size_bytes").and_then(|size| size.as_integer()).unwrap_or_default();
            catalog::own_file(kind, size)
                .map_err(|broken| Stopped::Quarantined(broken.sentence))?;
        }
        // What is about patients is about this one; what is about one person is changed by them.
        let nobodys = plan.table.audited && patients.is_empty();
        let user = plan.shape.column_number("user_id").map(usize::from);
        let theirs = touched.before.is_some()
            && user.is_some_and(|column| touched.row.get(column).as_uuid() != Some(author));
        if nobodys || theirs {
            return Err(Stopped::Quarantined(
                "The person who made it is not this patient.".to_owned(),
            ));
        }
        own_record.extend(patients);
    }
    let made_at = DateTime::from_timestamp_micros(work.context.made_at).unwrap_or_default();
    for patient in own_patients {
        let statement = batch.transaction.prepare_cached(LOOKED_AFTER).await?;
        let found = batch
            .transaction
            .query_opt(&statement, &[&patient, &author, &made_at, &batch.sender.device])
            .await?;
        if found.is_none() {
            return Err(Stopped::Quarantined(
                "The person who made it did not look after this patient.".to_owned(),
            ));
        }
    }
    for patient in own_record {
        let statement = batch.transaction.prepare_cached(OWN_RECORD).await?;
        if batch.transaction.query_opt(&statement, &[&patient, &author]).await?.is_none() {
            return Err(Stopped::Quarantined(
                "The person who made it is not this patient.".to_owned(),
            ));
        }
    }
    Ok(())
}

/// Refuses to change what belongs to one other person, what somebody has said, and a setting that is
/// another role's.
pub(super) fn theirs(author: Uuid, roles: &[Role], work: &Work) -> Result<(), String> {
    for touched in work.rows.values() {
        if touched.plan.shape.name == "system_settings" {
            let name = touched.plan.shape.column_number("name").map(usize::from);
            let rows = std::iter::once(&touched.row).chain(&touched.before);
            let mut names = rows.filter_map(|row| row.get(name?).as_text());
            if !names.all(|name| catalog::may_set(roles, name)) {
                return Err("Only an administrator decides this setting.".to_owned());
            }
        }
        let Some(before) = &touched.before else { continue };
        let (shape, table) = (touched.plan.shape, touched.plan.table);
        let changed = touched.changed.iter().filter_map(|column| shape.columns.get(*column));
        if !catalog::may_be_changed(table, changed.map(|column| column.name)) {
            return Err("What somebody has said in a conversation stays as it was said.".to_owned());
        }
        let owner = catalog::belongs_to(table).and_then(|name| shape.column_number(name));
        let owner = owner.and_then(|column| before.get(usize::from(column)).as_uuid());
        if !touched.changed.is_empty() && owner.is_some_and(|owner| owner != author) {
            return Err(format!(
                "It changes what belongs to somebody else: {}.",
                shape.name.replace('_', " ")
            ));
        }
    }
    Ok(())
}

fn patient_of(plan: &TablePlan, row: Uuid, cell: impl Fn(usize) -> Option<Uuid>) -> Option<Uuid> {
    match plan.shape.column_number("patient_id") {
        Some(column) => cell(usize::from(column)),
        None => (plan.shape.name == "patients").then_some(row),
    }
}

/// $1 patient, $2 user who signs in as that patient, or as one whose record was merged with it.
const OWN_RECORD: &str = "\
WITH RECURSIVE one (id) AS ( \
    SELECT $1::UUID \
    UNION SELECT CASE WHEN m.patient_id = one.id THEN m.merged_patient_id ELSE m.patient_id END \
    FROM patient_merges m JOIN one ON m.patient_id = one.id OR m.merged_patient_id = one.id \
    WHERE m.deleted_at IS NULL) \
SELECT 1 FROM one JOIN patients p ON p.id = one.id WHERE p.user_id = $2 LIMIT 1";

/// $1 patient, $2 user, $3 when the work was done, $4 the PC. What was removed or cancelled since
/// still counts; the windows are those of the device, and a day wider for clocks that differ. The
/// site is that of the PC, as there.
const LOOKED_AFTER: &str = "\
WITH RECURSIVE one (id) AS ( \
    SELECT $1::UUID \
    UNION SELECT CASE WHEN m.patient_id = one.id THEN m.merged_patient_id ELSE m.patient_id END \
    FROM patient_merges m JOIN one ON m.patient_id = one.id OR m.merged_patient_id = one.id), \
self (practitioner, site) AS ( \
    SELECT (SELECT p.id FROM practitioners p WHERE p.user_id = u.id LIMIT 1), \
    coalesce((SELECT d.site_id FROM devices d WHERE d.id = $4), u.site_id, \
        (SELECT s.id FROM sites s WHERE s.organization_id = u.organization_id \
         AND s.deleted_at IS NULL ORDER BY s.id LIMIT 1)) \
    FROM users u WHERE u.id = $2), \
mine (id) AS ( \
    SELECT department_id FROM users WHERE id = $2 AND department_id IS NOT NULL \
    UNION SELECT d.department_id FROM practitioner_departments d \
    JOIN self ON d.practitioner_id = self.practitioner) \
SELECT 1 FROM self WHERE \
EXISTS (SELECT 1 FROM one JOIN care_team_members t ON t.patient_id = one.id \
    WHERE t.started_at <= $3::TIMESTAMPTZ + interval '1 day' \
    AND (t.ended_at IS NULL OR t.ended_at > $3::TIMESTAMPTZ - interval '1 day') \
    AND (t.user_id = $2 OR t.practitioner_id = self.practitioner \
        OR (t.user_id IS NULL AND t.practitioner_id IS NULL \
            AND t.department_id IN (SELECT id FROM mine)))) \
OR EXISTS (SELECT 1 FROM one JOIN patients p ON p.id = one.id \
    WHERE p.primary_practitioner_id = self.practitioner OR p.attending_nurse_id = $2) \
OR EXISTS (SELECT 1 FROM one JOIN appointments a ON a.patient_id = one.id \
    WHERE a.ends_at > $3::TIMESTAMPTZ - interval '2 days' \
    AND (a.practitioner_id = self.practitioner OR a.created_by = $2 \
        OR a.department_id IN (SELECT id FROM mine) \
        OR (a.site_id = self.site AND NOT EXISTS (SELECT 1 FROM mine)))) \
OR EXISTS (SELECT 1 FROM one JOIN visits v ON v.patient_id = one.id \
    WHERE ((v.practitioner_id = self.practitioner OR v.created_by = $2 OR v.signed_by = $2) \
        AND (v.status IN ('arrived', 'triaged', 'roomed', 'in_progress') \
            OR coalesce(v.ended_at, v.started_at) > $3::TIMESTAMPTZ - interval '61 days')) \
    OR (v.practitioner_id = self.practitioner \
        AND (v.signed_at IS NULL OR v.signed_at > $3::TIMESTAMPTZ - interval '1 day')) \
    OR (v.started_at <= $3::TIMESTAMPTZ + interval '1 day' \
        AND (v.ended_at IS NULL OR v.ended_at > $3::TIMESTAMPTZ - interval '1 day') \
        AND (v.department_id IN (SELECT id FROM mine) \
            OR (v.site_id = self.site AND NOT EXISTS (SELECT 1 FROM mine))))) \
OR EXISTS (SELECT 1 FROM one JOIN bed_stays s ON s.patient_id = one.id \
    JOIN beds b ON b.id = s.bed_id \
    WHERE (s.ended_at IS NULL OR s.ended_at > $3::TIMESTAMPTZ - interval '2 days') \
    AND (b.department_id IN (SELECT id FROM mine) \
        OR (s.site_id = self.site AND NOT EXISTS (SELECT 1 FROM mine)))) \
OR EXISTS (SELECT 1 FROM one JOIN triage_assessments t ON t.patient_id = one.id \
    WHERE t.site_id = self.site AND t.assessed_at > $3::TIMESTAMPTZ - interval '2 days') \
OR EXISTS (SELECT 1 FROM one JOIN referrals r ON r.patient_id = one.id \
    WHERE r.to_practitioner_id = self.practitioner OR r.to_department_id IN (SELECT id FROM mine)) \
OR EXISTS (SELECT 1 FROM one JOIN therapy_sessions t ON t.patient_id = one.id \
    WHERE t.practitioner_id = self.practitioner) \
OR EXISTS (SELECT 1 FROM one JOIN break_glass_grants g ON g.patient_id = one.id \
    WHERE g.user_id = $2 AND g.granted_at <= $3::TIMESTAMPTZ + interval '1 day' \
    AND g.expires_at > $3::TIMESTAMPTZ - interval '1 hour')";
