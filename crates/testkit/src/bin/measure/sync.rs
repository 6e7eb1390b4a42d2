//! What sync costs: rows, bytes and time, all in one run.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use protocol::Position;
use store::Cells;
use sync_server::postgres_private::TestCluster;
use testkit::{Centre, Device, Line};
use uuid::Uuid;

use crate::limit::limit;
use crate::{add_patients, in_ms, line, percentile};

const MOVED_PATIENTS: u64 = 40_000;
const READINGS_EACH: u64 = 4;
const COMMITS: usize = 200;

/// Measures all of it.
///
/// # Errors
/// Whatever did not work.
pub async fn sync(folder: &Path) -> Result<()> {
    let cluster = tokio::task::spawn_blocking(TestCluster::start).await??;
    let url = cluster.database().await?;
    let centre = Centre::over(&folder.join("centre"), &url).await?;
    let line_ = Line::to(centre.address()).await?;
    let desk = Device::alone("desk", &folder.join("desk"))?;
    desk.enrol(&centre, &line_).await?;
    desk.exchange().await?;
    let small = idle(&desk).await?;

    let enter = Instant::now();
    add_patients(&desk, 0..MOVED_PATIENTS, READINGS_EACH)?;
    let rows = MOVED_PATIENTS * (1 + READINGS_EACH);
    line(
        "rows through the write door with outbox",
        &format!("{:.0} rows/s", rate(rows, enter)),
        "",
    );
    let push = Instant::now();
    desk.exchange().await?;
    line("push over HTTPS into Postgres", &format!("{:.0} rows/s", rate(rows, push)), "");
    let large = idle(&desk).await?;
    line(
        "a sync with nothing to do, p95",
        &in_ms(large),
        &format!(
            "150 ms; {:.2} × of one on an empty record",
            large.as_secs_f64() / small.as_secs_f64()
        ),
    );

    let limit = limit(&url, &folder.join("limit"), &folder.join("centre/column.key")).await?;
    let (carried, begin) = (line_.carried().1, Instant::now());
    let laptop = Device::join("laptop", &folder.join("laptop"), &centre, &line_, "olga").await?;
    let reached = rate(rows, begin);
    line(
        "bootstrap over HTTPS, encrypted, captured, with all indexes",
        &format!("{reached:.0} rows/s"),
        &format!(
            "{:.2} of the limit, {:.0} rows/s (0.8 asked)",
            reached / limit.rows_per_second,
            limit.rows_per_second
        ),
    );
    let bytes = line_.carried().1 - carried;
    line(
        "bytes of that bootstrap, TLS and HTTP included",
        &format!("{:.1} per row", bytes as f64 / rows as f64),
        &format!(
            "{:.2} of the same rows as CSV compressed by zstd 3 (0.8 asked)",
            bytes as f64 / limit.csv_zstd_bytes as f64
        ),
    );
    let file: Option<i64> = laptop.store.read::<_, store::Error>(|reader| {
        reader.value("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", [])
    })?;
    let file = file.context("a size")? as f64;
    line(
        "the replica's file",
        &format!("{:.0} MiB", file / 1_048_576.0),
        &format!(
            "{:.2} of the limit's file, not encrypted (1.15 asked)",
            file / limit.plain_bytes as f64
        ),
    );
    thousand_edits(&desk, &laptop, &line_).await?;
    wire_of_an_edit(&desk, &laptop, &line_).await?;
    commit_to_visible(desk, laptop).await?;
    centre.stop().await
}

fn rate(rows: u64, since: Instant) -> f64 {
    rows as f64 / since.elapsed().as_secs_f64()
}

async fn idle(device: &Device) -> Result<Duration> {
    let client = sync::Client::new(&device.link()?, &device.key())?;
    let mut times = Vec::new();
    for _ in 0..100 {
        let asked = Instant::now();
        sync::exchange(&device.store, &client, &device.key()).await?;
        times.push(asked.elapsed());
    }
    Ok(percentile(&mut times, 95))
}

fn change_phone(device: &Device, patient: Uuid, phone: &str) -> Result<()> {
    device.store.write::<_, store::Error>(device.user, "people.update", |write| {
        write.update("patients", patient, None, Cells::new().set("phone", phone))
    })?;
    Ok(())
}

fn a_patient(device: &Device) -> Result<Uuid> {
    device
        .store
        .read::<_, store::Error>(|r| r.value("SELECT id FROM patients LIMIT 1", []))?
        .context("a patient")
}

/// What an edit costs above an exchange with nothing to do, on connections that are open already:
/// bytes up from the writer, and bytes down to the reader.
async fn wire_of_an_edit(desk: &Device, laptop: &Device, line_: &Line) -> Result<()> {
    let patient = a_patient(desk)?;
    let connect = |device: &Device| {
        Ok::<_, anyhow::Error>(sync::Client::new(&device.link()?, &device.key())?)
    };
    let (writer, reader) = (connect(desk)?, connect(laptop)?);
    let cost = async |device: &Device, client: &sync::Client| -> Result<(u64, u64)> {
        let before = line_.carried();
        sync::exchange(&device.store, client, &device.key()).await?;
        let after = line_.carried();
        Ok((after.0 - before.0, after.1 - before.1))
    };
    for _ in 0..2 {
        cost(desk, &writer).await?;
        cost(laptop, &reader).await?;
    }
    let (idle_up, idle_down) = (cost(desk, &writer).await?.0, cost(laptop, &reader).await?.1);
    change_phone(desk, patient, "+34 600 000 000")?;
    let (up, down) = (cost(desk, &writer).await?.0, cost(laptop, &reader).await?.1);
    line(
        "a one-field edit on the wire, TLS and HTTP included, above an idle sync",
        &format!(
            "{} bytes up from the writer, {} down to the reader",
            up - idle_up,
            down - idle_down
        ),
        "1 KB each way",
    );
    Ok(())
}

/// A thousand patients get another telephone, each in a changeset of its own; what another PC reads
/// to have them.
async fn thousand_edits(desk: &Device, laptop: &Device, line_: &Line) -> Result<()> {
    let patients: Vec<Uuid> = desk.store.read::<_, store::Error>(|reader| {
        reader.column("SELECT id FROM patients ORDER BY id LIMIT 1000", [])
    })?;
    for (number, patient) in patients.iter().enumerate() {
        change_phone(desk, *patient, &format!("+34 611 {number:06}"))?;
    }
    desk.exchange().await?;
    let client = sync::Client::new(&laptop.link()?, &laptop.key())?;
    let before = line_.carried().1;
    let moved = sync::exchange(&laptop.store, &client, &laptop.key()).await?;
    let bytes = line_.carried().1 - before;
    line(
        &format!("{} one-field changes pulled, TLS and HTTP included", moved.received),
        &format!("{:.1} kB", bytes as f64 / 1_000.0),
        "40 kB",
    );
    Ok(())
}

async fn commit_to_visible(mut desk: Device, mut laptop: Device) -> Result<()> {
    let patient = a_patient(&desk)?;
    desk.go_live()?;
    laptop.go_live()?;
    for device in [&mut desk, &mut laptop] {
        device.until_position(Position::START).await?;
        let mut status = device.status().context("an engine")?;
        status.wait_for(|status| status.phase == sync::Phase::Live).await?;
    }
    let mut times = Vec::new();
    for number in 0..COMMITS {
        let phone = format!("+34 700 {number:06}");
        change_phone(&desk, patient, &phone)?;
        let committed = Instant::now();
        laptop
            .until("the new number", |store| {
                let now: Option<Option<String>> = store.read::<_, store::Error>(|reader| {
                    reader.value("SELECT phone FROM patients WHERE id = ?1", [patient])
                })?;
                Ok((now.flatten().as_deref() == Some(phone.as_str())).then_some(()))
            })
            .await?;
        times.push(committed.elapsed());
    }
    line(
        "commit on one device to visible on another, p50",
        &in_ms(percentile(&mut times, 50)),
        "150 ms",
    );
    line("the same, p95", &in_ms(percentile(&mut times, 95)), "");
    Ok(())
}
