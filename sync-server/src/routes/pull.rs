//! `POST /v1/pull`: the current state of what changed after a cursor.
//!
//! The work is proportional to what changed, never to what there is: one probe when nothing did.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use deadpool_postgres::{Object, Transaction};
use protocol::{Cursor, Outcome, Page, PageRow, Position, PullRequest, from_bytes};
use tokio_postgres::{IsolationLevel, Row};
use uuid::Uuid;

use super::{Device, binary};
use crate::Centre;
use crate::error::{Error, describe};
use crate::lives;
use crate::rows::{StoredRow, TablePlan, plan};
use crate::scope::Holder;

/// The most log entries in one page, whatever is asked.
const ENTRIES_MAX: usize = 10_000;
/// How many are looked up at once.
const ENTRIES_AT_ONCE: usize = 500;
/// A page ends after about this many bytes.
const PAGE_BYTES: usize = 4 * 1024 * 1024;
/// The most outcomes in one page.
const OUTCOMES_MAX: usize = 5_000;

/// One page after the cursor.
pub(super) async fn pull(
    State(centre): State<Arc<Centre>>,
    device: Device,
    body: Bytes,
) -> Result<Response, Error> {
    let request: PullRequest = from_bytes(&body)?;
    device.holder.is_served()?;
    let mut client = centre.database.get().await?;
    // One snapshot for log, rows and outcomes: a page that reaches the head is a checkpoint.
    let transaction = client
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await?;
    lives::check(&transaction, request.life).await?;
    let page = page(&transaction, &device, &request).await?;
    transaction.commit().await?;
    note_sent(&client, &device, whole(page.to)).await;
    centre.metrics.rows_sent.inc_by(u64::try_from(page.rows.len()).unwrap_or(0));
    Ok(binary(page.encode()?))
}

/// Notes how far a device has come, for whoever looks after it; that alone fails no pull.
async fn note_sent(client: &Object, device: &Device, to: i64) {
    let noted = async {
        let statement = client
            .prepare_cached(
                "UPDATE device_keys SET sent_to = $2 \
                 WHERE device_id = $1 AND sent_to IS DISTINCT FROM $2",
            )
            .await?;
        client.execute(&statement, &[&device.id, &to]).await
    };
    if let Err(error) = noted.await {
        tracing::warn!(error = describe(&error), "how far a PC has come was not noted");
    }
}

/// The last position that a replica with this cursor has whole.
fn whole(cursor: Cursor) -> i64 {
    if cursor.ordinal == Cursor::WHOLE { cursor.position.0 } else { cursor.position.0 - 1 }
}

struct Entry {
    cursor: Cursor,
    table: u16,
    row: Uuid,
    why: Why,
}

/// Why a row stands in the page of a device that holds a part of the record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    /// It changed.
    Changed,
    /// The device itself wrote it: what it made outside its scope leaves it again.
    Own,
    /// It may have come into the scope or left it.
    Moved,
}

async fn page(
    transaction: &Transaction<'_>,
    device: &Device,
    request: &PullRequest,
) -> Result<Page, Error> {
    let after = request.cursor;
    let head = device.holder.head(transaction, device.id).await?;
    let nothing = Page { after, to: after, head, rows: Vec::new(), outcomes: Vec::new() };
    if after.position > head {
        return Err(Error::refused(
            StatusCode::CONFLICT,
            "cursor_ahead",
            "This PC has seen more than the centre knows; the centre may have been restored.",
        ));
    }
    if after >= Cursor::after(head) {
        return Ok(nothing);
    }
    let holder = &device.holder;
    holder.check_since(Position(whole(after).max(0)))?;
    let (mut outcomes, bound) = outcomes(transaction, device.id, whole(after), head).await?;
    let wanted = usize::try_from(request.rows_max).unwrap_or(ENTRIES_MAX).clamp(1, ENTRIES_MAX);
    let mut entries = entries(transaction, device.organization, after, bound, wanted).await?;
    if !holder.is_whole() {
        let own: HashSet<Position> = outcomes.iter().map(|outcome| outcome.position).collect();
        for entry in entries.iter_mut().filter(|entry| own.contains(&entry.cursor.position)) {
            entry.why = Why::Own;
        }
        entries.extend(moved(transaction, holder, after, bound, wanted).await?);
        entries.sort_by_key(|entry| entry.cursor);
        entries.truncate(wanted);
    }
    // A row is sent once, for the weightiest of its reasons.
    let mut whys: HashMap<(u16, Uuid), Why> = HashMap::new();
    if !holder.is_whole() {
        for entry in &entries {
            let why = whys.entry((entry.table, entry.row)).or_insert(entry.why);
            *why = entry.why.max(*why);
        }
    }
    let mut to = if entries.len() < wanted { Cursor::after(bound) } else { last(&entries, after) };
    let (mut rows, mut size) = (Vec::with_capacity(entries.len()), 0);
    let mut sent = HashSet::new();
    for (index, some) in entries.chunks(ENTRIES_AT_ONCE).enumerate() {
        if size > PAGE_BYTES {
            let read = index * ENTRIES_AT_ONCE;
            to = last(entries.get(..read).unwrap_or_default(), after);
            break;
        }
        let fresh: Vec<&Entry> =
            some.iter().filter(|entry| sent.insert((entry.table, entry.row))).collect();
        size += if holder.is_whole() {
            read(transaction, device, after, &fresh, &mut rows).await?
        } else {
            read_part(transaction, holder, after, &fresh, &whys, &mut rows).await?
        };
    }
    outcomes.retain(|outcome| outcome.position.0 <= whole(to));
    Ok(Page { to, rows, outcomes, ..nothing })
}

fn last(entries: &[Entry], otherwise: Cursor) -> Cursor {
    entries.last().map_or(otherwise, |entry| entry.cursor)
}

/// The device's own outcomes after a position, and how far the page may go with them.
async fn outcomes(
    transaction: &Transaction<'_>,
    device: Uuid,
    after: i64,
    head: Position,
) -> Result<(Vec<Outcome>, Position), Error> {
    let statement = transaction
        .prepare_cached(
            "SELECT answer FROM sync_changesets WHERE device_id = $1 AND position > $2 \
             AND position <= $3 AND answer IS NOT NULL ORDER BY position LIMIT $4",
        )
        .await?;
    let limit = i64::try_from(OUTCOMES_MAX).unwrap_or(i64::MAX);
    let rows = transaction.query(&statement, &[&device, &after, &head.0, &limit]).await?;
    let outcomes: Vec<Outcome> =
        rows.iter().map(|row| from_bytes(row.get(0))).collect::<Result<_, _>>()?;
    let bound = match outcomes.last() {
        Some(last) if outcomes.len() == OUTCOMES_MAX => last.position,
        _ => head,
    };
    Ok((outcomes, bound))
}

async fn entries(
    transaction: &Transaction<'_>,
    organization: Uuid,
    after: Cursor,
    bound: Position,
    wanted: usize,
) -> Result<Vec<Entry>, Error> {
    let statement = transaction
        .prepare_cached(
            "SELECT position, ordinal, table_number, row_id FROM sync_log \
             WHERE organization_id = $1 AND (position, ordinal) > ($2::BIGINT, $3::BIGINT) \
             AND position <= $4 ORDER BY position, ordinal LIMIT $5",
        )
        .await?;
    let limit = i64::try_from(wanted).unwrap_or(i64::MAX);
    let ordinal = i64::from(after.ordinal);
    let rows = transaction
        .query(&statement, &[&organization, &after.position.0, &ordinal, &bound.0, &limit])
        .await?;
    read_entries(&rows, Why::Changed)
}

fn read_entries(rows: &[Row], why: Why) -> Result<Vec<Entry>, Error> {
    rows.iter()
        .map(|row| {
            let damaged = |_| Error::Broken("the log of changes is damaged".to_owned());
            let ordinal = u32::try_from(row.get::<_, i32>(1)).map_err(damaged)?;
            Ok(Entry {
                cursor: Cursor { position: Position(row.get(0)), ordinal },
                table: u16::try_from(row.get::<_, i16>(2)).map_err(damaged)?,
                row: row.get(3),
                why,
            })
        })
        .collect()
}

/// What may have come into a device's scope or left it after the cursor.
async fn moved(
    transaction: &Transaction<'_>,
    holder: &Holder,
    after: Cursor,
    bound: Position,
    wanted: usize,
) -> Result<Vec<Entry>, Error> {
    let statement = transaction
        .prepare_cached(
            "SELECT found.* FROM unnest($1::UUID[]) AS holder, LATERAL ( \
             SELECT position, ordinal, table_number, row_id FROM scope_log \
             WHERE holder_id = holder AND (position, ordinal) > ($2::BIGINT, $3::BIGINT) \
             AND position <= $4 ORDER BY position, ordinal LIMIT $5) AS found",
        )
        .await?;
    let limit = i64::try_from(wanted).unwrap_or(i64::MAX);
    let (names, ordinal) = (holder.names(), i64::from(after.ordinal));
    let rows = transaction
        .query(&statement, &[&names, &after.position.0, &ordinal, &bound.0, &limit])
        .await?;
    read_entries(&rows, Why::Moved)
}

/// Reads the rows that the entries name; returns about how many bytes they take.
async fn read(
    transaction: &Transaction<'_>,
    device: &Device,
    after: Cursor,
    entries: &[&Entry],
    rows: &mut Vec<PageRow>,
) -> Result<usize, Error> {
    let mut by_table: BTreeMap<u16, Vec<Uuid>> = BTreeMap::new();
    for entry in entries {
        by_table.entry(entry.table).or_default().push(entry.row);
    }
    let mut found: HashMap<u16, HashMap<Uuid, StoredRow>> = HashMap::new();
    for (table, ids) in by_table {
        let plan = plan(table)
            .ok_or_else(|| Error::Broken(format!("the log names table {table}, unknown here")))?;
        if device.holder.may_hold(plan.table) {
            found.insert(table, plan.fetch(transaction, device.organization, &ids).await?);
        }
    }
    let mut size = 0;
    for entry in entries {
        let (Some(plan), Some(found)) = (plan(entry.table), found.get_mut(&entry.table)) else {
            continue;
        };
        let row = match found.remove(&entry.row) {
            Some(row) => {
                let width = device.holder.width(plan.shape);
                page_row(plan, entry.row, row, (whole(after), width))
            }
            None => PageRow::Forget { table: entry.table, id: entry.row },
        };
        size += size_of_row(&row);
        rows.push(row);
    }
    Ok(size)
}

/// The same for a device that holds a part: of what is outside it nothing is read, and what is
/// said of it is at most that it is to be forgotten.
async fn read_part(
    transaction: &Transaction<'_>,
    holder: &Holder,
    after: Cursor,
    entries: &[&Entry],
    whys: &HashMap<(u16, Uuid), Why>,
    rows: &mut Vec<PageRow>,
) -> Result<usize, Error> {
    let mut by_table: BTreeMap<u16, Vec<Uuid>> = BTreeMap::new();
    for entry in entries {
        by_table.entry(entry.table).or_default().push(entry.row);
    }
    let tables = holder.tables();
    let [organization, site, person, names] = holder.parameters(&tables);
    let mut found: HashMap<(u16, Uuid), StoredRow> = HashMap::new();
    for (number, ids) in by_table {
        let plan = plan(number)
            .ok_or_else(|| Error::Broken(format!("the log names table {number}, unknown here")))?;
        if !holder.may_hold(plan.table) {
            continue;
        }
        let name = plan.shape.name;
        let sql = format!("SELECT {name}.id FROM {} WHERE id = ANY ($5)", Holder::rows(plan));
        let statement = transaction.prepare_cached(&sql).await?;
        let held: Vec<Uuid> = transaction
            .query(&statement, &[organization, site, person, names, &ids])
            .await?
            .iter()
            .map(|row| row.get(0))
            .collect();
        if held.is_empty() {
            continue;
        }
        let read = plan.fetch(transaction, holder.organization, &held).await?;
        found.extend(read.into_iter().map(|(id, row)| ((number, id), row)));
    }
    let mut size = 0;
    for entry in entries {
        let (table, id) = (entry.table, entry.row);
        let why = whys.get(&(table, id)).copied().unwrap_or(entry.why);
        let row = match (found.remove(&(table, id)), plan(table), why) {
            (Some(mut row), Some(plan), Why::Moved) => {
                row.values.truncate(holder.width(plan.shape));
                PageRow::Whole { table, id, values: row.values }
            }
            (Some(row), Some(plan), _) => {
                page_row(plan, id, row, (whole(after), holder.width(plan.shape)))
            }
            (_, _, Why::Changed) => continue,
            _ => PageRow::Forget { table, id },
        };
        size += size_of_row(&row);
        rows.push(row);
    }
    Ok(size)
}

/// The columns that changed after `seen`; all of them where the row is new to the replica. The device
/// knows the first `width` of them.
fn page_row(
    plan: &TablePlan,
    id: Uuid,
    mut row: StoredRow,
    (seen, width): (i64, usize),
) -> PageRow {
    let table = plan.shape.number;
    let known = (0..plan.shape.columns.len()).any(|column| row.cell_version(plan, column) <= seen);
    if !known {
        row.values.truncate(width);
        return PageRow::Whole { table, id, values: row.values };
    }
    let changed = |column: usize| {
        column == plan.version || column == plan.updated_at || row.cell_version(plan, column) > seen
    };
    let cells = (0..width)
        .filter(|column| changed(*column))
        .filter_map(|column| Some((u16::try_from(column).ok()?, row.get(column).clone())))
        .collect();
    PageRow::Changed { table, id, cells }
}

fn size_of_row(row: &PageRow) -> usize {
    let size_of = |value: &catalog::Value| value.as_text().map_or(8, str::len);
    match row {
        PageRow::Whole { values, .. } => values.iter().map(size_of).sum(),
        PageRow::Changed { cells, .. } => cells.iter().map(|(_, value)| size_of(value)).sum(),
        PageRow::Forget { .. } => 18,
    }
}
