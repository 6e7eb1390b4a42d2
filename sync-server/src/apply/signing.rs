//! A signature vouches for the words that the signer had before their eyes. It stands when it
//! arrives late, but where somebody else's words had come to the centre before it, it stands below a
//! text that its signer has not read: the signer is asked to read it.

use std::collections::{BTreeMap, BTreeSet};

use catalog::Value;
use deadpool_postgres::Transaction;
use protocol::Position;
use uuid::Uuid;

use super::Stopped;
use super::admit::{Change, What};
use super::aftermath::{Question, open};
use super::decide::{Touched, Work};
use crate::rows::TablePlan;

const TITLE: &str = "A signed text differs from what you saw when you signed it";
const DESCRIPTION: &str = "Somebody else had changed it before your signature came to the centre. \
    Read it. If it does not say what you mean, amend the report, or write an addendum to the visit.";

/// A row that a changeset signs.
pub(super) struct Signing {
    key: (u16, Uuid),
    /// The row as the signer had it.
    seen: Position,
    /// What the changeset itself writes into it.
    words: BTreeMap<usize, Value>,
}

/// The rows that the changes sign.
pub(super) fn signings(changes: &[Change]) -> Vec<Signing> {
    let updates = || {
        changes.iter().filter_map(|change| match &change.what {
            What::Update(cells) => {
                Some(((change.plan.shape.number, change.id), change.plan, cells))
            }
            What::Insert(_) | What::Remove { .. } => None,
        })
    };
    let signed = updates().filter_map(|(key, plan, cells)| {
        catalog::vouched_for(plan.shape.name)?;
        let signed_at = plan.shape.column_number("signed_at").map(usize::from)?;
        let cell = cells.iter().find(|cell| cell.column == signed_at && !cell.new.is_null())?;
        Some((key, cell.base))
    });
    signed
        .map(|(key, seen)| {
            let own = updates().filter(|(other, _, _)| *other == key);
            let cells = own.flat_map(|(_, _, cells)| cells);
            let words = cells.map(|cell| (cell.column, cell.new.clone())).collect();
            Signing { key, seen, words }
        })
        .collect()
}

/// Asks whoever signed words that they had not seen to read them. Runs after the rows are written.
pub(super) async fn ask(
    transaction: &Transaction<'_>,
    work: &mut Work,
    signings: &[Signing],
) -> Result<(), Stopped> {
    for signing in signings {
        let Some(touched) = work.rows.get(&signing.key) else { continue };
        let value = |name: &str| {
            let column = touched.plan.shape.column_number(name).map(usize::from)?;
            Some(touched.row.get(column).clone())
        };
        let of = |name: &str| value(name).and_then(|value| value.as_uuid());
        // A signature that waits for a decision has not been given yet.
        if value("signed_at").is_none_or(|moment| moment.is_null()) {
            continue;
        }
        let (table, id) = (touched.plan.shape.name, signing.key.1);
        let signer = of("signed_by").unwrap_or(work.context.author);
        let (patient, site) = (of("patient_id"), of("site_id"));
        if !work.has_unseen_words(touched, signing)
            && !has_open_conflict(transaction, work, touched.plan, signing).await?
        {
            continue;
        }
        let Some(site) = site_of(transaction, site, patient).await? else { continue };
        let question = Question {
            title: TITLE,
            description: DESCRIPTION,
            kind: "other",
            for_role: None,
            assigned_to: Some(signer),
            about: (table, id),
            site,
            patient,
        };
        open(transaction, work, &question).await?;
    }
    Ok(())
}

impl Work {
    /// Whether another's words stood in the row that the signer had not seen, and something else
    /// stands there now than what the signer wrote over them.
    fn has_unseen_words(&self, touched: &Touched, signing: &Signing) -> bool {
        let Some(before) = &touched.before else { return false };
        vouched_columns(touched.plan).into_iter().any(|column| {
            let position = before.cell_version(touched.plan, column);
            let writer = self.writers.get(&position);
            let own = writer.is_some_and(|writer| self.is_own(writer) && !writer.merged);
            let stands = touched.row.get(column);
            position > signing.seen.0 && !own && signing.words.get(&column) != Some(stands)
        })
    }
}

/// The columns of words, without those of the signature itself.
fn vouched_columns(plan: &TablePlan) -> Vec<usize> {
    let of_words = |name: &&&str| !["signed_at", "signed_by", "deleted_at"].contains(name);
    let names = catalog::vouched_for(plan.shape.name).unwrap_or_default();
    names
        .iter()
        .filter(of_words)
        .filter_map(|name| plan.shape.column_number(name).map(usize::from))
        .collect()
}

/// Whether words of this PC's, which the signer took for what stands, wait for a decision or lost,
/// without the signer having heard of it.
async fn has_open_conflict(
    transaction: &Transaction<'_>,
    work: &Work,
    plan: &TablePlan,
    signing: &Signing,
) -> Result<bool, Stopped> {
    let groups: BTreeSet<&str> = vouched_columns(plan)
        .into_iter()
        .filter_map(|column| plan.shape.columns.get(column))
        .map(|column| plan.table.group_of(column.name))
        .collect();
    let groups: Vec<&str> = groups.into_iter().collect();
    let statement = transaction
        .prepare_cached(
            "SELECT 1 FROM sync_conflicts WHERE row_id = $1 AND table_name = $2 \
             AND candidate_device_id = $3 AND column_group = ANY ($4) AND version > $5 \
             AND status = 'open' AND deleted_at IS NULL LIMIT 1",
        )
        .await?;
    let (table, device) = (plan.shape.name, work.context.device);
    let found = transaction
        .query_opt(&statement, &[&signing.key.1, &table, &device, &groups, &signing.seen.0])
        .await?;
    Ok(found.is_some())
}

/// Where the task is shown: at the row's site, or where the patient was known first.
async fn site_of(
    transaction: &Transaction<'_>,
    site: Option<Uuid>,
    patient: Option<Uuid>,
) -> Result<Option<Uuid>, Stopped> {
    let (None, Some(patient)) = (site, patient) else { return Ok(site) };
    let statement = transaction
        .prepare_cached(
            "SELECT site_id FROM patient_sites WHERE patient_id = $1 AND deleted_at IS NULL \
             ORDER BY known_since LIMIT 1",
        )
        .await?;
    Ok(transaction.query_opt(&statement, &[&patient]).await?.map(|row| row.get(0)))
}
