//! An invoice that was issued stays as it was issued: what is wrong with it is voided, refunded or
//! written off. The desk refuses the same; here a line may arrive that was written into what its
//! author took for a draft. A medicine is issued when it is written: no command changes what was
//! prescribed, and here none can.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::decide::Work;
use super::{Batch, Stopped};
use crate::rows::plan_named;

/// What a prescriber's name stands under.
const PRESCRIBED: [&str; 17] = [
    "patient_id",
    "prescription_id",
    "medication_text",
    "code_system",
    "code",
    "dose_amount",
    "dose_unit",
    "route",
    "frequency_count",
    "frequency_period",
    "frequency_period_unit",
    "frequency_text",
    "as_needed",
    "dosage_text",
    "duration_days",
    "quantity",
    "quantity_unit",
];

/// Quarantines a changeset that writes into what was issued before it. Runs before the rows are
/// written.
pub(super) async fn check(batch: &Batch<'_>, work: &Work) -> Result<(), Stopped> {
    stays_prescribed(work)?;
    lines(batch, work).await
}

fn stays_prescribed(work: &Work) -> Result<(), Stopped> {
    let Some(items) = plan_named("prescription_items") else { return Ok(()) };
    let rewritten = work
        .rows
        .iter()
        .filter(|((table, _), item)| *table == items.shape.number && item.before.is_some())
        .flat_map(|(_, item)| &item.changed)
        .filter_map(|column| items.shape.columns.get(*column))
        .any(|column| PRESCRIBED.contains(&column.name));
    if rewritten {
        return Err(Stopped::Quarantined(
            "A medicine stays as it was prescribed. Stop it, and prescribe what is right instead."
                .to_owned(),
        ));
    }
    Ok(())
}

async fn lines(batch: &Batch<'_>, work: &Work) -> Result<(), Stopped> {
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
