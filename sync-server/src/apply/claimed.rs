//! A claim is for no more than its invoice comes to. The desk refuses the same before it stores it,
//! and no other PC can make it so: the lines of an issued invoice stay. What several claims that did
//! not know of each other come to together is looked into (see `aftermath`).

use uuid::Uuid;

use super::decide::Work;
use super::{Batch, Stopped};

/// Quarantines a changeset that claims more than there is on the invoice. Runs after the rows are
/// written, because the lines may come with the claim.
pub(super) async fn check(batch: &Batch<'_>, work: &Work) -> Result<(), Stopped> {
    let claims: Vec<Uuid> = work
        .rows
        .iter()
        .filter(|(_, touched)| touched.plan.shape.name == "insurance_claims")
        .filter(|(_, touched)| touched.before.is_none() || touched.has_changed("claimed_minor"))
        .map(|((_, id), _)| *id)
        .collect();
    if claims.is_empty() {
        return Ok(());
    }
    let statement = batch
        .transaction
        .prepare_cached(
            "SELECT 1 FROM insurance_claims c WHERE c.id = ANY ($1) AND c.deleted_at IS NULL \
             AND c.status NOT IN ('denied', 'cancelled', 'entered_in_error') \
             AND c.claimed_minor > (SELECT coalesce(sum(l.amount_minor), 0) FROM invoice_lines l \
             WHERE l.invoice_id = c.invoice_id AND l.deleted_at IS NULL) LIMIT 1",
        )
        .await?;
    if batch.transaction.query_opt(&statement, &[&claims]).await?.is_some() {
        return Err(Stopped::Quarantined(
            "The amount claimed must not be more than the lines of the invoice come to.".to_owned(),
        ));
    }
    Ok(())
}
