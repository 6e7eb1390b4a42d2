//! An invoice that was issued stays as it was issued: what is wrong with it is voided, refunded or
//! written off. The desk refuses the same; here a line may arrive that was written into what its
//! author took for a draft.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::decide::Work;
use super::{Batch, Stopped};
use crate::rows::plan_named;

/// Quarantines a changeset that writes lines of an invoice which was no draft before it. Runs
/// before the rows are written.
pub(super) async fn check(batch: &Batch<'_>, work: &Work) -> Result<(), Stopped> {
    let (Some(lines), Some(invoices)) = (plan_named("invoice_lines"), plan_named("invoices"))
    else {
        return Ok(());
    };
    let Some(invoice_id) = lines.shape.column_number("invoice_id").map(usize::from) else {
        return Ok(());
    };
    let touched = work.rows.iter().filter(|((table, _), line)| {
        *table == lines.shape.number && (line.before.is_none() || !line.changed.is_empty())
    });
    let of: BTreeSet<Uuid> = touched
        .flat_map(|(_, line)| [Some(&line.row), line.before.as_ref()])
        .flatten()
        .filter_map(|version| version.get(invoice_id).as_uuid())
        .collect();
    // One that this changeset makes has no line yet that anybody was sent.
    let of: Vec<Uuid> = of
        .into_iter()
        .filter(|invoice| {
            let made = work.rows.get(&(invoices.shape.number, *invoice));
            made.is_none_or(|made| made.before.is_some())
        })
        .collect();
    if of.is_empty() {
        return Ok(());
    }
    let statement = batch
        .transaction
        .prepare_cached("SELECT 1 FROM invoices WHERE id = ANY($1) AND status <> 'draft' LIMIT 1")
        .await?;
    if batch.transaction.query_opt(&statement, &[&of]).await?.is_some() {
        return Err(Stopped::Quarantined(
            "The invoice was issued before this arrived, so its lines stay as they are. Void it \
             and write a new one, or write another invoice for what is missing."
                .to_owned(),
        ));
    }
    Ok(())
}
