//! The history: what took each position, and which rows it touched.

use chrono::{DateTime, TimeDelta, Utc};
use protocol::{Changeset, Outcome, Position, to_bytes};
use uuid::Uuid;

use super::{Batch, Incoming};
use crate::error::Error;
use crate::rows::{ENCRYPTION, KEY};

/// How far ahead of the centre's clock a device may date its work.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

/// When the changeset counts as made: not before what its author had seen was committed, not after
/// it arrived (and five minutes for clocks that are slightly off).
pub(super) async fn clamp(batch: &Batch<'_>, changeset: &Changeset) -> Result<i64, Error> {
    let base = batch.epochs.known(changeset.base);
    let latest = (batch.arrived_at + AHEAD).timestamp_micros();
    let statement = batch
        .transaction
        .prepare_cached(
            "SELECT arrived_at FROM sync_changesets WHERE organization_id = $1 AND position = $2",
        )
        .await?;
    let base =
        batch.transaction.query_opt(&statement, &[&batch.sender.organization, &base.0]).await?;
    // The epoch's first second, where the device had seen nothing: some moment must count.
    let earliest = base.map_or(0, |row| row.get::<_, DateTime<Utc>>(0).timestamp_micros());
    Ok(changeset.made_at.max(earliest).min(latest))
}

/// Writes down what took the position.
pub(super) async fn changeset(
    batch: &Batch<'_>,
    one: &Incoming,
    outcome: &Outcome,
    made_at: Option<i64>,
) -> Result<(), Error> {
    let content = one.content.as_ref().ok();
    let made_at = made_at.and_then(DateTime::from_timestamp_micros).unwrap_or(batch.arrived_at);
    let command = content.map_or("unreadable", |changeset| changeset.command.as_str());
    let statement = batch
        .transaction
        .prepare_cached(&format!(
            "INSERT INTO sync_changesets (organization_id, position, id, device_id, incarnation, \
             counter, author, made_at, arrived_at, base, command, kind, answer, body, signature) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
             pgp_sym_encrypt_bytea($14, {KEY}, {ENCRYPTION}), $15)"
        ))
        .await?;
    // An id that another device has used is told to this one and kept under a name of its own.
    let id = if batch.foreign.contains(&outcome.changeset) {
        Uuid::new_v5(&batch.sender.device, &one.signed.hash())
    } else {
        outcome.changeset
    };
    // What an operator takes up has had its number already.
    let counter = (outcome.counter > 0).then(|| i64::try_from(outcome.counter).unwrap_or(i64::MAX));
    batch
        .transaction
        .execute(
            &statement,
            &[
                &batch.sender.organization,
                &outcome.position.0,
                &id,
                &batch.sender.device,
                &batch.incarnation,
                &counter,
                &content.map(|changeset| changeset.author),
                &made_at,
                &batch.arrived_at,
                &content.map(|changeset| changeset.base.0),
                &command,
                &outcome.kind.code(),
                &to_bytes(outcome)?,
                &one.signed.body,
                &one.signed.signature,
            ],
        )
        .await?;
    Ok(())
}

/// Writes down which rows the position touched.
pub(super) async fn log(
    batch: &Batch<'_>,
    position: Position,
    rows: &[(u16, Uuid)],
) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let tables: Vec<i16> =
        rows.iter().map(|(table, _)| i16::try_from(*table).unwrap_or(i16::MAX)).collect();
    let ids: Vec<Uuid> = rows.iter().map(|(_, id)| *id).collect();
    let statement = batch
        .transaction
        .prepare_cached(
            "INSERT INTO sync_log (organization_id, position, ordinal, table_number, row_id) \
             SELECT $1, $2, at - 1, given.table_number, given.row_id \
             FROM unnest($3::SMALLINT[], $4::UUID[]) WITH ORDINALITY \
             AS given (table_number, row_id, at)",
        )
        .await?;
    batch
        .transaction
        .execute(&statement, &[&batch.sender.organization, &position.0, &tables, &ids])
        .await?;
    Ok(())
}
