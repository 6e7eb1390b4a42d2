//! What a revoked device handed over: kept in quarantine until somebody has looked at it.

use axum::http::StatusCode;
use catalog::Value;
use chrono::{DateTime, Utc};
use migrations::schema;
use protocol::{Changeset, Operation, Outcome, OutcomeKind};
use uuid::Uuid;

use crate::apply;
use crate::clock::Clock;
use crate::database::Database;
use crate::error::Error;
use crate::rows::KEY;
use crate::security::{Entry, Operator};

/// Changes that a revoked device had not sent before it was revoked. Holds no value of a patient.
#[derive(Clone, Debug)]
pub struct HandedOver {
    /// The changeset.
    pub id: Uuid,
    /// What the device is called.
    pub device: String,
    /// The name at sign-in of whoever made them, where the changeset could be read.
    pub author: Option<String>,
    /// When they were made, by that device's clock.
    pub made_at: DateTime<Utc>,
    /// The command that made them, such as `people.register`.
    pub command: String,
}

/// So many bytes of files a revoked device may hand over: a month of a busy desk's letters, and little
/// enough for a disk that a stolen PC should not fill.
const FILE_BYTES_MAX: i64 = 4 * 1024 * 1024 * 1024;

/// Counts bytes of files that a revoked device brings.
///
/// # Errors
/// [`Error::Refused`] where it has brought as much as it may; [`Error::Database`].
pub(crate) async fn allow_bytes(
    database: &Database,
    device: Uuid,
    bytes: usize,
) -> Result<(), Error> {
    let client = database.get().await?;
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    let counted = client
        .execute(
            "UPDATE device_keys SET left_bytes = left_bytes + $2 \
             WHERE device_id = $1 AND left_bytes + $2 <= $3",
            &[&device, &bytes, &FILE_BYTES_MAX],
        )
        .await?;
    if counted == 0 {
        return Err(Error::refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "handed_over_enough",
            "A revoked PC may hand over 4 GiB of files; the rest stays on its disk.",
        ));
    }
    Ok(())
}

/// What a changeset that `device` has handed over says of the file of an attachment: the sum of the
/// sealed file, and its length before it was sealed.
pub(crate) async fn file_of(
    database: &Database,
    device: Uuid,
    attachment: Uuid,
) -> Result<Option<(String, i64)>, Error> {
    let client = database.get().await?;
    let bodies = client
        .query(
            &format!(
                "SELECT b.body FROM device_keys k JOIN sync_changesets c \
                 ON c.device_id = k.device_id AND c.arrived_at >= k.revoked_at \
                 CROSS JOIN LATERAL (SELECT pgp_sym_decrypt_bytea(c.body, {KEY}) AS body) b \
                 WHERE k.device_id = $1 AND c.kind = 'quarantined' AND position($2::BYTEA IN b.body) > 0"
            ),
            &[&device, &attachment.as_bytes().as_slice()],
        )
        .await?;
    let Some(shape) = schema().table("attachments") else { return Ok(None) };
    let value = |row: &[Value], name: &str| {
        shape.column_number(name).and_then(|column| row.get(usize::from(column)).cloned())
    };
    for body in &bodies {
        // What cannot be read was quarantined for that, and names no file.
        let Ok(changeset) = Changeset::decode(body.get(0)) else { continue };
        for operation in &changeset.operations {
            if let Operation::Insert { table, id, row } = operation
                && (*table, *id) == (shape.number, attachment)
            {
                let sum = value(row, "sealed_sha256");
                let sum = sum.as_ref().and_then(Value::as_text).map(str::to_owned);
                let size = value(row, "size_bytes").as_ref().and_then(Value::as_integer);
                return Ok(sum.zip(size));
            }
        }
    }
    Ok(None)
}

/// Under which id a changeset that was handed over is taken up; the same each time, so that it is
/// taken up once.
pub(crate) fn taken_up_id(changeset: Uuid) -> Uuid {
    Uuid::new_v5(&changeset, b"taken up")
}

/// The device has handed over everything: from here on nothing of it is taken. Where it had
/// something, an administrator gets a task.
pub(crate) async fn end(database: &Database, device: Uuid) -> Result<(), Error> {
    let mut client = database.get().await?;
    let transaction = client.transaction().await?;
    transaction.execute("SELECT set_config('holdfast.command', 'device.leave', true)", &[]).await?;
    let ended = transaction
        .query_opt(
            "UPDATE device_keys SET left_at = now() WHERE device_id = $1 AND left_at IS NULL \
             RETURNING organization_id, (SELECT count(*) FROM sync_changesets c \
             WHERE c.device_id = $1 AND c.kind = 'quarantined' AND c.arrived_at >= revoked_at)",
            &[&device],
        )
        .await?;
    let Some(ended) = ended else { return Ok(()) };
    let (organization, count): (Uuid, i64) = (ended.get(0), ended.get(1));
    if count > 0 {
        let description = format!(
            "{count} changes had not been sent when this PC was revoked. They are kept at the \
             centre and are in no record. Whoever looks after the server sees them with \
             `holdfast-server handed-over` and applies them with `holdfast-server take-up`."
        );
        // A device may have lost its site since; some site must show the task.
        transaction
            .execute(
                "INSERT INTO tasks (id, organization_id, site_id, title, description, kind, \
                 status, priority, for_role, source_table, source_row_id, created_at, updated_at) \
                 SELECT $1, $2, s.id, 'A revoked PC handed over changes', $3, 'other', 'open', \
                 'high', 'admin', 'devices', $4, now(), now() FROM sites s \
                 WHERE s.organization_id = $2 AND s.deleted_at IS NULL \
                 ORDER BY s.id = (SELECT site_id FROM devices WHERE id = $4) DESC NULLS LAST, s.id \
                 LIMIT 1",
                &[&Uuid::now_v7(), &organization, &description, &device],
            )
            .await?;
    }
    transaction.commit().await?;
    tracing::info!(%device, count, "a revoked device has handed over what it had not sent");
    Ok(())
}

/// What was handed over and not taken up yet, in the order in which it was made on each device.
pub(crate) async fn handed_over(database: &Database) -> Result<Vec<HandedOver>, Error> {
    let client = database.get().await?;
    let rows = client
        .query(
            "SELECT c.id, coalesce(d.name, ''), u.username, c.made_at, c.command \
             FROM device_keys k JOIN sync_changesets c ON c.device_id = k.device_id \
             LEFT JOIN devices d ON d.id = k.device_id LEFT JOIN users u ON u.id = c.author \
             WHERE k.revoked_at IS NOT NULL AND c.arrived_at >= k.revoked_at \
             AND c.kind = 'quarantined' ORDER BY k.device_id, c.position",
            &[],
        )
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| taken_up_id(row.get(0))).collect();
    let taken_up: Vec<Uuid> = client
        .query("SELECT id FROM sync_changesets WHERE id = ANY ($1)", &[&ids])
        .await?
        .iter()
        .map(|row| row.get(0))
        .collect();
    Ok(rows
        .iter()
        .filter(|row| !taken_up.contains(&taken_up_id(row.get(0))))
        .map(|row| HandedOver {
            id: row.get(0),
            device: row.get(1),
            author: row.get(2),
            made_at: row.get(3),
            command: row.get(4),
        })
        .collect())
}

/// Applies one of them on an operator's word, as if its device sent it now. Gives why it may still
/// not be applied; then it stays where it is.
pub(crate) async fn take_up(
    database: &Database,
    clock: &Clock,
    changeset: Uuid,
    operator: &Operator,
) -> Result<Option<String>, Error> {
    let Outcome { kind, reason, .. } = apply::take_up(database, clock, changeset).await?;
    let refused = (kind == OutcomeKind::Quarantined).then(|| reason.unwrap_or_default());
    let client = database.get().await?;
    let row = client
        .query_one(
            "SELECT organization_id, device_id FROM sync_changesets WHERE id = $1",
            &[&changeset],
        )
        .await?;
    let organization = row.get(0);
    let entry = Entry {
        organization,
        action: "import",
        device: row.get(1),
        user: operator.user(&client, organization).await?,
        address: operator.address,
        account: operator.account.as_deref(),
        failure: refused.as_deref(),
    };
    entry.write(&client).await?;
    Ok(refused)
}

/// Sets for how many days a PC goes on without having heard from the centre.
pub(crate) async fn set_lease(database: &Database, days: u16) -> Result<(), Error> {
    let client = database.get().await?;
    client.execute("UPDATE sync_positions SET lease_days = $1", &[&i32::from(days)]).await?;
    Ok(())
}
