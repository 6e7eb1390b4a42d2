//! Whether this replica holds what the centre holds, and the mending of what differs.
//!
//! Both sides compare digests at one position: of every table, then of the parts of a table that
//! differs, then the rows of the parts that differ come. A side is never chosen: what the centre
//! has confirmed goes beneath what this PC has pending, as with every page.

use std::time::Duration;

use protocol::{
    Cursor, Digest, PART_ROWS_MAX, POSITION_MOVED, PartRowsRequest, PartsRequest, Position,
};
use store::{Range, Store};
use tokio::sync::watch;
use uuid::Uuid;

use crate::engine::{Phase, Status};
use crate::exchange::{beside, exchange_rows};
use crate::{Client, DeviceKey, Link, Trouble};

/// How often it is tried while others write. Each try reads every table whole, on both sides.
const TRIES: usize = 3;
/// A table that differs is compared in about so many parts first.
const PARTS: u64 = 1_024;
/// A day in microseconds: how long a comparison is good for.
const DAY: i64 = 24 * 60 * 60 * 1_000_000;
/// How long to rest before it is looked whether a comparison is due.
const REST: Duration = Duration::from_secs(60 * 60);

/// How one table compares with the centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The table.
    pub table: &'static str,
    /// Confirmed rows here.
    pub here: u64,
    /// Rows at the centre.
    pub centre: u64,
    /// Whether they are the same rows in the same versions.
    pub equal: bool,
}

/// Exchanges, then compares every table's digest with the centre's.
pub async fn verify(
    store: &Store,
    client: &Client,
    key: &DeviceKey,
) -> Result<Vec<Verified>, Trouble> {
    Ok(compare(store, client, key).await?.tables)
}

/// Compares, fetches the rows of the parts that differ, and compares again. Returns how it stands
/// then, and how many rows differed.
pub async fn verify_and_mend(
    store: &Store,
    client: &Client,
    key: &DeviceKey,
) -> Result<(Vec<Verified>, usize), Trouble> {
    let mut mended = 0;
    let mut tries = 0;
    loop {
        let compared = compare(store, client, key).await?;
        tries += 1;
        // Of two states nothing can be said. Whoever asked reads that changes are on their way, and
        // the daily comparison is tried again.
        let Some(position) = compared.position else { return Ok((compared.tables, mended)) };
        let differing = compared.numbers.iter().zip(&compared.tables).filter(|(_, t)| !t.equal);
        let differing: Vec<(u16, u64)> = differing.map(|(n, table)| (*n, table.centre)).collect();
        if differing.is_empty() || tries == TRIES {
            let equal = differing.is_empty();
            beside(store, move |store| store.note_compared(equal)).await?;
            return Ok((compared.tables, mended));
        }
        let mut came = 0;
        for table in differing {
            match mend(store, client, position, table).await {
                Ok(rows) => came += rows,
                // Something was written meanwhile; all is compared again.
                Err(trouble) if has_moved(&trouble) => break,
                Err(trouble) => return Err(trouble),
            }
        }
        mended += came;
        if came > 0 {
            tracing::warn!(rows = came, "rows differed from the centre's and were fetched again");
        }
    }
}

fn has_moved(trouble: &Trouble) -> bool {
    match trouble {
        Trouble::Store(store::Error::NotNext) => true,
        Trouble::Refused { code, .. } => code == POSITION_MOVED,
        _ => false,
    }
}

/// Both sides side by side.
struct Compared {
    /// Where both stood; none where others wrote faster than digests could be taken.
    position: Option<Position>,
    tables: Vec<Verified>,
    /// The number of each of the tables.
    numbers: Vec<u16>,
}

async fn compare(store: &Store, client: &Client, key: &DeviceKey) -> Result<Compared, Trouble> {
    let mut tries = 0;
    loop {
        exchange_rows(store, client, key).await?;
        let answer = client.verify().await?;
        let numbers: Vec<u16> = answer.tables.iter().map(|table| table.table).collect();
        let asked = numbers.clone();
        let (cursor, held) = beside(store, move |store| store.table_digests(&asked)).await?;
        tries += 1;
        let is_one = cursor == Cursor::after(answer.position);
        if !is_one && tries < TRIES {
            continue;
        }
        let tables = answer.tables.iter().zip(held).map(|(there, (here, digest))| {
            Ok(Verified {
                table: store::table_name(there.table)?,
                here,
                centre: there.rows,
                equal: here == there.rows && digest == Digest(there.digest),
            })
        });
        let tables = tables.collect::<Result<Vec<_>, Trouble>>()?;
        return Ok(Compared { position: is_one.then_some(answer.position), tables, numbers });
    }
}

/// Compares a table part by part and fetches what differs. Returns how many rows that were.
async fn mend(
    store: &Store,
    client: &Client,
    position: Position,
    (table, rows): (u16, u64),
) -> Result<usize, Trouble> {
    let each = u32::try_from(rows / PARTS).unwrap_or(u32::MAX).max(PART_ROWS_MAX);
    let mut open: Vec<(Range, u32)> = vec![((None, None), each)];
    let mut mended = 0;
    while let Some(((after, until), rows_each)) = open.pop() {
        let request = PartsRequest { position, table, after, until, rows_each };
        let parts = client.verify_parts(&request).await?.parts;
        let ends: Vec<Option<Uuid>> = parts.iter().map(|part| part.until).collect();
        let held = {
            let ends = ends.clone();
            beside(store, move |store| store.part_digests(table, after, &ends)).await?
        };
        let mut begin = after;
        for (there, here) in parts.iter().zip(held) {
            let range = (begin, there.until);
            begin = there.until;
            if here == (there.rows, Digest(there.digest)) {
                continue;
            }
            if there.rows > u64::from(PART_ROWS_MAX) {
                open.push((range, PART_ROWS_MAX));
            } else {
                mended += fetch(store, client, position, table, (range, there.rows)).await?;
            }
        }
    }
    Ok(mended)
}

/// Fetches the rows of a part; they may be too many bytes for one message.
async fn fetch(
    store: &Store,
    client: &Client,
    position: Position,
    table: u16,
    ((mut after, until), rows): (Range, u64),
) -> Result<usize, Trouble> {
    let (mut left, mut mended) = (rows, 0);
    loop {
        let chunk = client.verify_rows(&PartRowsRequest { position, table, after, until }).await?;
        let (came, last) = chunk.extent()?;
        left = left.saturating_sub(came);
        let to = if left == 0 || last.is_none() { until } else { last };
        let range = (after, to);
        mended += beside(store, move |store| store.mend(table, range, position, &chunk)).await?;
        if to == until {
            return Ok(mended);
        }
        after = to;
    }
}

/// Compares once a day, while nobody waits for the line.
pub(crate) struct Verifier {
    pub store: Store,
    pub link: Link,
    pub key: DeviceKey,
    pub status: watch::Receiver<Status>,
}

impl Verifier {
    pub(crate) async fn run(mut self) {
        loop {
            if self.status.wait_for(|status| status.phase == Phase::Live).await.is_err() {
                return;
            }
            if let Err(trouble) = self.compare_if_due().await {
                tracing::info!(reason = %trouble, "not compared with the centre");
            }
            tokio::time::sleep(REST).await;
        }
    }

    async fn compare_if_due(&self) -> Result<(), Trouble> {
        let compared = beside(&self.store, Store::compared_at).await?;
        let now = self.store.surroundings().now();
        // A clock that was ahead once must not put it off for years.
        if compared.is_some_and(|at| at <= now && now - at < DAY) {
            return Ok(());
        }
        let client = Client::new(&self.link, &self.key)?;
        verify_and_mend(&self.store, &client, &self.key).await?;
        Ok(())
    }
}
