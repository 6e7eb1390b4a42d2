//! What the centre's arbitration costs: ten thousand changesets from fifty PCs, beside the bare
//! statements that any ingest of them needs, over the same durable Postgres.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use protocol::{OutcomeKind, PushRequest};
use store::Cells;
use sync_server::postgres_private::{Durability, TestCluster};
use testkit::{Centre, Device, Line};
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use crate::{add_patients, in_ms, line, percentile};

const PCS: usize = 50;
const EDITS_EACH: usize = 200;
/// How many changesets a PC sends in one request, and how many the bare ingest commits at once.
const BATCH: usize = 500;

/// Measures both.
///
/// # Errors
/// What the centre did not take.
pub async fn push(folder: &Path) -> Result<()> {
    let cluster =
        tokio::task::spawn_blocking(|| TestCluster::start_with(Durability::Durable)).await??;
    let url = cluster.database().await?;
    let centre = Centre::over(&folder.join("centre"), &url).await?;
    let line_ = Line::to(centre.address()).await?;
    let desk = Device::alone("desk", &folder.join("desk"))?;
    let patients = (PCS * EDITS_EACH) as u64;
    add_patients(&desk, 0..patients, 0)?;
    desk.enrol(&centre, &line_).await?;
    desk.exchange().await?;

    let mut pcs = Vec::new();
    for number in 0..PCS {
        let name = format!("pc-{number}");
        pcs.push(Device::join(&name, &folder.join(&name), &centre, &line_, "olga").await?);
    }
    let patients: Vec<Uuid> = desk.store.read::<_, store::Error>(|reader| {
        reader.column("SELECT id FROM patients ORDER BY id", [])
    })?;
    let mut sendings = Vec::new();
    for (pc, patients) in pcs.iter().zip(patients.chunks(EDITS_EACH)) {
        for (number, patient) in patients.iter().enumerate() {
            pc.store.write::<_, store::Error>(pc.user, "people.update", |write| {
                let phone = format!("+34 622 {number:06}");
                write.update("patients", *patient, None, Cells::new().set("phone", phone))
            })?;
        }
        let batch = pc.store.next_batch(pc.key().signing(), BATCH, usize::MAX)?;
        let batch = batch.context("something to send")?;
        ensure!(batch.changesets.len() == EDITS_EACH, "one changeset for each edit");
        let client = sync::Client::new(&pc.link()?, &pc.key())?;
        // The connection is open already, as it is on a working day.
        client.hello(&pc.store.hello()?).await?;
        let request = PushRequest {
            incarnation: batch.incarnation,
            life: pc.store.life()?,
            changesets: batch.changesets,
        };
        sendings.push((client, request));
    }

    let over = Arc::new(AtomicBool::new(false));
    let waiting = tokio::spawn(someone_waits(
        sync::Client::new(&desk.link()?, &desk.key())?,
        desk.store.hello()?,
        Arc::clone(&over),
    ));
    let began = Instant::now();
    let sent = sendings
        .into_iter()
        .map(|(client, request)| tokio::spawn(async move { client.push(&request).await }));
    for answer in sent.collect::<Vec<_>>() {
        let applied = |answer: &protocol::PushAnswer| {
            answer.outcomes.iter().all(|outcome| outcome.kind == OutcomeKind::Applied)
        };
        ensure!(applied(&answer.await??), "every edit is applied");
    }
    let took = began.elapsed();
    over.store(true, Ordering::Relaxed);
    let mut waits = waiting.await??;
    let per_second = |took: Duration| (PCS * EDITS_EACH) as f64 / took.as_secs_f64();
    let bare = bare(&url, &patients).await?;
    line(
        &format!("push of {} one-field changesets by {PCS} PCs", PCS * EDITS_EACH),
        &format!("{:.0} changesets/s", per_second(took)),
        &format!(
            "{:.2} of a bare ingest of the same, {:.0}/s (0.4 asked)",
            per_second(took) / per_second(bare),
            per_second(bare)
        ),
    );
    line(
        "a request of a person meanwhile, p99",
        &in_ms(percentile(&mut waits, 99)),
        &format!("250 ms; {} requests", waits.len()),
    );
    for pc in pcs {
        pc.close();
    }
    desk.close();
    centre.stop().await
}

/// Greets the centre again and again, as a PC does at which somebody signs in.
async fn someone_waits(
    client: sync::Client,
    hello: protocol::Hello,
    over: Arc<AtomicBool>,
) -> Result<Vec<Duration>> {
    let mut waits = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let asked = Instant::now();
        client.hello(&hello).await?;
        waits.push(asked.elapsed());
    }
    Ok(waits)
}

/// For each edit a row that makes it idempotent, the update, and a row of the log, in batches.
async fn bare(url: &str, patients: &[Uuid]) -> Result<Duration> {
    let (mut client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    client
        .batch_execute(
            "CREATE TABLE bare_changesets (id UUID PRIMARY KEY, device UUID, counter BIGINT, \
             body BYTEA, answer BYTEA); \
             CREATE TABLE bare_log (position BIGINT PRIMARY KEY, row_id UUID); \
             CREATE TABLE bare_patients (LIKE patients INCLUDING INDEXES); \
             INSERT INTO bare_patients SELECT * FROM patients; ANALYZE bare_patients",
        )
        .await?;
    let began = Instant::now();
    let mut position: i64 = 0;
    for some in patients.chunks(BATCH) {
        ingest(&mut client, some, position).await?;
        position += i64::try_from(some.len())?;
    }
    Ok(began.elapsed())
}

async fn ingest(client: &mut Client, patients: &[Uuid], position: i64) -> Result<()> {
    let ids: Vec<Uuid> = patients.iter().map(|_| Uuid::now_v7()).collect();
    let positions: Vec<i64> = (position..).take(patients.len()).collect();
    let bodies: Vec<Vec<u8>> = patients.iter().map(|_| vec![7; 200]).collect();
    let phones: Vec<String> = positions.iter().map(|at| format!("+34 633 {at:06}")).collect();
    let transaction = client.transaction().await?;
    let statement = transaction
        .prepare(
            "INSERT INTO bare_changesets SELECT id, $1, counter, body, body FROM \
             unnest($2::UUID[], $3::BIGINT[], $4::BYTEA[]) AS t (id, counter, body)",
        )
        .await?;
    transaction.execute(&statement, &[&Uuid::nil(), &ids, &positions, &bodies]).await?;
    let statement = transaction
        .prepare(
            "UPDATE bare_patients p SET phone = convert_to(t.phone, 'UTF8'), version = t.position, \
             updated_at = now() \
             FROM unnest($1::UUID[], $2::TEXT[], $3::BIGINT[]) AS t (id, phone, position) \
             WHERE p.id = t.id",
        )
        .await?;
    transaction.execute(&statement, &[&patients, &phones, &positions]).await?;
    let statement = transaction
        .prepare("INSERT INTO bare_log SELECT * FROM unnest($1::BIGINT[], $2::UUID[])")
        .await?;
    transaction.execute(&statement, &[&positions, &patients]).await?;
    transaction.commit().await?;
    Ok(())
}
