//! A question that has answered itself. A held row that somebody changes so that it breaks no rule
//! any more is held no longer, and nobody needs to decide about it.

use std::collections::BTreeSet;

use catalog::Value;
use deadpool_postgres::Transaction;
use uuid::Uuid;

use super::Stopped;
use super::decide::{Touched, Work};
use crate::error::Error;
use crate::rows::{TablePlan, plan_named};

/// Answers the open questions about a row of `plan` that was held and is not any more. One that the
/// changeset itself answers, as when a person decides it in the inbox, keeps that answer.
pub(super) async fn settle(
    transaction: &Transaction<'_>,
    work: &mut Work,
    plan: &'static TablePlan,
    row: Uuid,
) -> Result<(), Stopped> {
    let conflicts = plan_named("sync_conflicts")
        .ok_or_else(|| Stopped::Fault(Error::Broken("there is no conflict inbox".to_owned())))?;
    let statement = transaction
        .prepare_cached(
            "SELECT id FROM sync_conflicts WHERE row_id = $1 AND table_name = $2 \
             AND kind = 'held' AND status <> 'decided' AND deleted_at IS NULL",
        )
        .await?;
    let open = transaction.query(&statement, &[&row, &plan.shape.name]).await?;
    let ids: Vec<Uuid> = open.iter().map(|found| found.get(0)).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let known = conflicts.fetch(transaction, work.context.organization, &ids).await?;
    let decision = [
        ("status", Value::from("decided")),
        ("decision", Value::from("other")),
        ("decision_reason", Value::from("settled")),
        ("decided_by", Value::Uuid(work.context.author)),
        ("decided_at", Value::Integer(work.context.made_at)),
        ("undone_by", Value::Null),
        ("undone_at", Value::Null),
    ];
    for (id, question) in known {
        let key = (conflicts.shape.number, id);
        if work.rows.get(&key).is_some_and(|touched| touched.has_changed("status")) {
            continue;
        }
        work.rows.entry(key).or_insert_with(|| Touched {
            plan: conflicts,
            row: question.clone(),
            before: Some(question),
            changed: BTreeSet::new(),
        });
        let cells = decision
            .iter()
            .filter_map(|(name, value)| {
                let column = conflicts.shape.column_number(name)?;
                Some((usize::from(column), value.clone()))
            })
            .collect();
        work.put_all(conflicts, id, cells);
        let Some(touched) = work.rows.get(&key) else { continue };
        let changed: Vec<usize> = touched.changed.iter().copied().collect();
        conflicts.update(transaction, id, &touched.row, &changed).await?;
    }
    Ok(())
}
