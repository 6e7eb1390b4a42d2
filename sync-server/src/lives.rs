//! Whether the history that a device has seen is still this one.
//!
//! A centre that was restored from a backup has forgotten its newest positions and would give them
//! a second time. It notices by the lives of its database (`V068__lives.sql`): a device names those
//! that it has met, and the newest position that it has seen. Where that lies behind the end of the
//! last common life, everything after that end is lost here; a new epoch begins, so that no position
//! is given twice, and the device is told from where on to offer its own work again.

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use deadpool_postgres::Transaction;
use protocol::Position;
use uuid::Uuid;

use crate::database::Database;
use crate::error::Error;
use crate::security::Entry;

/// A device cannot have seen epochs that lie further ahead: each was a restore of this centre.
const EPOCHS_AHEAD_MAX: u32 = 16;

/// A second epoch in one life is due where the restored centre had begun epochs that it has
/// forgotten, too. There is an end to it, so that a device that makes things up cannot use up the
/// numbers.
const EPOCHS_IN_A_LIFE_MAX: i64 = 16;

/// What arrives shortly before a backup begins may be committed behind it.
const BACKUP_MARGIN: TimeDelta = TimeDelta::minutes(5);

/// Notes, for every organization, in which life its history goes on from where.
///
/// # Errors
/// [`Error::Database`].
pub(crate) async fn note_all(database: &Database) -> Result<(), Error> {
    let mut client = database.get().await?;
    let transaction = client.transaction().await?;
    transaction
        .execute(
            "INSERT INTO sync_lives (organization_id, life, head) \
             SELECT p.organization_id, holdfast_life(), p.position \
             FROM (SELECT * FROM sync_positions ORDER BY organization_id FOR UPDATE) p \
             ON CONFLICT DO NOTHING",
            &[],
        )
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// What `hello` says of the history.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Met {
    pub life: i64,
    pub head: Position,
    pub backed_up: Position,
    pub lease_days: u16,
    /// What the device has seen behind this position is not known here.
    pub lost_after: Option<Position>,
}

/// Compares what a device has seen with this history, and begins a new epoch where it must.
///
/// # Errors
/// [`Error::Refused`] with `centre_behind` where the device claims what cannot be;
/// [`Error::Database`].
pub(crate) async fn meet(
    transaction: &Transaction<'_>,
    organization: Uuid,
    lives: &[i64],
    newest: Position,
) -> Result<Met, Error> {
    let here = Here::find(transaction, organization).await?;
    let Here { life, head, backed_up, lease_days, .. } = here;
    let met = Met { life, head, backed_up, lease_days, lost_after: None };
    // A device that has met no life yet has seen nothing; in one and the same life nothing is lost.
    if lives.first().is_none_or(|life| *life == here.life) {
        return Ok(met);
    }
    let common = last_common(transaction, organization, lives).await?;
    let is_newest = common.as_ref().is_some_and(|common| lives.first() == Some(&common.life));
    let end = common.as_ref().map_or(Position::START, |common| common.end);
    if is_newest && newest <= end {
        return Ok(met);
    }
    let next = common.map_or(0, |common| common.next_ordinal);
    let head = here.begin_epoch(transaction, organization, newest, (end, next)).await?;
    Ok(Met { head, lost_after: Some(end), ..met })
}

/// The organization's history, locked.
struct Here {
    life: i64,
    /// Of the life.
    ordinal: i64,
    head: Position,
    backed_up: Position,
    lease_days: u16,
}

impl Here {
    async fn find(transaction: &Transaction<'_>, organization: Uuid) -> Result<Self, Error> {
        let read = transaction
            .prepare_cached(
                "SELECT holdfast_life(), p.position, p.backed_up, l.ordinal, p.lease_days \
                 FROM sync_positions p LEFT JOIN sync_lives l ON l.organization_id = p.organization_id \
                 AND l.life = holdfast_life() WHERE p.organization_id = $1",
            )
            .await?;
        let row = transaction.query_one(&read, &[&organization]).await?;
        let (life, head, backed_up): (i64, i64, i64) = (row.get(0), row.get(1), row.get(2));
        let (head, backed_up) = (Position(head), Position(backed_up));
        let lease_days = u16::try_from(row.get::<_, i32>(4)).unwrap_or(u16::MAX);
        if let Some(ordinal) = row.get(3) {
            return Ok(Self { life, ordinal, head, backed_up, lease_days });
        }
        // Postgres has begun another life beneath the running server.
        let note = transaction
            .prepare_cached(
                "INSERT INTO sync_lives (organization_id, life, head) \
                 SELECT organization_id, $2, position FROM sync_positions \
                 WHERE organization_id = $1 FOR UPDATE \
                 ON CONFLICT (organization_id, life) DO UPDATE SET life = excluded.life \
                 RETURNING ordinal",
            )
            .await?;
        let ordinal = transaction.query_one(&note, &[&organization, &life]).await?.get(0);
        Ok(Self { life, ordinal, head, backed_up, lease_days })
    }

    /// Begins the epoch in which what was lost behind `end` cannot be taken for what comes, unless
    /// another device has led to it before. Returns the newest position.
    async fn begin_epoch(
        &self,
        transaction: &Transaction<'_>,
        organization: Uuid,
        newest: Position,
        (end, next_life): (Position, i64),
    ) -> Result<Position, Error> {
        let lock = transaction
            .prepare_cached(
                "SELECT position FROM sync_positions WHERE organization_id = $1 FOR UPDATE",
            )
            .await?;
        let head = Position(transaction.query_one(&lock, &[&organization]).await?.get(0));
        let read = transaction
            .prepare_cached(
                "SELECT life_ordinal FROM sync_epochs WHERE organization_id = $1 AND epoch = $2",
            )
            .await?;
        let began =
            transaction.query_opt(&read, &[&organization, &i64::from(head.epoch())]).await?;
        let began: Option<i64> = began.map(|row| row.get(0));
        if began.is_some_and(|began| began >= next_life) && head.epoch() > newest.epoch() {
            let lower = transaction
                .prepare_cached(
                    "UPDATE sync_epochs SET common = least(common, $3) \
                     WHERE organization_id = $1 AND epoch = $2 AND common > $3",
                )
                .await?;
            transaction.execute(&lower, &[&organization, &i64::from(head.epoch()), &end.0]).await?;
            return Ok(head);
        }
        let count = transaction
            .prepare_cached(
                "SELECT count(*) FROM sync_epochs WHERE organization_id = $1 AND life_ordinal = $2",
            )
            .await?;
        let begun: i64 =
            transaction.query_one(&count, &[&organization, &self.ordinal]).await?.get(0);
        if begun >= EPOCHS_IN_A_LIFE_MAX
            || newest.epoch() > head.epoch().saturating_add(EPOCHS_AHEAD_MAX)
        {
            return Err(behind());
        }
        let epoch = head.epoch().max(newest.epoch()) + 1;
        let begins = Position::of_epoch(epoch);
        let note = transaction
            .prepare_cached(
                "INSERT INTO sync_epochs (organization_id, epoch, begins, common, life_ordinal) \
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .await?;
        transaction
            .execute(&note, &[&organization, &i64::from(epoch), &begins.0, &end.0, &self.ordinal])
            .await?;
        let jump = transaction
            .prepare_cached("UPDATE sync_positions SET position = $2 WHERE organization_id = $1")
            .await?;
        transaction.execute(&jump, &[&organization, &begins.0]).await?;
        let entry = Entry {
            organization,
            action: "restore",
            device: None,
            user: None,
            address: None,
            account: None,
            failure: None,
        };
        entry.write(transaction).await?;
        tracing::warn!(epoch, lost_after = end.0, "the database was restored; a new epoch begins");
        Ok(begins)
    }
}

fn behind() -> Error {
    Error::refused(
        StatusCode::CONFLICT,
        "centre_behind",
        "This PC has seen more than the centre knows. Everything stays on this PC; ask your IT \
         person to look at the centre's last restore.",
    )
}

/// The newest life that both sides know.
struct Common {
    life: i64,
    /// Where the life after it took up.
    end: Position,
    next_ordinal: i64,
}

async fn last_common(
    transaction: &Transaction<'_>,
    organization: Uuid,
    lives: &[i64],
) -> Result<Option<Common>, Error> {
    let statement = transaction
        .prepare_cached(
            "SELECT l.life, n.head, n.ordinal FROM sync_lives l JOIN LATERAL \
             (SELECT head, ordinal FROM sync_lives n WHERE n.organization_id = l.organization_id \
              AND n.ordinal > l.ordinal ORDER BY n.ordinal LIMIT 1) n ON TRUE \
             WHERE l.organization_id = $1 AND l.life = ANY ($2) ORDER BY l.ordinal DESC LIMIT 1",
        )
        .await?;
    let found = transaction.query_opt(&statement, &[&organization, &lives]).await?;
    Ok(found.map(|row| Common {
        life: row.get(0),
        end: Position(row.get(1)),
        next_ordinal: row.get(2),
    }))
}

/// Refuses what a device asks in a life of the database that has ended.
///
/// # Errors
/// [`Error::Refused`] with [`protocol::ANOTHER_LIFE`]; [`Error::Database`].
pub(crate) async fn check(transaction: &Transaction<'_>, life: i64) -> Result<(), Error> {
    let statement = transaction.prepare_cached("SELECT holdfast_life() = $1").await?;
    if transaction.query_one(&statement, &[&life]).await?.get(0) {
        return Ok(());
    }
    Err(Error::refused(
        StatusCode::CONFLICT,
        protocol::ANOTHER_LIFE,
        "The centre was started anew; it is greeted again.",
    ))
}

/// Notes that a verified backup, begun at `begun_at`, holds what had arrived before, with a margin
/// for what was being written just then. Returns how many positions that are, of all organizations.
///
/// # Errors
/// [`Error::Broken`] when the moment lies ahead; [`Error::Database`].
pub(crate) async fn note_backup(
    database: &Database,
    begun_at: DateTime<Utc>,
) -> Result<u64, Error> {
    let client = database.get().await?;
    let now: DateTime<Utc> = client.query_one("SELECT clock_timestamp()", &[]).await?.get(0);
    if begun_at > now {
        return Err(Error::Broken(format!(
            "a backup cannot have begun at {begun_at}; it is {now} here"
        )));
    }
    let holds_before = begun_at - BACKUP_MARGIN;
    client
        .execute(
            "UPDATE sync_positions p SET backed_up = greatest(p.backed_up, coalesce( \
             (SELECT min(c.position) - 1 FROM sync_changesets c \
              WHERE c.organization_id = p.organization_id AND c.arrived_at >= $1), p.position))",
            &[&holds_before],
        )
        .await?;
    let held: i64 = client
        .query_one(
            "SELECT count(*) FROM sync_changesets c JOIN sync_positions p \
             ON p.organization_id = c.organization_id AND c.position <= p.backed_up",
            &[],
        )
        .await?
        .get(0);
    Ok(held.unsigned_abs())
}

/// Which positions that a device names as seen still mean something.
#[derive(Debug, Default)]
pub(crate) struct Epochs(Vec<(Position, Position)>);

impl Epochs {
    /// The epochs of an organization whose newest position is `head`.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub(crate) async fn of(
        transaction: &Transaction<'_>,
        organization: Uuid,
        head: Position,
    ) -> Result<Self, Error> {
        // The first epoch has no predecessor.
        if head.epoch() == 0 {
            return Ok(Self::default());
        }
        let statement = transaction
            .prepare_cached("SELECT begins, common FROM sync_epochs WHERE organization_id = $1")
            .await?;
        let rows = transaction.query(&statement, &[&organization]).await?;
        Ok(Self(rows.iter().map(|row| (Position(row.get(0)), Position(row.get(1)))).collect()))
    }

    /// As much of `seen` as this history knows: what was seen in an epoch before a restore counts up
    /// to where both histories are one. It may count for too little, which leads to a question to a
    /// person, and never for too much.
    pub(crate) fn known(&self, seen: Position) -> Position {
        let Self(epochs) = self;
        let older = epochs.iter().filter(|(begins, _)| seen <= *begins);
        older.map(|(_, common)| *common).fold(seen, Position::min)
    }
}
