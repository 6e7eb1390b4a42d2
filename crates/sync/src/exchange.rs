//! One whole exchange: hello, bootstrap where one is due, push until nothing waits, pull until
//! caught up.

use protocol::{
    ChunkRequest, HelloAnswer, LeaveRequest, PROTOCOL_VERSION, Position, PullRequest, PushRequest,
};
use store::{Batch, Store};
use tokio::runtime::{Handle, RuntimeFlavor};

use crate::{Client, DeviceKey, Pace, Trouble, Turn, send_file, verify_and_mend};

const CHANGESETS_PER_PUSH: usize = 500;
const PUSH_BYTES_MAX: usize = 2 * 1024 * 1024;
const PUSH_BYTES_MIN: usize = 4 * 1024;
const ROWS_PER_PAGE: u32 = 5_000;

/// What an exchange moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exchanged {
    /// Changesets that the centre answered.
    pub sent: usize,
    /// Rows that came.
    pub received: usize,
    /// How far the centre's clock is ahead of this PC's, microseconds.
    pub clock_off: i64,
    /// Whether the centre's tables are those of a later version than this PC's.
    pub centre_is_newer: bool,
}

/// Runs the replica's file work beside the network's, never on it. A runtime of one thread is a
/// simulation's, in which everything happens in one order: there it is done at once.
pub(crate) async fn beside<T: Send + 'static>(
    store: &Store,
    work: impl FnOnce(&Store) -> Result<T, store::Error> + Send + 'static,
) -> Result<T, Trouble> {
    if Handle::current().runtime_flavor() == RuntimeFlavor::CurrentThread {
        return work(store).map_err(Trouble::from);
    }
    let store = store.clone();
    let done = tokio::task::spawn_blocking(move || work(&store)).await;
    done.map_err(|_| Trouble::Stopped)?.map_err(Trouble::from)
}

/// Says hello, checks that both sides fit together, and takes in what was restored since.
pub(crate) async fn greet(store: &Store, client: &Client) -> Result<HelloAnswer, Trouble> {
    let (hello, ours) =
        beside(store, |store| Ok((store.hello()?, store.facts()?.organization))).await?;
    let answer = client.hello(&hello).await?;
    // The centre is updated first; one that is older says so itself.
    if answer.protocol < PROTOCOL_VERSION || answer.schema < migrations::version() {
        return Err(Trouble::Versions);
    }
    if ours != Some(answer.organization) {
        return Err(Trouble::NotOurCentre);
    }
    let said = answer.clone();
    if beside(store, move |store| store.greeted(&said)).await? {
        tracing::warn!("the centre or this PC was restored from a backup; they are compared");
    }
    Ok(answer)
}

/// One whole exchange. Whatever it had moved when something fails, stays moved. Where the centre
/// or this PC was restored, both are compared at its end.
pub async fn exchange(
    store: &Store,
    client: &Client,
    key: &DeviceKey,
) -> Result<Exchanged, Trouble> {
    let exchanged = exchange_rows(store, client, key).await?;
    if beside(store, Store::is_uncertain).await? {
        verify_and_mend(store, client, key).await?;
    }
    Ok(exchanged)
}

/// An exchange without the comparison.
pub(crate) async fn exchange_rows(
    store: &Store,
    client: &Client,
    key: &DeviceKey,
) -> Result<Exchanged, Trouble> {
    let asked_at = store.surroundings().now();
    let hello = greet(store, client).await?;
    let answered_at = store.surroundings().now();
    let clock_off = hello.now - (asked_at + (answered_at - asked_at) / 2);
    beside(store, Store::begin_new_columns).await?;
    let fetched = bootstrap(store, client).await?;
    let sent = push_all(store, client, key).await?;
    let received = pull_all(store, client).await?;
    let centre_is_newer = hello.schema > migrations::version();
    Ok(Exchanged { sent, received: received + fetched, clock_off, centre_is_newer })
}

/// Pushes until nothing waits. Batches halve when the line is too slow for them and double when
/// it is not, so that a thin link makes progress with every acknowledged one.
pub(crate) async fn push_all(
    store: &Store,
    client: &Client,
    key: &DeviceKey,
) -> Result<usize, Trouble> {
    let (mut sent, mut bytes_max) = (0, PUSH_BYTES_MAX / 8);
    loop {
        let signing = key.signing().clone();
        let batch =
            beside(store, move |store| store.next_batch(&signing, CHANGESETS_PER_PUSH, bytes_max))
                .await?;
        let Some(batch) = batch else { break };
        let count = batch.changesets.len();
        let push = request_of(store, batch).await?;
        let answer = match client.push(&push).await {
            Ok(answer) => answer,
            Err(Trouble::Unreachable) if bytes_max > PUSH_BYTES_MIN && count > 1 => {
                bytes_max /= 2;
                continue;
            }
            Err(trouble) => return Err(trouble),
        };
        if answer.outcomes.len() != count {
            return Err(protocol::Malformed("fewer outcomes than changesets").into());
        }
        beside(store, move |store| store.note_answers(&answer.outcomes)).await?;
        sent += count;
        bytes_max = (bytes_max * 2).min(PUSH_BYTES_MAX);
    }
    if sent > 0 {
        beside(store, move |store| store.note_sent(sent)).await?;
    }
    settle_passed(store, client).await?;
    Ok(sent)
}

/// Hands over, once, what this PC had not sent when it was revoked, changes and then files; the centre
/// keeps it and applies nothing of it. Returns how many changesets those were. A PC that has done so
/// before has nothing left to say.
///
/// # Errors
/// [`Trouble`] while the centre cannot be reached; it may be tried again.
pub async fn leave(store: &Store, client: &Client, key: &DeviceKey) -> Result<usize, Trouble> {
    let mut handed_over = 0;
    loop {
        let signing = key.signing().clone();
        let (batch, incarnation) = beside(store, move |store| {
            let batch = store.last_batch(&signing, CHANGESETS_PER_PUSH, PUSH_BYTES_MAX / 8)?;
            Ok((batch, store.facts()?.incarnation))
        })
        .await?;
        let is_all = batch.is_none();
        let Batch { incarnation, changesets } =
            batch.unwrap_or(Batch { incarnation, changesets: Vec::new() });
        let count = changesets.len();
        if is_all {
            match hand_over_files(store, client).await {
                Err(Trouble::Revoked) => return Ok(handed_over),
                handed => handed?,
            }
        }
        let outcomes = match client.leave(&LeaveRequest { incarnation, changesets, is_all }).await {
            Ok(answer) => answer.outcomes,
            Err(Trouble::Revoked) => return Ok(handed_over),
            Err(trouble) => return Err(trouble),
        };
        if outcomes.len() != count {
            return Err(protocol::Malformed("fewer outcomes than changesets").into());
        }
        beside(store, move |store| store.note_answers(&outcomes)).await?;
        handed_over += count;
        if is_all {
            return Ok(handed_over);
        }
    }
}

/// Why the centre will never take a file, as it says.
const NEVER_TAKEN: [&str; 5] =
    ["file_unknown", "file_too_large", "file_too_long", "file_wrong", "handed_over_enough"];

/// Brings the files that the centre lacks, with those whose rows it has in quarantine. What it will
/// not take, or is damaged here, stays; nothing else waits for it.
async fn hand_over_files(store: &Store, client: &Client) -> Result<(), Trouble> {
    let mut pace = Pace::default();
    for file in beside(store, Store::files_to_hand_over).await? {
        match send_file(store, client, &file, &mut pace, &mut Turn::at_once()).await {
            Err(Trouble::Refused { code, .. }) if NEVER_TAKEN.contains(&code.as_str()) => {
                tracing::warn!(code, attachment = %file.attachment, "a file is not handed over");
            }
            Err(Trouble::Store(error)) => {
                tracing::warn!(%error, attachment = %file.attachment, "a file is not handed over");
            }
            sent => sent?,
        }
    }
    Ok(())
}

async fn request_of(store: &Store, batch: Batch) -> Result<PushRequest, Trouble> {
    let life = beside(store, Store::life).await?;
    let Batch { incarnation, changesets } = batch;
    Ok(PushRequest { incarnation, life, changesets })
}

/// Asks once more for answers that the cursor has passed because the scope was fetched anew, and
/// ends their changesets.
async fn settle_passed(store: &Store, client: &Client) -> Result<(), Trouble> {
    loop {
        let passed = beside(store, |store| store.passed_batch(CHANGESETS_PER_PUSH)).await?;
        let Some(batch) = passed else { return Ok(()) };
        let push = request_of(store, batch).await?;
        let outcomes = client.push(&push).await?.outcomes;
        if !beside(store, move |store| store.settle_passed(&outcomes)).await? {
            return Ok(());
        }
    }
}

/// Pulls pages until the replica has everything up to the centre's newest position.
pub(crate) async fn pull_all(store: &Store, client: &Client) -> Result<usize, Trouble> {
    let mut received = 0;
    loop {
        let (cursor, life) =
            beside(store, |store| Ok((store.facts()?.cursor, store.life()?))).await?;
        let request = PullRequest { cursor, life, rows_max: ROWS_PER_PAGE };
        let page = match client.pull(&request).await {
            Err(Trouble::NewScope) => {
                beside(store, Store::begin_new_scope).await?;
                received += bootstrap(store, client).await?;
                settle_passed(store, client).await?;
                continue;
            }
            page => page?,
        };
        let (caught_up, moved) = (page.caught_up(), page.to != page.after);
        if moved {
            match beside(store, move |store| store.apply_page(&page)).await {
                Ok(rows) => received += rows,
                // Another exchange of this process (a person pressed Sync now) has gone ahead.
                Err(Trouble::Store(store::Error::NotNext)) => continue,
                Err(trouble) => return Err(trouble),
            }
        } else {
            beside(store, Store::note_contact).await?;
        }
        if caught_up || !moved {
            if received > 0 {
                beside(store, Store::offer_returned).await?;
            }
            return Ok(received);
        }
    }
}

/// Fetches what a new replica lacks; begins anew where the scope changes meanwhile.
async fn bootstrap(store: &Store, client: &Client) -> Result<usize, Trouble> {
    loop {
        match bootstrap_once(store, client).await {
            Err(Trouble::NewScope) => beside(store, Store::begin_new_scope).await?,
            ended => return ended,
        }
    }
}

/// Chunk by chunk; the next chunk travels while the last one is written. Resumes where it was cut
/// off.
async fn bootstrap_once(store: &Store, client: &Client) -> Result<usize, Trouble> {
    if !beside(store, Store::is_bootstrap_due).await? {
        return Ok(0);
    }
    if beside(store, Store::bootstrap).await?.is_none() {
        let plan = client.bootstrap_plan().await?;
        let tables: Vec<(u16, u64)> =
            plan.tables.iter().map(|planned| (planned.table, planned.rows)).collect();
        beside(store, move |store| store.begin_bootstrap(plan.pin, &tables)).await?;
    }
    let mut rows = 0;
    loop {
        let state = beside(store, Store::bootstrap).await?;
        let Some(state) = state else { break };
        let Some((table, after)) = state.next else {
            match beside(store, Store::finish_bootstrap).await {
                // As above; it is looked at again.
                Err(Trouble::Store(store::Error::NotNext)) => continue,
                finished => finished?,
            }
            break;
        };
        rows += fetch_table(store, client, state.pin, table, after).await?;
    }
    Ok(rows)
}

async fn fetch_table(
    store: &Store,
    client: &Client,
    pin: Position,
    table: u16,
    mut after: Option<uuid::Uuid>,
) -> Result<usize, Trouble> {
    let mut rows = 0;
    let mut chunk = client.bootstrap_chunk(&ChunkRequest { pin, table, after }).await?;
    loop {
        let last = chunk.last_id()?;
        let writing = beside(store, move |store| store.apply_chunk(table, &chunk));
        let Some(last) = last else {
            writing.await?;
            return Ok(rows);
        };
        after = Some(last);
        let request = ChunkRequest { pin, table, after };
        let (written, next) = tokio::join!(writing, client.bootstrap_chunk(&request));
        rows += written?;
        chunk = next?;
    }
}
