//! Applies, on an operator's word, what a revoked device handed over.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use protocol::{Outcome, OutcomeKind, Signed};
use uuid::Uuid;

use super::{Batch, Sender, device_key, land, lock_head, read};
use crate::clock::Clock;
use crate::database::Database;
use crate::error::Error;
use crate::leaving::taken_up_id;
use crate::lives::Epochs;
use crate::rows::KEY;

/// Applies one changeset as if its device sent it now: with its author's rights of today, and with
/// everything that was written meanwhile in its way. What still may not be applied stays where it
/// is. The command's name stays its own; the security log says who took it up.
///
/// # Errors
/// [`Error::Broken`] when no revoked device has handed over such a changeset, or it was taken up
/// before; [`Error::Database`].
pub(crate) async fn take_up(
    database: &Database,
    clock: &Clock,
    changeset: Uuid,
) -> Result<Outcome, Error> {
    let mut client = database.get().await?;
    let transaction = client.transaction().await?;
    transaction.batch_execute("SELECT set_config('holdfast.applying', 'on', true)").await?;
    let row = transaction
        .query_opt(
            &format!(
                "SELECT c.organization_id, c.device_id, c.incarnation, c.signature, \
                 pgp_sym_decrypt_bytea(c.body, {KEY}), clock_timestamp(), t.id IS NOT NULL \
                 FROM sync_changesets c JOIN device_keys k ON k.device_id = c.device_id \
                 LEFT JOIN sync_changesets t ON t.id = $2 \
                 WHERE c.id = $1 AND c.kind = 'quarantined' AND c.arrived_at >= k.revoked_at"
            ),
            &[&changeset, &taken_up_id(changeset)],
        )
        .await?
        .ok_or_else(|| {
            Error::Broken(format!("no revoked PC has handed over the changes {changeset}"))
        })?;
    if row.get(6) {
        return Err(Error::Broken(format!("the changes {changeset} were taken up before")));
    }
    let sender = Sender {
        device: row.get(1),
        organization: row.get(0),
        address: None,
        program: None,
        is_revoked: false,
    };
    let key = device_key(database, &sender).await?;
    let mut one = read(Signed { body: row.get(4), signature: row.get(3) }, &key, &sender);
    one.id = taken_up_id(changeset);
    if let Ok(content) = &mut one.content {
        content.id = one.id;
    }
    let head = lock_head(&transaction, sender.organization).await?;
    let mut batch = Batch {
        epochs: Epochs::of(&transaction, sender.organization, head).await?,
        transaction,
        sender: &sender,
        incarnation: row.get(2),
        head,
        arrived_at: clock.or(row.get::<_, DateTime<Utc>>(5)),
        authors: HashMap::new(),
        upload_open: false,
        foreign: HashSet::new(),
    };
    let outcome = land(&mut batch, &one, 0).await?;
    if outcome.kind != OutcomeKind::Quarantined {
        batch.keep().await?;
    }
    Ok(outcome)
}
