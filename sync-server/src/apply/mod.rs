//! A push: changesets take their positions one after the other, each whole or not at all.
//!
//! The organization's head row is locked first, so that positions are in commit order and every
//! version is known before it is written. Each changeset has its savepoint; one that may not be
//! applied is quarantined with its reason and still takes a position, because its outcome travels
//! through the cursor like everything else.

mod admit;
mod aftermath;
mod answers;
mod author;
mod beyond_plan;
mod billed;
mod called_off;
mod claimed;
mod conflict;
mod decide;
mod follows;
mod imports;
mod intent;
mod issued;
mod merge;
mod named;
mod origin;
mod other_branch;
mod reach;
mod record;
mod settled;
mod signing;
mod take_up;
mod write;

use std::collections::{HashMap, HashSet};

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use ed25519_dalek::VerifyingKey;
use protocol::{
    Changeset, Outcome, OutcomeKind, Position, PushAnswer, PushRequest, Reader, Signed, from_bytes,
};
use uuid::Uuid;

use crate::clock::Clock;
use crate::database::Database;
use crate::error::{Error, describe};
use crate::lives::{self, Epochs};
use crate::metrics::Metrics;
use crate::security::Entry;
use author::Author;

pub(crate) use take_up::take_up;

/// The most changesets in one batch.
const BATCH_MAX: usize = 2_000;

/// Why what a revoked device hands over is not applied.
pub(crate) const FROM_A_REVOKED_PC: &str = "The PC that sent it had been revoked.";

/// How often a batch is tried again after a deadlock with another writer.
const TRIES_MAX: u32 = 6;

/// Who sends, as the centre knows it.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    pub device: Uuid,
    pub organization: Uuid,
    /// From where it has connected.
    pub address: Option<String>,
    /// Which program it says it is.
    pub program: Option<String>,
    /// The device has been revoked: what it sends is kept, and not applied.
    pub is_revoked: bool,
}

/// One changeset of a batch, read and with its signature checked.
struct Incoming {
    signed: Signed,
    /// What could be read of it without trusting the rest.
    id: Uuid,
    counter: Option<u64>,
    /// The changeset, or why it cannot be applied.
    content: Result<Changeset, String>,
}

/// Why a changeset did not land.
enum Stopped {
    /// It may not be applied; for a person, in plain words.
    Quarantined(String),
    /// The server could not; the whole batch is tried again or given up.
    Fault(Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        match quarantine_reason(&error) {
            Some(reason) => Self::Quarantined(reason),
            None => Self::Fault(error),
        }
    }
}

impl From<tokio_postgres::Error> for Stopped {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::from(Error::from(error))
    }
}

/// Database errors that are the changeset's own fault.
fn quarantine_reason(error: &Error) -> Option<String> {
    let state = error.sql_state()?;
    let sentence = match state {
        "23503" => "It refers to a record that the centre does not have.",
        "23502" => "A field that must be filled is empty.",
        "23505" => "A record with the same identity exists already.",
        "23P01" => "It overlaps something that was there first.",
        "23514" => "A value is not one of those that the centre admits.",
        _ if state.starts_with("22") => "A value is outside the range that can be stored.",
        _ => return None,
    };
    if let Error::Database(database) = error {
        tracing::info!(reason = describe(database), "a changeset is quarantined");
    }
    Some(sentence.to_owned())
}

/// Applies a batch. An answer that was given before is given again, to the byte.
///
/// # Errors
/// [`Error::Refused`] with `expected_counter` when the counters do not follow; [`Error::Database`].
pub(crate) async fn push(
    database: &Database,
    metrics: &Metrics,
    clock: &Clock,
    sender: &Sender,
    request: PushRequest,
) -> Result<PushAnswer, Error> {
    if request.changesets.len() > BATCH_MAX {
        return Err(Error::malformed(format!("A batch holds at most {BATCH_MAX} changes.")));
    }
    let key = device_key(database, sender).await?;
    let sender_of_batch = sender.clone();
    let incoming = tokio::task::spawn_blocking(move || {
        request
            .changesets
            .into_iter()
            .map(|signed| read(signed, &key, &sender_of_batch))
            .collect::<Vec<_>>()
    })
    .await
    .map_err(|error| Error::Broken(error.to_string()))?;
    let _turn = database.turn(sender.organization).await?;
    let mut tries = 0;
    loop {
        match push_once(database, clock, sender, (request.incarnation, request.life), &incoming)
            .await
        {
            Err(error) if error.is_transient() && tries < TRIES_MAX => {
                tries += 1;
                tracing::info!(tries, state = error.sql_state(), "a batch is tried again");
            }
            Err(error) => return Err(error),
            Ok(outcomes) => {
                for (outcome, fresh) in &outcomes {
                    if *fresh {
                        metrics.changesets.with_label_values(&[outcome.kind.code()]).inc();
                    }
                }
                let outcomes = outcomes.into_iter().map(|(outcome, _)| outcome).collect();
                return Ok(PushAnswer { outcomes });
            }
        }
    }
}

async fn device_key(database: &Database, sender: &Sender) -> Result<VerifyingKey, Error> {
    let client = database.get().await?;
    let statement =
        client.prepare_cached("SELECT public_key FROM device_keys WHERE device_id = $1").await?;
    let bytes: Vec<u8> = client.query_one(&statement, &[&sender.device]).await?.get(0);
    let bytes: [u8; 32] = bytes
        .try_into()
        .map_err(|_| Error::Broken("a device's public key is damaged".to_owned()))?;
    VerifyingKey::from_bytes(&bytes)
        .map_err(|_| Error::Broken("a device's public key is damaged".to_owned()))
}

/// Reads a changeset as far as it can be read. What cannot be read is still answered, so that it
/// does not stand in the way of what follows it.
fn read(signed: Signed, key: &VerifyingKey, sender: &Sender) -> Incoming {
    let (id, counter) = header(&signed.body)
        .unwrap_or_else(|| (Uuid::new_v5(&Uuid::NAMESPACE_OID, &signed.hash()), None));
    let content = if signed.verify(key).is_err() {
        Err("Its signature is not this PC's.".to_owned())
    } else {
        match Changeset::decode(&signed.body) {
            Err(malformed) => Err(format!("It cannot be read by the centre: {malformed}.")),
            Ok(changeset) if changeset.device != sender.device => {
                Err("It was made on another PC.".to_owned())
            }
            Ok(changeset) if changeset.organization != sender.organization => {
                Err("It belongs to another organization.".to_owned())
            }
            Ok(changeset) => Ok(changeset),
        }
    };
    Incoming { signed, id, counter, content }
}

/// Id and counter, which stand at the beginning of every version of a changeset.
fn header(body: &[u8]) -> Option<(Uuid, Option<u64>)> {
    let mut input = Reader::new(body);
    input.byte().ok()?;
    let id = input.uuid().ok()?;
    input.uuid().ok()?;
    input.uuid().ok()?;
    input.word().ok()?;
    Some((id, input.unsigned().ok()))
}

/// What the batch finds and leaves behind.
struct Batch<'a> {
    transaction: deadpool_postgres::Transaction<'a>,
    sender: &'a Sender,
    incarnation: i64,
    head: Position,
    epochs: Epochs,
    arrived_at: DateTime<Utc>,
    authors: HashMap<Uuid, Author>,
    /// The device is still sending what it had before it enrolled.
    upload_open: bool,
    /// Ids of the batch that another device has used already.
    foreign: HashSet<Uuid>,
}

/// Each outcome, and whether it is new.
async fn push_once(
    database: &Database,
    clock: &Clock,
    sender: &Sender,
    (incarnation, life): (u32, i64),
    incoming: &[Incoming],
) -> Result<Vec<(Outcome, bool)>, Error> {
    let mut client = database.get().await?;
    let transaction = client.transaction().await?;
    // The position trigger leaves alone what this transaction writes.
    transaction.batch_execute("SELECT set_config('holdfast.applying', 'on', true)").await?;
    let head = lock_head(&transaction, sender.organization).await?;
    if !sender.is_revoked {
        lives::check(&transaction, life).await?;
    }
    let (known, foreign) = known_answers(&transaction, sender, incoming).await?;
    let statement = transaction
        .prepare_cached(
            "SELECT incarnation, last_counter, upload_open, clock_timestamp() \
             FROM device_keys WHERE device_id = $1 FOR UPDATE",
        )
        .await?;
    let device = transaction.query_one(&statement, &[&sender.device]).await?;
    let (device_incarnation, last_counter): (i64, i64) = (device.get(0), device.get(1));
    let incarnation = i64::from(incarnation);
    if incarnation < device_incarnation {
        return Err(Error::refused(
            StatusCode::CONFLICT,
            "incarnation_old",
            "Another copy of this PC's record has taken over. Work that is only on this copy must \
             be offered again by an administrator.",
        ));
    }
    let mut last = last_counter;
    if incarnation > device_incarnation {
        last = 0;
        note_other_life(&transaction, sender).await?;
    }
    check_counters(incoming, &known, last)?;
    let epochs = Epochs::of(&transaction, sender.organization, head).await?;
    let mut batch = Batch {
        transaction,
        epochs,
        sender,
        incarnation,
        head,
        arrived_at: clock.or(device.get(3)),
        authors: HashMap::new(),
        upload_open: device.get(2),
        foreign,
    };
    let mut outcomes = Vec::with_capacity(incoming.len());
    let mut last_hash = None;
    for one in incoming {
        if let Some(outcome) = known.get(&one.id) {
            outcomes.push((outcome.clone(), false));
            if is_next(one, last) {
                last += 1;
                last_hash = Some(one.signed.hash());
            }
            continue;
        }
        last += 1;
        let outcome = land(&mut batch, one, last).await?;
        last_hash = Some(one.signed.hash());
        outcomes.push((outcome, true));
    }
    if let Some(hash) = last_hash {
        finish(batch, last, &hash).await?;
    }
    Ok(outcomes)
}

/// A device that goes on in another life was restored from a backup, or copied, or has heard that
/// the centre was. Whoever looks after the clinic reads which of them it was.
async fn note_other_life(
    transaction: &deadpool_postgres::Transaction<'_>,
    sender: &Sender,
) -> Result<(), Error> {
    let entry = Entry {
        organization: sender.organization,
        action: "restore",
        device: Some(sender.device),
        user: None,
        address: sender.address.as_deref().and_then(|address| address.parse().ok()),
        account: None,
        failure: None,
    };
    entry.write(transaction).await
}

async fn lock_head(
    transaction: &deadpool_postgres::Transaction<'_>,
    organization: Uuid,
) -> Result<Position, Error> {
    let statement = transaction
        .prepare_cached("SELECT position FROM sync_positions WHERE organization_id = $1 FOR UPDATE")
        .await?;
    let row = transaction.query_opt(&statement, &[&organization]).await?;
    row.map(|row| Position(row.get(0)))
        .ok_or_else(|| Error::Broken("the organization has no history".to_owned()))
}

/// The answers that this device was given before, and the ids that another device has used.
async fn known_answers(
    transaction: &deadpool_postgres::Transaction<'_>,
    sender: &Sender,
    incoming: &[Incoming],
) -> Result<(HashMap<Uuid, Outcome>, HashSet<Uuid>), Error> {
    let ids: Vec<Uuid> = incoming.iter().map(|one| one.id).collect();
    let statement = transaction
        .prepare_cached("SELECT id, answer, device_id FROM sync_changesets WHERE id = ANY ($1)")
        .await?;
    let (mut known, mut foreign) = (HashMap::new(), HashSet::new());
    for row in &transaction.query(&statement, &[&ids]).await? {
        let (id, answer): (Uuid, Option<Vec<u8>>) = (row.get(0), row.get(1));
        match answer.filter(|_| row.get::<_, Option<Uuid>>(2) == Some(sender.device)) {
            Some(answer) => {
                known.insert(id, from_bytes(&answer)?);
            }
            None => {
                foreign.insert(id);
            }
        }
    }
    Ok((known, foreign))
}

/// New changesets must go on exactly where the last one ended; anything else means that something
/// was lost on the way or that two copies of the device exist, and nothing is applied.
fn check_counters(
    incoming: &[Incoming],
    known: &HashMap<Uuid, Outcome>,
    last: i64,
) -> Result<(), Error> {
    let first = u64::try_from(last).unwrap_or(0) + 1;
    let mut last = last;
    for one in incoming {
        let is_next = is_next(one, last);
        if !is_next && !known.contains_key(&one.id) && one.counter.is_some() {
            return Err(Error::Refused {
                status: StatusCode::CONFLICT,
                code: "expected_counter",
                sentence: "Some changes did not arrive in order; they are sent again.".to_owned(),
                retry_after_seconds: None,
                expected_counter: Some(first),
            });
        }
        if is_next || !known.contains_key(&one.id) {
            last += 1;
        }
    }
    Ok(())
}

/// Whether it bears the number after `last`. Of what is known already that is so where a device that
/// began another life has signed it anew.
fn is_next(one: &Incoming, last: i64) -> bool {
    one.counter.is_some_and(|counter| i64::try_from(counter) == Ok(last + 1))
}

/// Gives one changeset its position and its outcome.
async fn land(batch: &mut Batch<'_>, one: &Incoming, counter: i64) -> Result<Outcome, Error> {
    let position = batch.head.next();
    batch.transaction.batch_execute("SAVEPOINT changeset").await?;
    let landed = match &one.content {
        Ok(_) if batch.foreign.contains(&one.id) => Err(Stopped::Quarantined(
            "Another PC has sent something under its identity.".to_owned(),
        )),
        Ok(_) if batch.sender.is_revoked => Err(Stopped::Quarantined(FROM_A_REVOKED_PC.to_owned())),
        Ok(changeset) => apply(batch, changeset, position).await,
        Err(reason) => Err(Stopped::Quarantined(reason.clone())),
    };
    let mut landed = match landed {
        Ok(landed) => {
            batch.transaction.batch_execute("RELEASE changeset").await?;
            landed
        }
        Err(Stopped::Quarantined(reason)) => {
            batch.transaction.batch_execute("ROLLBACK TO changeset; RELEASE changeset").await?;
            Landed::quarantined(reason)
        }
        Err(Stopped::Fault(error)) => return Err(error),
    };
    let outcome = Outcome {
        changeset: one.id,
        counter: u64::try_from(counter).unwrap_or(0),
        position,
        kind: landed.kind,
        reason: landed.reason.take(),
    };
    record::changeset(batch, one, &outcome, landed.made_at).await?;
    record::log(batch, position, &landed.log).await?;
    batch.head = position;
    Ok(outcome)
}

/// What a changeset left behind.
struct Landed {
    kind: OutcomeKind,
    reason: Option<String>,
    /// Clamped, in microseconds.
    made_at: Option<i64>,
    /// The rows to tell devices about.
    log: Vec<(u16, Uuid)>,
}

impl Landed {
    fn quarantined(reason: String) -> Self {
        let kind = OutcomeKind::Quarantined;
        Self { kind, reason: Some(reason), made_at: None, log: Vec::new() }
    }
}

/// The command under which a PC that worked alone sends what it had.
const UPLOAD_COMMAND: &str = "system.enrol";

async fn apply(
    batch: &mut Batch<'_>,
    changeset: &Changeset,
    position: Position,
) -> Result<Landed, Stopped> {
    if changeset.base > batch.head {
        return Err(Stopped::Quarantined(
            "It builds on changes that the centre does not know.".to_owned(),
        ));
    }
    let upload = batch.upload_open && changeset.command == UPLOAD_COMMAND;
    if !upload {
        batch.upload_open = false;
    }
    let author = author::of(batch, changeset.author, upload).await?;
    let made_at = record::clamp(batch, changeset).await?;
    let context = decide::Context {
        organization: batch.sender.organization,
        device: batch.sender.device,
        incarnation: batch.incarnation,
        author: changeset.author,
        changeset: changeset.id,
        position,
        made_at,
    };
    let mut changes = admit::admit(changeset, &author, &context).map_err(Stopped::Quarantined)?;
    for change in &mut changes {
        change.limit_bases(|base| batch.epochs.known(base));
    }
    let import = author.brings_a_record_in(&changeset.command);
    if import && !upload {
        imports::may_be_brought_in(&changes).map_err(Stopped::Quarantined)?;
    }
    if !import || upload {
        origin::add(&mut changes, batch.sender);
    }
    let bound = reach::bound(author.bound_roles(&changeset.command), &changes);
    let signings = signing::signings(&changes);
    let claims = answers::claims(changeset.author, &changes);
    let mut work = decide::Work::load(&batch.transaction, context, &changes).await?;
    for change in changes {
        work.take(change).map_err(Stopped::Quarantined)?;
    }
    work.check_rules().map_err(Stopped::Quarantined)?;
    if !import {
        reach::theirs(changeset.author, author.roles(), &work).map_err(Stopped::Quarantined)?;
        called_off::check(author.roles(), &work).map_err(Stopped::Quarantined)?;
        billed::check(&work).map_err(Stopped::Quarantined)?;
        work.check_written_here().map_err(Stopped::Quarantined)?;
        issued::check(batch, &work).await?;
        other_branch::check(batch, changeset.base.0, &work).await?;
    }
    intent::check(changeset.intent.as_ref(), import, &work).map_err(Stopped::Quarantined)?;
    write::write(&batch.transaction, &mut work).await?;
    reach::check(batch, changeset.author, &bound, &work).await?;
    if !import {
        answers::check(batch, &claims, &work).await?;
        named::check(batch, &work).await?;
        claimed::check(batch, &work).await?;
    }
    if !upload {
        aftermath::ask(&batch.transaction, &mut work).await?;
        signing::ask(&batch.transaction, &mut work, &signings).await?;
        beyond_plan::ask(&batch.transaction, &mut work).await?;
    }
    // Whatever is checked at the end of a transaction is checked here, so that a broken reference
    // condemns this changeset and not the batch.
    batch
        .transaction
        .batch_execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        .await?;
    if work.touches("users") {
        batch.authors.clear();
    }
    let (kind, reason) = work.outcome();
    Ok(Landed { kind, reason, made_at: Some(made_at), log: work.log() })
}

impl Batch<'_> {
    /// Makes its positions the organization's newest, and commits.
    async fn keep(self) -> Result<(), Error> {
        let statement = self
            .transaction
            .prepare_cached("UPDATE sync_positions SET position = $2 WHERE organization_id = $1")
            .await?;
        self.transaction.execute(&statement, &[&self.sender.organization, &self.head.0]).await?;
        self.transaction.commit().await?;
        Ok(())
    }
}

async fn finish(batch: Batch<'_>, last: i64, hash: &[u8; 32]) -> Result<(), Error> {
    let statement = batch
        .transaction
        .prepare_cached(
            "UPDATE device_keys SET incarnation = $2, last_counter = $3, last_hash = $4, \
             upload_open = $5, last_seen_at = now() WHERE device_id = $1",
        )
        .await?;
    batch
        .transaction
        .execute(
            &statement,
            &[
                &batch.sender.device,
                &batch.incarnation,
                &last,
                &hash.as_slice(),
                &batch.upload_open,
            ],
        )
        .await?;
    batch.keep().await
}
